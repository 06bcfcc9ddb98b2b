"""One sheet of a form: its texts by label, and the headings over each of its cells."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any

from compliance.errors import FactsError, Place, Problem
from compliance.intake.forms.labels import CODES, UNITS, bare
from compliance.intake.tables.grid import Grid, at, blank, nameless
from compliance.intake.values import no_value, shown
from compliance.text import plain

TALLEST, WIDEST = 2000, 256
"""A form is no longer and no wider; what lies beyond is not looked at."""
MOST_COVERED = 500_000
"""Cells of a sheet that merged ranges may cover."""
FIRST_ROWS = 6
_TABLE = re.compile(r"(?:表号:?\s*)?([一-龥]{0,3}基\d{3,4}(?:续|\(续表?\d?\))?)")
_STATED = re.compile(r".*(?:表号|单位|制表|批准|有效期|文号|填报|报送|制定)[^:]{0,6}:.*", re.DOTALL)
_FIGURE = re.compile(r"[约近逾共仅¥-]?\d")
_ORDINALS = frozenset("甲乙丙丁戊己庚")

Spot = tuple[int, int]
"""A row and a column, from 0."""
Area = tuple[int, int, int, int]
"""Top, left, bottom, right, from 0."""


class Page:
    """The cells of one sheet, with merged ranges resolved."""

    def __init__(self, grid: Grid, name: str) -> None:
        self.grid, self.name = grid, name
        self.rows = [row[:WIDEST] for row in grid.rows[:TALLEST]]
        self.width = max((len(row) for row in self.rows), default=0)
        self._areas: dict[Spot, Area] = {}
        self._lines: dict[int, tuple[int, str]] = {}
        self._columns: dict[frozenset[str], dict[int, int]] = {}
        room = MOST_COVERED
        for top, left, bottom, right in grid.merged:
            area = (top, left, min(bottom, len(self.rows) - 1), min(right, self.width - 1))
            room -= max(0, area[2] - top + 1) * max(0, area[3] - left + 1)
            if room < 0:
                raise FactsError(
                    Problem("data-too-large", Place(grid.place), values={"most": MOST_COVERED})
                )
            covered = ((r, c) for r in range(top, area[2] + 1) for c in range(left, area[3] + 1))
            self._areas.update(dict.fromkeys(covered, area))

    def area(self, row: int, column: int) -> Area:
        """The merged range that a cell belongs to, or the cell itself."""
        return self._areas.get((row, column), (row, column, row, column))

    def value(self, row: int, column: int) -> Any:
        """What stands in a cell, or in the merged range that it belongs to."""
        top, left, _, _ = self.area(row, column)
        return at(self.rows[top], left) if top < len(self.rows) else ""

    def text(self, row: int, column: int) -> str:
        """A cell's text; empty for a number, a date or nothing."""
        value = self.value(row, column)
        return value.strip() if isinstance(value, str) else ""

    @cached_property
    def labels(self) -> dict[str, list[Spot]]:
        """Where each label stands; a merged one at its top left."""
        found: dict[str, list[Spot]] = {}
        for r, row in enumerate(self.rows):
            for c, value in enumerate(row):
                if isinstance(value, str) and value and self.area(r, c)[:2] == (r, c):
                    found.setdefault(bare(value), []).append((r, c))
        found.pop("", None)
        return found

    @cached_property
    def tables(self) -> list[str]:
        """The table numbers that stand in the first rows."""
        cells = (value for row in self.rows[:FIRST_ROWS] for value in row)
        texts = (plain(cell) for cell in cells if isinstance(cell, str) and "基" in cell[:60])
        return [number(found[1]) for text in texts if (found := _TABLE.fullmatch(text))]

    def is_data(self, row: int) -> bool:
        """Whether a row holds a figure, which no row of headings does; ordinals are none."""
        return self._line(row)[1] == "data"

    def counts(self, row: int) -> bool:
        """Whether a row only numbers the columns: 甲 乙 1 2 3."""
        return self._line(row)[1] == "ordinals"

    def filled(self, row: int) -> int:
        """How many cells of a row hold anything."""
        return self._line(row)[0]

    def _line(self, row: int) -> tuple[int, str]:
        """How many cells of a row hold anything, and what kind of row it is."""
        found = self._lines.get(row)
        if found is None:
            cells = [
                cell for cell in self.rows[row]
                if (cell.strip() if isinstance(cell, str) else not no_value(cell))
            ]  # fmt: skip
            found = self._lines[row] = (len(cells), _kind(cells))
        return found

    def is_wide(self, row: int, column: int) -> bool:
        """Whether a cell's text is over the whole sheet: a title, a remark."""
        top, left, _, right = self.area(row, column)
        return (
            self.width > 2
            and right - left + 1 >= self.width - 1
            and not blank(self.value(top, left))
        )

    def is_code(self, row: int, column: int) -> bool:
        """Whether a column numbers the rows."""
        return self._named(CODES).get(column, row) < row

    def is_unit(self, row: int, column: int) -> bool:
        """Whether a column gives the unit of each row."""
        return self._named(UNITS).get(column, row) < row

    def _named(self, headings: frozenset[str]) -> dict[int, int]:
        """The columns under one of some headings, with the first row of it."""
        if headings not in self._columns:
            spots = sorted((spot for name in headings for spot in self.labels.get(name, ())),
                           reverse=True)  # fmt: skip
            self._columns[headings] = {
                c: top for top, left in spots for c in range(left, self.area(top, left)[3] + 1)
            }
        return self._columns[headings]

    def heading(self, at: Spot, column: int, row: int, left: int) -> tuple[str, ...] | None:
        """The headings of a column, from top to bottom; ``at`` is one of them.

        ``row`` is a row below them, ``left`` the column of its label, -1 where it has none. None if
        other headings stand in between.
        """
        found = [*reversed(list(self._above(at[0], column, left))), at[0]]
        last = self.area(*at)[2]
        while last + 1 < row and self._goes_on(at[0], last + 1, left):
            last += 1
            found.append(last)
        if any(self._is_heading(r, left) for r in range(last + 1, row)):
            return None
        texts = (self._parent(r, column, left, at[0]) for r in found)
        return tuple(dict.fromkeys(text for text in texts if bare(text)))

    def _above(self, row: int, column: int, left: int) -> Iterator[int]:
        for r in range(row - 1, -1, -1):
            if self.is_data(r) or self.counts(r):
                return
            text = self._parent(r, column, left, row)
            if text and not self.is_wide(r, column) and not is_title(text):
                yield r

    def _parent(self, row: int, column: int, left: int, last: int) -> str:
        """A heading; where a file has lost its merged ranges, the one to the left goes on."""
        text = self.text(row, column)
        if text or self.grid.merged or row >= last or self.filled(row) < 2:
            return text
        near = (self.text(row, c) for c in range(column - 1, left, -1))
        return next((found for found in near if found), "")

    def _goes_on(self, start: int, row: int, left: int) -> bool:
        """Whether a row below a heading belongs to it: sub-headings, and no label of a row."""
        same = all(
            not self.text(row, c) or self.area(row, c) == self.area(start, c)
            for c in range(left + 1)
        )
        return same and not self.is_data(row) and not self.counts(row)

    def _is_heading(self, row: int, left: int) -> bool:
        """Whether a row looks like other headings: words only, two at least."""
        if self.counts(row) or self.is_data(row):
            return False
        cells = self.rows[row][left + 1 :]
        return sum(isinstance(cell, str) and not nameless(cell) for cell in cells) > 1


def _kind(cells: list[Any]) -> str:
    """``ordinals`` for 甲 乙 1 2 3, ``data`` where a cell begins like a figure, or ``words``."""
    rest = [cell for cell in cells if cell not in _ORDINALS]
    if len(cells) > 1 and all(
        shown(cell, 20).strip().removesuffix(".0") == str(n) for n, cell in enumerate(rest, 1)
    ):
        return "ordinals"
    figures = (
        _FIGURE.match(plain(cell)) is not None if isinstance(cell, str)
        else not isinstance(cell, bool) for cell in cells
    )  # fmt: skip
    return "data" if any(figures) else "words"


def is_title(text: str) -> bool:
    """Whether a text over a table is no heading: a table number, a unit for all, a remark."""
    written = plain(text)
    return bool(_STATED.match(written) or _TABLE.fullmatch(written))


def number(table: str) -> str:
    """A table number as it is compared.

    >>> number("教基1102（续表）")
    '教基1102续'
    """
    return plain(table).replace("(续表)", "续").replace("(续)", "续").replace(" ", "")


def numbers(name: str) -> list[str]:
    """The table numbers that the name of a sheet holds.

    >>> numbers("教基1001_中等技术学校")
    ['教基1001']
    """
    return [number(found) for found in _TABLE.findall(plain(name))]
