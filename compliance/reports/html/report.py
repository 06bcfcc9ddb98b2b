"""The report of findings, and of the advice and the plan that follow from them, as a page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

from compliance.advice.advice import Advice
from compliance.checking.findings import Findings, SchoolFindings
from compliance.planning.plan import Plan
from compliance.reports.files import write
from compliance.reports.html import region
from compliance.reports.html.changes import changes_section
from compliance.reports.html.clauses import clauses_section
from compliance.reports.html.distance import gaps_section, near_section
from compliance.reports.html.figures import said
from compliance.reports.html.folder import file_name, write_folder
from compliance.reports.html.markup import Html, tag
from compliance.reports.html.page import page
from compliance.reports.html.school import Style, school_anchor, school_section
from compliance.text import Text

QUOTED = 100
"""Fewer schools than this have the law in every row; more have a link to it."""
TOGETHER = 500
"""More schools than this have a file each."""
CONTENTS = (
    "basis",
    "counts",
    "changes",
    "by-clause",
    "matrix",
    "groups",
    "near",
    "gaps",
    "reasons",
    "waivers",
    "issues",
    "advice",
    "plan",
    "schools",
    "clauses",
    "sources",
)


def html_blocks(
    findings: Findings, *, advice: Advice | None = None, plan: Plan | None = None,
    before: Findings | None = None, language: str = "both",
) -> Iterator[str]:  # fmt: skip
    """The whole report as one page, block by block.

    Args:
        findings: of a region, or of one school.
        advice: what follows from them, if it is to stand in the report.
        plan: the region's plan, likewise.
        before: the findings of an earlier year; every outcome that changed is listed.
        language: ``zh``, ``en`` or ``both``, which the page shows first.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> found = compliance.check({"id": "<甲>", "campus_area": "60亩"}, rulebook)
    >>> text = "".join(html_blocks(found))
    >>> "&lt;甲&gt;" in text, "<script" in text
    (True, False)
    """
    anchors = {item.school.id: f"#{school_anchor(n)}" for n, item in enumerate(findings, 1)}
    style = Style.of(findings, quoted=len(findings) < QUOTED)
    sections = [*_region(findings, before, anchors), *_further(advice, plan)]
    return page(findings.rulebook.title, _body(findings, sections, style), language)


def write_html(  # noqa: PLR0913 - one parameter an option
    path: Path, findings: Findings, *, advice: Advice | None = None, plan: Plan | None = None,
    before: Findings | None = None, language: str = "both",
) -> None:  # fmt: skip
    """Write the report; of more than 500 schools an index, and a folder beside it, a file each.

    The folder is called as the index with ``-schools``. Arguments are those of ``html_blocks``.

    Raises:
        ComplianceError: it cannot be written; nothing is left half-written.
    """
    if len(findings) <= TOGETHER:
        blocks = html_blocks(findings, advice=advice, plan=plan, before=before, language=language)
        write(path, blocks)
        return
    folder = path.with_name(f"{path.stem}-schools")
    names = [file_name(n, item.school.id) for n, item in enumerate(findings, 1)]
    anchors = {item.school.id: f"{quote(folder.name)}/{name}"
               for item, name in zip(findings, names, strict=True)}  # fmt: skip
    style = Style.of(findings, quoted=True, clauses=f"../{quote(path.name)}")
    write_folder(folder, (
        (name, page(_title(item), _alone(item, n, path.name, style), language))
        for n, (item, name) in enumerate(zip(findings, names, strict=True), 1)
    ))  # fmt: skip
    sections = [
        *_region(findings, before, anchors), *_further(advice, plan), clauses_section(findings),
        region.sources_section(findings.rulebook),
    ]  # fmt: skip
    write(path, page(findings.rulebook.title, [_contents(sections), *sections], language))


def _title(item: SchoolFindings) -> Text:
    name = f"{item.school.id} {item.school.name}".strip()
    title = item.rulebook.title
    return Text(f"{name} · {title.zh}", f"{name} · {title.en}")


def _alone(item: SchoolFindings, place: int, index: str, style: Style) -> Iterator[Html]:
    yield tag("p", tag("a", said("html.back"), href=f"../{quote(index)}"))
    yield tag("section", tag("h2", said("html.school")), school_section(item, place, style))


def _region(findings: Findings, before: Findings | None, anchors: dict[str, str]) -> Iterator[Html]:
    """What is said of all schools together; of one school only what is no sum."""
    yield region.head_section(findings)
    several = len(findings) > 1
    if several:
        yield region.counts_section(findings)
    if before is not None:
        yield changes_section(before, findings, anchors)
    if several:
        yield region.clause_bars(findings)
        yield region.matrix(findings, anchors)
        yield region.groups_section(findings)
        yield near_section(findings, anchors)
        yield gaps_section(findings)
        yield region.reasons_section(findings, anchors)
    yield region.waivers_section(findings)
    if several:
        yield region.issues_section(findings)


def _further(advice: Advice | None, plan: Plan | None) -> Iterator[Html]:
    if advice is not None:
        from compliance.reports.html.advice import advice_section  # noqa: PLC0415 - pays for what is used

        yield advice_section(advice)
    if plan is not None:
        from compliance.reports.html.plan import plan_section  # noqa: PLC0415 - as above

        yield plan_section(plan)


def _body(findings: Findings, sections: list[Html], style: Style) -> Iterator[Html]:
    """The sections of a page that holds its schools."""
    after = [clauses_section(findings), region.sources_section(findings.rulebook)]
    heading = tag("h2", said("html.schools"), id="schools")
    yield _contents([*sections, heading, *after])
    yield from sections
    yield heading
    for n, item in enumerate(findings, 1):
        yield school_section(item, n, style)
    yield from after


def _contents(sections: list[Html]) -> Html:
    """Links to the sections that are there."""
    whole = [name for name in CONTENTS if any(f'id="{name}"' in one for one in sections)]
    links = [tag("li", tag("a", said(f"html.to.{name.replace('-', '_')}"), href=f"#{name}"))
             for name in whole]  # fmt: skip
    return tag("nav", tag("ul", links), aria_label="目录 Contents")
