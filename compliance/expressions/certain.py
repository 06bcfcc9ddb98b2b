"""What a formula or a condition certainly says where facts are spans, missing or contradictory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Protocol

from compliance.expressions import fold
from compliance.expressions.operators import OPERATORS
from compliance.expressions.tree import Binary, Name, Not, Quote, Tree, names
from compliance.quantity import Span


class Known(Protocol):
    """A fact as reported: its value, and all values that it may have where it has not one."""

    @property
    def value(self) -> Any:
        """A pair in base units, a category's code, a flag, or a text."""

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes of which a category has one; empty where it is known which."""

    @property
    def rough(self) -> bool:
        """Whether it has one of several values."""

    @property
    def bounds(self) -> Span:
        """All values that a number may have."""


Facts = Mapping[str, Known]


def truth(tree: Tree, facts: Facts, conflicts: frozenset[str] = frozenset()) -> tuple[bool, bool]:
    """Whether a condition certainly holds, and whether it certainly does not.

    A fact that is contradicted says as little as one that is missing.
    """
    if conflicts:
        facts = {name: found for name, found in facts.items() if name not in conflicts}
    return fold.truth(
        tree,
        lambda node: _compare(node, facts),
        lambda item, options, wanted: _member(item, options, wanted, facts),
        lambda name: _flag(facts.get(name)),
    )


def _flag(found: Known | None) -> tuple[bool, bool]:
    value = found.value if found is not None else None
    return value is True, value is False


def _member(
    item: Tree,
    options: tuple[Quote, ...],
    wanted: bool,  # noqa: FBT001 - the fold's own protocol
    facts: Facts,
) -> tuple[bool, bool]:
    found = facts.get(item.name) if isinstance(item, Name) else None
    if found is None:
        return False, False
    listed, codes = {option.text for option in options}, codes_of(found)
    among, outside = codes <= listed, codes.isdisjoint(listed)
    return (among, outside) if wanted else (outside, among)


def _compare(node: Binary, facts: Facts) -> tuple[bool, bool]:
    spans = []
    for side in (node.left, node.right):
        try:
            spans.append(fold.span(side, lambda name: facts[name].bounds))
        except KeyError:
            return False, False
    a, b = spans
    if a is None or b is None:
        return False, False
    row = OPERATORS[node.operator]
    return surely(row.symbol, a, b), surely(row.negation, a, b)


def surely(symbol: str, a: Span, b: Span) -> bool:
    """Whether every value of one span compares so with every value of another."""
    match symbol:
        case "==":
            return a.low == a.high == b.low == b.high
        case "!=":
            return surely("<", a, b) or surely(">", a, b)
        case ">=":
            return a.low >= b.high
        case ">":
            return a.low > b.high or (a.low == b.high and (a.low_open or b.high_open))
        case "<=":
            return a.high <= b.low
        case "<":
            return a.high < b.low or (a.high == b.low and (a.high_open or b.low_open))
    raise ValueError(symbol)


def every(symbol: str, span: Span, at: Fraction | None) -> bool:
    """Whether every value of a span compares so with a number, if that is known."""
    return at is not None and surely(symbol, span, Span.point(at))


def codes_of(found: Known) -> set[object]:
    """Every code that a category may have; a flag's values are called true and false."""
    if found.codes:
        return set(found.codes)
    return {str(found.value).lower() if isinstance(found.value, bool) else found.value}


def zero_divisors(tree: Tree, facts: Facts) -> Iterator[Binary]:
    """The quotients of a tree whose divisor is certainly zero."""
    if isinstance(tree, Not):
        yield from zero_divisors(tree.item, facts)
    if not isinstance(tree, Binary):
        return
    yield from zero_divisors(tree.left, facts)
    yield from zero_divisors(tree.right, facts)
    if OPERATORS[tree.operator].divides and all(name in facts for name in names(tree.right)):
        divisor = fold.span(tree.right, lambda name: facts[name].bounds)
        if divisor is not None and divisor.low == divisor.high == 0:
            yield tree


def zeros(tree: Tree, facts: Facts) -> Iterator[str]:
    """The facts that make a divisor zero; a numerator of zero is a figure like any other."""
    for quotient in zero_divisors(tree, facts):
        read = list(names(quotient.right))
        yield from [name for name in read if facts[name].bounds == Span.point(Fraction(0))] or read


def undecided(tree: Tree, facts: Facts) -> Iterator[str]:
    """The facts that leave a condition open; what the rest already decides is not asked for."""
    if any(truth(tree, facts)):
        return
    if isinstance(tree, Not):
        yield from undecided(tree.item, facts)
    elif isinstance(tree, Binary) and OPERATORS[tree.operator].kind == "logic":
        yield from undecided(tree.left, facts)
        yield from undecided(tree.right, facts)
    else:
        open_ = [name for name in names(tree) if name not in facts or facts[name].rough]
        yield from open_ or zeros(tree, facts)
