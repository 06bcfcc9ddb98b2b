"""The same rulings where figures are approximate, contradict each other, or were printed.

A figure is a span; a ruling holds only if every value in the span gives it. An exact figure is
a span of one value, so this engine can judge everything, only more slowly.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache

from compliance.checking.engine.exact import comparison
from compliance.checking.engine.ruling import Code, unless_applicable
from compliance.expressions import fold
from compliance.expressions.certain import codes_of, every, surely, truth, zero_divisors
from compliance.expressions.operators import OPERATORS
from compliance.expressions.tree import comparisons
from compliance.intake.school import Reported, is_list
from compliance.quantity import Pair, Span
from compliance.rulebook.rule import (
    Against,
    ByCategory,
    Holds,
    Limits,
    Members,
    Present,
    Route,
    Rule,
)
from compliance.text import plain

Facts = Mapping[str, Reported]
_WHATEVER_ROW = (Code.PASS, Code.FAIL, Code.UNKNOWN_THRESHOLD)
"""What all rows of a table may say together, so that its category need not be known."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")


def judge(rule: Rule, facts: Facts, conflicts: frozenset[str]) -> Code:
    """The ruling of one rule."""
    return where_applicable(rule, _test(rule, facts, conflicts), facts, conflicts)


def where_applicable(rule: Rule, code: Code, school: Facts, conflicts: frozenset[str]) -> Code:
    """The ruling, once it is asked whether the rule applies to the school at all."""
    if rule.applies is None:
        return code
    applies, never = truth(rule.applies, school, conflicts)
    if never:
        return Code.CONDITION_FALSE
    if applies:
        return code
    harmless = code in (Code.PASS, Code.HARMLESS)
    against = any(name in conflicts and name in school for name in rule.applies_facts)
    if not harmless and code < Code.CONDITION_FALSE and against:
        return Code.CONFLICTING_FACTS
    return unless_applicable(code)


def _test(rule: Rule, facts: Facts, conflicts: frozenset[str]) -> Code:
    """What the test gives, or what its escape makes of it."""
    return _unless_escaped(rule, _plain_test(rule, facts, conflicts), facts, conflicts)


def _unless_escaped(rule: Rule, code: Code, facts: Facts, conflicts: frozenset[str]) -> Code:
    if rule.escape is None or code is Code.PASS:
        return code
    escaped = holds(rule.escape, facts, conflicts)
    if escaped is Code.PASS or code is not Code.FAIL:
        return escaped if escaped is Code.PASS else code
    return escaped


def holds(test: Holds, facts: Facts, conflicts: frozenset[str]) -> Code:
    """The ruling of a condition, with the reason why it is undecided."""
    yes, no = truth(test.tree, facts, conflicts)
    if yes or no:
        return Code.PASS if yes else Code.FAIL
    if conflicts.intersection(test.facts).intersection(facts):
        return Code.CONFLICTING_FACTS
    if any(name not in facts for name in test.facts):
        return Code.MISSING_FACT
    zero = any(True for one in comparisons(test.tree) for _ in zero_divisors(one, facts))
    return Code.ZERO_DENOMINATOR if zero else Code.APPROXIMATE_FACT


def _plain_test(rule: Rule, facts: Facts, conflicts: frozenset[str]) -> Code:
    if isinstance(rule.test, Members | Present):
        return _value_test(rule, facts, conflicts)
    if isinstance(rule.test, Holds):
        return holds(rule.test, facts, conflicts)
    route = chosen(rule, facts)
    if route is None or _passed_over(rule, facts, conflicts):
        return Code.MISSING_FACT
    code = _route(rule, route, facts, conflicts)
    printed = rule.measured.printed
    if printed is None or route is printed or not _reported(printed, facts):
        return code
    if not _refuted(printed, route, facts):
        return code
    other = _route(rule, printed, facts, conflicts)
    return code if other is code else Code.CONFLICTING_FACTS


def chosen(rule: Rule, facts: Facts) -> Route | None:
    """The first route whose facts are all reported."""
    return next((route for route in rule.measured.routes if _reported(route, facts)), None)


def _passed_over(rule: Rule, facts: Facts, conflicts: frozenset[str]) -> bool:
    """Whether a better route was given a figure that nobody understood: none may stand in."""
    unread = conflicts.difference(facts)
    better = itertools.takewhile(lambda route: not _reported(route, facts), rule.measured.routes)
    return bool(unread) and any(unread.intersection(route.facts) for route in better)


def _reported(route: Route, facts: Facts) -> bool:
    return all(name in facts for name in route.facts)


def _value_test(rule: Rule, facts: Facts, conflicts: frozenset[str]) -> Code:
    name = rule.measured.formula.facts[0]
    if name in conflicts and name in facts:
        return Code.CONFLICTING_FACTS
    found = facts.get(name)
    if found is None:
        return Code.AWAITING_JUDGEMENT if rule.basis == "judged" else Code.MISSING_FACT
    if isinstance(rule.test, Members):
        codes, values = codes_of(found), {*rule.test.values}
        if codes <= values:
            return Code.PASS
        return Code.FAIL if codes.isdisjoint(values) else Code.APPROXIMATE_FACT
    return Code.FAIL if found.value is False else Code.PASS


def _route(rule: Rule, route: Route, facts: Facts, conflicts: frozenset[str]) -> Code:
    category = rule.test.fact if isinstance(rule.test, ByCategory) else ""
    if conflicts.intersection(route.facts) or (category in conflicts and category in facts):
        return Code.CONFLICTING_FACTS
    if any(zero_divisors(route.tree, facts)):
        return Code.ZERO_DENOMINATOR
    span = fold.span(route.tree, lambda name: facts[name].bounds)
    if span is None:
        return Code.APPROXIMATE_FACT
    if isinstance(rule.test, Limits):
        return decide(rule.test, span)
    if isinstance(rule.test, Against):
        return _against(rule.test, span, facts, conflicts)
    if not isinstance(rule.test, ByCategory):
        raise TypeError(rule.test)
    rows = rule.test.among(facts.get(rule.test.fact))
    code, *others = {decide(limits, span) for limits in rows}
    same = not others and (code in _WHATEVER_ROW or len(rows) == 1)
    return code if same else Code.MISSING_FACT


def _against(test: Against, span: Span, facts: Facts, conflicts: frozenset[str]) -> Code:
    if any(name in conflicts and name in facts for name in test.route.facts):
        return Code.CONFLICTING_FACTS
    if not _reported(test.route, facts):
        return Code.MISSING_FACT
    if any(zero_divisors(test.route.tree, facts)):
        return Code.ZERO_DENOMINATOR
    at = fold.span(test.route.tree, lambda name: facts[name].bounds)
    if at is None:
        return Code.APPROXIMATE_FACT
    row = OPERATORS[comparison(test)]
    if surely(row.symbol, span, at):
        return Code.PASS
    return Code.FAIL if surely(row.negation, span, at) else Code.APPROXIMATE_FACT


def agrees(rule: Rule, facts: Facts) -> bool:
    """Whether exact totals surely bear out the ratio printed beside them, in integers alone.

    A printed ratio rises or falls steadily with its figure, so its two ends bound it. Without
    both, there is nothing to disagree.
    """
    route, printed = chosen(rule, facts), rule.measured.printed
    if route is None or printed is None or route is printed:
        return True
    pairs: list[Pair] = []
    found = facts[printed.facts[0]]
    (a, b), (step, unit) = as_pair(found), last_digit(found.given, as_pair(found))
    low, high = (a * unit - step * b, b * unit), (a * unit + step * b, b * unit)
    n, d = fold.number(route.tree, lambda name: as_pair(facts[name]), pairs)
    if d <= 0 or low[0] <= 0:
        return False
    ends = [fold.number(printed.tree, lambda _, at=at: at, pairs) for at in (low, high)]  # type: ignore[misc]
    signs: list[int] = [n * q - p * d for p, q in ends]
    return min(signs) <= 0 <= max(signs)


def _refuted(printed: Route, route: Route, facts: Facts) -> bool:
    """Whether a printed ratio is refuted by its own totals: then neither is believed.

    Printed ratios are rounded or cut, sources mix both, so one unit of the last digit is allowed.
    """
    found = facts[printed.facts[0]]
    step = Fraction(*last_digit(found.given, as_pair(found)))
    span = fold.span(route.tree, lambda name: facts[name].bounds)
    around = Span(found.bounds.low - step, found.bounds.high + step)
    stated = fold.span(printed.tree, lambda _name: around) if around.low > 0 else None
    if span is None or stated is None:
        return False
    return span.low > stated.high or stated.low > span.high


@lru_cache(maxsize=65536)
def last_digit(given: str, value: Pair) -> Pair:
    """One unit of the last digit that was printed, in base units: 41.2 → 1/10, 1:23 → 1."""
    numbers = _NUMBER.findall(plain(given).replace(",", ""))
    if not numbers:
        return 0, 1
    number = numbers[1] if len(numbers) > 1 and numbers[0] == "1" else numbers[0]
    shown = Fraction(number)
    unit = Fraction(*value) / shown if shown else Fraction(1)
    last: Fraction = unit / 10 ** len(number.partition(".")[2])
    return last.as_integer_ratio()


def as_pair(found: Reported) -> Pair:
    """A number as numerator and denominator."""
    if not isinstance(found.value, tuple) or is_list(found.value):
        raise TypeError(found)
    above, below = found.value
    return above, below  # type: ignore[return-value]


def figure(found: Reported) -> Fraction:
    """A number as it was printed, in base units, even where it is only approximate."""
    if not isinstance(found.value, tuple):
        raise TypeError(found)
    return Fraction(*found.value)


def decided(rule: Rule, limits: Limits, facts: Facts, conflicts: frozenset[str]) -> Code:
    """What other limits than the rule's own would rule on the figures that the rule measured."""
    route = chosen(rule, facts)
    span = None if route is None else fold.span(route.tree, lambda name: facts[name].bounds)
    code = Code.MISSING_FACT if span is None else decide(limits, span)
    return _unless_escaped(rule, code, facts, conflicts)


def decide(limits: Limits, span: Span) -> Code:
    """The ruling that all values of a span share, if they share one.

    >>> from compliance.rulebook.rule import Bound
    >>> at_least = Limits((Bound(True, True, Fraction(1200), Fraction(1200)),))
    >>> decide(at_least, Span(Fraction(1200), Fraction(1300), high_open=True)).name
    'PASS'
    """
    if all(every(comparison(b), span, b.passes) for b in limits.bounds):
        return Code.PASS
    if any(every(OPERATORS[comparison(b)].negation, span, b.fails) for b in limits.bounds):
        return Code.FAIL
    could_pass = all(_some(comparison(b), span, b.passes) for b in limits.bounds)
    could_fail = any(_some(OPERATORS[comparison(b)].negation, span, b.fails) for b in limits.bounds)
    return Code.APPROXIMATE_FACT if could_pass or could_fail else Code.UNKNOWN_THRESHOLD


def _some(symbol: str, span: Span, at: Fraction | None) -> bool:
    """Whether some value of a span compares so with a number that is known."""
    return at is not None and not every(OPERATORS[symbol].negation, span, at)
