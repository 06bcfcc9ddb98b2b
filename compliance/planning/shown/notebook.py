"""Plans, and the answers to why and why not, as a notebook shows them."""

from __future__ import annotations

from compliance.advice.actions import called
from compliance.checking.shown.notebook import finding_table, heads
from compliance.notebook import Cell, Shown, day_text, paired, shown_lines, shown_table, signed
from compliance.planning.explain.contrast import Contrast
from compliance.planning.explain.reasons import Why
from compliance.planning.plan import Decision, Plan, Survivor
from compliance.planning.shown.counted import changes, district, on_the_move, rule
from compliance.planning.shown.school import action_text, wan
from compliance.text import Text, word


def plan(found: Plan) -> Shown:
    """What becomes of the schools, first those of which anything does."""
    policy, method = found.policy, Text(found.method, found.method)
    caption = word(
        "notebook.plan", title=policy.title, document=policy.document,
        on=day_text(found.findings.rulebook.on), before=len(found), after=len(found.survivors),
        failing=len(found.failing), money=wan(found.cost),
        status=word(f"planned.status.{found.status}"),
        method=word("planned.greedy") if found.method == "greedy" else method,
    )  # fmt: skip
    head = heads("id", "name", "district", "planned", "rule", "cite", "pupils", "cost")
    ordered = sorted(found, key=lambda one: not changes(found, one))
    rows = (_row(found, one) for one in ordered)
    return shown_table(caption, head, rows, len(ordered), ".to_frame()")


def _row(found: Plan, one: Decision) -> tuple[Cell, ...]:
    survivor, move = found.survivors.get(one.school), rule(found, one)
    cost, moved = survivor.cost if survivor else 0, on_the_move(found, one)
    return (one.school, one.name, district(one), action_text(found, one), move.id if move else "",
            move.quoted.cite if move else "", str(moved), wan(cost))  # fmt: skip


def survivor(one: Survivor) -> Shown:
    """A school of the plan, every clause judged."""
    caption = word("notebook.survivor", id=one.id, members=", ".join(one.members),
                   outcome=signed(one.findings.outcome), money=wan(one.cost))  # fmt: skip
    return finding_table(caption, one.findings.findings)


def decision(one: Decision) -> Shown:
    """What becomes of a school, with whom or into whom."""
    action, with_ = called(one.action), ", ".join(one.with_)
    if with_:
        action = word("advice.partner", action=action, with_=with_)
    if one.into not in ("", one.school):
        action = word("advice.into", action=called(one.action), into=one.into, with_=with_)
    said = word("notebook.decision", id=one.school, name=one.name, action=action)
    if not one.override:
        return shown_lines(said, ())
    advised = word("planned.override", advised=called(one.override), action=called(one.action))
    return shown_lines(said, [advised])


def why(one: Why) -> Shown:
    """What becomes of a school, and the facts from which that follows."""
    first, *lines = paired(*(one.lines(language) for language in ("zh", "en")))
    return shown_lines(first, lines)


def contrast(one: Contrast) -> Shown:
    """What doing otherwise would come to, or what stands against it."""
    first, *lines = paired(*(one.lines(language) for language in ("zh", "en")))
    return shown_lines(first, lines)
