"""Several ways to do one thing, run in turn in one process, so that a busy machine slows all."""

from __future__ import annotations

import gc
import resource
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

ROUNDS = 9
LEAST, MOST_RUNS = 0.1, 20


class Spent(NamedTuple):
    """Seconds of the runs of one thing: by the clock, and of processor time."""

    wall: list[float]
    cpu: list[float]

    def over(self, other: Spent) -> dict[str, list[float]]:
        """Each run over the run of the other beside it."""
        return {
            "wall": [a / b for a, b in zip(self.wall, other.wall, strict=True)],
            "cpu": [a / max(b, 1e-9) for a, b in zip(self.cpu, other.cpu, strict=True)],
        }

    @property
    def usual(self) -> float:
        """The median by the clock."""
        return median(self.wall)


def alternately(works: dict[str, Callable[[], Any]], rounds: int = ROUNDS) -> dict[str, Spent]:
    """One run of each, then rounds that are timed; who begins a round changes.

    What a run makes is freed before the next begins, and freeing it is not timed. Runs too short
    to be timed one by one are timed by the tenth of a second.
    """
    longest = 0.0
    for work in works.values():
        work()
        start = time.perf_counter()
        work()
        longest = max(longest, time.perf_counter() - start)
    runs = max(1, min(MOST_RUNS, int(LEAST / longest)))
    names = list(works)
    found = {name: Spent([], []) for name in names}
    for n in range(rounds):
        turn = n % len(names)
        for name in names[turn:] + names[:turn]:
            gc.collect()
            spent = [_once(works[name]) for _ in range(runs)]
            found[name].wall.append(sum(wall for wall, _ in spent) / runs)
            found[name].cpu.append(sum(cpu for _, cpu in spent) / runs)
    return found


def _once(work: Callable[[], Any]) -> tuple[float, float]:
    cpu, wall = time.process_time(), time.perf_counter()
    made = work()
    spent = time.perf_counter() - wall, time.process_time() - cpu
    del made
    return spent


def each(work: Callable[[Any], object], over: Sequence[Any]) -> Callable[[], None]:
    """The work on one thing after the other; nothing that it gives is kept."""

    def run() -> None:
        for one in over:
            work(one)

    return run


def peak_bytes() -> int:
    """The most memory this process ever held.

    Linux hands a parent's ``ru_maxrss`` down to its children, so the kernel's own mark is read.
    """
    status = Path("/proc/self/status")
    if status.exists():
        mark = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(mark.split()[1]) * 1024
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024
