"""Several subjects that are judged, advised or planned together."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from compliance.rulebook.rulebook import Rulebook
from compliance.testing.strategies.profiles import profiles

DISTRICTS = ("东区", "西区", "南区")


def regions(
    rulebook: Rulebook, *, least: int = 1, most: int = 8, missing: float = 0.1
) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Lists of profiles, each with an id of its own and a district.

    Args:
        rulebook: what is to judge them.
        least: how many subjects at least.
        most: and at most.
        missing: how likely each fact is left out.

    >>> import compliance
    >>> from hypothesis import given, settings
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> @settings(max_examples=5, database=None)
    ... @given(regions(rulebook, least=2, most=2))
    ... def two(found):
    ...     assert [one["id"] for one in found] == ["S1", "S2"]
    >>> two()
    """
    placed = st.tuples(profiles(rulebook, missing=missing), st.sampled_from(DISTRICTS))
    return st.lists(placed, min_size=least, max_size=most).map(
        lambda found: [
            {**profile, "id": f"S{n}", "name": f"第{n}校", **_district(rulebook, district)}
            for n, (profile, district) in enumerate(found, 1)
        ]
    )


def _district(rulebook: Rulebook, district: str) -> dict[str, str]:
    return {"district": district} if "district" in rulebook.vocabulary.facts else {}
