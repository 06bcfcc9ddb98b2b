"""The document's own numbers: each way to count them is tried, and what becomes of it said."""

from __future__ import annotations

from itertools import product
from typing import NamedTuple

from compliance.advice.policy.region import Counts, Region
from compliance.errors import NoPlan
from compliance.planning.plan import Plan
from compliance.planning.planner import Planning

WAYS: tuple[Counts, ...] = ("participants", "absorbed")


class Counted(NamedTuple):
    """One way to count 合并N所 in each district, and the plan by it or the rules in conflict.

    ``participants`` counts everybody who merges, the host included, ``absorbed`` those who join.
    """

    ways: tuple[tuple[str, Counts], ...]
    plan: Plan | None
    conflict: tuple[str, ...] = ()


def counted(planning: Planning) -> tuple[Counted, ...]:
    """Every way to read the numbers of the document, with the plan that keeps them or why none.

    The first is the one that the policy uses. Where a district's own way is stated, it stays.
    """
    targets = planning.region.targets.districts
    districts = [one.district for one in targets if one.merged and one.counts is None]
    used = planning.region.targets.counts
    orders = [sorted(WAYS, key=lambda way: way != used) for _ in districts]
    return tuple(
        _tried(planning, tuple(zip(districts, ways, strict=True))) for ways in product(*orders)
    )


def _tried(planning: Planning, ways: tuple[tuple[str, Counts], ...]) -> Counted:
    asked = planning.otherwise(_read(planning.region, dict(ways)))
    try:
        return Counted(ways, asked.best(targets=True))
    except NoPlan as none:
        return Counted(ways, None, none.rules)


def _read(region: Region, ways: dict[str, Counts]) -> Region:
    districts = tuple(
        one.model_copy(update={"counts": ways.get(one.district, one.counts)})
        for one in region.targets.districts
    )
    targets = region.targets.model_copy(update={"districts": districts})
    return region.model_copy(update={"targets": targets})
