"""``--waivers``: counted apart, listed below the table, never silent, and never overwritten."""

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest
import yaml
from click.testing import CliRunner, Result

from compliance.checking.shown.ledger import COLUMNS
from compliance.cli import main

STANDARD = "cn/moe/secondary-vocational-2010"
SCHOOLS = "id,学校名称,在校生数,占地面积\nA1,甲校,1000,60亩\nA2,乙校,1200,60亩\n"
SAID = {"authority": "福建省教育厅", "document": "闽教职成〔2016〕1号", "reason": "老城区限制"}
GIVEN = [
    {"clause": "enrolment", "school": "甲校", **SAID, "from": "2016-09-01", "to": "2018-06-30"},
    {"clause": "enrolment", "school": "A2", **SAID, "from": "2016-09-01", "to": "2017-06-30"},
    {"clause": "enrolment", "school": "A9", **SAID, "from": "2016-09-01", "to": "2018-06-30"},
]
NOTE = "waiver-no-school"


@pytest.fixture
def data(tmp_path: Path) -> str:
    path = tmp_path / "schools.csv"
    path.write_text(SCHOOLS, "utf-8")
    (tmp_path / "waivers.yaml").write_text(yaml.safe_dump(GIVEN, allow_unicode=True), "utf-8")
    return str(path)


def run(verb: str, data: str, *arguments: str) -> Result:
    given = str(Path(data).with_name("waivers.yaml"))
    return CliRunner().invoke(main, [verb, data, "--standard", STANDARD, "--on", "2018-06-30",
                                     "--waivers", given, *arguments])  # fmt: skip


def test_the_table_ends_with_what_has_become_of_each(data: str) -> None:
    """Counts, each waiver with its state, and the school that is not there with its line."""
    lines = run("check", data, "--lang", "en").stdout.splitlines()
    head = next(n for n, line in enumerate(lines) if line.startswith("Waivers on 2018-06-30"))
    assert lines[head - 1] == ""
    assert "1 in force, of which 1 used, 0 needless, 1 ending within 90 days" in lines[head]
    assert lines[head + 1] == (
        "    ○ A1 甲校 enrolment: in force, 2016-09-01 to 2018-06-30; 福建省教育厅 "
        "闽教职成〔2016〕1号; without it: fail  [used]  [0 days left]"
    )
    assert lines[head + 2].startswith("    - A2 乙校 enrolment: expired, 2016-09-01 to 2017-06-30")
    assert "waivers.yaml:20:3: enrolment: [waiver-no-school]" in lines[head + 3]


def test_the_ledger_keeps_its_columns(data: str) -> None:
    """CSV has the contract's columns; the outcome is waived, and notes go to stderr."""
    result = run("check", data, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert tuple(rows[0]) == COLUMNS
    waived = [(r["school"], r["clause"], r["verdict"]) for r in rows if r["outcome"] == "waived"]
    assert waived == [("A1", "enrolment", "fail")]
    assert result.stderr.count(NOTE) == 1


def test_json_holds_waivers_and_report(data: str) -> None:
    """At the finding the waiver, beside the schools the report, in NDJSON the same findings."""
    whole = json.loads(run("check", data, "--format", "json").stdout)
    first = next(f for f in whole["schools"][0]["findings"] if f["clause"] == "enrolment")
    assert first["waiver"] == {**SAID, "from": "2016-09-01", "to": "2018-06-30", "review_by": None,
                               "state": "in_force"}  # fmt: skip
    assert whole["waivers"]["counts"]["elsewhere"] == 1
    lines = run("check", data, "--format", "ndjson").stdout.splitlines()
    assert first in map(json.loads, lines)


def test_parquet_is_waived_in_every_batch_and_reported(data: str, tmp_path: Path) -> None:
    """A file judged by columns has the same outcomes, and the report follows the counts."""
    source, out = tmp_path / "schools.parquet", tmp_path / "ledger.parquet"
    pl.read_csv(data).write_parquet(source)
    (tmp_path / "waivers.yaml").write_text(yaml.safe_dump(GIVEN, allow_unicode=True), "utf-8")
    result = run("check", str(source), "--format", "parquet", "-o", str(out), "--lang", "en")
    ledger = pl.read_parquet(out).filter(pl.col("outcome").cast(pl.String) == "waived")
    assert ledger.select(pl.col("school", "clause").cast(pl.String)).rows() == [("A1", "enrolment")]
    assert "Waivers on 2018-06-30: 1 in force" in result.stdout
    assert NOTE in result.stdout


def test_explain_tells_the_waiver(data: str) -> None:
    """By whom and until when, after the verdict."""
    result = run("explain", data, "--school", "A1", "--clause", "enrolment", "--lang", "en")
    said = "福建省教育厅 闽教职成〔2016〕1号, 2016-09-01 to 2018-06-30, in force; "
    assert f"Verdict: fail\nWaiver: {said}" in result.stdout
    assert NOTE in result.stderr


def test_to_fail_on_waived_is_a_choice(tmp_path: Path) -> None:
    """A school that is waived ends with 0, unless its outcome is one to fail on."""
    data, standard = tmp_path / "schools.csv", tmp_path / "law.yaml"
    data.write_text("id,在校生数\nA1,1000\n", "utf-8")
    standard.write_text(
        "format: 1\ntitle: {zh: 试验标准}\nissuer: 试验\ndocument: 试〔2020〕1号\n"
        "in_force: {from: 2000-01-01}\nsubject: school\nclauses:\n"
        "- {id: enrolment, text: 在校生不少于1200人, measure: students, at_least: 1200 人, "
        "cite: a, evidence: S}\n", "utf-8"
    )  # fmt: skip
    given = tmp_path / "waivers.yaml"
    given.write_text(yaml.safe_dump([{**GIVEN[0], "school": "A1"}], allow_unicode=True), "utf-8")
    for fail_on, waivers, code in (
        ("fail", True, 0), ("fail,unknown", True, 0), ("waived", True, 1), ("fail", False, 1)
    ):  # fmt: skip
        more = ["--waivers", str(given)] if waivers else []
        result = CliRunner().invoke(main, ["check", str(data), "--standard", str(standard), "--on",
                                           "2018-06-30", "--fail-on", fail_on, *more])  # fmt: skip
        assert result.exit_code == code


def test_bad_waivers_are_bad_data(data: str) -> None:
    """Exit code 4 with the line; nothing is judged."""
    path = Path(data).with_name("waivers.yaml")
    path.write_text(path.read_text("utf-8").replace("enrolment", "enrollment"), "utf-8")
    result = run("check", data)
    assert (result.exit_code, result.stdout) == (4, "")
    assert "nearest: enrolment" in result.stderr


def test_the_waivers_are_never_overwritten(data: str) -> None:
    """Writing the result over the file of waivers is refused."""
    path = Path(data).with_name("waivers.yaml")
    before = path.read_bytes()
    result = run("check", data, "-o", str(path))
    assert (result.exit_code, path.read_bytes()) == (2, before)
