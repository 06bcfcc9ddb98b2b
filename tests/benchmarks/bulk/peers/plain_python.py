"""Hand-written Python with floats, a function for one school."""

from __future__ import annotations

from collections.abc import Callable

from engines import by_hand

from bulk.clauses import Units
from bulk.peers.peer import One, Profile


def _prepare(units: Units) -> Callable[[Profile], tuple[int, ...]]:
    if not units:
        return by_hand

    def codes(profile: Profile) -> tuple[int, ...]:
        square = {
            name: profile[name] * times / over
            for name, (times, over) in units.items()
            if profile[name] is not None
        }
        return by_hand({**profile, **square})

    return codes


PEER = One(("numpy",), "codes", _prepare)
