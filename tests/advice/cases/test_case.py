"""One case: the clock, the order of events, and what findings open and re-inspect."""

import datetime as dt

import pytest
from dossier import BUREAU, STANDARD, day, extend, judged, opened, order, plain, pupils, reinspect
from hypothesis import given, settings
from hypothesis import strategies as st

import compliance
from compliance.advice.cases.case import Case
from compliance.advice.cases.event import Event
from compliance.advice.cases.opening import open_case, reinspected


def refusal(case: Case, event: Event) -> str:
    with pytest.raises(compliance.FactsError) as refused:
        case.after(event)
    assert refused.value.message.zh != refused.value.message.en
    return refused.value.code


def test_the_due_day_belongs_to_the_school() -> None:
    """Ordered up to and including 30 June, overdue from 1 July; before it was opened, nothing."""
    case = opened().after(order(day(3), day(6, 30)))
    days = [dt.date(2017, 12, 31), day(1), day(2, 28), day(3), day(6, 30), day(7)]
    assert [case.state(on) for on in days] == [None, "found", "found", "ordered", "ordered", "due"]
    assert case.due(day(6, 30)) == case.due(day(8)) == day(6, 30)
    assert case.due(day(2)) is None


def test_a_failure_before_the_due_day_is_too_early_to_count() -> None:
    """On the due day itself the time is not over: the order goes on."""
    case = opened().after(order(day(3), day(6, 30)))
    assert case.after(reinspect(day(6, 30), "fail")).state(day(6, 30)) == "ordered"
    assert case.after(reinspect(day(7), "fail")).state(day(7)) == "uncorrected"


def test_an_extension_moves_the_due_day() -> None:
    """Given before or after the day is over; until it was given the case was overdue."""
    case = opened().after(order(day(3), day(6, 30)))
    late = case.after(extend(day(7, 10), day(9, 30)))
    assert [late.state(on) for on in (day(7, 9), day(7, 10), day(9, 30), day(10))] == [
        "due", "ordered", "ordered", "due"
    ]  # fmt: skip


def test_days_that_cannot_be_are_refused() -> None:
    """A due day before the order, an extension that shortens, an event before the last one."""
    case = opened().after(order(day(3), day(6, 30)))
    assert refusal(opened(), order(day(3), day(2, 28))) == "case-due-day"
    assert refusal(case, extend(day(4), day(6, 30))) == "case-due-day"
    assert refusal(case, extend(day(8), day(7, 31))) == "case-due-day"
    assert refusal(case, plain("withdraw", day(2, 28))) == "case-event-day"
    assert refusal(opened(), plain("withdraw", dt.date(2017, 12, 31))) == "case-event-day"


def test_what_is_not_allowed_at_all_is_said_first() -> None:
    """Nobody is told to correct a due day that no longer matters."""
    mended = opened().after(order(day(3), day(6, 30))).after(reinspect(day(4), "pass"))
    assert refusal(mended, extend(day(5), day(5, 2))) == "case-event-not-allowed"


def test_what_an_event_must_and_must_not_say() -> None:
    """An order without a day, a re-inspection without a finding, a closure with either."""
    assert refusal(opened(), order(day(2), None)) == "case-event-lacks"
    assert refusal(opened(), Event(event="reinspect", on=day(2), authority=BUREAU)) == (
        "case-event-lacks"
    )
    passed = opened().after(reinspect(day(2), "pass"))
    for more in ({"due": day(9)}, {"finding": judged(day(3), "pass")}):
        event = Event(event="close", on=day(3), authority=BUREAU, **more)
        assert refusal(passed, event) == "case-event-extra"


def test_a_re_inspection_needs_a_new_finding() -> None:
    """Not the one that opened the case, not one seen before, and none of the future."""
    case = opened(day(1, 9), finding=judged(day(1, 5), "fail"))

    def inspected(on: dt.date, seen: dt.date) -> Event:
        finding = judged(seen, "pass")
        return Event(event="reinspect", on=on, authority=BUREAU, finding=finding)

    assert refusal(case, inspected(day(2), day(1, 5))) == "case-finding-day"
    assert refusal(case, inspected(day(2), day(2, 2))) == "case-finding-day"
    again = case.after(reinspect(day(2), "unknown"))
    assert refusal(again, inspected(day(3), day(2))) == "case-finding-day"
    assert again.after(inspected(day(3), day(2, 2))).state(day(3)) == "corrected"


def test_a_case_is_as_the_finding_says() -> None:
    """Opened from a failing finding, with its law, numbers and shortfall as text."""
    case = open_case(
        pupils(day(1), 1000), on=day(1, 5), authority=BUREAU, document="榕教〔2018〕1号"
    )
    assert case.key == (STANDARD, "A", "enrolment", "")
    assert case.cite == pupils(day(1), 1000).cite
    kept = case.finding
    assert (kept.on, kept.measured, kept.threshold, kept.shortfall) == (
        day(1),
        "1000",
        "1200",
        "200",
    )
    assert case.state(day(1, 4)) is None
    assert "榕教〔2018〕1号" in case.log[0].text.zh


@pytest.mark.parametrize("count", [1200, None])
def test_what_does_not_fail_opens_no_case(count: int | None) -> None:
    """A pass does not, and an unknown does not either."""
    with pytest.raises(compliance.FactsError) as refused:
        open_case(pupils(day(1), count), on=day(1), authority=BUREAU)
    assert refused.value.code == "case-not-failing"


def test_a_waived_failure_opens_no_case_and_escalates_none() -> None:
    """The authority that waived it has excused it."""
    said = dict.fromkeys(("authority", "document", "reason"), "x")
    waiver = {
        "clause": "enrolment",
        "school": "A",
        **said,
        "from": "2018-01-01",
        "to": "2018-12-31",
    }
    waived = pupils(day(4), 1000, waivers=[waiver])
    with pytest.raises(compliance.FactsError, match="case-not-failing"):
        open_case(waived, on=day(4), authority=BUREAU)
    case = opened().after(order(day(2), day(3)))
    assert reinspected(case, waived, on=day(4), authority=BUREAU).state(day(4)) == "due"


def test_a_finding_of_the_future_opens_no_case() -> None:
    """What was judged as of a later day is not yet found."""
    with pytest.raises(compliance.FactsError) as refused:
        open_case(pupils(day(2), 1000), on=day(1), authority=BUREAU)
    assert refused.value.code == "case-too-early"


def test_re_inspections_take_findings() -> None:
    """A pass allows it to be closed; one of another school is refused."""
    case = opened().after(order(day(2), day(3)))
    mended = reinspected(case, pupils(day(4), 1200), on=day(4), authority=BUREAU)
    assert mended.after(plain("close", day(4, 2))).state(day(4, 2)) == "closed"
    with pytest.raises(compliance.FactsError) as refused:
        reinspected(opened(school="B"), pupils(day(4), 1200), on=day(4), authority=BUREAU)
    assert refused.value.code == "case-other-finding"


def test_the_log_tells_everything_in_both_languages() -> None:
    """The opening and each event, with its day and the state that it led to."""
    case = opened().after(order(day(2), day(3))).after(reinspect(day(4), "fail"))
    case = case.after(plain("escalate", day(5)))
    assert [(entry.on, entry.state) for entry in case.log] == [
        (day(1), "found"), (day(2), "ordered"), (day(4), "uncorrected"), (day(5), "escalated")
    ]  # fmt: skip
    assert case.log[1].text.zh == "2018-02-01 责令整改，期限 2018-03-01（市教育局）"
    assert case.log[1].text.en == "2018-02-01 ordered, to be mended by 2018-03-01 (市教育局)"
    assert "1000" in case.log[2].text.zh
    assert [entry.event for entry in case.log] == [None, *case.events]


def test_a_case_put_together_wrongly_has_no_state() -> None:
    """Events that never passed ``after`` are refused when the case is asked."""
    case = opened(events=(plain("close", day(2)),))
    with pytest.raises(compliance.FactsError, match="case-event-not-allowed"):
        case.state(day(3))


@st.composite
def histories(draw: st.DrawFn) -> Case:
    """Cases grown by events that were allowed, in any order, with gaps of any length."""
    case, on = opened(), day(1)
    for _ in range(draw(st.integers(0, 12))):
        on += dt.timedelta(days=draw(st.integers(1, 40)))
        due = on + dt.timedelta(days=draw(st.integers(0, 90)))
        event = draw(st.sampled_from([
            order(on, due), extend(on, due), plain("close", on), plain("escalate", on),
            *(reinspect(on, outcome) for outcome in ("pass", "fail", "fail", "unknown")),
        ]))  # fmt: skip
        try:
            case = case.after(event)
        except compliance.FactsError:
            continue
    return case


@settings(max_examples=150, deadline=None)
@given(histories(), st.integers(0, 500))
def test_a_state_depends_on_events_up_to_the_day_alone(case: Case, days: int) -> None:
    """What comes after a day changes nothing of how that day reads."""
    on = day(1) + dt.timedelta(days=days)
    before = tuple(event for event in case.events if event.on <= on)
    assert case.state(on) == case.model_copy(update={"events": before}).state(on)


@settings(max_examples=150, deadline=None)
@given(histories(), st.integers(0, 500))
def test_states_are_those_of_counting_by_hand(case: Case, days: int) -> None:
    """Overdue is a day after the last due day of an order that nothing has answered since."""
    on = day(1) + dt.timedelta(days=days)
    dues = [e.due for e in case.events if e.on <= on and e.due]
    kinds = [e.event if e.event != "reinspect" else e.finding and e.finding.outcome
             for e in case.events if e.on <= on]  # fmt: skip
    if "close" in kinds:
        assert case.state(on) == "closed"
    elif case.state(on) == "due":
        assert dues[-1] < on
    elif case.state(on) == "ordered":
        assert on <= dues[-1]
    elif kinds and kinds[-1] == "pass":
        assert case.state(on) == "corrected"
    else:
        assert not kinds or kinds[-1] in ("fail", "escalate", "unknown")
