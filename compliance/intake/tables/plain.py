"""The plain numbers of a column, read at once: what most cells of a large sheet hold.

Only what is certainly read alike by ``read_value`` is read here; for all else there is no answer.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from compliance.intake.figures import is_ratio, turned
from compliance.intake.school import Reported
from compliance.intake.values import MOST_DIGITS
from compliance.units import DIMENSIONLESS, Unit
from compliance.vocabulary import Number

Plain = Callable[[float, str], Reported | None]
"""A number and its cell → the figure, or None where it has to be looked at."""
_MARGIN = 1e-9


def plain_reader(fact: Number, header: Unit | None) -> Plain | None:
    """How a column reads its plain numbers, if all of them mean the same.

    >>> import compliance
    >>> fact = compliance.load("cn/moe/secondary-vocational-2010").vocabulary.facts["students"]
    >>> plain_reader(fact, None)(980.0, "x!B2"), plain_reader(fact, None)(0.5, "x!B3")
    (Reported(value=(980, 1), given='980', cell='x!B2', span=None, open=False, codes=()), None)
    """
    of = header or fact.of
    factor = of.factor
    if header is not None:
        fits = turned(fact, header)
        if fits is None:
            return None
        factor *= fits
    times, over = factor.as_integer_ratio()
    whole = fact.decimals == 0
    least, most = (
        float(limit * fact.of.factor / factor) for limit in (fact.smallest, fact.largest)
    )
    low, high = max(0.0, least * (1 + _MARGIN)), min(most * (1 - _MARGIN), MOST_DIGITS)
    if of.dimension == DIMENSIONLESS or is_ratio(fact):
        low = max(low, 1.0)  # up to 1, a share or a percentage; teachers a pupil or the reverse

    def read(raw: float, cell: str) -> Reported | None:
        if not low < raw < high:
            return None
        if raw.is_integer():
            number = int(raw)
            return Reported((number * times, over), str(number), cell)
        given = repr(raw)
        if whole or "e" in given:
            return None
        above, below = Decimal(given).as_integer_ratio()
        return Reported((above * times, below * over), given, cell)

    return read
