"""A school's place among the others of its province or district, by what a clause measures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.advice.years.exact import exact, in_unit
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings
from compliance.checking.statistics import group_of, known_group, members
from compliance.errors import NotFound, Problem, nearest
from compliance.rulebook.rule import Against, ByCategory, Limits, Rule


class Standing(NamedTuple):
    """One school among the others of its group: how many are worse, equal and better."""

    finding: Finding
    value: Fraction
    worse: int
    equal: int
    better: int

    @property
    def percentile(self) -> Fraction | None:
        """The share of the others that are worse, half of the equal ones counted; None if alone."""
        others = self.worse + self.equal + self.better
        return (self.worse + Fraction(self.equal, 2)) / others if others else None

    def to_dict(self) -> dict[str, Any]:
        """The place ready for JSON; the value as exact text in the clause's unit."""
        share = self.percentile
        return {
            "school": self.finding.school.id,
            "clause": self.finding.clause,
            "measured": in_unit(self.finding, self.value),
            "unit": self.finding.unit,
            "worse": self.worse,
            "equal": self.equal,
            "better": self.better,
            "percentile": None if share is None else str(share),
        }


@dataclass(frozen=True)
class Standings:
    """The places of one group, best first; ``apart`` are the ids of those that have none."""

    items: tuple[Standing, ...]
    apart: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[Standing]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def to_dict(self) -> dict[str, Any]:
        """All places, ready for JSON."""
        return {"ranked": [one.to_dict() for one in self.items], "apart": list(self.apart)}


def standing(findings: Findings, clause: str, by: str | None = None) -> dict[str, Standings]:
    """Where each school stands among the others of its group, by what a clause measures.

    Better is what the clause asks for: more where it sets a least, less where it sets a most. Only
    what was measured exactly is ranked; missing, approximate and contradicted figures are kept
    apart, and so are schools that do not report their group. Schools that the clause does not
    apply to are left out.

    Args:
        findings: the findings of one year.
        clause: the id of a clause of the school as a whole.
        by: a fact such as ``province``; without it, all schools are one group, ``""``.

    Raises:
        NotFound: no such clause, none that asks for more or for less, or no such fact to group by.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> schools = [{"id": n, "students": pupils} for n, pupils in (("A", 900), ("B", 1300))]
    >>> places = standing(compliance.check([*schools, {"id": "C"}], rulebook), "enrolment")[""]
    >>> [(one.finding.school.id, one.percentile) for one in places], places.apart
    ([('B', Fraction(1, 1)), ('A', Fraction(0, 1))], ('C',))
    """
    more = _more_is_better(findings, clause)
    groups: dict[str, list[Finding]] = {}
    if by is not None:
        known_group(findings.rulebook, by)
    for item in findings:
        group = group_of(item, by) if by is not None else ""
        groups.setdefault(group, []).extend(members([item], clause))
    return {
        group: _apart(found) if by is not None and not group else _placed(found, more=more)
        for group, found in groups.items()
    }


def _apart(found: list[Finding]) -> Standings:
    """Those whose group is not known: they are not a group of their own."""
    return Standings((), tuple(finding.school.id for finding in found))


def _placed(found: list[Finding], *, more: bool) -> Standings:
    values = [(finding, exact(finding)) for finding in found]
    known = [(finding, value) for finding, value in values if value is not None]
    goods = sorted(value if more else -value for _, value in known)

    def place(finding: Finding, value: Fraction) -> Standing:
        good = value if more else -value
        worse, upto = bisect_left(goods, good), bisect_right(goods, good)
        return Standing(finding, value, worse, upto - worse - 1, len(goods) - upto)

    placed = sorted((place(*one) for one in known), key=lambda one: one.better)
    apart = tuple(finding.school.id for finding, value in values if value is None)
    return Standings(tuple(placed), apart)


def _more_is_better(findings: Findings, clause: str) -> bool:
    rulebook = findings.rulebook
    sides = _sides(rulebook[clause])
    if len(sides) != 1:
        fit = [rule.id for rule in rulebook.rules if len(_sides(rule)) == 1]
        values = {"key": "clause", "found": clause, "known": ", ".join(fit),
                  "nearest": nearest(clause, fit) or "—"}  # fmt: skip
        raise NotFound(Problem("unknown-value", values=values))
    return True in sides


def _sides(rule: Rule) -> set[bool]:
    """Whether a clause asks for no less, no more, or both; empty if it compares no number."""
    if rule.measured.over:
        return set()
    test = rule.test
    if isinstance(test, Against):
        return {test.lower}
    rows = tuple(test.rows.values()) if isinstance(test, ByCategory) else (test,)
    return {bound.lower for one in rows if isinstance(one, Limits) for bound in one.bounds}
