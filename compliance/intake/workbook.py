"""Excel workbooks. The only room of python-calamine (extra ``excel``)."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any

from compliance.errors import FactsError, Place, Problem, missing_extra
from compliance.intake.excel import parts, records
from compliance.intake.excel.marks import Marks
from compliance.intake.hazards import MOST_CELLS, OtherFormat, TooLarge, refuse_hazards
from compliance.intake.tables.grid import Grid

EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def is_workbook(raw: bytes) -> bool:
    """Whether the first bytes are those of .xlsx or .xls, whatever the name says."""
    return raw.startswith(EXCEL)


def read_workbook(
    raw: bytes, name: str, choose: Callable[[Sequence[str]], Sequence[str]] | None = None
) -> list[Grid]:
    """Every sheet as a grid, the visible ones first. Formulas, links, macros are never executed.

    ``choose`` says which sheets to read, by their names; without it, all are.

    Raises:
        MissingExtra: if python-calamine is not installed.
        FactsError: if the workbook is damaged or would not fit into memory.
    """
    try:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415
    except ImportError:
        raise missing_extra("python-calamine", "excel") from None
    try:
        refuse_hazards(raw)
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        sheets = sorted(book.sheets_metadata, key=_is_hidden)
        wanted = (choose or list)([sheet.name for sheet in sheets])
        found = [
            (sheet, _cells(book, sheet.name, name))
            for sheet in sheets if _has_cells(sheet) and sheet.name in wanted
        ]  # fmt: skip
        # only what is whole to the reader of values is looked through for marks
        marks = (parts if raw.startswith(b"PK") else records).marks_of(raw)
        return [_grid(sheet, grid, marks.get(sheet.name, Marks())) for sheet, grid in found]
    except FactsError:
        raise
    except TooLarge as error:
        raise _too_large(name, error.most) from None
    except OtherFormat:
        raise FactsError(
            Problem("data-format", Place(name), values={"found": "ods, xlsb"})
        ) from None
    except Exception as error:  # noqa: BLE001 - damaged files raise whatever their bytes lead to
        raise _damaged(name, str(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own bugs on damaged files
            raise
        raise _damaged(name, "damaged workbook") from None


def _damaged(name: str, why: str) -> FactsError:
    return FactsError(Problem("data-unreadable", Place(name), values={"why": why[:200]}))


def _too_large(name: str, most: int) -> FactsError:
    return FactsError(Problem("data-too-large", Place(name), values={"most": f"{most:,}"}))


def _is_hidden(sheet: Any) -> bool:
    return not str(sheet.visible).endswith(".Visible")


def _has_cells(sheet: Any) -> bool:
    return str(sheet.typ).endswith(".WorkSheet")


def _cells(book: Any, sheet: str, name: str) -> Grid:
    """The values of a sheet, as they are stored."""
    place = f"{name}!{sheet}"
    found = book.get_sheet_by_name(sheet)
    if found.total_height * found.total_width > MOST_CELLS:
        raise _too_large(place, MOST_CELLS)
    rows = found.to_python(skip_empty_area=False)
    merged = [
        (top, left, bottom, right)
        for (top, left), (bottom, right) in found.merged_cell_ranges or ()
    ]
    return Grid(place, rows, merged)


def _grid(sheet: Any, grid: Grid, marks: Marks) -> Grid:
    """The sheet as it is seen, and what is to be known of it."""
    rows = [*grid.rows]
    marks.on(rows)
    notes = [*marks.notes(grid.place, rows)]
    if _is_hidden(sheet):
        notes.insert(0, Problem("sheet-hidden", Place(grid.place), severity="note"))
    return grid._replace(rows=rows, notes=tuple(notes))
