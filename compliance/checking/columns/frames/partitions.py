"""Frames of Dask: every partition is a pandas frame, judged where it is as any other."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from uuid import uuid4

import narwhals.stable.v2 as nw

from compliance.checking.columns.frames.lazy import Staying, collected
from compliance.checking.columns.language import Cell, Language, Mask
from compliance.checking.columns.plan import Plan
from compliance.checking.columns.source import found
from compliance.checking.findings import SchoolFindings
from compliance.checking.shown.frames import VERDICTS
from compliance.checking.waivers.waived import Waived
from compliance.errors import FactsError, Place, Problem
from compliance.intake.frame import Rows
from compliance.intake.read import read
from compliance.intake.school import School, Schools
from compliance.rulebook.rulebook import Rulebook


class Partitioned:
    """A rulebook over a frame of Dask; every shape is a frame of Dask, computed by nobody yet.

    Rows have no numbers, so that the frame must name its schools. Statistics are sums, which
    Dask makes of the same cells as any lazy frame.

    Raises:
        FactsError: if no column is an id or a name.
    """

    def __init__(self, schools: Schools, rulebook: Rulebook, waived: Waived) -> None:
        self.schools, self.rulebook, self._waived = schools, rulebook, waived
        known, _ = found(rulebook, schools.frame.schema)
        names = [known[fact].column for fact in ("id", "name") if fact in known]
        if not names:
            raise FactsError(Problem("lazy-no-name", Place("frame")))
        self.name, self.data = names[0], schools.frame.data.to_native()

    def shape(self, shape: str, by: str | None) -> Any:
        """The rulings in a shape, partition by partition; only counts bring partitions together."""
        judge = Judging(self.rulebook, self._waived, shape, by)
        made = judge(self.data._meta)  # noqa: SLF001 - Dask's way to ask for the types
        if shape != "counts":
            return self.data.map_partitions(judge, meta=made)
        group = ["clause", *([by] if by else [])]
        return self.data.reduction(judge, added, meta=made, aggregate_kwargs={"group": group})

    def school(self, key: str) -> School | None:
        """The one school of that id or name; only its rows are collected."""
        names = self.data[self.name].astype(str)
        rows = collected(nw.from_native(self.data[names == key]))
        items = self.schools.items
        return None if not isinstance(items, Rows) or len(rows) != 1 else next(iter(items.of(rows)))

    def outcome_counts(self) -> dict[str, int]:
        """How many schools have each outcome."""
        return dict(self.shape("schools", None)["outcome"].value_counts().compute().items())

    @cached_property
    def _lazily(self) -> Staying:
        return Staying(self.schools, self.rulebook, self._waived)

    @property
    def plan(self) -> Plan:
        """The rulebook as cells of the whole frame."""
        return self._lazily.plan

    @property
    def language(self) -> Language:
        """What these cells are written in."""
        return self._lazily.language

    @property
    def school_cell(self) -> Cell:
        """What a school is called."""
        return self._lazily.school_cell

    def waived(self, clause: str) -> Mask:
        """Whether a school is excused from a clause."""
        return self._lazily.waived(clause)

    def key(self, by: str) -> Cell:
        """What schools are grouped by, as the frame has it."""
        return self._lazily.key(by)

    def aside(self, by: str | None) -> Mapping[int, SchoolFindings]:
        """No rows, as for any lazy frame."""
        return self._lazily.aside(by)

    def picked(self, by: str | None, cells: Mapping[str, Cell], where: Mask) -> Any:
        """A row of cells for each school where a mask holds, lazily."""
        return self._lazily.picked(by, cells, where)

    @property
    def whole(self) -> Mapping[str, Cell]:
        """The cells from which a school is read."""
        return self._lazily.whole

    def read(self, rows: Any) -> Iterable[School]:
        """The schools of some rows of ``whole``."""
        return self._lazily.read(rows)


@dataclass(frozen=True)
class Judging:
    """What is done to a partition: a pandas frame is judged and given in a shape.

    ``name`` tells Dask one from another; it would walk through the whole rulebook otherwise.
    """

    rulebook: Rulebook
    waived: Waived
    shape: str
    by: str | None
    name: str = field(default_factory=lambda: uuid4().hex)

    def __call__(self, part: Any) -> Any:
        """Texts are texts, because categories differ between partitions."""
        from compliance.checking.check import in_columns  # noqa: PLC0415 - check knows every store

        schools = read(part, self.rulebook.vocabulary)
        found = in_columns(schools, self.rulebook, self.waived).to_frame(self.shape, by=self.by)
        texts = {name: str for name, kind in found.dtypes.items() if kind == "category"}
        return found.astype(texts)

    def __dask_tokenize__(self) -> str:
        return self.name


def added(parts: Any, group: list[str]) -> Any:
    """The counts of all partitions, in the order of the clauses."""
    return parts.groupby(group, sort=False, dropna=False)[list(VERDICTS)].sum().reset_index()
