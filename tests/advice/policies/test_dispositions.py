"""What the shipped policies hang on an advice: sanctions, quotas and times, day by day."""

from typing import Any

import pytest

import compliance
from compliance.advice.advice import SchoolAdvice

Told = dict[str, Any]
COLLEGES = "cn/moe/higher-education-2004"
NATIONAL = "cn/moe/secondary-vocational-2010"
UNIVERSITY: Told = {
    "name": "甲校", "level": "undergraduate", "he_category": "comprehensive", "graduates": 2500,
    "students_converted": 10000, "students": 10000, "teachers": 1000, "part_time_teachers": 0,
    "graduate_degree_teachers": 300, "teaching_admin_area": 140000, "equipment": "5000万元",
    "books": 1000000, "past_cards": [],
}  # fmt: skip
"""A made-up university at the qualified line of every indicator."""
ROOMS, EQUIPMENT = {"teaching_admin_area": 79999}, {"equipment": 29999999}
"""Below 8 m² and below 3000 元 a student: the two restricted lines that were seen."""
YELLOWS = {"past_cards": [{"year": 2005, "card": "yellow"}, {"year": 2004, "card": "yellow"}]}


def advised(school: Told, policy: str, on: str, standard: str = "") -> SchoolAdvice:
    """What a policy suggests for one school on a day."""
    rulebook = compliance.load(standard or policy, on=on)
    return compliance.advise(compliance.check(school, rulebook), policy, engine="builtin").items[0]


def hung(one: SchoolAdvice) -> list[str]:
    """Sanctions, quotas and times, in words."""
    return [n.text.zh for n in one.needs if n.kind in ("sanction", "quota", "within")]


RESTRICTED = ["限制招生", "招生不超过当年毕业生数：2500 人"]
SUSPENDED = ["暂停招生"]


@pytest.mark.parametrize(
    ("missed", "rule", "said"),
    [
        ({}, "", []),
        (ROOMS, "yellow", RESTRICTED),
        (EQUIPMENT, "yellow", RESTRICTED),
        (ROOMS | EQUIPMENT, "red", SUSPENDED),
        (ROOMS | YELLOWS, "third-yellow", SUSPENDED),
        (ROOMS | {"past_cards": YELLOWS["past_cards"][:1]}, "yellow", RESTRICTED),
        (YELLOWS, "", []),
        ({"books": 999999}, "", []),
        ({"teachers": 500}, "", []),
        (ROOMS | {"books": 999999}, "yellow", RESTRICTED),
        ({"teaching_admin_area": 80000}, "", []),
        (ROOMS | {"he_category": "engineering"}, "", []),
    ],
)
def test_the_ladder_of_cards(missed: Told, rule: str, said: list[str]) -> None:
    """One below the restricted line is yellow, two are red, so is the third yellow in a row.

    Books, ratio and other categories have no restricted line that was seen: nothing follows.
    """
    found = advised(UNIVERSITY | missed, COLLEGES, "2006-06-30")
    assert (found.rule, hung(found)) == (rule, said)


@pytest.mark.parametrize(
    ("word", "on", "rule", "said"),
    [
        ("达标", "2023-01-01", "", []),
        ("基本达标", "2021-06-30", "nearly", ["期限：1 年"]),
        ("基本达标", "2023-01-01", "nearly", ["期限：1 年"]),
        ("不达标", "2022-12-30", "", []),
        ("不达标", "2022-12-31", "loses-enrolment", SUSPENDED),
    ],
)
def test_shaanxi_takes_the_right_to_enrol_at_the_end_of_2022(
    word: str, on: str, rule: str, said: list[str]
) -> None:
    """基本达标 has a year; 不达标 loses its right to enrol on the last day of 2022, not before."""
    found = advised({"name": "甲校", "结论": word}, "cn/shaanxi/conditions-2020-school", on)
    assert (found.rule, hung(found)) == (rule, said)
    assert found.action == ("keep" if word == "达标" else "rectify")


def test_shaanxi_gives_two_years() -> None:
    """限期2年整改; by law of 2014, and by no law on the day before it was reported."""
    policy = "cn/shaanxi/secondary-vocational-2014"
    small = {"name": "甲校", "students": 1199}
    assert hung(advised(small, policy, "2014-05-04", NATIONAL)) == ["期限：2 年"]
    assert hung(advised(small, policy, "2013-12-31", NATIONAL)) == []


def test_guangdong_lets_no_school_below_the_standard_enrol_by_itself() -> None:
    """不得单独设置、招生, where no school of the city can take it into a group."""
    found = advised(
        {"name": "甲校", "city": "茂名市", "kind": "general", "location": "city", "students": 1199},
        "cn/guangdong/layout-2019-school", "2022-06-30",
    )  # fmt: skip
    assert (found.action, found.rule, hung(found)) == ("rectify", "not-by-itself", SUSPENDED)


def test_what_arts_schools_may_be_small_by_is_not_held_against_them() -> None:
    """体育、艺术、特殊教育除外: a general county school may become a branch, an arts school not."""
    policy = "cn/guangdong/layout-2019-school"
    school = {"name": "甲校", "city": "茂名市", "location": "county", "students": 100,
              "招生数": 30, "教师进修学校": "否", "并入高校": "否"}  # fmt: skip
    found = [advised(school | {"kind": kind}, policy, "2022-06-30") for kind in ("general", "arts")]
    assert [one.action for one in found] == ["downgrade", "review"]


@pytest.mark.parametrize(
    ("years", "rule", "said"),
    [
        ({"red_card_years": 3}, "revoke", []),
        ({"yellow_card_years": 3}, "stop-intake", SUSPENDED),
        ({"red_card_years": 2, "yellow_card_years": 2}, "", []),
    ],
)
def test_adult_institutions_lose_their_charter_after_three_red_years(
    years: Told, rule: str, said: list[str]
) -> None:
    """3年红牌原则上撤销建制, 3年黄牌原则上停止招生; two years of either bring neither."""
    school = {"name": "甲校", "adult_institution": True, **years}
    found = advised(school, "cn/moe/adult-higher-education-2007", "2010-12-31")
    assert (found.rule, hung(found)) == (rule, said)
    assert found.move is None or found.move.force == "normally"


def test_severe_is_no_number_that_nobody_wrote() -> None:
    """各项指标严重不达标: eight of nine do not end a school, nor do nine that nobody judged."""
    hopeless = {
        "name": "甲校", "district": "甲县", "kind": "general", "remote": False,
        "attached_class": False, "year_built": 1990, "students": 300, "campus_area": 9000,
        "floor_area": 5000, "teachers": 14, "equipment": "60万元", "books": 8000,
        "办学质量差": "是", "社会不认可": "是",
    }  # fmt: skip
    policy, on = "cn/moe/conditions-2022", "2024-06-30"
    assert advised(hopeless, policy, on).action == "close"
    for mended in ({"teachers": 60}, {"campus_area": "60亩"}, {"books": 9000}, {"社会不认可": "否"},
                   {"办学质量差": ""}, {"equipment": None}):  # fmt: skip
        assert advised(hopeless | mended, policy, on).action == "rectify", mended
