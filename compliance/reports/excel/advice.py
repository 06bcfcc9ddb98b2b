"""Sheets of advice, of a plan with its mergers, and of what has changed since another check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from compliance.advice.actions import called
from compliance.advice.advice import Advice, SchoolAdvice
from compliance.advice.shown.lines import (
    action_text,
    head,
    hosts_text,
    open_text,
    policy_texts,
    reasons,
    rejected_texts,
    result_texts,
    waived_texts,
)
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings
from compliance.checking.shown.explain import why
from compliance.planning.plan import Plan
from compliance.planning.shown.lines import head_texts, total_texts
from compliance.planning.shown.table import COLUMNS, mergers, row
from compliance.reports.excel.book import WRAP, Book, Cell, Value, listing
from compliance.text import Text, word

_SECTIONS: dict[str, Callable[[SchoolAdvice], Iterable[Text]]] = {
    "reasons": reasons,
    "policy": policy_texts,
    "needs": lambda one: (need.text for need in one.needs),
    "result": result_texts,
    "waived_head": waived_texts,
    "rejected_head": rejected_texts,
    "unknown_head": lambda one: (open_text(one, each) for each in one.unknown),
}
_FIRST = ("school", "name", "outcome", "action", "said", "rule", "cite", "hosts")
_TEXTS = ("with", "rule", "failed", "fails_after")
CHANGES = ("school", "name", "clause", "title", "part", "before", "now", "was", "is")


def advice_notes(advice: Advice, language: str) -> Iterator[str]:
    """What the advice rests on, and how many schools are advised each action."""
    for text in head(advice):
        yield text.show(language)
    for action, count in advice.counts.items():
        if count:
            yield word("advice.count", n=count, action=called(action)).show(language)


def write_advice(book: Book, advice: Advice, language: str) -> None:
    """调整建议: one row a school, with everything that must be said of it."""
    heads = [(word(f"excel.advice.{name}").show(language), 16.0) for name in _FIRST]
    heads += [(word(f"advice.{name}").show(language), 44.0) for name in _SECTIONS]
    title, name = advice.policy.title.show(language), word("excel.sheet.advice").show(language)
    listing(book, name, title, heads, _advised(advice, language), fixed=2)


def _advised(advice: Advice, language: str) -> Iterator[list[Cell | Value]]:
    for one in advice:
        outcome = one.findings.outcome
        texts = (_lines(texts(one), language) for texts in _SECTIONS.values())
        yield [
            one.school, one.name, Cell(word(f"verdict.{outcome}").show(language), outcome),
            called(one.action).show(language), Cell(action_text(one).show(language), WRAP),
            one.rule, one.cite,
            Cell(hosts_text(one).show(language) if one.hosts else "", WRAP), *texts,
        ]  # fmt: skip


def _lines(texts: Iterable[Text], language: str) -> Cell:
    return Cell("\n".join(dict.fromkeys(text.show(language) for text in texts)), WRAP)


def plan_notes(plan: Plan, language: str) -> Iterator[str]:
    """What the plan rests on, how good it is, and what it comes to."""
    for text in (*head_texts(plan), *total_texts(plan)):
        yield text.show(language)


def write_plan(book: Book, plan: Plan, language: str) -> None:
    """全域规划 as one row a school, and the table of mergers with the columns of the annex."""
    title = plan.policy.title.show(language)
    heads = [(word(f"excel.plan.{name}").show(language), 16.0) for name in COLUMNS]
    rows = (_planned(row(plan, decision), language) for decision in plan)
    listing(book, word("excel.sheet.plan").show(language), title, heads, rows, fixed=2)
    annex = zip(("no", "members", "kind"), (8.0, 80.0, 24.0), strict=True)
    heads = [(word(f"planned.merger.{name}").show(language), width) for name, width in annex]
    listing(book, word("excel.sheet.mergers").show(language), title, heads,
            _merged(plan, language))  # fmt: skip


def _merged(plan: Plan, language: str) -> Iterator[list[Cell | Value]]:
    for one in mergers(plan):
        members = "、".join(f"{code} {name}".strip() for code, name in one.members)
        yield [one.number, Cell(members, WRAP), one.kind.show(language)]


def _planned(found: dict[str, Any], language: str) -> list[Cell | Value]:
    said = {name: called(found[name]).show(language) for name in ("action", "advised")}
    wrapped = {name: Cell(found[name], WRAP) for name in _TEXTS}
    return [{**found, **said, **wrapped}[name] for name in COLUMNS]


def write_changes(book: Book, before: Findings, now: Findings, language: str) -> None:
    """变化: each finding whose outcome is another than in an earlier check."""
    heads = [(word(f"excel.changes.{name}").show(language), 20.0) for name in CHANGES]
    title, name = now.rulebook.title.show(language), word("excel.sheet.changes").show(language)
    listing(book, name, title, heads, _changed(before, now, language), fixed=2)


def _changed(before: Findings, now: Findings, language: str) -> Iterator[list[Cell | Value]]:
    earlier = {(f.subject, f.clause, f.part.name): f for item in before for f in item}
    seen = set()
    for finding in (finding for item in now for finding in item):
        key = finding.subject, finding.clause, finding.part.name
        seen.add(key)
        was = earlier.get(key)
        if was is None or was.outcome != finding.outcome:
            yield _change(finding, was, finding, language)
    for key, was in earlier.items():
        if key not in seen:
            yield _change(was, was, None, language)


def _change(
    of: Finding, was: Finding | None, now: Finding | None, language: str
) -> list[Cell | Value]:
    return [
        of.subject, of.school.name, of.clause, of.rule.title.show(language), of.part.name,
        _outcome(was, language), _outcome(now, language),
        why(was).show(language) if was else "", why(now).show(language) if now else "",
    ]  # fmt: skip


def _outcome(finding: Finding | None, language: str) -> Cell | Value:
    if finding is None:
        return word("excel.changes.none").show(language)
    return Cell(word(f"verdict.{finding.outcome}").show(language), finding.outcome)
