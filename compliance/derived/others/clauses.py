"""``passing``, ``failing``, ``attained``: how other clauses of the standard rule on a subject."""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from compliance.derived import gaps
from compliance.derived.base import Derivation, Derived, Found, Ruled, Scope, World, figure
from compliance.derived.spans import UNLIMITED, Entry, extreme
from compliance.model import Slug
from compliance.quantity import Span
from compliance.units import Unit

Clauses = tuple[Slug, ...]


class _Counted(Derivation):
    """How many clauses have one verdict; those that are unknown may or may not."""

    def _compiled(self, name: str, clauses: Clauses, verdict: str, scope: Scope) -> Derived:
        for n, clause in enumerate(clauses):
            scope.clause(clause, self.key, n)

        def reckon(world: World) -> Found:
            rulings = [world.ruling(clause) for clause in clauses]
            sure = sum(ruling.verdicts == {verdict} for ruling in rulings)
            open_ = [r for r in rulings if verdict in r.verdicts and r.verdicts != {verdict}]
            span = Span(Fraction(sure), Fraction(sure + len(open_)))
            return figure(span, gaps.merged(ruling.gap for ruling in open_))

        return Derived(name, self.number(one(scope)), (), reckon, clauses, shown=", ".join(clauses))


class Passing(_Counted):
    """至少 6 项达标: how many of some clauses pass."""

    key: ClassVar[str] = "passing"
    passing: Clauses = Field(min_length=1)

    def compile(self, name: str, scope: Scope) -> Derived:
        """The clauses."""
        return self._compiled(name, self.passing, "pass", scope)


class Failing(_Counted):
    """凡有一项未达到: how many of some clauses fail."""

    key: ClassVar[str] = "failing"
    failing: Clauses = Field(min_length=1)

    def compile(self, name: str, scope: Scope) -> Derived:
        """The clauses."""
        return self._compiled(name, self.failing, "fail", scope)


class Attained(Derivation):
    """余项不低于 85%: the least that any of some clauses reaches, as a share of its threshold."""

    key: ClassVar[str] = "attained"
    attained: Clauses = Field(min_length=1)

    def compile(self, name: str, scope: Scope) -> Derived:
        """The clauses."""
        for n, clause in enumerate(self.attained):
            scope.clause(clause, self.key, n)

        def reckon(world: World) -> Found:
            rulings = [world.ruling(clause) for clause in self.attained]
            counted = [ruling for ruling in rulings if ruling.verdicts != {"not_applicable"}]
            if counted and all(ruling.attained is None for ruling in counted):
                return Found(None, gaps.merged(ruling.gap for ruling in counted))
            return extreme("min", [_entry(ruling) for ruling in counted])

        return Derived(name, self.number(one(scope)), (), reckon, self.attained,
                       shown=", ".join(self.attained))  # fmt: skip


def one(scope: Scope) -> Unit:
    """The unit of a plain number."""
    return scope.unit("1", "unit")


def _entry(ruling: Ruled) -> Entry:
    """How much of its threshold a clause reaches, anything at all where that is not known."""
    reached = ruling.attained or Span(Fraction(0), UNLIMITED.high)
    return Entry(reached, "not_applicable" not in ruling.verdicts, ruling.gap)
