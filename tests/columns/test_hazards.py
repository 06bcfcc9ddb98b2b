"""What dataframes bring that people never meant: nulls, NaN, zeros, nothing, too much."""

from datetime import date, datetime
from typing import Any

import agree
import dask.dataframe as dd
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
from frames import EAGER, LAZY
from laws import law

import compliance
from compliance.checking.columns.frames.table import LANGUAGE, table
from compliance.checking.columns.plan import Plan
from compliance.checking.columns.source import declared
from compliance.checking.shown.frames import SHAPES
from compliance.intake.frame import recognise

LIBRARIES = {**EAGER, **LAZY}
LAND = law({"land": {"measure": "land", "at_least": "33 m²/student"}})
CROWD = law({"crowd": {"measure": "crowd", "at_least": "1:20"}})
SQUARE = law({"square": {"measure": "square", "at_least": "25 %"}})
PRINTED = law({"land": {"measure": "printed", "at_least": "33 m²/student"}})


def said(frame: Any, rulebook: compliance.Rulebook) -> list[tuple[str, str, list[str]]]:
    """Verdict, reason and needs of every school by the columnar engine, in the order of ids."""
    ledger = agree.table(compliance.check(frame, rulebook, engine="columns"), "ledger")
    return list(ledger.select("verdict", "reason", "needs").iter_rows())


def missing(*needs: str) -> tuple[str, str, list[str]]:
    return "unknown", "missing_fact", sorted(needs)


def certificates(frame: Any, rulebook: compliance.Rulebook) -> list[str]:
    plan = Plan(rulebook, table(recognise(frame), rulebook).sources, LANGUAGE)
    return [judged.certificate.kind for judged in plan.clauses]


def crowded(less: int) -> dict[str, list[Any]]:
    """A school above, on, or below 1:20 by less than float64 can tell.

    In ten-thousandths of a square metre 20 · floor · teachers − campus · students is ``less``.
    """
    teachers, students = 99_989, 999_983
    floor, campus = beside(less, 20 * teachers, students, 300_000)
    assert 2**53 * abs(less) < 20 * floor * teachers
    return {"id": ["a"], "floor_area": [floor / 10**4], "campus_area": [campus / 10**4],
            "teachers": [teachers], "students": [students]}  # fmt: skip


def squared(less: int) -> dict[str, list[Any]]:
    """4 · floor · teaching − campus · planned is ``less``, in products of 10²⁰."""
    teaching, planned = 12_345_678_917, 9_876_543_211
    floor, campus = beside(less, 4 * teaching, planned, 1)
    assert 4 * floor * teaching > 2**63
    areas = {"floor_area": floor, "teaching_area": teaching, "campus_area": campus,
             "planned_campus_area": planned}  # fmt: skip
    return {"id": ["a"], **{name: [area / 10**4] for name, area in areas.items()}}


def beside(less: int, one: int, two: int, more: int) -> tuple[int, int]:
    """Two areas in ten-thousandths, with ``one`` times the first − ``two`` times the second."""
    first = less * pow(one, -1, two) % two + more * two
    second, rest = divmod(one * first - less, two)
    assert rest == 0
    assert max(first, second) < 10**12
    return first, second


BESIDE = pytest.mark.parametrize(("less", "verdict"), [(1, "pass"), (0, "pass"), (-1, "fail")])


@BESIDE
@pytest.mark.parametrize("library", LIBRARIES)
def test_what_float64_cannot_tell_apart_int64_does(less: int, verdict: str, library: str) -> None:
    """Products of 10¹⁷ that differ by one: the certificate is int64, and the verdict exact."""
    assert certificates(pl.DataFrame(crowded(less)), CROWD) == ["int64"]
    assert said(LIBRARIES[library](pa.table(crowded(less))), CROWD) == [(verdict, "", [""])]


@BESIDE
@pytest.mark.parametrize("library", EAGER)
def test_what_int64_cannot_hold_the_exact_engine_judges(
    less: int, verdict: str, library: str
) -> None:
    """Products beyond 2⁶³ that differ by one: nothing overflows, the exact engine judges."""
    assert certificates(pl.DataFrame(squared(less)), SQUARE) == ["exact"]
    assert said(EAGER[library](pa.table(squared(less))), SQUARE) == [(verdict, "", [""])]


@pytest.mark.parametrize("library", EAGER)
def test_figures_of_nineteen_digits_go_to_the_exact_engine(library: str) -> None:
    """An investment of 10¹⁴ 元 with four decimals has more digits than float64 tells apart."""
    rulebook = law({"funds": {"measure": "funds", "at_least": "0.3 元/student"}})
    frame = EAGER[library](pa.table({"id": ["a", "b"], "funds": [0.3, 0.2999], "students": [1, 1]}))
    assert certificates(frame, rulebook) == ["exact"]
    assert [verdict for verdict, _, _ in said(frame, rulebook)] == ["pass", "fail"]


@pytest.mark.parametrize("library", LAZY)
def test_a_lazy_frame_refuses_what_only_the_exact_engine_can_judge(library: str) -> None:
    """Without a certificate no lazy frame is judged: an error before anything is computed."""
    rulebook = law({"funds": {"measure": "funds", "at_least": "0.3 元/student"}})
    assert [one.certificate.kind for one in Plan(rulebook, declared(rulebook), LANGUAGE).clauses
            ] == ["exact"]  # fmt: skip
    frame = LAZY[library](pa.table({"id": ["a"], "funds": [0.3], "students": [1]}))
    with pytest.raises(compliance.FactsError) as caught:
        compliance.check(frame, rulebook, engine="columns")
    assert caught.value.code == "lazy-clause"


def test_schools_that_are_judged_together_are_not_torn_apart_by_partitions() -> None:
    """The nearest school may lie in another partition: a frame of Dask is refused, not guessed."""
    rows = pd.DataFrame({"id": ["a", "b"], "level": ["primary"] * 2, "density": ["dense"] * 2,
                         "longitude": [36.8, 36.8], "latitude": [0.0, 0.005]})  # fmt: skip
    rulebook = compliance.load("ke/registration-2021")
    apart = dd.from_pandas(rows, npartitions=2)
    for engine in ("auto", "columns"):
        with pytest.raises(compliance.FactsError) as caught:
            compliance.check(apart, rulebook, engine=engine)
        assert caught.value.code == "lazy-together"
    found = compliance.check(apart, rulebook, engine="exact")["a"]["primary-distance"]
    assert found.verdict == compliance.check(rows, rulebook)["a"]["primary-distance"].verdict
    assert found.verdict == "fail"


@pytest.mark.parametrize("library", LIBRARIES)
def test_zero_denominators(library: str) -> None:
    """Nothing is divided by zero: neither infinite nor zero, and only the divisor is named."""
    data = {"id": ["a", "b", "c", "d"], "campus_area": [39600.0, 0.0, 0.0, 39600.0],
            "students": [0, 0, 1200, 1200]}  # fmt: skip
    zero = ("unknown", "zero_denominator", ["students"])
    expected = [zero, zero, ("fail", "", [""]), ("pass", "", [""])]
    assert said(LIBRARIES[library](pa.table(data)), LAND) == expected


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("wrong", [float("inf"), float("-inf"), -0.5, 1e300])
def test_what_is_no_figure_is_refused_and_nothing_stands_in_for_it(
    library: str, wrong: float
) -> None:
    """Null and NaN are missing, so that the printed ratio counts; an impossible figure is not."""
    nan = float("nan")
    areas = pa.array([None, nan, wrong], from_pandas=False)
    data = {"id": ["a", "b", "c"], "campus_area": areas, "students": [1200, 1200, 1200],
            "printed_campus_per_student": [33.0, 32.99, 33.0]}  # fmt: skip
    expected = [("pass", "", [""]), ("fail", "", [""]), missing("campus_area")]
    assert said(LIBRARIES[library](pa.table(data)), PRINTED) == expected


def test_numpy_backed_pandas_with_missing_counts() -> None:
    """Counts that pandas holds as floats, because some are missing, are counts."""
    frame = pd.DataFrame({"id": ["a", "b"], "campus_area": [39600.0, None],
                          "students": [1200, None]})  # fmt: skip
    assert str(frame["students"].dtype) == "float64"
    assert said(frame, LAND) == [("pass", "", [""]), missing("campus_area", "students")]


@pytest.mark.parametrize("library", EAGER)
@pytest.mark.parametrize("kind", [pa.null(), pa.float64(), pa.string(), pa.bool_(), pa.int8()])
def test_columns_without_a_single_value(library: str, kind: pa.DataType) -> None:
    """A column of nulls of any type is as missing as a column that is not there."""
    nothing = pa.nulls(2, kind)
    frame = pa.table({"id": ["a", "b"], "campus_area": nothing, "students": nothing})
    assert said(EAGER[library](frame), LAND) == [missing("campus_area", "students")] * 2
    assert said(EAGER[library](frame.select(["id"])), LAND) == [missing("campus_area", "students")
                                                               ] * 2  # fmt: skip


@pytest.mark.parametrize("rows", [3, 20_000])
@pytest.mark.parametrize("library", EAGER)
def test_two_schools_of_one_name_are_refused(library: str, rows: int) -> None:
    """However many rows there are, the first two of one id are named."""
    ids = [f"S{n}" for n in range(rows - 1)] + ["S1"]
    frame = EAGER[library](pa.table({"id": ids, "students": [1] * rows}))
    with pytest.raises(compliance.FactsError) as caught:
        compliance.check(frame, LAND, engine="columns")
    assert caught.value.code == "school-twice"
    (problem,) = caught.value.problems
    assert "S1" in str(caught.value)
    assert problem.place.file == f"frame[{rows - 1}]"


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_fact_named_like_a_clause(library: str) -> None:
    """Neither the code of a clause nor its measured value is mistaken for the fact."""
    rulebook = law({
        "students": {"measure": "students", "at_least": "1200 人"},
        "teachers": {"measure": "ratio", "at_least": "1:20"},
        "district": {"measure": "new_build", "present": True},
    })  # fmt: skip
    data = {"id": ["a", "b"], "students": [1200, 1199], "teachers": [60, 59],
            "new_build": [True, False], "district": ["x", "y"]}  # fmt: skip
    findings = compliance.check(LIBRARIES[library](pa.table(data)), rulebook, engine="columns")
    ledger = agree.table(findings, "ledger").select("clause", "verdict", "measured")
    assert dict(ledger.group_by("clause").agg("measured").iter_rows()) == {
        "students": [1200.0, 1199.0], "teachers": [60 / 1200, 59 / 1199], "district": [None, None],
    }  # fmt: skip
    wide = agree.table(findings, "wide")
    assert wide["students"].to_list() == wide["district"].to_list() == [1, 0]
    counts = agree.frame_of(findings.to_frame("counts", by="district"))
    assert sorted(counts.filter(clause="students").select("district", "pass", "fail").iter_rows()
                  ) == [("x", 1, 0), ("y", 0, 1)]  # fmt: skip


@pytest.mark.parametrize("library", EAGER)
def test_columns_that_nobody_asked_for_are_not_looked_at(library: str) -> None:
    """Unknown labels change nothing, whatever is in them."""
    data = {"id": ["a"], "campus_area": [39600.0], "students": [1200], "备注": ["60亩"],
            "somebody's notes": [[{"x": 1}]], "bytes": [b"\x00\xff"]}  # fmt: skip
    assert said(EAGER[library](pa.table(data)), LAND) == [("pass", "", [""])]


@pytest.mark.parametrize("library", EAGER)
def test_two_columns_of_one_fact(library: str) -> None:
    """Where they agree they are one figure; where they differ, none; one may be empty."""
    data = {"id": ["a", "b", "c"], "campus_area": [39600.0, 39600.0, None],
            "占地面积（亩）": [59.4, 59.5, 59.4], "students": [1200, 1200, 1200]}  # fmt: skip
    conflict = ("unknown", "conflicting_facts", ["campus_area"])
    assert said(EAGER[library](pa.table(data)), LAND) == [("pass", "", [""]), conflict,
                                                         ("pass", "", [""])]  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
def test_parts_above_their_wholes_contradict_both(library: str) -> None:
    """12 of 10 teachers: which is wrong nobody knows; 10 of 10, and an unknown whole, are fine."""
    rulebook = law({"some": {"measure": "senior_teachers", "at_least": "10 人"}})
    data = {"id": ["a", "b", "c"], "senior_teachers": [12, 10, 12], "teachers": [10, 10, None]}
    conflict = ("unknown", "conflicting_facts", ["senior_teachers"])
    assert said(LIBRARIES[library](pa.table(data)), rulebook) == [
        conflict, ("pass", "", [""]), ("pass", "", [""])]  # fmt: skip


BEYOND = {
    "condition": (law({"x": {"measure": "students", "at_least": "1 人",
                             "applies_if": 'campus_area > "40000 m²"'}}), "campus_area"),
    "scope": (law({"x": {"measure": "students", "at_least": "1 人"}},
                  applies_if='campus_area > "40000 m²"'), "campus_area"),
    "whole": (law({"x": {"measure": "campus_area", "at_least": "1 m²"}}), "campus_area_owned"),
}  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("where", BEYOND)
def test_the_eleventh_decimal_is_seen_wherever_a_figure_is_compared(
    where: str, library: str
) -> None:
    """40000.00000000001 is more than 40000 in a condition, in the scope, and beside a whole.

    The exact engine says so; a lazy frame says that it does not know.
    """
    rulebook, fact = BEYOND[where]
    data = {"id": ["a"], "students": [1], "campus_area": [40000.0], fact: [40000.00000000001]}
    ((verdict, _, _),) = said(LIBRARIES[library](pa.table(data)), rulebook)
    exactly = "unknown" if where == "whole" else "pass"
    assert verdict == ("unknown" if library in LAZY else exactly)


@pytest.mark.parametrize("library", EAGER)
def test_the_last_digit_of_a_tiny_printed_figure(library: str) -> None:
    """No land refutes 0.00003 a student, printed to 0.00001; of 0.00001 itself it may be short."""
    rulebook = law({"land": {"measure": "printed", "present": True}})
    data = {"id": ["a", "b"], "campus_area": [0.0, 0.0], "students": [7, 7],
            "printed_campus_per_student": [3e-05, 1e-05]}  # fmt: skip
    needs = ["campus_area", "printed_campus_per_student", "students"]
    expected = [("unknown", "conflicting_facts", needs), ("fail", "", [""])]
    assert said(EAGER[library](pa.table(data)), rulebook) == expected


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_threshold_reckoned_for_each_school_is_said_exactly(library: str) -> None:
    """Its decimals where they end, no matter how far; float64 where they do not."""
    rulebook = law({
        "tenth": {"measure": "books", "at_least": {"formula": "0.1 * books / 8 + books / 1000"}},
        "twice": {"measure": "senior_teachers", "at_most": {"formula": "0.3 * teachers"}},
        "third": {"measure": "teachers",
                  "at_most": {"formula": "students / 3 * teachers / students"}},
    })  # fmt: skip
    data = {"id": ["a", "b", "c", "d"], "books": [8, 1, 7_999_999, None],
            "teachers": [11, 10, 0, None], "senior_teachers": [1, 1, 0, 1],
            "students": [30, 3, 0, 1]}  # fmt: skip
    findings = compliance.check(LIBRARIES[library](pa.table(data)), rulebook, engine="columns")
    ledger = agree.table(findings, "ledger")
    found = {key: rows["threshold"].to_list() for (key,), rows in ledger.group_by("clause")}
    assert found == {
        "tenth": ["0.108", "0.0135", "107999.9865", ""], "twice": ["3.3", "3", "0", ""],
        "third": [str(11 / 3), str(10 / 3), "", ""],
    }  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_column_that_is_not_there_is_missing_wherever_it_is_read(library: str) -> None:
    """In a threshold, in an escape, in a condition: named as in a school without the figure."""
    data = {"id": ["a"], "campus_area": [1.0], "students": [1]}
    found = said(LIBRARIES[library](pa.table(data)), law({
        "a": {"measure": "students", "at_least": {"formula": "capacity"}},
        "b": {"measure": "land", "at_least": "33 m²/student", "or_if": "new_build"},
        "c": {"holds": 'kind == "arts" or students / teachers <= "20 student/teacher"',
              "title": {"zh": "条件"}},
    }))  # fmt: skip
    assert found == [missing("capacity"), missing("new_build"), missing("kind", "teachers")]


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_lesser_of_a_figure_and_none_is_none(library: str) -> None:
    """Neither a condition nor a measure takes the figure that is there for both."""
    data = {"id": ["a", "b"], "teachers": [None, 5], "part_time_teachers": [5, None],
            "senior_teachers": [5, 5]}  # fmt: skip
    rulebook = law({
        "capped": {"measure": "capped", "at_least": "7 teacher"},
        "condition": {"holds": 'min(teachers, part_time_teachers) >= "1 人"',
                      "title": {"zh": "条件"}},
    })  # fmt: skip
    one, other = missing("teachers"), missing("part_time_teachers")
    assert said(LIBRARIES[library](pa.table(data)), rulebook) == [one, one, other, other]


DAYS = {
    "day": pa.array([date(2016, 6, 30), date(2016, 7, 1), None]),
    "second": pa.array([datetime(2016, 6, 30), datetime(2016, 7, 1), None]),  # noqa: DTZ001
    "text": pa.array(["2016-06", "2016年7月", None]), "year": pa.array([2015, 2017, None]),
}  # fmt: skip


@pytest.mark.parametrize("kind", DAYS)
@pytest.mark.parametrize("library", LIBRARIES)
def test_a_clause_that_reads_a_day_is_judged_row_by_row(library: str, kind: str) -> None:
    """Days of any type are read by the exact engine, also where only the scope asks for them."""
    facts = {"opened": {"type": "date", "zh": "设立日期", "en": "opened"}}
    rulebook = law({
        "by": {"holds": 'opened <= "2016-06-30"', "title": {"zh": "日期"}},
        "size": {"measure": "students", "at_least": "1 人"},
    }, facts=facts, applies_if='opened >= "2010-01-01" or opened < "2010-01-01"')  # fmt: skip
    frame = pa.table({"id": ["a", "b", "c"], "opened": DAYS[kind], "students": [1, 0, 1]})
    if library in LAZY:
        with pytest.raises(compliance.FactsError) as caught:
            compliance.check(LIBRARIES[library](frame), rulebook, engine="columns")
        assert caught.value.code in ("lazy-clause", "lazy-column")
        return
    passed, failed = ("pass", "", [""]), ("fail", "", [""])
    assert said(LIBRARIES[library](frame), rulebook) == [
        passed, passed, failed, failed, missing("opened"), passed]  # fmt: skip


@pytest.mark.parametrize("library", EAGER)
def test_clauses_may_be_called_as_columns_of_the_ledger(library: str) -> None:
    """No shape takes a column of its own for a clause's codes."""
    names = ("clause", "part", "reason", "verdict", "measured", "pass", "code", "outstanding")
    rulebook = law({name: {"measure": "students", "at_least": "2 人"} for name in names})
    frame = EAGER[library](pa.table({"id": ["a", "b"], "students": [1, 2]}))
    mine, exact = (compliance.check(frame, rulebook, engine=engine)
                   for engine in ("columns", "exact"))  # fmt: skip
    for shape in SHAPES:
        floats = "float" if shape in ("ledger", "failures") else None
        one, two = (agree.frame_of(found.to_frame(shape, numbers=floats))
                    for found in (mine, exact))  # fmt: skip
        assert sorted(one.rows(), key=str) == sorted(two.rows(), key=str)
        assert one.columns == two.columns


@pytest.mark.parametrize("library", EAGER)
def test_an_escape_over_parts_is_not_asked_of_the_school(library: str) -> None:
    """A school of 2000 without a list of majors has reported no major of 100."""
    each = {"formula": "students", "unit": "student", "over": "majors", "zh": "每个专业学生数"}
    clause = {"measure": "each", "at_least": "100 人", "or_if": 'students >= "1000 人"'}
    rulebook = law({"majors": clause}, measures={"each": each})
    frame = EAGER[library](pa.table({"id": ["a"], "students": [2000]}))
    assert said(frame, rulebook) == [missing("majors")]


@pytest.mark.parametrize("library", EAGER)
def test_a_threshold_of_a_figure_that_nobody_understands_is_missing(library: str) -> None:
    """What was given and not understood contradicts nothing; neither does an escape of it."""
    rulebook = law({
        "line": {"measure": "students", "at_least": {"formula": "capacity"}},
        "escape": {"measure": "students", "at_least": "2 人", "or_if": 'capacity >= "2 人"'},
    })  # fmt: skip
    frame = EAGER[library](pa.table({"id": ["a"], "students": [1], "capacity": ["若干"]}))
    assert said(frame, rulebook) == [missing("capacity")] * 2
    exact = compliance.check(frame, rulebook, engine="exact")["a"]
    assert [(found.reason, found.needs) for found in exact] == [("missing_fact", ("capacity",))] * 2
