"""The model of a policy file: rules over findings and facts, what may stand against them."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from compliance.advice.actions import ActionName
from compliance.advice.cases.table import State
from compliance.advice.policy.region import Region
from compliance.checking.engine.ruling import Outcome
from compliance.documents.standard import Day, EvidenceCode, Force, InForce
from compliance.model import FormatOne, Identifier, Model, Slug, Title, Words, Yes
from compliance.vocabulary import Fact

Few = Annotated[int, Field(ge=1, le=10)]


class CountOf(Model):
    """So many of some clauses."""

    count: Annotated[int, Field(ge=1, le=200)]
    of: tuple[Slug, ...]


class Trigger(Model):
    """What must certainly hold of one school: all of it, together."""

    outcome: Outcome | None = Field(
        default=None, description="指标达标的结论 of the whole standard"
    )
    fails: tuple[Slug, ...] = Field(default=(), description="every one of these 均不达标")
    fails_any: tuple[Slug, ...] = Field(default=(), description="at least one of these 至少一条")
    fails_at_least: CountOf | None = Field(default=None, description="so many of these 至少几条")
    passes: tuple[Slug, ...] = Field(default=(), description="every one of these 均达标")
    waived: tuple[Slug, ...] = Field(default=(), description="every one of these is waived 均豁免")
    if_: Words | None = Field(default=None, alias="if", description="of its facts 数据项条件")
    holds: tuple[Slug, ...] = Field(default=(), description="named conditions 引用的条件")
    in_a_row: Few = Field(default=1, description="each of so many years, the latest last 连续年数")


class Other(Trigger):
    """Another school that is advised upon together with it."""

    same: tuple[Identifier, ...] = Field(default=(), description="facts that both share 相同")
    stays: Yes | None = Field(default=None, description="it is advised to remain 拟保留")


class When(Trigger):
    """When a rule applies to a school."""

    advised: tuple[ActionName, ...] = Field(
        default=(), description="by an earlier stage, one of these 前一阶段的建议"
    )
    case: tuple[State, ...] = Field(
        default=(), description="a rectification case in one of these states 台账状态"
    )
    partner: Other | None = Field(default=None, description="with whom 合作或合并的对方")
    alone: Other | None = Field(default=None, description="there is no such school 别无他校")


class Way(Trigger):
    """One way to read a condition that admits two."""

    default: bool = False
    zh: Words
    en: Words | None = None
    ground: Words = Field(description="why this reading 依据")


class Quoted(Model):
    """Where something stands in the document."""

    cite: Words = Field(description="条款号 article")
    text: Words | None = Field(default=None, description="原文，一字不改")
    paraphrase: Words | None = Field(default=None, description="没有原文时的转述")
    evidence: EvidenceCode
    ground: Words | None = Field(
        default=None, description="what is read into the text, and why 推定及其依据"
    )
    note: Title | None = None


class Condition(Quoted, Trigger):
    """A named condition, perhaps with readings; rules name it under ``holds``."""

    readings: dict[Slug, Way] = Field(default_factory=dict)


class Then(Model):
    """What is advised, and what goes with it."""

    action: ActionName
    or_: tuple[ActionName, ...] = Field(
        default=(), alias="or", description="what the same words allow as well 同一句也允许"
    )
    becomes: dict[Identifier, Any] = Field(
        default_factory=dict, description="facts afterwards; null: not known yet 之后的数据"
    )
    sanction: Literal["restrict_intake", "suspend_intake"] | None = None
    quota: Identifier | None = Field(default=None, description="intake no more than 招生上限")
    within: Annotated[str, Field(pattern=r"^\d{1,3} (day|month|year)s?$")] | None = Field(
        default=None, description="how long it may take 期限"
    )


class PolicyExample(Model):
    """Schools, and what must be advised for the first."""

    given: dict[str, Any]
    others: tuple[dict[str, Any], ...] = Field(default=(), description="judged together 同时判定")
    earlier: tuple[dict[str, Any], ...] = Field(
        default=(), description="the same school in the years before, the oldest first 往年"
    )
    expect: ActionName
    with_: Words | None = Field(default=None, alias="with", description="with whom 对方")
    on: Day | None = Field(default=None, description="the day that is judged 判定日期")
    reading: Slug | None = None
    case: State | None = None
    note: Words | None = None


class PolicyRule(Quoted):
    """One disposition: when, then."""

    id: Slug
    stage: Few = 1
    priority: Annotated[int, Field(ge=1, le=1000)] = Field(description="the least comes first")
    force: Force = "shall"
    when: When
    then: Then
    examples: tuple[PolicyExample, ...] = ()


class Exception_(Quoted):  # noqa: N801 - Exception is a name of Python's
    """What may not be done with some schools; it holds unless it certainly does not apply."""

    id: Slug
    when: When
    forbids: tuple[ActionName, ...]
    examples: tuple[PolicyExample, ...] = ()


class PolicyDocument(Model):
    """A published policy: what is to be done with schools, by their findings."""

    format: FormatOne
    title: Title
    issuer: Words
    document: Words
    in_force: InForce
    status: Literal["draft"] | None = Field(default=None, description="never bound 征求意见稿")
    standard: Words = Field(description="whose findings it reads 所依据的标准")
    applies_if: Words | None = Field(default=None, description="to which schools 适用范围")
    together: Identifier | None = Field(
        default="district", description="schools that share it are advised upon together 分片"
    )
    facts: dict[Identifier, Fact] = Field(
        default_factory=dict, description="facts that only this policy asks for 政策专用数据项"
    )
    conditions: dict[Slug, Condition] = Field(default_factory=dict)
    rules: tuple[PolicyRule, ...]
    exceptions: tuple[Exception_, ...] = ()
    plan: Region | None = Field(default=None, description="of a whole region 全域规划")
    notes: tuple[Title, ...] = ()
