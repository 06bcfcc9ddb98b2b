"""Great Expectations on pandas: an expectation for each clause, with the COMPLETE results."""

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
    gx: Any = importlib.import_module("great_expectations")
    table = pandas_frame(frame)
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False}
    source = context.data_sources.add_pandas("schools")
    batches = source.add_dataframe_asset("schools").add_batch_definition_whole_dataframe("all")
    suite = gx.ExpectationSuite(name="thirteen")
    for clause in CLAUSES:
        suite.add_expectation(
            gx.expectations.ExpectColumnValuesToBeBetween(
                column=clause.id,
                min_value=float(clause.limit),
                meta={"clause": clause.id},
            )
        )
    suite = context.suites.add(suite)

    def validate() -> Any:
        batch = batches.get_batch(
            batch_parameters={"dataframe": table.assign(**pandas_measures(table, units))}
        )
        return batch.validate(suite, result_format="COMPLETE")

    return validate


def _codes(answer: Any, frame: pl.DataFrame) -> Codes:
    found = {
        result.expectation_config.meta["clause"]: result.result.get("unexpected_index_list") or []
        for result in answer.results
    }
    return from_failures([found[clause.id] for clause in CLAUSES], len(frame))


PEER = Many(("great_expectations==1.24.1", "numpy", "pyarrow"), "failing rows", _prepare, _codes,
            most=1_000_000)  # fmt: skip
