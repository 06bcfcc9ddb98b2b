"""What a file says of its cells beside their values, by sheet; .xlsx and .xls say it alike."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from compliance.errors import Place, Problem
from compliance.intake.excel.formats import Format
from compliance.intake.tables.grid import Unusable, letters

NOT_AVAILABLE = "#N/A"
"""The one error that people also write to say that they have no figure."""
ERRORS = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?",
          0x24: "#NUM!", 0x2A: NOT_AVAILABLE}  # fmt: skip
ERROR_TEXTS = frozenset(ERRORS.values()) - {NOT_AVAILABLE}


@dataclass
class Marks:
    """Of one sheet: formats that change what is seen, cells that hold no value, what is hidden.

    Cells are pairs of row and column from 0. ``rows`` and ``columns`` are hidden.
    """

    formats: dict[tuple[int, int], Format] = field(default_factory=dict)
    unusable: dict[tuple[int, int], Unusable] = field(default_factory=dict)
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)

    def on(self, rows: list[Any]) -> None:
        """Put what is seen in the place of what is stored."""
        for (row, column), form in self.formats.items():
            if row < len(rows) and column < len(rows[row]):
                value = rows[row][column]
                if isinstance(value, int | float) and not isinstance(value, bool):
                    rows[row][column] = form.apply(float(value))
        for (row, column), found in self.unusable.items():
            rows.extend([] for _ in range(row + 1 - len(rows)))
            rows[row].extend([""] * (column + 1 - len(rows[row])))
            rows[row][column] = found

    def notes(self, place: str, rows: list[Any]) -> Iterator[Problem]:
        """Rows and columns that hold something and that nobody sees."""
        filled = {n for n in self.rows if n < len(rows) and any(cell != "" for cell in rows[n])}
        if filled:
            yield _hidden("rows-hidden", f"{place}!A{min(filled) + 1}", _runs(filled, _number))
        width = max(map(len, rows), default=0)
        columns = {c for c in self.columns if c < width}
        if columns:
            cell = f"{place}!{letters(min(columns))}1"
            yield _hidden("columns-hidden", cell, _runs(columns, letters))


def _hidden(code: str, cell: str, which: str) -> Problem:
    return Problem(code, Place(cell), severity="note", values={"which": which})


def _number(row: int) -> str:
    return str(row + 1)


def _runs(numbers: set[int], name: Any) -> str:
    """``5-7, 9``: the first few runs of consecutive numbers."""
    runs = []
    for _, group in groupby(enumerate(sorted(numbers)), lambda pair: pair[1] - pair[0]):
        run = [number for _, number in group]
        runs.append(name(run[0]) if len(run) == 1 else f"{name(run[0])}-{name(run[-1])}")
    return ", ".join(runs[:10]) + (", …" if len(runs) > 10 else "")
