"""Waivers 豁免: a school is excused from a clause, by an authority, for a period."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field, RootModel, StringConstraints

from compliance.days import read_days
from compliance.documents.read import read_model
from compliance.documents.standard import Day
from compliance.documents.strict_yaml import Document, Path_, read_yaml
from compliance.errors import FactsError, Place, Problem, StandardError
from compliance.intake.tables.listed import Row, is_sheet, read_listed
from compliance.model import NOT_BLANK, Model

State = Literal["in_force", "not_yet", "expired", "review_overdue"]
Said = Annotated[str, StringConstraints(pattern=NOT_BLANK, max_length=4000)]
LISTED = "waivers"
"""What errors call waivers that stand in no file."""
COLUMNS = {
    "school": ("学校", "学校标识码", "学校代码", "标识码"),
    "name": ("学校名称", "校名"),
    "clause": ("条款", "指标", "豁免条款"),
    "from": ("起", "起始日期", "开始日期", "起始日", "自"),
    "to": ("止", "截止日期", "结束日期", "终止日期", "至"),
    "review_by": ("复核期限", "复核日期", "复核"),
    "authority": ("批准机关", "批准单位", "审批机关"),
    "document": ("文号", "批准文号", "批准文件"),
    "reason": ("理由", "豁免理由", "原因"),
    "standard": ("标准", "所属标准"),
}
"""The columns of a sheet of waivers; ``name`` stands in for a school without an id."""
NEEDED = ("clause", "from", "authority", "document", "reason")


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

    A file is YAML, or a sheet (xlsx, xls, csv) with a row a waiver and the columns 学校, 条款, 起,
    止 or 复核期限, 批准机关, 文号, 理由, or the names that YAML has for them.

    Raises:
        FactsError: everything that is wrong with them, each at file:line:column, at file!sheet!cell
            or ``waivers[n]``.
    """
    try:
        document = _document(given)
        waivers = read_model(document, Waivers).root
    except StandardError as error:
        raise FactsError(*error.problems) from None
    wrong = list(_wrong(document, waivers))
    if wrong:
        raise FactsError(*wrong)
    return document, waivers


def _document(given: object) -> Document:
    if not isinstance(given, str | Path):
        return _listed(given)
    path = Path(given)
    return _sheet(path) if is_sheet(path) else read_yaml(path)


def _sheet(path: Path) -> Document:
    """The rows of a sheet as mappings, with the cell of every value, and of what is missing."""
    rows = read_listed(path, COLUMNS, NEEDED)
    places: dict[Path_, Place] = {(): Place(path.name)}
    for n, row in enumerate(rows):
        places[n,] = row.place
        places.update({(n, key): place for key, place in row.places.items()})
        if "name" in row.places:
            places.setdefault((n, "school"), row.places["name"])
    return Document(path.name, tuple(map(_mapping, rows)), places)


def _mapping(row: Row) -> dict[str, str]:
    """One row as YAML would have it; a day that is written in another way is made plain."""
    found = {key: _day(text) if key in ("from", "to", "review_by") else text
             for key, text in row.texts.items()}  # fmt: skip
    name = found.pop("name", None)
    if name is not None:
        found.setdefault("school", name)
    return found


def _day(text: str) -> str:
    """A day in any writing as 2018-06-30; what names no single day stays, and is complained of."""
    days = read_days(text)
    if days is None or days.low != days.high:
        return text
    return dt.date.fromordinal(int(days.low)).isoformat()


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
