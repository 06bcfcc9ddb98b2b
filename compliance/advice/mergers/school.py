"""The school that does not exist yet: several schools as one, and what becomes of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from compliance.advice.mergers.facts import all_combined
from compliance.errors import FactsError, Problem
from compliance.intake.profile import Draft, widen
from compliance.intake.school import School, find
from compliance.vocabulary import Fact, Vocabulary


def merged(schools: Sequence[School], vocabulary: Vocabulary, host: str | None = None) -> School:
    """The school that several would be, if they merged.

    Facts combine as the vocabulary declares. What is contradicted or was not understood in one
    school contradicts itself in the whole; printed ratios, days and evidence are not carried over.

    Args:
        schools: as read, without derived facts, each once.
        vocabulary: of the standard that is to judge the whole; other facts are left out.
        host: the id or name of the school whose id, name and other texts remain; by default
            the first.

    Raises:
        FactsError: no school at all, or one of them twice.
        NotFound: the host is none of the schools.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> schools = compliance.read([
    ...     {"id": "a", "学生": 800, "占地": "30亩", "举办性质": "公办"},
    ...     {"id": "b", "学生": 1200, "占地": "40亩", "举办性质": "民办"},
    ... ])
    >>> school = merged(tuple(schools), rulebook.vocabulary, host="b")
    >>> school.id, school.facts["students"].value, school.facts["owner"].codes
    ('b', (2000, 1), ('public', 'private'))
    >>> school.facts["campus_area"].given, school.facts["campus_area"].cell
    ('40亩 + 30亩', '[1].占地 + 占地')
    """
    ordered = host_first(schools, host)
    return as_one([widen(school, vocabulary) for school in ordered], vocabulary.facts)


def as_one(schools: Sequence[School], facts: Mapping[str, Fact]) -> School:
    """Schools as one, the host first, on some facts alone."""
    unsure = frozenset[str]().union(*(school.unsure for school in schools))
    found = all_combined(facts, [school.facts for school in schools])
    host = schools[0]
    return School(host.id, host.name, found, conflicts=unsure.intersection(facts))


def host_first(schools: Sequence[School], host: str | None) -> list[School]:
    """The members of a merger, the host first; errors as of ``merged``."""
    ids = [school.id for school in schools]
    if not ids or len(set(ids)) < len(ids):
        raise FactsError(Problem("merger-members", values={"found": ", ".join(ids) or "—"}))
    n = 0 if host is None else find(host, [(school.id, school.name) for school in schools])
    return [schools[n], *schools[:n], *schools[n + 1 :]]


def changed(school: School, vocabulary: Vocabulary, becomes: Mapping[str, object]) -> School:
    """A school with facts set as they will be, or to None where they are not known any more.

    Values are read as those of a profile; a part that then exceeds its whole contradicts it.

    Raises:
        FactsError: a name that the vocabulary does not know, or a value that is none of its fact.

    >>> import compliance
    >>> vocabulary = compliance.load("cn/moe/secondary-vocational-2010").vocabulary
    >>> school = compliance.read({"学生": 800, "占地": "30亩"}).items[0]
    >>> after = changed(school, vocabulary, {"campus_area": "60亩", "students": None})
    >>> {name: found.given for name, found in after.facts.items()}
    {'campus_area': '60亩'}
    """
    draft = Draft(vocabulary)
    for label, value in becomes.items():
        draft.take(label, value, label)
    draft.unknown()
    if draft.issues:
        raise FactsError(*draft.issues)
    names = {vocabulary.name_of(label) for label in becomes}
    kept = {name: found for name, found in school.facts.items() if name not in names}
    draft.facts = {**kept, **draft.facts}
    draft.compare(tuple(pair for pair in vocabulary.wholes if not names.isdisjoint(pair)))
    name = str(draft.facts["name"].value) if "name" in draft.facts else school.name
    conflicts = (school.conflicts - names) | draft.conflicts
    return School(school.id, name, draft.facts, (*school.issues, *draft.issues), conflicts)
