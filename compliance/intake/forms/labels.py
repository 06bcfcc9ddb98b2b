"""Labels of rows and headings of columns, as they are compared: without numbering, without unit."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from compliance.intake.forms.model import STEP
from compliance.text import plain
from compliance.vocabulary import LONGEST_LABEL, comparable

_CIRCLED = re.compile("[①-⓿❶-➓]")
_NUMBERED = re.compile(
    r"(?:其中[:,]?|[一二三四五六七八九十]{1,3}[、.]|\([一二三四五六七八九十\d]{1,3}\)"
    r"|\d{1,2}(?:\.\d{1,2})+\s|\d{1,2}(?:\.\d{1,2})*[.、](?!\d))\s*"
)
WHOLE = frozenset(["计", "合计", "小计", "总计", "数量", "数值"])
"""Headings that add nothing: the whole of what stands over them."""
OF_WHICH = "其中"
CODES = frozenset(["编号", "代码", "行次", "序号", "指标代码", "no"])
"""Headings of columns that number the rows."""
UNITS = frozenset(["单位", "计量单位"])
"""Headings of columns that give the unit of each row."""

Path = tuple[str, ...]


@lru_cache(maxsize=16384)
def bare(text: str) -> str:
    """A label without numbering, 其中 before it, unit and blanks.

    >>> bare("一、教学用房（平方米）"), bare("  其中：女"), bare("1.2 占地面积"), bare("其中：")
    ('教学用房', '女', '占地面积', '其中')
    """
    if len(text) > LONGEST_LABEL:
        return ""
    rest = plain(_CIRCLED.sub("", text))
    while (found := _NUMBERED.match(rest)) is not None:
        if found.end() == len(rest):
            return OF_WHICH if rest.startswith(OF_WHICH) else ""
        rest = rest[found.end() :]
    return comparable(rest)


@lru_cache(maxsize=4096)
def steps(label: str) -> Path:
    """The headings that a description names, from top to bottom.

    >>> steps("固定资产总值 > 其中：教学仪器设备值（万元）")
    ('固定资产总值', '教学仪器设备值')
    """
    return tuple(found for one in label.split(STEP) if (found := bare(one)))


def is_path(found: Sequence[str], wanted: Path) -> bool:
    """Whether headings, from top to bottom, are those of a description.

    What the description does not name must say nothing of its own: 当年新增 above a heading,
    or 其中 below it, makes it another figure.

    >>> is_path(("教学仪器设备值", "计"), ("教学仪器设备值",))
    True
    >>> is_path(("当年新增", "教学仪器设备值"), ("教学仪器设备值",))
    False
    """
    told = [step for step in found if step not in WHOLE or step in wanted]
    if told[-1:] == [OF_WHICH]:
        return False
    return tuple(step for step in told if step != OF_WHICH) == wanted
