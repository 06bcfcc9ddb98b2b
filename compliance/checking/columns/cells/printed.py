"""Whether totals refute the ratio that a school printed beside them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from compliance.checking.columns.cells.facts import MARKED, Facts
from compliance.checking.columns.language import Cell, Mask
from compliance.expressions import fold
from compliance.rulebook.rule import Route

_SLACK = 1e-9
"""Room for rounding, in units of the last digit; totals that differ, differ by far more."""
_ROOM, _ERROR = 1e-6, 1e-12
"""More room than rounding needs: in units of the last digit, and of the figure."""


def refuted(facts: Facts, printed: Route, value: Cell) -> Mask:
    """Whether a value in base units lies beyond one unit of the printed figure's last digit."""
    name = printed.facts[0]
    cell, step = facts.cell(name), _last_digit(facts, name) * (1 + _SLACK)
    ends = [_measured(facts, printed, cell - step), _measured(facts, printed, cell + step)]
    below = (value < ends[0]) & (value < ends[1])
    above = (value > ends[0]) & (value > ends[1])
    return (cell > step) & (below | above)


def borne_out(facts: Facts, printed: Route, value: Cell) -> Mask:
    """Whether a value in base units certainly lies within one unit of the last digit.

    Other than ``refuted``, this says nothing of a value so near to an end that rounding decides.
    """
    name = printed.facts[0]
    cell, last = facts.cell(name), _last_digit(facts, name)
    step = last * (1 - _ROOM) - cell * _ERROR
    ends = [_measured(facts, printed, cell - step), _measured(facts, printed, cell + step)]
    rising = (value >= ends[0]) & (value <= ends[1])
    falling = (value <= ends[0]) & (value >= ends[1])
    return (step > 0.0) & (cell > last * (1 + _ROOM)) & (rising | falling)


def _last_digit(facts: Facts, name: str) -> Cell:
    """One unit of the last digit of each figure, as floats are printed: 41.2 → 0.1."""
    language, decimals = facts.language, facts.sources[name].decimals
    cell, step = facts.cell(name), language.number(10.0**-decimals)
    for digits in reversed(range(decimals)):
        scale = float(10**digits)
        short = language.shortened(cell, scale) == cell
        step = language.when(short, language.number(1 / scale), step)
    return facts.stage(MARKED, f"last digit {name}", step)


def _measured(facts: Facts, printed: Route, cell: Cell) -> Any:
    """What another printed figure would measure, in base units."""

    def fact(name: str) -> tuple[Any, Any]:
        value, below = facts.floats(name, [])
        return replace(value, cell=cell), below

    top, bottom = (
        float(side) if isinstance(side, int) else side.cell * float(side.scale)
        for side in fold.number(printed.tree, fact, [])
    )
    return top / bottom
