"""What compiles into rows: the rows of two standards, by hand, and why others have none."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any, get_args

import pytest
from summing import FUZHOU, MONITORED, compiled, rulebook

import compliance
from compliance.expressions.parse import parse
from compliance.expressions.tree import show
from compliance.planning.rows import Amount, Form, Reason, Row, rows_of
from compliance.rulebook.rule import Against, Route

NATIONAL = "cn/moe/secondary-vocational-2010"
GROUPS = ("engineering", "medical", "other")


def plain(form: Form) -> dict[str, Any]:
    """A form by the names of facts, its constant under an empty name."""
    named = {amount.fact: factor for amount, factor in form.terms.items()}
    return {**named, "": form.constant} if form.constant or not named else named


def row(standard: str, clause: str) -> Row:
    (found,) = (one for one in compiled(standard).rows if one.clause == clause)
    return found


@pytest.mark.parametrize("standard", [FUZHOU, MONITORED])
def test_every_counting_computed_clause_compiles(standard: str) -> None:
    """Of the scheme of 2016 and of the nine monitored indicators, no clause is left over."""
    counting = {
        one.id for one in rulebook(standard).rules if one.counts and one.basis == "computed"
    }
    assert {one.clause for one in compiled(standard).rows} == counting
    assert compiled(standard).others == {}


@pytest.mark.parametrize(
    ("clause", "left", "right"),
    [
        ("enrolment", {"students": 1}, {"": 1200}),
        ("campus-per-student", {"campus_area": 1}, {"students": 33}),
        ("student-teacher-ratio", {"teachers": 1}, {"students": Fraction(1, 25)}),
        ("specialist-share", {"specialist_teachers": 1}, {"teachers": Fraction(1, 2)}),
        ("training-equipment", {"training_equipment": 1}, {"": 3_600_000}),
        ("campus-area", {"campus_area": 1}, {"": 40_000}),
    ],
)
def test_rows_of_the_scheme(clause: str, left: dict[str, Any], right: dict[str, Any]) -> None:
    """Each clause is its text, without the division: 33 m² a student is area ≥ 33 students."""
    found = row(FUZHOU, clause)
    assert (plain(found.left), plain(found.right), found.strict) == (left, right, False)
    assert [plain(one) for one in found.divisors] == (
        [dict.fromkeys(right, 1)] if "" not in right else []
    )


def test_equipment_is_a_row_for_each_group() -> None:
    """3000元 a student of engineering and of medicine, each on its own, 2500元 of the others."""
    found = [one for one in compiled(FUZHOU).rows if one.clause == "equipment-per-student"]
    for one, pool, yuan in zip(found, GROUPS, (3000, 3000, 2500), strict=True):
        over = ("majors", "group", frozenset({pool}))
        assert one.left == Form({Amount("equipment", *over): Fraction(1)})
        assert one.right == Form({Amount("students", *over): Fraction(yuan)})


def test_rows_on_an_inference_say_so() -> None:
    """The scheme lost its numbers for enrolment and floor area; without inferences, no row."""
    found = {one.clause for one in compiled(FUZHOU).rows if one.inferred}
    assert found == {"enrolment", "floor-area"}
    without = rows_of(compliance.load(FUZHOU, inferences=False))
    assert without.others == dict.fromkeys(found, "threshold-unknown")


def test_plan_stands_beside_the_row() -> None:
    """A school that reports a plan is judged by it, so that its area has no place in the row."""
    (amount,) = row(FUZHOU, "campus-area").amounts
    assert amount == Amount("campus_area", unless=frozenset({"planned_campus_area"}))
    assert row(FUZHOU, "campus-per-student").amounts[0] == Amount("campus_area")


def test_condition_comes_along() -> None:
    """新建学校 alone must have 60亩; an area a student applies to all."""
    found = {one.clause: one.applies for one in rows_of(compliance.load(FUZHOU)).rows}
    applies = found["campus-area"]
    assert applies is not None
    assert show(applies, {}) == "new_build"
    assert found["campus-per-student"] is None


def test_what_is_not_added_is_left_to_the_engine() -> None:
    """Of 2010 the longest track, the titles of periodicals and each single major have no row."""
    assert compiled(NATIONAL).others == {
        "midrank-per-major": "each-part", "track": "not-added", "periodicals": "not-added",
    }  # fmt: skip


def test_clauses_on_which_no_outcome_rests_are_not_there() -> None:
    """A clause with 左右 counts in no outcome: it is neither among the rows nor the others."""
    found = compiled(FUZHOU)
    assert rulebook(FUZHOU)["specialist-general-balance"].force == "about"
    assert "specialist-general-balance" not in found.others
    assert "specialist-general-balance" not in {one.clause for one in found.rows}


def test_standard_that_does_not_bind_has_no_rows() -> None:
    """On the day before it came into force, the standard of 2010 asks for nothing."""
    assert rows_of(compliance.load(NATIONAL, on="2010-07-05")) == ((), {})
    assert rows_of(compliance.load(NATIONAL, on="2010-07-06")).rows


HEAD = """
format: 1
title: {zh: 试, en: trial}
issuer: 试
document: 试
in_force: {from: 2000-01-01}
subject: school
derived:
  all_teachers: {formula: teachers + part_time_teachers / 2, unit: teacher, zh: 总数, en: all}
measures:
  taught: {formula: students / all_teachers, unit: student/teacher, zh: 生师比}
  most: {formula: "max(students, capacity)", unit: student, called: 规模, zh: 规模}
  two: {formula: campus_area / students + floor_area / capacity, unit: m²/student, zh: 占地面积}
  spare: {formula: campus_area - floor_area, unit: m², called: 空地, zh: 空地}
  half: {formula: floor_area / 2, unit: m², called: 一半, zh: 一半}
  worth: {formula: equipment, over: majors, unit: 元, called: 设备, zh: 设备}
  shared: {formula: equipment / students, over: majors, unit: 元/student, called: 设备, zh: 设备}
  better: {formula: floor_area / students, prefer: floor_area / 2 / students, unit: m²/student, zh: 一}
clauses:
"""  # noqa: E501 - one measure a line
BOTH = "a: {default: true, zh: 甲, en: a, ground: 试, pool: group}, b: {zh: 乙, en: b, ground: 试}"
POOLED = f"readings: {{{BOTH}}}"


def written(folder: Path, text: str, test: str) -> Any:
    """The rows, and the reasons, of one clause."""
    path = folder / "trial.yaml"
    card = f"- {{id: one, cite: 一, evidence: V1, text: {text}, {test}, examples: []}}\n"
    path.write_text(HEAD + card, encoding="utf-8")
    return rows_of(compliance.load(path))


@pytest.mark.parametrize(
    ("text", "test", "expected"),
    [
        ("在校生少于500人", "measure: students, less_than: 500 人",
         [({"": 500}, {"students": 1}, True)]),
        ("在校生多于500人", "measure: students, more_than: 500 人",
         [({"students": 1}, {"": 500}, True)]),
        ("在校生500人至900人", "measure: students, between: [500 人, 900 人]",
         [({"students": 1}, {"": 500}, False), ({"": 900}, {"students": 1}, False)]),
        ("生师比不超过20", "measure: taught, at_most: 20 student/teacher",
         [({"teachers": 40, "part_time_teachers": 20}, {"students": 2}, False)]),
        ("空地不少于0平方米", "measure: spare, at_least: 0 m²",
         [({"campus_area": 1, "floor_area": -1}, {"": 0}, False)]),
        ("校舍建筑面积不少于占地面积的一半",
         "measure: floor_area, at_least: {formula: campus_area / 2}",
         [({"floor_area": 2}, {"campus_area": 1}, False)]),
        ("一半不少于占地面积的三分之一", "measure: half, at_least: {formula: campus_area / 3}",
         [({"floor_area": 3}, {"campus_area": 2}, False)]),
        ("校舍建筑面积不超过占地面积", "measure: floor_area, at_most: {formula: campus_area}",
         [({"campus_area": 1}, {"floor_area": 1}, False)]),
    ],
)  # fmt: skip
def test_comparators_as_rows(text: str, test: str, expected: list[Any], tmp_path: Path) -> None:
    """Upper bounds are turned round, a band is two rows, no division is left on either side."""
    found = written(tmp_path, text, test).rows
    assert [(plain(one.left), plain(one.right), one.strict) for one in found] == expected


@pytest.mark.parametrize(
    ("reason", "text", "test"),
    [
        ("not-a-number", "专业教师多于专任教师",
         "title: {zh: 试, en: trial}, holds: specialist_teachers > teachers"),
        ("not-a-number", "公办", "measure: owner, one_of: [public]"),
        ("by-category", "在校生城市不少于900人县镇不少于500人",
         "measure: students, at_least: {by: location, city: 900 人, county: 500 人}"),
        ("or-else", "在校生不少于900人", "measure: students, at_least: 900 人, or_if: new_build"),
        ("each-part", "专业设备不少于100元", "measure: worth, at_least: 100 元"),
        ("empty-pool", "专业设备不少于100元", f"measure: worth, at_least: 100 元, {POOLED}"),
        ("empty-pool", "生均设备超过100元",
         f"measure: shared, more_than: 100 元/student, {POOLED}"),
        ("not-added", "环形跑道长度不少于200米", "measure: track_length, at_least: 200 m"),
        ("not-linear", "规模不少于900人", "measure: most, at_least: 900 人"),
        ("not-linear", "生均占地面积不少于3平方米", "measure: two, at_least: 3 m²/student"),
        ("not-linear", "生师比不超过在校生",
         "measure: taught, at_most: {formula: students / teachers}"),
        ("other-route", "生均校舍建筑面积不少于3平方米", "measure: better, at_least: 3 m²/student"),
        ("threshold-unknown", "在校生不少于1xxx人",
         "measure: students, at_least: {unreadable: 1xxx人, from: 1000 人, to: 1999 人}"),
    ],
)  # fmt: skip
def test_reasons_why_there_is_no_row(reason: Reason, text: str, test: str, tmp_path: Path) -> None:
    """What no sum can say is named with its reason."""
    assert reason in get_args(Reason)
    assert written(tmp_path, text, test) == ((), {"one": reason})


def test_ratio_over_pooled_majors_is_a_row_for_each_group(tmp_path: Path) -> None:
    """One figure for all groups is asked of each group, with its own majors alone."""
    test = f"measure: shared, at_least: 100 元/student, {POOLED}"
    found = written(tmp_path, "生均设备不少于100元", test).rows
    assert [one.amounts[0].pool for one in found] == [frozenset({group}) for group in GROUPS]
    assert {(*plain(one.left), *plain(one.right)) for one in found} == {("equipment", "students")}


def test_divisors_of_both_sides_are_kept() -> None:
    """1/占地 ≥ 1/建筑 is 建筑 ≥ 占地, and neither may be zero."""
    judged = rulebook(FUZHOU)
    routes = [Route(parse(f"1 / {name}"), (name,)) for name in ("campus_area", "floor_area")]
    rule = judged["campus-per-student"]
    measured = replace(rule.measured, routes=(routes[0],), main=0)
    against = Against(lower=True, inclusive=True, route=routes[1])
    rule = replace(rule, measured=measured, test=against, alternatives=())
    (found,) = rows_of(replace(judged, rules=(rule,))).rows
    assert (plain(found.left), plain(found.right)) == ({"floor_area": 1}, {"campus_area": 1})
    assert [plain(one) for one in found.divisors] == [{"campus_area": 1}, {"floor_area": 1}]


def test_groups_that_do_not_outlast_a_merger_have_no_row() -> None:
    """If majors of one name lost their group in a merger, no group could be added up."""
    judged = rulebook(FUZHOU)
    majors: Any = judged.vocabulary.facts["majors"]
    group = majors.facts["group"].model_copy(update={"merge": "none"})
    lost = majors.model_copy(update={"facts": {**majors.facts, "group": group}})
    vocabulary = judged.vocabulary.with_facts({"majors": lost})
    found = rows_of(replace(judged, vocabulary=vocabulary))
    assert found.others == {"equipment-per-student": "not-added"}


def test_clause_that_is_not_yet_in_force_is_not_there() -> None:
    """A clause with a day of its own binds nobody before it."""
    judged = rulebook(FUZHOU)
    later = tuple(replace(rule, binding="not_in_force") for rule in judged.rules[:4])
    found = rows_of(replace(judged, rules=(*later, *judged.rules[4:])))
    gone = {rule.id for rule in later}
    assert gone & {one.clause for one in compiled(FUZHOU).rows}
    assert gone.isdisjoint({*found.others, *(one.clause for one in found.rows)})


def test_what_is_reckoned_otherwise_has_no_row() -> None:
    """The quotas of 1985 are read from a schedule, which no formula stands for."""
    found = rows_of(compliance.load("cn/moe/staffing-1985"))
    assert found == ((), dict.fromkeys(("staff", "teachers"), "derived-fact"))
