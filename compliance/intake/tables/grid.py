"""The cells of a sheet, wherever they come from."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from compliance.errors import Problem
from compliance.intake.values import no_value
from compliance.quantity import is_missing

Range = tuple[int, int, int, int]
"""A merged range: top, left, bottom, right, from 0."""


class Unusable(NamedTuple):
    """A cell that holds something, but no value: the code of the problem, and what is seen."""

    code: str
    found: str

    def __str__(self) -> str:
        return self.found


class Grid(NamedTuple):
    """The cells of one sheet with its merged ranges; ``place`` is ``file!sheet``.

    ``text`` says that marks divide the cells, so that one mark too many shifts those after it.
    ``notes`` say what is to be known of the sheet: that rows are hidden, or the sheet itself.
    """

    place: str
    rows: Sequence[Sequence[Any]]
    merged: Sequence[Range] = ()
    text: bool = False
    notes: tuple[Problem, ...] = ()

    def cell(self, row: int, column: int) -> str:
        """A cell's address: ``file!sheet!B7``."""
        return f"{self.place}!{letters(column)}{row + 1}"


def letters(column: int) -> str:
    """A column's letters.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def blank(cell: Any) -> bool:
    """Whether a cell holds nothing at all; a dash holds something."""
    return no_value(cell) or (isinstance(cell, str) and not cell.strip())


def nameless(cell: Any) -> bool:
    """Whether a cell holds nothing, or a mark that stands for nothing, or an error."""
    return (
        no_value(cell) or isinstance(cell, Unusable) or (isinstance(cell, str) and is_missing(cell))
    )


def at(row: Sequence[Any], column: int) -> Any:
    """A cell of a row that may be shorter than others."""
    return row[column] if column < len(row) else ""


def holds_number(row: Sequence[Any]) -> bool:
    """Whether a row holds a number, which no heading does."""
    return any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in row)
