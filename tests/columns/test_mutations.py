"""What the columnar engine must not get wrong: each way to break it changes a verdict."""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from functools import cache
from typing import Any

import polars as pl
import pytest
from laws import law

import compliance
from compliance.checking.columns.cells import clause, limits
from compliance.checking.columns.cells.facts import Facts
from compliance.checking.columns.cells.value import Floats, Integers, Proof
from compliance.checking.columns.frames.table import LANGUAGE, table
from compliance.checking.columns.plan import Plan
from compliance.checking.columns.source import Source
from compliance.expressions.operators import OPERATORS, Operator
from compliance.intake.frame import recognise

LOST = {"unreadable": "x", "from": "19.8 m²/student", "to": "33 m²/student"}
AWAITED = {"awaiting": "未见原表"}
LOOSE = {"measure": "land", "present": True}
CONDITIONS = {
    "equal": "teachers == senior_teachers + part_time_teachers",
    "unequal": "teachers != senior_teachers + part_time_teachers",
    "least": 'campus_area >= "33000 m²"', "most": 'campus_area <= "33000 m²"',
    "more": 'campus_area > "33000 m²"', "less": 'campus_area < "33000 m²"',
    "times": "teachers * 20 >= senior_teachers", "minus": 'campus_area - floor_area >= "1 m²"',
    "over": 'campus_area / students >= "33 m²/student"',
    "both": "new_build and floor_area > campus_area",
    "either": "new_build or floor_area > campus_area", "none": "not new_build",
    "lesser-of": 'min(teachers, part_time_teachers) >= "1 人"',
    "greater-of": 'max(part_time_teachers, teachers) >= "1 人"',
}  # fmt: skip
COMPARED = ("at_least", "more_than", "at_most", "less_than", "equals")
LAWS = law({
    **{side.replace("_", "-"): {"measure": "land", side: "33 m²/student"} for side in COMPARED},
    **{f"lost-{side}".replace("_", "-"): {"measure": "land", side: LOST} for side in COMPARED[:4]},
    **{name: {**LOOSE, "applies_if": text} for name, text in CONDITIONS.items()},
    "between": {"measure": "land", "between": ["19.8 m²/student", "33 m²/student"]},
    "sum": {"measure": "rich", "at_least": "19.8 m²/student"},
    "difference": {"measure": "spare", "at_least": "0 m²"},
    "product": {"measure": "crowd", "at_least": "1:20"},
    "lesser": {"measure": "capped", "at_least": "7 teacher"},
    "greater": {"measure": "filled", "at_most": "7 teacher"},
    "excess": {"measure": "excess", "at_most": "1 teacher"},
    "reckoned": {"measure": "students", "at_most": {"formula": "20 * senior_teachers * students"
                                                   " / teachers"}},
    "holds": {"holds": 'campus_area / students >= "33 m²/student" and not new_build',
              "title": {"zh": "条件"}},
    "escape": {"measure": "land", "at_least": "33 m²/student", "or_if": "new_build"},
    "not-seen": {"measure": "students", "at_least": {"by": "location", "city": AWAITED,
                                                     "county": AWAITED}},
    "one-seen": {"measure": "students", "at_least": {"by": "location", "city": AWAITED,
                                                     "county": "999 人"}},
})  # fmt: skip
SIDES = {">=": ">", "<=": "<", ">": ">=", "<": "<=", "==": "!=", "!=": "=="}
REVERSED = {">=": "<=", "<=": ">=", ">": "<", "<": ">", "==": "==", "!=": "!="}


def schools() -> pl.DataFrame:
    """On 33 and on 19.8 square metres and a grain beside, in small and in the largest schools.

    Then a school for every way to have no land, no pupils, no teachers, no answer.
    """
    rows = [
        {"campus_area": per * pupils / 10 + grain / 10**4, "students": pupils,
         "floor_area": per * pupils / 10, "rented_floor_area": 0.0, "capacity": 0,
         "teachers": 7, "senior_teachers": 5 + pupils % 2, "part_time_teachers": 1,
         "new_build": pupils % 3 == 0}
        for per in (198, 330) for grain in (-1, 0, 1)
        for pupils in (*range(1, 60), 1000, 999_983, 1_000_000)
    ]  # fmt: skip
    usual = {**rows[0], "students": 1000, "campus_area": 33000.0, "teachers": 50,
             "floor_area": 33000.0}  # fmt: skip
    rows += [usual | {name: value} for name in usual for value in (None, 0)
             if not (name == "new_build" and value == 0)]  # fmt: skip
    rows += [usual | {"teachers": 50 + more, "senior_teachers": 1} for more in (-1, 0, 1)]
    rows += [usual | {"floor_area": 33000 - less, "new_build": new}
             for less in (-1.0, 1.0, 0.9999) for new in (True, False)]  # fmt: skip
    rows += [usual | {"teachers": 1, "senior_teachers": many} for many in (20, 21)]
    decimals = [round(row["campus_area"], 4) if row["campus_area"] else row["campus_area"]
                for row in rows]  # fmt: skip
    floors = [round(row["floor_area"], 4) if row["floor_area"] else row["floor_area"]
              for row in rows]  # fmt: skip
    frame = pl.DataFrame(rows, infer_schema_length=None, orient="row")
    return frame.with_columns(
        pl.Series("campus_area", decimals), pl.Series("floor_area", floors),
        id=pl.format("S{}", pl.int_range(len(rows))),
    )  # fmt: skip


@cache
def right() -> dict[str, list[int]]:
    """The codes of the exact engine, before anything is broken."""
    findings = compliance.check(schools(), LAWS, engine="exact")
    return {rule.id: [int(item[rule.id].code) for item in findings] for rule in LAWS.rules}


def columns() -> dict[str, list[int]]:
    """The codes of a plan made anew; none of these clauses is left to the exact engine."""
    frame = table(recognise(schools()), LAWS)
    plan = Plan(LAWS, frame.sources, LANGUAGE, pairs=frame.contradictions)
    assert {one.certificate.kind for one in plan.clauses} <= {"float64", "int64"}
    assert not frame.doubtful
    cells = {judged.rule.id: judged.code for judged in plan.clauses}
    return frame.cells.select(**cells).to_dict(as_series=False)


def wrong() -> Iterator[str]:
    """The clauses of which some school is judged otherwise."""
    found = columns()
    return (clause for clause, codes in right().items() if found[clause] != codes)


def test_unbroken_it_is_right_and_on_every_side() -> None:
    """The schools that unmask every mutation below are judged as the exact engine judges them."""
    assert list(wrong()) == []
    assert len({code for codes in right().values() for code in codes}) >= 7
    for comparator in COMPARED:
        assert {0, 1, 2} <= set(right()[comparator.replace("_", "-")])


def row(symbol: str, **changes: Any) -> tuple[str, Operator]:
    return symbol, replace(OPERATORS[symbol], **changes)


def swapped(symbol: str, other: str) -> tuple[str, Operator]:
    return row(symbol, exact=OPERATORS[other].exact)


MUTATIONS = {
    **{f"{sign} means {other}": swapped(sign, other) for sign, other in SIDES.items()},
    **{f"{sign} negates to {other}": row(sign, negation=other) for sign, other in REVERSED.items()},
    **{f"{sign} leans the other way": row(sign, leans=-OPERATORS[sign].leans)
       for sign in (">=", "<=", ">", "<")},
    **{f"{sign} leans nowhere": row(sign, leans=0) for sign in (">=", "<=", ">", "<")},
    "== leans down": row("==", leans=-1), "!= leans up": row("!=", leans=1),
    "+ subtracts": swapped("+", "-"), "- adds": swapped("-", "+"),
    "* adds": swapped("*", "+"), "/ multiplies": swapped("/", "*"),
    "/ knows no zero": row("/", divides=False),
    "and is or": swapped("and", "or"), "or is and": swapped("or", "and"),
    "min is max": swapped("min", "max"), "max is min": swapped("max", "min"),
}  # fmt: skip


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_an_operator_that_means_something_else_changes_a_verdict(
    mutation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Columns only fold over the table of operators: a wrong row of it shows at the boundary."""
    right()
    monkeypatch.setitem(OPERATORS, *MUTATIONS[mutation])
    assert list(wrong()) != []


def test_every_operator_is_mutated() -> None:
    """A new operator cannot enter the table without a mutation that a verdict shows."""
    assert {symbol for symbol, _ in MUTATIONS.values()} == set(OPERATORS)


def shifted(times: Fraction) -> property:
    shift: Any = Proof.shift
    return property(lambda proof: shift.fget(proof) * times)


def unguarded(_: Source) -> tuple[float, float]:
    return float("-inf"), float("inf")


def picked(self: Floats, other: Any, first: Any) -> Floats:
    theirs, *_ = self._beside(other)
    return replace(self, cell=self.when(first(self.cell, theirs), self.cell, theirs))


BROKEN: dict[str, tuple[Any, str, Any]] = {
    "no shift": (Proof, "shift", shifted(Fraction(0))),
    "a shift of a million times": (Proof, "shift", shifted(Fraction(10**6))),
    "a shift to the other side": (Proof, "shift", shifted(Fraction(-1))),
    "nothing is missing": (Facts, "missing", lambda _self, _name: False),
    "nothing is known": (Facts, "known", lambda _self, _name: False),
    "nothing is divided by zero": (Floats, "__eq__", lambda _self, _other: False),
    "one of two is the lesser of both": (Floats, "_picked", picked),
    "no part exceeds its whole": (Facts, "_against", lambda _self, _name: False),
    "integers are steps of one too few": (
        Integers, "__ge__", lambda self, other: Integers.compare(self, ">", other)),
    "no escape is asked for": (clause, "escaped", lambda _clause, code, _other: code),
    "every row of a table is known": (limits, "_certain", lambda _row: True),
}  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
def test_an_engine_that_leaves_out_a_test_changes_a_verdict(
    broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without its eps, its null test, its zero test, or its wholes, columns judge otherwise."""
    right()
    owner, name, instead = BROKEN[broken]
    monkeypatch.setattr(owner, name, instead)
    assert list(wrong()) != []
