"""What is written after a figure: the few remarks that leave it what it is, and all others."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from compliance.intake.school import Reported
from compliance.quantity import LONGEST, Quantity, Span, UnreadableQuantity, read_quantity
from compliance.text import plain
from compliance.units import Dimension, fits
from compliance.vocabulary import Number

_AGAIN = re.compile(r"(约合|折合|合|即)?(.*)", re.DOTALL)
_SPLIT = re.compile(r"(?<![0-9]),|[;。]|,(?![0-9]{3}(?![0-9]))")
_REMARK = re.compile(r"[,;(。，；（]")
_CAMPUSES = re.compile(r"(?:共|分)?[0-9一二两三四五六七八九十]{1,2}个校区")
_YEAR = re.compile(
    r"(?:截至|截止到?)?(?:19|20)[0-9]{2}年(?:底|末|度|[0-9]{1,2}月(?:[0-9]{1,2}日|底|末)?)?"
)
_DEGREES = "博士|硕士|研究生|本科|大专|专科|中专|高级|中级|初级"
_SEXES = re.compile(r"(?:其中:?)?[男女]生?[0-9]+[人名](?:、[男女]生?[0-9]+[人名])*")
_CLASSES = re.compile(r"(?:其中|共)?[0-9]+个(?:教学)?班级?")
_TITLES = re.compile(
    rf"(?:其中:?)?(?:(?:{_DEGREES}|男|女)(?:学历|学位|职称|生|教师)?[0-9]+[人名](?:、|\Z))+"
)
_TEACHERS = re.compile(r"(?:其中|含)?:?专任教师(?P<count>[0-9]+)[人名位]")
"""How many of the staff teach: by definition among them, so the bracket changes nothing."""
_SETS = re.compile(r"台?套")
_BESIDE = {
    "student": (_SEXES, _CLASSES),
    "teacher": (_TITLES,),
    "staff": (_TITLES, _TEACHERS),
    "person": (_TITLES,),
    "device": (_SETS,),
}
"""Remarks that leave a figure what it is, by what it counts."""
_PRINTED = re.compile(r"(?:均为|全部为|皆为)?(?:纸质|印刷)(?:图书|书)?|不(?:含|包括)电子(?:图)?书")
_ELECTRONIC = re.compile(
    r"(?P<besides>另有|另|不含)?电子(?:图书|读物|书)约?[0-9.]+[十百千万]{0,2}[余多]?(?:册|种|[GMT]B)"
)
_VALUE = {"currency": ("总价值", "价值", "总值"), "length": ("总面积", "面积")}
_HAVE = ("现有", "共有", "拥有")
_JOINED = re.compile(r"(?:为|是|:)")
_IN_BRACKETS = "("
_BRACKETED = re.compile(r"([^()]+)|\(([^()]*)\)|([()])")
_STAFF = (("staff", 1),)
_ROUGHLY = 10
_TOLERATED = 200  # a restatement in 亩 is rounded, and some sources convert by 667㎡


def unlabelled(fact: Number, raw: str) -> str:
    """A figure without the datum's own label before it: 占地100亩, 价值500万元.

    >>> import compliance
    >>> facts = compliance.load("cn/moe/secondary-vocational-2010").vocabulary.facts
    >>> unlabelled(facts["campus_area"], "占地约100亩"), unlabelled(facts["books"], "电子图书9册")
    ('约100亩', '电子图书9册')
    """
    if raw[:1].isdecimal() or len(raw) > LONGEST:
        return raw
    said = plain(raw)
    for have in _HAVE:
        said = said.removeprefix(have)
    for label in _own_labels(fact.zh, fact.labels, fact.of.dimension[:1], printed=fact.printed):
        rest = said.removeprefix(label).lstrip() if label else said
        if len(rest) < len(said):
            return _JOINED.sub("", rest, count=1) if _JOINED.match(rest) else rest
    return raw


@lru_cache(maxsize=1024)
def _own_labels(
    zh: str, labels: tuple[str, ...], base: Dimension, *, printed: bool
) -> tuple[str, ...]:
    """The labels of a fact, the longest first."""
    plainly = {plain(label) for label in (zh, *labels)}
    if base and not printed:
        plainly.update(_VALUE.get(base[0][0], ()))
    return tuple(sorted(plainly, key=len, reverse=True))


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
    return tuple(piece.removeprefix(_IN_BRACKETS) for piece in _pieces(remark) or ())


def _pieces(remark: str) -> tuple[str, ...] | None:
    """The clauses of a remark, those in brackets marked; None if brackets do not close."""
    found: list[str] = []
    for text, inside, unclosed in _BRACKETED.findall(remark):
        if unclosed:
            return None
        found += (piece for piece in _SPLIT.split(text) if piece)
        found += (_IN_BRACKETS + piece for piece in _SPLIT.split(inside) if piece)
    return tuple(found)


def harmless(fact: Number, remark: str) -> bool:
    """Whether every clause of a remark leaves the figure what it is."""
    pieces = _pieces(remark)
    return pieces is not None and all(_harmless(fact, piece) for piece in pieces)


def _harmless(fact: Number, marked: str) -> bool:
    """Whether a clause is one of the few that leave the figure what it is.

    A figure that repeats this one passes here; whether it agrees is compared later.
    """
    piece = marked.removeprefix(_IN_BRACKETS)
    if piece.startswith("生均"):
        return bool(fact.per_student)
    counted = fact.of.dimension[0][0] if len(fact.of.dimension) == 1 else ""
    if any(known.fullmatch(piece) for known in (_CAMPUSES, _YEAR, *_BESIDE.get(counted, ()))):
        return True
    if counted == "book" and _beside_books(piece, inside=piece != marked):
        return True
    return restated(fact, piece) is not None


def _beside_books(piece: str, *, inside: bool) -> bool:
    """Whether a clause says that only printed books were counted.

    40万册,电子图书20万册 counts them apart; 40万册(电子图书20万册) may count them in.
    """
    electronic = _ELECTRONIC.fullmatch(piece)
    apart = electronic is not None and (bool(electronic["besides"]) or not inside)
    return apart or _PRINTED.fullmatch(piece) is not None


def states_too(name: str, fact: Number) -> tuple[str, ...]:
    """The other facts that remarks behind a fact's figure may state.

    >>> import compliance
    >>> facts = compliance.load("cn/moe/secondary-vocational-2010").vocabulary.facts
    >>> states_too("books", facts["books"]), states_too("staff", facts["staff"])
    (('printed_books_per_student',), ('teachers',))
    """
    teachers = name.replace("staff", "teachers")
    among = (teachers,) if fact.of.dimension == _STAFF and teachers != name else ()
    return (*((fact.per_student,) if fact.per_student else ()), *among)


def teachers_among(fact: Number, piece: str) -> str:
    """The full-time teachers that a remark behind a number of staff counts, or nothing."""
    found = _TEACHERS.fullmatch(piece) if fact.of.dimension == _STAFF else None
    return found["count"] if found else ""


def restated(fact: Number, piece: str) -> Quantity | None:
    """A remark as a second figure for the same fact, if that is all that it is.

    约合 makes the figure approximate: (约合1108亩) converts what stands before it.
    """
    word, figure = _AGAIN.fullmatch(piece).groups("")  # type: ignore[union-attr]
    try:
        again = read_quantity(f"约{figure}" if word == "约合" else figure)
    except UnreadableQuantity:
        return None
    if again.unit is None or again.remark:
        return None
    return again if word or fits(again.unit.dimension, fact.of.dimension) else None


def restates(found: Reported, fact: Number, again: Quantity) -> bool:
    """Whether a second figure says the same, within the rounding that sources show.

    An approximate one may be as far off as its words allow, but no further than a tenth: 约100亩
    leaves room for 99, and nobody calls 20 so.
    """
    if again.unit is None or not fits(again.unit.dimension, fact.of.dimension):
        return False
    if not isinstance(found.value, tuple):
        raise TypeError(found.value)
    value = Fraction(*found.value)
    away = abs(again.value - value)
    if again.span is not None and overlap(found.bounds, again.span):
        return away * _ROUGHLY <= value
    return away * _TOLERATED <= value


def overlap(one: Span, two: Span) -> bool:
    """Whether two figures may be one and the same."""
    return one.low <= two.high and two.low <= one.high


def rougher(again: Quantity, found: Reported) -> bool:
    """Whether a second figure is rougher than the first, which then stays as certain as it is."""
    rough, one = again.span, found.bounds
    return rough is not None and rough.low <= one.low and one.high <= rough.high


def spanning(found: Reported, again: Quantity) -> Span | None:
    """Two figures for one thing leave open which is meant, and all that lies between them."""
    one = found.bounds
    two = Span.point(again.value) if again.span is None or again.one_sided else again.span
    if found.span is None and two == one:
        return None
    low, high = min(one, two, key=_low), max(one, two, key=_high)
    return Span(low.low, high.high, low.low_open, high.high_open)


def _low(span: Span) -> tuple[Fraction, bool]:
    return span.low, span.low_open


def _high(span: Span) -> tuple[Fraction, bool]:
    return span.high, not span.high_open
