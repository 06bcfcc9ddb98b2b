"""Advice in sentences, Chinese and English."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from compliance.advice.actions import called
from compliance.advice.advice import Advice, SchoolAdvice
from compliance.advice.deciding.considered import Open
from compliance.advice.view import View
from compliance.checking.engine.ruling import Outcome
from compliance.checking.finding import Finding
from compliance.checking.shown.explain import why
from compliance.checking.shown.ledger import unit_text
from compliance.text import Text, word

INDENT = "    "


def advice_lines(advice: Advice, language: str, *, everyone: bool = False) -> Iterator[str]:
    """The head, then every school that does not simply stay as it is, then the counts.

    ``everyone`` lists the schools as well that are kept.
    """
    for line in head(advice):
        yield line.show(language)
    for one in advice:
        if everyone or one.action != "keep" or one.hosts:
            yield ""
            yield from one_school(advice, one.school, language)
    for title, known in (("turned", advice.turned), ("warnings", advice.warnings)):
        if known:
            yield ""
            yield word(f"advice.{title}").show(language)
            yield from (f"  {one.text.show(language)}" for one in known)
    yield ""
    counts = [
        word("advice.count", n=n, action=called(name)) for name, n in advice.counts.items() if n
    ]
    yield word("advice.counts", n=len(advice), counts=joined(counts)).show(language)


def one_school(advice: Advice, school: str, language: str) -> Iterator[str]:
    """What is suggested for one school, and by another reading of the policy."""
    yield from school_lines(advice[school], language)
    for said in depends_texts(advice, school):
        yield f"  {said.show(language)}"


def depends_texts(advice: Advice, school: str) -> Iterator[Text]:
    """What another reading of the policy would suggest, where that is something else."""
    for (condition, way), action in advice.depends(school).items():
        yield word("advice.depends", condition=condition, reading=way, action=called(action))


def head(advice: Advice) -> Iterator[Text]:
    """What the advice rests on, and what it is not."""
    policy, rulebook = advice.policy, advice.findings.rulebook
    yield word(
        "advice.head", title=policy.title, document=policy.document, on=rulebook.on.isoformat(),
        standard=rulebook.title, engine=advice.engine,
    )  # fmt: skip
    yield word(f"advice.binding.{policy.binding}")
    for condition, others in policy.others.items():
        ways = policy.source.conditions[condition].readings
        used = ways[policy.readings[condition]]
        also = joined(
            [Text(f"{n} {ways[n].zh}", f"{n}: {ways[n].en or ways[n].zh}") for n in others]
        )
        yield word("advice.readings", condition=condition,
                   reading=Text(used.zh, used.en or used.zh), others=also)  # fmt: skip
    yield from policy.notes
    yield word("advice.opinion")


def school_lines(one: SchoolAdvice, language: str) -> Iterator[str]:
    """One school: what is suggested, and everything that must be said of it."""
    yield word("advice.school", id=one.school, name=one.name, action=action_text(one)).show(
        language
    )
    for title, lines in school_sections(one):
        yield f"  {title.show(language)}"
        yield from (INDENT + line.show(language) for line in lines)
    if one.hosts:
        yield f"  {hosts_text(one).show(language)}"


def school_sections(one: SchoolAdvice) -> Iterator[tuple[Text, list[Text]]]:
    """Everything that must be said of one school under its titles; only those that say anything."""
    sections: tuple[tuple[str, Iterable[Text]], ...] = (
        ("reasons", reasons(one)),
        ("policy", policy_texts(one)),
        ("needs", (need.text for need in one.needs)),
        ("result", result_texts(one)),
        ("waived_head", waived_texts(one)),
        ("rejected_head", rejected_texts(one)),
        ("unknown_head", (open_text(one, open_) for open_ in one.unknown)),
    )
    for name, texts in sections:
        if lines := list(dict.fromkeys(texts)):
            title, more = word(f"advice.{name}"), word("advice.one_of")
            if _choice(one, name):
                title = Text(f"{title.zh}{more.zh}", f"{title.en} {more.en}")
            yield title, lines


def hosts_text(one: SchoolAdvice) -> Text:
    """The schools that are advised to merge into this one."""
    return word("advice.hosts", hosts=", ".join(one.hosts))


def _choice(one: SchoolAdvice, title: str) -> bool:
    clauses = [need.clause for need in one.needs if need.kind == "lever"]
    return title == "needs" and len(clauses) > len(set(clauses))


def action_text(one: SchoolAdvice) -> Text:
    """What is suggested, with whom, or what it leans to."""
    action = called(one.leaning or one.action)
    with_ = joined(_named(view) for view in one.partners)
    if one.into:
        action = word("advice.into", action=action, into=one.into, with_=with_)
    elif one.with_:
        action = word("advice.partner", action=action, with_=with_)
    if one.leaning:
        return word("advice.held", action=called(one.action), leaning=action)
    return action


def _named(view: View) -> Text:
    """A school by id, name and district."""
    school, district = view.item.school, view.value("district")
    zh = f"{school.id} {school.name}".strip() + (f"（{district}）" if district else "")
    return Text(zh, zh.replace("（", " (").replace("）", ")"))


def reasons(one: SchoolAdvice) -> Iterator[Text]:
    """The findings that caused it with the law quoted, then the facts that the rule reads."""
    several = len({finding.on for finding in one.reasons}) > 1
    for finding in one.reasons:
        year = word("advice.year", year=finding.on.year) if several else Text("", "")
        law = word("advice.law", text=finding.text, cite=finding.cite)
        line = finding_text(finding)
        shown = Text(f"{line.zh}  {law.zh}", f"{line.en}  {law.en}")
        yield word("advice.reason", year=year, line=shown)
    if one.move is not None:
        yield from fact_texts(one, one.facts_read)


def fact_texts(one: SchoolAdvice, facts: Iterable[str]) -> Iterator[Text]:
    """Facts of a school by name, as they were given."""
    for name in facts:
        fact, found = one.view.vocabulary.facts[name], one.view.facts.get(name)
        given = found.given if found is not None else "—"
        yield word("advice.facts", fact=fact.text, given=given)


def finding_text(finding: Finding) -> Text:
    """A clause with its numbers, and what the verdict rests on."""
    numbers, unit = why(finding), unit_text(finding.unit)
    part = f" · {finding.part.name}" if finding.part.name else ""
    marks = [word("ledger.inferred")] if finding.inferred else []
    if finding.verdict == "fail" and finding.rule.source.evidence == "V1":
        marks.append(word("ledger.single_source"))
    zh, en = (
        f"{finding.rule.title[n]}{part}（{finding.clause}） {numbers[n]} {unit[n]}".rstrip()
        + "".join(f" [{mark[n]}]" for mark in marks)
        for n in (0, 1)
    )
    return Text(zh, en.replace("（", " (").replace("）", ")"))


def policy_texts(one: SchoolAdvice) -> Iterator[Text]:
    """The rule, its words, and what was read into them; or that no rule applies."""
    move = one.move
    if move is None:
        yield word(f"advice.default.{one.action}")
        if one.action == "keep" and one.findings.outstanding:
            yield word("advice.outstanding", n=one.findings.outstanding)
        return
    quoted = move.quoted
    key = "quoted" if quoted.text else "paraphrased"
    yield word(f"advice.{key}", text=one.text, document=one.document, cite=quoted.cite)
    yield word("advice.rule", rule=move.id, force=word(f"force.{move.force}"))
    if quoted.ground:
        yield word("advice.ground", ground=quoted.ground)
    if quoted.note:
        yield quoted.note.text
    if one.held:
        by = next((r.by for r in one.rejected if r.why == one.held), "")
        yield word(f"advice.held_by.{one.held}", by=by)


def waived_texts(one: SchoolAdvice) -> Iterator[Text]:
    """What is not met and waived: no rule takes it for a failure."""
    for finding in one.waived:
        if finding.waiver is not None:
            until = finding.waiver.until.isoformat()
            by = word("waiver.by", authority=finding.waiver.authority, until=until)
            line = finding_text(finding)
            yield Text(f"{line.zh} [{by.zh}]", f"{line.en} [{by.en}]")


def result_texts(one: SchoolAdvice) -> Iterator[Text]:
    """What the school that would result comes to, alone and with all that merge into the same."""
    if one.result is not None:
        yield word("advice.outcome", outcome=_outcome(one.result.outcome))
        counting = [f for f in one.result if f.rule.counts and f.basis == "computed"]
        for finding in counting:
            if finding.verdict in ("fail", "unknown"):
                verdict, line = word(f"verdict.{finding.verdict}"), finding_text(finding)
                yield Text(f"{verdict.zh} {line.zh}", f"{verdict.en} {line.en}")
        yield word("advice.met", n=sum(f.verdict == "pass" for f in counting))
    if one.shared is not None:
        into = one.into or one.school
        yield word("advice.shared", into=into, outcome=_outcome(one.shared.outcome))
        failing = [f.rule.title for f in one.shared if f.rule.counts and f.verdict == "fail"]
        if failing:
            yield word("advice.shared_fails", clauses=joined(failing))


def _outcome(outcome: Outcome) -> Text:
    return word(f"verdict.{outcome}")


def rejected_texts(one: SchoolAdvice) -> Iterator[Text]:
    """The alternatives and why they are not advised; partners that fail alike in one line."""
    alike: dict[tuple[str, str, str, str, Text], list[str]] = {}
    for each in one.rejected:
        clauses = joined(finding.rule.title for finding in each.findings)
        key = (each.action, each.why, each.by, each.rule, clauses)
        alike.setdefault(key, []).append(each.with_)
    for (action, code, by, rule, clauses), others in alike.items():
        with_ = ", ".join(others)
        reason = word(f"advice.rejected.{code}", by=by, rule=rule, with_=with_, clauses=clauses)
        name = called(action)
        yield Text(f"{name.zh}：{reason.zh}", f"{name.en}: {reason.en}")


def open_text(one: SchoolAdvice, open_: Open) -> Text:
    """What is not known, and what it might bring in."""
    needs = joined([_need(one, need) for need in open_.needs])
    key = "open_exception" if not open_.action else "open_partner" if open_.of else "open"
    if not open_.needs:
        key = "open_review" if open_.of else "open_lost"
    action = called(open_.action) if open_.action else ""
    return word(f"advice.{key}", needs=needs, rule=open_.rule, action=action, of=open_.of)


def _need(one: SchoolAdvice, need: str) -> Text:
    if need.startswith("-"):
        return word("advice.years_before", n=need[1:])
    return one.name_of(need)


def joined(texts: Iterable[Text]) -> Text:
    """Several texts in a row, each once."""
    known = list(dict.fromkeys(texts))
    return Text("、".join(t.zh for t in known), ", ".join(t.en for t in known))
