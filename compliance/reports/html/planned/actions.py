"""What becomes of each school: a table, then a part for each with reasons, law and alternatives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from compliance.advice.policy.trigger import read
from compliance.advice.shown.lines import fact_texts, joined
from compliance.planning.explain import Contrast
from compliance.planning.explain.sentences import contrast
from compliance.planning.plan import Decision, Plan
from compliance.planning.shown.counted import changes, district, failed, on_the_move, rule
from compliance.planning.shown.school import action_text, school_sections, wan
from compliance.reports.html.figures import grouped
from compliance.reports.html.markup import Html, table, tag
from compliance.reports.html.school import outcome
from compliance.reports.html.told import folded, listed, told
from compliance.text import Text, word

COLUMNS = ("school", "district", "now", "action", "fails", "rule", "cite", "moved", "cost")


def actions(plan: Plan, contrasts: Mapping[str, Sequence[Contrast]]) -> Iterator[Html]:
    """The schools that change as a table, each with its reasons, then those that stay."""
    among = {n: one for n, one in enumerate(plan, 1) if changes(plan, one)}
    yield table((word(f"html_plan.{name}") for name in COLUMNS),
                (_row(plan, one, n) for n, one in among.items()),
                caption=word("html_plan.actions_table"))  # fmt: skip
    yield from (_school(plan, one, n, contrasts.get(one.school, ())) for n, one in among.items())
    still = [school(plan, one.school) for one in plan if not changes(plan, one)]
    if still:
        yield folded(word("html_plan.stay", n=len(still)), listed(still))


def _row(plan: Plan, one: Decision, n: int) -> Iterator[Any]:
    """One school; costs of a merger are with the school that takes the others in."""
    move, survivor = rule(plan, one), plan.survivors.get(one.school)
    yield tag("a", f"{one.school} {one.name}".strip(), href=f"#action-{n}")
    yield district(one)
    yield outcome(one.advice.findings.outcome)
    yield action_text(plan, one)
    yield joined(finding.rule.title for finding in failed(one))
    yield move.id if move else ""
    yield move.quoted.cite if move else ""
    yield on_the_move(plan, one)
    joins = one.into not in ("", one.school)
    yield word("html_plan.not_alone") if joins else grouped(wan(survivor.cost if survivor else 0))


def _school(plan: Plan, one: Decision, n: int, contrasts: Sequence[Contrast]) -> Html:
    """One school: what becomes of it, and, when opened, everything that must be said of it."""
    resulting = plan.survivors.get(one.into or one.school)
    marks: list[Any] = [outcome(one.advice.findings.outcome)]
    if resulting is not None and resulting.changed:
        after = outcome(resulting.findings.outcome)
        marks += [" → ", tag("a", after, href=f"#after-{number(plan, resulting.id)}")]
    return tag(
        "article", tag("h3", school(plan, one.school)),
        tag("p", tag("strong", action_text(plan, one)), " ", marks),
        folded(word("html_plan.details"), told(_sections(plan, one, contrasts))),
        id=f"action-{n}",
    )  # fmt: skip


def school(plan: Plan, one: str) -> str:
    """A school by id, name and district, as they are written."""
    decision = plan.decisions[one]
    name, where = f"{one} {decision.name}".strip(), district(decision)
    return f"{name} · {where}" if where else name


def number(plan: Plan, survivor: str) -> int:
    """The place of a survivor, by which its part of the page is linked."""
    return list(plan.survivors).index(survivor) + 1


def _sections(
    plan: Plan, one: Decision, contrasts: Sequence[Contrast]
) -> Iterator[tuple[Text, list[Text]]]:
    yield from school_sections(plan, one)
    if move := rule(plan, one):
        facts = [*fact_texts(one.advice, dict.fromkeys(read(move.test)))]
        if facts:
            yield word("html_plan.facts"), facts
    for asked in contrasts:
        yield word("html_plan.otherwise"), [*contrast(asked)]
