"""A case 问题: one failing clause of one school, and everything that was done about it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any, NamedTuple

from pydantic import Field

from compliance.advice.cases.event import Event, Evidence
from compliance.advice.cases.stand import Refusal, Stand
from compliance.advice.cases.table import ENDS, State
from compliance.documents.standard import Day
from compliance.documents.waivers import Said
from compliance.errors import FactsError, Problem
from compliance.model import Model
from compliance.notebook import Displayed, Shown
from compliance.text import Text, word

Key = tuple[str, str, str, str]


class Entry(NamedTuple):
    """One line of a case's log; ``event`` is None where the case was opened."""

    on: dt.date
    event: Event | None
    state: State
    text: Text


class Case(Displayed, Model):
    """One failing clause of one school, with every event since; every day named is included."""

    standard: Said = Field(description="the standard's id 标准")
    school: Said = Field(description="the school's id 学校标识码")
    name: str = Field(default="", description="the school's name 学校名称")
    clause: Said = Field(description="the clause's id 条款")
    part: str = Field(default="", description="which major, campus and so on 所涉部分")
    cite: str = Field(default="", description="the article 条款号")
    on: Day = Field(description="the day on which the case was opened 立案日期")
    authority: Said = Field(description="who opened it 立案机关")
    document: str = Field(default="", description="the document that says so 文号")
    note: str = Field(default="", description="备注")
    finding: Evidence = Field(description="the failing finding 不达标的判定")
    events: tuple[Event, ...] = Field(default=(), description="in order of their days 经过")

    @property
    def key(self) -> Key:
        """What a case is about: standard, school, clause and part."""
        return self.standard, self.school, self.clause, self.part

    def after(self, event: Event) -> Case:
        """The case with one more event.

        Raises:
            FactsError: the state does not allow the event on its day, or it is dated before the
                last one; nothing is kept for later.

        >>> from compliance.advice.cases.event import Event, Evidence
        >>> failed = Evidence(on=dt.date(2018, 3, 1), outcome="fail", measured="1000")
        >>> case = Case(standard="cn/x", school="A", clause="enrolment", on=dt.date(2018, 3, 5),
        ...             authority="市教育局", finding=failed)
        >>> order = Event(event="order", on=dt.date(2018, 3, 9), authority="市教育局",
        ...               due=dt.date(2018, 6, 30))
        >>> ordered = case.after(order)
        >>> ordered.state(dt.date(2018, 6, 30)), ordered.state(dt.date(2018, 7, 1))
        ('ordered', 'due')
        """
        longer = self.model_copy(update={"events": (*self.events, event)})
        for _ in longer.stands():
            pass
        return longer

    def stands(self) -> Iterator[Stand]:
        """How the case stands when it is opened, and after each event.

        Raises:
            FactsError: an event that cannot follow those before it.
        """
        for stand in self.walk():
            if isinstance(stand, Refusal):
                raise FactsError(Problem(stand.code, clause=self.clause, values=stand.values))
            yield stand

    def walk(self) -> Iterator[Stand | Refusal]:
        """As ``stands``; what cannot follow is told and passed over."""
        stand = Stand("found", self.on, self.finding.on)
        yield stand
        for event in self.events:
            after = stand.after(event)
            yield after
            stand = stand if isinstance(after, Refusal) else after

    def state(self, on: dt.date) -> State | None:
        """The state on a day, by the events up to that day alone; None before it was opened."""
        reached = [stand for stand in self.stands() if stand.on <= on]
        return reached[-1].at(on) if reached else None

    def due(self, on: dt.date) -> dt.date | None:
        """The due day of the order that runs on a day, or ran out before it; None without one."""
        reached = [stand for stand in self.stands() if stand.on <= on]
        return reached[-1].due if reached and reached[-1].at(on) in ("ordered", "due") else None

    def ended(self, on: dt.date) -> bool:
        """Whether it was closed or withdrawn by the end of a day."""
        return self.state(on) in ENDS

    @property
    def log(self) -> tuple[Entry, ...]:
        """Everything that was done, oldest first, with the state that each event led to."""
        opened = word("case_log.open", on=self.on, by=self.by, finding=self.finding.text,
                      note=f" {self.note}" if self.note else "")  # fmt: skip
        first, *rest = self.stands()
        followed = zip(self.events, rest, strict=True)
        return (
            Entry(first.on, None, first.state, opened),
            *(Entry(event.on, event, stand.state, event.text) for event, stand in followed),
        )

    @property
    def by(self) -> str:
        """Who opened the case, and by which document."""
        return f"{self.authority} {self.document}".rstrip()

    def _shown(self) -> Shown:
        from compliance.advice.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.case(self)

    def to_dict(self) -> dict[str, Any]:
        """The case as it stands in a file; ``from_dict`` reads it back."""
        return self.model_dump(mode="json", exclude_defaults=True)
