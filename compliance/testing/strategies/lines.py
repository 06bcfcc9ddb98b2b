"""Where the lines of a clause lie for one subject: the values of its facts on a threshold."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from math import ceil, floor
from typing import NamedTuple

from compliance.checking.engine.bounded import chosen
from compliance.checking.engine.levers import limits_of, solution
from compliance.intake.school import Reported
from compliance.rulebook.rule import ByCategory, Limits, Rule
from compliance.testing.strategies.values import grain
from compliance.vocabulary import Fact, Number


class Line(NamedTuple):
    """A value of one fact, in base units on its grain, at or beside which a clause turns."""

    fact: str
    value: Fraction


def lines(rule: Rule, known: Mapping[str, Fact], facts: Mapping[str, Reported]) -> Iterator[Line]:
    """The values of each fact of a clause's formula at which it meets a bound exactly.

    Where no value on the fact's grain does, the two next to it. ``facts`` are those of the
    subject, or of one of its parts where the clause is over parts.
    """
    route = chosen(rule, facts)
    if route is None or any(_listed(facts[name]) for name in route.facts):
        return
    for target in sorted(_targets(rule, facts)):
        values = {name: Fraction(*facts[name].value) for name in route.facts}  # type: ignore[misc]
        for name in route.facts:
            fact = known.get(name)
            if not isinstance(fact, Number):
                continue
            found = solution(route.tree, values, name, target)
            if found is not None:
                steps = found / grain(fact)
                for n in sorted({floor(steps), ceil(steps)}):
                    if within(fact, n * grain(fact)):
                        yield Line(name, n * grain(fact))


def _listed(found: Reported) -> bool:
    """Whether a fact is no number."""
    return not isinstance(found.value, tuple) or not all(isinstance(n, int) for n in found.value)


def _targets(rule: Rule, facts: Mapping[str, Reported]) -> set[Fraction]:
    """The numbers that a measure is compared with, in base units."""
    limits = limits_of(rule, facts)
    rows = [] if limits is None else [limits]
    if isinstance(rule.test, ByCategory) and rule.test.fact not in facts:
        rows += rule.test.rows.values()
    if isinstance(rule.without, Limits):
        rows.append(rule.without)
    bounds = (bound for row in rows for bound in row.bounds)
    return {at for bound in bounds for at in (bound.passes, bound.fails) if at is not None}


def within(fact: Number, value: Fraction) -> bool:
    """Whether a fact may have a value."""
    return fact.smallest * fact.of.factor <= value <= fact.largest * fact.of.factor
