"""What a bare number, a ratio or another unit means under a fact."""

from __future__ import annotations

import re
from fractions import Fraction

from compliance.text import plain
from compliance.units import Unit, fits, unit
from compliance.vocabulary import Number

_PIECES = re.compile(r"[0-9余多十百千万亿]\s*个(?=[,;(。左以]|上下|\Z)")
_NEVER_PIECES = frozenset(["student", "teacher", "staff", "person", "length", "currency"])
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_STUDENTS_PER_TEACHER = (("student", 1), ("teacher", -1))


def turned(fact: Number, of: Unit) -> Fraction | None:
    """The factor from base units of a unit to those of a fact, or None if they do not fit.

    Under 生均… and 班均… the unit is often printed without 生 and 班: 15台 for each hundred
    pupils is 15台/百生, and not 15 for each of them.

    >>> import compliance
    >>> facts = compliance.load("cn/moe/secondary-vocational-2010").vocabulary.facts
    >>> turned(facts["printed_computers_per_hundred"], facts["computers"].of)
    Fraction(1, 100)
    """
    wanted = fact.of.dimension
    if fits(of.dimension, wanted):
        return Fraction(1)
    counted = tuple((base, exponent) for base, exponent in wanted if exponent > 0)
    total = unit(fact.unit.partition("/")[0])
    if not fact.printed or total is None or not fits(of.dimension, counted):
        return None
    return fact.of.factor / total.factor


def one_side_is_one(raw: str) -> bool:
    """Whether a ratio as written is so many to one, or one to so many."""
    sides = plain(raw).lstrip("约合大为").replace("比", ":").replace("∶", ":").split(":")
    return any(side.strip() == "1" for side in sides)


def is_ratio(fact: Number) -> bool:
    """Whether a fact is a number of pupils for each teacher."""
    return fact.of.dimension == _STUDENTS_PER_TEACHER


def last_digit(given: str, value: Fraction) -> Fraction:
    """One unit of the last digit that was printed, in the base units of ``value``.

    >>> last_digit("41.2平方米", Fraction(412, 10)), last_digit("1:23", Fraction(23))
    (Fraction(1, 10), Fraction(1, 1))
    """
    numbers = _NUMBER.findall(plain(given).replace(",", ""))
    if not numbers:
        return Fraction(0)
    number = numbers[1] if len(numbers) > 1 and numbers[0] == "1" else numbers[0]
    shown = Fraction(number)
    unit: Fraction = value / shown if shown else Fraction(1)
    step: Fraction = unit / 10 ** len(number.partition(".")[2])
    return step


def counts_others(fact: Number, raw: str) -> bool:
    """Whether 个 says that other things are counted: 大班额 10个 are classes, 篮球场 2个 courts.

    >>> import compliance
    >>> facts = compliance.load("cn/moe/secondary-vocational-2010").vocabulary.facts
    >>> counts_others(facts["sports_area"], "2个"), counts_others(facts["classes"], "24个")
    (True, False)
    """
    counted = {base for base, exponent in fact.of.dimension if exponent > 0}
    return not counted.isdisjoint(_NEVER_PIECES) and _PIECES.search(plain(raw)) is not None
