"""What was given but not understood, or only as a total, lets nothing else stand in for it."""

from typing import Any

import pytest

import compliance

NATIONAL = compliance.load("cn/moe/secondary-vocational-2010")
CONDITIONS = compliance.load("cn/moe/conditions-2022")
FUZHOU = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")


def finding(
    profile: dict[str, Any], rulebook: compliance.Rulebook, clause: str
) -> compliance.Finding:
    return compliance.check(profile, rulebook).items[0][clause]


def test_an_unreadable_plan_is_not_replaced_by_the_existing_site() -> None:
    """The planned area was given; 50-70亩 is not understood, so the clause needs just that."""
    profile = {"new_build": True, "planned_campus_area": "50-70亩", "campus_area": "60亩"}
    found = finding(profile, NATIONAL, "campus-area")
    assert (found.verdict, found.needs) == ("unknown", ("planned_campus_area",))


def test_an_unreadable_total_is_not_replaced_by_a_printed_ratio() -> None:
    """The floor area was given and not understood: the ratio printed beside it decides nothing."""
    profile = {"floor_area": "约两万", "students": 1200, "生均校舍建筑面积": "21平方米"}
    found = finding(profile, NATIONAL, "floor-per-student")
    assert (found.verdict, found.needs) == ("unknown", ("floor_area",))


@pytest.mark.parametrize(
    "kind", [{"kind": "arts", "类别": "普通"}, {"kind": "艺术体育"}], ids=["two", "unclear"]
)
@pytest.mark.parametrize("area", ["60亩", "50亩"])
def test_a_spoiled_scope_is_no_presumption(kind: dict[str, str], area: str) -> None:
    """Where the kind of school is contradicted or not understood, nothing passes or fails."""
    found = finding({**kind, "campus_area": area}, CONDITIONS, "campus-area")
    assert (found.verdict, found.reason) == ("unknown", "unknown_applicability")
    assert found.needs == ("kind",)


@pytest.mark.parametrize(
    ("profile", "clause"),
    [
        ({"dual_qualified_teachers": 70, "teachers": 60, "students": 99}, "student-teacher-ratio"),
        ({"floor_area": 24000, "floor_area_total": 20000, "students": 1200}, "floor-per-student"),
    ],
    ids=["two steps up", "more than the total that includes it"],
)
def test_a_part_above_its_whole_is_believed_nowhere(profile: dict[str, Any], clause: str) -> None:
    """双师 ≤ 专业 ≤ 专任 holds without the middle; floor is part of the floor with rented."""
    found = finding(profile, NATIONAL, clause)
    assert (found.verdict, found.reason) == ("unknown", "conflicting_facts")


def test_totals_of_a_group_say_nothing_of_each_major(tmp_path: Any) -> None:
    """Columns under 工科类专业 are a pool: judged as one, unknown major by major."""
    path = tmp_path / "schools.csv"
    path.write_text(
        "学校名称,工科类专业,,\n,在校生数（人）,仪器设备值（万元）,中级以上专任教师（人）\n甲,400,120,30\n",
        "utf-8",
    )
    schools = compliance.read(path)
    pooled = compliance.check(schools, FUZHOU).items[0]["equipment-per-student"]
    assert pooled.verdict == "pass"
    assert pooled.depends_on_reading
    each = compliance.check(schools, NATIONAL).items[0]["midrank-per-major"]
    assert (each.verdict, each.needs) == ("unknown", ("majors",))


@pytest.mark.parametrize(
    ("students", "inferred"),
    [(500, False), (999, False), (1100, True), (1300, True), (2000, False)],
)
def test_a_verdict_is_inferred_only_where_the_inference_decides(
    students: int,
    inferred: bool,  # noqa: FBT001 - a column of the table
) -> None:
    """Outside 1000–1999 the lost number 1xxx decides without any inference."""
    found = finding({"students": students}, FUZHOU, "enrolment")
    assert found.verdict == ("pass" if students >= 1200 else "fail")
    assert found.inferred is inferred
