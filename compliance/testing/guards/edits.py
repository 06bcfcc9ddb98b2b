"""What else may happen to a clause by accident: its sign, unit, divisor, category, or all of it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from compliance.quantity import read_quantity
from compliance.testing.guards.written import Path
from compliance.units import unit
from compliance.vocabulary import Number, Parts, Vocabulary

STRICT = {"at_least": "more_than", "more_than": "at_least",
          "at_most": "less_than", "less_than": "at_most"}  # fmt: skip
TURNED = {"at_least": "at_most", "at_most": "at_least",
          "more_than": "less_than", "less_than": "more_than"}  # fmt: skip
_SIGNS = {"strictness": {">=": ">", ">": ">=", "<=": "<", "<": "<="},
          "direction": {">=": "<=", "<=": ">=", ">": "<", "<": ">"}}  # fmt: skip
_SIGN = re.compile(r"[<>]=?")
_DIVISOR = re.compile(r"/\s*([a-z][a-z0-9_]*)")
_UNIT = re.compile(r"(?<=[\d\s])[^\d\s,.:～—-].*\Z")
_OTHER = {"亩": "m²", "m²": "亩", "平方米": "亩", "㎡": "亩", "万元": "元", "元": "万元", "%": "‰"}
SECTIONS = ("clauses", "change", "add")


class Edit(NamedTuple):
    """One change of a file: what kind, where, from what to what; ``new`` stands there instead."""

    kind: str
    path: Path
    before: str
    after: str
    new: Any


def edits(data: Mapping[str, Any], vocabulary: Vocabulary) -> Iterator[Edit]:
    """Every such change of a standard's own file."""
    for section in SECTIONS:
        for n, card in enumerate(data.get(section, ())):
            yield Edit("clause", (section, n), str(card.get("id") or card["clause"]), "—", None)
            yield from _card(card, (section, n))
    for name, measure in data.get("measures", {}).items():
        over = vocabulary.facts.get(measure.get("over", ""))
        facts = over.facts if isinstance(over, Parts) else vocabulary.facts
        for key in ("formula", "prefer"):
            if key in measure:
                yield from _divisors(measure[key], ("measures", name, key), facts)


def _card(card: Mapping[str, Any], path: Path) -> Iterator[Edit]:
    for kind, signs in (("strictness", STRICT), ("direction", TURNED)):
        for key in signs.keys() & card.keys():
            new = {signs[key] if one == key else one: value for one, value in card.items()}
            yield Edit(kind, path, key, signs[key], new)
    for key in ("holds", "applies_if", "or_if"):
        if key in card:
            yield from _signs(card[key], (*path, key))
    for key in (*STRICT, "between", "equals"):
        if key in card:
            yield from _threshold(card[key], (*path, key))
    for name, reading in card.get("readings", {}).items():
        yield from _card(reading, (*path, "readings", name))


def _signs(text: str, path: Path) -> Iterator[Edit]:
    for found in _SIGN.finditer(text):
        for kind, signs in _SIGNS.items():
            other = signs[found[0]]
            new = text[: found.start()] + other + text[found.end() :]
            yield Edit(kind, path, found[0], other, new)


def _threshold(value: Any, path: Path) -> Iterator[Edit]:
    """The unit of a threshold, or of each of several; of a table also each category's."""
    if isinstance(value, str):
        yield from _units(value, path)
    elif isinstance(value, list | tuple):
        for n, end in enumerate(value):
            yield from _threshold(end, (*path, n))
    elif isinstance(value, Mapping) and "by" in value:
        rows = [key for key in value if key != "by"]
        for row in rows:
            yield from _threshold(value[row], (*path, row))
        known = [row for row in rows if "awaiting" not in value[row]]
        for one, two in itertools.pairwise(known):
            if value[one] != value[two]:
                swapped = {**value, one: value[two], two: value[one]}
                yield Edit("category", path, f"{one}, {two}", f"{two}, {one}", swapped)


def _units(text: str, path: Path) -> Iterator[Edit]:
    """The same number of another unit of the same dimension: 亩 for m², 万元 for 元."""
    found = _UNIT.search(text)
    known = unit(found[0]) if found is not None else None
    if found is None or known is None or not read_quantity(text).value:
        return
    head, slash, tail = found[0].partition("/")
    for other in (_OTHER.get(head, ""), f"万{head}"):
        new = unit(f"{other}{slash}{tail}") if other else None
        if new is not None and new.dimension == known.dimension and new.factor != known.factor:
            yield Edit("unit", path, found[0], new.text, text[: found.start()] + new.text)
            return


def _divisors(text: str, path: Path, facts: Mapping[str, Any]) -> Iterator[Edit]:
    """Something else of the same unit below the line: teachers where students stood."""
    for found in _DIVISOR.finditer(text):
        own = facts.get(found[1])
        if not isinstance(own, Number):
            continue
        dimension = own.of.dimension
        alike = (name for name, fact in facts.items() if name != found[1]
                 and isinstance(fact, Number) and fact.of.dimension == dimension)  # fmt: skip
        for other in itertools.islice(alike, 1):
            new = text[: found.start(1)] + other + text[found.end(1) :]
            yield Edit("divisor", path, found[1], other, new)
