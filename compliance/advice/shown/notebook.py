"""Advice and cases as a notebook shows them."""

from __future__ import annotations

from compliance.advice.actions import called
from compliance.advice.advice import Advice, SchoolAdvice
from compliance.advice.cases.book import CaseBook
from compliance.advice.cases.case import Case
from compliance.advice.shown.lines import action_text, joined, school_lines
from compliance.checking.shown.notebook import heads
from compliance.notebook import Cell, Shown, day_text, paired, shown_lines, shown_table
from compliance.text import Text, word


def advice(found: Advice) -> Shown:
    """What is suggested for the first schools, and why."""
    policy, rulebook = found.policy, found.findings.rulebook
    counts = joined(
        word("advice.count", n=n, action=called(name)) for name, n in found.counts.items() if n
    )
    caption = word("notebook.advice", title=policy.title, document=policy.document, counts=counts,
                   standard=rulebook.title, on=day_text(rulebook.on))  # fmt: skip
    head = heads("id", "name", "action", "reasons", "rule", "cite")
    return shown_table(caption, head, map(_row, found.items), len(found), ".to_frame()")


def _row(one: SchoolAdvice) -> tuple[Cell, ...]:
    reasons = joined(finding.rule.title for finding in one.reasons)
    return one.school, one.name, action_text(one), reasons, one.rule, one.cite


def school(one: SchoolAdvice) -> Shown:
    """Everything that must be said of the advice on a school."""
    first, *lines = paired(*(school_lines(one, language) for language in ("zh", "en")))
    return shown_lines(first, lines)


def cases(book: CaseBook) -> Shown:
    """Every case with what was last done about it."""
    head = heads("id", "name", "clause", "opened", "latest")
    return shown_table(word("notebook.cases", n=len(book)), head, map(_case, book.cases), len(book))


def _case(one: Case) -> tuple[Cell, ...]:
    last = one.log[-1]
    on, state = day_text(last.on), word(f"case_state.{last.state}")
    latest = Text(f"{on.zh} {state.zh}", f"{on.en}: {state.en}")
    return one.school, one.name, one.clause, day_text(one.on), latest


def case(one: Case) -> Shown:
    """Everything that was done about a case, with the state that it led to."""
    caption = word("notebook.case", school=one.school, name=one.name, clause=one.clause,
                   standard=one.standard)  # fmt: skip
    rows = ((entry.text, word(f"case_state.{entry.state}")) for entry in one.log)
    return shown_table(caption, heads("done", "state"), rows, len(one.log))
