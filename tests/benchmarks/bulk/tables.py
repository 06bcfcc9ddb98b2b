"""Whole tables in this process: this library beside hand-written code, library by library."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from bulk import by_hand, data, ours, sql
from bulk.clauses import FLAG, IDS, MEASURED
from bulk.results import Job
from bulk.timing import ROUNDS, alternately

Work = Callable[[], Any]
HAND = "hand-written"


class Pair(NamedTuple):
    """One thing and what it is measured against."""

    name: str
    title: str
    bound: float | None
    this: Work
    that: Work
    ours: bool = True


def figures(count: int, work: Path, rounds: int = ROUNDS) -> Iterator[Job]:
    """Every comparison, for that many schools."""
    frame = data.schools(count, work)
    for make in (polars, pandas, pyarrow, duckdb, numpy):
        why = ours.not_ready()
        try:
            pairs, why = _pairs(make, frame, work, why)
        except ImportError as error:
            yield Job(make.__name__, make.__name__, count, note=f"not run: {error}")
            continue
        for pair in pairs:
            if pair.ours and why:
                yield Job(pair.name, pair.title, count, pair.bound, note=f"not run: {why}")
                continue
            spent = alternately({"this": pair.this, "that": pair.that}, rounds)
            over = spent["this"].over(spent["that"])
            note = f"{spent['this'].usual * 1e3:.1f} ms against {spent['that'].usual * 1e3:.1f} ms"
            yield Job(pair.name, pair.title, count, pair.bound, wall=tuple(over["wall"]),
                      cpu=tuple(over["cpu"]), note=note)  # fmt: skip


def _pairs(make: Any, frame: pl.DataFrame, work: Path, why: str) -> tuple[list[Pair], str]:
    """The comparisons of one library; those of hand-written code alone if ours cannot run."""
    if not why:
        try:
            return list(make(frame, work, ready=True)), ""
        except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
            why = f"{type(error).__name__}: {error}".splitlines()[0]
    return list(make(frame, work, ready=False)), why


def _sides(frame: Any, *, ready: bool) -> tuple[Work, Work, Work]:
    """This library on a frame whose data are checked, on the frame itself, and verdicts only."""
    schools = ours.read(frame) if ready else None
    return (
        lambda: ours.judged(schools),
        lambda: ours.judged(frame),
        lambda: ours.judged(schools, "verdicts"),
    )


def polars(frame: pl.DataFrame, work: Path, *, ready: bool) -> Iterator[Pair]:
    """A polars frame, as it comes; also the long form and a Parquet file."""
    judging, reading, verdicts = _sides(frame, ready=ready)

    def hand() -> pl.DataFrame:
        return by_hand.polars_wide(frame)

    _right(hand(), frame)
    done = ours.judged(frame) if ready else None
    if done is not None:
        _same(done, frame)
    path, again = work / "judged.parquet", work / "written.parquet"
    schools = ours.read(frame) if ready else None
    yield Pair("polars", f"polars, wide / {HAND} polars", 1.05, judging, hand)
    yield Pair("polars-read", f"polars, data checked and judged / {HAND} polars", None, reading,
               hand)  # fmt: skip
    yield Pair("polars-verdicts", f"polars, verdicts only / {HAND} polars, wide", 0.65, verdicts,
               hand)  # fmt: skip
    yield Pair("polars-exact", f"polars, exact / {HAND} polars in plain float64", 1.10, judging,
               hand)  # fmt: skip
    yield Pair("long", "polars, long / wide", 1.3, lambda: ours.judged(schools, "long"), judging)
    yield Pair("parquet", "judging and Parquet / writing the finished frame", 1.15,
               lambda: ours.judged(schools).write_parquet(path),
               lambda: done.write_parquet(again) if done is not None else None)  # fmt: skip
    yield Pair("hand-verdicts", f"{HAND} polars, verdicts only / wide", None,
               lambda: by_hand.polars_verdicts(frame), hand, ours=False)  # fmt: skip
    yield Pair("hand-long", f"{HAND} polars, long / wide", None,
               lambda: by_hand.polars_long(frame), hand, ours=False)  # fmt: skip


def _same(done: pl.DataFrame, frame: pl.DataFrame) -> None:
    """Nothing is timed that is not right: every code, and the measured values to 12 digits."""
    assert (data.codes_of(done) == data.reference(frame)).all()
    by = by_hand.polars_wide(frame)
    for name in MEASURED:
        mine, theirs = (one[name].fill_null(float("nan")).to_numpy() for one in (done, by))
        assert np.allclose(mine, theirs, rtol=1e-12, atol=0, equal_nan=True), name


def pandas(frame: pl.DataFrame, _: Path, *, ready: bool) -> Iterator[Pair]:
    """A pandas frame, with NaN where a number is missing and a nullable flag."""
    importlib.import_module("pandas")
    table: Any = frame.to_pandas().astype({FLAG: "boolean"})
    judging, reading, _verdicts = _sides(table, ready=ready)
    _right(by_hand.pandas_wide(table), frame)
    if ready:
        _right(judging(), frame)

    def hand() -> Any:
        return by_hand.pandas_wide(table)

    yield Pair("pandas", f"pandas in and out / {HAND} pandas", 0.8, judging, hand)
    yield Pair("pandas-read", f"pandas, data checked and judged / {HAND} pandas", None, reading,
               hand)  # fmt: skip
    yield Pair("hand-pandas", f"{HAND} pandas / {HAND} polars", None, hand,
               lambda: by_hand.polars_wide(frame), ours=False)  # fmt: skip


def _right(table: Any, frame: pl.DataFrame) -> None:
    codes = np.column_stack([np.asarray(table[name]) for name in IDS])
    assert (codes == data.reference(frame)).all()


def pyarrow(frame: pl.DataFrame, _: Path, *, ready: bool) -> Iterator[Pair]:
    """A pyarrow table."""
    importlib.import_module("pyarrow")
    table: Any = frame.to_arrow()
    judging, reading, _verdicts = _sides(table, ready=ready)
    if ready:
        _right(judging(), frame)

    def hand() -> pl.DataFrame:
        return by_hand.polars_wide(frame)

    yield Pair("pyarrow", f"pyarrow in and out / {HAND} polars", 1.1, judging, hand)
    yield Pair("pyarrow-read", f"pyarrow, data checked and judged / {HAND} polars", None, reading,
               hand)  # fmt: skip


def duckdb(frame: pl.DataFrame, _: Path, *, ready: bool) -> Iterator[Pair]:
    """A table inside duckdb: to a result outside it, and lazily inside it."""
    library: Any = importlib.import_module("duckdb")
    importlib.import_module("pyarrow")
    connection = library.connect()
    connection.register("arrow", data.named(frame).to_arrow())
    connection.execute("CREATE TABLE schools AS SELECT * FROM arrow")
    connection.unregister("arrow")
    relation, query = connection.table("schools"), sql.wide("schools", "TINYINT", '"')
    lazily = ours.read(relation) if ready else None

    def hand() -> Any:
        return connection.sql(query).to_arrow_table()

    def into_table() -> None:
        connection.execute(f"CREATE OR REPLACE TABLE judged AS {query}")

    def inside() -> Any:
        return ours.judged(lazily).to_arrow_table()

    _right(hand(), frame)
    if ready:
        _right(inside(), frame)
    yield Pair("duckdb", f"duckdb relation to a result / {HAND} SQL to Arrow", 0.5,
               lambda: ours.judged(relation.pl()), hand)  # fmt: skip
    yield Pair("duckdb-lazy", f"lazily inside duckdb / {HAND} SQL to Arrow", 1.15, inside, hand)
    yield Pair("hand-duckdb", f"{HAND} SQL to Arrow / {HAND} polars", None, hand,
               lambda: by_hand.polars_wide(frame), ours=False)  # fmt: skip
    yield Pair("hand-duckdb-table", f"{HAND} SQL to a table / {HAND} SQL to Arrow", None,
               into_table, hand, ours=False)  # fmt: skip


def numpy(frame: pl.DataFrame, _: Path, *, ready: bool) -> Iterator[Pair]:
    """Arrays of numpy; this library takes frames, so its side is the polars frame."""
    columns = by_hand.numpy_columns(frame)
    _right(by_hand.numpy_wide(columns), frame)
    judging, *_rest = _sides(frame, ready=ready)
    yield Pair("numpy", f"polars, wide / {HAND} numpy", None, judging,
               lambda: by_hand.numpy_wide(columns))  # fmt: skip
    yield Pair("hand-numpy", f"{HAND} numpy / {HAND} polars", None,
               lambda: by_hand.numpy_wide(columns), lambda: by_hand.polars_wide(frame),
               ours=False)  # fmt: skip
