"""A clause's quotient x / p as cells, and the schools of which both may be believed."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.checking.columns.cells.facts import Facts, known_all
from compliance.checking.columns.cells.printed import borne_out
from compliance.checking.columns.cells.value import Floats, Unproven
from compliance.checking.columns.language import (
    Cell,
    Language,
    Mask,
    all_of,
    any_of,
    both,
    either,
    opposite,
)
from compliance.checking.columns.plan import Judged
from compliance.checking.engine.ruling import Code
from compliance.checking.engine.statistics import ROUNDINGS
from compliance.expressions import fold
from compliance.expressions.tree import Binary

_LEAST, _MOST = 1e-100, 1e100
"""Between these, no square and no quotient leaves the range of float64."""


class Pairs(NamedTuple):
    """What a coefficient of variation needs of each school.

    ``member``: the clause applies, or may. ``gap``: a member that certainly lacks something;
    ``clean``: one that certainly lacks nothing. Of others only the exact engine can tell.
    ``x`` and ``p`` are those of clean members, each in a unit of its own; float64 sums of them
    are ``proven`` if their terms are as near as ``certain`` counts on.
    """

    member: Mask
    gap: Mask
    clean: Mask
    x: Cell
    p: Cell
    proven: bool


class _Side(NamedTuple):
    """A side of a quotient: ``unit`` times what its cells hold is in base units."""

    cell: Cell
    unit: Fraction
    roundings: int | None


def pairs(judged: Judged, tree: Binary, *, as_printed: bool) -> Pairs:
    """A clause's formula as pairs.

    ``as_printed`` says that the column of a printed ratio holds numbers of their own type: a text
    such as 32.90 shows a digit more than its number, and only the exact engine looks at texts.
    """
    facts, read = judged.clause.facts, judged.clause.rule.measured.formula.facts
    known, doubts = known_all(facts, read), list(_doubts(judged))
    member = judged.code < int(Code.CONDITION_FALSE)
    gap = both(member, any_of([*map(facts.missing, read), *doubts]))
    nothing = facts.language.number(None)
    unread = Pairs(member, gap, clean=False, x=nothing, p=nothing, proven=False)
    if known is False:
        return unread
    try:
        x, p, divisors = _sides(tree, facts)
        zero = any_of([divisor == 0 for divisor in divisors])
        nonzero = all_of([divisor != 0 for divisor in divisors])
        agreed = _agreed(judged, x, p, as_printed=as_printed)
    except Unproven:
        return unread
    clean = all_of([member, known, *map(opposite, doubts), nonzero, agreed,
                    _normal(x.cell), _normal(p.cell)])  # fmt: skip
    return Pairs(member, either(gap, both(member, zero)), clean, x.cell, p.cell, _proven(x, p))


def _doubts(judged: Judged) -> Iterator[Mask]:
    """Where a member has its figures, and they or the clause's claim on it are in doubt."""
    for name in judged.rule.measured.formula.facts:
        yield judged.clause.facts.against(name)
    for code in (Code.CONFLICTING_FACTS, Code.UNKNOWN_APPLICABILITY, Code.HARMLESS):
        yield judged.code == int(code)


def _sides(tree: Binary, facts: Facts) -> tuple[_Side, _Side, list[Any]]:
    """Both sides of a quotient, and all that must not be zero.

    Raises:
        Unproven: if float64 cannot hold the figures.
    """
    divisors: list[Any] = []
    x, p = (fold.number(side, lambda name: facts.floats(name, []), divisors)
            for side in (tree.left, tree.right))  # fmt: skip
    return _side(*x, facts.language), _side(*p, facts.language), [*divisors, p[0]]


def _side(above: Any, below: Any, language: Language) -> _Side:
    if isinstance(above, int):
        above = Floats(language.number(float(above)), Fraction(1), above, above, 1, [],
                       language.when)  # fmt: skip
    if isinstance(below, int):
        return _Side(above.cell, above.scale / below, above.roundings)
    over = above.over(below)
    return _Side(over.cell, over.scale, over.roundings)


def _proven(x: _Side, p: _Side) -> bool:
    """Whether x·x/p is rounded no more often than ``certain`` counts on."""
    if x.roundings is None or p.roundings is None:
        return False
    return 2 * x.roundings + p.roundings + 2 <= ROUNDINGS


def _normal(cell: Cell) -> Mask:
    return (cell == 0.0) | ((cell >= _LEAST) & (cell <= _MOST))


def _agreed(judged: Judged, x: _Side, p: _Side, *, as_printed: bool) -> Mask:
    """Whether a school certainly printed no ratio that its totals refute."""
    facts, measured = judged.clause.facts, judged.rule.measured
    printed = measured.printed
    if printed is None:
        return True
    name = printed.facts[0]
    unsaid = facts.missing(name)
    if unsaid is True or measured.main or not as_printed:
        return unsaid
    value = x.cell / p.cell * float(x.unit / p.unit)
    borne = both(opposite(facts.untidy(name)), borne_out(facts, printed, value))
    return either(unsaid, borne)
