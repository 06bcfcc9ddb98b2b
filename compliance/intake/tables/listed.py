"""Sheets that are no tables of schools: lists with fixed columns, a row each, every cell placed."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from compliance.errors import FactsError, Place, Problem, nearest
from compliance.intake.door import usable
from compliance.intake.excel.marks import NOT_AVAILABLE
from compliance.intake.files import csv_grid, read_bytes
from compliance.intake.tables.grid import Grid, Unusable, at, blank
from compliance.intake.values import MOST_DIGITS, exact, shown
from compliance.intake.workbook import is_workbook, read_workbook
from compliance.numerals import exact_text
from compliance.vocabulary import comparable

SHEETS = (".xlsx", ".xls", ".csv", ".tsv")
HEADING_ROWS = 15
IDLE = ("序号", "no", "no.")
"""Columns that only count the rows."""

Columns = Mapping[str, Sequence[str]]
"""What each column is called, in files of either language; the first is shown in errors."""


class Row(NamedTuple):
    """One row: the texts of its cells that hold anything, and the places of all its columns."""

    place: Place
    texts: Mapping[str, str]
    places: Mapping[str, Place]


def is_sheet(path: Path) -> bool:
    """Whether a file's name says that it is a sheet."""
    return path.suffix.lower() in SHEETS


def read_listed(path: Path, columns: Columns, needed: Sequence[str]) -> list[Row]:
    """The rows of a list in a workbook or a CSV file, below a heading of known columns.

    Args:
        path: the file; of a workbook, the sheet with the most known columns is read.
        columns: every column that may be there, with what it may be called.
        needed: the columns without which the list says nothing.

    Raises:
        FactsError: the file cannot be read, it has no such heading, a column is not known, stands
            twice or is missing; each with its cell.
        MissingExtra: for a workbook, if python-calamine is not installed.
    """
    raw, name = read_bytes(path), shown(path.name, 255)
    labels = {comparable(label): key for key, said in columns.items() for label in (key, *said)}
    if is_workbook(raw):
        grids = read_workbook(raw, name)
    else:
        grids = [csv_grid(raw, name, lambda grid: _score(grid, labels))]
    best = max(grids, key=lambda grid: _score(grid, labels), default=Grid(name, []))
    if _score(best, labels) < 2:
        known = "、".join(said[0] for said in columns.values())
        raise FactsError(Problem("list-no-heading", Place(best.place), values={"known": known}))
    top = _heading(best, labels)
    keys, wrong = _keys(best, top, labels, columns)
    missing = [columns[key][0] for key in needed if key not in keys.values()]
    if missing:
        values = {"missing": "、".join(missing)}
        wrong.append(Problem("list-column-missing", Place(best.cell(top, 0)), values=values))
    if wrong:
        raise FactsError(*wrong)
    return list(_rows(best, top, keys))


def _known(row: Sequence[Any], labels: Mapping[str, str]) -> set[str]:
    written = (comparable(cell) for cell in row if isinstance(cell, str))
    return {labels[label] for label in written if label in labels}


def _heading(grid: Grid, labels: Mapping[str, str]) -> int:
    """The row of which most cells are known columns."""
    rows = grid.rows[:HEADING_ROWS]
    return max(range(len(rows)), key=lambda n: len(_known(rows[n], labels)), default=0)


def _score(grid: Grid, labels: Mapping[str, str]) -> int:
    return max((len(_known(row, labels)) for row in grid.rows[:HEADING_ROWS]), default=0)


def _keys(
    grid: Grid, top: int, labels: Mapping[str, str], columns: Columns
) -> tuple[dict[int, str], list[Problem]]:
    """Which column holds what; a heading that is not known might be one that was misspelled."""
    keys: dict[int, str] = {}
    wrong: list[Problem] = []
    for n, cell in enumerate(grid.rows[top]):
        label = comparable(shown(cell, 200))
        if blank(cell) or label in IDLE:
            continue
        place, said = Place(grid.cell(top, n)), shown(cell)
        if label not in labels:
            values = {"found": said, "nearest": nearest(label, labels) or "—",
                      "known": "、".join(names[0] for names in columns.values())}  # fmt: skip
            wrong.append(Problem("list-column-unknown", place, values=values))
        elif labels[label] in keys.values():
            wrong.append(Problem("list-column-twice", place, values={"found": said}))
        else:
            keys[n] = labels[label]
    return keys, wrong


def _rows(grid: Grid, top: int, keys: Mapping[int, str]) -> Iterator[Row]:
    down = {
        (row, left): at(grid.rows[first], left)
        for first, left, last, right in grid.merged
        if left == right and first > top
        for row in range(first + 1, last + 1)
    }
    for n in range(top + 1, len(grid.rows)):
        row = grid.rows[n]
        if all(blank(cell) for cell in row):
            continue
        places = {key: Place(grid.cell(n, c)) for c, key in keys.items()}
        cells = {key: down.get((n, c), at(row, c)) for c, key in keys.items()}
        texts = {k: _text(k, cell, places[k]) for k, cell in cells.items() if not _nothing(cell)}
        first = next(c for c, cell in enumerate(row) if not blank(cell))
        yield Row(Place(grid.cell(n, first)), texts, places)


def _nothing(cell: Any) -> bool:
    """Whether a cell holds nothing; 无 is a word that lists use."""
    return blank(cell) or cell == NOT_AVAILABLE


def _text(column: str, cell: Any, place: Place) -> str:
    """A cell as it was typed: Excel keeps days as days, and every number as a float.

    Raises:
        FactsError: it is an error, or a formula without a result: nobody knows what it would say.
    """
    cell = usable(cell)
    if isinstance(cell, Unusable):
        values = {"fact": column, "found": shown(cell.found)}
        raise FactsError(Problem(cell.code, place, values=values))
    if isinstance(cell, dt.datetime) and cell.time() == dt.time():
        return cell.date().isoformat()
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, int | float | Decimal):
        if not -MOST_DIGITS < cell < MOST_DIGITS:
            values = {"fact": column, "found": repr(cell)}
            raise FactsError(Problem("digits-lost", place, values=values))
        return exact_text(Fraction(*exact(cell)))
    return shown(cell, 5000).strip()
