"""How far schools are from the lines: those that are near, and what is missing in all."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import NamedTuple

from compliance.checking.engine.levers import limits_of
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings
from compliance.checking.shown.ledger import known_facts, levers, shown
from compliance.numerals import percent
from compliance.reports.html.figures import amount, measured, said, wanted
from compliance.reports.html.markup import Html, table, tag
from compliance.text import word
from compliance.vocabulary import Number

NEAR = Fraction(1, 20)
"""What is as near to its line as this is listed, on whichever side."""
MOST = 100
"""More rows than this are counted, and left to the schools' own sections."""


class Gap(NamedTuple):
    """What schools lack of one fact: ``total`` in its unit."""

    fact: Number
    name: str
    schools: int
    total: Fraction


def margin(finding: Finding) -> Fraction | None:
    """How far the measured value is from the nearest line it has, as a share of that line.

    None where nothing was decided by a number, or the line is zero, or is not known.
    """
    if finding.rule.basis != "computed" or finding.verdict not in ("pass", "fail"):
        return None
    value, limits = finding.measured, limits_of(finding.rule, finding.facts)
    if value is None or limits is None:
        return None
    gap = finding.shortfall
    if gap is not None:
        broken = {b.fails for b in limits.bounds if b.fails and abs(b.fails - value) == gap}
        return min((gap / abs(line) for line in broken), default=None)
    if finding.verdict == "fail":
        return None
    lines = [b.passes for b in limits.bounds if b.passes]
    return min((abs(value - line) / abs(line) for line in lines), default=None)


def near_section(findings: Findings, anchors: dict[str, str]) -> Html:
    """Failing and passing findings within five per cent of their line, the nearest first."""
    found = [
        (far, one) for item in findings for one in item
        if (far := margin(one)) is not None and far <= NEAR and one.outcome in ("pass", "fail")
    ]  # fmt: skip
    found.sort(key=lambda pair: pair[0])
    blocks = [tag("h2", said("html.near"), id="near"), tag("p", said("html.near_note"))]
    for verdict in ("fail", "pass"):
        some = [(far, one) for far, one in found if one.verdict == verdict]
        blocks.append(_near_table(verdict, some, anchors))
    return tag("section", blocks)


def _near_table(
    verdict: str, some: list[tuple[Fraction, Finding]], anchors: dict[str, str]
) -> Html:
    if not some:
        return tag("p", said(f"html.near_{verdict}"), " ", said("html.none"))
    rows = []
    for far, one in some[:MOST]:
        school = f"{one.school.id} {one.school.name}".strip()
        rows.append((
            tag("a", school, href=anchors[one.school.id]),
            [one.rule.title, f" · {one.part.name}" if one.part.name else None], measured(one),
            wanted(one, shown(one)["threshold"]), percent(far.numerator, far.denominator),
        ))  # fmt: skip
    head = [said(f"html.{key}") for key in ("school", "clause", "measured", "asked", "distance")]
    made = table(head, rows, caption=said(f"html.near_{verdict}"))
    if len(some) > MOST:
        return Html(made + tag("p", word("html.more_rows", shown=MOST, all=len(some))))
    return made


def gaps(findings: Findings) -> tuple[list[Gap], int]:
    """What all schools lack of each fact, and how many failing findings no single fact closes.

    Of one school and fact the largest need counts, since what meets the one clause meets the
    other; needs of its parts are added. What could only be lowered, such as pupils, is no gap.
    """
    totals: dict[str, tuple[Number, list[Fraction]]] = {}
    closed_by_none = 0
    for item in findings:
        wants: dict[tuple[str, str], tuple[Number, Fraction]] = {}
        for one in item:
            if one.outcome != "fail" or one.rule.basis != "computed":
                continue
            found = list(_missing(one))
            closed_by_none += not found
            for name, fact, change in found:
                key = name, one.part.name if one.rule.measured.over else ""
                _, most = wants.get(key, (fact, Fraction(0)))
                wants[key] = fact, max(most, change)
        _add(totals, wants)
    return [Gap(fact, name, len(each), sum(each, Fraction(0)))
            for name, (fact, each) in totals.items()], closed_by_none  # fmt: skip


def _add(
    totals: dict[str, tuple[Number, list[Fraction]]],
    wants: dict[tuple[str, str], tuple[Number, Fraction]],
) -> None:
    """One school's needs: of its parts together, a school once."""
    own: dict[str, tuple[Number, Fraction]] = {}
    for (name, _), (fact, change) in wants.items():
        own[name] = fact, own.get(name, (fact, Fraction(0)))[1] + change
    for name, (fact, change) in own.items():
        totals.setdefault(name, (fact, []))[1].append(change)


def _missing(finding: Finding) -> Iterator[tuple[str, Number, Fraction]]:
    """The facts of which more alone closes the gap, and how much, in their units."""
    known = known_facts(finding)
    for lever in levers(finding):
        fact = known[lever.fact]
        if lever.change > 0 and fact.merge == "sum":
            yield lever.fact, fact, lever.change / fact.of.factor


def gaps_section(findings: Findings) -> Html:
    """The sums, and what they are and are not."""
    found, without = gaps(findings)
    rows: Iterable[tuple[object, ...]] = [
        (one.fact.text, str(one.schools), amount(one.total, one.fact.unit, one.name))
        for one in sorted(found, key=lambda gap: -gap.schools)
    ]
    head = said("html.fact"), said("html.schools_lacking"), said("html.total")
    note = word("html.gaps_note")
    return tag(
        "section", tag("h2", said("html.gaps"), id="gaps"), tag("p", note),
        table(head, rows, caption=said("html.gaps_caption")) if found
        else tag("p", said("html.none")),
        tag("p", word("html.gaps_without", findings=without)) if without else None,
    )  # fmt: skip
