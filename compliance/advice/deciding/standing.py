"""What stands against a rule that applies: exceptions, inferences, what is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from compliance.advice.deciding.considered import Considered, Open
from compliance.advice.policy.policy import Beside, Move, Policy
from compliance.advice.policy.trigger import YES, Held, lacking
from compliance.checking.engine.ruling import Code
from compliance.checking.findings import SchoolFindings

Alone = Mapping[tuple[str, ...], frozenset[str]]
"""The schools that certainly are such neighbours, by the facts that are shared."""


class Against(NamedTuple):
    """Why a rule that applies is not followed: ``forbidden``, or a reason to hold it back."""

    why: str
    by: str = ""
    unknown: tuple[Open, ...] = ()


class Standing:
    """What stands against a rule, among the schools of one partition.

    ``strays`` are the schools of which it is not known to which partition they belong.
    """

    def __init__(
        self, policy: Policy, schools: Mapping[str, Considered], strays: Sequence[Considered]
    ) -> None:
        self.policy, self.strays = policy, strays
        self.sorted = [school for _, school in sorted(schools.items())]
        self.neighbours: dict[str, Alone] = {}
        for move in policy.exceptions:
            if move.alone is not None:
                self.neighbours[move.id] = _neighbours(move.alone, schools)

    def against(self, move: Move, school: Considered) -> Against | None:
        """What stands against a rule that applies to a school, the strongest first.

        ``forbidden`` is for good. What holds back is an exception of which it is not known whether
        it applies, a policy of which it is not known whether it is in force, and for actions that
        end a school also an inference on which they rest.
        """
        doubts = []
        for exception in self.policy.exceptions:
            if move.action not in exception.forbids:
                continue
            found = self.excepted(exception, school)
            if found.certain:
                return Against("forbidden", exception.id)
            if not found.never:
                opened = tuple(self.open(exception, school))
                doubts.append(Against("exception_unknown", exception.id, opened))
        if doubts:
            return doubts[0]
        return self._unsure(move, school) if move.harsh else None

    def _unsure(self, move: Move, school: Considered) -> Against | None:
        if self.policy.binding != "in_force":
            return Against("binding_unknown")
        if not school.held(move.whole, firm=True).certain:
            return Against("inferred")
        for other in self.policy.rules:
            before = other.rank < move.rank and 0 < other.severity <= move.severity
            if not before or other.action == move.action:
                continue
            if self.opened(other, school):
                return Against("milder_unknown", other.id, tuple(self.open(other, school)))
            if not reads(other, school):
                continue
            lost = () if other in school.matches else tuple(self.possible(other, school))
            if lost and school.held(other.whole).certain:
                return Against("partner_unknown", other.id, lost)
        return None

    def opened(self, move: Move, school: Considered) -> bool:
        """Whether it is not known if a rule applies to a school, by its own data."""
        found = school.held(move.whole)
        return not (found.certain or found.never) and reads(move, school)

    def possible(self, move: Move, school: Considered) -> Iterator[Open]:
        """The schools of which it is not known whether they could be partners in a rule."""
        if move.partner is None:
            return
        together = self.policy.together
        if together is not None and not school.view.value(together):
            yield Open((together,), move.action, move.id)
            return
        for other in (*self.sorted, *self.strays):
            if other.id == school.id or other.id in school.matches.get(move, ()):
                continue
            pairs = [(school.view.value(f), other.view.value(f)) for f in move.partner.same]
            apart = any(own and theirs and own != theirs for own, theirs in pairs)
            found = other.held(move.partner.test)
            surely = found.certain and all(own and theirs for own, theirs in pairs)
            if not (apart or surely or found.never):
                needs = tuple(dict.fromkeys(unknowns(other.view.item)))
                yield Open(needs, move.action, move.id, other.id)

    def excepted(self, exception: Move, school: Considered) -> Held:
        """Whether an exception applies; to be alone is presumed until a neighbour is certain."""
        if exception.case and not school.cases.intersection(exception.case):
            return Held(certain=False, never=True)
        found = school.held(exception.test)
        if exception.alone is None or found.never:
            return found
        key = _key(exception.alone, school)
        if key is None:
            return Held(certain=False, never=False)
        beside = self.neighbours[exception.id].get(key, frozenset()) - {school.id}
        return Held(certain=False, never=True) if beside else found

    def open(self, move: Move, school: Considered) -> Iterator[Open]:
        """What would have to be known of a school to say whether a rule applies."""
        needs = tuple(dict.fromkeys(lacking(move.whole, school.years)))
        if move.alone is not None and _key(move.alone, school) is None:
            missing = (fact for fact in move.alone.same if not school.view.value(fact))
            needs = (*needs, *missing)
        yield Open(needs, move.action or "", move.id)


def reads(move: Move, school: Considered) -> bool:
    """Whether a rule that reads earlier advice or cases of a school finds what it asks for."""
    advised = not move.advised or school.advised in move.advised
    return advised and (not move.case or not school.cases.isdisjoint(move.case))


def _key(beside: Beside, school: Considered) -> tuple[str, ...] | None:
    """What a school shares with its neighbours; None where it is not known."""
    found = tuple(school.view.value(fact) for fact in beside.same)
    return found if all(found) else None


def _neighbours(beside: Beside, schools: Mapping[str, Considered]) -> Alone:
    found: dict[tuple[str, ...], set[str]] = {}
    for school in schools.values():
        key = _key(beside, school)
        stays = school.stays or not beside.stays
        certain = school.held(beside.test) == YES
        if key is not None and stays and certain:
            found.setdefault(key, set()).add(school.id)
    return {key: frozenset(ids) for key, ids in found.items()}


def unknowns(item: SchoolFindings) -> Iterator[str]:
    """The facts without which the outcome of a school is not known."""
    for finding in item:
        counts = finding.rule.counts and finding.basis == "computed"
        if counts and finding.verdict == "unknown" and finding.code is not Code.HARMLESS:
            yield from finding.needs
