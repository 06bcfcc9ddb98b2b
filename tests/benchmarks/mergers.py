"""How long it takes to try a merger: ``python tests/benchmarks/mergers.py``."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable
from itertools import combinations

from figures import ROOT, Figure, alternately, seconds, table

import compliance
from compliance.advice.mergers import Mergers

SCHOOLS, PAIRS, ROUNDS = 10_000, 5_000, 5
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
Pair = tuple[str, str]
Profile = dict[str, object]


def profiles(count: int = SCHOOLS) -> Iterable[Profile]:
    """Small schools, of which about every other pair has what a school needs."""
    chance = random.Random(2016)  # noqa: S311 - test data
    for number in range(count):
        students, teachers = chance.randint(500, 1100), chance.randint(30, 60)
        yield {
            "id": f"{number:05}", "level": "中职", "new_build": False, "students": students,
            "teachers": teachers, "specialist_teachers": teachers * chance.randint(48, 60) // 100,
            "campus_area": f"{students * chance.randint(48, 60) / 1000}亩",
            "floor_area": students * chance.randint(19, 24),
            "training_equipment": f"{chance.randint(160, 300)}万元",
            "majors": [major(chance, name, students) for name in ("engineering", "other")],
        }  # fmt: skip


def major(chance: random.Random, group: str, students: int) -> Profile:
    """Half of a school's pupils, with as much equipment as they need or nearly."""
    half = students // 2
    return {"name": group, "group": group, "students": half,
            "equipment": half * chance.randint(2900, 3300)}  # fmt: skip


def tried(name: str, mergers: Mergers, pairs: list[Pair]) -> list[Figure]:
    """Microseconds a pair: the outcome of all pairs and of those that pass, and every finding."""
    passing = [pair for pair in pairs if mergers.outcome(pair) == "pass"]
    failing = [pair for pair in pairs if mergers.outcome(pair) == "fail"]
    works: dict[str, tuple[list[Pair], Callable[[Pair], object]]] = {
        "outcome": (pairs, mergers.outcome),
        f"outcome, {len(passing)} that pass": (passing, mergers.outcome),
        f"outcome, {len(failing)} that fail": (failing, mergers.outcome),
        "all findings": (pairs, mergers.findings),
    }

    def run(work: str) -> Callable[[], object]:
        some, of = works[work]
        return lambda: [of(pair) for pair in some]

    times = alternately({work: run(work) for work in works}, ROUNDS)
    return [
        Figure(f"{name}: {work}", "us a pair", [time / len(works[work][0]) * 1e6 for time in found],
               100 if work == "outcome" else None)
        for work, found in times.items()
    ]  # fmt: skip


def main() -> None:
    """The example workbook's 630 pairs, and some pairs of a region of 10 000 schools."""
    rulebook = compliance.load(STANDARD)
    book = compliance.read(ROOT / "docs" / "examples" / "fuzhou-36.xlsx")
    example = compliance.check(book, rulebook)
    region = compliance.check(list(profiles()), rulebook)
    ready = [seconds(lambda: Mergers(region).outcome(["00000"])) * 1000 for _ in range(ROUNDS)]
    chance = random.Random(2017)  # noqa: S311 - test data
    ids = [school.id for school in region.schools]
    some = [(one, other) for one, other in (chance.sample(ids, 2) for _ in range(PAIRS))]
    every = list(combinations([school.id for school in book], 2))
    print(table([
        Figure(f"{SCHOOLS} schools made ready", "ms", ready),
        *tried("example", Mergers(example), every),
        *tried("region", Mergers(region), some),
    ]))  # fmt: skip


if __name__ == "__main__":
    main()
