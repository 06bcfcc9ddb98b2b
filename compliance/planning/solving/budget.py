"""A program whose parts share nothing but one sum of money: each part's own choices, then which.

Of each part it is found what the first level comes to at best for every amount of money; which of
these is chosen where, is a small program of its own. So the first level is proven although the
whole is never solved at once. The money left over goes to the parts in turn, level by level: what
the levels below come to is then seldom proven to be the least.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import NamedTuple

from compliance.planning.solving import lexicographic
from compliance.planning.solving.cpsat import Settings, best
from compliance.planning.solving.lexicographic import Level, Solution, joined, solve_part
from compliance.planning.solving.parts import apart
from compliance.planning.solving.program import Model, Program, Row, Weights, total

MOST_POINTS = 60
"""Choices of one part at most; more than so many do not come of a city."""


class Point(NamedTuple):
    """What the first level of a part comes to, and the least money for it."""

    value: int
    money: int


class Shared(NamedTuple):
    """The parts of a program without the row of the money that they share."""

    row: Row
    parts: tuple[Model, ...]


def shared_money(model: Model, facet: str) -> Shared | None:
    """The parts that share nothing but one row of ``facet``, or None where there is no such."""
    rows = [row for row in model.rows if row.facet == facet]
    if len(rows) != 1 or rows[0].high is None or rows[0].low is not None or rows[0].only_if:
        return None
    parts = model.without({facet}).components()
    return Shared(rows[0], parts) if len(parts) > len(model.components()) else None


def solve(program: Program, facet: str, *, seconds: float, workers: int, seed: int) -> Solution:
    """``lexicographic.solve``, with the row of ``facet`` apart where only it ties parts together.

    Raises:
        MissingExtra: if ortools is missing.

    >>> program = Program()
    >>> for name in ("a", "b"):
    ...     bought, fails = program.var(f"{name} bought", 0, 1), program.var(f"{name} fails", 0, 1)
    ...     program.row({bought: 1, fails: 1}, 1, None, name)
    >>> program.row({"a bought": 5, "b bought": 4}, None, 5, "money", facet="budget")
    >>> program.minimise("failing", {"a fails": 3, "b fails": 2})
    >>> solve(program, "budget", seconds=10, workers=8, seed=0).levels
    (Level(name='failing', value=2, bound=2),)
    """
    model = program.model()
    shared = shared_money(model, facet)
    if shared is None:
        return lexicographic.solve(program, seconds=seconds, workers=workers, seed=seed)
    return solve_shared(model, shared, seconds, Settings(workers, seed))


def solve_shared(model: Model, shared: Shared, seconds: float, settings: Settings) -> Solution:
    """The best by the first level, proven if time allows, and something good by the others."""
    end = time.monotonic() + seconds
    limit = shared.row.high or 0

    full = partial(solve_part, settings=settings)
    free = joined(model.without({shared.row.facet}), apart(full, shared.parts, seconds / 3))
    if free.values and total(shared.row.weights, free.values) <= limit:
        return free
    if free.status == "infeasible":
        return free

    choices = partial(frontier, weights=shared.row.weights, settings=settings)
    found = apart(choices, shared.parts, (end - time.monotonic()) / 2)
    chosen = choose([points for points, _ in found], limit, end - time.monotonic(), settings)
    if chosen is None:
        certain = all(proven for _, proven in found)
        return Solution("infeasible" if certain else "unknown", (), {}, reproducible=False)
    return _spent(model, shared, chosen, found, end, settings)


def frontier(
    model: Model, seconds: float, weights: Weights, settings: Settings
) -> tuple[list[Point], bool]:
    """Every value of the first level that money can make better, the best first.

    And whether they are proven to be all.
    """
    end = time.monotonic() + seconds
    level, money = model.levels[0].weights, _own(weights, model)
    points: list[Point] = []
    narrowed = model
    while len(points) < MOST_POINTS:
        answer = best(narrowed, level, end - time.monotonic(), settings)
        if answer.status == "infeasible":
            return points, True
        if answer.status != "optimal":
            return points, False
        value = total(level, answer.values)
        cheap = best(model.also([_most(level, value)]), money, end - time.monotonic(), settings,
                     answer.values)  # fmt: skip
        if not cheap.values:
            return points, False
        cost = total(money, cheap.values)
        points.append(Point(value, cost))
        if cheap.status != "optimal":
            return points, False
        if not money or cost == 0:
            return points, True
        narrowed = model.also([_most(money, cost - 1)])
    return points, False


def choose(
    choices: Sequence[Sequence[Point]], limit: int, seconds: float, settings: Settings
) -> list[Point] | None:
    """One point of each part, the least in all that the money allows, then the least money.

    >>> choose([[Point(0, 9), Point(2, 0)], [Point(0, 5), Point(3, 1)]], 10, 10, Settings())
    [Point(value=2, money=0), Point(value=0, money=5)]
    """
    program = Program()
    values, money = dict[str, int](), dict[str, int]()
    for n, points in enumerate(choices):
        own = {program.var(f"{n:06} {k:03}", 0, 1): point for k, point in enumerate(points)}
        program.row(dict.fromkeys(own, 1), 1, 1, f"one of {n}")
        values |= {name: point.value for name, point in own.items()}
        money |= {name: point.money for name, point in own.items()}
    program.row(money, None, limit, "money")
    program.minimise("value", values)
    program.minimise("money", money)
    found = solve_part(program.model(), seconds, settings).values
    if not found:
        return None
    return [
        next(point for k, point in enumerate(points) if found[f"{n:06} {k:03}"])
        for n, points in enumerate(choices)
    ]


def _spent(  # noqa: PLR0913, PLR0917 - what has been found so far
    model: Model, shared: Shared, chosen: Sequence[Point],
    found: Sequence[tuple[list[Point], bool]], end: float, settings: Settings,
) -> Solution:  # fmt: skip
    """Every part solved level by level with the money chosen for it, and what others left over."""
    left = (shared.row.high or 0) - sum(point.money for point in chosen)
    solved: list[Solution] = []
    for n, (part, point) in enumerate(zip(shared.parts, chosen, strict=True)):
        money = _own(shared.row.weights, part)
        bound = part.also([_most(part.levels[0].weights, point.value),
                           _most(money, point.money + left)])  # fmt: skip
        share = max((end - time.monotonic()) / (len(shared.parts) - n), 1.0)
        one = solve_part(bound, share, settings)
        if not one.values:
            return Solution("unknown", (), {}, reproducible=False)
        left -= total(money, one.values) - point.money
        solved.append(one)
    whole = joined(model, solved)
    proven = all(known for _, known in found)
    first = sum(point.value for point in chosen) if proven else sum(
        min((point.value for point in points), default=0) for points, _ in found
    )  # fmt: skip
    levels = (Level(whole.levels[0].name, whole.levels[0].value, first),
              *(level._replace(bound=0) for level in whole.levels[1:]))  # fmt: skip
    again = whole.reproducible and proven
    return replace(whole, status="feasible", levels=levels, reproducible=again)


def _own(weights: Weights, part: Model) -> Weights:
    names = {name for name, _, _ in part.variables}
    return tuple((name, weight) for name, weight in weights if name in names)


def _most(weights: Weights, value: int) -> Row:
    return Row("", weights, None, value, None, "")
