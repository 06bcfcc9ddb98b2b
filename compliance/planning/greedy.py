"""A plan made as on a spreadsheet, school by school and without a solver: feasible, seldom best."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from compliance.planning.facets import conflicting
from compliance.planning.options import LEAVING, Place
from compliance.planning.plan import Level, Plan
from compliance.planning.program import Model
from compliance.planning.reading import Reading
from compliance.planning.sheet import Group, bought, equipped, of_host, room
from compliance.planning.solving.lexicographic import Solution
from compliance.planning.solving.program import total

if TYPE_CHECKING:
    from compliance.planning.planner import Planning


def greedy(planning: Planning, *, targets: bool = False) -> Plan:
    """A plan that keeps every rule, made district by district, the smallest schools first.

    A school that fails leaves where it may: converted, or else closed, if all its pupils find a
    place at the nearest schools with room. Else it joins the nearest school that then complies,
    with what may be bought. Else what it lacks is bought, or else built anew, for it alone or
    together with another. Nothing is spent on a school that would still fail. No order of the
    schools, no seed and no clock has a part in it.

    Args:
        planning: a region made ready.
        targets: whether the numbers of the document bind: they are not aimed at, only checked.

    Raises:
        NoPlan: what came of it breaks a rule; another plan may keep it.
        ComplianceError: the engine says of a school otherwise than the plan does.

    >>> import compliance
    >>> from compliance.planning.planner import Planning
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
    >>> advice = compliance.advise(findings, "cn/fujian/fuzhou/consolidation-2016")
    >>> plan = greedy(Planning(advice, advice.policy.source.plan))
    >>> plan.status, plan.method, [level.bound for level in plan.levels]
    ('feasible', 'greedy', [None, None, None])
    """
    made = planning.made(targets=targets)
    sheet = _Sheet(planning, made)
    places = sorted(made.options.places, key=lambda one: (one.district, one.students, one.id))
    for place in places:
        if not (place.meets or place.open or place.id in sheet.settled):
            sheet.decide(place)
    values = sheet.values()
    if broken := sheet.program.broken(values):
        rules = {row.facet for row in sheet.program.rows if row.facet and not row.holds(values)}
        if not rules:
            raise RuntimeError(f"the plan made school by school breaks {broken}")
        raise conflicting(planning.advice, "plan-greedy", sorted(rules))
    levels = [Level(one.name, total(one.weights, values), None) for one in sheet.program.levels]
    solution = Solution("feasible", (), values, reproducible=True)
    found = Reading(planning, made, values).plan(solution)
    found = replace(found, method="greedy", levels=tuple(levels), targets=targets)
    found.verify()
    return found


class _Sheet:
    """What is decided so far: the schools that stay, and what became of the others."""

    def __init__(self, planning: Planning, made: Model) -> None:
        self.planning, self.made = planning, made
        self.program = made.program.model()
        self.groups = {place.id: Group(place) for place in made.options.places}
        self.left: dict[str, str] = {}
        self.settled: set[str] = set()
        """The schools that failed, and that comply with what was decided."""
        kept = [row for row in self.program.rows if row.facet.startswith("keep_one")]
        self.kept = [{name.removeprefix("s:") for name, _ in row.weights} for row in kept]
        budgets = [row for row in self.program.rows if row.facet.startswith("budget")]
        self.budgets = [(dict(row.weights), row.high or 0) for row in budgets]
        self.spent = [0 for _ in budgets]

    def decide(self, place: Place) -> None:
        """The first that succeeds of all that may be done with a school that fails."""
        for step in (self._leave, self._merge, self._buy, self._build, self._build_together):
            if step(place):
                return

    def _leave(self, place: Place) -> bool:
        for action in (one for one in LEAVING if one in place.leaves and self._may_go(place)):
            placed = {} if action == "convert" else self._placed(place)
            if placed is not None:
                self.groups |= placed
                self.left[place.id] = action
                self._gone(place)
                return True
        return False

    def _placed(self, place: Place) -> dict[str, Group] | None:
        """The nearest schools with room, with all its pupils, or None."""
        rest, found = dict(place.cohorts), dict[str, Group]()
        for to in place.places:
            group = self.groups.get(to)
            if group is None or not (group.host.meets or to in self.settled):
                continue
            for one in self.made.sent(group.host, place):
                pupils = min(rest[one.cohort], room(self.made, group, one.cohort))
                pupils -= pupils % one.unit
                more = replace(group, sent={**group.sent, (place.id, one.cohort): pupils})
                if pupils and self._stands(more):
                    found[to] = group = more
                    rest[one.cohort] -= pupils
        return None if any(rest.values()) else found

    def _merge(self, place: Place) -> bool:
        groups = (one for one in self._hosts(place) if not one.new)
        return any(
            self._settle(replace(group, guests=(*group.guests, place))) for group in groups
            if place.joins(group.host, "merge")
        )  # fmt: skip

    def _buy(self, place: Place) -> bool:
        return self._settle(self.groups[place.id])

    def _build(self, place: Place) -> bool:
        may = place.may_build and "relocate" in place.advice.eligible
        return may and self._settle(replace(self.groups[place.id], new=True))

    def _build_together(self, place: Place) -> bool:
        return any(
            self._settle(replace(group, guests=(*group.guests, place), new=True))
            for group in self._hosts(place)
            if place.joins(group.host, "merge_relocate")
            and (group.new or group.host.id not in self.settled)
            and "merge_relocate" in group.host.advice.eligible
        )  # fmt: skip

    def _hosts(self, place: Place) -> Iterator[Group]:
        """The schools that it may still join, the nearest first."""
        members = self.made.region.pairs.members
        for host in place.hosts if self._may_go(place) else ():
            group = self.groups.get(host)
            if group is not None and len(group.guests) + 1 < members:
                yield group

    def _may_go(self, place: Place) -> bool:
        """Whether each rule that keeps one school has another."""
        return all(len(kept) > 1 for kept in self.kept if place.id in kept)

    def _gone(self, place: Place) -> None:
        del self.groups[place.id]
        for kept in self.kept:
            kept.discard(place.id)

    def _settle(self, group: Group) -> bool:
        """Decide on a school if with what may be bought or built it complies."""
        before = self.groups[group.host.id]
        if group.new and not before.new and not self._may_start():
            return False
        found = equipped(self.made, group)
        if found is None or not self._stands(found):
            return False
        spent = [
            had + self._cost(found, costs) - self._cost(before, costs)
            for had, (costs, _) in zip(self.spent, self.budgets, strict=True)
        ]
        if any(more > high for more, (_, high) in zip(spent, self.budgets, strict=True)):
            return False
        self.spent = spent
        self.groups[group.host.id] = found
        self.settled.add(group.host.id)
        for guest in group.guests[len(before.guests) :]:
            self._gone(guest)
        return True

    def _cost(self, group: Group, costs: Mapping[str, int]) -> int:
        """What a school costs of a budget."""
        had = bought(group).items()
        return sum(costs.get(name, 0) * units for name, units in had)

    def _may_start(self) -> bool:
        """Whether the region may have one new campus more."""
        new = self.made.region.new_campus
        if new is None or self.made.building is None:
            return False
        return new.most is None or sum(one.new for one in self.groups.values()) < new.most

    def _stands(self, group: Group) -> bool:
        """Whether the engine too says that a school complies."""
        members = (group.host.id, *sorted(guest.id for guest in group.guests))
        return all(
            self.planning.judged(members, group.bought, group.taken, new=group.new,
                                 later=later).outcome == "pass"
            for later in self.planning.scenarios
        )  # fmt: skip

    def values(self) -> dict[str, int]:
        """What is decided, as values of the program's variables."""
        found = {name: 0 for name, _, _ in self.program.variables}
        found |= {f"{action}:{school}": 1 for school, action in self.left.items()}
        for group in self.groups.values():
            name = group.host.id
            found[f"s:{name}"] = 1
            found |= {f"x:{guest.id}:{name}": 1 for guest in group.guests}
            found |= {
                one.name: group.sent.get((one.sender.id, one.cohort), 0) // one.unit
                for one in self.made.sent(group.host)
            }
        for place in self.made.hosting:
            if place.id in self.groups:
                found |= of_host(self.made, self.groups[place.id])
        return found | self._counted(found)

    def _counted(self, values: Mapping[str, int]) -> dict[str, int]:
        """Who merges without a new campus, where the document's numbers count them."""
        found: dict[str, int] = {}
        for place in self.made.options.places:
            for host in place.hosts:
                if (stays := f"m:{place.id}:{host}") in values:
                    joins = values[f"x:{place.id}:{host}"]
                    found[stays] = int(joins and not values[f"n:{host}"])
                    takes = f"t:{place.district}:{host}"
                    found[takes] = max(found.get(takes, 0), found[stays])
        return {name: value for name, value in found.items() if name in values}
