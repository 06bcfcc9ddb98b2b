"""The school that comes of a plan: members as one, what is bought or built, pupils placed in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from fractions import Fraction

from compliance.advice.mergers import changed, merged
from compliance.checking.check import judge_of
from compliance.checking.findings import SchoolFindings
from compliance.intake.school import Reported, School
from compliance.planning.cohorts import STUDENTS, Cohort, parts, placed, studied
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Vocabulary


def resulting(
    rulebook: Rulebook,
    members: Sequence[School],
    bought: Mapping[str, int],
    taken: Mapping[Cohort, int],
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
        school = raised(school, STUDENTS, sum(taken.values()), vocabulary)
        school = placed(school, taken, studied(rulebook, together=True))
    return judge_of(rulebook).findings(school)


def raised(school: School, fact: str, units: int, vocabulary: Vocabulary) -> School:
    """A school with more of a fact, in base units, and of everything that it is part of."""
    if "." in fact:
        return _of_parts(school, fact, units)
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


def _of_parts(school: School, priced: str, units: int) -> School:
    """The same of the first part of a group that has any pupils."""
    over, fact, group = priced.split(".")
    listed = list(parts(school, over))
    for n, part in enumerate(listed):
        pupils, had = part.facts.get(STUDENTS), part.facts.get(fact)
        if any(str(one.value) == group for one in part.facts.values()) and pupils and had:
            value = had.bounds.low + units
            more = Reported(value.as_integer_ratio(), f"{had.given} + {units}", "")
            listed[n] = part._replace(facts={**part.facts, fact: more})
            break
    known = school.facts[over]._replace(value=tuple(listed))
    return replace(school, facts={**school.facts, over: known})
