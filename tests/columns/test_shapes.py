"""Every shape in which findings leave, of every library: the same as from the exact engine."""

from random import Random
from typing import Any

import agree
import frames
import made
import polars as pl
import pyarrow as pa
import pytest
from frames import EAGER, LAZY
from laws import law

import compliance
from compliance.checking.shown.frames import SHAPES, VERDICTS

LIBRARIES = {**EAGER, **LAZY}
LAWS = law({
    "land": {"measure": "land", "at_least": "33 m²/student"},
    "size": {"measure": "students", "at_least": "1200 人", "applies_if": 'owner == "public"'},
    "kind": {"measure": "kind", "one_of": ["general", "arts"]},
})  # fmt: skip
SCHEMA = pa.schema({
    "id": pa.string(), "campus_area": pa.float64(), "students": pa.int64(), "owner": pa.string(),
    "kind": pa.string(), "district": pa.string(),
})  # fmt: skip
PLACES = ["东城", "西城", None, "东城", "西城", "东城", "海淀"]


def schools() -> pa.Table:
    """Seven schools of three districts and none."""
    return pa.table({
        "id": [f"S{n}" for n in range(7)],
        "campus_area": [39600.0, 36000.0, None, 1.0, 0.0, 60000.0, 9.0],
        "students": [1200, 1200, 1199, 0, 5, None, 1200],
        "owner": ["public", "private", None, "public", "公办", "民办", "x"],
        "kind": ["general", "体育", None, "arts", "x", "sports", "普通"], "district": PLACES,
    }, schema=SCHEMA)  # fmt: skip


def rows(found: Any) -> list[dict[str, Any]]:
    return sorted(agree.frame_of(found).iter_rows(named=True), key=str)


def shown(findings: compliance.Findings, shape: str, by: str | None = None) -> list[dict[str, Any]]:
    floats = "float" if shape in ("ledger", "failures") else None
    return rows(findings.to_frame(shape, by=by, numbers=floats))


def both(library: str, table: pa.Table) -> tuple[compliance.Findings, compliance.Findings]:
    columns = compliance.check(LIBRARIES[library](table), LAWS, engine="columns")
    return columns, compliance.check(table, LAWS, engine="exact")


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("library", LIBRARIES)
def test_every_shape_is_that_of_the_exact_engine(library: str, shape: str) -> None:
    """The same columns and rows, whoever judged; and they come back in the library they came in."""
    mine, exact = both(library, schools())
    assert shown(mine, shape) == shown(exact, shape)
    assert type(mine.to_frame(shape)) is type(LIBRARIES[library](schools()))


@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("library", LIBRARIES)
def test_no_school_and_one_school(library: str, shape: str, count: int) -> None:
    """A frame without rows gives every shape without rows, and counts of zero."""
    table = schools().slice(0, count)
    mine, exact = both(library, table)
    assert shown(mine, shape) == shown(exact, shape)
    assert sum(mine.counts.values()) == count
    names = agree.frame_of(mine.to_frame(shape)).columns
    assert names == agree.frame_of(both(library, schools())[0].to_frame(shape)).columns
    if shape == "counts":
        sums = [sum(row[verdict] for verdict in VERDICTS) for row in shown(mine, shape)]
        assert sums == [count] * 3


@pytest.mark.parametrize("library", LIBRARIES)
def test_counts_by_district_add_up(library: str) -> None:
    """In every district each clause counts every school once, also in none."""
    mine, exact = both(library, schools())
    found = shown(mine, "counts", "district")
    assert found == shown(exact, "counts", "district")
    for clause in ("land", "size", "kind"):
        here = {row["district"]: sum(row[verdict] for verdict in VERDICTS)
                for row in found if row["clause"] == clause}  # fmt: skip
        assert here == {place: PLACES.count(place) for place in PLACES}
    whole = {row["clause"]: row for row in shown(mine, "counts")}
    for clause, row in whole.items():
        for verdict in VERDICTS:
            assert row[verdict] == sum(r[verdict] for r in found if r["clause"] == clause)


@pytest.mark.parametrize("library", LIBRARIES)
def test_counts_of_outcomes(library: str) -> None:
    """The outcomes at a glance are those of the schools' own rows."""
    mine, exact = both(library, schools())
    assert mine.counts == exact.counts
    assert mine.rate == exact.rate
    assert sum(mine.counts.values()) == 7


@pytest.mark.parametrize("library", EAGER)
def test_one_school_is_the_exact_finding(library: str) -> None:
    """A school asked for by its id has exact numbers, its inputs with their cells, its levers."""
    mine, exact = both(library, schools())
    for n in range(7):
        assert mine[f"S{n}"].to_dict() == exact[f"S{n}"].to_dict()
    assert mine["S1"]["land"].measured == 30
    with pytest.raises(compliance.NotFound):
        mine["nobody"]


def test_a_shape_that_there_is_not() -> None:
    """A shape misspelt is refused with the nearest one."""
    with pytest.raises(compliance.NotFound) as caught:
        both("polars", schools())[0].to_frame("legder")
    assert caught.value.problems[0].values["nearest"] == "ledger"


@pytest.mark.parametrize("library", EAGER)
def test_the_exact_ledger_can_be_had_from_columns(library: str) -> None:
    """With exact numbers the ledger is that of the exact engine, word for word."""
    mine, exact = both(library, schools())
    one, two = (rows(findings.to_frame("ledger", numbers="exact")) for findings in (mine, exact))
    assert one == two
    assert {row["measured"] for row in one} >= {"33", "30"}


@pytest.mark.parametrize("number", range(12))
def test_shapes_of_one_frame_do_not_contradict_each_other(number: int) -> None:
    """Failures are the ledger's failing rows, long is wide on its side, verdicts are its codes."""
    rulebook = made.rulebook(number, hard=number % 4 == 0)
    table = frames.frame(rulebook, Random(number), 40, lazy=False)  # noqa: S311
    findings = compliance.check(pl.from_arrow(table), rulebook, engine="columns")
    ledger, failures, wide, verdicts, long = (
        agree.frame_of(findings.to_frame(shape))
        for shape in ("ledger", "failures", "wide", "verdicts", "long")
    )
    assert rows(ledger.filter(verdict="fail")) == rows(failures)
    assert verdicts.equals(wide.select(verdicts.columns))
    clauses = [rule.id for rule in rulebook.rules]
    tall = wide.select("school", *clauses).unpivot(index="school")
    codes = {(school, clause): code for school, clause, code in tall.iter_rows()}
    assert {row[:2]: row[2] for row in long.iter_rows()} == codes
