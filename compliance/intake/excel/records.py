"""The records of an .xls or .et: number formats, errors, formulas without a result, hidden rows."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from compliance.intake.excel.formats import BUILT_IN, Format, read_format
from compliance.intake.excel.marks import ERRORS, NOT_AVAILABLE, Marks
from compliance.intake.hazards import workbook_streams
from compliance.intake.tables.grid import Unusable

_BOF, _EOF, _SHEET, _FORMAT, _XF = 0x0809, 0x000A, 0x0085, 0x041E, 0x00E0
_NUMBER, _RK, _MANY_RK, _FORMULA, _ERROR = 0x0203, 0x027E, 0x00BD, 0x0006, 0x0205
_ROW, _COLUMNS = 0x0208, 0x007D
_BIFF8 = 0x0600
_HIDDEN_ROW, _HIDDEN_COLUMN, _RECOMPUTE = 0x20, 0x01, 0x02
_AN_ERROR, _NOTHING = 2, 3

Record = tuple[int, bytes]


def marks_of(raw: bytes) -> dict[str, Marks]:
    """The marks of each sheet, by its name.

    Raises:
        Exception: of any kind, if the file is damaged.
    """
    stream = next(workbook_streams(raw))
    codes, styles, sheets = dict(BUILT_IN), list[int](), list[tuple[str, int]]()
    modern = True
    for kind, data in _records(stream, 0):
        if kind == _BOF:
            modern = struct.unpack_from("<H", data)[0] == _BIFF8
        elif kind == _SHEET:
            sheets.append((_text(data, 6, 1, modern=modern), struct.unpack_from("<I", data)[0]))
        elif kind == _FORMAT:
            codes[struct.unpack_from("<H", data)[0]] = _text(
                data, 2, 2 if modern else 1, modern=modern
            )
        elif kind == _XF:
            styles.append(struct.unpack_from("<H", data, 2)[0])
    forms = {n: read_format(codes[code]) for n, code in enumerate(styles) if code in codes}
    seen = {n: form for n, form in forms.items() if form is not None}
    return {name: _sheet(stream, start, seen) for name, start in sheets}


def _records(stream: bytes, at: int) -> Iterator[Record]:
    """The records from one beginning to its end; charts inside a sheet have ends of their own."""
    depth = 0
    while at + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, at)
        yield kind, stream[at + 4 : at + 4 + size]
        at += 4 + size
        depth += (kind == _BOF) - (kind == _EOF)
        if depth <= 0:
            return


def _text(data: bytes, at: int, width: int, *, modern: bool) -> str:
    """A text with its length before it; in the old form, in the code page of the country."""
    count = int.from_bytes(data[at : at + width], "little")
    at += width
    if not modern:
        return data[at : at + count].decode("gb18030", "replace")
    wide = data[at] & 1
    return data[at + 1 : at + 1 + count * (1 + wide)].decode(
        "utf-16-le" if wide else "latin-1", "replace"
    )


def _sheet(stream: bytes, start: int, forms: dict[int, Format]) -> Marks:
    marks = Marks()
    for kind, data in _records(stream, start):
        if kind in (_NUMBER, _RK, _FORMULA):
            row, column, style = struct.unpack_from("<3H", data)
            if style in forms:
                marks.formats[row, column] = forms[style]
            if kind == _FORMULA:
                _formula(marks, (row, column), data)
        elif kind == _MANY_RK:
            _many(marks, data, forms)
        elif kind == _ERROR and data[7]:
            _wrong(marks, struct.unpack_from("<2H", data), data[6])
        elif kind == _ROW and struct.unpack_from("<H", data, 12)[0] & _HIDDEN_ROW:
            marks.rows.add(struct.unpack_from("<H", data)[0])
        elif kind == _COLUMNS and struct.unpack_from("<H", data, 8)[0] & _HIDDEN_COLUMN:
            first, last = struct.unpack_from("<2H", data)
            marks.columns.update(range(first, min(last, 255) + 1))
    return marks


def _many(marks: Marks, data: bytes, forms: dict[int, Format]) -> None:
    """One record that holds the numbers of a whole row."""
    row, first = struct.unpack_from("<2H", data)
    for n in range((len(data) - 6) // 6):
        style = struct.unpack_from("<H", data, 4 + 6 * n)[0]
        if style in forms:
            marks.formats[row, first + n] = forms[style]


def _formula(marks: Marks, at: tuple[int, int], data: bytes) -> None:
    """An error, or the nothing or the zero that its writer left for Excel to replace."""
    result, flags = data[6:14], struct.unpack_from("<H", data, 14)[0]
    if result[6:] == b"\xff\xff":
        if result[0] == _AN_ERROR:
            _wrong(marks, at, result[2])
        elif result[0] == _NOTHING:
            marks.unusable[at] = Unusable("formula-uncomputed", "=")
    elif flags & _RECOMPUTE and result == bytes(8):
        marks.unusable[at] = Unusable("formula-uncomputed", "=")


def _wrong(marks: Marks, at: tuple[int, int], code: int) -> None:
    text = ERRORS.get(code, "#?")
    if text != NOT_AVAILABLE:
        marks.unusable[at] = Unusable("cell-error", text)
