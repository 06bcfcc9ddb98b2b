"""pointblank on polars: an expression for each clause, interrogated with its defaults."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import polars as pl

from bulk.clauses import CLAUSES, FLAG, Units
from bulk.data import Codes
from bulk.peers.peer import Many, from_failures

ROW = "row_of_school"


def _plan(frame: pl.DataFrame, units: Units) -> Any:
    pointblank: Any = importlib.import_module("pointblank")
    plan = pointblank.Validate(data=frame)
    for clause in CLAUSES:
        times, over = units.get(clause.part, (1, 1))
        value = pl.col(clause.part) if times == 1 else pl.col(clause.part) * times / over
        met = (value / pl.col(clause.whole) if clause.whole else value) >= float(clause.limit)
        plan = plan.col_vals_expr(expr=~pl.col(FLAG) | met if clause.new_build_only else met)
    return plan


def _prepare(frame: pl.DataFrame, units: Units) -> Callable[[], Any]:
    return lambda: (_plan(frame, units).interrogate(), units)


def _codes(answer: Any, frame: pl.DataFrame) -> Codes:
    """The same steps again with every failing row kept, which is not timed."""
    done = _plan(frame.with_row_index(ROW), answer[1]).interrogate(extract_limit=len(frame))
    extracts = done.get_data_extracts()
    failed = [list(extracts[n][ROW]) if extracts.get(n) is not None else []
              for n in range(1, len(CLAUSES) + 1)]  # fmt: skip
    return from_failures(failed, len(frame))


PEER = Many(("pointblank==1.1.1", "numpy", "pyarrow"), "counts, and the first 500 failing rows",
            _prepare, _codes)  # fmt: skip
