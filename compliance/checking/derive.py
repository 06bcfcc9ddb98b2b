"""Derived facts of one subject: each reckoned before its clauses are judged, in a fixed order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.checking.engine import bounded, levers, needs
from compliance.checking.engine.ruling import RULINGS, Code, unless_applicable, worst
from compliance.derived.base import Ruled
from compliance.derived.spans import UNLIMITED, folded
from compliance.expressions import fold
from compliance.intake.school import Gap, Part, Reported, School
from compliance.quantity import Span
from compliance.rulebook.rule import Bound, Limits, Rule
from compliance.rulebook.rulebook import Rulebook

_MEASURED = (Code.PASS, Code.FAIL, Code.APPROXIMATE_FACT, Code.UNKNOWN_THRESHOLD)
"""The rulings that rest on figures of which none is missing or contradicted."""
Members = Callable[[Rule, School], list[tuple[Part, Code]]]
"""Every part of a school with its ruling by a rule, or no part and the reason why not."""
Outcome = Callable[[School, str, str | None], str]
"""What a standard, or a clause of it, says of a member."""


@dataclass
class World:
    """What the derived facts of one subject may look at."""

    rulebook: Rulebook
    school: School
    others: Sequence[School]
    members: Members
    outcome: Outcome

    @property
    def on(self) -> dt.date:
        """The day that is judged."""
        return self.rulebook.on

    def ruling(self, clause: str) -> Ruled:
        """How a clause of the same rulebook rules on the subject as far as it is known now."""
        rule, school = self.rulebook[clause], self.school
        test, part, reached = self._tested(replace(rule, applies=None))
        code = bounded.where_applicable(rule, test, school.facts, school.unsure)
        if rule.binding != "in_force":
            code = Code.NOT_IN_FORCE if rule.binding == "not_in_force" else unless_applicable(code)
        verdict = RULINGS[code].verdict
        if verdict == "unknown":
            return Ruled(_verdicts(code, test), reached, self._gap(rule, code, part))
        exactly = reached is None or reached.low == reached.high
        rough = code_with_gaps(rule, Code.APPROXIMATE_FACT, school)
        gap = None if exactly else self._gap(rule, rough, part)
        return Ruled(frozenset({verdict}), reached, gap)

    def _gap(self, rule: Rule, code: Code, part: Part) -> Gap:
        return Gap(RULINGS[code].reason, needs.needed(rule, code, part, self.school))

    def _tested(self, rule: Rule) -> tuple[Code, Part, Span | None]:
        """The ruling of a test whether it applies or not, of which part, and how far it is met."""
        school = self.school
        if not rule.measured.over:
            code = bounded.judge(rule, school.facts, school.unsure)
            reached = attainment(rule, school.facts) if code in _MEASURED else None
            return code_with_gaps(rule, code, school), Part("", {}), reached
        found = self.members(rule, school)
        code = worst(code for _, code in found)
        part = next(part for part, one in found if one is code)
        attained = [attainment(rule, one.facts) for one, ruled in found if ruled in _MEASURED]
        spans = [span for span in attained if span is not None]
        return code, part, folded("min", spans) if len(spans) == len(found) else None


def _verdicts(code: Code, test: Code) -> frozenset[str]:
    """What an unknown ruling may turn into: a test that fails never passes, whatever applies."""
    decided = {RULINGS[test].verdict}
    found = {"pass", "fail"} if "unknown" in decided else decided
    perhaps = code in (Code.HARMLESS, Code.UNKNOWN_APPLICABILITY, Code.CONFLICTING_FACTS)
    return frozenset(found | {"not_applicable"} if perhaps else found)


def derive(world: World) -> School:
    """The subject with every derived fact of its rulebook, or with the gaps that are in the way."""
    for one in world.rulebook.derived:
        if one.formula is not None:
            continue  # formulas stand for themselves wherever they are named
        value, gap, codes = one.reckon(world)
        school, name = world.school, one.name
        facts = {key: found for key, found in school.facts.items() if key != name}
        conflicts = school.conflicts
        if codes:
            given = "|".join(code or "?" for code in codes)
            value = Reported(given, given, "", codes=codes)
        if value is not None:
            facts[name] = value
        elif gap is not None and gap.reason == "conflicting_facts":
            conflicts = conflicts | {name}
        gaps = school.gaps if gap is None else {**school.gaps, name: gap}
        world.school = replace(school, facts=facts, conflicts=conflicts, gaps=gaps)
    return world.school


def code_with_gaps(rule: Rule, code: Code, school: School) -> Code:
    """The reason of a ruling that only a derived fact left open is that fact's own."""
    if code not in (Code.MISSING_FACT, Code.APPROXIMATE_FACT) or not school.gaps:
        return code
    read = [*rule.facts()]
    open_ = [name for name in read if name in school.gaps]
    plain = [name for name in read if name not in school.facts and name not in school.gaps]
    rough = [n for n in read if n not in open_ and n in school.facts and school.facts[n].span]
    if not open_ or plain or (rough and code is Code.APPROXIMATE_FACT):
        return code
    return Code[school.gaps[open_[0]].reason.upper()]


def attainment(rule: Rule, known: Mapping[str, Reported]) -> Span | None:
    """How much of its threshold a measure reaches, where it has one bound: 85 % of it, 120 %."""
    route, limits = bounded.chosen(rule, known), levers.limits_of(rule, known)
    if route is None or not isinstance(limits, Limits) or len(limits.bounds) != 1:
        return None
    value = fold.span(route.tree, lambda name: known[name].bounds)
    return None if value is None else _share(limits.bounds[0], value)


def _share(bound: Bound, value: Span) -> Span | None:
    if bound.passes is None or bound.fails is None:
        return None
    low, high = sorted((bound.passes, bound.fails))
    at = Span(low, high)
    if bound.lower:
        return fold.combined("/", value, at)
    if value.low > 0:
        return fold.combined("/", at, value)
    # the less there is of what is limited, the more of the limit is kept to, without an end
    return Span(at.low / value.high if value.high else UNLIMITED.low, UNLIMITED.high)
