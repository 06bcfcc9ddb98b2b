"""A card → a rule: names resolved, dimensions checked, comparators lowered to bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import cached_property
from typing import Any

from compliance.derived.base import Derived, ShapeError
from compliance.documents.standard import Measure
from compliance.errors import Place, Problem, StandardError, nearest
from compliance.expressions.parse import parse
from compliance.expressions.tree import ExpressionError, Name, Tree, names
from compliance.expressions.tree import Number as Constant
from compliance.expressions.types import FLAG, Categorical, Kind, Numeric
from compliance.rulebook.derivations import expression_error, kinds, read_tree
from compliance.rulebook.overlay import Card, Layer, evidence_fact
from compliance.rulebook.rule import Holds, Measured, Route, Rule, Source, compare
from compliance.rulebook.shapes import Context, lower
from compliance.text import Text
from compliance.units import DIMENSIONLESS, Dimension, Unit, fits, show_dimension, unit
from compliance.vocabulary import Category, Fact, Number, Parts, Vocabulary

NO_UNIT = Unit("", Fraction(1), DIMENSIONLESS)
NOTHING = Route(Constant(Fraction(0), 0), ())
"""What a condition measures."""


@dataclass(frozen=True)
class Compiler:
    """Compiles the cards of one chain of layers."""

    layers: tuple[Layer, ...]
    vocabulary: Vocabulary
    measures: Mapping[str, tuple[Measure, Layer]]
    inferences: bool
    chosen: Mapping[str, str]
    derived: Mapping[str, Derived]

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact of the subject, derived ones too."""
        return {**self.vocabulary.facts, **{name: one.fact for name, one in self.derived.items()}}

    @cached_property
    def formulas(self) -> dict[str, Tree]:
        """The derived facts that are nothing but a formula."""
        return {n: one.formula for n, one in self.derived.items() if one.formula is not None}

    def rule(self, card: Card) -> Rule:
        """The rule of a card, with its other readings and its relation to the layer before.

        Raises:
            StandardError: at the line that is wrong.
        """
        rule = self._read(card, self._default(card))
        if card.before is not None:
            before = replace(self, chosen={}).rule(card.before)
            relation = compare(rule.test, before.test)
            rule = replace(rule, relation=relation)
        others = tuple(
            self._read(card, name) for name in card.clause.readings or {} if name != rule.reading
        )
        for other in others:
            if (other.test, other.measured, other.pool) == (rule.test, rule.measured, rule.pool):
                place = card.place("readings", other.reading)
                values = {"one": other.reading, "two": rule.reading}
                raise StandardError(Problem("reading-same", place, rule.id, values=values))
        return replace(rule, alternatives=others)

    def condition(self, text: str, place: Place, clause: str = "") -> Tree:
        """A condition over a school's facts; ``place`` is where its text starts."""
        return self._tree(text, place, clause, kinds(self.facts), truth=True)[0]

    def _default(self, card: Card) -> str:
        readings = card.clause.readings or {}
        defaults = [name for name, reading in readings.items() if reading.default]
        wanted = self.chosen.get(card.clause.id)
        if readings and (len(defaults) != 1 or readings[defaults[0]].stated()):
            place = card.place("readings", *(defaults[1:2] or defaults), "default")
            raise StandardError(Problem("reading-default", place, card.clause.id))
        return wanted or (defaults[0] if defaults else "")

    def _read(self, card: Card, reading: str) -> Rule:
        clause = card.clause
        way = (clause.readings or {}).get(reading)
        own_comparator = way is None or not way.stated()
        stated = clause if own_comparator or way is None else way
        comparators = stated.stated()
        if len(comparators) != 1:
            raise StandardError(
                Problem("one-comparator", card.place(*comparators[1:2]), clause.id,
                        values={"found": ", ".join(comparators) or "—"})
            )  # fmt: skip
        comparator = comparators[0]
        inside = ("readings", reading) if way is not None and way.measure else ()
        measured, context = self._measured(
            card, (way and way.measure) or clause.measure, card.place(*inside, "measure")
        )
        if context.dimension is not None and clause.basis != "computed":
            raise StandardError(
                Problem("measure-needless", card.place("basis"), clause.id,
                        values={"basis": clause.basis, "measure": measured.title})
            )  # fmt: skip
        pool = self._pool(card, reading, measured)
        context = replace(
            context, **self._asking(card, () if own_comparator else ("readings", reading))
        )
        try:
            test, inferred = lower(stated, comparator, context)
            bare, _ = lower(stated, comparator, replace(context, inferences=False))
        except ShapeError as error:
            inside = () if own_comparator else ("readings", reading)
            raise StandardError(
                Problem(error.code, card.place(*inside, *error.path), clause.id,
                        values={"key": comparator, **error.values})
            ) from None  # fmt: skip
        text = clause.applies_if
        applies = self.condition(text, card.start("applies_if"), clause.id) if text else None
        escape = self._escape(card, measured)
        return Rule(
            id=clause.id,
            title=clause.title.text if clause.title else measured.title,
            source=self._source(card, comparator),
            force=clause.force or "shall",
            basis=clause.basis,
            measured=measured,
            comparator=comparator,
            stated=_stated(getattr(stated, comparator)),
            test=test,
            applies=applies,
            applies_facts=tuple(dict.fromkeys(names(applies))) if applies else (),
            escape=Holds(escape, tuple(dict.fromkeys(names(escape)))) if escape else None,
            departments=clause.departments,
            counts_in=clause.counts_in or "",
            pool=pool,
            inferred=inferred,
            without=bare if inferred else None,
            reading=reading,
            reading_ground=way.ground if way else "",
            note=clause.note.text if clause.note else None,
        )

    def _escape(self, card: Card, measured: Measured) -> Tree | None:
        """What else lets the clause pass, over the same facts as its measure."""
        text = card.clause.or_if
        if text is None:
            return None
        parts = self.vocabulary.facts.get(measured.over)
        known = kinds(parts.facts) if isinstance(parts, Parts) else kinds(self.facts)
        tree, _ = self._tree(text, card.start("or_if"), card.clause.id, known, truth=True,
                             plain=isinstance(parts, Parts))  # fmt: skip
        return tree

    def _source(self, card: Card, comparator: str) -> Source:
        clause = card.clause
        value = getattr(clause, comparator)
        return Source(
            cite=clause.cite or "",
            text=clause.text or clause.paraphrase or "",
            verbatim=clause.text is not None,
            evidence=clause.evidence or "",
            set_by=card.set_by.id,
            layers=card.touched,
            place=card.place(comparator),
            document=f"{card.layer.standard.title.zh} {card.layer.standard.document}",
            ground=getattr(value, "ground", "") or "",
        )

    def _measured(self, card: Card, measure: str | None, place: Place) -> tuple[Measured, Context]:
        clause = card.clause
        if measure is None:
            if clause.holds is not None:
                title = clause.title.text if clause.title else Text(clause.id, clause.id)
                return Measured(title, NO_UNIT, (NOTHING,), 0), self._context(FLAG, {})
            if clause.basis == "computed":
                raise StandardError(Problem("measure-missing", card.place(), clause.id))
            name, fact = evidence_fact(clause)
            route = Route(Name(name, 0), (name,))
            return Measured(fact.text, NO_UNIT, (route,), 0, datum=name), self._context(FLAG, {})
        if measure in self.measures:
            return self._formula(card, measure)
        fact_ = self.facts.get(measure)
        kind = kinds(self.facts).get(measure)
        if fact_ is None or kind is None:
            known = [*self.measures, *kinds(self.facts)]
            raise StandardError(
                Problem("unknown-measure", place, clause.id,
                        values={"measure": measure,
                                "nearest": nearest(measure, known) or "—"})
            )  # fmt: skip
        shown = fact_.of if isinstance(fact_, Number) else NO_UNIT
        tree = self.formulas.get(measure, Name(measure, 0))
        route = Route(tree, tuple(dict.fromkeys(names(tree))))
        measured = Measured(fact_.text, shown, (route,), 0, datum=self._named(measure))
        return measured, self._context(kind, self.facts)

    def _named(self, fact: str) -> str:
        """A fact that the law's text must name: a derived one has no printed label."""
        return "" if fact in self.derived else fact

    def _formula(self, card: Card, name: str) -> tuple[Measured, Context]:
        measure, layer = self.measures[name]

        def at(key: str) -> Place:
            return layer.document.place("measures", name, key)

        facts: Mapping[str, object] = self.facts
        if measure.over is not None:
            parts = self.vocabulary.facts.get(measure.over)
            if not isinstance(parts, Parts):
                known = [n for n, fact in self.vocabulary.facts.items() if isinstance(fact, Parts)]
                raise StandardError(
                    Problem("unknown-parts", at("over"), card.clause.id,
                            values={"fact": measure.over,
                                    "nearest": nearest(measure.over, known) or "—"})
                )  # fmt: skip
            facts = parts.facts
        shown = unit(measure.unit)
        if shown is None:
            raise StandardError(
                Problem("unknown-unit", at("unit"), card.clause.id, values={"unit": measure.unit})
            )
        routes, dimension = [], shown.dimension
        for key in ("prefer", "formula", "printed"):
            text = getattr(measure, key)
            if text is None:
                continue
            start = layer.document.start("measures", name, key)
            tree, kind = self._tree(text, start, card.clause.id, kinds(facts), truth=False,
                                    plain=measure.over is not None)  # fmt: skip
            if not isinstance(kind, Numeric) or not fits(shown.dimension, kind.dimension):
                given = show_dimension(kind.dimension) if isinstance(kind, Numeric) else "—"
                raise StandardError(
                    Problem("measure-dimension", at(key), card.clause.id,
                            values={"measure": name, "formula": given, "unit": measure.unit})
                )  # fmt: skip
            dimension = kind.dimension
            routes.append(Route(tree, tuple(dict.fromkeys(names(tree)))))
            if not routes[-1].facts:
                raise StandardError(
                    Problem("formula-no-fact", start, card.clause.id, values={"formula": text})
                )
        if measure.printed is not None:
            self._printed(routes, at("printed"), card.clause.id)
        title = Text(measure.zh, measure.en or measure.zh)
        measured = Measured(
            title,
            shown,
            tuple(routes),
            1 if measure.prefer else 0,
            measure.over or "",
            measure.called or "",
            self._named(next(names(parse(measure.formula)))),
        )
        return measured, self._context(Numeric(dimension), facts)

    def _printed(self, routes: list[Route], place: Place, clause: str) -> None:
        """A printed figure a student belongs to the fact that the formula reads, if to any."""
        printed, main = routes[-1].facts[0], routes[-2].facts[0]
        facts = self.vocabulary.facts
        owners = {getattr(fact, "per_student", None): name for name, fact in facts.items()}
        if owners.get(printed, main) != main:
            expected = getattr(facts.get(main), "per_student", None) or "—"
            raise StandardError(
                Problem("printed-other", place, clause,
                        values={"printed": printed, "owner": owners[printed], "fact": main,
                                "expected": expected})
            )  # fmt: skip

    def _pool(self, card: Card, reading: str, measured: Measured) -> str:
        way = (card.clause.readings or {}).get(reading)
        parts = self.vocabulary.facts.get(measured.over)
        facts = parts.facts if isinstance(parts, Parts) else {}
        known = [name for name, fact in facts.items() if isinstance(fact, Category)]
        # a reading overrides the clause, whose own pool must still be one
        for owner, path in ((card.clause, ()), (way, ("readings", reading))):
            pool = owner.pool if owner is not None else None
            if pool is not None and pool not in known:
                raise StandardError(
                    Problem("unknown-pool", card.place(*path, "pool"), card.clause.id,
                            values={"pool": pool, "nearest": nearest(pool, known) or "—"})
                )  # fmt: skip
        return (way or card.clause).pool or ""

    def _tree(  # noqa: PLR0913 - one parameter an option
        self, text: str, place: Place, clause: str, known: Mapping[str, Kind], *, truth: bool,
        plain: bool = False,
    ) -> tuple[Tree, Kind]:  # fmt: skip
        try:
            return read_tree(text, known, {} if plain else self.formulas, truth=truth)
        except ExpressionError as error:
            raise expression_error(error, text, place, clause) from None

    def _asking(self, card: Card, inside: tuple[str, ...]) -> dict[str, Any]:
        """How a comparator reads formulas and conditions of its own, over the whole subject."""
        known, clause = kinds(self.facts), card.clause.id

        def number(text: str, *path: str | int) -> tuple[Tree, Dimension]:
            start = card.start(*inside, *path)
            tree, kind = self._tree(text, start, clause, known, truth=False)
            if not isinstance(kind, Numeric):
                values = {"formula": text}
                raise StandardError(Problem("formula-not-number", start, clause, values=values))
            return tree, kind.dimension

        def condition(text: str, *path: str | int) -> Tree:
            return self._tree(text, card.start(*inside, *path), clause, known, truth=True)[0]

        return {"number": number, "condition": condition}

    def _context(self, kind: Kind, facts: Mapping[str, object]) -> Context:
        categories = {
            name: tuple(fact.values) for name, fact in facts.items() if isinstance(fact, Category)
        }
        dimension = kind.dimension if isinstance(kind, Numeric) else None
        values = kind.values if isinstance(kind, Categorical) else ()
        return Context(dimension, values, categories, self.inferences)


def _stated(value: object) -> str:
    """A comparator's value as its author wrote it, on one line."""
    if isinstance(value, tuple):
        return " — ".join(str(item) for item in value)
    if isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value
    fields = value.model_dump(by_alias=True, exclude_none=True, exclude={"ground", "by"})  # type: ignore[attr-defined]
    return "; ".join(f"{key}: {item}" for key, item in fields.items())
