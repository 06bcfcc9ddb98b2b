"""Findings, rulebooks and differences as lines of text. Every glyph exists in cp936."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from compliance.checking.columns.certificates import certificate_texts
from compliance.checking.engine.ruling import RULINGS
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, Rate, SchoolFindings
from compliance.checking.shown.explain import period, sign
from compliance.checking.shown.ledger import shown, summary, unit_text
from compliance.checking.waivers.report import WaiverReport, WaiverStatus
from compliance.documents.waivers import Waiver
from compliance.intake.school import Schools
from compliance.notebook import MARKS
from compliance.reports.inspected import cell_line, counts_line
from compliance.rulebook.diff import Difference
from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word


def findings_lines(findings: Findings, language: str) -> Iterator[str]:
    """Every school with every finding, then the summary."""
    yield from head_lines(findings.rulebook, language)
    for item in findings:
        yield ""
        yield from school_lines(item, language)
    yield ""
    yield from summary_lines(findings, language)
    if findings.waived.entries:
        yield ""
        yield from waiver_lines(findings.waivers(), language)


def head_lines(rulebook: Rulebook, language: str) -> Iterator[str]:
    """What was judged by, and on which day."""
    binding = word(f"binding.{rulebook.binding}")
    yield word(
        "ledger.head", title=rulebook.title, document=rulebook.document,
        on=rulebook.on.isoformat(), binding=binding,
    ).show(language)  # fmt: skip
    for day in rulebook.inferred_days:
        yield word("ledger.inferred_day", day=day).show(language)


def school_lines(item: SchoolFindings, language: str) -> Iterator[str]:
    """One school: its outcomes, then a line a finding."""
    key = "ledger.school" if item.outstanding else "ledger.school_plain"
    yield word(
        key, mark=MARKS[item.outcome], id=item.school.id, name=item.school.name,
        outcome=word(f"verdict.{item.outcome}"), complete=word(f"verdict.{item.complete}"),
        outstanding=item.outstanding,
    ).show(language)  # fmt: skip
    for finding in item:
        yield f"    {MARKS[finding.outcome]} {finding_line(finding, language)}"


def finding_line(finding: Finding, language: str) -> str:
    """One finding: title, measured, threshold, and why it is not a plain pass."""
    rule, shows = finding.rule, shown(finding)
    unit = unit_text(rule.measured.unit.text).show("en" if language == "en" else "zh")
    part = f" · {finding.part.name}" if finding.part.name else ""
    words = [rule.title.show(language) + part]
    if rule.basis != "computed":
        words.append(word(f"basis.{rule.basis}").show(language))
    elif finding.verdict != "not_applicable":
        words.append(_numbers(finding, unit))
    if rule.force != "shall":
        words.append(f"[{word(f'force.{rule.force}').show(language)}]")
    if finding.reason:
        words.append(word(f"reason.{finding.reason}").show(language))
    if shows["shortfall"]:
        gap = f"{shows['shortfall']} {unit}".strip()
        words.append(word("ledger.short", shortfall=gap).show(language))
    if finding.waiver and finding.verdict in ("fail", "unknown"):
        words.append(f"[{_waiver(finding, finding.waiver).show(language)}]")
    if finding.needs:
        words.append(word("ledger.needs", needs=", ".join(finding.needs)).show(language))
    return "  ".join([*words, *_rests_on(finding, language)])


def _rests_on(finding: Finding, language: str) -> Iterator[str]:
    """What a verdict rests on that another may see otherwise."""
    if finding.inferred:
        yield f"[{word('ledger.inferred').show(language)}]"
    if finding.verdict == "fail" and finding.rule.source.evidence == "V1":
        yield f"[{word('ledger.single_source').show(language)}]"
    if finding.depends_on_reading:
        said = ((name, word(f"verdict.{RULINGS[code].verdict}")) for name, code in finding.others)
        others = ", ".join(f"{name} → {verdict.show(language)}" for name, verdict in said)
        yield word("ledger.depends", readings=others).show(language)


def _waiver(finding: Finding, waiver: Waiver) -> Text:
    """By whom a clause that is not met is waived, and until when; or why it is not."""
    if finding.waived:
        return word("waiver.by", authority=waiver.authority, until=waiver.until.isoformat())
    state = word(f"waiver_state.{waiver.state(finding.on)}")
    return word("waiver.not_now", authority=waiver.authority, state=state, period=period(waiver))


def _numbers(finding: Finding, unit: str) -> str:
    """``980 / ≥ 1200 生``: what was measured, and what is asked for."""
    shows = shown(finding)
    wanted = f"{sign(finding)} {shows['threshold'] or finding.rule.stated}"
    unit = "" if shows["threshold"].startswith("1:") else unit
    return f"{shows['measured'] or '—'} / {wanted} {unit}".rstrip()


def summary_lines(findings: Findings, language: str) -> Iterator[str]:
    """The counts, the rate as an interval, and what the verdicts rest on."""
    said = summary(findings)
    yield from counts_lines(said["counts"], language)
    if said["presumed_in_scope"]:
        facts = findings.rulebook.facts
        scope = [facts[name].text for name in findings.rulebook.scope_facts]
        named = Text("、".join(t.zh for t in scope), ", ".join(t.en for t in scope))
        yield word("ledger.presumed", schools=said["presumed_in_scope"], facts=named).show(language)
    if said["inferred"]:
        yield word("ledger.inferences", findings=said["inferred"]).show(language)
    if said["needs_a_reason"] or said["targets_missed"]:
        yield word("ledger.explained", normally=said["needs_a_reason"],
                   target=said["targets_missed"]).show(language)  # fmt: skip
    issues = len(findings.schools.all_issues)
    if issues:
        yield word("ledger.issues", issues=issues).show(language)


def counts_lines(counts: Mapping[str, int], language: str) -> Iterator[str]:
    """How many schools have each outcome, and the rate as an interval."""
    schools = sum(counts.values())
    named = {outcome: counts.get(outcome, 0) for outcome in MARKS}
    passed = named.pop("pass")
    yield word("ledger.summary", schools=schools, pass_=passed, **named).show(language)
    rate = Rate(passed, named["unknown"], schools - named["not_applicable"])
    yield word("ledger.rate", rate=str(rate)).show(language)


def waiver_lines(report: WaiverReport, language: str) -> Iterator[str]:
    """What has become of each waiver; those without effect here come last, and say why."""
    yield word(
        "waiver.head", on=report.on.isoformat(), within=report.within, **report.counts
    ).show(language)  # fmt: skip
    for one in report:
        if one.note is None:
            yield f"    {_status(one).show(language)}"
    for note in report.notes:
        yield "    - " + note.show(language).replace("\n", "\n    ")


def _status(one: WaiverStatus) -> Text:
    said = word(
        "waiver.row", mark=MARKS["waived"] if one.use == "used" else "-",
        school=f"{one.school} {one.name}".strip(), clause=one.waiver.clause,
        state=word(f"waiver_state.{one.state}"), period=period(one.waiver),
        authority=one.waiver.authority, document=one.waiver.document,
        verdict=word(f"verdict.{one.verdict}"),
    )  # fmt: skip
    more = [word(f"waiver.{one.use}")] if one.use else []
    if one.expiring:
        more.append(word("waiver.left", days=one.days_left))
    return Text(*("  ".join([said[n], *(f"[{text[n]}]" for text in more)]) for n in (0, 1)))


def inspect_lines(schools: Schools, language: str, *, cells: bool = False) -> Iterator[str]:
    """What each column was understood as, every issue with its cell, and how many cells of what.

    ``cells`` shows each cell, too.
    """
    for column in schools.columns:
        fact = schools.vocabulary.facts.get(column.fact)
        text = fact.text if fact else Text(column.fact, column.fact)
        text = text if column.fact else word("inspect.unread")
        unit = f" [{column.unit}]" if column.unit else ""
        yield f"{column.cell} “{column.header}” → {text.show(language)}{unit}"
    if cells:
        yield from (cell_line(row, language) for row in schools.ledger())
    issues = schools.all_issues
    for issue in issues:
        yield issue.show(language)
    yield counts_line(schools, language)
    yield word("inspect.schools", schools=len(schools), issues=len(issues)).show(language)


def rulebook_lines(rulebook: Rulebook, language: str) -> Iterator[str]:
    """Every clause with its threshold, its source, the layer that set it, and its certificate."""
    yield from head_lines(rulebook, language)
    yield " > ".join(rulebook.layers)
    for note in rulebook.notes:
        yield f"* {note.show(language)}"
    certificates = certificate_texts(rulebook)
    for rule in rulebook.rules:
        yield ""
        yield f"{rule.id}  {rule.title.show(language)}  {threshold(rule)}"
        quote = f"“{rule.source.text}”" if rule.source.verbatim else rule.source.text
        yield f"    {rule.source.cite} {quote} [{rule.source.evidence}]"
        said = [word(f"force.{rule.force}"), word(f"basis.{rule.basis}"),
                word(f"relation.{rule.relation}")]  # fmt: skip
        yield "    " + " · ".join([*(t.show(language) for t in said), rule.source.set_by])
        if rule.inferred:
            yield f"    [{word('ledger.inferred').show(language)}] {rule.source.ground}"
        yield f"    {certificates[rule.id].show(language)}"


def threshold(rule: Rule) -> str:
    """A rule's comparator and threshold as they stand in the file."""
    if rule.comparator == "present":
        return word("comparator.present").zh
    return f"{word(f'comparator.{rule.comparator}').zh} {rule.stated}"


def diff_lines(earlier: Rulebook, later: Rulebook, found: list[Difference], language: str
               ) -> Iterator[str]:  # fmt: skip
    """Every difference: both thresholds, the direction, and both sources."""
    yield f"{earlier.id} ({earlier.on}) → {later.id} ({later.on})"
    for one in found:
        direction = word(f"relation.{one.direction}").show(language)
        yield f"  {one.clause} {one.title}: {direction} ({', '.join(one.changes)})"
        for mark, rule in (("-", one.earlier), ("+", one.later)):
            if rule is not None:
                force = word(f"force.{rule.force}").show(language)
                when = f" [{rule.applies_text}]" if rule.applies else ""
                yield (f"    {mark} {threshold(rule)} · {force}{when} · {rule.source.document} "
                       f"{rule.source.cite}：{rule.source.text}")  # fmt: skip
