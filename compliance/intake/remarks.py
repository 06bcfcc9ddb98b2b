"""What is written after a figure: the few remarks that leave it what it is, and all others."""

from __future__ import annotations

import re

from compliance.quantity import Quantity, UnreadableQuantity, read_quantity
from compliance.units import fits
from compliance.vocabulary import Number

_AGAIN = re.compile(r"(?P<word>约合|折合|合|即|约)?(?P<quantity>.+)\Z")
_SPLIT = re.compile(r"(?<![0-9]),|[;。]|,(?![0-9]{3}(?![0-9]))")
_REMARK = re.compile(r"[,;(。，；（]")
_CAMPUSES = re.compile(r"(?:共|分)?[0-9一二两三四五六七八九十]{1,2}个校区")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}年(?:底|末|度)?")
_DEGREES = "博士|硕士|研究生|本科|大专|专科|中专|高级|中级|初级"
_PEOPLE = {
    "student": re.compile(r"(?:其中:?)?[男女]生?[0-9]+[人名](?:、[男女]生?[0-9]+[人名])*"),
    "teacher": re.compile(
        rf"(?:其中:?)?(?:(?:{_DEGREES}|男|女)(?:学历|学位|职称|生|教师)?[0-9]+[人名](?:、|\Z))+"
    ),
}
_PEOPLE |= dict.fromkeys(("person", "staff"), _PEOPLE["teacher"])


def remarks(given: str) -> tuple[str, ...]:
    """What follows the figure in a text that was read, clause by clause.

    >>> remarks("60亩（约合40000㎡），2个校区")
    ('约合40000m2', '2个校区')
    """
    if not _REMARK.search(given):
        return ()
    try:
        remark = read_quantity(given.strip().lstrip("-−")).remark
    except UnreadableQuantity:
        return ()
    return _pieces(remark) or ()


def _pieces(remark: str) -> tuple[str, ...] | None:
    """The clauses of a remark, out of their brackets; None if brackets do not close."""
    clauses = re.sub(r"\(([^()]*)\)", r";\1;", remark)
    if "(" in clauses or ")" in clauses:
        return None
    return tuple(piece for piece in _SPLIT.split(clauses.lstrip(",;。")) if piece)


def harmless(fact: Number, remark: str) -> bool:
    """Whether every clause of a remark leaves the figure what it is."""
    pieces = _pieces(remark)
    return pieces is not None and all(_harmless(fact, piece) for piece in pieces)


def _harmless(fact: Number, piece: str) -> bool:
    """Whether a clause is one of the few that leave the figure what it is.

    A figure that repeats this one passes here; whether it agrees is compared later.
    """
    if piece.startswith("生均"):
        return bool(fact.per_student)
    if _CAMPUSES.fullmatch(piece) or _YEAR.fullmatch(piece):
        return True
    counted = fact.of.dimension[0][0] if len(fact.of.dimension) == 1 else ""
    people = _PEOPLE.get(counted)
    return bool(people and people.fullmatch(piece)) or restated(fact, piece) is not None


def restated(fact: Number, piece: str) -> Quantity | None:
    """A remark as a second figure for the same fact, if that is all that it is."""
    said = _AGAIN.match(piece)
    try:
        again = read_quantity(said["quantity"]) if said else None
    except UnreadableQuantity:
        return None
    if said is None or again is None or again.unit is None or again.remark:
        return None
    return again if said["word"] or fits(again.unit.dimension, fact.of.dimension) else None
