"""Pupils by what they study: of a major, of a group of majors, or of none that is known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from compliance.intake.profile import widen
from compliance.intake.school import Part, Reported, School
from compliance.rulebook.rule import ByCategory, Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word
from compliance.vocabulary import Category, Parts, Vocabulary

STUDENTS = "students"


class Cohort(NamedTuple):
    """Pupils of one major, or of any of a group where ``major`` is empty; both empty: of any."""

    group: str = ""
    major: str = ""


ANY = Cohort()
"""Pupils of whom nobody knows what they study."""


class Studied(NamedTuple):
    """A list of parts of which a standard counts pupils: ``by`` groups of them, or ``each``."""

    over: str
    by: str
    each: bool


def studied(rulebook: Rulebook, *, together: bool = False) -> tuple[Studied, ...]:
    """The lists of parts of which clauses in force count pupils.

    ``together``: where none does, all lists that tell of pupils.

    >>> import compliance
    >>> studied(compliance.load("cn/fujian/fuzhou/secondary-vocational-2016"))
    (Studied(over='majors', by='group', each=False),)
    """
    found: dict[str, Studied] = {}
    for rule in rulebook.rules:
        over = rule.measured.over
        if not (over and rule.counts and rule.basis == "computed" and STUDENTS in rule.facts()):
            continue
        had = found.get(over, Studied(over, "", each=False))
        found[over] = Studied(over, had.by or _category(rule), had.each or not rule.pool)
    if together and not found:
        lists = {name: fact for name, fact in rulebook.vocabulary.facts.items()
                 if isinstance(fact, Parts) and STUDENTS in fact.facts}  # fmt: skip
        return tuple(Studied(name, "", each=False) for name in lists)
    return tuple(found.values())


def _category(rule: Rule) -> str:
    return rule.pool or (rule.test.fact if isinstance(rule.test, ByCategory) else "")


def majors(
    school: School, students: int, lists: Iterable[Studied], vocabulary: Vocabulary
) -> Mapping[Cohort, int]:
    """The pupils of a school by major, those of whom it is not said among ``ANY``.

    All are if a major's pupils or group are not certain, if they are more than the school has, or
    if pupils are counted of more than one list.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> nurses = {"name": "护理", "group": "medical", "students": 300}
    >>> school = compliance.read({"学生": 320, "majors": [nurses]}).items[0]
    >>> majors(school, 320, studied(rulebook), rulebook.vocabulary)
    {Cohort(group='medical', major='护理'): 300, Cohort(group='', major=''): 20}
    """
    lists = tuple(lists)
    known = _known(widen(school, vocabulary), lists[0]) if len(lists) == 1 else None
    found: dict[Cohort, int] = {}
    for cohort, pupils in known or ():
        found[cohort] = found.get(cohort, 0) + pupils
    rest = students - sum(found.values())
    if rest < 0:
        return {ANY: students}
    return found | ({ANY: rest} if rest else {})


def _known(school: School, one: Studied) -> list[tuple[Cohort, int]] | None:
    if one.over in school.unsure:
        return None
    found = []
    for part in parts(school, one.over):
        group, pupils = _certain(part, one.by), _certain(part, STUDENTS)
        if pupils is None or (one.by and group is None) or pupils.bounds.low.denominator != 1:
            return None
        major = "" if part.pooled else part.name
        name = str(group.value) if group is not None else ""
        found.append((Cohort(name, major), int(pupils.bounds.low)))
    return found


def _certain(part: Part, fact: str) -> Reported | None:
    found = part.facts.get(fact)
    if found is None or found.rough or found.open or fact in part.conflicts:
        return None
    return found


def parts(school: School, over: str) -> Iterator[Part]:
    """The parts that a school lists."""
    found = school.facts.get(over)
    listed = found.value if found is not None and isinstance(found.value, tuple) else ()
    return (part for part in listed if isinstance(part, Part))


def cohort_text(cohort: Cohort, rulebook: Rulebook) -> Text:
    """What pupils study, as it is said to readers.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> cohort_text(Cohort("medical"), rulebook)
    Text(zh='医药类专业', en='medical')
    """
    if cohort.major:
        return Text(cohort.major, cohort.major)
    for one in studied(rulebook):
        known = rulebook.vocabulary.facts[one.over]
        category = known.facts.get(one.by) if isinstance(known, Parts) else None
        if isinstance(category, Category) and cohort.group in category.values:
            return category.values[cohort.group].text
    return word("plan.why.any_major")


def by_group(found: Mapping[Cohort, int]) -> dict[Cohort, int]:
    """Pupils by group of majors alone."""
    groups: dict[Cohort, int] = {}
    for cohort, pupils in found.items():
        groups[Cohort(cohort.group)] = groups.get(Cohort(cohort.group), 0) + pupils
    return groups


def placed(school: School, taken: Mapping[Cohort, int], lists: Iterable[Studied]) -> School:
    """A school with pupils placed in it among those who study there.

    Pupils of a known major join that, pupils of a group one of its majors, and where the standard
    judges each major, every one of them: nobody knows which. Pupils of whom nothing is known are
    counted in each group that the school has: what then holds, holds whichever they join.
    """
    facts = dict(school.facts)
    for one in lists:
        listed = list(parts(school, one.over))
        for cohort, pupils in taken.items():
            for n in _joined(listed, one, cohort):
                listed[n] = _fuller(listed[n], pupils)
        if one.over in facts:
            facts[one.over] = facts[one.over]._replace(value=tuple(listed))
    return replace(school, facts=facts)


def _joined(listed: list[Part], one: Studied, cohort: Cohort) -> Iterator[int]:
    """Which of the parts pupils join."""
    met: set[str] = set()
    for n, part in enumerate(listed):
        group, had = part.facts.get(one.by), part.facts.get(STUDENTS)
        name = str(group.value) if group is not None else ""
        offered = had is not None and had.bounds.low > 0 and (not one.by or group is not None)
        other = cohort.group not in ("", name) or cohort.major not in ("", part.name)
        if not offered or other or (name in met and not one.each):
            continue
        met.add(name)
        yield n


def _fuller(part: Part, pupils: int) -> Part:
    had = part.facts[STUDENTS]
    value = had.bounds.low + pupils
    more = Reported(value.as_integer_ratio(), f"{had.given} + {pupils}", "")
    return part._replace(facts={**part.facts, STUDENTS: more})
