"""A bureau's list of cases 问题台账, as of any day."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import Field

from compliance.advice.cases.case import Case, Key
from compliance.advice.cases.stand import Refusal
from compliance.advice.cases.table import STATES, State
from compliance.documents.read import read_model
from compliance.documents.strict_yaml import Document, Path_
from compliance.errors import FactsError, Place, Problem, StandardError
from compliance.model import FormatOne, Model
from compliance.notebook import Displayed, Shown
from compliance.text import word

LISTED = "cases"
"""What errors call cases that stand in no file."""


class CaseFile(Model):
    """A file of cases."""

    format: FormatOne = Field(description="1")
    cases: tuple[Case, ...] = Field(description="in any order 顺序不限")


@dataclass(frozen=True)
class CaseBook(Displayed):
    """All cases of a bureau; of one clause of one school, one at a time.

    >>> from compliance.advice.cases.event import Evidence
    >>> failed = Evidence(on=dt.date(2018, 3, 1), outcome="fail")
    >>> case = Case(standard="cn/x", school="A", clause="enrolment", on=dt.date(2018, 3, 5),
    ...             authority="市教育局", finding=failed)
    >>> book = CaseBook().with_case(case)
    >>> book, book.counts(dt.date(2018, 3, 4))["found"], book.counts(dt.date(2018, 3, 5))["found"]
    (<CaseBook: 1 cases>, 0, 1)
    >>> CaseBook.from_dict(book.to_dict()) == book
    True
    """

    cases: tuple[Case, ...] = ()

    def __iter__(self) -> Iterator[Case]:
        return iter(self.cases)

    def __len__(self) -> int:
        return len(self.cases)

    def __repr__(self) -> str:
        return f"<CaseBook: {len(self)} cases>"

    def _shown(self) -> Shown:
        from compliance.advice.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.cases(self)

    def with_case(self, case: Case) -> CaseBook:
        """The book with a case added, or in place of what it was before its last events.

        Raises:
            FactsError: the case leaves out or rewrites what the book holds of it, or the school
                has another case about the same clause that has not ended.
        """
        cases = {(old.key, old.on): old for old in self.cases}
        old = cases.get((case.key, case.on), case)
        kept = case.model_copy(update={"events": case.events[: len(old.events)]})
        if kept != old:
            raise FactsError(Problem("case-rewritten", clause=case.clause, values={"on": case.on}))
        cases[case.key, case.on] = case
        listed = tuple(cases.values())
        wrong = list(_twice(_document({"cases": [{}] * len(listed)}), listed))
        if wrong:
            raise FactsError(*wrong)
        return CaseBook(listed)

    def of(self, school: str, clause: str | None = None) -> tuple[Case, ...]:
        """The cases of a school, or of one of its clauses, in the order of the book."""
        return tuple(
            case for case in self.cases
            if case.school == school and clause in (None, case.clause)
        )  # fmt: skip

    def open_on(self, day: dt.date) -> tuple[Case, ...]:
        """The cases that were opened by a day and had not ended by its end."""
        return tuple(case for case in self.cases if case.on <= day and not case.ended(day))

    def overdue(self, day: dt.date) -> tuple[Case, ...]:
        """The cases that are overdue on a day, the longest overdue first."""
        found = [case for case in self.cases if case.state(day) == "due"]
        return tuple(sorted(found, key=lambda case: case.due(day) or day))

    def counts(self, day: dt.date) -> dict[State, int]:
        """How many cases are in each state on a day; none that was opened later."""
        states = [case.state(day) for case in self.cases]
        return {state: states.count(state) for state in STATES}

    def to_dict(self) -> dict[str, Any]:
        """The book as a file holds it."""
        return {"format": 1, "cases": [case.to_dict() for case in self.cases]}

    @staticmethod
    def from_dict(data: object) -> CaseBook:
        """The book that ``to_dict`` gave, or any other data of that form.

        Raises:
            FactsError: everything that is wrong, each at ``cases[n]`` and so on.
        """
        return book_of(_document(data))


def book_of(document: Document) -> CaseBook:
    """The cases of a document.

    Raises:
        FactsError: everything that is wrong with them, each at its place.
    """
    try:
        cases = read_model(document, CaseFile).cases
    except StandardError as error:
        raise FactsError(*error.problems) from None
    wrong = [problem for n, case in enumerate(cases) for problem in _wrong(document, n, case)]
    wrong = wrong or list(_twice(document, cases))
    if wrong:
        raise FactsError(*wrong)
    return CaseBook(cases)


def _wrong(document: Document, n: int, case: Case) -> Iterator[Problem]:
    """A case that no failing finding opened, and events that cannot follow."""
    kept = case.finding
    values = {"outcome": word(f"verdict.{kept.outcome}"), "found": kept.on, "on": case.on}
    if kept.outcome != "fail":
        place = document.place("cases", n, "finding", "outcome")
        yield Problem("case-not-failing", place, case.clause, values=values)
    if kept.on > case.on:
        place = document.place("cases", n, "on")
        yield Problem("case-too-early", place, case.clause, values=values)
    for event, stand in enumerate(case.walk(), -1):
        if isinstance(stand, Refusal):
            place = document.place("cases", n, "events", event, stand.key)
            yield Problem(stand.code, place, case.clause, values=stand.values)


def _twice(document: Document, cases: tuple[Case, ...]) -> Iterator[Problem]:
    """A case that was opened while another about the same clause had not ended."""
    last: dict[Key, tuple[int, Case]] = {}
    for n, case in sorted(enumerate(cases), key=lambda one: one[1].on):
        before = last.get(case.key)
        if before and (before[1].on == case.on or not before[1].ended(case.on)):
            values = {"school": case.school, "first": str(document.place("cases", before[0]))}
            yield Problem("case-twice", document.place("cases", n), case.clause, values=values)
        last[case.key] = n, case


def _document(data: object) -> Document:
    """Plain data with places as Python writes them, such as ``cases[0].events[1].on``."""
    places: dict[Path_, Place] = {}
    return Document(LISTED, _placed(data, (), "", places), places)


def _placed(data: object, path: Path_, shown: str, places: dict[Path_, Place]) -> object:
    places[path] = Place(shown or LISTED)
    if isinstance(data, dict):
        return {
            key: _placed(value, (*path, key), f"{shown}.{key}".lstrip("."), places)
            for key, value in data.items()
        }
    if isinstance(data, list | tuple):
        return tuple(
            _placed(value, (*path, n), f"{shown}[{n}]", places) for n, value in enumerate(data)
        )
    return data
