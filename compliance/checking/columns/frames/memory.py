"""Data in memory, judged by polars whatever library brought them; doubts go to the exact engine."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from types import MappingProxyType
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl

from compliance.checking.columns import shapes
from compliance.checking.columns.frames.table import LANGUAGE, Table, table
from compliance.checking.columns.groups.grouping import Exact
from compliance.checking.columns.language import Language
from compliance.checking.columns.plan import Judged, Plan
from compliance.checking.engine.ruling import RULINGS, Code
from compliance.checking.findings import SchoolFindings
from compliance.checking.shown.frames import MEASURED, VERDICTS, as_float, school_of, wide_of
from compliance.checking.shown.ledger import COLUMNS, row
from compliance.checking.waivers.waived import Waived
from compliance.intake.frame import Rows
from compliance.intake.school import School, Schools
from compliance.rulebook.rulebook import Rulebook

_TEXTS = (pl.Categorical, pl.Enum)
_VERDICTS = pl.Series([ruling.verdict for ruling in RULINGS], dtype=pl.Enum(shapes.OUTCOMES))
_REASONS = pl.Series([ruling.reason for ruling in RULINGS],
                     dtype=pl.Enum(sorted({r.reason for r in RULINGS})))  # fmt: skip
MOST_IN_A_TABLE = 12
"""Facts of which a table of all combinations is cheaper than writing each row's text."""
_plans: WeakKeyDictionary[Rulebook, dict[Any, Plan]] = WeakKeyDictionary()


class InMemory:
    """A rulebook over the schools of an eager frame; those with waivers are judged one by one."""

    language: Language = LANGUAGE
    school_cell = pl.col("school")
    whole: Mapping[str, Any] = MappingProxyType({"row number": pl.col("row number")})

    def __init__(self, schools: Schools, rulebook: Rulebook, exact: Exact, waived: Waived) -> None:
        self.schools, self.rulebook, self.exact, self._waived = schools, rulebook, exact, waived
        self.table: Table = table(schools.frame, rulebook)
        self.plan = _plan(rulebook, self.table)
        self._aside: dict[str | None, Mapping[int, SchoolFindings]] = {}

    def shape(self, shape: str, by: str | None) -> Any:
        """The rulings in a shape, in the library that the schools came in."""
        known: dict[str, Callable[[], pl.DataFrame]] = {
            "wide": self.wide, "verdicts": lambda: self.wide(measured=False), "long": self.long,
            "ledger": lambda: self.ledger(self.wide()),
            "failures": lambda: self.ledger(self.wide(), failures=True),
            "schools": lambda: self.outcomes(self.wide(measured=False)),
            "counts": lambda: self.counts(by),
        }  # fmt: skip
        found = known[shape]()
        if self.schools.backend == "pyarrow" and shape in ("wide", "verdicts"):
            return found.drop("school").to_arrow().add_column(0, "school", self.table.arrow_names)
        return back(found, self.schools.backend)

    def school(self, key: str) -> School | None:
        """The one school of that id or name."""
        row = self.row_of(key)
        return None if row is None else self.some([row])[0]

    def outcome_counts(self) -> dict[str, int]:
        """How many schools have each outcome."""
        found = self.outcomes(self.wide(measured=False))
        return dict(found["outcome"].value_counts().iter_rows())

    @cached_property
    def special(self) -> Mapping[int, SchoolFindings]:
        """The rows that only the exact engine may judge, judged."""
        rows = set(self.table.doubtful)
        if self._waived.schools:
            rows.update(self.names.is_in(list(self._waived.schools)).arg_true().to_list())
        masks = [mask for mask in self.plan.doubts if mask is not False]
        if any(mask is True for mask in masks):
            rows.update(range(len(self.schools)))
        elif masks:
            doubtful = self.table.lazy.select(pl.any_horizontal(masks).alias("doubt"))
            rows.update(doubtful.collect()["doubt"].arg_true().to_list())
        wanted = sorted(rows)
        judged = map(self.exact, self.some(wanted)) if wanted else ()
        return dict(zip(wanted, judged, strict=True))

    def waived(self, _clause: str) -> bool:
        """No row that columns judge has a waiver."""
        return False

    def _with(self, by: str | None) -> Table:
        """The table, with what schools are grouped by."""
        return table(self.schools.frame, self.rulebook, also=[by] if by else ())

    def key(self, by: str) -> pl.Expr:
        """What schools are grouped by, as read."""
        return pl.col(by) if by in self._with(by).sources else LANGUAGE.text(None)

    def aside(self, by: str | None) -> Mapping[int, SchoolFindings]:
        """The rows that only the exact engine may judge, or put into a group, judged."""
        if by not in self._aside:
            rows = sorted(self._with(by).doubtful - self.special.keys())
            judged = map(self.exact, self.some(rows)) if rows else ()
            self._aside[by] = {**self.special, **dict(zip(rows, judged, strict=True))}
        return self._aside[by]

    def picked(self, by: str | None, cells: Mapping[str, Any], where: Any) -> pl.LazyFrame:
        """A row of cells for each other school where a mask holds."""
        found, row = self._with(by), pl.col("row number")
        rows = found.lazy.with_columns(found.names, pl.int_range(pl.len()).alias("row number"))
        others = rows.filter(where, ~row.is_in(list(self.aside(by))))
        return others.with_columns(**cells).select(list(cells))

    def read(self, rows: Any) -> Sequence[School]:
        """The schools of some rows of ``whole``."""
        return self.some(rows["row number"].to_list())

    def some(self, rows: Sequence[int]) -> Sequence[School]:
        """The schools of some rows, read one by one."""
        items = self.schools.items
        return list(items.some(rows)) if isinstance(items, Rows) else [items[row] for row in rows]

    @property
    def names(self) -> pl.Series:
        """What the schools are called."""
        return self.table.names

    def row_of(self, key: str) -> int | None:
        """The row of a school, by its id or its name."""
        for names in (self.names, self.table.cells.get_column("name", default=None)):
            if names is not None:
                found = (names == key).arg_true()
                if len(found) == 1:
                    return int(found[0])
        return None

    def wide(self, *, measured: bool = True) -> pl.DataFrame:
        """One row a school: its name, a code for each clause, and what was measured."""
        cells = shapes.wide(self.plan, measured=measured)
        judged = self.table.lazy.with_columns(**cells).select(list(cells))
        found = judged.collect(engine="streaming")
        if self.special:
            found = _patched(found, {n: wide_of(item) for n, item in self.special.items()})
        return found.insert_column(0, self.names)

    def long(self) -> pl.DataFrame:
        """One row a school and clause, clause after clause; columns are joined, not copied."""
        found = self.wide()
        names = [rule.id for rule in self.rulebook.rules]
        kind = pl.Enum(names)
        return pl.DataFrame([
            pl.concat([self.names] * len(names)),
            pl.concat([pl.repeat(name, len(found), dtype=kind, eager=True).alias("clause")
                       for name in names]),
            pl.concat([found[name].alias("code") for name in names]),
            pl.concat([found[name + MEASURED].alias("measured") for name in names]),
        ])  # fmt: skip

    def ledger(self, wide: pl.DataFrame, *, failures: bool = False) -> pl.DataFrame:
        """The contract's ledger, numbers as float64; rows of the exact engine come last."""
        called = {rule.id: shapes.code_beside(rule.id) for rule in self.rulebook.rules} | {
            rule.id + MEASURED: shapes.measured_beside(rule.id) for rule in self.rulebook.rules
        }
        beside = self.table.cells.with_columns(wide.rename(called).with_row_index("row number"))
        if self.special:
            beside = beside.filter(~pl.col("row number").is_in(list(self.special)))
        rows = [as_float(row(finding)) for item in self.special.values() for finding in item
                if not failures or finding.code is Code.FAIL]  # fmt: skip
        judged = self.plan.clauses if len(beside) else ()
        parts = [self._clause(clause, beside, failures=failures) for clause in judged]
        kinds = self._kinds
        text = {
            name: pl.String if isinstance(kind, _TEXTS) or kind == pl.Categorical else kind
            for name, kind in kinds.items()
        }
        return pl.concat([*parts, pl.DataFrame(rows, schema=text).cast(kinds)], rechunk=False)

    @cached_property
    def _kinds(self) -> Any:
        """The types of the ledger's columns; what a clause says of itself is stored once."""
        said = [shapes.constants(judged) for judged in self.plan.clauses]
        kinds: dict[str, Any] = {
            name: pl.Enum(sorted({getattr(one, name) for one in said}))
            for name in shapes.Constants._fields
        } | {
            "school": pl.String, "verdict": _VERDICTS.dtype, "outcome": _VERDICTS.dtype,
            "reason": _REASONS.dtype, "measured": pl.Float64, "shortfall": pl.Float64,
            "inferred": pl.Boolean,
        } | dict.fromkeys(("part", "threshold", "needs"), pl.Categorical)  # fmt: skip
        return {name: kinds[name] for name in COLUMNS}

    def _clause(self, judged: Judged, beside: pl.DataFrame, *, failures: bool) -> pl.DataFrame:
        code = pl.col(shapes.code_beside(judged.rule.id))
        measured = pl.col(shapes.measured_beside(judged.rule.id))
        details = shapes.details(judged, code, measured)
        verdict = pl.lit(_VERDICTS).gather(code)
        cells = {
            "school": pl.col("school"), "verdict": verdict, "outcome": verdict,
            "reason": pl.lit(_REASONS).gather(code), "measured": measured,
            "threshold": details.threshold.cast(pl.Categorical), "shortfall": details.shortfall,
            "inferred": _truth(details.inferred), "needs": _joined(details.needs),
        }  # fmt: skip
        for name, value in shapes.constants(judged)._asdict().items():
            cells[name] = pl.lit(value, dtype=self._kinds[name])
        rows = beside.lazy().filter(code == int(Code.FAIL)) if failures else beside.lazy()
        return rows.select(**{name: cells[name] for name in COLUMNS}).collect()

    def outcomes(self, found: pl.DataFrame) -> pl.DataFrame:
        """One row a school: its outcomes, and how many items of evidence are outstanding."""
        codes = {rule.id: pl.col(rule.id) for rule in self.rulebook.rules}
        cells = shapes.outcomes(self.plan, LANGUAGE, codes, dict.fromkeys(codes, False))
        rolled = found.lazy().select("school", **cells).collect()
        if self.special:
            rolled = _patched(rolled, {n: school_of(item) for n, item in self.special.items()})
        return rolled

    def counts(self, by: str | None = None) -> pl.DataFrame:
        """How many schools have each verdict, per clause, and per value of a fact."""
        found = self.wide(measured=False)
        group = [pl.col("group by").alias(by)] if by else []
        if by:
            found = found.with_columns(self._values(by).alias("group by"))
        sums = [
            shapes.is_verdict(pl.col(rule.id), verdict).sum().cast(pl.Int64)
            .alias(f"{rule.id} {verdict}")
            for rule in self.rulebook.rules for verdict in VERDICTS
        ]  # fmt: skip
        summed = (
            found.group_by("group by", maintain_order=True).agg(sums) if by else found.select(sums)
        )
        return pl.concat([
            summed.select(pl.lit(rule.id).alias("clause"), *group,
                          *(pl.col(f"{rule.id} {verdict}").alias(verdict) for verdict in VERDICTS))
            for rule in self.rulebook.rules
        ])  # fmt: skip

    def _values(self, fact: str) -> pl.Series:
        cells = table(self.schools.frame, self.rulebook, also=(fact,)).cells
        if fact in cells.columns:
            return cells[fact]
        return pl.repeat(None, len(cells), dtype=pl.String, eager=True)


def _plan(rulebook: Rulebook, table: Table) -> Plan:
    """The plan of a rulebook for a table; the same for all tables with the same columns."""
    known = _plans.setdefault(rulebook, {})
    key = (*((name, source.factor, source.guards) for name, source in table.sources.items()),
           table.contradictions)  # fmt: skip
    if key not in known:
        known[key] = Plan(rulebook, table.sources, LANGUAGE, pairs=table.contradictions)
    return known[key]


def _truth(mask: Any) -> pl.Expr:
    found = pl.lit(mask) if isinstance(mask, bool) else mask
    return found.fill_null(value=False)


def _joined(needs: Sequence[tuple[str, Any]]) -> pl.Expr:
    """The names of the facts whose masks hold, from a table of all combinations."""
    if len(needs) > MOST_IN_A_TABLE:
        words = [LANGUAGE.when(mask, LANGUAGE.text(name), LANGUAGE.text(None))
                 for name, mask in needs]  # fmt: skip
        joined: pl.Expr = LANGUAGE.joined(words)
        return joined.cast(pl.Categorical)
    names = [name for name, _ in needs]
    texts = pl.Series([
        ", ".join(name for bit, name in enumerate(names) if number >> bit & 1)
        for number in range(2 ** len(names))
    ], dtype=pl.Categorical)  # fmt: skip
    if not names:
        return pl.lit("", dtype=pl.Categorical)
    bits = pl.sum_horizontal(
        _truth(mask).cast(pl.UInt32) * 2**bit for bit, (_, mask) in enumerate(needs)
    )
    return pl.lit(texts).gather(bits)


def _patched(found: pl.DataFrame, rows: Mapping[int, Mapping[str, Any]]) -> pl.DataFrame:
    """A frame with some rows replaced."""
    where = list(rows)
    return found.with_columns(
        series.scatter(where, pl.Series([row[series.name] for row in rows.values()],
                                        dtype=series.dtype))
        for series in found.iter_columns()
    )  # fmt: skip


def back(found: pl.DataFrame, backend: str) -> Any:
    """A result in the library that the schools came in."""
    if backend == "pyarrow":
        return found.to_arrow()
    if backend in ("pandas", "modin", "cudf"):
        return found.to_pandas()
    return found
