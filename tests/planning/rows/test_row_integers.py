"""Rows in integers say what the fractions say, and fit into 64 bits or are named."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from summing import FUZHOU, compiled

from compliance.planning.rows import Amount, Form, Row, as_integers, holds

SEEDS = st.randoms(use_true_random=False)
AREA, PUPILS = Amount("campus_area"), Amount("students")


def row(left: Form, right: Form, *, strict: bool = False) -> Row:
    return Row("one", "shall", left, right, strict, None, (), inferred=False)


LAND = row(Form({AREA: Fraction(1)}), Form({PUPILS: Fraction(33)}))
NUMBERS = (Fraction(0), Fraction(1), Fraction(33), Fraction(2000, 3), Fraction(1, 25))


@settings(max_examples=200, deadline=None)
@given(random=SEEDS)
def test_integers_say_what_fractions_say(random: Random) -> None:
    """Whatever the factors, figures and members, a sum of integers is ≥ 0 where the row holds."""
    sides = [Form({a: random.choice(NUMBERS) for a in (AREA, PUPILS)}, random.choice(NUMBERS))
             for _ in range(2)]  # fmt: skip
    one = row(*sides, strict=random.random() < 0.5)
    schools = {str(n): {a: Fraction(random.randint(0, 60), random.choice([1, 3, 10**4]))
                        for a in (AREA, PUPILS)} for n in range(4)}  # fmt: skip
    members = random.sample(sorted(schools), random.randint(1, 4))
    (whole,), too_large = as_integers([one], schools, members=4)
    assert too_large == ()
    sums = {a: sum(schools[key][a] for key in members) for a in (AREA, PUPILS)}
    total = whole.constant + sum(whole.of[key] for key in members)
    assert (total >= 0) == holds(one, sums)  # type: ignore[arg-type]
    more = random.randint(0, 100)
    bought = {**sums, AREA: sums[AREA] + more}
    weight = whole.weights.get(AREA, 0)
    assert (total + weight * more >= 0) == holds(one, bought)  # type: ignore[arg-type]


def test_integers_by_hand() -> None:
    """58亩 for 1180 pupils lack 820/3 m², 11亩 for 240 lack 1760/3: in thirds, −820 and −1760."""
    acre = Fraction(2000, 3)
    schools = {"a": {AREA: 58 * acre, PUPILS: Fraction(1180)},
               "b": {AREA: 11 * acre, PUPILS: Fraction(240)}}  # fmt: skip
    (one,), _ = as_integers([LAND], schools, members=2)
    assert one.of == {"a": 58 * 2000 - 3 * 33 * 1180, "b": 11 * 2000 - 3 * 33 * 240}
    assert (one.weights, one.constant, one.row) == ({AREA: 3, PUPILS: -99}, 0, LAND)


def test_factors_are_made_whole() -> None:
    """One teacher for 25 pupils: with 26 pupils one teacher lacks a twenty-fifth."""
    teachers = Amount("teachers")
    ratio = row(Form({teachers: Fraction(1)}), Form({PUPILS: Fraction(1, 25)}))
    schools = {"a": {teachers: Fraction(1), PUPILS: Fraction(26)}}
    (one,), _ = as_integers([ratio], schools, members=1)
    assert (one.of, one.weights) == ({"a": -1}, {teachers: 25, PUPILS: -1})


def test_strict_rows_need_one_more() -> None:
    """More than 500 pupils: 500 are not enough, 501 are; with halves, 500.5 are."""
    strict = row(Form({PUPILS: Fraction(1)}), Form({}, Fraction(500)), strict=True)
    (one,), _ = as_integers([strict], {"a": {PUPILS: Fraction(501)}}, members=1)
    assert (one.constant, one.of) == (-501, {"a": 501})
    (half,), _ = as_integers([strict], {"a": {PUPILS: Fraction(1001, 2)}}, members=1)
    assert (half.constant, half.of) == (-1001, {"a": 1001})


def test_schools_of_unknown_amounts_are_not_in_the_row() -> None:
    """A school without an area is in no row that reads areas."""
    schools = {"a": {PUPILS: Fraction(1)}, "b": {PUPILS: Fraction(1), AREA: Fraction(33)}}
    (one,), _ = as_integers([LAND], schools, members=2)
    assert one.of == {"b": 0}


@pytest.mark.parametrize(("members", "fits"), [(1, True), (2, False)])
def test_sums_of_more_than_62_bits_are_named(members: int, fits: bool) -> None:  # noqa: FBT001
    """2⁶¹ fits alone, twice it does not; the row is named, never cut off."""
    huge = row(Form({PUPILS: Fraction(1)}), Form({}, Fraction(0)))
    schools = {key: {PUPILS: Fraction(2**61)} for key in "ab"}
    rows, too_large = as_integers([huge], schools, members=members)
    assert (len(rows) == 1, too_large) == (fits, () if fits else (huge,))


@pytest.mark.parametrize(("constant", "fits"), [(2**62 - 2, True), (2**62 - 1, False)])
def test_constant_counts_in_the_sum(constant: int, fits: bool) -> None:  # noqa: FBT001
    """2⁶² is reached with the constant as well as without."""
    huge = row(Form({PUPILS: Fraction(1)}), Form({}, Fraction(constant)))
    rows, _ = as_integers([huge], {"a": {PUPILS: Fraction(1)}}, members=1)
    assert (len(rows) == 1) is fits


def test_real_figures_fit() -> None:
    """3000 schools with the largest figures of their kind, in thirds and ten-thousandths, fit."""
    rows = compiled(FUZHOU).rows
    figures = {amount: Fraction(10**9 * 3 + 1, 3 * 10**4) for one in rows for amount in one.amounts}
    schools = {str(n): figures for n in range(3000)}
    found = as_integers(rows, schools, members=3000)
    assert (len(found.rows), found.too_large) == (len(rows), ())
