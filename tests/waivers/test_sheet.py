"""Waivers and evidence from a sheet: the same as from YAML, and wrong where the cell is wrong."""

import datetime as dt
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from granted import school, standard, waiver

import compliance
from compliance.checking.evidence import with_evidence
from compliance.documents.waivers import read_waivers

HEAD = ["学校", "条款", "起", "止", "批准机关", "文号", "理由"]
ROW = ["A", "students", "2016-09-01", "2018-06-30", "省教育厅", "试教〔2017〕2号", "老城区限制"]
EVIDENCE = ["学校", "材料", "有无", "文号", "日期"]


def book(path: Path, rows: list[list[Any]], *, title: bool = False) -> Path:
    """A workbook with these rows, days as Excel keeps them."""
    with xlsxwriter.Workbook(str(path), {"strings_to_formulas": False}) as made:
        sheet = made.add_worksheet("名单")
        day = made.add_format({"num_format": "yyyy-mm-dd"})
        for n, row in enumerate([["豁免名单"], *rows] if title else rows):
            for c, value in enumerate(row):
                if isinstance(value, dt.date):
                    sheet.write_datetime(n, c, dt.datetime.combine(value, dt.time()), day)
                elif value is not None:
                    sheet.write(n, c, value)
    return path


def csv(path: Path, rows: list[list[Any]], encoding: str = "utf-8-sig") -> Path:
    path.write_text("\n".join(",".join(map(str, row)) for row in rows) + "\n", encoding)
    return path


def said(given: object) -> list[dict[str, Any]]:
    return [one.model_dump() for one in read_waivers(given)[1]]


def test_a_sheet_and_a_list_say_the_same(tmp_path: Path) -> None:
    """A workbook with days or texts, below a title, and CSV as Excel saves it: all one waiver."""
    expected = said([waiver("students")])
    days = [*ROW[:2], dt.date(2016, 9, 1), dt.date(2018, 6, 30), *ROW[4:]]
    english = ["school", "clause", "from", "to", "authority", "document", "reason"]
    chinese = [*ROW[:2], "2016年9月1日", "2018/6/30", *ROW[4:]]
    files = [
        book(tmp_path / "a.xlsx", [HEAD, days]),
        book(tmp_path / "b.xlsx", [HEAD, ROW], title=True),
        book(tmp_path / "c.xlsx", [["序号", *english], [1, *ROW]]),
        csv(tmp_path / "d.csv", [HEAD, chinese]),
        csv(tmp_path / "e.csv", [HEAD, chinese], "gb18030"),
    ]
    for path in files:
        assert said(path) == said(str(path)) == expected, path.name


def test_a_waiver_from_a_sheet_waives(tmp_path: Path) -> None:
    """The clause that is waived is judged all the same, and its outcome is waived."""
    path = book(tmp_path / "w.xlsx", [HEAD, ROW])
    findings = compliance.check(school(students=1), standard(tmp_path), waivers=path)
    assert (findings["A"]["students"].verdict, findings["A"]["students"].outcome) == (
        "fail", "waived",
    )  # fmt: skip


def test_a_review_a_name_and_a_title_are_understood(tmp_path: Path) -> None:
    """复核期限 stands for an end, 学校名称 for an id, the clause's title for its id."""
    head = ["学校名称", "条款", "起", "复核期限", "批准机关", "文号", "理由"]
    row = ["甲校", "学校章程", "2016-09-01", "2018-12-31", *ROW[4:]]
    path = book(tmp_path / "w.xlsx", [head, row])
    findings = compliance.check(school(charter="没有"), standard(tmp_path), waivers=path)
    assert findings["A"]["charter"].outcome == "waived"


def test_an_id_of_digits_is_the_school(tmp_path: Path) -> None:
    """Excel keeps an id as a number; it is read as the digits that were typed."""
    path = book(tmp_path / "w.xlsx", [HEAD, [3501000123, *ROW[1:]]])
    assert said(path)[0]["school"] == "3501000123"


@pytest.mark.parametrize(
    ("rows", "code", "cell"),
    [
        ([HEAD, [*ROW[:4], None, *ROW[5:]]], "missing-key", "E2"),
        ([HEAD, ROW, [*ROW[:2], "2018年", *ROW[3:]]], "wrong-value", "C3"),
        ([HEAD, [*ROW[:3], "长期", *ROW[4:]]], "wrong-value", "D2"),
        ([HEAD, [*ROW[:3], None, *ROW[4:]]], "waiver-end", "A2"),
        ([HEAD, [*ROW[:2], "2018-07-01", *ROW[3:]]], "days-order", "D2"),
        ([HEAD, ROW, ROW], "waiver-twice", "A3"),
        ([HEAD, [ROW[0], "studens", *ROW[2:]]], "waiver-no-clause", "B2"),
        ([HEAD, [None, *ROW[1:]]], "missing-key", "A2"),
        ([[*HEAD, "截止曰期"], ROW], "list-column-unknown", "H1"),
        ([[*HEAD, "至"], ROW], "list-column-twice", "H1"),
        ([HEAD[:-1], ROW[:-1]], "list-column-missing", "A1"),
        ([["甲", "乙"], ["1", "2"]], "list-no-heading", ""),
        ([HEAD, [1234567890123456789, *ROW[1:]]], "digits-lost", "A2"),
    ],
)
def test_a_wrong_cell_is_named(rows: list[list[Any]], code: str, cell: str, tmp_path: Path) -> None:
    """Everything that is wrong is told with file, sheet and cell, in both languages."""
    path = book(tmp_path / "w.xlsx", rows)
    with pytest.raises(compliance.FactsError) as refused:
        compliance.check(school(), standard(tmp_path), waivers=path)
    problem = refused.value.problems[0]
    assert (problem.code, problem.place.file) == (code, f"w.xlsx!名单!{cell}".removesuffix("!"))
    assert problem.message.zh != problem.message.en
    assert problem.hint.zh.strip()


def evidence(tmp_path: Path, *rows: list[Any], **facts: object) -> compliance.SchoolFindings:
    """School A, judged with a list of evidence."""
    rulebook = standard(tmp_path)
    given = book(tmp_path / "e.xlsx", [EVIDENCE, *rows])
    schools = compliance.read(school(charter=None) | facts)
    return compliance.check(with_evidence(schools, given, rulebook), rulebook)["A"]


@pytest.mark.parametrize(
    ("row", "verdict"),
    [
        (["A", "charter", "有"], "pass"),
        (["甲校", "学校章程", "", "闽教〔2010〕5号", dt.date(2010, 5, 1)], "pass"),
        (["A", "charter", "有", "闽教〔2010〕5号"], "pass"),
        (["A", "charter", "没有"], "fail"),
        (["A", "charter", "有", "闽教〔2010〕5号 已注销"], "unknown"),
        (["A", "charter", "没有", "闽教〔2010〕5号"], "unknown"),
        (["A", "charter", "正在办"], "unknown"),
        (["A", "charter", "有", "", "2018-07-01"], "unknown"),
        (["A", "charter", "有", "", "2018-06-30"], "pass"),
        (["A", "charter", "有", "", "2018年6月"], "pass"),
        (["A", "charter", "有", "", "2018年"], "unknown"),
        (["A", "charter", "有", "", "去年"], "unknown"),
    ],
)
def test_evidence_is_what_a_row_shows(row: list[Any], verdict: str, tmp_path: Path) -> None:
    """Yes or a document passes, no fails, and whatever is unclear or too late decides nothing."""
    assert evidence(tmp_path, row)["charter"].verdict == verdict


def test_one_unclear_row_leaves_the_item_open(tmp_path: Path) -> None:
    """What another row, or the school itself, says does not make up for it."""
    clear, unclear = ["A", "charter", "有"], ["A", "charter", "过期"]
    assert evidence(tmp_path, clear, unclear)["charter"].verdict == "unknown"
    assert evidence(tmp_path, unclear, charter="有")["charter"].verdict == "unknown"


def test_a_list_that_contradicts_the_school_decides_nothing(tmp_path: Path) -> None:
    """The school says no, the list yes: the finding is unknown, by conflicting facts."""
    found = evidence(tmp_path, ["A", "charter", "有"], charter="否")["charter"]
    assert (found.verdict, found.reason) == ("unknown", "conflicting_facts")


def test_evidence_of_nobody_here_is_a_note(tmp_path: Path) -> None:
    """A row of a school that is not judged changes nothing and is told with its cell."""
    rulebook = standard(tmp_path)
    given = book(tmp_path / "e.xlsx", [EVIDENCE, ["B", "charter", "有"]])
    schools = with_evidence(compliance.read(school(charter=None)), given, rulebook)
    (note,) = [issue for issue in schools.issues if issue.code == "evidence-no-school"]
    assert (note.severity, str(note.place)) == ("note", "e.xlsx!名单!A2")
    assert compliance.check(schools, rulebook)["A"]["charter"].verdict == "unknown"


@pytest.mark.parametrize(
    ("row", "code", "cell"),
    [
        (["A", "students", "1200"], "evidence-no-fact", "B2"),
        (["A", "宪章", "有"], "evidence-no-fact", "B2"),
        (["A", "charter"], "evidence-nothing", "A2"),
        (["同名", "charter", "有"], "evidence-name-shared", "A2"),
    ],
)
def test_a_row_that_cannot_be_used_is_refused(
    row: list[str], code: str, cell: str, tmp_path: Path
) -> None:
    """A row that names no item of evidence, nothing for it, or several schools, is an error."""
    rulebook = standard(tmp_path)
    given = book(tmp_path / "e.xlsx", [EVIDENCE, row])
    schools = compliance.read(
        [school(charter=None), {"id": "B", "name": "同名"}, {"id": "C", "name": "同名"}]
    )
    with pytest.raises(compliance.FactsError) as refused:
        with_evidence(schools, given, rulebook)
    problem = refused.value.problems[0]
    assert (problem.code, str(problem.place)) == (code, f"e.xlsx!名单!{cell}")


@pytest.mark.parametrize("column", range(2, len(HEAD)))
@pytest.mark.parametrize("text", ["#REF!", "#N/A"])
def test_an_excel_error_is_no_authority_no_document_and_no_day(
    tmp_path: Path, column: int, text: str
) -> None:
    """A waiver of which a cell is an error waives nothing: the list is refused, with its place."""
    row = [*ROW[:column], text, *ROW[column + 1 :]]
    for path in (book(tmp_path / "w.xlsx", [HEAD, row]), csv(tmp_path / "w.csv", [HEAD, row])):
        with pytest.raises(compliance.FactsError) as error:
            compliance.check(school(students=1), standard(tmp_path), waivers=path)
        assert str(error.value.problems[0].place).startswith(path.name)


def test_evidence_that_is_an_excel_error_is_refused_with_its_cell(tmp_path: Path) -> None:
    """有 beside #REF! as the document's number: nobody knows what was shown."""
    rows = [["学校", "材料", "有无", "文号"], ["A", "学校章程", "有", "#REF!"]]
    rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    path = book(tmp_path / "e.xlsx", rows)
    with pytest.raises(compliance.FactsError) as error:
        with_evidence(compliance.read({"id": "A", "name": "甲校"}), path, rulebook)
    assert (error.value.code, str(error.value.problems[0].place)) == (
        "cell-error", "e.xlsx!名单!D2",
    )  # fmt: skip
