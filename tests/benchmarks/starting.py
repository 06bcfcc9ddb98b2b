"""What one pays before the first verdict: imports, reading texts, loading standards."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from fractions import Fraction

from figures import ROOT, Figure, seconds

import compliance
from compliance.documents.locate import identifiers
from compliance.quantity import read_quantity

ROUNDS = 9
CALLS = 5_000
HEAVY = ("pydantic", "pint", "hypothesis", "polars", "ortools", "narwhals")
PLAIN = {
    "26.4万㎡": 264_000,
    "60亩": 40_000,
    "360万元": 3_600_000,
    "33㎡/生": 33,
    "50%": Fraction(1, 2),
}
TEXTS = {
    **PLAIN,
    "４万平方米": 40_000,
    "约2.5万平方米": 25_000,
    "364余亩": 364 * Fraction(2000, 3),
    "1:20": Fraction(1, 20),
}
_LOADED = (
    f"import compliance,sys,json; print(json.dumps(sorted({{*{HEAVY!r}}} & {{*sys.modules}})))"
)
_LOADING = """
import sys, time
start = time.perf_counter()
import compliance
from compliance.units import unit
load = compliance.load
if "pint" in sys.argv:
    unit("m2")
    start = time.perf_counter()
for name in sys.argv[1].split(","):
    load(name)
print(time.perf_counter() - start)
"""


def _python(code: str, *arguments: str) -> str:
    run = [sys.executable, "-c", code, *arguments]
    return subprocess.run(run, check=True, capture_output=True, text=True, cwd=ROOT).stdout


def quantities() -> list[Figure]:
    """Microseconds to read one text whose unit was seen before."""

    def spent(text: str) -> list[float]:
        return [
            seconds(lambda: _read(text), time.process_time) * 1e6 / CALLS for _ in range(ROUNDS)
        ]

    for text, value in TEXTS.items():
        assert read_quantity(text).value == value, text
    return [Figure(f"read_quantity({text!r})", "us", spent(text),
                   2 if text in PLAIN else None) for text in TEXTS]  # fmt: skip


def _read(text: str) -> None:
    for _ in range(CALLS):
        read_quantity(text)


def imports() -> list[Figure]:
    """Seconds of ``import compliance`` in a new interpreter, less the bare interpreter."""

    def wall(code: str) -> float:
        return seconds(lambda: _python(code))

    spent = [wall("import compliance") - wall("pass") for _ in range(ROUNDS)]
    heavy = json.loads(_python(_LOADED))
    return [
        Figure("import compliance, less the bare interpreter", "s", spent, 0.15),
        Figure("heavy modules it pulls in", "modules", [len(heavy)], 0, ", ".join(heavy)),
    ]


def loading() -> list[Figure]:
    """Seconds to load every shipped standard: pint loaded before, again, and from nothing."""
    names = identifiers()
    everything = ",".join(names)

    def load_all() -> list[compliance.Rulebook]:
        return [compliance.load(name) for name in names]

    first = load_all()
    assert [len(a) for a in first] == [len(b) for b in load_all()]
    of = f"load the {len(names)} shipped standards"
    return [
        Figure(f"{of}: again", "s", _repeat(lambda: seconds(load_all)), 1.5),
        Figure(f"{of}: first time, modules and pint loaded", "s",
               _repeat(lambda: float(_python(_LOADING, everything, "pint")))),
        Figure(f"{of}: cold, imports included", "s",
               _repeat(lambda: float(_python(_LOADING, everything)))),
        Figure(f"{of}: cold process, wall", "s",
               _repeat(lambda: seconds(lambda: _python(_LOADING, everything)))),
    ]  # fmt: skip


def _repeat(once: Callable[[], float]) -> list[float]:
    return [once() for _ in range(ROUNDS)]
