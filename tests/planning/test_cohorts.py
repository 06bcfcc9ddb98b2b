"""Where the pupils of a closed school go: shared out by group of majors, or each major together."""

from pathlib import Path
from typing import Any

import county
import pytest

import compliance
from compliance.intake.profile import widen
from compliance.planning.cohorts import ANY, Cohort, Studied, majors, parts, placed

MAJORS = """\
  equipment_per_student: {formula: equipment / students, over: majors, unit: 元/student,
    zh: 生均设备, en: equipment}
"""
CLAUSE = """\
- {id: equipment, cite: 二, text: 生均专业仪器设备值不低于3000元, evidence: S,
   measure: equipment_per_student, at_least: 3000 元/student,
   readings: {by-group: {default: true, zh: 按类, en: pooled, ground: 示例, pool: group},
     by-major: {zh: 逐个, en: each, ground: 示例}},
   examples: [
    {given: {majors: [{group: other, students: 100, equipment: 300000}]}, expect: pass},
    {given: {majors: [{group: other, students: 100, equipment: 299999}]}, expect: fail}]}
"""
CLOSE = """\
- {id: close, priority: 5, cite: 四, text: 在校生不足100人的学校停办, evidence: S,
   note: {zh: 原文没有不得停办的学校, en: The text names no school that never closes.},
   when: {fails: [enrolment]}, then: {action: close},
   examples: [
    {given: {name: 甲校, students: 99, campus_area: 5000, majors: []}, expect: close},
    {given: {name: 甲校, students: 100, campus_area: 5000, majors: []}, expect: keep}]}
"""
Schools = list[dict[str, Any]]


def studies(name: str, group: str, students: int, equipment: int) -> dict[str, Any]:
    return {"name": name, "group": group, "students": students, "equipment": equipment}


def school(name: str, *studied: dict[str, Any]) -> dict[str, Any]:
    """One with land for all, whose pupils are those of its majors."""
    students = sum(one["students"] for one in studied)
    return {"id": name, "name": name, "district": "东片", "students": students,
            "campus_area": 60000, "majors": list(studied)}  # fmt: skip


SCHOOLS: Schools = [
    school("A", studies("焊接", "engineering", 30, 90000), studies("护理", "medical", 20, 60000)),
    school("B", studies("焊接", "engineering", 300, 900_000 + 20 * 3000)),
    school("C", studies("电工", "engineering", 300, 900_000 + 10 * 3000),
           studies("护理", "medical", 100, 300_000 + 20 * 3000)),
]  # fmt: skip
"""A closes. B has equipment for 20 welders more, C for 10 electricians and 20 nurses more."""


def planned(folder: Path, schools: Schools, pairs: str) -> compliance.Plan:
    """The plan of schools by the county's standard, with majors, and a policy that closes."""
    standard, policy = map(Path, county.files(folder))
    text = standard.read_text("utf-8").replace("clauses:\n", MAJORS + "clauses:\n", 1)
    standard.write_text(text + CLAUSE, "utf-8")
    head, _, _ = county.POLICY.partition("rules:\n")
    buy = "{majors.equipment: {cost: 1 元/元, most: 1 元}}"
    plan = f"plan:\n  pairs: {{{pairs}}}\n  buy: {buy}\n"
    policy.write_text(f"{head}rules:\n{CLOSE}{plan}", "utf-8")
    found = compliance.plan(
        compliance.check(schools, compliance.load(standard, "2025-06-30")), policy
    )
    found.verify()
    return found


def test_pupils_of_a_group_are_shared_out_where_there_is_equipment_for_them(tmp_path: Path) -> None:
    """30 welders go to B and C as B has equipment for 20 and C for 10; 20 nurses go to C."""
    found = planned(tmp_path, SCHOOLS, "pupils: split")
    assert found["A"].action == "close"
    assert found.survivors["B"].cohorts == {Cohort("engineering"): 20}
    assert found.survivors["C"].cohorts == {Cohort("engineering"): 10, Cohort("medical"): 20}
    assert [one.taken for one in found.survivors.values()] == [20, 30]


def test_equipment_of_a_group_can_be_bought(tmp_path: Path) -> None:
    """C lacks 1 元 for its 10 electricians more, and buys it; lacking 2, A cannot close."""
    short = [SCHOOLS[0], SCHOOLS[1], school("C", studies("电工", "engineering", 300, 929_999),
             studies("护理", "medical", 100, 360_000))]  # fmt: skip
    found = planned(tmp_path, short, "pupils: split")
    assert found.survivors["C"].bought == {"majors.equipment.engineering": 1}
    assert found.cost == 1
    short[2]["majors"][0]["equipment"] = 929_998
    assert planned(tmp_path, short, "pupils: split")["A"].action == "rectify"


def test_those_of_a_major_stay_together_and_go_where_it_is_taught(tmp_path: Path) -> None:
    """30 welders go to B once it has equipment for 30; with equipment for 20, A cannot close."""
    assert planned(tmp_path, SCHOOLS, "pupils: cohort")["A"].action == "rectify"
    room = [SCHOOLS[0], school("B", studies("焊接", "engineering", 300, 990_000)), SCHOOLS[2]]
    found = planned(tmp_path, room, "pupils: cohort")
    assert found.survivors["B"].cohorts == {Cohort("engineering", "焊接"): 30}
    assert found.survivors["C"].cohorts == {Cohort("medical", "护理"): 20}


def test_a_school_whose_majors_are_not_all_known_is_not_closed_by_cohort(tmp_path: Path) -> None:
    """Of 60 pupils 10 are of no major: nobody can say where they could go on."""
    other = [SCHOOLS[0] | {"students": 60}, school("B", studies("焊接", "engineering", 300, 2e6)),
             SCHOOLS[2]]  # fmt: skip
    assert planned(tmp_path, other, "pupils: cohort")["A"].action == "rectify"


@pytest.mark.parametrize(
    ("listed", "found"),
    [
        ([studies("焊接", "engineering", 50, 0)], {Cohort("engineering", "焊接"): 50}),
        ([studies("焊接", "engineering", 40, 0)], {Cohort("engineering", "焊接"): 40, ANY: 10}),
        ([studies("焊接", "engineering", 51, 0)], {ANY: 50}),
        ([{"name": "焊接", "students": 50}], {ANY: 50}),
        ([{"name": "焊接", "group": "engineering"}], {ANY: 50}),
        ([], {ANY: 50}),
    ],
)
def test_majors_that_do_not_tell_leave_pupils_of_whom_nothing_is_known(
    listed: Schools, found: dict[Cohort, int]
) -> None:
    """Fewer than there are, more than there are, without a group, without a number, none."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    one = compliance.read([{"name": "甲校", "majors": listed}]).items[0]
    by_group = Studied("majors", "group", each=False)
    assert majors(one, 50, [by_group], rulebook.vocabulary) == found


@pytest.mark.parametrize(
    ("cohort", "pooled", "each"),
    [
        (Cohort("engineering"), [17, 20, 30], [17, 27, 30]),
        (Cohort("engineering", "电工"), [10, 27, 30], [10, 27, 30]),
        (Cohort("other"), [10, 20, 30], [10, 20, 30]),
        (ANY, [17, 20, 37], [17, 27, 37]),
    ],
)
def test_pupils_placed_are_counted_wherever_they_might_be(
    cohort: Cohort, pooled: list[int], each: list[int]
) -> None:
    """Seven pupils: in one major of their group, in each where each is judged, or in their own."""
    given = [studies("焊接", "engineering", 10, 0), studies("电工", "engineering", 20, 0),
             studies("护理", "medical", 30, 0)]  # fmt: skip
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    one = compliance.read([{"name": "甲校", "majors": given}]).items[0]
    school = widen(one, rulebook.vocabulary)
    for counted, students in ((False, pooled), (True, each)):
        found = placed(school, {cohort: 7}, [Studied("majors", "group", each=counted)])
        listed = [int(part.facts["students"].bounds.low) for part in parts(found, "majors")]
        assert listed == students
