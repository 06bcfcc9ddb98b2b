"""The numbers of a quoted text, with their units and the words around them.

No grammar of Chinese is needed: a number is read with the unit behind it, and the words that
stand between it and the number or the clause before it.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction

from compliance.derived.base import is_ratio
from compliance.text import plain
from compliance.units import DIMENSIONLESS, ITEM, Dimension, fits, unit

CLAUSES = re.compile(r"[;,。]")
_NUMBER = re.compile(
    r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)|(?<![\d/])(\d+)/(\d+)(?![\d/])"
    r"|(\d[\d,]*(?:\.\d+)?)([十百千万亿]*)"
)
_RANGE_SIGNS = ("—", "——", "-", "–", "~", "至", "到")
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_GLOSS = re.compile(r"(?<=[\u4e00-\u9fff])\([a-zāáǎàēéěèīíǐìōóǒòūúǔùüǖǘǚǜ]{1,6}\)")
_SQUARE = re.compile(r"(?<![^\W\d_])([kK]?[mM])2(?!\d)")
_DIGITS = {sign: n for n, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
_WRITTEN = re.compile(r"(?<!第)([一二两三四五六七八九十百]+)(个?[^\W\d_一])")
_PART = re.compile(r"([一二三四五六七八九十百]+)分之([一二三四五六七八九十百]+)")


@dataclass(frozen=True)
class Figure:
    """A number in the text, in base units, with the words around it; a ratio has no dimension."""

    shown: str
    value: Fraction
    dimension: Dimension | None
    before: str
    after: str
    continues: bool = False
    factor: Fraction = Fraction(1)


def clean(text: str) -> str:
    """A text made plain, without blanks and without the glosses of a converter: 個(gè) is 个.

    >>> clean("不少于 10個(gè)月，24000㎡")
    '不少于10个月,24000m²'
    """
    return _SQUARE.sub(r"\1²", _GLOSS.sub("", plain(text).replace(" ", "")))


def figures(text: str) -> list[Figure]:
    """Every number of a text with its unit; the first of a range has the unit of the second.

    >>> [(f.shown, f.value) for f in figures("师生比达到1:20，总用地50—60亩，两项")]
    [('1:20', Fraction(1, 20)), ('50', Fraction(100000, 3)), ('60亩', Fraction(40000, 1)),
     ('两项', Fraction(2, 1))]
    """
    words = clean(text)
    found = list(_numbers_of(words))
    for n, (one, two) in enumerate(itertools.pairwise(found)):
        if two.continues and one.dimension == DIMENSIONLESS and two.dimension:
            found[n] = replace(one, value=one.value * two.factor, dimension=two.dimension)
    return [*found, *_in_words(words)]


def _numbers_of(words: str) -> Iterator[Figure]:
    end, lead = 0, ""
    for match in _NUMBER.finditer(words):
        between = CLAUSES.split(words[end : match.start()])[-1]
        continues = between in _RANGE_SIGNS
        lead = lead if continues else between
        stop, factor = match.end(), Fraction(1)
        one, two = match[1] or match[3], match[2] or match[4]
        dimension: Dimension | None
        if one:
            value, dimension = Fraction(one) / (Fraction(two) or 1), None
        else:
            value = Fraction(match[5].replace(",", ""))
            for sign in match[6]:
                value *= _TIMES[sign]
            name, factor, dimension = _unit_at(words, stop)
            value *= factor
            stop += len(name)
        yield Figure(words[match.start() : stop], value, dimension, lead, words[stop : stop + 3],
                     continues, factor)  # fmt: skip
        end = stop


def _unit_at(text: str, at: int) -> tuple[str, Fraction, Dimension | None]:
    if text[at : at + 1] == "倍":
        return "倍", Fraction(1), None
    for length in (4, 3, 2, 1):
        name = text[at : at + length]
        found = unit(name) if len(name) == length and not name[0].isdigit() else None
        if found is not None:
            return name, found.factor, found.dimension
    return "", Fraction(1), DIMENSIONLESS


def _in_words(words: str) -> Iterator[Figure]:
    """Numbers in characters before a unit, and fractions: 两项, 三年, 四分之一."""
    for match in _PART.finditer(words):
        value = Fraction(_count(match[2]), _count(match[1]) or 1)
        lead = CLAUSES.split(words[: match.start()])[-1]
        yield Figure(match[0], value, None, lead, words[match.end() :][:3])
    for match in _WRITTEN.finditer(words):
        name, factor, dimension = _unit_at(words, match.start(2))
        if name:
            lead, stop = CLAUSES.split(words[: match.start()])[-1], match.start(2) + len(name)
            yield Figure(words[match.start() : stop], _count(match[1]) * factor, dimension, lead,
                         words[stop : stop + 3])  # fmt: skip


def _count(written: str) -> int:
    """The number that characters write: 十二 → 12, 三百 → 300.

    >>> _count("十二"), _count("三百六十"), _count("两")
    (12, 360, 2)
    """
    total, digit = 0, 0
    for sign in written:
        if sign in _DIGITS:
            digit = _DIGITS[sign]
        else:
            total += (digit or 1) * _TIMES[sign]
            digit = 0
    return total + digit


def stands_for(figure: Figure, wanted: Fraction, dimension: Dimension) -> bool:
    """Whether a number of the text is a threshold; 20㎡ is 20 m²/student, 15 每百 is 15 %."""
    if figure.dimension is None:  # a ratio: 1:20 for a quotient, 5:5 for a share
        return figure.value == wanted
    whole = tuple((base, power) for base, power in dimension if power > 0)  # 生均, 校均, 每年
    if figure.value == wanted:
        if figure.shown.endswith("%"):  # 20% of the teachers' number: a share of one count
            return is_ratio(dimension)
        if figure.dimension == ITEM and dimension == DIMENSIONLESS:  # 4个 of what is only counted
            return True
        if figure.dimension == DIMENSIONLESS and is_ratio(dimension):  # 生师比18
            return True
        return fits(figure.dimension, dimension) or fits(figure.dimension, whole)
    per_hundred = "百" in figure.before and figure.value == 100 * wanted
    return per_hundred and fits(figure.dimension, whole)
