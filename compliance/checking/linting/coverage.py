"""``coverage``: what became of every row of every source document, and whether that is true."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from compliance.documents.coverage import STATES, Manifest, Row, State, manifests
from compliance.documents.locate import POLICY, identifiers, locate, shipped
from compliance.documents.strict_yaml import Document, read_yaml
from compliance.errors import ComplianceError, NotFound, Problem, StandardError, nearest
from compliance.notebook import Displayed, Shown
from compliance.rulebook.overlay import Card
from compliance.rulebook.rulebook import Rulebook, load

CHECKABLE = ("N", "Q", "A", "D")
"""Kinds of rows of which most should be encoded."""


@dataclass(frozen=True)
class Covered:
    """One source document: its rows, counted by what became of them."""

    name: str
    manifest: Manifest = field(repr=False)

    @property
    def counts(self) -> dict[State, int]:
        """How many rows are in each state."""
        found = Counter(state for row in self.manifest.rows.values() for state in row.states)
        return {state: found[state] for state in STATES}

    @property
    def checkable(self) -> tuple[int, int]:
        """How many rows of kinds N, Q, A and D are encoded, and how many there are."""
        rows = [row for row in self.manifest.rows.values() if row.kind in CHECKABLE]
        return sum("encoded" in row.states for row in rows), len(rows)

    def to_dict(self) -> dict[str, Any]:
        """The document's totals and rows, ready for JSON."""
        encoded, of = self.checkable
        return {
            "document": self.name,
            "title": self.manifest.title.text._asdict(),
            "source": self.manifest.source,
            "counts": dict(self.counts),
            "checkable": {"encoded": encoded, "of": of},
            "rows": [
                {"row": name, "kind": row.kind, "phrase": row.phrase, "state": row.states[0],
                 "clauses": list(row.clauses), "policy": list(row.policy or ()),
                 "why": row.out_of_scope or row.awaiting or "",
                 "note": row.note or ""}
                for name, row in self.manifest.rows.items()
            ],
        }  # fmt: skip


@dataclass(frozen=True)
class Coverage(Displayed):
    """All source documents, and every way in which their manifests are not true."""

    documents: tuple[Covered, ...]
    problems: tuple[Problem, ...] = ()

    def __iter__(self) -> Iterator[Covered]:
        return iter(self.documents)

    def __getitem__(self, name: str) -> Covered:
        return self.only((name,)).documents[0]

    def only(self, names: Iterable[str]) -> Coverage:
        """The documents of these names, all if there is none.

        Raises:
            NotFound: with the nearest name.
        """
        known = {one.name: one for one in self.documents}
        for name in (wanted := tuple(names)):
            if name not in known:
                values = {"id": name, "known": ", ".join(known),
                          "nearest": nearest(name, known) or "—"}  # fmt: skip
                raise NotFound(Problem("no-such-standard", values=values))
        return replace(self, documents=tuple(known[n] for n in wanted)) if wanted else self

    def _shown(self) -> Shown:
        from compliance.checking.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.coverage(self)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {"documents": [one.to_dict() for one in self.documents],
                "problems": [problem.show() for problem in self.problems]}  # fmt: skip


def coverage(folder: str | Path | None = None) -> Coverage:
    """The manifests below a folder of standards, by default the shipped ones, each checked.

    >>> covered = coverage()["S0"]
    >>> sum(covered.counts.values()) == len(covered.manifest.rows)
    True
    """
    root = Path(folder) if folder is not None else shipped()
    known = manifests(root)
    problems: list[Problem] = []
    books: dict[str, Rulebook | None] = {}
    for document, manifest in known.values():
        problems += _rows(document, manifest)
        problems += _ruled(document, manifest, root)
        for standard in _named(manifest):
            if standard not in books:
                books[standard] = _book(standard, root)
    for name, (document, manifest) in known.items():
        for standard in _named(manifest):
            book = books[standard]
            if book is None:
                close = nearest(standard, identifiers(root)) or "—"
                place = document.place("rows")
                values = {"id": standard, "nearest": close, "known": name}
                problems.append(Problem("no-such-standard", place, values=values))
            else:
                problems += _claims(document, manifest, book)
    for book in books.values():
        if book is not None:
            problems += unclaimed(book, known)
    return Coverage(tuple(Covered(n, m) for n, (_, m) in known.items()), tuple(problems))


def coverage_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """What the manifests beside a standard say of it that is not so; none if they say nothing."""
    root = rulebook.chain[-1].root
    try:
        known = {} if root is None else manifests(root)
    except StandardError:
        return  # a manifest that cannot be read is none of the standard's problems
    for document, manifest in known.values():
        if rulebook.id in _named(manifest):
            yield from _claims(document, manifest, rulebook)
    if any(rulebook.id in _named(manifest) for _, manifest in known.values()):
        yield from unclaimed(rulebook, known)


def unclaimed(rulebook: Rulebook, known: dict[str, tuple[Document, Manifest]]) -> Iterator[Problem]:
    """The clauses that no row of any manifest claims: something is checked that nobody wrote."""
    claimed = {
        clause for _, manifest in known.values() for row in manifest.rows.values()
        for clause in row.clauses
    }  # fmt: skip
    complete = any(rulebook.id in manifest.complete for _, manifest in known.values())
    for clause, card in rulebook.cards.items():
        mine = rulebook.id in card.touched
        if (mine or complete) and f"{rulebook.id}#{clause}" not in claimed:
            place = card.place("clause" if card.path[0] == "change" else "id") if mine else (
                rulebook.chain[-1].document.place("base")
            )  # fmt: skip
            yield Problem("coverage-unclaimed", place, clause)


def _book(standard: str, root: Path) -> Rulebook | None:
    try:
        return load(standard, folder=root)
    except ComplianceError:
        return None


def _named(manifest: Manifest) -> list[str]:
    """Every standard that a manifest names."""
    rows = (clause for row in manifest.rows.values() for clause in row.clauses)
    return list(dict.fromkeys(clause.partition("#")[0] for clause in rows))


def _rows(document: Document, manifest: Manifest) -> Iterator[Problem]:
    for name, row in manifest.rows.items():
        if len(row.states) != 1:
            values = {"row": name, "found": ", ".join(row.states) or "—"}
            yield Problem("coverage-state", document.place("rows", name), values=values)


def _ruled(document: Document, manifest: Manifest, root: Path) -> Iterator[Problem]:
    """Every rule or exception that a manifest names stands in its policy."""
    for name, row in manifest.rows.items():
        place = document.place("rows", name)
        for claim in row.policy or ():
            policy, _, rule = claim.partition("#")
            try:
                known = _rules_of(policy, root)
            except NotFound as error:
                yield from (replace(problem, place=place) for problem in error.problems)
                continue
            if rule not in known:
                values = {"id": rule, "policy": policy, "nearest": nearest(rule, known) or "—"}
                yield Problem("coverage-rule", place, rule, values=values)


def _rules_of(policy: str, root: Path) -> list[str]:
    """The ids of a policy's rules and exceptions; its own lint says what else is wrong with it."""
    _, path = locate(policy, root, POLICY)
    data = read_yaml(path).data
    parts = [data.get(key) for key in ("rules", "exceptions")] if isinstance(data, dict) else []
    listed = (one for part in parts if isinstance(part, tuple) for one in part)
    return [str(one["id"]) for one in listed if isinstance(one, dict) and "id" in one]


def _claims(document: Document, manifest: Manifest, rulebook: Rulebook) -> Iterator[Problem]:
    """Every clause that a manifest names is there, is the standard's own, and of the right kind."""
    identities = {one.id for one in rulebook.chain[-1].standard.identities}
    for name, row in manifest.rows.items():
        place = document.place("rows", name)
        for claim in row.clauses:
            standard, _, clause = claim.partition("#")
            if standard != rulebook.id or clause in identities:
                continue
            card = rulebook.cards.get(clause)
            if card is None:
                close = nearest(clause, [*rulebook.cards, *identities]) or "—"
                yield Problem("coverage-clause", place, clause,
                              values={"id": clause, "nearest": close})  # fmt: skip
            else:
                yield from _kind(name, row, card, rulebook, place)


def _kind(name: str, row: Row, card: Card, rulebook: Rulebook, place: Any) -> Iterator[Problem]:
    clause = card.clause.id
    if rulebook.id not in card.touched:
        yield Problem("coverage-untouched", place, clause, values={"id": clause, "row": name})
    elif (row.judged is not None) != (card.clause.basis == "judged"):
        values = {"row": name, "state": row.states[0], "basis": card.clause.basis}
        yield Problem("coverage-basis", place, clause, values=values)
