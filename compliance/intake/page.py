"""Tables of an HTML page: what old systems export as .xls. Nothing outside the page is loaded."""

from __future__ import annotations

import re
from html import unescape
from typing import NamedTuple

from compliance.errors import FactsError, Place, Problem
from compliance.intake.hazards import MOST_CELLS
from compliance.intake.tables.grid import Grid, Range
from compliance.intake.tables.heading import MOST_COLUMNS

LARGEST_PAGE = 50_000_000
DEEPEST = 20
MOST_ROWS = 1_048_576
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|meta|table|style)\b",
    re.IGNORECASE | re.DOTALL,
)
_TABLE = re.compile(rb"<table[\s>]", re.IGNORECASE)
MOST_SIGNS = 20
_TAG = re.compile(r"<(/?)([A-Za-z][A-Za-z0-9:-]*)([^\0]*)")
_SPAN = re.compile(r"\b(rowspan|colspan)\s*=\s*[\"']?\s*(\d{1,9})(?!\d)", re.IGNORECASE)
_UNSEEN = {
    name: re.compile(f"</{name}[^>]*>", re.IGNORECASE) for name in ("script", "style", "title")
}
_BREAKS = frozenset({"br", "p", "div", "li"})


def is_page(raw: bytes) -> bool:
    """Whether the first bytes are those of an HTML page with a table, whatever the name says."""
    head = raw[:4096].removeprefix(b"\xef\xbb\xbf")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return is_page(raw.decode("utf-16", "replace").encode()[:LARGEST_PAGE])
    return _PAGE.match(head) is not None and _TABLE.search(raw) is not None


def read_page(text: str, name: str) -> list[Grid]:
    r"""Every table of a page as a grid of texts, cells that span others as merged ranges.

    A table inside a table stands for itself. The first table's cells are ``file!B7``, those of
    the second ``file!table 2!B7``.

    Raises:
        FactsError: if the tables would not fit into memory, or the page ends inside one.

    >>> page = "<table><tr><td colspan=2>甲<tr><td>乙<td>1&nbsp;200</table>"
    >>> read_page(page, "x.xls")[0].rows
    [['甲', ''], ['乙', '1\xa0200']]
    """
    if len(text) > LARGEST_PAGE:
        raise _too_large(name)
    reader = _Reader(name)
    reader.read(text)
    return [
        Grid(f"{name}!table {n}" if n > 1 else name, table.rows, table.merged)
        for n, table in enumerate(reader.tables, 1)
    ]


def _too_large(name: str) -> FactsError:
    return FactsError(Problem("data-too-large", Place(name), values={"most": f"{MOST_CELLS:,}"}))


class _Cell(NamedTuple):
    """The cell that is being read: its place, and the texts inside it."""

    row: int
    column: int
    texts: list[str]


class _Table:
    """One table being read; cells that reach down are kept by column until their last row."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self.merged: list[Range] = []
        self.reaching: dict[int, int] = {}
        self.cell: _Cell | None = None

    def start_row(self) -> None:
        self.end_cell()
        self.rows.append([])

    def start_cell(self, down: int, right: int) -> int:
        """Open a cell at the next free place; the number of cells that it adds."""
        if not self.rows:
            self.rows.append([])
        self.end_cell()
        row, cells = len(self.rows) - 1, self.rows[-1]
        before = len(cells)
        while self.reaching.get(len(cells), -1) >= row:
            cells.append("")
        column = len(cells)
        cells.extend([""] * right)
        if down > 1:
            self.reaching.update((c, row + down - 1) for c in range(column, column + right))
        if down > 1 or right > 1:
            self.merged.append((row, column, row + down - 1, column + right - 1))
        self.cell = _Cell(row, column, [])
        return len(cells) - before

    def end_cell(self) -> None:
        if self.cell is not None:
            self.rows[self.cell.row][self.cell.column] = unescape("".join(self.cell.texts)).strip(
                "\r\n\t "
            )
            self.cell = None


class _Reader:
    """Collects the tables of a page; whatever else is on it is passed over.

    One walk through the text that never goes back: the parser of the standard library does, at
    the ends of broken pages, and takes hours for some.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.cells = 0

    def read(self, text: str) -> None:
        """Tags and what is between them."""
        at = 0
        while (start := text.find("<", at)) >= 0:
            self._data(text[at:start])
            at = self._tag(text, start)
        self._data(text[at:])
        if self.open:
            raise self._damaged("<table>")

    def _tag(self, text: str, start: int) -> int:
        """One tag, comment or sign that only looks like a tag; where it ends."""
        if text.startswith("<!--", start):
            return self._after(text, "-->", start)
        if not (text[start + 1 : start + 2].isalpha() or text[start + 1 : start + 2] in "/!?"):
            self._data("<")
            return start + 1
        end = self._after(text, ">", start)
        for _ in range(MOST_SIGNS):  # a sign > inside quotes ends no tag
            if text.count('"', start, end) % 2 == 0:
                break
            end = self._after(text, ">", end)
        found = _TAG.match(text, start, end)
        if found is None:
            return end
        closing, name = bool(found[1]), found[2].lower()
        if name in _UNSEEN and not closing:
            after = _UNSEEN[name].search(text, end)
            if after is None:
                raise self._damaged(f"<{name}>")
            return after.end()
        (self._end if closing else self._start)(name, found[3])
        return end

    def _after(self, text: str, mark: str, start: int) -> int:
        end = text.find(mark, start)
        if end < 0:
            raise self._damaged(text[start : start + 20])
        return end + len(mark)

    def _damaged(self, opened: str) -> FactsError:
        """A page that ends inside something may lack half a figure."""
        values = {"why": f"{opened} …"}
        return FactsError(Problem("data-unreadable", Place(self.name), values=values))

    def _start(self, name: str, attributes: str) -> None:
        if name == "table":
            if len(self.open) >= DEEPEST:
                raise FactsError(
                    Problem("data-too-deep", Place(self.name), values={"most": DEEPEST})
                )
            self.open.append(_Table())
            self.tables.append(self.open[-1])
        elif self.open and name == "tr":
            self.open[-1].start_row()
        elif self.open and name in ("td", "th"):
            spans = {key.lower(): int(number) for key, number in _SPAN.findall(attributes)}
            right = _span(spans.get("colspan"), MOST_COLUMNS)
            self.cells += self.open[-1].start_cell(_span(spans.get("rowspan"), MOST_ROWS), right)
            if self.cells > MOST_CELLS:
                raise _too_large(self.name)
        elif name in _BREAKS:
            self._data("\n")

    def _end(self, name: str, _: str) -> None:
        if self.open and name in ("td", "th", "tr", "table"):
            self.open[-1].end_cell()
            if name == "table":
                self.open.pop()

    def _data(self, data: str) -> None:
        """Text belongs to the innermost cell."""
        if data and self.open and self.open[-1].cell is not None:
            self.open[-1].cell.texts.append(data)


def _span(number: int | None, most: int) -> int:
    """A span as browsers read it: at least 1, and bounded."""
    return min(max(number or 1, 1), most)
