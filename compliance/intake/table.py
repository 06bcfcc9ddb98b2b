"""A sheet with one row per school → schools: headings, units, totals and notes rows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from compliance.errors import FactsError, Place, Problem, nearest
from compliance.intake.profile import Draft
from compliance.intake.school import Column, Part, Reported, School, Schools
from compliance.intake.values import Refused, read_value
from compliance.text import plain
from compliance.units import Unit, fits, multiply
from compliance.vocabulary import (
    BRACKETS,
    Category,
    Number,
    Parts,
    Vocabulary,
    Words_,
    bracketed_unit,
    comparable,
)

HEADING_ROWS = 15
TALLEST_HEADING = 3
_TOTALS = re.compile(r"(?:全[市省区县]|各[校县区])?(?:合计|总计|小计|共计|平均|均值|总数)")
_NOTES = re.compile(r"注[:：\d]|注释|说明|备注|填表|制表|审核|填报|单位负责人|联系|资料来源|数据来源|甲$")
_FORM_LINE = re.compile(r"(?:计量)?单位[:(]|表号|填报|填表|制表|日期|报送|\d{4}年")
_NEUTRAL = re.compile(
    r"(?:学校|基本|办学|中职|师资|教师|教职工|学生|在校生|校园|校舍|用地|占地|图书|设备|仪器设备|实训|场地|设施"
    r"|条件|情况|规模|队伍|信息|数据|指标|面积|佐证|材料|各类|专业|评定|自报|及|与|和|[一二三四五六七八九十\d])*\Z"
)
_STUDENT = (("student", 1),)
_IGNORED = ("序号", "序", "no")


@dataclass(frozen=True)
class Grid:
    """The cells of one sheet; ``merged`` ranges are (top, left, bottom, right), from 0."""

    place: str
    rows: Sequence[Sequence[Any]]
    merged: Sequence[tuple[int, int, int, int]] = ()
    issues: tuple[Problem, ...] = field(default=())

    def cell(self, row: int, column: int) -> str:
        """A cell's address: ``file!sheet!B7``."""
        return f"{self.place}!{letters(column)}{row + 1}"


class Meaning(NamedTuple):
    """What a column holds: a fact, in a unit, perhaps of a pool of parts."""

    fact: str
    unit: Unit | None
    parts: str = ""
    category: str = ""
    value: str = ""


def letters(column: int) -> str:
    """A column's letters.

    >>> letters(0), letters(27)
    ('A', 'AB')
    """
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def read_grid(grid: Grid, vocabulary: Vocabulary) -> Schools:
    """The schools of a sheet.

    Raises:
        FactsError: if no heading is understood, or an id stands in two rows.
    """
    rows = _filled(grid)
    top, bottom, paths = _heading(rows, vocabulary, grid)
    columns, meanings, issues = [], {}, list(grid.issues)
    for n, path in enumerate(paths):
        if not path or comparable(path[-1]) in _IGNORED:
            continue
        meaning, problem = _understand(path, vocabulary)
        cell = grid.cell(bottom, n)
        if problem is not None:
            issues.append(Problem(problem[0], Place(cell), severity="warning", values=problem[1]))
        columns.append(
            Column(cell, " ".join(path), _shown(meaning),
                   meaning.unit.text if meaning and meaning.unit else "")
        )  # fmt: skip
        if meaning is not None:
            meanings[n] = meaning
        elif problem is None:
            meanings[n] = Meaning("", None)  # kept: a standard may ask for it by this label
    reader = _Rows(grid, vocabulary, meanings, {n: path[-1] for n, path in enumerate(paths) if path})
    items = tuple(reader.schools(rows, bottom + 1))
    known = {column.fact for column in columns}
    for column in columns:
        if not column.fact and not any(i.place.file == column.cell for i in issues):
            close = nearest(comparable(column.header), vocabulary.by_label)
            issues.append(Problem("unknown-label", Place(column.cell), severity="note",
                                  values={"label": column.header, "nearest": close or "—"}))  # fmt: skip
    if not known & {"name", "id"}:
        raise FactsError(
            Problem("data-no-header", Place(grid.place), values={"rows": HEADING_ROWS})
        )
    return Schools(items, vocabulary, grid.place, "", tuple(columns), (*issues, *reader.issues))


def _shown(meaning: Meaning | None) -> str:
    if meaning is None:
        return ""
    pool = f"{meaning.parts}[{meaning.value}]." if meaning.parts else ""
    return pool + meaning.fact


def score(grid: Grid, vocabulary: Vocabulary) -> int:
    """How many columns of a sheet are understood: the best sheet of a workbook is read."""
    try:
        _, _, paths = _heading(_filled(grid), vocabulary, grid)
    except FactsError:
        return 0
    return sum(bool(path) and _understand(path, vocabulary)[0] is not None for path in paths)


def _filled(grid: Grid) -> list[list[Any]]:
    """The rows, with merged cells of the heading repeated over their range."""
    rows = [list(row) for row in grid.rows]
    for top, left, bottom, right in grid.merged:
        if top >= HEADING_ROWS or right - left + 1 >= max((len(row) for row in rows), default=0):
            continue  # a title over the whole width is no heading
        for r in range(top, min(bottom + 1, len(rows), HEADING_ROWS + TALLEST_HEADING)):
            for c in range(left, min(right + 1, len(rows[r]))):
                rows[r][c] = rows[top][left]
    return rows


def _heading(
    rows: list[list[Any]], vocabulary: Vocabulary, grid: Grid
) -> tuple[int, int, list[tuple[str, ...]]]:
    """The block of rows of which most columns are understood."""
    best: tuple[int, int, int, list[tuple[str, ...]]] = (0, 0, 0, [])
    for bottom, row in enumerate(rows[:HEADING_ROWS]):
        if _is_data(row):
            break
        top = bottom
        while top > 0 and bottom - top + 1 < TALLEST_HEADING and _is_heading(rows[top - 1]):
            top -= 1  # an upper heading is never left out: it may change what the lower one means
        paths = _paths(rows[top : bottom + 1])
        found = sum(bool(path) and _understand(path, vocabulary)[0] is not None for path in paths)
        if found > best[0]:
            best = (found, top, bottom, paths)
    if best[0] < 2:
        raise FactsError(
            Problem("data-no-header", Place(grid.place), values={"rows": HEADING_ROWS})
        )
    return best[1:]


def _is_heading(row: Sequence[Any]) -> bool:
    """Whether a row heads columns: a title says one thing only, a form's own lines are known."""
    texts = {str(cell).strip() for cell in row if cell not in ("", None)}
    return len(texts) > 1 and not any(_FORM_LINE.match(plain(text)) for text in texts)


def _is_data(row: Sequence[Any]) -> bool:
    return any(isinstance(cell, int | float) and not isinstance(cell, bool) for cell in row)


def _paths(block: list[list[Any]]) -> list[tuple[str, ...]]:
    """For each column, its headings from top to bottom without repeats."""
    width = max(len(row) for row in block)
    paths = []
    for c in range(width):
        cells = [str(row[c]).strip() for row in block if c < len(row) and row[c] is not None]
        paths.append(tuple(dict.fromkeys(cell for cell in cells if cell)))
    return paths


def _understand(
    path: tuple[str, ...], vocabulary: Vocabulary
) -> tuple[Meaning | None, tuple[str, dict[str, object]] | None]:
    """What a column's headings mean; or the problem, if they mean something that cannot be read."""
    of, problem = _unit(path)
    if problem is not None:
        return None, problem
    found = _pool(path, vocabulary, of) or _plain(path, vocabulary, of)
    if found is None or of is None:
        return found, None
    fact = vocabulary.facts[found.parts or found.fact]
    if isinstance(fact, Parts):
        fact = fact.facts[found.fact]  # type: ignore[assignment]
    if not isinstance(fact, Number):
        return found._replace(unit=None), None
    wanted = fact.of.dimension
    per_student = fact.printed and fits(of.dimension, multiply(wanted, _STUDENT))
    if fits(of.dimension, wanted) or per_student or "ratio" in fact.of.text:
        return found, None
    return None, ("unit-header-mismatch", {"unit": of.text, "fact": fact.text})


def _unit(path: tuple[str, ...]) -> tuple[Unit | None, tuple[str, dict[str, object]] | None]:
    """The unit in the brackets of the lowest heading that has one."""
    for label in reversed(path):
        for inside in BRACKETS.findall(plain(label)):
            of = bracketed_unit(inside)
            if of is not None:
                return of, None
            if inside.startswith("单位"):
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
        rest = [label for m, label in enumerate(bare) if m != n]
        if name is not None and all(_NEUTRAL.match(label) for label in rest):
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


class _Rows:
    """Reads the rows below the heading."""

    def __init__(
        self, grid: Grid, vocabulary: Vocabulary, meanings: dict[int, Meaning],
        labels: dict[int, str],
    ) -> None:  # fmt: skip
        self.grid, self.vocabulary, self.labels = grid, vocabulary, labels
        self.meanings = meanings
        self.issues: list[Problem] = []
        self.named = [n for n, m in meanings.items() if m.fact in ("name", "id") and not m.parts]
        self.identity = next((n for n, m in meanings.items() if m.fact == "id"), None)
        self.down = self._fill_down()

    def _fill_down(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Cells of a text column that a vertical merge covers, to the cell that holds the text."""
        texts = {
            n for n, m in self.meanings.items()
            if m.fact and not m.parts
            and isinstance(self.vocabulary.facts[m.fact], Words_ | Category)
        }  # fmt: skip
        return {
            (row, left): (top, left)
            for top, left, bottom, right in self.grid.merged
            if left == right and left in texts
            for row in range(top + 1, bottom + 1)
        }

    def schools(self, rows: list[list[Any]], first: int) -> Iterator[School]:
        """Each school; totals, notes and blank rows are left out, the first two with a note."""
        seen: dict[str, str] = {}
        for n in range(first, len(rows)):
            row = rows[n]
            if not any(cell not in ("", None) for cell in row):
                continue
            words = [str(row[c]).strip() for c in self.named if c < len(row) and row[c] != ""]
            start = words[0] if words else str(next(c for c in row if c not in ("", None)))
            if _TOTALS.match(plain(start)) or _NOTES.match(plain(start)):
                self._note("row-dropped", n, "note", text=start[:40])
            elif not words:
                if n == first and _only_units(row):
                    continue
                self._note("row-no-name", n, "warning")
            else:
                yield self._school(rows, n, seen)

    def _note(self, code: str, row: int, severity: Any, **values: object) -> None:
        place = Place(self.grid.cell(row, self.named[0] if self.named else 0))
        self.issues.append(
            Problem(code, place, severity=severity, values={"row": row + 1, **values})
        )

    def _school(self, rows: list[list[Any]], n: int, seen: dict[str, str]) -> School:
        draft = Draft(self.vocabulary)
        pools: dict[tuple[str, str, str], list[tuple[str, Any, str, Unit | None]]] = {}
        row, cell = rows[n], self.grid.cell
        for c, meaning in self.meanings.items():
            raw = row[c] if c < len(row) else ""
            if raw == "" and (n, c) in self.down:
                raw = rows[self.down[n, c][0]][c]
            at = cell(n, c)
            if meaning.parts:
                key = (meaning.parts, meaning.category, meaning.value)
                pools.setdefault(key, []).append((meaning.fact, raw, at, meaning.unit))
            elif meaning.fact:
                draft.take_fact(meaning.fact, raw, at, meaning.unit)
            else:
                draft.take(self.labels[c], raw, at)
        if pools:
            self._pools(draft, pools)
        school = draft.finish(n + 1)
        at = cell(n, self.identity if self.identity is not None else self.named[0])
        if school.id in seen and self.identity is not None:
            raise FactsError(
                Problem("school-twice", Place(at),
                        values={"school": school.id, "where": seen[school.id]})
            )  # fmt: skip
        if school.id in seen:
            school = School(f"{school.id}#{n + 1}", school.name, school.facts, school.issues,
                            school.conflicts, school.unread)  # fmt: skip
        seen[school.id] = at
        return school

    def _pools(
        self, draft: Draft,
        pools: dict[tuple[str, str, str], list[tuple[str, Any, str, Unit | None]]],
    ) -> None:  # fmt: skip
        """Columns of a pool of majors: one part for each pool that has any figure above zero."""
        found: dict[str, list[Part]] = {}
        for (parts_name, category, value), cells in pools.items():
            parts = self.vocabulary.facts[parts_name]
            if not isinstance(parts, Parts):
                raise TypeError(parts)
            facts: dict[str, Reported] = {}
            for fact, raw, at, of in cells:
                try:
                    reported = read_value(parts.facts[fact], raw, at, of)
                except Refused as refused:
                    draft.note(refused.code, at, "warning", fact=fact, **refused.values)
                    continue
                if reported is not None:
                    facts[fact] = reported
            kind = parts.facts[category]
            if facts and isinstance(kind, Category) and not _all_zero(facts):
                facts[category] = Reported(value, kind.values[value].zh, cells[0][2])
                found.setdefault(parts_name, []).append(Part(kind.values[value].zh, facts))
        for parts_name, members in found.items():
            where = next(iter(members[0].facts.values())).cell
            draft.facts[parts_name] = Reported(tuple(members), "", where)


def _all_zero(facts: dict[str, Reported]) -> bool:
    """A pool with 0 pupils and 0 equipment is a group of majors that the school does not have."""
    return all(isinstance(f.value, tuple) and f.value[:1] == (0,) for f in facts.values())


def _only_units(row: Sequence[Any]) -> bool:
    return all(bracketed_unit(str(cell)) is not None for cell in row if cell not in ("", None))
