"""Records of plans."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from compliance.advice.actions import ActionName
from compliance.advice.policy.region import Counts
from compliance.documents.standard import Force
from compliance.model import Model
from compliance.schemas.checked import Exact, FindingRecord, Outcome, SchoolRecord, WordsRecord


class _Level(Model):
    name: str
    value: int
    bound: int | None
    proven: bool


class _Tally(Model):
    district: str
    before: int
    failing: int
    unknown: int
    new: int
    participants: int
    absorbed: int
    joined: int
    left: int
    after: int
    failing_after: int
    unknown_after: int


class _Bought(Model):
    fact: str
    title: WordsRecord
    amount: Exact
    unit: WordsRecord
    cost: int


class _Cohort(Model):
    group: str
    major: str
    pupils: int
    title: WordsRecord


class _Survivor(Model):
    school: str
    name: str
    district: str
    members: list[str]
    new_campus: bool
    bought: list[_Bought]
    taken: int
    cohorts: list[_Cohort]
    cost: int
    outcome: Outcome
    conceded: list[str]
    findings: SchoolRecord
    also: SchoolRecord | None


class _Rejected(Model):
    action: ActionName
    rule: str
    why: str
    with_: str = Field(alias="with")
    by: str
    clauses: list[str]


class _Decision(Model):
    school: str
    name: str
    district: str
    outcome: Outcome
    action: ActionName
    title: WordsRecord
    with_: list[str] = Field(alias="with")
    into: str
    advised: ActionName
    leaning: ActionName | Literal[""]
    override: ActionName | Literal[""]
    pupils: int | None
    pupils_moved: int
    rule: str
    cite: str
    text: str
    verbatim: bool
    ground: str
    force: Force | Literal[""]
    failed: list[FindingRecord]
    after: list[FindingRecord]
    rejected: list[_Rejected]


class _Transfer(Model):
    source: str
    target: str
    pupils: int
    why: ActionName


class _Member(Model):
    school: str
    name: str


class _Merger(Model):
    number: int
    kind: WordsRecord
    members: list[_Member]


class _Costs(Model):
    total: int
    bought: list[_Bought]


class _Need(Model):
    fact: str
    title: WordsRecord


class _Unknown(Model):
    school: str
    name: str
    needs: list[_Need]


class _Step(Model):
    school: str
    action: ActionName
    into: str
    first: str
    last: str
    cost: int
    late: bool


class _Calendar(Model):
    start: str
    months: int
    ends: str | None
    steps: list[_Step]
    years: dict[str, int]


class PlanRecord(Model):
    """``Plan.to_dict()``; costs are in 元, amounts exact in the unit beside them."""

    policy: str
    title: WordsRecord
    document: str
    binding: Literal["in_force", "not_in_force", "unknown"]
    standard: str
    on: str
    readings: dict[str, str]
    merged_counts: Counts
    merged_counts_in: dict[str, Counts]
    targets: bool
    status: Literal["optimal", "feasible"]
    method: str
    reproducible: bool
    levels: list[_Level]
    counts: dict[ActionName, int]
    total: _Tally
    districts: list[_Tally]
    survivors: list[_Survivor]
    decisions: list[_Decision]
    transfers: list[_Transfer]
    mergers: list[_Merger]
    calendar: _Calendar
    costs: _Costs
    unknown: list[_Unknown]
