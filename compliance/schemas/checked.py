"""Records of what was read, compiled and judged."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from compliance.documents.standard import Basis, Force
from compliance.documents.thresholds import COMPARATORS
from compliance.documents.waivers import State
from compliance.model import Identifier, Model

Verdict = Literal["pass", "fail", "unknown", "not_applicable"]
Outcome = Literal["pass", "fail", "unknown", "not_applicable", "waived"]
Reason = Literal[
    "", "missing_fact", "zero_denominator", "conflicting_facts", "approximate_fact",
    "awaiting_judgement", "unknown_threshold", "unknown_applicability", "condition_false",
    "out_of_scope", "not_in_force", "no_members",
]  # fmt: skip
Relation = Literal["new", "equal", "stricter", "laxer", "different"]
Exact = str


class WordsRecord(Model):
    """A text in both languages."""

    zh: str
    en: str


class _Display(Model):
    measured: str
    threshold: str
    shortfall: str


class _Input(Model):
    fact: str
    given: str
    cell: str


class _Lever(Model):
    fact: str
    now: Exact
    to: Exact
    change: Exact
    unit: str


class _Reading(Model):
    name: str
    ground: str
    others: dict[str, Verdict]


class _Waiver(Model):
    authority: str
    document: str
    reason: str
    from_: str = Field(alias="from")
    to: str | None
    review_by: str | None
    state: State


class FindingRecord(Model):
    """One finding in full; exact numbers are decimal text or a fraction such as 40000/1201."""

    school: str
    clause: str
    part: str
    verdict: Verdict
    outcome: Outcome
    force: Force
    basis: Basis
    reason: Reason
    measured: Exact | None
    comparator: Literal[COMPARATORS]  # type: ignore[valid-type]
    threshold: str
    unit: str
    shortfall: Exact | None
    set_by: str
    inferred: bool
    cite: str
    needs: list[str]
    subject: Identifier
    on: str
    title: WordsRecord
    text: str
    verbatim: bool
    evidence: str
    display: _Display
    inputs: list[_Input]
    levers: list[_Lever]
    waiver: _Waiver | None
    reading: _Reading | None
    ground: str


class SchoolRecord(Model):
    """A school and its findings."""

    school: str
    name: str
    outcome: Outcome
    complete: Outcome
    outstanding: int
    findings: list[FindingRecord]
    issues: list[str]


class _Rate(Model):
    low: Exact
    high: Exact
    of: int
    display: str


class _WaiverStatus(_Waiver):
    clause: str
    school: str
    standard: str | None
    days_left: int | None
    expiring: bool
    judged: str
    verdict: Verdict | None
    use: Literal["used", "needless", ""]
    note: str


class WaiverReportRecord(Model):
    """``WaiverReport.to_dict()``: what has become of each waiver on the day that is judged."""

    standard: str
    on: str
    within: int
    counts: dict[State | Literal["expiring", "used", "needless", "elsewhere"], int]
    waivers: list[_WaiverStatus]


class FindingsRecord(Model):
    """``Findings.to_dict()``."""

    standard: str
    title: WordsRecord
    document: str
    on: str
    binding: Literal["in_force", "not_in_force", "unknown"]
    inferred_days: list[str]
    source: str
    judged: int
    counts: dict[Outcome, int]
    rate: _Rate
    presumed_in_scope: int
    inferred: int
    needs_a_reason: int
    targets_missed: int
    waivers: WaiverReportRecord | None
    schools: list[SchoolRecord]


class _ClauseRecord(Model):
    clause: str
    title: WordsRecord
    cite: str
    text: str
    verbatim: bool
    evidence: str
    force: Force
    basis: Basis
    comparator: Literal[COMPARATORS]  # type: ignore[valid-type]
    threshold: str
    unit: str
    set_by: str
    relation: Relation
    inferred: bool
    reading: str
    other_readings: list[str]


class RulebookRecord(Model):
    """``Rulebook.to_dict()``."""

    standard: str
    on: str
    title: WordsRecord
    issuer: str
    document: str
    binding: Literal["in_force", "not_in_force", "unknown"]
    layers: list[str]
    inferences: bool
    readings: dict[str, str]
    inferred_days: list[str]
    notes: list[WordsRecord]
    clauses: list[_ClauseRecord]


class _ColumnRecord(Model):
    cell: str
    header: str
    fact: str
    unit: str


class _School(Model):
    id: str
    name: str
    facts: dict[str, str | list[dict[str, str]]]
    cells: dict[str, str]
    issues: list[str]


class SchoolsRecord(Model):
    """``Schools.to_dict()``."""

    source: str
    columns: list[_ColumnRecord]
    issues: list[str]
    schools: list[_School]
