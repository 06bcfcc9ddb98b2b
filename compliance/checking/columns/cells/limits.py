"""Bounds as columns: what a measured value is ruled by a threshold, a band, a table."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from compliance.checking.columns.cells.condition import is_value
from compliance.checking.columns.language import Cell, Mask, all_of, any_of, opposite
from compliance.checking.engine.exact import comparison
from compliance.checking.engine.ruling import Code
from compliance.expressions.operators import OPERATORS
from compliance.rulebook.rule import Bound, ByCategory, Limits

if TYPE_CHECKING:
    from compliance.checking.columns.cells.clause import Clause

Pair = tuple[Any, Any]


@dataclass(frozen=True, slots=True)
class Measure:
    """A route measured: the pair to compare, the value in the clause's unit, its divisors."""

    pair: Pair
    cell: Cell
    nonzero: Mask
    zero: Mask


def by_limits(clause: Clause, test: Limits, measure: Measure) -> Cell:
    """The ruling of bounds that hold for every row."""
    met = _passes(test, measure)
    if _certain(test):
        return clause.language.when(met, clause.ruled(Code.PASS), clause.ruled(Code.FAIL))
    unsure = clause.language.when(_fails(test, measure), clause.ruled(Code.FAIL),
                                  clause.ruled(Code.UNKNOWN_THRESHOLD))  # fmt: skip
    return clause.language.when(met, clause.ruled(Code.PASS), unsure)


def by_category(clause: Clause, test: ByCategory, measure: Measure) -> Cell:
    """The ruling of a table; where the category is not known, what all its rows say."""
    rows, language = list(test.rows.values()), clause.language
    passes = [_passes(row, measure) for row in rows]
    fails = [_certainly_fails(row, measure) for row in rows]
    code = clause.ruled(Code.MISSING_FACT)
    if not any(map(_certain, rows)):
        code = language.when(any_of([*passes, *fails]), code, clause.ruled(Code.UNKNOWN_THRESHOLD))
    code = language.when(all_of(fails), clause.ruled(Code.FAIL), code)
    code = language.when(all_of(passes), clause.ruled(Code.PASS), code)
    if test.fact not in clause.facts.sources:
        return code
    cell = clause.facts.cell(test.fact)
    for value, row in test.rows.items():
        code = language.when(is_value(cell, value), by_limits(clause, row, measure), code)
    return code


def _certain(test: Limits) -> bool:
    return all(bound.certain for bound in test.bounds)


def _certainly_fails(test: Limits, measure: Measure) -> Mask:
    if _certain(test):
        return opposite(_passes(test, measure))
    return _fails(test, measure)


def _passes(test: Limits, measure: Measure) -> Mask:
    return all_of([_bound(b, b.passes, measure, passing=True) for b in test.bounds])


def _fails(test: Limits, measure: Measure) -> Mask:
    return any_of([_bound(b, b.fails, measure, passing=False) for b in test.bounds])


def _bound(bound: Bound, at: Fraction | None, measure: Measure, *, passing: bool) -> Mask:
    """Whether a value certainly satisfies (or breaks) a bound; an unknown number never does."""
    if at is None:
        return False
    symbol = comparison(bound)
    return compare(symbol if passing else OPERATORS[symbol].negation, measure, at)


def compare(symbol: str, measure: Measure, at: Fraction) -> Mask:
    """Where a measured value compares so with a number."""
    return OPERATORS[symbol].exact(*measure.pair, at.numerator, at.denominator)
