"""Advice for a generated region, in both engines: seconds and memory, printed and not judged.

python tests/benchmarks/advice/region.py [--schools 10000] [--district 100] [--engine both]
"""

from __future__ import annotations

import argparse
import random
import resource
import time
from pathlib import Path
from typing import Any, Literal

import compliance

HERE = Path(__file__).parent
ENGINES: tuple[Literal["builtin", "durable"], ...] = ("builtin", "durable")
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"


def region(schools: int, district: int, seed: int = 1) -> list[dict[str, Any]]:
    """Schools of which about half fail something, so many in each district."""
    rng = random.Random(seed)  # noqa: S311 - a generated region, not a secret
    found = []
    for n in range(schools):
        students = rng.randint(150, 3000)
        teachers = max(5, round(students / rng.choice((16, 18, 20, 22, 26))))
        found.append({
            "id": f"S{n:06}", "name": f"学校{n}", "district": f"D{n // district:04}",
            "owner": rng.choice(("public", "public", "private")),
            "kind": rng.choice(("general",) * 8 + ("arts", "special")),
            "level": "secondary_vocational", "new_build": False, "students": students,
            "teachers": teachers, "specialist_teachers": teachers // 2 + 1,
            "general_teachers": teachers - teachers // 2 - 1,
            "campus_area": students * rng.choice((15, 25, 34, 36, 45)),
            "floor_area": students * rng.choice((14, 21, 23, 30)),
            "training_equipment": students * rng.choice((1500, 3000, 4000)),
            "majors": [{"name": "其他", "group": "other", "students": students,
                        "equipment": students * 2600}],
        })  # fmt: skip
    return found


def main() -> None:
    """Print one line an engine."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--schools", type=int, default=10_000)
    parser.add_argument("--district", type=int, default=100)
    parser.add_argument("--engine", choices=("builtin", "durable", "both"), default="both")
    given = parser.parse_args()
    rulebook = compliance.load(STANDARD)
    start = time.perf_counter()
    findings = compliance.check(region(given.schools, given.district), rulebook)
    clauses = len(rulebook)
    print(
        f"check: {given.schools} schools × {clauses} clauses, {time.perf_counter() - start:.2f} s"
    )
    for engine in ENGINES:
        if given.engine not in (engine, "both"):
            continue
        start = time.perf_counter()
        advice = compliance.advise(findings, HERE / "districts.policy.yaml", engine=engine)
        took = time.perf_counter() - start
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"{advice.engine}: {took:.2f} s, peak {peak:.0f} MB; {advice!r}")


if __name__ == "__main__":
    main()
