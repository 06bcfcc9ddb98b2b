"""Waivers made ready for a rulebook and its schools, and laid over findings."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from compliance.checking.finding import Finding
from compliance.documents.waivers import Waiver, read_waivers
from compliance.errors import FactsError, Place, Problem, nearest
from compliance.intake.school import School
from compliance.rulebook.rulebook import Rulebook
from compliance.text import plain

MOST_NAMED = 5
"""Schools of one name that an error lists."""
MOST_COMPARED = 2000
"""Schools among which the one that is spelled most alike is looked for."""


class Entry(NamedTuple):
    """A waiver, where it names its school, whose id once known, and why it changes nothing here."""

    waiver: Waiver
    place: Place
    school: str = ""
    note: Problem | None = None


@dataclass(frozen=True)
class Waived:
    """Every waiver of a check; ``settled`` once their schools are known by id."""

    entries: tuple[Entry, ...] = ()
    settled: bool = True

    @property
    def keys(self) -> frozenset[str]:
        """What waivers of this standard call their schools."""
        return frozenset(entry.waiver.school for entry in self.entries if entry.note is None)

    @cached_property
    def schools(self) -> Mapping[str, Mapping[str, tuple[Waiver, ...]]]:
        """The waivers of each school by its id, and of each of its clauses."""
        found: dict[str, dict[str, tuple[Waiver, ...]]] = defaultdict(dict)
        for waiver, _, school, note in self.entries:
            if note is None:
                of = found[school]
                of[waiver.clause] = (*of.get(waiver.clause, ()), waiver)
        return found

    def in_force(self, clause: str, on: dt.date) -> list[str]:
        """The ids of the schools that are excused from a clause on a day."""
        return [
            school
            for school, of in self.schools.items()
            if any(waiver.state(on) == "in_force" for waiver in of.get(clause, ()))
        ]

    def among(self, schools: Iterable[School], *, whole: bool = True) -> Waived:
        """These waivers with their schools found: by id, or by a name that only one has.

        ``whole`` says that these are all schools there are, among which the nearest is named.

        Raises:
            FactsError: if several schools have a name.
        """
        if self.settled:
            return self
        ids: set[str] = set()
        named: dict[str, list[str]] = defaultdict(list)
        for school in schools:
            ids.add(school.id)
            named[school.name].append(school.id)
        known = [*ids, *named] if whole and len(ids) <= MOST_COMPARED else []
        found = [_settled(entry, ids, named, known) for entry in self.entries]
        wrong = [one for one in found if isinstance(one, Problem)]
        if wrong:
            raise FactsError(*wrong)
        return Waived(tuple(one for one in found if isinstance(one, Entry)))

    def over(self, school: School, findings: Iterable[Finding]) -> tuple[Finding, ...]:
        """The findings of a school, each with the waiver of its clause; verdicts stay."""
        of = self.schools.get(school.id) if self.entries else None
        if of is None:
            return tuple(findings)
        return tuple(
            finding._replace(waiver=_foremost(of[finding.clause], finding.on))
            if finding.clause in of
            else finding
            for finding in findings
        )


def _settled(
    entry: Entry, ids: Container[str], named: Mapping[str, list[str]], known: Iterable[str]
) -> Entry | Problem:
    """A waiver with its school, or the problem that several may be meant."""
    key, clause = entry.waiver.school, entry.waiver.clause
    found = [key] if key in ids else named.get(key, [])
    if entry.note is not None:
        return entry
    if len(found) == 1:
        return entry._replace(school=found[0])
    if found:
        values = {"school": key, "ids": ", ".join(found[:MOST_NAMED])}
        return Problem("waiver-name-shared", entry.place, clause, values=values)
    values = {"school": key, "nearest": nearest(key, known) or "—"}
    return entry._replace(note=Problem("waiver-no-school", entry.place, clause, "note", values))


def _foremost(waivers: tuple[Waiver, ...], on: dt.date) -> Waiver:
    """Of several waivers of one clause one in force, and of those the one that lasts longest."""
    return max(waivers, key=lambda waiver: (waiver.state(on) == "in_force", waiver.until))


def read_waived(given: object, rulebook: Rulebook) -> Waived:
    """Waivers as ``check`` takes them, before it is known which schools there are.

    Raises:
        FactsError: everything that is wrong with them, a clause that the rulebook does not have
            included.
    """
    if given is None:
        return Waived()
    entries, wrong = [], []
    document, waivers = read_waivers(given)
    for n, waiver in enumerate(waivers):
        note = None
        waiver = _by_title(waiver, rulebook)  # noqa: PLW2901 - the same waiver, its clause by id
        if waiver.standard not in (None, rulebook.id):
            values = {"standard": waiver.standard, "judged": rulebook.id}
            place = document.place(n, "standard")
            note = Problem("waiver-other-standard", place, waiver.clause, "note", values)
        else:
            wrong += _unknown(waiver, document.place(n, "clause"), rulebook)
        entries.append(Entry(waiver, document.place(n, "school"), note=note))
    if wrong:
        raise FactsError(*wrong)
    return Waived(tuple(entries), settled=not entries)


def _by_title(waiver: Waiver, rulebook: Rulebook) -> Waiver:
    """A waiver with the id of its clause, where it names it by a title that only one has."""
    if any(rule.id == waiver.clause for rule in rulebook.rules):
        return waiver
    titled = [rule.id for rule in rulebook.rules if plain(waiver.clause) in map(plain, rule.title)]
    return waiver.model_copy(update={"clause": titled[0]}) if len(titled) == 1 else waiver


def _unknown(waiver: Waiver, place: Place, rulebook: Rulebook) -> list[Problem]:
    """The error that the rulebook has no such clause, if it has none."""
    known = [rule.id for rule in rulebook.rules]
    if waiver.clause in known:
        return []
    close = nearest(waiver.clause, known) or "—"
    values = {"id": waiver.clause, "standard": rulebook.id, "nearest": close}
    return [Problem("waiver-no-clause", place, waiver.clause, values=values)]
