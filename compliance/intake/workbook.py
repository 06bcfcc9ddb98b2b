"""Excel workbooks. The only room of python-calamine (extra ``excel``)."""

from __future__ import annotations

import io

from compliance.errors import FactsError, Place, Problem, missing_extra
from compliance.intake.hazards import MOST_CELLS, OtherFormat, TooLarge, refuse_hazards
from compliance.intake.tables.grid import Grid

EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


def is_workbook(raw: bytes) -> bool:
    """Whether the first bytes are those of .xlsx or .xls, whatever the name says."""
    return raw.startswith(EXCEL)


def read_workbook(raw: bytes, name: str) -> list[Grid]:
    """Every sheet as a grid. Formulas, links and macros are never executed.

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
        return [_grid(book, sheet, name) for sheet in book.sheet_names]
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


def _grid(book: object, sheet_name: str, name: str) -> Grid:
    sheet = book.get_sheet_by_name(sheet_name)  # type: ignore[attr-defined]
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise _too_large(f"{name}!{sheet_name}", MOST_CELLS)
    rows = sheet.to_python(skip_empty_area=False)
    merged = [
        (top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return Grid(f"{name}!{sheet_name}", rows, merged)
