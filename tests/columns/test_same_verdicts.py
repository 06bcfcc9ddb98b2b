"""Whatever the law, the schools and the library: columns say what the exact engine says."""

import itertools
from collections import Counter
from functools import cache
from random import Random
from typing import Any

import agree
import frames
import made
import polars as pl
import pyarrow as pa
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

import compliance
from compliance.checking.columns.frames.table import LANGUAGE
from compliance.checking.columns.plan import Plan
from compliance.checking.columns.source import declared
from compliance.checking.finding import Finding
from compliance.checking.shown.ledger import thresholds
from compliance.documents.thresholds import COMPARATORS
from compliance.rulebook.rulebook import Rulebook
from compliance.schemas.checked import Reason

LIBRARIES = {**frames.EAGER, **frames.LAZY}
STANDARDS, ROWS, HARD = 300, 50, 4
EXAMPLES = {"polars": 16, "duckdb": 8}
NUMBERS = st.integers(0, 2**32)


def law(number: int, *, lazy: bool = False) -> Rulebook:
    """One of 300 standards; every fourth has clauses that no lazy frame can be judged by."""
    return made.rulebook(number % STANDARDS, hard=not lazy and number % HARD == 0)


def schools(number: int, *, lazy: bool, rows: int = ROWS) -> pa.Table:
    return frames.frame(law(number, lazy=lazy), Random(number), rows, lazy=lazy)  # noqa: S311


@cache
def exact(number: int, rows: int, *, lazy: bool) -> tuple[pa.Table, dict[str, pl.DataFrame]]:
    """Schools, and what the exact engine says of them in each shape."""
    table = schools(number, lazy=lazy, rows=rows)
    findings = compliance.check(table, law(number, lazy=lazy), engine="exact")
    return table, {shape: agree.table(findings, shape) for shape in agree.ORDER}


def wrong(library: str, number: int, rows: int = ROWS) -> tuple[list[str], int]:
    """Every difference in every shape, and how many pairs of school and clause columns judged."""
    lazy = library in frames.LAZY
    rulebook, (table, expected) = law(number, lazy=lazy), exact(number, rows, lazy=lazy)
    try:
        findings: Any = compliance.check(LIBRARIES[library](table), rulebook, engine="columns")
    except compliance.FactsError as refused:
        if lazy and refused.code == "lazy-clause":
            return [], 0  # more digits than float64 and int64 can hold: nothing is judged
        raise
    found = [
        f"standard {number}, {shape}: {difference}"
        for shape, right in expected.items()
        for difference in agree.differences(agree.table(findings, shape), right, rulebook)
    ]
    in_force = rulebook.binding != "not_in_force"
    special = 0 if lazy else len(findings._store.special)  # noqa: SLF001 - judged one by one
    return found, (rows - special) * len(rulebook.rules) * in_force


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_same_in_every_library(library: str) -> None:
    """Ledger, wide table and outcomes agree in every column with those of the exact engine.

    Codes by their verdict and reason, measured values, shortfalls, thresholds, inferences, needs.
    """
    judged = 0

    @settings(deadline=None, max_examples=EXAMPLES.get(library, 5), database=None,
              phases=[Phase.generate])  # fmt: skip
    @given(number=NUMBERS)
    def agrees(number: int) -> None:
        nonlocal judged
        found, cases = wrong(library, number)
        judged += cases
        assert found == []

    agrees()
    assert judged > 0


@pytest.mark.fuzz
@pytest.mark.parametrize("library", LIBRARIES)
def test_100_000_cases_in_every_library(library: str) -> None:
    """100 000 pairs of a school and a clause in force: not one is judged differently.

    Only those count that the columns judged themselves, in about a hundred standards.
    """
    cases = 0
    for number in itertools.count():
        found, more = wrong(library, number, rows=250)
        assert found == []
        cases += more
        if cases >= 100_000:
            break
    assert number < STANDARDS


def test_the_cases_reach_every_reason_and_often_the_line() -> None:
    """Every reason of a clause and every comparator; a third of the schools stand on a line."""
    seen: Counter[Any] = Counter()
    on_the_line = judged = 0
    for number in range(60):
        rulebook = law(number)
        findings = compliance.check(schools(number, lazy=False, rows=25), rulebook, engine="exact")
        for item in findings:
            seen.update(finding.reason or finding.verdict for finding in item)
            seen.update(finding.rule.comparator for finding in item)
            on_the_line += any(map(on_a_threshold, item))
            judged += 1
    assert on_the_line > judged / 3
    assert set(COMPARATORS) <= set(seen)
    assert {"pass", "fail", *Reason.__args__} - {"", "no_members"} <= set(seen)


def on_a_threshold(finding: Finding) -> bool:
    value = finding.measured
    return value is not None and value / finding.rule.measured.unit.factor in thresholds(finding)


def test_the_standards_reach_every_certificate_and_every_binding() -> None:
    """float64, int64 and the exact engine alone; in force, not in force, and perhaps."""
    kinds = {
        judged.certificate.kind
        for number in range(60)
        for judged in Plan(law(number), declared(law(number)), LANGUAGE).clauses
    }
    assert kinds == {"float64", "int64", "exact"}
    assert {law(number).binding for number in range(60)} == {"in_force", "not_in_force", "unknown"}
