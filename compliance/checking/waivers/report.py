"""What has become of each waiver: in force, soon to end, over, needed or needless."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from compliance.checking.engine.ruling import Verdict
from compliance.checking.findings import SchoolFindings
from compliance.checking.waivers.waived import Waived
from compliance.documents.waivers import State, Waiver
from compliance.errors import Problem
from compliance.notebook import Displayed, Shown
from compliance.rulebook.rulebook import Rulebook

Use = Literal["used", "needless", ""]
STATES: tuple[State, ...] = ("in_force", "not_yet", "expired", "review_overdue")


class WaiverStatus(NamedTuple):
    """A waiver on the day that is judged.

    ``school`` is the school's id, or empty where ``note`` says why the waiver changes nothing here.
    ``verdict`` is what the clause is judged without it; in force it is ``used`` if that is a fail
    or unknown, and ``needless`` if it is a pass.
    """

    waiver: Waiver
    on: dt.date
    within: int
    school: str = ""
    name: str = ""
    verdict: Verdict | None = None
    note: Problem | None = None

    @property
    def state(self) -> State:
        """``in_force``, ``not_yet``, ``expired`` or ``review_overdue``."""
        return self.waiver.state(self.on)

    @property
    def days_left(self) -> int | None:
        """The days after this one on which a waiver in force still counts."""
        return (self.waiver.until - self.on).days if self.state == "in_force" else None

    @property
    def expiring(self) -> bool:
        """Whether it is in force, but not for longer than the days asked for."""
        return self.days_left is not None and self.days_left <= self.within

    @property
    def use(self) -> Use:
        """``used``, ``needless``, or neither: not in force, or the clause does not apply."""
        if self.state != "in_force":
            return ""
        return "used" if self.verdict in ("fail", "unknown") else (
            "needless" if self.verdict == "pass" else ""
        )  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """The waiver as it stands in the file, and what has become of it."""
        return {
            "clause": self.waiver.clause,
            "school": self.waiver.school,
            "standard": self.waiver.standard,
            **self.waiver.record(self.on),
            "days_left": self.days_left,
            "expiring": self.expiring,
            "judged": self.school,
            "verdict": self.verdict,
            "use": self.use,
            "note": self.note.show() if self.note else "",
        }


@dataclass(frozen=True)
class WaiverReport(Displayed):
    """Every waiver of a check; those that concern nobody here come last, with a note."""

    standard: str
    on: dt.date
    within: int
    items: tuple[WaiverStatus, ...]

    def __iter__(self) -> Iterator[WaiverStatus]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {name}" for name, n in self.counts.items() if n)
        return f"<WaiverReport {self.standard} on {self.on}: {counts or 'no waivers'}>"

    def _shown(self) -> Shown:
        from compliance.checking.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.waivers(self)

    @property
    def counts(self) -> dict[str, int]:
        """How many waivers are in each state, expiring, used, needless, or ``elsewhere``."""
        here = [one for one in self.items if one.note is None]
        return {
            **{state: sum(one.state == state for one in here) for state in STATES},
            "expiring": sum(one.expiring for one in here),
            "used": sum(one.use == "used" for one in here),
            "needless": sum(one.use == "needless" for one in here),
            "elsewhere": len(self.items) - len(here),
        }

    @property
    def notes(self) -> tuple[Problem, ...]:
        """The waivers that change nothing here, and why."""
        return tuple(one.note for one in self.items if one.note is not None)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {
            "standard": self.standard,
            "on": self.on.isoformat(),
            "within": self.within,
            "counts": self.counts,
            "waivers": [one.to_dict() for one in self.items],
        }


def waiver_report(
    waived: Waived, rulebook: Rulebook, items: Iterable[SchoolFindings], within: int
) -> WaiverReport:
    """What has become of each waiver; ``items`` are the schools that have some.

    Raises:
        ValueError: a number of days below zero.
    """
    if within < 0:
        raise ValueError(within)
    known = {item.school.id: item for item in items}
    found = []
    for waiver, _, school, note in waived.entries:
        status = WaiverStatus(waiver, rulebook.on, within, note=note)
        if note is None:
            item = known[school]
            verdict = item[waiver.clause].verdict
            status = status._replace(school=school, name=item.school.name, verdict=verdict)
        found.append(status)
    found.sort(key=lambda one: (one.note is not None, STATES.index(one.state), one.waiver.until))
    return WaiverReport(rulebook.id, rulebook.on, within, tuple(found))
