"""The states of a case, its events, and which event leads from which state to which.

========================  ===================================================================
``found`` 发现            a clause was found to fail; nothing has been ordered yet
``ordered`` 责令整改      an order to mend it runs, up to and including its due day
``due`` 逾期              the due day is over, and nothing has shown yet whether it was mended
``corrected`` 复查合格    a re-inspection found the clause to pass
``uncorrected`` 复查不合格  a re-inspection after the due day found it to fail still
``escalated`` 升级处理    a stricter measure was taken
``closed`` 销号           an end: mended, and taken off the list
``withdrawn`` 撤销        an end: found in error, objection upheld, or the clause applies no more
========================  ===================================================================

Nobody enters ``due``: an order is read so from the day after its due day on.

>>> next_state("due", "reinspect_fail"), next_state("ordered", "escalate")
('uncorrected', None)
"""

from __future__ import annotations

from typing import Literal, get_args

State = Literal[
    "found", "ordered", "due", "corrected", "uncorrected", "escalated", "closed", "withdrawn"
]
Kind = Literal["order", "extend", "reinspect", "close", "escalate", "withdraw"]
Step = Literal[
    "order", "extend", "reinspect_pass", "reinspect_fail", "reinspect_undecided",
    "close", "escalate", "withdraw",
]  # fmt: skip
STATES: tuple[State, ...] = get_args(State)
STEPS: tuple[Step, ...] = get_args(Step)
ENDS: tuple[State, ...] = ("closed", "withdrawn")

TRANSITIONS: dict[tuple[State, Step], State] = {
    ("found", "order"): "ordered",
    ("found", "reinspect_pass"): "corrected",
    ("found", "reinspect_fail"): "found",
    ("found", "reinspect_undecided"): "found",
    ("found", "withdraw"): "withdrawn",
    ("ordered", "extend"): "ordered",
    ("ordered", "reinspect_pass"): "corrected",
    ("ordered", "reinspect_fail"): "ordered",  # the time that was given is not over
    ("ordered", "reinspect_undecided"): "ordered",
    ("ordered", "withdraw"): "withdrawn",
    ("due", "extend"): "ordered",
    ("due", "reinspect_pass"): "corrected",
    ("due", "reinspect_fail"): "uncorrected",
    ("due", "reinspect_undecided"): "due",
    ("due", "withdraw"): "withdrawn",
    ("corrected", "close"): "closed",
    ("corrected", "reinspect_fail"): "found",  # mended for a day only: it begins again
    ("corrected", "withdraw"): "withdrawn",
    ("uncorrected", "order"): "ordered",
    ("uncorrected", "escalate"): "escalated",
    ("uncorrected", "reinspect_pass"): "corrected",
    ("uncorrected", "reinspect_fail"): "uncorrected",
    ("uncorrected", "reinspect_undecided"): "due",  # an older failure escalates nothing
    ("uncorrected", "withdraw"): "withdrawn",
    ("escalated", "order"): "ordered",
    ("escalated", "reinspect_pass"): "corrected",
    ("escalated", "reinspect_fail"): "escalated",
    ("escalated", "reinspect_undecided"): "escalated",
    ("escalated", "withdraw"): "withdrawn",
}
"""Every event that a state allows, and where it leads; ``closed`` and ``withdrawn`` allow none.

Only a pass leads to ``closed``, and only a failure after the due day to ``escalated``; a
re-inspection that decides nothing does neither.
"""


def next_state(state: State, step: Step) -> State | None:
    """Where an event leads; None if the state does not allow it."""
    return TRANSITIONS.get((state, step))


def allowed(state: State) -> tuple[Step, ...]:
    """The events that a state allows.

    >>> allowed("uncorrected")[:2], allowed("closed")
    (('order', 'escalate'), ())
    """
    return tuple(step for at, step in TRANSITIONS if at == state)
