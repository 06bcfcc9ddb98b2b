"""Excel workbooks. The only room of python-calamine (extra ``excel``)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator

from compliance.errors import FactsError, Place, Problem, missing_extra
from compliance.intake.tables.grid import Grid

LARGEST_UNPACKED = 500_000_000
MOST_CELLS = 20_000_000
EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"']0*(\d+)")
_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})0*\d")
_WIDE = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]{3,}0*\d")


def is_workbook(raw: bytes) -> bool:
    """Whether the first bytes are those of .xlsx or .xls, whatever the name says."""
    return raw.startswith(EXCEL)


def read_workbook(raw: bytes, name: str) -> list[Grid]:
    """Every sheet as a grid. Formulas, links and macros are never executed.

    Raises:
        MissingExtra: if python-calamine is not installed.
        FactsError: if the workbook is damaged or unpacks to more than ``LARGEST_UNPACKED``.
    """
    try:
        from python_calamine import CalamineWorkbook  # noqa: PLC0415
    except ImportError:
        raise missing_extra("python-calamine", "excel") from None
    try:
        _refuse_bombs(raw, name)
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        return [_grid(book, sheet, name) for sheet in book.sheet_names]
    except FactsError:
        raise
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


def _refuse_bombs(raw: bytes, name: str) -> None:
    """Refuse a workbook whose cells would not fit into memory.

    calamine lays a sheet out as a full rectangle, and a single stray cell at XFD1048576 would
    end the process, so the addresses are looked at before it sees them.
    """
    if not raw.startswith(b"PK"):
        return
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise _too_large(name, LARGEST_UNPACKED)
        names = archive.namelist()
        binary = any(entry.endswith(".bin") and "book" in entry for entry in names)
        if "mimetype" in names or binary:
            raise FactsError(Problem("data-format", Place(name), values={"found": "ods, xlsb"}))
        for sheet in _sheets(archive):
            height, width = _extent(sheet)
            if height * width > MOST_CELLS:
                raise _too_large(name, MOST_CELLS)


def _sheets(archive: zipfile.ZipFile) -> Iterator[bytes]:
    for entry in archive.infolist():
        if entry.filename.endswith((".xml", ".XML")) and "sharedStrings" not in entry.filename:
            yield archive.read(entry)


def _extent(sheet: bytes) -> tuple[int, int]:
    """An upper bound of the rows and columns that a sheet's addresses span."""
    last = max((int(row[:9]) for row in _ROW.findall(sheet)), default=0)
    if _WIDE.search(sheet):
        return last or 1, max(map(_column, set(_CELL.findall(sheet))))
    if last * 702 <= MOST_CELLS:
        return last, 702
    return last, max(map(_column, set(_CELL.findall(sheet))), default=1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number
