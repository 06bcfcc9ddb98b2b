"""A new campus instead of those that are there: what is left behind, and what is built."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from compliance.advice.policy.prices import Price, built
from compliance.advice.policy.region import Region
from compliance.planning.options import Place
from compliance.planning.rows import Compiled, IntegerRow
from compliance.rulebook.rulebook import Rulebook


class Building(NamedTuple):
    """What a new campus leaves behind, and the price of what it has instead."""

    prices: Mapping[str, Price]
    behind: frozenset[str]

    def left(self, one: IntegerRow, place: Place) -> int:
        """What a school brings to a row once its old campus is given up."""
        figures = one.figures[place.id]
        lost = sum(
            weight * figures[amount] for amount, weight in one.weights.items()
            if not amount.over and amount.fact in self.behind
        )  # fmt: skip
        return int(one.of[place.id] - lost)


def building(region: Region, rulebook: Rulebook, compiled: Compiled) -> Building | None:
    """The new campus that the policy allows, if it allows one.

    Raises:
        PolicyError: a price that is not money for its fact.
    """
    new = region.new_campus
    if new is None or not compiled.rows:
        return None
    known = rulebook.vocabulary
    behind = frozenset(fact for fact, value in new.becomes.items() if value is None)
    return Building(built(region, known), behind)
