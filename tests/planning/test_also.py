"""A plan that must hold by the facts of next year as well."""

from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest

import compliance
from compliance.errors import FactsError
from compliance.intake.school import Reported

ROOT = Path(__file__).resolve().parents[2]
POLICY = "cn/fujian/fuzhou/consolidation-2016"
GROWN = {"FZ-0001": 1050, "FZ-0003": 1300}
"""Students of next year: this year 980 and 1210."""
ALONE = {
    "name": "甲校", "owner": "公办", "kind": "普通", "students": 1300, "占地": "70亩",
    "teachers": 90, "specialist_teachers": 45, "general_teachers": 45, "floor_area": 45000,
    "training_equipment": "800万元", "new_build": False,
    "majors": [{"group": "other", "students": 1300, "equipment": "800万元"}],
}  # fmt: skip


@cache
def rulebook() -> compliance.Rulebook:
    return compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")


@cache
def schools() -> compliance.Schools:
    return compliance.read(ROOT / "docs/examples/fuzhou-36.xlsx")


@cache
def planned() -> compliance.Plan:
    return compliance.plan(compliance.check(schools(), rulebook()), POLICY, also=next_year(GROWN))


def next_year(students: dict[str, int]) -> compliance.Findings:
    items = []
    for school in schools().items:
        facts = dict(school.facts)
        if school.id in students:
            facts["students"] = Reported((students[school.id], 1), str(students[school.id]), "")
        items.append(replace(school, facts=facts))
    return compliance.check(replace(schools(), items=tuple(items)), rulebook())


def test_what_is_bought_suffices_next_year_as_well() -> None:
    """文教 and 商贸 are 1690 next year: 33 m² each are 55770 of land, 2310 more than this year."""
    found, now = planned(), compliance.plan(compliance.check(schools(), rulebook()), POLICY)
    found.verify()
    bought = [one.survivors["FZ-0001"].bought["campus_area"] for one in (now, found)]
    assert bought[1] - bought[0] == (1690 - 1620) * 33
    later = found.also(found.survivors["FZ-0001"])
    assert later is not None
    assert later["campus-per-student"].verdict == "pass"


def test_a_new_campus_is_built_for_next_year() -> None:
    """艺术学校 has 1300 next year: 33 m² and 20 m² each, more than 60 亩 and 24 200 m²."""
    bought = planned().survivors["FZ-0003"].bought
    assert dict(bought) == {"campus_area": 1300 * 33, "floor_area": 1300 * 20}


def test_what_cannot_be_mended_is_conceded() -> None:
    """A school alone that passes, and next year has 1100 students, is said to fail enrolment."""
    now = compliance.check(ALONE, rulebook())
    fewer = compliance.check(ALONE | {"students": 1100}, rulebook())
    found = compliance.plan(now, POLICY, also=fewer)
    one = found.survivors["甲校"]
    assert (one.findings.outcome, one.conceded) == ("pass", ("enrolment",))
    assert found["甲校"].action == "rectify"


def test_another_standard_is_no_other_year() -> None:
    """Facts judged by another standard are refused."""
    other = compliance.check(schools(), compliance.load("cn/moe/secondary-vocational-2010"))
    with pytest.raises(FactsError, match="history-standards"):
        compliance.plan(compliance.check(schools(), rulebook()), POLICY, also=other)


def test_every_school_must_be_known_next_year() -> None:
    """A school of which the other facts say nothing is named."""
    less = compliance.check(replace(schools(), items=schools().items[1:]), rulebook())
    with pytest.raises(FactsError, match="FZ-0001"):
        compliance.plan(compliance.check(schools(), rulebook()), POLICY, also=less)
