"""The folds over the operator table: one for opaque values, one for spans."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from compliance.expressions.operators import OPERATORS, Operator
from compliance.expressions.tree import Binary, In, Name, Not, Number, Quote, Tree
from compliance.quantity import Span

Masks = tuple[Any, Any]


def number(
    tree: Tree, fact: Callable[[str], tuple[Any, Any]], divisors: list[Any]
) -> tuple[Any, Any]:
    """The pair (numerator, denominator) of an arithmetic tree.

    ``divisors`` collects what must not be zero. Values are whatever ``fact`` returns.
    """
    match tree:
        case Number(value=value):
            return value.numerator, value.denominator
        case Name(name=name):
            return fact(name)
        case Binary(operator=symbol, left=left, right=right):
            row = OPERATORS[symbol]
            a, b = number(left, fact, divisors), number(right, fact, divisors)
            if row.divides:
                divisors.append(b[0])
            pair: tuple[Any, Any] = row.exact(*a, *b)
            return pair
    raise TypeError(tree)


def span(tree: Tree, fact: Callable[[str], Span]) -> Span | None:
    """The span an arithmetic tree must lie in, or None if a divisor may be zero."""
    match tree:
        case Number(value=value):
            return Span.point(value)
        case Name(name=name):
            return fact(name)
        case Binary(operator=symbol, left=left, right=right):
            a, b = span(left, fact), span(right, fact)
            return None if a is None or b is None else combined(symbol, a, b)
    raise TypeError(tree)


def combined(symbol: str, a: Span, b: Span) -> Span | None:
    """All values that an arithmetic operator may give, or None if a divisor may be zero.

    >>> combined("max", Span(Fraction(11), Fraction(12), high_open=True), Span.point(Fraction(9)))
    Span(low=Fraction(11, 1), high=Fraction(12, 1), low_open=False, high_open=True)
    """
    row = OPERATORS[symbol]
    if row.divides and b.low <= 0:
        return None
    low, low_open = _end(row, a, b, low=True)
    high, high_open = _end(row, a, b, low=False)
    return Span(low, high, low_open, high_open)


def _end(row: Operator, a: Span, b: Span, *, low: bool) -> tuple[Fraction, bool]:
    ends = [
        (s.low, s.low_open) if low == (rise > 0) else (s.high, s.high_open)
        for s, rise in zip((a, b), row.rises, strict=True)
    ]
    values = [part for value, _ in ends for part in (value.numerator, value.denominator)]
    value = Fraction(*row.exact(*values))
    if row.function:  # what lies just inside an open end of whichever operand reaches this one
        inside = [is_open * (1 if low else -1) for end, is_open in ends if end == value]
        return value, row.exact(inside[0], 1, inside[-1], 1)[0] != 0
    if value or row.like:
        return value, any(is_open for _, is_open in ends)
    # a factor of zero makes the end reachable, unless it is itself out of reach
    return value, all(is_open for end, is_open in ends if not end)


def truth(
    tree: Tree,
    compare: Callable[[Binary], Masks],
    member: Callable[[Tree, tuple[Quote, ...], bool], Masks],
    flag: Callable[[str], Masks],
) -> Masks:
    """The masks (certainly true, certainly false) of a condition.

    ``compare`` gives the masks of a comparison of numbers, ``member`` of membership in a list
    of categories, ``flag`` of a yes/no fact.
    """
    match tree:
        case Name(name=name):
            return flag(name)
        case Not(item=item):
            certainly, certainly_not = truth(item, compare, member, flag)
            return certainly_not, certainly
        case In(item=item, options=options):
            return member(item, options, True)  # noqa: FBT003 - the fold's own protocol
        case Binary(operator=symbol, left=left, right=right):
            row = OPERATORS[symbol]
            if row.kind == "logic":
                a = truth(left, compare, member, flag)
                b = truth(right, compare, member, flag)
                masks: Masks = row.exact(*a, *b)
                return masks
            if isinstance(right, Quote):
                return member(left, (right,), symbol == "==")
            return compare(tree)
    raise TypeError(tree)
