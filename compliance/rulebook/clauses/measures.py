"""What a clause measures: a fact, a formula with its routes, evidence, or only a condition."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from compliance.derived.base import Derived
from compliance.documents.standard import Measure
from compliance.errors import Place, Problem, StandardError, nearest
from compliance.expressions.parse import parse
from compliance.expressions.tree import ExpressionError, Name, Tree, names
from compliance.expressions.tree import Number as Constant
from compliance.expressions.types import FLAG, Categorical, Kind, Numeric
from compliance.rulebook.clauses.derivations import expression_error, kinds, read_tree
from compliance.rulebook.clauses.shapes import Context
from compliance.rulebook.overlay import Card, Layer, evidence_fact
from compliance.rulebook.rule import Measured, Route
from compliance.text import Text
from compliance.units import DIMENSIONLESS, Unit, fits, show_dimension, unit
from compliance.vocabulary import Category, Fact, Number, Parts, Vocabulary

NO_UNIT = Unit("", Fraction(1), DIMENSIONLESS)
NOTHING = Route(Constant(Fraction(0), 0), ())
"""What a condition measures."""


@dataclass(frozen=True)
class Measures:
    """The facts and measures of one chain of layers."""

    vocabulary: Vocabulary
    measures: Mapping[str, tuple[Measure, Layer]]
    derived: Mapping[str, Derived]
    inferences: bool

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact of the subject, derived ones too."""
        return {**self.vocabulary.facts, **{name: one.fact for name, one in self.derived.items()}}

    @cached_property
    def kinds(self) -> dict[str, Kind]:
        """What expressions may do with each fact of the subject."""
        return kinds(self.facts)

    @cached_property
    def formulas(self) -> dict[str, Tree]:
        """The derived facts that are nothing but a formula."""
        return {n: one.formula for n, one in self.derived.items() if one.formula is not None}

    def measured(self, card: Card, measure: str | None, place: Place) -> tuple[Measured, Context]:
        """What a card measures, and what its comparator must know of it.

        Raises:
            StandardError: at the line that is wrong.
        """
        clause = card.clause
        if measure is None:
            if clause.holds is not None:
                title = clause.title.text if clause.title else Text(clause.id, clause.id)
                return Measured(title, NO_UNIT, (NOTHING,), 0), self.context(FLAG, {})
            if clause.basis == "computed":
                raise StandardError(Problem("measure-missing", card.place(), clause.id))
            name, fact = evidence_fact(clause)
            route = Route(Name(name, 0), (name,))
            return Measured(fact.text, NO_UNIT, (route,), 0, datum=name), self.context(FLAG, {})
        if measure in self.measures:
            return self._formula(card, measure)
        fact_ = self.facts.get(measure)
        kind = self.kinds.get(measure)
        if fact_ is None or kind is None:
            known = [*self.measures, *self.kinds]
            raise StandardError(
                Problem("unknown-measure", place, clause.id,
                        values={"measure": measure,
                                "nearest": nearest(measure, known) or "—"})
            )  # fmt: skip
        shown = fact_.of if isinstance(fact_, Number) else NO_UNIT
        tree = self.formulas.get(measure, Name(measure, 0))
        route = Route(tree, tuple(dict.fromkeys(names(tree))))
        measured = Measured(fact_.text, shown, (route,), 0, datum=self._named(measure))
        return measured, self.context(kind, self.facts)

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
        usable = self.kinds if measure.over is None else kinds(facts)
        for key in ("prefer", "formula", "printed"):
            text = getattr(measure, key)
            if text is None:
                continue
            start = layer.document.start("measures", name, key)
            tree, kind = self.tree(text, start, card.clause.id, usable, truth=False,
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
        return measured, self.context(Numeric(dimension), facts)

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

    def tree(  # noqa: PLR0913 - one parameter an option
        self, text: str, place: Place, clause: str, known: Mapping[str, Kind], *, truth: bool,
        plain: bool = False,
    ) -> tuple[Tree, Kind]:  # fmt: skip
        """A formula or a condition with its kind; ``place`` is where its text starts.

        Raises:
            StandardError: at the column that is wrong.
        """
        try:
            return read_tree(text, known, {} if plain else self.formulas, truth=truth)
        except ExpressionError as error:
            raise expression_error(error, text, place, clause) from None

    def context(self, kind: Kind, facts: Mapping[str, object]) -> Context:
        """What a comparator must know of a measure over some facts."""
        categories = {
            name: tuple(fact.values) for name, fact in facts.items() if isinstance(fact, Category)
        }
        dimension = kind.dimension if isinstance(kind, Numeric) else None
        values = kind.values if isinstance(kind, Categorical) else ()
        return Context(dimension, values, categories, self.inferences)
