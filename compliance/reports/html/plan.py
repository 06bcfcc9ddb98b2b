"""A plan as sections of a page: before and after, each action with reasons, every re-check."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from compliance.advice.shown.lines import joined
from compliance.planning.explain import Contrast
from compliance.planning.plan import Plan
from compliance.planning.shown.lines import failing_texts, unknown_texts
from compliance.planning.shown.school import named
from compliance.reports.html.markup import Html, tag
from compliance.reports.html.planned.actions import actions
from compliance.reports.html.planned.basis import basis
from compliance.reports.html.planned.calendar import calendar, merged, money
from compliance.reports.html.planned.districts import districts
from compliance.reports.html.planned.flow import flow_figure, flow_table
from compliance.reports.html.planned.recheck import rechecks
from compliance.reports.html.told import listed
from compliance.text import Text, word


def plan_section(plan: Plan, contrasts: Iterable[Contrast] = ()) -> Html:
    """Everything about a plan, for a page; its parts begin at ``h2``.

    Args:
        plan: a plan.
        contrasts: answers of ``plan.why_not``: what it would come to otherwise, and at what cost.
            Each is told with its school. They take a solver's time and are not asked for here.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
    >>> plan = compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016", survivors=22)
    >>> "Plan: 36 → 22 schools" in plan_section(plan)
    True
    """
    asked: dict[str, list[Contrast]] = {}
    for one in contrasts:
        asked.setdefault(one.school, []).append(one)
    heading = word("html_plan.plan", before=len(plan), after=len(plan.survivors))
    parts = [
        tag("section", tag("h2", heading), _notices(plan), class_="plan", id="plan"),
        _part("flow", flow_figure(plan), flow_table(plan)),
        _part("districts", districts(plan)),
        _part("actions", actions(plan, asked)),
        _part("recheck", rechecks(plan)),
        _part("apart", _apart(plan)),
        _part("calendar", calendar(plan)),
        _part("money", money(plan)),
        _part("mergers", merged(plan)),
        _part("basis", basis(plan)),
    ]
    return Html("\n".join(parts))


def _part(name: str, *inside: Any) -> Html:
    return tag("section", tag("h2", word(f"html_plan.{name}")), inside, class_="plan",
               id=f"plan-{name}")  # fmt: skip


def _notices(plan: Plan) -> Iterator[Html]:
    """What the plan is not: a decision; and, where it is not, the best there is."""
    yield tag("p", word("html_plan.notice"), class_="notice", role="note")
    if plan.method == "greedy":
        yield tag("p", word("html_plan.greedy"), class_="notice", role="note")
    elif plan.status != "optimal":
        yield tag("p", word("html_plan.unproven"), class_="notice", role="note")


def _apart(plan: Plan) -> Iterator[Html]:
    """The schools of which too little is known, and those that fail still, each by name."""
    for name, texts in (
        ("unknown", list(unknown_texts(plan))),
        ("failing", list(failing_texts(plan))),
    ):
        if texts:
            yield tag("h3", word(f"planned.{name}", n=len(texts)))
            yield listed(texts)
        else:
            yield tag("p", word(f"html_plan.{name}_none"))
    if conceded := list(_conceded(plan)):
        yield tag("h3", word("html_plan.conceded_by"))
        yield listed(conceded)


def _conceded(plan: Plan) -> Iterator[Text]:
    """The clauses that schools pass as it is and will fail by the other facts of the plan."""
    titles = {rule.id: rule.title for rule in plan.findings.rulebook.rules}
    for one in plan.survivors.values():
        later = [each for each in one.conceded if one.findings[each].outcome != "fail"]
        if later:
            clauses = joined(titles[each] for each in later)
            yield word("planned.still", name=named(plan, one.id), clauses=clauses)
