"""Rows below a heading that are no school: totals, notes, numbers of columns, headings again."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Literal

from compliance.intake.tables.grid import at, blank, nameless
from compliance.intake.values import shown
from compliance.text import plain
from compliance.vocabulary import Vocabulary

_TOTALS = re.compile(
    r"(?:全[市省区县校国]|各[校县区])?(?:合计|总计|小计|共计|平均|均值|总数|汇总|累计)"
    r"(?![^\d(:,;]*(?:校|学院|中学|中专|中心|职高|集团)\Z)"
    r"|.{0,20}(?:合计|小计|总计|共计|平均|汇总|累计)\Z"
    r"|全[市省区县国]\Z|共计?[\d一二三四五六七八九十百]+[所个].{0,10}\Z"
    r"|(?:grand|sub)?-?totals?\b|(?:sum|average|mean)\Z"
)
_NOTES = re.compile(
    r"注[:：\d]|注释|说明|备注|填表|制表|审核|填报|单位负责人|联系|资料来源|数据来源"
)
_GROUP = re.compile(r"[(（]?[一二三四五六七八九十]{1,3}[)）、.．]|.{1,12}[区县市]\Z")
_ORDINALS = frozenset("甲乙丙丁戊己庚")
_BLANKS = re.compile(r"\s")


def no_school(text: str) -> bool:
    """Whether a name is that of a total or a note."""
    word = _BLANKS.sub("", plain(text)).lower()
    bare = re.sub(r"\A[(\[【〔<-]+|[)\]】〕>:-]+\Z", "", word)
    return any(_TOTALS.match(said) or _NOTES.match(said) for said in (word, bare))


def numbering(filled: Sequence[Any]) -> bool:
    """The row 甲 乙 1 2 3 under a heading, which only counts the columns."""
    ordinals = [cell for cell in filled if isinstance(cell, str) and cell.strip() in _ORDINALS]
    rest = [str(cell).removesuffix(".0") for cell in filled if cell not in ordinals]
    return bool(ordinals) and rest == [str(n) for n in range(1, len(rest) + 1)]


def names_a_group(filled: Sequence[Any], *, merged: bool) -> bool:
    """Whether a row's only text stands over the schools below it: 一、鼓楼区, over all columns."""
    if len(filled) != 1 or not isinstance(filled[0], str):
        return False
    return merged or _GROUP.match(plain(filled[0]).strip()) is not None


def heading_again(
    row: Sequence[Any], paths: Sequence[tuple[str, ...]], named: Sequence[int], known: Vocabulary
) -> Literal["same", "other"] | None:
    """Whether a row is the heading once more, as on each printed page; or that of another table."""
    own = [shown(at(row, c)) for c in named if not nameless(at(row, c))]
    if (
        not own
        or own[0][:1].isdigit()
        or not all(known.name_of(text) in ("name", "id") for text in own)
    ):
        return None
    cells = [(c, shown(cell)) for c, cell in enumerate(row) if not nameless(cell)]
    same = all(_stands(text, paths[c] if c < len(paths) else ()) for c, text in cells)
    return "same" if same else "other"


def only_headings(row: Sequence[Any], paths: Sequence[tuple[str, ...]]) -> bool:
    """Whether every cell of a row without a name repeats a heading of its column."""
    cells = [(c, cell) for c, cell in enumerate(row) if not blank(cell)]
    return all(_stands(shown(cell), paths[c] if c < len(paths) else ()) for c, cell in cells)


def _stands(text: str, path: Sequence[str]) -> bool:
    bare = _BLANKS.sub("", plain(text))
    return any(bare == _BLANKS.sub("", plain(label)) for label in path)
