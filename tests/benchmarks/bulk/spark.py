"""Spark in an environment of its own: ``python -m bulk.spark``, prints JSON."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from pathlib import Path
from typing import Any

import polars as pl

from bulk import data, ours, sql
from bulk.timing import alternately

REQUIRES = ("pyspark==4.3.0", "pandas<3", "pyarrow", "numpy")
SOME = 100_000


def main() -> None:
    """Judge a cached DataFrame lazily beside hand-written Spark SQL, both into the noop sink."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--schools", type=int, default=SOME)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--work", type=Path, required=True)
    options = parser.parse_args()
    os.environ["PYSPARK_PYTHON"] = sys.executable
    sessions: Any = importlib.import_module("pyspark.sql")
    builder = sessions.SparkSession.builder.master("local[*]").appName("schools")
    for key, value in {"spark.ui.enabled": "false", "spark.driver.memory": "4g",
                       "spark.driver.host": "localhost"}.items():  # fmt: skip
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    try:
        print(json.dumps(_measured(session, options.schools, options.work, options.rounds)))
    finally:
        session.stop()


def _measured(session: Any, count: int, work: Path, rounds: int) -> dict[str, Any]:
    frame = session.read.parquet(str(data.stored(count, work, ids=True))).cache()
    frame.count()
    frame.createOrReplaceTempView("schools")
    query = sql.wide("schools", "TINYINT", "`")
    right = data.reference(data.schools(count, work)) if count <= SOME else None

    def sink(table: Any) -> None:
        table.write.format("noop").mode("overwrite").save()

    def check(table: Any) -> None:
        if right is not None:
            found = data.codes_of(pl.from_arrow(table.toArrow()))
            assert (found == right).all()

    check(session.sql(query))
    works = {"hand": lambda: sink(session.sql(query))}
    why = ours.not_ready()
    if not why:
        try:
            schools = ours.read(frame)
            check(ours.judged(schools))
            works["ours"] = lambda: sink(ours.judged(schools))
        except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
            why = f"{type(error).__name__}: {error}".splitlines()[0]
    spent = alternately(works, rounds)
    found = {"schools": count, "not_run": why, "seconds": {k: v.usual for k, v in spent.items()}}
    if "ours" in spent:
        found["over"] = spent["ours"].over(spent["hand"])
    return found


if __name__ == "__main__":
    main()
