"""Tables of an HTML page: what old systems export as .xls. Nothing outside the page is loaded."""

from __future__ import annotations

import re
from html.parser import HTMLParser
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
_UNSEEN = frozenset({"script", "style", "title"})
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
        FactsError: if the tables would not fit into memory.

    >>> page = "<table><tr><td colspan=2>甲<tr><td>乙<td>1&nbsp;200</table>"
    >>> read_page(page, "x.xls")[0].rows
    [['甲', ''], ['乙', '1\xa0200']]
    """
    if len(text) > LARGEST_PAGE:
        raise _too_large(name)
    reader = _Reader(name)
    reader.feed(text)
    reader.close()
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
        while self.reaching.get(len(cells), -1) >= row:
            cells.append("")
        column = len(cells)
        cells.extend([""] * right)
        if down > 1:
            self.reaching.update((c, row + down - 1) for c in range(column, column + right))
        if down > 1 or right > 1:
            self.merged.append((row, column, row + down - 1, column + right - 1))
        self.cell = _Cell(row, column, [])
        return right

    def end_cell(self) -> None:
        if self.cell is not None:
            self.rows[self.cell.row][self.cell.column] = "".join(self.cell.texts).strip("\r\n\t ")
            self.cell = None


class _Reader(HTMLParser):
    """Collects the tables of a page; whatever else is on it is passed over."""

    def __init__(self, name: str) -> None:
        super().__init__(convert_charrefs=True)
        self.name = name
        self.tables: list[_Table] = []
        self.open: list[_Table] = []
        self.unseen = self.cells = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open tables, rows and cells; HTML lets pages leave out most ends."""
        if tag in _UNSEEN:
            self.unseen += 1
        elif tag == "table":
            if len(self.open) >= DEEPEST:
                raise FactsError(
                    Problem("data-too-deep", Place(self.name), values={"most": DEEPEST})
                )
            self.open.append(_Table())
            self.tables.append(self.open[-1])
        elif self.open and tag == "tr":
            self.open[-1].start_row()
        elif self.open and tag in ("td", "th"):
            spans = dict(attrs)
            right = _span(spans.get("colspan"), MOST_COLUMNS)
            self.cells += self.open[-1].start_cell(_span(spans.get("rowspan"), MOST_ROWS), right)
            if self.cells > MOST_CELLS:
                raise _too_large(self.name)
        elif tag in _BREAKS:
            self.handle_data("\n")

    def handle_endtag(self, tag: str) -> None:
        """Close what ends."""
        if tag in _UNSEEN:
            self.unseen = max(0, self.unseen - 1)
        elif self.open and tag in ("td", "th", "tr", "table"):
            self.open[-1].end_cell()
            if tag == "table":
                self.open.pop()

    def handle_data(self, data: str) -> None:
        """Text belongs to the innermost cell."""
        if self.open and self.open[-1].cell is not None and not self.unseen:
            self.open[-1].cell.texts.append(data)

    def close(self) -> None:
        """The end of the page ends all that is open."""
        super().close()
        for table in self.open:
            table.end_cell()


def _span(text: str | None, most: int) -> int:
    """A span as browsers read it: at least 1, and bounded."""
    digits = (text or "").strip()
    return min(int(digits), most) if digits.isascii() and digits.isdecimal() and int(digits) else 1
