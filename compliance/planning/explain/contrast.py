"""Why not otherwise: the same region, made to do something else with one school."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

from compliance.advice.actions import ACTIONS
from compliance.errors import NoPlan, NotFound, Problem, nearest
from compliance.intake.school import find
from compliance.notebook import Displayed, Shown
from compliance.planning.explain import sentences
from compliance.planning.explain.bans import Ban, bans, planning_of
from compliance.planning.explain.forcing import FORCED, force, unchanged
from compliance.planning.plan import Decision, Plan
from compliance.planning.planner import failing
from compliance.planning.program import Model
from compliance.planning.solving.conflict import conflict

Answer = Literal["planned", "possible", "impossible", "not_eligible"]


class Difference(NamedTuple):
    """A level of the plan, and of the plan that was made to do otherwise."""

    level: str
    planned: int
    otherwise: int

    @property
    def more(self) -> int:
        """How much more the other comes to; below zero, how much less."""
        return self.otherwise - self.planned


class Change(NamedTuple):
    """A school of which something else becomes."""

    planned: Decision
    otherwise: Decision


@dataclass(frozen=True)
class Contrast(Displayed):
    """What a plan would come to, if it did otherwise with one school.

    ``answer`` is ``planned`` if the plan does it anyway, ``possible``, ``impossible`` with a
    smallest set of ``rules`` that stand against it together, or ``not_eligible`` with what forbids
    it. Only what is ``planned`` or ``possible`` has a plan ``otherwise``.
    """

    plan: Plan = field(repr=False)
    school: str
    action: str
    with_: str
    answer: Answer
    otherwise: Plan | None = field(default=None, repr=False)
    rules: tuple[str, ...] = ()
    bans: tuple[Ban, ...] = ()

    @property
    def levels(self) -> tuple[Difference, ...]:
        """Every level of both plans; none where there is no other plan."""
        if self.otherwise is None:
            return ()
        both = zip(self.plan.levels, self.otherwise.levels, strict=True)
        return tuple(Difference(one.name, one.value, two.value) for one, two in both)

    @property
    def changes(self) -> tuple[Change, ...]:
        """The schools of which something else becomes."""
        if self.otherwise is None:
            return ()
        both = ((one, self.otherwise.decisions[one.school]) for one in self.plan)
        return tuple(Change(one, two) for one, two in both if _outcome(one) != _outcome(two))

    @property
    def failing(self) -> dict[str, tuple[str, ...]]:
        """The clauses that survivors would fail and do not by the plan, by school."""
        if self.otherwise is None:
            return {}
        before, after = (_failing(plan) for plan in (self.plan, self.otherwise))
        more = {one: tuple(c for c in clauses if c not in before.get(one, ()))
                for one, clauses in after.items()}  # fmt: skip
        return {one: clauses for one, clauses in more.items() if clauses}

    def lines(self, language: str) -> Iterator[str]:
        """The answer in sentences, in ``zh``, ``en`` or ``both``."""
        return (line.show(language) for line in sentences.contrast(self))

    def _shown(self) -> Shown:
        from compliance.planning.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.contrast(self)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {
            "school": self.school,
            "action": self.action,
            "with": self.with_,
            "answer": self.answer,
            "levels": [{**one._asdict(), "more": one.more} for one in self.levels],
            "failing": {school: list(clauses) for school, clauses in self.failing.items()},
            "changes": [
                {"school": two.school, "planned": one.action, "otherwise": two.action,
                 "into": two.into}
                for one, two in self.changes
            ],
            "rules": list(self.rules),
            "bans": [ban.to_dict() for ban in self.bans],
        }  # fmt: skip


def why_not(plan: Plan, school: str, action: str, with_: str = "") -> Contrast:
    """What a plan would come to, if it were made to do otherwise with a school.

    The rest of the region is planned anew around it, by the same rules, and of plans equally good
    the one that changes the fewest schools. ``keep`` and ``rectify``
    leave the school on its own where it is; ``merge`` asks for any merger on a campus that is
    there, or for that with the school ``with_``, whichever of the two is the host.

    A plan that is not the best there is may come out worse than the other one.

    Raises:
        NotFound: no such school or action.
        NoPlan: no answer was found in the time that the plan was given.

    >>> import compliance
    >>> from compliance.planning.planner import plan
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2018-06-30")
    >>> school = {"name": "甲校", "owner": "公办", "kind": "普通", "students": 1500, "占地": "60亩"}
    >>> school |= {"teachers": 90, "specialist_teachers": 45, "general_teachers": 45,
    ...            "floor_area": 45000, "training_equipment": "800万元", "new_build": False,
    ...            "majors": [{"group": "other", "students": 1500, "equipment": "800万元"}]}
    >>> planned = plan(compliance.check(school, rulebook), "cn/fujian/fuzhou/consolidation-2016")
    >>> asked = why_not(planned, "甲校", "close")
    >>> asked.answer, [ban.why for ban in asked.bans], asked.bans[0].by
    ('not_eligible', ['not_met'], 'convert-or-close')
    """
    planning = planning_of(plan)
    options = planning.options
    place, other = options[_id(plan, school)], _id(plan, with_) if with_ else ""
    if action not in ACTIONS:
        values = {"found": action, "nearest": nearest(action, ACTIONS), "known": ", ".join(ACTIONS)}
        raise NotFound(Problem("plan-no-such-action", values=values))
    if banned := bans(plan, options, place, action, other):
        return Contrast(plan, place.id, action, other, "not_eligible", bans=banned)
    if _is(plan.decisions[place.id], action, other):
        return Contrast(plan, place.id, action, other, "planned", plan)
    made = planning.made(targets=plan.targets)
    force(made, place, action, other)
    unchanged(made, plan)
    try:
        found = planning.solved(made)
    except NoPlan as none:
        if none.code != "plan-conflict":
            raise
        loose = planning.loose(targets=plan.targets)
        force(loose, place, action, other)
        rules = _rules(loose, none)
        return Contrast(plan, place.id, action, other, "impossible", rules=rules)
    otherwise = replace(found, targets=plan.targets, levels=found.levels[:-1])
    return Contrast(plan, place.id, action, other, "possible", otherwise)


def _rules(loose: Model, none: NoPlan) -> tuple[str, ...]:
    """A smallest set of rules in conflict, those that merely rule things out included.

    Where only the engine stands against it, the wider program has a solution.
    """
    try:
        found = conflict(loose.program)
    except ValueError:
        found = none.rules
    return tuple(rule for rule in found if rule != FORCED)


def _id(plan: Plan, school: str) -> str:
    known = list(plan)
    return known[find(school, [(one.school, one.name) for one in known])].school


def _is(decision: Decision, action: str, with_: str) -> bool:
    """Whether a plan does that with a school already."""
    if action in ("keep", "rectify"):
        return decision.action in ("keep", "rectify") and not decision.with_
    if action == "merge" and decision.action == "keep":
        return bool(decision.with_) and with_ in ("", *decision.with_)
    joins = with_ in ("", decision.into) or (
        with_ in decision.with_ and decision.into == decision.school
    )
    return decision.action == action and joins


def _outcome(decision: Decision) -> tuple[str, str, tuple[str, ...]]:
    return decision.action, decision.into, decision.with_


def _failing(plan: Plan) -> dict[str, list[str]]:
    return {one.id: failing(one.findings) for one in plan.survivors.values()}
