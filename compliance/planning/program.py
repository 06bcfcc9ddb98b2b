"""A region's program, with what its variables mean.

``s:A`` school A survives, ``x:A:B`` it joins B, ``convert:A`` and ``close:A`` it leaves,
``z:group/major:A:B`` so many of its pupils go to B, or all of that major where they stay together;
a survivor is on its old campus ``o:A`` or a new one ``n:A``, still fails ``f:A``, by a clause that
is conceded ``v:clause:A``; ``b:fact:A`` is bought and ``c:fact:A`` built.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from compliance.advice.policy.prices import Price
from compliance.advice.policy.region import Region
from compliance.planning.campus import Building
from compliance.planning.cohorts import Cohort
from compliance.planning.options import Options, Place
from compliance.planning.rows import Compiled, IntegerRow
from compliance.planning.solving.program import Program
from compliance.rulebook.rulebook import Rulebook


class Sent(NamedTuple):
    """Pupils that may be placed in a school: a variable, of what it counts ``unit`` pupils each."""

    name: str
    sender: Place
    cohort: Cohort
    unit: int
    pupils: int

    @property
    def most(self) -> int:
        """The greatest value of the variable."""
        return self.pupils // self.unit


@dataclass
class Model:
    """The program, with what its variables mean."""

    options: Options
    rulebook: Rulebook
    compiled: Compiled
    region: Region
    prices: Mapping[str, Price]
    building: Building | None
    barred: Mapping[str, str]
    program: Program = field(default_factory=Program)
    rows: tuple[IntegerRow, ...] = ()
    roomy: tuple[IntegerRow, ...] = ()
    """The same rows with headroom, for schools that take others in; none where there is none."""

    def guests(self, host: Place) -> list[Place]:
        """Who may join a school."""
        return self.options.guests.get(host.id, [])

    def sent(self, host: Place, sender: Place | None = None) -> list[Sent]:
        """The pupils of closed schools that may be placed in a school."""
        together = self.region.pairs.pupils == "cohort"
        senders = self.options.senders.get(host.id, ()) if sender is None else (sender,)
        return [
            Sent(f"z:{cohort.group}/{cohort.major}:{one.id}:{host.id}", one, cohort,
                 pupils if together else 1, pupils)
            for one in senders for cohort, pupils in one.cohorts.items()
            if pupils and host.offers(cohort)
        ]  # fmt: skip

    def elsewhere(self, place: Place) -> list[str]:
        """The clauses that a school fails as it is and that are no rows: the engine judges them."""
        failed = {finding.clause for found in place.findings for finding in found
                  if finding.rule.counts and finding.outcome == "fail"}  # fmt: skip
        return [clause for clause in self.compiled.others if clause in failed]

    def clauses(self, place: Place) -> tuple[str, ...]:
        """The clauses that a school may be said to fail still."""
        return (*dict.fromkeys(one.row.clause for one in self.rows), *self.elsewhere(place))

    @property
    def hosting(self) -> Iterator[Place]:
        """The schools of which something is to be decided, or that may take others in."""
        touched = self.options.guests.keys() | self.options.senders.keys()
        return (
            p for p in self.options.places
            if not (p.open or p.excused) and (not p.meets or p.leaves or p.id in touched)
        )  # fmt: skip
