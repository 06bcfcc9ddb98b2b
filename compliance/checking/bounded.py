"""The same rulings where figures are approximate, contradict each other, or were printed.

A figure is a span; a ruling holds only if every value in the span gives it. An exact figure is
a span of one value, so this engine can judge everything, only more slowly.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from compliance.checking.exact import comparison
from compliance.checking.ruling import Code, unless_applicable
from compliance.expressions import fold
from compliance.expressions.operators import OPERATORS
from compliance.expressions.tree import Binary, Name, Quote, Tree
from compliance.intake.school import Reported
from compliance.quantity import Span
from compliance.rulebook.rule import ByCategory, Limits, Members, Present, Route, Rule

Facts = Mapping[str, Reported]


def judge(
    rule: Rule, facts: Facts, conflicts: frozenset[str], about: Facts | None = None
) -> Code:
    """The ruling of one rule.

    ``about`` holds the school's facts where ``facts`` are those of a part.
    """
    code = _test(rule, facts, conflicts)
    if rule.applies is None:
        return code
    school = facts if about is None else about
    applies, never = truth(rule.applies, school)
    if conflicts.intersection(rule.applies_facts):
        return Code.CONFLICTING_FACTS
    if never:
        return Code.CONDITION_FALSE
    return code if applies else unless_applicable(code)


def _test(rule: Rule, facts: Facts, conflicts: frozenset[str]) -> Code:
    if isinstance(rule.test, Members | Present):
        return _value_test(rule, facts, conflicts)
    route = chosen(rule, facts)
    if route is None:
        return Code.MISSING_FACT
    code = _route(rule, route, facts, conflicts)
    printed = rule.measured.printed
    if printed is None or route is printed or not _reported(printed, facts):
        return code
    return _cross_check(rule, route, printed, facts, conflicts, code)


def chosen(rule: Rule, facts: Facts) -> Route | None:
    """The first route whose facts are all reported."""
    return next((route for route in rule.measured.routes if _reported(route, facts)), None)


def _reported(route: Route, facts: Facts) -> bool:
    return all(name in facts for name in route.facts)


def _value_test(rule: Rule, facts: Facts, conflicts: frozenset[str]) -> Code:
    name = rule.measured.formula.facts[0]
    if name in conflicts:
        return Code.CONFLICTING_FACTS
    found = facts.get(name)
    if found is None:
        return Code.AWAITING_JUDGEMENT if rule.basis == "judged" else Code.MISSING_FACT
    if isinstance(rule.test, Members):
        return Code.PASS if found.value in rule.test.values else Code.FAIL
    return Code.FAIL if found.value is False else Code.PASS


def _route(rule: Rule, route: Route, facts: Facts, conflicts: frozenset[str]) -> Code:
    category = rule.test.fact if isinstance(rule.test, ByCategory) else ""
    if conflicts.intersection(route.facts) or category in conflicts:
        return Code.CONFLICTING_FACTS
    if _zero_divisor(route, facts):
        return Code.ZERO_DENOMINATOR
    span = fold.span(route.tree, lambda name: facts[name].bounds)
    if span is None:
        return Code.APPROXIMATE_FACT
    if isinstance(rule.test, Limits):
        return decide(rule.test, span)
    if not isinstance(rule.test, ByCategory):
        raise TypeError(rule.test)
    known = facts.get(rule.test.fact)
    if known is not None:
        return decide(rule.test.rows[str(known.value)], span)
    codes = {decide(limits, span) for limits in rule.test.rows.values()}
    return codes.pop() if codes in ({Code.PASS}, {Code.FAIL}) else Code.MISSING_FACT


def _zero_divisor(route: Route, facts: Facts) -> bool:
    if any(facts[name].span is not None for name in route.facts):
        return False
    divisors: list[Any] = []
    fold.number(route.tree, lambda name: facts[name].value, divisors)  # type: ignore[arg-type,return-value]
    return any(divisor == 0 for divisor in divisors)


def _cross_check(
    rule: Rule, route: Route, printed: Route, facts: Facts, conflicts: frozenset[str], code: Code
) -> Code:
    """A printed ratio that its own totals refute makes the clause unknown, never a repair.

    Printed ratios are rounded or cut, sources mix both, so one unit of the last digit is allowed.
    """
    figure = facts[printed.facts[0]]
    step = _last_printed_digit(figure)
    span = fold.span(route.tree, lambda name: facts[name].bounds)
    around = Span(figure.bounds.low - step, figure.bounds.high + step)
    stated = fold.span(printed.tree, lambda _name: around) if around.low > 0 else None
    if span is None or stated is None:
        return code
    if span.low <= stated.high and stated.low <= span.high:
        return code
    other = _route(rule, printed, facts, conflicts)
    return code if other is code else Code.CONFLICTING_FACTS


def _last_printed_digit(figure: Reported) -> Fraction:
    """One unit of the last digit that was printed, in base units: 41.2 → 1/10, 1:23 → 1."""
    number = figure.given.replace("：", ":").split(":")[-1 if figure.given[:1] == "1" else 0]
    digits = "".join(c for c in number if c.isdigit() or c == ".")
    decimals = len(digits.partition(".")[2])
    if not digits.strip(".") or not isinstance(figure.value, tuple):
        return Fraction(0)
    shown = Fraction(digits.strip(".") or "0")
    value = Fraction(*figure.value)  # type: ignore[arg-type]
    unit = value / shown if shown else Fraction(1)
    return unit / 10**decimals


def decide(limits: Limits, span: Span) -> Code:
    """The ruling that all values of a span share, if they share one.

    >>> from compliance.rulebook.rule import Bound
    >>> at_least = Limits((Bound(True, True, Fraction(1200), Fraction(1200)),))
    >>> decide(at_least, Span(Fraction(1200), Fraction(1300), high_open=True)).name
    'PASS'
    """
    if all(b.passes is not None and _all(comparison(b), span, b.passes) for b in limits.bounds):
        return Code.PASS
    if any(
        b.fails is not None and _all(OPERATORS[comparison(b)].negation, span, b.fails)
        for b in limits.bounds
    ):
        return Code.FAIL
    point = span.low == span.high
    return Code.UNKNOWN_THRESHOLD if point else Code.APPROXIMATE_FACT


def _all(symbol: str, span: Span, at: Fraction) -> bool:
    """Whether every value of a span compares so with a number."""
    match symbol:
        case ">=":
            return span.low >= at
        case ">":
            return span.low > at or (span.low_open and span.low >= at)
        case "<=":
            return span.high <= at
        case "<":
            return span.high < at or (span.high_open and span.high <= at)
    raise ValueError(symbol)


def truth(tree: Tree, facts: Facts) -> tuple[bool, bool]:
    """Whether a condition certainly holds, and whether it certainly does not."""
    return fold.truth(
        tree,
        lambda node: _compare(node, facts),
        lambda item, options, wanted: _member(item, options, wanted, facts),
        lambda name: _flag(facts.get(name)),
    )


def _flag(found: Reported | None) -> tuple[bool, bool]:
    value = found.value if found is not None else None
    return value is True, value is False


def _member(
    item: Tree, options: tuple[Quote, ...], wanted: bool, facts: Facts  # noqa: FBT001
) -> tuple[bool, bool]:
    found = facts.get(item.name) if isinstance(item, Name) else None
    if found is None:
        return False, False
    value = str(found.value).lower() if isinstance(found.value, bool) else found.value
    among = any(value == option.text for option in options)
    return (among, not among) if wanted else (not among, among)


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
    return _surely(row.symbol, a, b), _surely(row.negation, a, b)


def _surely(symbol: str, a: Span, b: Span) -> bool:
    match symbol:
        case "==":
            return a.low == a.high == b.low == b.high
        case "!=":
            return a.high < b.low or b.high < a.low
        case ">" | ">=":
            return _all(symbol, a, b.high)
        case _:
            return _all(symbol, a, b.low)
