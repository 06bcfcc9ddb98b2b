"""Findings of several years under one standard, and how long something has held in a row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise

from compliance.checking.findings import Findings, SchoolFindings
from compliance.errors import FactsError, NotFound, Problem, nearest


@dataclass(frozen=True)
class History:
    """Findings of one standard, at most one a calendar year, oldest first; made by ``history``."""

    items: tuple[Findings, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Findings]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        years = ", ".join(map(str, self.years))
        return f"<History {self.latest.rulebook.id}: {years}>"

    @property
    def latest(self) -> Findings:
        """The findings of the last year."""
        return self.items[-1]

    @property
    def years(self) -> tuple[int, ...]:
        """The calendar years of the days that were judged, oldest first."""
        return tuple(findings.rulebook.on.year for findings in self.items)

    @cached_property
    def _now(self) -> dict[str, SchoolFindings]:
        """All schools of the last year."""
        return {item.school.id: item for item in self.latest}

    @cached_property
    def _named(self) -> dict[int, dict[str, SchoolFindings]]:
        """Every year's schools that can be found again in another year."""
        return {year: _named(one) for year, one in zip(self.years, self.items, strict=True)}

    def at(self, year: int, school_id: str) -> SchoolFindings | None:
        """A school's findings of one year; None if the year or the school is not in it.

        A school is the same from year to year if it reports the same id, or without ids the same
        name, which no other school of the year has. A place in a list identifies nobody.
        """
        last = self.years[-1]
        if year == last:
            return self._now.get(school_id)
        if school_id in self._now and school_id not in self._named[last]:
            return None
        return self._named.get(year, {}).get(school_id)

    def run(self, school_id: str) -> tuple[SchoolFindings, ...]:
        """A school's findings in the unbroken run of years that ends with the last, oldest first.

        Raises:
            NotFound: no year has a school of this id.
        """
        return self.in_a_row(school_id, lambda _: True)

    def in_a_row(
        self, school_id: str, holds: Callable[[SchoolFindings], bool]
    ) -> tuple[SchoolFindings, ...]:
        """The unbroken run of calendar years, the last one included, in which something holds.

        A year that is not there, or without the school, ends the run: absence never counts
        against a school.

        Args:
            school_id: the id, or without ids the name, that the school has in every year.
            holds: what is asked of each year's findings.

        Returns:
            The findings of the run, oldest first; empty if it does not hold in the last year.

        Raises:
            NotFound: no year has a school of this id.

        >>> import compliance
        >>> found = [
        ...     compliance.check(
        ...         {"id": "A", "students": pupils},
        ...         compliance.load("cn/moe/secondary-vocational-2010", f"{year}-12-31"),
        ...     )
        ...     for year, pupils in ((2015, 900), (2016, 1300), (2017, 1100), (2018, 1000))
        ... ]
        >>> failing = lambda item: item["enrolment"].verdict == "fail"
        >>> run = history(found).in_a_row("A", failing)
        >>> [item.rulebook.on.year for item in run]
        [2017, 2018]
        """
        self._known(school_id)
        found: list[SchoolFindings] = []
        year = self.years[-1]
        while (item := self.at(year, school_id)) is not None and holds(item):
            found.append(item)
            year -= 1
        return tuple(reversed(found))

    def _known(self, school_id: str) -> None:
        years = (self._now, *self._named.values())
        if not any(school_id in schools for schools in years):
            close = nearest(school_id, self._now) or "—"
            raise NotFound(Problem("no-such-school", values={"id": school_id, "nearest": close}))


def history(findings: Findings | Sequence[Findings]) -> History:
    """The findings of one or several years, in the order of their days.

    Args:
        findings: what ``compliance.check`` gave for each year, in any order.

    Raises:
        FactsError: no findings, two of one year, or findings by different standards.

    >>> import compliance
    >>> judged = lambda on: compliance.check(
    ...     {"id": "A"}, compliance.load("cn/moe/secondary-vocational-2010", on)
    ... )
    >>> history([judged("2018-06-30"), judged("2016-06-30")]).years
    (2016, 2018)
    """
    given = [findings] if isinstance(findings, Findings) else list(findings)
    if not given:
        raise FactsError(Problem("history-empty"))
    standards = sorted({one.rulebook.id for one in given})
    if len(standards) > 1:
        raise FactsError(Problem("history-standards", values={"found": ", ".join(standards)}))
    given.sort(key=lambda one: one.rulebook.on)
    days = [one.rulebook.on for one in given]
    wrong = [
        Problem("history-year-twice", values={"year": b.year, "first": a, "second": b})
        for a, b in pairwise(days)
        if a.year == b.year
    ]
    if wrong:
        raise FactsError(*wrong)
    return History(tuple(given))


def _named(findings: Findings) -> dict[str, SchoolFindings]:
    """The schools that their data identify: by a reported id, or by a name that only one has."""
    names = Counter(item.school.name for item in findings)
    return {
        item.school.id: item
        for item in findings
        if item.school.text("id") or (item.school.name and names[item.school.name] == 1)
    }
