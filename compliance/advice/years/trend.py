"""Where a measure is heading: the mean yearly change, carried on in a straight line.

The range is that of the smallest and the largest yearly change seen. It is arithmetic on what was
measured, and no forecast of what causes it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import Any

from compliance.advice.years.exact import exact, in_unit, limits, numbers_of
from compliance.advice.years.history import History
from compliance.checking.engine.bounded import decide
from compliance.checking.engine.ruling import Code
from compliance.checking.finding import Finding
from compliance.quantity import Span
from compliance.rulebook.rule import Limits
from compliance.text import Text, word


@dataclass(frozen=True)
class Trend:
    """A measure over an unbroken run of years, carried on; numbers in base units.

    ``change`` is the mean yearly change, ``smallest`` and ``largest`` are those seen between two
    years. ``expected`` is the first year in which the clause is missed if the mean goes on, the
    last year measured included; ``earliest`` and ``latest`` are the first years if any change
    seen goes on; each None if the clause is not missed within ``horizon`` years.
    """

    findings: tuple[Finding, ...] = field(repr=False)
    measured: Mapping[int, Fraction]
    change: Fraction
    smallest: Fraction
    largest: Fraction
    expected: int | None
    earliest: int | None
    latest: int | None
    horizon: int

    @property
    def finding(self) -> Finding:
        """The clause's finding of the last year."""
        return self.findings[-1]

    @property
    def text(self) -> Text:
        """What was measured, what is asked, and when the clause would be missed."""
        first, last = min(self.measured), max(self.measured)
        start, _ = numbers_of(self.findings[0])
        end, threshold = numbers_of(self.finding)
        return word(
            "years.trend", school=named(self.finding), title=self.finding.rule.title,
            first=first, start=start, last=last, end=end, threshold=threshold,
            comparator=word(f"comparator.{self.finding.comparator}"), when=self._when(last),
        )  # fmt: skip

    def _when(self, last: int) -> Text:
        if self.expected == last:
            return word("years.missed")
        values = {"horizon": self.horizon, "expected": self.expected,
                  "earliest": self.earliest, "latest": self.latest}  # fmt: skip
        mean = word("years.expected" if self.expected else "years.not_expected", **values)
        if self.earliest is None:
            among = word("years.never", **values)
        else:
            among = word("years.between" if self.latest else "years.from", **values)
        return word("years.when", mean=mean, among=among)

    def to_dict(self) -> dict[str, Any]:
        """The trend ready for JSON; exact numbers as text in the clause's unit."""
        last = self.finding
        measured = {str(year): in_unit(last, value) for year, value in self.measured.items()}
        changes = {key: in_unit(last, getattr(self, key))
                   for key in ("change", "smallest", "largest")}  # fmt: skip
        return {
            "school": last.school.id,
            "clause": last.clause,
            "unit": last.unit,
            "comparator": last.comparator,
            "threshold": last.threshold,
            "inferred": last.inferred,
            "measured": measured,
            **changes,
            "expected": self.expected,
            "earliest": self.earliest,
            "latest": self.latest,
            "horizon": self.horizon,
            "method": word("years.method")._asdict(),
            "text": self.text._asdict(),
        }


def trend(history: History, school_id: str, clause: str, horizon: int = 10) -> Trend | None:
    """Where a school's measure of a clause is heading; years are calendar years.

    Args:
        history: the findings of several years.
        school_id: the school's id.
        clause: the id of a clause of the school as a whole.
        horizon: how many years to look ahead.

    Returns:
        None without three years measured exactly, one after another up to the last; without a
        verdict in the last; or where the clause asks for no number that stands still.

    Raises:
        NotFound: no such school, or no such clause.

    >>> import compliance
    >>> from compliance.advice.years.history import history
    >>> found = [
    ...     compliance.check(
    ...         {"id": "A", "students": pupils},
    ...         compliance.load("cn/moe/secondary-vocational-2010", f"{year}-12-31"),
    ...     )
    ...     for year, pupils in ((2016, 1500), (2017, 1440), (2018, 1340))
    ... ]
    >>> heading = trend(history(found), "A", "enrolment")
    >>> heading.change, heading.expected, heading.earliest, heading.latest
    (Fraction(-80, 1), 2020, 2020, 2021)
    """
    history.latest.rulebook[clause]
    run = history.run(school_id)
    if not run:
        return None
    last = run[-1][clause]
    asked = limits(last) if last.code in (Code.PASS, Code.FAIL) else None
    found = _measured(history, school_id, last)
    if asked is None or len(found) < 3:
        return None
    measured = {finding.on.year: value for finding, value in found}
    changes = [b - a for a, b in pairwise(measured.values())]
    mean = sum(changes, Fraction(0)) / len(changes)
    smallest, largest = min(changes), max(changes)
    ends = {smallest, largest, *((Fraction(0),) if smallest < 0 < largest else ())}
    years = [_missed(asked, measured, change, horizon) for change in ends]
    seen = [year for year in years if year is not None]
    return Trend(
        findings=tuple(finding for finding, _ in found),
        measured=measured,
        change=mean,
        smallest=smallest,
        largest=largest,
        expected=_missed(asked, measured, mean, horizon),
        earliest=min(seen, default=None),
        latest=max(seen) if seen and None not in years else None,
        horizon=horizon,
    )


def _measured(
    history: History, school_id: str, last: Finding
) -> Sequence[tuple[Finding, Fraction]]:
    """The clause's findings of the run of years that ends with the last, with exact values."""
    found: list[tuple[Finding, Fraction]] = []
    for item in reversed(history.run(school_id)):
        finding = next((one for one in item if one.clause == last.clause), None)
        value = exact(finding) if finding is not None else None
        if finding is None or value is None or finding.rule.measured != last.rule.measured:
            break
        found.append((finding, value))
    return found[::-1]


def _missed(
    asked: Limits, measured: Mapping[int, Fraction], change: Fraction, horizon: int
) -> int | None:
    """The first year, from the last one measured on, in which the value fails the test."""
    last = max(measured)
    for ahead in range(horizon + 1):
        value = measured[last] + ahead * change
        if decide(asked, Span.point(value)) is Code.FAIL:
            return last + ahead
    return None


def named(finding: Finding) -> str:
    """A school as people know it: its id, and its name where that is another."""
    school = finding.school
    return school.id if school.name in ("", school.id) else f"{school.id} {school.name}"
