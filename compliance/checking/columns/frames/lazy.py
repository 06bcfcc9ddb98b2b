"""Data that stay where they are: lazy polars, duckdb, Spark; and Dask, partition by partition."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw

from compliance.checking.columns import shapes
from compliance.checking.columns.cells.facts import Facts
from compliance.checking.columns.cells.value import Unproven
from compliance.checking.columns.language import Frames, Language, both, opposite
from compliance.checking.columns.plan import Judged, Plan
from compliance.checking.columns.source import Source, found, is_parts
from compliance.checking.findings import SchoolFindings
from compliance.checking.shown.frames import MEASURED, VERDICTS
from compliance.checking.shown.ledger import COLUMNS
from compliance.checking.waivers.waived import Waived
from compliance.errors import FactsError, Place, Problem
from compliance.intake.frame import Rows, unreadable
from compliance.intake.school import School, Schools
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Evidence, Flag, Number

DIGITS = 15
"""Decimals of so many digits are told apart by float64."""


class Staying:
    """A rulebook over a lazy frame: every shape is a lazy frame of the same library.

    The plan has stages (facts, what is wrong with them, measures, rulings), because most engines
    would compute a cell that is used twice, twice. ``language`` is what the plan is written in,
    if not in words of the frame's namespace.
    """

    def __init__(
        self, schools: Schools, rulebook: Rulebook, waived: Waived,
        language: Language | None = None,
    ) -> None:  # fmt: skip
        self.schools, self.rulebook, self._waived = schools, rulebook, waived
        self.sources = sources(schools, rulebook)
        polars = schools.backend == "polars"
        self.frames = _polars() if polars else Frames(nw)
        self.ns: Any = self.frames.ns
        self.language: Language = language or self.frames
        staged = language is None
        try:
            self.plan = Plan(rulebook, self.sources, self.language, staged=staged, settle=True)
        except Unproven as unproven:
            raise FactsError(
                Problem("lazy-clause", Place("frame"),
                        values={"clause": unproven.clause, "why": unproven.code})
            ) from None  # fmt: skip
        data = schools.frame.data
        self.data: Any = data.to_native() if polars else data

    def shape(self, shape: str, by: str | None) -> Any:
        """The rulings in a shape, lazily, in the library of the frame."""
        known: dict[str, Callable[[], Any]] = {
            "wide": lambda: self.wide(measured=True), "verdicts": lambda: self.wide(measured=False),
            "long": self.long, "ledger": lambda: self.ledger(failures=False),
            "failures": lambda: self.ledger(failures=True),
            "schools": self.outcomes, "counts": lambda: self.counts(by),
        }  # fmt: skip
        return nw.to_native(known[shape](), pass_through=True)

    def school(self, key: str) -> School | None:
        """The one school of that id or name; only its rows are collected."""
        name = self.frames.stripped(self.frames.strings(self.ns.col(self._name().column)))
        rows = collected(self.data.filter(name == key))
        items = self.schools.items
        return None if not isinstance(items, Rows) or len(rows) != 1 else next(iter(items.of(rows)))

    def outcome_counts(self) -> dict[str, int]:
        """How many schools have each outcome."""
        counted = nw.from_native(self.outcomes()).group_by("outcome").agg(nw.len().alias("schools"))
        return dict(counted.select("outcome", "schools").collect().iter_rows())

    def _name(self) -> Source:
        for fact in ("id", "name"):
            if fact in self.sources:
                return self.sources[fact]
        raise FactsError(Problem("lazy-no-name", Place("frame")))

    @cached_property
    def school_cell(self) -> Any:
        """What a school is called."""
        language = self.language
        return language.stripped(language.strings(language.column(self._name().column)))

    def waived(self, clause: str, school: Any = None) -> Any:
        """Whether a school, by default that of ``school_cell``, is excused from a clause."""
        excused = self._waived.in_force(clause, self.rulebook.on)
        if not excused:
            return False
        school = self.school_cell if school is None else school
        return both(opposite(school.is_null()), school.is_in(excused))

    def measured(self) -> Any:
        """The frame with every fact and measure asked for so far beside what it came with."""
        frame = self.data
        for stage in self.plan.stages:
            if stage:
                frame = frame.with_columns(**stage)
        return frame

    def cells(self, cells: Mapping[str, Any], where: Any = True) -> Any:  # noqa: FBT002 - a mask
        """A row of cells for each school, or for those where a mask holds."""
        frame = self.measured()
        return (frame if where is True else frame.filter(where)).select(**cells)

    def key(self, by: str) -> Any:
        """What schools are grouped by, as the frame has it.

        Raises:
            FactsError: if the frame has it twice.
        """
        known, twice = found(self.rulebook, self.schools.frame.schema, (by,))
        if by in twice:
            raise FactsError(Problem("lazy-twice", Place("frame"), values={"fact": by}))
        if by not in known:
            return self.language.text(None)
        column = known[by].column
        cell, kind = self.language.column(column), self.schools.frame.schema[column]
        return cell if kind == nw.Boolean or kind.is_integer() else self.language.strings(cell)

    def aside(self, _by: str | None) -> Mapping[int, SchoolFindings]:
        """No rows: a lazy frame is judged by columns throughout."""
        return {}

    def picked(self, _by: str | None, cells: Mapping[str, Any], where: Any) -> Any:
        """A row of cells for each school where a mask holds, lazily."""
        return self.cells(cells, where)

    @property
    def whole(self) -> Mapping[str, Any]:
        """The cells from which a school is read."""
        return {name: self.language.column(name) for name in self.schools.frame.schema}

    def read(self, rows: Any) -> Iterable[School]:
        """The schools of some rows of ``whole``."""
        items = self.schools.items
        for school in items.of(rows) if isinstance(items, Rows) else ():
            # the number of a row among these is not its number
            yield school if self._name().name in school.facts else replace(school, id="")

    def wide(self, *, measured: bool) -> Any:
        """One row a school: its name, a code for each clause, and what was measured."""
        return self.cells({"school": self.school_cell, **shapes.wide(self.plan, measured=measured)})

    def long(self) -> Any:
        """One row a school and clause."""
        wide, col = self.wide(measured=True), self.ns.col
        return self.ns.concat([
            wide.select("school", clause=self.frames.text(rule.id), code=col(rule.id),
                        measured=col(rule.id + MEASURED))
            for rule in self.rulebook.rules
        ])  # fmt: skip

    def ledger(self, *, failures: bool) -> Any:
        """The contract's ledger, numbers as float64."""
        clauses = [
            self.row(judged, self.ns.col(shapes.code_beside(judged.rule.id)),
                     self.ns.col(shapes.measured_beside(judged.rule.id)))
            for judged in self.plan.clauses
        ]  # fmt: skip
        beside = self.measured().with_columns(**shapes.beside(self.plan))
        parts = []
        for judged, cells in zip(self.plan.clauses, clauses, strict=True):
            fails = shapes.is_verdict(self.ns.col(shapes.code_beside(judged.rule.id)), "fail")
            rows = beside.filter(fails) if failures else beside
            parts.append(rows.select(**cells))
        return self.ns.concat(parts)

    def row(self, judged: Judged, code: Any, measured: Any) -> dict[str, Any]:
        """The cells of a clause's rows, in the ledger's order."""
        details = shapes.details(judged, code, measured)
        waived = self.waived(judged.rule.id)
        cells = shapes.row(judged, self.language, code, details, waived)
        cells |= {"school": self.school_cell, "measured": measured}
        return {name: cells[name] for name in COLUMNS}

    def outcomes(self) -> Any:
        """One row a school: its outcomes, and how many items of evidence are outstanding."""
        codes = {rule.id: self.ns.col(rule.id) for rule in self.rulebook.rules}
        waived = {clause: self.waived(clause, self.ns.col("school")) for clause in codes}
        rolled = shapes.outcomes(self.plan, self.frames, codes, waived)
        return self.wide(measured=False).select("school", **rolled)

    def _values(self, fact: str) -> Any:
        """What schools are grouped by."""
        known, _ = found(self.rulebook, self.schools.frame.schema, (fact,))
        if fact not in known:
            return self.language.text(None)
        source = _typed(known[fact], self.schools.frame.schema[known[fact].column])
        return Facts(self.language, {fact: source}, lambda _, __, cell: cell, ()).cell(fact)

    def summed(self, by: str | None) -> Any:
        """How many schools have each verdict, a column for each clause and verdict."""
        named = {"group by": self._values(by)} if by else {}
        ones = self.cells({"school": self.school_cell, **named, **{
            f"{judged.rule.id} {verdict}": self.language.integers(
                self.language.when(shapes.is_verdict(judged.code, verdict), self.language.code(1),
                                   self.language.code(0))
            )
            for judged in self.plan.clauses for verdict in VERDICTS
        }})  # fmt: skip
        cells = [self.ns.col(f"{rule.id} {verdict}").sum() for rule in self.rulebook.rules
                 for verdict in VERDICTS]  # fmt: skip
        return ones.group_by("group by").agg(*cells) if by else ones.select(*cells)

    def counts(self, by: str | None) -> Any:
        """How many schools have each verdict, per clause, and per value of a fact."""
        summed = self.summed(by)
        return self.ns.concat([
            summed.select(clause=self.frames.text(rule.id),
                          **({by: self.ns.col("group by")} if by else {}),
                          **{verdict: self.frames.integers(self.ns.col(f"{rule.id} {verdict}"))
                             for verdict in VERDICTS})
            for rule in self.rulebook.rules
        ])  # fmt: skip


def collected(frame: Any) -> Any:
    """The rows of a lazy frame of any library, in an eager one of narwhals.

    Raises:
        FactsError: if the library cannot get them.
    """
    try:
        return nw.from_native(frame).collect()
    except Exception as error:  # noqa: BLE001 - a dozen libraries, each with its own errors
        raise unreadable(error) from None


def sources(schools: Schools, rulebook: Rulebook) -> dict[str, Source]:
    """The facts of a lazy frame, with the guards that its types leave open.

    Raises:
        FactsError: for columns that can only be judged once they are read value by value.
    """
    schema = schools.frame.schema
    known, twice = found(rulebook, schema)
    if twice:
        raise FactsError(Problem("lazy-twice", Place("frame"), values={"fact": twice[0]}))
    return {name: _typed(source, schema[source.column]) for name, source in known.items()}


def _typed(source: Source, kind: Any) -> Source:
    values = {"column": source.column, "found": str(kind)}
    refused = FactsError(Problem("lazy-column", Place(f"frame.{source.column}"), values=values))
    if is_parts(source) or source.misfit:
        raise refused
    if isinstance(source.fact, Number):
        if not kind.is_numeric() or kind == nw.Float32:
            raise refused
        tidy = kind.is_integer()
        if isinstance(kind, nw.Decimal):
            tidy = kind.scale <= source.decimals
            if source.number.printed or (not tidy and kind.precision > DIGITS):
                raise refused
        return source.guarded(source.guards - {"decimals"}) if tidy else source
    if kind == nw.Boolean:
        if not isinstance(source.fact, Flag | Evidence):
            raise refused
        return source.guarded(())
    if isinstance(source.fact, Flag | Evidence) or kind not in (nw.String, nw.Categorical, nw.Enum):
        if source.name in ("id", "name") and kind.is_integer():
            return source
        raise refused
    return source


def _polars() -> Frames:
    from compliance.checking.columns.frames.table import LANGUAGE  # noqa: PLC0415 - needs polars

    return LANGUAGE
