"""What an engine decides about one clause: a verdict and a reason, as one small integer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import IntEnum
from typing import Literal, NamedTuple

Verdict = Literal["pass", "fail", "unknown", "not_applicable"]
Outcome = Literal["pass", "fail", "unknown", "not_applicable", "waived"]


class Code(IntEnum):
    """Every ruling there is. ``HARMLESS``: whether it applies is unknown, and it would pass."""

    FAIL = 0
    PASS = 1
    MISSING_FACT = 2
    ZERO_DENOMINATOR = 3
    CONFLICTING_FACTS = 4
    APPROXIMATE_FACT = 5
    AWAITING_JUDGEMENT = 6
    UNKNOWN_THRESHOLD = 7
    UNKNOWN_APPLICABILITY = 8
    HARMLESS = 9
    CONDITION_FALSE = 10
    OUT_OF_SCOPE = 11
    NOT_IN_FORCE = 12
    NO_MEMBERS = 13


class Ruling(NamedTuple):
    """A code spelled out."""

    verdict: Verdict
    reason: str


RULINGS: tuple[Ruling, ...] = (
    Ruling("fail", ""),
    Ruling("pass", ""),
    *(Ruling("unknown", code.name.lower()) for code in Code if 2 <= code <= 8),
    Ruling("unknown", "unknown_applicability"),
    *(Ruling("not_applicable", code.name.lower()) for code in Code if code >= 10),
)


def unless_applicable(code: Code) -> Code:
    """The ruling of a clause of which it is unknown whether it applies."""
    if code >= Code.CONDITION_FALSE:
        return code
    return Code.HARMLESS if code in (Code.PASS, Code.HARMLESS) else Code.UNKNOWN_APPLICABILITY


def roll_up(codes: list[Code], waived: Sequence[Code] = ()) -> Outcome:
    """One outcome from the rulings that count; ``waived`` are fails and unknowns that do not.

    Any fail, else any unknown, else any waived, else any pass. ``HARMLESS`` holds nothing back,
    waived or not: a waiver never makes an outcome worse.

    >>> roll_up([Code.PASS, Code.HARMLESS]), roll_up([Code.HARMLESS]), roll_up([])
    ('pass', 'unknown', 'not_applicable')
    >>> roll_up([Code.PASS], [Code.FAIL]), roll_up([Code.PASS], [Code.HARMLESS])
    ('waived', 'pass')
    """
    if Code.FAIL in codes:
        return "fail"
    if any(Code.MISSING_FACT <= code <= Code.UNKNOWN_APPLICABILITY for code in codes):
        return "unknown"
    if any(code is not Code.HARMLESS for code in waived):
        return "waived"
    if Code.PASS in codes:
        return "pass"
    if Code.HARMLESS in codes:
        return "unknown"
    return "waived" if waived else "not_applicable"


def worst(codes: Iterable[Code]) -> Code:
    """The ruling that stands for several parts: any fail, else any unknown, else any pass.

    >>> worst([Code.PASS, Code.MISSING_FACT, Code.NO_MEMBERS]).name
    'MISSING_FACT'
    """
    return min(codes, key=_badness)


def _badness(code: Code) -> int:
    return 0 if code is Code.FAIL else 2 if code is Code.PASS else 1 if code < 10 else 3
