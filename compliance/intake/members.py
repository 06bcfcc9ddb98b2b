"""Regions and their members, reported apart: schools.xlsx beside counties.csv."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from compliance.errors import FactsError, Place, Problem
from compliance.intake.school import Reported, School, Schools
from compliance.vocabulary import Members, Vocabulary

LINKS = {"county": ("county", "district")}
"""The facts of a school that name its region, where they are not called as the region's kind."""


def members_of(vocabulary: Vocabulary) -> tuple[str, Members]:
    """The fact that holds a region's members.

    Raises:
        FactsError: for subjects that have none, such as schools.
    """
    for name, fact in vocabulary.facts.items():
        if isinstance(fact, Members):
            return name, fact
    raise FactsError(Problem("no-members", values={"subject": vocabulary.subject}))


def attach(regions: Schools, members: Schools) -> Schools:
    """The regions with the members that name them, by id or name.

    A region that lists members of its own keeps these. A member that names no region of these
    is an issue, and so is one that names none at all.

    >>> import compliance
    >>> from compliance.documents.read import read_vocabulary
    >>> from compliance.intake.read import read
    >>> counties = read({"name": "甲县"}, read_vocabulary("cn/subjects/county"))
    >>> schools = compliance.read([{"id": "一", "区县": "甲县"}, {"id": "二", "区县": "乙县"}])
    >>> found = attach(counties, schools)
    >>> [school.id for school in found["甲县"].facts["schools"].value], found.issues[0].code
    (['一'], 'member-of-nobody')
    """
    vocabulary = regions.vocabulary
    name, _ = members_of(vocabulary)
    links = LINKS.get(vocabulary.subject, (vocabulary.subject,))
    known = {key for region in regions for key in (region.id, region.name) if key}
    issues = [*members.all_issues, *_strangers(members, links, known)]
    belonging = defaultdict[str, list[School]](list)
    for school in members:
        belonging[_region(school, links)].append(school)
    items = tuple(
        region if name in region.facts else _with(region, name, belonging, members.source)
        for region in regions
    )
    return replace(regions, items=items, issues=(*regions.issues, *issues))


def _with(
    region: School, name: str, belonging: Mapping[str, Sequence[School]], source: str
) -> School:
    keys = dict.fromkeys(key for key in (region.id, region.name) if key)
    mine = [school for key in keys for school in belonging.get(key, ())]
    found = Reported(tuple(mine), "", source)
    return replace(region, facts={**region.facts, name: found})


def _region(school: School, links: tuple[str, ...]) -> str:
    return next((school.text(link) for link in links if link in school.facts), "")


def _strangers(
    members: Iterable[School], links: tuple[str, ...], known: set[str]
) -> Iterable[Problem]:
    for school in members:
        region = _region(school, links)
        if region not in known:
            values = {"school": school.id, "region": region or "—"}
            yield Problem("member-of-nobody", Place(), severity="warning", values=values)
