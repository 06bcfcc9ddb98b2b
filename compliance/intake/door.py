"""What a cell of a file may hold that no program would hand over: errors, ids that were numbers."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from typing import Any

from compliance.intake.excel.marks import ERROR_TEXTS
from compliance.intake.tables.grid import Unusable

_INVISIBLE = re.compile("[\u200b-\u200f\u2060\ufeff]")
_QUOTED = re.compile(r'="(.*)"\Z', re.DOTALL)
_FLOAT = re.compile(r"(\d+)\.0+\Z")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[eE]\+?\d{1,3}\Z")
MOST_DIGITS = 15


def usable(raw: Any) -> Any:
    """A cell's value; the text of an Excel error is none.

    >>> usable("#REF!"), usable("#N/A"), usable("#3")
    (Unusable(code='cell-error', found='#REF!'), '#N/A', '#3')
    """
    if isinstance(raw, str) and raw[:1] == "#" and raw.strip().upper() in ERROR_TEXTS:
        return Unusable("cell-error", raw.strip())
    return raw


def identity(raw: Any) -> Any:
    """An id as it was before a program took it for a number, or why nobody can tell.

    >>> identity("3135000012.0"), identity("３１３５"), identity("'0135")
    ('3135000012', '3135', '0135')
    >>> identity("3.135E+09")
    Unusable(code='id-scientific', found='3.135E+09')
    """
    if isinstance(raw, Decimal) and int(raw.as_tuple().exponent) > 0:
        return Unusable("id-scientific", str(raw))
    if not isinstance(raw, str):
        return raw
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", raw)).strip()
    quoted = _QUOTED.match(text)
    text = (quoted[1] if quoted else text).removeprefix("'").strip()
    if _SCIENTIFIC.match(text):
        return Unusable("id-scientific", text)
    whole = _FLOAT.match(text)
    if whole is None:
        return text
    return whole[1] if len(whole[1]) <= MOST_DIGITS else Unusable("digits-lost", text)
