"""Fill in a form as Excel does: rows of cells, each in the style of its column."""

import datetime as dt
import re
import zipfile
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

from compliance.intake.tables.grid import letters

EPOCH = dt.date(1899, 12, 30)


def fill(blank: Path, filled: Path, rows: list[list[Any]], first: int) -> None:
    """Write ``rows`` into the first sheet from row ``first`` on; None leaves a cell blank."""
    with zipfile.ZipFile(blank) as source, zipfile.ZipFile(filled, "w") as target:
        for name in source.namelist():
            raw = source.read(name)
            if name == "xl/worksheets/sheet1.xml":
                raw = _with_rows(raw.decode(), rows, first).encode()
            target.writestr(name, raw)


def _with_rows(sheet: str, rows: list[list[Any]], first: int) -> str:
    styles = _column_styles(sheet)
    text = "".join(
        f'<row r="{number}">'
        + "".join(_cell(f"{letters(n)}{number}", value, styles.get(n, "0"))
                  for n, value in enumerate(row))
        + "</row>"
        for number, row in enumerate(rows, first)
    )  # fmt: skip
    return sheet.replace("</sheetData>", f"{text}</sheetData>")


def _column_styles(sheet: str) -> dict[int, str]:
    found = {}
    for column in re.findall(r"<col [^>]*>", sheet):
        said = dict(re.findall(r'(\w+)="([^"]*)"', column))
        for n in range(int(said["min"]), int(said["max"]) + 1):
            found[n - 1] = said.get("style", "0")
    return found


def _cell(address: str, value: Any, style: str) -> str:
    if value is None:
        return ""
    if isinstance(value, dt.date):
        value = (value - EPOCH).days
    if isinstance(value, str):
        kept = escape(value)
        return f'<c r="{address}" s="{style}" t="inlineStr"><is><t>{kept}</t></is></c>'
    return f'<c r="{address}" s="{style}"><v>{value}</v></c>'
