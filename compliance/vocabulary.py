"""The facts that schools report: names, units, labels, and how they combine on a merger."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property, lru_cache
from typing import Annotated, Literal

from pydantic import Field, PrivateAttr

from compliance.errors import Problem, StandardError
from compliance.model import FormatOne, Identifier, Model, Title, Words
from compliance.text import Text, plain
from compliance.units import Unit, unit

BRACKETS = re.compile(r"[(\[【]([^()\[\]【】]*)[)\]】]")
LONGEST_LABEL = 200
_UNIT_WORD = re.compile(r"^(?:计量)?单位:?")
_ORNAMENT = re.compile(r"[\s:：、,，.。*“”\"'‘’_\-—()\[\]【】]+")


class _Named(Model):
    zh: Words
    en: Words
    labels: tuple[Words, ...] = Field(
        default=(), description="what files call it, as printed 文件中的叫法"
    )
    note: Words | None = None

    @property
    def text(self) -> Text:
        """The name in both languages."""
        return Text(self.zh, self.en)


class Number(_Named):
    """A quantity; a plain number is in ``unit``."""

    type: Literal["number"]
    unit: Words = Field(description="the unit of plain numbers 纯数字的单位")
    decimals: int = Field(ge=0, le=8, description="decimals that files may carry 小数位数")
    largest: int = Field(gt=0, description="no real school reports more 合理上限")
    smallest: int = Field(default=0, description="no real school reports less 合理下限")
    merge: Literal["sum", "max", "none"] = Field(
        description="how it combines when schools merge 合并时如何合成"
    )
    part_of: Identifier | None = Field(default=None, description="never more than this fact 不大于")
    per_student: Identifier | None = Field(
        default=None, description="the printed fact that 生均… in brackets states 括号内生均值"
    )
    printed: bool = Field(
        default=False, description="a figure printed by the school, not a total 学校自报的比值"
    )

    @cached_property
    def of(self) -> Unit:
        """The unit, exact."""
        found = unit(self.unit)
        if found is None:
            raise StandardError(Problem("unknown-unit", values={"unit": self.unit}))
        return found


class Value(_Named):
    """One value of a category."""


class Category(_Named):
    """One of a closed list."""

    type: Literal["category"]
    values: dict[Identifier, Value]
    merge: Literal["same", "none"] = "same"

    @cached_property
    def by_label(self) -> dict[str, str]:
        """Every way to write a value, made plain, to its code."""
        found: dict[str, str] = {}
        for code, value in self.values.items():
            for label in (code, value.zh, value.en, *value.labels):
                owner = found.setdefault(comparable(label), code)
                if owner != code:
                    values = {"label": label, "one": owner, "two": code}
                    raise StandardError(Problem("label-twice", values=values))
        return found


class Flag(_Named):
    """Yes or no."""

    type: Literal["flag"]
    merge: Literal["any", "all", "none"] = "none"


class Words_(_Named):  # noqa: N801 - Text is the bilingual text of this project
    """Free text."""

    type: Literal["text"]
    merge: Literal["first"] = "first"


class Date(_Named):
    """A day, or the month or year it falls in."""

    type: Literal["date"]
    merge: Literal["none"] = "none"


class Evidence(_Named):
    """An item of evidence: a document's name or number, or yes/no."""

    type: Literal["evidence"]
    merge: Literal["none"] = "none"


Simple = Annotated[Number | Category | Flag | Words_ | Date | Evidence, Field(discriminator="type")]


class Parts(_Named):
    """Parts of a school, each with facts of its own: majors."""

    type: Literal["parts"]
    facts: dict[Identifier, Simple]
    merge: Literal["union"] = "union"

    @cached_property
    def by_label(self) -> dict[str, str]:
        """Labels of the parts' own facts."""
        return _labels(self.facts)

    def name_of(self, label: str) -> str | None:
        """The part's own fact that a name or a printed label stands for, or None."""
        return label if label in self.facts else self.by_label.get(comparable(label))


class Members(_Named):
    """The schools of a region, each with the facts of a whole vocabulary."""

    type: Literal["members"]
    of: Words = Field(description="the vocabulary of each member 成员的数据项表")
    merge: Literal["union"] = "union"
    _vocabulary: Vocabulary | None = PrivateAttr(default=None)

    def bind(self, vocabulary: Vocabulary) -> None:
        """Say which vocabulary ``of`` names; done once, where the vocabulary is read."""
        self._vocabulary = vocabulary

    @property
    def vocabulary(self) -> Vocabulary:
        """The facts of each member."""
        if self._vocabulary is None:
            raise TypeError(self.of)
        return self._vocabulary

    @property
    def facts(self) -> dict[str, Fact]:
        """The facts of each member, as of parts."""
        return self.vocabulary.facts


Fact = Annotated[
    Number | Category | Flag | Words_ | Date | Evidence | Parts | Members,
    Field(discriminator="type"),
]


class Vocabulary(Model):
    """All facts of one kind of subject, by name.

    >>> import compliance
    >>> vocabulary = compliance.load("cn/moe/secondary-vocational-2010").vocabulary
    >>> vocabulary.name_of("校園占地面積（亩）")
    'campus_area'
    """

    format: FormatOne
    subject: Identifier = Field(default="school", description="whom the facts are about 对象种类")
    title: Title | None = None
    facts: dict[Identifier, Fact]

    @cached_property
    def by_label(self) -> dict[str, str]:
        """Every label, made plain, to the fact it names."""
        return _labels(self.facts)

    def name_of(self, label: str) -> str | None:
        """The fact that a name or a printed label stands for, or None."""
        return label if label in self.facts else self.by_label.get(comparable(label))

    @cached_property
    def wholes(self) -> tuple[tuple[str, str], ...]:
        """Each fact that is never more than another, with that other, however far above."""
        above = {name: fact.part_of for name, fact in self.numbers() if fact.part_of}
        found: dict[tuple[str, str], None] = {}
        for name in above:
            whole = above.get(name)
            while whole is not None and (name, whole) not in found:
                if isinstance(self.facts.get(whole), Number):
                    found[name, whole] = None
                whole = above.get(whole)
        return tuple(found)

    def with_facts(self, more: Mapping[str, Fact]) -> Vocabulary:
        """This vocabulary and a standard's own facts."""
        if not more:
            return self
        return Vocabulary.model_construct(
            format=1, subject=self.subject, title=self.title, facts={**self.facts, **more}
        )

    def numbers(self) -> Iterator[tuple[str, Number]]:
        """The facts that are quantities."""
        for name, fact in self.facts.items():
            if isinstance(fact, Number):
                yield name, fact


@lru_cache(maxsize=8192)
def comparable(label: str) -> str:
    """A label without its unit, blanks and ornament, for comparing.

    Brackets that hold anything but a unit stay: （含租赁） makes another fact of 建筑面积.

    >>> comparable("其中： “双师型” 教师（人）"), comparable("建筑面积（含租赁）")
    ('其中双师型教师', '建筑面积含租赁')
    """
    if len(label) > LONGEST_LABEL:
        return label
    return _ORNAMENT.sub("", BRACKETS.sub(_not_a_unit, plain(label))).lower()


def bracketed_unit(inside: str) -> Unit | None:
    """The unit that a heading's brackets hold, ``单位：`` or not.

    >>> bracketed_unit("单位:万元").factor
    Fraction(10000, 1)
    """
    return unit(_UNIT_WORD.sub("", inside.strip()))


@lru_cache(maxsize=8192)
def heading_unit(label: str) -> Unit | None:
    """The unit that a label states in brackets, if it states one.

    >>> heading_unit("占地面积（亩）").factor
    Fraction(2000, 3)
    """
    found = map(bracketed_unit, BRACKETS.findall(plain(label)))
    return next((of for of in found if of is not None), None)


def _not_a_unit(match: re.Match[str]) -> str:
    inside = match[1]
    return "" if not inside.strip("*") or bracketed_unit(inside) else inside


def _labels(facts: Mapping[str, Fact] | Mapping[str, Simple]) -> dict[str, str]:
    """Labels to names; a label that two facts claim would be a guess, and is refused."""
    found: dict[str, str] = {}
    for name, fact in facts.items():
        for label in (name, fact.zh, fact.en, *fact.labels):
            owner = found.setdefault(comparable(label), name)
            if owner != name:
                raise StandardError(
                    Problem("label-twice", values={"label": label, "one": owner, "two": name})
                )
    return found
