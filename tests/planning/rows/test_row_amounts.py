"""The figures of one school: exact ones alone, and when the engine must judge instead."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from summing import FUZHOU, as_one, by_clause, compiled, hold, rulebook, totals

from compliance.intake.read import read
from compliance.intake.school import Part, School
from compliance.planning.rows import Amount, Form, agree, amounts

VOCABULARY = rulebook(FUZHOU).vocabulary
PUPILS = Amount("students")
MEDICAL = Amount("students", "majors", "group", frozenset({"medical"}))
BOTH = Amount("students", "majors", "group", frozenset({"medical", "engineering"}))
SITE = Amount("campus_area", unless=frozenset({"planned_campus_area"}))


def school(**profile: Any) -> School:
    return next(iter(read([profile], VOCABULARY)))


def of(amount: Amount, **profile: Any) -> Fraction | None:
    found = amounts(school(**profile), [amount], VOCABULARY)
    return None if found is None else found[amount]


def test_figures_are_exact_and_in_base_units() -> None:
    """58亩 are 116000/3 m², and 360万元 are 3600000元."""
    assert of(Amount("campus_area"), 占地面积="58亩") == Fraction(116_000, 3)
    assert of(Amount("equipment"), equipment="360.5万元") == 3_605_000
    assert of(PUPILS, students=0) == 0


@pytest.mark.parametrize("given", [None, "约800人", "800以上", "很多"])
def test_figures_that_are_not_certain_are_none(given: Any) -> None:
    """What is missing, approximate, one end alone or not understood is no figure."""
    assert of(PUPILS, students=given) is None


def test_contradicted_figures_are_none() -> None:
    """Of two different enrolments neither is believed; more specialists than teachers, no more."""
    assert of(PUPILS, students=800, 在校生="900人") is None
    assert of(Amount("teachers"), teachers=60, specialist_teachers=61) is None
    assert of(Amount("teachers"), teachers=60, specialist_teachers=60) == 60


def test_one_figure_that_is_missing_leaves_none() -> None:
    """A row is left to the engine as a whole."""
    pupils_alone = school(students=800)
    assert amounts(pupils_alone, [PUPILS], VOCABULARY) == {PUPILS: 800}
    assert amounts(pupils_alone, [PUPILS, Amount("teachers")], VOCABULARY) is None


def test_plan_leaves_the_area_to_the_engine() -> None:
    """A plan, even one that nobody understood, is judged in place of what is there."""
    assert of(SITE, campus_area=40_000) == 40_000
    assert of(SITE, campus_area=40_000, planned_campus_area="60亩") is None
    assert of(SITE, campus_area=40_000, planned_campus_area="很大") is None
    assert of(Amount("campus_area"), campus_area=40_000, planned_campus_area="60亩") == 40_000


def test_majors_are_added_up_by_group() -> None:
    """A pool is the sum of its majors; none of them is zero, no list of majors is none."""
    listed = [("medical", 90), ("other", 400), ("medical", 30), ("engineering", 7)]
    majors = [{"group": group, "students": students} for group, students in listed]
    assert (of(MEDICAL, majors=majors), of(BOTH, majors=majors)) == (120, 127)
    assert of(MEDICAL, majors=majors[1:2]) == 0
    assert of(MEDICAL, majors=[]) == 0
    assert of(MEDICAL, students=800) is None


@pytest.mark.parametrize(
    ("major", "expected"),
    [
        ({"students": 90}, None),
        ({"group": "medical"}, None),
        ({"group": "medical", "students": "约90人"}, None),
        ({"group": "medical", "students": 90, "在校生": 91}, None),
        ({"group": "medical", "类别": "其他", "students": 90}, None),
        ({"group": "other"}, 30),
        ({"group": "medical", "students": 90}, 120),
    ],
)
def test_major_of_an_unknown_group_may_be_of_any(major: Any, expected: int | None) -> None:
    """Without its group a major leaves every pool open; without a figure, only its own pool."""
    assert of(MEDICAL, majors=[{"group": "medical", "students": 30}, major]) == expected


def test_two_different_lists_of_majors_are_none() -> None:
    """Of two lists that contradict each other neither is added up."""
    one, other = ([{"group": "medical", "students": n}] for n in (90, 91))
    assert of(MEDICAL, majors=one, 各专业=other) is None
    assert of(MEDICAL, majors=one) == 90


def test_majors_of_one_name_in_two_groups_are_left_to_the_engine() -> None:
    """护理 as medical here and as other there is one major of unknown group when both merge."""
    groups = ("medical", "other", "medical")
    profiles = [{"id": str(n), "majors": [{"name": "护理", "group": group, "students": 100,
                                           "equipment": yuan}]}
                for n, (group, yuan) in enumerate(zip(groups, (320_000, 250_000, 320_000),
                                                      strict=True))]  # fmt: skip
    schools = list(read(profiles, VOCABULARY))
    asked = [MEDICAL]
    assert [agree([schools[a], schools[b]], asked, VOCABULARY) for a, b in
            ((0, 1), (0, 2), (1, 2))] == [False, True, False]  # fmt: skip
    assert not agree(schools, asked, VOCABULARY)
    assert agree(schools, [PUPILS], VOCABULARY)
    # each alone has enough for its own group, 3200 and 2500元; of 2850元 nobody knows
    rows = by_clause(compiled(FUZHOU).rows)["equipment-per-student"]
    assert totals(profiles[:2], rows, VOCABULARY) is None
    assert as_one(profiles[:2], rulebook(FUZHOU))["equipment-per-student"].verdict == "unknown"


def test_one_name_twice_in_one_school_is_two_majors() -> None:
    """Two majors called 护理 of one school stay two, until another school has one as well."""
    twice = {"id": "a", "majors": [{"name": "护理", "group": "medical", "students": 1},
                                   {"name": "护理", "group": "other", "students": 2}]}  # fmt: skip
    other = {"id": "b", "majors": [{"name": "会计", "group": "other", "students": 3}]}
    third = {"id": "c", "majors": [{"name": "护理", "group": "medical", "students": 4}]}
    again = {**twice, "id": "d"}
    one, two, three, four = read([twice, other, third, again], VOCABULARY)
    assert agree([one, two], [MEDICAL], VOCABULARY)
    assert not agree([one, two, three], [MEDICAL], VOCABULARY)
    assert not agree([one, four], [MEDICAL], VOCABULARY)


def test_totals_of_a_group_are_no_major_of_that_name() -> None:
    """A file's totals of 其他 become one with such totals alone, never with a major called 其他."""
    one, other = (school(majors=[{"name": "其他", "group": group, "students": 1}])
                  for group in ("medical", "other"))  # fmt: skip
    listed = other.facts["majors"]
    totals_ = [part._replace(pooled=True) for part in listed.value if isinstance(part, Part)]
    pooled = replace(other, facts={"majors": listed._replace(value=tuple(totals_))})
    assert not agree([one, other], [MEDICAL], VOCABULARY)
    assert agree([one, pooled], [MEDICAL], VOCABULARY)


def test_majors_without_a_name_never_become_one() -> None:
    """The first major of each school is called #1, which is no name."""
    schools = read([{"id": group, "majors": [{"group": group, "students": 1}]}
                    for group in ("medical", "other")], VOCABULARY)  # fmt: skip
    assert agree(schools, [MEDICAL], VOCABULARY)


@pytest.mark.parametrize(
    ("area", "passes"), [("33000", True), ("32999.9999", False), ("33000.0001", True)]
)
def test_thirty_three_square_metres_to_the_grain(area: str, passes: bool) -> None:  # noqa: FBT001
    """1000 pupils of two schools need 33000 m² together: a ten-thousandth less is too little."""
    profiles = [{"id": "a", "students": 999, "campus_area": area},
                {"id": "b", "students": 1, "campus_area": 0}]  # fmt: skip
    rows = by_clause(compiled(FUZHOU).rows)["campus-per-student"]
    sums = totals(profiles, rows, VOCABULARY)
    assert sums is not None
    assert hold(rows, sums) is passes
    verdict = as_one(profiles, rulebook(FUZHOU))["campus-per-student"].verdict
    assert verdict == ("pass" if passes else "fail")


def test_no_pupils_is_unknown_to_the_engine_and_seen_by_the_divisor() -> None:
    """Without pupils the engine rules nothing; the row holds, and its divisor is zero."""
    rows = by_clause(compiled(FUZHOU).rows)["campus-per-student"]
    profiles = [{"id": "a", "students": 0, "campus_area": 5}]
    sums = totals(profiles, rows, VOCABULARY)
    assert sums is not None
    found = as_one(profiles, rulebook(FUZHOU))["campus-per-student"]
    assert (found.verdict, found.reason) == ("unknown", "zero_denominator")
    assert hold(rows, sums)
    assert [one.at(sums) for one in rows[0].divisors] == [0]


def test_forms_are_computed_as_numbers_are() -> None:
    """(2a + 3)·4 − a is 7a + 12, and what cancels leaves no amount behind."""
    a = Form({PUPILS: Fraction(1)})
    assert (2 * a + 3) * 4 - a == Form({PUPILS: Fraction(7)}, Fraction(12))
    assert 5 - (a - a) == Form({}, Fraction(5))
    assert (3 - a).at({PUPILS: Fraction(10)}) == -7
