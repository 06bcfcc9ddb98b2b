"""Days: whether a standard, or a clause of it, is in force on the day that is judged."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import replace

from compliance.documents.standard import InForce, LostDay
from compliance.errors import Place, Problem, StandardError
from compliance.rulebook.overlay import Card, Layer
from compliance.rulebook.rule import Binding, Rule


def phased(rule: Rule, card: Card, day: dt.date, *, inferences: bool) -> Rule:
    """A rule with what its own days say of it: due from a day on, or in force between two.

    Raises:
        StandardError: for both at once.
    """
    clause = card.clause
    if clause.due is not None and clause.in_force is not None:
        raise StandardError(Problem("due-twice", card.place("due"), clause.id))
    phase = clause.in_force
    if clause.due is not None:
        phase = InForce.model_construct(from_=clause.due, to=None)
    if phase is None:
        return rule
    key = "due" if clause.due is not None else "in_force"
    wrong = [*wrong_days(phase, card.place(key))]
    if wrong:
        raise StandardError(*(replace(problem, clause=clause.id) for problem in wrong))
    _, binding, _ = binding_on(phase, day, inferences=inferences)
    due = clause.due.inferred if isinstance(clause.due, LostDay) else clause.due
    return replace(rule, binding=binding, due=due)


def wrong_days(phase: InForce, place: Place) -> Iterator[Problem]:
    """What is wrong with a clause's own days, at the line of their key."""
    for day in (phase.from_, phase.to):
        if isinstance(day, LostDay) and day.from_ > day.to:
            yield Problem("band-empty", place)
        if isinstance(day, LostDay) and day.inferred is not None:
            if day.ground is None:
                yield Problem("inference-no-ground", place)
            elif not day.from_ <= day.inferred <= day.to:
                yield Problem("inference-outside", place,
                              values={"found": day.inferred.isoformat()})  # fmt: skip
    first, last = (
        day.inferred if isinstance(day, LostDay) else day for day in (phase.from_, phase.to)
    )
    if first is not None and last is not None and last < first:
        yield Problem("days-order", place,
                      values={"found": last.isoformat(), "first": first.isoformat()})  # fmt: skip


def day_problems(layer: Layer) -> Iterator[Problem]:
    """An inferred day lies within what is left of it, and the last day is not before the first."""
    in_force, place = layer.standard.in_force, layer.document.place
    for key, day in (("from", in_force.from_), ("to", in_force.to)):
        if isinstance(day, LostDay):
            if day.from_ > day.to:
                yield Problem("band-empty", place("in_force", key, "from"))
            elif day.inferred is not None and day.ground is None:
                yield Problem("inference-no-ground", place("in_force", key, "inferred"))
            elif day.inferred is not None and not day.from_ <= day.inferred <= day.to:
                yield Problem("inference-outside", place("in_force", key, "inferred"),
                              values={"found": day.inferred.isoformat()})  # fmt: skip
    first, last = (
        day.inferred if isinstance(day, LostDay) else day for day in (in_force.from_, in_force.to)
    )
    if first is not None and last is not None and last < first:
        yield Problem("days-order", place("in_force", "to"),
                      values={"found": last.isoformat(), "first": first.isoformat()})  # fmt: skip


def binding_on(
    in_force: InForce, on: dt.date | None, *, inferences: bool
) -> tuple[dt.date, Binding, tuple[str, ...]]:
    """The day that is judged, whether the standard binds on it, and which days are inferred."""
    first_low, first_high, first_note = _day(in_force.from_, inferences=inferences)
    last_low, last_high, last_note = _day(in_force.to, inferences=inferences)
    today = dt.date.today()  # noqa: DTZ011 - a law is in force by the local calendar
    day = on or (min(today, last_low) if last_low else today)
    notes = tuple(note for note in (first_note, last_note) if note)
    if (first_low and day < first_low) or (last_high and day > last_high):
        return day, "not_in_force", notes
    certain = (not first_high or day >= first_high) and (not last_low or day <= last_low)
    return day, "in_force" if certain else "unknown", notes


def _day(
    day: dt.date | LostDay | None, *, inferences: bool
) -> tuple[dt.date | None, dt.date | None, str]:
    if not isinstance(day, LostDay):
        return day, day, ""
    if inferences and day.inferred is not None:
        note = f"{day.unreadable} → {day.inferred.isoformat()}: {day.ground}"
        return day.inferred, day.inferred, note
    return day.from_, day.to, ""
