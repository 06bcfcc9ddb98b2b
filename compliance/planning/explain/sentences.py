"""Explanations in sentences, Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from compliance.advice.actions import called
from compliance.advice.policy.policy import Move
from compliance.advice.shown.lines import finding_text, joined
from compliance.numerals import display
from compliance.planning.cohorts import cohort_text
from compliance.planning.facets import facet_text
from compliance.planning.plan import Decision, money
from compliance.planning.shown.counted import purchases
from compliance.text import Text, word

if TYPE_CHECKING:
    from compliance.planning.explain.contrast import Contrast, Difference
    from compliance.planning.explain.reasons import Why


def level_text(one: Difference) -> Text:
    """A level of two plans, and by how much they differ."""
    shown = [display(money(n)) if one.level == "cost" else str(n) for n in one[1:]]
    more = display(money(one.more)) if one.more and one.level == "cost" else str(one.more)
    sign = "+" if one.more > 0 else ""
    return word("plan.contrast.level", level=word(f"plan.level.{one.level}"), planned=shown[0],
                otherwise=shown[1], more=f"{sign}{more}")  # fmt: skip


def action_text(one: Decision) -> Text:
    """What becomes of a school, with whom and into whom."""
    action, with_ = called(one.action), ", ".join(one.with_)
    if not with_:
        return action
    if one.into == one.school:
        return word("plan.why.hosts", action=action, with_=with_)
    return word("advice.into", action=action, into=one.into, with_=with_)


def contrast(one: Contrast) -> Iterator[Text]:
    """Why not otherwise: what it would come to, what forbids it, or what it conflicts with."""
    decision = one.plan.decisions[one.school]
    asked = called(one.action)
    if one.with_:
        asked = word("advice.partner", action=asked, with_=one.with_)
    yield word(f"plan.contrast.{one.answer}", school=one.school, name=decision.name, action=asked,
               planned=action_text(decision))  # fmt: skip
    yield from _indented(ban.text for ban in one.bans)
    yield from _indented(facet_text(one.plan.advice, rule) for rule in one.rules)
    if one.answer != "possible":
        return
    yield from _indented(map(level_text, one.levels))
    titles = {rule.id: rule.title for rule in one.plan.findings.rulebook.rules}
    for school, clauses in one.failing.items():
        named = joined(titles[clause] for clause in clauses)
        yield from _indented([word("plan.contrast.fails", school=school, clauses=named)])
    for planned, other in one.changes:
        yield from _indented([
            word("plan.contrast.change", school=planned.school, name=planned.name,
                 planned=action_text(planned), otherwise=action_text(other))
        ])  # fmt: skip


def why(one: Why) -> Iterator[Text]:
    """What becomes of a school: what it failed, what it comes to, the policy, the advice."""
    decision = one.decision
    yield word("advice.school", id=decision.school, name=decision.name,
               action=action_text(decision))  # fmt: skip
    for finding in one.failed:
        law = word("advice.law", text=finding.text, cite=finding.cite)
        line = finding_text(finding)
        yield from _indented([Text(f"{line.zh}  {law.zh}", f"{line.en}  {law.en}")])
    yield from _indented(map(_rule_text, one.rules))
    yield from _indented(_after(one))
    if decision.override:
        leaning = called(decision.override)
        yield from _indented([word("plan.why.override", leaning=leaning)])
        if one.instead is not None:
            yield from _indented(_indented(contrast(one.instead)))


def _after(one: Why) -> Iterator[Text]:
    """The figures of the school that results, and what it takes."""
    survivor = one.survivor
    if one.moved:
        yield word("plan.why.moved", n=one.moved)
    if survivor is None:
        return
    outcome = word(f"verdict.{survivor.findings.outcome}")
    yield word("plan.why.after", members=", ".join(survivor.members), outcome=outcome)
    for finding in one.after:
        verdict, line = word(f"verdict.{finding.verdict}"), finding_text(finding)
        yield Text(f"{verdict.zh} {line.zh}", f"{verdict.en} {line.en}")
    key = "built" if survivor.new_campus else "bought"
    for bought in purchases(one.plan, survivor):
        amount = display(bought.amount)
        yield word(f"plan.why.{key}", fact=bought.title, n=amount, unit=bought.unit)
    rulebook = one.plan.findings.rulebook
    for cohort, pupils in survivor.cohorts.items():
        yield word("plan.why.taken", n=pupils, cohort=cohort_text(cohort, rulebook))
    if survivor.cost:
        yield word("plan.why.cost", cost=display(money(survivor.cost)))


def _rule_text(move: Move) -> Text:
    quoted = move.quoted
    key = "quoted" if quoted.text else "paraphrased"
    words = quoted.text or quoted.paraphrase or ""
    said = word(f"plan.why.{key}", text=words, cite=quoted.cite, rule=move.id)
    ground = word("advice.ground", ground=quoted.ground) if quoted.ground else Text("", "")
    return Text(f"{said.zh} {ground.zh}".strip(), f"{said.en} {ground.en}".strip())


def _indented(texts: Iterable[Text]) -> Iterator[Text]:
    return (Text(f"  {text.zh}", f"  {text.en}") for text in texts)
