"""What counts as yes, as no, and as evidence: documents, by number, title or file name."""

from __future__ import annotations

import re

from compliance.text import plain

YES = frozenset(
    [
        *("是", "有", "符合", "合格", "具备", "达标", "齐全", "已具备", "已提供", "已备案"),
        *("true", "yes", "y", "√", "✓", "1"),
    ]
)
NO = frozenset(
    [
        *("否", "没有", "不符合", "不合格", "不具备", "未达标", "不达标", "未提供", "未备案"),
        *("false", "no", "n", "×", "✗", "x", "0"),
    ]
)
LONGEST = 500
_DOCUMENT = (
    r"(?:[^\W\d_]{0,16}[〔【(\[]\d{4}[〕】)\]] ?第?\d{1,6} ?号|《[^《》]{1,100}》"
    r"|[^\s、,;《》]{1,100}\.(?:pdf|docx?|jpe?g|png))"
    r"(?: ?\((?:示例|样例|复印件|扫描件|原件|见?附件\d*)\))?"
)
_DOCUMENTS = re.compile(
    rf"{_DOCUMENT}(?:(?:[\s、,;]+|(?<=[号》)])){_DOCUMENT}){{0,9}}[;。]?", re.IGNORECASE
)
_DOUBT = re.compile(
    r"[未无不没待缺拟暂]|正在|申[请报]|过期|到期|失效|[撤注吊]销|处罚|整改|草案|草稿|征求意见|讨论稿|送审"
    r"|办理|停办|责令|废止|作废|收回|警告|参照|依据|根据|限期|隐患"
)


def yes_or_no(given: str) -> bool | None:
    """What a word says, or None if it says neither.

    >>> yes_or_no("符合"), yes_or_no("未备案"), yes_or_no("可能")
    (True, False, None)
    """
    word = plain(given).lower()
    return True if word in YES else False if word in NO else None


def is_document(given: str) -> bool:
    """Whether a text names documents and says nothing else of them.

    >>> is_document("闽教〔2010〕5号"), is_document("闽教〔2010〕5号 已注销")
    (True, False)
    """
    text = plain(given)
    if len(text) > LONGEST or _DOUBT.search(text):
        return False
    return _DOCUMENTS.fullmatch(text) is not None
