"""Records of advice."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from compliance.advice.actions import ActionName
from compliance.documents.standard import Force
from compliance.model import Model
from compliance.schemas.checked import Exact, FindingRecord, Outcome, SchoolRecord, WordsRecord


class _Need(Model):
    kind: Literal["lever", "clause", "to_build", "teach_out", "sanction", "quota", "within"]
    text: WordsRecord
    clause: str
    fact: str
    now: str
    to: str
    unit: str


class _Rejected(Model):
    action: ActionName
    rule: str
    why: str
    with_: str = Field(alias="with")
    by: str
    clauses: list[str]


class _Open(Model):
    needs: list[str]
    action: ActionName | Literal[""]
    rule: str
    of: str


class _AdviceOfSchool(Model):
    school: str
    name: str
    outcome: Outcome
    action: ActionName
    title: WordsRecord
    leaning: ActionName | Literal[""]
    held: str
    severity: int
    with_: list[str] = Field(alias="with")
    into: str
    hosts: list[str]
    inferred: bool
    rule: str
    cite: str
    text: str
    verbatim: bool
    evidence: str
    ground: str
    force: Force | Literal[""]
    reasons: list[FindingRecord]
    needs: list[_Need]
    rejected: list[_Rejected]
    unknown: list[_Open]
    result: SchoolRecord | None
    shared: SchoolRecord | None


class _Warning(Model):
    kind: Literal["expected", "possible"]
    year: int
    school: str
    clause: str
    unit: str
    comparator: str
    threshold: str
    inferred: bool
    measured: dict[str, Exact]
    change: Exact
    smallest: Exact
    largest: Exact
    expected: int | None
    earliest: int | None
    latest: int | None
    horizon: int
    method: WordsRecord
    text: WordsRecord


class _Turned(Model):
    school: str
    clause: str
    year: int
    before: dict[str, str | bool | None]
    now: dict[str, str | bool | None]
    text: WordsRecord


class AdviceRecord(Model):
    """``Advice.to_dict()``."""

    policy: str
    title: WordsRecord
    document: str
    binding: Literal["in_force", "not_in_force", "unknown"]
    standard: str
    on: str
    years: list[int]
    readings: dict[str, str]
    engine: str
    counts: dict[ActionName, int]
    warnings: list[_Warning]
    turned: list[_Turned]
    notes: list[WordsRecord]
    schools: list[_AdviceOfSchool]
