"""The models of comparators and of the thresholds that they ask for."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import ConfigDict, Discriminator, Field, Tag

from compliance.model import Identifier, Model, Words, Yes


class Unreadable(Model):
    """A number that the source lost. Outside ``from``–``to`` the verdict is still certain."""

    unreadable: Words = Field(description="what the copy shows 原文残存文字")
    from_: Words | None = Field(default=None, alias="from")
    to: Words | None = None
    inferred: Words | None = Field(default=None, description="a recorded inference 推定值")
    ground: Words | None = Field(default=None, description="its ground 推定依据")


class Reckoned(Model):
    """A threshold that is reckoned for each subject: what a schedule requires of its size."""

    formula: Words


class Delegated(Model):
    """A threshold that the text leaves to another authority; an overlay sets it."""

    delegated: Words = Field(description="to whom 授权由谁规定")


class Awaiting(Model):
    """A threshold of which the primary text was not seen."""

    awaiting: Words = Field(description="what was not seen 未见何文")


Open = Unreadable | Delegated | Awaiting
"""A threshold without a number of its own."""


def _threshold_tag(value: Any) -> str:
    if not isinstance(value, dict):
        known = {"Table": "table", "Unreadable": "unreadable", "Reckoned": "reckoned",
                 "Delegated": "delegated", "Awaiting": "awaiting"}  # fmt: skip
        return known.get(type(value).__name__, "quantity")
    marks = {"unreadable": "unreadable", "formula": "reckoned", "delegated": "delegated",
             "awaiting": "awaiting"}  # fmt: skip
    return next((tag for key, tag in marks.items() if key in value), "table")


Row = Annotated[
    Annotated[Words, Tag("quantity")]
    | Annotated[Unreadable, Tag("unreadable")]
    | Annotated[Delegated, Tag("delegated")]
    | Annotated[Awaiting, Tag("awaiting")],
    Discriminator(_threshold_tag),
]


_OF_A_ROW = (("unreadable", "from", "to", "inferred", "ground"), ("delegated",), ("awaiting",))
_ROWS: list[Any] = [{"type": "string", "minLength": 1}] + [
    {"type": "object", "additionalProperties": False, "required": [keys[0]],
     "properties": {key: {"type": "string", "minLength": 1} for key in keys}}
    for keys in _OF_A_ROW
]  # fmt: skip


class Table(Model):
    """A threshold for each value of a category, complete."""

    model_config = ConfigDict(
        extra="allow", json_schema_extra={"additionalProperties": {"anyOf": _ROWS}}
    )
    __pydantic_extra__: dict[str, Row] = Field(init=False)

    by: Identifier


class About(Model):
    """左右: a value, and the tolerance that is read into it, which is always an inference.

    One side may be left out where the text is one-sided.
    """

    value: Words
    from_: Words | None = Field(default=None, alias="from")
    to: Words | None = None
    ground: Words


Threshold = Annotated[
    Annotated[Words, Tag("quantity")]
    | Annotated[Table, Tag("table")]
    | Annotated[Unreadable, Tag("unreadable")]
    | Annotated[Reckoned, Tag("reckoned")]
    | Annotated[Delegated, Tag("delegated")]
    | Annotated[Awaiting, Tag("awaiting")],
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
    holds: Words | None = Field(default=None, description="a condition 条件成立")

    def stated(self) -> list[str]:
        """The comparators that are given, in order."""
        return [name for name in COMPARATORS if getattr(self, name) is not None]


COMPARATORS = tuple(Comparators.model_fields)
