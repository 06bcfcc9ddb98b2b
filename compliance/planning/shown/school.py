"""One school of a plan in sentences: what becomes of it, and everything that must be said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from compliance.advice.actions import called
from compliance.advice.shown.lines import finding_text, joined, rejected_texts
from compliance.numerals import display
from compliance.planning.plan import Decision, Plan, Survivor, money
from compliance.planning.shown.counted import (
    Purchase,
    afterwards,
    district,
    failed,
    pupils,
    purchases,
    rule,
)
from compliance.text import Text, word

INDENT = "    "


def school_lines(plan: Plan, decision: Decision, language: str) -> Iterator[str]:
    """One school: what becomes of it, and everything that must be said of it."""
    yield word("planned.school", name=named(plan, decision.school),
               action=action_text(plan, decision)).show(language)  # fmt: skip
    for title, lines in school_sections(plan, decision):
        yield f"  {title.show(language)}"
        yield from (INDENT + line.show(language) for line in lines)


def school_sections(plan: Plan, decision: Decision) -> Iterator[tuple[Text, list[Text]]]:
    """Everything that must be said of one school under its titles; only those that say anything."""
    sections: tuple[tuple[str, Iterable[Text]], ...] = (
        ("before", before_texts(decision)),
        ("after", after_texts(plan, decision)),
        ("policy", policy_texts(plan, decision)),
        ("bought", map(purchase_text, _purchases(plan, decision))),
        ("pupils", pupil_texts(plan, decision)),
        ("advised", advised_texts(decision)),
        ("rejected", _rejected(decision)),
    )
    for name, texts in sections:
        if lines := list(dict.fromkeys(texts)):
            yield word(f"planned.section.{name}"), lines


def action_text(plan: Plan, decision: Decision) -> Text:
    """What becomes of a school, with whom or into whom."""
    action = called(decision.action)
    if not decision.with_:
        return action
    with_ = joined(named(plan, school) for school in decision.with_)
    if decision.into == decision.school:
        return word("planned.takes_in", action=action, with_=with_)
    return word("advice.into", action=action, into=decision.into, with_=with_)


def named(plan: Plan, school: str) -> Text:
    """A school by id, name and district."""
    decision = plan.decisions[school]
    name, where = f"{school} {decision.name}".strip(), district(decision)
    return Text(f"{name}（{where}）", f"{name} ({where})") if where else Text(name, name)


def before_texts(decision: Decision) -> Iterator[Text]:
    """The clauses that the school fails as it is, with figures and the law."""
    for finding in failed(decision):
        line, law = finding_text(finding), word("advice.law", text=finding.text, cite=finding.cite)
        yield Text(f"{line.zh}  {law.zh}", f"{line.en}  {law.en}")


def after_texts(plan: Plan, decision: Decision) -> Iterator[Text]:
    """The same clauses of the school that it becomes or is part of, and all that this misses."""
    survivor = plan.survivors.get(decision.into or decision.school)
    if survivor is None or not _differs(survivor):
        return
    members = ", ".join(survivor.members)
    outcome = word(f"verdict.{survivor.findings.outcome}")
    yield word("planned.becomes", members=members, outcome=outcome)
    for finding in afterwards(plan, decision):
        verdict, line = word(f"verdict.{finding.outcome}"), finding_text(finding)
        yield Text(f"{verdict.zh} {line.zh}", f"{verdict.en} {line.en}")


def _differs(survivor: Survivor) -> bool:
    """Whether a school is another than it was."""
    grows = survivor.bought or survivor.taken or survivor.new_campus
    return bool(grows) or len(survivor.members) > 1


def policy_texts(plan: Plan, decision: Decision) -> Iterator[Text]:
    """The policy's words for it, its rule, and what was read into them."""
    move = rule(plan, decision)
    if move is None:
        return
    quoted = move.quoted
    key, said = ("quoted", quoted.text) if quoted.text else ("paraphrased", quoted.paraphrase)
    document = plan.policy.document
    yield word(f"advice.{key}", text=said or "", document=document, cite=quoted.cite)
    yield word("advice.rule", rule=move.id, force=word(f"force.{move.force}"))
    if quoted.ground:
        yield word("advice.ground", ground=quoted.ground)


def _purchases(plan: Plan, decision: Decision) -> list[Purchase]:
    survivor = plan.survivors.get(decision.school)
    return [] if survivor is None else purchases(plan, survivor)


def purchase_text(one: Purchase) -> Text:
    """How much is bought of a fact, and for how much."""
    return word("planned.purchase", fact=one.title, amount=display(one.amount), unit=one.unit,
                money=wan(one.cost))  # fmt: skip


def pupil_texts(plan: Plan, decision: Decision) -> Iterator[Text]:
    """Who goes where, who comes from where, and whose school ends or moves with them."""
    for one in plan.transfers:
        if one.source == decision.school:
            yield word("planned.goes", pupils=one.pupils, to=one.target)
        if one.target == decision.school:
            yield word("planned.comes", pupils=one.pupils, source=one.source)
    survivor = plan.survivors.get(decision.school)
    if decision.action == "convert":
        yield word("planned.teach_out", pupils=people(pupils(decision)))
    elif survivor is not None and survivor.new_campus:
        yield word("planned.moves_along", pupils=people(pupils(decision)))


def people(number: int | None) -> Text:
    """A number of pupils, or that it is not known."""
    return word("planned.number_unknown") if number is None else Text(str(number), str(number))


def advised_texts(decision: Decision) -> Iterator[Text]:
    """What the advice on the school alone says, where the region decides otherwise."""
    if decision.override:
        yield word("planned.override", advised=called(decision.override),
                   action=called(decision.action))  # fmt: skip


def _rejected(decision: Decision) -> Iterator[Text]:
    """What the advice did not take, but for what the plan takes after all."""
    advice = decision.advice
    other = (
        each for each in advice.decision.rejected
        if each.action != decision.action or each.why not in ("later", "same_words")
    )  # fmt: skip
    left = advice.decision._replace(rejected=tuple(other))
    return rejected_texts(replace(advice, decision=left))


def wan(amount: int) -> str:
    """元 as 万元, rounded for reading."""
    return display(money(amount))
