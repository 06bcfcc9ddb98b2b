"""Levels in order of rank, each fixed at its best before the next, and one solution in the end.

The parts of a program that share no row are solved apart. Among solutions equal on every level a
tie-break by hashed names decides. So the answer depends neither on the order in which the program
was written nor on seed and workers, provided that every step is proven.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import NamedTuple

from compliance.planning.solving.cpsat import Answer, Settings, Status, best
from compliance.planning.solving.parts import apart
from compliance.planning.solving.program import Model, Program, Row, Weights, total
from compliance.planning.solving.tiebreak import rounds


class Level(NamedTuple):
    """What a level came to, and the least that is not ruled out, given the levels above."""

    name: str
    value: int
    bound: int

    @property
    def proven(self) -> bool:
        """Whether nothing better exists, given the levels above."""
        return self.value == self.bound


@dataclass(frozen=True, slots=True)
class Solution:
    """``optimal`` if every level is proven, ``unknown`` if time ran out without any values.

    ``reproducible``: proven to be the one answer that the tie-break leaves, so that any other run
    gives the same. ``values`` are by name of variable; none, and no levels, where there is none.
    """

    status: Status
    levels: tuple[Level, ...]
    values: Mapping[str, int]
    reproducible: bool


def solve(
    program: Program, *, seconds: float = 60, workers: int = 8, seed: int = 0, processes: int = 1
) -> Solution:
    """The best values of all variables, level by level, within about ``seconds``.

    More ``processes`` than one solve several parts at a time; a script that asks for them needs
    its ``if __name__ == "__main__"``, since each process imports it.

    Raises:
        MissingExtra: if ortools is missing.

    >>> program = Program()
    >>> a, b = program.var("a", 0, 1), program.var("b", 0, 5)
    >>> program.row({a: 3, b: 2}, 4, None, "enough")
    >>> program.minimise("cost", {a: 2, b: 1})
    >>> solve(program)
    Solution(status='optimal', levels=(Level(name='cost', value=2, bound=2),),
             values={'a': 0, 'b': 2}, reproducible=True)
    """
    model = program.model()
    work = partial(solve_part, settings=Settings(workers, seed))
    return joined(model, apart(work, model.components(), seconds, processes))


def joined(model: Model, parts: list[Solution]) -> Solution:
    """The solution of a model from those of its components, checked against every row."""
    statuses = {part.status for part in parts}
    if statuses & {"infeasible", "unknown"}:
        return _none("infeasible" if "infeasible" in statuses else "unknown")
    values = dict(sorted(pair for part in parts for pair in part.values.items()))
    if broken := model.broken(values):
        raise RuntimeError(f"the solver's values break {broken}")
    levels = tuple(
        Level(level.name, total(level.weights, values), sum(p.levels[rank].bound for p in parts))
        for rank, level in enumerate(model.levels)
    )
    status: Status = "feasible" if "feasible" in statuses else "optimal"
    return Solution(status, levels, values, all(part.reproducible for part in parts))


def solve_part(model: Model, seconds: float, settings: Settings) -> Solution:
    """All levels and the tie-break of one component."""
    end = time.monotonic() + seconds
    found = solve_levels(model, seconds, settings)
    if found.status != "optimal":
        return found
    fixed = model.also(_no_worse(level.weights, found.values) for level in model.levels)
    values, only = _the_one(fixed, found.values, end, settings)
    return replace(found, values=values, reproducible=only)


def solve_levels(model: Model, seconds: float, settings: Settings) -> Solution:
    """All levels of one component and no tie-break, so never reproducible.

    A level takes at most half of the time that is left, so that those below it get some.
    """
    end = time.monotonic() + seconds
    narrowed, bounds = model, list[int]()
    values: Mapping[str, int] = {}
    for level in model.levels:
        if not level.weights:
            bounds.append(0)
            continue
        answer = best(narrowed, level.weights, (end - time.monotonic()) / 2, settings, values)
        if answer.status == "infeasible" and not values:
            return _none("infeasible")
        values = answer.values or values
        bounds.append(_bound(model, level.weights, answer))
        if values:
            narrowed = narrowed.also([_no_worse(level.weights, values)])
    if not values:
        answer = best(narrowed, (), end - time.monotonic(), settings)
        if answer.status in {"infeasible", "unknown"}:
            return _none(answer.status)
        values = answer.values
    levels = tuple(
        Level(level.name, total(level.weights, values), bound)
        for level, bound in zip(model.levels, bounds, strict=True)
    )
    proven = all(level.proven for level in levels)
    return Solution("optimal" if proven else "feasible", levels, values, reproducible=False)


def _the_one(
    model: Model, values: Mapping[str, int], end: float, settings: Settings
) -> tuple[Mapping[str, int], bool]:
    """The solution that the tie-break chooses, and whether it is proven to be the one."""
    objectives = rounds(model)
    for rank, weights in enumerate(objectives or ()):
        if not weights:
            continue
        answer = best(model, weights, end - time.monotonic(), settings, values)
        values = answer.values or values
        if answer.status != "optimal":
            return values, False
        if rank == 0:
            model = model.fixed({name: values[name] for name, _ in weights})
        else:
            model = model.also([_no_worse(weights, values)])
    return values, objectives is not None


def _no_worse(weights: Weights, values: Mapping[str, int]) -> Row:
    return Row("", weights, None, total(weights, values), None, "")


def _bound(model: Model, weights: Weights, answer: Answer) -> int:
    """What is proven of a level's least value, by the run or by the variables' bounds alone."""
    if answer.status == "optimal":
        return total(weights, answer.values)
    bounds = {name: (low, high) for name, low, high in model.variables}
    least = sum(min(weight * bound for bound in bounds[name]) for name, weight in weights)
    return least if answer.bound is None else max(least, answer.bound)


def _none(status: Status) -> Solution:
    return Solution(status, (), {}, reproducible=False)
