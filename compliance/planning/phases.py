"""A plan on the calendar: what begins and ends when, in which year it is paid, what ends late."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from compliance.advice.actions import called
from compliance.advice.policy.region import Region
from compliance.documents.standard import LostDay
from compliance.errors import ComplianceError, Problem
from compliance.numerals import display
from compliance.planning.options import LEAVING
from compliance.planning.plan import Plan, Survivor, money
from compliance.text import Text, word


class Step(NamedTuple):
    """One thing that is done with one school, from its first day to its last.

    ``relocate`` builds the new campus and ``rectify`` buys for the one that is there; both cost
    money, in 元. With ``merge`` a school joins ``into``; after ``convert`` and ``close`` it is
    taught out.
    """

    school: str
    action: str
    into: str
    first: dt.date
    last: dt.date
    cost: int = 0


@dataclass(frozen=True)
class Phases:
    """A plan on the calendar; made by ``phases``.

    ``ends`` is the last day of the policy, or None where it has none.
    """

    plan: Plan = field(repr=False)
    start: dt.date
    months: int
    ends: dt.date | None
    steps: tuple[Step, ...]

    @property
    def late(self) -> tuple[Step, ...]:
        """The steps that end after the last day of the policy."""
        if self.ends is None:
            return ()
        return tuple(step for step in self.steps if step.last > self.ends)

    @property
    def years(self) -> dict[int, int]:
        """The money of each calendar year in 元; a step is paid evenly, period by period."""
        found: dict[int, int] = {}
        for step in self.steps:
            for first, part in self._paid(step):
                found[first.year] = found.get(first.year, 0) + part
        return dict(sorted(found.items()))

    def _paid(self, step: Step) -> Iterator[tuple[dt.date, int]]:
        """What is paid of a step in each of its periods; what does not divide is paid first."""
        firsts, first = [], step.first
        while step.cost and first <= step.last:
            firsts.append(first)
            first = later(first, self.months)
        for n, day in enumerate(firsts):
            each, rest = divmod(step.cost, len(firsts))
            yield day, each + (rest if n == 0 else 0)

    def lines(self, language: str) -> Iterator[str]:
        """The steps by their first day, then the money of each year, then what ends late."""
        return (text.show(language) for text in self._texts())

    def _texts(self) -> Iterator[Text]:
        names = {one.school: one.name for one in self.plan}
        for step in self.steps:
            into = word("plan.phases.into", into=step.into) if step.into else Text("", "")
            cost = word("plan.phases.cost", cost=display(money(step.cost)))
            more = cost if step.cost else into
            late = word("plan.phases.late") if step in self.late else Text("", "")
            said = word("plan.phases.step", first=step.first, last=step.last, school=step.school,
                        name=names[step.school], action=called(step.action))  # fmt: skip
            yield Text(said.zh + more.zh + late.zh, said.en + more.en + late.en)
        for year, cost_ in self.years.items():
            yield word("plan.phases.year", year=year, cost=display(money(cost_)))
        if self.late:
            yield word("plan.phases.ends", ends=self.ends, n=len(self.late))

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {
            "start": self.start.isoformat(),
            "months": self.months,
            "ends": self.ends.isoformat() if self.ends is not None else None,
            "steps": [
                {**step._asdict(), "first": step.first.isoformat(), "last": step.last.isoformat(),
                 "late": step in self.late}
                for step in self.steps
            ],
            "years": {str(year): cost for year, cost in self.years.items()},
        }  # fmt: skip


def phases(plan: Plan, start: str | None = None) -> Phases:
    """When each action of a plan begins and ends, by the lead times of the policy.

    Everything begins on the first day of a period, as early as it can: what is built or bought for
    a school at once, whoever joins it or sends it pupils once that is done. A school that converts
    or closes takes in nobody from then on and is taught out.

    Args:
        plan: a plan.
        start: the first month, such as ``2016-07``; by default the policy's, else the month after
            the day that is judged.

    Raises:
        ComplianceError: ``start`` is no month.

    >>> import compliance
    >>> from compliance.planning.planner import plan
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2018-06-30")
    >>> school = {"name": "甲校", "owner": "民办", "kind": "普通", "students": 400, "占地": "12亩"}
    >>> school |= {"teachers": 30, "specialist_teachers": 15, "general_teachers": 15,
    ...            "floor_area": 9000, "training_equipment": "400万元", "new_build": False,
    ...            "majors": [{"group": "other", "students": 400, "equipment": "400万元"}]}
    >>> planned = plan(compliance.check(school, rulebook), "cn/fujian/fuzhou/consolidation-2016")
    >>> for line in phases(planned, "2016-07").lines("en"):
    ...     print(line)
    2016-07-01 to 2019-06-30: 甲校 甲校: convert (ends late)
    steps that end after 2018-12-31, the last day of the policy: 1
    """
    region = plan.region
    first = _month(start or region.calendar.start) or later(plan.findings.rulebook.on, 1)
    ready: dict[str, dt.date] = {}
    steps: list[Step] = []
    for survivor in plan.survivors.values():
        ready[survivor.id] = first
        if prepared := _prepared(survivor, region, first):
            steps.append(prepared)
            ready[survivor.id] = _next(prepared.last, first, region.calendar.months)
    steps += _following(plan, region, first, ready)
    steps.sort(key=lambda step: (step.first, step.last, step.school))
    return Phases(plan, first, region.calendar.months, _ends(plan), tuple(steps))


def _prepared(survivor: Survivor, region: Region, first: dt.date) -> Step | None:
    """What is built or bought for a school, before anybody joins it."""
    if not (survivor.new_campus or survivor.bought):
        return None
    action = "relocate" if survivor.new_campus else "rectify"
    return Step(survivor.id, action, "", first, _last(region, action, first), survivor.cost)


def _following(
    plan: Plan, region: Region, first: dt.date, ready: dict[str, dt.date]
) -> Iterator[Step]:
    """The schools that join others, convert or close."""
    for one in plan:
        if one.into not in ("", one.school):
            begins = ready[one.into]
            yield Step(one.school, "merge", one.into, begins, _last(region, "merge", begins))
        elif one.action in LEAVING:
            begins = _placed(ready[to] for to in _receivers(plan, one.school)) or first
            yield Step(one.school, one.action, "", begins, _last(region, one.action, begins))


def _receivers(plan: Plan, school: str) -> Iterator[str]:
    return (one.target for one in plan.transfers if one.source == school)


def _placed(days: Iterable[dt.date]) -> dt.date | None:
    return max(days, default=None)


def _last(region: Region, action: str, first: dt.date) -> dt.date:
    number, unit = getattr(region.lead_times, action).split()
    months = int(number) * (12 if unit.startswith("year") else 1)
    return later(first, months) - dt.timedelta(days=1)


def _next(last: dt.date, start: dt.date, months: int) -> dt.date:
    """The first day of the first period that begins after a day."""
    first = start
    while first <= last:
        first = later(first, months)
    return first


def later(day: dt.date, months: int) -> dt.date:
    """The first day of the month so many months after that of a day.

    >>> later(dt.date(2016, 11, 30), 3)
    datetime.date(2017, 2, 1)
    """
    years, month = divmod(day.month - 1 + months, 12)
    return dt.date(day.year + years, month + 1, 1)


def _month(text: str | None) -> dt.date | None:
    if text is None:
        return None
    if not re.fullmatch(r"[0-9]{4}-(0[1-9]|1[0-2])", text) or text.startswith("0000"):
        raise ComplianceError(Problem("plan-start", values={"found": text}))
    return dt.date.fromisoformat(f"{text}-01")


def _ends(plan: Plan) -> dt.date | None:
    """The last day of the policy; where the source lost it, the inferred or the earliest one."""
    day = plan.policy.source.in_force.to
    return (day.inferred or day.from_) if isinstance(day, LostDay) else day
