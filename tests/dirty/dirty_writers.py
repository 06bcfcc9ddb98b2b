"""Files as people and their programs write them, from rows; each writer gives the file's bytes."""

from __future__ import annotations

import csv
import datetime as dt
import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import polars as pl
import xlsxwriter
import xlwt

Rows = Sequence[Sequence[Any]]


class Formatted(NamedTuple):
    """A value under a number format."""

    value: Any
    code: str


class Formula(NamedTuple):
    """A formula and what the file says that it gives; None: nothing is said."""

    text: str
    value: Any = None


class Error(NamedTuple):
    """A cell that shows an error."""

    text: str


def xlsx(
    rows: Rows,
    *merged: str,
    then: Callable[[Any, Any], object] | None = None,
    change: Callable[[str, bytes], bytes] | None = None,
    before: Sequence[tuple[str, Rows]] = (),
) -> bytes:
    """A workbook with one sheet, 表; ``then`` does more to it, ``change`` to its XML parts."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        for name, others in before:
            page = book.add_worksheet(name)
            _fill(book, page, others)
        page = book.add_worksheet("表")
        for area in merged:
            page.merge_range(area, "")
        _fill(book, page, rows)
        if then is not None:
            then(book, page)
    return buffer.getvalue() if change is None else rezipped(buffer.getvalue(), change)


def _fill(book: Any, page: Any, rows: Rows) -> None:
    for n, row in enumerate(rows):
        for c, cell in enumerate(row):
            _cell(book, page, n, c, cell)


def _cell(book: Any, page: Any, n: int, c: int, cell: Any) -> None:
    if isinstance(cell, Formatted):
        form = book.add_format({"num_format": cell.code})
        written = isinstance(cell.value, dt.date | dt.time | dt.timedelta)
        (page.write_datetime if written else page.write_number)(n, c, cell.value, form)
    elif isinstance(cell, Formula):
        page.write_formula(n, c, cell.text, None, 0 if cell.value is None else cell.value)
    elif isinstance(cell, Error):
        page.write_formula(n, c, "=1/0", None, cell.text)
    elif isinstance(cell, str) and cell:
        page.write_string(n, c, cell)
    elif cell is not None and cell != "":
        page.write(n, c, cell)


def rezipped(raw: bytes, change: Callable[[str, bytes], bytes]) -> bytes:
    """The same archive with changed parts."""
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(raw)) as old,
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return buffer.getvalue()


def opened_in_excel(name: str, part: bytes) -> bytes:
    """Without the mark by which a program asks Excel to compute everything anew."""
    return part.replace(b' fullCalcOnLoad="1"', b"") if name == "xl/workbook.xml" else part


def without_results(name: str, part: bytes) -> bytes:
    """Formulas without the results that Excel stores beside them."""
    part = opened_in_excel(name, part)
    return re.sub(rb"</f><v>[^<]*</v>", b"</f>", part) if "sheet1.xml" in name else part


def without_addresses(name: str, part: bytes) -> bytes:
    """Cells that do not say where they are: each follows the one before it."""
    return re.sub(rb'(<c) r="[A-Z]+\d+"', rb"\1", part) if "sheet1.xml" in name else part


def xls(
    rows: Rows, then: Callable[[Any], object] | None = None, merged: Sequence[Any] = ()
) -> bytes:
    """A workbook in the old binary format."""
    book = xlwt.Workbook(encoding="utf-8")
    page = book.add_sheet("表")
    for n, row in enumerate(rows):
        for c, cell in enumerate(row):
            if isinstance(cell, Formatted):
                page.write(n, c, cell.value, xlwt.easyxf(num_format_str=cell.code))
            elif isinstance(cell, Formula):
                page.write(n, c, xlwt.Formula(cell.text.removeprefix("=")))
            elif isinstance(cell, Error):
                page.row(n).set_cell_error(c, 42 if cell.text == "#N/A" else cell.text)
            elif cell is not None and cell != "":
                page.write(n, c, cell)
    for area in merged:
        page.merge(*area)
    if then is not None:
        then(page)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def text(rows: Rows, encoding: str = "utf-8", mark: str = ",", end: str = "\r\n") -> bytes:
    """Comma-separated text, or with another mark."""
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=mark, lineterminator=end).writerows(rows)
    return buffer.getvalue().encode(encoding)


def page(rows: Rows, encoding: str = "gb18030", around: str = "{table}") -> bytes:
    """An HTML page with one table; a cell is a text, or a text with its attributes."""
    lines = []
    for row in rows:
        cells = (cell if isinstance(cell, tuple) else (cell, "") for cell in row)
        lines.append("<tr>" + "".join(f"<td {attributes}>{html.escape(str(value))}</td>"
                                      for value, attributes in cells) + "</tr>")  # fmt: skip
    table = f"<table border=1>{''.join(lines)}</table>"
    body = around.replace("{table}", table)
    charset = {"gb18030": "gb2312"}.get(encoding, encoding)
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">'
    return f"<html><head>{head}</head><body>{body}</body></html>".encode(encoding)


def records(data: Any) -> bytes:
    """A JSON file."""
    return json.dumps(data, ensure_ascii=False).encode()


def lines(data: Sequence[Mapping[str, Any]]) -> bytes:
    """An NDJSON file."""
    return "\n".join(json.dumps(one, ensure_ascii=False) for one in data).encode()


def parquet(columns: Mapping[str, Sequence[Any]]) -> bytes:
    """A Parquet file."""
    buffer = io.BytesIO()
    pl.DataFrame(columns, strict=False).write_parquet(buffer)
    return buffer.getvalue()
