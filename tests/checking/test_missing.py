"""Missing is never a pass or a fail: every comparator against every way to have no figure."""

import csv
import math
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import compliance

HEAD = """
format: 1
title: {zh: 试验标准}
issuer: 试验
document: 试〔2020〕1号
in_force: {from: 2000-01-01}
subject: school
measures:
  pupils: {formula: students / teachers, unit: student/teacher, zh: 生师比}
clauses:
- {id: clause, cite: 第一条, evidence: S, """

NUMBERS = {
    "at_least": 'text: "生师比达到20:1", measure: pupils, at_least: "20:1"}',
    "more_than": 'text: "生师比超过20:1", measure: pupils, more_than: "20:1"}',
    "at_most": 'text: "生师比不超过20:1", measure: pupils, at_most: "20:1"}',
    "less_than": 'text: "生师比低于20:1", measure: pupils, less_than: "20:1"}',
    "between": 'text: "生师比10:1—20:1", measure: pupils, between: ["10:1", "20:1"]}',
    "about": 'text: "生师比20:1左右", force: about, measure: pupils, '
             'about: {value: "20:1", from: "10:1", to: "30:1", ground: 试验}}',
    "equals": 'text: "生师比等于20:1", measure: pupils, equals: "20:1"}',
    "unreadable": 'text: "生师比达到2x:1", measure: pupils, '
                  'at_least: {unreadable: "2x:1", from: "20:1", to: "29:1"}}',
    "table": 'paraphrase: "生师比达到20:1", measure: pupils, '
             'at_least: {by: location, city: "20:1", county: "20:1"}}',
}  # fmt: skip
WORDS = {
    "one_of": "paraphrase: 学校类别为普通, measure: kind, one_of: [general]}",
    "equals a category": "paraphrase: 学校类别为普通, measure: kind, equals: general}",
    "equals a flag": 'paraphrase: 应为新建学校, measure: new_build, equals: "true"}',
    "present flag": "paraphrase: 应为新建学校, measure: new_build, present: true}",
    "present category": "paraphrase: 学校类别应已填报, measure: kind, present: true}",
    "attested": "title: {zh: 学校章程}, text: 应具有学校章程, basis: attested, present: true}",
    "judged": "title: {zh: 结构合理}, text: 结构合理, basis: judged, present: true}",
}
ABSENT = ...
MARKS = ["", "-", "无", "/"]
NOTHING = [None, ABSENT, *MARKS, math.nan, "NaN"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("standards")


@cache
def load(card: str, folder: Path) -> compliance.Rulebook:
    path = folder / f"{abs(hash(card))}.yaml"
    path.write_text(HEAD + card + "\n", encoding="utf-8")
    return compliance.load(path)


def found(given: Any, rulebook: compliance.Rulebook) -> tuple[str, str, tuple[str, ...]]:
    (finding,) = compliance.check(given, rulebook).items[0]
    assert finding.measured is None
    assert finding.shortfall is None
    return finding.verdict, finding.reason, finding.needs


def profile(**values: object) -> dict[str, object]:
    return {name: value for name, value in values.items() if value is not ABSENT}


def as_csv(path: Path, row: dict[str, object]) -> Path:
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["学校名称", *row])
        writer.writerow(["甲校", *row.values()])
    return path


def fact_of(comparator: str) -> str:
    if comparator in ("attested", "judged"):
        return "clause"
    return "new_build" if "flag" in comparator else "kind"


@pytest.mark.parametrize("nothing", NOTHING, ids=str)
@pytest.mark.parametrize("comparator", NUMBERS)
def test_a_missing_number_is_unknown_and_named(
    comparator: str, nothing: object, folder: Path
) -> None:
    """Numerator, divisor or both without a figure: unknown, and exactly those are named."""
    rulebook = load(NUMBERS[comparator], folder)
    known = {"students": 1200, "teachers": 60}
    for lost in (("students",), ("teachers",), ("students", "teachers")):
        given = profile(**{**known, **dict.fromkeys(lost, nothing)})
        assert found(given, rulebook) == ("unknown", "missing_fact", lost)


@pytest.mark.parametrize("comparator", NUMBERS)
@pytest.mark.parametrize("numerator", [0, 1200, "约1200"])
def test_a_zero_denominator_is_unknown_and_only_the_divisor_is_named(
    comparator: str, numerator: object, folder: Path
) -> None:
    """Nothing over no teachers is neither infinite nor zero; a numerator of zero is a figure."""
    given = {"students": numerator, "teachers": 0}
    rulebook = load(NUMBERS[comparator], folder)
    assert found(given, rulebook) == ("unknown", "zero_denominator", ("teachers",))


@pytest.mark.parametrize("nothing", NOTHING, ids=str)
@pytest.mark.parametrize("comparator", WORDS)
def test_a_missing_word_is_unknown_and_named(
    comparator: str, nothing: object, folder: Path
) -> None:
    """Categories, flags and evidence without a value are unknown, never absent for certain."""
    fact = fact_of(comparator)
    reason = "awaiting_judgement" if comparator == "judged" else "missing_fact"
    rulebook = load(WORDS[comparator], folder)
    assert found(profile(**{fact: nothing}), rulebook) == ("unknown", reason, (fact,))


@pytest.mark.parametrize("mark", [*MARKS, "NaN"], ids=str)
@pytest.mark.parametrize("comparator", [*NUMBERS, *WORDS])
def test_the_same_marks_in_a_csv_file(comparator: str, mark: str, folder: Path) -> None:
    """A mark for nothing in a cell of a file is as missing as a key that is not there."""
    row: dict[str, object]
    if comparator in NUMBERS:
        card, row, needs = NUMBERS[comparator], {"在校生": mark, "专任教师": 60}, "students"
    else:
        card, needs = WORDS[comparator], fact_of(comparator)
        titles = {"new_build": "是否新建", "kind": "学校类别"}
        row = {titles.get(needs, "学校章程" if "章程" in card else "结构合理"): mark}
        row["专任教师"] = 60
    reason = "awaiting_judgement" if comparator == "judged" else "missing_fact"
    path = as_csv(folder / "schools.csv", row)
    assert found(path, load(card, folder)) == ("unknown", reason, (needs,))


@pytest.mark.parametrize("comparator", [*NUMBERS, *WORDS])
def test_the_table_above_could_have_decided(comparator: str, folder: Path) -> None:
    """With every figure given, each comparator reaches a verdict or the lost threshold."""
    given = {"students": 1200, "teachers": 60, "kind": "普通", "new_build": "是", "clause": "是"}
    (finding,) = compliance.check(given, load({**NUMBERS, **WORDS}[comparator], folder)).items[0]
    lost, more = comparator == "unreadable", comparator in ("more_than", "less_than")
    assert finding.verdict == ("unknown" if lost else "fail" if more else "pass")
    assert finding.reason == ("unknown_threshold" if lost else "")


@pytest.mark.parametrize("nothing", NOTHING, ids=str)
def test_a_missing_condition_is_unknown_and_named(nothing: object, folder: Path) -> None:
    """A condition without its fact neither excuses the school nor fails it."""
    card = NUMBERS["at_most"].replace("measure:", "applies_if: new_build, measure:")
    given = profile(students=1201, teachers=60, new_build=nothing)
    (finding,) = compliance.check(given, load(card, folder)).items[0]
    reason = "unknown_applicability"
    assert (finding.verdict, finding.reason, finding.needs) == ("unknown", reason, ("new_build",))


@pytest.mark.parametrize("nothing", [None, ABSENT, "", "-", "无", "/", math.nan], ids=str)
def test_missing_parts_are_unknown_and_named(nothing: object) -> None:
    """Majors that were not reported are unknown; they are not no majors."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", "2018-06-30")
    finding = compliance.check(profile(majors=nothing), rulebook).items[0]["equipment-per-student"]
    assert (finding.verdict, finding.reason) == ("unknown", "missing_fact")
    assert finding.needs == ("majors",)
