"""A plan under the facts of another year: what every survivor would come to, and would fail."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from compliance.advice.shown.lines import finding_text
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, SchoolFindings
from compliance.errors import FactsError, Problem
from compliance.planning.plan import Plan, Survivor
from compliance.planning.resulting import resulting
from compliance.text import Text, word


@dataclass(frozen=True)
class Scenario:
    """A plan under other facts; made by ``scenario``."""

    plan: Plan = field(repr=False)
    survivors: Mapping[str, SchoolFindings] = field(repr=False)

    @property
    def fails(self) -> dict[str, tuple[Finding, ...]]:
        """By survivor what it would fail, beyond what the plan itself says that it fails."""
        return self._with_outcome("fail")

    @property
    def unknown(self) -> dict[str, tuple[Finding, ...]]:
        """By survivor what nobody could tell, and can by the facts of the plan."""
        return self._with_outcome("unknown")

    @property
    def holds(self) -> bool:
        """Whether the plan certainly comes to no worse."""
        return not (self.fails or self.unknown)

    def _with_outcome(self, outcome: str) -> dict[str, tuple[Finding, ...]]:
        found = {}
        for school, item in self.survivors.items():
            planned = self.plan.survivors[school].findings
            had = {_of(f) for f in planned if f.outcome == outcome}
            new = (f for f in item if _counts(f) and f.outcome == outcome and _of(f) not in had)
            found[school] = tuple(new)
        return {school: findings for school, findings in found.items() if findings}

    def lines(self, language: str) -> Iterator[str]:
        """What would fail or be unknown, school by school."""
        return (text.show(language) for text in self._texts())

    def _texts(self) -> Iterator[Text]:
        key = "holds" if self.holds else "broken"
        yield word(f"plan.scenario.{key}", n=len({*self.fails, *self.unknown}))
        for found in (self.fails, self.unknown):
            for school, findings in found.items():
                for finding in findings:
                    verdict, line = word(f"verdict.{finding.verdict}"), finding_text(finding)
                    yield Text(f"  {school} {verdict.zh} {line.zh}",
                               f"  {school} {verdict.en} {line.en}")  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        both = {"fails": self.fails, "unknown": self.unknown}
        return {"holds": self.holds} | {
            key: {school: [finding.to_dict() for finding in findings]
                  for school, findings in found.items()}
            for key, found in both.items()
        }  # fmt: skip


def scenario(plan: Plan, findings: Findings) -> Scenario:
    """What a plan would come to by the facts of another year, such as those forecast for the next.

    Raises:
        FactsError: the findings are by another standard.
        NotFound: a school of the plan is not among them.

    >>> import compliance
    >>> from compliance.planning.planner import plan
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2018-06-30")
    >>> school = {"name": "甲校", "owner": "公办", "kind": "普通", "students": 1300, "占地": "70亩"}
    >>> school |= {"teachers": 90, "specialist_teachers": 45, "general_teachers": 45,
    ...            "floor_area": 45000, "training_equipment": "800万元", "new_build": False,
    ...            "majors": [{"group": "other", "students": 1300, "equipment": "800万元"}]}
    >>> planned = plan(compliance.check(school, rulebook), "cn/fujian/fuzhou/consolidation-2016")
    >>> fewer = compliance.check(school | {"students": 1100}, rulebook)
    >>> [finding.clause for finding in scenario(planned, fewer).fails["甲校"]]
    ['enrolment']
    """
    return Scenario(plan, under(plan, findings))


def under(plan: Plan, findings: Findings) -> dict[str, SchoolFindings]:
    """Every survivor of a plan, with all that the plan does, by the facts of other findings.

    The pupils of closed schools are as many as the plan places.

    Raises:
        FactsError: the findings are by another standard.
        NotFound: a school of the plan is not among them.
    """
    standards = sorted({findings.rulebook.id, plan.findings.rulebook.id})
    if len(standards) > 1:
        raise FactsError(Problem("history-standards", values={"found": ", ".join(standards)}))
    return {one.id: _under(plan, one, findings) for one in plan.survivors.values()}


def _under(plan: Plan, one: Survivor, findings: Findings) -> SchoolFindings:
    if not one.changed:
        return findings[one.id]
    members = [findings[member].school for member in one.members]
    new = plan.planning.region.new_campus if plan.planning and one.new_campus else None
    becomes = new.becomes if new is not None else {}
    return resulting(findings.rulebook, members, one.bought, one.cohorts, becomes)


def _counts(finding: Finding) -> bool:
    return finding.rule.counts and finding.basis == "computed"


def _of(finding: Finding) -> tuple[str, str]:
    return finding.clause, finding.part.name
