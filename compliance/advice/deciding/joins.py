"""The rules of one stage as joins for an engine, and schools as the facts it joins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import product
from typing import NamedTuple

from compliance.advice.deciding.considered import Considered
from compliance.advice.deciding.standing import reads
from compliance.advice.engines.program import Fact, Firing, Pattern, Program, Rule
from compliance.advice.policy.policy import Beside, Move, Policy
from compliance.advice.policy.trigger import Test

MOST_WAYS = 8
"""More ways to hold, or more clauses in one, are looked at here and not by the engine."""
Said = tuple[str, str]
"""A clause and what was found of it."""
ID = ""
"""The field of a school that is its id; no fact is called so."""


class Asked(NamedTuple):
    """What is looked at before the joins: a token of a school that is set where it holds."""

    test: Test
    move: Move | None = None
    """The rule, where it reads earlier advice or cases."""
    stays: bool = False


class Role(NamedTuple):
    """What one school of a rule must be: a token, and findings in one of several ways."""

    token: str
    ways: tuple[tuple[Said, ...], ...]


class Match(NamedTuple):
    """A rule that applies to a school, perhaps with a partner."""

    move: Move
    school: str
    partner: str = ""


class Joins:
    """The rules of one stage, compiled once for all partitions."""

    def __init__(self, policy: Policy, moves: Sequence[Move]) -> None:
        self.policy = policy
        self.asked: dict[str, Asked] = {}
        self.said: set[Said] = set()
        self.shared: set[str] = set()
        self.moves: dict[str, Move] = {}
        self.program = Program(tuple(rule for move in moves for rule in self._rules(move)))

    def _rules(self, move: Move) -> Iterator[Rule]:
        own = self._role(Asked(move.whole, move if move.advised or move.case else None))
        with_ = None
        if move.partner is not None:
            with_ = self._role(Asked(move.partner.test, stays=move.partner.stays))
        ways = product(own.ways, with_.ways if with_ is not None else ((),))
        for n, (mine, theirs) in enumerate(ways):
            name = f"{move.order}.{n}"
            self.moves[name] = move
            yield Rule(name, tuple(self._patterns(move, own, mine, with_, theirs)))

    def _patterns(
        self, move: Move, own: Role, mine: tuple[Said, ...], with_: Role | None,
        theirs: tuple[Said, ...],
    ) -> Iterator[Pattern]:  # fmt: skip
        yield Pattern("school", {own.token: True})
        at = 0
        if with_ is not None and move.partner is not None:
            at = 1
            yield self._other(move.partner, with_.token, absent=False)
        for whose, said in ((0, mine), (at, theirs)):
            for clause, outcome in said:
                where: dict[str, str | int | bool] = {"clause": clause, "outcome": outcome}
                yield Pattern("finding", where, {"school": (whose, ID)})
        if move.alone is not None:
            asked = Asked(move.alone.test, stays=move.alone.stays)
            yield self._other(move.alone, self._token(asked), absent=True)

    def _other(self, beside: Beside, token: str, *, absent: bool) -> Pattern:
        self.shared.update(beside.same)
        same = {fact: (0, fact) for fact in beside.same}
        return Pattern("school", {token: True}, same, {ID: (0, ID)}, absent)

    def _role(self, asked: Asked) -> Role:
        rest, ways = _apart(asked.test)
        few = len(ways) <= MOST_WAYS and all(len(way) <= MOST_WAYS for way in ways)
        if not few:
            rest, ways = asked.test, ((),)
        self.said.update(said for way in ways for said in way)
        return Role(self._token(asked._replace(test=rest)), ways)

    def _token(self, asked: Asked) -> str:
        for name, known in self.asked.items():
            if known == asked:
                return name
        name = f"#{len(self.asked)}"
        self.asked[name] = asked
        return name

    def facts(self, schools: Iterable[Considered]) -> list[Fact]:
        """The schools of one partition as facts, with the findings that rules ask about."""
        found: list[Fact] = []
        for school in schools:
            tokens: dict[str, str | int | bool] = {
                name: True for name, asked in self.asked.items() if _holds(asked, school)
            }
            if not tokens:
                continue
            view = school.view
            fields = {fact: value for fact in self.shared if (value := view.value(fact))}
            found.append(Fact("school", {ID: view.id, **fields, **tokens}))
            found += [
                Fact("finding", {"school": view.id, "clause": clause, "outcome": outcome})
                for clause, outcome in self.said
                if view.said(clause) == outcome
            ]
        return found

    def matches(
        self, schools: Iterable[Considered], firings: Callable[[Sequence[Fact]], list[Firing]]
    ) -> list[Match]:
        """Every rule that applies to a school of one partition, in the order of rules and ids."""
        facts = self.facts(schools)
        found: dict[Match, None] = {}
        for firing in firings(facts):
            move = self.moves[firing.rule]
            ids = [str(facts[n].fields[ID]) for n in firing.support[: 2 if move.partner else 1]]
            found[Match(move, *ids)] = None
        return sorted(found, key=lambda one: (one.move.order, one.school, one.partner))


def _holds(asked: Asked, school: Considered) -> bool:
    if asked.move is not None and not reads(asked.move, school):
        return False
    return (school.stays or not asked.stays) and school.held(asked.test).certain


def _apart(test: Test) -> tuple[Test, tuple[tuple[Said, ...], ...]]:
    """What is left of a test without the findings of the latest year, and these, way by way."""
    rest, every, any_ = [], [], []
    for part in test.parts:
        own = part._replace(also=())
        if own.in_a_row == 1:
            every += [(clause, "fail") for clause in own.fails]
            every += [(clause, "pass") for clause in own.passes]
            every += [(clause, "waived") for clause in own.waived]
            if own.fails_any:
                any_.append([(clause, "fail") for clause in own.fails_any])
            own = own._replace(fails=(), passes=(), waived=(), fails_any=())
        if own != Test(said=own.said, in_a_row=own.in_a_row):
            rest.append(own)
    ways = tuple(tuple(dict.fromkeys((*every, *way))) for way in product(*any_))
    return Test(also=tuple(rest)), ways
