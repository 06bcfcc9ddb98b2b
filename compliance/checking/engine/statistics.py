"""Coefficients of variation and their means, exact, or from float64 sums where certain.

A coefficient is a square root, irrational in general: its exact square is kept, and no rounded
root is compared.
"""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from math import isfinite

from compliance.checking.engine.ruling import Verdict
from compliance.derived.others.dispersion import root
from compliance.numerals import display
from compliance.quantity import read_quantity

ROUNDINGS = 10
"""How often a term of a float64 sum may have been rounded for ``certain`` to hold."""


def certain(
    sum_x: float, sum_p: float, sum_x2_over_p: float, schools: int, limit: Fraction | str
) -> Verdict | None:
    """The verdict on a coefficient of variation where rounding cannot have changed it, else None.

    A sum is off by at most (schools + 8)·2⁻⁵² of itself: a term read, squared and divided in
    float64 by at most ``ROUNDINGS`` half-units, a sum in any order by one half-unit a term. All
    else is exact, and CV² + 1 is compared with limit² + 1, so that nothing cancels.

    The float64 sums are Σx, Σp and Σ(x·x/p) over ``schools`` terms, every p and every x that is
    not zero between 1e-100 and 1e100; ``limit`` is as for ``Variation.verdict``.

    >>> [certain(10.0, 10.0, 12.5, 2, limit) for limit in ("0.49", "0.50", "0.51")]
    ['fail', None, 'pass']
    """
    wanted, error = 1 + plain_limit(limit) ** 2, Fraction(schools + 8, 2**52)
    if error >= 1 or not all(isfinite(at) and at > 0 for at in (sum_x, sum_p, sum_x2_over_p)):
        return None
    ratio = Fraction(sum_p) * Fraction(sum_x2_over_p) / Fraction(sum_x) ** 2
    slack = ((1 + error) / (1 - error)) ** 2
    if ratio * slack <= wanted:
        return "pass"
    return "fail" if ratio / slack > wanted else None


def mean_root(squares: Sequence[Fraction], limit: Fraction) -> tuple[Fraction, Fraction]:
    """The mean of square roots as (low, high): itself twice, or one below and one above it.

    A sum of positive square roots of rational numbers is rational only if each of them is: the
    mean is found exactly or is not the limit, and then narrower bounds part the two.

    >>> mean_root([Fraction(4), Fraction(1, 4)], Fraction(1))
    (Fraction(5, 4), Fraction(5, 4))
    """
    bits = 128
    while True:
        roots = [root(square, bits) for square in squares]
        low, high = (sum(ends, Fraction(0)) / len(roots) for ends in zip(*roots, strict=True))
        if not low < limit < high:
            return low, high
        bits *= 2


def shown(squares: Sequence[Fraction]) -> str:
    """Four decimals, or as many as it takes not to look like the thousandth beside it."""
    near = round(mean_root(squares, Fraction(0))[0], 3)
    low, high = mean_root(squares, near)
    return display((low + high) / 2, near, digits=4)


def plain_limit(given: Fraction | str) -> Fraction:
    """A limit such as ``"0.50"``, ``"50 %"`` or ``Fraction(1, 2)``.

    Raises:
        ValueError: for a float, a number below zero, or what is no plain number.

    >>> plain_limit("50 %")
    Fraction(1, 2)
    """
    if isinstance(given, str):
        found = read_quantity(given)
        if found.span or found.remark or (found.unit and found.unit.dimension):
            raise ValueError(given)
        return found.value
    if not isinstance(given, Fraction | int) or given < 0:
        raise ValueError(given)  # a float is not the number that was written
    return Fraction(given)
