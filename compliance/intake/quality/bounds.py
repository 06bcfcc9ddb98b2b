"""The declared bounds of what a school can report: one file, ``plausible.toml``."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from itertools import product
from typing import Any, NamedTuple

_PUPILS = ("students", "students_converted")


class Bounds(NamedTuple):
    """The least and the most that are still possible, or likely; None: no bound."""

    below: Fraction | None
    above: Fraction | None


class Ratio(NamedTuple):
    """One fact for each unit of another, from so many units on."""

    fact: str
    per: str
    least: Fraction
    impossible: Bounds
    unlikely: Bounds
    unit: str
    ground: str
    well: tuple[float, float]
    """Floats that are surely inside the narrower bounds."""


class Printed(NamedTuple):
    """A ratio that schools print, and the pairs of facts that it may be made of."""

    fact: str
    pairs: tuple[tuple[str, str], ...]


@cache
def _table() -> dict[str, list[dict[str, Any]]]:
    text = (resources.files("compliance.intake.quality") / "plausible.toml").read_text("utf-8")
    return tomllib.loads(text, parse_float=Fraction)


@cache
def ratios() -> tuple[Ratio, ...]:
    """Every bound, with its ground.

    >>> {(ratio.fact, ratio.per): ratio.impossible for ratio in ratios()}["campus_area", "students"]
    Bounds(below=Fraction(1, 1), above=Fraction(5000, 1))
    """
    return tuple(
        Ratio(fact, row["per"], Fraction(row["from"]), _bounds(row.get("impossible", {})),
              _bounds(row.get("unlikely", {})), row.get("unit", ""), row["ground"],
              _well(_bounds(row.get("unlikely", {}))))
        for row in _table()["ratio"]
        for fact in row["facts"]
    )  # fmt: skip


def _bounds(row: dict[str, Any]) -> Bounds:
    below, above = (row.get(side) for side in ("below", "above"))
    return Bounds(None if below is None else Fraction(below),
                  None if above is None else Fraction(above))  # fmt: skip


def _well(bounds: Bounds) -> tuple[float, float]:
    least = 0.0 if bounds.below is None else float(bounds.below) * 1.001
    return least, float("inf") if bounds.above is None else float(bounds.above) * 0.999


@lru_cache(maxsize=1024)
def asked(facts: tuple[str, ...]) -> tuple[Ratio, ...]:
    """The bounds between facts of these names."""
    return tuple(ratio for ratio in ratios() if ratio.fact in facts and ratio.per in facts)


@lru_cache(maxsize=1024)
def printed(
    facts: tuple[str, ...], per_student: tuple[tuple[str, str], ...]
) -> tuple[Printed, ...]:
    """The printed ratios among facts: those of the table, and every fact a student.

    >>> printed(("printed_class_size", "students"), (("printed_books_per_student", "books"),))[1]
    Printed(fact='printed_books_per_student',
            pairs=(('books', 'students'), ('books', 'students_converted')))
    """
    table = [Printed(row["fact"], tuple(product(row["above"], row["below"])))
             for row in _table()["printed"]]  # fmt: skip
    return (
        *(row for row in table if row.fact in facts),
        *(Printed(name, tuple(product([of], _PUPILS))) for name, of in per_student),
    )
