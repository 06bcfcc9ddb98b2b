"""What money can raise: a fact, its price in whole 元, and how far it moves each row."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from math import ceil
from typing import NamedTuple

from compliance.advice.policy.region import Region
from compliance.errors import PolicyError, Problem
from compliance.planning.rows import IntegerRow
from compliance.quantity import UnreadableQuantity, read_quantity
from compliance.rulebook.rulebook import Rulebook
from compliance.units import Dimension, fits, show_dimension
from compliance.vocabulary import Number, Vocabulary

MONEY: Dimension = (("currency", 1),)


class Price(NamedTuple):
    """A fact that can be had for money, base unit by base unit.

    ``cost`` is in 元 a base unit, rounded up; ``raises`` are the facts that grow with it: itself,
    and whatever it is part of.
    """

    fact: str
    cost: int
    most: int
    raises: frozenset[str]

    def moves(self, one: IntegerRow) -> int:
        """By how much one base unit more moves a row."""
        return sum(
            weight for amount, weight in one.weights.items()
            if not amount.over and amount.fact in self.raises
        )  # fmt: skip


def prices(region: Region, rulebook: Rulebook) -> Mapping[str, Price]:
    """What may be bought for a campus that is there.

    Raises:
        PolicyError: a fact that there is not, or a price that is not money for it.
    """
    known = rulebook.vocabulary
    return {fact: price(fact, said.cost, said.most, known) for fact, said in region.buy.items()}


def price(fact: str, cost: str, most: str | None, vocabulary: Vocabulary) -> Price:
    """A price as the policy writes it: 25 万元/亩, at most 10 亩."""
    known = vocabulary.facts.get(fact)
    if not isinstance(known, Number) or known.merge != "sum":
        raise PolicyError(Problem("plan-no-such-fact", values={"fact": fact}))
    own = dict(known.of.dimension)
    wanted = {name: -power for name, power in own.items()}
    wanted["currency"] = wanted.get("currency", 0) + 1
    dimension = tuple(sorted((name, power) for name, power in wanted.items() if power))
    each = _amount(cost, dimension, fact)
    limit = Fraction(known.largest) * known.of.factor
    if most is not None:
        limit = _amount(most, known.of.dimension, fact)
    raised = {fact, *(whole for part, whole in vocabulary.wholes if part == fact)}
    return Price(fact, ceil(each), int(limit), frozenset(raised))


def sum_of(text: str, what: str) -> int:
    """A sum of money in whole 元."""
    return int(_amount(text, MONEY, what))


def _amount(text: str, dimension: Dimension, fact: str) -> Fraction:
    try:
        found = read_quantity(text)
    except UnreadableQuantity:
        found = None
    given = None if found is None or found.unit is None else found.unit.dimension
    if found is None or given is None or not fits(given, dimension) or found.span:
        values = {"found": text, "fact": fact, "wanted": show_dimension(dimension)}
        raise PolicyError(Problem("plan-price", values=values))
    return found.value
