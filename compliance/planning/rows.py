"""Clauses as exact linear rows over what merging schools add up, from the rules that judge."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from compliance.expressions import fold
from compliance.planning.amounts import Amount, Form, NotLinearError, agree, amounts, form
from compliance.planning.linear import IntegerRow, Integers, Row, as_integers, holds
from compliance.rulebook.rule import Against, Bound, ByCategory, Limits, Route, Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Category, Number, Parts

__all__ = [
    "Amount", "Compiled", "Form", "IntegerRow", "Integers", "Reason", "Row",
    "agree", "amounts", "as_integers", "holds", "rows_of",
]  # fmt: skip

Reason = Literal[
    "not-a-number", "by-category", "or-else", "each-part", "empty-pool", "other-route",
    "derived-fact", "not-added", "not-linear", "threshold-unknown",
]  # fmt: skip
"""Why a clause is left to the engine.

``not-a-number``: a category, a condition, or something that must be there; ``by-category``: the
threshold is that of a category; ``or-else``: something else also lets it pass; ``each-part``:
judged part by part; ``empty-pool``: it would ask something of a pool without parts;
``other-route``: a preferred formula reads nothing that the main one does not; ``derived-fact``:
reckoned otherwise than by a formula; ``not-added``: a fact that schools do not add up when they
merge; ``not-linear``: a product, or the lesser or greater of two; ``threshold-unknown``: the
source lost the number.
"""


class Compiled(NamedTuple):
    """The rows of a rulebook, and the reason why each of its ``others`` has none."""

    rows: tuple[Row, ...]
    others: Mapping[str, Reason]


class _Other(Exception):  # noqa: N818 - no error: the engine judges the clause
    def __init__(self, reason: Reason) -> None:
        self.reason = reason


def rows_of(rulebook: Rulebook) -> Compiled:
    """The computed clauses in force on which an outcome rests, as rows.

    A clause with several rows passes if all of them hold: both ends of a band, each pool of parts.

    >>> import compliance
    >>> compiled = rows_of(compliance.load("cn/fujian/fuzhou/secondary-vocational-2016"))
    >>> row = next(row for row in compiled.rows if row.clause == "campus-per-student")
    >>> for side in (row.left, row.right):
    ...     print({amount.fact: str(factor) for amount, factor in side.terms.items()})
    {'campus_area': '1'}
    {'students': '33'}
    """
    rows: list[Row] = []
    others: dict[str, Reason] = {}
    if rulebook.binding == "in_force":
        for rule in rulebook.rules:
            if rule.counts and rule.basis == "computed" and rule.binding == "in_force":
                try:
                    rows += _rows(rulebook, rule)
                except _Other as other:
                    others[rule.id] = other.reason
    return Compiled(tuple(rows), others)


def _rows(rulebook: Rulebook, rule: Rule) -> list[Row]:
    if rule.escape is not None:
        raise _Other("or-else")
    if rule.measured.over and not rule.pool:
        raise _Other("each-part")
    read = {*rule.facts(), *rule.applies_facts}
    inferred = rule.inferred or not rulebook.inferred_facts.isdisjoint(read)
    found = []
    for pool in _pools(rulebook, rule):
        for left, right, strict, divisors in _sides(rulebook, rule, pool):
            row = Row(rule.id, rule.force, left, right, strict, rule.applies, divisors, inferred)
            if rule.pool and not holds(row, dict.fromkeys(row.amounts, Fraction(0))):
                raise _Other("empty-pool")
            found.append(row)
    return found


def _pools(rulebook: Rulebook, rule: Rule) -> tuple[str, ...]:
    """The values of the category by which parts are pooled; one empty one for the school."""
    if not rule.pool:
        return ("",)
    parts = rulebook.vocabulary.facts[rule.measured.over]
    category = parts.facts[rule.pool] if isinstance(parts, Parts) else None
    if not isinstance(category, Category) or category.merge != "same":
        raise _Other("not-added")
    return tuple(category.values)


Sides = tuple[Form, Form, bool, tuple[Form, ...]]


def _sides(rulebook: Rulebook, rule: Rule, pool: str) -> Iterator[Sides]:
    """Left, right, whether strict, and divisors: one for each bound of a rule on one pool."""
    test = rule.test
    if isinstance(test, ByCategory) and pool and test.fact == rule.pool:
        test = test.rows[pool]
    if isinstance(test, ByCategory):
        raise _Other("by-category")
    if not isinstance(test, Limits | Against):
        raise _Other("not-a-number")
    above, below, divisors = _quotient(rulebook, rule, rule.measured.formula, pool)
    try:
        if isinstance(test, Against):
            over, under, more = _quotient(rulebook, rule, test.route, pool)
            left, right = above * under, over * below
            yield (*_turned(test, left, right), (*divisors, *more))
            return
        for bound in test.bounds:
            if not bound.certain or bound.passes is None:
                raise _Other("threshold-unknown")
            yield (*_turned(bound, above, below * bound.passes), divisors)
    except NotLinearError:
        raise _Other("not-linear") from None


def _turned(bound: Bound | Against, left: Form, right: Form) -> tuple[Form, Form, bool]:
    """The sides in the order in which the first is to be the greater."""
    sides = (left, right) if bound.lower else (right, left)
    return (*sides, not bound.inclusive)


def _quotient(
    rulebook: Rulebook, rule: Rule, route: Route, pool: str
) -> tuple[Form, Form, tuple[Form, ...]]:
    """A formula as one form over another, and every divisor that is not a plain number.

    No divisor is ever below zero: a standard in which one might be does not load.
    """
    facts = _adding(rulebook, rule, route)
    unless = _preferred(rule)
    by, values = rule.pool, frozenset({pool}) if pool else frozenset[str]()
    over = rule.measured.over
    summed = {name: Form({Amount(name, over, by, values, unless): Fraction(1)}) for name in facts}
    divisors: list[Any] = []
    try:
        above, below = fold.number(route.tree, lambda name: (summed[name], 1), divisors)
    except NotLinearError:
        raise _Other("not-linear") from None
    varying = tuple(one for one in map(form, divisors) if one.terms)
    return form(above), form(below), varying


def _adding(rulebook: Rulebook, rule: Rule, route: Route) -> tuple[str, ...]:
    """The facts of a formula, each of which must add up when schools merge."""
    if {one.name for one in rulebook.derived}.intersection(route.facts):
        raise _Other("derived-fact")
    known: Mapping[str, object] = rulebook.vocabulary.facts
    parts = known.get(rule.measured.over)
    if isinstance(parts, Parts):
        known = parts.facts
    for name in route.facts:
        fact = known[name]
        if not isinstance(fact, Number) or fact.merge != "sum":
            raise _Other("not-added")
    return route.facts


def _preferred(rule: Rule) -> frozenset[str]:
    """The facts that only a route which is preferred to the formula reads."""
    better = rule.measured.routes[: rule.measured.main]
    facts = [frozenset(route.facts).difference(rule.measured.formula.facts) for route in better]
    if not all(facts):
        raise _Other("other-route")
    return frozenset[str]().union(*facts)
