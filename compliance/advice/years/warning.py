"""Early warning 预警: which clauses will soon be missed, and which verdicts have turned."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from compliance.advice.years.exact import numbers_of
from compliance.advice.years.history import History
from compliance.advice.years.trend import Trend, named, trend
from compliance.checking.finding import Finding
from compliance.checking.shown.ledger import row
from compliance.text import Text, word


@dataclass(frozen=True)
class EarlyWarning:
    """A clause that passes now and would be missed in ``year``.

    ``expected`` if the mean yearly change goes on, ``possible`` if only the most adverse one does.
    """

    kind: Literal["expected", "possible"]
    year: int
    trend: Trend

    @property
    def text(self) -> Text:
        """Which kind of warning, and what it rests on."""
        return word(f"years.{self.kind}_warning", year=self.year, trend=self.trend.text)

    def to_dict(self) -> dict[str, Any]:
        """The warning and its trend, ready for JSON."""
        kept = {**self.trend.to_dict(), "text": self.text._asdict()}
        return {"kind": self.kind, "year": self.year, **kept}


class Turned(NamedTuple):
    """A clause that passed in the year before and fails now, or the other way round."""

    before: Finding
    now: Finding

    @property
    def text(self) -> Text:
        """Both verdicts with what was measured and asked: the standard may have moved instead."""
        return word(
            "years.turned", school=named(self.now), title=self.now.rule.title,
            first=self.before.on.year, before=_said(self.before),
            last=self.now.on.year, now=_said(self.now),
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Both findings as rows of the ledger, ready for JSON."""
        return {
            "school": self.now.school.id,
            "clause": self.now.clause,
            "year": self.now.on.year,
            "before": row(self.before),
            "now": row(self.now),
            "text": self.text._asdict(),
        }


def early_warnings(history: History, within: int = 3) -> tuple[EarlyWarning, ...]:
    """The clauses that pass now and would be missed within some years, if the trend goes on.

    Args:
        history: the findings of several years; with fewer than three in a row there are no trends.
        within: the last year that counts is so many years after the last one judged.

    Returns:
        The expected ones first, then by year, then in the order of schools and clauses.

    Raises:
        ValueError: fewer years than one.

    >>> import compliance
    >>> from compliance.advice.years.history import history
    >>> found = [
    ...     compliance.check(
    ...         {"id": "A", "students": pupils},
    ...         compliance.load("cn/moe/secondary-vocational-2010", f"{year}-12-31"),
    ...     )
    ...     for year, pupils in ((2016, 1500), (2017, 1440), (2018, 1340))
    ... ]
    >>> [(one.trend.finding.clause, one.kind, one.year) for one in early_warnings(history(found))]
    [('enrolment', 'expected', 2020)]
    """
    if within < 1:
        raise ValueError(within)
    last = history.years[-1]
    found = []
    for item in history.latest:
        for finding in item:
            if finding.verdict != "pass" or finding.rule.basis != "computed":
                continue
            heading = trend(history, item.school.id, finding.clause, max(within, 10))
            warning = None if heading is None else _warning(heading, last + within)
            if warning is not None:
                found.append(warning)
    return tuple(sorted(found, key=lambda one: (one.kind != "expected", one.year)))


def _warning(heading: Trend, until: int) -> EarlyWarning | None:
    if heading.expected is not None and heading.expected <= until:
        return EarlyWarning("expected", heading.expected, heading)
    if heading.earliest is not None and heading.earliest <= until:
        return EarlyWarning("possible", heading.earliest, heading)
    return None


def turned(history: History) -> tuple[Turned, ...]:
    """What passed in the calendar year before the last and fails now, then what failed and passes.

    Of a clause judged by parts, the worst part counts. An unknown turns nothing.

    >>> import compliance
    >>> from compliance.advice.years.history import history
    >>> found = [
    ...     compliance.check(
    ...         {"id": "A", "students": pupils},
    ...         compliance.load("cn/moe/secondary-vocational-2010", f"{year}-12-31"),
    ...     )
    ...     for year, pupils in ((2017, 1300), (2018, 1100))
    ... ]
    >>> [(one.now.clause, one.before.verdict, one.now.verdict) for one in turned(history(found))]
    [('enrolment', 'pass', 'fail')]
    """
    year, found = history.years[-1] - 1, list[Turned]()
    for item in history.latest:
        past = history.at(year, item.school.id)
        if past is not None:
            both = dict.fromkeys(f.clause for f in item if f.clause in {g.clause for g in past})
            found += [Turned(past[clause], item[clause]) for clause in both]
    worse = [one for one in found if (one.before.verdict, one.now.verdict) == ("pass", "fail")]
    better = [one for one in found if (one.before.verdict, one.now.verdict) == ("fail", "pass")]
    return (*worse, *better)


def _said(finding: Finding) -> Text:
    """A verdict, with the numbers that it rests on where there are some."""
    verdict, (measured, threshold) = word(f"verdict.{finding.verdict}"), numbers_of(finding)
    if not measured:
        return verdict
    return word("years.said", verdict=verdict, measured=measured, threshold=threshold)
