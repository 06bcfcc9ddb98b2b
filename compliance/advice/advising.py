"""A policy over findings: schools partition by partition, stage by stage."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from compliance.advice.advice import Advice, SchoolAdvice
from compliance.advice.deciding.considered import Considered, Decision
from compliance.advice.deciding.decide import Deciding, left_open
from compliance.advice.deciding.joins import Joins
from compliance.advice.deciding.partners import Partners
from compliance.advice.engines.choose import Engine, engine_for
from compliance.advice.engines.program import TooMany
from compliance.advice.mergers import Mergers
from compliance.advice.policy.policy import Policy
from compliance.advice.view import View
from compliance.advice.years.history import History
from compliance.errors import PolicyError, Problem
from compliance.vocabulary import Vocabulary

MOST_APART = 1000
"""Schools of which it is not known with whom they are looked at, at a time."""


class Advising:
    """A policy over findings: the stages compiled once, the schools looked at part by part.

    ``states`` are those of a school's rectification cases, by its id.
    """

    def __init__(
        self, policy: Policy, years: History, states: Callable[[str], frozenset[str]],
        engine: Literal["auto", "durable", "builtin"] = "auto", *, isolate: bool = False,
    ) -> None:  # fmt: skip
        self.policy, self.years, self.states = policy, years, states
        self.mergers = Mergers(years.latest)
        self.strays: list[Considered] = []
        self.stages: list[tuple[Joins, Engine]] = []
        for stage in policy.stages if policy.binding != "not_in_force" else ():
            moves = [rule for rule in policy.rules if rule.stage == stage]
            try:
                joins = Joins(policy, moves)
            except ValueError as error:
                values = {"why": str(error)}
                problem = Problem("policy-too-large", policy.file.place("rules"), values=values)
                raise PolicyError(problem) from None
            self.stages.append((joins, engine_for(joins.program, engine, isolate=isolate)))
        self.far = max((test.in_a_row for rule in (*policy.rules, *policy.exceptions)
                        for test in rule.test.parts), default=1)  # fmt: skip

    def advice(self, progress: Callable[[int], object] | None = None) -> Advice:
        """The advice for every school."""
        found: dict[str, SchoolAdvice] = {}
        for part in self.partitions():
            found |= self.part(part)
            if progress is not None:
                progress(len(found))
        order = [item.school.id for item in self.years.latest]
        items = tuple(found[school] for school in order)
        return Advice(self.years, self.policy, items, self.used)

    @property
    def used(self) -> str:
        """Which engine ran; the first reason to fall back, if there was one."""
        known = [engine.used for _, engine in self.stages]
        return next((used for used in known if "(" in used), known[0] if known else "built-in")

    def partitions(self) -> Iterator[list[Considered]]:
        """The schools that are looked at together."""
        together, own = self.policy.together, self.own_facts
        parts: dict[str, list[str]] = {}
        apart: list[str] = []
        for item in self.years.latest:
            key = View(item, own).value(together) if together else "*"
            (parts.setdefault(key, []) if key else apart).append(item.school.id)
        self.strays = [self._considered(school) for school in sorted(apart)]
        for share in parts.values():
            yield [self._considered(school) for school in share]
        for start in range(0, len(apart), MOST_APART):
            yield self.strays[start : start + MOST_APART]

    @property
    def own_facts(self) -> Vocabulary | None:
        """The facts to read again by, where the policy asks for some of its own."""
        return self.policy.vocabulary if self.policy.own_facts else None

    def _considered(self, school: str) -> Considered:
        last, own = self.years.years[-1], self.own_facts
        items = [self.years.at(last - n, school) for n in range(self.far)]
        views = tuple(None if item is None else View(item, own) for item in items)
        return Considered(views, self.states(school))

    def part(self, schools: list[Considered]) -> dict[str, SchoolAdvice]:
        """The advice for the schools of one partition, by id."""
        known = {school.id: school for school in schools}
        partners = Partners(known, self.mergers)
        for joins, engine in self.stages:
            try:
                found = joins.matches(schools, engine.firings)
            except TooMany:
                place = self.policy.file.place("together")
                raise PolicyError(Problem("policy-too-many", place)) from None
            for match in found:
                partner = [match.partner] if match.partner else []
                known[match.school].matches.setdefault(match.move, []).extend(partner)
            self._decide(known, partners)
        if any(one.alone is not None and one.alone.stays for one in self.policy.exceptions):
            self._decide(known, partners)
        if not self.stages:
            self._decide(known, partners)
        return self._advice(known)

    def _decide(self, known: dict[str, Considered], partners: Partners) -> None:
        decided = Deciding(self.policy, known, partners, self.strays).all()
        for school in known.values():
            school.decision = decided[school.id]

    def _advice(self, known: Mapping[str, Considered]) -> dict[str, SchoolAdvice]:
        """The advice, with what it makes of the schools that others are to merge into.

        Several that fit one host each alone, and not all together, are left to a person: which of
        them it should be is a question for the region.
        """
        guests: dict[str, list[str]] = {}
        for school in known.values():
            if school.decision and school.decision.into not in ("", school.id):
                guests.setdefault(school.decision.into, []).append(school.id)
        shared = {
            host: self.mergers.findings([host, *sorted(ids)])
            for host, ids in guests.items() if len(ids) > 1
        }  # fmt: skip
        found = {}
        for school in known.values():
            decision, together = school.decision or Decision("review"), shared.get(school.id)
            if decision.into and decision.into != school.id:
                together = shared.get(decision.into)
                if together is not None and together.outcome != "pass":
                    decision = left_open(decision)
            found[school.id] = SchoolAdvice(
                school.view, school.years, decision, self.policy.document,
                tuple(known[one].view for one in decision.with_),
                tuple(sorted(guests.get(school.id, ()))), self.mergers, together,
            )  # fmt: skip
        return found
