"""Every number of every rule of the shipped standards, with profiles on and around it."""

import ast
from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from math import floor
from typing import Any, NamedTuple

import compliance
from compliance.rulebook.rule import Bound, ByCategory, Limits, Rule
from compliance.vocabulary import Number

SHIPPED = (
    "cn/moe/secondary-vocational-2010", "cn/moe/secondary-vocational-2001",
    "cn/moe/conditions-2022", "cn/fujian/fuzhou/secondary-vocational-2016",
)  # fmt: skip
DAYS = {SHIPPED[1]: "2005-01-01", SHIPPED[3]: "2018-06-30"}
HOLDS: dict[str, object] = {"new_build": True, "location": "city"}


class Target(NamedTuple):
    """One number of one rule: ``formula`` as the file has it, facts with unit and grain."""

    rulebook: compliance.Rulebook
    rule: Rule
    formula: str
    category: str
    limits: Limits
    at: Fraction
    facts: dict[str, Number]

    def __str__(self) -> str:
        return f"{self.rulebook.id} {self.rule.id} {self.rule.reading} {self.category} {self.at}"


@cache
def targets() -> tuple[Target, ...]:
    """Of every standard, with its inferences and without, by every reading."""
    return tuple(_targets())


def _targets() -> Iterator[Target]:
    for standard in SHIPPED:
        for inferences in (True, False):
            plain = compliance.load(standard, DAYS.get(standard), inferences=inferences)
            for rule in plain.rules:
                for way in (rule, *rule.alternatives):
                    readings = {rule.id: way.reading} if way.reading else {}
                    rulebook = compliance.load(
                        standard, DAYS.get(standard), inferences=inferences, readings=readings
                    )
                    yield from of_rule(rulebook, rulebook[rule.id])


def of_rule(rulebook: compliance.Rulebook, rule: Rule) -> Iterator[Target]:
    rows = {"": rule.test} if isinstance(rule.test, Limits) else {}
    if isinstance(rule.test, ByCategory):
        rows = dict(rule.test.rows)
    vocabulary: Any = rulebook.vocabulary.facts
    known = vocabulary[rule.measured.over].facts if rule.measured.over else vocabulary
    formula = formula_of(rulebook, rule)
    names = [node.id for node in ast.walk(ast.parse(formula)) if isinstance(node, ast.Name)]
    for category, limits in rows.items():
        numbers = {at for b in limits.bounds for at in (b.passes, b.fails) if at is not None}
        for at in sorted(numbers):
            facts = {name: known[name] for name in names}
            yield Target(rulebook, rule, formula, category, limits, at, facts)


def formula_of(rulebook: compliance.Rulebook, rule: Rule) -> str:
    """The formula's text in the file, or the fact that the clause names."""
    clause = rulebook.cards[rule.id].clause
    reading = (clause.readings or {}).get(rule.reading)
    measure = (reading and reading.measure) or clause.measure or ""
    for layer in rulebook.chain:
        if measure in layer.standard.measures:
            return layer.standard.measures[measure].formula
    return measure


def value_of(formula: str, facts: dict[str, Fraction]) -> Fraction:
    """The test's own arithmetic; Python reads the text, Fraction computes."""
    operations = {
        ast.Add: Fraction.__add__, ast.Sub: Fraction.__sub__,
        ast.Mult: Fraction.__mul__, ast.Div: Fraction.__truediv__,
    }  # fmt: skip

    def value(node: ast.expr) -> Fraction:
        if isinstance(node, ast.BinOp):
            return operations[type(node.op)](value(node.left), value(node.right))  # type: ignore[index]
        if isinstance(node, ast.Name):
            return facts[node.id]
        assert isinstance(node, ast.Constant)
        return Fraction(node.value)

    return value(ast.parse(formula, mode="eval").body)


def verdict_of(bounds: tuple[Bound, ...], value: Fraction) -> str:
    """What the bounds say, spelled out: certain on either side of a lost number."""

    def holds(bound: Bound, at: Fraction | None) -> bool | None:
        if at is None:
            return None
        inside = value > at if bound.lower else value < at
        return inside or (bound.inclusive and value == at)

    if any(holds(bound, bound.fails) is False for bound in bounds):
        return "fail"
    return "pass" if all(holds(bound, bound.passes) for bound in bounds) else "unknown"


def grain(fact: Number) -> Fraction:
    return fact.of.factor / 10**fact.decimals


def near(target: Target, multiple: int, step: int) -> tuple[dict[str, Any], Fraction]:
    """A profile ``step`` grains from the target's number, not below zero, and what it measures.

    The divisor is a multiple of what makes the number a whole count of the numerator's grains.
    """
    above, *below = target.facts
    assert target.formula == " / ".join([above, *below]), "a new shape of formula: extend the test"
    size = grain(target.facts[above])
    exact = {above: target.at}
    for name in below:
        least = (target.at * grain(target.facts[name]) / size).denominator
        exact[name] = multiple * least * grain(target.facts[name])
        exact[above] = target.at * exact[name]
    exact[above] = max(0, floor(exact[above] / size) + step) * size
    written = {name: text(exact[name] / target.facts[name].of.factor) for name in exact}
    return profile(target, written), value_of(target.formula, exact)


def text(value: Fraction) -> str:
    """A decimal that ends, written out."""
    digits = 0
    while (value * 10**digits).denominator != 1:
        digits += 1
    whole, part = divmod(int(value * 10**digits), 10**digits)
    return f"{whole}.{part:0{digits}d}" if digits else str(whole)


def profile(target: Target, written: dict[str, Any]) -> dict[str, Any]:
    test, rule = target.rule.test, target.rule
    chosen = {test.fact: target.category} if isinstance(test, ByCategory) else {}
    holds = {name: HOLDS[name] for name in rule.applies_facts}
    if rule.measured.over:
        return {rule.measured.over: [{**chosen, **written}], **holds}
    return {**holds, **chosen, **written}
