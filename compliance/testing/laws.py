"""What holds of every standard, as functions that yield what breaks it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from compliance.checking.check import check
from compliance.checking.finding import Finding
from compliance.expressions.tree import Binary, Name, Tree
from compliance.expressions.tree import Number as Constant
from compliance.rulebook.rule import Limits, Rule
from compliance.rulebook.rulebook import Rulebook, build
from compliance.testing.strategies.values import written
from compliance.vocabulary import Number, Vocabulary

Profile = Mapping[str, Any]
_OTHER = {"m²": ("亩", Fraction(3, 2000)), "元": ("万元", Fraction(1, 10_000)),
          "万元": ("元", Fraction(10_000))}  # fmt: skip


def unquoted(rulebook: Rulebook) -> Iterator[str]:
    """The clauses that do not say where they come from."""
    for rule in rulebook.rules:
        source = rule.source
        if not (source.cite and source.text and source.document and source.set_by):
            yield rule.id


def harmed(rulebook: Rulebook, before: Profile, after: Profile) -> Iterator[str]:
    """The clauses that measure better in the second profile, and are judged worse."""
    one, two = (check(dict(profile), rulebook).items[0] for profile in (before, after))
    for rule in rulebook.rules:
        if rule.basis != "computed" or not isinstance(rule.test, Limits):
            continue
        if len(rule.test.bounds) != 1 or rule.measured.over or rule.escape is not None:
            continue
        first, second = one[rule.id], two[rule.id]
        if _improved(rule, first, second) and _worse(first, second):
            yield rule.id


def _improved(rule: Rule, first: Finding, second: Finding) -> bool:
    if first.measured is None or second.measured is None or not isinstance(rule.test, Limits):
        return False
    lower = rule.test.bounds[0].lower
    return second.measured >= first.measured if lower else second.measured <= first.measured


def _worse(first: Finding, second: Finding) -> bool:
    return (first.verdict, second.verdict) == ("pass", "fail")


def ratios_moved(rulebook: Rulebook, profile: Profile, times: int) -> Iterator[str]:
    """The ratios whose verdicts change when everything that adds up is multiplied."""
    numbers = dict(rulebook.vocabulary.numbers())
    scaled = {
        name: value * times if name in numbers and numbers[name].merge == "sum"
        and isinstance(value, int | Decimal) else value
        for name, value in profile.items()
    }  # fmt: skip
    figures = [(numbers[name], value) for name, value in scaled.items() if name in numbers]
    if any(isinstance(value, str) or _beyond(fact, value) for fact, value in figures):
        return  # text is not multiplied, nor is anything beyond what a fact may be
    one, two = (check(dict(each), rulebook).items[0] for each in (profile, scaled))
    for rule in rulebook.rules:
        if _is_ratio(rule, numbers) and one[rule.id].verdict != two[rule.id].verdict:
            yield rule.id


def _beyond(fact: Number, value: Any) -> bool:
    return isinstance(value, int | Decimal) and not fact.smallest <= value <= fact.largest


def _is_ratio(rule: Rule, numbers: Mapping[str, Number]) -> bool:
    """Whether a clause compares a constant with a quotient of what adds up, of everybody."""
    if rule.applies is not None or rule.escape is not None or rule.measured.over:
        return False
    routes = rule.measured.routes[: rule.measured.main + 1]  # one as printed is a ratio anyhow
    degrees = {_degree(route.tree, numbers) for route in routes}
    return isinstance(rule.test, Limits) and degrees == {0}


def _degree(tree: Tree, numbers: Mapping[str, Number]) -> int | None:
    """Of what power of size a formula is; None where it is of no single one."""
    match tree:
        case Name(name=name):
            return 1 if name in numbers and numbers[name].merge == "sum" else None
        case Constant():
            return 0
        case Binary(operator=operator, left=left, right=right):
            one, two = _degree(left, numbers), _degree(right, numbers)
            if one is None or two is None:
                return None
            if operator in ("+", "-"):
                return one if one == two else None
            return {"*": one + two, "/": one - two}.get(operator)
    return None


def changed_units(vocabulary: Vocabulary, profile: Profile) -> dict[str, Any]:
    """The profile with each area in 亩 and each sum in the other of 元 and 万元, exactly."""
    found = dict(profile)
    for name, fact in vocabulary.numbers():
        value, other = found.get(name), _OTHER.get(fact.unit)
        if other is None or isinstance(value, bool) or not isinstance(value, int | Decimal):
            continue
        unit, factor = other
        plain = Fraction(str(value)) * factor * fact.of.factor
        found[name] = f"{Decimal(written(plain, fact)):f}{unit}" if plain else value
    return found


def loosened(rulebook: Rulebook, profile: Profile) -> Iterator[str]:
    """The clauses called equal to or stricter than their base that pass what the base fails.

    Where both ask it of the same subjects: an exception that a layer adds is no threshold.
    """
    if len(rulebook.chain) < 2:
        return
    base = _base(rulebook)
    one, two = (check(dict(profile), book).items[0] for book in (base, rulebook))
    known = {rule.id: (rule.applies, rule.escape) for rule in base.rules}
    for rule in rulebook.rules:
        same = known.get(rule.id) == (rule.applies, rule.escape)
        if not same or rule.relation not in ("equal", "stricter"):
            continue
        if one[rule.id].verdict == "fail" and two[rule.id].verdict == "pass":
            yield rule.id


def _base(rulebook: Rulebook) -> Rulebook:
    """The standard that this one changes, on the same day."""
    return build(rulebook.chain[:-1], rulebook.on, drafts=True)
