"""A plan on the calendar, and under the facts of another year."""

import datetime as dt
from functools import cache
from pathlib import Path
from typing import Any

import county
import pytest
from hypothesis import given
from hypothesis import strategies as st

import compliance
from compliance.errors import ComplianceError, FactsError, NotFound
from compliance.planning.phases import Phases, Step, phases
from compliance.planning.plan import Plan
from compliance.planning.scenarios import scenario, under

ROOT = Path(__file__).resolve().parents[2]
LEADS = "  lead_times: {rectify: 18 months, merge: 1 year, ground: 假设}\n"
CLOSE = """\
- {id: close, priority: 20, cite: 四, text: 在校生不足100人的学校停办, evidence: S,
   note: {zh: 原文没有不停办的学校, en: The text names no school that is never closed.},
   when: {fails: [enrolment]}, then: {action: close},
   examples: [{given: {name: 甲校, students: 99, campus_area: 5000}, expect: close}]}
"""


def _planned(
    folder: Path, *, policy: str = county.POLICY, schools: list[dict[str, Any]] = county.SCHOOLS
) -> Plan:
    standard, path = county.files(folder)
    Path(path).write_text(policy, "utf-8")
    findings = compliance.check(schools, compliance.load(standard, "2025-06-30"))
    return compliance.plan(findings, path)


@cache
def _county() -> tuple[Plan, compliance.Rulebook]:
    from tempfile import TemporaryDirectory  # noqa: PLC0415 - hypothesis shares no fixture

    with TemporaryDirectory() as folder:
        made = _planned(Path(folder))
    return made, made.findings.rulebook


def test_what_is_bought_and_who_joins_begin_the_month_after_the_findings(tmp_path: Path) -> None:
    """C buys 400 m² for 60 000 元 and A joins B that needs nothing, both in half a year."""
    found = phases(_planned(tmp_path))
    first, last = dt.date(2025, 7, 1), dt.date(2025, 12, 31)
    assert found.steps == (
        Step("A", "merge", "B", first, last), Step("C", "rectify", "", first, last, 60_000),
    )  # fmt: skip
    assert (found.years, found.ends, found.late) == ({2025: 60_000}, None, ())


def test_who_joins_comes_once_the_land_is_bought_and_late_if_that_takes_long(
    tmp_path: Path,
) -> None:
    """B has 6000 m² for 300 and gets 60 pupils with 600 m²: it buys 600 for 90 000 元 in 18 months.

    Half of the 150 000 元 of B and C falls due in the two half years of 2026 and a third in 2025:
    50 000 each half year. The policy ends before A has joined.
    """
    schools = [dict(school) for school in county.SCHOOLS]
    schools[0]["campus_area"], schools[1]["campus_area"] = 600, 6000
    ending = county.POLICY.replace("{from: 2024-01-01}", "{from: 2024-01-01, to: 2027-06-30}")
    found = phases(_planned(tmp_path, policy=ending + LEADS, schools=schools))
    first, last = dt.date(2025, 7, 1), dt.date(2026, 12, 31)
    joins = Step("A", "merge", "B", dt.date(2027, 1, 1), dt.date(2027, 12, 31))
    assert found.steps == (
        Step("B", "rectify", "", first, last, 90_000),
        Step("C", "rectify", "", first, last, 60_000),
        joins,
    )
    assert found.years == {2025: 50_000, 2026: 100_000}
    assert found.late == (joins,)
    assert any("逾期" in line for line in found.lines("zh"))


def test_the_next_step_waits_for_the_first_day_of_a_period(tmp_path: Path) -> None:
    """Seven months from July end in January; the half year after that begins in July."""
    schools = [dict(school) for school in county.SCHOOLS]
    schools[0]["campus_area"], schools[1]["campus_area"] = 600, 6000
    lead = LEADS.replace("18 months", "7 months") + "  calendar: {start: 2016-07, months: 6}\n"
    steps = phases(_planned(tmp_path, policy=county.POLICY + lead, schools=schools)).steps
    assert [(one.school, one.first, one.last) for one in steps] == [
        ("B", dt.date(2016, 7, 1), dt.date(2017, 1, 31)),
        ("C", dt.date(2016, 7, 1), dt.date(2017, 1, 31)),
        ("A", dt.date(2017, 7, 1), dt.date(2018, 6, 30)),
    ]


def test_a_school_closes_once_there_is_room_for_its_pupils(tmp_path: Path) -> None:
    """D's 80 go to C, which buys 2000 m² before; D is taught out for three years."""
    policy = county.POLICY.replace("plan:\n", CLOSE + "plan:\n")
    found = phases(_planned(tmp_path, policy=policy), "2025-09")
    steps = {one.school: one for one in found.steps}
    assert steps["C"].cost == 2000 * 150
    assert steps["C"].last == dt.date(2026, 2, 28)
    assert (steps["D"].action, steps["D"].first) == ("close", dt.date(2026, 3, 1))
    assert steps["D"].last == dt.date(2029, 2, 28)


def test_money_is_paid_evenly_and_what_does_not_divide_first(tmp_path: Path) -> None:
    """1000 元 in three half years from July 2016: 334, then 333 and 333."""
    first, last = dt.date(2016, 7, 1), dt.date(2017, 12, 31)
    step = Step("A", "relocate", "", first, last, 1000)
    found = Phases(_planned(tmp_path), first, 6, None, (step,))
    assert found.years == {2016: 334, 2017: 666}


@pytest.mark.parametrize("start", ["2016", "2016-13", "16-07", "2016-7", "0000-07"])
def test_a_start_that_is_no_month_is_an_error(start: str) -> None:
    """Only a year of four digits and a month of two are read."""
    with pytest.raises(ComplianceError, match="plan-start"):
        phases(_county()[0], start)


def test_the_example_on_the_calendar() -> None:
    """Every yuan is paid once; who joins comes after the building; who converts is taught out."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    schools = compliance.read(ROOT / "docs/examples/fuzhou-36.xlsx")
    findings = compliance.check(schools, rulebook)
    planned = compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016")
    found = phases(planned, "2016-07")
    assert sum(found.years.values()) == planned.cost > 0
    built = {s.school: s.last for s in found.steps if s.action in ("relocate", "rectify")}
    assert set(built) == {s.id for s in planned.survivors.values() if s.cost}
    for step in found.steps:
        assert step.first >= dt.date(2016, 7, 1)
        assert step.first.day == 1
        if step.action == "merge":
            assert step.into == planned[step.school].into
            assert step.first > built.get(step.into, dt.date(2016, 6, 30))
        if step.action == "convert":
            assert (step.first, step.last) == (dt.date(2016, 7, 1), dt.date(2019, 6, 30))
            assert step in found.late
    joined = {one.school for one in planned if one.into not in ("", one.school)}
    assert joined == {step.school for step in found.steps if step.action == "merge"}
    assert {s for s in found.steps if s.last > dt.date(2018, 12, 31)} == set(found.late)


@given(first=st.integers(1, 900), third=st.integers(1, 400))
def test_a_plan_holds_as_long_as_its_figures_do(first: int, third: int) -> None:
    """A and B have 10 500 m² together, C has bought 400 to 2000; 100 pupils and 20 m² are asked.

    D fails enrolment by the plan already, and E is not known.
    """
    planned, rulebook = _county()
    schools = [dict(school) for school in county.SCHOOLS]
    schools[1]["students"], schools[2]["students"] = first, third
    found = scenario(planned, compliance.check(schools, rulebook))
    expected = {
        "B": _missed(60 + first, 10_500),
        "C": _missed(third, 2400),
    }
    fails = {school: {f.clause for f in failed} for school, failed in found.fails.items()}
    assert fails == {school: clauses for school, clauses in expected.items() if clauses}
    assert found.holds == (not any(expected.values()))


def _missed(pupils: int, land: int) -> set[str]:
    missed = {"enrolment"} if pupils < 100 else set()
    return missed | ({"campus-per-student"} if land < 20 * pupils else set())


def test_what_is_not_known_of_the_other_year_stays_unknown() -> None:
    """Without C's pupils both of its clauses are unknown, and the plan does not hold."""
    planned, rulebook = _county()
    schools = [dict(school) for school in county.SCHOOLS]
    del schools[2]["students"]
    found = scenario(planned, compliance.check(schools, rulebook))
    assert found.fails == {}
    assert {f.clause for f in found.unknown["C"]} == {"enrolment", "campus-per-student"}
    assert not found.holds


def test_by_its_own_facts_a_plan_comes_to_what_it_says() -> None:
    """The survivors under the findings of the plan are judged as the plan judged them."""
    planned, _ = _county()
    again = planned.under(planned.findings)
    for school, item in again.items():
        own = planned.survivors[school].findings
        assert [(f.clause, f.verdict, f.measured) for f in item] == [
            (f.clause, f.verdict, f.measured) for f in own]  # fmt: skip


def test_findings_of_other_schools_or_standards_are_refused() -> None:
    """Every member of the plan must be among them, judged by the same standard."""
    planned, rulebook = _county()
    with pytest.raises(NotFound):
        under(planned, compliance.check(county.SCHOOLS[1:], rulebook))
    other = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    with pytest.raises(FactsError, match="history-standards"):
        under(planned, compliance.check(county.SCHOOLS, other))
