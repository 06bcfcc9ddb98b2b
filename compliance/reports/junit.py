"""Findings as JUnit XML: a suite a school, a case a clause, for whatever reads test reports."""

from __future__ import annotations

import html
from collections import Counter
from collections.abc import Iterator
from typing import Literal

from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, SchoolFindings
from compliance.checking.shown.explain import explain, period, why
from compliance.reports.legal import legal
from compliance.text import Text, word

State = Literal["passed", "failure", "skipped"]


def junit_blocks(findings: Findings, *, language: str = "both") -> Iterator[str]:
    """The findings as one XML document, a suite at a time.

    A clause that counts and is failed is a failure, with the law and the arithmetic. What is
    unknown, waived, not applicable, or failed without an outcome resting on it, is skipped and
    says why: so a suite has failures if and only if the school fails, evidence included.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    >>> findings = compliance.check({"campus_area": 39000, "students": 1200}, rulebook)
    >>> "".join(junit_blocks(findings, language="en")).count("<failure ")
    1
    """
    rulebook = findings.rulebook
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    states = Counter(state(finding) for item in findings for finding in item)
    yield f"<testsuites{_attributes(name=rulebook.title.show(language), **_counts(states))}>\n"
    for item in findings:
        yield "".join(_suite(item, language))
    yield "</testsuites>\n"


def state(finding: Finding) -> State:
    """What a test report calls a finding."""
    if finding.outcome == "pass":
        return "passed"
    return "failure" if finding.outcome == "fail" and finding.rule.counts else "skipped"


def _counts(states: Counter[State]) -> dict[str, object]:
    return {"tests": states.total(), "failures": states["failure"], "errors": 0,
            "skipped": states["skipped"]}  # fmt: skip


def _suite(item: SchoolFindings, language: str) -> Iterator[str]:
    school, rulebook = item.school, item.rulebook
    counts = _counts(Counter(map(state, item)))
    head = _attributes(name=f"{school.id} {school.name}".strip(), **counts,
                       timestamp=f"{rulebook.on}T00:00:00")  # fmt: skip
    yield f"  <testsuite{head}>\n    <properties>\n"
    for name, value in (("standard", rulebook.id), ("on", rulebook.on), ("school", school.id),
                        ("outcome", item.outcome), ("complete", item.complete)):  # fmt: skip
        yield f"      <property{_attributes(name=name, value=value)}/>\n"
    yield "    </properties>\n"
    for finding in item:
        yield from _case(finding, language)
    yield "  </testsuite>\n"


def _case(finding: Finding, language: str) -> Iterator[str]:
    part = f"[{finding.part.name}]" if finding.part.name else ""
    named = _attributes(classname=f"{finding.rulebook.id}.{finding.school.id}",
                        name=f"{finding.clause}{part}", time="0")  # fmt: skip
    kind = state(finding)
    if kind == "passed":
        yield f"    <testcase{named}/>\n"
        return
    yield f"    <testcase{named}>\n"
    if kind == "skipped":
        said = _attributes(message=_skipped(finding).show(language))
        yield f"      <skipped{said}/>\n"
    else:
        title, numbers = finding.rule.title.show(language), why(finding).show(language)
        said = _attributes(message=f"{title} {numbers}", type=finding.force)
        yield f"      <failure{said}>{_text(explain(finding, language))}</failure>\n"
    yield "    </testcase>\n"


def _skipped(finding: Finding) -> Text:
    """Why a clause is neither passed nor failed."""
    waiver = finding.waiver
    if finding.waived and waiver is not None:
        return word("junit.waived", authority=waiver.authority, document=waiver.document,
                    period=period(waiver))  # fmt: skip
    if finding.outcome != "fail":
        return why(finding)
    if finding.rule.counts_in:
        return word("junit.counted", clause=finding.rule.counts_in)
    return word("junit.lesser", force=word(f"force.{finding.force}"))


def _attributes(**values: object) -> str:
    """Attributes with a blank before each; a line break in a value is a blank too."""
    return "".join(
        f' {name}="{_text(" ".join(legal(str(value)).split()))}"' for name, value in values.items()
    )


def _text(text: str) -> str:
    return html.escape(legal(text))
