"""Every state and every event: what the table allows happens, and all else is refused."""

from itertools import product

import pytest
from dossier import day, extend, opened, order, plain, reinspect

import compliance
from compliance.advice.cases.case import Case
from compliance.advice.cases.event import Event
from compliance.advice.cases.table import ENDS, STATES, STEPS, TRANSITIONS, State, Step
from compliance.text import word

LEADS_TO: dict[State, list[Event]] = {
    "found": [],
    "ordered": [order(day(2), day(12, 31))],
    "due": [order(day(2), day(3))],
    "corrected": [reinspect(day(2), "pass")],
    "uncorrected": [order(day(2), day(3)), reinspect(day(4), "fail")],
    "escalated": [order(day(2), day(3)), reinspect(day(4), "fail"), plain("escalate", day(5))],
    "closed": [reinspect(day(2), "pass"), plain("close", day(3))],
    "withdrawn": [plain("withdraw", day(2))],
}
ON = day(6)
EVENTS: dict[Step, Event] = {
    "order": order(ON, day(9)),
    "extend": extend(ON, day(12, 31).replace(year=2019)),
    "reinspect_pass": reinspect(ON, "pass"),
    "reinspect_fail": reinspect(ON, "fail"),
    "reinspect_undecided": reinspect(ON, "unknown"),
    "close": plain("close", ON),
    "escalate": plain("escalate", ON),
    "withdraw": plain("withdraw", ON),
}
PAIRS = sorted(product(STATES, STEPS))


def in_state(state: State) -> Case:
    case = opened()
    for event in LEADS_TO[state]:
        case = case.after(event)
    return case


@pytest.mark.parametrize(("state", "step"), PAIRS)
def test_each_event_in_each_state(state: State, step: Step) -> None:
    """An event leads where the table says, or is refused with the events that are allowed."""
    case = in_state(state)
    assert case.state(ON) == state
    if (state, step) in TRANSITIONS:
        assert case.after(EVENTS[step]).state(ON) == TRANSITIONS[state, step]
        return
    with pytest.raises(compliance.FactsError) as refused:
        case.after(EVENTS[step])
    assert refused.value.code == "case-event-not-allowed"
    for allowed in STEPS:
        named = word(f"case_step.{allowed}")
        assert (named.zh in refused.value.hint.zh.split("：")[1].split("、")) == (
            (state, allowed) in TRANSITIONS
        )


def test_only_a_pass_closes() -> None:
    """Every way into ``closed`` is from ``corrected``, and every way there is a pass."""
    into = {(state, step) for (state, step), to in TRANSITIONS.items() if to == "closed"}
    assert into == {("corrected", "close")}
    assert {step for (_, step), to in TRANSITIONS.items() if to == "corrected"} == {
        "reinspect_pass"
    }


def test_only_a_failure_after_the_due_day_escalates() -> None:
    """Into ``escalated`` only from ``uncorrected``, and into that only by a failure when due."""
    into = {state for (state, _), to in TRANSITIONS.items() if to == "escalated"}
    assert into == {"uncorrected", "escalated"}
    assert {key for key, to in TRANSITIONS.items() if to == "uncorrected"} == {
        ("due", "reinspect_fail"), ("uncorrected", "reinspect_fail"),
    }  # fmt: skip


def test_ends_allow_nothing_and_all_else_something() -> None:
    """Nothing leads out of an end, and from every other state an end can be reached."""
    reached = set(ENDS)
    for _ in STATES:
        reached |= {state for (state, _), to in TRANSITIONS.items() if to in reached}
    assert reached == set(STATES)
    assert {state for state, _ in TRANSITIONS} == set(STATES) - set(ENDS)


@pytest.mark.parametrize("outcome", ["unknown", "waived", "not_applicable"])
def test_what_decides_nothing_neither_closes_nor_escalates(outcome: str) -> None:
    """A waived failure and a clause that does not apply are as good as an unknown."""
    case = in_state("due").after(reinspect(ON, outcome))
    assert case.state(ON) == "due"
    for event in ("close", "escalate"):
        with pytest.raises(compliance.FactsError):
            case.after(plain(event, day(7)))


def test_an_older_failure_escalates_nothing() -> None:
    """After a re-inspection that decides nothing, the failure before it is not enough."""
    case = in_state("uncorrected").after(reinspect(ON, "unknown"))
    assert case.state(ON) == "due"
    with pytest.raises(compliance.FactsError):
        case.after(plain("escalate", day(7)))
