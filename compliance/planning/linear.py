"""A linear row, whether it holds, and rows as integers for a solver that knows no fractions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from heapq import nlargest
from math import lcm
from typing import NamedTuple

from compliance.advice.policy.prices import Price
from compliance.documents.standard import Force
from compliance.expressions.tree import Tree
from compliance.planning.amounts import Amount, Form

LARGEST = 2**62
"""No sum that a solver of 64 bits forms may reach it."""


class Row(NamedTuple):
    """``left`` ≥ ``right``, or > where ``strict``, without any division.

    ``applies`` is the clause's condition, its standard's scope aside. ``divisors`` were
    multiplied out: where one is zero the engine rules ``unknown`` (or, of a pool without parts,
    nothing), while the row then compares what is left. It rests on an inference if ``inferred``.
    """

    clause: str
    force: Force
    left: Form
    right: Form
    strict: bool
    applies: Tree | None
    divisors: tuple[Form, ...]
    inferred: bool

    @property
    def amounts(self) -> tuple[Amount, ...]:
        """Everything that must be known of each member, divisors included."""
        forms = (self.left, self.right, *self.divisors)
        return tuple(dict.fromkeys(amount for one in forms for amount in one.terms))


def holds(row: Row, totals: Mapping[Amount, Fraction]) -> bool:
    """Whether a row holds for the sums of the members' amounts.

    >>> pupils = Amount("students")
    >>> left, right = Form({pupils: Fraction(1)}), Form({}, Fraction(1200))
    >>> enough = Row("enrolment", "shall", left, right, False, None, (), False)
    >>> holds(enough, {pupils: Fraction(1200)}), holds(enough, {pupils: Fraction(1199)})
    (True, False)
    """
    left, right = row.left.at(totals), row.right.at(totals)
    return left > right if row.strict else left >= right


class IntegerRow(NamedTuple):
    """``constant`` + the sum of ``of`` over the members ≥ 0, whether the row is strict or not.

    ``weights`` say by how much one base unit more of an amount moves the sum. Schools of which an
    amount is not known are not in ``of``.
    """

    row: Row
    of: Mapping[str, int]
    weights: Mapping[Amount, int]
    constant: int
    figures: Mapping[str, Mapping[Amount, Fraction]]
    """What is known of each school, as it was given."""

    def moved(self, price: Price) -> int:
        """By how much one base unit more of what may be bought moves the sum."""
        return sum(
            weight for amount, weight in self.weights.items()
            if amount.fact in price.raises and amount.over == price.over
            and price.group in amount.pool | {""}
        )  # fmt: skip


class Integers(NamedTuple):
    """Rows in integers, and those whose sums would be too large for a solver of 64 bits."""

    rows: tuple[IntegerRow, ...]
    too_large: tuple[Row, ...]


def as_integers(
    rows: Iterable[Row], schools: Mapping[str, Mapping[Amount, Fraction]], members: int
) -> Integers:
    """Every row, multiplied by a number that makes its factors and all figures whole.

    Args:
        rows: of one rulebook.
        schools: the amounts that are known of each school, by its id.
        members: the greatest number of schools whose figures are added up.

    >>> import compliance
    >>> from compliance.planning.rows import rows_of
    >>> rows = rows_of(compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")).rows
    >>> land = [row for row in rows if row.clause == "campus-per-student"]
    >>> area, pupils = land[0].amounts
    >>> known = {"a": {area: Fraction(116_000, 3), pupils: Fraction(1180)}}
    >>> as_integers(land, known, members=4).rows[0].of
    {'a': -820}
    """
    found, too_large = [], []
    for row in rows:
        one = _whole(row, schools)
        largest = nlargest(members, map(abs, one.of.values()))
        if abs(one.constant) + sum(largest) < LARGEST:
            found.append(one)
        else:
            too_large.append(row)
    return Integers(tuple(found), tuple(too_large))


def _whole(row: Row, schools: Mapping[str, Mapping[Amount, Fraction]]) -> IntegerRow:
    net = row.left - row.right
    known = {key: had for key, had in schools.items() if had.keys() >= set(row.amounts)}
    scale = net.constant.denominator
    for amount, factor in net.terms.items():
        figures = lcm(*(had[amount].denominator for had in known.values()))
        scale = lcm(scale, factor.denominator * figures)
    return IntegerRow(
        row,
        {key: int((net.at(had) - net.constant) * scale) for key, had in known.items()},
        {amount: int(factor * scale) for amount, factor in net.terms.items()},
        int(net.constant * scale) - row.strict,
        schools,
    )
