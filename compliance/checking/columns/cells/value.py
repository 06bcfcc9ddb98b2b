"""Columns as the operator table sees them, each with what is known of its exact values.

A value stands for whole numbers: ``scale`` times what its cells hold. Of these whole numbers it
is known that they are multiples of ``content`` and never above ``largest``. Two whole numbers
that differ, differ by the common content at least: that is the gap in which a comparison of
float64 columns has room for its rounding errors.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from math import gcd, isqrt
from typing import Any

from compliance.expressions.operators import OPERATORS

ROUNDING = Fraction(1, 2**53)
"""The largest relative error of one rounding to float64."""
LARGEST_INTEGER = 2**63 - 1
_FINE = 2**200
When = Callable[[Any, Any, Any], Any]
"""A language's choice between two cells by a mask."""


class Unproven(ValueError):  # noqa: N818 - says what the comparison is
    """A comparison that this kind of column cannot make exactly; ``code`` says why."""

    def __init__(self, code: str, clause: str = "") -> None:
        super().__init__(code)
        self.code, self.clause = code, clause


@dataclass(frozen=True, slots=True)
class Proof:
    """Why a float64 comparison is exact: the gap between unequal sides is wider than its error."""

    gap: Fraction
    error: Fraction

    @property
    def shift(self) -> Fraction:
        """The eps by which the threshold moves: between the error and the gap, far from both."""
        product = self.error * self.gap
        return Fraction(isqrt(product.numerator * _FINE // product.denominator), isqrt(_FINE))


class _Compared:
    """Comparison signs for what knows how to ``compare``."""

    __slots__ = ()

    def compare(self, symbol: str, other: Any) -> Any:
        """The mask of a comparison."""
        raise NotImplementedError(symbol)

    def __ge__(self, other: Any) -> Any:
        return self.compare(">=", other)

    def __le__(self, other: Any) -> Any:
        return self.compare("<=", other)

    def __gt__(self, other: Any) -> Any:
        return self.compare(">", other)

    def __lt__(self, other: Any) -> Any:
        return self.compare("<", other)

    def __eq__(self, other: object) -> Any:
        return self.compare("==", other)

    def __ne__(self, other: object) -> Any:
        return self.compare("!=", other)

    __hash__ = None  # type: ignore[assignment]


@dataclass(frozen=True, slots=True, eq=False)
class Floats(_Compared):
    """A column of float64 numbers, none below zero.

    ``roundings`` bounds the relative error of a cell in units of ``ROUNDING``; None if there is no
    bound. ``proofs`` collects the proof of every comparison made.
    """

    cell: Any
    scale: Fraction
    content: int
    largest: int
    roundings: int | None
    proofs: list[Proof]
    when: When

    def __mul__(self, other: Floats | int) -> Any:
        if isinstance(other, int):
            return self._times(other) if other else 0
        roundings = _add(self.roundings, other.roundings, 1)
        return replace(self, cell=self.cell * other.cell, scale=self.scale * other.scale,
                       content=self.content * other.content,
                       largest=self.largest * other.largest, roundings=roundings)  # fmt: skip

    __rmul__ = __mul__

    def _times(self, factor: int) -> Floats:
        return replace(self, scale=self.scale * factor, content=self.content * factor,
                       largest=self.largest * factor)  # fmt: skip

    def __add__(self, other: Floats | int) -> Floats:
        cell, rounded, content, largest = self._beside(other)
        roundings = None if rounded is None or self.roundings is None else (
            max(self.roundings, rounded) + 1
        )  # fmt: skip
        return replace(self, cell=self.cell + cell, content=gcd(self.content, content),
                       largest=self.largest + largest, roundings=roundings)  # fmt: skip

    __radd__ = __add__

    def __sub__(self, other: Floats | int) -> Floats:
        cell, _, content, largest = self._beside(other)
        return replace(self, cell=self.cell - cell, content=gcd(self.content, content),
                       largest=self.largest + largest, roundings=None)  # fmt: skip

    def __rsub__(self, other: int) -> Floats:
        return replace(self, cell=float(other / self.scale) - self.cell, roundings=None,
                       content=gcd(self.content, other), largest=self.largest + other)  # fmt: skip

    def least(self, other: Floats | int) -> Floats:
        """The lesser of two; rounded operands may be confused only where they are that close."""
        return self._picked(other, lambda mine, theirs: mine <= theirs)

    def most(self, other: Floats | int) -> Floats:
        """The greater of two, as ``least``; what is above zero is not signed."""
        return self._picked(other, lambda mine, theirs: mine >= theirs)

    def _picked(self, other: Floats | int, first: Callable[[Any, Any], Any]) -> Floats:
        mine, (theirs, rounded, content, largest) = self.cell, self._beside(other)
        roundings = None if rounded is None or self.roundings is None else (
            max(self.roundings, rounded)
        )  # fmt: skip
        # null where either is null
        return replace(self, cell=self.when(first(mine, theirs), mine, theirs + mine * 0.0),
                       content=gcd(self.content, content), largest=max(self.largest, largest),
                       roundings=roundings)  # fmt: skip

    def _beside(self, other: Floats | int) -> tuple[Any, int | None, int, int]:
        """Another operand in this one's scale: cell, roundings, content, largest."""
        if isinstance(other, int):
            return float(other / self.scale), 1, other, other
        if other.scale == self.scale:
            return other.cell, other.roundings, other.content, other.largest
        ratio = other.scale / self.scale
        return (other.cell * float(ratio), _add(other.roundings, 2), other.content,
                other.largest)  # fmt: skip

    def over(self, other: Floats) -> Quotient:
        """The quotient, which is no whole number but compares like one."""
        roundings = _add(self.roundings, other.roundings, 1)
        return Quotient(self.cell / other.cell, self.scale / other.scale, self.content,
                        self.largest, roundings, self.proofs, self.when, other)  # fmt: skip

    def whole(self, other: Floats | int) -> tuple[Fraction, int, int]:
        """What a comparison with another value turns on: content and largest of both sides."""
        content = other if isinstance(other, int) else other.content
        largest = other if isinstance(other, int) else other.largest
        return Fraction(gcd(self.content, content)), self.largest, largest

    def compare(self, symbol: str, other: Floats | int) -> Any:
        """The mask of a comparison, exact.

        Raises:
            Unproven: if rounding errors might reach across the gap.
        """
        if isinstance(other, int) and other == 0:
            if self.roundings is None:
                raise Unproven("signed")
            return _COMPARE[symbol](self.cell, 0.0)
        rounded = 1 if isinstance(other, int) else _add(other.roundings, 2)
        proof = self._proof(other, _add(self.roundings, rounded, 2))
        self.proofs.append(proof)
        constant, side = (
            (other / self.scale, None) if isinstance(other, int)
            else (other.scale / self.scale, other.cell)
        )  # fmt: skip
        low, high = constant * (1 - proof.shift), constant * (1 + proof.shift)
        below, above = (float(end) if side is None else side * float(end) for end in (low, high))
        leans = OPERATORS[symbol].leans
        if leans:
            return _COMPARE[symbol](self.cell, below if leans < 0 else above)
        if symbol == "==":
            return (self.cell >= below) & (self.cell <= above)
        return (self.cell < below) | (self.cell > above)

    def _proof(self, other: Floats | int, roundings: int | None) -> Proof:
        if roundings is None:
            raise Unproven("signed")
        content, mine, theirs = self.whole(other)
        # a right side beyond twice the left one is told apart by half its size already
        gap = min(Fraction(1, 2), content / min(theirs, 2 * mine))
        proof = Proof(gap, roundings * ROUNDING)
        if 4 * proof.error >= proof.gap:
            raise Unproven("gap")
        return proof


@dataclass(frozen=True, slots=True, eq=False)
class Quotient(Floats):
    """A column divided by another; only ever scaled and compared with a number."""

    below: Floats

    def _times(self, factor: int) -> Quotient:
        return replace(self, scale=self.scale * factor, content=self.content * factor,
                       largest=self.largest * factor)  # fmt: skip

    def whole(self, other: Floats | int) -> tuple[Fraction, int, int]:
        """As if both sides were multiplied by the divisor."""
        if not isinstance(other, int):
            raise Unproven("quotients")
        return Floats.whole(self, self.below * other)


@dataclass(frozen=True, slots=True, eq=False)
class Integers(_Compared):
    """A column of 64-bit integers, with the proof that nothing computed from it overflows."""

    cell: Any
    scale: int
    largest: int
    when: When

    def __mul__(self, other: Integers | int) -> Any:
        if isinstance(other, int):
            if not other:
                return 0
            return replace(self, scale=self.scale * other, largest=self.largest * other)
        return replace(self, cell=self.cell * other.cell, scale=self.scale * other.scale,
                       largest=self.largest * other.largest).fits()  # fmt: skip

    __rmul__ = __mul__

    def fits(self) -> Integers:
        """Itself, if no cell can overflow.

        Raises:
            Unproven: if one could.
        """
        self.in_scale(self.scale)
        return self

    def in_scale(self, scale: int) -> Any:
        """The cells in a scale that divides this one."""
        if self.largest > LARGEST_INTEGER * scale:
            raise Unproven("overflow")
        return self.cell if self.scale == scale else self.cell * (self.scale // scale)

    def _sides(self, other: Integers | int) -> tuple[Any, Any, int]:
        """Both operands' cells in their common scale."""
        scale = gcd(self.scale, other if isinstance(other, int) else other.scale)
        if not isinstance(other, int):
            return self.in_scale(scale), other.in_scale(scale), scale
        if abs(other) > LARGEST_INTEGER * scale:
            raise Unproven("overflow")
        return self.in_scale(scale), other // scale, scale

    def _with(self, other: Integers | int, sign: Callable[[Any, Any], Any]) -> Integers:
        mine, theirs, scale = self._sides(other)
        largest = abs(other) if isinstance(other, int) else other.largest
        return replace(
            self, cell=sign(mine, theirs), scale=scale, largest=self.largest + largest
        ).fits()

    def least(self, other: Integers | int) -> Integers:
        """The lesser of two."""
        return self._with(other, lambda a, b: self.when(a <= b, a, b + a * 0))

    def most(self, other: Integers | int) -> Integers:
        """The greater of two."""
        return self._with(other, lambda a, b: self.when(a >= b, a, b + a * 0))

    def __add__(self, other: Integers | int) -> Integers:
        return self._with(other, lambda a, b: a + b)

    __radd__ = __add__

    def __sub__(self, other: Integers | int) -> Integers:
        return self._with(other, lambda a, b: a - b)

    def __rsub__(self, other: int) -> Integers:
        return self._with(other, lambda a, b: b - a)

    def compare(self, symbol: str, other: Integers | int) -> Any:
        """The mask of a comparison, exact.

        Raises:
            Unproven: if a side could overflow.
        """
        mine, theirs, _ = self._sides(other)
        return _COMPARE[symbol](mine, theirs)


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    ">=": lambda a, b: a >= b,
    "<=": lambda a, b: a <= b,
    ">": lambda a, b: a > b,
    "<": lambda a, b: a < b,
    "==": lambda a, b: a == b,
    "!=": lambda a, b: a != b,
}


def _add(*roundings: int | None) -> int | None:
    found = 0
    for one in roundings:
        if one is None:
            return None
        found += one
    return found
