"""Units are exact, known by name, and never mixed up."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.units import Dimension, fits, multiply, show_dimension, unit

AREA = (("length", 2),)
BASES = ("length", "student", "teacher", "currency", "book")
DIMENSIONS = st.dictionaries(st.sampled_from(BASES), st.sampled_from([-2, -1, 1, 2])).map(
    lambda powers: tuple(sorted(powers.items()))
)


@pytest.mark.parametrize(
    ("text", "factor", "dimension"),
    [
        ("亩", "2000/3", "length²"),
        ("畝", "2000/3", "length²"),
        ("m²", "1", "length²"),
        ("㎡", "1", "length²"),
        ("M2", "1", "length²"),
        ("平方米", "1", "length²"),
        ("平米", "1", "length²"),
        ("公顷", "10000", "length²"),
        ("ha", "10000", "length²"),
        ("平方公里", "1000000", "length²"),
        ("km²", "1000000", "length²"),
        ("万平方米", "10000", "length²"),
        ("米", "1", "length"),
        ("m", "1", "length"),
        ("元", "1", "currency"),
        ("万元", "10000", "currency"),
        ("亿元", "100000000", "currency"),
        ("千元", "1000", "currency"),
        ("百万元", "1000000", "currency"),
        ("人", "1", "person"),
        ("生", "1", "student"),
        ("学生", "1", "student"),
        ("教师", "1", "teacher"),
        ("册", "1", "book"),
        ("万册", "10000", "book"),
        ("台", "1", "device"),
        ("套", "1", "device"),
        ("种", "1", "periodical"),
        ("座", "1", "seat"),
        ("班", "1", "class"),
        ("教职工", "1", "staff"),
        ("m²/student", "1", "length²/student"),
        ("㎡/生", "1", "length²/student"),
        ("元/生", "1", "currency/student"),
        ("台/百生", "1/100", "device/student"),
        ("student/teacher", "1", "student/teacher"),
        ("%", "1/100", "1"),
        ("‰", "1/1000", "1"),
        ("1", "1", "1"),
        ("年", "1", "calendar"),
        ("度", "1", "angle"),
        ("acre", "316160658/78125", "length²"),
        ("英亩", "316160658/78125", "length²"),
    ],
)
def test_unit_is_exact(text: str, factor: str, dimension: str) -> None:
    """A unit's factor is an exact fraction of its dimension's base unit."""
    found = unit(text)
    assert found is not None
    assert found.factor == Fraction(factor)
    assert show_dimension(found.dimension) == dimension


@pytest.mark.parametrize(
    "text",
    [
        "mu",
        "kg",
        "g",
        "地",
        "",
        " ",
        "/",
        "/生",
        "生/",
        "m²/生/年",
        "亩地",
        "k",
        "万",
        "has",
        "kms",
        "m2s",
        "M",
        "m³",
        "nan",
        "inf",
        "pi",
        "radian",
        "second",
        "元*生",
        "m^2",
        "1e3",
        "ⸯ",
        "a" * 10**6,
    ],
)
def test_no_unit(text: str) -> None:
    """What is no unit of school standards is none at all; mu is 亩 or nothing."""
    assert unit(text) is None


@given(st.text(max_size=20))
def test_any_text_names_a_unit_or_none(text: str) -> None:
    """No text makes the unit reader fail, and a unit's factor is above zero."""
    found = unit(text)
    assert found is None or found.factor > 0


@given(DIMENSIONS, DIMENSIONS)
def test_quotient_undoes_product(a: Dimension, b: Dimension) -> None:
    """Multiplying by a dimension and dividing by it again changes nothing."""
    assert multiply(multiply(a, b), b, -1) == a


@given(DIMENSIONS, DIMENSIONS)
def test_dimensions_that_differ_never_fit(a: Dimension, b: Dimension) -> None:
    """Only equal dimensions fit where nobody is counted as 人."""
    assert fits(a, b) == (a == b)


@pytest.mark.parametrize("counted", ["student", "teacher", "staff"])
def test_person_fits_whoever_is_counted(counted: str) -> None:
    """人 stands for pupils, teachers or staff, but never for area or books."""
    person = (("person", 1),)
    assert fits(person, ((counted, 1),))
    assert not fits(person, AREA)
    assert not fits(person, (("book", 1),))


def test_area_does_not_fit_area_a_student() -> None:
    """33 m² is not 33 m² a student."""
    per_student = multiply(AREA, (("student", 1),), -1)
    assert not fits(AREA, per_student)
    assert not fits(per_student, AREA)


def test_high_powers_can_be_shown() -> None:
    """A dimension of any power has a text, so that an error about it can be printed."""
    assert show_dimension((("length", 12), ("student", -10))) == "length¹²/student¹⁰"
