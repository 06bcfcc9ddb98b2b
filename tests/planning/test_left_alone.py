"""What a plan leaves alone: schools that are excused, contradicted, or bound by a condition."""

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

import compliance
from compliance.planning.cohorts import ANY
from compliance.planning.resulting import resulting

ROOT = Path(__file__).resolve().parents[2]
POLICY = "cn/fujian/fuzhou/consolidation-2016"
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"


def school(name: str, students: int, **facts: Any) -> dict[str, Any]:
    """A public school on 100 亩 that meets the standard from 1200 students on."""
    return {
        "name": name, "owner": "公办", "kind": "普通", "district": "市属", "students": students,
        "占地": "100亩", "teachers": 90, "specialist_teachers": 45, "general_teachers": 45,
        "floor_area": 60000, "training_equipment": "800万元", "new_build": False,
        "majors": [{"name": "电工", "group": "engineering", "students": students,
                    "equipment": "800万元"}],
    } | facts  # fmt: skip


def planned(*schools: dict[str, Any], waivers: Any = None) -> compliance.Plan:
    rulebook = compliance.load(STANDARD)
    found = compliance.plan(compliance.check(list(schools), rulebook, waivers=waivers), POLICY)
    found.verify()
    return found


def small(**facts: Any) -> dict[str, Any]:
    """One that fails enrolment and land, so that the policy lets it merge."""
    return school("乙校", 700) | {"占地": "30亩", "teachers": 30, "specialist_teachers": 15,
                                "general_teachers": 15} | facts  # fmt: skip


def test_a_small_school_joins_one_that_meets_the_standard() -> None:
    """The case of which the others are variations: 乙校 joins 甲校."""
    assert planned(school("甲校", 1300), small())["乙校"].into == "甲校"


def test_an_excused_school_takes_nobody_in() -> None:
    """A waiver excuses a school as it is; what it would become with others is not excused."""
    waiver = {
        "school": "甲校", "clause": "floor-per-student", "from": "2016-01-01", "to": "2019-12-31",
        "authority": "某局", "document": "示例文号", "reason": "示例",
    }  # fmt: skip
    found = planned(school("甲校", 1300, floor_area=20000), small(), waivers=[waiver])
    assert found.findings["甲校"].outcome == "waived"
    assert (found["甲校"].action, found["乙校"].action) == ("keep", "rectify")


def test_a_waiver_of_one_clause_does_not_hide_another() -> None:
    """乙校 may stay below 1200 pupils, not below its floor area: that alone is said to fail."""
    waiver = {
        "school": "乙校", "clause": "enrolment", "from": "2016-01-01", "to": "2019-12-31",
        "authority": "某局", "document": "示例文号", "reason": "示例",
    }  # fmt: skip
    found = planned(small(floor_area=700), waivers=[waiver])
    assert found["乙校"].action == "rectify"
    failed = {one.clause for one in found.findings["乙校"] if one.outcome == "fail"}
    assert "floor-per-student" in failed
    assert "enrolment" not in failed
    assert {*found.survivors["乙校"].conceded} == failed
    assert found.levels[0].value == 1000 + len(found.survivors["乙校"].conceded)


def test_majors_of_one_name_in_different_groups_are_not_added_up() -> None:
    """电工 is engineering here and something else there: what it is of both, nobody knows."""
    other = [{"name": "电工", "group": "other", "students": 700, "equipment": "800万元"}]
    assert planned(school("甲校", 1300), small(majors=other))["乙校"].action == "rectify"


def test_a_condition_that_holds_as_it_is_binds_the_old_campus() -> None:
    """A school built anew on 50 亩 fails the 60 亩 of new schools, and says so."""
    found = planned(school("甲校", 1000, new_build=True, 占地="50亩"))
    assert found.survivors["甲校"].conceded == ("enrolment", "campus-area")


@pytest.mark.parametrize(
    ("within", "into"), [("11.2 km", "甲校"), ("11.1公里", ""), (None, "甲校")]
)
def test_schools_too_far_apart_do_not_merge(within: str | None, into: str, tmp_path: Path) -> None:
    """A tenth of a degree of a meridian is 11.12 km, on a sphere of 6371 km."""
    schools = [school("甲校", 1300, longitude=119, latitude=26),
               small(longitude=119, latitude=26.1)]  # fmt: skip
    assert apart(within, schools, tmp_path)["乙校"].into == into


def test_a_school_of_which_nobody_knows_where_it_is_does_not_merge(tmp_path: Path) -> None:
    """Where distance counts, an unknown place is no reason to merge."""
    schools = [school("甲校", 1300, longitude=119, latitude=26), small()]
    assert apart("500 km", schools, tmp_path)["乙校"].into == ""


def apart(within: str | None, schools: list[dict[str, Any]], folder: Path) -> compliance.Plan:
    """A plan by the policy with a limit of distance."""
    text = (ROOT / f"standards/{POLICY}.policy.yaml").read_text(encoding="utf-8")
    if within is not None:
        text = text.replace("  pairs:\n", f"  pairs:\n    within: {within}\n")
    path = folder / "near.policy.yaml"
    path.write_text(text, encoding="utf-8")
    return compliance.plan(compliance.check(schools, compliance.load(STANDARD)), path)


def test_pupils_placed_count_in_every_group_of_majors() -> None:
    """100 more in a group with 3000 元 for each of 1300 leave 2786 元 each, whoever joins it."""
    rulebook = compliance.load(STANDARD)
    majors = [{"name": "电工", "group": "engineering", "students": 1300, "equipment": 3_900_000}]
    item = compliance.read([school("甲校", 1300, majors=majors)]).items[0]
    found = {taken: resulting(rulebook, [item], {}, {ANY: taken}, {}) for taken in (0, 100)}
    each = [found[taken]["equipment-per-student"] for taken in (0, 100)]
    assert [one.measured for one in each] == [3000, Fraction(3_900_000, 1400)]
    assert [one.verdict for one in each] == ["pass", "fail"]
