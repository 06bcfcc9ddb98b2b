"""Excel results: exact both ways, text that stays text, whole or not at all."""

import builtins
import errno
import random
import re
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from python_calamine import CalamineWorkbook

import compliance
from compliance.checking.shown.ledger import COLUMNS, thresholds
from compliance.reports.excel import book as books
from compliance.reports.excel.ledger import FIGURES, HEADS
from compliance.reports.excel.write import write_excel

ROOT = Path(__file__).resolve().parents[2]
FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"
POLICY = "cn/fujian/fuzhou/consolidation-2016"
HOSTILE = [
    "=1+1", "http://example.org/", "@SUM(A1)", "+1", "-2+3", "007", "{=SUM(A1)}", "mailto:a@b.c",
    "internal:Sheet1!A1", "_x0041_", "a\x01b", "<f>1</f>", "&amp;", "1e5", "TRUE", "'=1",
    '=HYPERLINK("http://a","b")', "😀",
]  # fmt: skip


@pytest.fixture(scope="module")
def findings() -> compliance.Findings:
    return compliance.check(ROOT / "docs/examples/fuzhou-36.xlsx", compliance.load(FUZHOU))


@pytest.fixture(scope="module")
def whole(findings: compliance.Findings, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every sheet there is."""
    path = tmp_path_factory.mktemp("excel") / "result.xlsx"
    plan = compliance.plan(findings, POLICY, survivors=22)
    write_excel(path, findings, plan=plan, before=findings, language="zh")
    return path


def sheet(path: Path, name: str) -> list[list[Any]]:
    found = CalamineWorkbook.from_path(path).get_sheet_by_name(name)
    return found.to_python(skip_empty_area=False)


def parts(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


def test_the_ledger_reads_back_exactly(whole: Path, findings: compliance.Findings) -> None:
    """Every value of every row of the ledger stands in the sheet, figures as exact text."""
    rows = sheet(whole, "明细")[1:]
    given = list(findings.ledger())
    assert len(rows) == len(given)
    for row, one in zip(rows, given, strict=True):
        read = dict(zip(HEADS, row, strict=True))
        for name in COLUMNS:
            column = f"{name}_exact" if name in FIGURES else name
            wanted = {True: "是", False: "否"}[one[name]] if name == "inferred" else one[name] or ""
            assert read[column] == wanted


def test_a_number_is_exact_or_on_the_same_side_of_its_threshold(tmp_path: Path) -> None:
    """2499.9999 recurring does not become 2500 beside a failure, nor does its format hide it."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    schools = [
        {"id": str(n), "students": 3, "campus_area": Fraction(99 * 10**n - 1, 10**n)}
        for n in range(14)
    ] + [{"id": "t", "students": 1201, "campus_area": 39633}]
    findings = compliance.check(schools, rulebook)
    write_excel(tmp_path / "r.xlsx", findings)
    seen = 0
    for row, finding in zip(sheet(tmp_path / "r.xlsx", "明细 Ledger")[1:],
                            (f for item in findings for f in item), strict=True):  # fmt: skip
        read = dict(zip(HEADS, row, strict=True))
        if finding.clause == "campus-per-student":
            seen += 1
            (limit,) = thresholds(finding)
            assert finding.verdict == ("pass" if finding.subject == "t" else "fail")
            assert (Fraction(repr(float(read["measured"]))) >= limit) == (finding.verdict == "pass")
            assert Fraction(read["measured_exact"]) == finding.measured
    assert seen == 15
    formats = re.findall(r'formatCode="(0[.0]*)"', parts(tmp_path / "r.xlsx")["xl/styles.xml"])
    assert max(len(shown.partition(".")[2]) for shown in formats) >= 13


def test_hostile_text_stays_text(tmp_path: Path) -> None:
    """What looks like a formula, a link, a number or XML reads back as it was, in every sheet."""
    schools = [
        {"id": text, "name": text, "district": text, "students": 1, "charter": text}
        for text in HOSTILE
    ]
    findings = compliance.check(schools, compliance.load("cn/moe/secondary-vocational-2010"))
    advice = compliance.advise(findings, "cn/moe/secondary-vocational-2010")
    write_excel(tmp_path / "r.xlsx", findings, advice=advice, before=findings)
    for name in ("矩阵 Matrix", "调整建议 Advice"):
        rows = sheet(tmp_path / "r.xlsx", name)[1:]
        assert [row[:2] for row in rows] == [[text, text] for text in HOSTILE]
    for name, text in parts(tmp_path / "r.xlsx").items():
        assert "<f>" not in text, name
        assert "<hyperlink" not in text, name
        assert "relationships/hyperlink" not in text, name


def test_ids_keep_their_zeros(tmp_path: Path) -> None:
    """An id of digits is a text cell, not a number."""
    findings = compliance.check([{"id": "0007"}], compliance.load(FUZHOU))
    write_excel(tmp_path / "r.xlsx", findings)
    assert sheet(tmp_path / "r.xlsx", "矩阵 Matrix")[1][0] == "0007"


def test_the_sheets_are_those_of_the_report(whole: Path) -> None:
    """Each part of the result has its sheet, in the order that readers expect."""
    names = CalamineWorkbook.from_path(whole).sheet_names
    assert names == [
        "总览",
        "矩阵",
        "明细",
        "调整建议",
        "全域规划",
        "合并表",
        "变化",
        "数据质量",
        "依据",
    ]


def test_the_merger_table_is_that_of_the_annex(whole: Path, findings: compliance.Findings) -> None:
    """The sheet has the annex's columns, and each group of the plan once."""
    plan = compliance.plan(findings, POLICY, survivors=22)
    head, *rows = sheet(whole, "合并表")
    assert head == ["序号", "成员学校代码和名称", "类型"]
    groups = [one.members for one in plan.survivors.values() if len(one.members) > 1]
    assert [row[0] for row in rows] == list(range(1, len(groups) + 1))
    for row, members in zip(rows, groups, strict=True):
        assert row[1] == "、".join(f"{one} {plan[one].name}" for one in members)


def test_the_matrix_says_what_the_findings_say(whole: Path, findings: compliance.Findings) -> None:
    """Every cell of the matrix is the outcome of its school and clause, in mark and word."""
    words = {"pass": "√ 达标", "fail": "× 不达标", "unknown": "△ 无法判定",
             "not_applicable": "— 不适用", "waived": "○ 豁免"}  # fmt: skip
    for row, item in zip(sheet(whole, "矩阵")[1:], findings, strict=True):
        clauses = [item[rule.id].outcome for rule in findings.rulebook.rules]
        assert row[2:4] == [words[item.outcome], words[item.complete]]
        assert row[5:] == [words[outcome] for outcome in clauses]


def test_nothing_has_changed_since_the_same_check(whole: Path) -> None:
    """Findings compared with themselves leave the sheet of changes empty."""
    assert len(sheet(whole, "变化")) == 1


def test_what_has_changed_is_listed(tmp_path: Path) -> None:
    """A clause that failed before and passes now has one row, a school that left has its own."""
    rulebook = compliance.load(FUZHOU)
    before = compliance.check([{"id": "A", "teachers": 59}, {"id": "B"}], rulebook)
    now = compliance.check([{"id": "A", "teachers": 60}], rulebook)
    write_excel(tmp_path / "r.xlsx", now, before=before, language="zh")
    rows = [(row[0], row[2], row[5], row[6]) for row in sheet(tmp_path / "r.xlsx", "变化")[1:]]
    assert ("A", "teachers", "不达标", "达标") in rows
    assert {row[3] for row in rows if row[0] == "B"} == {"未判定"}
    assert [row for row in rows if row[0] == "A"] == [("A", "teachers", "不达标", "达标")]


def test_what_is_missing_is_told_as_data_quality(tmp_path: Path) -> None:
    """Values that were not understood stand with their cell, facts that are needed with clauses."""
    findings = compliance.check([{"id": "A", "students": "很多"}], compliance.load(FUZHOU))
    write_excel(tmp_path / "r.xlsx", findings, language="zh")
    rows = sheet(tmp_path / "r.xlsx", "数据质量")[1:]
    assert any(row[1] == "A" and row[3] == "students" for row in rows)
    assert any("专任教师" in row[5] for row in rows if row[0] == "缺")


def test_the_document_says_what_it_rests_on(whole: Path, findings: compliance.Findings) -> None:
    """Properties carry the standard's id, its hash, the policy and the day."""
    custom = parts(whole)["docProps/custom.xml"]
    for text in (FUZHOU, POLICY, findings.rulebook.on.isoformat(), compliance.__version__):
        assert f"<vt:lpwstr>{text}</vt:lpwstr>" in custom
    assert re.search(r"<vt:lpwstr>[0-9a-f]{64}</vt:lpwstr>", custom)


def test_sheets_can_be_read_and_printed(whole: Path) -> None:
    """The ledger keeps its heading in view and on paper, one page wide, with a filter."""
    files = parts(whole)
    ledger = files["xl/worksheets/sheet3.xml"]
    assert '<pane xSplit="2" ySplit="1"' in ledger
    assert '<pageSetUpPr fitToPage="1"/>' in ledger
    assert "<autoFilter" in ledger
    assert "Print_Titles" in files["xl/workbook.xml"]


def test_equal_findings_are_equal_files(tmp_path: Path, findings: compliance.Findings) -> None:
    """The same findings give the same bytes."""
    for name in ("a.xlsx", "b.xlsx"):
        write_excel(tmp_path / name, findings)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_more_rows_than_a_sheet_holds_are_refused(
    tmp_path: Path, findings: compliance.Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The error names Parquet and CSV as the way, and nothing is left behind."""
    monkeypatch.setattr(books, "MOST_ROWS", len(list(findings.ledger())))
    with pytest.raises(compliance.ComplianceError) as caught:
        write_excel(tmp_path / "r.xlsx", findings)
    assert caught.value.code == "excel-too-large"
    assert "parquet" in str(caught.value)
    assert "csv" in str(caught.value)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("where", ["xlsxwriter.workbook.ZipFile.write", "pathlib.Path.replace"])
def test_nothing_is_half_written(
    where: str, tmp_path: Path, findings: compliance.Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk leaves the file that was there before, and no other."""
    old = tmp_path / "r.xlsx"
    old.write_text("before", "utf-8")

    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(where, full)
    with pytest.raises(compliance.ComplianceError) as caught:
        write_excel(old, findings)
    monkeypatch.undo()
    assert caught.value.code == "output-unwritable"
    assert old.read_text("utf-8") == "before"
    assert list(tmp_path.iterdir()) == [old]


@pytest.mark.parametrize("name", ["none/r.xlsx", "a\0.xlsx", f"{'x' * 300}.xlsx"])
def test_a_place_that_cannot_be_written_is_told(
    name: str, tmp_path: Path, findings: compliance.Findings
) -> None:
    """A folder that does not exist, or a name that no file has, is an error with the path."""
    path = tmp_path / name
    with pytest.raises(compliance.ComplianceError) as caught:
        write_excel(path, findings)
    assert caught.value.code == "output-unwritable"
    assert str(path) in str(caught.value)


def test_the_extra_is_named(
    tmp_path: Path, findings: compliance.Findings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without xlsxwriter the error says which extra to install."""
    real = builtins.__import__

    def without(name: str, *arguments: Any, **more: Any) -> Any:
        if name.partition(".")[0] == "xlsxwriter":
            raise ImportError(name)
        return real(name, *arguments, **more)

    monkeypatch.setattr(builtins, "__import__", without)
    with pytest.raises(compliance.MissingExtra) as caught:
        write_excel(tmp_path / "r.xlsx", findings)
    assert "school-compliance[excel]" in str(caught.value)


def test_endless_text_is_cut_and_half_characters_replaced(tmp_path: Path) -> None:
    """A cell holds 32 767 characters; what is cut says so, and the rest is as it was."""
    with books.open_book(tmp_path / "r.xlsx", {}, compliance.load(FUZHOU).on) as book:
        one = book.sheet("s")
        one.row(["x" * 40_000, "a\ud800b", "y" * 32_767])
    found = sheet(tmp_path / "r.xlsx", "s")[0]
    assert found == ["x" * 32_766 + "…", "a?b", "y" * 32_767]


def test_what_excel_cannot_keep_is_exact_text(tmp_path: Path) -> None:
    """Sixteen digits and fractions are text; of fifteen digits every number reads back."""
    chance = random.Random(5)  # noqa: S311 - the same figures each time
    kept = [Fraction(chance.randrange(10**15), 10 ** chance.randrange(15)) for _ in range(3000)]
    with books.open_book(tmp_path / "r.xlsx", {}, compliance.load(FUZHOU).on) as book:
        one = book.sheet("s")
        one.row([Fraction(10**15 + 1), Fraction(1, 3), -(2**60)])
        for value in kept:
            one.row([value])
    texts, *numbers = sheet(tmp_path / "r.xlsx", "s")
    assert texts == ["1000000000000001", "1/3", "-1152921504606846976"]
    assert [Fraction(repr(float(row[0]))) for row in numbers] == kept


def test_findings_by_columns_are_the_same_workbook(tmp_path: Path) -> None:
    """A dataframe judged by columns gives the ledger of the exact engine."""
    schools = pl.DataFrame(
        {"学校名称": ["甲校", "乙校"], "students": [1200, None], "teachers": [59, 60]}
    )
    rulebook = compliance.load(FUZHOU)
    found = []
    for engine in ("columns", "exact"):
        findings = compliance.check(schools, rulebook, engine=engine)  # type: ignore[arg-type]
        write_excel(tmp_path / f"{engine}.xlsx", findings)
        found.append(sheet(tmp_path / f"{engine}.xlsx", "明细 Ledger"))
    assert found[0] == found[1]
