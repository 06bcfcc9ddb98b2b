"""Number formats: what a person sees in a cell that holds a plain number.

0.525 shown as 52.5%, 60 shown as 60亩 and 12 shown as 0012 are read as they are shown; a format
that divides by a thousand, or moves the point, shows another number than the cell holds.
"""

from __future__ import annotations

import re
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from compliance.intake.tables.grid import Unusable
from compliance.intake.values import exact, shown
from compliance.numerals import exact_text

BUILT_IN = {9: "0%", 10: "0.00%"}
"""The formats that have no text in a file, as far as they show another text than the number."""
LONGEST = 255
_TOKEN = re.compile(r'"([^"]*)"|[\\!](.)|_.|\*.|\[([^\]]*)\]|(.)', re.DOTALL)
_DATE = re.compile(r"[ymdhs]|AM/PM", re.IGNORECASE)
_NAMED = re.compile(r"general|G/通用格式|@|standard", re.IGNORECASE)
_SCALED = re.compile(r"[0#?],+(?![0#?,])")
_BETWEEN = re.compile(r"[0#?.](?:\x00[^\x00]*\x00|-)[0#?.]")
_DIGITS = re.compile(r"[0#?][0#?.,/E+ ]*%?")
_SILENT = re.compile(r"[\s¥￥$()+\-—]*")


class Format(NamedTuple):
    """How a number is shown: words before and behind it, digits filled up, a percentage.

    ``other`` says that the figure that is shown is not the one that the cell holds.
    """

    code: str
    before: str = ""
    behind: str = ""
    zeros: int = 0
    percent: bool = False
    other: bool = False

    def apply(self, value: float) -> str | float | Unusable:
        """What is seen in a cell that holds a number."""
        if self.other:
            return Unusable("format-changes", f"{shown(value)} [{shown(self.code)}]")
        number = Fraction(*exact(Decimal(repr(value))))
        text = exact_text(number * 100 if self.percent else number)
        if self.zeros and number.denominator == 1 and number >= 0:
            text = text.zfill(self.zeros)
        return f"{self.before}{text}{'%' if self.percent else ''}{self.behind}"


@lru_cache(maxsize=4096)
def read_format(code: str) -> Format | None:
    r"""What a format's code adds to a number, or None if it shows the number as it is.

    >>> read_format("0.0%").apply(0.525), read_format('#,##0"亩"').apply(60.0)
    ('52.5%', '60亩')
    >>> read_format("00000").apply(12.0), read_format('0!.0,"万"').other
    ('00012', True)
    >>> read_format("#,##0.00"), read_format('_ * #,##0_ ;_ * "-"_ '), read_format("yyyy/m/d")
    (None, None, None)
    """
    if len(code) > LONGEST:
        return Format(code, other=True)
    sections = _sections(code)
    found = _section(code, sections[0])
    if any(mark in code for mark in ("[<", "[>", "[=")):
        alike = {_section(code, section) for section in sections}
        return found if len(alike) == 1 else Format(code, other=True)
    return found


def _sections(code: str) -> list[str]:
    """The sections of a code, each with its literal texts between two NUL signs."""
    sections = [""]
    for match in _TOKEN.finditer(code):
        quoted, escaped, _, sign = match.groups()
        literal = quoted if quoted is not None else escaped
        if literal is not None:
            sections[-1] += f"\0{literal}\0"
        elif sign == ";":
            sections.append("")
        elif sign is not None:
            sections[-1] += sign
    return sections


def _section(code: str, section: str) -> Format | None:
    section = section.replace("\0\0", "")
    bare = re.sub(r"\0[^\0]*\0", "", section)
    core = _NAMED.search(bare) and _NAMED.search(section)
    if core is None:
        if _DATE.search(bare.replace("E", "")) or not (core := _DIGITS.search(section)):
            return None
        if _SCALED.search(bare) or _BETWEEN.search(section) or "%" in bare.replace(core[0], "", 1):
            return Format(code, other=True)
    before, behind = (_kept(part) for part in (section[: core.start()], section[core.end() :]))
    whole = re.fullmatch(r"0{2,}", core[0].strip())
    found = Format(code, before, behind, len(whole[0]) if whole else 0, "%" in core[0])
    return found if found[1:] != ("", "", 0, False, False) else None


def _kept(beside: str) -> str:
    """The words beside the digits, without signs of money, signs and blanks."""
    text = beside.replace("\0", "")
    return "" if _SILENT.fullmatch(text) else text.strip()
