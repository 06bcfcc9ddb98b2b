"""Findings of whole columns: shapes at once, single schools when somebody looks at them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Protocol

from compliance.checking.columns.groups import statistics
from compliance.checking.columns.groups.grouping import Exact, Groups, Rows
from compliance.checking.columns.named import named
from compliance.checking.engine.ruling import Outcome
from compliance.checking.findings import Findings, SchoolFindings
from compliance.checking.shown import notebook
from compliance.checking.shown.frames import frame, known_shape
from compliance.checking.statistics import Share, Variation
from compliance.checking.waivers.waived import Waived
from compliance.errors import FactsError, Place, Problem, missing_extra
from compliance.intake.school import School, Schools, find
from compliance.notebook import Shown
from compliance.rulebook.rulebook import Rulebook


class Store(Rows, Protocol):
    """A rulebook over a frame, in memory or lazy."""

    def shape(self, shape: str, by: str | None) -> Any:
        """The rulings in a shape, in the library of the frame; lazy if the frame is."""

    def school(self, key: str) -> School | None:
        """The one school of that id or name."""

    def outcome_counts(self) -> dict[str, int]:
        """How many schools have each outcome."""


class ColumnFindings(Findings):
    """What ``check`` gives for whole columns; nothing is computed before it is asked for."""

    _store: Store
    _exact: Exact

    def __init__(
        self, schools: Schools, rulebook: Rulebook, store: Store, exact: Exact, waived: Waived
    ) -> None:
        parts = {"schools": schools, "rulebook": rulebook, "_store": store, "_exact": exact,
                 "waived": waived}  # fmt: skip
        for name, value in parts.items():
            object.__setattr__(self, name, value)

    @cached_property
    def items(self) -> tuple[SchoolFindings, ...]:
        """Every school, judged one by one by the exact engine."""
        return tuple(map(self._exact, self.schools))

    def _excused(self) -> Iterable[SchoolFindings]:
        """The schools that have waivers, read and judged; no other is."""
        of = self.waived.schools
        some = named(self.schools, self.rulebook, of.keys())
        return [self._exact(school) for school in some if school.id in of]

    def __len__(self) -> int:
        return len(self.schools)

    def __getitem__(self, school: str) -> SchoolFindings:
        found = self._store.school(school)
        if found is None:
            return self.items[find(school, [(i.school.id, i.school.name) for i in self.items])]
        return self._exact(found)

    def __repr__(self) -> str:
        rulebook, library = self.rulebook, self.schools.backend
        return f"<Findings {rulebook.id} on {rulebook.on}: columns of {library}>"

    def _shown(self) -> Shown:
        return notebook.columns(self)

    @cached_property
    def counts(self) -> dict[Outcome, int]:
        """How many schools have each outcome."""
        found = Counter(self._store.outcome_counts())
        names: tuple[Outcome, ...] = ("pass", "fail", "unknown", "waived", "not_applicable")
        return {name: found[name] for name in names}

    def share(self, clause: str | None = None, by: str | None = None) -> dict[str, Share]:
        """As ``Findings.share``, in one pass; the groups in the order of their names."""
        return statistics.share(Groups(self._store, self._exact, by), clause)

    def variation(self, clause: str, by: str | None = None) -> dict[str, Variation]:
        """As ``Findings.variation``, in one pass; the groups in the order of their names."""
        return statistics.variation(Groups(self._store, self._exact, by), clause)

    def write_parquet(
        self, path: Path, progress: Callable[[int], object] | None = None
    ) -> Counter[str]:
        """Write the ledger batch by batch, and count the schools of each outcome."""
        from compliance.checking.columns.frames.memory import InMemory  # noqa: PLC0415 - needs polars
        from compliance.checking.columns.frames.stream import write_ledger  # noqa: PLC0415 - as above

        def store(batch: Schools) -> InMemory:
            return InMemory(batch, self.rulebook, self._exact, self.waived)

        return write_ledger(self.schools, self.rulebook, store, path, progress)

    def to_frame(
        self, shape: str = "ledger", *, by: str | None = None, numbers: str | None = None
    ) -> Any:
        """As ``Findings.to_frame``; a lazy frame stays lazy, and numbers are float64."""
        known_shape(shape)
        if numbers == "exact" and shape in ("ledger", "failures"):
            return frame(self, shape, by, numbers)
        return self._store.shape(shape, by)


def by_columns(
    schools: Schools, rulebook: Rulebook, judge: Exact, waived: Waived
) -> ColumnFindings:
    """Judge a dataframe by whole columns; the schools that waivers name are looked up at once.

    Raises:
        FactsError: if the schools did not come in a dataframe, or a lazy one cannot be judged
            without reading its rows, or several schools have a name that a waiver uses.
        MissingExtra: if polars is not installed.
    """
    if schools.frame is None:
        raise FactsError(Problem("columns-need-frame", Place(schools.source)))
    if not waived.settled:
        waived = waived.among(named(schools, rulebook, waived.keys), whole=False)

    def exact(school: School) -> SchoolFindings:
        judged = judge(school)
        return replace(judged, findings=waived.over(school, judged.findings))

    store: Store
    if schools.frame.lazy:
        store = _lazily(schools, rulebook, waived)
    else:
        if find_spec("polars") is None:
            raise missing_extra("polars", "polars")
        from compliance.checking.columns.frames.memory import InMemory  # noqa: PLC0415 - needs polars

        store = InMemory(schools, rulebook, exact, waived)
    return ColumnFindings(schools, rulebook, store, exact, waived)


def _lazily(schools: Schools, rulebook: Rulebook, waived: Waived) -> Store:
    """How a lazy frame of a library is judged best."""
    from compliance.checking.columns.frames.lazy import Staying  # noqa: PLC0415 - pays for what is used
    from compliance.checking.columns.frames.partitions import Partitioned  # noqa: PLC0415 - as above
    from compliance.checking.columns.sql.database import DIALECTS, InDatabase  # noqa: PLC0415 - as needed
    from compliance.checking.columns.sql.spark import InSpark  # noqa: PLC0415 - as above

    if schools.backend == "dask":
        return Partitioned(schools, rulebook, waived)
    if DIALECTS.get(schools.backend) == "spark":
        return InSpark(schools, rulebook, waived)
    store = InDatabase if schools.backend in DIALECTS else Staying
    return store(schools, rulebook, waived)
