"""Why a plan does what it does with a school: findings before and after, policy, advice."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from compliance.advice.policy.policy import Move
from compliance.advice.policy.trigger import held
from compliance.checking.finding import Finding
from compliance.checking.findings import SchoolFindings
from compliance.notebook import Displayed, Shown
from compliance.planning.explain import sentences
from compliance.planning.explain.bans import PLANNED
from compliance.planning.explain.contrast import Contrast, why_not
from compliance.planning.plan import Decision, Plan, Survivor


@dataclass(frozen=True)
class Why(Displayed):
    """What becomes of a school, and the facts from which that follows.

    ``failed`` are the findings of clauses that count which the school failed before; ``after`` are
    those of the school that results on every clause that one of its members failed. ``rules`` are
    those of the policy that allow the action and apply; ``moved`` counts the pupils who leave.
    """

    plan: Plan = field(repr=False)
    decision: Decision
    failed: tuple[Finding, ...] = field(repr=False)
    survivor: Survivor | None
    after: tuple[Finding, ...] = field(repr=False)
    rules: tuple[Move, ...] = field(repr=False)
    moved: int

    @cached_property
    def instead(self) -> Contrast | None:
        """What following the advice on the school alone would come to; None where it is followed.

        Nor is there any where the advice leans to something that no plan decides.
        """
        leaning = self.decision.override
        if leaning not in PLANNED:
            return None
        return why_not(self.plan, self.decision.school, leaning)

    def lines(self, language: str) -> Iterator[str]:
        """The reasons in sentences, in ``zh``, ``en`` or ``both``."""
        return (line.show(language) for line in sentences.why(self))

    def _shown(self) -> Shown:
        from compliance.planning.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.why(self)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        survivor, instead = self.survivor, self.instead
        return {
            "school": self.decision.school,
            "action": self.decision.action,
            "into": self.decision.into,
            "with": list(self.decision.with_),
            "failed": [finding.to_dict() for finding in self.failed],
            "members": list(survivor.members) if survivor is not None else [],
            "after": [finding.to_dict() for finding in self.after],
            "bought": dict(survivor.bought) if survivor is not None else {},
            "cost": survivor.cost if survivor is not None else 0,
            "moved": self.moved,
            "rules": [
                {"rule": move.id, "cite": move.quoted.cite,
                 "text": move.quoted.text or move.quoted.paraphrase or ""}
                for move in self.rules
            ],
            "override": self.decision.override,
            "instead": instead.to_dict() if instead is not None else None,
        }  # fmt: skip


def why(plan: Plan, school: str) -> Why:
    """Why a plan does what it does with a school.

    Raises:
        NotFound: no such school.

    >>> import compliance
    >>> from compliance.planning.planner import plan
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2018-06-30")
    >>> school = {"name": "甲校", "owner": "民办", "kind": "普通", "students": 400, "占地": "12亩"}
    >>> school |= {"teachers": 30, "specialist_teachers": 15, "general_teachers": 15,
    ...            "floor_area": 9000, "training_equipment": "400万元", "new_build": False,
    ...            "majors": [{"group": "other", "students": 400, "equipment": "400万元"}]}
    >>> planned = plan(compliance.check(school, rulebook), "cn/fujian/fuzhou/consolidation-2016")
    >>> reason = why(planned, "甲校")
    >>> reason.decision.action, [move.id for move in reason.rules]
    ('convert', ['convert-or-close'])
    >>> [finding.clause for finding in reason.failed]
    ['enrolment', 'teachers', 'campus-per-student']
    """
    decision = plan[school]
    survivor = plan.survivors.get(decision.into or decision.school)
    before = {
        one: plan.decisions[one].advice.findings
        for one in (survivor.members if survivor is not None else (decision.school,))
    }
    missed = {finding.clause for item in before.values() for finding in _failed(item)}
    after = survivor.findings if survivor is not None else ()
    own = decision.advice.findings
    moved = sum(one.pupils for one in plan.transfers if one.source == decision.school)
    return Why(plan, decision, tuple(_failed(own)), survivor,
               tuple(f for f in after if f.rule.counts and f.clause in missed),
               _rules(plan, decision), moved)  # fmt: skip


def _failed(item: SchoolFindings) -> Iterator[Finding]:
    return (f for f in item if f.rule.counts and f.basis == "computed" and f.outcome == "fail")


def _rules(plan: Plan, decision: Decision) -> tuple[Move, ...]:
    """The rules of the policy that apply to a school and allow what becomes of it."""
    return tuple(
        move for move in plan.policy.rules
        if move.then is not None and decision.action in (move.action, *move.then.or_)
        and held(move.whole, decision.advice.years).certain
    )  # fmt: skip
