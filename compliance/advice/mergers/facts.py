"""One fact of several schools as one, by the rule that the vocabulary declares for it.

Missing is never zero: a sum of which one member is missing is missing, and what is not known of
one is not known of all. Approximate figures combine as spans: every value that the whole may have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from functools import reduce
from math import lcm
from typing import TypeVar

from compliance.expressions import fold
from compliance.intake.school import Part, Reported, School
from compliance.quantity import Pair, Span
from compliance.vocabulary import Category, Fact, Flag, Number, Parts, Simple

PLANS = frozenset({"planned_campus_area", "planned_floor_area"})
"""The facts that are read in place of what exists, wherever anybody has given them."""
Facts = Mapping[str, Reported]
_Item = TypeVar("_Item", Part, School)


def all_combined(facts: Mapping[str, Fact] | Mapping[str, Simple], rows: Sequence[Facts]) -> (
    dict[str, Reported]
):  # fmt: skip
    """Every fact of several schools, or of parts of one name, that is known of all as one."""
    found = {}
    for name, fact in facts.items():
        one = combined(name, fact, [row.get(name) for row in rows])
        if one is not None:
            found[name] = one
    return found


def combined(name: str, fact: Fact, reported: Sequence[Reported | None]) -> Reported | None:
    """One fact of several schools as one, or None where it is not known of them as one.

    ``reported`` are the values of each school, the host's first. ``given`` and ``cell`` of what
    comes out say what it was made of.

    A plan that only some have reported, ``planned_campus_area`` or ``planned_floor_area``, is at
    least the greatest that was: not missing, because standards would then judge what exists in
    its place as if nobody planned anything, and not the figure, because another plan may be
    greater. Where nobody reports a plan, there is none to be read.

    >>> import compliance
    >>> facts = compliance.load("cn/moe/secondary-vocational-2010").vocabulary.facts
    >>> schools = compliance.read([{"id": "a", "学生": 800}, {"id": "b", "学生": "约1200人"}])
    >>> both = [school.facts["students"] for school in schools]
    >>> combined("students", facts["students"], both).bounds.low
    Fraction(1900, 1)
    >>> combined("students", facts["students"], [*both, None]) is None
    True
    """
    if fact.merge in ("none", "first"):
        return reported[0] if fact.merge == "first" else None
    known = [one for one in reported if one is not None]
    if isinstance(fact, Flag):
        return _flag(fact, known, every=len(known) == len(reported))
    if known and len(known) == len(reported):
        return known[0] if len(known) == 1 else _whole(fact, known)
    if known and isinstance(fact, Number) and fact.merge == "max" and name in PLANS:
        return _at_least(fact, known)
    return None


def _whole(fact: Fact, known: Sequence[Reported]) -> Reported:
    """A fact that several schools have all reported."""
    if isinstance(fact, Number):
        return _number(fact, known)
    if isinstance(fact, Category):
        return _category(fact, known)
    if isinstance(fact, Parts):
        return Reported(_parts(fact, [_items(one, Part) for one in known]), "", _cells(known))
    return Reported(tuple(item for one in known for item in _items(one, School)), "", _cells(known))


def _number(fact: Number, known: Sequence[Reported]) -> Reported:
    """A sum or the greatest.

    A sum of which one member is only one end has no figure, nor has the greatest where one is
    approximate: nobody has written it. What stands for it then is its lower end.
    """
    adds, (values, texts, cells, spans, open_, _) = fact.merge == "sum", zip(*known, strict=True)
    given = _joined(texts) if adds else f"max({', '.join(texts)})"
    span = None
    if any(spans):
        span = _spanned("+" if adds else "max", [one.bounds for one in known])
    if span is None or (adds and not any(open_)):
        value = _added(values) if adds else _greatest(values)
        return Reported(value, given, _joined(cells), span)
    return Reported(span.low.as_integer_ratio(), given, _joined(cells), span, open=True)


def _added(pairs: Sequence[Pair]) -> Pair:
    above, below = zip(*pairs, strict=True)
    if len(set(below)) == 1:
        return sum(above), below[0]
    whole = lcm(*below)
    return sum(n * (whole // d) for n, d in pairs), whole


def _greatest(pairs: Sequence[Pair]) -> Pair:
    return max(pairs, key=lambda pair: Fraction(*pair))


def _spanned(symbol: str, spans: Sequence[Span]) -> Span | None:
    """All values of a sum or of the greatest, or None if that is a single one."""

    def both(one: Span, other: Span) -> Span:
        found = fold.combined(symbol, one, other)
        if found is None:
            raise TypeError(symbol)
        return found

    span = reduce(both, spans)
    return None if span.low == span.high else span


def _at_least(fact: Number, known: Sequence[Reported]) -> Reported:
    """The greatest of which one is missing: from the greatest reported to the most there is."""
    greatest = known[0] if len(known) == 1 else _number(fact, known)
    least = greatest.bounds
    most = max(least.high, fact.largest * fact.of.factor)
    given = f"≥ {greatest.given.removeprefix('≥ ')}"
    span = Span(least.low, most, least.low_open)
    return Reported(least.low.as_integer_ratio(), given, greatest.cell, span, open=True)


def _flag(fact: Flag, known: Sequence[Reported], *, every: bool) -> Reported | None:
    """Kleene's or, and: one that decides is enough, otherwise all must have answered."""
    decides = fact.merge == "any"
    deciding = [one for one in known if one.value is decides]
    if deciding:
        return Reported(decides, _given(deciding), _cells(deciding))
    return Reported(not decides, _given(known), _cells(known)) if known and every else None


def _category(fact: Category, known: Sequence[Reported]) -> Reported:
    """What all agree on, or those of which it is one, in the order of the vocabulary."""
    first = known[0]
    if all(one.value == first.value for one in known):
        return Reported(first.value, _given(known), _cells(known), codes=first.codes)
    found = {code for one in known for code in (one.codes or (one.value,))}
    codes = tuple(code for code in (*fact.values, "") if code in found)
    value = "|".join(code or "?" for code in codes)
    return Reported(value, _given(known), _cells(known), codes=codes)


def _parts(fact: Parts, lists: Sequence[Sequence[Part]]) -> tuple[Part, ...]:
    """The parts of all, those that several schools have under one name as one.

    Totals of a group are one with such totals only, and a part without a name with none.
    """
    groups: dict[object, list[tuple[int, Part]]] = {}
    for n, parts in enumerate(lists):
        for m, part in enumerate(parts):
            key = (part.name, part.pooled) if _named(part) else (n, m)
            groups.setdefault(key, []).append((n, part))
    found: list[Part] = []
    for group in groups.values():
        same = [part for _, part in group]
        shared = group[0][0] != group[-1][0]
        found += [_part(fact, same)] if shared else same
    return tuple([
        part if _named(part) else part._replace(name=f"#{n}") for n, part in enumerate(found, 1)
    ])  # fmt: skip


def _named(part: Part) -> bool:
    return part.pooled or "name" in part.facts


def _part(fact: Parts, parts: Sequence[Part]) -> Part:
    """Parts of one name; a category on which they disagree is not known of them as one."""
    known = all_combined(fact.facts, [part.facts for part in parts])
    facts = {name: found for name, found in known.items() if not found.codes}
    conflicts = frozenset[str]().union(*(part.conflicts for part in parts))
    return Part(parts[0].name, facts, conflicts, parts[0].pooled)


def _items(found: Reported, kind: type[_Item]) -> tuple[_Item, ...]:
    """A reported list of parts or of members."""
    if not isinstance(found.value, tuple):
        raise TypeError(found)
    return tuple(item for item in found.value if isinstance(item, kind))


def _given(known: Iterable[Reported]) -> str:
    return _joined([one.given for one in known])


def _cells(known: Iterable[Reported]) -> str:
    return _joined([one.cell for one in known])


def _joined(texts: Iterable[str]) -> str:
    return " + ".join(filter(None, texts))
