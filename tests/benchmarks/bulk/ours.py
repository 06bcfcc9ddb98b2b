"""This library's side of every comparison."""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl

import compliance
from bulk.clauses import HEADINGS, MEASURED, PLAIN, Units
from bulk.data import Codes, codes_of
from bulk.timing import each
from compliance.checking.check import Judge

STANDARD = Path(__file__).resolve().parents[1] / "thirteen.yaml"


@functools.cache
def rulebook(copies: int = 1) -> compliance.Rulebook:
    """The thirteen clauses, or so many copies of each under ids of their own."""
    if copies == 1:
        return compliance.load(STANDARD)
    head, *clauses = STANDARD.read_text(encoding="utf-8").split("\n- id: ")
    repeated = []
    for n in range(copies):
        for clause in clauses:
            name, rest = clause.split("\n", 1)
            repeated.append(f"{name}-{n}\n{rest}")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "copies.yaml"
        path.write_text("\n- id: ".join([head, *repeated]), encoding="utf-8")
        return compliance.load(path)


def judged(schools: Any, shape: str = "wide", copies: int = 1) -> Any:
    """The finished frame, from a frame or from what ``compliance.read`` gave."""
    check: Any = compliance.check
    return check(schools, rulebook(copies), engine="columns").to_frame(shape)


def read(frame: Any) -> Any:
    """The schools of a frame, their data checked and ready to be judged."""
    schools = compliance.read(frame)
    judged(schools)
    return schools


def not_ready() -> str:
    """Why whole tables cannot be judged yet, or nothing."""
    one = pl.DataFrame({"students": [1200, None], "campus_area": [39600.0, 1.5]})
    try:
        missing = {"enrolment", "enrolment_measured", *MEASURED} - {*judged(one).columns}
    except Exception as error:  # noqa: BLE001 - whatever it is, it is reported
        return f"{type(error).__name__}: {error}".splitlines()[0]
    return f"no column {min(missing)}" if missing else ""


def columns_codes(frame: pl.DataFrame, units: Units = PLAIN) -> Codes:
    """Codes by the engine for tables; figures in other units stand under printed headings."""
    return codes_of(judged(_headed(frame, units)))


def exact_codes(frame: pl.DataFrame, units: Units = PLAIN) -> Codes:
    """Codes by the exact engine, one school after the other."""
    judge = Judge(rulebook())
    schools = compliance.read(_headed(frame, units).to_dicts())
    return np.array([judge.codes(school) for school in schools], np.int8)


def each_school(profiles: list[dict[str, Any]]) -> dict[str, Callable[[], object]]:
    """Works that judge schools one at a time, read before.

    ``judge`` has rows of numbers ready, as hand-written code has; ``ours`` takes schools as they
    are read; ``findings`` is ``check`` for one school, with its thirteen finding objects.
    """
    book = rulebook()
    judge = Judge(book)
    schools = list(compliance.read(profiles))
    singles = [compliance.read([profile]) for profile in profiles]
    rows, ruled = [judge.engine.row(school.facts) for school in schools], judge.engine.judge
    return {
        "ours": each(judge.codes, schools),
        "judge": each(ruled, rows),
        "findings": each(lambda one: [[*of] for of in compliance.check(one, book)], singles),
    }


def _headed(frame: pl.DataFrame, units: Units) -> pl.DataFrame:
    return frame.rename({name: HEADINGS[name] for name in units})
