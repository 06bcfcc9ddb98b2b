"""What changed since an earlier year, school by school and clause by clause."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from compliance.checking.findings import Findings, SchoolFindings
from compliance.reports.html.figures import day, said
from compliance.reports.html.markup import Html, table, tag
from compliance.reports.html.school import outcome
from compliance.text import Text, word


class Change(NamedTuple):
    """One outcome that is another than before; of a clause, or of the school where it has none."""

    school: str
    clause: Text | None
    before: str
    now: str


def changes(before: Findings, now: Findings) -> list[Change]:
    """Every outcome that differs, of schools that are in both; clauses that are in both."""
    known = {key(item): item for item in before}
    found: list[Change] = []
    for item in now:
        earlier = known.get(key(item))
        if earlier is None:
            continue
        if earlier.outcome != item.outcome:
            found.append(Change(item.school.id, None, earlier.outcome, item.outcome))
        was = outcomes(earlier)
        titles = {rule.id: rule.title for rule in now.rulebook.rules}
        found += [
            Change(item.school.id, titles[clause], was[clause], result)
            for clause, result in outcomes(item).items()
            if clause in was and was[clause] != result
        ]
    return found


def outcomes(item: SchoolFindings) -> dict[str, str]:
    """The outcome of each clause; of one judged by parts, the worst."""
    order = ("fail", "unknown", "waived", "pass", "not_applicable")
    found: dict[str, str] = {}
    for finding in item:
        was = found.get(finding.clause)
        if was is None or order.index(finding.outcome) < order.index(was):
            found[finding.clause] = finding.outcome
    return found


def key(item: SchoolFindings) -> str:
    """What a school is called in every year: a place in a list is no name."""
    return item.school.name or item.school.id if item.school.id[:1] == "#" else item.school.id


def changes_section(before: Findings, now: Findings, anchors: dict[str, str]) -> Html:
    """Schools that were added or are gone, then every change."""
    then, here = {key(item): item for item in before}, {key(item): item for item in now}
    found = changes(before, now)
    lines = [word("html.changes_of", before=day(before.rulebook.on), now=day(now.rulebook.on),
                  earlier=before.rulebook.title, later=now.rulebook.title)]  # fmt: skip
    for name, some in (("added", here.keys() - then.keys()), ("gone", then.keys() - here.keys())):
        if some:
            lines.append(word(f"html.{name}", schools=len(some), ids="、".join(sorted(some))))
    blocks = [tag("h2", said("html.changes"), id="changes"), [tag("p", line) for line in lines]]
    if not found:
        return tag("section", blocks, tag("p", said("html.no_changes")))
    names = {item.school.id: item.school.name for item in now}
    rows = [
        (tag("a", f"{one.school} {names[one.school]}".strip(), href=anchors[one.school]),
         one.clause or tag("strong", said("html.whole")), outcome(one.before), outcome(one.now))
        for one in found
    ]  # fmt: skip
    head = [said(f"html.{one}") for one in ("school", "clause", "before", "now")]
    flips = Counter((one.before, one.now) for one in found if one.clause is None)
    summed = [tag("p", outcome(a), " → ", outcome(b), f": {n}") for (a, b), n in flips.items()]
    return tag("section", blocks, summed, table(head, rows, caption=said("html.changes_caption")))
