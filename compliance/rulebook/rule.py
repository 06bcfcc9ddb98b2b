"""The compiled clause. Sugar is gone: every comparator has become bounds or a set of values."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from compliance.documents.standard import Basis, Force
from compliance.errors import Place
from compliance.expressions.certain import Known, codes_of
from compliance.expressions.tree import Tree, show
from compliance.text import Text
from compliance.units import Unit

Binding = Literal["in_force", "not_in_force", "unknown"]
Relation = Literal["new", "equal", "stricter", "laxer", "different"]


@dataclass(frozen=True, slots=True)
class Bound:
    """One side of a threshold, in base units.

    A lower bound passes at or above ``passes`` and fails below ``fails``; an upper bound the
    other way round. They differ only where the source lost the number: between them the
    verdict is unknown, and None means that no value passes (or fails) for certain.
    """

    lower: bool
    inclusive: bool
    passes: Fraction | None
    fails: Fraction | None

    @property
    def certain(self) -> bool:
        """Whether the number is known."""
        return self.passes is not None and self.passes == self.fails


@dataclass(frozen=True, slots=True)
class Limits:
    """A number must satisfy every bound."""

    bounds: tuple[Bound, ...]


@dataclass(frozen=True, slots=True)
class ByCategory:
    """Limits chosen by a category, complete over its values."""

    fact: str
    rows: Mapping[str, Limits]

    def among(self, known: Known | None) -> list[Limits]:
        """The rows of which one holds: one where the category is known, else all it may be."""
        codes = [] if known is None else [self.rows.get(str(code)) for code in codes_of(known)]
        found = [row for row in codes if row is not None]
        return found if found and len(found) == len(codes) else list(self.rows.values())


@dataclass(frozen=True, slots=True)
class Members:
    """A category must be one of these values."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Present:
    """Something must be there."""


@dataclass(frozen=True, slots=True)
class Route:
    """One way to the measured value: a formula and the facts it reads."""

    tree: Tree
    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Against:
    """A number must lie on one side of another, which is reckoned for each subject."""

    lower: bool
    inclusive: bool
    route: Route


@dataclass(frozen=True, slots=True)
class Holds:
    """A condition must hold."""

    tree: Tree
    facts: tuple[str, ...]


Test = Limits | ByCategory | Members | Present | Against | Holds


@dataclass(frozen=True, slots=True)
class Measured:
    """What is measured. Routes are tried in order: preferred, the formula, as printed."""

    title: Text
    unit: Unit
    routes: tuple[Route, ...]
    main: int
    over: str = ""
    called: str = ""
    datum: str = ""
    """The fact that the text must name; empty where it is derived."""

    @property
    def formula(self) -> Route:
        """The route that defines the measure; its missing facts are what is needed."""
        return self.routes[self.main]

    @property
    def printed(self) -> Route | None:
        """The route that reads the figure as the school printed it."""
        return self.routes[self.main + 1] if len(self.routes) > self.main + 1 else None


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule's words come from."""

    cite: str
    text: str
    verbatim: bool
    evidence: str
    set_by: str
    layers: tuple[str, ...]
    place: Place
    document: str
    ground: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """One clause as it binds; ``alternatives`` are the other ways to read it.

    ``without`` is what is left of an inferred test if its inference is refused. ``binding`` says
    whether the clause itself is in force on the rulebook's day.
    """

    id: str
    title: Text
    source: Source
    force: Force
    basis: Basis
    measured: Measured
    comparator: str
    stated: str
    test: Test
    applies: Tree | None = None
    applies_facts: tuple[str, ...] = ()
    escape: Holds | None = None
    binding: Binding = "in_force"
    due: dt.date | None = None
    departments: tuple[str, ...] = ()
    counts_in: str = ""
    pool: str = ""
    inferred: bool = False
    without: Test | None = None
    relation: Relation = "new"
    reading: str = ""
    reading_ground: str = ""
    alternatives: tuple[Rule, ...] = field(default=(), repr=False)
    note: Text | None = None

    @property
    def over_key(self) -> tuple[str, str]:
        """What the rule is judged over, and how its parts are pooled."""
        return self.measured.over, self.pool

    @property
    def counts(self) -> bool:
        """Whether an outcome rests on the clause itself.

        It binds, and no other clause counts it, as one of seven indicators of which six must
        be met.
        """
        return self.force == "shall" and not self.counts_in

    @property
    def applies_text(self) -> str:
        """The clause's condition as text, or empty."""
        return show(self.applies, {}) if self.applies else ""

    def facts(self) -> Iterator[str]:
        """Every fact of the subject that the rule may read, with repeats; of parts for ``over``."""
        for route in self.measured.routes:
            yield from route.facts
        match self.test:
            case ByCategory(fact=fact):
                yield fact
            case Against(route=route):
                yield from route.facts
            case Holds(facts=facts):
                yield from facts
        if self.escape is not None:
            yield from self.escape.facts


def compare(child: Test, parent: Test) -> Relation:
    """Whether a test asks for more or for less than another.

    >>> at_least = lambda n: Limits((Bound(True, True, Fraction(n), Fraction(n)),))
    >>> compare(at_least(1200), at_least(960))
    'stricter'
    """
    if child == parent:
        return "equal"
    rows = [_compare_limits(a, b) for a, b in _aligned(child, parent)]
    if not rows or "different" in rows:
        return "different"
    found = set(rows) - {"equal"}
    if not found:
        return "equal"
    return found.pop() if len(found) == 1 else "different"


def _aligned(child: Test, parent: Test) -> list[tuple[Limits, Limits]]:
    if isinstance(child, Limits) and isinstance(parent, Limits):
        return [(child, parent)]
    if isinstance(child, ByCategory) and isinstance(parent, Limits):
        return [(row, parent) for row in child.rows.values()]
    if isinstance(child, Limits) and isinstance(parent, ByCategory):
        return [(child, row) for row in parent.rows.values()]
    if isinstance(child, ByCategory) and isinstance(parent, ByCategory):
        same = child.fact == parent.fact and child.rows.keys() == parent.rows.keys()
        return [(child.rows[k], parent.rows[k]) for k in child.rows] if same else []
    return []


def _compare_limits(child: Limits, parent: Limits) -> Relation:
    verdicts = set()
    for lower in (True, False):
        a = next((b for b in child.bounds if b.lower == lower), None)
        b = next((b for b in parent.bounds if b.lower == lower), None)
        verdicts.add(_compare_bounds(a, b))
    verdicts -= {"equal"}
    if not verdicts:
        return "equal"
    return verdicts.pop() if len(verdicts) == 1 else "different"


def _compare_bounds(a: Bound | None, b: Bound | None) -> Relation:
    if a == b:
        return "equal"
    if a is None or b is None:
        return "laxer" if a is None else "stricter"
    if a.passes is None or b.passes is None:
        return "different"
    if a.passes == b.passes:
        if a.inclusive == b.inclusive:
            return "equal"
        return "laxer" if a.inclusive else "stricter"
    return "stricter" if (a.passes > b.passes) == a.lower else "laxer"
