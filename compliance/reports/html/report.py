"""The report of findings, and of the advice and the plan that follow from them, as a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from compliance.advice.advice import Advice
from compliance.checking.findings import Findings
from compliance.planning.plan import Plan
from compliance.reports.files import write
from compliance.reports.html.markup import Html
from compliance.reports.html.page import page


def html_blocks(
    findings: Findings, *, advice: Advice | None = None, plan: Plan | None = None,
    before: Findings | None = None, language: str = "both",
) -> Iterator[str]:  # fmt: skip
    """The report as text, block by block."""
    return page(findings.rulebook.title, _body(findings, advice, plan, before), language)


def write_html(
    path: Path, findings: Findings, *, advice: Advice | None = None, plan: Plan | None = None,
    before: Findings | None = None, language: str = "both",
) -> None:  # fmt: skip
    """Write the report, whole or not at all."""
    write(path, html_blocks(findings, advice=advice, plan=plan, before=before, language=language))


def _body(
    findings: Findings, advice: Advice | None, plan: Plan | None, before: Findings | None
) -> Iterator[Html]:
    del findings, before
    if advice is not None:
        from compliance.reports.html.advice import advice_section  # noqa: PLC0415 - paid for when used

        yield advice_section(advice)
    if plan is not None:
        from compliance.reports.html.plan import plan_section  # noqa: PLC0415 - as above

        yield plan_section(plan)
