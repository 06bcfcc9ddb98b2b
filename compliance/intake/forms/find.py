"""Cells of a form by their labels; by their address only where no label contradicts it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from compliance.intake.forms.labels import OF_WHICH, WHOLE, Path, bare, is_path, steps
from compliance.intake.forms.model import Cell
from compliance.intake.forms.page import WIDEST, Page, Spot, is_title
from compliance.intake.tables.grid import blank, nameless
from compliance.units import unit

IsLabel = Callable[[str], bool]
_DIGIT = re.compile(r"\d")


class Found(NamedTuple):
    """A cell that holds a fact, with the labels that may state its unit, the nearest first.

    ``right`` is the last column that its heading stands over.
    """

    page: Page
    row: int
    column: int
    labels: tuple[str, ...] = ()
    right: int = WIDEST

    @property
    def spot(self) -> Spot:
        """Its row and column."""
        return self.row, self.column

    @property
    def address(self) -> str:
        """``file!sheet!C14``."""
        return self.page.grid.cell(self.row, self.column)

    @property
    def value(self) -> Any:
        """What stands in it."""
        return self.page.value(self.row, self.column)

    @property
    def shared(self) -> bool:
        """Whether it is merged over several rows or headings, so that it belongs to none alone."""
        top, left, bottom, right = self.page.area(*self.spot)
        areas = [self.page.area(top, c) for c in range(left) if self.page.text(top, c)]
        alike = bottom == top or any(area[0] <= top and area[2] >= bottom for area in areas)
        return not alike or right > self.right

    @property
    def label(self) -> str:
        """The labels in one line, for people."""
        return " / ".join(self.labels)


class _Row(NamedTuple):
    """A row that bears a label: the label's last column, and the label as it stands there."""

    row: int
    right: int
    label: str


def find(page: Page, cell: Cell, is_label: IsLabel) -> list[Found]:
    """Every cell that the labels lead to; ``is_label`` says what can be no value."""
    if cell.row is None:
        found = _below(page, cell)
    elif cell.column is None:
        found = (
            one for row in _rows(page, cell, beside=True) if (one := _beside(page, row, is_label))
        )
    else:
        found = (one for row in _rows(page, cell) for one in _across(page, cell, row))
    return list({one.spot: one for one in found}.values())


def by_address(page: Page, cell: Cell) -> Found | None:
    """The cell at the address that was seen, unless a label there says that it is another."""
    spot = spot_of(cell.address or "")
    if spot is None or spot[0] >= len(page.rows) or blank(page.value(*spot)):
        return None
    row, column = spot
    over = _headings(page, row, column)
    if cell.column and not _silent(over, cell.column):
        return None
    left = tuple(page.text(row, c) for c in range(column) if _says(page, row, c))
    if cell.row is None:
        fits = row == next(_data(page, 0), -1)
    else:
        fits = _silent(left, cell.row) and not _elsewhere(page, cell.row, row, None)
    if not fits or (cell.column and _elsewhere(page, cell.column, None, column)):
        return None
    return Found(page, row, column, (*reversed(over), *left[-1:]))


def spot_of(address: str) -> Spot | None:
    """Row and column of an address, from 0.

    >>> spot_of("C14")
    (13, 2)
    """
    match = re.fullmatch(r"([A-Z]{1,3})([1-9][0-9]*)", address)
    if match is None:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return int(match[2]) - 1, column - 1


def _rows(page: Page, cell: Cell, *, beside: bool = False) -> Iterator[_Row]:
    """The rows that bear one of the labels, under no other label than the description says."""
    for wanted in map(steps, cell.row or ()):
        for row, column in page.labels.get(wanted[-1], ()) if wanted else ():
            _, _, bottom, right = page.area(row, column)
            for r in range(row, bottom + 1):
                if is_path((*_parents(page, r, column, beside=beside), wanted[-1]), wanted):
                    yield _Row(r, right, page.text(row, column))


def _parents(page: Page, row: int, column: int, *, beside: bool) -> Path:
    """The labels to the left of a row's label: where values may stand there, merged ones only."""
    texts = (
        bare(page.text(row, c)) for c in range(column)
        if _says(page, row, c) and (not beside or page.area(row, c)[2] > page.area(row, c)[0])
    )  # fmt: skip
    return tuple(dict.fromkeys(text for text in texts if text))


def _across(page: Page, cell: Cell, row: _Row) -> Iterator[Found]:
    """The cells of a row below one of the headings."""
    for wanted in map(steps, cell.column or ()):
        for at in page.labels.get(wanted[-1], ()) if wanted else ():
            if at[0] >= row.row:
                continue
            for column in range(max(at[1], row.right + 1), page.area(*at)[3] + 1):
                over = page.heading(at, column, row.row, row.right)
                between = _between(page, row, column)
                if over and between is not None and _is(over, wanted):
                    labels = (*reversed(over), row.label, *between)
                    yield Found(page, row.row, column, labels, page.area(*at)[3])


def _between(page: Page, row: _Row, column: int) -> tuple[str, ...] | None:
    """What stands between a label and its value: perhaps a unit; None if another label does."""
    units: list[str] = []
    for c in range(row.right + 1, column):
        text = page.text(row.row, c)
        if _is_unit_column(page, row.row, c):
            units.append(f"({text})")
        elif _says(page, row.row, c) and bare(text) not in WHOLE:
            return None
    return tuple(units)


def _beside(page: Page, row: _Row, is_label: IsLabel) -> Found | None:
    """The value beside a label: the next cell, or the only one that is filled."""
    units: tuple[str, ...] = ()
    filled = [c for c in range(row.right + 1, page.width) if not blank(page.value(row.row, c))]
    while filled and (
        page.is_code(row.row, filled[0]) or _is_unit_column(page, row.row, filled[0])
    ):
        if _is_unit_column(page, row.row, filled[0]):
            units = (f"({page.text(row.row, filled[0])})",)
        del filled[0]
    if not filled:
        return None
    areas = {page.area(row.row, c) for c in filled}
    skipped = [c for c in range(row.right + 1, filled[0]) if blank(page.value(row.row, c))]
    if (skipped and len(areas) > 1) or is_label(bare(page.text(row.row, filled[0]))):
        return None
    return Found(page, row.row, filled[0], (row.label, *units))


def _below(page: Page, cell: Cell) -> Iterator[Found]:
    """The cells below one of the headings, in rows of data: in the first, where it is known."""
    known = spot_of(cell.address) if cell.address else None
    for wanted in map(steps, cell.column or ()):
        for at in page.labels.get(wanted[-1], ()) if wanted else ():
            data = list(_data(page, page.area(*at)[2] + 1))
            for row in data[:1] if known else data:
                for column in range(at[1], page.area(*at)[3] + 1):
                    over = page.heading(at, column, data[0], -1)
                    if over and _is(over, wanted) and (known is None or row == known[0]):
                        yield Found(page, row, column, tuple(reversed(over)), page.area(*at)[3])


def _data(page: Page, first: int) -> Iterator[int]:
    """The rows from one on that hold a figure, and more than one thing."""
    for row in range(first, len(page.rows)):
        if page.filled(row) > 1 and page.is_data(row):
            yield row


def _is(over: tuple[str, ...], wanted: Path) -> bool:
    return is_path(tuple(dict.fromkeys(map(bare, over))), wanted)


def _headings(page: Page, row: int, column: int) -> tuple[str, ...]:
    """Every text over a cell that may be a heading."""
    texts = (
        page.text(r, column) for r in range(row) if not page.counts(r) and not page.is_data(r)
        and not page.is_wide(r, column)
    )  # fmt: skip
    return tuple(dict.fromkeys(text for text in texts if bare(text) and not is_title(text)))


def _silent(texts: tuple[str, ...], labels: tuple[str, ...]) -> bool:
    """Whether texts say nothing, or what a description says."""
    told = [text for text in map(bare, texts) if text not in WHOLE]
    return not told or any(_is(texts, steps(label)) for label in labels)


def _elsewhere(
    page: Page, labels: tuple[str, ...], row: int | None, column: int | None
) -> bool:  # fmt: skip
    """Whether a label of a description stands in this sheet, but not at this row or column."""
    spots = [page.area(*at) for label in labels for last in steps(label)[-1:]
             for at in page.labels.get(last, ())]  # fmt: skip
    return bool(spots) and not any(
        (row is None or top <= row <= bottom) and (column is None or left <= column <= right)
        for top, left, bottom, right in spots
    )


def _says(page: Page, row: int, column: int) -> bool:
    """Whether a cell holds words that may be a label: no figure, no mark, no number of a row."""
    text = page.text(row, column)
    if not text or nameless(text) or bare(text) == OF_WHICH:
        return False
    return not _DIGIT.search(text) and not page.is_code(row, column)


def _is_unit_column(page: Page, row: int, column: int) -> bool:
    text = page.text(row, column)
    return page.is_unit(row, column) and bool(text) and unit(text) is not None
