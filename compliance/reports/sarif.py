"""Findings, and what lint finds in a standard, as SARIF 2.1.0 for code scanning."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator
from importlib.metadata import version
from pathlib import PurePath
from typing import Any
from urllib.parse import quote

from compliance.checking.finding import Finding
from compliance.checking.findings import Findings
from compliance.checking.shown.explain import explain, why
from compliance.documents.standard import Force
from compliance.errors import Place, Problem
from compliance.reports.legal import legal
from compliance.rulebook.rule import Rule
from compliance.text import word

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
KINDS = {"pass": "pass", "fail": "fail", "unknown": "open", "not_applicable": "notApplicable"}
LEVELS: dict[Force, str] = {"shall": "error", "normally": "warning", "about": "warning",
                            "target": "note", "may": "note"}  # fmt: skip
_CELL = re.compile(r"^(?P<file>[^!]+?\.\w+)(?:!|$)")


def sarif_blocks(findings: Findings, *, language: str = "both") -> Iterator[str]:
    """The findings as a SARIF log: a rule a clause, a result a finding.

    ``kind`` is ``pass``, ``fail``, ``open`` or ``notApplicable`` by the verdict; a waiver in force
    is a suppression of it. ``level`` is ``error`` for a failed clause that says ``shall``,
    ``warning`` or ``note`` for one that says less, and ``none`` for all that is not failed.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    >>> findings = compliance.check({"campus_area": 39000, "students": 1200}, rulebook)
    >>> log = json.loads("".join(sarif_blocks(findings, language="en")))
    >>> [one["ruleId"] for one in log["runs"][0]["results"] if one["kind"] == "fail"]
    ['campus-per-student']
    """
    book = findings.rulebook
    numbers = {rule.id: n for n, rule in enumerate(book.rules)}
    results = [_result(finding, numbers, language) for item in findings for finding in item]
    about = {"standard": book.id, "document": book.document, "on": book.on.isoformat(),
             "binding": book.binding, "counts": dict(findings.counts),
             "rate": str(findings.rate)}  # fmt: skip
    rules = [_rule(rule, language) for rule in book.rules]
    yield _log(rules, results, about, language)


def lint_blocks(problems: Iterable[Problem], *, language: str = "both") -> Iterator[str]:
    """What lint finds as a SARIF log: the file and the line of each problem.

    >>> problems = [Problem("yaml-alias", Place("a b.yaml", 3, 5))]
    >>> log = json.loads("".join(lint_blocks(problems)))
    >>> place = log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    >>> place["artifactLocation"]["uri"], place["region"]
    ('a%20b.yaml', {'startLine': 3, 'startColumn': 5})
    """
    found = list(problems)
    codes = {code: n for n, code in enumerate(sorted({problem.code for problem in found}))}
    results = [_linted(problem, codes[problem.code], language) for problem in found]
    yield _log([{"id": code} for code in codes], results, {}, language)


def _log(
    rules: list[dict[str, Any]], results: list[dict[str, Any]], about: dict[str, Any], language: str
) -> str:
    driver = {"name": "compliance", "version": version("school-compliance"),
              "language": "en" if language == "en" else "zh-CN", "rules": rules}  # fmt: skip
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results,
           "properties": about}  # fmt: skip
    log = {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}
    return json.dumps(log, ensure_ascii=False, indent=1) + "\n"


def _message(text: str) -> dict[str, str]:
    """A message in which nothing is taken for a place to fill or for a link."""
    plain = legal(text).replace("{", "{{").replace("}", "}}").replace("](", "\\](")
    return {"text": plain}


def _rule(rule: Rule, language: str) -> dict[str, Any]:
    source = rule.source
    said = word("finding.law" if source.verbatim else "finding.paraphrase", text=source.text)
    where = word("finding.source", document=source.document, cite=source.cite,
                 evidence=source.evidence)  # fmt: skip
    return {
        "id": rule.id,
        "shortDescription": _message(rule.title.show(language)),
        "fullDescription": _message(said.show(language)),
        "help": _message(where.show(language)),
        "defaultConfiguration": {"level": LEVELS[rule.force]},
        "properties": {"force": rule.force, "basis": rule.basis, "cite": source.cite,
                       "set_by": source.set_by},
    }  # fmt: skip


def _result(finding: Finding, numbers: dict[str, int], language: str) -> dict[str, Any]:
    failed = finding.verdict == "fail"
    result: dict[str, Any] = {
        "ruleId": finding.clause,
        "ruleIndex": numbers[finding.clause],
        "kind": KINDS[finding.verdict],
        "level": LEVELS[finding.force] if failed else "none",
        "message": _message(_said(finding, language)),
        "locations": [_location(finding)],
        "partialFingerprints": {"finding/v1": _fingerprint(finding)},
        "properties": {"outcome": finding.outcome, "reason": finding.reason,
                       "inferred": finding.inferred, "needs": list(finding.needs)},
    }  # fmt: skip
    if finding.waived and finding.waiver is not None:
        given = finding.waiver
        grounds = f"{given.authority} {given.document} {given.reason}"
        result["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": legal(grounds)}
        ]
    return result


def _said(finding: Finding, language: str) -> str:
    """Everything about what failed; of the rest the numbers, or what is missing."""
    if finding.verdict == "fail":
        return explain(finding, language)
    numbers = why(finding)
    school = f"{finding.school.id} {finding.school.name}".strip()
    return f"{school} {finding.rule.title.show(language)}: {numbers.show(language)}"


def _location(finding: Finding) -> dict[str, Any]:
    """The school and clause, and the file of the first input; its cell is no line of a text."""
    name = "/".join(part for part in (finding.subject, finding.clause, finding.part.name) if part)
    kinds: list[dict[str, Any]] = [
        {"name": legal(finding.clause), "fullyQualifiedName": legal(name), "kind": "clause"}
    ]
    cells = list(dict.fromkeys(one["cell"] for one in finding.inputs if one["cell"]))
    kinds += [{"name": legal(cell), "kind": "cell"} for cell in cells]
    found: dict[str, Any] = {"logicalLocations": kinds}
    file = next((match["file"] for cell in cells if (match := _CELL.match(cell))), "")
    if file:
        found["physicalLocation"] = {"artifactLocation": {"uri": _uri(file)}}
    return found


def _fingerprint(finding: Finding) -> str:
    """The same from day to day: standard, school, clause and part, whatever the figures."""
    parts = (finding.rulebook.id, finding.subject, finding.clause, finding.part.name)
    return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def _linted(problem: Problem, number: int, language: str) -> dict[str, Any]:
    said = f"{problem.message.show(language)}\n{problem.hint.show(language)}".strip()
    place = problem.place
    result: dict[str, Any] = {
        "ruleId": problem.code,
        "ruleIndex": number,
        "level": problem.severity,
        "message": _message(f"{problem.clause}: {said}" if problem.clause else said),
    }
    if place.file:
        result["locations"] = [{"physicalLocation": _physical(place)}]
    return result


def _physical(place: Place) -> dict[str, Any]:
    found: dict[str, Any] = {"artifactLocation": {"uri": _uri(place.file)}}
    if place.line:
        column = {"startColumn": place.column} if place.column else {}
        found["region"] = {"startLine": place.line, **column}
    return found


def _uri(file: str) -> str:
    """A path as a URI: relative where the path is."""
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())
