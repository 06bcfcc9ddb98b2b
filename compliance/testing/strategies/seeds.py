"""The examples of a standard as a beginning: each number may move by a grain."""

from __future__ import annotations

import contextlib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st

from compliance.intake.profile import read_profile
from compliance.rulebook.rulebook import Rulebook
from compliance.testing.strategies.values import grain, written
from compliance.vocabulary import Fact, Members, Number, Parts, Vocabulary


def seeds(rulebook: Rulebook, clause: str = "") -> list[Mapping[str, Any]]:
    """What the examples of all computed clauses in force are given, or those of one clause."""
    rules = [rule.id for rule in rulebook.rules if rule.basis == "computed"]
    named = [clause] if clause else rules
    return [
        _plain(example.given, rulebook.vocabulary)
        for name in named for example in rulebook.cards[name].clause.examples
    ]  # fmt: skip


def _plain(given: Mapping[str, Any], vocabulary: Vocabulary) -> dict[str, Any]:
    """The same under the facts' names, with plain numbers where they say just as much."""
    read = read_profile(given, vocabulary, 1, "").facts
    found = {}
    for label, value in given.items():
        name = vocabulary.name_of(label) or label
        fact, known = vocabulary.facts.get(name), read.get(name)
        found[name] = value
        if isinstance(fact, Number) and known is not None and not (known.rough or known.open):
            with contextlib.suppress(ValueError):  # 亩 in m² have no last digit
                found[name] = written(known.bounds.low, fact)
    return found


def shifted(
    rulebook: Rulebook, found: Sequence[Mapping[str, Any]], grains: Sequence[int] = (-1, 0, 1)
) -> st.SearchStrategy[dict[str, Any]]:
    """One of several profiles with every plain number moved by some grains, or left as it is."""
    steps = st.sampled_from([0, *grains])
    return st.sampled_from(found).flatmap(
        lambda given: _moved(given, rulebook.vocabulary.facts, steps)
    )


def _moved(
    given: Mapping[str, Any], facts: Mapping[str, Fact], steps: st.SearchStrategy[int]
) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({
        name: _value(value, facts.get(name), steps) for name, value in given.items()
    })  # fmt: skip


def _value(value: Any, fact: Fact | None, steps: st.SearchStrategy[int]) -> st.SearchStrategy[Any]:
    if isinstance(fact, Number) and isinstance(value, int | Decimal | Fraction | float):
        plain = Fraction(str(value)) * fact.of.factor
        return steps.map(lambda n: written(_inside(fact, plain, n), fact))
    if isinstance(fact, Parts | Members) and isinstance(value, list | tuple):
        return st.tuples(*(_moved(item, fact.facts, steps) for item in value)).map(list)
    return st.just(value)


def _inside(fact: Number, value: Fraction, steps: int) -> Fraction:
    moved = value + steps * grain(fact)
    low, high = fact.smallest * fact.of.factor, fact.largest * fact.of.factor
    return moved if low <= moved <= high else value
