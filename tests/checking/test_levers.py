"""What would close a gap: each lever alone, by the least grain, and displays that never lie."""

from fractions import Fraction
from typing import Any

import naive
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shipped import Target, grain, near, targets, text, verdict_of

import compliance
from compliance.checking.check import NO_PART
from compliance.checking.engine.bounded import decide
from compliance.checking.engine.ruling import Code
from compliance.checking.finding import Finding
from compliance.checking.shown.ledger import levers, shown
from compliance.expressions.tree import Name
from compliance.intake.school import Reported, School
from compliance.numerals import display
from compliance.quantity import Span
from compliance.rulebook.rule import Bound, Limits, Measured, Route, Rule
from compliance.text import Text
from compliance.units import Unit, unit

TARGETS = targets()
NATIONAL = compliance.load("cn/moe/secondary-vocational-2010")
FUZHOU = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", "2018-06-30")


def finding_of(profile: dict[str, Any], target: Target) -> Finding:
    return compliance.check(profile, target.rulebook).items[0][target.rule.id]


def with_fact(profile: dict[str, Any], target: Target, name: str, value: Fraction
              ) -> dict[str, Any]:  # fmt: skip
    written = text(value / target.facts[name].of.factor)
    over = target.rule.measured.over
    if over:
        return {**profile, over: [{**profile[over][0], name: written}]}
    return {**profile, name: written}


def check_levers(finding: Finding, profile: dict[str, Any], target: Target) -> None:
    for lever in levers(finding):
        moved = with_fact(profile, target, lever.fact, lever.to)
        assert finding_of(moved, target).verdict == "pass", (target, profile, lever)
        step = grain(target.facts[lever.fact]) * (1 if lever.to > lever.now else -1)
        less = with_fact(profile, target, lever.fact, lever.to - step)
        assert finding_of(less, target).verdict != "pass", (target, profile, lever)


@settings(deadline=None, max_examples=15)
@given(multiple=st.integers(1, 3000), grains=st.integers(1, 50_000))
def test_each_lever_alone_is_enough_and_a_grain_less_is_not(multiple: int, grains: int) -> None:
    """On every shipped threshold, near it and far off, below it and above it."""
    failed = 0
    for target in TARGETS:
        for step in (-1, 1, -min(grains, multiple), grains):
            profile, value = near(target, multiple, step)
            if verdict_of(target.limits.bounds, value) == "fail":
                failed += 1
                check_levers(finding_of(profile, target), profile, target)
    assert failed >= len(TARGETS)


@settings(deadline=None, max_examples=8)
@given(multiple=st.integers(1, 3000), grains=st.integers(1, 50_000))
def test_the_measured_fact_is_always_a_lever_of_a_single_bound(multiple: int, grains: int) -> None:
    """Where one bound is broken, enough of what is measured would meet it."""
    for target in TARGETS:
        step = -min(grains, multiple)
        profile, value = near(target, multiple, step)
        single = len(target.limits.bounds) == 1 and target.limits.bounds[0].passes is not None
        if single and verdict_of(target.limits.bounds, value) == "fail":
            found = {lever.fact for lever in levers(finding_of(profile, target))}
            assert next(iter(target.facts)) in found, (target, profile)


@settings(deadline=None, max_examples=15)
@given(multiple=st.integers(1, 3000), grains=st.integers(1, 50_000))
def test_the_shortfall_is_the_distance_to_the_broken_bound(multiple: int, grains: int) -> None:
    """|threshold − measured| in exact numbers, on fails alone."""
    for target in TARGETS:
        for step in (-1, 0, 1, -min(grains, multiple), grains):
            profile, value = near(target, multiple, step)
            finding = finding_of(profile, target)
            broken = [
                abs(bound.fails - value) for bound in target.limits.bounds
                if bound.fails is not None and verdict_of((bound,), value) == "fail"
            ]  # fmt: skip
            assert finding.shortfall == (broken[0] if broken else None), (target, profile)


def levers_of(rulebook: compliance.Rulebook, clause: str, **facts: object) -> dict[str, int]:
    finding = compliance.check(facts, rulebook).items[0][clause]
    assert finding.verdict == "fail"
    return {lever.fact: int(lever.to) for lever in levers(finding)}


def test_a_lever_never_lifts_a_part_above_its_whole() -> None:
    """20 % of 60 teachers are 12; 11 senior among 55 would do, were not 58 of them specialists."""
    facts = {"senior_teachers": 11, "teachers": 60}
    assert levers_of(NATIONAL, "senior-share", **facts) == {"senior_teachers": 12, "teachers": 55}
    assert levers_of(NATIONAL, "senior-share", specialist_teachers=58, **facts) == {
        "senior_teachers": 12
    }


def test_a_lever_holds_whatever_an_approximate_figure_turns_out_to_be() -> None:
    """约3万 m² may be 20 000, which carries 606 pupils at 33; the area itself is no lever."""
    facts = {"campus_area": "约3万平方米", "students": 1501}
    assert levers_of(FUZHOU, "campus-per-student", **facts) == {"students": 606}
    moved = compliance.check({**facts, "students": 606}, FUZHOU).items[0]
    assert moved["campus-per-student"].verdict == "pass"
    more = compliance.check({**facts, "students": 607}, FUZHOU).items[0]
    assert more["campus-per-student"].verdict == "unknown"


def test_a_breach_of_both_readings_is_levered_by_the_one_that_binds() -> None:
    """1501 pupils of 60 teachers: one teacher more, or one pupil less, meets 1:25."""
    facts = {"teachers": 60, "students": 1501}
    assert levers_of(FUZHOU, "student-teacher-ratio", **facts) == {"teachers": 61, "students": 1500}


def test_a_strict_bound_that_is_met_but_not_passed_has_a_lever() -> None:
    """超过1200 at exactly 1200: one more, and the shortfall is zero."""
    bound = Bound(True, False, Fraction(1200), Fraction(1200))  # noqa: FBT003
    finding = one(Fraction(1200), bound, unit("student"))
    assert finding.shortfall == 0
    known = {"a": NATIONAL.vocabulary.facts["students"]}
    from compliance.checking.engine.levers import levers as raw  # noqa: PLC0415

    assert [lever.to for lever in raw(finding.rule, finding.facts, known)] == [1201]


def test_a_lever_clears_a_lost_number_for_certain() -> None:
    """1xxx人 without its inference: 999 pupils fail below 1000, and 1999 pass for certain."""
    rulebook = compliance.load(FUZHOU.id, "2018-06-30", inferences=False)
    assert levers_of(rulebook, "enrolment", students=999) == {"students": 1999}


def one(value: Fraction, bound: Bound, of: Unit | None) -> Finding:
    """A finding of one fact against one bound."""
    assert of is not None
    measured = Measured(Text("", ""), of, (Route(Name("a", 0), ("a",)),), 0)
    limits = Limits((bound,))
    rule = Rule("r", Text("", ""), naive.SOURCE, "shall", "computed", measured, "at_least", "",
                limits)  # fmt: skip
    school = School("s", "", {"a": Reported((value.numerator, value.denominator), "", "")})
    return Finding(NATIONAL, rule, school, NO_PART, decide(limits, Span.point(value)))


FRACTIONS = st.fractions(min_value=0, max_value=10**6, max_denominator=10**4)
NEARBY = st.one_of(
    st.just(Fraction(0)),
    st.integers(1, 12).map(lambda n: Fraction(1, 10**n)),
    st.fractions(min_value=0, max_value=10, max_denominator=1000),
)


@settings(max_examples=300)
@given(at=FRACTIONS, off=NEARBY, up=st.booleans())
def test_a_display_stays_on_its_side_of_what_it_differs_from(
    at: Fraction,
    off: Fraction,
    up: bool,  # noqa: FBT001
) -> None:
    """2 499.9975 is never printed as 2500 beside 2500, and what is not zero never as 0."""
    value = max(Fraction(0), at + off if up else at - off)
    printed = Fraction(display(value, at))
    assert (printed == 0) == (value == 0)
    if value != at:
        assert (printed < at) == (value < at)
        assert printed != at


@pytest.mark.parametrize("unit_", ["m²", "亩", "%", "teacher/student"])
@settings(max_examples=150)
@given(at=FRACTIONS, off=NEARBY, up=st.booleans(), lower=st.booleans(), inclusive=st.booleans())
def test_what_is_printed_gives_the_same_verdict(
    unit_: str, at: Fraction, off: Fraction, *, up: bool, lower: bool, inclusive: bool
) -> None:
    """Measured and threshold as printed, compared again, never contradict the verdict."""
    at += 1
    value = max(Fraction(0), at + off if up else at - off)
    finding = one(value, Bound(lower, inclusive, at, at), unit(unit_))
    shows = shown(finding)
    measured, threshold = (number(shows[key]) for key in ("measured", "threshold"))
    inside = measured > threshold if lower else measured < threshold
    assert finding.code is (
        Code.PASS if inside or (inclusive and measured == threshold) else Code.FAIL
    )
    assert bool(shows["shortfall"]) == (finding.code is Code.FAIL)


def number(printed: str) -> Fraction:
    """A printed number; 1:25 is a twenty-fifth."""
    return 1 / Fraction(printed[2:]) if printed.startswith("1:") else Fraction(printed)


def test_a_threshold_of_an_unknown_row_is_printed_beside_what_it_refutes() -> None:
    """2 499.9975 yuan with the group unknown fails both rows and is not printed as 2500."""
    majors = [{"students": 400, "equipment": 999_999}]
    finding = compliance.check({"majors": majors}, FUZHOU).items[0]["equipment-per-student"]
    assert finding.verdict == "fail"
    shows = shown(finding)
    assert (shows["measured"], shows["threshold"]) == ("2499.998", "2500/3000")
