"""A measured figure, how things are timed, and the table of figures."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from statistics import median
from typing import NamedTuple

import compliance

ROOT = Path(compliance.__file__).parents[1]
"""Where new interpreters start, so that they run the same library."""


class Figure(NamedTuple):
    """Repeated measurements of one thing; ``note`` stands in place of them if it was skipped."""

    name: str
    unit: str
    values: list[float]
    limit: float | None = None
    note: str = ""

    @property
    def over(self) -> bool:
        """Whether the median is above the limit."""
        return self.limit is not None and median(self.values) > self.limit

    def cells(self) -> tuple[str, str, str, str, str]:
        """The figure as a row: name, limit, median, range, verdict."""
        limit = "-" if self.limit is None else f"{_short(self.limit)} {self.unit}"
        if not self.values:
            return self.name, limit, f"skipped: {self.note}", "", ""
        low, high = _short(min(self.values)), _short(max(self.values))
        verdict = "" if self.limit is None else "OVER" if self.over else "ok"
        measured = f"{_short(median(self.values))} {self.unit} {self.note}".rstrip()
        return self.name, limit, measured, f"{low}-{high}", verdict


def _short(value: float) -> str:
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


def table(figures: Iterable[Figure]) -> str:
    """The figures, one line each."""
    rows = [("figure", "limit", "measured", "min-max", ""), *(f.cells() for f in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(4)]
    return "\n".join(
        "  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[4]])
        for row in rows
    )


def seconds(work: Callable[[], object], clock: Callable[[], float] = time.perf_counter) -> float:
    """How long one run takes."""
    start = clock()
    work()
    return clock() - start


def alternately(works: dict[str, Callable[[], object]], rounds: int) -> dict[str, list[float]]:
    """CPU seconds of several things, run in turn, so that a busy machine slows all alike."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            gc.collect()  # of what the one before left
            found[name].append(seconds(work, time.process_time))
    return found


def ratios(these: list[float], those: list[float]) -> list[float]:
    """Each run of one thing over the run of the other beside it."""
    return [a / b for a, b in zip(these, those, strict=True)]
