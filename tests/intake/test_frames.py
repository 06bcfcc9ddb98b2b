"""Any dataframe, eager or lazy, is read as the profiles that its rows are."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import compliance

COLUMNS: dict[str, list[Any]] = {
    "学校名称": ["甲校", "乙校", None],
    "占地面积": ["60亩", None, "39600.5"],
    "students": [1200, None, 0],
    "floor_area": [0.1, None, 24000.0],
    "new_build": [True, None, False],
}


FRAMES: dict[str, Callable[[], Any]] = {
    "polars": lambda: pl.DataFrame(COLUMNS),
    "polars-lazy": lambda: pl.LazyFrame(COLUMNS),
    "pandas": lambda: pd.DataFrame(COLUMNS),
    "pandas-nullable": lambda: pd.DataFrame(COLUMNS).convert_dtypes(),
    "pandas-pyarrow": lambda: pd.DataFrame(COLUMNS).convert_dtypes(dtype_backend="pyarrow"),
    "pyarrow": lambda: pa.table(COLUMNS),
    "duckdb": lambda: duckdb.from_arrow(pa.table(COLUMNS)),
}


@pytest.mark.parametrize("kind", FRAMES)
def test_every_library(kind: str) -> None:
    """Each library's missing values are missing, and its numbers exact."""
    first, second, third = compliance.read(FRAMES[kind]())
    assert (first.id, second.id, third.id) == ("甲校", "乙校", "#3")
    assert Fraction(*first.facts["campus_area"].value) == 40000
    assert Fraction(*third.facts["campus_area"].value) == Fraction("39600.5")
    assert first.facts["students"].value == (1200, 1)
    assert third.facts["students"].value == (0, 1)
    assert Fraction(*first.facts["floor_area"].value) == Fraction(1, 10)
    assert (first.facts["new_build"].value, third.facts["new_build"].value) == (True, False)
    assert set(second.facts) == {"name"}
    assert not [issue for school in (first, second, third) for issue in school.issues]


@pytest.mark.parametrize("kind", FRAMES)
def test_cells_are_rows_and_columns(kind: str) -> None:
    """A value of a frame is named by its row and its column."""
    assert compliance.read(FRAMES[kind]()).items[2].facts["students"].cell == "frame[2].students"


@pytest.mark.parametrize(
    "frame",
    [
        pl.DataFrame({"floor_area": [0.1, 39599.99, None]}, schema={"floor_area": pl.Float32}),
        pd.DataFrame({"floor_area": np.array([0.1, 39599.99, np.nan], dtype=np.float32)}),
        pa.table({"floor_area": pa.array([0.1, 39599.99, None], pa.float32())}),
    ],
    ids=["polars", "pandas", "pyarrow"],
)
def test_32_bit_floats(frame: Any) -> None:
    """A 32-bit 0.1 is 0.1, not the 64-bit number nearest to it."""
    first, second, third = compliance.read(frame)
    assert Fraction(*first.facts["floor_area"].value) == Fraction(1, 10)
    assert Fraction(*second.facts["floor_area"].value) == Fraction("39599.99")
    assert not third.facts


def test_decimals_and_majors_in_a_frame() -> None:
    """Decimal columns stay exact, and a column of lists of structs holds majors."""
    frame = pl.DataFrame(
        {
            "campus_area": pl.Series([Decimal("39599.9900")]),
            "majors": [[{"name": "机电", "group": "工科", "students": 300}]],
        }
    )
    (school,) = compliance.read(frame)
    assert Fraction(*school.facts["campus_area"].value) == Fraction("39599.99")
    assert school.facts["majors"].value[0].facts["students"].value == (300, 1)


def test_pandas_marks_for_missing() -> None:
    """The marks NA and NaT of pandas are missing too."""
    frame = pd.DataFrame({"占地": pd.Series([pd.NA, pd.NaT, None, "60亩"], dtype=object)})
    assert [len(school.facts) for school in compliance.read(frame)] == [0, 0, 0, 1]


def test_categories_and_dates() -> None:
    """Dictionary-coded text is text; a date in a column of numbers is refused with its cell."""
    frame = pl.DataFrame(
        {"owner": pl.Series(["公办"], dtype=pl.Categorical), "students": [pl.date(2018, 6, 30)]}
    ).select("owner", students=pl.date(2018, 6, 30))
    (school,) = compliance.read(frame)
    assert school.text("owner") == "public"
    assert [(i.code, i.place.file) for i in school.issues] == [
        ("not-a-number", "frame[0].students")
    ]


@pytest.mark.parametrize(
    "frame",
    [
        lambda: pd.DataFrame([[1, 2]], columns=["占地", "占地"]),
        lambda: pl.scan_csv("no-such-file.csv"),
        lambda: pl.LazyFrame({"a": ["x"]}).select(pl.col("a").cast(pl.Int64)),
        lambda: pd.DataFrame({1: [1]}),
    ],
    ids=["two-columns-of-one-name", "lazy-no-file", "lazy-fails", "numbers-as-names"],
)
def test_frames_that_cannot_be_read(frame: Callable[[], Any]) -> None:
    """Whatever error the library has of its own, the user meets FactsError."""
    with pytest.raises(compliance.FactsError) as caught:
        list(compliance.read(frame()))
    assert caught.value.code == "data-unreadable"


def test_same_findings_from_every_library() -> None:
    """The verdicts do not depend on the library that brought the figures."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    ledgers = []
    for make in FRAMES.values():
        findings = compliance.check(make(), rulebook)
        ledgers.append([(f.clause, f.verdict, f.measured) for item in findings for f in item])
    assert all(ledger == ledgers[0] for ledger in ledgers)
    assert ledgers[0]
