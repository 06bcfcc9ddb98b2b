"""What has become of each waiver: in force, soon to end, over, used or needless; and in words."""

import json
from typing import Any

import jsonschema
import pytest
from granted import ON, SAID, school, standard, waiver

import compliance
from compliance.checking.shown.explain import explain
from compliance.reports.console import findings_lines
from compliance.schemas import schemas

GIVEN = [
    waiver("students", "B", last="2018-05-31"),
    waiver("students", "nobody"),
    waiver("charter", last="2018-09-28"),
    waiver("teachers", last="2018-09-29"),
    waiver("students", last=ON),
    waiver("site", review_by="2018-12-31"),
    waiver("books", "B", "2018-07-01", "2019-07-01"),
    waiver("charter", "乙校", review_by="2018-06-29"),
    waiver("books", standard="cn/other"),
]


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> compliance.Findings:
    schools = [school(students=1, charter=None), school(id="B", name="乙校", students=1)]
    rulebook = standard(tmp_path_factory.mktemp("standards"))
    return compliance.check(schools, rulebook, waivers=GIVEN)


def test_every_waiver_is_there_with_its_state_and_use(findings: compliance.Findings) -> None:
    """In force by the day of their end, then those to come, those over, those of no effect."""
    rows = [
        (one.school, one.waiver.clause, one.state, one.days_left, one.verdict, one.use)
        for one in findings.waivers()
    ]
    assert rows == [
        ("A", "students", "in_force", 0, "fail", "used"),
        ("A", "charter", "in_force", 90, "unknown", "used"),
        ("A", "teachers", "in_force", 91, "pass", "needless"),
        ("A", "site", "in_force", 184, "not_applicable", ""),
        ("B", "books", "not_yet", None, "pass", ""),
        ("B", "students", "expired", None, "fail", ""),
        ("B", "charter", "review_overdue", None, "pass", ""),
        ("", "students", "in_force", 0, None, ""),
        ("", "books", "in_force", 0, None, ""),
    ]


def test_the_counts_leave_out_what_concerns_nobody(findings: compliance.Findings) -> None:
    """Seven waivers concern these schools, two do not."""
    assert findings.waivers().counts == {
        "in_force": 4, "not_yet": 1, "expired": 1, "review_overdue": 1,
        "expiring": 2, "used": 2, "needless": 1, "elsewhere": 2,
    }  # fmt: skip


@pytest.mark.parametrize(("within", "expiring"), [(0, 1), (89, 1), (90, 2), (91, 3), (184, 4)])
def test_expiring_means_within_so_many_days(
    findings: compliance.Findings, within: int, expiring: int
) -> None:
    """A waiver that ends today has no day left, one that ends in 90 days is expiring within 90."""
    assert findings.waivers(within).counts["expiring"] == expiring


def test_a_number_of_days_below_zero_is_refused(findings: compliance.Findings) -> None:
    """What ended yesterday has expired; it is not expiring."""
    with pytest.raises(ValueError, match="-1"):
        findings.waivers(-1)


def test_the_reports_are_as_their_schemas_say(findings: compliance.Findings) -> None:
    """Findings with waivers, and the report alone, validate; the report is part of the findings."""
    published, whole = schemas(), json.loads(json.dumps(findings.to_dict()))
    jsonschema.validate(whole, published["findings-v1"])
    jsonschema.validate(whole["waivers"], published["waiver-report-v1"])
    assert findings.waivers().to_dict() == findings.to_dict()["waivers"]
    assert {one["note"] != "" for one in whole["waivers"]["waivers"][-2:]} == {True}


def test_the_report_prints_well(findings: compliance.Findings) -> None:
    """One line in a shell, a table in a notebook, with what the file says escaped."""
    report = findings.waivers()
    assert repr(report) == (
        f"<WaiverReport {findings.rulebook.id} on {ON}: 4 in_force, 1 not_yet, 1 expired, "
        "1 review_overdue, 2 expiring, 2 used, 1 needless, 2 elsewhere>"
    )
    rulebook = findings.rulebook
    odd = [waiver("students", document="<b>1</b>")]
    shown = compliance.check(school(), rulebook, waivers=odd).waivers()._repr_html_()
    assert "&lt;b&gt;1&lt;/b&gt;" in shown
    assert "<b>" not in shown
    assert "→ waived" in findings["A"]._repr_html_()


def test_the_table_says_by_whom_and_until_when(findings: compliance.Findings) -> None:
    """At the finding, and in the list below the counts; a waiver without effect is told why."""
    zh = list(findings_lines(findings, "zh"))
    assert any("    ○ " in line and "[省教育厅豁免至 2018-06-30]" in line for line in zh)
    assert any("[省教育厅的豁免已到期，2016-09-01 至 2018-05-31]" in line for line in zh)
    head = zh.index(
        "豁免（2018-06-30）：有效 4 项，其中用到 2、不必要 1、90 日内到期 2；"
        "尚未生效 1，已到期 1，逾期未复核 1，与本次判定无关 2"
    )
    assert zh[head + 1] == ("    ○ A 甲校 students：有效，2016-09-01 至 2018-06-30；省教育厅 "
                            "试教〔2017〕2号；不计豁免：不达标  [用到]  [余 0 日]")  # fmt: skip
    en = "\n".join(findings_lines(findings, "en"))
    assert "[waived by 省教育厅 until 2018-06-30]" in en
    assert "A 甲校 teachers: in force, 2016-09-01 to 2018-09-29; " in en
    assert "without it: pass  [needless]" in en
    assert "no school nobody is judged here; the waiver changes nothing" in en


def test_a_table_without_waivers_does_not_mention_them(findings: compliance.Findings) -> None:
    """Who brings no waivers reads nothing of them but the count of none."""
    plain = compliance.check(school(students=1), findings.rulebook)
    assert [line for line in findings_lines(plain, "zh") if "豁免" in line] == [
        "共 1 所：0 达标，1 不达标，0 无法判定，0 豁免，0 不适用"
    ]


def lines(findings: compliance.Findings, clause: str, **changes: Any) -> str:
    given = waiver(clause, **changes)
    found = compliance.check(school(students=1), findings.rulebook, waivers=[given])
    return explain(found["A"][clause])


def test_explain_says_waived_by_whom_until_when_and_why(findings: compliance.Findings) -> None:
    """After the verdict, which stays; in both languages."""
    said = lines(findings, "students")
    assert (
        "结论：不达标\n豁免：省教育厅 试教〔2017〕2号，2016-09-01 至 2018-06-30，有效；"
        "理由：老城区限制\n"
        "计为：豁免\n"
    ) in said
    assert (
        "Verdict: fail\nWaiver: 省教育厅 试教〔2017〕2号, 2016-09-01 to 2018-06-30, in force; "
        f"reason: {SAID['reason']}\nCounted as: waived\n"
    ) in said


def test_explain_shows_a_waiver_that_does_not_count(findings: compliance.Findings) -> None:
    """Expired, overdue for review, or needless: it is shown, and nothing is counted as waived."""
    expired = lines(findings, "students", last="2018-01-01")
    overdue = lines(findings, "students", review_by="2018-01-01")
    needless = lines(findings, "teachers")
    assert "2016-09-01 至 2018-01-01，已到期；" in expired
    assert "2016-09-01 until reviewed, by 2018-01-01, overdue for review, not counted;" in overdue
    assert "in force;" in needless
    for said in (expired, overdue, needless):
        assert "计为" not in said
        assert "Counted as" not in said
