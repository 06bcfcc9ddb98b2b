"""Every number that a standard's file writes, and the file with one of them moved."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.days import read_days
from compliance.documents.thresholds import COMPARATORS
from compliance.expressions.operators import OPERATORS
from compliance.expressions.parse import parse
from compliance.expressions.tree import Binary, In, Not, Number, Quote, Tree
from compliance.quantity import UnreadableQuantity, read_quantity

Path = tuple[str | int, ...]
LISTS = ("passing", "failing", "attained")
FORMULAS = ("formula", "piecewise", "bands", "largest", "odd", "nearest")
ENDS = ("from", "above", "to", "below")
OVER = ("count", "sum", "mean", "least", "most", "share", "variation")
DIGITS = 18
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")


class Written(NamedTuple):
    """One number of a file.

    ``kind``: a ``line`` is compared with the formula ``of``; a ``value`` or ``slope`` is what a
    schedule gives; a ``weight`` stands in a formula; ``day``, ``whole`` and ``item`` (of a list of
    clauses) are what they say. ``at`` is the part of the text where the number stands.
    """

    path: Path
    kind: str
    of: Tree | str = ""
    over: str = ""
    at: tuple[int, int] | None = None


def numbers(data: Mapping[str, Any]) -> Iterator[Written]:
    """Every number of a file that decides a verdict, in no order that matters."""
    if "applies_if" in data:
        yield from _expression(data["applies_if"], ("applies_if",))
    for name, measure in data.get("measures", {}).items():
        for key in ("formula", "prefer", "printed"):
            if key in measure:
                path, over = ("measures", name, key), measure.get("over", "")
                yield from _expression(measure[key], path, over)
    for name, derived in data.get("derived", {}).items():
        yield from _derived(derived, ("derived", name))
    for section in ("clauses", "change", "add"):
        for n, card in enumerate(data.get(section, ())):
            yield from _card(card, (section, n))


def _card(card: Mapping[str, Any], path: Path) -> Iterator[Written]:
    for key in COMPARATORS:
        if key == "holds" and key in card:
            yield from _expression(card[key], (*path, key))
        elif key in card:
            yield from _threshold(card[key], (*path, key))
    for name, reading in card.get("readings", {}).items():
        yield from _card(reading, (*path, "readings", name))
    for key in ("applies_if", "or_if"):
        if key in card:
            yield from _expression(card[key], (*path, key), "measure" if key == "or_if" else "")
    if "due" in card:
        yield from _day(card["due"], (*path, "due"))
    for key, day in card.get("in_force", {}).items():
        yield from _day(day, (*path, "in_force", key))


def _threshold(value: Any, path: Path) -> Iterator[Written]:
    match value:
        case str() if _is_quantity(value):
            yield Written(path, "line", "measure")
        case tuple() | list():
            for n, end in enumerate(value):
                yield from _threshold(end, (*path, n))
        case {"formula": text}:
            yield from _expression(text, (*path, "formula"))
        case {"by": _}:
            for row in value.keys() - {"by"}:
                yield from _threshold(value[row], (*path, row))
        case dict():  # of a lost number what was inferred decides, of 左右 what is read into it
            for key in _deciding(value):
                yield from _threshold(value[key], (*path, key))


def _deciding(value: Mapping[str, Any]) -> Iterable[str]:
    known = ("inferred",) if "inferred" in value else ("from", "to")
    return [key for key in known if key in value]


def _day(day: Any, path: Path) -> Iterator[Written]:
    if isinstance(day, str):
        yield Written(path, "day")
    else:
        yield from (Written((*path, key), "day") for key in _deciding(day))


def _derived(derived: Mapping[str, Any], path: Path) -> Iterator[Written]:
    over = next((derived[key] for key in OVER if key in derived), "")
    for key in (*FORMULAS, "of", "where"):
        if key in derived and derived[key] != "distance":
            other = "" if key in FORMULAS else over or "others"
            yield from _expression(derived[key], (*path, key), other)
    yield from _schedule(derived, path)
    for owner, key in (("memory", "run"), ("within", "years")):
        if owner in derived:
            yield Written((*path, owner, key), "whole")
    for key in LISTS:
        listed = derived.get(key, ())
        yield from (Written((*path, key, n), "item") for n in range(len(listed)) if len(listed) > 1)


def _schedule(derived: Mapping[str, Any], path: Path) -> Iterator[Written]:
    """Pieces, points and bands over a formula."""
    decides = parse(derived.get("piecewise") or derived.get("bands") or "0")
    for n, piece in enumerate(derived.get("pieces", ())):
        kinds = {**dict.fromkeys(ENDS, "line"), "value": "value", "plus": "slope", "per": "slope"}
        for key in kinds.keys() & piece.keys():
            yield Written((*path, "pieces", n, key), kinds[key], decides)
    for n, _ in enumerate(derived.get("points", ())):
        yield Written((*path, "points", n, 0), "line", decides)
        yield Written((*path, "points", n, 1), "value", decides)
    for code, band in derived.get("values", {}).items():
        for key in ENDS:
            for one in _threshold(band.get(key), (*path, "values", code, key)):
                yield one._replace(of=decides)


def _expression(text: str, path: Path, over: str = "") -> Iterator[Written]:
    for number, beside in constants(parse(text)):
        if isinstance(number, Quote):
            end = number.at + len(number.text)
        else:
            found = _NUMBER.match(text, number.at)
            assert found is not None
            end = found.end()
        kind = "weight" if beside is None else "line"
        yield Written(path, kind, beside or "", over, (number.at, end))


def constants(
    tree: Tree, beside: Tree | None = None
) -> Iterator[tuple[Number | Quote, Tree | None]]:
    """Every number of a tree, with what it is compared with if it is compared itself.

    The 0 of ``max(a - b, 0)`` and the 1 of ``1 / a``, a ratio turned over, are no numbers of the
    law.
    """
    match tree:
        case Number() | Quote() if isinstance(tree, Number) or _is_quantity(tree.text):
            yield tree, beside
        case Binary(operator=operator, left=left, right=right):
            if OPERATORS[operator].kind == "comparison":
                yield from constants(left, right)
                yield from constants(right, left)
                return
            for side in (left, right):
                idle = {"min": 0, "max": 0, "/": 1}.get(operator)
                if not (isinstance(side, Number) and side.value == idle):
                    yield from constants(side)
        case Not(item=item) | In(item=item):
            yield from constants(item)


def _is_quantity(text: str) -> bool:
    days = read_days(text)
    if days is not None and days.low == days.high:
        return True
    try:
        read_quantity(text)
    except UnreadableQuantity:
        return False
    return True


def value_of(text: str) -> Fraction:
    """What a written number is in base units; a day is its ordinal."""
    days = read_days(text)
    if days is not None and days.low == days.high:
        return Fraction(days.low)
    return read_quantity(text).value


def last_digit(text: str) -> Fraction:
    """One unit of the last digit that is written, in base units: 1.5 → 1/10, 60亩 → 1亩."""
    number, times = _parts(text)
    return times * Fraction(1, 10 ** len(number.partition(".")[2]))


def moved(text: str, by: Fraction) -> str | None:
    """A number's text with the number moved by so much in base units; None below zero.

    >>> moved("33 m²/student", Fraction(1, 1200)), moved("1:20", Fraction(1, 1200))
    ('33.000833333333333334 m²/student', '1.016666667:20')
    """
    days = read_days(text)
    if days is not None and days.low == days.high:
        return dt.date.fromordinal(int(days.low + by)).isoformat()
    number, times = _parts(text)
    value = Fraction(number.replace(",", "")) + by / times
    if value < 0 or (":" in text and not value):
        return None
    return text.replace(number, _decimal(value, 9 if ":" in text else DIGITS, up=by > 0), 1)


def _parts(text: str) -> tuple[str, Fraction]:
    """The digits of the first number of a text, and how many base units a one there is."""
    found = _NUMBER.search(text)
    assert found is not None, text
    one = text.replace(found[0], "1", 1)
    return found[0], read_quantity(one).value


def _decimal(value: Fraction, digits: int, *, up: bool) -> str:
    scaled = value * 10**digits
    whole = -(-scaled.numerator // scaled.denominator) if up else int(scaled)
    head, tail = divmod(whole, 10**digits)
    return f"{head}.{tail:0{digits}d}".rstrip("0").rstrip(".")


def change(data: Any, path: Path, edit: Callable[[Any], Any]) -> Any:
    """The data with one value edited; an edit that gives None takes an item out of its list."""
    if not path:
        return edit(data)
    key, rest = path[0], path[1:]
    inner = change(data[key], rest, edit)
    if isinstance(data, dict):
        return {**data, key: inner}
    assert isinstance(key, int)
    items = [*data[:key], *([] if inner is None and not rest else [inner]), *data[key + 1 :]]
    return tuple(items) if isinstance(data, tuple) else items
