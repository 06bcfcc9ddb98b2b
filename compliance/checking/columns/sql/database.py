"""Frames of duckdb and Spark: the plan as pieces of SQL, which they compile faster and shorter."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import narwhals.stable.v2 as nw

from compliance.checking.columns import shapes
from compliance.checking.columns.frames.lazy import Staying
from compliance.checking.columns.sql.steps import Steps
from compliance.checking.columns.sql.typed import Typed
from compliance.checking.waivers.waived import Waived
from compliance.intake.school import Schools
from compliance.rulebook.rulebook import Rulebook

DIALECTS = {"duckdb": "duckdb", "pyspark": "spark", "pyspark[connect]": "spark"}
"""The dialect of each library whose frames take pieces of SQL."""


class InDatabase(Staying):
    """A rulebook over a frame that takes pieces of SQL; every shape is a frame of its library."""

    def __init__(self, schools: Schools, rulebook: Rulebook, waived: Waived) -> None:
        schema = schools.frame.schema
        doubles = {column for column, kind in schema.items() if kind == nw.Float64}
        self.typed = Typed(DIALECTS[schools.backend], doubles)
        super().__init__(schools, rulebook, waived, self.typed)

    def cells(self, cells: Mapping[str, Any], where: Any = True) -> Any:  # noqa: FBT002 - a mask
        """A row of cells for each school, or for those where a mask holds."""
        return nw.from_native(Steps(self.typed, cells, where).of(self.data.to_native()))

    def ledger(self, *, failures: bool) -> Any:
        """The contract's ledger, numbers as float64."""
        return self.ns.concat([
            self.cells(self.row(judged, judged.code, judged.measured),
                       shapes.is_verdict(judged.code, "fail") if failures else True)
            for judged in self.plan.clauses
        ])  # fmt: skip
