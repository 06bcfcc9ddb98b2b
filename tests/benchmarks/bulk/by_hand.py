"""The thirteen checks as a good programmer writes them for each library, with floats; not exact."""

from __future__ import annotations

import importlib
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl

from bulk.clauses import (
    AMOUNTS,
    CLAUSES,
    COUNTS,
    FAIL,
    FLAG,
    HARMLESS,
    MISSING,
    NEVER,
    PASS,
    PLAIN,
    UNKNOWN_IF,
    ZERO,
    Clause,
    Units,
)  # fmt: skip

Floats = npt.NDArray[np.float64]


def polars_wide(frame: pl.DataFrame, units: Units = PLAIN) -> pl.DataFrame:
    """Codes and measured values in one lazy select."""
    return frame.lazy().select(_codes(units) + _measured(units)).collect()


def polars_verdicts(frame: pl.DataFrame, units: Units = PLAIN) -> pl.DataFrame:
    """The codes alone."""
    return frame.lazy().select(_codes(units)).collect()


def polars_long(frame: pl.DataFrame, units: Units = PLAIN) -> pl.DataFrame:
    """A row for each school and clause: thirteen selects, one below the other."""
    names = pl.Enum([clause.id for clause in CLAUSES])
    parts = [
        frame.lazy()
        .with_row_index("school")
        .select(
            "school",
            pl.lit(clause.id, names).alias("clause"),
            code.alias("code"),
            measured.alias("measured"),
        )
        for clause, code, measured in zip(CLAUSES, _codes(units), _measured(units), strict=True)
    ]
    return pl.concat(parts).collect()


def _amount(clause: Clause, units: Units) -> pl.Expr:
    times, over = units.get(clause.part, (1, 1))
    amount = pl.col(clause.part)
    return amount if times == 1 else amount * times if over == 1 else amount * times / over


def _codes(units: Units) -> list[pl.Expr]:
    return [_code(clause, units).alias(clause.id) for clause in CLAUSES]


def _code(clause: Clause, units: Units) -> pl.Expr:
    """One chain of tests, which polars runs faster than sums of casts or filled nulls."""

    def code(value: int) -> pl.Expr:
        return pl.lit(value, pl.Int8)

    amount, limit = _amount(clause, units), float(clause.limit)
    missing, met = pl.col(clause.part).is_null(), amount >= limit
    if clause.whole:
        whole = pl.col(clause.whole)
        missing, met = missing | whole.is_null(), amount / whole >= limit
        tests = pl.when(missing).then(code(MISSING)).when(whole == 0).then(code(ZERO))
    elif clause.new_build_only:
        flag = pl.col(FLAG)
        unsure = pl.when(met).then(code(HARMLESS)).otherwise(code(UNKNOWN_IF))
        old = pl.when(~flag).then(code(NEVER))
        tests = old.when(flag.is_null()).then(unsure).when(missing).then(code(MISSING))
    else:
        return pl.when(missing).then(code(MISSING)).when(met).then(code(PASS)).otherwise(code(FAIL))
    return tests.when(met).then(code(PASS)).otherwise(code(FAIL))


def _measured(units: Units) -> list[pl.Expr]:
    found = []
    for clause in CLAUSES:
        value = _amount(clause, units)
        if clause.whole:
            whole = pl.col(clause.whole)
            ratio = value / whole * 100 if clause.percent else value / whole
            value = pl.when(whole != 0).then(ratio)
        found.append(value.cast(pl.Float64).alias(f"{clause.id}_measured"))
    return found


def pandas_wide(frame: Any) -> Any:
    """Codes and measured values with pandas' own columns, missing is NaN."""
    pandas: Any = importlib.import_module("pandas")
    found, measured = {}, {}
    known_old, unsure = (frame[FLAG] == False).fillna(value=False), frame[FLAG].isna()  # noqa: E712
    for clause in CLAUSES:
        part, limit = frame[clause.part], float(clause.limit)
        missing, value = part.isna(), part
        if clause.whole:
            whole = frame[clause.whole]
            value = part / whole.where(whole != 0)
            conditions = [missing | whole.isna(), whole == 0]
            codes = [MISSING, ZERO]
        elif clause.new_build_only:
            conditions = [known_old, unsure & (part >= limit), unsure, missing]
            codes = [NEVER, HARMLESS, UNKNOWN_IF, MISSING]
        else:
            conditions, codes = [missing], [MISSING]
        met = (value >= limit).to_numpy(dtype=np.int8)
        arrays = [condition.to_numpy(dtype=bool) for condition in conditions]
        found[clause.id] = np.select(arrays, [np.int8(code) for code in codes], met)
        measured[f"{clause.id}_measured"] = value * 100 if clause.percent else value
    return pandas.DataFrame({**found, **measured})


def numpy_columns(frame: pl.DataFrame) -> dict[str, npt.NDArray[Any]]:
    """The columns as arrays: NaN is missing, and -1 in the flag."""
    found: dict[str, npt.NDArray[Any]] = {
        name: frame[name].cast(pl.Float64).fill_null(float("nan")).to_numpy()
        for name in COUNTS + AMOUNTS
    }
    found[FLAG] = frame[FLAG].cast(pl.Int8).fill_null(-1).to_numpy()
    return found


def numpy_wide(columns: dict[str, npt.NDArray[Any]]) -> dict[str, npt.NDArray[Any]]:
    """Codes and measured values as arrays."""
    found: dict[str, npt.NDArray[Any]] = {}
    flag = columns[FLAG]
    with np.errstate(divide="ignore", invalid="ignore"):
        for clause in CLAUSES:
            value: Floats = columns[clause.part]
            if clause.whole:
                whole = columns[clause.whole]
                ratio = value / whole
                code = (ratio >= float(clause.limit)).astype(np.int8)
                code[whole == 0] = ZERO
                code[np.isnan(value) | np.isnan(whole)] = MISSING
                ratio[whole == 0] = np.nan
                value = ratio * 100 if clause.percent else ratio
            else:
                code = (value >= float(clause.limit)).astype(np.int8)
                if clause.new_build_only:
                    unsure = np.where(code == 1, HARMLESS, UNKNOWN_IF)
                    code[np.isnan(value)] = MISSING
                    code = np.where(flag == -1, unsure, code).astype(np.int8)
                    code[flag == 0] = NEVER
                else:
                    code[np.isnan(value)] = MISSING
                value = value.copy()
            found[clause.id], found[f"{clause.id}_measured"] = code, value
    return found
