"""One raw value under one fact → exact value, or the reason why it was not understood."""

from __future__ import annotations

import datetime as dt
import math
from decimal import Decimal
from fractions import Fraction
from typing import Any

from compliance.errors import nearest
from compliance.intake.school import Reported
from compliance.quantity import (
    RATIO,
    Quantity,
    Span,
    UnreadableQuantity,
    is_missing,
    read_quantity,
)
from compliance.text import plain
from compliance.units import DIMENSIONLESS, Unit, fits, multiply
from compliance.vocabulary import Category, Evidence, Flag, Number, Simple, comparable

YES = frozenset("是 有 符合 合格 具备 达标 齐全 已具备 已提供 已备案 true yes y √ ✓ 1".split())
NO = frozenset("否 没有 不符合 不合格 不具备 未达标 不达标 未提供 未备案 false no n × ✗ x 0".split())
_DOCUMENT_MARKS = ("〔", "[", "号", "《", ".pdf", ".doc", ".jpg", ".png")
_STUDENTS_PER_TEACHER = (("student", 1), ("teacher", -1))


class Refused(ValueError):  # noqa: N818 - says what happened to the value
    """A value was not understood; ``code`` and ``values`` make the issue."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code, self.values = code, values


def read_value(fact: Simple, raw: Any, cell: str, header: Unit | None = None) -> Reported | None:
    """A raw value as reported, or None where the school gave none.

    ``header`` is the unit that a column's heading states; a plain number is in it, or else in
    the fact's declared unit.

    Raises:
        Refused: for anything that is not plainly a value of this fact.
    """
    if raw is None or (isinstance(raw, float) and math.isnan(raw)):
        return None
    if isinstance(raw, str) and is_missing(raw):
        return None
    if isinstance(fact, Number):
        if isinstance(raw, str):
            return _number_text(fact, raw, cell, header)
        return _number(fact, raw, cell, header)
    given = _as_text(raw)
    if is_missing(given):
        return None
    if isinstance(fact, Category):
        code = fact.by_label.get(comparable(given))
        if code is None:
            close = nearest(comparable(given), fact.by_label)
            known = "、".join(value.zh for value in fact.values.values())
            raise Refused("unknown-category-value", found=given, nearest=close or "—", known=known)
        return Reported(code, given, cell)
    if isinstance(fact, Flag):
        return Reported(_yes_no(given), given, cell)
    if isinstance(fact, Evidence):
        return Reported(_evidence(given), given, cell)
    return Reported(given, given, cell)


def _as_text(raw: Any) -> str:
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, float) and raw.is_integer():
        return str(int(raw))  # Excel keeps every number, ids too, as a float
    return str(raw).strip()


def _yes_no(given: str) -> bool:
    word = plain(given).lower()
    if word in YES:
        return True
    if word in NO:
        return False
    raise Refused("not-yes-no", found=given)


def _evidence(given: str) -> bool:
    try:
        return _yes_no(given)
    except Refused:
        if any(mark in given for mark in _DOCUMENT_MARKS):
            return True
        raise Refused("evidence-unclear", found=given) from None


def _number(fact: Number, raw: Any, cell: str, header: Unit | None) -> Reported:
    """A value that came as a number; a float means its shortest decimal text."""
    if isinstance(raw, dt.time) and _is_ratio(fact):  # Excel made a time of 1:20
        return _number_text(fact, f"{raw.hour}:{raw.minute}", cell, header)
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | Fraction):
        raise Refused("not-a-number", found=_as_text(raw))
    if isinstance(raw, float | Decimal):
        if not math.isfinite(raw):
            raise Refused("not-a-number", found=str(raw))
        value = Fraction(Decimal(repr(raw)) if isinstance(raw, float) else raw)
    else:
        value = Fraction(raw)
    given = _as_text(raw)
    bare = Quantity(value.numerator, value.denominator, None)
    num, den = _bare(fact, bare, given, header)
    return _checked(fact, num, den, Reported((num, den), given, cell))


def _number_text(fact: Number, raw: str, cell: str, header: Unit | None) -> Reported:
    try:
        found = read_quantity(raw)
    except UnreadableQuantity as error:
        raise Refused(f"quantity-{error.code}", found=raw) from None
    of = found.unit
    if of is None:
        num, den = _bare(fact, found, raw, header)
        factor = Fraction(num * found.den, den * found.num) if found.num else Fraction(1)
    elif of is RATIO:
        num, den = _ratio(fact, found, raw)
        factor = Fraction(1)
    else:
        _fits(fact, of, raw)
        num, den, factor = found.num, found.den, Fraction(1)
    span = found.span and Span(
        found.span.low * factor, found.span.high * factor, found.span.low_open,
        found.span.high_open,
    )  # fmt: skip
    return _checked(fact, num, den, Reported((num, den), raw.strip(), cell, span))


def _bare(fact: Number, found: Quantity, raw: str, header: Unit | None) -> tuple[int, int]:
    """A number without a unit, in the heading's unit or the fact's own."""
    of = header or fact.of
    if header is not None and header.factor >= 100 and raw.strip()[-1:] in "万亿千":
        raise Refused("multiplied-twice", found=raw, unit=header.text)
    if of.dimension == DIMENSIONLESS and of.factor != 1 and 0 < found.value <= 1:
        raise Refused("share-or-percent", found=raw)
    if _is_ratio(fact) and 0 < found.value < 1:  # teachers per pupil: 0.05 is 1:20
        return found.den, found.num
    return found.num * of.factor.numerator, found.den * of.factor.denominator


def _ratio(fact: Number, found: Quantity, raw: str) -> tuple[int, int]:
    """1:20 and 20:1 are both twenty pupils a teacher; 20:3 is refused."""
    value = found.value
    if not _is_ratio(fact):
        raise Refused("ratio-unexpected", found=raw)
    if value.numerator != 1 and value.denominator != 1 and not _one_side_is_one(raw):
        raise Refused("ratio-unclear", found=raw)
    return (found.num, found.den) if value >= 1 else (found.den, found.num)


def _one_side_is_one(raw: str) -> bool:
    sides = plain(raw).replace("比", ":").replace("∶", ":").split(":")
    return any(side.strip() == "1" for side in sides)


def _is_ratio(fact: Number) -> bool:
    return fact.of.dimension == _STUDENTS_PER_TEACHER


def _fits(fact: Number, of: Unit, raw: str) -> None:
    wanted = fact.of.dimension
    if fits(of.dimension, wanted):
        return
    if fact.printed and fits(of.dimension, multiply(wanted, (("student", 1),))):
        return  # under 生均… the unit is often printed without 生
    raise Refused("unit-mismatch", found=raw, unit=fact.unit)


def _checked(fact: Number, num: int, den: int, reported: Reported) -> Reported:
    """A value within the fact's declared limits."""
    if num < fact.smallest * den:
        raise Refused("too-small", found=reported.given, least=fact.smallest, unit=fact.unit)
    factor = fact.of.factor
    if num * factor.denominator > fact.largest * factor.numerator * den:
        raise Refused("too-large", found=reported.given, most=fact.largest, unit=fact.unit)
    if fact.decimals == 0 and num % den and reported.span is None:
        raise Refused("not-whole", found=reported.given)
    return reported
