"""One plan, whoever solves it, in whatever order the schools came; and an engine that agrees."""

from random import Random

import pytest
from cities import decided, planning, region

from compliance.planning.plan import Plan


def of(schools: int, seed: int, order: int, workers: int) -> Plan:
    profiles = region(schools, seed)
    if order:
        Random(order).shuffle(profiles)  # noqa: S311 - test data
    return planning(profiles, workers=workers, seed=order).best(targets=False)


def one_plan(schools: int, seed: int, ways: list[tuple[int, int]]) -> None:
    """Eight workers prove every plan; fewer may run out of time, but prove no other."""
    plans = {way: of(schools, seed, *way) for way in ways}
    assert all(plan.reproducible for (_, workers), plan in plans.items() if workers == 8)
    firm = [decided(plan) for plan in plans.values() if plan.reproducible]
    assert firm == firm[:1] * len(firm)


@pytest.mark.parametrize("seed", [1, 2])
def test_a_proven_plan_is_the_only_one(seed: int) -> None:
    """Seeds and the order of the schools leave a proven plan as it is."""
    one_plan(24, seed, [(0, 8), (1, 8), (2, 8)])


@pytest.mark.fuzz
@pytest.mark.parametrize("seed", range(3, 9))
def test_larger_regions_too(seed: int) -> None:
    """The same of regions of 36 to 100 schools with every seed from 0 to 2 and 1, 2, 8 workers."""
    ways = [(order, workers) for order in range(3) for workers in (1, 2, 8)]
    one_plan((36, 60, 100)[seed % 3], seed, ways)


@pytest.mark.parametrize("schools", [12, 36, 90])
def test_the_engine_agrees_on_every_survivor(schools: int) -> None:
    """The plan of a region says of every clause what the engine says, 33.0 m² a pupil included."""
    plan = of(schools, 5, 0, 8)
    plan.verify()
    assert plan.status == "optimal"
    line = plan.survivors["S90001"].findings["campus-per-student"]
    assert (str(line.measured), line.verdict) == ("33", "pass")
