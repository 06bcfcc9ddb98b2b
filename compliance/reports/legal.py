"""Text that an XML file may hold."""

from __future__ import annotations

import re

_ILLEGAL = re.compile("[^\t\n -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def legal(text: str) -> str:
    r"""A text without the characters that XML has no place for, such as control characters.

    >>> legal("甲\x00校\x0b\ud800")
    '甲校'
    """
    return _ILLEGAL.sub("", text)
