"""Derived facts of one subject: each reckoned before its clauses are judged, in a fixed order."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from compliance.checking.engine import bounded, levers, needs
from compliance.checking.engine.ruling import RULINGS, Code, unless_applicable, worst
from compliance.derived.base import Ruled
from compliance.expressions import fold
from compliance.intake.school import Gap, Part, Reported, School
from compliance.quantity import Span
from compliance.rulebook.rule import Bound, Limits, Rule
from compliance.rulebook.rulebook import Rulebook

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
        if rule.measured.over:
            found = self.members(rule, school)
            code = worst(code for _, code in found)
            attained = [attainment(rule, part.facts) for part, _ in found if part.facts]
            part = next(part for part, one in found if one is code)
            reached = _least(attained) if len(attained) == len(found) else None
        else:
            code, part = bounded.judge(rule, school.facts, school.unsure), Part("", {})
            code = code_with_gaps(rule, code, school)
            reached = attainment(rule, school.facts)
        if rule.binding != "in_force":
            code = Code.NOT_IN_FORCE if rule.binding == "not_in_force" else unless_applicable(code)
        verdict, reason = RULINGS[code]
        gap = None
        if verdict == "unknown":
            gap = Gap(reason, needs.needed(rule, code, part, school))
            reached = None if code is not Code.APPROXIMATE_FACT else reached
        return Ruled(verdict, reached, gap)


def derive(world: World) -> School:
    """The subject with every derived fact of its rulebook, or with the gaps that are in the way."""
    for one in world.rulebook.derived:
        if one.formula is not None:
            continue  # formulas stand for themselves wherever they are named
        value, gap = one.reckon(world)
        school, name = world.school, one.name
        facts = {key: found for key, found in school.facts.items() if key != name}
        conflicts = school.conflicts
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
    at = sorted((bound.passes, bound.fails))
    if bound.lower:
        return None if not at[0] else Span(value.low / at[1], value.high / at[0])
    return None if not value.low else Span(at[0] / value.high, at[1] / value.low)


def _least(spans: list[Span | None]) -> Span | None:
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    return Span(min(s.low for s in known), min(s.high for s in known))
