"""``odd``, ``ends_with``, ``years_since``: parity, what a name says, completed years."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from compliance.days import DATE
from compliance.derived import gaps
from compliance.derived.base import (
    Derivation,
    Derived,
    Found,
    Scope,
    ShapeError,
    World,
    figure,
    span_of,
    stated,
)
from compliance.expressions.tree import names
from compliance.intake.school import Gap
from compliance.model import Identifier, Words
from compliance.quantity import Span
from compliance.vocabulary import Words_


class Odd(Derivation):
    """单数: whether a count is odd."""

    key: ClassVar[str] = "odd"
    odd: Words = Field(description="a count, or a formula 人数等")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The count."""
        tree, _ = scope.number(self.odd, "odd")
        reads = tuple(dict.fromkeys(names(tree)))

        def reckon(world: World) -> Found:
            span = span_of(tree, world.school)
            if isinstance(span, Gap):
                return Found(None, span)
            if span.low != span.high or span.low.denominator != 1:
                rough = gaps.rough(tree, world.school)
                return Found(None, rough or Gap("approximate_fact", reads))
            return stated(bool(span.low.numerator % 2))

        return Derived(name, self.flag(), reads, reckon, shown=self.odd)


class EndsWith(Derivation):
    """称为学院或大学: whether a name ends with one of some words."""

    key: ClassVar[str] = "ends_with"
    ends_with: Identifier = Field(description="a fact of free text 文字数据项")
    words: tuple[Words, ...] = Field(min_length=1)

    def compile(self, name: str, scope: Scope) -> Derived:
        """The fact, which must be a text."""
        facts = scope.facts("", "ends_with")
        if not isinstance(facts.get(self.ends_with), Words_):
            known = [one for one, fact in facts.items() if isinstance(fact, Words_)]
            raise ShapeError("unknown-fact", "ends_with", fact=self.ends_with,
                             nearest=", ".join(known) or "—")  # fmt: skip

        def reckon(world: World) -> Found:
            gap = gaps.lacking(world.school, (self.ends_with,))
            if gap is not None:
                return Found(None, gap)
            return stated(world.school.text(self.ends_with).endswith(self.words))

        return Derived(name, self.flag(), (self.ends_with,), reckon, shown=self.ends_with)


class YearsSince(Derivation):
    """三年内: years completed since a day, on the day that is judged."""

    key: ClassVar[str] = "years_since"
    years_since: Identifier = Field(description="a date 日期数据项")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The fact, which must be a date."""
        tree, dimension = scope.number(self.years_since, "years_since")
        if dimension != DATE:
            raise ShapeError("not-a-date", "years_since", fact=self.years_since)
        unit = scope.unit(self.unit, "unit")

        def reckon(world: World) -> Found:
            span = span_of(tree, world.school)
            if isinstance(span, Gap):
                return Found(None, span)
            today = Fraction(world.on.toordinal())
            if span.low > today:
                return Found(None, Gap("conflicting_facts", (self.years_since,)))
            days = (min(span.high, today), span.low)
            low, high = (completed(day, world.on) * unit.factor for day in days)
            return figure(Span(low, high), gaps.rough(tree, world.school))

        return Derived(name, self.number(unit), (self.years_since,), reckon,
                       shown=self.years_since)  # fmt: skip


def completed(day: Fraction, on: dt.date) -> Fraction:
    """Whole years from a day to another.

    >>> completed(Fraction(dt.date(2016, 9, 1).toordinal()), dt.date(2019, 8, 31))
    Fraction(2, 1)
    """
    then = dt.date.fromordinal(int(day))
    return Fraction(on.year - then.year - ((on.month, on.day) < (then.month, then.day)))
