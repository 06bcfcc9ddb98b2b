"""Whole regions planned: seconds stage by stage, what is proven, memory, and against ``greedy``.

python tests/benchmarks/planning/regions.py [--schools 300 1000 3000 7000] [--seeds 1]

Each region has a process of its own. Figures are printed and not judged.
"""

from __future__ import annotations

import argparse
import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import compliance
from compliance.planning.greedy import greedy
from compliance.planning.plan import Plan
from compliance.planning.planner import Planning
from compliance.planning.solving import lexicographic

sys.path.insert(0, str(Path(__file__).parents[2] / "planning"))
SIZES, SECONDS = (300, 1000, 3000, 7000), 120


@contextmanager
def timed(laps: dict[str, float], name: str) -> Iterator[None]:
    """Seconds of one stage."""
    start = time.perf_counter()
    yield
    laps[name] = round(time.perf_counter() - start, 2)


def parts_recorded() -> list[Any]:
    """What the solver will say of each component, in a list that fills as it is solved."""
    found: list[Any] = []
    joined = lexicographic.joined

    def recorded(model: Any, parts: list[Any]) -> Any:
        found[:] = parts
        return joined(model, parts)

    lexicographic.joined = recorded
    return found


def unplaced(plan: Plan, planning: Planning) -> int:
    """The pupils of closed schools for whom the plan names no school."""
    closed = {one.school: planning.options[one.school].students
              for one in plan if one.action == "close"}  # fmt: skip
    return sum(closed.values()) - sum(one.pupils for one in plan.transfers if one.source in closed)


def measured(case: tuple[int, int]) -> str:
    """One line on one region."""
    cities = import_module("cities")
    size, seed = case
    laps: dict[str, float] = {}
    profiles = cities.region(size, seed)
    with timed(laps, "check"):
        findings = compliance.check(profiles, compliance.load(cities.STANDARD))
    with timed(laps, "advise"):
        advice = compliance.advise(findings, cities.POLICY)
    section = advice.policy.source.plan
    if section is None:
        raise ValueError(cities.POLICY)
    with timed(laps, "options"):
        planning = Planning(advice, section, seconds=SECONDS)
    with timed(laps, "model"):
        planning.made(targets=False).program.model().components()
    parts = parts_recorded()
    with timed(laps, "best"):
        plan = planning.best(targets=False)
    with timed(laps, "verify"):
        plan.verify()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    with timed(laps, "greedy"):
        other = greedy(planning)
    total = sum(laps[one] for one in ("check", "advise", "options", "best"))
    proven = sum(part.status == "optimal" for part in parts)
    only = sum(part.reproducible for part in parts)
    said = [
        f"{size} schools, seed {seed}: {total:.1f} s, {peak} MB; {laps}",
        f"  of {len(parts)} components {proven} proven, {only} reproducible",
    ]
    for name, one in (("plan", plan), ("greedy", other)):
        values = [level.value for level in one.levels]
        said.append(f"  {name:6} {len(one.survivors)} survivors, {values[0] // 1000} failing, "
                    f"disruption {values[1]}, {values[2] / 1e8:.2f} 亿, "
                    f"{unplaced(one, planning)} unplaced, {dict(one.counts)}")  # fmt: skip
    return "\n".join(said)


def main() -> None:
    """Print what is measured, region by region."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, nargs="+", default=SIZES)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1])
    given = parser.parse_args()
    with get_context("spawn").Pool(1, maxtasksperchild=1) as pool:
        cases = [(size, seed) for size in given.schools for seed in given.seeds]
        for line in pool.imap(measured, cases):
            print(line, flush=True)


if __name__ == "__main__":
    main()
