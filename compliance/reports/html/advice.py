"""Advice as sections of a page: what is suggested for each school, why, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from compliance.advice.actions import called
from compliance.advice.advice import Advice, SchoolAdvice
from compliance.advice.shown.lines import (
    action_text,
    depends_texts,
    head,
    hosts_text,
    school_sections,
)
from compliance.reports.html.markup import Html, table, tag
from compliance.reports.html.school import outcome
from compliance.reports.html.told import folded, listed, told
from compliance.text import Text, word


def advice_section(advice: Advice) -> Html:
    """What is suggested for all schools: a table of everybody, then who does not simply stay.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
    >>> section = advice_section(compliance.advise(findings, "cn/fujian/fuzhou/consolidation-2016"))
    >>> section.count("<h2"), section.count("FZ-0036 ") > 0
    (1, True)
    """
    parts: list[Any] = [
        tag("h2", word("html_plan.advice")),
        tag("p", word("html_plan.notice"), class_="notice", role="note"),
        listed(head(advice)),
        _counts(advice),
        _everybody(advice),
    ]
    for title, known in (("turned", advice.turned), ("warnings", advice.warnings)):
        if known:
            parts += [tag("h3", word(f"advice.{title}")), listed(one.text for one in known)]
    parts += [
        tag("article", tag("h3", _title(one)), tag("p", tag("strong", action_text(one))),
            folded(word("html_plan.reasons"),
                   _said(one, depends_texts(advice, one.school))),
            id=f"advice-{n}")
        for n, one in enumerate(advice, 1) if _changes(one)
    ]  # fmt: skip
    return tag("section", parts, class_="advice", id="advice")


def advice_of_school(one: SchoolAdvice, more: Iterable[Text] = ()) -> Html:
    """What is suggested for one school and everything that must be said of it; no headings.

    The findings that caused it with the law, the policy's words, what it needs, what would result,
    the alternatives with why they are not advised, and what would have to be known. ``more`` is
    said at the end.
    """
    return tag("div", tag("p", tag("strong", action_text(one))), _said(one, more), class_="advised")


def _said(one: SchoolAdvice, more: Iterable[Text]) -> Html:
    said = [hosts_text(one)] if one.hosts else []
    return Html(told(school_sections(one)) + listed([*said, *more]))


def _changes(one: SchoolAdvice) -> bool:
    """Whether more is advised for a school than to go on."""
    return one.action != "keep" or bool(one.hosts)


def _title(one: SchoolAdvice) -> str:
    """A school by id, name and district, as they are written."""
    name, where = f"{one.school} {one.name}".strip(), one.view.value("district")
    return f"{name} · {where}" if where else name


def _counts(advice: Advice) -> Html:
    rows = [(called(name), n) for name, n in advice.counts.items() if n]
    rows.append((word("html_plan.all"), len(advice)))
    return table([word("html_plan.action"), word("html_plan.count")], rows)


def _everybody(advice: Advice) -> Html:
    names = ("school", "district", "now", "action", "rule", "cite")
    return table((word(f"html_plan.{name}") for name in names), _rows(advice),
                 caption=word("html_plan.advice_all"))  # fmt: skip


def _rows(advice: Advice) -> Iterator[tuple[Any, ...]]:
    for n, one in enumerate(advice, 1):
        name = f"{one.school} {one.name}".strip()
        link = tag("a", name, href=f"#advice-{n}") if _changes(one) else name
        yield (link, one.view.value("district"), outcome(one.findings.outcome),
               action_text(one), one.rule, one.cite)  # fmt: skip
