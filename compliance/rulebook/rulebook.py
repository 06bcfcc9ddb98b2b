"""What binds on a day: the rules, the layers they come from, and what was inferred."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import Any

from compliance.derived.base import Derived
from compliance.errors import NotFound, Problem, StandardError, nearest
from compliance.expressions.tree import Tree, names
from compliance.notebook import Displayed, Shown
from compliance.rulebook.clauses.compile import Compiler
from compliance.rulebook.clauses.derivations import Derivations, declared, in_order
from compliance.rulebook.identities import identity_problems
from compliance.rulebook.overlay import Card, Layer, known_facts, measures, read_layers, resolve
from compliance.rulebook.phases import binding_on, day_problems, phased
from compliance.rulebook.quoted.wording import against_text
from compliance.rulebook.rule import Binding, Rule
from compliance.text import Text
from compliance.vocabulary import Fact, Vocabulary


@dataclass(frozen=True, eq=False)
class Rulebook(Displayed):
    """Immutable; made by ``compliance.load``.

    ``binding`` says whether the standard is in force on ``on``; ``scope`` holds the conditions
    under which it applies to a school at all.
    """

    id: str
    on: dt.date
    title: Text
    issuer: str
    document: str
    binding: Binding
    rules: tuple[Rule, ...]
    vocabulary: Vocabulary = field(repr=False)
    scope: tuple[Tree, ...] = field(repr=False)
    layers: tuple[str, ...] = ()
    inferences: bool = True
    readings: Mapping[str, str] = field(default_factory=dict)
    inferred_days: tuple[str, ...] = ()
    notes: tuple[Text, ...] = ()
    derived: tuple[Derived, ...] = field(default=(), repr=False)
    cards: Mapping[str, Card] = field(default_factory=dict, repr=False)
    chain: tuple[Layer, ...] = field(default=(), repr=False)

    def __getitem__(self, clause: str) -> Rule:
        for rule in self.rules:
            if rule.id == clause:
                return rule
        known = [rule.id for rule in self.rules]
        values = {"id": clause, "standard": self.id, "nearest": nearest(clause, known) or "—"}
        raise NotFound(Problem("no-such-clause", values=values))

    def __len__(self) -> int:
        return len(self.rules)

    def __repr__(self) -> str:
        return f"<Rulebook {self.id} on {self.on}: {len(self.rules)} clauses, {self.binding}>"

    def _shown(self) -> Shown:
        from compliance.rulebook import notebook  # noqa: PLC0415 - words when asked for

        return notebook.rulebook(self)

    @property
    def subject(self) -> str:
        """Whom the standard judges: school, county, teacher and so on."""
        return self.chain[-1].standard.subject

    @cached_property
    def facts(self) -> dict[str, Fact]:
        """Every fact that its formulas may name: those that subjects report, and derived ones."""
        return {**self.vocabulary.facts, **{one.name: one.fact for one in self.derived}}

    @cached_property
    def inferred_facts(self) -> frozenset[str]:
        """The derived facts that rest on a recorded inference, if only through another."""
        found: set[str] = set()
        for one in self.derived:
            counted = any(self[clause].inferred for clause in one.clauses)
            if one.inferred or counted or found.intersection(one.reads):
                found.add(one.name)
        return frozenset(found)

    @property
    def scope_facts(self) -> tuple[str, ...]:
        """The facts that decide whether the standard applies."""
        return tuple(dict.fromkeys(name for tree in self.scope for name in names(tree)))

    def to_dict(self) -> dict[str, Any]:
        """The rulebook ready for JSON, one record a clause."""
        return {
            "standard": self.id,
            "on": self.on.isoformat(),
            "title": self.title._asdict(),
            "issuer": self.issuer,
            "document": self.document,
            "binding": self.binding,
            "layers": list(self.layers),
            "inferences": self.inferences,
            "readings": dict(self.readings),
            "inferred_days": list(self.inferred_days),
            "notes": [note._asdict() for note in self.notes],
            "clauses": [_clause(rule) for rule in self.rules],
        }

    def to_sql(
        self, dialect: str = "duckdb", *, table: str = "schools",
        columns: Iterable[str] | None = None,
    ) -> str:  # fmt: skip
        """One SELECT statement that judges every school of a table.

        It gives ``school``, which is the table's id or else its name, and for each clause its
        code (``<clause>``, explained in the statement's comment) and what was measured
        (``<clause>_measured``). Clauses on parts of a school, such as majors, are not judged.

        Args:
            dialect: duckdb, spark, postgres, sqlite or mysql.
            table: the table's name; a dot separates it from its schema.
            columns: the table's columns, by the names of facts or as printed, such as
                占地面积（亩）; by default ``id`` and every fact under its own name and in its own
                unit. A fact without a column is not reported.

        Raises:
            NotFound: no such dialect.
            FactsError: the columns name no school, name a fact twice, or state a wrong unit.
            StandardError: a clause that float64 cannot judge exactly.

        >>> rulebook = load("cn/moe/secondary-vocational-2010")
        >>> statement = rulebook.to_sql(columns=["学校名称", "在校生数"])
        >>> '"在校生数" AS "students"' in statement, statement.startswith("-- 标准")
        (True, True)
        """
        # judging is a layer above rulebooks, which must not import it
        export = import_module("compliance.checking.columns.sql.export")
        statement: str = export.to_sql(self, dialect, table, columns)
        return statement


def _clause(rule: Rule) -> dict[str, Any]:
    return {
        "clause": rule.id,
        "title": rule.title._asdict(),
        "cite": rule.source.cite,
        "text": rule.source.text,
        "verbatim": rule.source.verbatim,
        "evidence": rule.source.evidence,
        "force": rule.force,
        "basis": rule.basis,
        "comparator": rule.comparator,
        "threshold": rule.stated,
        "unit": rule.measured.unit.text,
        "set_by": rule.source.set_by,
        "relation": rule.relation,
        "inferred": rule.inferred,
        "reading": rule.reading,
        "other_readings": [other.reading for other in rule.alternatives],
    }


def load(
    place: str | Path,
    on: str | dt.date | None = None,
    *,
    inferences: bool = True,
    readings: Mapping[str, str] | None = None,
    folder: str | Path | None = None,
) -> Rulebook:
    """What a standard asks for on a day.

    Args:
        place: an id such as ``cn/moe/secondary-vocational-2010``, or the path of a file.
        on: a date; by default today, or the last day in force of a standard that has ended.
        inferences: whether recorded inferences may stand in for numbers that the source lost.
        readings: for a clause that admits two readings, the one to use.
        folder: a folder of standards, searched before the shipped ones.

    Raises:
        NotFound: no such standard.
        StandardError: everything that is wrong with it, each at file:line:column.

    >>> load("cn/moe/secondary-vocational-2010", on="2018-06-30")["campus-per-student"].stated
    '33 m²/student'
    """
    layers = read_layers(place, Path(folder) if folder else None)
    return build(layers, _date(on), inferences=inferences, readings=readings)


def build(
    layers: tuple[Layer, ...], on: dt.date | None, *, inferences: bool = True,
    readings: Mapping[str, str] | None = None, drafts: bool = False,
) -> Rulebook:  # fmt: skip
    """The rulebook of a chain of layers that were read; ``drafts``: as if a draft did bind."""
    readings = readings or {}
    leaf = layers[-1]
    cards, problems = resolve(layers)
    known_measures, more = measures(layers)
    problems += more
    vocabulary = known_facts(layers, cards)
    problems += day_problems(leaf)
    for clause, reading in readings.items():
        _wanted(clause, reading, cards, leaf)
    known_derived, more = declared(layers)
    problems += more
    derived, more = Derivations(known_derived, vocabulary, cards, inferences).all()
    problems += more
    if more:
        raise StandardError(*problems)
    day, binding, inferred = binding_on(leaf.standard.in_force, on, inferences=inferences)
    if leaf.standard.status == "draft" and not drafts:
        binding = "not_in_force"
    compiler = Compiler(vocabulary, known_measures, derived, inferences, readings)
    rules: list[Rule] = []
    for card in cards.values():
        try:
            rule = phased(compiler.rule(card), card, day, inferences=inferences)
        except StandardError as error:
            problems += error.problems
            continue
        rules.append(rule)
        problems += against_text(card, rule, vocabulary)
    scope = []
    for layer in layers:
        if layer.standard.applies_if:
            place = layer.document.start("applies_if")
            try:
                scope.append(compiler.condition(layer.standard.applies_if, place))
            except StandardError as error:
                problems += error.problems
    problems += identity_problems(leaf)
    if problems:
        raise StandardError(*problems)
    places = {name: layer.document.place("derived", name)
              for name, (_, layer) in known_derived.items()}  # fmt: skip
    return Rulebook(
        id=leaf.id, on=day, title=leaf.standard.title.text, issuer=leaf.standard.issuer,
        document=leaf.standard.document, binding=binding, rules=tuple(rules),
        vocabulary=vocabulary, scope=tuple(scope), layers=tuple(layer.id for layer in layers),
        inferences=inferences, readings=dict(readings), inferred_days=inferred,
        notes=tuple(note.text for layer in layers for note in layer.standard.notes),
        derived=in_order(derived, {rule.id: rule for rule in rules}, places),
        cards=cards, chain=layers,
    )  # fmt: skip


def _wanted(clause: str, reading: str, cards: Mapping[str, Card], leaf: Layer) -> None:
    """A reading that the user asks for must be there; if not, the standard is not to blame."""
    if clause not in cards:
        values = {"id": clause, "standard": leaf.id, "nearest": nearest(clause, cards) or "—"}
        raise NotFound(Problem("no-such-clause", values=values))
    known = cards[clause].clause.readings or {}
    if reading not in known:
        shown = {"name": reading, "known": ", ".join(known) or "—"}
        close = nearest(reading, known) or "—"
        raise NotFound(
            Problem("unknown-reading", clause=clause, values={**shown, "nearest": close})
        )


def _date(on: str | dt.date | None) -> dt.date | None:
    """A day; what carries a time of day as well means its day."""
    if on is None or (isinstance(on, dt.date) and not isinstance(on, dt.datetime)):
        return on
    if isinstance(on, dt.datetime):
        return on.date()
    try:
        return dt.date.fromisoformat(on)
    except (ValueError, TypeError):
        raise NotFound(Problem("no-such-date", values={"found": str(on)})) from None
