"""How a case stands after an event, which events may follow, and why another may not."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from compliance.advice.cases.event import NEEDS, Event
from compliance.advice.cases.table import State, allowed, next_state
from compliance.text import Text, word


class Refusal(NamedTuple):
    """Why an event cannot follow: the key at fault, a problem's code and its values."""

    key: str
    code: str
    values: Mapping[str, object]


class Stand(NamedTuple):
    """The state that the last event led to, on which day, and what the next event must heed.

    ``judged`` is the day of the last finding, ``due`` the due day of the last order.
    """

    state: State
    on: dt.date
    judged: dt.date
    due: dt.date | None = None

    def at(self, day: dt.date) -> State:
        """The state as it reads on a day: an order is overdue from the day after its due day.

        >>> day = dt.date(2018, 6, 30)
        >>> stand = Stand("ordered", dt.date(2018, 3, 1), dt.date(2018, 3, 1), due=day)
        >>> stand.at(day), stand.at(day + dt.timedelta(days=1))
        ('ordered', 'due')
        """
        if self.state in ("ordered", "due") and self.due is not None:
            return "due" if day > self.due else "ordered"
        return self.state

    def after(self, event: Event) -> Stand | Refusal:
        """How the case stands after one more event, or why that cannot follow."""
        misshapen = next(self._misshapen(event), None)
        if misshapen is not None:
            return misshapen
        state = next_state(self.at(event.on), event.step)
        if state is None:
            return self._not_allowed(event)
        mistimed = next(self._mistimed(event), None)
        if mistimed is not None:
            return mistimed
        judged = event.finding.on if event.finding else self.judged
        return Stand(state, event.on, judged, event.due or self.due)

    def _misshapen(self, event: Event) -> Iterator[Refusal]:
        """What is wrong with an event in any state."""
        needed = NEEDS.get(event.event)
        told = word(f"case_event.{event.event}")
        given = {"due": event.due, "finding": event.finding}
        if needed is not None and given[needed] is None:
            yield Refusal("event", "case-event-lacks", {"event": told, "key": needed})
        for key, value in given.items():
            if value is not None and key != needed:
                yield Refusal(key, "case-event-extra", {"event": told, "key": key})
        if event.on < self.on:
            yield Refusal("on", "case-event-day", {"found": event.on, "last": self.on})

    def _mistimed(self, event: Event) -> Iterator[Refusal]:
        """A due day or a finding that the days before it do not allow."""
        earliest = event.on
        if event.event == "extend" and self.due is not None:
            earliest = max(earliest, self.due + dt.timedelta(days=1))
        if event.due is not None and event.due < earliest:
            yield Refusal("due", "case-due-day", {"found": event.due, "first": earliest})
        judged = event.finding.on if event.finding else None
        if judged is not None and not self.judged < judged <= event.on:
            values = {"found": judged, "last": self.judged, "on": event.on}
            yield Refusal("finding", "case-finding-day", values)

    def _not_allowed(self, event: Event) -> Refusal:
        state = self.at(event.on)
        values = {
            "event": word(f"case_step.{event.step}"),
            "state": word(f"case_state.{state}"),
            "on": event.on,
            "allowed": _listed(word(f"case_step.{step}") for step in allowed(state)),
        }
        return Refusal("event", "case-event-not-allowed", values)


def _listed(words: Iterable[Text]) -> Text:
    """Words one after another, or that there are none."""
    said = tuple(words)
    if not said:
        return word("case_log.none")
    return Text("、".join(one.zh for one in said), ", ".join(one.en for one in said))
