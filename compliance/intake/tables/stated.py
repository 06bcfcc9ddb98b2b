"""Units that a sheet states outside its headings: above them for all, or in a row below them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from compliance.intake.tables.grid import at, holds_number, nameless
from compliance.intake.values import shown
from compliance.text import plain
from compliance.units import Unit, unit
from compliance.vocabulary import BRACKETS, bracketed_unit

_SHEET_UNIT = re.compile(r"(?:^|[^\w]|金额|面积|计量|货币)单位:([^()]{1,40})")
_UNIT_WORDS = frozenset({"单位", "计量单位", "(单位)"})


def sheet_units(rows: Sequence[Sequence[Any]]) -> tuple[Unit, ...]:
    """The units that cells above the heading state for the whole sheet: 单位：平方米、万元."""
    return tuple(
        of
        for row in rows
        for cell in row
        if isinstance(cell, str) and len(cell) <= 200
        for stated in _SHEET_UNIT.findall(plain(cell))
        for name in re.split(r"[、,;\s和及]+", stated)
        if name and (of := unit(name)) is not None
    )


def unit_row(row: Sequence[Any], named: Sequence[int]) -> dict[int, Unit | str] | None:
    """A row of units under the heading: each column's unit, or the text that is none.

    None if the row is anything else: a row with a name or a figure in it is a school's.
    """
    if any(not nameless(at(row, c)) and plain(shown(at(row, c))) not in _UNIT_WORDS for c in named):
        return None
    cells = dict(_texts(row))
    if holds_number(row) or any(text[:1].isdigit() for text in cells.values()):
        return None
    found = {c: bracketed_unit(plain(text)) or _in_brackets(text) or text
             for c, text in cells.items()}  # fmt: skip
    return found if any(isinstance(of, Unit) for of in found.values()) else None


def _texts(row: Sequence[Any]) -> Iterator[tuple[int, str]]:
    for c, cell in enumerate(row):
        text = shown(cell)
        if not nameless(cell) and plain(text) not in _UNIT_WORDS:
            yield c, text


def _in_brackets(text: str) -> Unit | None:
    inside = BRACKETS.fullmatch(plain(text))
    return bracketed_unit(inside[1]) if inside else None
