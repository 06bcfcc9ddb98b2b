"""JUnit: a suite a school, a case a clause, counts that add up, reasons for all that is skipped."""

from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from judged_schools import HOSTILE, LAW, hostile, judged

from compliance.checking.findings import Findings
from compliance.reports.junit import junit_blocks

COUNTS = ("tests", "failures", "errors", "skipped")


def parsed(findings: Findings, language: str = "zh") -> ET.Element:
    text = "".join(junit_blocks(findings, language=language))
    return ET.fromstring(text.encode("utf-8"))  # noqa: S314 - our own output


def case(root: ET.Element, school: str, clause: str) -> ET.Element:
    named = [one for one in root.iter("testcase") if one.get("name") == clause]
    (found,) = (one for one in named if one.get("classname", "").endswith(f".{school}"))
    return found


@pytest.mark.parametrize("findings", [judged(), hostile()], ids=["judged", "hostile"])
def test_the_counts_of_every_suite_and_of_all_are_those_of_its_cases(findings: Findings) -> None:
    """Readers trust the attributes; they are what is in the file."""
    root = parsed(findings)
    total: Counter[str] = Counter()
    for suite in root.iter("testsuite"):
        cases = list(suite.iter("testcase"))
        found = {"tests": len(cases), "errors": 0,
                 "failures": sum(one.find("failure") is not None for one in cases),
                 "skipped": sum(one.find("skipped") is not None for one in cases)}  # fmt: skip
        assert {name: int(suite.get(name, "")) for name in COUNTS} == found
        total.update(found)
    assert {name: int(root.get(name, "")) for name in COUNTS} == dict(total)
    assert total["tests"] == sum(len(item) for item in findings)


def test_a_suite_has_failures_if_and_only_if_its_school_fails() -> None:
    """A clause that says less than shall, or is waived, fails nobody here either."""
    findings = judged()
    failing = {item.school.id: item.complete == "fail" for item in findings}
    suites = {suite.get("name", "").split()[0]: int(suite.get("failures", ""))
              for suite in parsed(findings).iter("testsuite")}  # fmt: skip
    assert {school: bool(n) for school, n in suites.items()} == failing
    assert set(failing.values()) == {True, False}


def test_a_failure_has_the_law_and_the_arithmetic() -> None:
    """39000 ÷ 1200 = 32.5 is below 33, by the words of the eighth article."""
    failure = case(parsed(judged()), "A1", "campus-per-student").find("failure")
    assert failure is not None
    assert failure.get("type") == "shall"
    assert failure.get("message", "").endswith("32.5 / ≥ 33")
    assert LAW in str(failure.text)
    assert "39000 ㎡ ÷ 1200 生 = 32.5 ㎡/生" in str(failure.text)


@pytest.mark.parametrize(
    ("school", "clause", "said"),
    [
        ("A2", "student-teacher-ratio", "缺少数据 teachers"),
        ("A1", "teachers", "一般/原则上"),
        ("A3", "enrolment", "福建省教育厅 闽教职成〔2016〕1号"),
        ("A1", "campus-area", "不符合适用条件"),
    ],
)
def test_what_is_skipped_says_why(school: str, clause: str, said: str) -> None:
    """Unknown with what is needed, a lesser force, a waiver's authority, not applicable."""
    skipped = case(parsed(judged()), school, clause).find("skipped")
    assert skipped is not None
    assert said in skipped.get("message", "")


def test_hostile_names_come_back_letter_for_letter() -> None:
    """The document is well formed, and every name is what it was but for illegal characters."""
    names = [suite.get("name") for suite in parsed(hostile(), "both").iter("testsuite")]
    assert names == [*(f"H{n} {name}" for n, name in enumerate(HOSTILE)), "M 铃"]


def test_a_part_of_a_school_is_a_case_of_its_own() -> None:
    """A clause judged major by major has the major's name in brackets."""
    names = [one.get("name", "") for one in parsed(hostile()).iter("testcase")]
    assert f"midrank-per-major[{HOSTILE[0]}]" in names
