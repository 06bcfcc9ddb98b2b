"""From findings to cases: a failing finding opens one, a new finding re-inspects it."""

from __future__ import annotations

import datetime as dt

from compliance.advice.cases.case import Case
from compliance.advice.cases.event import Event, evidence
from compliance.checking.finding import Finding
from compliance.errors import FactsError, Problem
from compliance.text import word


def open_case(
    finding: Finding, *, on: dt.date, authority: str, document: str = "", note: str = ""
) -> Case:
    """A case about a failing finding.

    Args:
        finding: one that fails and is not waived.
        on: the day on which the case is opened; not before the day that was judged.
        authority: who opens it.
        document: the document that says so.
        note: anything else.

    Raises:
        FactsError: the finding does not fail, or was judged on a later day.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", "2018-03-01")
    >>> findings = compliance.check({"id": "A", "students": 1000}, rulebook)
    >>> case = open_case(findings["A"]["enrolment"], on=dt.date(2018, 3, 5), authority="市教育局")
    >>> case.finding.measured, case.finding.shortfall, case.state(dt.date(2018, 3, 5))
    ('1000', '200', 'found')
    """
    kept = evidence(finding)
    values = {"outcome": word(f"verdict.{kept.outcome}"), "found": kept.on, "on": on}
    if kept.outcome != "fail":
        raise FactsError(Problem("case-not-failing", clause=finding.clause, values=values))
    if kept.on > on:
        raise FactsError(Problem("case-too-early", clause=finding.clause, values=values))
    return Case(
        standard=finding.rulebook.id,
        school=finding.school.id,
        name=finding.school.name,
        clause=finding.clause,
        part=finding.part.name,
        cite=finding.cite,
        on=on,
        authority=authority,
        document=document,
        note=note,
        finding=kept,
    )


def reinspected(  # noqa: PLR0913 - one parameter a key of the event
    case: Case, finding: Finding, *, on: dt.date, authority: str, document: str = "", note: str = ""
) -> Case:
    """The case after a re-inspection 复查, which takes a new finding.

    A pass allows it to be closed, a failure after the due day to be escalated or ordered anew;
    anything else, a waived failure too, changes nothing but is kept.

    Args:
        case: the case that is re-inspected.
        finding: of the same standard, school, clause and part, judged after the last one.
        on: the day of the re-inspection; not before the day that was judged.
        authority: who re-inspected.
        document: the document that says so.
        note: anything else.

    Raises:
        FactsError: the finding is of something else, or not new; or the state does not allow it.

    >>> import compliance, datetime as dt
    >>> def size(students: int, on: str) -> Finding:
    ...     rulebook = compliance.load("cn/moe/secondary-vocational-2010", on)
    ...     return compliance.check({"id": "A", "students": students}, rulebook)["A"]["enrolment"]
    >>> case = open_case(size(900, "2018-03-01"), on=dt.date(2018, 3, 5), authority="市教育局")
    >>> again = reinspected(
    ...     case, size(1200, "2018-09-01"), on=dt.date(2018, 9, 3), authority="市教育局"
    ... )
    >>> again.state(dt.date(2018, 9, 2)), again.state(dt.date(2018, 9, 3))
    ('found', 'corrected')
    """
    about = (finding.rulebook.id, finding.school.id, finding.clause, finding.part.name)
    if about != case.key:
        values = {"found": " ".join(about).rstrip(), "case": " ".join(case.key).rstrip()}
        raise FactsError(Problem("case-other-finding", clause=case.clause, values=values))
    event = Event(event="reinspect", on=on, authority=authority, document=document, note=note,
                  finding=evidence(finding))  # fmt: skip
    return case.after(event)
