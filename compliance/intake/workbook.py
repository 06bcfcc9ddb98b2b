"""Excel workbooks. The only room of python-calamine (extra ``excel``)."""

from __future__ import annotations

import io
import zipfile

from compliance.errors import FactsError, Place, Problem, missing_extra
from compliance.intake.table import Grid

LARGEST_UNPACKED = 2_000_000_000
EXCEL = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


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
        from python_calamine import CalamineError, CalamineWorkbook  # noqa: PLC0415
    except ImportError:
        raise missing_extra("python-calamine", "excel") from None
    _refuse_bombs(raw, name)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(raw))
        return [_grid(book, sheet, name) for sheet in book.sheet_names]
    except (CalamineError, OSError, ValueError, KeyError, IndexError, zipfile.BadZipFile) as error:
        raise _damaged(name, str(error)) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":  # calamine's own bugs on damaged files
            raise
        raise _damaged(name, "damaged workbook") from None


def _damaged(name: str, why: str) -> FactsError:
    return FactsError(Problem("data-unreadable", Place(name), values={"why": why[:200]}))


def _grid(book: object, sheet_name: str, name: str) -> Grid:
    sheet = book.get_sheet_by_name(sheet_name)  # type: ignore[attr-defined]
    rows = sheet.to_python(skip_empty_area=False)
    merged = [
        (top, left, bottom, right)
        for (top, left), (bottom, right) in sheet.merged_cell_ranges or ()
    ]
    return Grid(f"{name}!{sheet_name}", rows, merged)


def _refuse_bombs(raw: bytes, name: str) -> None:
    if not raw.startswith(b"PK"):
        return
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            size = sum(entry.file_size for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise _damaged(name, str(error)) from None
    if size > LARGEST_UNPACKED:
        raise FactsError(
            Problem("data-too-large", Place(name), values={"most": f"{LARGEST_UNPACKED:,}"})
        )
