"""Schools made up around every limit, and what is right for each of them, in exact integers."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

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
    PRINTED,
    UNKNOWN_IF,
    ZERO,
    Clause,
    Units,
)  # fmt: skip

Codes = npt.NDArray[np.int8]
Whole = npt.NDArray[np.int64]
SEED = 2016
GRAINS = {"plain": 100, "printed": 10_000}
"""Parts of a unit that the figures of a set are written in: two decimals, or four."""


def schools(count: int, folder: Path) -> pl.DataFrame:
    """That many schools, made once and kept in the folder; one chunk a column."""
    return pl.read_parquet(stored(count, folder)).rechunk()


def named(frame: pl.DataFrame) -> pl.DataFrame:
    """The schools with ids before the figures: a lazy frame has no row numbers to go by."""
    number = pl.int_range(pl.len()).cast(pl.String).str.zfill(8)
    return frame.select(number.alias("id"), pl.all())


def stored(count: int, folder: Path, *, ids: bool = False) -> Path:
    """The Parquet file of that many schools, with or without ids."""
    path = folder / f"schools-{count}{'-ids' if ids else ''}.parquet"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        frame = named(made(count)) if ids else made(count)
        frame.write_parquet(new, compression="lz4")
        new.replace(path)
    return path


def made(count: int) -> pl.DataFrame:
    """The schools: one figure in twenty missing, one in twenty exactly on its limit."""
    chance = np.random.default_rng(SEED)

    def between(low: int, high: int) -> Whole:
        return chance.integers(low, high, count)

    def some(share: float) -> npt.NDArray[np.bool_]:
        return chance.random(count) < share

    students = np.where(some(0.05), 1200, between(5, 200) * 20 + between(0, 20) * some(0.5))
    students[some(0.03)] = 0
    teachers = np.where(some(0.05), students // 20, between(5, 200))
    teachers[some(0.03)] = 0
    senior = np.where(some(0.05), teachers // 5, teachers * between(0, 46) // 100)
    specialists = np.where(some(0.05), (teachers + 1) // 2, teachers * between(30, 81) // 100)
    specialists[some(0.03)] = 0
    dual = np.where(some(0.05), (specialists * 3 + 9) // 10, specialists * between(10, 61) // 100)
    campus = np.where(some(0.05), students * 3300, between(500_000, 12_000_000))
    campus[some(0.02)] = 4_000_000
    floor = np.where(some(0.05), students * 2000, between(300_000, 7_000_000))
    floor[some(0.02)] = 2_400_000
    equipment = np.where(some(0.05), students * 300_000, between(10**7, 9 * 10**8))
    books = np.where(some(0.05), students * 30, between(1000, 200_000))
    track = np.where(some(0.2), 20_000, between(10_000, 40_000))
    found = {
        "students": students, "teachers": teachers, "senior_teachers": senior,
        "specialist_teachers": specialists,
        "dual_qualified_teachers": np.minimum(dual, specialists),
        "books": books, "equipment": equipment / 100, "campus_area": campus / 100,
        "floor_area": floor / 100, "track_length": track / 100,
    }  # fmt: skip
    frame = pl.DataFrame({**found, FLAG: some(0.3)})
    gaps = {name: pl.Series(some(0.02 if name == FLAG else 0.05)) for name in frame.columns}
    return frame.select(
        pl.when(~gap).then(pl.col(name)).alias(name) for name, gap in gaps.items()
    ).rechunk()


class Line(NamedTuple):
    """Schools exactly on a limit and one grain to either side, and what is right for them."""

    frame: pl.DataFrame
    units: Units
    right: Codes


def on_the_line(kind: str, count: int = 2000) -> Line:
    """The limits of every clause; ``printed`` has areas and equipment in 亩, 万平方米 and 万元."""
    units, grain = (PRINTED if kind == "printed" else PLAIN), GRAINS[kind]
    chance = np.random.default_rng(SEED)
    students = np.repeat(chance.integers(1, 20_000, count), 3)
    teachers = np.repeat(chance.integers(10, 900, count), 3)
    offset = np.tile(np.arange(-1, 2), count)
    ratio_line = np.arange(len(offset)) % 2 == 0
    teachers[ratio_line] = np.maximum(-(-students // 20) + offset, 1)[ratio_line]

    def beside(part: str, limit: tuple[int, int], whole: Whole, finest: int) -> Whole:
        times, over = units.get(part, (1, 1))
        return -(-limit[0] * whole * finest * over // (limit[1] * times)) + offset

    limits = {(c.part, c.whole): c.limit.as_integer_ratio() for c in CLAUSES}
    specialists = np.clip(beside("", limits["specialist_teachers", "teachers"], teachers, 1),
                          0, teachers)  # fmt: skip

    def ratio(part: str, whole: str, of: Whole, finest: int = grain) -> Whole:
        return beside(part, limits[part, whole], of, finest)

    found: dict[str, Any] = {
        "students": students,
        "teachers": teachers,
        "senior_teachers": np.clip(ratio("senior_teachers", "teachers", teachers, 1), 0, teachers),
        "specialist_teachers": specialists,
        "dual_qualified_teachers": np.clip(
            ratio("dual_qualified_teachers", "specialist_teachers", specialists, 1), 0, specialists
        ),
        "books": ratio("books", "students", students, 1),
        "equipment": ratio("equipment", "students", students) / grain,
        "campus_area": ratio("campus_area", "students", students) / grain,
        "floor_area": ratio("floor_area", "students", students) / grain,
        "track_length": np.full(len(students), 200.0),
        FLAG: np.zeros(len(students), bool),
    }
    totals = {c.part: ratio(c.part, "", np.ones_like(offset), 1 if c.part in COUNTS else grain)
              for c in CLAUSES if not c.whole}  # fmt: skip
    parts = ("senior_teachers", "specialist_teachers", "dual_qualified_teachers")
    beside_totals = {
        **found,
        **{name: np.zeros(len(offset), np.int64) for name in parts},
        **{name: v / grain if name in AMOUNTS else v for name, v in totals.items()},
        FLAG: np.ones(len(offset), bool),
    }
    few = pl.DataFrame(beside_totals)[: max(6, count // 10)]
    frame = pl.concat([pl.DataFrame(found), few]).rechunk()
    return Line(frame, units, reference(frame, units, grain))


def reference(frame: pl.DataFrame, units: Units = PLAIN, grain: int = 100) -> Codes:
    """The right code of every school and clause: nothing is rounded, no float is compared."""
    known = {name: frame[name].is_not_null().to_numpy() for name in frame.columns}
    filled = {name: frame[name].fill_null(0).to_numpy() for name in COUNTS + AMOUNTS}
    whole = {name: np.rint(v * grain).astype(np.int64) if name in AMOUNTS else v
             for name, v in filled.items()}  # fmt: skip
    flag = frame[FLAG].fill_null(value=True).to_numpy()
    found = np.empty((len(frame), len(CLAUSES)), np.int8)
    for n, clause in enumerate(CLAUSES):
        found[:, n] = _ruled(clause, known, whole, units, grain)
        if clause.new_build_only:
            passed = found[:, n] == PASS
            found[~known[FLAG], n] = np.where(passed, HARMLESS, UNKNOWN_IF)[~known[FLAG]]
            found[~flag, n] = NEVER
    return found


def _ruled(
    clause: Clause,
    known: dict[str, npt.NDArray[np.bool_]],
    whole: dict[str, Whole],
    units: Units,
    grain: int,
) -> Codes:
    times, over = units.get(clause.part, (1, 1))
    finest = grain if clause.part in AMOUNTS else 1
    divisor = whole[clause.whole] if clause.whole else np.ones(len(whole[clause.part]), np.int64)
    left = whole[clause.part] * (times * clause.limit.denominator)
    right = divisor * (clause.limit.numerator * over * finest)
    code = np.where(divisor == 0, ZERO, np.where(left >= right, PASS, FAIL))
    missing = ~np.logical_and.reduce([known[name] for name in clause.facts])
    return np.where(missing, MISSING, code).astype(np.int8)


def codes_of(frame: Any) -> Codes:
    """The thirteen columns of codes of a wide polars frame, as one matrix."""
    return np.column_stack([frame[c.id].to_numpy() for c in CLAUSES]).astype(np.int8)
