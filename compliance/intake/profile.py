"""A mapping of names or printed labels to values → a school."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from compliance.errors import Place, Problem
from compliance.intake.door import identity, usable
from compliance.intake.labels import endings, nearest_label, own, without_page
from compliance.intake.quality.contradictions import contradict
from compliance.intake.remarks import (
    overlap,
    remarks,
    restated,
    restates,
    rougher,
    spanning,
    teachers_among,
    unlabelled,
)
from compliance.intake.school import Part, Reported, School, Unread
from compliance.intake.tables.grid import Unusable
from compliance.intake.values import Refused, no_value, read_value, shown
from compliance.quantity import Pair, is_missing
from compliance.units import Unit
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


class Draft:
    """A school, or a part of one, being read: facts, and what was not understood, with cells."""

    def __init__(self, known: Vocabulary | Parts, *, file: bool = False) -> None:
        self.known, self.file = known, file
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
            (self.take_cell if self.file else self.take_fact)(name, raw, cell, header)

    def take_cell(self, name: str, raw: Any, cell: str, header: Unit | None = None) -> None:
        """Read one cell of a file; an id may have gone through a program that makes numbers."""
        found = usable(raw)
        if name == "id" and isinstance(self.known, Vocabulary):
            found = identity(found)
            if isinstance(found, str) and found != raw.strip():
                self.note("id-rewritten", cell, "note", found=shown(raw), read_as=shown(found))
        if isinstance(found, Unusable):
            self.note(found.code, cell, "warning", fact=name, found=shown(found.found))
        else:
            self.take_fact(name, found, cell, header)

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
            self.keep(name, found)
            if isinstance(raw, str) and isinstance(fact, Number):
                self._remarks(name, fact, found)

    def note(self, code: str, cell: str, severity: Any, **values: object) -> None:
        """Record what was not understood, or was understood only in part."""
        self.issues.append(Problem(code, Place(cell), severity=severity, values=values))

    def keep(self, name: str, found: Reported) -> None:
        """Keep what was read of a fact; a second, different figure contradicts the first."""
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
        for piece in remarks(unlabelled(fact, found.given)):
            among = teachers_among(fact, piece)
            if among:
                self._among(name, found, among)
                continue
            if piece.startswith("生均"):
                if fact.per_student in self.known.facts:
                    self.take_fact(str(fact.per_student), piece, found.cell)
                continue
            again = restated(fact, piece)
            if again is None:
                continue
            if not restates(found, fact, again):
                self._two(name, found.cell, found, piece)
            elif self.facts[name] is found and not rougher(again, found):
                self.facts[name] = found = found._replace(span=spanning(found, again))

    def _among(self, name: str, found: Reported, count: str) -> None:
        """``4298人(专任教师4201人)`` states the full-time teachers among the same staff."""
        teachers = name.replace("staff", "teachers")
        if teachers == name or teachers not in self.known.facts:
            return
        self.take_fact(teachers, count, found.cell)
        if int(count) > found.bounds.high:
            self.conflicts |= {name, teachers}
            self.note("part-exceeds-whole", found.cell, "warning", fact=teachers, one=count,
                      whole=name, two=shown(found.given))  # fmt: skip

    def by_ending(self) -> None:
        """Read labels with the school's own name before them, each with a note that says so."""
        named = endings((one.label for one in self.unread), self.known.by_label)
        name = str(self.facts["name"].value) if "name" in self.facts else ""
        alone = any(isinstance(self.known.facts[fact], Number) for fact in self.facts)
        certain = own(named, name, alone=alone)
        waiting, self.unread = self.unread, []
        for one in waiting:
            if one.label in certain:
                fact = certain[one.label]
                self.note("label-by-ending", one.cell, "note", label=one.label, read_as=fact)
                self.take_fact(fact, one.raw, one.cell, one.unit)
            else:
                self.unread.append(one)

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
        part = Draft(fact, file=self.file)
        for label, raw in item.items():
            part.take(shown(label), raw, f"{cell}.{shown(label)}")
        part.unknown()
        if self.file:
            contradict(part)
        self.issues += part.issues
        given = part.facts.get("name")
        return Part(
            str(given.value) if given else f"#{number + 1}",
            part.facts,
            frozenset(part.conflicts),
        )

    def compare(self, wholes: tuple[tuple[str, str], ...]) -> None:
        """Find parts that exceed their wholes: at least one of the two is wrong.

        What stands in a file is asked for units that got lost, too.
        """
        for name, of in wholes:
            part, whole = self.facts.get(name), self.facts.get(of)
            if part and whole and _exceeds(part, whole):
                self.conflicts |= {name, of}
                self.note("part-exceeds-whole", part.cell, "warning", fact=name,
                          one=shown(part.given), whole=of, two=shown(whole.given))  # fmt: skip
        if self.file:
            contradict(self)

    def finish(self, number: int) -> School:
        """The school; ``number`` names it where nothing else does."""
        title = str(self.facts["name"].value) if "name" in self.facts else ""
        identity = str(self.facts["id"].value) if "id" in self.facts else title
        return School(
            identity or f"#{number}", title, self.facts, tuple(self.issues),
            frozenset(self.conflicts), tuple(self.unread),
        )  # fmt: skip


def read_profile(  # noqa: PLR0913 - where a profile stands, and in what
    profile: Mapping[str, Any],
    vocabulary: Vocabulary,
    number: int = 1,
    place: str = "",
    *,
    row: bool = False,
    file: bool = False,
) -> School:
    """One school from a mapping of names or printed labels to values.

    The labels of a profile may also name the page that they stand on, or the school; the
    columns of a frame, of which this is one ``row``, mean the same in every row, and may not.
    A profile that stands in a ``file`` is read as its cells are.

    >>> import compliance
    >>> vocabulary = compliance.load("cn/moe/secondary-vocational-2010").vocabulary
    >>> read_profile({"占地": "60亩"}, vocabulary).facts["campus_area"].bounds.low
    Fraction(40000, 1)
    """
    draft = Draft(vocabulary, file=file)
    for label, raw in profile.items():
        name = shown(label)
        draft.take(name if row else without_page(name), raw, place + name)
    if draft.unread and not row:
        draft.by_ending()
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


def _exceeds(part: Reported, whole: Reported) -> bool:
    """Whether all that a part may be is more than all that the whole may be."""
    if part.span is None and whole.span is None:
        (a, b), (c, d) = cast("Pair", part.value), cast("Pair", whole.value)
        return a * d > c * b
    return part.bounds.low > whole.bounds.high


def _agree(one: Reported, two: Reported) -> bool:
    if one.value == two.value:
        return True
    try:
        a, b = one.bounds, two.bounds
    except TypeError:
        return False
    return overlap(a, b)


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
