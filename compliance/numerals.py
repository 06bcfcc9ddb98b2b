"""Exact numbers as text, and displays that never contradict a verdict."""

from __future__ import annotations

from decimal import Decimal, localcontext
from fractions import Fraction


def exact_text(value: Fraction) -> str:
    """A number as decimal text where that is finite, as a fraction where it is not.

    >>> exact_text(Fraction(79, 2)), exact_text(Fraction(40000, 1201))
    ('39.5', '40000/1201')
    """
    digits = _digits(value.denominator)
    if digits is None:
        return f"{value.numerator}/{value.denominator}"
    if not digits:
        return str(value.numerator)
    scaled = str(abs(value.numerator) * (10**digits // value.denominator)).zfill(digits + 1)
    return f"{'-' * (value < 0)}{scaled[:-digits]}.{scaled[-digits:]}"


def _digits(denominator: int) -> int | None:
    """How many decimals a fraction needs, or None if it has no end."""
    twos = fives = 0
    while denominator % 2 == 0:
        denominator //= 2
        twos += 1
    while denominator % 5 == 0:
        denominator //= 5
        fives += 1
    return max(twos, fives) if denominator == 1 else None


def decimal_text(value: Fraction, digits: int) -> str:
    """A number rounded to ``digits`` decimals, without needless zeros.

    >>> decimal_text(Fraction(2, 3), 2), decimal_text(Fraction(1200), 2)
    ('0.67', '1200')
    """
    scaled = round(value * 10**digits)
    with localcontext() as context:
        context.prec = max(28, len(str(abs(scaled))) + 1)
        text = f"{Decimal(scaled).scaleb(-digits):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def display(value: Fraction, *others: Fraction, digits: int = 2) -> str:
    """A number rounded for reading, with more digits until it differs from what it differs from.

    >>> display(Fraction("2499.9975"), Fraction(2500))
    '2499.998'
    """
    while digits < 30:
        text = decimal_text(value, digits)
        differs = (other == value or decimal_text(other, digits) != text for other in others)
        if (value == 0 or Fraction(text) != 0) and all(differs):
            return text
        digits += 1
    return exact_text(value)


def percent(part: int, whole: int, *others: int) -> str:
    """A share in percent to one decimal, never 100, 0 or another share's text unless it is.

    >>> percent(16, 36), percent(18, 36), percent(999999, 1000000), percent(0, 0)
    ('44.4 %', '50.0 %', '99.9999 %', '—')
    """
    if not whole:
        return "—"
    share = Fraction(part * 100, whole)
    shares = [Fraction(other * 100, whole) for other in others]
    text = display(share, Fraction(0), Fraction(100), *shares, digits=1)
    return f"{text if '.' in text else text + '.0'} %"
