"""Why nothing is possible, or nothing better: which rules of a policy stand in the way."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from compliance.planning.solving.cpsat import Settings, best
from compliance.planning.solving.lexicographic import Solution, solve_levels
from compliance.planning.solving.parts import apart
from compliance.planning.solving.program import Model, Program

Facets = tuple[str, ...]


class Relaxation(NamedTuple):
    """What a level comes to without one facet; None if nothing holds then either, or none is known.

    Unless ``proven``, it may come to less.
    """

    facet: str
    value: int | None
    proven: bool


def conflict(
    program: Program, *, seconds: float = 60, workers: int = 8, seed: int = 0
) -> tuple[str, ...]:
    """Facets that cannot hold together while any of them fewer can; none if the other rows cannot.

    Rows without facet always stay. The same program gives the same facets, unless time runs out:
    then they still cannot hold together, but fewer might not either.

    Raises:
        MissingExtra: if ortools is missing.
        TimeoutError: if it is not proven in time that all facets cannot hold together.
        ValueError: if they can.

    >>> program = Program()
    >>> a = program.var("a", 0, 9)
    >>> program.row({a: 1}, 5, None, "at least 5", facet="enrolment")
    >>> program.row({a: 1}, 2, None, "at least 2", facet="teachers")
    >>> program.row({a: 1}, None, 4, "at most 4", facet="budget")
    >>> conflict(program)
    ('budget', 'enrolment')
    """
    end = time.monotonic() + seconds
    settings = Settings(workers, seed)
    model = program.model()
    found: Facets | None = None
    unknown = False
    for part in model.components():
        status = _status(part if found is None else _only(part, found), end, settings)
        unknown |= status == "unknown"
        if status == "infeasible":
            cannot = partial(_cannot, part, end, settings)
            among = part.facets if found is None else found
            found = _fewest(cannot, (), among) if not cannot(()) else ()
    if found is None and unknown:
        raise TimeoutError(f"{seconds} seconds do not tell whether the program has a solution")
    if found is None:
        raise ValueError("the program has a solution")
    return found


def relaxations(  # noqa: PLR0913 - the settings of a run
    program: Program,
    level: str,
    *,
    seconds: float = 60,
    workers: int = 8,
    seed: int = 0,
    processes: int = 1,
) -> list[Relaxation]:
    """What ``level`` comes to, the levels above it first, when one facet at a time is dropped.

    Raises:
        MissingExtra: if ortools is missing.
        ValueError: if there is no such level.

    >>> program = Program()
    >>> a = program.var("a", 0, 9)
    >>> program.row({a: 1}, 5, None, "at least 5", facet="enrolment")
    >>> program.row({a: 1}, 2, None, "at least 2", facet="teachers")
    >>> program.minimise("cost", {a: 100})
    >>> relaxations(program, "cost")
    [Relaxation(facet='enrolment', value=200, proven=True),
     Relaxation(facet='teachers', value=500, proven=True)]
    """
    model = program.model()
    rank = [each.name for each in model.levels].index(level)
    model = replace(model, levels=model.levels[: rank + 1])
    parts = model.components()
    less = [(facet, place) for facet in model.facets for place, part in enumerate(parts)
            if facet in part.facets]  # fmt: skip
    relaxed = [parts[place].without({facet}) for facet, place in less]
    work = partial(solve_levels, settings=Settings(workers, seed))
    solved = apart(work, [*parts, *relaxed], seconds, processes)
    usual = dict(enumerate(solved[: len(parts)]))
    changed = dict(zip(less, solved[len(parts) :], strict=True))
    return [
        _relaxation(facet, [changed.get((facet, place), usual[place]) for place in usual])
        for facet in model.facets
    ]


def _relaxation(facet: str, solved: Sequence[Solution]) -> Relaxation:
    if any(part.status == "infeasible" for part in solved):
        return Relaxation(facet, None, proven=True)
    if any(part.status == "unknown" for part in solved):
        return Relaxation(facet, None, proven=False)
    value = sum(part.levels[-1].value for part in solved)
    return Relaxation(facet, value, proven=all(part.status == "optimal" for part in solved))


def _fewest(cannot: Callable[[Facets], bool], given: Facets, among: Facets) -> Facets:
    """A smallest choice of ``among`` that cannot hold beside ``given``; all of it cannot.

    Halves in turn: a few runs for a small conflict among many facets, and no run that is not
    needed to prove that none of the chosen can be spared.
    """
    if len(among) == 1:
        return among
    first, second = among[: len(among) // 2], among[len(among) // 2 :]
    kept = () if cannot((*given, *first)) else _fewest(cannot, (*given, *first), second)
    rest = () if kept and cannot((*given, *kept)) else _fewest(cannot, (*given, *kept), first)
    return tuple(sorted({*rest, *kept}))


def _only(part: Model, facets: Facets) -> Model:
    return part.without(set(part.facets) - set(facets))


def _cannot(part: Model, end: float, settings: Settings, facets: Facets) -> bool:
    """Whether it is proven that the part has no solution with these facets alone."""
    return _status(_only(part, facets), end, settings) == "infeasible"


def _status(part: Model, end: float, settings: Settings) -> str:
    return best(part, (), end - time.monotonic(), settings).status
