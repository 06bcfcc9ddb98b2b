"""The first two sheets: what was judged and what came of it, and one row a school."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator
from importlib.metadata import version

from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, Rate, SchoolFindings
from compliance.checking.shown.ledger import summary
from compliance.notebook import MARKS
from compliance.reports.console import summary_lines, threshold
from compliance.reports.excel.book import HEAD, NAME, WRAP, Book, Cell, Value, listing
from compliance.rulebook.rulebook import Rulebook
from compliance.text import word

_WORST = ("fail", "unknown", "waived", "pass", "not_applicable")


def digest(rulebook: Rulebook) -> str:
    """The SHA-256 of what a standard and those that it is laid over say, remarks left out."""
    said = [layer.document.data for layer in rulebook.chain]
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()


def properties(rulebook: Rulebook, language: str) -> dict[str, str]:
    """The document properties of every workbook: what it rests on, and on which day."""
    return {
        "title": rulebook.title.show(language),
        "subject": rulebook.id,
        "standard": rulebook.id,
        "document": rulebook.document,
        "on": rulebook.on.isoformat(),
        "sha256": digest(rulebook),
        "version": version("school-compliance"),
    }


def write_summary(book: Book, findings: Findings, language: str, notes: Iterable[str] = ()) -> None:
    """总览: the head of every output, the outcomes, and each clause with its counts.

    ``notes`` are lines on the advice and the plan of the same workbook.
    """
    sheet = book.sheet(word("excel.sheet.summary").show(language))
    sheet.page(findings.rulebook.title.show(language))
    sheet.widths([30, 34, *[12] * 7])
    sheet.row([Cell(findings.rulebook.title.show(language), NAME)])
    for row in _head(findings, language):
        sheet.row(row)
    sheet.row([])
    for line in (*summary_lines(findings, language), *notes):
        sheet.row([line])
    sheet.row([])
    clauses = [word(f"excel.summary.{name}").show(language) for name in ("clause", "wanted")]
    outcomes = [word(f"verdict.{name}").show(language) for name in MARKS]
    rate = word("excel.summary.rate").show(language)
    sheet.row([Cell(text, HEAD) for text in (*clauses, *outcomes, rate)])
    for row in _clauses(findings, language):
        sheet.row(row)


def _head(findings: Findings, language: str) -> Iterator[list[Cell | Value]]:
    rulebook, said = findings.rulebook, summary(findings)
    for name, value in (
        ("standard", rulebook.id),
        ("document", rulebook.document),
        ("on", said["on"]),
        ("binding", word(f"binding.{rulebook.binding}").show(language)),
        ("layers", " > ".join(rulebook.layers)),
        ("readings", ", ".join(f"{k}={v}" for k, v in rulebook.readings.items())),
        ("inferences", word(f"excel.{'yes' if rulebook.inferences else 'no'}").show(language)),
        ("source", findings.schools.source),
        ("judged", len(findings)),
        ("rate", str(findings.rate)),
    ):
        yield [word(f"excel.summary.{name}").show(language), value]
    for outcome, count in findings.counts.items():
        yield [Cell(word(f"verdict.{outcome}").show(language), outcome), count]
    yield ["SHA-256", digest(rulebook)]


def _clauses(findings: Findings, language: str) -> Iterator[list[Cell | Value]]:
    """Schools by clause and outcome; of a clause over parts, each school's worst."""
    found: dict[str, Counter[str]] = {rule.id: Counter() for rule in findings.rulebook.rules}
    for item in findings:
        for clause, finding in _by_clause(item).items():
            found[clause][finding.outcome] += 1
    for rule in findings.rulebook.rules:
        count = found[rule.id]
        rate = Rate(count["pass"], count["unknown"], count.total() - count["not_applicable"])
        numbers = [Cell(count[name], name if count[name] else "") for name in MARKS]
        yield [Cell(rule.title.show(language), WRAP), threshold(rule), *numbers, str(rate)]


def _by_clause(item: SchoolFindings) -> dict[str, Finding]:
    """The finding of each clause; of a clause over parts, the worst."""
    found: dict[str, Finding] = {}
    for finding in item:
        before = found.get(finding.clause)
        if before is None or _WORST.index(finding.outcome) < _WORST.index(before.outcome):
            found[finding.clause] = finding
    return found


def write_matrix(book: Book, findings: Findings, language: str) -> None:
    """矩阵: one row a school, one column a clause, each cell its outcome in mark and word."""
    rules = findings.rulebook.rules
    first = ("school", "name", "outcome", "complete", "outstanding")
    heads = [(word(f"excel.matrix.{name}").show(language), 14.0) for name in first]
    heads += [(f"{rule.title.show(language)}\n{threshold(rule)}", 14.0) for rule in rules]
    title = findings.rulebook.title.show(language)
    name = word("excel.sheet.matrix").show(language)
    listing(book, name, title, heads, _schools(findings, language), fixed=2)


def _schools(findings: Findings, language: str) -> Iterator[list[Cell | Value]]:
    clauses = [rule.id for rule in findings.rulebook.rules]
    for item in findings:
        of = _by_clause(item)
        outcomes: Iterable[str] = (item.outcome, item.complete)
        judged = (of[clause].outcome if clause in of else "" for clause in clauses)
        yield [
            item.school.id, item.school.name,
            *(_marked(outcome, language) for outcome in outcomes), item.outstanding,
            *(_marked(outcome, language) if outcome else None for outcome in judged),
        ]  # fmt: skip


def _marked(outcome: str, language: str) -> Cell:
    said = word(f"verdict.{outcome}").show(language)
    return Cell(f"{MARKS[outcome]} {said}", outcome)
