"""What money can raise: a fact, its price in whole 元; sums of money and distances."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import partial
from math import ceil
from typing import NamedTuple

from compliance.advice.policy.region import Region
from compliance.documents.strict_yaml import Path_
from compliance.errors import PolicyError, Problem
from compliance.quantity import UnreadableQuantity, read_quantity
from compliance.text import Text
from compliance.units import Dimension, fits, show_dimension
from compliance.vocabulary import Category, Number, Parts, Value, Vocabulary

MONEY: Dimension = (("currency", 1),)
LENGTH: Dimension = (("length", 1),)


class Price(NamedTuple):
    """A fact that can be had for money, base unit by base unit.

    ``cost`` is in 元 a base unit, rounded up; ``raises`` are the facts that grow with it: itself,
    and whatever it is part of. Of parts ``over`` it is a fact of those of one ``group``.
    """

    cost: int
    most: int
    raises: frozenset[str]
    title: Text
    said: str
    over: str = ""
    group: str = ""


def prices(region: Region, vocabulary: Vocabulary) -> Mapping[str, Price]:
    """What may be bought for a campus that is there.

    Raises:
        PolicyError: a fact that there is not, or a price that is not money for it.
    """
    found: dict[str, Price] = {}
    for fact, said in region.buy.items():
        found |= price(fact, said.cost, said.most, vocabulary)
    return found


def built(region: Region, vocabulary: Vocabulary) -> Mapping[str, Price]:
    """What a new campus is built with; errors as of ``prices``."""
    found: dict[str, Price] = {}
    for fact, cost in region.new_campus.cost.items() if region.new_campus is not None else ():
        found |= price(fact, cost, None, vocabulary)
    return found


def price(fact: str, cost: str, most: str | None, vocabulary: Vocabulary) -> dict[str, Price]:
    """A price as the policy writes it: 25 万元/亩, at most 10 亩; of parts, for each group.

    Raises:
        PolicyError: a fact that there is not, or a price that is not money for it.
    """
    over, _, name = fact.rpartition(".")
    parts = vocabulary.facts.get(over)
    groups = _groups(parts)
    known = parts.facts.get(name) if isinstance(parts, Parts) else vocabulary.facts.get(fact)
    if not isinstance(known, Number) or known.merge != "sum" or (over and not groups):
        raise PolicyError(Problem("plan-no-such-fact", values={"fact": fact}))
    one = _price(fact, known, cost, most)
    if not over:
        raised = {fact, *(whole for part, whole in vocabulary.wholes if part == fact)}
        return {fact: one._replace(raises=frozenset(raised))}
    return {
        f"{fact}.{group}": one._replace(
            raises=frozenset({name}), over=over, group=group,
            title=Text(f"{known.zh}（{value.zh}）", f"{known.en} ({value.en})"),
        ) for group, value in groups.items()
    }  # fmt: skip


def _groups(parts: object) -> Mapping[str, Value]:
    """The groups of parts: the values of their only category."""
    facts = parts.facts.values() if isinstance(parts, Parts) else ()
    categories = [one for one in facts if isinstance(one, Category) and one.merge == "same"]
    return categories[0].values if len(categories) == 1 else {}


def _price(fact: str, known: Number, cost: str, most: str | None) -> Price:
    own = dict(known.of.dimension)
    wanted = {name: -power for name, power in own.items()}
    wanted["currency"] = wanted.get("currency", 0) + 1
    dimension = tuple(sorted((name, power) for name, power in wanted.items() if power))
    each = _amount(cost, dimension, fact)
    limit = Fraction(known.largest) * known.of.factor
    if most is not None:
        limit = _amount(most, known.of.dimension, fact)
    return Price(ceil(each), int(limit), frozenset(), known.text, cost)


def sum_of(text: str, what: str) -> int:
    """A sum of money in whole 元.

    Raises:
        PolicyError: it is none.
    """
    return int(_amount(text, MONEY, what))


def metres(text: str) -> Fraction:
    """A distance.

    Raises:
        PolicyError: it is none.
    """
    try:
        return _amount(text, LENGTH, "within")
    except PolicyError:
        raise PolicyError(Problem("plan-distance", values={"found": text})) from None


def unreadable(region: Region, vocabulary: Vocabulary) -> Iterator[tuple[Path_, Problem]]:
    """Every price, sum and distance of a region that cannot be meant, with its place."""
    for path, read in _written(region, vocabulary):
        try:
            read()
        except PolicyError as error:
            yield ("plan", *path), error.problems[0]


def _written(
    region: Region, vocabulary: Vocabulary
) -> Iterator[tuple[Path_, Callable[[], object]]]:
    for fact, said in region.buy.items():
        yield ("buy", fact), partial(price, fact, said.cost, said.most, vocabulary)
    if region.new_campus is not None:
        for fact, cost in region.new_campus.cost.items():
            yield ("new_campus", "cost", fact), partial(price, fact, cost, None, vocabulary)
    if region.pairs.within is not None:
        yield ("pairs", "within"), partial(metres, region.pairs.within)
    if region.budget is not None:
        if region.budget.total is not None:
            yield ("budget", "total"), partial(sum_of, region.budget.total, "budget")
        for value, amount in region.budget.amounts.items():
            yield ("budget", "amounts", value), partial(sum_of, amount, value)


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
