"""What a report says, as plain text in named places: the same for Word, Markdown and templates."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from compliance.advice.advice import Advice
from compliance.advice.shown.lines import joined
from compliance.advice.years.history import history
from compliance.advice.years.warning import turned
from compliance.checking.engine.bounded import chosen
from compliance.checking.engine.ruling import RULINGS
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, SchoolFindings
from compliance.checking.shown.explain import SIGNS, period
from compliance.checking.shown.ledger import known_facts, shown, unit_text
from compliance.numerals import decimal_text
from compliance.planning.plan import Plan
from compliance.reports.console import head_lines, summary_lines, waiver_lines
from compliance.reports.decided import Say, advised, planned
from compliance.text import Text, word

LABELS = (
    "title", "basis", "conclusion", "source", "schools", "school", "district", "outcome",
    "complete", "failed", "unknown", "failing", "clause", "law", "measured", "asked", "shortfall",
    "remedies", "remarks", "reason", "needs", "waived", "authority", "period", "explained",
    "targets", "changed", "waivers", "notes", "issues", "advice", "plan", "action", "mergers",
    "merger_no", "merger_members", "merger_kind", "still_failing", "not_known", "totals",
    "opinion", "made_by", "checked_by", "approved_by", "date", "none", "cite", "evidence",
    "outstanding", "waiting", "warnings",
)  # fmt: skip


def content(
    findings: Findings, advice: Advice | None = None, plan: Plan | None = None, *,
    before: Findings | None = None, language: str = "both",
) -> dict[str, Any]:  # fmt: skip
    """Every named place of a report: text, lists of texts, and lists of rows.

    Args:
        findings: what was judged.
        advice: what a policy suggests; its place is ``None`` without it.
        plan: what becomes of the region; likewise.
        before: the findings of an earlier year, to say what has turned since.
        language: ``zh``, ``en`` or ``both``.

    Raises:
        FactsError: ``before`` is by another standard, or of the same year.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    >>> findings = compliance.check({"campus_area": 39000, "students": 1200}, rulebook)
    >>> found = content(findings, language="en")["failing"][0]["clauses"][0]
    >>> found["clause"], found["measured"], found["asked"]
    ('campus-per-student', '32.5 m²/student', '≥ 33 m²/student')
    """

    def say(text: Text) -> str:
        return text.show(language)

    book, items = findings.rulebook, list(findings)
    every = [finding for item in items for finding in item]
    waivers = waiver_lines(findings.waivers(), language) if findings.waived.entries else ()
    return {
        "words": {name: say(word(f"report.{name}")) for name in LABELS},
        "title": say(word("report.title")),
        "standard": say(book.title),
        "document": book.document,
        "issuer": book.issuer,
        "on": book.on.isoformat(),
        "binding": say(word(f"binding.{book.binding}")),
        "source": findings.schools.source,
        "head": list(head_lines(book, language)),
        "summary": list(summary_lines(findings, language)),
        "counts": {str(outcome): n for outcome, n in findings.counts.items()},
        "rate": str(findings.rate),
        "schools": [_school(item, say) for item in items],
        "failing": list(_failing(items, say)),
        "unknown": [_unknown(f, say) for f in every if _open(f) and f.basis == "computed"],
        "evidence": list(_evidence([f for f in every if _open(f) and f.basis != "computed"], say)),
        "waived": [_waived(f, say) for f in every if f.waived],
        "explained": [clause(f, say) for f in every if _missed(f, "normally", "about")],
        "targets": [clause(f, say) for f in every if _missed(f, "target")],
        "waivers": [line.strip() for line in waivers],
        "notes": [say(note) for note in book.notes],
        "issues": [issue.show(language) for issue in findings.schools.all_issues],
        "changed": [] if before is None else [say(one.text) for one in _turned(before, findings)],
        "advice": None if advice is None else advised(advice, say),
        "plan": None if plan is None else planned(plan, say),
    }


def _turned(before: Findings, findings: Findings) -> Iterable[Any]:
    return turned(history([before, findings]))


def _missed(finding: Finding, *forces: str) -> bool:
    """Whether a clause of less force than ``shall`` is not met."""
    return finding.force in forces and finding.outcome == "fail"


def _open(finding: Finding) -> bool:
    """Whether a clause that counts has no verdict yet."""
    return finding.rule.counts and finding.outcome == "unknown"


def _evidence(findings: Iterable[Finding], say: Say) -> Iterator[dict[str, Any]]:
    """The items of evidence or judgement that are still to come, each with how many schools."""
    waiting: dict[str, dict[str, Finding]] = {}
    for finding in findings:
        waiting.setdefault(finding.clause, {})[finding.school.id] = finding
    for schools in waiting.values():
        row = _row(next(iter(schools.values())), say)
        kept = {name: row[name] for name in ("clause", "title", "cite")}
        yield {**kept, "schools": len(schools), "waiting": list(schools)}


def _school(item: SchoolFindings, say: Say) -> dict[str, Any]:
    def titles(outcome: str) -> str:
        found = (f.rule.title for f in item if f.rule.counts and f.outcome == outcome)
        return say(joined(found))

    school = item.school
    return {
        "id": school.id,
        "name": school.name,
        "district": school.text("district"),
        "outcome": say(word(f"verdict.{item.outcome}")),
        "complete": say(word(f"verdict.{item.complete}")),
        "outstanding": item.outstanding,
        "failed": titles("fail"),
        "unknown": titles("unknown"),
    }


def _failing(items: Iterable[SchoolFindings], say: Say) -> Iterator[dict[str, Any]]:
    """Each school that misses clauses that count, with those clauses in full."""
    for item in items:
        failed = [f for f in item if f.rule.counts and f.outcome == "fail"]
        if failed:
            yield {**_school(item, say), "clauses": [clause(finding, say) for finding in failed]}


def _row(finding: Finding, say: Say) -> dict[str, Any]:
    part = f" · {finding.part.name}" if finding.part.name else ""
    return {
        "school": finding.school.id,
        "name": finding.school.name,
        "clause": finding.clause,
        "title": say(finding.rule.title) + part,
        "cite": finding.cite,
    }


def clause(finding: Finding, say: Say) -> dict[str, Any]:
    """One finding as a row: the law, what was measured and asked, and what would close the gap."""
    shows, source = shown(finding), finding.rule.source
    gap = shows["shortfall"]
    law = word("report.quoted" if source.verbatim else "report.paraphrased", text=source.text)
    return {
        **_row(finding, say),
        "law": say(law),
        "document": source.document,
        "measured": say(_with_unit(finding, shows["measured"])) or "—",
        "asked": say(asked(finding)),
        "shortfall": say(_with_unit(finding, gap)) if gap else "",
        "remedies": [say(text) for text in remedies(finding)],
        "remarks": [say(text) for text in remarks(finding)],
    }


def _with_unit(finding: Finding, number: str) -> Text:
    """A displayed number with its unit; a ratio of people has none."""
    unit = unit_text(finding.unit)
    if not number or number.startswith("1:"):
        return Text(number, number)
    return Text(f"{number} {unit.zh}".strip(), f"{number} {unit.en}".strip())


def asked(finding: Finding) -> Text:
    """The comparator with the threshold that holds for a finding.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    >>> findings = compliance.check({"teachers": 40, "students": 1200}, rulebook)
    >>> asked(findings["#1"]["student-teacher-ratio"]).en
    '≥ 1:20'
    """
    sign = SIGNS.get(finding.comparator)
    said = Text(sign, sign) if sign else word(f"comparator.{finding.comparator}")
    threshold = shown(finding)["threshold"]
    limit = _with_unit(finding, threshold)
    if not threshold:
        stated = "" if finding.comparator == "present" else finding.rule.stated
        limit = Text(stated, stated)
    return Text(f"{said.zh} {limit.zh}".strip(), f"{said.en} {limit.en}".strip())


def remedies(finding: Finding) -> Iterator[Text]:
    """Each fact that alone would close the gap, from what to what."""
    known = known_facts(finding)
    for lever in finding.levers:
        fact = known[lever.fact]
        unit = unit_text(fact.unit)
        now, to, change = (
            decimal_text(value / fact.of.factor, 8) for value in (lever.now, lever.to, lever.change)
        )
        more = f"+{change}" if lever.change > 0 else change
        by = Text(f"{more} {unit.zh}".strip(), f"{more} {unit.en}".strip())
        yield word("report.remedy", fact=fact.text, now=now, to=to, change=by)


def remarks(finding: Finding) -> Iterator[Text]:
    """What a verdict rests on that another may see otherwise."""
    rule, waiver = finding.rule, finding.waiver
    if rule.force != "shall":
        yield word(f"force.{rule.force}")
    if finding.inferred:
        yield word("ledger.inferred")
    if finding.verdict == "fail" and rule.source.evidence == "V1":
        yield word("ledger.single_source")
    if rule.measured.printed and chosen(rule, finding.facts) is rule.measured.printed:
        yield word("finding.printed")
    if finding.depends_on_reading:
        ways = joined(
            Text(f"{name} → {said.zh}", f"{name} → {said.en}")
            for name, code in finding.others
            for said in (word(f"verdict.{RULINGS[code].verdict}"),)
        )
        yield word("ledger.depends", readings=ways)
    if waiver is not None and not finding.waived:
        yield word("waiver.not_now", authority=waiver.authority, period=period(waiver),
                   state=word(f"waiver_state.{waiver.state(finding.on)}"))  # fmt: skip


def needed(finding: Finding) -> Text:
    """What would have to be known for a verdict; evidence or a judgement has no fact."""
    known = {**finding.rulebook.vocabulary.facts, **known_facts(finding)}
    return joined(known[name].text for name in finding.needs)


def _unknown(finding: Finding, say: Say) -> dict[str, Any]:
    return {
        **_row(finding, say),
        "reason": say(word(f"reason.{finding.reason}")),
        "needs": say(needed(finding)),
    }


def _waived(finding: Finding, say: Say) -> dict[str, Any]:
    waiver = finding.waiver
    if waiver is None:
        raise TypeError(finding)
    return {
        **_row(finding, say),
        "verdict": say(word(f"verdict.{finding.verdict}")),
        "authority": waiver.authority,
        "document": waiver.document,
        "period": say(period(waiver)),
        "reason": waiver.reason,
    }
