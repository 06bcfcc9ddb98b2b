"""Mergers of the example workbook, worked by hand with exact fractions."""

from fractions import Fraction
from pathlib import Path

import pytest

import compliance
from compliance.advice.mergers import Mergers

WORKBOOK = Path(__file__).resolve().parents[3] / "docs" / "examples" / "fuzhou-36.xlsx"
FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"


@pytest.fixture(scope="module")
def mergers() -> Mergers:
    return Mergers(compliance.check(compliance.read(WORKBOOK), compliance.load(FUZHOU)))


def test_lianjiang_and_qingzhi(mergers: Mergers) -> None:
    """连江职专 and 青芝成专 as one lack land alone: 58 and 11亩 are 46000 m² for 1420 pupils."""
    found = mergers.findings(["FZ-0017", "FZ-0018"])
    expected = {
        "enrolment": ("pass", Fraction(1180 + 240)),
        "teachers": ("pass", Fraction(60 + 15)),
        "student-teacher-ratio": ("pass", Fraction(75, 1420)),  # 1:18.9, and 1:25 is enough
        "specialist-share": ("pass", Fraction(30 + 8, 75)),
        "specialist-general-balance": ("pass", Fraction(38, 30 + 7)),
        "campus-per-student": ("fail", Fraction((58 + 11) * 2000, 3 * 1420)),
        "floor-per-student": ("pass", Fraction(24100 + 4300, 1420)),  # 20 m² a pupil to the dot
        "training-equipment": ("pass", Fraction(361 + 36) * 10_000),
    }
    assert {name: (found[name].verdict, found[name].measured) for name in expected} == expected
    assert found["campus-per-student"].shortfall == Fraction(33 * 1420 - 46000, 1420)
    assert found["floor-per-student"].measured == 20
    assert found.outcome == mergers.outcome(["FZ-0017", "FZ-0018"]) == "fail"


def test_lianjiang_and_qingzhi_by_groups_of_majors(mergers: Mergers) -> None:
    """Both have totals of two groups: 146.32 and 29.76万元 for 472 and 96 pupils, and so on."""
    found = mergers.findings(["FZ-0018", "FZ-0017"])
    groups = {one.part.name: one.measured for one in found if one.clause == "equipment-per-student"}
    assert groups == {
        "工科类专业": Fraction(1_463_200 + 297_600, 472 + 96),
        "其他专业": Fraction(1_840_800 + 374_400, 708 + 144),
    }
    assert found["equipment-per-student"].verdict == "pass"  # 3100 and 2600元 a pupil


def test_lianjiang_and_qingzhi_on_a_new_campus(mergers: Mergers) -> None:
    """1420 pupils need 46860 m², which is 70.29亩: one hundredth less of one 亩 fails."""
    for acres, verdict in (("70.29亩", "pass"), ("70.28亩", "fail")):
        becomes = {"new_build": True, "campus_area": acres}
        found = mergers.findings(["FZ-0017", "FZ-0018"], becomes=becomes)
        assert found.outcome == verdict
        assert found["campus-area"].verdict == "pass"  # new schools need 60亩, this has more


def test_old_schools_make_no_new_build_and_one_new_build_does(mergers: Mergers) -> None:
    """With 达标学校12, newly built on 140亩, any school is newly built on 140亩 or more."""
    old = mergers.findings(["FZ-0017", "FZ-0018"])["campus-area"]
    new = mergers.findings(["FZ-0017", "FZ-0031"])["campus-area"]
    assert (old.verdict, old.reason) == ("not_applicable", "condition_false")
    assert (new.verdict, new.measured) == ("pass", None)
    assert new.school.facts["planned_campus_area"].bounds.low == Fraction(140 * 2000, 3)


def test_greater_of_two_plans(mergers: Mergers) -> None:
    """达标学校12 plans 140亩 and 4.5万m², 达标学校15 60亩 and 24000 m²: one campus is built."""
    found = mergers.findings(["FZ-0031", "FZ-0034"], becomes={"new_build": True})
    assert found["campus-area"].measured == Fraction(140 * 2000, 3)
    assert found["floor-area"].measured == 45000
    assert found["campus-per-student"].measured == (
        Fraction(2000, 3) * (Fraction("111.1825") + Fraction("125.305")) / (2135 + 2405)
    )


def test_three_small_schools(mergers: Mergers) -> None:
    """412, 355 and 528 pupils are 1295, enough; 23, 19 and 27 teachers are 69, one for 18.8."""
    found = mergers.findings(["FZ-0006", "FZ-0007", "FZ-0008"], host="FZ-0008")
    assert (found["enrolment"].verdict, found["teachers"].verdict) == ("pass", "pass")
    assert found["student-teacher-ratio"].measured == Fraction(69, 1295)
    assert found["training-equipment"].shortfall == 3_600_000 - (640_000 + 512_000 + 730_000)
    assert found.school.id == "FZ-0008"


def test_origin_of_a_sum_is_told(mergers: Mergers) -> None:
    """What a merged fact was made of, and in which cells it stood."""
    found = mergers.findings(["FZ-0017", "FZ-0018"]).school.facts["students"]
    assert found.given == "1180 + 240"
    assert [cell.rpartition("!")[2] for cell in found.cell.split(" + ")] == ["I20", "I21"]
