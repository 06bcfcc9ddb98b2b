"""The few words in which a plan is written, for dataframes and for SQL.

A cell is whatever the language computes with: an expression of polars or narwhals, or a piece of
SQL. All of them know ``+ - * /``, comparisons, ``& | ~`` and ``is_null()``; the rest is here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any, Protocol

Cell = Any
Mask = Any
"""A cell of truths; or True or False where every row has the same."""


class Language(Protocol):
    """What a plan asks for."""

    def column(self, name: str) -> Cell:
        """A column by name."""

    def when(self, mask: Mask, then: Cell, otherwise: Cell) -> Cell:
        """One of two cells; ``otherwise`` where the mask is null."""

    def code(self, code: int) -> Cell:
        """A small integer."""

    def text(self, text: str | None) -> Cell:
        """A text, the same in every row."""

    def number(self, value: float | None) -> Cell:
        """A number, the same in every row."""

    def flag(self, value: bool | None) -> Cell:  # noqa: FBT001 - the value itself
        """A truth, the same in every row."""

    def floats(self, cell: Cell) -> Cell:
        """A cell as float64."""

    def integers(self, cell: Cell) -> Cell:
        """A cell of whole float64 numbers as 64-bit integers."""

    def strings(self, cell: Cell) -> Cell:
        """A cell as text."""

    def decimal(self, cell: Cell, digits: int) -> Cell:
        """A cell of float64 numbers that are not whole, of at most so many decimals, as text."""

    def stripped(self, cell: Cell) -> Cell:
        """A text without the blanks around it."""

    def nearest(self, cell: Cell) -> Cell:
        """The whole number nearest to each."""

    def shortened(self, cell: Cell, scale: float) -> Cell:
        """The float64 nearest to each number rounded to whole parts of ``1 / scale``."""

    def joined(self, cells: Sequence[Cell]) -> Cell:
        """Texts with commas between them, without those that are null."""


class Frames:
    """polars, or narwhals where a frame must stay lazy: ``ns`` is the library's namespace."""

    def __init__(self, ns: Any) -> None:
        self.ns = ns

    def column(self, name: str) -> Cell:
        """A column by name."""
        return self.ns.col(name)

    def when(self, mask: Mask, then: Cell, otherwise: Cell) -> Cell:
        """One of two cells; a mask that is a constant chooses at once."""
        if isinstance(mask, bool):
            return then if mask else otherwise
        return self.ns.when(mask).then(then).otherwise(otherwise)

    def code(self, code: int) -> Cell:
        """An 8-bit integer."""
        return self.ns.lit(code, self.ns.Int8)

    def text(self, text: str | None) -> Cell:
        """A text, the same in every row."""
        return self.ns.lit(text, self.ns.String)

    def number(self, value: float | None) -> Cell:
        """A float64, the same in every row."""
        return self.ns.lit(value, self.ns.Float64)

    def flag(self, value: bool | None) -> Cell:  # noqa: FBT001 - the value itself
        """A truth, the same in every row."""
        return self.ns.lit(value, self.ns.Boolean)

    def floats(self, cell: Cell) -> Cell:
        """A cell as float64."""
        return cell.cast(self.ns.Float64)

    def integers(self, cell: Cell) -> Cell:
        """A cell of whole numbers as 64-bit integers."""
        return cell.cast(self.ns.Int64)

    def strings(self, cell: Cell) -> Cell:
        """A cell as text."""
        return cell.cast(self.ns.String)

    def decimal(self, cell: Cell, digits: int) -> Cell:  # noqa: ARG002 - the shortest text has no more
        """A cell of float64 numbers that are not whole, of at most so many decimals, as text."""
        return self.strings(cell)

    def stripped(self, cell: Cell) -> Cell:
        """A text without the blanks around it."""
        return cell.str.strip_chars()

    def nearest(self, cell: Cell) -> Cell:
        """The whole number nearest to each."""
        return (cell + 0.5).floor()

    def shortened(self, cell: Cell, scale: float) -> Cell:
        """The float64 nearest to each number rounded to whole parts of ``1 / scale``."""
        return self.nearest(cell * scale) / scale

    def joined(self, cells: Sequence[Cell]) -> Cell:
        """Texts with commas between them, without those that are null."""
        return self.ns.concat_str(list(cells), separator=", ", ignore_nulls=True)


def all_of(masks: Sequence[Mask]) -> Mask:
    """Whether every mask holds.

    >>> all_of([True, True]), all_of([True, False]), all_of([])
    (True, False, True)
    """
    return reduce(both, masks, True)  # noqa: FBT003 - the value itself


def any_of(masks: Sequence[Mask]) -> Mask:
    """Whether some mask holds.

    >>> any_of([True, False]), any_of([])
    (True, False)
    """
    return reduce(either, masks, False)  # noqa: FBT003 - the value itself


def both(one: Mask, two: Mask) -> Mask:
    """Both masks; constants are folded."""
    if isinstance(one, bool):
        return two if one else False
    if isinstance(two, bool):
        return one if two else False
    return one & two


def either(one: Mask, two: Mask) -> Mask:
    """Either mask; constants are folded."""
    if isinstance(one, bool):
        return True if one else two
    if isinstance(two, bool):
        return True if two else one
    return one | two


def opposite(mask: Mask) -> Mask:
    """The opposite of a mask; null stays null."""
    return not mask if isinstance(mask, bool) else ~mask
