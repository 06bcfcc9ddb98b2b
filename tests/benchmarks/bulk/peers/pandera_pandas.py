"""pandera on pandas: a least value for each measured column, all failures collected."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import polars as pl

from bulk.clauses import CLAUSES, Units
from bulk.data import Codes
from bulk.peers.peer import Many, from_failures
from bulk.peers.ratios import pandas_frame, pandas_measures


def _prepare(frame: pl.DataFrame, units: Units) -> Callable[[], Any]:
    pandera: Any = importlib.import_module("pandera.pandas")
    errors: Any = importlib.import_module("pandera.errors")
    table = pandas_frame(frame)
    schema = pandera.DataFrameSchema(
        {c.id: pandera.Column(float, pandera.Check.ge(float(c.limit)), nullable=True)
         for c in CLAUSES}
    )  # fmt: skip

    def validate() -> Any:
        try:
            schema.validate(table.assign(**pandas_measures(table, units)), lazy=True)
        except errors.SchemaErrors as error:
            return error.failure_cases
        return None

    return validate


def _codes(cases: Any, frame: pl.DataFrame) -> Codes:
    failed: list[list[int]] = [[] for _ in CLAUSES]
    if cases is not None:
        for n, clause in enumerate(CLAUSES):
            rows = cases.loc[cases["column"] == clause.id, "index"]
            failed[n] = [int(row) for row in rows.unique()]
    return from_failures(failed, len(frame))


PEER = Many(("pandera[pandas]==0.35.0", "pyarrow", "numpy"), "failing rows", _prepare, _codes)
