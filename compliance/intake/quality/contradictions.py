"""Figures of one school that cannot all be true, or hardly; none of them is silently repaired.

Asked of files, where units get lost; who brings a profile or a dataframe knows its units.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from compliance.intake.figures import last_digit
from compliance.intake.quality.bounds import Bounds, Printed, Ratio, asked, printed
from compliance.intake.school import Reported
from compliance.intake.values import shown
from compliance.numerals import display
from compliance.quantity import Pair, Span
from compliance.text import word
from compliance.units import unit
from compliance.vocabulary import Number

if TYPE_CHECKING:
    from compliance.intake.profile import Draft

_LEAST_ZEROS = 3
"""So many figures, all of them 0, are a row that nobody filled in."""


def contradict(draft: Draft) -> None:
    """Compare the figures of a school, or of a part of one, and note what cannot be.

    Figures of an impossible relation both contradict each other: nobody knows which one is wrong.
    """
    figures: dict[str, Reported] = {}
    per_student = []
    for name, found in draft.facts.items():
        fact = draft.known.facts[name]
        if isinstance(fact, Number):
            figures[name] = found
            if fact.per_student:
                per_student.append((fact.per_student, name))
    _zeros(draft, figures)
    before, names = frozenset(draft.conflicts), tuple(figures)
    for ratio in asked(names):
        if _plainly_likely(ratio, figures[ratio.fact], figures[ratio.per]):
            continue
        spans = _spans(figures, ratio.fact, ratio.per)
        if spans is None or spans[1].low < ratio.least:
            continue
        if before.isdisjoint((ratio.fact, ratio.per)):
            _weigh(draft, ratio, *spans)
    for row in printed(names, tuple(per_student)):
        if row.fact in figures and row.fact not in draft.conflicts:
            _printed(draft, row, figures)


def _plainly_likely(ratio: Ratio, of: Reported, per: Reported) -> bool:
    """Whether two exact figures lie well within the bounds; what is not plain is looked at."""
    if of.span is not None or per.span is not None:
        return False
    (a, b), (c, d) = cast("Pair", of.value), cast("Pair", per.value)
    if not a or not c:
        return True  # a figure of 0 is no small figure
    each = (a / b) / (c / d)
    least, most = ratio.well
    return least < each < most


def _zeros(draft: Draft, figures: Mapping[str, Reported]) -> None:
    """Every figure of a school is 0: nobody filled them in, and no clause may fail by them."""
    if len(figures) >= _LEAST_ZEROS and not any(found.value[0] for found in figures.values()):  # type: ignore[index]
        first = next(iter(figures.values()))
        if all(found.span is None for found in figures.values()):
            draft.conflicts.update(figures)
            draft.note("all-zero", first.cell, "warning", figures=len(figures))


def _spans(figures: Mapping[str, Reported], *names: str) -> tuple[Span, ...] | None:
    """All values of facts, if every one is reported and above zero."""
    spans = tuple(figures[name].bounds for name in names if name in figures)
    return spans if len(spans) == len(names) and all(span.low > 0 for span in spans) else None


def _weigh(draft: Draft, ratio: Ratio, of: Span, per: Span) -> None:
    """Beyond the bound with all that the figures may be: impossible, or unlikely."""
    low, high = of.low / per.high, of.high / per.low
    impossible, unlikely = (_beyond(b, low, high) for b in (ratio.impossible, ratio.unlikely))
    if not impossible and not unlikely:
        return
    found, other = draft.facts[ratio.fact], draft.facts[ratio.per]
    fact, base = draft.known.facts[ratio.fact], draft.known.facts[ratio.per]
    units = f"{fact.of.text}/{base.of.text}" if isinstance(fact, Number) and isinstance(
        base, Number) else ""  # fmt: skip
    maybe = _probably(ratio, low, high) if low < _least(ratio) else ""
    said = word("quality.probably", unit=maybe) if maybe else word("quality.units")
    draft.note(
        "impossible" if impossible else "implausible", found.cell, "warning",
        fact=ratio.fact, one=shown(found.given), per=ratio.per, two=shown(other.given),
        each=display(low), units=units, probably=said, where=other.cell,
    )  # fmt: skip
    if impossible:
        draft.conflicts |= {ratio.fact, ratio.per}


def _beyond(bounds: Bounds, low: Fraction, high: Fraction) -> bool:
    too_low = bounds.below is not None and high < bounds.below
    return too_low or (bounds.above is not None and low > bounds.above)


def _least(ratio: Ratio) -> Fraction:
    return ratio.unlikely.below or Fraction(0)


def _probably(ratio: Ratio, low: Fraction, high: Fraction) -> str:
    """The unit under which the figure would be likely, if it is."""
    other = unit(ratio.unit) if ratio.unit else None
    if other is None or _beyond(ratio.unlikely, low * other.factor, high * other.factor):
        return ""
    return ratio.unit


def _printed(draft: Draft, row: Printed, figures: Mapping[str, Reported]) -> None:
    """A printed ratio that none of the ways to make it bears out."""
    found = figures[row.fact]
    pairs = [pair for pair in row.pairs if pair[0] in figures and pair[1] in figures]
    if not pairs or any(_plainly_agrees(found, figures[of], figures[per]) for of, per in pairs):
        return
    made = [
        Span(spans[0].low / spans[1].high, spans[0].high / spans[1].low)
        for pair in pairs
        if draft.conflicts.isdisjoint(pair) and (spans := _spans(figures, *pair)) is not None
    ]
    step = last_digit(found.given, found.bounds.low)
    low, high = found.bounds.low - step, found.bounds.high + step
    if made and not any(one.low <= high and one.high >= low for one in made):
        draft.note(
            "printed-differs", found.cell, "warning", fact=row.fact, one=shown(found.given),
            two=display(_in_unit(draft, row.fact, made[0].low)),
        )  # fmt: skip


def _plainly_agrees(found: Reported, of: Reported, per: Reported) -> bool:
    """Whether a ratio printed as a plain number is well within one unit of its last digit."""
    if found.span is not None or of.span is not None or per.span is not None:
        return False
    try:
        number = float(found.given.removeprefix("1:"))
    except ValueError:
        return False
    (a, b), (c, d), (n, m) = (cast("Pair", one.value) for one in (of, per, found))
    if not (a and c and n and number):
        return False
    step = 0.9 * 10.0 ** -len(found.given.partition(".")[2]) / number
    return abs((a / b) / (c / d) / (n / m) - 1) < step


def _in_unit(draft: Draft, name: str, value: Fraction) -> Fraction:
    """A value in base units, in the declared unit of a fact."""
    fact = draft.known.facts[name]
    return value / fact.of.factor if isinstance(fact, Number) else value
