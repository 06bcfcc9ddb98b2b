"""How long cities of schools take to plan: ``python tests/benchmarks/planning_solver.py``.

``--highs PYTHON`` solves forty cities with HiGHS too, by an interpreter that has ``highspy``, and
compares. HiGHS runs without presolve, and never in the process that has ``ortools``.
"""

from __future__ import annotations

import argparse
import json
import random
import subprocess
import sys
import time
from collections import Counter
from importlib import import_module
from math import dist
from statistics import median
from typing import Any

SIZES, ROUNDS = (12, 24, 36), 7
DISTRICT, PROVINCE = 12, 300
CITIES, SMALLEST, LARGEST = 40, 20, 44
NEAREST = 8
HIGHS = {"output_flag": False, "presolve": "off", "mip_rel_gap": 0.0, "mip_abs_gap": 0.0,
         "time_limit": 120.0}  # fmt: skip
NEEDS = {"land": 33, "floor": 20, "equipment": 3}
PRICES = {"land": 2, "floor": 25, "equipment": 10, "teachers": 60}
CAPS = {"land": 0, "floor": 3000, "equipment": 4000, "teachers": 12}
CAMPUS = 9000
FLOORS = {"enrolment": 1200, "teachers": 60}


def school(chance: random.Random) -> dict[str, Any]:
    """One school, somewhere on a square of 60 km, which has about what its pupils need."""
    pupils = chance.randint(250, 2600)
    figures = {name: pupils * need * chance.randint(60, 140) // 100 for name, need in NEEDS.items()}
    teachers = pupils * chance.randint(60, 140) // 2300
    at = (chance.randint(0, 60), chance.randint(0, 60))
    return {**figures, "teachers": teachers, "pupils": pupils, "at": at,
            "private": chance.random() < 0.3}  # fmt: skip


def city(seed: int, size: int, district: int) -> Any:
    """A program that decides which schools of a city merge, close, move and buy.

    Levels: clauses conceded, pupils disturbed, cost. Nothing crosses the borders of its districts,
    of ``district`` schools each.
    """
    from compliance.planning.solving.program import Program  # noqa: PLC0415 - not for HiGHS

    chance = random.Random(seed)  # noqa: S311 - test data
    schools = [school(chance) for _ in range(size)]
    program = Program()
    members = {j: {j: program.var(f"stay {j}", 0, 1)} for j in range(size)}
    guests: dict[int, dict[int, str]] = {j: {} for j in range(size)}
    disturbed: dict[str, int] = {}
    for i, one in enumerate(schools):
        away = {j: round(dist(one["at"], other["at"])) for j, other in enumerate(schools)
                if j != i and j // district == i // district}  # fmt: skip
        near = sorted(away, key=lambda j: (away[j], j))[:NEAREST]
        hosts = [j for j in near if schools[j]["private"] == one["private"]
                 and (schools[j]["pupils"], j) > (one["pupils"], i)]  # fmt: skip
        for j in hosts:
            merged = members[j][i] = program.var(f"merge {i} {j}", 0, 1)
            program.row({merged: 1, f"stay {j}": -1}, None, 0, f"host {i} {j}")
            disturbed[merged] = one["pupils"] * 2 + away[j]
        fates = [members[j][i] for j in (i, *hosts)]
        if one["private"]:
            fates.append(program.var(f"close {i}", 0, 1))
            disturbed[fates[-1]] = one["pupils"] * 5
            close(program, i, one["pupils"], {j: guests[j] for j in near})
        program.row(dict.fromkeys(fates, 1), 1, 1, f"one fate {i}")
    for j in range(size):
        demand(program, schools, j, members[j], guests[j])
    conceded = [f"concede {clause} {j}" for clause in (*NEEDS, *FLOORS) for j in range(size)]
    failing = {f"failing {j}": 1000 for j in range(size)}
    program.minimise("conceded", dict.fromkeys(conceded, 1) | failing)
    program.minimise("disturbed", disturbed)
    bought = {f"buy {asset} {j}": price for asset, price in PRICES.items() for j in range(size)}
    program.minimise("cost", bought | {f"campus {j}": CAMPUS for j in range(size)})
    return program


def close(program: Any, i: int, pupils: int, guests: dict[int, dict[int, str]]) -> None:
    """Every pupil of a school that closes has a place in one that stays."""
    for j, own in guests.items():
        own[i] = program.var(f"place {i} {j}", 0, pupils)
        program.row({own[i]: 1, f"stay {j}": -pupils}, None, 0, f"open {i} {j}")
    placed = {own[i]: 1 for own in guests.values()}
    program.row(placed | {f"close {i}": -pupils}, 0, 0, f"all placed {i}")


def demand(
    program: Any, schools: list[Any], j: int, members: dict[int, str], guests: dict[int, str]
) -> None:
    """Every clause of the school that ``j`` becomes, held or conceded."""
    pupils = {name: schools[i]["pupils"] for i, name in members.items()}
    pupils |= dict.fromkeys(guests.values(), 1)
    stay, most = f"stay {j}", sum(schools[i]["pupils"] for i in {*members, *guests})
    campus, failing = program.var(f"campus {j}", 0, 1), program.var(f"failing {j}", 0, 1)
    program.row({campus: 1, failing: 1}, None, 1, f"no new campus that fails {j}")
    program.row({campus: 1, stay: -1}, None, 0, f"campus {j}")
    concede = {clause: program.var(f"concede {clause} {j}", 0, 1) for clause in (*NEEDS, *FLOORS)}
    for clause, conceded in concede.items():
        program.row({conceded: 1, failing: -1}, None, 0, f"failing {clause} {j}")
    for asset, need in NEEDS.items():
        owned = {name: schools[i][asset] for i, name in members.items()}
        net = {name: owned.get(name, 0) - need * count for name, count in pupils.items()}
        net |= {program.var(f"buy {asset} {j}", 0, CAPS[asset]): 1, concede[asset]: need * most}
        net |= {campus: need * most} if asset == "land" else {}
        program.row(net, 0, None, f"{asset} {j}")
    staff = {name: schools[i]["teachers"] for i, name in members.items()}
    least = FLOORS["teachers"]
    staff |= {program.var(f"buy teachers {j}", 0, CAPS["teachers"]): 1}
    # the host's own teachers count while it stays, so that both are one coefficient
    staff |= {stay: schools[j]["teachers"] - least, concede["teachers"]: least}
    program.row(staff, 0, None, f"teachers {j}")
    least = FLOORS["enrolment"]
    full = pupils | {stay: schools[j]["pupils"] - least, concede["enrolment"]: least}
    program.row(full, 0, None, f"enrolment {j}")


def timed(size: int) -> str:
    """Milliseconds for all levels and the tie-break of some cities, each one component."""
    from compliance.planning.solving.lexicographic import solve  # noqa: PLC0415 - not for HiGHS

    took, alike = [], 0
    for seed in range(ROUNDS):
        program = city(seed, size, size)
        start = time.perf_counter()
        alike += solve(program).reproducible
        took.append((time.perf_counter() - start) * 1000)
    return (f"{size} schools in one component: median {median(took):.0f} ms, "
            f"{min(took):.0f}-{max(took):.0f} ms; {alike} of {ROUNDS} reproducible")  # fmt: skip


def province(processes: int) -> str:
    """Seconds for many independent districts."""
    from compliance.planning.solving.lexicographic import solve  # noqa: PLC0415 - not for HiGHS

    program = city(1, PROVINCE, DISTRICT)
    start = time.perf_counter()
    found = solve(program, processes=processes)
    took = time.perf_counter() - start
    return (f"{PROVINCE} schools, {len(program.components())} components, {processes} processes: "
            f"{took:.1f} s; {found.status}, reproducible: {found.reproducible}")  # fmt: skip


def compared(python: str) -> str:
    """How many of some cities come to the same on every level by both solvers."""
    from compliance.planning.solving.lexicographic import solve  # noqa: PLC0415 - not for HiGHS

    chance = random.Random(2016)  # noqa: S311 - test data
    outcomes: Counter[str] = Counter()
    for seed in range(CITIES):
        program = city(seed, chance.randint(SMALLEST, LARGEST), DISTRICT)
        solution = solve(program)
        parts = [{"variables": part.variables, "rows": [row[1:4] for row in part.rows],
                  "levels": [level.weights for level in part.levels]}
                 for part in program.components()]  # fmt: skip
        done = subprocess.run([python, __file__, "--answer"], input=json.dumps(parts), text=True,
                              capture_output=True, check=True)  # fmt: skip
        theirs = json.loads(done.stdout)
        ours = [level.value for level in solution.levels]
        both = solution.status == "optimal" and theirs is not None
        outcome = "not proven by both" if not both else "same" if ours == theirs else "DIFFERENT"
        outcomes[outcome] += 1
        if outcome != "same":
            print(f"city {seed}: {outcome}: CP-SAT {solution.status} {ours}, HiGHS {theirs}")
    return f"{CITIES} cities, CP-SAT beside HiGHS on every level: {dict(outcomes)}"


def answered(parts: list[Any]) -> list[int] | None:
    """The levels of a program from those of its parts, by HiGHS; None if one is not proven."""
    found = [by_highs(part) for part in parts]
    return [sum(same) for same in zip(*found, strict=True)] if all(found) else None


def by_highs(part: Any) -> list[int]:
    """The value of each level of one part, those above it fixed; none if one is not proven."""
    highspy = import_module("highspy")
    highs = highspy.Highs()
    for option, setting in HIGHS.items():
        highs.setOptionValue(option, setting)
    place = {name: number for number, (name, _, _) in enumerate(part["variables"])}
    for name, low, high in part["variables"]:
        highs.addVar(low, high)
        highs.changeColIntegrality(place[name], highspy.HighsVarType.kInteger)

    def add(weights: Any, low: int | None, high: int | None) -> None:
        highs.addRow(-highs.inf if low is None else low, highs.inf if high is None else high,
                     len(weights), [place[name] for name, _ in weights],
                     [float(weight) for _, weight in weights])  # fmt: skip

    for row in part["rows"]:
        add(*row)
    found = []
    for weights in part["levels"]:
        costs = dict.fromkeys(place, 0) | dict(weights)
        for name, cost in costs.items():
            highs.changeColCost(place[name], float(cost))
        highs.run()
        if highs.getModelStatus() != highspy.HighsModelStatus.kOptimal:
            return []
        found.append(round(highs.getInfo().objective_function_value))
        add(weights, None, found[-1])
    return found


def main() -> None:
    """Times, or the comparison with HiGHS."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--highs", metavar="PYTHON")
    parser.add_argument("--answer", action="store_true", help="solve what comes in, by HiGHS")
    asked = parser.parse_args()
    if asked.answer:
        print(json.dumps(answered(json.load(sys.stdin))))
    elif asked.highs:
        print(compared(asked.highs))
    else:
        for size in SIZES:
            print(timed(size))
        for processes in (1, 2):
            print(province(processes))


if __name__ == "__main__":
    main()
