"""One raw value under one fact → exact value, or the reason why it was not understood."""

from __future__ import annotations

import datetime as dt
import math
import numbers
import re
from decimal import Decimal
from fractions import Fraction
from typing import Any

from compliance.days import read_days
from compliance.intake.evidence import is_document, yes_or_no
from compliance.intake.figures import counts_others, is_ratio, one_side_is_one, turned
from compliance.intake.labels import closest
from compliance.intake.remarks import harmless, unlabelled
from compliance.intake.school import Reported
from compliance.numerals import exact_text
from compliance.quantity import (
    RATIO,
    Pair,
    Quantity,
    Span,
    UnreadableQuantity,
    is_missing,
    read_quantity,
)
from compliance.text import plain
from compliance.units import DIMENSIONLESS, Unit
from compliance.vocabulary import Category, Date, Evidence, Flag, Number, Simple, comparable

_MULTIPLIERS = re.compile(r"[十百千万亿]")
MOST_DIGITS = 10**15  # Excel keeps fifteen digits, so a longer number is not what was typed
MOST_BITS = 400


class Refused(ValueError):  # noqa: N818 - says what happened to the value
    """A value was not understood; ``code`` and ``values`` make the issue."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = {k: shown(v) if isinstance(v, str) else v for k, v in values.items()}


def shown(raw: Any, most: int = 80) -> str:
    r"""Any value for a message: short, printable, and never an exception.

    >>> shown("x" * 100, 5), shown("\ud800")
    ('xxxxx…', '?')
    """
    try:
        text = raw if isinstance(raw, str) else str(raw)
    except Exception:  # noqa: BLE001 - whatever a stranger's object does when asked for its text
        text = type(raw).__name__
    short = text if len(text) <= most else f"{text[:most]}…"
    return short.encode("utf-8", "replace").decode()


def read_value(fact: Simple, raw: Any, cell: str, header: Unit | None = None) -> Reported | None:
    """A raw value as reported, or None where the school gave none.

    ``header`` is the unit that a column's heading states; a plain number is in it, or else in
    the fact's declared unit.

    Raises:
        Refused: for anything that is not plainly a value of this fact.
    """
    written = isinstance(raw, str)
    if written and isinstance(fact, Category) and comparable(raw) in fact.by_label:
        return Reported(_category(fact, raw), raw.strip(), cell)  # 无 may be one of its values
    if is_missing(raw) if written else no_value(raw):
        return None
    if isinstance(fact, Number):
        read = _number_text if written else _number
        return read(fact, raw, cell, header)
    given = _as_text(raw)
    if isinstance(fact, Date):
        return _day(given, cell)
    value: str | bool = given
    if isinstance(fact, Category):
        value = _category(fact, given)
    elif isinstance(fact, Flag):
        value = _yes_no(given)
    elif isinstance(fact, Evidence):
        value = _evidence(given)
    return Reported(value, given, cell)


def no_value(raw: Any) -> bool:
    """Whether something that is not text stands for no figure: None, NaN, pandas' own marks."""
    if raw is None:
        return True
    if isinstance(raw, float):
        return math.isnan(raw)
    if isinstance(raw, Decimal):
        return raw.is_nan()
    return type(raw).__name__ in ("NAType", "NaTType")


def _as_text(raw: Any) -> str:
    """A value as text; Excel keeps every number, ids too, as a float."""
    if isinstance(raw, str):
        text = raw.strip()
        if not text.isascii() and shown(text, len(text)) != text:
            raise Refused("not-text", found=text)
        return text
    if isinstance(raw, bool):
        return "true" if raw else "false"
    if isinstance(raw, numbers.Real | Decimal):
        return _digits(raw)
    if isinstance(raw, dt.date | dt.time):
        return str(raw)
    if type(raw).__name__ == "bool_" or type(raw).__name__ == "bool":  # numpy's
        return str(bool(raw)).lower()
    raise Refused("not-text", found=shown(raw))


def _digits(raw: Any) -> str:
    """A number as the text that was typed, if it is certain which that was."""
    num, den = exact(raw)
    if den != 1:
        return shown(raw)
    if isinstance(raw, float) and abs(raw) >= MOST_DIGITS:
        raise Refused("digits-lost", found=repr(raw))
    return str(num)


def exact(raw: Any) -> Pair:
    """A number as numerator and denominator; a float means its shortest decimal text.

    Raises:
        Refused: for anything but a finite number of reasonable size.

    >>> exact(0.1), exact(Decimal("39600.0"))
    ((1, 10), (39600, 1))
    """
    if type(raw) is float and raw.is_integer() and abs(raw) < MOST_DIGITS:
        return int(raw), 1
    if isinstance(raw, bool) or not isinstance(raw, int | float | Decimal | numbers.Real):
        raise Refused("not-a-number", found=shown(raw))
    if isinstance(raw, numbers.Rational):
        above, below = int(raw.numerator), int(raw.denominator)
        if max(above.bit_length(), below.bit_length()) > MOST_BITS:
            raise Refused("not-a-number", found=type(raw).__name__)
        return above, below
    try:
        written = Decimal(repr(float(raw)) if isinstance(raw, float) else str(raw))
    except (ArithmeticError, ValueError):
        raise Refused("not-a-number", found=shown(raw)) from None
    if not written.is_finite() or abs(written.adjusted()) > MOST_BITS:
        raise Refused("not-a-number", found=shown(raw))
    return written.as_integer_ratio()


def _category(fact: Category, given: str) -> str:
    code = fact.by_label.get(comparable(given))
    if code is not None:
        return code
    known = "、".join(value.zh for value in fact.values.values())
    close = closest(comparable(given), tuple(fact.by_label)) or "—"
    raise Refused("unknown-category-value", found=given, nearest=close, known=known)


def _day(given: str, cell: str) -> Reported:
    """A day as its ordinal; a month or a year leaves open which of its days is meant."""
    days = read_days(given.removesuffix(" 00:00:00"))
    if days is None:
        raise Refused("not-a-day", found=given)
    value = days.high.as_integer_ratio()
    return Reported(value, given, cell, None if days.low == days.high else days)


def _yes_no(given: str) -> bool:
    found = yes_or_no(given)
    if found is None:
        raise Refused("not-yes-no", found=given)
    return found


def _evidence(given: str) -> bool:
    """Yes, no, or the number or name of a document; a text that voices any doubt is neither."""
    try:
        return _yes_no(given)
    except Refused:
        if is_document(given):
            return True
        raise Refused("evidence-unclear", found=given) from None


def _number(fact: Number, raw: Any, cell: str, header: Unit | None) -> Reported:
    """A value that came as a number."""
    if isinstance(raw, dt.time | dt.timedelta) and is_ratio(fact):
        return _number_text(fact, _typed_ratio(raw), cell, header)
    num, den = exact(raw)
    given = str(num) if den == 1 and abs(num) < MOST_DIGITS else shown(raw)
    if "e" in given.lower():
        given = exact_text(Fraction(num, den))  # 1e-05 has five decimals, not two digits
    num, den = _bare(fact, num, den, given, header)
    return _checked(fact, num, den, Reported((num, den), given, cell))


def _typed_ratio(raw: dt.time | dt.timedelta) -> str:
    """The ratio of which Excel made a time: 1:20, or 25:1 with more hours than a day has."""
    if isinstance(raw, dt.timedelta):
        minutes, rest = divmod(raw, dt.timedelta(minutes=1))
        if not rest and minutes > 0:
            return f"{minutes // 60}:{minutes % 60}"
    elif not (raw.second or raw.microsecond):
        return f"{raw.hour}:{raw.minute}"
    raise Refused("not-a-number", found=shown(raw))


def _number_text(fact: Number, raw: str, cell: str, header: Unit | None) -> Reported:
    found = _quantity(fact, unlabelled(fact, raw))
    of, span = found.unit, found.span
    if found.remark and not harmless(fact, found.remark):
        raise Refused("remark-changes", found=raw)
    num, den = found.num, found.den
    if of is None and counts_others(fact, raw):
        raise Refused("quantity-unit", found=raw)
    if of is None:
        num, den = _bare(fact, found.num, found.den, raw, header)
        if span and is_ratio(fact) and found.num < found.den:
            span = span.inverse()
        elif span:
            factor = Fraction(num * found.den, den * found.num)
            span = span._replace(low=span.low * factor, high=span.high * factor)
    elif of is RATIO:
        num, den = _ratio(fact, found, raw)
        span = span.inverse() if span and found.value < 1 else span
    else:
        factor = _fits(fact, of, raw)
        num, den = num * factor.numerator, den * factor.denominator
        span = span and span._replace(low=span.low * factor, high=span.high * factor)
    given = raw.strip()
    read = _checked(fact, num, den, Reported((num, den), given, cell, span, found.one_sided))
    return read if span is None else read._replace(span=_possible(fact, span, raw))


def _possible(fact: Number, span: Span, raw: str) -> Span:
    """What of a span lies within the fact's declared limits: 80%以上 is at most 100 %."""
    least, most = fact.smallest * fact.of.factor, fact.largest * fact.of.factor
    found = span.within(least, most)
    if found is None and span.low >= most:
        raise Refused("too-large", found=raw, most=fact.largest, unit=fact.unit)
    if found is None:
        raise Refused("too-small", found=raw, least=fact.smallest, unit=fact.unit)
    return found


def _quantity(fact: Number, raw: str) -> Quantity:
    try:
        if fact.smallest < 0 and raw.strip()[:1] in ("-", "−"):
            found = read_quantity(raw.strip()[1:])
            if found.span is None:
                return found._replace(num=-found.num)
        return read_quantity(raw)
    except UnreadableQuantity as error:
        raise Refused(f"quantity-{error.code}", found=raw) from None


def _bare(fact: Number, num: int, den: int, raw: str, header: Unit | None) -> Pair:
    """A number without a unit, in the heading's unit or the fact's own."""
    of = header or fact.of
    factor = of.factor
    if header is not None:
        factor *= _fits(fact, header, raw)
        if not raw.isascii() and factor >= 100 and _MULTIPLIERS.search(plain(raw)):
            raise Refused("multiplied-twice", found=raw, unit=header.text)
    if of.dimension == DIMENSIONLESS and 0 < num <= den and factor != 1:
        raise Refused("share-or-percent", found=raw)
    if is_ratio(fact) and 0 < num < den:  # teachers per pupil: 0.05 is 1:20
        return den, num
    return num * factor.numerator, den * factor.denominator


def _ratio(fact: Number, found: Quantity, raw: str) -> Pair:
    """1:20 and 20:1 are both twenty pupils a teacher; 20:3 and 5:5 are refused."""
    value = found.value
    if not is_ratio(fact):
        raise Refused("ratio-unexpected", found=raw)
    unclear = value == 1 or (value.numerator != 1 and value.denominator != 1)
    if unclear and not one_side_is_one(raw):
        raise Refused("ratio-unclear", found=raw)
    return (found.num, found.den) if value >= 1 else (found.den, found.num)


def _fits(fact: Number, of: Unit, raw: str) -> Fraction:
    """What turns a figure in a unit, in its base units, into one of the fact's."""
    factor = turned(fact, of)
    if factor is None:
        raise Refused("unit-mismatch", found=raw, unit=fact.unit)
    return factor


def _checked(fact: Number, num: int, den: int, reported: Reported) -> Reported:
    """A value within the fact's declared limits."""
    above, below = fact.of.factor.as_integer_ratio()
    if num * below < fact.smallest * above * den:
        raise Refused("too-small", found=reported.given, least=fact.smallest, unit=fact.unit)
    if num * below > fact.largest * above * den:
        raise Refused("too-large", found=reported.given, most=fact.largest, unit=fact.unit)
    if fact.decimals == 0 and num % den and reported.span is None:
        raise Refused("not-whole", found=reported.given)
    return reported
