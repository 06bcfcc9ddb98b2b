"""Rows directly below a heading that belong to it: sub-headings, and units."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from compliance.intake.tables.grid import Grid, at, nameless
from compliance.intake.tables.heading import (
    TALLEST,
    Heading,
    column_paths,
    filled,
    idle,
    names,
    spread,
)
from compliance.intake.tables.stated import unit_row
from compliance.intake.values import shown
from compliance.text import plain
from compliance.vocabulary import Vocabulary

_FIGURE = re.compile(
    r"[约近逾共仅¥-]*\d(?<!\d\d)(?!(?<=[12])[09]\d\d(?:\.0|年.*|[-—~至].*)?\Z|\d{0,3}[级届].*)"
)


def over_children(best: Heading, grid: Grid, vocabulary: Vocabulary) -> Heading:
    """The heading with the rows of sub-headings, and the row of units, directly below it.

    规划 below 占地面积 makes it another area: a column is what its whole path says.
    """
    rows = filled(grid)
    named = [n for n, path in enumerate(best.paths) if names(path, vocabulary)]
    first, units, columns = best.bottom + 1, None, list(best.paths)
    above = [list(row) for row in rows[best.top : best.bottom + 1]]
    bottom, last = best.bottom, min(len(rows), best.bottom + 1 + TALLEST)
    while named and first < last:
        row = grid.rows[first]
        if units is None and unit_row(row, named) is not None:
            units = first
        elif _is_children(row, named, columns):
            children = rows[first]
            above = spread([*above, children])
            for n, under in enumerate(column_paths(above)):
                columns.extend([()] * (n + 1 - len(columns)))
                if n not in named and n < len(children) and not idle(children[n]):
                    columns[n] = tuple(dict.fromkeys((*(columns[n] or under), *under)))
            bottom = first
        else:
            break
        first += 1
    return best._replace(bottom=bottom, paths=columns, units=units, first=first)


def _is_children(row: Sequence[Any], named: Sequence[int], columns: list[tuple[str, ...]]) -> bool:
    """Whether a row below a heading holds only words, and none of them names a school."""
    for c in named:
        text = "" if nameless(at(row, c)) else plain(shown(at(row, c), 200))
        if text and text not in map(plain, columns[c]) and not (text[0] == "(" and text[-1] == ")"):
            return False
    cells = [
        shown(cell, 200) for c, cell in enumerate(row) if c not in named and not nameless(cell)
    ]
    return bool(cells) and not any(_FIGURE.match(plain(text)) for text in cells)
