"""Facts reckoned from others, against naive arithmetic and against every completion of a gap."""

import calendar
import datetime as dt
import itertools
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from pydantic import TypeAdapter

import compliance
from compliance.derived.base import Derived, Found, Ruled
from compliance.derived.others.dispersion import root_span, weighted_variation
from compliance.derived.others.parts import Aggregate, Count, Least, Mean, Most, Sum, Within
from compliance.derived.own.bands import Bands
from compliance.derived.own.formula import Formula
from compliance.derived.own.piecewise import Piecewise
from compliance.derived.own.signs import YearsSince
from compliance.expressions.tree import Tree
from compliance.expressions.types import Numeric
from compliance.intake.school import Part, Reported, School
from compliance.quantity import Span
from compliance.rulebook.clauses.derivations import kinds, read_tree
from compliance.units import Dimension, Unit, unit
from compliance.vocabulary import Fact

ON = dt.date(2018, 6, 30)
CARDS = ("none", "yellow", "red")

PART_FACTS = {
    "counts": {"type": "flag", "zh": "计入", "en": "counts"},
    "points": {"type": "number", "unit": "point", "decimals": 3, "largest": 10**6,
               "smallest": -(10**6), "merge": "none", "zh": "得分", "en": "points"},
    "ended": {"type": "date", "zh": "日期", "en": "ended"},
    "year": {"type": "number", "unit": "年", "decimals": 0, "largest": 3000, "merge": "none",
             "zh": "年份", "en": "year"},
    "card": {"type": "category", "zh": "牌", "en": "card",
             "values": {code: {"zh": code, "en": code} for code in CARDS}},
}  # fmt: skip
FACTS: dict[str, Fact] = TypeAdapter(dict[str, Fact]).validate_python({
    **{name: {"type": "number", "unit": "student", "decimals": 3, "largest": 10**9,
              "merge": "none", "zh": name, "en": name} for name in ("a", "b")},
    "opened": {"type": "date", "zh": "开办", "en": "opened"},
    "items": {"type": "parts", "zh": "各项", "en": "items", "facts": PART_FACTS},
})  # fmt: skip


@dataclass(frozen=True)
class _Scope:
    """What a derivation may ask, over the facts of this module."""

    inferences: bool = True

    def number(self, text: str, *path: str | int, over: str = "") -> tuple[Tree, Dimension]:
        tree, kind = read_tree(text, kinds(self.facts(over, *path)), {}, truth=False)
        assert isinstance(kind, Numeric)
        return tree, kind.dimension

    def condition(self, text: str, *path: str | int, over: str = "") -> Tree:
        return read_tree(text, kinds(self.facts(over, *path)), {}, truth=True)[0]

    def facts(self, over: str, *path: str | int) -> Mapping[str, Fact]:
        del path
        return dict(FACTS["items"].facts) if over else FACTS  # type: ignore[union-attr]

    def unit(self, text: str | None, *path: str | int) -> Unit:
        del path
        found = unit(text or "")
        assert found is not None
        return found

    def clause(self, name: str, *path: str | int) -> str:
        raise NotImplementedError(name, path)

    def standard(self, name: str, *path: str | int) -> str:
        raise NotImplementedError(name, path)


@dataclass(frozen=True)
class _World:
    """A subject on a day, judged alone."""

    school: School
    on: dt.date = ON
    others: Sequence[School] = ()

    def ruling(self, clause: str) -> Ruled:
        raise NotImplementedError(clause)

    def outcome(self, member: School, standard: str, clause: str | None) -> str:
        raise NotImplementedError(member, standard, clause)


def compiled(shape: Any, **fields: Any) -> Derived:
    derived: Derived = shape.model_validate({"zh": "数", **fields}).compile("it", _Scope())
    return derived


def reported(value: Any) -> Reported:
    """A fact as reported; a span is shown by its lower end."""
    if isinstance(value, Span):
        point = value.low == value.high
        return Reported(value.low.as_integer_ratio(), "", "", None if point else value)
    if isinstance(value, Fraction | dt.date):
        number = Fraction(value.toordinal()) if isinstance(value, dt.date) else value
        return Reported(number.as_integer_ratio(), "", "")
    return Reported(value, "", "")


def reckon(derived: Derived, on: dt.date = ON, /, **facts: Any) -> Found:
    known = {name: reported(value) for name, value in facts.items() if value is not None}
    return derived.reckon(_World(School("1", "", known), on))


def items(parts: Sequence[Mapping[str, Any]]) -> tuple[Part, ...]:
    return tuple(
        Part(f"#{n}", {key: reported(value) for key, value in part.items() if value is not None})
        for n, part in enumerate(parts)
    )


def bounds(found: Found) -> Span:
    assert found.value is not None
    return found.value.bounds


def point(found: Found) -> Fraction | None:
    """The one value that was found, or None where there is none or more than one."""
    if found.value is None:
        return None
    span = found.value.bounds
    return span.low if span.low == span.high else None


def contains(outer: Span, inner: Span) -> bool:
    return outer.low <= inner.low and inner.high <= outer.high


numbers = st.builds(Fraction, st.integers(0, 3000), st.sampled_from([1, 2, 10]))
signed = st.builds(Fraction, st.integers(-300, 300), st.sampled_from([1, 10]))
days = st.dates(dt.date(1996, 1, 1), dt.date(2032, 12, 31))


@st.composite
def spans_with_points(draw: Any, ends: Any = numbers) -> tuple[Span, list[Fraction]]:
    """A span, open or closed at either end, and some of the numbers that lie in it."""
    low, high = sorted((draw(ends), draw(ends)))
    assume(low < high)
    low_open, high_open = draw(st.booleans()), draw(st.booleans())
    shares = draw(st.lists(st.integers(1, 99), min_size=1, max_size=4))
    inside = [low + (high - low) * share / 100 for share in shares]
    closed = [end for end, is_open in ((low, low_open), (high, high_open)) if not is_open]
    return Span(low, high, low_open, high_open), [*inside, *closed]


def text(number: Fraction, named: str) -> str:
    return f"{float(number):g} {named}"


# schedules


@dataclass(frozen=True)
class _Step:
    """A piece as a naive reader keeps it."""

    low: Fraction | None
    low_open: bool
    high: Fraction | None
    high_open: bool
    value: Fraction
    plus: Fraction
    per: Fraction

    def holds(self, x: Fraction) -> bool:
        if self.low is not None and (x < self.low or (x == self.low and self.low_open)):
            return False
        return self.high is None or x < self.high or (x == self.high and not self.high_open)

    def value_at(self, x: Fraction) -> Fraction:
        return self.value + (self.plus * (x - self.low) / self.per if self.low is not None else 0)

    def card(self) -> dict[str, str]:
        found = {"value": text(self.value, "teacher")}
        if self.low is not None:
            found["above" if self.low_open else "from"] = text(self.low, "student")
            found |= {"plus": text(self.plus, "teacher"), "per": text(self.per, "student")}
        if self.high is not None:
            found["below" if self.high_open else "to"] = text(self.high, "student")
        return found


@st.composite
def schedules(draw: Any, *, whole: bool = False, flat: bool = False) -> list[_Step]:
    """Pieces over rising ends: with gaps and overlaps, or ``whole``, each size in one piece."""
    ends = sorted(draw(st.sets(numbers.filter(bool), min_size=1, max_size=4)))
    steps = []
    owned = [draw(st.booleans()) for _ in ends]  # whether the lower piece owns the end
    for n, (low, high) in enumerate(itertools.pairwise([None, *ends, None])):
        low_open = owned[n - 1] if n and whole else draw(st.booleans())
        high_open = not owned[n] if n < len(ends) and whole else draw(st.booleans())
        plus = Fraction(0) if flat else draw(numbers)
        steps.append(_Step(low, low_open, high, high_open, draw(numbers), plus, Fraction(
            draw(st.integers(1, 50)))))  # fmt: skip
    if not whole and len(steps) > 2 and draw(st.booleans()):
        steps.pop(draw(st.integers(0, len(steps) - 1)))
    return steps


def schedule(steps: Sequence[_Step]) -> Derived:
    return compiled(
        Piecewise, piecewise="a", unit="teacher", pieces=tuple(step.card() for step in steps)
    )


@given(schedules(), numbers)
def test_a_schedule_is_the_piece_that_holds(steps: list[_Step], x: Fraction) -> None:
    """At a size: the value of the piece that holds, the span of several, none where none does."""
    derived = schedule(steps)
    for size in (x, *(end for step in steps for end in (step.low, step.high) if end is not None)):
        found = reckon(derived, a=size)
        values = [step.value_at(size) for step in steps if step.holds(size)]
        if values:
            assert bounds(found)[:2] == (min(values), max(values))
        else:
            assert found.value is None
            assert found.gap is not None
            assert found.gap.reason == "unknown_threshold"


@given(schedules(), spans_with_points())
def test_a_schedule_over_a_span_holds_every_point(
    steps: list[_Step], rough: tuple[Span, list[Fraction]]
) -> None:
    """Whatever size is meant by a rough one, its value lies in the span that was found."""
    derived, (span, points) = schedule(steps), rough
    found = reckon(derived, a=span)
    if found.value is not None:
        ends = [end for step in steps for end in (step.low, step.high) if end is not None]
        inside = sorted({*points, *(end for end in ends if span.low < end < span.high)})
        for x in (*inside, *((one + two) / 2 for one, two in itertools.pairwise(inside))):
            assert contains(bounds(found), bounds(reckon(derived, a=x)))


@given(schedules(whole=True, flat=True), st.lists(numbers, min_size=1, max_size=5))
def test_steps_bound_a_size_that_is_missing(steps: list[_Step], sizes: list[Fraction]) -> None:
    """Steps for every size bound the answer where the size is missing, and name what is."""
    derived = schedule(steps)
    found = reckon(derived)
    assert all(contains(bounds(found), bounds(reckon(derived, a=x))) for x in sizes)
    values = [step.value for step in steps]
    if min(values) < max(values):
        assert found.gap is not None
        assert (found.gap.reason, found.gap.needs) == ("missing_fact", ("a",))


@given(
    st.lists(st.tuples(numbers, numbers), min_size=2, max_size=5, unique_by=lambda at: at[0]),
    numbers, st.sampled_from(["clamp", "unknown"]),
)  # fmt: skip
def test_interpolation_lies_on_the_line_between_two_points(
    points: list[tuple[Fraction, Fraction]], x: Fraction, outside: Literal["clamp", "unknown"]
) -> None:
    """It is (y₁ (x₂ − x) + y₂ (x − x₁)) / (x₂ − x₁); beyond the points the last value, or none."""
    known = sorted(points)
    derived = compiled(
        Piecewise, piecewise="a", unit="teacher", outside=outside,
        points=tuple((text(at, "student"), text(value, "teacher")) for at, value in known),
    )  # fmt: skip
    expected = None
    for (x1, y1), (x2, y2) in itertools.pairwise(known):
        if x1 <= x <= x2:
            expected = (y1 * (x2 - x) + y2 * (x - x1)) / (x2 - x1)
    if outside == "clamp" and expected is None:
        expected = known[0][1] if x < known[0][0] else known[-1][1]
    assert point(reckon(derived, a=x)) == expected


# formulas with min and max

FORMULAS: dict[str, Callable[[Fraction, Fraction], Fraction]] = {
    "min(a, b)": min,
    "max(a, b)": max,
    "a + 0.5 * min(b, a / 4)": lambda a, b: a + min(b, a / 4) / 2,
    "max(a - b, 0)": lambda a, b: max(a - b, Fraction(0)),
    "min(a, b) + max(a, b)": lambda a, b: a + b,
}


@pytest.mark.parametrize("formula", FORMULAS)
@given(a=spans_with_points(), b=spans_with_points())
def test_a_formula_over_spans_holds_every_point(
    formula: str, a: tuple[Span, list[Fraction]], b: tuple[Span, list[Fraction]]
) -> None:
    """Exact at points, as Python's own min and max; over spans, no point lies outside."""
    derived = compiled(Formula, formula=formula, unit="student")
    span = bounds(reckon(derived, a=a[0], b=b[0]))
    for x, y in itertools.product(a[1], b[1]):
        expected = FORMULAS[formula](x, y)
        assert point(reckon(derived, a=x, b=y)) == expected
        assert span.low <= expected <= span.high


# bands


@st.composite
def bands(draw: Any) -> list[tuple[Fraction | None, Fraction | None]]:
    """Bands without overlap, some with a gap behind them: from (included) to below."""
    ends = sorted(draw(st.sets(numbers.filter(bool), min_size=2, max_size=6)))
    found = list(itertools.pairwise([None, *ends, None]))
    kept = draw(st.lists(st.booleans(), min_size=len(found), max_size=len(found)))
    return [band for band, keep in zip(found, kept, strict=True) if keep] or found


def banded(pieces: Sequence[tuple[Fraction | None, Fraction | None]]) -> Derived:
    values: dict[str, dict[str, str]] = {}
    for n, (low, high) in enumerate(pieces):
        values[f"band{n}"] = {"zh": f"第{n}档"}
        if low is not None:
            values[f"band{n}"]["from"] = text(low, "student")
        if high is not None:
            values[f"band{n}"]["below"] = text(high, "student")
    return compiled(Bands, bands="a", values=values)


@given(bands(), numbers, spans_with_points())
def test_a_band_is_the_one_that_every_point_lies_in(
    pieces: list[tuple[Fraction | None, Fraction | None]],
    x: Fraction,
    rough: tuple[Span, list[Fraction]],
) -> None:
    """At a number the band that holds it, else none; a band over a span is that of each point."""
    derived = banded(pieces)

    def naive(at: Fraction) -> str | None:
        for n, (low, high) in enumerate(pieces):
            if (low is None or at >= low) and (high is None or at < high):
                return f"band{n}"
        return None

    for at in (x, *(end for band in pieces for end in band if end is not None)):
        value = reckon(derived, a=at).value
        assert (value.value if value else None) == naive(at)
    value = reckon(derived, a=rough[0]).value
    if value is not None:
        assert {naive(at) for at in rough[1]} == {value.value}


# parts

parts = st.lists(st.tuples(st.sampled_from([True, False, None]), signed), max_size=6)


def completions(known: Sequence[tuple[bool | None, Fraction]]) -> Iterator[list[Fraction]]:
    """What counts, for every way to settle what may or may not count."""
    for choice in itertools.product(*([one] if one is not None else [True, False]
                                      for one, _ in known)):  # fmt: skip
        yield [value for counts, (_, value) in zip(choice, known, strict=True) if counts]


def over_parts(shape: type[Aggregate], known: Sequence[tuple[bool | None, Fraction]]) -> Found:
    of = {} if shape is Count else {"of": "points"}
    derived = compiled(shape, **{shape.key: "items", "where": "counts",
                                 "unit": "item" if shape is Count else "point", **of})  # fmt: skip
    return reckon(derived, items=items([{"counts": c, "points": p} for c, p in known]))


@given(parts)
def test_a_count_with_open_conditions_is_every_count_that_there_may_be(
    known: list[tuple[bool | None, Fraction]],
) -> None:
    """The least and the greatest count over all completions, and no other."""
    counts = [Fraction(len(chosen)) for chosen in completions(known)]
    assert bounds(over_parts(Count, known))[:2] == (min(counts), max(counts))


@given(parts)
def test_a_sum_with_open_conditions_is_every_sum_that_there_may_be(
    known: list[tuple[bool | None, Fraction]],
) -> None:
    """The least and the greatest sum over all completions; a deduction counts downwards."""
    sums = [sum(chosen, Fraction(0)) for chosen in completions(known)]
    assert bounds(over_parts(Sum, known))[:2] == (min(sums), max(sums))


@pytest.mark.parametrize(("shape", "pick"), [(Least, min), (Most, max)])
@given(known=parts)
def test_an_extreme_with_open_conditions_is_every_extreme_that_there_may_be(
    shape: type[Aggregate], pick: Any, known: list[tuple[bool | None, Fraction]]
) -> None:
    """The ends over all completions; open where perhaps nothing counts, nothing where nothing."""
    chosen = list(completions(known))
    found = over_parts(shape, known)
    if not all(chosen):
        assert found.value is None
        assert found.gap is not None
        assert found.gap.reason == ("missing_fact" if any(chosen) else "no_members")
        return
    picked = [pick(values) for values in chosen]
    assert bounds(found)[:2] == (min(picked), max(picked))


@given(parts)
def test_a_mean_never_leaves_out_a_completion(known: list[tuple[bool | None, Fraction]]) -> None:
    """The mean of what counts; where a mean is said at all, that of every completion lies in it."""
    found = over_parts(Mean, known)
    if found.value is not None:
        for chosen in completions(known):
            assert chosen
            mean = sum(chosen, Fraction(0)) / len(chosen)
            assert bounds(found).low <= mean <= bounds(found).high
    if all(counts is not None for counts, _ in known):
        assert (found.value is None) == (not any(counts for counts, _ in known))


AGGREGATES: dict[type[Aggregate], Callable[[Sequence[Fraction]], Fraction]] = {
    Sum: lambda values: sum(values, Fraction(0)),
    Mean: lambda values: sum(values, Fraction(0)) / len(values),
    Least: min,
    Most: max,
}


@pytest.mark.parametrize("shape", AGGREGATES)
@given(rough=st.lists(spans_with_points(signed), min_size=1, max_size=4))
def test_an_aggregate_over_spans_holds_every_point(
    shape: type[Aggregate], rough: list[tuple[Span, list[Fraction]]]
) -> None:
    """Whatever is meant by rough figures of parts, the result lies in the span that was found."""
    naive = AGGREGATES[shape]
    derived = compiled(shape, **{shape.key: "items", "of": "points", "unit": "point"})
    span = bounds(reckon(derived, items=items([{"points": one} for one, _ in rough])))
    for values in itertools.islice(itertools.product(*(points for _, points in rough)), 50):
        expected = naive(values)
        found = reckon(derived, items=items([{"points": value} for value in values]))
        assert point(found) == expected
        assert span.low <= expected <= span.high


@given(st.lists(st.tuples(st.sampled_from("甲乙丙"), numbers), max_size=6))
def test_each_name_counts_only_with_its_best(known: list[tuple[str, Fraction]]) -> None:
    """The sum over names of the greatest points of each."""
    derived = compiled(Sum, sum="items", of="points", best_by="card", unit="point")
    best: dict[str, Fraction] = {}
    for name, value in known:
        best[name] = max(value, best.get(name, value))
    found = reckon(derived, items=items([{"card": name, "points": v} for name, v in known]))
    assert point(found) == sum(best.values())


# days


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day of an earlier year; for 29 February the 28th where there is no 29th."""
    leap = calendar.isleap(day.year - years)
    last = 28 if (day.month, day.day) == (2, 29) and not leap else day.day
    return day.replace(year=day.year - years, day=last)


def counted_within(on: dt.date, ended: Any, years: int) -> Found:
    within = Within(date="ended", years=years)
    derived = compiled(Count, count="items", within=within, unit="item")
    return reckon(derived, on, items=items([{"ended": ended}]))


@given(days, days, st.integers(1, 10))
@example(dt.date(2024, 2, 29), dt.date(2019, 2, 28), 5)
@example(dt.date(2024, 2, 29), dt.date(2019, 3, 1), 5)
@example(dt.date(2023, 2, 28), dt.date(2020, 2, 29), 3)
def test_a_window_holds_the_days_after_the_same_day_years_ago(
    on: dt.date, ended: dt.date, years: int
) -> None:
    """A day counts if it lies after the same day so many years before, and not after today."""
    expected = years_before(on, years) < ended <= on
    assert point(counted_within(on, ended, years)) == expected


def test_a_window_from_one_29_february_to_another() -> None:
    """Where both years have a 29 February, the first is the day that the window leaves out."""
    assert point(counted_within(dt.date(2024, 2, 29), dt.date(2020, 2, 29), 4)) == 0


@given(days, st.integers(-3, 3), st.integers(0, 400), st.integers(1, 10), st.booleans())
def test_a_window_with_a_rough_day_holds_every_day(
    on: dt.date,
    off: int,
    more: int,
    years: int,
    ahead: bool,  # noqa: FBT001 - hypothesis gives it
) -> None:
    """A day known to the month or the year counts as each of its days does, or may."""
    first = (on if ahead else years_before(on, years)).toordinal() + off
    ordinals = range(first, first + more + 1)
    rough = Span(Fraction(ordinals[0]), Fraction(ordinals[-1]))
    span = bounds(counted_within(on, rough, years))
    for day in {ordinals[0], *ordinals[1:5], ordinals[more // 2], *ordinals[-4:]}:
        assert contains(span, bounds(counted_within(on, dt.date.fromordinal(day), years)))


def anniversaries(opened: dt.date, on: dt.date) -> int:
    """How often the day has come round; 29 February comes on 1 March where there is none."""
    found = 0
    for year in range(opened.year + 1, on.year + 1):
        missing = (opened.month, opened.day) == (2, 29) and not calendar.isleap(year)
        day = dt.date(year, 3, 1) if missing else opened.replace(year=year)
        found += day <= on
    return found


@given(days, days)
@example(dt.date(2016, 2, 29), dt.date(2017, 2, 28))
@example(dt.date(2016, 2, 29), dt.date(2017, 3, 1))
@example(dt.date(2016, 2, 29), dt.date(2020, 2, 29))
def test_years_since_are_anniversaries(opened: dt.date, on: dt.date) -> None:
    """As many years as the day has come round, by the calendar; a day ahead contradicts."""
    found = reckon(compiled(YearsSince, years_since="opened", unit="年"), on, opened=opened)
    if opened > on:
        assert found.value is None
    else:
        assert point(found) == anniversaries(opened, on)


@given(days, days, st.integers(1, 10))
def test_a_window_and_years_since_agree(opened: dt.date, on: dt.date, years: int) -> None:
    """Within so many years is the same as that many years not yet completed."""
    assume(opened <= on)
    age = point(reckon(compiled(YearsSince, years_since="opened", unit="年"), on, opened=opened))
    assert age is not None
    assert point(counted_within(on, opened, years)) == (age < years)


# a ladder


@given(
    st.sampled_from(CARDS), st.dictionaries(st.integers(2010, 2019), st.sampled_from(CARDS)),
    st.integers(2, 4),
)  # fmt: skip
def test_a_ladder_is_a_loop_over_the_years(this: str, past: dict[int, str], run: int) -> None:
    """Yellow all through the run is red; open where the years that are not known might do it."""
    numbers_of = {"none": 0, "yellow": 1, "red": 2}
    derived = compiled(
        Bands, bands="a",
        values={"none": {"zh": "无", "below": "1 student"},
                "yellow": {"zh": "黄牌", "from": "1 student", "to": "1 student"},
                "red": {"zh": "红牌", "above": "1 student"}},
        memory={"parts": "items", "value": "card", "year": "year", "run": run,
                "of": "yellow", "becomes": "red"},
    )  # fmt: skip
    entries = [{"year": Fraction(year), "card": card} for year, card in past.items()]
    found = reckon(derived, a=Fraction(numbers_of[this]), items=items(entries))
    before = [ON.year - back for back in range(1, run)]
    may = [[past[year]] if year in past else list(CARDS) if past else ["none"] for year in before]
    outcomes = set()
    for years in itertools.product(*may):
        in_a_row = this == "yellow"
        for card in years:
            in_a_row = in_a_row and card == "yellow"
        outcomes.add("red" if in_a_row else this)
    if len(outcomes) == 1:
        assert found.value is not None
        assert found.value.value == outcomes.pop()
    else:
        assert found.value is None
        assert found.gap is not None
        assert found.gap.needs == ("items",)


# coefficients of variation


@given(st.lists(st.tuples(numbers, numbers.filter(bool)), min_size=1, max_size=8))
def test_the_weighted_variation_is_that_of_the_hand_out(
    schools: list[tuple[Fraction, Fraction]],
) -> None:
    """X̄ = Σx/Σp, S² = Σ (p/P)(x/p − X̄)², CV = S/X̄, exactly; its root lies within the span."""
    total, pupils = (sum(column, Fraction(0)) for column in zip(*schools, strict=True))
    assume(total)
    mean = total / pupils
    square = sum((p / pupils * (x / p - mean) ** 2 for x, p in schools), Fraction(0))
    found = weighted_variation(schools)
    assert found == square / mean**2
    root = root_span(found)
    assert root.low**2 <= found <= root.high**2
    assert root.high - root.low <= Fraction(1, 2**200)


# k of n

CLAUSES = ("books", "computers", "periodicals", "teachers", "classes")
STATES = {"pass": 100, "fail": 99, "unknown": None}


def k_of_n(folder: Path) -> compliance.Rulebook:
    """Five clauses that only count, and for every k one that asks for k of them."""
    units = {"books": "册", "computers": "台", "periodicals": "种", "teachers": "人",
             "classes": "班"}  # fmt: skip
    words = {"books": "图书", "computers": "计算机", "periodicals": "报刊种类",
             "teachers": "专任教师", "classes": "教学班"}  # fmt: skip
    card = {"cite": "一", "evidence": "S"}
    clauses: list[dict[str, Any]] = [
        {**card, "id": name, "paraphrase": f"{words[name]}不少于100{units[name]}",
         "measure": name, "at_least": f"100 {units[name]}", "counts_in": "pass-5"}
        for name in CLAUSES
    ]  # fmt: skip
    for k in range(6):
        for kind, said in (("pass", "达标"), ("fail", "未达标")):
            clauses.append({
                **card, "id": f"{kind}-{k}", "paraphrase": f"至少{k}项{said}",
                "title": {"zh": said}, "holds": f"{kind}ed >= {k}",
            })  # fmt: skip
    document = {
        "format": 1, "title": {"zh": "试验标准"}, "issuer": "试验", "document": "试〔2020〕1号",
        "in_force": {"from": "2000-01-01"}, "subject": "school", "clauses": clauses,
        "derived": {"passed": {"passing": CLAUSES, "zh": "达标项数"},
                    "failed": {"failing": CLAUSES, "zh": "未达标项数"},
                    "weakest": {"attained": CLAUSES, "zh": "最低完成度"}},
    }  # fmt: skip
    path = folder / "k-of-n.yaml"
    path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return compliance.load(path, ON)


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> compliance.Rulebook:
    return k_of_n(tmp_path_factory.mktemp("shapes"))


def test_k_of_n_is_what_all_completions_agree_on(rulebook: compliance.Rulebook) -> None:
    """Certain where every completion agrees, unknown where two do not: all 243 ways, every k."""
    states = list(itertools.product(STATES, repeat=len(CLAUSES)))
    schools = [
        {name: STATES[state] for name, state in zip(CLAUSES, one, strict=True)} for one in states
    ]
    found = compliance.check(schools, rulebook, engine="exact")
    for one, findings in zip(states, found, strict=True):
        complete = list(itertools.product(
            *(["pass", "fail"] if state == "unknown" else [state] for state in one)))  # fmt: skip
        for kind, k in itertools.product(("pass", "fail"), range(6)):
            agreed = {settled.count(kind) >= k for settled in complete}
            expected = "unknown" if len(agreed) > 1 else "pass" if agreed == {True} else "fail"
            finding = findings[f"{kind}-{k}"]
            assert finding.verdict == expected
            missing = [n for n, state in zip(CLAUSES, one, strict=True) if state == "unknown"]
            assert list(finding.needs) == (missing if expected == "unknown" else [])


@given(st.lists(st.integers(1, 400), min_size=5, max_size=5), st.sets(st.sampled_from(CLAUSES)))
def test_the_weakest_of_rough_figures_holds_every_point(
    rulebook: compliance.Rulebook, values: list[int], rough: set[str]
) -> None:
    """The least share of a threshold, exact at points; over rough figures no point lies outside."""
    figures = dict(zip(CLAUSES, values, strict=True))
    about = {n: f"约{value}" if n in rough else value for n, value in figures.items()}
    steps = {n: 10 ** (len(str(v)) - len(str(v).rstrip("0"))) for n, v in figures.items()}
    below = {n: value - steps[n] if n in rough else value for n, value in figures.items()}
    above = {n: value + steps[n] if n in rough else value for n, value in figures.items()}
    found = compliance.check([about, figures, below, above], rulebook, engine="exact")
    whole, *points = (next(iter(one)).school.facts["weakest"].bounds for one in found)
    for span, at in zip(points, (figures, below, above), strict=True):
        assert span == Span.point(Fraction(min(at.values()), 100))
        assert contains(whole, span)
