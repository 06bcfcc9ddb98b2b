"""What both engines run: rules over facts, in terms that belong to neither engine.

Positive patterns of one rule match pairwise different facts. An ``absent`` pattern holds if no fact
at all matches it. A field that either side lacks matches nothing. Values are the same if both type
and value are: ``True``, ``1`` and ``"1"`` are three. Nothing is ever ordered or computed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

Value = str | int | bool

MOST_RULES = 120
MOST_PATTERNS = 12
"""Patterns of one rule."""
MOST_JOINS = 20
"""``same`` and ``differs`` of all patterns of one rule together."""
MOST_OF_ONE_KIND = 200
"""Patterns of one program that ask for the same kind; and kinds of one program."""
MOST_FIRINGS = 2_000_000
"""Firings over one set of facts, and partial matches held at once on the way to them."""


class TooMany(Exception):  # noqa: N818 - reads as what happened
    """The facts would give more than ``MOST_FIRINGS`` firings, in whichever engine."""


class Fact(NamedTuple):
    """One fact; a field that is unknown is left out.

    >>> Fact("school", {"name": "甲校", "district": "仓山区"}).kind
    'school'
    """

    kind: str
    fields: Mapping[str, Value]


class Firing(NamedTuple):
    """A rule and the facts that its positive patterns matched, in their order, as indices."""

    rule: str
    support: tuple[int, ...]


Evaluate = Callable[[Sequence[Fact]], list[Firing]]
"""From facts to firings, sorted and without duplicates."""


@dataclass(frozen=True, slots=True)
class Pattern:
    """What one fact must be.

    ``where`` gives fields their value. ``same`` and ``differs`` compare an own field with the field
    of an earlier positive pattern: ``same={"district": (0, "district")}``, where positive patterns
    are numbered from 0, the absent ones not counted.
    """

    kind: str
    where: Mapping[str, Value] = field(default_factory=dict)
    same: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    differs: Mapping[str, tuple[int, str]] = field(default_factory=dict)
    absent: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A name and its patterns, the first of them positive.

    Raises:
        ValueError: if a reference does not go to an earlier positive pattern, or a limit is passed.

    >>> low, host = Pattern("low"), Pattern("host", same={"district": (0, "district")})
    >>> Rule("merge", (low, host)).positives == (low, host)
    True
    >>> Rule("merge", (host, low))
    Traceback (most recent call last):
    ValueError: rule 'merge': pattern 0 refers to pattern 0, which is not an earlier positive one
    """

    name: str
    patterns: tuple[Pattern, ...]

    def __post_init__(self) -> None:
        if not self.patterns or self.patterns[0].absent:
            raise ValueError(f"rule {self.name!r}: the first pattern must be a positive one")
        if len(self.patterns) > MOST_PATTERNS:
            raise ValueError(f"rule {self.name!r}: more than {MOST_PATTERNS} patterns")
        if sum(len(p.same) + len(p.differs) for p in self.patterns) > MOST_JOINS:
            raise ValueError(f"rule {self.name!r}: more than {MOST_JOINS} joins")
        earlier = 0
        for number, pattern in enumerate(self.patterns):
            for other, _ in (*pattern.same.values(), *pattern.differs.values()):
                if not 0 <= other < earlier:
                    raise ValueError(
                        f"rule {self.name!r}: pattern {number} refers to pattern {other}, "
                        "which is not an earlier positive one"
                    )
            earlier += not pattern.absent

    @property
    def positives(self) -> tuple[Pattern, ...]:
        """The patterns that a firing's support is made of."""
        return tuple(pattern for pattern in self.patterns if not pattern.absent)


@dataclass(frozen=True, slots=True)
class Program:
    """Rules that are run together.

    Raises:
        ValueError: if two rules have one name or a limit is passed.

    >>> Program((Rule("close", (Pattern("low"),)),)).rules[0].name
    'close'
    """

    rules: tuple[Rule, ...]

    def __post_init__(self) -> None:
        if len(self.rules) > MOST_RULES:
            raise ValueError(f"more than {MOST_RULES} rules")
        names = Counter(rule.name for rule in self.rules)
        if twice := sorted(name for name, times in names.items() if times > 1):
            raise ValueError(f"two rules are called {twice[0]!r}")
        kinds = Counter(pattern.kind for rule in self.rules for pattern in rule.patterns)
        if len(kinds) > MOST_OF_ONE_KIND or max(kinds.values(), default=0) > MOST_OF_ONE_KIND:
            raise ValueError(f"more than {MOST_OF_ONE_KIND} kinds, or patterns of one kind")


def told_apart(value: Value) -> Hashable:
    """The value as a key that is equal to another only if type and value are.

    >>> len({told_apart(True), told_apart(1), told_apart("1")})
    3
    """
    return (value,) if isinstance(value, bool) else value
