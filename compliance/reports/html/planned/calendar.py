"""When each action begins and ends, what is paid when and for what, who changes school."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from compliance.advice.actions import called
from compliance.numerals import display
from compliance.planning.phases import Phases, Step, phases
from compliance.planning.plan import Plan
from compliance.planning.shown.counted import bought, purchases
from compliance.planning.shown.lines import total_texts
from compliance.planning.shown.school import purchase_text, wan
from compliance.planning.shown.table import mergers
from compliance.reports.html.figures import grouped
from compliance.reports.html.markup import Html, table, tag
from compliance.reports.html.planned.actions import school
from compliance.reports.html.told import listed
from compliance.text import word

STEPS = ("from", "until", "school", "action", "into", "cost", "remarks")


def calendar(plan: Plan) -> Iterator[Html]:
    """Every step by its first day, then the money of each year."""
    found = phases(plan)
    if not found.steps:
        yield tag("p", word("html_plan.calendar_none"))
        return
    yield tag("p", word("html_plan.calendar_lead", start=found.start, months=found.months))
    yield table((word(f"html_plan.{name}") for name in STEPS),
                (_step(found, step) for step in found.steps))  # fmt: skip
    if found.years:
        rows = ((year, grouped(wan(cost))) for year, cost in found.years.items())
        yield table([word("html_plan.year"), word("html_plan.cost")], rows,
                    caption=word("html_plan.by_year"))  # fmt: skip


def _step(found: Phases, step: Step) -> list[Any]:
    late = word("html_plan.late", ends=found.ends) if step in found.late else ""
    return [step.first, step.last, school(found.plan, step.school), called(step.action), step.into,
            grouped(wan(step.cost)) if step.cost else "", late]  # fmt: skip


def money(plan: Plan) -> Iterator[Html]:
    """What is bought and built, for whom, and who changes school."""
    yield listed(total_texts(plan))
    items = [
        (one.title, [grouped(display(one.amount)), " ", one.unit], grouped(wan(one.cost)))
        for one in bought(plan)
    ]
    if items:
        heads = (word(f"html_plan.{name}") for name in ("fact", "amount", "cost"))
        yield table(heads, items, caption=word("html_plan.bought"))
        heads = (word(f"html_plan.{name}") for name in ("school", "what", "cost"))
        yield table(heads, _paid(plan), caption=word("html_plan.by_school"))
    if plan.transfers:
        heads = (word(f"html_plan.{name}") for name in ("school", "to", "pupils", "action"))
        yield table(heads, _transfers(plan), caption=word("html_plan.transfers"))


def _paid(plan: Plan) -> Iterator[list[Any]]:
    for one in plan.survivors.values():
        if one.cost:
            said = listed(purchase_text(each) for each in purchases(plan, one))
            yield [school(plan, one.id), said, grouped(wan(one.cost))]


def _transfers(plan: Plan) -> Iterator[list[Any]]:
    for one in plan.transfers:
        yield [school(plan, one.source), school(plan, one.target), one.pupils, called(one.why)]


def merged(plan: Plan) -> Html:
    """The list of mergers that a bureau reports: number, kind, code and name of each school."""
    groups = list(mergers(plan))
    if not groups:
        return tag("p", word("html_plan.mergers_none"))
    most = max(len(group.members) for group in groups)
    heads = [word("planned.merger.no"), word("planned.merger.kind")]
    heads += [word(f"html_plan.{name}", n=n) for n in range(1, most + 1)
              for name in ("code_n", "name_n")]  # fmt: skip
    rows = []
    for group in groups:
        pairs = [text for member in group.members for text in member]
        rows.append([group.number, group.kind, *pairs, *[""] * (2 * most - len(pairs))])
    return table(heads, rows)
