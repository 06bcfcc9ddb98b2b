"""Waivers 豁免: a school is excused from a clause, by an authority, for a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel, StringConstraints

from compliance.documents.read import read_model
from compliance.documents.standard import Day
from compliance.documents.strict_yaml import Document, Path_, read_yaml
from compliance.errors import FactsError, Place, Problem, StandardError
from compliance.model import NOT_BLANK, Model

State = Literal["in_force", "not_yet", "expired", "review_overdue"]
Said = Annotated[str, StringConstraints(pattern=NOT_BLANK, max_length=4000)]
LISTED = "waivers"
"""What errors call waivers that stand in no file."""


def _one_end(schema: dict[str, Any]) -> None:
    """Either a last day or a day of review, never both."""
    ends = ("to", "review_by"), ("review_by", "to")
    schema["oneOf"] = [
        {"required": [one], "properties": {one: {"type": "string"}, other: {"type": "null"}}}
        for one, other in ends
    ]


class Waiver(Model):
    """One school excused from one clause; every day named is included."""

    model_config = ConfigDict(json_schema_extra=_one_end)

    clause: Said = Field(description="the id of the clause 条款")
    school: Said = Field(description="an id, or a name that only one has 学校标识码或名称")
    authority: Said = Field(description="who excuses it 批准机关")
    document: Said = Field(description="the document that says so 批准文号")
    reason: Said = Field(description="why 理由")
    from_: Day = Field(alias="from", description="the first day 起")
    to: Day | None = Field(default=None, description="the last day 止")
    review_by: Day | None = Field(
        default=None, description="without a last day: counts until then, unless reviewed 复核期限"
    )
    standard: Said | None = Field(default=None, description="of this standard alone 所属标准")

    @property
    def until(self) -> dt.date:
        """The last day on which it counts: that of the waiver, or that of its review."""
        return self.to or self.review_by or self.from_

    def state(self, on: dt.date) -> State:
        """Whether it counts on a day, and if not, why.

        >>> said = dict.fromkeys(("clause", "school", "authority", "document", "reason"), "x")
        >>> waiver = Waiver.model_validate({**said, "from": "2016-09-01", "to": "2018-06-30"})
        >>> waiver.state(dt.date(2018, 6, 30)), waiver.state(dt.date(2018, 7, 1))
        ('in_force', 'expired')
        """
        if on < self.from_:
            return "not_yet"
        if on <= self.until:
            return "in_force"
        return "expired" if self.to else "review_overdue"

    def record(self, on: dt.date) -> dict[str, Any]:
        """What a finding says of it, ready for JSON."""
        return {
            "authority": self.authority,
            "document": self.document,
            "reason": self.reason,
            "from": self.from_.isoformat(),
            "to": self.to and self.to.isoformat(),
            "review_by": self.review_by and self.review_by.isoformat(),
            "state": self.state(on),
        }


class Waivers(RootModel[tuple[Waiver, ...]]):
    """A file of waivers is a list."""

    model_config = ConfigDict(frozen=True, strict=True)


def read_waivers(given: object) -> tuple[Document, tuple[Waiver, ...]]:
    """Waivers from a file or a list of mappings, and the document with their places.

    Raises:
        FactsError: everything that is wrong with them, each at file:line:column or ``waivers[n]``.
    """
    try:
        document = read_yaml(Path(given)) if isinstance(given, str | Path) else _listed(given)
        waivers = read_model(document, Waivers).root
    except StandardError as error:
        raise FactsError(*error.problems) from None
    wrong = list(_wrong(document, waivers))
    if wrong:
        raise FactsError(*wrong)
    return document, waivers


def _listed(given: object) -> Document:
    """What was given in place of a file, with places that count from zero, as Python does."""
    data: object = given
    places: dict[Path_, Place] = {(): Place(LISTED)}
    if isinstance(given, list | tuple):
        data = tuple(dict(one) if isinstance(one, Mapping) else one for one in given)
        for n, one in enumerate(data):
            places[n,] = Place(f"{LISTED}[{n}]")
            for key in one if isinstance(one, dict) else ():
                places[n, key] = Place(f"{LISTED}[{n}].{key}")
    return Document(LISTED, data, places)


def _wrong(document: Document, waivers: tuple[Waiver, ...]) -> Iterator[Problem]:
    """An end that is no end, and a waiver that stands twice."""
    first: dict[Waiver, int] = {}
    for n, waiver in enumerate(waivers):
        clause = waiver.clause
        if (waiver.to is None) == (waiver.review_by is None):
            yield Problem("waiver-end", document.place(n), clause)
        elif waiver.until < waiver.from_:
            key = "to" if waiver.to else "review_by"
            values = {"found": waiver.until.isoformat(), "first": waiver.from_.isoformat()}
            yield Problem("days-order", document.place(n, key), clause, values=values)
        if first.setdefault(waiver, n) != n:
            values = {"first": str(document.place(first[waiver]))}
            yield Problem("waiver-twice", document.place(n), clause, values=values)
