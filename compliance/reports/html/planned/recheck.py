"""The schools that a plan changes, judged anew: every clause, beside what its members have now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from compliance.checking.finding import Finding
from compliance.checking.findings import SchoolFindings
from compliance.checking.shown.ledger import shown, thresholds
from compliance.planning.plan import Plan, Survivor
from compliance.reports.html.figures import measured, wanted
from compliance.reports.html.markup import Html, table, tag
from compliance.reports.html.planned.actions import school
from compliance.reports.html.school import outcome
from compliance.reports.html.told import folded, listed
from compliance.text import Text, word


def rechecks(plan: Plan) -> Iterator[Html]:
    """A part for each survivor that is no longer what it was."""
    changed = [(n, one) for n, one in enumerate(plan.survivors.values(), 1) if one.changed]
    yield tag("p", word("html_plan.recheck_lead", n=len(changed)))
    for n, one in changed:
        yield _survivor(plan, one, n)


def _survivor(plan: Plan, one: Survivor, n: int) -> Html:
    """Who it is made of, what it comes to, and every clause; open where something is not met."""
    item = one.findings
    counts = Counter(finding.outcome for finding in item)
    said = [Text(f"{count} {verdict.zh}", f"{count} {verdict.en}") for name, count
            in counts.items() for verdict in [word(f"verdict.{name}")]]  # fmt: skip
    total = Text("、".join(text.zh for text in said), ", ".join(text.en for text in said))
    parts = [tag("h3", school(plan, one.id))]
    if len(one.members) > 1:
        parts.append(tag("p", word("html_plan.members", members="、".join(one.members))))
    parts.append(
        tag("p", outcome(item.outcome), " ",
            word("html_plan.verdicts", outcome=word(f"verdict.{item.outcome}"),
                 complete=word(f"verdict.{item.complete}"), outstanding=item.outstanding))
    )  # fmt: skip
    parts.append(
        folded(word("html_plan.clauses", counts=total), _table(plan, one),
               shut=item.outcome == "pass")
    )  # fmt: skip
    return tag("article", parts, id=f"after-{n}")


def _table(plan: Plan, one: Survivor) -> Html:
    """Every clause; where the plan must hold by other facts as well, by those too."""
    later = plan.also(one)
    names = ("after", "required", "verdict", *(("also",) if later is not None else ()), "remarks")
    heads = [word("html_plan.clause"),
             *(word("html_plan.as_is", school=member) for member in one.members),
             *(word(f"html_plan.{name}") for name in names)]  # fmt: skip
    rows = (_row(plan, one, finding, later) for finding in one.findings)
    return table(heads, rows, class_="clauses")


def _row(
    plan: Plan, one: Survivor, finding: Finding, later: SchoolFindings | None
) -> Iterator[Any]:  # fmt: skip
    """One clause: as each member meets it now, and as the school that results does."""
    part = f" · {finding.part.name}" if finding.part.name else ""
    title = finding.rule.title
    yield [Text(f"{title.zh}{part}", f"{title.en}{part}"), " ", tag("code", finding.clause)]
    for member in one.members:
        yield _same(plan.decisions[member].advice.findings, finding)
    yield measured(finding)
    yield wanted(finding, shown(finding)["threshold"])
    yield outcome(finding.outcome)
    if later is not None:
        yield _same(later, finding)
    yield listed(_remarks(one, finding))


def _same(item: SchoolFindings, finding: Finding) -> list[Any]:
    """The same clause, and part, in other findings; a dash where they have none."""
    key = finding.clause, finding.part.name
    found = [one for one in item if (one.clause, one.part.name) == key]
    return [[measured(one), " ", outcome(one.outcome), " "] for one in found] or ["—"]


def _remarks(one: Survivor, finding: Finding) -> Iterator[Text]:
    """What the verdict rests on, and how near it is to being another."""
    rule = finding.rule
    if finding.clause in one.conceded:
        yield word("html_plan.conceded")
    if finding.verdict == "pass" and _at_line(finding):
        yield word("html_plan.at_line")
    if finding.reason:
        yield word(f"reason.{finding.reason}")
    if rule.force != "shall":
        yield word(f"force.{rule.force}")
    if rule.basis != "computed":
        yield word(f"basis.{rule.basis}")
    if finding.inferred:
        yield word("ledger.inferred")
    if finding.verdict == "fail" and rule.source.evidence == "V1":
        yield word("ledger.single_source")


def _at_line(finding: Finding) -> bool:
    """Whether the exact value is the threshold: the clause binds, there is nothing to spare."""
    value, factor = finding.measured, finding.rule.measured.unit.factor
    return value is not None and value / factor in thresholds(finding)
