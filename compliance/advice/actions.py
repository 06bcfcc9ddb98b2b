"""What may become of a school, as one table: an action is one row."""

from __future__ import annotations

from typing import Literal, NamedTuple

from compliance.text import Text, word

ActionName = Literal[
    "keep", "rectify", "waive", "review", "relocate", "co_build", "group", "transfer", "merge",
    "merge_relocate", "downgrade", "convert", "close",
]  # fmt: skip


class Action(NamedTuple):
    """An action: how much the school loses by it, and what must be shown before it is advised.

    ``severity`` 0 leaves the school as it is, 1 leaves it in being, 2 changes whose it is, 3 ends
    it as a school of its own, 4 ends it. ``partner`` says that another school takes part, and
    ``joint`` that they become one. ``proves`` is what the school that would result must reach:
    ``pass``, or ``no_fail`` where a new campus is still to be built and nobody knows what it has.
    """

    severity: int
    partner: bool = False
    joint: bool = False
    proves: Literal["", "pass", "no_fail"] = ""


ACTIONS: dict[str, Action] = {
    "keep": Action(0),
    "rectify": Action(1),
    "waive": Action(1),
    "review": Action(1),
    "relocate": Action(1, proves="no_fail"),
    "co_build": Action(1, partner=True),
    "group": Action(1, partner=True),
    "transfer": Action(2),
    "merge": Action(3, partner=True, joint=True, proves="pass"),
    "merge_relocate": Action(3, partner=True, joint=True, proves="no_fail"),
    "downgrade": Action(3),
    "convert": Action(3),
    "close": Action(4),
}
HARSH = frozenset(name for name, action in ACTIONS.items() if action.severity >= 2)
"""The actions that never rest on an inference or on anything unknown: they become a review."""
LEAVING = frozenset(name for name, action in ACTIONS.items() if action.severity >= 3)
"""The actions after which the school is none of its own."""


def called(action: str) -> Text:
    """An action in both languages.

    >>> called("close")
    Text(zh='停办', en='close')
    """
    return word(f"action.{action}.name")
