"""With whom: the schools that a rule allows, in order, and what each merged school would reach."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NamedTuple

from compliance.advice.actions import ACTIONS
from compliance.advice.deciding.considered import Considered, Open, Rejected
from compliance.advice.deciding.standing import unknowns
from compliance.advice.mergers import Mergers
from compliance.advice.policy.policy import Move
from compliance.advice.view import View
from compliance.checking.finding import Finding
from compliance.checking.findings import SchoolFindings

MOST = 100
"""Partners that are tried for one school by one rule."""


class Tried(NamedTuple):
    """A partner and what came of trying: ``fits``, or why not."""

    with_: str
    fits: bool
    result: SchoolFindings | None = None
    rejected: Rejected | None = None
    unknown: Open | None = None


class Partners:
    """The partners of the schools of one partition, tried each pair once."""

    def __init__(self, schools: Mapping[str, Considered], mergers: Mergers) -> None:
        self.schools, self.mergers = schools, mergers
        self.known: dict[tuple[str, frozenset[str]], Tried] = {}

    def order(self, school: str, others: Sequence[str]) -> list[str]:
        """The nearest first: of the same district, then by distance where it is known."""
        view = self.schools[school].view
        return sorted(others, key=lambda other: (*near(view, self.schools[other].view), other))

    def tried(self, move: Move, school: str, other: str) -> Tried:
        """What would come of a rule for two schools."""
        action = ACTIONS[move.then.action] if move.then else None
        if action is None or not action.proves:
            return Tried(other, fits=True)
        key = (move.id, frozenset((school, other)))
        if key not in self.known:
            self.known[key] = self._try(move, school, other)
        return self.known[key]._replace(with_=other)

    def _try(self, move: Move, school: str, other: str) -> Tried:
        pair = [other, school]
        becomes = move.then.becomes if move.then else {}
        why = Rejected(move.action, move.id, "merged_fails", other)
        if not becomes and self.mergers.outcome(pair) == "fail":
            return Tried(other, fits=False, rejected=why)
        result = self.mergers.findings(pair, other, becomes or None)
        if result.outcome == "fail":
            return Tried(other, fits=False, rejected=why._replace(findings=failing(result)))
        needs = tuple(dict.fromkeys(blind(result, move)))
        if not needs and (becomes or result.outcome == "pass"):
            return Tried(other, fits=True, result=result)
        why = Rejected(move.action, move.id, "merged_unknown", other)
        return Tried(
            other, fits=False, rejected=why, unknown=Open(needs, move.action, move.id, other)
        )


def blind(result: SchoolFindings, move: Move) -> Iterator[str]:
    """The facts that are not known of a school that would result, but for what is to be built."""
    to_build = move.then.becomes if move.then else {}
    return (need for need in unknowns(result) if need not in to_build)


def failing(item: SchoolFindings) -> tuple[Finding, ...]:
    """What a school that would result fails."""
    return tuple(f for f in item if f.rule.counts and f.basis == "computed" and f.verdict == "fail")


def near(one: View, two: View) -> tuple[bool, bool, Fraction]:
    """How near two schools are, for sorting: another district, distance unknown, square of it.

    The square of the distance is in degrees, a degree of longitude taken for one of latitude times
    the cosine at 30 degrees (3/4 squared): an order of partners, never a distance that is told.
    """
    district = one.value("district")
    other = not district or district != two.value("district")
    spots = [_spot(view) for view in (one, two)]
    if spots[0] is None or spots[1] is None:
        return other, True, Fraction(0)
    (east, north), (east2, north2) = spots[0], spots[1]
    return other, False, (east - east2) ** 2 * Fraction(3, 4) + (north - north2) ** 2


def _spot(view: View) -> tuple[Fraction, Fraction] | None:
    found = [view.certain_facts.get(name) for name in ("longitude", "latitude")]
    if found[0] is None or found[1] is None or found[0].rough or found[1].rough:
        return None
    return found[0].bounds.low, found[1].bounds.low
