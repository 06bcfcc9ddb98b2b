"""The last sheets: what is wrong with the data, what the verdicts rest on, and waivers."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checking.finding import Finding
from compliance.checking.findings import Findings
from compliance.checking.shown.explain import period
from compliance.errors import Problem
from compliance.reports.console import threshold
from compliance.reports.excel.book import WRAP, Book, Cell, Value, listing
from compliance.rulebook.rule import Rule
from compliance.text import Text, word
from compliance.vocabulary import Parts

QUALITY = {"kind": 12, "school": 14, "name": 24, "place": 30, "code": 20, "message": 60, "hint": 50}
SOURCES = {
    "clause": 22, "title": 24, "wanted": 24, "cite": 14, "text": 60, "quoted": 10, "evidence": 8,
    "document": 26, "set_by": 34, "relation": 10, "force": 14, "basis": 10, "binding": 12,
    "applies": 24, "ground": 40, "reading": 14, "others": 20, "note": 40,
}  # fmt: skip
WAIVERS = {
    "school": 14, "name": 24, "clause": 22, "state": 14, "period": 28, "authority": 20,
    "document": 24, "reason": 40, "use": 14, "note": 50,
}  # fmt: skip


def _heads(part: str, columns: dict[str, int], language: str) -> list[tuple[str, float]]:
    return [(word(f"excel.{part}.{name}").show(language), w) for name, w in columns.items()]


def _named(name: str, language: str) -> str:
    return word(f"excel.sheet.{name}").show(language)


def write_quality(book: Book, findings: Findings, language: str) -> None:
    """数据质量: each value that was not understood with its cell, then each fact that is needed."""
    heads = _heads("quality", QUALITY, language)
    title = findings.rulebook.title.show(language)
    listing(book, _named("quality", language), title, heads, _quality(findings, language))


def _quality(findings: Findings, language: str) -> Iterator[list[Cell | Value]]:
    for issue in findings.schools.issues:
        yield _issue(issue, "", "", language)
    for item in findings:
        for issue in item.school.issues:
            yield _issue(issue, item.school.id, item.school.name, language)
    kind, code = word("excel.quality.needed").show(language), "needed"
    for item in findings:
        wanted: dict[str, dict[str, None]] = {}
        for finding in item:
            for need in finding.needs:
                fact = fact_text(finding, need).show(language)
                wanted.setdefault(fact, {})[finding.rule.title.show(language)] = None
        for fact, clauses in wanted.items():
            said = word("excel.quality.for", fact=fact, clauses="、".join(clauses))
            yield [kind, item.school.id, item.school.name, "", code,
                   Cell(said.show(language), WRAP), ""]  # fmt: skip


def _issue(issue: Problem, school: str, name: str, language: str) -> list[Cell | Value]:
    said = (Cell(text.show(language), WRAP) for text in (issue.message, issue.hint))
    kind = word(f"excel.quality.{issue.severity}").show(language)
    return [kind, school, name, str(issue.place), issue.code, *said]


def fact_text(finding: Finding, name: str) -> Text:
    """A fact's name, also where it is one of parts."""
    facts = finding.rulebook.facts
    over = facts.get(finding.rule.measured.over)
    inner = over.facts if isinstance(over, Parts) else {}
    found = inner.get(name) or facts.get(name)
    return found.text if found is not None else Text(name, name)


def write_sources(book: Book, findings: Findings, language: str) -> None:
    """依据: each clause as quoted, where it stands, who set it, how well its text is known."""
    rulebook = findings.rulebook
    rows = [_source(rule, language) for rule in rulebook.rules]
    rows += [[Cell(note.show(language), WRAP)] for note in rulebook.notes]
    heads = _heads("sources", SOURCES, language)
    listing(book, _named("sources", language), rulebook.title.show(language), heads, rows, fixed=2)


def _source(rule: Rule, language: str) -> list[Cell | Value]:
    source = rule.source
    quoted = word(f"excel.{'yes' if source.verbatim else 'no'}").show(language)
    return [
        rule.id, Cell(rule.title.show(language), WRAP), Cell(threshold(rule), WRAP), source.cite,
        Cell(source.text, WRAP), quoted, source.evidence, Cell(source.document, WRAP),
        source.set_by, word(f"relation.{rule.relation}").show(language),
        word(f"force.{rule.force}").show(language), word(f"basis.{rule.basis}").show(language),
        word(f"binding.{rule.binding}").show(language), Cell(rule.applies_text, WRAP),
        Cell(source.ground or rule.reading_ground, WRAP), rule.reading,
        ", ".join(other.reading for other in rule.alternatives),
        Cell(rule.note.show(language) if rule.note else "", WRAP),
    ]  # fmt: skip


def write_waivers(book: Book, findings: Findings, language: str) -> None:
    """豁免: what has become of each waiver."""
    heads = _heads("waivers", WAIVERS, language)
    title = findings.rulebook.title.show(language)
    listing(book, _named("waivers", language), title, heads, _waivers(findings, language))


def _waivers(findings: Findings, language: str) -> Iterator[list[Cell | Value]]:
    for one in findings.waivers():
        waiver = one.waiver
        yield [
            waiver.school, one.name, waiver.clause,
            word(f"waiver_state.{one.state}").show(language), period(waiver).show(language),
            waiver.authority, waiver.document, Cell(waiver.reason, WRAP),
            word(f"waiver.{one.use}").show(language) if one.use else "",
            Cell(one.note.show(language) if one.note else "", WRAP),
        ]  # fmt: skip
