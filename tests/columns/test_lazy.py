"""Lazy frames stay lazy: nothing runs before somebody collects; doubtful columns are refused."""

from collections.abc import Callable
from decimal import Decimal
from random import Random
from typing import Any

import agree
import duckdb
import frames
import made
import polars as pl
import pyarrow as pa
import pytest
from frames import LAZY
from laws import law

import compliance
from compliance.checking.shown.frames import SHAPES

LAWS = law({
    "land": {"measure": "land", "at_least": "33 m²/student"},
    "size": {"measure": "students", "at_least": "1200 人", "applies_if": 'owner == "public"'},
    "new": {"measure": "new_build", "present": True},
})  # fmt: skip
DATA = {"id": ["a", "b", "c"], "campus_area": [39600.0, 36000.0, None],
        "students": [1200, 1200, 1199], "owner": ["public", "民办", "别的"],
        "new_build": [True, None, False], "district": ["x", "y", None]}  # fmt: skip
BY = pytest.mark.parametrize("by", [None, "district"])


def explode(_: pl.DataFrame) -> pl.DataFrame:
    raise RuntimeError("a row was read")


def untouchable_polars() -> pl.LazyFrame:
    schema = pl.DataFrame(DATA).schema
    return pl.LazyFrame(DATA).map_batches(explode, schema=schema)


def untouchable_duckdb() -> Any:
    duckdb.from_arrow(pa.table(DATA)).create_view("schools_of_a_test", replace=True)
    return duckdb.sql("SELECT * FROM schools_of_a_test WHERE error('a row was read' || id) = 1")


UNTOUCHABLE: dict[str, Callable[[], Any]] = {
    "lazy-polars": untouchable_polars, "duckdb": untouchable_duckdb,
}  # fmt: skip


@BY
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("library", LAZY)
def test_nothing_is_computed_before_somebody_collects(
    library: str, shape: str, by: str | None
) -> None:
    """A frame that fails as soon as a row is read gives every shape, and fails when collected."""
    frame = UNTOUCHABLE[library]()
    findings = compliance.check(frame, LAWS, engine="columns")
    found = findings.to_frame(shape, by=by)
    assert type(found) is type(frame)
    assert "columns of" in repr(findings)
    with pytest.raises((pl.exceptions.PolarsError, duckdb.Error, RuntimeError), match="was read"):
        agree.frame_of(found)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("library", LAZY)
def test_every_shape_is_that_of_the_exact_engine(library: str, shape: str) -> None:
    """Collected, each shape holds what the exact engine says, with the same columns."""
    table = pa.table(DATA)
    mine = compliance.check(LAZY[library](table), LAWS, engine="columns")
    exact = compliance.check(table, LAWS, engine="exact")
    floats = "float" if shape in ("ledger", "failures") else None
    one, two = (rows(findings.to_frame(shape, numbers=floats)) for findings in (mine, exact))
    assert one == two


def rows(found: Any) -> list[dict[str, Any]]:
    found = agree.frame_of(found)
    return sorted(found.iter_rows(named=True), key=str)


@pytest.mark.parametrize(
    ("column", "values", "code"),
    [
        ("students", ["1200", "1200", "1199"], "lazy-column"),
        ("students", pa.array([1.0, 2.0, 3.0], pa.float32()), "lazy-column"),
        ("students", [True, False, True], "lazy-column"),
        ("students", pa.array([Decimal("1199.9999999999999999")] * 3), "lazy-column"),
        ("students", pa.nulls(3), "lazy-column"),
        ("new_build", ["是", "否", None], "lazy-column"),
        ("new_build", [1, 0, None], "lazy-column"),
        ("owner", [1, 0, None], "lazy-column"),
        ("campus_area（人）", [1.0, 2.0, 3.0], "lazy-column"),
        ("占地面积", [1.0, 2.0, 3.0], "lazy-twice"),
    ],
    ids=str,
)
@pytest.mark.parametrize("library", LAZY)
def test_columns_that_must_be_read_value_by_value_are_refused(
    library: str, column: str, values: Any, code: str
) -> None:
    """Text for a number, 32 bits, twenty digits, a wrong unit, two columns: refused by name."""
    data = {name: found for name, found in DATA.items() if column != "campus_area（人）"
            or name != "campus_area"}  # fmt: skip
    frame = LAZY[library](pa.table({**data, column: values}))
    with pytest.raises(compliance.FactsError) as caught:
        compliance.check(frame, LAWS, engine="columns")
    assert caught.value.code == code
    known = caught.value.problems[0].values
    assert {"column": column, "fact": "campus_area"}.items() & known.items()


@pytest.mark.parametrize("library", LAZY)
def test_majors_are_refused(library: str) -> None:
    """Parts of a school can only be judged one by one."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", "2018-06-30")
    frame = LAZY[library](pa.table({"id": ["a"], "majors": [[{"name": "甲", "students": 1}]]}))
    with pytest.raises(compliance.FactsError) as caught:
        compliance.check(frame, rulebook, engine="columns")
    assert caught.value.code == "lazy-column"


@pytest.mark.parametrize("library", LAZY)
def test_without_a_name_no_school_can_be_told(library: str) -> None:
    """Rows of a lazy frame have no order, so that their number names nobody."""
    frame = LAZY[library](pa.table({"students": [1200]}))
    with pytest.raises(compliance.FactsError) as caught:
        compliance.check(frame, LAWS, engine="columns").to_frame("wide")
    assert caught.value.code == "lazy-no-name"


@pytest.mark.parametrize("number", [1, 2, 3, 4, 6, 7])
@pytest.mark.parametrize("library", LAZY)
def test_nothing_is_ever_decided_otherwise(library: str, number: int) -> None:
    """Labels not as printed, ratios the other way round, decimals beyond those declared.

    Nobody reads these values one by one, so that a lazy frame may leave open what the exact
    engine decides; but never does one fail or pass what the other does not.
    """
    rulebook = made.rulebook(number)
    table = frames.frame(rulebook, Random(number), 200, lazy=True, tidy=False)  # noqa: S311
    mine, exact = (
        agree.table(compliance.check(frame, rulebook, engine=engine), "ledger")
        for frame, engine in ((LAZY[library](table), "columns"), (table, "exact"))
    )
    verdicts = pl.DataFrame({"mine": mine["verdict"], "exact": exact["verdict"]})
    apart = verdicts.filter(pl.col("mine") != pl.col("exact"))
    assert set(apart["mine"]) <= {"unknown"}
    assert len(apart) < len(verdicts) / 20


@pytest.mark.parametrize("library", LAZY)
def test_a_figure_with_too_many_decimals_is_unknown_on_the_line_and_decided_elsewhere(
    library: str,
) -> None:
    """Nothing is decided wrongly: 39600.00000000001 is no longer told from 39600 by float64."""
    areas = [39600.00000000001, 39599.99999999999, 39601.000001, 39598.000001]
    frame = pa.table({"id": list("abcd"), "campus_area": areas, "students": [1200] * 4})
    ledger = agree.table(compliance.check(LAZY[library](frame), LAWS, engine="columns"), "ledger")
    found = ledger.filter(clause="land")["verdict"].to_list()
    exact = compliance.check(frame, LAWS, engine="exact")
    assert [item["land"].verdict for item in exact] == ["pass", "fail", "pass", "fail"]
    assert found == ["unknown", "unknown", "pass", "fail"]


@pytest.fixture(params=LAZY)
def findings(request: pytest.FixtureRequest) -> compliance.Findings:
    """The three schools in each lazy library."""
    return compliance.check(LAZY[request.param](pa.table(DATA)), LAWS, engine="columns")


def test_one_school_is_judged_by_the_exact_engine(findings: compliance.Findings) -> None:
    """A school asked for by its id is read alone, with exact numbers and the whole record."""
    exact = compliance.check(pa.table(DATA), LAWS, engine="exact")
    for school in DATA["id"]:
        mine, right = findings[str(school)].to_dict(), exact[str(school)].to_dict()
        assert [f["measured"] for f in mine["findings"]] == [
            f["measured"] for f in right["findings"]
        ]
        assert mine["outcome"] == right["outcome"]
    assert findings["b"]["land"].shortfall is not None
    with pytest.raises(compliance.NotFound):
        findings["nobody"]
