"""The numbers of a finding: what was measured, how far off it is, and what would close the gap."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from itertools import product
from math import ceil, floor
from typing import NamedTuple

from compliance.checking.engine.bounded import as_pair, chosen, decide, figure
from compliance.checking.engine.ruling import Code
from compliance.expressions import fold
from compliance.expressions.tree import Tree
from compliance.intake.school import Reported
from compliance.quantity import Span
from compliance.rulebook.rule import Against, Bound, ByCategory, Limits, Route, Rule
from compliance.vocabulary import Number

Facts = Mapping[str, Reported]


class Lever(NamedTuple):
    """One fact that alone would close the gap: from ``now`` to ``to``, in base units."""

    fact: str
    now: Fraction
    to: Fraction

    @property
    def change(self) -> Fraction:
        """By how much, with its sign."""
        return self.to - self.now


def measured(rule: Rule, facts: Facts) -> Fraction | None:
    """The measured value in base units, by the figures as printed; None if it has none."""
    route = chosen(rule, facts)
    if route is None or limits_of(rule, facts) is None:
        return None
    if any(facts[name].open for name in route.facts):
        return None
    divisors: list[int] = []
    n, d = fold.number(route.tree, lambda name: as_pair(facts[name]), divisors)
    return Fraction(n, d) if d and all(divisors) else None


def limits_of(rule: Rule, facts: Facts) -> Limits | None:
    """The limits that hold for these facts; None for a test that is not of a number."""
    if isinstance(rule.test, Limits):
        return rule.test
    if isinstance(rule.test, Against):
        return _against(rule.test, facts)
    if isinstance(rule.test, ByCategory):
        rows = rule.test.among(facts.get(rule.test.fact))
        return rows[0] if all(row == rows[0] for row in rows) else Limits(())
    return None


def _against(test: Against, facts: Facts) -> Limits:
    """The bound that a reckoned threshold is for these facts; none where it is not known."""
    if not all(name in facts for name in test.route.facts):
        return Limits(())
    span = fold.span(test.route.tree, lambda name: facts[name].bounds)
    if span is None:
        return Limits(())
    ends = (span.high, span.low) if test.lower else (span.low, span.high)
    beyond = span.low_open if test.lower else span.high_open  # the end itself fails already
    return Limits((Bound(test.lower, test.inclusive and not beyond, *ends),))


def broken(limits: Limits, value: Fraction) -> Bound | None:
    """The first bound that a value breaks for certain."""
    span = Span.point(value)
    return next((b for b in limits.bounds if decide(Limits((b,)), span) is Code.FAIL), None)


def shortfall(rule: Rule, facts: Facts) -> Fraction | None:
    """How far the measured value is from the bound it breaks, in base units, above zero.

    Zero where a strict bound is met exactly but not passed.
    """
    value, limits = measured(rule, facts), limits_of(rule, facts)
    if value is None or limits is None:
        return None
    bound = broken(limits, value)
    if bound is None or bound.fails is None:
        return None
    return abs(bound.fails - value)


def levers(rule: Rule, facts: Facts, known: Mapping[str, object]) -> Iterator[Lever]:
    """Each fact that alone could close the gap, changed by the least whole grain that does.

    A measure is a quotient of terms linear in each fact, so the value that meets the bound is
    the solution of one linear equation; it is then rounded to the fact's declared decimals
    towards passing, and judged again before it is offered. Where other facts are approximate
    the equation is solved at every corner of their spans.
    """
    route, limits, value = chosen(rule, facts), limits_of(rule, facts), measured(rule, facts)
    if route is None or limits is None or value is None:
        return
    bound = broken(limits, value)
    if bound is None or bound.passes is None:
        return  # without the number that the source lost, nothing is certain to pass
    beside = rule.test.route.facts if isinstance(rule.test, Against) else ()
    for name in route.facts:
        fact = known.get(name)
        if not isinstance(fact, Number) or facts[name].span is not None or name in beside:
            continue
        now = figure(facts[name])
        solutions = (solution(route.tree, at, name, bound.passes) for at in _corners(facts, route))
        values = [v for x in solutions if x is not None for v in _grains(x, now, fact)]
        enough = [
            v for v in sorted(values, key=lambda v: abs(v - now))
            if _within(name, v, fact, facts, known) and _passes(limits, route, facts, name, v)
        ]  # fmt: skip
        if enough:
            yield Lever(name, now, enough[0])


def _corners(facts: Facts, route: Route) -> Iterator[dict[str, Fraction]]:
    """The figures, each approximate one at either end of its span."""
    ends = [sorted({facts[name].bounds.low, facts[name].bounds.high}) for name in route.facts]
    for corner in product(*ends):
        yield dict(zip(route.facts, corner, strict=True))


def _passes(limits: Limits, route: Route, facts: Facts, name: str, value: Fraction) -> bool:
    spans = {n: facts[n].bounds for n in route.facts} | {name: Span.point(value)}
    span = fold.span(route.tree, spans.__getitem__)
    return span is not None and decide(limits, span) is Code.PASS


def _within(
    name: str, value: Fraction, fact: Number, facts: Facts, known: Mapping[str, object]
) -> bool:
    """Whether a school could report this value: within limits, and no part above its whole."""
    if not fact.smallest * fact.of.factor <= value <= fact.largest * fact.of.factor:
        return False
    whole = facts.get(fact.part_of) if fact.part_of else None
    if whole is not None and value > whole.bounds.high:
        return False
    return not any(
        isinstance(part, Number) and part.part_of == name
        and other in facts and facts[other].bounds.low > value
        for other, part in known.items()
    )  # fmt: skip


def solution(
    tree: Tree, values: Mapping[str, Fraction], name: str, target: Fraction
) -> Fraction | None:
    """The value of one fact at which a measure equals the target; None where it is not linear."""

    def parts(x: int) -> tuple[Fraction, Fraction]:
        at = {**values, name: Fraction(x)}
        n, d = fold.number(tree, lambda fact: (at[fact], 1), [])
        return Fraction(n), Fraction(d)

    (n0, d0), (n1, d1), (n2, d2) = parts(0), parts(1), parts(2)
    if n2 - n1 != n1 - n0 or d2 - d1 != d1 - d0:
        return None  # not linear in this fact
    slope = (n1 - n0) - target * (d1 - d0)
    return (target * d0 - n0) / slope if slope else None


def _grains(exact: Fraction, now: Fraction, fact: Number) -> Iterator[Fraction]:
    """The values on the fact's grain next to a solution, on its far side as seen from now."""
    grain = fact.of.factor / 10**fact.decimals
    steps = exact / grain
    if exact >= now:
        yield from (ceil(steps) * grain, (floor(steps) + 1) * grain)
    if exact <= now:
        yield from (floor(steps) * grain, (ceil(steps) - 1) * grain)
