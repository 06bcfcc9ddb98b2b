"""Reports as Markdown: tables that stay tables, whatever a school is called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from compliance.advice.advice import Advice
from compliance.checking.findings import Findings
from compliance.planning.plan import Plan
from compliance.reports.content import content
from compliance.reports.legal import legal

_MARKUP = re.compile(r"([\\`*_\[\]<>|~&#{}])")
_OPENING = re.compile(r"^(\s*)([-+=]|\d+[.)](?=\s|$))")
Told = Mapping[str, Any]


def markdown_blocks(
    findings: Findings, *, advice: Advice | None = None, plan: Plan | None = None,
    before: Findings | None = None, language: str = "both",
) -> Iterator[str]:  # fmt: skip
    r"""A report as Markdown, section by section; tables as GitHub writes them.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    >>> findings = compliance.check({"name": "甲|乙", "students": 1200}, rulebook)
    >>> text = "".join(markdown_blocks(findings, language="en"))
    >>> r"甲\|乙" in text
    True
    """
    told = content(findings, advice, plan, before=before, language=language)
    for section in (_head, _schools, _failing, _lists, _advice, _plan, _end):
        for line in section(told):
            yield f"{line}\n"


def escape(text: str) -> str:
    r"""A text on one line, of which nothing is taken for markup.

    >>> escape("1. <b>甲|乙</b>\n丙")
    '1\\. \\<b\\>甲\\|乙\\</b\\> 丙'
    """
    plain = _MARKUP.sub(r"\\\1", " ".join(legal(text).split()))
    return _OPENING.sub(lambda m: f"{m[1]}{m[2][:-1]}\\{m[2][-1]}", plain)


def _titled(level: int, text: str) -> Iterator[str]:
    yield from ("", f"{'#' * level} {escape(text)}", "")


def _listed(lines: Iterable[str]) -> Iterator[str]:
    yield from (f"- {escape(line)}" for line in lines)


def table(heads: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """A table; a list in a cell has a line for each of its texts."""
    yield f"| {' | '.join(map(escape, heads))} |"
    yield f"|{' --- |' * len(heads)}"
    yield from (f"| {' | '.join(map(_cell, row))} |" for row in rows)


def _cell(value: object) -> str:
    if isinstance(value, list):
        return "<br>".join(escape(str(inner)) for inner in value)
    return escape(str(value))


def _heads(told: Told, *names: str) -> list[str]:
    return [told["words"][name] for name in names]


def _head(told: Told) -> Iterator[str]:
    yield f"# {escape(told['title'])}"
    yield ""
    words = told["words"]
    yield from _listed([*told["head"], f"{words['source']}: {told['source'] or '—'}"])
    yield from _titled(2, words["conclusion"])
    yield from _listed(told["summary"])


def _schools(told: Told) -> Iterator[str]:
    yield from _titled(2, told["words"]["schools"])
    heads = _heads(told, "school", "district", "outcome", "complete", "outstanding", "failed",
                   "unknown")  # fmt: skip
    yield from table(heads, (
        (_name(s), s["district"], s["outcome"], s["complete"], s["outstanding"], s["failed"],
         s["unknown"]) for s in told["schools"]
    ))  # fmt: skip


def _name(one: Told, key: str = "id") -> str:
    return f"{one[key]} {one['name']}".strip()


def _clauses(told: Told, rows: Iterable[Told], *, named: bool) -> Iterator[str]:
    heads = _heads(told, "clause", "law", "measured", "asked", "shortfall", "remedies", "remarks")
    first = _heads(told, "school") if named else []
    yield from table([*first, *heads], (
        ([_name(c, "school")] if named else [])
        + [c["title"], f"{c['law']} ({c['cite']})", c["measured"], c["asked"], c["shortfall"],
           c["remedies"], c["remarks"]] for c in rows
    ))  # fmt: skip


def _failing(told: Told) -> Iterator[str]:
    if told["failing"]:
        yield from _titled(2, told["words"]["failing"])
    for school in told["failing"]:
        yield from _titled(3, _name(school))
        yield from _clauses(told, school["clauses"], named=False)
    for name in ("explained", "targets"):
        if told[name]:
            yield from _titled(2, told["words"][name])
            yield from _clauses(told, told[name], named=True)


def _lists(told: Told) -> Iterator[str]:
    """What is not known, what is still to come, what is waived, and what has changed."""
    tables: dict[str, tuple[tuple[str, ...], list[Sequence[object]]]] = {
        "unknown": (
            ("school", "clause", "reason", "needs"),
            [(_name(r, "school"), r["title"], r["reason"], r["needs"]) for r in told["unknown"]],
        ),
        "evidence": (
            ("clause", "cite", "waiting"),
            [(r["title"], r["cite"], r["schools"]) for r in told["evidence"]],
        ),
        "waived": (
            ("school", "clause", "authority", "period"),
            [(_name(r, "school"), r["title"], f"{r['authority']} {r['document']}", r["period"])
             for r in told["waived"]],
        ),
    }  # fmt: skip
    for name, (heads, rows) in tables.items():
        if rows:
            yield from _titled(2, told["words"][name])
            yield from table(_heads(told, *heads), rows)
    if told["changed"]:
        yield from _titled(2, told["words"]["changed"])
        yield from _listed(told["changed"])


def _decided(told: Told, schools: Iterable[Told]) -> Iterator[str]:
    """A table of every school, then each of which more is to be said."""
    known = list(schools)
    yield ""
    yield from table(_heads(told, "school", "action"), ((_name(s), s["action"]) for s in known))
    for school in known:
        if school["stays"]:
            continue
        yield from _titled(3, f"{_name(school)}: {school['action']}")
        for section in school["sections"]:
            yield f"- {escape(section['title'])}"
            yield from (f"  {line}" for line in _listed(section["lines"]))


def _advice(told: Told) -> Iterator[str]:
    advice = told["advice"]
    if advice is not None:
        yield from _titled(2, told["words"]["advice"])
        yield from (f"> {escape(told['words']['opinion'])}", "")
        yield from _listed([*advice["head"], advice["counts"]])
        if advice["warnings"]:
            yield from _titled(3, told["words"]["warnings"])
            yield from _listed(advice["warnings"])
        yield from _decided(told, advice["schools"])


def _plan(told: Told) -> Iterator[str]:
    plan, words = told["plan"], told["words"]
    if plan is None:
        return
    yield from _titled(2, words["plan"])
    yield from (f"> {escape(words['opinion'])}", "")
    yield from _listed([*plan["head"], *plan["districts"]])
    if plan["mergers"]:
        yield from _titled(3, words["mergers"])
        heads = _heads(told, "merger_no", "merger_members", "merger_kind")
        yield from table(heads, ((m["no"], m["members"], m["kind"]) for m in plan["mergers"]))
    for name, label in (("failing", "still_failing"), ("unknown", "not_known"),
                        ("totals", "totals")):  # fmt: skip
        if plan[name]:
            yield from _titled(3, words[label])
            yield from _listed(plan[name])
    yield from _decided(told, plan["schools"])


def _end(told: Told) -> Iterator[str]:
    for name in ("waivers", "notes", "issues"):
        if told[name]:
            yield from _titled(2, told["words"][name])
            yield from _listed(told[name])
