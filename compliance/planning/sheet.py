"""What one school of a plan comes to: each row in exact integers, what it lacks and can buy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from fractions import Fraction

from compliance.advice.policy.prices import Price
from compliance.planning.cohorts import Cohort
from compliance.planning.model import of_a_pupil
from compliance.planning.options import Place
from compliance.planning.program import Model
from compliance.planning.rows import IntegerRow

ROUNDS = 4
"""How often, for each row, something is bought before a school is given up."""


@dataclass(frozen=True)
class Group:
    """A school that stays: who joined it, whose pupils it took, what is bought or built for it."""

    host: Place
    guests: tuple[Place, ...] = ()
    sent: Mapping[tuple[str, Cohort], int] = field(default_factory=dict)
    new: bool = False
    bought: Mapping[str, int] = field(default_factory=dict)

    @property
    def taken(self) -> dict[Cohort, int]:
        """Pupils of closed schools by what they study."""
        found: dict[Cohort, int] = {}
        for (_, cohort), pupils in self.sent.items():
            found[cohort] = found.get(cohort, 0) + pupils
        return found


def equipped(made: Model, group: Group) -> Group | None:
    """A school with the cheapest that mends each row in turn, or None."""
    prices, bought = _prices(made, group), dict[str, int]()
    for _ in range(ROUNDS * len(made.rows) + 1):
        found = replace(group, bought=bought)
        short = next(((one, net) for one, net in _nets(made, found) if net < 0), None)
        if short is None:
            return found
        one, net = short
        ways = [
            (Fraction(price.cost, moved), fact, moved) for fact, price in prices.items()
            if (moved := one.moved(price)) > 0 and bought.get(fact, 0) < group.host.buys(price)
        ]  # fmt: skip
        if not ways:
            return None
        _, fact, moved = min(ways)
        units = bought.get(fact, 0) - net // moved
        bought = {**bought, fact: min(units, prices[fact].most)}
    return None


def room(made: Model, group: Group, cohort: Cohort) -> int:
    """How many pupils more a school may take."""
    nets = _nets(made, group)
    if any(net < 0 for _, net in nets):
        return 0
    return min(
        (
            net // -each for one, net in nets
            if (each := of_a_pupil(one, group.host, cohort)) < 0
        ),
        default=0,
    )  # fmt: skip


def of_host(made: Model, group: Group) -> dict[str, int]:
    """On which campus a school is, what is bought, and each clause held or conceded."""
    name, place, met = group.host.id, "n" if group.new else "o", dict[str, int]()
    for one, net in _nets(made, group):
        met[one.row.clause] = int(met.get(one.row.clause, 1) and net >= 0)
    elsewhere = made.elsewhere(group.host)
    still = int(bool(elsewhere) and not group.guests and not group.new)
    found = {f"{place}:{name}": 1, f"f:{name}": int(not all(met.values()) or still)}
    found |= {f"v:{clause}:{name}": still for clause in elsewhere}
    for clause in dict.fromkeys(one.row.clause for one in made.rows):
        holds = met.get(clause, 1)
        found |= {f"h{place}:{clause}:{name}": holds, f"v:{clause}:{name}": 1 - holds}
    if group.guests and made.roomy:
        found[f"g:{name}"] = 1
        found |= {f"r{place}:{n}:{name}": 1 for n in range(len(made.roomy))}
    return found | bought(group)


def _nets(made: Model, group: Group) -> list[tuple[IntegerRow, int]]:
    """What is left of each row that binds; below zero it fails."""
    built = made.building if group.new else None
    prices, members = _prices(made, group), (group.host, *group.guests)
    found = []
    for one in (*made.rows, *(made.roomy if group.guests else ())):
        if built is not None:
            net = sum(built.left(one, member) for member in members)
        elif one.row.applies is None or group.host.bound_by(one.row.clause):
            net = sum(one.of[member.id] for member in members)
        else:
            continue
        net += one.constant
        net += sum(pupils * of_a_pupil(one, group.host, cohort)
                   for cohort, pupils in group.taken.items())  # fmt: skip
        net += sum(one.moved(prices[fact]) * units for fact, units in group.bought.items())
        found.append((one, net))
    return found


def _prices(made: Model, group: Group) -> Mapping[str, Price]:
    built = made.building
    return built.prices if group.new and built is not None else made.prices


def bought(group: Group) -> dict[str, int]:
    """What is bought or built for a school, by variable."""
    kind = "c" if group.new else "b"
    return {f"{kind}:{fact}:{group.host.id}": units for fact, units in group.bought.items()}
