"""A mapping of names or printed labels to values → a school."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from compliance.errors import Place, Problem
from compliance.intake.remarks import remarks, restated
from compliance.intake.school import Part, Reported, School, Unread
from compliance.intake.values import (
    Refused,
    nearest_label,
    no_value,
    read_value,
    shown,
)
from compliance.quantity import Quantity, Span, is_missing
from compliance.units import Unit, fits
from compliance.vocabulary import (
    Evidence,
    Fact,
    Flag,
    Members,
    Number,
    Parts,
    Vocabulary,
    heading_unit,
)

_TOLERATED = 200  # a restatement in 亩 is rounded, and some sources convert by 667㎡


class Draft:
    """A school, or a part of one, being read: facts, and what was not understood, with cells."""

    def __init__(self, known: Vocabulary | Parts) -> None:
        self.known = known
        self.facts: dict[str, Reported] = {}
        self.issues: list[Problem] = []
        self.conflicts: set[str] = set()
        self.unread: list[Unread] = []

    def take(self, label: str, raw: Any, cell: str, header: Unit | None = None) -> None:
        """Read one value under a name or a printed label, in the unit that the label states."""
        name = self.known.name_of(label)
        header = header or heading_unit(label)
        if name is None:
            self.unread.append(Unread(label, raw, cell, header))
        else:
            self.take_fact(name, raw, cell, header)

    def take_fact(self, name: str, raw: Any, cell: str, header: Unit | None = None) -> None:
        """Read one value of a known fact."""
        fact: Fact = self.known.facts[name]
        try:
            if isinstance(fact, Parts | Members):
                found = self._listed(fact, raw, cell)
            else:
                found = read_value(fact, raw, cell, header)
        except Refused as refused:
            self.note(refused.code, cell, "warning", fact=name, **refused.values)
            return
        if found is not None:
            self._keep(name, found)
            if isinstance(raw, str) and isinstance(fact, Number):
                self._remarks(name, fact, found)

    def note(self, code: str, cell: str, severity: Any, **values: object) -> None:
        """Record what was not understood, or was understood only in part."""
        self.issues.append(Problem(code, Place(cell), severity=severity, values=values))

    def _keep(self, name: str, found: Reported) -> None:
        before = self.facts.get(name)
        if before is None or (before.span is not None and found.span is None):
            self.facts[name] = found
        if before is not None and not _agree(before, found):
            self._two(name, found.cell, before, shown(found.given))

    def _two(self, name: str, cell: str, one: Reported, two: str) -> None:
        self.conflicts.add(name)
        self.note("two-values", cell, "warning", fact=name, one=shown(one.given),
                  where=one.cell, two=two)  # fmt: skip

    def _remarks(self, name: str, fact: Number, found: Reported) -> None:
        """``(生均41.2平方米)`` states a second fact; ``(约合1108亩)`` repeats the first."""
        for piece in remarks(found.given):
            if piece.startswith("生均"):
                if fact.per_student in self.known.facts:
                    self.take_fact(str(fact.per_student), piece, found.cell)
                continue
            again = restated(fact, piece)
            if again is None:
                continue
            if not _restates(found, fact, again):
                self._two(name, found.cell, found, piece)
            elif self.facts[name] is found:
                self.facts[name] = found = found._replace(span=_spanning(found, again))

    def unknown(self) -> None:
        """A note for every label that was not read."""
        for label, _, cell, _unit in self.unread:
            close = nearest_label(label, self.known.by_label)
            self.note("unknown-label", cell, "note", label=label, nearest=close)

    def _listed(self, fact: Parts | Members, raw: Any, cell: str) -> Reported | None:
        if no_value(raw) or (isinstance(raw, str) and is_missing(raw)):
            return None
        items = raw.tolist() if type(raw).__name__ == "ndarray" else raw
        if not isinstance(items, list | tuple):
            raise Refused("parts-expected", found=shown(raw))
        cells = [f"{cell}[{n}]" for n in range(len(items))]
        if isinstance(fact, Members):
            members = zip(items, cells, strict=True)
            return Reported(tuple(self._member(fact, *one) for one in members), "", cell)
        return Reported(
            tuple(self._part(fact, item, cells[n], n) for n, item in enumerate(items)), "", cell
        )

    def _member(self, fact: Members, item: Any, cell: str) -> School:
        if not isinstance(item, Mapping):
            raise Refused("parts-expected", found=shown(item))
        member = read_profile(item, fact.vocabulary, place=f"{cell}.")
        self.issues += member.issues
        return member

    def _part(self, fact: Parts, item: Any, cell: str, number: int) -> Part:
        if not isinstance(item, Mapping):
            raise Refused("parts-expected", found=shown(item))
        part = Draft(fact)
        for label, raw in item.items():
            part.take(shown(label), raw, f"{cell}.{shown(label)}")
        part.unknown()
        self.issues += part.issues
        given = part.facts.get("name")
        return Part(
            str(given.value) if given else f"#{number + 1}",
            part.facts,
            frozenset(part.conflicts),
        )

    def compare(self, wholes: tuple[tuple[str, str], ...]) -> None:
        """Find parts that exceed their wholes: at least one of the two is wrong."""
        for name, of in wholes:
            part, whole = self.facts.get(name), self.facts.get(of)
            if part and whole and part.bounds.low > whole.bounds.high:
                self.conflicts |= {name, of}
                self.note("part-exceeds-whole", part.cell, "warning", fact=name,
                          one=shown(part.given), whole=of, two=shown(whole.given))  # fmt: skip

    def finish(self, number: int) -> School:
        """The school; ``number`` names it where nothing else does."""
        title = str(self.facts["name"].value) if "name" in self.facts else ""
        identity = str(self.facts["id"].value) if "id" in self.facts else title
        return School(
            identity or f"#{number}", title, self.facts, tuple(self.issues),
            frozenset(self.conflicts), tuple(self.unread),
        )  # fmt: skip


def read_profile(
    profile: Mapping[str, Any], vocabulary: Vocabulary, number: int = 1, place: str = ""
) -> School:
    """One school from a mapping of names or printed labels to values.

    >>> import compliance
    >>> vocabulary = compliance.load("cn/moe/secondary-vocational-2010").vocabulary
    >>> read_profile({"占地": "60亩"}, vocabulary).facts["campus_area"].bounds.low
    Fraction(40000, 1)
    """
    draft = Draft(vocabulary)
    for label, raw in profile.items():
        name = shown(label)
        draft.take(name, raw, place + name)
    draft.unknown()
    draft.compare(vocabulary.wholes)
    return draft.finish(number)


def widen(school: School, vocabulary: Vocabulary) -> School:
    """A school with labels read that only a wider vocabulary knows."""
    if not school.unread:
        return school
    draft = Draft(vocabulary)
    draft.facts = dict(school.facts)
    draft.conflicts, draft.issues = set(school.conflicts), list(school.issues)
    for label, raw, cell, header in school.unread:
        draft.take(label, raw, cell, header)
    read = {one.cell for one in school.unread} - {one.cell for one in draft.unread}
    draft.issues = [
        issue for issue in draft.issues
        if not (issue.code == "unknown-label" and issue.place.file in read)
    ]  # fmt: skip
    new = draft.facts.keys() - school.facts.keys()
    draft.compare(tuple(pair for pair in vocabulary.wholes if new.intersection(pair)))
    return School(
        school.id, school.name, draft.facts, tuple(draft.issues),
        frozenset(draft.conflicts), tuple(draft.unread),
    )  # fmt: skip


def _agree(one: Reported, two: Reported) -> bool:
    if one.value == two.value:
        return True
    try:
        a, b = one.bounds, two.bounds
    except TypeError:
        return False
    return a.low <= b.high and b.low <= a.high


def _restates(found: Reported, fact: Number, again: Quantity) -> bool:
    """Whether a second figure says the same, within the rounding that sources show."""
    value = found.bounds.low
    same = again.unit is not None and fits(again.unit.dimension, fact.of.dimension)
    return same and abs(again.value - value) * _TOLERATED <= value


def _spanning(found: Reported, again: Quantity) -> Span | None:
    """Two figures for one thing leave open which is meant, and all that lies between them."""
    one, two = found.bounds, again.span or Span.point(again.value)
    if found.span is None and two == one:
        return None
    low, high = min(one, two, key=_low), max(one, two, key=_high)
    return Span(low.low, high.high, low.low_open, high.high_open)


def _low(span: Span) -> tuple[Fraction, bool]:
    return span.low, span.low_open


def _high(span: Span) -> tuple[Fraction, bool]:
    return span.high, not span.high_open


def profile_schema(vocabulary: Vocabulary) -> dict[str, Any]:
    """The JSON Schema of a profile: facts by name, closed in type; printed labels are allowed.

    >>> import compliance
    >>> schema = profile_schema(compliance.load("cn/moe/secondary-vocational-2010").vocabulary)
    >>> schema["properties"]["students"]["type"]
    ['number', 'string', 'null']
    """
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "School profile 学校数据",
        "type": "object",
        "properties": {name: _schema(fact) for name, fact in vocabulary.facts.items()},
    }


def _schema(fact: Fact) -> dict[str, Any]:
    about = {"description": f"{fact.zh} {fact.en}"}
    if isinstance(fact, Number):
        unit = {"description": f"{fact.zh} {fact.en} ({fact.unit})"}
        return {"type": ["number", "string", "null"], **unit}
    if isinstance(fact, Flag | Evidence):
        return {"type": ["boolean", "string", "number", "null"], **about}
    if isinstance(fact, Members):
        return {"type": ["array", "null"], "items": {"type": "object"}, **about}
    if isinstance(fact, Parts):
        facts = {name: _schema(inner) for name, inner in fact.facts.items()}
        item = {"type": "object", "properties": facts}
        return {"type": ["array", "null"], "items": item, **about}
    return {"type": ["string", "number", "null"], **about}
