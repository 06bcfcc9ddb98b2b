"""The enrolment-weighted coefficient of variation 差异系数, exact, and square roots as spans."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from math import isqrt

from compliance.quantity import Span

BITS = 256
"""Binary digits of a root's span: far closer than any two numbers of a standard."""


def weighted_variation(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """The exact square of the enrolment-weighted coefficient of variation 差异系数.

    教督〔2012〕3号: X̄ = Σx/Σp, S² = Σ (p/P)(x/p − X̄)², CV = S/X̄; and so CV² = P·Σ(x²/p)/(Σx)² − 1.

    Each pair is what a school has (x, not below zero) and its pupils (p, above zero): all x in
    one unit, all p in one unit, the result in none.

    Raises:
        ZeroDivisionError: where a p is zero, or every x.

    >>> weighted_variation([(Fraction(1), Fraction(1)), (Fraction(3), Fraction(1))])
    Fraction(1, 4)
    """
    total = weights = Fraction(0)
    squares: dict[Fraction, Fraction] = {}
    for x, p in pairs:
        total, weights = total + x, weights + p
        squares[p] = squares.get(p, Fraction(0)) + x * x
    # schools of one size first: each other size lengthens the fraction that the sum has become
    terms = sum((square / p for p, square in squares.items()), Fraction(0))
    return weights * terms / total**2 - 1


def root(square: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    """A square root as (low, high): itself twice where it is rational.

    >>> root(Fraction(1, 4), 8)
    (Fraction(1, 2), Fraction(1, 2))
    """
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    if root**2 == square:
        return root, root
    cut = isqrt((square.numerator << 2 * bits) // square.denominator)
    return Fraction(cut, 1 << bits), Fraction(cut + 1, 1 << bits)


def root_span(square: Fraction) -> Span:
    """A square root as a span; a point only where it is rational."""
    return Span(*root(square, BITS))
