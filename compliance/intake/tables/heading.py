"""The heading of a sheet: which rows it is, and what each column means, in which unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from compliance.errors import FactsError, Place, Problem
from compliance.intake.tables.grid import Grid, at, blank, holds_number
from compliance.intake.values import shown
from compliance.text import plain
from compliance.units import Dimension, Unit, fits, multiply
from compliance.vocabulary import (
    BRACKETS,
    Category,
    Number,
    Parts,
    Vocabulary,
    comparable,
    heading_unit,
)

HEADING_ROWS = 15
TALLEST = 3
MOST_COLUMNS = 1000
MOST_MERGES = 50_000
_NEUTRAL = re.compile(
    r"(?:学校|基本|办学|中职|师资|教师|教职工|学生|在校生|校园|校舍|用地|占地|图书|设备|仪器设备|实训|场地|设施"
    r"|条件|情况|规模|队伍|信息|数据|指标|面积|佐证|材料|各类|专业|评定|自报|及|与|和|[一二三四五六七八九十\d])*\Z"
)
_BELOW = re.compile(r"(?:数据|数值|数量|人数|面积|情况|指标|规模|自报|佐证|材料|数)*\Z")
_TITLE = re.compile(
    r".{13,}|.*[:：].*|\d{4}[-年./]\d{1,2}.*|.*(?:表|附件|年度|情况|统计|一览|汇总|名单)"
    r"[一二三\d]*\Z",
    re.DOTALL,
)
_STUDENT = (("student", 1),)
_NUMBERING = ("序号", "序", "行次", "no")

Trouble = tuple[str, dict[str, object]]
"""The code and values of what is wrong with a column."""


class Meaning(NamedTuple):
    """What a column holds: a fact, in a unit, perhaps of a pool of parts; no fact: not known."""

    fact: str
    unit: Unit | None
    parts: str = ""
    category: str = ""
    value: str = ""


class Heading(NamedTuple):
    """The heading's first and last row, and each column's headings from top to bottom.

    ``units`` is the row of units below it, if there is one, ``first`` the first row of a school.
    """

    top: int
    bottom: int
    paths: list[tuple[str, ...]]
    named: bool
    found: int
    units: int | None = None
    first: int = 0


def find_heading(grid: Grid, vocabulary: Vocabulary) -> Heading:
    """The block of rows that names the schools and of which most columns are understood.

    Raises:
        FactsError: if fewer than two columns are understood, or there are too many to be a
            heading.
    """
    rows = filled(grid)
    best = Heading(0, 0, [], named=False, found=0)
    lost = not grid.merged  # a CSV file keeps only the first cell of what was merged
    for top in range(min(HEADING_ROWS, len(rows))):
        if len({shown(cell, 200) for cell in rows[top] if not blank(cell)}) < 2:
            continue  # a title says one thing
        for height in range(1, TALLEST + 1):
            block = rows[top : top + height]
            if len(block) < height or any(holds_number(row) for row in block):
                break
            paths = column_paths(spread(block) if lost else block)
            found = len({_known(path, vocabulary) for path in paths if path} - {None})
            named = any(names(path, vocabulary) for path in paths)
            if (named, found) > (best.named, best.found):
                best = Heading(top, top + height - 1, paths, named, found)
    if best.found < 2:
        raise FactsError(
            Problem("data-no-header", Place(grid.place), values={"rows": HEADING_ROWS})
        )
    return _under_parents(best, rows, vocabulary, lost=lost)


def _under_parents(
    best: Heading, rows: list[list[Any]], vocabulary: Vocabulary, *, lost: bool
) -> Heading:
    """The heading with the words that stand above groups of its columns.

    新校区 over 占地面积 makes it another area, so leaving such a row out would be a guess; only
    the column of names is what it is under any words.
    """
    top, paths = best.top, list(best.paths)
    while top > 0 and not holds_number(rows[top - 1]):
        row = spread(rows[top - 1 : top + 1])[0] if lost else rows[top - 1]
        parents = _parents(row, len(paths))
        if not parents:
            break
        top -= 1
        for n, path in enumerate(paths):
            if n in parents and path and not names(path, vocabulary):
                paths[n] = tuple(dict.fromkeys((parents[n], *path)))
    return best._replace(top=top, paths=paths)


def _parents(row: Sequence[Any], width: int) -> dict[int, str]:
    """The words of a row above a heading, by column; a title, a date or a unit is none of them."""
    texts = {c: shown(cell, 200).strip() for c, cell in enumerate(row[:width]) if not blank(cell)}
    if not texts or (0 in texts and len(set(texts.values())) == 1):
        return {}
    return {c: text for c, text in texts.items() if not _TITLE.match(text)}


def names(path: tuple[str, ...], vocabulary: Vocabulary) -> bool:
    """Whether a column holds the schools' names or ids."""
    meaning, _ = understand(path, vocabulary) if path else (None, None)
    return meaning is not None and not meaning.parts and meaning.fact in ("name", "id")


def label_of(path: tuple[str, ...]) -> str:
    """The label of a column that is not understood, with every word above it that adds to it."""
    above = [label for label in path[:-1] if not _NEUTRAL.match(comparable(label))]
    return "".join([*above, path[-1]])


def score(grid: Grid, vocabulary: Vocabulary) -> int:
    """How many columns of a sheet are understood: the best sheet of a workbook is read."""
    try:
        return find_heading(grid, vocabulary).found
    except FactsError:
        return 0


def filled(grid: Grid) -> list[list[Any]]:
    """The rows in which a heading may stand, merged cells repeated over their range."""
    rows = [list(row) for row in grid.rows[: HEADING_ROWS + 2 * TALLEST]]
    width = max((len(row) for row in rows), default=0)
    for row in rows:
        while row and blank(row[-1]):
            row.pop()
    if max((len(row) for row in rows), default=0) > MOST_COLUMNS:
        raise FactsError(Problem("data-too-wide", Place(grid.place), values={"most": MOST_COLUMNS}))
    for top, left, bottom, right in grid.merged[:MOST_MERGES]:
        if top >= len(rows) or right - left + 1 >= width or right >= MOST_COLUMNS:
            continue  # a title over the whole width is no heading
        text = at(rows[top], left)
        for row in rows[top : bottom + 1]:
            row.extend([""] * (right + 1 - len(row)))
            row[left : right + 1] = [text] * (right + 1 - left)
    return rows


def spread(block: list[list[Any]]) -> list[list[Any]]:
    """Each upper heading repeated to the right, over the columns that have another one below."""
    spread = []
    for n, row in enumerate(block):
        below, cells = block[n + 1 :], list(row)
        for c in range(1, max((len(lower) for lower in below), default=0)):
            covered = any(not blank(at(lower, c)) for lower in below)
            if covered and blank(at(cells, c)) and not blank(at(cells, c - 1)):
                cells.extend([""] * (c + 1 - len(cells)))
                cells[c] = cells[c - 1]
        spread.append(cells)
    return spread


def column_paths(block: list[list[Any]]) -> list[tuple[str, ...]]:
    """For each column, its headings from top to bottom without repeats."""
    width = max(len(row) for row in block)
    return [
        tuple(dict.fromkeys(shown(row[c], 200).strip() for row in block
                            if c < len(row) and not idle(row[c])))
        for c in range(width)
    ]  # fmt: skip


def idle(cell: Any) -> bool:
    """Whether a heading's cell says nothing of its column: blank, or the numbers of the rows."""
    return blank(cell) or comparable(shown(cell, 200)) in _NUMBERING


def _known(path: tuple[str, ...], vocabulary: Vocabulary) -> tuple[str, ...] | None:
    """The fact that a column holds, and of which pool; the same one twice is one known."""
    meaning, _ = understand(path, vocabulary)
    return (meaning.fact, meaning.parts, meaning.value) if meaning and meaning.fact else None


def understand(
    path: tuple[str, ...],
    vocabulary: Vocabulary,
    sheet: Sequence[Unit] = (),
    below: Unit | None = None,
) -> tuple[Meaning | None, Trouble | None]:
    """What a column's headings mean; or the trouble, if they mean something that is unclear.

    ``sheet`` are the units that stand above the heading for the whole sheet, ``below`` is the
    unit in a row of units under it.
    """
    of, trouble = _unit(path)
    if trouble is None and of is not None and below is not None and of[1:] != below[1:]:
        trouble = ("unit-unknown-header", {"unit": f"{of.text}, {below.text}"})
    if trouble is not None:
        return None, trouble
    of = of or below
    found = _pool(path, vocabulary, of) or _plain(path, vocabulary, of) or Meaning("", of)
    number = _number(found, vocabulary)
    if number is None:
        return (found._replace(unit=None) if found.fact else found), None
    wanted = number.of.dimension
    if of is None:
        return _by_sheet(found, number, sheet)
    if fits(of.dimension, wanted) or (number.printed and fits(of.dimension, _total(wanted))):
        return found, None
    return None, ("unit-header-mismatch", {"unit": of.text, "fact": number.text})


def _number(found: Meaning, vocabulary: Vocabulary) -> Number | None:
    fact = vocabulary.facts.get(found.parts or found.fact)
    if isinstance(fact, Parts):
        inner = fact.facts.get(found.fact)
        return inner if isinstance(inner, Number) else None
    return fact if isinstance(fact, Number) else None


def _total(dimension: Dimension) -> Dimension:
    return multiply(dimension, _STUDENT)


def _by_sheet(
    found: Meaning, number: Number, sheet: Sequence[Unit]
) -> tuple[Meaning | None, Trouble | None]:
    """A column without a unit, on a sheet that may state units for all of it.

    单位：万元 leaves open whether it means 生均 columns too, and 平方米、亩 which of the two.
    """
    wanted = number.of.dimension
    fitting = [of for of in sheet if fits(of.dimension, wanted)]
    unclear = [
        of for of in sheet
        if number.printed and of.factor != 1 and fits(of.dimension, _total(wanted))
    ]  # fmt: skip
    if len({of.factor for of in fitting}) > 1 or (unclear and not fitting):
        units = "、".join(of.text for of in fitting or unclear)
        return None, ("unit-unknown-header", {"unit": units})
    return found._replace(unit=fitting[0] if fitting else None), None


def _unit(path: tuple[str, ...]) -> tuple[Unit | None, Trouble | None]:
    """The unit in the brackets of the lowest heading that has one."""
    for label in reversed(path):
        of = heading_unit(label)
        if of is not None:
            return of, None
        for inside in BRACKETS.findall(plain(label)):
            if inside.startswith(("单位", "计量单位")):
                return None, ("unit-unknown-header", {"unit": inside})
    return None, None


def _plain(path: tuple[str, ...], vocabulary: Vocabulary, of: Unit | None) -> Meaning | None:
    """A heading, or two that are one label together, or one below a heading that adds nothing."""
    bare = [comparable(label) for label in path]
    whole = vocabulary.name_of("".join(bare))
    if whole is not None:
        return Meaning(whole, of)
    for n in range(len(path) - 1, -1, -1):
        name = vocabulary.name_of(path[n])
        if name is None or not all(_NEUTRAL.match(label) for label in bare[:n]):
            continue
        if all(_BELOW.match(label) for label in bare[n + 1 :]):
            return Meaning(name, of)
    return None


def _pool(path: tuple[str, ...], vocabulary: Vocabulary, of: Unit | None) -> Meaning | None:
    """``工科类专业`` over ``在校生数``: a fact of the pool of engineering majors."""
    if len(path) < 2:
        return None
    for parts_name, parts in vocabulary.facts.items():
        if not isinstance(parts, Parts):
            continue
        for category_name, category in parts.facts.items():
            if not isinstance(category, Category):
                continue
            value = category.by_label.get(comparable(path[-2]))
            fact = parts.by_label.get(comparable(path[-1]))
            if value is not None and fact is not None:
                return Meaning(fact, of, parts_name, category_name, value)
    return None
