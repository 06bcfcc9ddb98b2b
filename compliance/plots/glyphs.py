"""Whether a font file can draw a character, by its own table of characters."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

SUFFIXES = (".ttf", ".ttc", ".otf", ".otc")
MOST_FONTS = 64
"""Fonts of one collection; a file that claims more is none."""


def draws(path: Path, character: str) -> bool:
    """Whether a TrueType or OpenType font, or one of a collection, has a character.

    A file that cannot be read, or is no font, has none.
    """
    try:
        with path.open("rb") as file:
            return any(_has(file, start, ord(character)) for start in _fonts(file))
    except (OSError, struct.error):
        return False


def _read(file: BinaryIO, at: int, form: str) -> tuple[Any, ...]:
    file.seek(at)
    return struct.unpack(">" + form, file.read(struct.calcsize(">" + form)))


def _fonts(file: BinaryIO) -> Iterator[int]:
    """Where each font of the file begins."""
    if file.read(4) != b"ttcf":
        yield 0
        return
    (number,) = _read(file, 8, "I")
    if number <= MOST_FONTS:
        yield from _read(file, 12, f"{number}I")


def _has(file: BinaryIO, start: int, code: int) -> bool:
    (tables,) = _read(file, start + 4, "H")
    for n in range(tables):
        name, _, at, _ = _read(file, start + 12 + 16 * n, "4sIII")
        if name == b"cmap":
            return any(_maps(file, at + where, code) for where in _subtables(file, at))
    return False


def _subtables(file: BinaryIO, cmap: int) -> list[int]:
    (number,) = _read(file, cmap + 2, "H")
    return [_read(file, cmap + 4 + 8 * n, "HHI")[2] for n in range(number)]


def _maps(file: BinaryIO, at: int, code: int) -> bool:
    """Whether a table of characters in format 4 or 12, which every CJK font has, maps a code."""
    (form,) = _read(file, at, "H")
    if form == 12:
        (groups,) = _read(file, at + 12, "I")
        return _within(file, at + 16, groups, code)
    if form != 4 or code > 0xFFFF:
        return False
    (double,) = _read(file, at + 6, "H")
    number = double // 2
    ends = _read(file, at + 14, f"{number}H")
    n = next((n for n, end in enumerate(ends) if end >= code), None)
    if n is None:
        return False
    return _in_segment(file, at + 16 + double, number, n, code)


def _within(file: BinaryIO, at: int, groups: int, code: int) -> bool:
    """Whether one of the groups, in the order of their codes, holds a code."""
    low, high = 0, groups
    while low < high:
        middle = (low + high) // 2
        first, last, _ = _read(file, at + 12 * middle, "III")
        if first <= code <= last:
            return True
        low, high = (middle + 1, high) if code > last else (low, middle)
    return False


def _in_segment(file: BinaryIO, at: int, number: int, n: int, code: int) -> bool:
    """Whether a segment begins at or before a code, and gives it a glyph that is not the box."""
    (first,) = _read(file, at + 2 * n, "H")
    (delta,) = _read(file, at + 2 * (number + n), "H")
    where = at + 2 * (2 * number + n)
    (offset,) = _read(file, where, "H")
    if first > code:
        return False
    if offset == 0:
        return bool((code + delta) % 65536)
    (glyph,) = _read(file, where + offset + 2 * (code - first), "H")
    return bool(glyph)
