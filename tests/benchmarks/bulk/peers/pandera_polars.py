"""pandera on polars: a least value for each measured column, all failures collected."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import polars as pl

from bulk.clauses import CLAUSES, Units
from bulk.data import Codes
from bulk.peers.peer import Many, from_failures
from bulk.peers.ratios import polars_measures


def _prepare(frame: pl.DataFrame, units: Units) -> Callable[[], Any]:
    pandera: Any = importlib.import_module("pandera.polars")
    errors: Any = importlib.import_module("pandera.errors")
    schema = pandera.DataFrameSchema(
        {c.id: pandera.Column(pl.Float64, pandera.Check.ge(float(c.limit)), nullable=True)
         for c in CLAUSES}
    )  # fmt: skip

    def validate() -> Any:
        try:
            schema.validate(frame.lazy().select(polars_measures(units)).collect(), lazy=True)
        except errors.SchemaErrors as error:
            return error.failure_cases
        return None

    return validate


def _codes(cases: Any, frame: pl.DataFrame) -> Codes:
    failed: list[list[int]] = [[] for _ in CLAUSES]
    if cases is not None:
        for n, clause in enumerate(CLAUSES):
            rows = cases.filter(pl.col("column") == clause.id)["index"].drop_nulls()
            failed[n] = rows.unique().to_list()
    return from_failures(failed, len(frame))


PEER = Many(("pandera[polars]==0.35.0", "numpy"), "failing rows", _prepare, _codes)
