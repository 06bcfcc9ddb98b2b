"""What doubts do to verdicts, and how the data-quality ledger tells of them."""

from __future__ import annotations

import csv
import io
import json
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from click.testing import CliRunner

import compliance
from compliance.cli import main
from compliance.intake.excel.formats import read_format
from compliance.intake.quality.bounds import printed, ratios
from compliance.intake.quality.ledger import STATUSES
from compliance.intake.tables.plain import plain_reader
from compliance.intake.values import Refused, read_value
from compliance.units import unit
from compliance.vocabulary import Number

STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
HEAD = ["学校名称", "占地面积", "在校生数", "实训设施设备总值", "专任教师", "是否新建"]


def _book(path: Path, *rows: list[Any]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("表")
        for n, row in enumerate((HEAD, *rows)):
            page.write_row(n, 0, row)
    return path


@pytest.fixture
def doubtful(tmp_path: Path) -> Path:
    """One school in the wrong units, one in the right ones, one that left its figures out."""
    return _book(
        tmp_path / "t.xlsx", ["甲校", 60, 980, 360, 49, "是"],
        ["乙校", 40000, 1200, 3600000, 60, "是"],
        ["丙校", "", "很多", "—", 60, "是"],
    )  # fmt: skip


def test_a_lost_unit_fails_nobody(doubtful: Path) -> None:
    """60 m² and 360 元 of 980 pupils leave each clause that reads them unknown, never failed."""
    findings = compliance.check(compliance.read(doubtful), compliance.load(STANDARD))
    for clause in ("campus-area", "campus-per-student", "training-equipment", "enrolment"):
        finding = findings["甲校"][clause]
        assert (finding.verdict, finding.reason) == ("unknown", "conflicting_facts"), clause
    assert findings["甲校"]["teachers"].verdict == "fail"  # 49 of 60, which nobody doubts
    assert findings["乙校"]["campus-area"].verdict == "pass"


def test_a_profile_is_believed() -> None:
    """Who hands over a profile names units in code: the same figures fail, and are not doubted."""
    findings = compliance.check(
        {"campus_area": 60, "students": 980, "new_build": True}, compliance.load(STANDARD)
    )
    assert findings["#1"]["campus-area"].verdict == "fail"


def test_the_ledger_has_a_row_for_each_cell(doubtful: Path) -> None:
    """Each cell of each school once, in the order of the sheet, with what it was read as."""
    rows = list(compliance.read(doubtful).ledger())
    assert [row.cell.rpartition("!")[2] for row in rows] == [
        f"{column}{row}" for row in (2, 3, 4) for column in "ABCDEF"
    ]
    of = {row.cell.rpartition("!")[2]: row for row in rows}
    assert (of["B2"].status, of["B2"].read_as, of["B2"].given) == ("contradicted", "60 m²", "60")
    assert "亩" in of["B2"].why.zh
    assert "亩" in of["B2"].why.en
    assert (of["B3"].status, of["B3"].why.zh, of["B3"].label) == ("read", "", "占地面积")
    assert (of["B4"].status, of["B4"].read_as) == ("missing", "")
    assert (of["C4"].status, of["C4"].given, of["C4"].code) == (
        "refused", "很多", "quantity-number",
    )  # fmt: skip
    assert of["D4"].status == "missing"


def test_inspect_counts_and_lists_cells(doubtful: Path) -> None:
    """The command shows a summary, and every cell when asked; CSV and JSON hold the ledger."""
    run = CliRunner().invoke
    plain = run(main, ["inspect", str(doubtful), "--lang", "en"])
    assert plain.exit_code == 0
    assert "18 cells: 12 read, 1 refused, 2 missing, 3 contradicted" in plain.output
    assert "t.xlsx!表!B3" not in plain.output
    every = run(main, ["inspect", str(doubtful), "--cells", "--lang", "zh"])
    assert "t.xlsx!表!B3  乙校  占地面积：40000 → 40000 ㎡" in every.output
    told = run(main, ["inspect", str(doubtful), "--format", "csv", "--lang", "en"])
    doubts = csv.DictReader(io.StringIO(told.output))
    assert [row["cell"].rpartition("!")[2] for row in doubts] == ["B2", "C2", "D2", "C4"]
    told = run(main, ["inspect", str(doubtful), "--format", "json", "--cells"])
    rows = json.loads(told.output)
    assert len(rows) == 18
    assert {row["status"] for row in rows} <= set(STATUSES)
    assert rows[1]["why"]["zh"]


def test_the_ledger_in_csv_runs_nothing(tmp_path: Path) -> None:
    """A cell that would be a formula in Excel is written as text."""
    path = tmp_path / "t.csv"
    path.write_text("学校名称,占地面积,在校生数\n=1+1,@x,980\n", "utf-8")
    told = CliRunner().invoke(main, ["inspect", str(path), "--format", "csv", "--cells"]).output
    rows = list(csv.reader(io.StringIO(told)))[1:]
    assert rows
    assert not [cell for row in rows for cell in row if cell[:1] in ("=", "@", "+")]


def test_every_bound_has_a_ground_and_is_wider_than_the_likely() -> None:
    """What is impossible is unlikely, too; facts and units are known; each bound says why."""
    facts = compliance.load(STANDARD).vocabulary.facts
    for ratio in ratios():
        assert isinstance(facts[ratio.fact], Number)
        assert isinstance(facts[ratio.per], Number)
        assert ratio.ground
        assert not ratio.unit or unit(ratio.unit) is not None
        for side, sign in (("below", 1), ("above", -1)):
            likely, possible = (getattr(b, side) for b in (ratio.unlikely, ratio.impossible))
            assert possible is None or sign * possible <= sign * likely
    names = tuple(facts)
    for row in printed(names, ()):
        assert row.fact in facts
        assert all(of in facts and per in facts for of, per in row.pairs)


@pytest.mark.parametrize(
    ("area", "students", "verdict"),
    [(979, 980, "unknown"), (980, 980, "fail"), (4_900_000, 980, "pass"),
     (4_900_001, 980, "unknown"), (98, 99, "fail"), (99, 100, "unknown")],
)  # fmt: skip
def test_where_a_figure_becomes_impossible(
    tmp_path: Path, area: int, students: int, verdict: str
) -> None:
    """1 and 5000 m² a pupil are possible, beyond them none is; small schools are not asked."""
    path = _book(tmp_path / "t.xlsx", ["甲校", area, students, 3600000, 60, "是"])
    findings = compliance.check(compliance.read(path), compliance.load(STANDARD))
    assert findings["甲校"]["campus-area"].verdict == verdict


NUMBERS = [0.0, 1e-7, 0.05, 0.525, 1.0, 1.5, 20.0, 52.5, 99.999, 100.0, 360.0, 39599.99999999999,
           980.5, 1e8, 1e12, 123456789012345.0, 1e15, 1e300, -3.0]  # fmt: skip


@pytest.mark.parametrize("heading", [None, "亩", "万元", "万册", "%", "人", "万㎡"])
def test_plain_numbers_are_read_as_everywhere_else(heading: str | None) -> None:
    """The quick way to read a column's numbers gives what the careful one gives, or nothing."""
    header = unit(heading) if heading else None
    seen = 0
    for fact in compliance.load(STANDARD).vocabulary.facts.values():
        quick = plain_reader(fact, header) if isinstance(fact, Number) else None
        for number in NUMBERS if quick else ():
            found = quick(number, "x!B2")
            seen += found is not None
            if found is not None:
                assert found == _careful(fact, number, header)
    assert seen > 5


def _careful(fact: Any, number: float, header: Any) -> Any:
    try:
        return read_value(fact, number, "x!B2", header)
    except Refused as refused:
        return refused.code


@pytest.mark.parametrize(
    ("code", "value", "seen"),
    [("0.0%", 0.525, "52.5%"), ("0%;[Red]-0%", 0.4, "40%"), ('0"人"', 980.0, "980人"),
     ('"约"0"亩"', 60.0, "约60亩"), ("0000", 12.0, "0012"), ('"A"000', 7.0, "A007"),
     ('0.00"%"', 52.5, "52.5%"), ("0000", 12.5, "12.5")],
)  # fmt: skip
def test_a_number_is_what_its_format_shows(code: str, value: float, seen: str) -> None:
    """Percent, words on both sides of the digits, and zeros in front are part of what is seen."""
    form = read_format(code)
    assert form is not None
    assert form.apply(value) == seen


@pytest.mark.parametrize(
    "code", ["0.0,", "#,##0,,", '0!.0,"万"', r"0\.0000", "000-0000", '[>=10000]0!.0,"万";0', "0%%"]
)
def test_a_format_that_shows_another_number_is_refused(code: str) -> None:
    """A format that divides, or moves the point, leaves open which of the two is meant."""
    form = read_format(code)
    assert form is not None
    assert form.other


@pytest.mark.parametrize(
    "code", ["General", "G/通用格式", "0", "#,##0.00", "@", "yyyy-mm-dd", "h:mm",
             "[$¥-804]#,##0.00", '_ * #,##0_ ;_ * "-"_ ',
             "0.00E+00", "# ?/?", "[DBNum1]General", "0;-0;;@"],
)  # fmt: skip
def test_a_format_that_adds_nothing(code: str) -> None:
    """Grouping, decimals, money signs, colours and padding leave a number what it is."""
    assert read_format(code) is None


def test_exact_figures_stay_exact(tmp_path: Path) -> None:
    """A figure under a percentage format keeps every digit that the cell holds."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("表")
        page.write_row(0, 0, ["学校名称", "双师比"])
        page.write(1, 0, "甲校")
        page.write_number(1, 1, 0.123456789, book.add_format({"num_format": "0%"}))
    found = compliance.read(path)["甲校"].facts["printed_dual_of_all_share"]
    assert Fraction(*found.value) == Fraction("0.123456789")
