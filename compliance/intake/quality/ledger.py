"""The data-quality ledger: what each cell was read as, what was refused, and why."""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from compliance.errors import Problem
from compliance.intake.school import Column, Part, Reported, School, Schools
from compliance.intake.values import shown
from compliance.numerals import exact_text
from compliance.quantity import BEYOND
from compliance.text import Text, word
from compliance.vocabulary import Category, Date, Fact, Number, Parts, Vocabulary

Status = Literal["read", "refused", "missing", "contradicted", "implausible", "not_read"]
STATUSES: tuple[Status, ...] = (
    "read", "refused", "missing", "contradicted", "implausible", "not_read",
)  # fmt: skip
_CONTRADICTIONS = frozenset({"two-values", "part-exceeds-whole", "impossible", "all-zero"})
_DOUBTS = frozenset({"implausible", "printed-differs"})
_NAMED = ("fact", "whole", "per")
_ROW = re.compile(r"(\d+)\Z")
_NOTHING = Text("", "")


class CellReading(NamedTuple):
    """One cell: where it is, what stood there, what it was read as, and why not more.

    ``read_as`` is the exact value as text, with its declared unit, or empty. ``code`` is that of
    the issue that ``why`` words; both are empty for a cell that was plainly read.
    """

    cell: str
    school: str
    label: str
    fact: str
    given: str
    read_as: str
    status: Status
    why: Text = _NOTHING
    code: str = ""

    def to_dict(self) -> dict[str, object]:
        """The row, ready for JSON; the reason in both languages."""
        return {**self._asdict(), "why": {"zh": self.why.zh, "en": self.why.en}}


def ledger(schools: Schools) -> Iterator[CellReading]:
    """The cells of a file in the order of its schools; what belongs to no school comes first."""
    headers = {column.cell: column.header for column in schools.columns}
    for issue in schools.issues:
        place = str(issue.place)
        given = next((shown(issue.values[k]) for k in ("label", "text") if k in issue.values), "")
        label = headers.get(place, "")
        yield CellReading(
            place, "", label, "", given or label, "", "not_read", issue.message, issue.code
        )
    columns = {_ROW.sub("", column.cell): column for column in schools.columns}
    for school in schools:
        yield from _School(school, schools.vocabulary, columns).rows()


class _School:
    """The cells of one school, found again by their addresses."""

    def __init__(
        self, school: School, known: Vocabulary | Parts, columns: Mapping[str, Column]
    ) -> None:
        self.school, self.known, self.columns = school, known, columns
        self.seen: dict[str, None] = {}
        self.by_cell: dict[str, list[Problem]] = defaultdict(list)
        self.about: dict[str, list[Problem]] = defaultdict(list)
        for issue in school.issues:
            self.by_cell[str(issue.place)].append(issue)
            for name in {str(issue.values[key]) for key in _NAMED if key in issue.values}:
                self.about[name].append(issue)

    def rows(self) -> Iterator[CellReading]:
        """Facts, what was refused, what has no known heading, and what is not there."""
        found = [*self._facts(self.school.facts, self.known, self.school.conflicts)]
        found += self._refused()
        found += self._unread()
        found += self._absent()
        order = {prefix: n for n, prefix in enumerate(self.columns)}
        yield from sorted(found, key=lambda row: _place(row.cell, order))

    def _facts(
        self, facts: Mapping[str, Reported], known: Vocabulary | Parts, conflicts: frozenset[str]
    ) -> Iterator[CellReading]:
        for name, reported in facts.items():
            fact = known.facts[name]
            members = reported.value if isinstance(fact, Parts) else ()
            if isinstance(fact, Parts) and isinstance(members, tuple):
                for part in members:
                    if isinstance(part, Part):
                        yield from self._facts(part.facts, fact, part.conflicts)
            elif isinstance(reported.value, tuple) and reported.value and isinstance(
                reported.value[0], School):  # fmt: skip
                for member in reported.value:
                    if isinstance(member, School):
                        yield from _School(member, fact.vocabulary, {}).rows()  # type: ignore[union-attr]
            elif reported.cell not in self.seen or not isinstance(fact, Category):
                yield self._fact(name, fact, reported, against=name in conflicts)

    def _fact(self, name: str, fact: Fact, found: Reported, *, against: bool) -> CellReading:
        status: Status = "read"
        issues = [i for i in self.by_cell[found.cell] if i.values.get("fact", name) == name]
        if against:
            status = "contradicted"
            issues += [i for i in self.about[name] if i.code in _CONTRADICTIONS]
            issues += [i for i in self.school.issues if i.code == "all-zero"]
            issues.sort(key=lambda issue: issue.code not in _CONTRADICTIONS)
        elif any(issue.code in _DOUBTS for issue in issues):
            status = "implausible"
            issues.sort(key=lambda issue: issue.code not in _DOUBTS)
        return self._row(found.cell, name, found.given, as_text(fact, found), status, issues)

    def _refused(self) -> Iterator[CellReading]:
        """Cells whose issue is all that is left of them; a second figure for one fact, too."""
        for issue in self.school.issues:
            name, cell = str(issue.values.get("fact", "")), str(issue.place)
            if cell in self.seen or issue.severity == "note":
                continue
            status: Status = "contradicted" if issue.code in _CONTRADICTIONS else "refused"
            given = next(
                (shown(issue.values[k]) for k in ("found", "two") if k in issue.values), ""
            )
            yield self._row(cell, name, given, "", status, [issue])

    def _unread(self) -> Iterator[CellReading]:
        for one in self.school.unread:
            if one.cell not in self.seen:
                row = self._row(
                    one.cell, "", shown(one.raw), "", "not_read", self.by_cell[one.cell]
                )
                yield row._replace(
                    label=row.label or one.label,
                    why=row.why if row.code else word("quality.unread"),
                )

    def _absent(self) -> Iterator[CellReading]:
        """Cells of known columns of which nothing was kept: empty, or repeating another one."""
        rows = sorted({int(row[1]) for cell in self.seen if (row := _ROW.search(cell))})
        held = {_ROW.sub("", cell) for cell in self.seen}
        for prefix, column in self.columns.items():
            if not rows or not column.fact or prefix in held:
                continue
            same = self.school.facts.get(column.fact)
            cell = f"{prefix}{rows[0]}"
            absent = CellReading(
                cell, self.school.id, column.header, column.fact, "", "", "missing",
                word("quality.blank"),
            )  # fmt: skip
            if column.parts:
                absent = absent._replace(why=word("quality.zero_pool"))
            elif same is not None:
                absent = absent._replace(why=word("quality.same_or_blank", where=same.cell))
            yield absent

    def _row(  # noqa: PLR0913, PLR0917 - a row has as many fields
        self, cell: str, fact: str, given: str, read_as: str, status: Status, issues: list[Problem]
    ) -> CellReading:
        self.seen[cell] = None
        column = self.columns.get(_ROW.sub("", cell))
        known = self.known.facts.get(fact)
        label = column.header if column else known.zh if known else fact
        why, code = (issues[0].message, issues[0].code) if issues else (_NOTHING, "")
        return CellReading(cell, self.school.id, label, fact, given, read_as, status, why, code)


def _place(cell: str, order: Mapping[str, int]) -> tuple[int, int]:
    """Where a cell stands among the columns of a sheet; what is on none keeps its order."""
    row = _ROW.search(cell)
    return (int(row[1]) if row and order else 0), order.get(_ROW.sub("", cell), len(order))


def as_text(fact: Fact, found: Reported) -> str:
    """A fact's exact value as text: with its unit, or as the category's label.

    >>> import compliance
    >>> facts = compliance.load("cn/moe/secondary-vocational-2010").vocabulary.facts
    >>> as_text(facts["campus_area"], Reported((40000, 1), "60亩", "x!B2"))
    '40000 m²'
    """
    if isinstance(fact, Category):
        return "/".join(fact.values[code].zh for code in found.codes or (str(found.value),) if code)
    if isinstance(found.value, bool):
        return str(found.value).lower()
    if isinstance(found.value, str):
        return found.value
    low, high = found.bounds.low, found.bounds.high
    if isinstance(fact, Date):
        days = [dt.date.fromordinal(int(day)).isoformat() for day in dict.fromkeys((low, high))]
        return " … ".join(days)
    of = fact.of.factor if isinstance(fact, Number) else Fraction(1)
    ends = [exact_text(end / of) for end in dict.fromkeys((low, high)) if end < BEYOND]
    text = " … ".join(ends) if high < BEYOND else f"{ends[0]} …"
    return f"{text} {fact.unit}" if isinstance(fact, Number) and fact.unit != "1" else text
