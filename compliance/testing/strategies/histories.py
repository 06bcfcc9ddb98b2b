"""The same subjects in several years."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from compliance.rulebook.rulebook import Rulebook
from compliance.testing.strategies.regions import regions

LAST = 12, 31
"""The day of each year whose figures they are."""


def histories(
    rulebook: Rulebook, *, years: int = 3, most: int = 4, missing: float = 0.1
) -> st.SearchStrategy[dict[dt.date, list[dict[str, Any]]]]:
    """Lists of profiles for consecutive years up to the day judged, the same ids in each.

    >>> import compliance
    >>> from hypothesis import given, settings
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-12-31")
    >>> @settings(max_examples=5, database=None)
    ... @given(histories(rulebook, years=2))
    ... def same_schools(found):
    ...     (_, first), (day, last) = found.items()
    ...     assert day == rulebook.on
    ...     assert [one["id"] for one in first] == [one["id"] for one in last]
    >>> same_schools()
    """
    days = [dt.date(rulebook.on.year - n, *LAST) for n in reversed(range(years))]

    def of(count: int) -> st.SearchStrategy[dict[dt.date, list[dict[str, Any]]]]:
        each = regions(rulebook, least=count, most=count, missing=missing)
        drawn = st.fixed_dictionaries(dict.fromkeys(days, each))
        return drawn.map(lambda found: {day: found[day] for day in days})

    return st.integers(1, most).flatmap(of)
