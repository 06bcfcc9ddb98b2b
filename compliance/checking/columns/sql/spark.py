"""Frames of Spark: many rows a school come from one pass over the schools, not one a clause."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from compliance.checking.columns.sql.database import InDatabase
from compliance.checking.columns.sql.steps import Steps
from compliance.checking.shown.frames import MEASURED, VERDICTS
from compliance.checking.shown.ledger import COLUMNS


class InSpark(InDatabase):
    """A rulebook over a frame of Spark.

    A union would read the schools once for each of its parts. Rows are stacked instead, and what
    is asked of a stacked row is not asked of the school before it.
    """

    def long(self) -> Any:
        """One row a school and clause."""
        rows = [
            [self.text(rule.id), self.name(rule.id), self.name(rule.id + MEASURED)]
            for rule in self.rulebook.rules
        ]
        wide = self.wide(measured=True).to_native()
        return self._stacked(wide, ["school"], ["clause", "code", "measured"], rows)

    def ledger(self, *, failures: bool) -> Any:
        """The contract's ledger, numbers as float64."""
        cells = {"school": self.school_cell}
        names = [name for name in COLUMNS if name != "school"]
        for number, judged in enumerate(self.plan.clauses):
            row = self.row(judged, judged.code, judged.measured)
            cells |= {f"{number} {name}": row[name] for name in names}
        rows = [[self.name(f"{number} {name}") for name in names]
                for number in range(len(self.plan.clauses))]  # fmt: skip
        beside = Steps(self.typed, cells, where=True).of(self.data.to_native())
        found = self._stacked(beside, ["school"], names, rows)
        found = found.selectExpr(*map(self.name, COLUMNS))
        return found.filter("verdict = 'fail'") if failures else found

    def counts(self, by: str | None) -> Any:
        """How many schools have each verdict, per clause, and per value of a fact."""
        rows = [
            [self.text(rule.id)] + [f"CAST({self.name(f'{rule.id} {verdict}')} AS BIGINT)"
                                    for verdict in VERDICTS]
            for rule in self.rulebook.rules
        ]  # fmt: skip
        kept = [f"{self.name('group by')} AS {self.name(by)}"] if by else []
        found = self._stacked(self.summed(by).to_native(), kept, ["clause", *VERDICTS], rows)
        group = [self.name(by)] if by else []
        return found.selectExpr("clause", *group, *VERDICTS)

    def name(self, name: str) -> str:
        """A quoted identifier."""
        return self.typed.dialect.name(name)

    def text(self, text: str) -> str:
        """A quoted text."""
        return self.typed.dialect.literal(text)

    def _stacked(
        self, frame: Any, kept: Sequence[str], names: Sequence[str], rows: Sequence[Sequence[str]]
    ) -> Any:
        """Rows one below the other, for each row of a frame."""
        cells = ", ".join(cell for row in rows for cell in row)
        called = ", ".join(map(self.name, names))
        return frame.selectExpr(*kept, f"stack({len(rows)}, {cells}) AS ({called})")
