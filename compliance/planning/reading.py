"""The solver's numbers read as a plan: survivors, decisions, transfers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from compliance.planning.cohorts import Cohort
from compliance.planning.options import Place
from compliance.planning.plan import Decision, Level, Plan, Status, Survivor, Transfer
from compliance.planning.program import Model, Sent
from compliance.planning.solving.lexicographic import Solution

if TYPE_CHECKING:
    from compliance.planning.planner import Planning


class Reading:
    """What the values of a program's variables mean."""

    def __init__(self, planning: Planning, made: Model, values: Mapping[str, int]) -> None:
        self.planning, self.made, self.values = planning, made, values
        self.options = made.options

    def plan(self, solution: Solution) -> Plan:
        """The plan."""
        survivors = {p.id: self._survivor(p) for p in self.options.places if self._is(f"s:{p.id}")}
        decisions = {place.id: self._decision(place, survivors) for place in self.options.places}
        levels = tuple(Level(one.name, one.value, one.bound) for one in solution.levels)
        status: Status = "optimal" if solution.status == "optimal" else "feasible"
        return Plan(
            self.planning.advice, status, "CP-SAT", solution.reproducible, levels, survivors,
            decisions, tuple(self._transfers()), self.planning,
        )  # fmt: skip

    def _placed(self, sent: Sent) -> int:
        return sent.unit * self.values.get(sent.name, 0)

    def _is(self, name: str) -> bool:
        return bool(self.values.get(name, 0))

    def _survivor(self, place: Place) -> Survivor:
        name, made = place.id, self.made
        joined = [g.id for g in made.guests(place) if self._is(f"x:{g.id}:{name}")]
        new = self._is(f"n:{name}")
        bought = {f: n for f in made.prices if (n := self.values.get(f"b:{f}:{name}", 0))}
        built = made.building.prices if made.building is not None else {}
        raised = {f: n for f in built if (n := self.values.get(f"c:{f}:{name}", 0))}
        prices = built if new else made.prices
        has = raised if new else bought
        cost = sum(prices[fact].cost * units for fact, units in has.items())
        taken: dict[Cohort, int] = {}
        for sent in made.sent(place):
            if pupils := self._placed(sent):
                taken[sent.cohort] = taken.get(sent.cohort, 0) + pupils
        members = (name, *sorted(joined))
        findings = self.planning.judged(members, has, taken, new=new)
        conceded = tuple(
            clause for clause in made.clauses(place)
            if self._is(f"v:{clause}:{name}") and clause not in place.waived
        )  # fmt: skip
        return Survivor(name, members, new, has, taken, cost, findings, conceded)

    def _decision(self, place: Place, survivors: Mapping[str, Survivor]) -> Decision:
        action, into = self._action(place, survivors)
        group = survivors[into].members if into in survivors else ()
        others = tuple(member for member in group if member != place.id)
        leaning = place.advice.leaning or place.advice.action
        override = leaning if leaning != action and not place.meets else ""
        return Decision(place.advice, action, others, into if others else "", override)

    def _action(self, place: Place, survivors: Mapping[str, Survivor]) -> tuple[str, str]:
        """What becomes of a school, and the survivor that it is or is part of."""
        for host in place.hosts:
            if self._is(f"x:{place.id}:{host}"):
                return ("merge_relocate" if survivors[host].new_campus else "merge"), host
        for action in place.leaves:
            if self._is(f"{action}:{place.id}"):
                return action, ""
        own = survivors[place.id]
        if own.new_campus:
            return ("merge_relocate" if len(own.members) > 1 else "relocate"), place.id
        if place.meets or place.open:
            return "keep", place.id
        return ("merge" if len(own.members) > 1 else "rectify"), place.id

    def _sent(self, place: Place, to: str) -> int:
        """How many pupils of a closed school go to another."""
        return sum(map(self._placed, self.made.sent(self.options[to], place)))

    def _transfers(self) -> list[Transfer]:
        found = []
        for place in self.options.places:
            found += [Transfer(place.id, host, place.students, "merge") for host in place.hosts
                      if self._is(f"x:{place.id}:{host}")]  # fmt: skip
            found += [Transfer(place.id, to, pupils, "close") for to in place.places
                      if (pupils := self._sent(place, to))]  # fmt: skip
        return found
