"""Printed labels with more in them than a datum's name: the page, or the school that it is of."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple

from compliance.errors import nearest
from compliance.vocabulary import LONGEST_LABEL, comparable

_PAGE = re.compile(
    r"\s*[(（\[【]\s*(?:(?:first|second|third|other|last) (?:page|source|article|site)"
    r"|(?:page|source) [0-9]{1,3}|as printed|sic|第[0-9一二三四五六七八九十]{1,3}页|另一页|另页)"
    r"\s*[)）\]】]\s*\Z",
    re.IGNORECASE,
)
_OWN = frozenset(
    ["学校", "我校", "本校", "全校", "该校", "校", "我院", "本院", "全院", "我园", "本园", "全园"]
)
_INSTITUTION = re.compile(
    r".+(?:学校|学院|大学|中学|小学|幼儿园|中专|技校|职教中心|职业教育中心)校?\Z"
)
_KINDS = re.compile(
    r"其中|其他|其它|全国|全省|全市|全县|全区|所有|各级?|省|市|县|区|乡|镇|村|属|公办|民办|公立|私立|普通|综合|重点"
    r"|初等|中等|高等|初级|高级|完全|独立|专科|本科|职业|专业|技术|技工|技师|成人|特殊|义务|教育|学前|九年一贯制|中心"
    r"|师范|高中|初中|高职|中职|中专|职高|技校|职教|学校|学院|大学|中学|小学|幼儿园|院校|校|和|及|与|的|附属|附设|分|新|老|旧"
)
SHORTEST_NAME = 4
LONGEST_MISSPELT = 40


class Ending(NamedTuple):
    """A label taken apart: whose datum it is, and the fact that its ending names."""

    owner: str
    fact: str


def without_page(label: str) -> str:
    """A label without the page that it was printed on.

    >>> without_page("总投资 (second page)"), without_page("建筑面积（含租赁）")
    ('总投资', '建筑面积（含租赁）')
    """
    return _PAGE.sub("", label) if len(label) <= LONGEST_LABEL else label


def endings(labels: Iterable[str], known: Mapping[str, str]) -> dict[str, Ending]:
    """The labels that end in a known one, behind the name of an institution."""
    found = {}
    for label in labels:
        written = comparable(label)
        if len(label) > LONGEST_LABEL:
            continue
        ending = max((k for k in known if k and written.endswith(k)), key=len, default="")
        owner = written[: len(written) - len(ending)] if ending else ""
        if owner in _OWN or _INSTITUTION.fullmatch(owner):
            found[label] = Ending(owner, known[ending])
    return found


def own(found: Mapping[str, Ending], name: str, *, alone: bool) -> dict[str, str]:
    """Those labels that are certainly of this school: its own name, or 我校, stands before them.

    Where nobody says which school it is, the labels say so themselves if all of them name one
    and the same, and no other figure stands ``alone``, without a name.
    """
    owners = {one.owner for one in found.values() if one.owner not in _OWN}
    single = not name and not alone and len(owners) == 1 and _is_a_name(*owners)
    return {
        label: one.fact
        for label, one in found.items()
        if one.owner in _OWN or single or (name and _same(one.owner, comparable(name)))
    }


def _is_a_name(owner: str) -> bool:
    """Whether an institution is named, not only a kind of them: 中等职业学校 is nobody's name."""
    return bool(_KINDS.sub("", owner))


def _same(owner: str, name: str) -> bool:
    """Whether two names are one, with or without the province before it or 校 behind it."""
    one, two = sorted((owner.removesuffix("校"), name.removesuffix("校")), key=len)
    return len(one) >= SHORTEST_NAME - 1 and two.endswith(one)


def nearest_label(label: str, known: Mapping[str, str]) -> str:
    """The known label closest to one that is not known, or a dash."""
    return closest(label, tuple(known)) or "—"


@lru_cache(maxsize=1024)
def closest(given: str, known: tuple[str, ...]) -> str:
    """What ``suggest`` says, remembered: a whole column may repeat one misspelling."""
    return suggest(given, known)


def suggest(label: str, known: Iterable[str]) -> str:
    """The known spelling closest to a label; looking for one costs too much for a long text."""
    return nearest(label, known) if len(label) <= LONGEST_MISSPELT else ""
