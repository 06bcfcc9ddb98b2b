"""``report``: findings, advice and a plan as one file, in the format that its name says."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from compliance.advice.advice import Advice
from compliance.checking.findings import Findings
from compliance.errors import ComplianceError, Place, Problem
from compliance.planning.plan import Plan
from compliance.reports.files import FORMATS as LEDGERS
from compliance.reports.files import write

SUFFIXES = {
    ".html": "html", ".htm": "html", ".xlsx": "xlsx", ".docx": "docx", ".md": "md",
    ".json": "json", ".csv": "csv", ".ndjson": "ndjson", ".parquet": "parquet", ".xml": "junit",
    ".sarif": "sarif",
}  # fmt: skip
FORMS = tuple(dict.fromkeys(SUFFIXES.values()))
WHOLE = ("html", "xlsx", "docx", "md", "json")
"""The formats that hold advice and plans too; the others hold findings alone."""
FILES = ("html", "xlsx", "docx", "parquet")
"""The formats that are files, and nothing for a terminal."""


@dataclass(frozen=True)
class Contents:
    """What a report is made of."""

    findings: Findings
    advice: Advice | None = None
    plan: Plan | None = None
    before: Findings | None = None
    language: str = "both"
    template: Path | None = None

    @property
    def parts(self) -> dict[str, Any]:
        """What may stand beside the findings, by name."""
        return {"advice": self.advice, "plan": self.plan, "before": self.before,
                "language": self.language}  # fmt: skip


def report(  # noqa: PLR0913 - one parameter a part of the report
    path: str | Path,
    findings: Findings,
    advice: Advice | None = None,
    plan: Plan | None = None,
    *,
    language: str = "both",
    before: Findings | None = None,
    template: str | Path | None = None,
    form: str | None = None,
) -> Path:
    """Write findings, and the advice and plan that follow from them, to one file.

    Args:
        path: the file; its ending says the format: ``.html``, ``.xlsx``, ``.docx``, ``.md`` and
            ``.json`` hold everything, ``.csv``, ``.ndjson``, ``.parquet``, ``.xml`` (JUnit) and
            ``.sarif`` the findings alone.
        findings: what ``compliance.check`` gave.
        advice: what ``compliance.advise`` gave of the same findings.
        plan: what ``compliance.plan`` gave of the same findings.
        language: ``zh``, ``en`` or ``both``.
        before: the findings of an earlier year, to say what has changed.
        template: a bureau's own letterhead, a Word file, for ``.docx``.
        form: the format, where the ending does not say it.

    Returns:
        The path that was written.

    Raises:
        ComplianceError: no such format; advice or a plan of other findings; a template that
            cannot be filled; a file that cannot be written. Nothing is left behind.
        MissingExtra: the format needs a library that is not installed.

    >>> import compliance, tempfile
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    >>> findings = compliance.check({"campus_area": 39000, "students": 1200}, rulebook)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     compliance.report(f"{folder}/report.md", findings, language="en").name
    'report.md'
    """
    path = Path(path)
    kind = form_of(path, form)
    for what, other in (("advice", advice), ("plan", plan)):
        if other is not None and not _same(other.findings, findings):
            raise ComplianceError(Problem("report-other-findings", values={"what": what}))
    if template is not None and kind != "docx":
        raise ComplianceError(Problem("report-template", values={"found": kind}))
    letterhead = None if template is None else Path(template)
    told = Contents(findings, advice, plan, before, language, letterhead)
    save(path, kind, told)
    return path


def form_of(path: Path, form: str | None = None) -> str:
    """The format of a report, by its name or else by the ending of its path.

    Raises:
        ComplianceError: a format that there is not; the known ones are listed.
    """
    kind = SUFFIXES.get(path.suffix.lower()) if form is None else form
    if kind in FORMS:
        return str(kind)
    found, known = (path.name, SUFFIXES) if form is None else (form, FORMS)
    values = {"found": found, "known": ", ".join(known)}
    raise ComplianceError(Problem("report-format", Place(str(path)), values=values))


def save(path: Path, kind: str, told: Contents) -> None:
    """Write a report in a format, whole or not at all.

    Raises:
        ComplianceError: as for ``report``.
        MissingExtra: the format needs a library that is not installed.
    """
    if kind in FILES:
        _write_file(kind, path, told)
    else:
        write(path, blocks(kind, told), for_excel=kind == "csv")


def blocks(kind: str, told: Contents) -> Iterator[str]:
    """A report in a format that is text, block by block."""
    return TEXTS[kind](told)


def _write_file(kind: str, path: Path, told: Contents) -> None:
    """Each format is imported when it is wanted: it may need a library."""
    if kind == "html":
        from compliance.reports.html.report import write_html  # noqa: PLC0415

        write_html(path, told.findings, **told.parts)
    elif kind == "xlsx":
        from compliance.reports.excel.write import write_excel  # noqa: PLC0415

        write_excel(path, told.findings, **told.parts)
    elif kind == "docx":
        from compliance.reports.word import write_docx  # noqa: PLC0415

        write_docx(path, told.findings, template=told.template, **told.parts)
    else:
        from compliance.reports.parquet import write_parquet  # noqa: PLC0415

        write_parquet(told.findings, path)


def _markdown(told: Contents) -> Iterator[str]:
    from compliance.reports.markdown import markdown_blocks  # noqa: PLC0415 - paid for when used

    return markdown_blocks(told.findings, **told.parts)


def _junit(told: Contents) -> Iterator[str]:
    from compliance.reports.junit import junit_blocks  # noqa: PLC0415 - as above

    return junit_blocks(told.findings, language=told.language)


def _sarif(told: Contents) -> Iterator[str]:
    from compliance.reports.sarif import sarif_blocks  # noqa: PLC0415 - as above

    return sarif_blocks(told.findings, language=told.language)


def _json(told: Contents) -> Iterator[str]:
    """The record of the findings, with those of the advice and the plan beside it."""
    beside = {"advice": told.advice, "plan": told.plan}
    given = {name: one.to_dict() for name, one in beside.items() if one is not None}
    yield json.dumps({**told.findings.to_dict(), **given}, ensure_ascii=False, indent=1) + "\n"


TEXTS: dict[str, Callable[[Contents], Iterator[str]]] = {
    "md": _markdown,
    "json": _json,
    "csv": lambda told: LEDGERS["csv"](told.findings),
    "ndjson": lambda told: LEDGERS["ndjson"](told.findings),
    "junit": _junit,
    "sarif": _sarif,
}


def _same(one: Findings, other: Findings) -> bool:
    """Whether two findings are of the same standard, day and schools, with the same outcomes."""
    if one is other:
        return True
    if (one.rulebook.id, one.rulebook.on) != (other.rulebook.id, other.rulebook.on):
        return False
    outcomes = ([(item.school.id, item.outcome) for item in each] for each in (one, other))
    return next(outcomes) == next(outcomes)
