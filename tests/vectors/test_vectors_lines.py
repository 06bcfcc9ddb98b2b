"""Vectors on the line of a Chinese standard: areas, break-even sizes, converted enrolment."""

from fractions import Fraction
from typing import Any

import pytest

import compliance

NATIONAL = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
FUZHOU = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2018-06-30")
MONITORED = compliance.load("cn/moe/conditions-2022", on="2023-12-31")
TECHNICIAN = compliance.load("cn/moe/conditions-2022-technician", on="2023-12-31")
COLLEGES = compliance.load("cn/moe/higher-education-2004", on="2010-06-30")
QUALITY = compliance.load("cn/moe/quality-balance-2017", on="2020-06-30")
SECTIONS = compliance.load("cn/moe/basic-balance-2012-sections", on="2015-06-30")


def finding(profile: dict[str, Any], book: compliance.Rulebook, clause: str) -> compliance.Finding:
    """The finding of one clause."""
    return compliance.check(profile, book).items[0][clause]


@pytest.mark.parametrize(
    ("text", "area"),
    [
        ("1亩", Fraction(2000, 3)),
        ("60亩", Fraction(40000)),
        ("45亩", Fraction(30000)),
        ("150亩", Fraction(100000)),
        ("50亩", Fraction(100000, 3)),
        ("100亩", Fraction(200000, 3)),
        ("60 acres", 60 * 4840 * Fraction("0.9144") ** 2),
    ],
)
def test_areas_are_exact(text: str, area: Fraction) -> None:
    """1亩 is 2000/3 m², so 60亩 are 40 000 exactly; an acre is 4840 square yards of 0.9144 m."""
    assert finding({"campus_area": text}, MONITORED, "campus-area").measured == area


def test_sixty_acres_are_six_times_sixty_mu() -> None:
    """60 acres are 242 811 m², 6.07 times 60亩; ``60 mu`` is refused and no land at all."""
    acres = finding({"campus_area": "60 acres"}, MONITORED, "campus-area").measured
    assert acres is not None
    assert (int(acres), round(acres / 40000, 2)) == (242811, Fraction("6.07"))
    refused = finding({"campus_area": "60 mu"}, MONITORED, "campus-area")
    assert (refused.verdict, refused.needs) == ("unknown", ("campus_area",))


@pytest.mark.parametrize(
    ("area", "verdict"),
    [("66000平方米", "pass"), ("6.6万平方米", "pass"), ("99亩", "pass"), ("65999.99平方米", "fail"),
     ("98.99亩", "fail"), ("100亩", "pass")],
)  # fmt: skip
def test_the_square_metres_rule_over_the_gloss(area: str, verdict: str) -> None:
    """66000 m² glossed as 约100亩: 100亩 would be 66 667, and 99亩 already pass."""
    profile = {"level": "technician", "technician_tier": "advanced", "campus_area": area}
    assert finding(profile, TECHNICIAN, "campus-area").verdict == verdict


def test_the_gloss_itself_is_no_contradiction() -> None:
    """6.6万平方米(约100亩) is 66000 m²: 约100亩 leaves room for 99, and the first figure rules."""
    profile = {"level": "technician", "technician_tier": "advanced"}
    found = finding({**profile, "campus_area": "6.6万平方米(约100亩)"}, TECHNICIAN, "campus-area")
    assert found.verdict == "pass"
    assert found.measured == 66000


@pytest.mark.parametrize(
    ("book", "clause", "facts", "last"),
    [
        # 40000 / 33 = 1212.12, 24000 / 20, 60 x 20, 60 x 25, 3000000 / 2500, 3600000 / 2500
        (NATIONAL, "campus-per-student", {"campus_area": 40000}, 1212),
        (NATIONAL, "floor-per-student", {"floor_area": 24000}, 1200),
        (NATIONAL, "student-teacher-ratio", {"teachers": 60}, 1200),
        (FUZHOU, "campus-per-student", {"campus_area": "60亩"}, 1212),
        (FUZHOU, "floor-per-student", {"floor_area": 24000}, 1200),
        (FUZHOU, "student-teacher-ratio", {"teachers": 60}, 1500),
        (MONITORED, "equipment-per-student", {"equipment": "300万元"}, 1200),
        (MONITORED, "equipment-per-student", {"equipment": "360万元"}, 1440),
    ],
)
def test_break_even_of_absolute_and_per_head(
    book: compliance.Rulebook, clause: str, facts: dict[str, Any], last: int
) -> None:
    """At the absolute floor the per-head line holds up to its break-even, and not one pupil on."""
    assert finding({**facts, "students": last}, book, clause).verdict == "pass"
    assert finding({**facts, "students": last + 1}, book, clause).verdict == "fail"


def test_equipment_of_engineering_breaks_even_at_1200() -> None:
    """3 600 000 元 at 3000 元 are 1200 pupils in engineering, 1440 in other majors at 2500."""
    for group, last in (("engineering", 1200), ("other", 1440)):
        for students, verdict in ((last, "pass"), (last + 1, "fail")):
            major = {"name": "甲", "group": group, "students": students, "equipment": "360万元"}
            found = finding({"majors": [major]}, FUZHOU, "equipment-per-student")
            assert found.verdict == verdict, (group, students)


def test_what_is_short_beyond_the_break_even() -> None:
    """1213 pupils need 40029 m²: 29 m² more, or one pupil less."""
    found = finding({"campus_area": 40000, "students": 1213}, NATIONAL, "campus-per-student")
    assert found.shortfall == Fraction(29, 1213)
    assert {lever.fact: lever.to for lever in found.levers} == {
        "campus_area": 40029, "students": 1212}  # fmt: skip


ENROLMENT = {
    "level": "undergraduate", "he_category": "engineering", "regular_students": 4615 + 1532,
    "masters": 85, "doctors": 0, "international_students": 22, "preparatory_students": 0,
    "visiting_students": 0, "adult_full_time": 0, "evening_students": 34,
    "correspondence_students": 298,
}  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "facts", "students"),
    [
        ("student-teacher-ratio-undergraduate", {"teachers": 1, "part_time_teachers": 0}, "6380.5"),
        ("equipment-per-student-undergraduate", {"equipment": 1}, "6380.5"),
        ("books-per-student-undergraduate", {"books": 1}, "6380.5"),
        ("teaching-rooms-undergraduate", {"teaching_admin_area": 1}, "6254"),
        ("campus-per-student-undergraduate", {"campus_area": 1}, "6254"),
        ("dormitory-per-student-undergraduate", {"dormitory_area": 1}, "6254"),
        ("computers-per-hundred-undergraduate", {"computers": 1}, "6254"),
    ],
)
def test_each_indicator_has_its_own_enrolment(
    clause: str, facts: dict[str, int], students: str
) -> None:
    """Ratio, equipment and books are over 6380.5 converted, rooms and land over 6254 full-time."""
    measured = finding({**ENROLMENT, **facts}, COLLEGES, clause).measured
    assert measured is not None
    assert Fraction(students) == (measured if "teacher" in clause else 1 / measured)


def test_an_enrolment_that_lacks_a_part_is_not_reckoned() -> None:
    """Without the correspondence students 6380.5 is unknown, and 6254 is not."""
    profile = {k: v for k, v in ENROLMENT.items() if k != "correspondence_students"}
    found = finding({**profile, "books": 1}, COLLEGES, "books-per-student-undergraduate")
    assert found.verdict == "unknown"
    rooms = {**profile, "teaching_admin_area": 6254}
    assert finding(rooms, COLLEGES, "teaching-rooms-undergraduate").measured == 1


THROUGH = {"primary_students": 166, "junior_students": 210, "senior_students": 0}


def test_through_school_as_published() -> None:
    """23226 books, 166 and 210 pupils: the published 9711 and 13515 agree within one volume."""
    profile = {**THROUGH, "books": 23226, "primary_books": 9711, "junior_books": 13515}
    assert finding(profile, SECTIONS, "split-books-primary").verdict == "pass"
    assert finding(profile, SECTIONS, "split-books").verdict == "pass"


@pytest.mark.parametrize(("off", "verdict"), [(0, "pass"), (1, "fail"), (-1, "fail")])
def test_through_school_exactly(off: int, verdict: str) -> None:
    """397 times the books split into whole volumes: 166/397 and 231/397 of them, not 58.5 each.

    So of 23226 books 9711.627… and 13514.372… are due; 58.5 a weighted pupil would be 9711.
    """
    profile = {**THROUGH, "books": 23226 * 397, "primary_books": 23226 * 166 + off,
               "junior_books": 23226 * 231 + off}  # fmt: skip
    assert finding(profile, SECTIONS, "split-books-primary").verdict == verdict
    assert finding(profile, SECTIONS, "split-books").verdict == verdict


@pytest.mark.parametrize(
    ("teachers", "verdict"),
    [(1782, "fail"), (1783, "fail"), (1784, "fail"), (1785, "pass"), (2099, "pass")],
)
def test_nothing_is_rounded_before_the_floor_of_85_percent(teachers: int, verdict: str) -> None:
    """The floor is 85 % of 4.2, which is 3.57: 1783 for 50000 pupils are 3.566 and not 3.57."""
    profile = {
        "level": "primary", "students": 50000, "higher_degree_teachers": teachers,
        "backbone_teachers": 500, "sports_arts_teachers": 450, "teaching_area": 225000,
        "sports_venue_area": 375000, "equipment": 100000000, "multimedia_rooms": 1150,
    }  # fmt: skip
    own = finding(profile, QUALITY, "higher-degree-teachers-primary")
    assert own.verdict == "fail"
    assert own.measured == Fraction(teachers, 50000)
    assert finding(profile, QUALITY, "six-of-seven").verdict == verdict


@pytest.mark.parametrize(("staff", "teachers", "verdict"), [(160, 80, "pass"), (159, 79, "fail")])
def test_staff_of_1985_at_640_pupils(staff: int, teachers: int, verdict: str) -> None:
    """640 pupils: 160 staff (1:4) and 80 teachers (1:8)."""
    book = compliance.load("cn/moe/staffing-1985")
    profile = {"level": "secondary_vocational", "subject_group": "engineering", "students": 640,
               "staff": staff, "teachers": teachers}  # fmt: skip
    for clause in ("staff", "teachers"):
        assert finding(profile, book, clause).verdict == verdict, clause
