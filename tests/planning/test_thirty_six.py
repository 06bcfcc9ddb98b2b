"""From 36 schools to 22: the example workbook planned by the Fuzhou policy."""

from collections import Counter
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import compliance
from compliance.planning.plan import Plan
from compliance.planning.planner import plan
from compliance.planning.targets import counted

ROOT = Path(__file__).resolve().parents[2]
POLICY = "cn/fujian/fuzhou/consolidation-2016"
LISTED = {"市属": 9, "台江区": 1, "仓山区": 2, "福清市": 4, "连江县": 2, "高新区": 1}


@cache
def findings() -> compliance.Findings:
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    return compliance.check(compliance.read(ROOT / "docs/examples/fuzhou-36.xlsx"), rulebook)


@cache
def best(**options: object) -> Plan:
    return plan(findings(), POLICY, **options)


def test_thirty_six_less_fourteen_are_twenty_two() -> None:
    """Of the 19 listed, 14 end: 9-2 of the city, 1, 1, 4 and 1; by absorbed hosts it is not 22.

    合并2 of 福清市 counts the host that takes the other in: with 停办或转型3 it would be 5 of 4.
    """
    left = {"市属": 2, "台江区": 0, "仓山区": 1, "福清市": 0, "连江县": 1, "高新区": 1}
    ended = {district: LISTED[district] - left[district] for district in LISTED}
    assert sum(ended.values()) == 14
    assert 36 - sum(ended.values()) == 22
    assert LISTED["福清市"] - (2 + 3) < 0
    absorbed = {**left, "市属": 1}
    assert 17 + sum(absorbed.values()) == 21


def test_the_best_plan_comes_to_the_published_numbers_unasked() -> None:
    """22 survivors, all compliant, proven; each district as the scheme published it."""
    found = best()
    assert (len(found.survivors), found.failing, found.status) == (22, [], "optimal")
    assert all(level.proven for level in found.levels)
    actions: dict[str, Counter[str]] = {}
    for one in found:
        if one.action != "keep":
            district = one.advice.view.value("district")
            actions.setdefault(district, Counter())[one.action] += 1
    assert actions == {
        "市属": {"relocate": 1, "merge": 2, "convert": 6},
        "台江区": {"merge": 1},
        "仓山区": {"merge_relocate": 2},
        "福清市": {"merge": 1, "convert": 3},
        "连江县": {"merge_relocate": 2},
        "高新区": {"relocate": 1},
    }


def test_the_published_numbers_may_bind_and_change_nothing() -> None:
    """As constraints they are met by the same plan."""
    free, bound = best(), best(targets=True)
    assert {one.school: (one.action, one.into) for one in free} == {
        one.school: (one.action, one.into) for one in bound
    }


def test_each_way_to_count_the_merged_is_tried() -> None:
    """Only by participants are there 22; the others are refused, with the numbers in conflict."""
    planning = best().planning
    assert planning is not None
    ways = {tuple(way for _, way in one.ways): one for one in counted(planning)}
    assert {way for way, one in ways.items() if one.plan is not None} == {
        ("participants", "participants")
    }
    for city in ("participants", "absorbed"):
        conflict = ways[city, "absorbed"].conflict
        assert conflict == ("target 福清市 leave", "target 福清市 merged")
    assert "survivors" in ways["absorbed", "participants"].conflict


def test_the_engine_judges_every_survivor() -> None:
    """What the plan says of each is what the whole rulebook says of the school that results.

    文教 and 商贸: 1620 students on 45 亩 + 20330 m² + what is bought are 33 m² each, to the grain.
    """
    found = best()
    found.verify()
    one = found.survivors["FZ-0001"]
    assert one.members == ("FZ-0001", "FZ-0002")
    land = 45 * Fraction(2000, 3) + 20330 + one.bought["campus_area"]
    assert 0 <= land - 33 * 1620 < 1
    assert one.findings["campus-per-student"].verdict == "pass"
    assert one.findings["campus-per-student"].measured == land / 1620


@pytest.mark.parametrize("survivors", [21, 22, 23])
def test_a_number_of_survivors_may_be_asked_for(survivors: int) -> None:
    """So many survive, and the plan disturbs no fewer pupils than the best one."""
    found = best(survivors=survivors)
    assert len(found.survivors) == survivors
    assert found.levels[1].value >= best().levels[1].value


def test_what_cannot_be_names_the_rules_in_the_way() -> None:
    """Eighteen would take away a school that meets the standard, which no rule allows."""
    with pytest.raises(compliance.NoPlan) as caught:
        plan(findings(), POLICY, survivors=18)
    assert caught.value.code == "plan-conflict"
    assert {"survivors", "protect_compliant"} <= {*caught.value.rules}


def test_a_school_of_which_too_little_is_known_is_left_as_it_is() -> None:
    """With gaps, the two that cannot be judged are kept, merge with nobody and take nobody in."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    schools = compliance.read(ROOT / "docs/examples/fuzhou-36-gaps.xlsx")
    found = plan(compliance.check(schools, rulebook), POLICY)
    for school in ("FZ-0019", "FZ-0024"):
        assert (found[school].action, found[school].with_) == ("keep", ())
        assert found.survivors[school].members == (school,)


def test_nothing_is_decided_that_the_advice_does_not_allow() -> None:
    """Each action is one that a rule allows the school, or leaves it where it is."""
    for one in best():
        assert one.action in {"keep", "rectify", *one.advice.eligible}


def test_a_policy_that_says_nothing_of_regions_plans_none() -> None:
    """A policy without a section plan is an error that says so."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    judged = compliance.check({"name": "甲校"}, rulebook)
    with pytest.raises(compliance.PolicyError) as caught:
        plan(judged, "cn/moe/secondary-vocational-2010")
    assert caught.value.code == "plan-no-section"
