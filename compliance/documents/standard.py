"""The model of a standard file: clause cards, measures, overlays, coverage."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field

from compliance.derived.table import AnyDerivation
from compliance.documents.thresholds import Comparators
from compliance.model import FormatOne, Identifier, Model, Slug, Title, Words
from compliance.vocabulary import Fact

Force = Literal["shall", "normally", "about", "target", "may"]
Basis = Literal["computed", "attested", "judged"]
Subject = Literal[
    "school", "major", "course", "class", "teacher", "undertaking", "county", "city", "province"
]
EVIDENCE = r"^(S|I|C|V[1-9])$"
EvidenceCode = Annotated[
    str, Field(pattern=EVIDENCE, description="how well the text is known 文本来源强度")
]
"""S: in a source document held here; Vn: seen in n independent pages; C: in a code base;
I: arithmetic inference. A text that nobody saw (M) is not encoded."""


def _day(value: object) -> object:
    if isinstance(value, str):
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            return value
    return value


Day = Annotated[dt.date, BeforeValidator(_day)]


class LostDay(Model):
    """A date that the source lost, with the range that is left and an inference with its ground."""

    unreadable: Words
    from_: Day = Field(alias="from")
    to: Day
    inferred: Day | None = Field(default=None, description="a recorded inference 推定值")
    ground: Words | None = Field(default=None, description="its ground 推定依据")


class InForce(Model):
    """First and last day in force; no last day means still in force."""

    from_: Day | LostDay = Field(alias="from")
    to: Day | LostDay | None = None


class Reading(Comparators):
    """One way to read a text that admits two; the default one repeats no comparator."""

    default: bool = False
    zh: Words
    en: Words | None = None
    ground: Words = Field(description="why this reading 依据")
    measure: Identifier | None = None
    pool: Identifier | None = None


class Example(Model):
    """Facts, and the verdict that the clause must give."""

    given: dict[str, Any]
    expect: Literal["pass", "fail", "unknown", "not_applicable"]
    reading: Slug | None = None
    on: Day | None = Field(default=None, description="the day that is judged 判定日期")
    others: tuple[dict[str, Any], ...] = Field(
        default=(), description="what is judged together with it 同时判定的其他对象"
    )
    note: Words | None = None


class _Card(Comparators):
    """What a clause says and what an overlay may change."""

    cite: Words | None = Field(default=None, description="条款号 article")
    text: Words | None = Field(default=None, description="原文，一字不改 the law, word for word")
    paraphrase: Words | None = Field(default=None, description="没有原文时的转述")
    evidence: EvidenceCode | None = None
    force: Force | None = Field(default=None, description="约束力; without a modal word: shall")
    readings: dict[Slug, Reading] | None = None
    or_if: Words | None = Field(default=None, description="it passes too if this holds 视为达标")
    due: Day | LostDay | None = Field(
        default=None, description="not in force before 到期日（之前不判定）"
    )
    in_force: InForce | None = Field(default=None, description="a phase of its own 本条施行期间")
    departments: tuple[Words, ...] = Field(
        default=(), description="who is responsible, the lead first 责任单位，排在首位的为牵头单位"
    )
    examples: tuple[Example, ...] = ()
    note: Title | None = None


class Clause(_Card):
    """One checkable requirement."""

    id: Slug
    title: Title | None = Field(default=None, description="default: the measure's name")
    basis: Basis = Field(default="computed", description="判定方式")
    applies_if: Words | None = None
    counts_in: Slug | None = Field(
        default=None, description="only counted by this clause, not by itself 仅计入该条"
    )
    measure: Identifier | None = Field(default=None, description="a measure, or a fact")
    pool: Identifier | None = Field(
        default=None, description="judge parts pooled by this category 合并计算的分组"
    )


class Change(_Card):
    """What an overlay changes in a clause of its base."""

    clause: Slug


class Drop(Model):
    """A clause of the base that the overlay does not ask for."""

    clause: Slug
    why: Words


class Measure(Model):
    """A named formula over facts."""

    formula: Words
    unit: Words
    zh: Words
    en: Words | None = None
    over: Identifier | None = Field(default=None, description="judged for each part 逐项")
    prefer: Words | None = Field(
        default=None, description="used instead where it is reported 有此数据时优先采用"
    )
    printed: Words | None = Field(
        default=None, description="the same figure as schools print it 学校自报的同一指标"
    )
    called: Words | None = Field(
        default=None, description="what the text calls it, if no label of its facts 原文叫法"
    )


class Says(Model):
    """One way to reckon up a document's own figures."""

    says: Words
    zh: Words
    en: Words | None = None
    holds: bool = True


class Identity(Model):
    """What a document's own figures come to: 17 + 19 == 36.

    ``holds`` says that they do; where they do not, the source contradicts itself. ``readings``
    are the ways to read a text that does not settle its own arithmetic.
    """

    id: Slug
    cite: Words
    text: Words | None = None
    paraphrase: Words | None = None
    says: Words | None = None
    readings: dict[Slug, Says] = Field(default_factory=dict)
    holds: bool = True
    evidence: EvidenceCode | None = None
    note: Title | None = None


class Standard(Model):
    """A published document as a file of clause cards."""

    format: FormatOne
    title: Title
    issuer: Words
    document: Words
    in_force: InForce
    status: Literal["draft"] | None = Field(default=None, description="never binds 征求意见稿")
    subject: Subject
    vocabulary: Words | None = Field(
        default=None, description="default: cn/vocabulary, or cn/subjects/… 数据项表"
    )
    base: Words | None = Field(default=None, description="the standard this overlays 上位标准")
    applies_if: Words | None = Field(
        default=None, description="scope; a fact not reported is presumed to be in scope 适用范围"
    )
    facts: dict[Identifier, Fact] = Field(
        default_factory=dict, description="facts that only this standard asks for 本标准专用数据项"
    )
    measures: dict[Identifier, Measure] = Field(default_factory=dict)
    derived: dict[Identifier, AnyDerivation] = Field(
        default_factory=dict, description="facts reckoned from others 由其他数据项推算的数据项"
    )
    clauses: tuple[Clause, ...] = ()
    change: tuple[Change, ...] = ()
    add: tuple[Clause, ...] = ()
    drop: tuple[Drop, ...] = ()
    identities: tuple[Identity, ...] = Field(
        default=(), description="the document's own arithmetic 文件自身的数字关系"
    )
    notes: tuple[Title, ...] = ()

    @property
    def facts_of(self) -> str:
        """The id of the vocabulary of its subject."""
        if self.vocabulary is not None:
            return self.vocabulary
        return "cn/vocabulary" if self.subject == "school" else f"cn/subjects/{self.subject}"
