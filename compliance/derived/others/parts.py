"""``count``, ``sum``, ``mean``, ``least``, ``most``: over the subject's parts or members."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from compliance.days import DATE
from compliance.derived.base import (
    Derivation,
    Derived,
    Found,
    Scope,
    ShapeError,
    World,
    figure,
    lacking,
    span_of,
)
from compliance.expressions import certain
from compliance.expressions.tree import Tree, names
from compliance.intake.school import Gap, Part, School
from compliance.model import Identifier, Model, Words
from compliance.quantity import Span
from compliance.units import fits, show_dimension

Item = Part | School


class Within(Model):
    """The last years before the day judged: a rolling window."""

    date: Identifier = Field(description="a date of each part 各部分的日期")
    years: int = Field(ge=1, le=100)


@dataclass(frozen=True)
class Chosen:
    """The items that count: ``sure`` certainly, ``unsure`` perhaps, and why not certainly."""

    sure: list[Item]
    unsure: list[Item]
    gap: Gap | None


class Aggregate(Derivation):
    """What all kinds of aggregates share: which parts count."""

    where: Words | None = Field(default=None, description="only parts for which this holds 条件")
    within: Within | None = None

    def _chooser(self, over: str, scope: Scope) -> Callable[[World], Chosen | Gap]:
        """Which parts count; a gap where the parts themselves are not known."""
        scope.facts(over, self.key)
        tree = scope.condition(self.where, "where", over=over) if self.where else None
        within = self.within
        if within is not None:
            _, dimension = scope.number(within.date, "within", "date", over=over)
            if dimension != DATE:
                raise ShapeError("not-a-date", "within", "date", fact=within.date)

        def choose(world: World) -> Chosen | Gap:
            items = listed(world.school, over)
            if isinstance(items, Gap):
                return items
            sure, unsure, needs = list[Item](), list[Item](), dict[str, None]()
            for item in items:
                holds, wanted = _counts(item, tree, within, world.on)
                if holds is None:
                    unsure.append(item)
                    needs |= dict.fromkeys(wanted)
                elif holds:
                    sure.append(item)
            return Chosen(sure, unsure, Gap("missing_fact", tuple(needs)) if unsure else None)

        return choose


def listed(school: School, over: str) -> Sequence[Item] | Gap:
    """The parts or members of a school, or why they are not known."""
    gap = lacking(school, (over,), school.gaps)
    if gap is not None:
        return gap
    value = school.facts[over].value
    return (
        [one for one in value if isinstance(one, Part | School)]
        if (isinstance(value, tuple))
        else []
    )


def _counts(
    item: Item, tree: Tree | None, within: Within | None, on: dt.date
) -> tuple[bool | None, list[str]]:
    """Whether an item counts, None where that is open, and the facts that leave it open."""
    unsure = item.unsure if isinstance(item, School) else item.conflicts
    holds, never = certain.truth(tree, item.facts, unsure) if tree is not None else (True, False)
    needs = list(dict.fromkeys(names(tree))) if tree is not None and not (holds or never) else []
    if within is not None and not never:
        found = item.facts.get(within.date)
        if found is None:
            return None, [*needs, within.date]
        first, last = _window(on, within.years)
        days = found.bounds
        if days.high <= first or days.low > last:
            return False, []
        holds = holds and days.low > first and days.high <= last
        needs += [] if days.low > first and days.high <= last else [within.date]
    return (True if holds else False if never else None), needs


def _window(on: dt.date, years: int) -> tuple[int, int]:
    """The day before the window's first day, and its last."""
    day = 28 if (on.month, on.day) == (2, 29) else on.day
    return on.replace(year=on.year - years, day=day).toordinal(), on.toordinal()


class Count(Aggregate):
    """How many parts there are of which something holds."""

    key: ClassVar[str] = "count"
    count: Identifier = Field(description="parts or members 各部分或成员")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The parts and their condition."""
        choose, unit = self._chooser(self.count, scope), scope.unit(self.unit, "unit")

        def reckon(world: World) -> Found:
            found = choose(world)
            if isinstance(found, Gap):
                return Found(None, found)
            low = len(found.sure) * unit.factor
            return figure(Span(low, low + len(found.unsure) * unit.factor), gap=found.gap)

        return Derived(name, self.number(unit), (self.count,), reckon, shown=self.count)


class _Of(Aggregate):
    """An aggregate of a formula over each part."""

    of: Words = Field(description="a formula over the facts of each part 各部分的算式")
    best_by: Identifier | None = Field(
        default=None, description="of parts alike in this fact only the highest counts 同项取最高"
    )

    def _compiled(self, name: str, over: str, scope: Scope) -> Derived:
        choose, unit = self._chooser(over, scope), scope.unit(self.unit, "unit")
        tree, dimension = scope.number(self.of, "of", over=over)
        if not fits(unit.dimension, dimension):
            raise ShapeError("measure-dimension", "of", measure=name, unit=self.unit,
                             formula=show_dimension(dimension))  # fmt: skip
        if self.best_by is not None and self.best_by not in scope.facts(over, "best_by"):
            raise ShapeError("unknown-fact", "best_by", fact=self.best_by,
                             nearest=", ".join(scope.facts(over, "best_by")) or "—")  # fmt: skip

        def reckon(world: World) -> Found:
            found = choose(world)
            if isinstance(found, Gap):
                return Found(None, found)
            sure, unsure = (self._spans(items, tree) for items in (found.sure, found.unsure))
            for spans in (sure, unsure):
                if isinstance(spans, Gap):
                    return Found(None, spans)
            return self._combined(sure, unsure, found.gap or Gap("approximate_fact", (over,)))  # type: ignore[arg-type]

        return Derived(name, self.number(unit), (over,), reckon, shown=self.of)

    def _spans(self, items: Sequence[Item], tree: Tree) -> list[Span] | Gap:
        best: dict[object, Span] = {}
        for n, item in enumerate(items):
            span = span_of(tree, item)
            if isinstance(span, Gap):
                return span
            key: object = n
            if self.best_by is not None:
                if self.best_by not in item.facts:
                    return Gap("missing_fact", (self.best_by,))
                key = item.facts[self.best_by].value
            before = best.get(key)
            best[key] = span if before is None else Span(max(before.low, span.low),
                                                         max(before.high, span.high))  # fmt: skip
        return list(best.values())

    def _combined(self, sure: list[Span], unsure: list[Span], gap: Gap) -> Found:
        raise NotImplementedError(sure, unsure, gap)


class Sum(_Of):
    """A total over parts."""

    key: ClassVar[str] = "sum"
    sum: Identifier = Field(description="parts or members 各部分或成员")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The parts, their condition and what is added up."""
        return self._compiled(name, self.sum, scope)

    def _combined(self, sure: list[Span], unsure: list[Span], gap: Gap) -> Found:
        if self.best_by is not None and unsure:
            return Found(None, gap)
        low, high = (sum(ends, Fraction(0)) for ends in _ends(sure))
        more = list(_ends(unsure))
        low += sum((end for end in more[0] if end < 0), Fraction(0))
        high += sum((end for end in more[1] if end > 0), Fraction(0))
        return figure(Span(low, high), gap=gap)


class Mean(_Of):
    """A mean over parts: the score of one who holds several posts."""

    key: ClassVar[str] = "mean"
    mean: Identifier = Field(description="parts or members 各部分或成员")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The parts, their condition and what is averaged."""
        return self._compiled(name, self.mean, scope)

    def _combined(self, sure: list[Span], unsure: list[Span], gap: Gap) -> Found:
        if unsure or not sure:
            return Found(None, gap if unsure else Gap("no_members"))
        low, high = (sum(ends, Fraction(0)) / len(sure) for ends in _ends(sure))
        return figure(Span(low, high), gap=gap)


class Least(_Of):
    """The least over parts: every one of them reaches at least this."""

    key: ClassVar[str] = "least"
    least: Identifier = Field(description="parts or members 各部分或成员")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The parts, their condition and what is compared."""
        return self._compiled(name, self.least, scope)

    def _combined(self, sure: list[Span], unsure: list[Span], gap: Gap) -> Found:
        return _extreme(sure, unsure, gap, min)


class Most(_Of):
    """The greatest over parts: none of them is above this."""

    key: ClassVar[str] = "most"
    most: Identifier = Field(description="parts or members 各部分或成员")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The parts, their condition and what is compared."""
        return self._compiled(name, self.most, scope)

    def _combined(self, sure: list[Span], unsure: list[Span], gap: Gap) -> Found:
        return _extreme(sure, unsure, gap, max)


def _ends(spans: Sequence[Span]) -> Iterator[list[Fraction]]:
    yield [span.low for span in spans]
    yield [span.high for span in spans]


def _extreme(
    sure: list[Span], unsure: list[Span], gap: Gap, pick: Callable[..., Fraction]
) -> Found:
    if not sure:
        return Found(None, gap if unsure else Gap("no_members"))
    (low, high), (lows, highs) = (pick(ends) for ends in _ends(sure)), _ends([*sure, *unsure])
    return figure(Span(min(low, pick(lows)), max(high, pick(highs))), gap=gap)
