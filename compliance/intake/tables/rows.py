"""The rows of a sheet → schools; totals, notes and blank rows are left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from compliance.errors import FactsError, Place, Problem
from compliance.intake.labels import suggest
from compliance.intake.profile import Draft
from compliance.intake.quality.contradictions import contradict
from compliance.intake.school import Column, Part, Reported, School, Schools
from compliance.intake.tables.children import over_children
from compliance.intake.tables.grid import Grid, at, blank, letters, nameless
from compliance.intake.tables.heading import (
    MOST_MERGES,
    Meaning,
    find_heading,
    label_of,
    names,
    understand,
)
from compliance.intake.tables.omitted import (
    heading_again,
    names_a_group,
    no_school,
    numbering,
    only_headings,
)
from compliance.intake.tables.plain import Plain, plain_reader
from compliance.intake.tables.stated import sheet_units, unit_row
from compliance.intake.values import shown
from compliance.units import Unit
from compliance.vocabulary import Category, Number, Parts, Vocabulary, Words_, comparable

MOST_COVERED = 5_000_000
"""Rows that all merged ranges together may cover."""


def read_grid(grid: Grid, vocabulary: Vocabulary) -> Schools:
    """The schools of a sheet.

    Raises:
        FactsError: if no heading is understood, or an id stands in two rows.
    """
    heading = over_children(find_heading(grid, vocabulary), grid, vocabulary)
    sheet = sheet_units(grid.rows[: heading.top])
    named = [n for n, path in enumerate(heading.paths) if names(path, vocabulary)]
    if not named:
        raise FactsError(Problem("data-no-header", Place(grid.place), values={"rows": heading.top}))
    below = None if heading.units is None else unit_row(grid.rows[heading.units], named)
    reader = _Rows(grid, vocabulary, heading.paths)
    columns: list[Column] = []
    for n, path in enumerate(heading.paths):
        if path:
            of = (below or {}).get(n)
            under = of if isinstance(of, Unit) else None
            meaning, trouble = understand(path, vocabulary, sheet, under)
            if isinstance(of, str) and n not in named:
                meaning, trouble = None, ("unit-unknown-header", {"unit": of})
            columns.append(reader.column(n, grid.cell(heading.bottom, n), path, meaning, trouble))
    items = tuple(reader.schools(heading.first))
    issues = (*grid.notes, *reader.issues)
    return Schools(items, vocabulary, grid.place, "", tuple(columns), issues)


@dataclass
class _Rows:
    """Reads the rows below the heading, by the columns' meanings."""

    grid: Grid
    vocabulary: Vocabulary
    paths: Sequence[tuple[str, ...]]
    meanings: dict[int, Meaning] = field(default_factory=dict)
    labels: dict[int, str] = field(default_factory=dict)
    issues: list[Problem] = field(default_factory=list)
    named: list[int] = field(default_factory=list)
    down: dict[tuple[int, int], Any] = field(default_factory=dict)
    shared: set[tuple[int, int]] = field(default_factory=set)
    start: dict[int, int] = field(default_factory=dict)
    plain: dict[int, Plain] = field(default_factory=dict)
    across: set[int] = field(default_factory=set)
    identity: int | None = None
    _prefixes: dict[int, str] = field(default_factory=dict)

    def column(
        self, n: int, cell: str, path: tuple[str, ...], meaning: Meaning | None,
        trouble: tuple[str, dict[str, object]] | None,
    ) -> Column:  # fmt: skip
        """Take note of a column, and of what is wrong with it."""
        title, fact = " ".join(path), meaning.fact if meaning else ""
        if trouble is not None:
            self._problem(trouble[0], cell, "warning", trouble[1])
        elif not fact:
            close = suggest(comparable(title), self.vocabulary.by_label) or "—"
            self._problem("unknown-label", cell, "note", {"label": shown(title), "nearest": close})
        if meaning is not None:
            self.meanings[n], self.labels[n] = meaning, label_of(path)
            self._plainly(n, meaning)
            if not meaning.parts and fact in ("name", "id"):
                self.named.append(n)
                self.identity = n if fact == "id" and self.identity is None else self.identity
        unit = meaning.unit.text if meaning and meaning.unit else ""
        return Column(cell, title, fact, unit, self.labels.get(n, ""),
                      meaning.parts if meaning else "")  # fmt: skip

    def _plainly(self, column: int, meaning: Meaning) -> None:
        within = self._parts(meaning.parts) if meaning.parts else self.vocabulary
        fact = within.facts.get(meaning.fact)
        reader = plain_reader(fact, meaning.unit) if isinstance(fact, Number) else None
        if reader is not None:
            self.plain[column] = reader

    def _problem(self, code: str, cell: str, severity: Any, values: dict[str, object]) -> None:
        self.issues.append(Problem(code, Place(cell), severity=severity, values=values))

    def _merges(self, first: int) -> None:
        """What merged cells below the heading mean.

        A text stands for all rows it covers. A name that covers several rows makes them one
        school. A figure that covers several schools or columns belongs to none of them alone.
        """
        last = len(self.grid.rows) - 1
        if len(self.grid.merged) > MOST_MERGES or self._covered(last) > MOST_COVERED:
            raise FactsError(
                Problem("merges-too-many", Place(self.grid.place), values={"most": MOST_MERGES})
            )
        merged = [
            (top, left, min(bottom, last), right)
            for top, left, bottom, right in self.grid.merged
            if first <= top <= last
        ]
        for top, left, bottom, right in merged:
            if any(left <= n <= right for n in self.named):
                if right > left and top == bottom:
                    self.across.add(top)
                self.start.update((row, top) for row in range(top + 1, bottom + 1))
        for top, left, bottom, right in merged:
            held = [n for n in self.meanings if left <= n <= right and n not in self.named]
            rows = range(top, bottom + 1)
            if len(held) == 1 and self._is_text(held[0]):
                text = at(self.grid.rows[top], left)
                self.down.update(((row, held[0]), text) for row in rows if row != top)
            elif len(held) > 1 or len({self.start.get(row, row) for row in rows}) > 1:
                self.shared.update((row, n) for row in rows for n in held)

    def _covered(self, last: int) -> int:
        return sum(min(bottom, last) + 1 - top for top, _, bottom, _ in self.grid.merged)

    def _is_text(self, column: int) -> bool:
        meaning = self.meanings[column]
        fact = self.vocabulary.facts.get(meaning.fact)
        return not meaning.parts and isinstance(fact, Words_ | Category)

    def schools(self, first: int) -> Iterator[School]:
        """Each school; a note for each total and remark, a warning for figures without a name."""
        self._merges(first)
        self._prefixes = {c: f"{self.grid.place}!{letters(c)}" for c in self.meanings}
        seen: dict[str, str] = {}
        rows = self.grid.rows
        repeated = -1
        for n in range(first, len(rows)):
            row = rows[n]
            filled = [c for c in row if c != "" and (type(c) is float or not blank(c))]
            if not filled or n in self.start or numbering(filled):
                continue
            words = [shown(row[c]).strip() for c in self.named if not nameless(at(row, c))]
            again = heading_again(row, self.paths, self.named, self.vocabulary) if words else None
            if again == "other":
                self._row("second-heading", n, "warning", text=" ".join(words))
                return
            if again or (not words and n == repeated + 1 and only_headings(row, self.paths)):
                repeated = n
                self._row("row-dropped", n, "note", text=shown(filled[0]))
                continue
            dropped = next((w for w in (*words[:1], shown(filled[0])) if no_school(w)), "")
            if not dropped and words and names_a_group(filled, merged=n in self.across):
                dropped = words[0]
            if dropped:
                self._row("row-dropped", n, "note", text=dropped)
            elif words:
                yield self._school(n, seen)
            elif not all(nameless(cell) for cell in filled):
                self._row("row-no-name", n, "warning")

    def _row(self, code: str, row: int, severity: Any, **values: object) -> None:
        cell = self.grid.cell(row, self.named[0])
        self._problem(code, cell, severity, {"row": row + 1, **values})

    def _school(self, n: int, seen: dict[str, str]) -> School:
        draft = Draft(self.vocabulary, file=True)
        pools: dict[tuple[str, str, str], Draft] = {}
        extra = self._extra(n)
        if extra:
            draft.note("row-too-long", extra, "warning", row=n + 1, columns=len(self.paths))
        self._take(draft, pools, n, only=self.named if extra else None)
        for row in range(n + 1, len(self.grid.rows)):
            if self.start.get(row) != n:
                break
            self._take(draft, pools, row)
        if pools:
            self._pooled(draft, pools)
        draft.compare(self.vocabulary.wholes)
        school = draft.finish(n + 1)
        cell = self.grid.cell(n, self.named[0] if self.identity is None else self.identity)
        if school.id in seen:
            if self.identity is not None:
                values = {"school": school.id, "where": seen[school.id]}
                raise FactsError(Problem("school-twice", Place(cell), values=values))
            school = School(f"{school.id}#{n + 1}", school.name, school.facts, school.issues,
                            school.conflicts, school.unread)  # fmt: skip
        seen[school.id] = cell
        return school

    def _extra(self, n: int) -> str:
        """The first cell beyond the heading in a row of text, whose cells may all have shifted."""
        row = self.grid.rows[n]
        if not self.grid.text or len(row) <= len(self.paths):
            return ""
        extra = (c for c in range(len(self.paths), len(row)) if not blank(row[c]))
        return next((self.grid.cell(n, c) for c in extra), "")

    def _take(
        self, draft: Draft, pools: dict[tuple[str, str, str], Draft], n: int,
        only: Sequence[int] | None = None,
    ) -> None:  # fmt: skip
        """Read one row into a school; ``only`` some of its columns, if any are named."""
        row, number, prefixes = self.grid.rows[n], str(n + 1), self._prefixes
        for c, meaning in self.meanings.items():
            raw = row[c] if c < len(row) else ""
            if only is not None and c not in only:
                continue
            if raw == "":
                if (n, c) not in self.down:
                    continue
                raw = self.down[n, c]
            cell = prefixes[c] + number
            shared = bool(self.shared) and (n, c) in self.shared
            if type(raw) is float and not shared and c in self.plain:
                figure = self.plain[c](raw, cell)
                if figure is not None:
                    into = self._pool(pools, meaning) if meaning.parts else draft
                    into.keep(meaning.fact, figure)
                    continue
            if shared:
                draft.note("merged-figure", cell, "warning", fact=meaning.fact or self.labels[c],
                           found=shown(raw))  # fmt: skip
            elif meaning.parts:
                part = self._pool(pools, meaning)
                part.take_cell(meaning.fact, raw, cell, meaning.unit)
            elif meaning.fact:
                draft.take_cell(meaning.fact, raw, cell, meaning.unit)
            else:
                draft.take(self.labels[c], raw, cell, meaning.unit)

    def _pool(self, pools: dict[tuple[str, str, str], Draft], meaning: Meaning) -> Draft:
        key = (meaning.parts, meaning.category, meaning.value)
        return pools.get(key) or pools.setdefault(key, Draft(self._parts(key[0]), file=True))

    def _parts(self, name: str) -> Parts:
        parts = self.vocabulary.facts[name]
        if not isinstance(parts, Parts):
            raise TypeError(parts)
        return parts

    def _pooled(self, draft: Draft, pools: dict[tuple[str, str, str], Draft]) -> None:
        """Columns of a pool of majors: one part for each pool that has any figure above zero."""
        found: dict[str, list[Part]] = {}
        for (name, category, value), part in pools.items():
            contradict(part)
            draft.issues += part.issues
            kind = self._parts(name).facts[category]
            if part.facts and isinstance(kind, Category) and not _all_zero(part):
                title, cell = kind.values[value].zh, next(iter(part.facts.values())).cell
                part.facts[category] = Reported(value, title, cell)
                found.setdefault(name, []).append(
                    Part(title, part.facts, frozenset(part.conflicts), pooled=True)
                )
        for name, members in found.items():
            cell = next(iter(members[0].facts.values())).cell
            draft.facts[name] = Reported(tuple(members), "", cell)


def _all_zero(part: Draft) -> bool:
    """A pool with 0 pupils and 0 equipment is a group of majors that the school does not have."""
    return all(isinstance(f.value, tuple) and f.value[:1] == (0,) for f in part.facts.values())
