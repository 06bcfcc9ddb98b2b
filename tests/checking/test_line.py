"""The law's line never moves: schools exactly on it pass, schools one grain below fail."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import SHIPPED, near, targets, verdict_of

import compliance
from compliance.checking.engine.exact import Engine
from compliance.checking.engine.ruling import Code
from compliance.checking.reading import read
from compliance.intake.school import Reported
from compliance.intake.values import read_value

STANDARD = """
format: 1
title: {zh: 试验标准}
issuer: 试验
document: 试〔2020〕1号
in_force: {from: 2000-01-01}
subject: school
measures:
  land: {formula: campus_area / students, unit: m²/student, zh: 占地面积}
  floor: {formula: floor_area / students, unit: m²/student, zh: 建筑面积}
  ratio: {formula: teachers / students, unit: teacher/student, zh: 师生比}
  equipment: {formula: equipment / students, unit: 元/student, zh: 仪器设备值}
  senior: {formula: senior_teachers / teachers, unit: "%", zh: 高级职称}
  books: {formula: books / students, unit: 册/student, zh: 图书}
clauses:
- {id: land-33, text: 生均占地面积不少于33平方米, measure: land, at_least: 33 m²/student, cite: a, evidence: S}
- {id: floor-20, text: 生均建筑面积不少于20平方米, measure: floor, at_least: 20 m²/student, cite: a, evidence: S}
- {id: ratio-20, text: 师生比达到1:20, measure: ratio, at_least: 1:20, cite: a, evidence: S}
- {id: ratio-25, text: 师生比达到1:25, measure: ratio, at_least: 1:25, cite: a, evidence: S}
- {id: yuan-3000, text: 生均仪器设备值不低于3000元, measure: equipment, at_least: 3000 元/student, cite: a, evidence: S}
- {id: yuan-2500, text: 生均仪器设备值不低于2500元, measure: equipment, at_least: 2500 元/student, cite: a, evidence: S}
- {id: percent-30, text: 高级职称不低于30%, measure: senior, at_least: 30 %, cite: a, evidence: S}
- {id: percent-29, text: 高级职称不低于29%, measure: senior, at_least: 29 %, cite: a, evidence: S}
- {id: percent-57, text: 高级职称不低于57%, measure: senior, at_least: 57 %, cite: a, evidence: S}
- {id: percent-20, text: 高级职称不低于20%, measure: senior, at_least: 20 %, cite: a, evidence: S}
- {id: percent-50, text: 高级职称不低于50%, measure: senior, at_least: 50 %, cite: a, evidence: S}
- {id: books-30, text: 生均图书不少于30册, measure: books, at_least: 30 册/student, cite: a, evidence: S}
"""  # noqa: E501 - one clause a line
AREA = {"": 1, "㎡": 1, "平方米": 1, "亩": Fraction(2000, 3), "万㎡": 10_000, "公顷": 10_000}
MONEY = {"": 1, "元": 1, "万元": 10_000}
PEOPLE = {"": 1}
BOOKS = {"": 1, "册": 1}


class Line(NamedTuple):
    above: str
    below: str
    at: Fraction
    units: dict[str, Any]
    decimals: int


LINES = {
    "land-33": Line("campus_area", "students", Fraction(33), AREA, 4),
    "floor-20": Line("floor_area", "students", Fraction(20), AREA, 4),
    "ratio-20": Line("teachers", "students", Fraction(1, 20), PEOPLE, 0),
    "ratio-25": Line("teachers", "students", Fraction(1, 25), PEOPLE, 0),
    "yuan-3000": Line("equipment", "students", Fraction(3000), MONEY, 4),
    "yuan-2500": Line("equipment", "students", Fraction(2500), MONEY, 4),
    "percent-30": Line("senior_teachers", "teachers", Fraction(30, 100), PEOPLE, 0),
    "percent-29": Line("senior_teachers", "teachers", Fraction(29, 100), PEOPLE, 0),
    "percent-57": Line("senior_teachers", "teachers", Fraction(57, 100), PEOPLE, 0),
    "percent-20": Line("senior_teachers", "teachers", Fraction(20, 100), PEOPLE, 0),
    "percent-50": Line("senior_teachers", "teachers", Fraction(50, 100), PEOPLE, 0),
    "books-30": Line("books", "students", Fraction(30), BOOKS, 0),
}


def on_the_line(line: Line, count: int) -> Iterator[tuple[object, object, int]]:
    """What a school writes exactly on the line, one grain below it, and its divisor.

    The figure is a whole number of grains by construction: the divisor is a multiple of the
    threshold's denominator, and 15 ten-thousandths of a mu are one square metre.
    """
    units = list(line.units.items())
    for n in range(count):
        name, factor = units[n % len(units)]
        divisor = line.at.denominator * (1 + n % (90_000 // line.at.denominator))
        grains = line.at * divisor / factor * 10**line.decimals
        assert grains.denominator == 1
        yield (*(written(int(grains) - less, line.decimals, name) for less in (0, 1)), divisor)


def written(grains: int, decimals: int, unit: str) -> object:
    whole, part = divmod(grains, 10**decimals)
    text = f"{whole}.{part:0{decimals}d}" if decimals else str(whole)
    if unit:
        return text + unit
    return float(text) if decimals and grains < 10**14 else int(whole) if not decimals else text


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> compliance.Rulebook:
    path = tmp_path_factory.mktemp("standards") / "line.yaml"
    path.write_text(STANDARD, encoding="utf-8")
    return compliance.load(path)


Judge = Callable[[object, object], int]


def fast(rulebook: compliance.Rulebook, clause: str) -> Judge:
    """Intake's reader and the compiled engine, without the objects around them."""
    engine = Engine([rulebook[clause]])
    line, facts = LINES[clause], rulebook.vocabulary.facts

    def judge(above: object, below: object) -> int:
        row: dict[str, Reported] = {}
        for name, raw in ((line.above, above), (line.below, below)):
            found = read_value(facts[name], raw, "")  # type: ignore[arg-type]
            assert found is not None
            row[name] = found
        return engine.judge(engine.row(row))[0]

    return judge


def wrong(rulebook: compliance.Rulebook, clause: str, count: int) -> tuple[int, int, int]:
    """How many schools were judged, and how many of them wrongly on and below the line."""
    judge = fast(rulebook, clause)
    judged = above = below = 0
    for on, under, divisor in on_the_line(LINES[clause], count):
        judged += 1
        above += judge(on, divisor) != Code.PASS
        below += judge(under, divisor) != Code.FAIL
    return judged, above, below


@pytest.mark.parametrize("clause", LINES)
def test_20_000_schools_on_the_line_pass_and_one_grain_below_fail(
    clause: str, rulebook: compliance.Rulebook
) -> None:
    """240 000 schools exactly on a threshold in every unit: none is judged wrongly."""
    assert wrong(rulebook, clause, 20_000) == (20_000, 0, 0)


@pytest.mark.fuzz
@pytest.mark.parametrize("clause", LINES)
def test_200_000_schools_on_each_line(clause: str, rulebook: compliance.Rulebook) -> None:
    """The same with 200 000 schools for every threshold."""
    assert wrong(rulebook, clause, 200_000) == (200_000, 0, 0)


@pytest.mark.parametrize("clause", LINES)
def test_the_whole_library_agrees_on_the_line(clause: str, rulebook: compliance.Rulebook) -> None:
    """Profiles through ``check``: 200 on the line pass, 200 one grain below fail."""
    line = LINES[clause]
    for choice, verdict in ((0, "pass"), (1, "fail")):
        schools = [
            {"id": str(n), line.above: school[choice], line.below: school[2]}
            for n, school in enumerate(on_the_line(line, 200))
        ]
        findings = compliance.check(read(schools), rulebook)
        assert [item[clause].verdict for item in findings] == [verdict] * 200


TARGETS = targets()


@settings(deadline=None, max_examples=25)
@given(multiple=st.integers(1, 3000))
def test_every_shipped_threshold_at_one_grain_around_it(multiple: int) -> None:
    """At −1, 0 and +1 grain of every number of every rule the verdict is that of arithmetic."""
    for target in TARGETS:
        for step in (-1, 0, 1):
            given_, value = near(target, multiple, step)
            found = compliance.check(given_, target.rulebook).items[0][target.rule.id]
            assert found.verdict == verdict_of(target.limits.bounds, value), (target, given_)
            assert found.measured == value, (target, given_)


def test_the_thresholds_come_from_every_shipped_standard() -> None:
    """All four standards are tried, both readings, both table rows, and with lost numbers."""
    tried = [str(target) for target in TARGETS]
    assert {target.rulebook.id for target in TARGETS} == set(SHIPPED)
    assert any("student-teacher-ratio band" in name for name in tried)
    assert any("enrolment  county 600" in name for name in tried)
    assert any(not bound.certain for target in TARGETS for bound in target.limits.bounds)
    assert sum(near(target, 7, 0)[1] == target.at for target in TARGETS) == len(TARGETS)
