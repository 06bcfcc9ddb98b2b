"""What loading all shipped standards costs, and where the time goes: ``python loading.py``."""

from __future__ import annotations

import cProfile
import pstats
import subprocess
import sys
from collections.abc import Callable

from figures import ROOT, Figure, seconds, table

import compliance
from compliance.documents import read
from compliance.documents.locate import identifiers

RUNS = 5
LIMIT = 1.5
SHOWN = 3
_FRESH = """
import time
start = time.perf_counter()
import compliance
from compliance.documents.locate import identifiers
for name in identifiers():
    compliance.load(name)
print(time.perf_counter() - start)
"""
PARTS = {
    "reading YAML": "strict_yaml.py:read_yaml",
    "models (pydantic)": "read.py:read_model",
    "labels and values of vocabularies": "vocabulary.py:_labels",
    "derived facts": "derivations.py:all",
    "rules": "compile.py:rule",
    "the text against the fields": "wording.py:against_text",
    "overlays and declared facts": "overlay.py:known_facts",
    "identities": "identities.py:identity_problems",
}
"""What is timed, by the file and the function in which it happens, all that it calls included."""


def load_all() -> None:
    """Every shipped standard, on the day that it chooses itself."""
    for name in identifiers():
        compliance.load(name)


def first() -> None:
    """As ``load_all`` with no vocabulary kept from before."""
    read._vocabulary.cache_clear()  # noqa: SLF001
    load_all()


def fresh() -> float:
    """Seconds in a new interpreter, imports included."""
    run = [sys.executable, "-c", _FRESH]
    found = subprocess.run(run, check=True, capture_output=True, text=True, cwd=ROOT)
    return float(found.stdout)


def repeated(once: Callable[[], float]) -> list[float]:
    """Several runs of one thing."""
    return [once() for _ in range(RUNS)]


def parts() -> list[tuple[str, float]]:
    """The share of the profiled time that each part takes, the most expensive first."""
    profile = cProfile.Profile()
    profile.runcall(load_all)
    stats = pstats.Stats(profile)
    spent: dict[str, float] = {}
    for (file, _, function), (_, _, _, cumulative, _) in stats.stats.items():  # type: ignore[attr-defined]
        for part, where in PARTS.items():
            name, wanted = where.split(":")
            if file.endswith(name) and function == wanted:
                spent[part] = max(spent.get(part, 0.0), cumulative)
    total: float = stats.total_tt  # type: ignore[attr-defined]
    return sorted(((part, of / total) for part, of in spent.items()), key=lambda one: -one[1])


def main() -> None:
    """Print medians of several runs, and the parts that cost most."""
    load_all()
    of = f"load the {len(identifiers())} shipped standards"
    figures = [
        Figure(f"{of}: again", "s", repeated(lambda: seconds(load_all)), LIMIT),
        Figure(f"{of}: vocabularies too", "s", repeated(lambda: seconds(first)), LIMIT),
        Figure(f"{of}: fresh process, imports included", "s", repeated(fresh), LIMIT),
    ]
    print(table(figures))
    print("\nmost expensive (of the profiled time, what they call included)")
    for part, share in parts()[:SHOWN]:
        print(f"{share:6.1%}  {part}")


if __name__ == "__main__":
    main()
