"""Findings, advice and plans as one Excel workbook."""

from __future__ import annotations

from pathlib import Path

from compliance.advice.advice import Advice
from compliance.checking.findings import Findings
from compliance.planning.plan import Plan
from compliance.reports.excel import book as books
from compliance.reports.excel.advice import (
    advice_notes,
    plan_notes,
    write_advice,
    write_changes,
    write_plan,
)
from compliance.reports.excel.ledger import heads, ledger_rows
from compliance.reports.excel.quality import write_quality, write_sources, write_waivers
from compliance.reports.excel.summary import properties, write_matrix, write_summary
from compliance.text import word


def write_excel(  # noqa: PLR0913 - one parameter a part of the report
    path: Path,
    findings: Findings,
    *,
    advice: Advice | None = None,
    plan: Plan | None = None,
    before: Findings | None = None,
    language: str = "both",
) -> None:
    """Write a workbook: 总览, 矩阵, 明细, 调整建议, 规划 and 合并表, 变化, 豁免, 数据质量, 依据.

    A figure is a number where Excel keeps it exactly, else a rounded one on the same side of the
    threshold; the column beside it holds the exact one as text. Whatever schools call themselves
    stays text: no formula, no link, and ids keep their zeros. Equal findings give equal files.

    Args:
        path: the file, ``.xlsx``.
        findings: what ``compliance.check`` gave.
        advice: what ``compliance.advise`` gave; by default that of the plan, if there is one.
        plan: what ``compliance.plan`` gave.
        before: the findings of an earlier check, for a sheet of what has changed.
        language: ``zh``, ``en`` or ``both``.

    Raises:
        ComplianceError: the file cannot be written, or a sheet would have more rows than Excel
            can hold; nothing is left behind.
        MissingExtra: if xlsxwriter is not installed.

    >>> import compliance, tempfile
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> findings = compliance.check({"students": 1200}, rulebook)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     write_excel(Path(folder) / "result.xlsx", findings)
    ...     [path.name for path in Path(folder).iterdir()]
    ['result.xlsx']
    """
    rulebook = findings.rulebook
    if len(findings) * len(rulebook.rules) >= books.MOST_ROWS:
        raise books.too_large(path)
    advice = plan.advice if advice is None and plan is not None else advice
    notes = [] if advice is None else list(advice_notes(advice, language))
    notes += [] if plan is None else list(plan_notes(plan, language))
    described = properties(rulebook, language)
    if advice is not None:
        described["policy"] = advice.policy.id
    with books.open_book(path, described, rulebook.on, streamed=True) as book:
        write_summary(book, findings, language, notes)
        write_matrix(book, findings, language)
        name, title = word("excel.sheet.ledger").show(language), described["title"]
        rows = ledger_rows(findings, language)
        books.listing(book, name, title, heads(language), rows, fixed=2)
        if advice is not None:
            write_advice(book, advice, language)
        if plan is not None:
            write_plan(book, plan, language)
        if before is not None:
            write_changes(book, before, findings, language)
        if findings.waived.entries:
            write_waivers(book, findings, language)
        write_quality(book, findings, language)
        write_sources(book, findings, language)
