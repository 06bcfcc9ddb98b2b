"""The school that comes of a plan: members as one, what is bought or built, pupils placed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from compliance.advice.mergers import changed, merged
from compliance.checking.check import judge_of
from compliance.checking.findings import SchoolFindings
from compliance.intake.school import Part, Reported, School
from compliance.planning.options import STUDENTS
from compliance.planning.rows import rows_of
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Vocabulary


def resulting(
    rulebook: Rulebook,
    members: Sequence[School],
    bought: Mapping[str, int],
    taken: int,
    becomes: Mapping[str, object],
) -> SchoolFindings:
    """Schools as one, the first taking in the others, judged with all that changes for it."""
    vocabulary = rulebook.vocabulary
    school = merged(members, vocabulary, members[0].id) if len(members) > 1 else members[0]
    if becomes:
        school = changed(school, vocabulary, becomes)
    for fact, units in bought.items():
        school = raised(school, fact, units, vocabulary)
    if taken:
        school = placed(raised(school, STUDENTS, taken, vocabulary), taken, pools(rulebook))
    return judge_of(rulebook).findings(school)


def pools(rulebook: Rulebook) -> frozenset[tuple[str, str]]:
    """The lists of parts of which pupils are counted, each with the category by which they are."""
    return frozenset(
        (amount.over, amount.by) for row in rows_of(rulebook).rows for amount in row.amounts
        if amount.over and amount.fact == STUDENTS
    )  # fmt: skip


def placed(school: School, pupils: int, among: frozenset[tuple[str, str]]) -> School:
    """A school judged as if every group of majors that it has took all the pupils placed in it.

    Nobody knows which major they join: whatever holds so, holds whichever they do.
    """
    facts = dict(school.facts)
    for over, by in sorted(among):
        known = facts.get(over)
        if known is not None and isinstance(known.value, tuple):
            facts[over] = known._replace(value=tuple(_fuller(known.value, by, pupils)))
    return replace(school, facts=facts)


def _fuller(listed: tuple[object, ...], by: str, pupils: int) -> list[Part]:
    """The parts, the first of each group that has any pupils with more of them."""
    found, met = [], set[str]()
    for part in listed:
        if not isinstance(part, Part):
            raise TypeError(part)
        group, had = part.facts.get(by), part.facts.get(STUDENTS)
        first = group is not None and str(group.value) not in met
        if group is None or had is None or not first or had.bounds.low <= 0:
            found.append(part)
            continue
        met.add(str(group.value))
        found.append(part._replace(facts={**part.facts, STUDENTS: _more(had, pupils)}))
    return found


def _more(had: Reported, units: int) -> Reported:
    value = had.bounds.low + units
    return Reported(value.as_integer_ratio(), f"{had.given} + {units}", "")


def raised(school: School, fact: str, units: int, vocabulary: Vocabulary) -> School:
    """A school with more of a fact, in base units, and of everything that it is part of."""
    facts = dict(school.facts)
    for name in (fact, *(whole for part, whole in vocabulary.wholes if part == fact)):
        known = facts.get(name)
        if known is None and name != fact:
            continue
        had = Fraction(0) if known is None else known.bounds.low
        value = had + units
        before = "" if known is None else f"{known.given} "
        facts[name] = Reported(value.as_integer_ratio(), f"{before}+ {units}", "")
    return replace(school, facts=facts)
