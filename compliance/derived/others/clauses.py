"""``passing``, ``failing``, ``attained``: how other clauses of the standard rule on a subject."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from compliance.derived.base import Derivation, Derived, Found, Ruled, Scope, World, figure
from compliance.intake.school import Gap
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
            low = sum(ruling.verdict == verdict for ruling in rulings)
            open_ = sum(ruling.verdict == "unknown" for ruling in rulings)
            return figure(Span(Fraction(low), Fraction(low + open_)), gap=open_gap(rulings))

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
            counted = [ruling for ruling in rulings if ruling.verdict != "not_applicable"]
            if not counted:
                return Found(None, Gap("no_members"))
            known = [ruling.attained for ruling in counted if ruling.attained is not None]
            lost = len(known) < len(counted)
            if not known:
                return Found(None, open_gap(counted))
            low = Fraction(0) if lost else min(span.low for span in known)
            return figure(Span(low, min(span.high for span in known)), gap=open_gap(counted))

        return Derived(name, self.number(one(scope)), (), reckon, self.attained,
                       shown=", ".join(self.attained))  # fmt: skip


def one(scope: Scope) -> Unit:
    """The unit of a plain number."""
    return scope.unit("1", "unit")


def open_gap(rulings: Sequence[Ruled]) -> Gap | None:
    """Why some of the clauses are unknown, and what they all need."""
    gaps = [ruling.gap for ruling in rulings if ruling.gap is not None]
    if not gaps:
        return None
    needs = dict.fromkeys(need for gap in gaps for need in gap.needs)
    return Gap(gaps[0].reason, tuple(needs))
