"""From findings to a school, from schools to a rate: by the rules, and never by guessing."""

from pathlib import Path

import pytest

import compliance
from compliance.checking.engine.ruling import RULINGS, Code, roll_up
from compliance.checking.findings import Rate, SchoolFindings

FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"
C = Code
TABLE = {
    "nothing to judge": ([], "not_applicable"),
    "nothing applies": ([C.CONDITION_FALSE, C.OUT_OF_SCOPE, C.NO_MEMBERS], "not_applicable"),
    "one pass": ([C.PASS], "pass"),
    "a pass beside what does not apply": ([C.PASS, C.CONDITION_FALSE], "pass"),
    "one fail": ([C.FAIL], "fail"),
    "a fail beats a pass": ([C.PASS, C.FAIL], "fail"),
    "a fail beats an unknown": ([C.MISSING_FACT, C.FAIL, C.PASS], "fail"),
    "an unknown beats a pass": ([C.PASS, C.MISSING_FACT], "unknown"),
    "an unknown beside what does not apply": ([C.MISSING_FACT, C.NO_MEMBERS], "unknown"),
    "a zero divisor": ([C.PASS, C.ZERO_DENOMINATOR], "unknown"),
    "a contradiction": ([C.PASS, C.CONFLICTING_FACTS], "unknown"),
    "an approximation": ([C.PASS, C.APPROXIMATE_FACT], "unknown"),
    "a judgement to come": ([C.PASS, C.AWAITING_JUDGEMENT], "unknown"),
    "a lost threshold": ([C.PASS, C.UNKNOWN_THRESHOLD], "unknown"),
    "applicability unknown, would not pass": ([C.PASS, C.UNKNOWN_APPLICABILITY], "unknown"),
    "applicability unknown, would pass": ([C.PASS, C.HARMLESS], "pass"),
    "harmless does not hide a fail": ([C.FAIL, C.HARMLESS], "fail"),
    "harmless does not hide an unknown": ([C.PASS, C.HARMLESS, C.MISSING_FACT], "unknown"),
    "harmless alone is no pass": ([C.HARMLESS], "unknown"),
    "harmless beside what does not apply": ([C.HARMLESS, C.CONDITION_FALSE], "unknown"),
}
STANDARD = """
format: 1
title: {zh: 试验标准}
issuer: 试验
document: 试〔2020〕1号
in_force: {from: 2000-01-01}
subject: school
applies_if: level == "secondary_vocational"
clauses:
- {id: students, text: 在校生不少于1200人, measure: students, at_least: 1200 人, cite: a, evidence: S}
- {id: teachers, text: 专任教师一般不少于60人, force: normally, measure: teachers, at_least: 60 人, cite: a, evidence: S}
- {id: classes, text: 教学班30班左右, force: about, measure: classes, about: {value: 30 班, from: 20 班, to: 40 班, ground: 试验}, cite: a, evidence: S}
- {id: books, text: 图书力争不少于30000册, force: target, measure: books, at_least: 30000 册, cite: a, evidence: S}
- {id: computers, text: 计算机可不少于200台, force: may, measure: computers, at_least: 200 台, cite: a, evidence: S}
- {id: site, text: 新建学校占地面积不少于60亩, applies_if: new_build, measure: campus_area, at_least: 60亩, cite: a, evidence: S}
- {id: charter, title: {zh: 学校章程}, text: 应具有学校章程, basis: attested, present: true, cite: a, evidence: S}
- {id: structure, title: {zh: 专业结构}, text: 专业结构合理, basis: judged, present: true, cite: a, evidence: S}
"""  # noqa: E501 - one clause a line
WHOLE = {
    "students": 1200, "teachers": 60, "classes": 30, "books": 30000, "computers": 200,
    "new_build": False, "charter": "是", "structure": "符合",
}  # fmt: skip


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> compliance.Rulebook:
    path: Path = tmp_path_factory.mktemp("standards") / "roll.yaml"
    path.write_text(STANDARD, encoding="utf-8")
    return compliance.load(path)


def school(rulebook: compliance.Rulebook, **facts: object) -> SchoolFindings:
    given = {name: value for name, value in {**WHOLE, **facts}.items() if value is not None}
    return compliance.check(given, rulebook).items[0]


@pytest.mark.parametrize("name", TABLE)
def test_the_truth_table(name: str) -> None:
    """Fail, else unknown, else pass, else not applicable, whatever the order of the findings."""
    codes, outcome = TABLE[name]
    assert roll_up(codes) == outcome
    assert roll_up(codes[::-1]) == outcome


def test_the_truth_table_knows_every_ruling() -> None:
    """A new ruling cannot appear without a row that says how it counts."""
    assert {code for codes, _ in TABLE.values() for code in codes} | {C.NOT_IN_FORCE} == set(C)
    assert len(RULINGS) == len(C)


def test_a_school_that_meets_everything(rulebook: compliance.Rulebook) -> None:
    """Everything passes, a condition that does not hold included: pass twice, nothing to come."""
    item = school(rulebook)
    assert (item.outcome, item.complete, item.outstanding) == ("pass", "pass", 0)


@pytest.mark.parametrize("fact", ["teachers", "classes", "books", "computers"])
@pytest.mark.parametrize("value", [0, None])
def test_only_shall_counts(rulebook: compliance.Rulebook, fact: str, value: object) -> None:
    """一般, 左右, 力争 and 可 never fail a school, nor does their missing figure hold it back."""
    item = school(rulebook, **{fact: value})
    assert item[fact].verdict == ("fail" if value == 0 else "unknown")
    assert (item.outcome, item.complete) == ("pass", "pass")


def test_evidence_counts_for_complete_alone(rulebook: compliance.Rulebook) -> None:
    """Evidence and judgement to come leave the indicators met and the whole unknown."""
    item = school(rulebook, charter=None, structure=None)
    assert (item.outcome, item.complete, item.outstanding) == ("pass", "unknown", 2)
    item = school(rulebook, charter="否", structure=None)
    assert (item.outcome, item.complete, item.outstanding) == ("pass", "fail", 1)
    item = school(rulebook, students=1199, charter="是")
    assert (item.outcome, item.complete, item.outstanding) == ("fail", "fail", 0)


def test_applicability_unknown_holds_back_only_what_would_not_pass(
    rulebook: compliance.Rulebook,
) -> None:
    """Not knowing whether a school is new matters only below 60 mu."""
    enough = school(rulebook, new_build=None, campus_area="60亩")
    assert enough["site"].reason == "unknown_applicability"
    assert (enough.outcome, enough.complete) == ("pass", "pass")
    little = school(rulebook, new_build=None, campus_area="59亩")
    assert little["site"].reason == "unknown_applicability"
    assert (little.outcome, little.complete) == ("unknown", "unknown")


def test_17_of_36_with_5_unknown_is_an_interval(rulebook: compliance.Rulebook) -> None:
    """17 pass, 14 fail, 5 unknown: 47.2 % if the unknown fail, 61.1 % if they pass."""
    figures = [1200] * 17 + [1199] * 14 + [None] * 5
    profiles = [{"id": str(n), "students": f, "new_build": False} for n, f in enumerate(figures)]
    findings = compliance.check(profiles, rulebook)
    assert findings.counts == {"pass": 17, "fail": 14, "unknown": 5, "waived": 0,
                               "not_applicable": 0}  # fmt: skip
    assert str(findings.rate) == "47.2 %–61.1 %"
    assert (findings.rate.low * 36, findings.rate.high * 36) == (17, 22)


def test_a_school_out_of_scope_is_not_in_the_rate(rulebook: compliance.Rulebook) -> None:
    """A primary school neither passes nor fails, and is not among those counted."""
    profiles = [
        {"id": "1", "students": 1200, "new_build": False, "level": "中职"},
        {"id": "2", "students": 10, "new_build": False, "level": "小学"},
    ]
    findings = compliance.check(profiles, rulebook)
    assert [item.outcome for item in findings] == ["pass", "not_applicable"]
    assert findings.rate == Rate(1, 0, 1)
    assert str(findings.rate) == "100.0 %"


@pytest.mark.parametrize(
    ("rate", "shown"),
    [
        (Rate(0, 0, 0), "—"),
        (Rate(18, 0, 36), "50.0 %"),
        (Rate(0, 36, 36), "0.0 %–100.0 %"),
        (Rate(50_000, 1, 100_000), "50.0 %–50.001 %"),
        (Rate(99_999, 0, 100_000), "99.999 %"),
        (Rate(1, 99_999, 100_000), "0.001 %–100.0 %"),
    ],
)
def test_a_rate_is_one_number_only_when_nothing_is_unknown(rate: Rate, shown: str) -> None:
    """However little is unknown, the interval shows; and nearly all is never 100 %."""
    assert str(rate) == shown


ENROLMENT = {999: "fail", 1000: "unknown", 1200: "unknown", 1998: "unknown", 1999: "pass"}


@pytest.mark.parametrize("students", ENROLMENT)
def test_the_lost_enrolment_of_fuzhou(students: int) -> None:
    """1xxx人 without its inference: certain outside 1000–1999, unknown inside."""
    rulebook = compliance.load(FUZHOU, "2018-06-30", inferences=False)
    finding = compliance.check({"students": students}, rulebook).items[0]["enrolment"]
    assert finding.verdict == ENROLMENT[students]
    assert finding.reason == ("unknown_threshold" if finding.verdict == "unknown" else "")
    assert not finding.inferred


def test_the_inferred_enrolment_of_fuzhou_is_marked() -> None:
    """With the inference 1200 is the line, and the finding says that it was inferred."""
    rulebook = compliance.load(FUZHOU, "2018-06-30")
    for students, verdict in ((1200, "pass"), (1199, "fail")):
        finding = compliance.check({"students": students}, rulebook).items[0]["enrolment"]
        assert (finding.verdict, finding.inferred) == (verdict, True)


def test_the_two_readings_of_the_ratio_in_fuzhou() -> None:
    """Richer than 1:20 is no breach by the floor and one by the band, and both say so."""
    verdicts = {}
    for reading in ("floor", "band"):
        rulebook = compliance.load(
            FUZHOU, "2018-06-30", readings={"student-teacher-ratio": reading}
        )
        item = compliance.check({"teachers": 60, "students": 1199}, rulebook).items[0]
        finding = item["student-teacher-ratio"]
        verdicts[reading] = (finding.verdict, finding.depends_on_reading)
    assert verdicts == {"floor": ("pass", True), "band": ("fail", True)}


def test_a_standard_that_is_not_in_force_judges_nobody() -> None:
    """The day before the first and the day after the last: not applicable, not a failure."""
    for day in ("2016-06-30", "2019-01-01"):
        item = compliance.check({"students": 1}, compliance.load(FUZHOU, day)).items[0]
        assert {finding.reason for finding in item} == {"not_in_force"}
        assert (item.outcome, item.complete, item.outstanding) == (
            "not_applicable", "not_applicable", 0,
        )  # fmt: skip


def test_where_the_first_day_is_lost_nothing_passes_or_fails() -> None:
    """In the range in which the scheme may have begun the outcome of any school is unknown."""
    rulebook = compliance.load(FUZHOU, "2016-07-15", inferences=False)
    for students in (1, 5000):
        item = compliance.check({"students": students, "new_build": False}, rulebook).items[0]
        assert item["enrolment"].reason == "unknown_applicability"
        assert item.outcome == "unknown"


def test_a_presumed_scope_is_counted() -> None:
    """A school that does not say its level is judged, and the summary says that it was presumed."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    silent, said, other = {"id": "a"}, {"id": "b", "level": "中职"}, {"id": "c", "level": "小学"}
    findings = compliance.check([silent, said, other], rulebook)
    assert findings["a"].presumed == ("level",)
    assert findings["b"].presumed == ()
    assert findings["c"].outcome == "not_applicable"
    assert findings.to_dict()["presumed_in_scope"] == 1
