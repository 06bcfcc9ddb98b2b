"""Workbooks that would use up all memory, found before the workbook reader sees them.

calamine lays a sheet out as a full rectangle and believes the counts and chains of a file, so that
one stray cell at XFD1048576, or one wrong byte, would end the process instead of raising.
"""

from __future__ import annotations

import io
import itertools
import re
import struct
import zipfile
from collections.abc import Iterable, Iterator

LARGEST_UNPACKED = 500_000_000
MOST_CELLS = 20_000_000
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br\s*=\s*[\"']0*(\d+)")
_CELL = re.compile(rb"\br\s*=\s*[\"']([A-Za-z]{1,3})0*\d")
_FAR = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]{1,9}0*(\d{5,})")
_WIDE = re.compile(rb"\br\s*=\s*[\"'][A-Za-z]{3,}0*\d")
_COUNT = re.compile(rb"ount\s*=\s*[\"']0*(\d{5,})")
_END = 0xFFFFFFFA  # sector numbers from here on are marks: end of chain, free, reserved
_CELLS = frozenset(
    [
        *(0x0001, 0x0002, 0x0003, 0x0004, 0x0005, 0x0006, 0x0203, 0x0204, 0x0205, 0x0206, 0x0406),
        *(0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x027E),
    ]
)  # the records that place a value at a row and a column


class TooLarge(ValueError):  # noqa: N818 - says what the workbook is
    """A workbook is larger than ``most`` bytes or cells."""

    def __init__(self, most: int) -> None:
        super().__init__(most)
        self.most = most


class OtherFormat(ValueError):  # noqa: N818 - says what the workbook is
    """A zip file that is a spreadsheet, but no .xlsx."""


def refuse_hazards(raw: bytes) -> None:
    """Look through a workbook's bytes.

    Raises:
        TooLarge: if its cells would not fit into memory.
        OtherFormat: if it is another kind of spreadsheet.
        Exception: of any kind, if it is damaged.
    """
    if raw.startswith(b"PK"):
        _zip(raw)
    else:
        _compound(raw)


def _zip(raw: bytes) -> None:
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > LARGEST_UNPACKED:
            raise TooLarge(LARGEST_UNPACKED)
        names = archive.namelist()
        if "mimetype" in names or any(n.endswith(".bin") and "book" in n for n in names):
            raise OtherFormat
        for name in names:
            if name.lower().endswith((".xml", ".rels")):
                _part(archive.read(name), shared="sharedstrings" in name.lower())


def _part(part: bytes, *, shared: bool) -> None:
    if any(int(count[:12]) > len(part) for count in _COUNT.findall(part)):
        raise ValueError("count")
    if not shared:
        height, width = _extent(part)
        if height * width > MOST_CELLS:
            raise TooLarge(MOST_CELLS)


def _extent(sheet: bytes) -> tuple[int, int]:
    """An upper bound of the rows and columns that a sheet's addresses span."""
    rows = itertools.chain(_ROW.findall(sheet), _FAR.findall(sheet))
    last = max((int(row[:12]) for row in rows), default=0)
    if _WIDE.search(sheet):
        return last or 1, max(map(_column, set(_CELL.findall(sheet))), default=MOST_CELLS)
    if last * 702 <= MOST_CELLS:
        return last, 702
    return last, max(map(_column, set(_CELL.findall(sheet))), default=1)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _compound(raw: bytes) -> None:
    """An .xls: every chain of sectors ends, and no cell lies beyond the 256th column."""
    for stream in workbook_streams(raw):
        _records(stream)


def workbook_streams(raw: bytes) -> Iterator[bytes]:
    """The streams of a compound file that hold an .xls workbook.

    Raises:
        Exception: of any kind, if the file is damaged or a chain of sectors has no end.
    """
    shift, small = struct.unpack_from("<HH", raw, 30)
    if shift not in (9, 12) or small != 6:
        raise ValueError("sector size")
    sectors = _Sectors(raw, 1 << shift)
    first, minifat = struct.unpack_from("<I", raw, 48)[0], struct.unpack_from("<I", raw, 60)[0]
    fat = sectors.numbers(sectors.fat())
    _ends(fat)
    small_fat = sectors.numbers(_chain(fat, minifat))
    _ends(small_fat)
    directory = sectors.join(_chain(fat, first))
    entries = [directory[n : n + 128] for n in range(0, len(directory) - 127, 128)]
    mini = sectors.join(_chain(fat, _start(entries[0])))
    for entry in entries:
        if entry[:20].decode("utf-16-le", "replace").rstrip("\0").lower() in ("workbook", "book"):
            size = struct.unpack_from("<I", entry, 120)[0]
            if size < 4096:
                parts = _chain(small_fat, _start(entry))
                yield b"".join(mini[n * 64 : n * 64 + 64] for n in parts)
            else:
                yield sectors.join(_chain(fat, _start(entry)))


def _start(entry: bytes) -> int:
    return int(struct.unpack_from("<I", entry, 116)[0])


class _Sectors:
    """The numbered sectors of a compound file."""

    def __init__(self, raw: bytes, size: int) -> None:
        self.raw, self.size = raw, size

    def join(self, numbers: Iterable[int]) -> bytes:
        return b"".join(self.raw[(n + 1) * self.size : (n + 2) * self.size] for n in numbers)

    def numbers(self, sectors: Iterable[int]) -> list[int]:
        """What a table of sector numbers says, sector after sector."""
        table = self.join(sectors)
        return list(struct.unpack(f"<{len(table) // 4}I", table[: len(table) // 4 * 4]))

    def fat(self) -> list[int]:
        """The sectors of the allocation table: 109 in the header, the others in a chain."""
        found = [n for n in struct.unpack_from("<109I", self.raw, 76) if n < _END]
        following, seen = struct.unpack_from("<I", self.raw, 68)[0], set()
        while following < _END:
            if following in seen:
                raise ValueError("chain without end")
            seen.add(following)
            *more, following = self.numbers([following])
            found += [n for n in more if n < _END]
        if len(found) * self.size > len(self.raw) + self.size:
            raise ValueError("allocation table")
        return found


def _ends(table: list[int]) -> None:
    """Every chain of a table of followers comes to an end inside the table."""
    done: set[int] = set()
    for start in range(len(table)):
        path, at = set(), start
        while at < _END and at not in done:
            if at in path or at >= len(table):
                raise ValueError("chain without end")
            path.add(at)
            at = table[at]
        done |= path


def _chain(table: list[int], start: int) -> Iterator[int]:
    while start < _END:
        yield start
        start = table[start]


def _records(stream: bytes) -> None:
    at, end = 0, len(stream) - 8
    while at <= end:
        kind, size, _, column = struct.unpack_from("<4H", stream, at)
        if kind in _CELLS and size >= 4 and column > 255:
            raise TooLarge(MOST_CELLS)
        at += 4 + size
