"""Days as people write them: 2016, 2016-07, 2016年7月1日 → the span of days that may be meant."""

from __future__ import annotations

import calendar
import datetime as dt
import re
from fractions import Fraction

from compliance.quantity import Span
from compliance.text import plain
from compliance.units import Dimension

DATE: Dimension = (("date", 1),)
"""The dimension of a day: days are compared and subtracted, never counted in years."""

_WRITTEN = re.compile(r"([12][0-9]{3})(?:[-./年]([0-9]{1,2})(?:[-./月]([0-9]{1,2})日?|月)?|年)?\Z")


def read_days(text: str) -> Span | None:
    """All days that a text may mean, as ordinals; None if it names none.

    >>> days = read_days("2016年7月")
    >>> dt.date.fromordinal(int(days.low)), dt.date.fromordinal(int(days.high))
    (datetime.date(2016, 7, 1), datetime.date(2016, 7, 31))
    >>> read_days("2016-02-30") is None
    True
    """
    found = _WRITTEN.match(plain(text).replace(" ", ""))
    if found is None:
        return None
    if any(part is not None and not int(part) for part in found.groups()):
        return None
    year, month, day = (int(part) if part else 0 for part in found.groups())
    last = calendar.monthrange(year, month or 12)[1] if month <= 12 else 0
    try:
        first = dt.date(year, month or 1, day or 1)
        end = dt.date(year, month or 12, day or last)
    except ValueError:
        return None
    return Span(Fraction(first.toordinal()), Fraction(end.toordinal()))


def years_before(day: dt.date, years: int) -> dt.date:
    """The same day some years before; the 28th of February where there is no 29th.

    >>> years_before(dt.date(2020, 2, 29), 1)
    datetime.date(2019, 2, 28)
    """
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)
