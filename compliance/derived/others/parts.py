"""``count``, ``sum``, ``mean``, ``least``, ``most``: over the subject's parts or members."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Callable, Sequence
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
)
from compliance.derived.spans import ZERO, Entry, extreme, folded, hull
from compliance.expressions import certain, fold
from compliance.expressions.tree import Tree
from compliance.intake.school import Gap, Part, School
from compliance.model import Identifier, Model, Words
from compliance.quantity import Span

Item = Part | School


class Within(Model):
    """The last years before the day judged: a rolling window."""

    date: Identifier = Field(description="a date of each part 各部分的日期")
    years: int = Field(ge=1, le=100)


Chosen = list[tuple[Item, Gap | None]]
"""The items that count; beside one that only perhaps does, why that is open."""


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
            counted = ((item, *_counts(item, tree, within, world.on)) for item in items)
            return [(item, gap) for item, holds, gap in counted if holds is not False]

        return choose


def listed(school: School, over: str) -> Sequence[Item] | Gap:
    """The parts or members of a school, or why they are not known."""
    gap = gaps.lacking(school, (over,))
    if gap is not None:
        return gap
    value = school.facts[over].value
    items = value if isinstance(value, tuple) else ()
    return [one for one in items if isinstance(one, Part | School)]


def _counts(
    item: Item, tree: Tree | None, within: Within | None, on: dt.date
) -> tuple[bool | None, Gap | None]:
    """Whether an item counts, None where that is open, and what leaves it open."""
    holds, never = (
        (True, False) if tree is None else certain.truth(tree, item.facts, item.conflicts)
    )
    inside, outside, gap = _recent(item, within, on)
    if never or outside:
        return False, None
    if holds and inside:
        return True, None
    return None, gaps.merged((gaps.undecided(tree, item) if tree else None, gap))


def _recent(item: Item, within: Within | None, on: dt.date) -> tuple[bool, bool, Gap | None]:
    """Whether an item lies within the last years for certain, or outside; or what is lacking."""
    if within is None:
        return True, False, None
    gap = gaps.lacking(item, (within.date,))
    if gap is not None:
        return False, False, gap
    days, year = item.facts[within.date].bounds, on.year - within.years
    last = min(on.day, calendar.monthrange(year, on.month)[1])  # 29 February
    before, today = dt.date(year, on.month, last).toordinal(), on.toordinal()
    inside = days.low > before and days.high <= today
    outside = days.high <= before or days.low > today
    return inside, outside, None if inside or outside else gaps.because(item, (within.date,))


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
            open_ = [gap for _, gap in found if gap is not None]
            low, high = (n * unit.factor for n in (len(found) - len(open_), len(found)))
            return figure(Span(low, high), gaps.merged(open_))

        return Derived(name, self.number(unit), (self.count,), reckon, shown=self.count)


class _Of(Aggregate):
    """An aggregate of a formula over each part."""

    of: Words = Field(description="a formula over the facts of each part 各部分的算式")
    best_by: Identifier | None = Field(
        default=None, description="of parts alike in this fact only the highest counts 同项取最高"
    )

    def _compiled(self, name: str, over: str, scope: Scope) -> Derived:
        choose = self._chooser(over, scope)
        tree, unit = self.stated_formula(name, scope, self.of, "of", over)
        if self.best_by is not None and self.best_by not in scope.facts(over, "best_by"):
            raise ShapeError("unknown-fact", "best_by", fact=self.best_by,
                             nearest=", ".join(scope.facts(over, "best_by")) or "—")  # fmt: skip

        def reckon(world: World) -> Found:
            found = choose(world)
            if isinstance(found, Gap):
                return Found(None, found)
            entries = self._entries(found, tree)
            return Found(None, entries) if isinstance(entries, Gap) else self._combined(entries)

        return Derived(name, self.number(unit), (over,), reckon, shown=self.of)

    def _entries(self, chosen: Chosen, tree: Tree) -> list[Entry] | Gap:
        """The figure of each item, or of each name's best; or why one of them cannot be had."""
        found: dict[object, Entry] = {}
        lacks: list[Gap | None] = []
        by = self.best_by
        for n, (item, perhaps) in enumerate(chosen):
            span, unnamed = span_of(tree, item), gaps.lacking(item, (by,)) if by else None
            if isinstance(span, Gap):
                lacks += [perhaps, span]
            elif by and (perhaps or unnamed):
                lacks += [perhaps, unnamed]
            else:
                key = item.facts[by].value if by else n
                entry = Entry(span, perhaps is None, gaps.merged((perhaps, gaps.rough(tree, item))))
                found[key] = _better(found[key], entry) if key in found else entry
        return gaps.merged(lacks) or list(found.values())

    def _combined(self, entries: list[Entry]) -> Found:
        raise NotImplementedError(entries)


def _better(one: Entry, two: Entry) -> Entry:
    gap = gaps.merged((one.gap, two.gap))
    return Entry(folded("max", (one.span, two.span)), one.sure and two.sure, gap)


class Sum(_Of):
    """A total over parts."""

    key: ClassVar[str] = "sum"
    sum: Identifier = Field(description="parts or members 各部分或成员")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The parts, their condition and what is added up."""
        return self._compiled(name, self.sum, scope)

    def _combined(self, entries: list[Entry]) -> Found:
        spans = (one.span if one.sure else hull((ZERO, one.span)) for one in entries)
        return figure(folded("+", [ZERO, *spans]), gaps.merged(one.gap for one in entries))


class Mean(_Of):
    """A mean over parts: the score of one who holds several posts."""

    key: ClassVar[str] = "mean"
    mean: Identifier = Field(description="parts or members 各部分或成员")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The parts, their condition and what is averaged."""
        return self._compiled(name, self.mean, scope)

    def _combined(self, entries: list[Entry]) -> Found:
        gap = gaps.merged(one.gap for one in entries)
        if not entries or not all(one.sure for one in entries):
            return Found(None, gap or Gap("no_members"))
        number = Span.point(Fraction(len(entries)))
        mean = fold.combined("/", folded("+", (one.span for one in entries)), number)
        return Found(None, gap) if mean is None else figure(mean, gap)


class Least(_Of):
    """The least over parts: every one of them reaches at least this."""

    key: ClassVar[str] = "least"
    least: Identifier = Field(description="parts or members 各部分或成员")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The parts, their condition and what is compared."""
        return self._compiled(name, self.least, scope)

    def _combined(self, entries: list[Entry]) -> Found:
        return extreme("min", entries)


class Most(_Of):
    """The greatest over parts: none of them is above this."""

    key: ClassVar[str] = "most"
    most: Identifier = Field(description="parts or members 各部分或成员")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The parts, their condition and what is compared."""
        return self._compiled(name, self.most, scope)

    def _combined(self, entries: list[Entry]) -> Found:
        return extreme("max", entries)
