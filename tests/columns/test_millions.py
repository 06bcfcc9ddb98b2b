"""Ten million checks against arithmetic in whole numbers that knows nothing of either engine."""

from dataclasses import dataclass
from functools import cache
from math import lcm
from typing import Any

import agree
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pytest
from frames import EAGER, LAZY
from laws import law

import compliance
from compliance.checking.engine.ruling import Code

LIBRARIES = {**EAGER, **LAZY}
Whole = npt.NDArray[np.int64]
STEPS = {"campus_area": 15_000, "floor_area": 10_000, "equipment": 10_000}
"""Whole steps in a base unit: an area in 亩 with 7 decimals is in 15 000ths of a square metre."""
COLUMNS = {
    "students": "在校生数", "capacity": "办学规模（人）",
    "teachers": "专任教师（人）", "senior_teachers": "高级职称教师",
    "campus_area": "校园占地面积（亩）", "floor_area": "校舍建筑面积（㎡）",
    "equipment": "仪器设备总值(万元)", "books": "纸质图书", "computers": "计算机台数",
}  # fmt: skip
DECIMALS = {"campus_area": 7, "floor_area": 4, "equipment": 8}
MISSING = -1
NEW, OLD, UNSAID = 1, 0, -1


@dataclass(frozen=True)
class Line:
    """A clause: sums of facts over sums of facts against p/q, in base units.

    ``rows`` holds another p/q for schools in the county, ``upper`` the upper end of a band.
    """

    above: dict[str, int]
    below: dict[str, int]
    comparator: str
    at: tuple[int, int]
    unit: str
    rows: tuple[int, int] | None = None
    upper: tuple[int, int] | None = None
    applies: str = ""


LINES = {
    "land": Line({"campus_area": 1}, {"students": 1}, "at_least", (33, 1), "m²/student"),
    "land-more": Line({"campus_area": 1}, {"students": 1}, "more_than", (198, 10), "m²/student"),
    "land-most": Line({"campus_area": 1}, {"students": 1}, "at_most", (333, 10), "m²/student"),
    "land-less": Line({"campus_area": 1}, {"students": 1}, "less_than", (100, 3), "m²/student"),
    "mu": Line({"campus_area": 1}, {}, "at_least", (40000, 1), "m²"),
    "mu-total": Line({"campus_area": 1, "floor_area": 2}, {}, "at_most", (200_000, 3), "m²"),
    "floor": Line({"floor_area": 1}, {"students": 1}, "at_least", (20, 1), "m²/student"),
    "floor-new": Line({"floor_area": 1}, {"students": 1}, "at_least", (207, 10), "m²/student",
                      applies="new_build"),
    "floor-old": Line({"floor_area": 3}, {"students": 2}, "more_than", (199, 10), "m²/student",
                      applies="not new_build"),
    "both": Line({"campus_area": 1, "floor_area": 1}, {"students": 1, "capacity": 2}, "at_least",
                 (51, 1), "m²/student"),
    "ratio": Line({"teachers": 1}, {"students": 1}, "at_least", (1, 20), "teacher/student"),
    "ratio-band": Line({"teachers": 1}, {"students": 1}, "between", (1, 25), "teacher/student",
                       upper=(1, 15)),
    "pupils": Line({"students": 1}, {"teachers": 1}, "at_most", (45, 2), "student/teacher"),
    "pupils-exactly": Line({"students": 1}, {"teachers": 1}, "equals", (20, 1), "student/teacher"),
    "senior": Line({"senior_teachers": 1}, {"teachers": 1}, "at_least", (1, 5), "%"),
    "senior-many": Line({"senior_teachers": 1}, {"teachers": 1}, "at_least", (29, 100), "%"),
    "senior-few": Line({"senior_teachers": 1}, {"teachers": 1}, "less_than", (57, 100), "%"),
    "yuan": Line({"equipment": 1}, {"students": 1}, "at_least", (3000, 1), "元/student"),
    "yuan-less": Line({"equipment": 1}, {"students": 1}, "less_than", (24999, 10), "元/student"),
    "books": Line({"books": 1}, {"students": 1}, "at_least", (30, 1), "册/student"),
    "computers": Line({"computers": 1}, {"students": 1}, "at_least", (15, 100), "台/student"),
    "size": Line({"students": 1}, {}, "at_least", (1200, 1), "student", rows=(600, 1)),
    "staff": Line({"teachers": 1}, {}, "more_than", (60, 1), "teacher", rows=(40, 1),
                  applies="new_build"),
}  # fmt: skip


def standard() -> compliance.Rulebook:
    """The same lines as a standard."""
    measures, clauses = {}, {}
    for name, line in LINES.items():
        top, bottom = (" + ".join(f"{times} * {fact}" for fact, times in side.items())
                       for side in (line.above, line.below))  # fmt: skip
        formula = f"({top}) / ({bottom})" if bottom else top
        measures[name.replace("-", "_")] = {"formula": formula, "unit": line.unit, "zh": "试验"}
        at: Any = written(line.at, line.unit)
        if line.rows:
            at = {"by": "location", "city": at, "county": written(line.rows, line.unit)}
        if line.upper:
            at = [at, written(line.upper, line.unit)]
        clauses[name] = {"measure": name.replace("-", "_"), line.comparator: at}
        if line.applies:
            clauses[name]["applies_if"] = line.applies
    return law(clauses, measures=measures)


def written(at: tuple[int, int], unit: str) -> str:
    """A threshold in its unit; thirds of a square metre are written in 亩, of which 3 are 2000."""
    p, q = at
    if unit == "teacher/student":
        return f"{p}:{q}"
    if q == 3:
        return f"{p * 3 / 2000 / 3:g} 亩{unit.removeprefix('m²')}"
    return f"{p * (100 if unit == '%' else 1) / q:g} {unit}"


@cache
def schools(count: int) -> dict[str, Whole]:
    """Facts in whole steps, of any size, a fifth of the schools on a line or one step beside it."""
    random = np.random.default_rng(2016)
    most = {
        "students": 10**6, "capacity": 10**6, "teachers": 10**5, "campus_area": 15 * 10**11,
        "floor_area": 10**12, "equipment": 10**14, "books": 10**9, "computers": 10**7,
    }  # fmt: skip
    found = {name: np.floor(np.exp(random.random(count) * np.log(largest))).astype(np.int64)
             for name, largest in most.items()}  # fmt: skip
    found["senior_teachers"] = random.integers(0, 300, count) % (found["teachers"] + 1)
    names = list(LINES)
    chosen = random.integers(0, 5 * len(names), count)
    for n, name in enumerate(names):
        put_on(LINES[name], found, np.flatnonzero(chosen == n), random)
    for name, values in found.items():
        values[random.random(count) < 0.03] = MISSING
        values[random.random(count) < 0.01] = 0
        values[values > most.get(name, 10**5)] = MISSING
    found["new_build"] = random.integers(UNSAID, 2, count)
    found["county"] = random.integers(UNSAID, 2, count)
    return found


def put_on(line: Line, found: dict[str, Whole], rows: Whole, random: np.random.Generator) -> None:
    """Move the first fact of a line to it, or to the next step on either side."""
    fact, *others = line.above
    p, q = line.at
    base = scale(line.above)
    left = p * side(line.below, found, rows) * base // q
    left = left - sum(line.above[o] * found[o][rows] * (base // STEPS.get(o, 1)) for o in others)
    steps = left // (line.above[fact] * (base // STEPS.get(fact, 1)))
    steps = steps + random.integers(-1, 2, len(rows))
    found[fact][rows] = np.where(steps >= 0, steps, found[fact][rows])


def scale(facts: dict[str, int]) -> int:
    return lcm(*(STEPS.get(fact, 1) for fact in facts))


def side(facts: dict[str, int], found: dict[str, Whole], rows: Any = slice(None)) -> Whole:
    """A sum of facts in whole parts of its scale; nothing to divide by is one."""
    if not facts:
        return np.ones(len(found["students"][rows]), dtype=np.int64)
    base = scale(facts)
    return sum((times * (base // STEPS.get(fact, 1)) * found[fact][rows]
                for fact, times in facts.items()), start=np.int64(0))  # fmt: skip


def holds(line: Line, at: tuple[int, int], found: dict[str, Whole]) -> npt.NDArray[np.bool_]:
    """Whether the value satisfies a line at p/q, multiplied out in 64-bit integers."""
    (p, q), top, bottom = at, side(line.above, found), side(line.below, found)
    assert int(top.max()) * q < 2**62
    assert int(bottom.max()) * p * scale(line.above) < 2**62
    left, right = top * q, bottom * p * scale(line.above)
    match line.comparator:
        case "at_least":
            return left >= right
        case "more_than":
            return left > right
        case "at_most":
            return left <= right
        case "less_than":
            return left < right
        case "equals":
            return left == right
    upper, below = line.upper or at, bottom * scale(line.above)
    return (left >= right) & (top * upper[1] <= below * upper[0])


def codes(line: Line, found: dict[str, Whole]) -> Whole:
    """What whole numbers say: missing before contradicted before zero before the line."""
    facts = {*line.above, *line.below}
    here = holds(line, line.at, found)
    code = np.where(here, Code.PASS, Code.FAIL)
    if line.rows:
        there, county = holds(line, line.rows, found), found["county"]
        same = np.where(here == there, code, Code.MISSING_FACT)
        code = np.where(county == 1, np.where(there, Code.PASS, Code.FAIL),
                        np.where(county == UNSAID, same, code))  # fmt: skip
    if line.below:
        code = np.where(side(line.below, found) == 0, Code.ZERO_DENOMINATOR, code)
    if facts & {"teachers", "senior_teachers"}:
        part, whole = found["senior_teachers"], found["teachers"]
        against = (part > whole) & (part != MISSING) & (whole != MISSING)
        code = np.where(against, Code.CONFLICTING_FACTS, code)
    missing = np.any([found[fact] == MISSING for fact in facts], axis=0)
    code = np.where(missing, Code.MISSING_FACT, code)
    if line.applies:
        flag, wanted = found["new_build"], OLD if line.applies.startswith("not") else NEW
        unsure = np.where(code == Code.PASS, Code.HARMLESS, Code.UNKNOWN_APPLICABILITY)
        code = np.where(flag == wanted, code, Code.CONDITION_FALSE)
        code = np.where(flag == UNSAID, unsure, code)
    return code


def table(found: dict[str, Whole]) -> pa.Table:
    """The schools as a file brings them: 亩 and 万元 as floats, counts as integers, labels."""
    columns: dict[str, Any] = {"id": [f"S{n:07}" for n in range(len(found["students"]))]}
    for name, label in COLUMNS.items():
        nothing = found[name] == MISSING
        values: Any = found[name]
        if name in DECIMALS:
            values = values / 10.0 ** DECIMALS[name]
        columns[label] = pa.array(values, mask=nothing)
    columns["new_build"] = pa.array(found["new_build"] == NEW, mask=found["new_build"] == UNSAID)
    places = np.where(found["county"] == 1, "县镇", "city")
    columns["location"] = pa.array(places, mask=found["county"] == UNSAID)
    return pa.table(columns)


def differ(library: str, count: int) -> dict[str, int]:
    """How many codes of each clause are not those of whole numbers."""
    found = schools(count)
    frame = LIBRARIES[library](table(found))
    verdicts = agree.frame_of(
        compliance.check(frame, standard(), engine="columns").to_frame("verdicts")
    ).sort("school")
    assert len(verdicts) == count
    wrong = {name: int((verdicts[name].to_numpy() != codes(line, found)).sum())
             for name, line in LINES.items()}  # fmt: skip
    return {name: many for name, many in wrong.items() if many}


@pytest.mark.parametrize("library", LIBRARIES)
def test_whole_numbers_say_the_same_of_20_000_schools(library: str) -> None:
    """460 000 checks in every library, in 亩 and 万元: none differs from integer arithmetic."""
    assert differ(library, 20_000) == {}


@pytest.mark.fuzz
@pytest.mark.parametrize("library", LIBRARIES)
def test_whole_numbers_say_the_same_of_half_a_million_schools(library: str) -> None:
    """11 500 000 checks in every library: none differs from integer arithmetic."""
    assert 500_000 * len(LINES) > 10**7
    assert differ(library, 500_000) == {}


@pytest.mark.fuzz
def test_the_exact_engine_says_the_same_of_20_000_of_them() -> None:
    """Whole numbers are right about what the law says: the exact engine agrees with them."""
    found = {name: values[:20_000] for name, values in schools(500_000).items()}
    judged = compliance.check(table(found), standard(), engine="exact")
    for name, line in LINES.items():
        assert [int(item[name].code) for item in judged] == codes(line, found).tolist(), name


def test_a_fifth_of_the_schools_stand_on_a_line_or_beside_it() -> None:
    """One step of the last decimal or less from a threshold; and every kind of ruling is there."""
    found = schools(20_000)
    near = np.zeros(20_000, dtype=bool)
    for line in LINES.values():
        base, (p, q) = scale(line.above), line.at
        known = np.all([found[fact] != MISSING for fact in (*line.above, *line.below)], axis=0)
        apart = np.abs(side(line.above, found) * q - side(line.below, found) * p * base)
        step = max(times * base // STEPS.get(fact, 1) for fact, times in line.above.items())
        near |= known & (side(line.below, found) > 0) & (apart <= step * q)
    assert near.mean() > 0.18
    seen = {int(code) for line in LINES.values() for code in codes(line, found)}
    assert seen == {
        Code.PASS, Code.FAIL, Code.MISSING_FACT, Code.ZERO_DENOMINATOR, Code.CONFLICTING_FACTS,
        Code.HARMLESS, Code.UNKNOWN_APPLICABILITY, Code.CONDITION_FALSE,
    }  # fmt: skip
