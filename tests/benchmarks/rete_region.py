"""A region in which schools fail clauses, some are excused and some could take others in."""

from __future__ import annotations

import random
from collections.abc import Sequence

from compliance.advice.engines.program import Fact, Pattern, Program, Rule

District = list[Fact]
CAMPUS = Pattern("result", {"clause": "campus", "verdict": "fail"})
FLOOR = Pattern("result", {"clause": "floor", "verdict": "fail"}, same={"school": (0, "school")})
EXCUSED = Pattern("waiver", same={"school": (0, "school")}, absent=True)
HOST = Pattern("host", same={"district": (0, "district")}, differs={"school": (0, "school")})
NO_HOST = Pattern(
    "host",
    same={"district": (0, "district")},
    differs={"school": (0, "school")},
    absent=True,
)
PRIVATE = Pattern("school", {"owner": "private"}, same={"school": (0, "school")})
PROGRAM = Program(
    (
        Rule("close", (CAMPUS, FLOOR, EXCUSED)),
        Rule("merge", (CAMPUS, HOST, EXCUSED)),
        Rule("convert", (CAMPUS, PRIVATE)),
        Rule("relocate", (CAMPUS, EXCUSED, NO_HOST)),
    )
)


def district(number: int, schools: int, chance: random.Random) -> District:
    """The facts of one district: schools, results, hosts and, last as in a register, waivers."""
    names = [f"{number}-{school}" for school in range(schools)]
    where = f"district {number}"
    facts = []
    for name in names:
        owner = chance.choice(["public", "public", "private"])
        facts.append(Fact("school", {"school": name, "district": where, "owner": owner}))
        for clause, share in (("campus", 0.3), ("floor", 0.3)):
            verdict = "fail" if chance.random() < share else "pass"
            result = {"school": name, "clause": clause, "verdict": verdict}
            facts.append(Fact("result", {**result, "district": where}))
        if chance.random() < 0.55:
            facts.append(Fact("host", {"school": name, "district": where}))
    facts += [Fact("waiver", {"school": n}) for n in names if chance.random() < 0.04]
    return facts


def region(districts: int = 100, schools: int = 100, seed: int = 1) -> Sequence[District]:
    """The facts of all districts; the same for the same seed."""
    chance = random.Random(seed)  # noqa: S311 - data, not secrets
    return [district(number, schools, chance) for number in range(districts)]
