"""Mergers judged: as profiles written by hand, without contradiction, fast and slow alike."""

from collections import Counter
from functools import cache
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from merging import Profile, by_hand, spoilt, written

import compliance
from compliance.advice.mergers import Mergers, judge_merger
from compliance.checking.findings import SchoolFindings
from compliance.errors import FactsError, NotFound

SEEDS = st.randoms(use_true_random=False)
EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
FUZHOU, MOE = "cn/fujian/fuzhou/secondary-vocational-2016", "cn/moe/secondary-vocational-2010"
FEW = ["students", "teachers", "specialist_teachers", "general_teachers", "training_equipment"]
SUMS = (*FEW, "senior_teachers", "dual_qualified_teachers", "part_time_teachers", "campus_area",
        "floor_area", "books", "teacher_seats", "student_seats")  # fmt: skip
GREATEST = ("track_length", "periodicals")
LIMITS = {"students": 1500, "training_equipment": 4 * 10**6, "campus_area": 50000,
          "floor_area": 30000, "books": 50000}  # fmt: skip
PART_OF = {
    "specialist_teachers": "teachers",
    "general_teachers": "teachers",
    "senior_teachers": "teachers",
    "dual_qualified_teachers": "specialist_teachers",
}
"""Each counts some of those whom the other counts all of."""
GROUPS = ("engineering", "medical", "other")


@cache
def rulebook(standard: str) -> compliance.Rulebook:
    return compliance.load(standard)


def exact(random: Random) -> Profile:
    """A school of secondary vocational education near the limits, some figures missing."""
    limits = {name: LIMITS.get(name, 120) for name in (*SUMS, *GREATEST)}
    profile: Profile = {}
    for name, most in limits.items():
        whole = profile.get(PART_OF.get(name, ""), most)
        profile[name] = random.randint(whole // 4, whole)
    profile = {name: value for name, value in profile.items() if random.random() < 0.95}
    names = random.sample(["数控", "护理", "会计", None], random.randint(0, 4))
    if random.random() < 0.9:
        profile["majors"] = [major(random, name) for name in names]
    return profile


def major(random: Random, name: str | None) -> Profile:
    students = random.randint(0, 200)
    return {"name": name, "group": random.choice(GROUPS), "students": students,
            "equipment": students * random.randint(2000, 4000)}  # fmt: skip


def rough(random: Random, profile: Profile) -> Profile:
    """The same school, of which some figures and groups are written roughly or not at all."""
    found = {name: value if name == "majors" else written(random, value)
             for name, value in profile.items()}  # fmt: skip
    if "majors" in profile:
        found["majors"] = [
            {**one, "group": random.choice([one["group"], None]),
             "students": written(random, one["students"])}
            for one in profile["majors"]
        ]  # fmt: skip
    return found


def check(profiles: list[Profile], standard: str) -> compliance.Findings:
    named = [{"id": chr(97 + n), **profile} for n, profile in enumerate(profiles)]
    return compliance.check(named, rulebook(standard))


def codes(findings: SchoolFindings) -> Counter[Any]:
    return Counter((found.clause, found.code, found.measured) for found in findings)


def verdicts(findings: SchoolFindings) -> dict[str, str]:
    """The verdict of each clause, the worst where it is judged by parts."""
    return {found.clause: findings[found.clause].verdict for found in findings}


@pytest.mark.parametrize("standard", [FUZHOU, MOE])
@settings(max_examples=150, deadline=None)
@given(random=SEEDS)
def test_merger_is_judged_as_a_profile_with_the_sums(standard: str, random: Random) -> None:
    """Every clause rules as on one profile in which the sums, and what is missing, are written."""
    profiles = [exact(random) for _ in range(random.randint(1, 3))]
    found = judge_merger(check(profiles, standard), [chr(97 + n) for n in range(len(profiles))])
    alone = check([by_hand(profiles, SUMS, GREATEST)], standard)["a"]
    assert codes(found) == codes(alone)
    assert (found.outcome, found.complete) == (alone.outcome, alone.complete)


@settings(max_examples=200, deadline=None)
@given(SEEDS)
def test_verdict_of_rough_figures_is_that_of_the_true_ones(random: Random) -> None:
    """What is decided though members write roughly, or not at all, holds of what is the case."""
    true = [{**exact(random), "planned_campus_area": random.randint(1, 60000)} for _ in range(2)]
    said = [rough(random, profile) for profile in true]
    said[0]["planned_campus_area"] = true[0]["planned_campus_area"]
    becomes = {"new_build": True}
    certain = verdicts(judge_merger(check(said, FUZHOU), ["a", "b"], becomes=becomes))
    actual = verdicts(judge_merger(check(true, FUZHOU), ["a", "b"], becomes=becomes))
    decided = {clause for clause, verdict in certain.items() if verdict in ("pass", "fail")}
    assert {clause: certain[clause] for clause in decided} == {
        clause: actual[clause] for clause in decided
    }


def test_plan_of_one_member_is_not_forgotten() -> None:
    """60亩 planned by one passes though the other says nothing; 59.9亩 leaves it unknown."""
    for planned, verdict in (("60亩", "pass"), ("59.9亩", "unknown")):
        findings = check([{"planned_campus_area": planned, "campus_area": "5亩"},
                          {"campus_area": "80亩"}], FUZHOU)  # fmt: skip
        found = judge_merger(findings, ["b", "a"], becomes={"new_build": True})["campus-area"]
        assert (found.verdict, found.reason) == (
            verdict, "" if verdict == "pass" else "approximate_fact"
        )  # fmt: skip


def test_contradiction_in_one_member_leaves_the_whole_unknown() -> None:
    """A clause that reads what one member contradicts is unknown, whatever the others report."""
    findings = check([{"students": 5000, "teachers": 300}, {"学生": 300, "在校生数": 301,
                                                            "teachers": 70}], FUZHOU)  # fmt: skip
    found = judge_merger(findings, ["a", "b"])
    assert (found["enrolment"].reason, found["enrolment"].needs) == (
        "conflicting_facts", ("students",)
    )  # fmt: skip
    assert found["student-teacher-ratio"].verdict == "unknown"
    assert found["teachers"].verdict == "pass"


def test_printed_ratios_are_never_those_of_the_whole() -> None:
    """Two schools that only print 师生比 1:20 have as one no ratio that anybody knows."""
    findings = check([{"师生比": "1:20"}, {"师生比": "1:20"}], FUZHOU)
    assert findings["a"]["student-teacher-ratio"].verdict == "pass"
    found = judge_merger(findings, ["a", "b"])["student-teacher-ratio"]
    assert (found.verdict, found.needs) == ("unknown", ("teachers", "students"))


def test_derived_facts_are_reckoned_anew() -> None:
    """The share that two colleges reach together is that of their sums, not of either."""
    standard = "cn/jiangxi/higher-vocational-scores"
    findings = check(
        [
            {"specialist_teachers": 100, "dual_qualified_teachers": 90},
            {"specialist_teachers": 100, "dual_qualified_teachers": 0},
        ],
        standard,
    )
    sums = check([{"specialist_teachers": 200, "dual_qualified_teachers": 90}], standard)["a"]
    assert codes(judge_merger(findings, ["a", "b"])) == codes(sums)


def test_quick_outcome_reckons_derived_facts() -> None:
    """300 and 340 pupils need a quarter of 640 in staff, 160; 80 and 79 are one too few."""
    college = {"level": "secondary_vocational", "subject_group": "engineering", "teachers": 40}
    one = {**college, "students": 300, "staff": 80}
    for staff, outcome in ((80, "pass"), (79, "fail")):
        other = {**college, "students": 340, "staff": staff}
        mergers = Mergers(check([one, other], "cn/moe/staffing-1985"))
        assert mergers.outcome(["a", "b"]) == outcome


@pytest.mark.parametrize(("score", "verdict"), [(85, "pass"), (84, "fail")])
def test_clauses_on_schools_together_see_the_others_only(score: int, verdict: str) -> None:
    """The highest score is that of schools that do not merge, 85, and no more a member's 95."""
    findings = check([{"safety_raw": 95}, {"safety_raw": 80}, {"safety_raw": 85}],
                     "cn/jiangxi/higher-vocational-scores")  # fmt: skip
    found = judge_merger(findings, ["a", "b"], becomes={"safety_raw": score})
    assert found["campus-safety-score"].verdict == verdict


def test_what_becomes_of_the_whole_is_read_like_a_profile() -> None:
    """Names and printed labels, values with units, and None for what is no longer known."""
    findings = check([{"students": 700, "campus_area": "40亩"},
                      {"students": 600, "campus_area": "很多"}], FUZHOU)  # fmt: skip
    stays = judge_merger(findings, ["a", "b"])
    moves = judge_merger(findings, ["a", "b"], becomes={"占地面积": "64.35亩", "新建学校": "是"})
    closes = judge_merger(findings, ["a", "b"], becomes={"students": None})
    assert stays["campus-per-student"].verdict == "unknown"
    assert moves["campus-per-student"].verdict == "pass"  # 42900 m² for 1300 students
    assert moves["campus-area"].verdict == "pass"
    assert (stays["enrolment"].verdict, closes["enrolment"].verdict) == ("pass", "unknown")


def test_part_that_would_exceed_its_whole_contradicts_it() -> None:
    """30 specialists among 20 teachers cannot be, though each figure alone could."""
    findings = check([{"teachers": 70, "specialist_teachers": 30}], FUZHOU)
    found = judge_merger(findings, ["a"], becomes={"teachers": 20})
    assert found["specialist-share"].reason == "conflicting_facts"
    assert [issue.code for issue in found.school.issues] == ["part-exceeds-whole"]


@pytest.mark.parametrize("becomes", [{"no_such_fact": 1}, {"students": "很多"}])
def test_what_is_not_understood_is_refused(becomes: dict[str, object]) -> None:
    """A change that nobody can read is an error, and never a merger without it."""
    with pytest.raises(FactsError):
        judge_merger(check([{}], FUZHOU), ["a"], becomes=becomes)


def test_members_are_schools_of_the_findings() -> None:
    """By id, or by a name that only one has; each once; and the host is one of them."""
    findings = check([{"name": "甲校"}, {"name": "乙校"}, {"name": "乙校"}], FUZHOU)
    mergers = Mergers(findings)
    assert mergers.findings(["甲校", "c"], host="c").school.name == "乙校"
    for members, host in ((["d"], None), (["乙校"], None), (["a"], "b")):
        with pytest.raises(NotFound):
            mergers.outcome(members, host)
    for members in ([], ["a", "甲校"]):
        with pytest.raises(FactsError):
            mergers.outcome(members)


def test_schools_of_a_dataframe_merge() -> None:
    """What was judged by whole columns merges as what was judged school by school."""
    columns = {"学校名称": ["甲校", "乙校"], "学生数": [700, 600], "占地面积（亩）": [40.0, 24.35]}
    findings = compliance.check(pl.DataFrame(columns), rulebook(FUZHOU), engine="columns")
    found = Mergers(findings).findings(["乙校", "甲校"])
    assert found["campus-per-student"].measured == 33  # 64.35亩 are 42900 m² for 1300 pupils
    assert found["enrolment"].verdict == "pass"


def test_waivers_do_not_carry_over() -> None:
    """A waiver was granted to the host as it is; the merged school fails what it fails."""
    said = dict.fromkeys(("reason", "authority", "document"), "教育局")
    days = {"from": "2016-01-01", "to": "2019-12-31"}
    waivers = [{"school": "a", "clause": "enrolment", **said, **days}]
    schools = [{"id": "a", "students": 5}, {"id": "b", "students": 5}]
    findings = compliance.check(schools, rulebook(FUZHOU), waivers=waivers)
    assert findings["a"]["enrolment"].outcome == "waived"
    assert judge_merger(findings, ["a", "b"])["enrolment"].outcome == "fail"


@pytest.mark.parametrize("book", ["fuzhou-36.xlsx", "fuzhou-36-gaps.xlsx"])
def test_quick_outcome_of_every_pair_of_the_example(book: str) -> None:
    """Each of the 630 pairs has the outcome that its findings roll up to."""
    mergers = Mergers(compliance.check(compliance.read(EXAMPLES / book), rulebook(FUZHOU)))
    pairs = list(combinations([f"FZ-{n:04}" for n in range(1, 37)], 2))
    outcomes = {pair: mergers.outcome(pair) for pair in pairs}
    assert outcomes == {pair: mergers.findings(pair).outcome for pair in pairs}
    assert len(outcomes) == 630


@pytest.mark.parametrize("standard", [
    FUZHOU, MOE, "cn/moe/secondary-vocational-2001", "cn/moe/conditions-2022",
    "cn/shanxi/secondary-vocational", "cn/jiangxi/higher-vocational-scores",
])  # fmt: skip
@settings(max_examples=100, deadline=None)
@given(random=SEEDS)
def test_quick_outcome_is_that_of_all_findings(standard: str, random: Random) -> None:
    """Whatever is missing, rough, contradicted or out of scope: both ways give one outcome."""
    profiles = [rough(random, exact(random)) for _ in range(random.randint(1, 3))]
    levels = [None, None, "中职", "小学"]
    for profile in profiles:
        profile["level"] = random.choice(levels)
        profile["planned_campus_area"] = random.choice(["60亩", None])
        profile["district"] = random.choice(["鼓楼区", None])
    if random.random() < 0.3:
        profiles[0] = spoilt(random, profiles[0], random.choice(FEW[:2]), "在校生数")
    mergers = Mergers(check(profiles, standard))
    ids = [chr(97 + n) for n in range(len(profiles))]
    host = random.choice([None, *ids])
    assert mergers.outcome(ids, host) == mergers.findings(ids, host).outcome
