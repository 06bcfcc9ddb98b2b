"""Reports as Word files, on the letterhead that is shipped or on a bureau's own."""

from __future__ import annotations

import datetime as dt
import html
import zipfile
from collections.abc import Mapping
from importlib import resources
from io import BytesIO
from pathlib import Path
from typing import Any

from compliance.advice.advice import Advice
from compliance.checking.findings import Findings
from compliance.errors import ComplianceError, Place, Problem, missing_extra
from compliance.planning.plan import Plan
from compliance.reports.content import content
from compliance.reports.files import write_bytes
from compliance.reports.legal import legal

BODY = "word/document.xml"


def write_docx(  # noqa: PLR0913 - what a report may hold
    path: Path, findings: Findings, *, advice: Advice | None = None, plan: Plan | None = None,
    before: Findings | None = None, language: str = "both", template: Path | None = None,
) -> None:  # fmt: skip
    """Write a report as a Word file, whole or not at all; the same findings, the same bytes.

    Args:
        path: the file to write.
        findings: what was judged.
        advice: what a policy suggests.
        plan: what becomes of the region.
        before: the findings of an earlier year.
        language: ``zh``, ``en`` or ``both``.
        template: a Word file whose places, such as ``{{ title }}``, are the names that
            ``content`` gives; by default the one that is shipped.

    Raises:
        ComplianceError: the template is no Word file, has a place that no report fills, or
            cannot be filled; or the file cannot be written.
        MissingExtra: if docxtpl is not installed.
    """
    told = content(findings, advice, plan, before=before, language=language)
    write_bytes(path, filled(told, template, findings.rulebook.on))


def filled(told: Mapping[str, Any], template: Path | None, on: dt.date) -> bytes:
    """A template with its places filled, dated on a day, as the bytes of a Word file.

    Raises:
        ComplianceError: as for ``write_docx``.
        MissingExtra: if docxtpl is not installed.
    """
    try:
        from docxtpl import (  # type: ignore[import-untyped]  # noqa: PLC0415 - who wants Word pays
            DocxTemplate,
        )
        from jinja2 import StrictUndefined  # noqa: PLC0415 - comes with docxtpl
        from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - as above
    except ImportError:
        raise missing_extra("docxtpl", "docx") from None

    held, named = _opened(template)
    environment = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    out = BytesIO()
    try:
        document = DocxTemplate(held)
        places = document.get_undeclared_template_variables(environment)
        unknown = sorted(places - told.keys() - environment.globals.keys())
        if not unknown:
            document.render(_marked(told), environment)
            _stamped(document.docx.core_properties, told, on)
            document.save(out)
    except Exception as error:  # noqa: BLE001 - a template runs what somebody wrote into it
        why = f"{type(error).__name__}: {error}"
        values = {"why": why, "example": "{{ title }}, {%p for line in head %}"}
        raise ComplianceError(Problem("template-broken", named, values=values)) from None
    if unknown:
        values = {"names": ", ".join(unknown), "known": ", ".join(told)}
        raise ComplianceError(Problem("template-unknown", named, values=values))
    return _dated(out, on)


def _opened(template: Path | None) -> tuple[BytesIO, Place]:
    """The bytes of a template that is a Word file at all."""
    if template is None:
        shipped = resources.files("compliance") / "reports" / "templates" / "report.docx"
        return BytesIO(shipped.read_bytes()), Place(shipped.name)
    place = Place(str(template))
    try:
        raw = template.read_bytes()
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            archive.getinfo(BODY)
    except OSError as error:
        values = {"file": str(template), "why": error.strerror or ""}
        raise ComplianceError(Problem("file-unreadable", place, values=values)) from None
    except (zipfile.BadZipFile, KeyError):
        raise ComplianceError(Problem("template-not-docx", place)) from None
    return BytesIO(raw), place


def _marked(value: Any) -> Any:
    """Values as text that is legal and escaped, so that none is read as markup or as a place."""
    from markupsafe import Markup  # noqa: PLC0415 - comes with docxtpl

    if isinstance(value, str):
        safe = html.escape(legal(value)).replace("{", "&#123;").replace("}", "&#125;")
        return Markup(safe)  # noqa: S704 - escaped on the line above
    if isinstance(value, Mapping):
        return {key: _marked(inner) for key, inner in value.items()}
    return [_marked(inner) for inner in value] if isinstance(value, list) else value


def _stamped(properties: Any, told: Mapping[str, Any], on: dt.date) -> None:
    """The file's own title, and the day that was judged for the day it was made."""
    properties.title = legal(told["title"])[:255]
    properties.created = properties.modified = dt.datetime(on.year, on.month, on.day, tzinfo=dt.UTC)


def _dated(held: BytesIO, on: dt.date) -> bytes:
    """The same archive with each of its files of the day that was judged, not of this moment."""
    day = (max(on.year, 1980), on.month, on.day, 0, 0, 0)  # the first year that a zip file knows
    out = BytesIO()
    with zipfile.ZipFile(held) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, day)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return out.getvalue()
