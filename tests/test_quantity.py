"""Quantities as people write them are read exactly or refused, never guessed."""

from __future__ import annotations

import string
import time
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.documents.strict_yaml import read_yaml
from compliance.quantity import BEYOND, LONGEST, Span, UnreadableQuantity, is_missing, read_quantity
from compliance.units import show_dimension

CORPUS = read_yaml(Path(__file__).with_name("quantities.yaml")).data
AREAS = [("亩", Fraction(2000, 3)), ("㎡", Fraction(1)), ("公顷", Fraction(10**4))]
AREAS += [("万㎡", Fraction(10**4)), ("畝", Fraction(2000, 3)), ("平方公里", Fraction(10**6))]
MONEY = [("元", Fraction(1)), ("万元", Fraction(10**4)), ("亿元", Fraction(10**8))]
WRITTEN = st.decimals(min_value=0, max_value=10**9, places=4, allow_nan=False)
SNIPPETS = [
    *string.digits,
    *".,:：比~-—约近余多万亿千百亩㎡²平方米元生学册台座种人/每%‰ ()（）合均左右①¥kmM_٣\u0301",
    *["达", "超过", "不足", "以上", "以内"],
]


@pytest.mark.parametrize("row", CORPUS["read"], ids=lambda row: row["text"])
def test_read_exactly(row: dict[str, Any]) -> None:
    """A text that is plainly a quantity has this exact value, dimension and span."""
    found = read_quantity(row["text"])
    assert found.value == Fraction(row["value"])
    assert (show_dimension(found.unit.dimension) if found.unit else "") == row["of"]
    assert found.span == (_span(row["span"]) if "span" in row else None)


def _span(text: str) -> Span:
    """``[1, 2)`` as a span; ∞ is the end that no figure reaches."""
    low, high = (
        BEYOND if end.strip() == "∞" else Fraction(end.strip()) for end in text[1:-1].split(",")
    )
    return Span(low, high, text[0] == "(", text[-1] == ")")


@pytest.mark.parametrize("row", CORPUS["refused"], ids=lambda row: row["text"])
def test_refused_with_code(row: dict[str, Any]) -> None:
    """A text that is not plainly one quantity is refused, and the code says why."""
    with pytest.raises(UnreadableQuantity) as caught:
        read_quantity(row["text"])
    assert caught.value.code == row["code"]


def test_corpus_size() -> None:
    """The corpus holds at least sixty texts that are read and forty that are refused."""
    assert len(CORPUS["read"]) >= 60
    assert len(CORPUS["refused"]) >= 40


@given(WRITTEN, st.permutations(AREAS))
def test_same_area_in_every_unit(value: Any, units: list[tuple[str, Fraction]]) -> None:
    """A figure in any unit of area is that figure times the unit, and no digit is lost."""
    (name, factor), *_ = units
    assert read_quantity(f"{value}{name}").value == Fraction(value) * factor


@given(st.integers(0, 10**9), st.sampled_from([AREAS, MONEY]))
def test_renderings_of_one_value_agree(thousands: int, units: list[tuple[str, Fraction]]) -> None:
    """One exact value written in each unit in which it has a finite decimal reads back equal."""
    value = Fraction(thousands * 2000)
    for name, factor in units:
        number = value / factor
        scaled = number * 10**8
        if scaled.denominator == 1:
            digits = f"{int(scaled):09d}"
            text = f"{digits[:-8]}.{digits[-8:]}{name}"
            assert read_quantity(text).value == value


@given(st.integers(1, 10**12), st.sampled_from(["", "亩", "人", "万元"]))
def test_thousands_separators_change_nothing(number: int, unit: str) -> None:
    """1,234,567 is 1234567, whatever the unit."""
    one, two = read_quantity(f"{number:,}{unit}"), read_quantity(f"{number}{unit}")
    assert (one.value, one.unit, one.span) == (two.value, two.unit, two.span)


@given(st.integers(1, 10**7), st.sampled_from(["亩", "人", "元", ""]))
def test_approximations_contain_their_figure(number: int, unit: str) -> None:
    """约 n lies around n, 余 starts at n and leaves its end open, 近 ends at n."""
    exact = read_quantity(f"{number}{unit}").value
    around = read_quantity(f"约{number}{unit}").span
    above = read_quantity(f"{number}余{unit}").span
    below = read_quantity(f"近{number}{unit}").span
    assert around is not None
    assert above is not None
    assert below is not None
    assert around.low < exact < around.high
    assert around.low + around.high == 2 * exact
    assert (above.low, above.low_open, above.high_open) == (exact, False, True)
    assert (below.high, below.low_open, below.high_open) == (exact, True, False)
    assert above.high - exact == exact - below.low == around.high - exact


@given(st.integers(1, 10**7), st.sampled_from(["亩", "人", "元", ""]))
def test_one_sided_figures_end_at_their_figure(number: int, unit: str) -> None:
    """n以上 begins at n and n以内 ends there; 超过n and 不足n leave n itself out."""
    exact = read_quantity(f"{number}{unit}").value
    least, most = read_quantity(f"{number}{unit}以上"), read_quantity(f"{number}{unit}以内")
    above, below = read_quantity(f"超过{number}{unit}"), read_quantity(f"不足{number}{unit}")
    assert least.span == Span(exact, BEYOND)
    assert above.span == Span(exact, BEYOND, low_open=True)
    assert most.span == Span(Fraction(0), exact)
    assert below.span == Span(Fraction(0), exact, high_open=True)


def test_nothing_that_can_be_written_lies_beyond() -> None:
    """The largest figure that is read at all, 30 digits of 千万亿平方公里, is short of the end."""
    assert read_quantity("9" * 30 + "千万亿平方公里").value < BEYOND


@settings(max_examples=500)
@given(st.text(max_size=40) | st.lists(st.sampled_from(SNIPPETS), max_size=25).map("".join))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text at all raises anything but UnreadableQuantity, and no value is negative."""
    try:
        found = read_quantity(text)
    except UnreadableQuantity as refused:
        code = refused.code
    else:
        code = "read" if found.num >= 0 and found.den > 0 else "negative or without end"
    assert code in {"read", "number", "unit", "range", "negative", "ratio"}


@pytest.mark.parametrize(
    "text",
    [
        "9" * 10**6,
        "1" + ",000" * 10**5,
        "1" + "亿" * 10**5,
        "a" + "\u0315\u0300" * 50_000,
        "1" + " " * 10**5 + "2",
        "1-" * 10**5,
        "(" * 10**5,
        "约" * 10**5,
    ],
    ids=["digits", "thousands", "multipliers", "accents", "blanks", "ranges", "brackets", "about"],
)
def test_long_texts_are_refused_at_once(text: str) -> None:
    """A text longer than any quantity costs nothing: no huge number, no slow pattern."""
    assert len(text) > LONGEST
    before = time.process_time()
    with pytest.raises(UnreadableQuantity):
        read_quantity(text)
    assert not is_missing(text)
    assert time.process_time() - before < 0.5


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "-",
        "－",
        "—",
        "/",
        "无",
        "無",
        "暂无",
        "暫無",
        "NaN",
        "#N/A",
        "N/A",
        "null",
        "None",
        "#DIV/0!",
        "<NA>",
        "…",
        "不详",
    ],
)
def test_missing_marks(text: str) -> None:
    """These marks say that there is no figure; they are neither zero nor an error."""
    assert is_missing(text)


@pytest.mark.parametrize("text", ["0", "0.0", "0亩", "无锡", "-1", "没有", "1/2"])
def test_zero_is_not_missing(text: str) -> None:
    """A zero is a figure, and a word that only begins like a mark is a word."""
    assert not is_missing(text)
