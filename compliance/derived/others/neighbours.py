"""``largest``, ``nearest``: the other subjects that are judged together with this one."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import asin, cos, radians, sin, sqrt
from typing import ClassVar

from pydantic import Field

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
from compliance.intake.school import Gap, School
from compliance.model import Words
from compliance.quantity import Span
from compliance.units import fits, show_dimension, unit

PLACE = ("longitude", "latitude")
RADIUS = 6_371_008.8
"""The earth's mean radius in metres."""
FARTHEST = Fraction(20_038_000)
"""Half the earth's circumference, and so the greatest distance there is."""
FLATTENED = Fraction(6, 1000)
"""By how much a distance on the sphere may differ from one on the earth's ellipsoid."""


class Largest(Derivation):
    """各校原始最高分: the largest figure among all subjects that are judged together."""

    key: ClassVar[str] = "largest"
    largest: Words = Field(description="a formula 算式")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The formula."""
        tree, dimension = scope.number(self.largest, "largest")
        shown = scope.unit(self.unit, "unit")
        if not fits(shown.dimension, dimension):
            raise ShapeError("measure-dimension", "largest", measure=name, unit=self.unit,
                             formula=show_dimension(dimension))  # fmt: skip

        def reckon(world: World) -> Found:
            spans = []
            for school in (world.school, *world.others):
                span = span_of(tree, school)
                if isinstance(span, Gap):
                    return Found(None, span)
                spans.append(span)
            span = Span(max(s.low for s in spans), max(s.high for s in spans))
            return figure(span, gap=Gap("approximate_fact", reads))

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

        wanted = (*PLACE, *dict.fromkeys(names(where))) if where is not None else PLACE

        def reckon(world: World) -> Found:
            gap = lacking(world.school, PLACE, {})
            if gap is not None:
                return Found(None, gap)
            found = _others(world.school, world.others, where)
            if not found:
                return Found(None, Gap("no_members"))
            near = min((span.high for _, span, sure in found if sure), default=FARTHEST)
            closest = [one for one in found if one[1].low <= near]
            low = min(span.low for _, span, _ in closest)
            if tree is None:
                return figure(Span(low, near), gap=Gap("missing_fact", wanted))
            if len(closest) > 1 or not closest[0][2]:
                return Found(None, Gap("missing_fact", wanted))
            value = span_of(tree, closest[0][0])
            return Found(None, value) if isinstance(value, Gap) else figure(value)

        return Derived(name, self.number(shown), PLACE, reckon, together=True, shown=self.nearest)


def _others(
    school: School, others: Sequence[School], where: Tree | None
) -> list[tuple[School, Span, bool]]:
    """The other schools that count or may count, with the span of the distance, and which."""
    found = []
    for other in others:
        counts, never = (True, False) if where is None else certain.truth(
            where, other.facts, other.unsure
        )  # fmt: skip
        if not never:
            found.append((other, distance(school, other), counts))
    return found


def distance(one: School, two: School) -> Span:
    """How far apart two schools are, in metres, by the great circle; a span for what is unknown.

    Without coordinates another school may be next door: its span starts at zero.
    """
    if any(name not in two.facts or name in two.unsure for name in PLACE):
        return Span(Fraction(0), FARTHEST)
    (a, b), (c, d) = ([float(s.facts[name].bounds.low) for name in PLACE] for s in (one, two))
    east, north = radians(c - a) / 2, radians(d - b) / 2
    across = sin(north) ** 2 + cos(radians(b)) * cos(radians(d)) * sin(east) ** 2
    metres = Fraction(2 * RADIUS * asin(min(1.0, sqrt(across))))
    return Span(metres * (1 - FLATTENED), metres * (1 + FLATTENED))
