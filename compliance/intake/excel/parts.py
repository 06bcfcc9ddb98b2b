"""The XML parts of an .xlsx: number formats, errors, formulas without a result, hidden rows.

Only what the reader of values leaves out is looked for, and only in parts that hold any of it.
Nothing is expanded, loaded or computed: a part that declares entities is refused.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from posixpath import join, normpath
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

from compliance.intake.excel.formats import BUILT_IN, Format, read_format
from compliance.intake.excel.marks import NOT_AVAILABLE, Marks
from compliance.intake.tables.grid import Unusable

_FAST = re.compile(rb"""\bt\s*=\s*["']e["']|<(?:\w+:)?f[\s/>]""")
_ROW_HIDDEN = re.compile(rb"<(?:\w+:)?row\s[^>]*\bhidden\s*=")
_STYLE = re.compile(rb"""\bs\s*=\s*["'](\d{1,9})["']""")
_TAG = re.compile(
    rb"<(?:\w+:)?(?:row\b([^>]*)>|c(?=[\s/>])([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c\s*>))", re.DOTALL
)
_COLUMNS = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"""\b(r|s|t|min|max|hidden)\s*=\s*["']([^"']*)["']""")
_FORMULA = re.compile(rb"<(?:\w+:)?f(?=[\s/>])[^>]*?(?:/>|>(.*?)</)", re.DOTALL)
_VALUE = re.compile(rb"<(?:\w+:)?v\s*(?:/>|>(.*?)</)", re.DOTALL)
_ADDRESS = re.compile(rb"([A-Za-z]{1,3})0*(\d{1,7})\Z")
_YES = (b"1", b"true")


class _Book(NamedTuple):
    """What holds for all sheets: the styles that show another text, and whether to recompute."""

    styles: dict[bytes, Format]
    stale: bool


def marks_of(raw: bytes) -> dict[str, Marks]:
    """The marks of each sheet, by its name.

    Raises:
        Exception: of any kind, if the file is damaged.
    """
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        names = {name.lower(): name for name in archive.namelist()}

        def part(path: str) -> bytes:
            return archive.read(names[path.lower()]) if path.lower() in names else b""

        book = _parse(part("xl/workbook.xml"))
        links = {
            link.get("Id"): normpath(join("/xl", str(link.get("Target")))).lstrip("/")
            for link in _parse(part("xl/_rels/workbook.xml.rels"))
        }
        calculation = next(_named(book, "calcPr"), None)
        stale = calculation is not None and calculation.get("fullCalcOnLoad") in ("1", "true")
        of = _Book(_styles(part("xl/styles.xml")), stale)
        found = {}
        for sheet in _named(book, "sheet"):
            link = next((v for k, v in sheet.attrib.items() if k.endswith("}id")), "")
            path = links.get(link, "")
            found[str(sheet.get("name"))] = _sheet(part(path), of)
        return found


def _parse(part: bytes) -> ET.Element:
    if b"<!DOCTYPE" in part or b"<!ENTITY" in part:
        raise ValueError("DOCTYPE")
    return ET.fromstring(part or b"<none/>")  # noqa: S314 - nothing is declared that could expand


def _named(root: ET.Element, name: str) -> Iterator[ET.Element]:
    return (one for one in root.iter() if one.tag.rpartition("}")[2] == name)


def _styles(part: bytes) -> dict[bytes, Format]:
    """The styles of cells whose numbers are seen otherwise, by their number."""
    root = _parse(part)
    codes = {**BUILT_IN, **{int(one.get("numFmtId", "0")): one.get("formatCode", "")
                            for one in _named(root, "numFmt")}}  # fmt: skip
    cells = next(_named(root, "cellXfs"), None)
    found = {}
    for n, style in enumerate(cells if cells is not None else ()):
        code = codes.get(int(style.get("numFmtId", "0")))
        form = read_format(code) if code else None
        if form is not None:
            found[str(n).encode()] = form
    return found


def _sheet(part: bytes, book: _Book) -> Marks:
    marks = Marks()
    if b"<!ENTITY" in part:
        raise ValueError("ENTITY")
    hidden = b"hidden" in part
    if hidden:
        for column in _COLUMNS.findall(part):
            said = _attributes(column)
            if said.get(b"hidden") in _YES:
                last = min(int(said[b"max"]), 16_384)
                marks.columns.update(range(int(said[b"min"]) - 1, last))
    seen = book.styles.keys() & set(_STYLE.findall(part)) if book.styles else set()
    rows_hidden = hidden and _ROW_HIDDEN.search(part)
    if seen or rows_hidden or (_may_hold_any(part) and _FAST.search(part)):
        _cells(part, book, marks)
    return marks


def _may_hold_any(part: bytes) -> bool:
    """Whether a part may hold an error or a formula; most sheets hold none, and are long."""
    return any(mark in part for mark in (b'"e"', b"'e'", b"<f", b":f>", b":f "))


def _cells(part: bytes, book: _Book, marks: Marks) -> None:
    """Row by row, cell by cell; an address that is not written follows the one before it."""
    row, column = -1, -1
    for match in _TAG.finditer(part):
        of_row, of_cell, inside = match.groups()
        if of_row is not None:
            said = _attributes(of_row)
            row, column = int(said.get(b"r") or row + 2) - 1, -1
            if said.get(b"hidden") in _YES:
                marks.rows.add(row)
            continue
        said = _attributes(of_cell)
        address = _ADDRESS.match(said.get(b"r", b""))
        column = _number(address[1]) if address else column + 1
        at = (int(address[2]) - 1 if address else row), column
        form = book.styles.get(said.get(b"s", b""))
        if form is not None:
            marks.formats[at] = form
        trouble = _trouble(said.get(b"t", b""), inside or b"", stale=book.stale)
        if trouble is not None:
            marks.unusable[at] = trouble


def _trouble(kind: bytes, inside: bytes, *, stale: bool) -> Unusable | None:
    """Why a cell that looks filled holds no value: an error, or a formula never computed."""
    formula, value = _FORMULA.search(inside), _VALUE.search(inside)
    result = (value[1] or b"") if value else b""
    if kind == b"e":
        text = result.decode("utf-8", "replace") or "#?"
        return None if text == NOT_AVAILABLE else Unusable("cell-error", text)
    if formula is None or (kind == b"str" and value is not None):
        return None
    if not result or (stale and result == b"0"):
        text = (formula[1] or b"").decode("utf-8", "replace")
        return Unusable("formula-uncomputed", f"={text}"[:80])
    return None


def _attributes(tag: bytes) -> dict[Any, bytes]:
    return dict(_ATTRIBUTE.findall(tag))


def _number(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number - 1
