"""Independent parts of a program, one after another or in several processes, within one time."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from multiprocessing import get_context
from typing import Protocol, TypeVar

from compliance.planning.solving.program import Model

Result_co = TypeVar("Result_co", covariant=True)

LEAST = 1.0
"""Seconds that even the smallest part may take: its share may be less than a solver's start."""


class Work(Protocol[Result_co]):
    """What is done with a part: a function that another process can import."""

    def __call__(self, model: Model, seconds: float) -> Result_co:
        """The result for ``model`` within ``seconds``."""


def apart(
    work: Work[Result_co], parts: Sequence[Model], seconds: float, processes: int = 1
) -> list[Result_co]:
    """The result of each part, in the order of ``parts``.

    The smallest go first. Each may take the share of the time left that its size has in what is
    left to do; what it does not need is there for the others.

    >>> from compliance.planning.solving.program import Program
    >>> program = Program()
    >>> _ = program.var("a", 0, 1), program.var("b", 0, 1)
    >>> apart(lambda model, seconds: (len(model.variables), seconds <= 9), [program.model()], 9)
    [(2, True)]
    """
    jobs = _jobs(parts, seconds, processes)
    if processes == 1:
        found = {place: work(parts[place], share) for place, share in jobs}
    else:
        found = _pooled(work, parts, jobs, processes)
    return [found[place] for place in range(len(parts))]


def _jobs(parts: Sequence[Model], seconds: float, processes: int) -> Iterator[tuple[int, float]]:
    """The place of each part and the seconds it may take, reckoned when it is asked for."""
    end = time.monotonic() + seconds
    sizes = [1 + len(part.variables) + len(part.rows) for part in parts]
    rest = sum(sizes)
    for place in sorted(range(len(parts)), key=lambda place: sizes[place]):
        left = end - time.monotonic()
        yield place, min(left, max(LEAST, left * processes * sizes[place] / rest))
        rest -= sizes[place]


def _pooled(
    work: Work[Result_co],
    parts: Sequence[Model],
    jobs: Iterator[tuple[int, float]],
    processes: int,
) -> dict[int, Result_co]:
    found: dict[int, Result_co] = {}
    running: dict[Future[Result_co], int] = {}
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        for place, share in jobs:
            running[pool.submit(work, parts[place], share)] = place
            if len(running) == processes:
                _collect(running, found)
        while running:
            _collect(running, found)
    return found


def _collect(running: dict[Future[Result_co], int], found: dict[int, Result_co]) -> None:
    """Wait until one at least is done, and move what is done from ``running`` to ``found``."""
    for future in wait(running, return_when=FIRST_COMPLETED).done:
        found[running.pop(future)] = future.result()
