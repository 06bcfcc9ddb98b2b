"""Advice and plans as the named places of a report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from compliance.advice.actions import called
from compliance.advice.advice import Advice, SchoolAdvice
from compliance.advice.shown.lines import (
    action_text,
    depends_texts,
    head,
    hosts_text,
    joined,
    school_sections,
)
from compliance.planning.plan import Decision, Plan
from compliance.planning.shown import school as planned_school
from compliance.planning.shown.counted import changes
from compliance.planning.shown.lines import (
    district_texts,
    failing_texts,
    head_texts,
    total_texts,
    unknown_texts,
)
from compliance.planning.shown.table import mergers
from compliance.text import Text, word

Say = Callable[[Text], str]
Sections = Iterable[tuple[Text, list[Text]]]


def advised(advice: Advice, say: Say) -> dict[str, Any]:
    """What a policy suggests: what it rests on, the counts, and each school with its reasons."""
    counts = joined(
        word("advice.count", n=n, action=called(name)) for name, n in advice.counts.items() if n
    )
    return {
        "head": [say(text) for text in head(advice)],
        "counts": say(word("advice.counts", n=len(advice), counts=counts)),
        "warnings": [say(one.text) for one in advice.warnings],
        "schools": [_advised(advice, one, say) for one in advice],
    }


def _advised(advice: Advice, one: SchoolAdvice, say: Say) -> dict[str, Any]:
    also = [hosts_text(one)] if one.hosts else []
    also += depends_texts(advice, one.school)
    return {
        "id": one.school,
        "name": one.name,
        "action": say(action_text(one)),
        "stays": one.action == "keep" and not one.hosts,
        "sections": _said([*school_sections(one), *((text, []) for text in also)], say),
    }


def _said(sections: Sections, say: Say) -> list[dict[str, Any]]:
    return [{"title": say(title), "lines": [say(line) for line in lines]}
            for title, lines in sections]  # fmt: skip


def planned(plan: Plan, say: Say) -> dict[str, Any]:
    """What becomes of a region: how good the plan is, each school, the mergers, the totals."""
    return {
        "head": [say(text) for text in head_texts(plan)],
        "districts": [say(text) for text in district_texts(plan)],
        "schools": [_planned(plan, one, say) for one in plan],
        "mergers": [
            {
                "no": one.number,
                "members": [f"{code} {name}".strip() for code, name in one.members],
                "kind": say(one.kind),
            }
            for one in mergers(plan)
        ],
        "failing": [say(text) for text in failing_texts(plan)],
        "unknown": [say(text) for text in unknown_texts(plan)],
        "totals": [say(text) for text in total_texts(plan)],
    }


def _planned(plan: Plan, one: Decision, say: Say) -> dict[str, Any]:
    return {
        "id": one.school,
        "name": one.name,
        "action": say(planned_school.action_text(plan, one)),
        "stays": not changes(plan, one),
        "sections": _said(planned_school.school_sections(plan, one), say),
    }
