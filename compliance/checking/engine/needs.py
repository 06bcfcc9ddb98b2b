"""Exactly what an unknown finding is missing, by the names of the facts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from compliance.checking.engine import bounded
from compliance.checking.engine.bounded import Facts, chosen
from compliance.checking.engine.ruling import Code
from compliance.expressions import certain
from compliance.intake.school import Part, School
from compliance.rulebook.rule import Against, ByCategory, Holds, Rule

_PERHAPS_THE_CONDITION = (Code.HARMLESS, Code.UNKNOWN_APPLICABILITY, Code.CONFLICTING_FACTS)


def needed(rule: Rule, code: Code, part: Part, school: School) -> tuple[str, ...]:
    """The facts that are missing, zero, contradicted or too rough to decide by."""
    if rule.measured.over and not part.name:
        found = [] if code is Code.HARMLESS else [rule.measured.over]
        return _unique([*found, *_condition(rule, code, school)])
    if part.pooled and not rule.pool:
        return _unique([rule.measured.over, *_condition(rule, code, school)])
    names_ = _needed(rule, code, part, school)
    if not names_:  # a derived fact is known, but only within a span
        names_ = tuple(name for name in rule.facts() if name in school.gaps)
    return _underlying(names_, school)


def _underlying(found: tuple[str, ...], school: School) -> tuple[str, ...]:
    """For a fact that is reckoned from others, what it lacks itself."""
    needs = list(found)
    for _ in school.gaps:  # a derived fact may lack another, but never in a circle
        lacks = {name: school.gaps[name].needs for name in needs if name in school.gaps}
        needs = [need for name in needs for need in lacks.get(name, (name,))]
    return _unique(needs)


def _needed(rule: Rule, code: Code, part: Part, school: School) -> tuple[str, ...]:
    about = part if rule.measured.over else school
    unsure, bare, test = _unsure(about), replace(rule, applies=None), code
    if code in _PERHAPS_THE_CONDITION:
        test = bounded.judge(bare, about.facts, unsure)
    found: list[str] = []
    if rule.escape is None:
        found += _of_test(rule, test, about)
    elif test is not Code.PASS:
        bare = replace(bare, escape=None)
        own = test if rule.pool else bounded.judge(bare, about.facts, unsure)
        found += _of_test(bare, own, about)
        found += certain.undecided(rule.escape.tree, _sure(about))
    return _unique([*found, *_condition(rule, code, school)])


def _unsure(about: Part | School) -> frozenset[str]:
    return about.unsure if isinstance(about, School) else about.conflicts


def _sure(about: Part | School) -> Facts:
    """The facts that do not contradict one another."""
    unsure = _unsure(about)
    return {name: found for name, found in about.facts.items() if name not in unsure}


def _unique(found: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(found))


def _of_test(rule: Rule, code: Code, about: Part | School) -> Iterator[str]:
    facts, route = about.facts, chosen(rule, about.facts)
    read = own = () if route is None else route.facts
    category = _category(rule)
    if isinstance(rule.test, Holds):
        yield from certain.undecided(rule.test.tree, _sure(about))
        return
    if isinstance(rule.test, Against):
        read = (*own, *rule.test.route.facts)
        category = rule.test.route.facts
    match code:
        case Code.MISSING_FACT | Code.AWAITING_JUDGEMENT:
            unread = [name for name in rule.facts() if name in _refused(about)]
            wanted = unread or (*(() if route else rule.measured.formula.facts), *category)
            missing = [name for name in wanted if name not in facts or name in _lacking(about)]
            yield from missing or ([rule.pool] if rule.pool else [])
        case Code.ZERO_DENOMINATOR if route is not None:
            yield from certain.zeros(route.tree, facts)
            if isinstance(rule.test, Against):
                yield from certain.zeros(rule.test.route.tree, facts)
        case Code.APPROXIMATE_FACT:
            yield from (name for name in read if name in facts and facts[name].span is not None)
        case Code.CONFLICTING_FACTS:
            # a printed ratio that its totals refute: none of them contradicts itself
            printed = rule.measured.printed
            against = (*own, *(printed.facts if printed else ()))
            contradicted = [name for name in (*read, *category) if name in about.conflicts]
            yield from contradicted or [name for name in against if name in facts]


def _refused(about: Part | School) -> frozenset[str]:
    return about.refused if isinstance(about, School) else frozenset()


def _lacking(about: Part | School) -> frozenset[str]:
    """The derived facts of which only a span is known, because something is missing."""
    gaps = about.gaps.items() if isinstance(about, School) else ()
    return frozenset(name for name, gap in gaps if gap.reason == "missing_fact")


def _category(rule: Rule) -> tuple[str, ...]:
    """The fact that chooses the threshold, unless every choice is the same."""
    if not isinstance(rule.test, ByCategory) or len(set(rule.test.rows.values())) == 1:
        return ()
    return (rule.test.fact,)


def _condition(rule: Rule, code: Code, school: School) -> Iterator[str]:
    """What the rule's condition needs, where it is the condition that is undecided."""
    if rule.applies is not None and code in _PERHAPS_THE_CONDITION:
        yield from certain.undecided(rule.applies, _sure(school))
