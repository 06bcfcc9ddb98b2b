"""Measured values worked out by hand, for tools that can only compare a value with a limit."""

from __future__ import annotations

from typing import Any

import polars as pl

from bulk.clauses import CLAUSES, FLAG, Units
from bulk.peers.peer import Profile


def measures(profile: Profile, units: Units) -> dict[str, float | None]:
    """Each clause's measured value; None where there is none, or the clause does not apply."""
    found: dict[str, float | None] = {}
    for clause in CLAUSES:
        value = profile[clause.part]
        if value is not None and clause.part in units:
            times, over = units[clause.part]
            value = value * times / over
        if clause.whole and value is not None:
            whole = profile[clause.whole]
            value = value / whole if whole else None
        if clause.new_build_only and profile[FLAG] is False:
            value = None
        found[clause.id] = value
    return found


def polars_measures(units: Units) -> list[pl.Expr]:
    """The same as columns of polars."""
    found = []
    for clause in CLAUSES:
        times, over = units.get(clause.part, (1, 1))
        value = pl.col(clause.part) if times == 1 else pl.col(clause.part) * times / over
        if clause.whole:
            whole = pl.col(clause.whole)
            value = pl.when(whole != 0).then(value / whole)
        elif clause.new_build_only:
            value = pl.when(pl.col(FLAG).fill_null(value=True)).then(value)
        found.append(value.cast(pl.Float64).alias(clause.id))
    return found


def pandas_frame(frame: pl.DataFrame) -> Any:
    """The schools as pandas keeps them: NaN where a number is missing, a nullable flag."""
    found: Any = frame.to_pandas()
    return found.astype({FLAG: "boolean"})


def pandas_measures(table: Any, units: Units) -> dict[str, Any]:
    """The same as columns of pandas."""
    found = {}
    for clause in CLAUSES:
        times, over = units.get(clause.part, (1, 1))
        value = table[clause.part] if times == 1 else table[clause.part] * times / over
        if clause.whole:
            value = value / table[clause.whole].where(table[clause.whole] != 0)
        elif clause.new_build_only:
            value = value.where(table[FLAG].fillna(value=True).astype(bool))
        found[clause.id] = value.astype(float)
    return found
