"""Schools of whole columns in groups: sums over each in one pass, and its rows when asked for."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Protocol

import narwhals.stable.v2 as nw

from compliance.checking.columns.frames.lazy import collected
from compliance.checking.columns.language import Cell, Language, Mask, any_of, both
from compliance.checking.columns.plan import Judged, Plan
from compliance.checking.findings import SchoolFindings
from compliance.checking.statistics import group_of, known_group
from compliance.intake.profile import Draft
from compliance.intake.school import School, Schools
from compliance.intake.values import no_value
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Vocabulary

_GROUP, _VALUE = "group by", "value of"
"""What columns are called; no fact's name has a blank."""
Exact = Callable[[School], SchoolFindings]
"""The exact engine, made ready for one school after the other."""


class Rows(Protocol):
    """What groups ask of a store."""

    schools: Schools
    rulebook: Rulebook

    @property
    def plan(self) -> Plan:
        """The rulebook as cells."""

    @property
    def language(self) -> Language:
        """What cells are written in."""

    @property
    def school_cell(self) -> Cell:
        """What a school is called."""

    def waived(self, clause: str, /) -> Mask:
        """Whether a school is excused from a clause."""

    def key(self, by: str) -> Cell:
        """What schools are grouped by."""

    def aside(self, by: str | None, /) -> Mapping[int, SchoolFindings]:
        """The rows of which columns say nothing, judged one by one."""

    def picked(self, by: str | None, /, cells: Mapping[str, Cell], where: Mask) -> Any:
        """A row of cells for each other school where a mask holds, lazily."""

    @property
    def whole(self) -> Mapping[str, Cell]:
        """The cells from which a school is read."""

    def read(self, rows: Any) -> Iterable[School]:
        """The schools of some rows of ``whole``, collected."""


@dataclass(eq=False, slots=True)
class Group:
    """Sums over the schools of a group, and those of which columns say nothing.

    ``keys`` are the values that mean this group, as the frame has them.
    """

    sums: Counter[Any] = field(default_factory=Counter)
    keys: set[Any] = field(default_factory=set)
    aside: list[SchoolFindings] = field(default_factory=list)


class Groups:
    """The schools of a store by a fact, or all in one group that has no name.

    Raises:
        NotFound: if there is no such fact to group by.
    """

    def __init__(self, store: Rows, judge: Exact, by: str | None) -> None:
        if by is not None:
            known_group(store.rulebook, by)
        self.store, self.judge, self.by = store, judge, by

    @property
    def key(self) -> Cell:
        """What schools are grouped by."""
        return self.store.language.text(None) if self.by is None else self.store.key(self.by)

    def judged(self, clause: str) -> Judged:
        """A clause of the plan.

        Raises:
            NotFound: if there is no such clause.
        """
        wanted = self.store.rulebook[clause].id
        return next(judged for judged in self.store.plan.clauses if judged.rule.id == wanted)

    def counted(self, cell: Cell) -> dict[str, Group]:
        """How many schools of each group have each value of a cell."""
        counts = (
            self._picked({_VALUE: cell}).group_by(_GROUP, _VALUE).agg(nw.len().alias("schools"))
        )
        rows = collected(counts).iter_rows(named=True)
        return self._groups((row[_GROUP], {row[_VALUE]: row["schools"]}) for row in rows)

    def summed(self, cells: Mapping[str, Cell], terms: Mapping[str, Any]) -> dict[str, Group]:
        """Sums over each group of terms, expressions of narwhals over some cells."""
        grouped = self._picked(cells).with_columns(**terms).group_by(_GROUP)
        rows = collected(grouped.agg(*(nw.col(name).sum() for name in terms))).iter_rows(named=True)
        return self._groups((row.pop(_GROUP), row) for row in rows)

    def _picked(self, cells: Mapping[str, Cell]) -> Any:
        named = {"school": self.store.school_cell, _GROUP: self.key, **cells}
        return nw.from_native(self.store.picked(self.by, named, where=True))

    def _groups(self, rows: Iterable[tuple[Any, Mapping[Any, Any]]]) -> dict[str, Group]:
        """Groups in the order of their names."""
        groups = {"": Group()} if self.by is None else {}
        for key, sums in rows:
            group = groups.setdefault(self._read(key), Group())
            group.keys.add(key)
            # a sum over nothing is null in a database
            group.sums.update({name: value for name, value in sums.items() if value is not None})
        for item in self.store.aside(self.by).values():
            name = "" if self.by is None else group_of(item, self.by)
            groups.setdefault(name, Group()).aside.append(item)
        return dict(sorted(groups.items()))

    def _read(self, key: Any) -> str:
        """The group that a value of the frame means, as the exact engine reads it."""
        return "" if self.by is None else _text(self.store.rulebook.vocabulary, self.by, key)


class Look:
    """Cells of the schools where a mask holds, of any group that is asked for.

    Of a lazy frame the rows of that one group are collected, every time; else those of all groups
    are looked up together, once.
    """

    def __init__(self, groups: Groups, cells: Mapping[str, Cell], where: Mask) -> None:
        self.groups, self.cells, self.where = groups, cells, where

    def of(self, group: Group) -> Any:
        """The rows of a group, in an eager frame of narwhals."""
        by, store = self.groups.by, self.groups.store
        if store.schools.frame.lazy:
            same = True if by is None else _among(self.groups.key, group.keys)
            return collected(store.picked(by, self.cells, where=both(same, self.where)))
        if by is None:
            return self._all
        same = _among(nw.col(_GROUP), group.keys)
        return self._all.head(0) if same is False else self._all.filter(same)

    @cached_property
    def _all(self) -> Any:
        cells, by = {**self.cells, _GROUP: self.groups.key}, self.groups.by
        return collected(self.groups.store.picked(by, cells, where=self.where))


def _among(cell: Cell, keys: Iterable[Any]) -> Mask:
    return any_of([cell.is_null() if no_value(key) else cell == key for key in keys])


def _text(vocabulary: Vocabulary, fact: str, raw: Any) -> str:
    draft = Draft(vocabulary)
    draft.take_fact(fact, raw, "")
    reported = draft.facts.get(fact)
    return "" if reported is None or fact in draft.conflicts else str(reported.value)
