"""Cases for tests: one that is opened, and the events that lead it anywhere."""

import datetime as dt
from typing import Any

import compliance
from compliance.advice.cases.case import Case
from compliance.advice.cases.event import Event, Evidence

BUREAU = "市教育局"
STANDARD = "cn/moe/secondary-vocational-2010"
NEW_YEAR = dt.date(2018, 1, 1)


def day(month: int, of_month: int = 1) -> dt.date:
    return dt.date(2018, month, of_month)


def judged(on: dt.date, outcome: Any) -> Evidence:
    return Evidence(on=on, outcome=outcome, measured="1000", threshold="1200", unit="student")


def opened(on: dt.date = NEW_YEAR, **more: Any) -> Case:
    told = {"standard": STANDARD, "school": "A", "clause": "enrolment", "authority": BUREAU}
    return Case(**{**told, "on": on, "finding": judged(on, "fail"), **more})


def order(on: dt.date, due: dt.date | None) -> Event:
    return Event(event="order", on=on, authority=BUREAU, due=due)


def extend(on: dt.date, due: dt.date | None) -> Event:
    return Event(event="extend", on=on, authority=BUREAU, due=due)


def reinspect(on: dt.date, outcome: str) -> Event:
    return Event(event="reinspect", on=on, authority=BUREAU, finding=judged(on, outcome))


def plain(event: Any, on: dt.date) -> Event:
    """A closure, an escalation or a withdrawal."""
    return Event(event=event, on=on, authority=BUREAU)


def pupils(on: dt.date, count: int | None, **more: Any) -> Any:
    """The finding of a school with so many pupils, of the clause on enrolment."""
    told = {"id": "A", **({} if count is None else {"students": count})}
    rulebook = compliance.load(STANDARD, on.isoformat())
    return compliance.check(told, rulebook, **more)["A"]["enrolment"]
