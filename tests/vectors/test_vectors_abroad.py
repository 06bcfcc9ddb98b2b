"""Vectors of standards abroad: continuous tables, overlapping bands."""

from fractions import Fraction
from typing import Any

import pytest

import compliance

HIGH = ("jp/mext/senior-high-2004", "building-area", "building_area")
JUNIOR = ("jp/mext/junior-high-2002", "building-area", "building_area")
GROUND = ("jp/mext/junior-high-2002", "ground-area", "ground_area")
SPECIAL = "jp/mext/special-needs-2021"
COURSES = "jp/mext/specialised-training-1976"


def department(kind: str, of: str, alone: bool = False) -> tuple[str, str, str, dict[str, Any]]:  # noqa: FBT001, FBT002
    """A special needs school with one department; the number of its pupils is still to come."""
    facts = {"level": "special_needs", "disability": kind, "kindergarten_pupils": 0,
             "lower_pupils": 0, "high_pupils": 0}  # fmt: skip
    return f"building-area-{kind}{'-high-only' if alone else ''}", "building_area", of, facts


def rows() -> dict[str, tuple[str, str, str, str, dict[str, Any], str, list[str]]]:
    """Every table seen: standard, clause, datum, size, other facts, base and its breaks.

    A break is "where: needed there, then so much for each so many beyond".
    """
    high = {"level": "senior_high", "building_special": False}
    junior = {"level": "junior_high"}
    found: dict[str, tuple[str, str, str, str, dict[str, Any], str, list[str]]] = {
        "senior high": (*HIGH, "capacity", high, "1200", ["120: 1200 6/1", "480: 3360 4/1"]),
        "junior high": (*JUNIOR, "students", junior, "600", ["40: 600 6/1", "480: 3240 4/1"]),
        "junior grounds": (*GROUND, "students", junior, "3600",
                           ["240: 3600 10/1", "720: 8400 0/1"]),
    }  # fmt: skip
    tables = [
        ("visual", "lower_pupils", False, "1110", ["18: 1110 24/1", "108: 3270 16/1"]),
        ("hearing", "lower_pupils", False, "950", ["18: 950 24/1", "108: 3110 16/1"]),
        ("intellectual", "lower_pupils", False, "1070", ["18: 1070 27/1", "108: 3500 17/1"]),
        ("visual", "high_pupils", True, "1410", ["24: 1410 17/1", "144: 3450 13/1"]),
        ("visual", "kindergarten_pupils", False, "190", ["5: 190 18/1"]),
    ]
    for kind, size, alone, base, breaks in tables:
        clause, datum, size_fact, facts = department(kind, size, alone)
        found[f"{kind} {size}"] = (SPECIAL, clause, datum, size_fact, facts, base, breaks)
    for field, clause, breaks in (
        ("industry", "teachers-technical", ["80: 3 1/40", "200: 6 1/50", "600: 14 1/60"]),
        ("commerce", "teachers-commercial", ["80: 3 1/40", "200: 6 1/50", "400: 10 1/60"]),
    ):
        facts = {"course_level": "specialised", "field": field}
        found[f"{field} teachers"] = (COURSES, clause, "teachers", "capacity", facts, "3", breaks)
    return found


BREAKS = [(name, n) for name, table in rows().items() for n in range(len(table[-1]))]


def parse(one: str) -> tuple[int, int, Fraction]:
    """``"120: 1200 6/1"`` as the size, what is needed there, and what each further pupil adds."""
    where, rest = one.split(": ")
    value, step = rest.split(" ")
    return int(where), int(value), Fraction(step)


@pytest.mark.parametrize(("name", "n"), BREAKS, ids=[f"{name} {n}" for name, n in BREAKS])
def test_japanese_tables_are_continuous_at_every_break(name: str, n: int) -> None:
    """Below and above a break one requirement holds there, and the next step adds to it.

    The piece that ends at the break gives the printed value; one step of the next piece further
    on needs exactly that step more.
    """
    standard, clause, datum, size, facts, base, breaks = rows()[name]
    where, value, step = parse(breaks[n])
    if n:
        before, earlier, slope = parse(breaks[n - 1])
        assert earlier + slope * (where - before) == value
    else:
        assert value == int(base)
    book = compliance.load(standard)
    grain = 1 if datum == "teachers" else Fraction("0.01")
    stride = step.denominator
    for people, needed in ((where, value), (where + stride, value + step * stride)):
        for given, verdict in ((needed, "pass"), (needed - grain, "fail")):
            profile = {**facts, size: people, datum: given}
            found = compliance.check(profile, book).items[0][clause]
            assert found.verdict == verdict, (people, given)


def test_a_department_beside_others_is_added() -> None:
    """With lower departments a high school department needs 480, +21, 3000, +13 beside theirs."""
    book = compliance.load(SPECIAL)
    clause, datum, _, facts = department("visual", "high_pupils")
    for pupils, area in ((24, 480), (144, 480 + 21 * 120), (145, 3000 + 13)):
        for given, verdict in ((1110 + area, "pass"), (1110 + area - 1, "fail")):
            profile = {**facts, "lower_pupils": 18, "high_pupils": pupils, datum: given}
            found = compliance.check(profile, book).items[0][clause]
            assert found.verdict == verdict, (pupils, given)


def test_grounds_of_senior_high_schools_do_not_depend_on_size() -> None:
    """8400 m² regardless of the number of pupils."""
    book = compliance.load(HIGH[0])
    for capacity in (1, 120, 5000):
        profile = {"level": "senior_high", "capacity": capacity, "indoor_sports": False,
                   "ground_no_hindrance": False}  # fmt: skip
        for area, verdict in ((8400, "pass"), ("8399.99", "fail")):
            found = compliance.check({**profile, "ground_area": area}, book).items[0]["ground-area"]
            assert found.verdict == verdict, (capacity, area)


TEACHERS = [(60, 2), (61, 3), (90, 3), (91, 4), (120, 4), (121, 5), (150, 5), (151, 5), (200, 5)]
CLAUSES = ("primary-teachers", "primary-teachers-above-150", "primary-pupil-teacher-ratio")


@pytest.mark.parametrize(("children", "teachers"), TEACHERS)
def test_rte_bands_up_to_200(children: int, teachers: int) -> None:
    """60: 2, 90: 3, 120: 4, 200: 5 teachers; one fewer fails in whichever band binds."""
    book = compliance.load("in/rte-2009")
    for given, verdict in ((teachers, "pass"), (teachers - 1, "fail")):
        profile = {"primary_students": children, "primary_teachers": given}
        item = compliance.check(profile, book).items[0]
        found = {item[c].verdict for c in CLAUSES} - {"not_applicable"}
        assert found == {verdict}, given


@pytest.mark.parametrize(
    ("children", "bands"),
    [(150, (True, False, False)), (151, (True, True, False)), (200, (True, True, False)),
     (201, (False, True, True))],
)  # fmt: skip
def test_rte_bands_overlap(children: int, bands: tuple[bool, ...]) -> None:
    """From 151 to 200 two bands bind at once, both with five teachers; above 200 the ratio too."""
    book = compliance.load("in/rte-2009")
    profile = {"primary_students": children, "primary_teachers": 6, "primary_head": True}
    item = compliance.check(profile, book).items[0]
    assert tuple(item[c].verdict != "not_applicable" for c in CLAUSES) == bands
    head = item["primary-head-teacher"].verdict
    assert head == ("pass" if children > 150 else "not_applicable")


@pytest.mark.parametrize(("children", "verdict"), [(240, "pass"), (241, "fail")])
def test_rte_ratio_above_200_is_forty(children: int, verdict: str) -> None:
    """Six teachers are enough for 240 children, the head not counted."""
    profile = {"primary_students": children, "primary_teachers": 6, "primary_head": True}
    item = compliance.check(profile, compliance.load("in/rte-2009")).items[0]
    assert item["primary-pupil-teacher-ratio"].verdict == verdict


@pytest.mark.parametrize(
    ("width", "children", "verdict"), [(6, 25, "pass"), ("5.99", 25, "fail"), (6, 26, "fail")]
)
def test_kenyan_preschool_room(width: int | str, children: int, verdict: str) -> None:
    """8 m by 6 m for 25 children are 1.92 m² each."""
    room = {"name": "PP1", "room_length": 8, "room_width": width, "students": children}
    book = compliance.load("ke/registration-2021")
    found = compliance.check({"pre_primary_classes": [room]}, book).items[0]
    assert found["pre-primary-room-per-student"].verdict == verdict
