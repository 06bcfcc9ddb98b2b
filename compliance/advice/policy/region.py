"""What a policy says of a whole region: who may merge with whom, what may be bought, targets."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import Field

from compliance.model import Identifier, Model, Words

Count = Annotated[int, Field(ge=0, le=1_000_000)]
Weight = Annotated[int, Field(ge=0, le=1000)]


Priced = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)?$", max_length=121)]
"""A fact, or one of parts as ``majors.equipment``: then of each group of them."""


class Grounded(Model):
    """Where a choice comes from: the document, or what stands for it."""

    cite: Words | None = None
    ground: Words | None = Field(default=None, description="what is assumed, and why 依据")


class Pairs(Grounded):
    """Who may merge with whom."""

    same: tuple[Identifier, ...] = Field(default=(), description="facts that both share 相同")
    anywhere: tuple[Words, ...] = Field(
        default=(), description="districts whose schools may take in those of any 可跨区接收的"
    )
    within: Words | None = Field(
        default=None, description="how far apart at most, such as 15 km; as the crow flies 距离上限"
    )
    nearest: Annotated[int, Field(ge=1, le=100)] = 8
    receivers: Annotated[int, Field(ge=1, le=100)] = Field(
        default=8, description="schools that the pupils of a closed one may go to 安置学校数"
    )
    placement: Literal["district", "any"] = Field(
        default="district", description="where pupils of a closed school may go 学生安置范围"
    )
    pupils: Literal["split", "cohort"] = Field(
        default="split",
        description="pupils of a closed school: shared out, or those of a major together, to a "
        "school that has it 学生分流方式",
    )
    members: Annotated[int, Field(ge=2, le=20)] = Field(default=4, description="at most 最多几所")


class Purchase(Grounded):
    """A fact that money can raise on the campus that is there."""

    cost: Words = Field(description="such as 25 万元/亩 单价")
    most: Words = Field(description="at most for one school 上限")


class NewCampus(Grounded):
    """A campus that is built elsewhere, instead of those that are there."""

    becomes: dict[Identifier, Any]
    cost: dict[Priced, Words] = Field(description="of each fact that is built 单价")
    most: Count | None = Field(default=None, description="in the region 全域最多几处")


Counts = Literal["participants", "absorbed"]


class KeepOne(Grounded):
    """At least one school of each value of a fact survives."""

    same: Identifier


class DistrictTarget(Model):
    """What a district is to do: how many schools are built anew, merge, leave."""

    district: Words
    new: Count | None = None
    merged: Count | None = None
    leave: Count | None = Field(default=None, description="closed or converted 停办或转型")
    left: Count | None = Field(default=None, description="of those that did not meet 保留所数")
    counts: Counts | None = Field(default=None, description="by default as all districts 口径")


class Targets(Grounded):
    """The numbers that the document sets; they bind only where the plan is asked to keep them."""

    survivors: Count | None = None
    counts: Counts = Field(default="participants", description="whom 合并N所 counts 合并所数的口径")
    listed: Identifier | None = Field(
        default=None, description="yes or no: whom the numbers count; if not said, who fails 名单"
    )
    districts: tuple[DistrictTarget, ...] = ()


class Disruption(Grounded):
    """What a pupil's change weighs; a plan moves as few as it can."""

    move: Weight = 10
    across: Weight = Field(default=20, description="into another district 跨区")
    rebuild: Weight = Field(default=3, description="with the school to its new campus 随校搬迁")
    convert: Weight = 15
    close: Weight = 30


class Budget(Grounded):
    """How much money there is, for all or for each value of a fact."""

    total: Words | None = None
    by: Identifier | None = None
    amounts: dict[Words, Words] = Field(default_factory=dict)


Lead = Annotated[str, Field(pattern=r"^\d{1,3} (month|year)s?$")]


class LeadTimes(Grounded):
    """How long each action takes from its first day; a school is taught out 逐届读完."""

    rectify: Lead = "6 months"
    merge: Lead = "6 months"
    relocate: Lead = "24 months"
    convert: Lead = "3 years"
    close: Lead = "3 years"


class Calendar(Grounded):
    """The periods on whose first day actions begin."""

    start: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")] | None = Field(
        default=None, description="the first month 起始月份"
    )
    months: Annotated[int, Field(ge=1, le=12)] = Field(default=6, description="of a period 月数")


class Region(Model):
    """The section ``plan`` of a policy."""

    pairs: Pairs = Pairs()
    buy: dict[Priced, Purchase] = Field(default_factory=dict)
    new_campus: NewCampus | None = None
    keep_one: tuple[KeepOne, ...] = ()
    headroom: Annotated[str, Field(pattern=r"^\d{1,2}(\.\d)? ?%$")] | None = Field(
        default=None, description="above each line, for schools that take others in 余量"
    )
    budget: Budget | None = None
    targets: Targets = Targets()
    disruption: Disruption = Disruption()
    prefer: Literal["disruption", "cost"] = Field(
        default="disruption",
        description="of plans that leave as few failing: whether fewer pupils moved or less money "
        "comes first 达标相同时先比变动还是费用",
    )
    lead_times: LeadTimes = LeadTimes()
    calendar: Calendar = Calendar()
