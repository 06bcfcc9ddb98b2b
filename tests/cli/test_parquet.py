"""Parquet in and out: data larger than memory pass through in batches."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

import compliance
from compliance.checking.columns.frames import stream
from compliance.cli import main

STANDARD = "cn/moe/secondary-vocational-2010"
SCHOOLS = pl.DataFrame(
    {
        "学校名称": [f"{n}中" for n in range(20)],
        "students": [1200 - n % 3 if n % 5 else None for n in range(20)],
        "占地面积": ["59.4亩" if n % 2 else f"{39600 - n / 100:.2f}" for n in range(20)],
    }
)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments, "--standard", STANDARD])


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Twenty schools, judged in batches of seven."""
    monkeypatch.setattr(stream, "BATCH", 7)
    path = tmp_path / "schools.parquet"
    SCHOOLS.write_parquet(path)
    return path


def test_the_ledger_is_that_of_the_exact_engine(file: Path) -> None:
    """Every finding of every batch is in the file, with the exact engine's verdict and reason."""
    out = file.with_name("ledger.parquet")
    result = run(str(file), "--format", "parquet", "-o", str(out))
    assert result.exit_code == 1
    columns = ["school", "clause", "verdict", "reason", "threshold", "needs"]
    ledger = pl.read_parquet(out).cast({pl.Enum: pl.String, pl.Categorical: pl.String})
    exact = compliance.check(SCHOOLS, compliance.load(STANDARD), engine="exact").to_frame()
    keys = ["school", "clause"]
    assert ledger.select(columns).sort(keys).equals(exact.select(columns).sort(keys))
    assert list(file.parent.iterdir()) == [out, file]


def test_the_summary_counts_every_batch(file: Path) -> None:
    """The counts that are printed are those of all schools, and the rate is an interval."""
    result = run(str(file), "--format", "parquet", "-o", str(file.with_name("o.parquet")),
                 "--lang", "en")  # fmt: skip
    counts = compliance.check(SCHOOLS, compliance.load(STANDARD), engine="exact").counts
    assert f"20 schools: {counts['pass']} pass, {counts['fail']} fail" in result.output


def test_rows_without_names_are_numbered_through(file: Path) -> None:
    """The eighth row is #8, although it is the first of its batch."""
    SCHOOLS.drop("学校名称").write_parquet(file)
    out = file.with_name("ledger.parquet")
    run(str(file), "--format", "parquet", "-o", str(out))
    found = pl.read_parquet(out)["school"].unique()
    assert sorted(found) == sorted(f"#{n}" for n in range(1, 21))


@pytest.mark.parametrize("column", ["id", "学校名称"])
def test_two_schools_of_one_name_in_two_batches(file: Path, column: str) -> None:
    """A name that stands in two batches is an error with both rows; nothing is written."""
    SCHOOLS.with_columns(pl.Series(column, [*range(19), 0]).cast(pl.String)).write_parquet(file)
    result = run(str(file), "--format", "parquet", "-o", str(file.with_name("ledger.parquet")))
    assert result.exit_code == 4
    assert "school-twice" in result.output
    assert "frame[0]" in result.output
    assert "frame[19]" in result.output
    assert list(file.parent.iterdir()) == [file]


def test_a_file_that_is_no_parquet(tmp_path: Path) -> None:
    """A text file called .parquet is unreadable data, not a crash."""
    path = tmp_path / "schools.parquet"
    path.write_text("id,students\n1,1200\n", "utf-8")
    result = run(str(path), "--format", "parquet", "-o", str(tmp_path / "o.parquet"))
    assert result.exit_code == 4
    assert "data-unreadable" in result.output


def test_parquet_needs_a_file(file: Path) -> None:
    """A ledger in Parquet is no text for a terminal."""
    assert run(str(file), "--format", "parquet").exit_code == 2


@pytest.mark.parametrize("form", ["json", "csv"])
def test_other_formats_read_parquet_too(file: Path, form: str) -> None:
    """A Parquet file gives the same ledger as its rows given one by one."""
    result = run(str(file), "--format", form)
    assert result.exit_code == 1
    assert "19中" in result.output


def test_a_workbook_or_csv_becomes_parquet(tmp_path: Path) -> None:
    """Findings that were judged one by one are written with numbers as float64."""
    path, out = tmp_path / "schools.csv", tmp_path / "ledger.parquet"
    path.write_text("学校名称,在校生数,占地面积\n甲校,1200,59.4亩\n", "utf-8")
    run(str(path), "--format", "parquet", "-o", str(out))
    row = pl.read_parquet(out).filter(pl.col("clause") == "campus-per-student").row(0, named=True)
    assert (row["school"], row["verdict"], row["measured"]) == ("甲校", "pass", 33.0)
