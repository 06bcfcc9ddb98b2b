"""Where the facts of a rulebook stand in a frame, in which unit, and what must be guarded."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from math import ceil, log10, nextafter

from compliance.checking.columns.cells.value import Unproven
from compliance.intake.figures import turned
from compliance.intake.remarks import states_too
from compliance.rulebook.rulebook import Rulebook
from compliance.units import DIMENSIONLESS
from compliance.vocabulary import Fact, Number, Parts, Vocabulary, heading_unit

MOST_DIGITS = 10**15
"""Decimals of up to fifteen digits are told apart by float64."""
GUARDS = frozenset(["range", "decimals", "odd"])


@dataclass(frozen=True, slots=True)
class Source:
    """A fact and its column.

    ``factor`` turns a plain number of the column into base units. ``guards`` are the ways in which
    a value may be wrong that nobody has ruled out for this column: out of its declared range,
    with more decimals than declared, a share that may be meant as a percentage (``odd``), a text in
    place of a truth or a category (``labels``); ``refused``: a column beside it says where it was
    not understood. ``misfit``: the column's heading states a unit that the fact cannot have.
    """

    name: str
    fact: Fact
    column: str
    factor: Fraction = Fraction(1)
    guards: frozenset[str] = GUARDS
    misfit: bool = False

    @property
    def number(self) -> Number:
        """The fact, where it is a quantity."""
        if not isinstance(self.fact, Number):
            raise TypeError(self.fact)
        return self.fact

    @property
    def decimals(self) -> int:
        """The decimals that the column may carry: those of the fact, and more in a larger unit."""
        larger = self.factor / self.number.of.factor
        return self.number.decimals + max(0, ceil(log10(larger) - 1e-9))

    @property
    def range(self) -> tuple[float, float]:
        """The least and the largest number of the column that is no mistake."""
        unit = self.number.of.factor / self.factor
        return _up(self.number.smallest * unit), -_up(-self.number.largest * unit)

    @property
    def largest(self) -> int:
        """The largest magnitude, in whole steps of the last decimal.

        Raises:
            Unproven: if float64 cannot tell two steps apart, or the fact may be negative.
        """
        of = self.number
        steps = max(of.largest, -of.smallest) * of.of.factor / self.factor * 10**self.decimals
        if steps > MOST_DIGITS:
            raise Unproven("digits")
        return int(steps)

    @property
    def percent(self) -> bool:
        """Whether 0.5 might mean a half or half a percent, so that it is refused."""
        return self.number.of.dimension == DIMENSIONLESS and self.number.of.factor != 1

    @property
    def ratio(self) -> bool:
        """Whether a number below one is the ratio the other way round."""
        return self.number.of.dimension == (("student", 1), ("teacher", -1))

    def guarded(self, guards: Iterable[str]) -> Source:
        """The same column with other guards."""
        return replace(self, guards=frozenset(guards))


def _up(exact: Fraction) -> float:
    """The least float64 that is not below an exact number."""
    near = float(exact)
    return near if Fraction(near) >= exact else nextafter(near, float("inf"))


def declared(rulebook: Rulebook) -> dict[str, Source]:
    """Every fact of a rulebook under its own name and in its own unit."""
    facts = rulebook.vocabulary.facts
    return {name: _source(name, facts[name], name) for name in needed(rulebook) if name in facts}


def found(
    rulebook: Rulebook, columns: Iterable[str], also: Iterable[str] = ()
) -> tuple[dict[str, Source], list[str]]:
    """The facts that a frame has columns for, and the facts that have more than one.

    Facts that the rulebook does not read are left out, except identities and those in ``also``.
    """
    known: dict[str, Source] = {}
    twice: list[str] = []
    read = needed(rulebook)
    stating = [  # 26000㎡（生均20㎡） states a second fact
        name
        for name, fact in rulebook.vocabulary.numbers()
        if not set(read).isdisjoint(states_too(name, fact))
    ]
    wanted = {*read, *stating, "id", "name", *also}
    for column in columns:
        name = rulebook.vocabulary.name_of(column)
        if name is None or name not in wanted:
            continue
        if name in known:
            twice.append(name)
        known.setdefault(name, _source(name, rulebook.vocabulary.facts[name], column))
    return known, twice


def _source(name: str, fact: Fact, column: str) -> Source:
    if not isinstance(fact, Number):
        return Source(name, fact, column, guards=frozenset(["labels"]))
    stated = heading_unit(column)
    source = Source(name, fact, column, fact.of.factor)
    if stated is not None:
        factor = turned(fact, stated)
        misfit = factor is None
        source = replace(source, factor=stated.factor * (factor or 1), misfit=misfit)
    return source if source.percent or source.ratio else source.guarded(GUARDS - {"odd"})


def needed(rulebook: Rulebook) -> list[str]:
    """Every fact that a rulebook reads, and those that may contradict one of them."""
    read = dict.fromkeys(rulebook.scope_facts)
    for rule in rulebook.rules:
        read |= dict.fromkeys([*rule.applies_facts, *_of_rule(rule.measured.over, rule.facts())])
    for part, whole in rulebook.vocabulary.wholes:
        if part in read or whole in read:
            read |= {part: None, whole: None}
    return list(read)


def _of_rule(over: str, facts: Iterator[str]) -> Iterator[str]:
    if over:
        yield over
    else:
        yield from facts


def contradictions(
    vocabulary: Vocabulary, sources: Mapping[str, Source]
) -> tuple[tuple[str, str], ...]:
    """Each part and whole of which a frame has both."""
    return tuple(pair for pair in vocabulary.wholes if all(name in sources for name in pair))


def is_parts(source: Source) -> bool:
    """Whether a column holds parts, such as majors."""
    return isinstance(source.fact, Parts)
