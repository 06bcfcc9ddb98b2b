"""A trigger made ready: what certainly holds of a school, what certainly does not, and why."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from compliance.advice.view import View
from compliance.checking.finding import Finding
from compliance.expressions import certain
from compliance.expressions.tree import Tree, names


class Held(NamedTuple):
    """Whether something certainly holds, and whether it certainly does not; both may be false."""

    certain: bool
    never: bool


YES = Held(certain=True, never=False)


class Test(NamedTuple):
    """A trigger without names: conditions by reading are put in, formulas are trees.

    ``least`` is how many of ``among`` must fail. Every clause is one of the rulebook.
    """

    outcome: str = ""
    fails: tuple[str, ...] = ()
    fails_any: tuple[str, ...] = ()
    passes: tuple[str, ...] = ()
    waived: tuple[str, ...] = ()
    least: int = 0
    among: tuple[str, ...] = ()
    condition: Tree | None = None
    said: str = ""
    in_a_row: int = 1
    also: tuple[Test, ...] = ()

    @property
    def clauses(self) -> tuple[str, ...]:
        """Every clause that it asks about."""
        own = (*self.fails, *self.fails_any, *self.passes, *self.waived, *self.among)
        return tuple(dict.fromkeys((*own, *(c for test in self.also for c in test.clauses))))

    @property
    def parts(self) -> tuple[Test, ...]:
        """Itself and the named conditions that must hold as well."""
        return (self, *(part for test in self.also for part in test.parts))


def held(test: Test, years: Sequence[View | None], *, firm: bool = False) -> Held:
    """Whether a trigger holds of a school; ``years`` are its findings, the latest first.

    A year that is not there leaves open what was so in it. ``firm`` takes nothing that rests on an
    inference for certain.
    """
    surely, never = True, False
    for view in _wanted(test, years):
        for one in _in_one(test, view, firm=firm):
            surely, never = surely and one.certain, never or one.never
    for other in test.also:
        one = held(other, years, firm=firm)
        surely, never = surely and one.certain, never or one.never
    return Held(surely, never)


def _wanted(test: Test, years: Sequence[View | None]) -> Sequence[View | None]:
    if test.in_a_row == 1:
        return years[:1]
    return [years[n] if n < len(years) else None for n in range(test.in_a_row)]


def _in_one(test: Test, view: View | None, *, firm: bool) -> Iterator[Held]:
    if view is None:
        yield Held(certain=False, never=False)
        return
    said = view.firm if firm else view.said
    if test.outcome:
        yield _outcome(test.outcome, view.overall(firm=firm))
    for clause in test.fails:
        yield _one(said(clause), "fail")
    for clause in test.passes:
        yield _one(said(clause), "pass")
    for clause in test.waived:
        yield _one(view.said(clause), "waived")
    for clauses, least in ((test.fails_any, 1), (test.among, test.least)):
        if clauses:
            yield _least([said(clause) for clause in clauses], least)
    if test.condition is not None:
        yield _condition(test.condition, view, firm=firm)


def _one(said: str, wanted: str) -> Held:
    """``harmless`` is an unknown that can only turn into a pass or into nothing."""
    if said == "harmless":
        return Held(certain=False, never=wanted != "pass")
    return Held(said == wanted, said not in (wanted, "unknown"))


def _outcome(wanted: str, said: str) -> Held:
    return Held(said == wanted, said not in (wanted, "unknown"))


def _least(said: list[str], least: int) -> Held:
    fails, open_ = said.count("fail"), said.count("unknown")
    return Held(fails >= least, fails + open_ < least)


def _condition(tree: Tree, view: View, *, firm: bool) -> Held:
    found = Held(*certain.truth(tree, view.facts, view.unsure))
    if firm and not view.inferred_facts.isdisjoint(names(tree)):
        return Held(certain=False, never=found.never)
    return found


def causes(test: Test, years: Sequence[View | None]) -> Iterator[tuple[View, Finding]]:
    """The findings that make a trigger hold, each with the year it is of."""
    for view in _wanted(test, years):
        if view is None:
            continue
        clauses = (*test.fails, *test.fails_any, *test.among)
        for finding in view.failing(clauses) if clauses else ():
            yield view, finding
        if test.outcome == "fail":
            yield from ((view, finding) for finding in view.failing())
    for other in test.also:
        yield from causes(other, years)


def read(test: Test) -> Iterator[str]:
    """The facts that a trigger reads of the school itself."""
    for part in test.parts:
        if part.condition is not None:
            yield from names(part.condition)


def lacking(test: Test, years: Sequence[View | None]) -> Iterator[str]:
    """What would have to be known to say whether a trigger holds: facts, or earlier years."""
    for n, view in enumerate(_wanted(test, years)):
        if view is None:
            yield f"-{n}"
            continue
        own = test._replace(also=(), in_a_row=1)
        if any(held(own, [view])):
            continue
        yield from view.needs((*own.clauses, *(view.counting if own.outcome else ())))
        if own.condition is not None and not any(_condition(own.condition, view, firm=False)):
            yield from certain.undecided(own.condition, view.certain_facts)
    for other in test.also:
        yield from lacking(other, years)
