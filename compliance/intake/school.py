"""The nouns of intake: a fact as reported, a school, schools."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from compliance.errors import NotFound, Problem, nearest
from compliance.notebook import Displayed, Shown
from compliance.quantity import Pair, Span
from compliance.units import Unit
from compliance.vocabulary import Vocabulary

if TYPE_CHECKING:
    from compliance.intake.quality.ledger import CellReading


class Reported(NamedTuple):
    """A fact as a school reported it.

    ``value`` is a pair in base units, a category's code, a flag, a text, or parts or members;
    ``span`` is set where the figure is approximate; ``given`` is what stood in ``cell``.
    ``open`` says that the value is only one end of the span, and no figure at all. ``codes`` are
    those of which a category has one, where it is not known which; "" stands for none of them.
    """

    value: Pair | str | bool | tuple[Part, ...] | tuple[School, ...]
    given: str
    cell: str
    span: Span | None = None
    open: bool = False
    codes: tuple[str, ...] = ()

    @property
    def rough(self) -> bool:
        """Whether the value is one of several."""
        return self.span is not None or bool(self.codes)

    @property
    def bounds(self) -> Span:
        """All values a number may have."""
        if self.span is not None:
            return self.span
        if not isinstance(self.value, tuple):
            raise TypeError(self.value)
        return Span.point(Fraction(*self.value))


class Part(NamedTuple):
    """A major, a campus: its name, or its place in the list where it has none.

    ``pooled`` parts are totals of a group, as files give them; they say nothing of each member.
    """

    name: str
    facts: Mapping[str, Reported]
    conflicts: frozenset[str] = frozenset()
    pooled: bool = False


class Gap(NamedTuple):
    """Why a derived fact is not known: a finding's reason, and what it lacks."""

    reason: str
    needs: tuple[str, ...] = ()


class Unread(NamedTuple):
    """A value whose label the vocabulary does not know; a standard may still ask for it."""

    label: str
    raw: Any
    cell: str
    unit: Unit | None = None


class Column(NamedTuple):
    """How a column of a file was understood; ``fact`` is empty where it was not.

    ``label`` is what a standard may still ask for it by, ``parts`` the parts that it is about.
    """

    cell: str
    header: str
    fact: str
    unit: str
    label: str = ""
    parts: str = ""


@dataclass(frozen=True, slots=True)
class School(Displayed):
    """One school. ``conflicts`` names the facts that contradict one another."""

    id: str
    name: str
    facts: Mapping[str, Reported]
    issues: tuple[Problem, ...] = ()
    conflicts: frozenset[str] = frozenset()
    unread: tuple[Unread, ...] = ()
    gaps: Mapping[str, Gap] = field(default_factory=dict, repr=False)
    refused: frozenset[str] = field(init=False, repr=False, compare=False)
    """The facts that were given but not understood: nothing else may stand in for them."""
    unsure: frozenset[str] = field(init=False, repr=False, compare=False)
    """The facts that contradict one another or were not understood."""
    doubtful: frozenset[str] = field(init=False, repr=False, compare=False)
    """These, and the facts that are only approximate."""

    def __post_init__(self) -> None:
        given = (i.values.get("fact") for i in self.issues if i.severity == "warning")
        refused = frozenset(n for n in given if isinstance(n, str) and n not in self.facts)
        rough = [name for name, found in self.facts.items() if found.span or found.codes]
        unsure = self.conflicts | refused if refused else self.conflicts
        doubtful = unsure.union(rough) if rough else unsure
        object.__setattr__(self, "refused", refused)
        object.__setattr__(self, "unsure", unsure)
        object.__setattr__(self, "doubtful", doubtful)

    def text(self, fact: str) -> str:
        """A text or category as its code, or empty."""
        found = self.facts.get(fact)
        return str(found.value) if found is not None else ""

    def _shown(self) -> Shown:
        from compliance.intake import notebook  # noqa: PLC0415 - words when asked for

        return notebook.school(self)

    def to_dict(self) -> dict[str, Any]:
        """The facts as they were given, with their cells."""
        given = {
            name: [{key: fact.given for key, fact in part.facts.items()} for part in value]
            if isinstance(value := reported.value, tuple) and is_list(value)
            else reported.given
            for name, reported in self.facts.items()
        }
        cells = {name: reported.cell for name, reported in self.facts.items()}
        return {"id": self.id, "name": self.name, "facts": given, "cells": cells,
                "issues": [issue.show() for issue in self.issues]}  # fmt: skip


def is_list(value: tuple[Any, ...]) -> bool:
    """Whether a reported tuple is a list of parts or members rather than a number."""
    return not value or isinstance(value[0], Part | School)


def find(key: str, known: Sequence[tuple[str, str]]) -> int:
    """The place of a school in a list of ids and names: by id, or by a name that only one has.

    Raises:
        NotFound: with the nearest id; also where several schools share the name.
    """
    ids = [identity for identity, _ in known]
    if key in ids:
        return ids.index(key)
    named = [n for n, (_, name) in enumerate(known) if name == key]
    if len(named) == 1:
        return named[0]
    close = ", ".join(ids[n] for n in named[:5]) or nearest(key, ids) or "—"
    raise NotFound(Problem("no-such-school", values={"id": key, "nearest": close}))


@dataclass(frozen=True)
class Schools(Displayed):
    """Schools as read, in the order of the file.

    ``backend`` is the dataframe library that results go back to, or empty; ``frame`` is the
    dataframe itself, whose rows may not have been read yet.
    """

    items: Sequence[School]
    vocabulary: Vocabulary = field(repr=False)
    source: str = ""
    backend: str = ""
    columns: tuple[Column, ...] = ()
    issues: tuple[Problem, ...] = ()
    frame: Any = field(default=None, repr=False, compare=False)

    def __len__(self) -> int:
        return len(self.items)

    def __iter__(self) -> Iterator[School]:
        return iter(self.items)

    def __getitem__(self, key: str) -> School:
        return self.items[find(key, [(s.id, s.name) for s in self.items])]

    def __repr__(self) -> str:
        if not isinstance(self.items, tuple):
            return f"<Schools: a frame of {self.backend}, rows not read yet>"
        return f"<Schools: {len(self.items)} from {self.source or 'memory'}, {self.trouble}>"

    def _shown(self) -> Shown:
        from compliance.intake import notebook  # noqa: PLC0415 - as above

        return notebook.schools(self)

    @property
    def trouble(self) -> str:
        """How many values were not understood."""
        return f"{len(self.all_issues)} issues"

    @property
    def all_issues(self) -> tuple[Problem, ...]:
        """Every issue, of the file and of each school, in order."""
        return (*self.issues, *(issue for school in self.items for issue in school.issues))

    def to_dict(self) -> dict[str, Any]:
        """Everything that was read, ready for JSON."""
        return {
            "source": self.source,
            "columns": [
                {"cell": c.cell, "header": c.header, "fact": c.fact, "unit": c.unit}
                for c in self.columns
            ],
            "issues": [issue.show() for issue in self.issues],
            "schools": [school.to_dict() for school in self.items],
        }

    def ledger(self) -> Iterator[CellReading]:
        """The data-quality ledger: what each cell was read as, what was refused, and why.

        >>> import compliance
        >>> schools = compliance.read({"name": "甲校", "占地": "60亩", "在校生": "很多"})
        >>> for row in schools.ledger():
        ...     print(row.cell, row.read_as or row.code, row.status)
        name 甲校 read
        占地 40000 m² read
        在校生 quantity-number refused
        """
        from compliance.intake.quality.ledger import ledger  # noqa: PLC0415 - only who looks pays

        return ledger(self)

    def under(self, items: Sequence[School], vocabulary: Vocabulary) -> Schools:
        """The same source with schools, columns and issues under a wider vocabulary."""
        columns = tuple(
            column if column.fact or not column.label
            else column._replace(fact=vocabulary.name_of(column.label) or "")
            for column in self.columns
        )  # fmt: skip
        read = {column.cell for column in columns if column.fact}
        issues = tuple(
            issue for issue in self.issues
            if not (issue.code == "unknown-label" and issue.place.file in read)
        )  # fmt: skip
        return replace(self, items=items, vocabulary=vocabulary, columns=columns, issues=issues)
