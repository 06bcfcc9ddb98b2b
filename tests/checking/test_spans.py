"""Approximate figures: a ruling over a span is never contradicted by a value in the span."""

import ast
from dataclasses import replace
from fractions import Fraction
from random import Random

import naive
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.checking.engine.bounded import decide, truth
from compliance.checking.engine.ruling import Code
from compliance.expressions import fold
from compliance.expressions.operators import OPERATORS
from compliance.expressions.parse import parse
from compliance.intake.school import Reported
from compliance.quantity import Span
from compliance.rulebook.rule import Limits


def some_span(random: Random) -> Span:
    low = Fraction(random.randrange(0, 12), random.choice([1, 2]))
    width = Fraction(random.choice([0, 1, 3]), random.choice([1, 2]))
    if not width:
        return Span.point(low)
    return Span(low, low + width, random.random() < 0.4, random.random() < 0.4)


def points(span: Span, *more: Fraction) -> list[Fraction]:
    """Ends that belong to it, points just inside, the middle, and whatever else lies in it."""
    near = (span.high - span.low) / 1000
    found = {span.low + near, span.high - near, (span.low + span.high) / 2, *more}
    found |= set() if span.low_open else {span.low}
    found |= set() if span.high_open else {span.high}
    return sorted(point for point in found if holds(span, point))


def holds(span: Span, point: Fraction) -> bool:
    if not span.low <= point <= span.high:
        return False
    return not (span.low_open and point == span.low) and not (span.high_open and point == span.high)


def outside(random: Random) -> bool:
    """Whether the span of some formula leaves out a value that its facts can have."""
    text = naive.formula(random)
    spans = {name: some_span(random) for name in naive.NUMBERS}
    found = fold.span(parse(text), spans.__getitem__)
    if found is None:
        return False
    tree = ast.parse(text, mode="eval").body
    for _ in range(6):
        at = {name: random.choice(points(span)) for name, span in spans.items()}
        try:
            value = naive.value(tree, at)
        except ZeroDivisionError:
            return True
        if not holds(found, value):
            return True
    return False


@settings(deadline=None, max_examples=500)
@given(random=st.randoms(use_true_random=False))
def test_the_span_of_a_formula_holds_every_value_it_can_have(random: Random) -> None:
    """Any values inside the facts' spans give a value inside the formula's, divisors not zero."""
    assert not outside(random)


@pytest.mark.parametrize("symbol", ["+", "-", "*", "/"])
def test_a_wrong_direction_in_the_table_is_noticed(
    symbol: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``rises`` is all that interval arithmetic knows, and turning it round shows."""
    row = OPERATORS[symbol]
    turned = (row.rises[0], -row.rises[1])
    monkeypatch.setitem(OPERATORS, symbol, replace(row, rises=turned))
    random = Random(3)  # noqa: S311
    assert any(outside(random) for _ in range(500))


@settings(deadline=None, max_examples=500)
@given(random=st.randoms(use_true_random=False))
def test_a_decision_holds_for_every_value_of_the_span(random: Random) -> None:
    """Pass or fail only where every point says so, and always there; else the span is the reason.

    The points that matter are the span's ends and the thresholds inside it.
    """
    span = some_span(random)
    number = random.choice([*points(span), span.low, span.high, Fraction(3)])
    limits = naive.limits(random, number)
    lines = {n for b in limits.bounds for n in (b.passes, b.fails) if n is not None}
    step = Fraction(1, 10_000)
    around = [n + d for n in lines for d in (-step, 0, step)]
    rulings = {naive.ruling(limits, point) for point in points(span, *around)}
    found = decide(limits, span)
    if len(rulings) == 1:
        assert found is rulings.pop()
    else:
        assert found is Code.APPROXIMATE_FACT


@settings(deadline=None, max_examples=400)
@given(random=st.randoms(use_true_random=False))
def test_a_condition_over_spans_is_certain_only_where_every_point_agrees(random: Random) -> None:
    """A condition that is said to hold, or not to hold, does so wherever the figures may lie."""
    text = naive.condition(random, 1)
    spans = {name: some_span(random) for name in naive.NUMBERS if random.random() < 0.9}
    words: dict[str, object] = {naive.CATEGORY: random.choice(naive.VALUES), naive.FLAG: True}
    facts = {name: Reported((0, 1), "", "", span) for name, span in spans.items()}
    facts |= {name: Reported(word, "", "") for name, word in words.items()}  # type: ignore[arg-type]
    yes, no = truth(parse(text), facts)
    assert not (yes and no)
    for _ in range(8):
        at = {name: random.choice(points(span)) for name, span in spans.items()}
        holds_ = naive.truth(ast.parse(text, mode="eval").body, {**words, **at})
        assert not (yes and holds_ is not True), at
        assert not (no and holds_ is not False), at


def test_the_printed_figure_decides_nothing_by_itself() -> None:
    """约4万 over 40 000 is unknown although the printed figure is exactly on the line."""
    bounds = naive.Bound(True, True, Fraction(40_000), Fraction(40_000))  # noqa: FBT003
    around = Span(Fraction(30_000), Fraction(50_000))
    assert decide(Limits((bounds,)), around) is Code.APPROXIMATE_FACT
    assert decide(Limits((bounds,)), Span.point(Fraction(40_000))) is Code.PASS
