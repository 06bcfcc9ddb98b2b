"""A program made to do one thing with one school."""

from __future__ import annotations

from compliance.planning.explain.bans import pairs
from compliance.planning.options import JOINING, LEAVING, Place
from compliance.planning.plan import Plan
from compliance.planning.program import Model

FORCED = "forced"
"""The facet of what is asked for, beside the rules of the policy."""


def force(made: Model, place: Place, action: str, with_: str) -> None:
    """Add the rows by which a school is kept, moved, merged, converted or closed."""
    if action in JOINING:
        _merge(made, place, action, with_)
    elif action in LEAVING:
        _fixed(made, f"{action}:{place.id}", 1)
    else:
        _alone(made, place, action)


def _alone(made: Model, place: Place, action: str) -> None:
    """It survives without others or their pupils: where it is, or on a new campus."""
    for sent in made.sent(place):
        _fixed(made, sent.name, 0)
    for guest in made.guests(place):
        _fixed(made, f"x:{guest.id}:{place.id}", 0)
    if not (place.meets or place.open):
        _fixed(made, f"s:{place.id}", 1)
        _fixed(made, f"n:{place.id}", int(action == "relocate"))


def _merge(made: Model, place: Place, action: str, with_: str) -> None:
    """It joins another school or others join it, with a new campus or without."""
    asked = {f"x:{guest}:{host}": 1 for guest, host in pairs(made.options, place, action, with_)}
    made.program.row(asked, 1, None, f"merges {place.id}", facet=FORCED)
    for guest, host in pairs(made.options, place, action):
        join, new = f"x:{guest}:{host}", f"n:{host}"
        if action == "merge_relocate":
            made.program.row({join: 1, new: -1}, None, 0, f"moves {join}", facet=FORCED)
        else:
            made.program.row({join: 1, new: 1}, None, 1, f"stays {join}", facet=FORCED)


def unchanged(made: Model, plan: Plan) -> None:
    """A last level: of plans equal on all others, the one that changes the fewest schools."""
    same: dict[str, int] = {}
    for place in made.options.places:
        if not place.open and (place.hosts or place.leaves):
            same[fate(place, plan)] = -1
    for place in made.hosting:
        survivor = plan.survivors.get(place.id)
        same[f"n:{place.id}"] = -1 if survivor is not None and survivor.new_campus else 1
    made.program.minimise("changes", same)


def fate(place: Place, plan: Plan) -> str:
    """The variable that says what became of a school in a plan."""
    decision = plan.decisions[place.id]
    if decision.action in LEAVING:
        return f"{decision.action}:{place.id}"
    if decision.into not in ("", place.id):
        return f"x:{place.id}:{decision.into}"
    return f"s:{place.id}"


def _fixed(made: Model, name: str, value: int) -> None:
    made.program.row({name: 1}, value, value, f"forced {name}", facet=FORCED)
