"""What several spans come to together; every end stays open that cannot be reached."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from fractions import Fraction
from functools import reduce
from typing import NamedTuple

from compliance.derived import gaps
from compliance.derived.base import Found, figure
from compliance.expressions import fold
from compliance.intake.school import Gap
from compliance.quantity import BEYOND, Span

ZERO = Span.point(Fraction(0))
UNLIMITED = Span(BEYOND, BEYOND * 2)
"""More than any standard can ask for; no point, so that nobody takes it for a figure."""


def folded(symbol: str, spans: Iterable[Span]) -> Span:
    """Spans put together by ``+``, ``min`` or ``max``, of which none is ever undefined.

    >>> folded("+", [Span(Fraction(1), Fraction(2), high_open=True), Span.point(Fraction(1))])
    Span(low=Fraction(2, 1), high=Fraction(3, 1), low_open=False, high_open=True)
    """
    return reduce(lambda a, b: fold.combined(symbol, a, b) or a, spans)


class Entry(NamedTuple):
    """One of several figures; ``sure`` if it counts for certain, ``gap`` for what is open."""

    span: Span
    sure: bool = True
    gap: Gap | None = None


def extreme(symbol: str, entries: Sequence[Entry]) -> Found:
    """The least (``min``) or greatest (``max``) of what counts, and what may yet change it."""
    gap = gaps.merged(one.gap for one in entries)
    sure = [one.span for one in entries if one.sure]
    if not sure:
        return Found(None, gap or Gap("no_members"))
    span = hull([folded(symbol, sure), folded(symbol, [one.span for one in entries])])
    return figure(span, gaps.merged(one.gap for one in entries if _matters(symbol, one.span, span)))


def _matters(symbol: str, one: Span, result: Span) -> bool:
    return one.low < result.high if symbol == "min" else one.high > result.low


def hull(spans: Sequence[Span]) -> Span:
    """The span from the lowest to the highest value that any of some spans has."""
    low = min(spans, key=lambda span: (span.low, span.low_open))
    high = max(spans, key=lambda span: (span.high, not span.high_open))
    return Span(low.low, high.high, low.low_open, high.high_open)


def stretches(span: Span, ends: Iterable[Fraction | None]) -> list[Span]:
    """A span cut at some ends: each end in it by itself, and what lies open between two.

    >>> whole = Span(Fraction(1), Fraction(5), high_open=True)
    >>> [(int(one.low), int(one.high)) for one in stretches(whole, [Fraction(3)])]
    [(1, 1), (1, 3), (3, 3), (3, 5)]
    """
    inside = {end for end in ends if end is not None and span.low < end < span.high}
    at = sorted({span.low, span.high, *inside})
    found = [Span.point(at[0])]
    for low, high in itertools.pairwise(at):
        found += [Span(low, high, low_open=True, high_open=True), Span.point(high)]
    return found[span.low_open : len(found) - span.high_open]


def middle(span: Span) -> Fraction:
    """The number halfway between the ends of a span, which always lies in it."""
    return (span.low + span.high) / 2
