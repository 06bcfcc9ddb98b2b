"""What every peer says of itself, and how its answers are counted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl

from bulk.clauses import FAIL, HARMLESS, MISSING, NEVER, PASS, UNKNOWN_IF, ZERO, Units
from bulk.data import Codes

Profile = dict[str, Any]


class Many(NamedTuple):
    """A peer that judges a whole table.

    ``prepare`` gets the schools ready, untimed, and returns the work that is timed; ``codes``
    reads from what the work returned one answer for each school and clause.
    """

    requires: tuple[str, ...]
    answers: str
    prepare: Callable[[pl.DataFrame, Units], Callable[[], Any]]
    codes: Callable[[Any, pl.DataFrame], Codes]
    most: int = 10**9


class One(NamedTuple):
    """A peer that judges one school at a time: its rules made ready give 13 answers a school."""

    requires: tuple[str, ...]
    answers: str
    prepare: Callable[[Units], Callable[[Profile], Sequence[int]]]
    most: int = 2000


Peer = Many | One


def from_failures(failed: Sequence[Sequence[int]], count: int) -> Codes:
    """Answers of a tool that only lists failures: the rows of each clause that it lists."""
    codes = np.full((count, len(failed)), PASS, np.int8)
    for n, rows in enumerate(failed):
        codes[list(rows), n] = FAIL
    return codes


def wrong(said: Codes, right: Codes) -> dict[str, int]:
    """How many answers are wrong, by what is the matter with the school.

    Where nobody can know, every answer but one that says so is wrong. Not failing is a right
    answer where the clause does not apply, or would be met if it did.
    """
    unsure = np.isin(said, (MISSING, ZERO, UNKNOWN_IF))
    fine = np.isin(said, (PASS, HARMLESS, NEVER))
    missing, zero = np.isin(right, (MISSING, UNKNOWN_IF)), right == ZERO
    known = ~missing & ~zero
    bad = np.where(right == FAIL, said != FAIL, ~fine)
    return {
        "missing": int((missing & ~unsure).sum()),
        "of_missing": int(missing.sum()),
        "zero": int((zero & ~unsure).sum()),
        "of_zero": int(zero.sum()),
        "known": int((known & bad).sum()),
        "of_known": int(known.sum()),
    }
