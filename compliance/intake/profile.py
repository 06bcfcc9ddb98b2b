"""A mapping of names or printed labels to values → a school."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from compliance.errors import Place, Problem, nearest
from compliance.intake.school import Part, Reported, School, Unread
from compliance.intake.values import Refused, read_value
from compliance.quantity import UnreadableQuantity, read_quantity
from compliance.units import Unit
from compliance.vocabulary import (
    Evidence,
    Fact,
    Flag,
    Number,
    Parts,
    Vocabulary,
    comparable,
)

_PER_STUDENT = re.compile(r"\((生均[^()]*)\)")
_SAME_AGAIN = re.compile(r"\((?:约合|合|即|折合)([^()]*)\)")
_TOLERATED = 200  # a restatement in 亩 is rounded, and some sources convert by 667㎡


class Draft:
    """A school being read: facts, and what was not understood, each with its cell."""

    def __init__(self, vocabulary: Vocabulary, place: str = "") -> None:
        self.vocabulary, self.place = vocabulary, place
        self.facts: dict[str, Reported] = {}
        self.issues: list[Problem] = []
        self.conflicts: set[str] = set()
        self.unread: list[Unread] = []

    def take(self, label: str, raw: Any, cell: str, header: Unit | None = None) -> None:
        """Read one value under a name or a printed label."""
        name = self.vocabulary.name_of(label)
        if name is None:
            self.unread.append(Unread(label, raw, cell, header))
        else:
            self.take_fact(name, raw, cell, header)

    def take_fact(self, name: str, raw: Any, cell: str, header: Unit | None = None) -> None:
        """Read one value of a known fact."""
        fact: Fact = self.vocabulary.facts[name]
        try:
            if isinstance(fact, Parts):
                found = self._parts(fact, raw, cell)
            else:
                found = read_value(fact, raw, cell, header)
        except Refused as refused:
            self.note(refused.code, cell, "warning", fact=name, **refused.values)
            return
        if found is not None:
            self._keep(name, found)
            if isinstance(fact, Number) and found.given[-1:] in ")）":
                self._bracket(name, fact, found)

    def note(self, code: str, cell: str, severity: Any, **values: object) -> None:
        """Record what was not understood, or was understood only in part."""
        self.issues.append(Problem(code, Place(cell), severity=severity, values=values))

    def _keep(self, name: str, found: Reported) -> None:
        before = self.facts.get(name)
        if before is None:
            self.facts[name] = found
        elif not _agree(before, found):
            self.conflicts.add(name)
            self.note("two-values", found.cell, "warning", fact=name,
                      one=before.given, where=before.cell, two=found.given)  # fmt: skip

    def _bracket(self, name: str, fact: Number, found: Reported) -> None:
        """``62331平方米(生均41.2平方米)`` states a second fact; ``(约合1108亩)`` repeats the first."""
        given = found.given.replace("（", "(").replace("）", ")")
        per_student = _PER_STUDENT.search(given)
        if per_student and fact.per_student:
            self.take_fact(fact.per_student, per_student[1], found.cell)
            return
        again = _SAME_AGAIN.search(given)
        if again and not _restates(found, again[1]):
            self.conflicts.add(name)
            self.note("two-values", found.cell, "warning", fact=name, one=found.given,
                      where=found.cell, two=again[1])  # fmt: skip

    def _parts(self, fact: Parts, raw: Any, cell: str) -> Reported | None:
        if raw is None or raw == "":
            return None
        if isinstance(raw, str | bytes | Mapping) or not isinstance(raw, Iterable):
            raise Refused("parts-expected", found=str(raw)[:60])
        return Reported(
            tuple(self._part(fact, item, f"{cell}[{n}]", n) for n, item in enumerate(raw)),
            "",
            cell,
        )

    def _part(self, fact: Parts, item: Any, cell: str, number: int) -> Part:
        if not isinstance(item, Mapping):
            raise Refused("parts-expected", found=str(item)[:60])
        facts: dict[str, Reported] = {}
        for label, raw in item.items():
            name = fact.by_label.get(comparable(str(label)), label)
            if name not in fact.facts:
                close = nearest(str(label), fact.facts)
                self.note("unknown-label", f"{cell}.{label}", "note", label=label,
                          nearest=close or "—")  # fmt: skip
                continue
            try:
                found = read_value(fact.facts[name], raw, f"{cell}.{label}")
            except Refused as refused:
                self.note(refused.code, f"{cell}.{label}", "warning", fact=name, **refused.values)
                continue
            if found is not None:
                facts[name] = found
        given = facts.get("name")
        return Part(str(given.value) if given else f"#{number + 1}", facts)

    def finish(self, number: int) -> School:
        """The school, its contradictions found; ``number`` names it where nothing else does."""
        for name, fact in self.vocabulary.numbers():
            if fact.part_of and name in self.facts and fact.part_of in self.facts:
                part, whole = self.facts[name], self.facts[fact.part_of]
                if part.bounds.low > whole.bounds.high:
                    self.conflicts |= {name, fact.part_of}
                    self.note("part-exceeds-whole", part.cell, "warning", fact=name,
                              one=part.given, whole=fact.part_of, two=whole.given)  # fmt: skip
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
        draft.take(str(label), raw, f"{place}{label}")
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


def _restates(found: Reported, text: str) -> bool:
    """Whether a figure in brackets says the same, within the rounding that sources show."""
    try:
        again = read_quantity(text)
    except UnreadableQuantity:
        return True  # not a figure: a remark
    value = found.bounds.low
    return abs(again.value - value) * _TOLERATED <= value


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
    if isinstance(fact, Parts):
        facts = {name: _schema(inner) for name, inner in fact.facts.items()}
        item = {"type": "object", "properties": facts}
        return {"type": ["array", "null"], "items": item, **about}
    return {"type": ["string", "number", "null"], **about}
