"""What else could be done with a region: what stands in the way, other plans, other numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from math import floor
from typing import NamedTuple

from compliance.advice.policy.region import Budget, Region
from compliance.errors import NoPlan
from compliance.planning.explain.bans import planning_of
from compliance.planning.explain.forcing import fate
from compliance.planning.options import Place
from compliance.planning.plan import Level, Plan
from compliance.planning.planner import Planning
from compliance.planning.program import Model
from compliance.planning.solving.conflict import relaxations

CLOSE: Mapping[str, Fraction] = {"disruption": Fraction(1, 10), "cost": Fraction(1, 10)}
"""How much worse than the plan another may be on each level, as a share; none if not named."""


class Blocker(NamedTuple):
    """A rule without which the region could do better, and what it would come to then.

    ``levels`` are (name, value) down to the level that was asked about.
    """

    facet: str
    levels: tuple[tuple[str, int], ...]


class Swept(NamedTuple):
    """The best with so many survivors, or the rules that do not let so many remain."""

    survivors: int
    plan: Plan | None
    rules: tuple[str, ...] = ()

    @property
    def levels(self) -> tuple[Level, ...]:
        """What the plan comes to; nothing where there is none."""
        return () if self.plan is None else self.plan.levels


class Afforded(NamedTuple):
    """The best with so much money, or the rules that cannot hold with it."""

    budget: str
    plan: Plan | None
    rules: tuple[str, ...] = ()


def blockers(plan: Plan, level: str = "violations") -> list[Blocker]:
    """The rules that each alone stand in the way of something better, down to a level.

    Clauses are rules as well, and so is what the policy merely rules out. The figures are those of
    the program: no plan is made of them, and the engine has not judged it.

    Raises:
        ValueError: no such level.

    >>> import compliance
    >>> from compliance.planning.planner import plan
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2018-06-30")
    >>> school = {"name": "甲校", "owner": "公办", "kind": "普通", "students": 900, "占地": "60亩"}
    >>> school |= {"teachers": 90, "specialist_teachers": 45, "general_teachers": 45,
    ...            "floor_area": 45000, "training_equipment": "800万元", "new_build": False,
    ...            "majors": [{"group": "other", "students": 900, "equipment": "800万元"}]}
    >>> planned = plan(compliance.check(school, rulebook), "cn/fujian/fuzhou/consolidation-2016")
    >>> [(one.facet, one.levels) for one in blockers(planned)]
    [('eligible to leave', (('violations', 0),)), ('enrolment', (('violations', 0),))]
    """
    planning = planning_of(plan)
    names = [one.name for one in plan.levels]
    names = names[: names.index(level) + 1]
    program = planning.loose(targets=plan.targets).program
    found: dict[str, list[int]] = {}
    for name in names:
        for one in relaxations(program, name, seconds=planning.seconds, workers=planning.workers,
                               seed=planning.seed):  # fmt: skip
            if one.value is not None:
                found.setdefault(one.facet, []).append(one.value)
    now = [one.value for one in plan.levels[: len(names)]]
    return [
        Blocker(facet, tuple(zip(names, values, strict=True)))
        for facet, values in found.items() if len(values) == len(names) and values < now
    ]  # fmt: skip


def alternatives(
    plan: Plan,
    k: int = 5,
    *,
    min_schools: int = 3,
    tolerance: Mapping[str, Fraction] = CLOSE,
) -> list[Plan]:
    """Other plans almost as good, the best first; each differs from all before in some schools.

    Args:
        plan: the first, which is not in the list.
        k: how many at most.
        min_schools: in how many schools each differs from every earlier one, at least: another
            survivor to be part of, or staying instead of leaving.
        tolerance: by how much of the plan's value each level may be worse.

    >>> import compliance
    >>> from compliance.planning.planner import plan
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2018-06-30")
    >>> school = {"name": "甲校", "owner": "民办", "kind": "普通", "students": 900, "占地": "12亩"}
    >>> school |= {"teachers": 90, "specialist_teachers": 45, "general_teachers": 45,
    ...            "floor_area": 45000, "training_equipment": "800万元", "new_build": False,
    ...            "majors": [{"group": "other", "students": 900, "equipment": "800万元"}]}
    >>> planned = plan(compliance.check(school, rulebook), "cn/fujian/fuzhou/consolidation-2016")
    >>> [one["甲校"].action for one in (planned, *alternatives(planned))]
    ['convert']
    """
    planning, found = planning_of(plan), [plan]
    while len(found) <= k:
        made = planning.made(targets=plan.targets)
        for level in made.program.model().levels:
            value = next(one.value for one in plan.levels if one.name == level.name)
            most = floor(value * (1 + tolerance.get(level.name, Fraction(0))))
            made.program.row(dict(level.weights), None, most, f"close on {level.name}")
        for n, earlier in enumerate(found):
            _unlike(made, earlier, min_schools, f"unlike {n}")
        try:
            found.append(replace(planning.solved(made), targets=plan.targets))
        except NoPlan:
            break
    return found[1:]


def _unlike(made: Model, earlier: Plan, least: int, label: str) -> None:
    """At least so many schools do not have the fate that they had."""
    fates = [fate(place, earlier) for place in made.options.places if _chooses(place)]
    made.program.row(dict.fromkeys(fates, 1), None, max(len(fates) - least, -1), label)


def _chooses(place: Place) -> bool:
    return not place.open and bool(place.hosts or place.leaves)


def sweep(plan: Plan, survivors: Iterable[int] = range(20, 25)) -> list[Swept]:
    """The best plan for each number of survivors, or the rules that stand against it.

    The numbers of districts bind where they bind the plan.

    Raises:
        NoPlan: nothing was found in the time that the plan was given.

    >>> import compliance
    >>> from compliance.planning.planner import plan
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2018-06-30")
    >>> school = {"name": "甲校", "owner": "公办", "kind": "普通", "students": 900, "占地": "60亩"}
    >>> school |= {"teachers": 90, "specialist_teachers": 45, "general_teachers": 45,
    ...            "floor_area": 45000, "training_equipment": "800万元", "new_build": False,
    ...            "majors": [{"group": "other", "students": 900, "equipment": "800万元"}]}
    >>> planned = plan(compliance.check(school, rulebook), "cn/fujian/fuzhou/consolidation-2016")
    >>> for one in sweep(planned, (0, 1)):
    ...     print(one.survivors, [level.value for level in one.levels], one.rules)
    0 [] ('eligible to leave', 'survivors')
    1 [1001, 0, 0] ()
    """
    planning = planning_of(plan)
    return [_swept(planning, number, districts=plan.targets) for number in survivors]


def _swept(planning: Planning, number: int, *, districts: bool) -> Swept:
    wanted = {"survivors": number} if districts else {"survivors": number, "districts": ()}
    targets = planning.region.targets.model_copy(update=wanted)
    region = planning.region.model_copy(update={"targets": targets})
    return Swept(number, *_best(planning, region, targets=True))


def afford(plan: Plan, budgets: Iterable[str]) -> list[Afforded]:
    """The best plan for each amount of money in all, such as ``3亿元``, or the rules against it.

    Raises:
        PolicyError: an amount that is no money.
        NoPlan: nothing was found in the time that the plan was given.
    """
    planning = planning_of(plan)
    had = planning.region.budget or Budget(ground="as asked")
    found = []
    for total in budgets:
        budget = had.model_copy(update={"total": total})
        region = planning.region.model_copy(update={"budget": budget})
        found.append(Afforded(total, *_best(planning, region, targets=plan.targets)))
    return found


def _best(
    planning: Planning, region: Region, *, targets: bool
) -> tuple[Plan | None, tuple[str, ...]]:
    try:
        return planning.otherwise(region).best(targets=targets), ()
    except NoPlan as none:
        if none.code != "plan-conflict":
            raise
        return None, none.rules
