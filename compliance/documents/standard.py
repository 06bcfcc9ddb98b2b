"""The model of a standard file: clause cards, measures, overlays, coverage."""

from __future__ import annotations

import datetime as dt
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, ConfigDict, Discriminator, Field, Tag

from compliance.model import FormatOne, Identifier, Model, Slug, Title, Words, Yes
from compliance.vocabulary import Fact

Force = Literal["shall", "normally", "about", "target", "may"]
Basis = Literal["computed", "attested", "judged"]
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
    inferred: Day
    ground: Words


class InForce(Model):
    """First and last day in force; no last day means still in force."""

    from_: Day | LostDay = Field(alias="from")
    to: Day | LostDay | None = None


class Unreadable(Model):
    """A number that the source lost. Outside ``from``–``to`` the verdict is still certain."""

    unreadable: Words = Field(description="what the copy shows 原文残存文字")
    from_: Words | None = Field(default=None, alias="from")
    to: Words | None = None
    inferred: Words | None = Field(default=None, description="a recorded inference 推定值")
    ground: Words | None = Field(default=None, description="its ground 推定依据")


class Table(Model):
    """A threshold for each value of a category, complete."""

    model_config = ConfigDict(extra="allow", json_schema_extra={
        "additionalProperties": {"type": "string", "minLength": 1},
    })  # fmt: skip
    __pydantic_extra__: dict[str, Words] = Field(init=False)

    by: Identifier


class About(Model):
    """左右: a value, and the tolerance that is read into it, which is always an inference."""

    value: Words
    from_: Words = Field(alias="from")
    to: Words
    ground: Words


def _threshold_tag(value: Any) -> str:
    if isinstance(value, dict):
        return "unreadable" if "unreadable" in value else "table"
    if isinstance(value, Table):
        return "table"
    return "unreadable" if isinstance(value, Unreadable) else "quantity"


Threshold = Annotated[
    Annotated[Words, Tag("quantity")]
    | Annotated[Table, Tag("table")]
    | Annotated[Unreadable, Tag("unreadable")],
    Discriminator(_threshold_tag),
]


class Comparators(Model):
    """The comparators, of which a clause has exactly one."""

    at_least: Threshold | None = Field(default=None, description="不少于 不低于 以上")
    more_than: Threshold | None = Field(default=None, description="超过")
    at_most: Threshold | None = Field(default=None, description="不超过 以下")
    less_than: Threshold | None = Field(default=None, description="不满")
    between: tuple[Words, Words] | None = Field(default=None, description="至 —")
    about: About | None = Field(default=None, description="左右")
    equals: Words | None = Field(default=None, description="等于")
    one_of: tuple[Words, ...] | None = Field(default=None, description="其中之一")
    present: Yes | None = Field(default=None, description="应有")

    def stated(self) -> list[str]:
        """The comparators that are given, in order."""
        return [name for name in COMPARATORS if getattr(self, name) is not None]


COMPARATORS = tuple(Comparators.model_fields)


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
    note: Words | None = None


class _Card(Comparators):
    """What a clause says and what an overlay may change."""

    cite: Words | None = Field(default=None, description="条款号 article")
    text: Words | None = Field(default=None, description="原文，一字不改 the law, word for word")
    paraphrase: Words | None = Field(default=None, description="没有原文时的转述")
    evidence: EvidenceCode | None = None
    force: Force | None = Field(default=None, description="约束力; without a modal word: shall")
    readings: dict[Slug, Reading] | None = None
    examples: tuple[Example, ...] = ()
    note: Title | None = None


class Clause(_Card):
    """One checkable requirement."""

    id: Slug
    title: Title | None = Field(default=None, description="default: the measure's name")
    basis: Basis = Field(default="computed", description="判定方式")
    applies_if: Words | None = None
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


class Standard(Model):
    """A published document as a file of clause cards."""

    format: FormatOne
    title: Title
    issuer: Words
    document: Words
    in_force: InForce
    subject: Literal["school"]
    vocabulary: Words = "cn/vocabulary"
    base: Words | None = Field(default=None, description="the standard this overlays 上位标准")
    applies_if: Words | None = Field(
        default=None, description="scope; a fact not reported is presumed to be in scope 适用范围"
    )
    facts: dict[Identifier, Fact] = Field(
        default_factory=dict, description="facts that only this standard asks for 本标准专用数据项"
    )
    measures: dict[Identifier, Measure] = Field(default_factory=dict)
    clauses: tuple[Clause, ...] = ()
    change: tuple[Change, ...] = ()
    add: tuple[Clause, ...] = ()
    drop: tuple[Drop, ...] = ()
    coverage: dict[str, tuple[Slug, ...] | Words] = Field(
        default_factory=dict,
        description="each row of the source: the clauses that hold it, or why none does 覆盖清单",
    )
    notes: tuple[Title, ...] = ()
