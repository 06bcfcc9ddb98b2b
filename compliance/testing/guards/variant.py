"""A shipped standard with another file in place of its own, judged on the clauses' own examples."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property
from typing import Any, NamedTuple

from compliance.checking.check import check
from compliance.documents.standard import Standard
from compliance.errors import StandardError
from compliance.expressions.tree import Tree
from compliance.intake.read import read
from compliance.intake.school import Schools
from compliance.rulebook.clauses.compile import Compiler
from compliance.rulebook.clauses.derivations import Derivations, declared, in_order
from compliance.rulebook.overlay import Card, Layer, measures, resolve
from compliance.rulebook.phases import binding_on, phased
from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.testing.guards.written import LISTS

_WORD = re.compile(r"[a-z][a-z0-9_]*")
SAID = ("zh", "en", "text", "paraphrase", "cite", "note", "unit", "examples", "ground", "title",
        "id", "counts_in", "clause")  # fmt: skip
"""Keys whose values are no formulas."""


class Case(NamedTuple):
    """An example of a clause, read once."""

    schools: Schools
    expect: str
    reading: str
    on: dt.date | None


def cases(rulebook: Rulebook, cards: Mapping[str, Card]) -> dict[str, list[Case]]:
    """The examples of every clause that the standard's own layer gives."""
    return {
        card.clause.id: [
            Case(read([one.given, *one.others], rulebook.vocabulary), one.expect,
                 one.reading or "", one.on)
            for one in card.clause.examples
        ]
        for card in cards.values()
        if card.layer.id == rulebook.id
    }  # fmt: skip


@dataclass
class Variant:
    """A standard as other data of its last layer would make it."""

    original: Rulebook
    data: Mapping[str, Any]

    @cached_property
    def layers(self) -> tuple[Layer, ...]:
        """The chain of standards with the last one changed."""
        *base, leaf = self.original.chain
        own = leaf.standard
        if self.data is not leaf.document.data:
            own = Standard.model_validate(self.data).model_copy(update={"facts": own.facts})
        return *base, replace(leaf, standard=own)

    @cached_property
    def _plain(self) -> Compiler:
        vocabulary = self.original.vocabulary
        known, _ = declared(self.layers)
        derived, problems = Derivations(known, vocabulary, self.cards, inferences=True).all()
        if problems:
            raise StandardError(*problems)
        return Compiler(vocabulary=vocabulary, measures=measures(self.layers)[0], derived=derived,
                        inferences=True, chosen={})  # fmt: skip

    @property
    def formulas(self) -> dict[str, Tree]:
        """The derived facts that are nothing but a formula."""
        return self._plain.formulas

    @cached_property
    def cards(self) -> dict[str, Card]:
        """The clauses of the chain."""
        return resolve(self.layers)[0]

    def rulebook(self, clause: str, reading: str = "", on: dt.date | None = None) -> Rulebook:
        """What one clause needs to be judged: itself, and the clauses that it counts."""
        leaf, compiler = self.layers[-1], self._plain
        if reading:
            compiler = replace(compiler, chosen={clause: reading})
        day, binding, _ = binding_on(leaf.standard.in_force, on, inferences=True)
        scope = tuple(
            compiler.condition(layer.standard.applies_if, layer.document.place("applies_if"))
            for layer in self.layers if layer.standard.applies_if
        )  # fmt: skip
        rules: dict[str, Rule] = {}
        wanted = [clause]
        while wanted:
            name = wanted.pop()
            if name not in rules:
                card = self.cards[name]
                rules[name] = phased(compiler.rule(card), card, day, inferences=True)
                wanted += [one[1:] for one in resting(self.original)[name] if one[0] == "#"]
        derived = {name: one for name, one in compiler.derived.items()
                   if all(other in rules for other in one.clauses)}  # fmt: skip
        return replace(
            self.original, on=day, binding=binding, rules=tuple(rules.values()), scope=scope,
            derived=in_order(derived, rules, {}), cards=self.cards, chain=self.layers,
        )  # fmt: skip

    def missed(self, clause: str, examples: list[Case]) -> bool:
        """Whether an example of a clause does not give the verdict that it states."""
        if clause not in self.cards:
            return bool(examples)
        books: dict[tuple[str, dt.date | None], Rulebook] = {}
        for case in examples:
            key = (case.reading, case.on)
            if key not in books:
                books[key] = self.rulebook(clause, *key)
            if check(case.schools, books[key]).items[0][clause].verdict != case.expect:
                return True
        return False


@cache
def resting(rulebook: Rulebook) -> dict[str, frozenset[str]]:
    """Each clause with every measure, derived fact and (after a #) clause that it rests on."""
    direct: dict[str, set[str]] = {}
    for layer in rulebook.chain:
        for section in ("measures", "derived"):
            for name, one in layer.document.data.get(section, {}).items():
                direct.setdefault(name, set()).update(_words(one))
    for name, card in rulebook.cards.items():
        direct[f"#{name}"] = {*_words(card.clause.model_dump(by_alias=True, exclude_none=True))}
    return {name: _closure(direct[f"#{name}"], direct) for name in rulebook.cards}


def _closure(names: set[str], direct: Mapping[str, set[str]]) -> frozenset[str]:
    seen: set[str] = set()
    todo = [*names & direct.keys()]
    while todo:
        one = todo.pop()
        if one not in seen:
            seen.add(one)
            todo += direct[one] & direct.keys()
    return frozenset(seen)


def _words(value: Any, key: str = "") -> Iterator[str]:
    """Names in formulas, and clauses in lists of clauses."""
    if key in SAID:
        return
    if isinstance(value, dict):
        for inner, item in value.items():
            yield from _words(item, str(inner))
    elif isinstance(value, list | tuple):
        for item in value:
            yield from [f"#{item}"] if key in LISTS else _words(item)
    elif isinstance(value, str):
        yield from _WORD.findall(value)
