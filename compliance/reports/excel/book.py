"""A workbook written whole or not at all. The only room of xlsxwriter (extra ``excel``).

Text is only ever text: nothing that a school calls itself becomes a formula, a number or a link.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from compliance.errors import ComplianceError, Place, Problem, missing_extra
from compliance.numerals import exact_text

MOST_ROWS = 1_048_576
MOST_COLUMNS = 16_384
MOST_CHARACTERS = 32_767
MOST_NOTE = 8_000
MOST_LISTED = 255
"""Characters of a list of choices that Excel keeps in the cell's own rule."""
DIGITS = 15
"""Digits that Excel keeps of a number."""
NAME, HEAD, WRAP = "name", "head", "wrap"
_INK = {
    "pass": ("#0b5d2a", "#e3f4e8"), "fail": ("#8c1515", "#fbe4e4"),
    "unknown": ("#7a4b00", "#fdf1d8"), "waived": ("#1d3f77", "#e4ecf9"),
    "not_applicable": ("#555555", "#f1f1f1"),
}  # fmt: skip
_STYLES: dict[str, dict[str, Any]] = {
    "": {"valign": "top"},
    WRAP: {"valign": "top", "text_wrap": True},
    NAME: {"bold": True, "font_size": 14},
    HEAD: {"bold": True, "text_wrap": True, "valign": "vcenter", "align": "center", "border": 1,
           "bg_color": "#dfe7ef"},
    "text": {"valign": "top", "num_format": "@"},
    "date": {"valign": "top", "num_format": "yyyy-mm-dd"},
    **{name: {"valign": "top", "font_color": ink, "bg_color": paper}
       for name, (ink, paper) in _INK.items()},
}  # fmt: skip

Value = str | int | Fraction | None


class Cell(NamedTuple):
    """A value in a style: ``name``, ``head``, ``wrap``, or an outcome such as ``fail``."""

    value: Value
    style: str = ""


def fits_number(value: Fraction) -> bool:
    """Whether Excel keeps a number as it is: a finite decimal of at most fifteen digits.

    >>> [fits_number(value) for value in (Fraction("2499.9975"), Fraction(1, 3), Fraction(2**60))]
    [True, False, False]
    """
    text = exact_text(value)
    return "/" not in text and len(text.lstrip("-0.").replace(".", "")) <= DIGITS


class Book:
    """An open workbook; sheets are written row by row, from the top."""

    def __init__(self, raw: Any, path: Path) -> None:
        self.raw = raw
        self.path = path
        self._formats: dict[tuple[str, str], Any] = {}

    def sheet(self, name: str) -> Sheet:
        """A new sheet."""
        return Sheet(self, self.raw.add_worksheet(name))

    def style(self, style: str, digits: str = "") -> Any:
        """A style of cells, with the number format that shows every digit."""
        key = style, digits
        if key not in self._formats:
            shown = {"num_format": digits} if digits else {}
            self._formats[key] = self.raw.add_format({**_STYLES[style], **shown})
        return self._formats[key]


class Sheet:
    """A sheet of a workbook; ``below`` is the next free row, from 0."""

    def __init__(self, book: Book, raw: Any) -> None:
        self.book = book
        self.raw = raw
        self.below = 0

    def row(self, cells: Sequence[Cell | Value]) -> None:
        """Write one row below the others.

        Raises:
            ComplianceError: there are more rows or columns than a sheet can hold.
        """
        if self.below >= MOST_ROWS or len(cells) > MOST_COLUMNS:
            raise too_large(self.book.path)
        for column, cell in enumerate(cells):
            value, style = cell if isinstance(cell, Cell) else (cell, "")
            self.put(self.below, column, value, style)
        self.below += 1

    def put(self, row: int, column: int, value: Value, style: str = "") -> None:
        """Write one cell; a number that Excel would round is written as text."""
        if value is None or value == "":
            if style:
                self.raw.write_blank(row, column, None, self.book.style(style))
        elif isinstance(value, str):
            self.raw.write_string(row, column, _writable(value), self.book.style(style))
        elif fits_number(Fraction(value)):
            text = exact_text(Fraction(value))
            digits = "0." + "0" * len(text.partition(".")[2])
            shown = self.book.style(style, digits.removesuffix("."))
            self.raw.write_number(row, column, float(text), shown)
        else:
            self.raw.write_string(row, column, exact_text(Fraction(value)), self.book.style(style))

    def merge(self, first: tuple[int, int], last: tuple[int, int], text: str, style: str) -> None:
        """Write one text over several cells; ``first`` and ``last`` are rows and columns."""
        if first == last:
            self.put(*first, text, style)
        else:
            self.raw.merge_range(*first, *last, "", self.book.style(style))
            self.put(*first, text, style)

    def widths(self, widths: Sequence[float], styles: Sequence[str] = ()) -> None:
        """How wide each column is, in characters, and the style of its empty cells."""
        for n, width in enumerate(widths):
            style = styles[n] if styles else ""
            self.raw.set_column(n, n, width, self.book.style(style) if style else None)

    def table(self, top: int, columns: int, fixed: int, *, filtered: bool = True) -> None:
        """Say that rows above ``top`` are a heading: they stay in view and on every page."""
        self.raw.freeze_panes(top, fixed)
        self.raw.repeat_rows(0, top - 1)
        if filtered:
            self.raw.autofilter(top - 1, 0, max(self.below - 1, top), columns - 1)

    def page(self, title: str) -> None:
        """Landscape A4, one page wide, with the title above and the page's number below."""
        self.raw.set_landscape()
        self.raw.set_paper(9)
        self.raw.fit_to_pages(1, 0)
        self.raw.set_header(f"&L{title.replace('&', '&&')[:200]}")
        self.raw.set_footer("&C&P / &N")

    def note(self, row: int, column: int, text: str) -> None:
        """A note on a cell, shown when the pointer is over it."""
        short = text if len(text) <= MOST_NOTE else f"{text[: MOST_NOTE - 1]}…"
        size = {"width": 420, "height": 40 + 18 * (short.count("\n") + len(short) // 30)}
        self.raw.write_comment(row, column, _writable(short), size)

    def allow(self, rows: tuple[int, int], column: int, rule: Mapping[str, Any]) -> None:
        """What the cells of a column may hold; ``rule`` as xlsxwriter's ``data_validation``."""
        self.raw.data_validation(rows[0], column, rows[1], column, {**rule})

    def hide(self) -> None:
        """Keep the sheet out of sight."""
        self.raw.hide()


def listing(  # noqa: PLR0913 - what every list has
    book: Book,
    name: str,
    title: str,
    heads: Sequence[tuple[str, float]],
    rows: Iterable[Sequence[Cell | Value]],
    *,
    fixed: int = 1,
) -> None:
    """A sheet with one heading and a row for each thing; ``heads`` are texts and widths."""
    sheet = book.sheet(name)
    sheet.page(title)
    sheet.widths([width for _, width in heads])
    sheet.row([Cell(text, HEAD) for text, _ in heads])
    for row in rows:
        sheet.row(row)
    sheet.table(1, len(heads), fixed)


def _writable(text: str) -> str:
    """A text that a cell can hold: half characters replaced, the end of an endless one cut."""
    short = text if len(text) <= MOST_CHARACTERS else f"{text[: MOST_CHARACTERS - 1]}…"
    return short.encode("utf-8", "replace").decode()


def too_large(path: Path) -> ComplianceError:
    """The error that a sheet cannot hold what is to be written."""
    values = {"rows": f"{MOST_ROWS:,}", "columns": f"{MOST_COLUMNS:,}"}
    return ComplianceError(Problem("excel-too-large", Place(str(path)), values=values))


@contextlib.contextmanager
def open_book(
    path: Path, properties: Mapping[str, str], on: dt.date, *, streamed: bool = False
) -> Iterator[Book]:
    """A workbook in a temporary folder beside ``path``, renamed when all is written.

    Args:
        path: the file to be.
        properties: Excel's document properties; those that it does not know become its own.
        on: the day that the workbook says it was made, so that equal contents are equal files.
        streamed: keep one row in memory, not all; rows are then written strictly downwards.

    Raises:
        ComplianceError: if the file cannot be written; nothing is left behind.
        MissingExtra: if xlsxwriter is not installed.
    """
    try:
        import xlsxwriter  # noqa: PLC0415 - the extra is asked for where it is used
        from xlsxwriter.exceptions import XlsxWriterException  # noqa: PLC0415 - as above
    except ImportError:
        raise missing_extra("xlsxwriter", "excel") from None
    try:
        with _beside(path) as folder:
            written = Path(folder) / "book.xlsx"
            options = {
                "strings_to_formulas": False, "strings_to_urls": False,
                "strings_to_numbers": False, "constant_memory": streamed, "tmpdir": folder,
            }  # fmt: skip
            raw = xlsxwriter.Workbook(str(written), options)
            _describe(raw, properties, on)
            try:
                yield Book(raw, path)
                raw.close()
                written.replace(path)
            finally:
                _let_go(raw)
    except (OSError, XlsxWriterException) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise ComplianceError(
            Problem("output-unwritable", Place(str(path)), values={"why": why})
        ) from None


def _beside(path: Path) -> tempfile.TemporaryDirectory[str]:
    try:
        return tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.")
    except ValueError as error:  # a name that no file can have
        raise OSError(str(error)) from None


def _let_go(raw: Any) -> None:
    """Close the rows that were kept on disk: a workbook that failed leaves them open."""
    for sheet in raw.worksheets():
        if sheet.row_data_fh is not None:
            sheet.row_data_fh.close()


def _describe(raw: Any, properties: Mapping[str, str], on: dt.date) -> None:
    known = {key: properties[key] for key in ("title", "subject", "comments") if key in properties}
    made = dt.datetime(on.year, on.month, on.day)  # noqa: DTZ001 - a day, of no time zone
    raw.set_properties({**known, "created": made})
    for name, value in properties.items():
        if name not in known:
            raw.set_custom_property(name, value, "text")
