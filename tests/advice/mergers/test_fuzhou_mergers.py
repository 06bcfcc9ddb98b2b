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


def test_waimao_and_meishu(mergers: Mergers) -> None:
    """外贸职专 and 闽侯美术职校 as one lack land alone: 50.1亩 are 33400 m² for 1710 pupils."""
    found = mergers.findings(["FZ-0010", "FZ-0019"])
    expected = {
        "enrolment": ("pass", Fraction(480 + 1230)),
        "teachers": ("pass", Fraction(30 + 64)),
        "student-teacher-ratio": ("pass", Fraction(94, 1710)),  # 1:18.2, and 1:25 is enough
        "specialist-share": ("pass", Fraction(15 + 32, 94)),
        "specialist-general-balance": ("pass", Fraction(47, 15 + 32)),
        "campus-per-student": ("fail", Fraction(33_400, 1710)),
        "floor-per-student": ("pass", Fraction(9600 + 24_600, 1710)),  # 20 m² a pupil to the dot
        "training-equipment": ("pass", Fraction(240 + 366) * 10_000),
    }
    assert {name: (found[name].verdict, found[name].measured) for name in expected} == expected
    assert found["campus-per-student"].shortfall == Fraction(33 * 1710 - 33_400, 1710)
    assert found["floor-per-student"].measured == 20
    assert found.outcome == mergers.outcome(["FZ-0010", "FZ-0019"]) == "fail"


def test_qingzhi_and_its_host_by_groups_of_majors(mergers: Mergers) -> None:
    """29.76 and 400万元 for 96 and 1280 pupils, and so on; one of the two has medical majors."""
    found = mergers.findings(["FZ-0018", "FZ-0036"])
    groups = {one.part.name: one.measured for one in found if one.clause == "equipment-per-student"}
    assert groups == {
        "工科类专业": Fraction(297_600 + 4_000_000, 96 + 1280),
        "医药类专业": Fraction(1_696_000, 512),
        "其他专业": Fraction(374_400 + 2_000_000, 144 + 768),
    }
    assert found["equipment-per-student"].verdict == "pass"  # 3123, 3312 and 2603元 a pupil


def test_waimao_and_meishu_on_a_new_campus(mergers: Mergers) -> None:
    """1710 pupils need 56430 m², which is 84.645亩: one thousandth less of one 亩 fails."""
    for acres, verdict in (("84.645亩", "pass"), ("84.644亩", "fail")):
        becomes = {"new_build": True, "campus_area": acres}
        found = mergers.findings(["FZ-0010", "FZ-0019"], becomes=becomes)
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
    assert found.given == "980 + 240"
    assert [cell.rpartition("!")[2] for cell in found.cell.split(" + ")] == ["I20", "I21"]
