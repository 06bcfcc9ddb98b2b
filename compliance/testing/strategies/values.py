"""Any value that a fact may have, written as a profile writes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from compliance.vocabulary import (
    Category,
    Date,
    Evidence,
    Fact,
    Flag,
    Members,
    Number,
    Parts,
    Words_,
)

MOST_PARTS = 3
DIGITS = 7
"""Numbers are spread evenly over their number of digits, up to this one."""


def grain(fact: Number) -> Fraction:
    """The least step of a fact, in base units."""
    return fact.of.factor / Fraction(10) ** fact.decimals


def numbers(fact: Number) -> st.SearchStrategy[Fraction]:
    """Values on a fact's grain, in base units: as many small ones as large ones."""
    scale = 10**fact.decimals
    low, high = (int(Fraction(end) * scale) for end in (fact.smallest, fact.largest))
    tops = [min(high, 10**n * scale) for n in range(1, DIGITS + 1)]
    spread = st.sampled_from(tops).flatmap(lambda top: st.integers(max(low, 0), max(top, low, 0)))
    return spread.map(lambda steps: steps * grain(fact))


def written(value: Fraction, fact: Number) -> int | Decimal:
    """A value in base units as a plain number of the fact's declared unit, exactly.

    Raises:
        ValueError: it is no finite decimal there.

    >>> import compliance
    >>> facts = compliance.load("cn/moe/secondary-vocational-2010").vocabulary.facts
    >>> written(Fraction(40001, 2), facts["campus_area"])
    Decimal('20000.5')
    """
    own = value / fact.of.factor
    if own.denominator == 1:
        return int(own)
    digits = Decimal(own.numerator) / Decimal(own.denominator)
    if Fraction(digits) != own:
        raise ValueError(f"{own} {fact.unit}")
    return digits


_WORDS: Mapping[type, st.SearchStrategy[Any]] = {
    Flag: st.booleans(),
    Evidence: st.sampled_from(["有", "没有"]),
    Date: st.dates(dt.date(1950, 1, 1), dt.date(2030, 12, 31)).map(str),
    Words_: st.sampled_from(["甲", "乙", "丙"]),
}


def values(fact: Fact) -> st.SearchStrategy[Any]:
    """Any value of a fact: a number, a code, yes or no, a day, a list of parts or of members.

    Members bear a name alone: what else they need, only the examples of a standard can say.
    """
    match fact:
        case Number():
            return numbers(fact).map(lambda value: written(value, fact))
        case Category():
            return st.sampled_from(sorted(fact.values))
        case Parts() | Members():
            return _items(fact.facts if isinstance(fact, Parts) else {})
    return _WORDS[type(fact)]


def _items(facts: Mapping[str, Fact]) -> st.SearchStrategy[list[dict[str, Any]]]:
    """A few items, each with a name of its own."""
    plain = {name: one for name, one in facts.items() if not isinstance(one, Parts | Members)}
    items = st.lists(given_facts(plain, plain), max_size=MOST_PARTS)
    return items.map(lambda found: [{**one, "name": f"第{n}"} for n, one in enumerate(found, 1)])


def given_facts(
    facts: Mapping[str, Fact], wanted: Iterable[str]
) -> st.SearchStrategy[dict[str, Any]]:
    """Values of all the facts that are wanted."""
    named = [name for name in dict.fromkeys(wanted) if name in facts and name not in ("id", "name")]
    return st.fixed_dictionaries({name: values(facts[name]) for name in named})
