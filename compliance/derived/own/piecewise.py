"""``piecewise``: a number by steps, affine pieces or interpolation over another: a schedule."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field

from compliance.derived import gaps
from compliance.derived.base import (
    Derivation,
    Derived,
    Found,
    Path,
    Scope,
    ShapeError,
    World,
    amount,
    figure,
    span_of,
)
from compliance.derived.spans import hull, middle, stretches
from compliance.expressions.tree import Binary, Name, Tree, names
from compliance.intake.school import Gap
from compliance.model import Model, Words
from compliance.numerals import exact_text
from compliance.quantity import BEYOND, Span
from compliance.units import Dimension
from compliance.vocabulary import Fact, Number


class Piece(Model):
    """One piece: where it holds, its value, and what is added beyond its lower end."""

    from_: Words | None = Field(default=None, alias="from", description="自…起（含） at or above")
    above: Words | None = Field(default=None, description="超过 more than")
    to: Words | None = Field(default=None, description="至…止（含） at or below")
    below: Words | None = Field(default=None, description="不满 less than")
    value: Words
    plus: Words | None = Field(default=None, description="每超过一个 per 增加 added per")
    per: Words | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A piece in base units: y = value + slope × (x − start) on an interval, open where said."""

    low: Fraction | None
    high: Fraction | None
    low_open: bool
    high_open: bool
    value: Fraction
    slope: Fraction = Fraction(0)

    def holds(self, x: Fraction) -> bool:
        """Whether the piece is the one for x."""
        above = self.low is None or x > self.low or (x == self.low and not self.low_open)
        below = self.high is None or x < self.high or (x == self.high and not self.high_open)
        return above and below

    def at(self, x: Fraction) -> Fraction:
        """The value at x."""
        return self.value + self.slope * (x - (self.low or 0))

    def over(self, stretch: Span) -> Span:
        """The values along a stretch that lies within the piece."""
        low, high = sorted((self.at(stretch.low), self.at(stretch.high)))
        is_open = low < high  # both ends of such a stretch are left out
        return Span(low, high, is_open, is_open)


class Piecewise(Derivation):
    """What is required of a school of some size: 1200 m² up to 120 pupils, 6 m² for each more.

    Where two pieces hold at once, the value may be either; where none holds, it is unknown.
    """

    key: ClassVar[str] = "piecewise"
    piecewise: Words = Field(description="what decides, a formula 自变量")
    pieces: tuple[Piece, ...] = ()
    points: tuple[tuple[Words, Words], ...] = Field(default=(), description="interpolated 内插")
    outside: Literal["clamp", "unknown"] | None = Field(
        default=None, description="before the first and after the last point 点外"
    )

    def compile(self, name: str, scope: Scope) -> Derived:
        """The lines, in base units."""
        tree, dimension = scope.number(self.piecewise, "piecewise")
        unit = scope.unit(self.unit, "unit")
        lines = tuple(self._lines(dimension, unit.dimension))
        reads = tuple(dict.fromkeys(names(tree)))

        facts = scope.facts("", "piecewise")
        anything = Span(-BEYOND if _signed(tree, facts) else Fraction(0), BEYOND)

        def reckon(world: World) -> Found:
            span = span_of(tree, world.school)
            if not isinstance(span, Gap):
                return value_over(lines, span, gaps.rough(tree, world.school))
            endless = any(line.slope and line.high is None for line in lines)
            if endless or span.reason == "zero_denominator":
                return Found(None, span)
            return value_over(lines, anything, span)

        return Derived(name, self.number(unit), reads, reckon, shown=self.piecewise,
                       claims=tuple(self._claims()), remarks=tuple(_remarks(lines)))  # fmt: skip

    def _claims(self) -> Iterator[tuple[Path, str]]:
        for n, piece in enumerate(self.pieces):
            for key in ("from_", "above", "to", "below", "value", "plus"):
                text = getattr(piece, key)
                if text is not None:
                    yield ("pieces", n, key.strip("_")), text
        for n, point in enumerate(self.points):
            for side, text in enumerate(point):
                yield ("points", n, side), text

    def _lines(self, x: Dimension, y: Dimension) -> Iterator[Line]:
        if bool(self.pieces) == bool(self.points) or len(self.points) == 1:
            raise ShapeError("piecewise-form", "piecewise")
        if bool(self.points) != (self.outside is not None):
            raise ShapeError("piecewise-outside", "piecewise")
        if self.points:
            yield from self._interpolated(x, y)
        for n, piece in enumerate(self.pieces):
            yield _line(piece, x, y, ("pieces", n))

    def _interpolated(self, x: Dimension, y: Dimension) -> Iterator[Line]:
        known = [
            (amount(at, x, "points", n, 0), amount(value, y, "points", n, 1))
            for n, (at, value) in enumerate(self.points)
        ]
        for n, ((a, _), (b, _)) in enumerate(itertools.pairwise(known), 1):
            if a >= b:
                raise ShapeError("band-empty", "points", n, 0)
        for n, ((a, low), (b, high)) in enumerate(itertools.pairwise(known)):
            yield Line(a, b, n > 0, False, low, (high - low) / (b - a))  # noqa: FBT003
        if self.outside == "clamp":
            yield Line(None, known[0][0], False, True, known[0][1])  # noqa: FBT003
            yield Line(known[-1][0], None, True, False, known[-1][1])  # noqa: FBT003


def _line(piece: Piece, x: Dimension, y: Dimension, path: tuple[str | int, ...]) -> Line:
    ends = []
    for closed, opened in (("from_", "above"), ("to", "below")):
        stated = [key for key in (closed, opened) if getattr(piece, key) is not None]
        if len(stated) > 1:
            raise ShapeError("piece-ends", *path, opened)
        text = getattr(piece, stated[0]) if stated else None
        key = stated[0].strip("_") if stated else ""
        ends.append((amount(text, x, *path, key) if text else None, stated == [opened]))
    (low, low_open), (high, high_open) = ends
    if low is not None and high is not None and (low > high or (low == high and low_open)):
        raise ShapeError("band-empty", *path)
    slope = Fraction(0)
    if (piece.plus is None) != (piece.per is None):
        raise ShapeError("piece-slope", *path)
    if piece.plus is not None and piece.per is not None:
        per = amount(piece.per, x, *path, "per")
        if low is None or per <= 0:
            raise ShapeError("piece-slope", *path)
        slope = amount(piece.plus, y, *path, "plus") / per
    return Line(low, high, low_open, high_open, amount(piece.value, y, *path, "value"), slope)


def _remarks(lines: Sequence[Line]) -> Iterator[tuple[str, Mapping[str, object]]]:
    """Where no piece holds, and where two hold with different values."""
    ends = sorted({end for line in lines for end in (line.low, line.high) if end is not None})
    between = [(a + b) / 2 for a, b in itertools.pairwise(ends)]
    for x in sorted([*ends, *between]):
        here = [line for line in lines if line.holds(x)]
        if not here:
            yield "schedule-gap", {"at": exact_text(x)}
        elif len({line.at(x) for line in here}) > 1:
            yield "schedule-overlap", {"at": exact_text(x)}


def value_over(lines: Sequence[Line], span: Span, gap: Gap | None = None) -> Found:
    """All values that a schedule may give over a span; ``gap`` says why the size is no point.

    >>> step = Line(None, Fraction(9), False, False, Fraction(2))
    >>> value_over([step], Span.point(Fraction(9))).value.value
    (2, 1)
    """
    ends = [end for line in lines for end in (line.low, line.high)]
    along = [
        [line.over(stretch) for line in lines if line.holds(middle(stretch))]
        for stretch in stretches(span, ends)
    ]
    known = [hull(values) for values in along if values]
    steady = len(set(known)) == 1 and not any(line.slope for line in lines)
    if gap is None or not known or (steady and len(known) == len(along)):
        gap = Gap("unknown_threshold")  # a better known size would not help
    return figure(hull(known), gap) if len(known) == len(along) else Found(None, gap)


def _signed(tree: Tree, facts: Mapping[str, Fact]) -> bool:
    """Whether a size may lie below zero."""
    if isinstance(tree, Binary):
        return tree.operator == "-" or _signed(tree.left, facts) or _signed(tree.right, facts)
    fact = facts.get(tree.name) if isinstance(tree, Name) else None
    return isinstance(fact, Number) and fact.smallest < 0
