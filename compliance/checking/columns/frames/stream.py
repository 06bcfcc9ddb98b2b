"""A ledger larger than memory: schools are read, judged and written some thousand at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
from polars.io.plugins import register_io_source

from compliance.checking.columns.frames.memory import InMemory
from compliance.checking.columns.frames.table import refuse_twice
from compliance.checking.columns.source import found
from compliance.intake.frame import Frame, recognise, unreadable
from compliance.intake.read import of_frame
from compliance.intake.school import Schools
from compliance.rulebook.rulebook import Rulebook

Store = Callable[[Schools], InMemory]
"""A batch of schools, judged."""
BATCH = 200_000
"""Schools that are judged at a time: a ledger of some million rows."""


def write_ledger(
    schools: Schools, rulebook: Rulebook, store: Store, path: Path,
    progress: Callable[[int], object] | None = None,
) -> Counter[str]:  # fmt: skip
    """Write the ledger of a frame as Parquet; numbers are float64.

    Returns:
        How many schools have each outcome.

    Raises:
        FactsError: if two schools have one name, or the rows cannot be read.
        OSError: if the file cannot be written.
    """
    counts: Counter[str] = Counter()
    batches = _ledgers(schools, rulebook, store, counts, progress)
    _source(next(batches), batches).sink_parquet(path)
    return counts


def _source(first: pl.DataFrame, others: Iterator[pl.DataFrame]) -> pl.LazyFrame:
    """Batches as a frame that is only ever walked through once."""

    def batches(*_: Any) -> Iterator[pl.DataFrame]:
        yield first
        yield from others

    return register_io_source(batches, schema=first.schema)


def _ledgers(
    schools: Schools, rulebook: Rulebook, store: Store, counts: Counter[str],
    progress: Callable[[int], object] | None,
) -> Iterator[pl.DataFrame]:  # fmt: skip
    frame, rows = schools.frame, schools.frame.data.to_native().lazy()
    _refuse_twice(frame, rows, rulebook)
    for start in range(0, max(frame.height, 1), BATCH):
        try:
            some = rows.slice(start, BATCH).collect()
        except Exception as error:  # noqa: BLE001 - whatever the file turns out to hold
            raise unreadable(error) from None
        batch = of_frame(recognise(some, start + 1), schools.vocabulary)
        judged = store(batch)
        wide = judged.wide()
        yield judged.ledger(wide)
        counts.update(dict(judged.outcomes(wide)["outcome"].value_counts().iter_rows()))
        if progress is not None:
            progress(start + len(some))


def _refuse_twice(frame: Frame, rows: pl.LazyFrame, rulebook: Rulebook) -> None:
    """Refuse two schools of one name, in whichever batches they are."""
    sources, _ = found(rulebook, frame.schema)
    named = [pl.col(sources[fact].column).cast(pl.String) for fact in ("id", "name")
             if fact in sources]  # fmt: skip
    if named:
        refuse_twice(rows.select(pl.coalesce(named)).collect().to_series().drop_nulls())
