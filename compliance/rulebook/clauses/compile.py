"""A card → a rule: names resolved, dimensions checked, comparators lowered to bounds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from compliance.derived.base import ShapeError
from compliance.errors import Place, Problem, StandardError, nearest
from compliance.expressions.tree import Tree, names
from compliance.expressions.types import Numeric
from compliance.rulebook.clauses.derivations import kinds
from compliance.rulebook.clauses.measures import Measures
from compliance.rulebook.clauses.shapes import lower
from compliance.rulebook.overlay import Card
from compliance.rulebook.rule import Holds, Measured, Rule, Source, compare
from compliance.units import Dimension
from compliance.vocabulary import Category, Parts


@dataclass(frozen=True)
class Compiler(Measures):
    """Compiles the cards of one chain of layers; ``chosen`` are the readings asked for."""

    chosen: Mapping[str, str]

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
        return self.tree(text, place, clause, self.kinds, truth=True)[0]

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
        measured, context = self.measured(
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
        known = kinds(parts.facts) if isinstance(parts, Parts) else self.kinds
        tree, _ = self.tree(text, card.start("or_if"), card.clause.id, known, truth=True,
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

    def _asking(self, card: Card, inside: tuple[str, ...]) -> dict[str, Any]:
        """How a comparator reads formulas and conditions of its own, over the whole subject."""
        known, clause = self.kinds, card.clause.id

        def number(text: str, *path: str | int) -> tuple[Tree, Dimension]:
            start = card.start(*inside, *path)
            tree, kind = self.tree(text, start, clause, known, truth=False)
            if not isinstance(kind, Numeric):
                values = {"formula": text}
                raise StandardError(Problem("formula-not-number", start, clause, values=values))
            return tree, kind.dimension

        def condition(text: str, *path: str | int) -> Tree:
            return self.tree(text, card.start(*inside, *path), clause, known, truth=True)[0]

        return {"number": number, "condition": condition}


def _stated(value: object) -> str:
    """A comparator's value as its author wrote it, on one line."""
    if isinstance(value, tuple):
        return " — ".join(str(item) for item in value)
    if isinstance(value, bool):
        return ""
    if isinstance(value, str):
        return value
    fields = value.model_dump(by_alias=True, exclude_none=True, exclude={"ground", "by"})  # type: ignore[attr-defined]
    return "; ".join(f"{key}: {_row(item)}" for key, item in fields.items())


def _row(value: object) -> str:
    """A row of a table: its number, or what is left of it and who sets it."""
    if not isinstance(value, dict):
        return str(value)
    return ", ".join(str(item) for key, item in value.items() if key != "ground")
