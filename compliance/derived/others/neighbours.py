"""``largest``, ``nearest``: the other subjects that are judged together with this one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import asin, cos, radians, sin, sqrt
from typing import ClassVar

from pydantic import Field

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
from compliance.derived.spans import Entry, extreme, hull
from compliance.expressions import certain
from compliance.expressions.tree import Tree, names
from compliance.intake.school import Gap, School
from compliance.model import Words
from compliance.quantity import Span
from compliance.units import fits, show_dimension, unit

PLACE = ("longitude", "latitude")
RADIUS = 6_371_008.8
"""The earth's mean radius in metres."""
ANYWHERE = Span(Fraction(0), Fraction(20_038_000))
"""From next door to half the earth's circumference, the greatest distance there is."""
FLATTENED = Fraction(6, 1000)
"""By how much a distance on the sphere may differ from one on the earth's ellipsoid."""
ROUGHLY = Gap("approximate_fact", PLACE)
"""What is to blame where nothing is missing and two distances are too close to call."""


class Largest(Derivation):
    """各校原始最高分: the largest figure among all subjects that are judged together."""

    key: ClassVar[str] = "largest"
    largest: Words = Field(description="a formula 算式")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The formula."""
        tree, shown = self.stated_formula(name, scope, self.largest, "largest")

        def reckon(world: World) -> Found:
            spans = [span_of(tree, school) for school in (world.school, *world.others)]
            lacks = gaps.merged(span for span in spans if isinstance(span, Gap))
            if lacks is not None:
                return Found(None, lacks)
            return extreme("max", [
                Entry(span, gap=gaps.rough(tree, school))
                for school, span in zip((world.school, *world.others), spans, strict=True)
                if isinstance(span, Span)
            ])  # fmt: skip

        reads = tuple(dict.fromkeys(names(tree)))
        return Derived(name, self.number(shown), reads, reckon, together=True, shown=self.largest)


class Nearest(Derivation):
    """最近的学校: how far away the nearest other school is, or a figure of that school."""

    key: ClassVar[str] = "nearest"
    nearest: Words = Field(description="“distance”, or a formula over that school 距离或该校算式")
    where: Words | None = Field(default=None, description="only schools for which this holds 条件")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The condition, and what is asked of the nearest school."""
        for fact in PLACE:
            if fact not in scope.facts("", "nearest"):
                raise ShapeError("unknown-fact", "nearest", fact=fact, nearest="—")
        where = scope.condition(self.where, "where") if self.where else None
        tree: Tree | None = None
        shown, metre = scope.unit(self.unit, "unit"), unit("m")
        dimension = metre.dimension if metre else ()
        if self.nearest != "distance":
            tree, dimension = scope.number(self.nearest, "nearest")
        if not fits(shown.dimension, dimension):
            raise ShapeError("measure-dimension", "nearest", measure=name, unit=self.unit,
                             formula=show_dimension(dimension))  # fmt: skip

        def reckon(world: World) -> Found:
            gap = _unplaced(world.school)
            if gap is not None:
                return Found(None, gap)
            others = list(_others(world.school, world.others, where))
            found = extreme("min", [entry for _, entry in others])
            value = found.value
            if value is None:
                return found
            if value.span is not None and found.gap is None:
                found = found._replace(gap=ROUGHLY)
            if tree is None:
                return found
            closest = [one for one, entry in others if entry.span.low <= value.bounds.high]
            return _figure(tree, closest, found.gap if len(closest) > 1 else None)

        return Derived(name, self.number(shown), PLACE, reckon, together=True, shown=self.nearest)


def _figure(tree: Tree, closest: Sequence[School], gap: Gap | None) -> Found:
    """A figure of whichever of some schools is the nearest; ``gap`` says why that is open."""
    spans = [span_of(tree, school) for school in closest]
    known = [span for span in spans if isinstance(span, Span)]
    if len(known) < len(spans):
        lacks = gaps.merged(span for span in spans if isinstance(span, Gap))
        return Found(None, gaps.merged((gap, lacks)))
    rough = (gaps.rough(tree, school) for school in closest)
    return figure(hull(known), gaps.merged((gap, *rough)))


def _unplaced(school: School) -> Gap | None:
    """Why it is not known where a school lies."""
    gap = gaps.lacking(school, PLACE)
    rough = [name for name in PLACE if gap is None and school.facts[name].span is not None]
    return gap or gaps.because(school, rough)


def _others(
    school: School, others: Sequence[School], where: Tree | None
) -> Iterator[tuple[School, Entry]]:
    """The other schools that count or may count, with how far away they are.

    That no distance is exact is said only where nothing else is open.
    """
    for other in others:
        counts, never = (True, False) if where is None else certain.truth(
            where, other.facts, other.unsure
        )  # fmt: skip
        if never:
            continue
        unplaced = _unplaced(other)
        span = distance(school, other) if unplaced is None else ANYWHERE
        gap = gaps.merged((gaps.undecided(where, other) if where else None, unplaced))
        yield other, Entry(span, counts, gap)


def distance(one: School, two: School) -> Span:
    """How far apart two schools are, in metres, by the great circle."""
    (a, b), (c, d) = ([float(s.facts[name].bounds.low) for name in PLACE] for s in (one, two))
    east, north = radians(c - a) / 2, radians(d - b) / 2
    across = sin(north) ** 2 + cos(radians(b)) * cos(radians(d)) * sin(east) ** 2
    metres = Fraction(2 * RADIUS * asin(min(1.0, sqrt(across))))
    return Span(metres * (1 - FLATTENED), metres * (1 + FLATTENED))
