"""What is wrong with derived facts: unused, or with numbers that the law's text does not have."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.derived.base import Derived
from compliance.errors import Problem
from compliance.expressions.tree import names
from compliance.quantity import read_quantity
from compliance.rulebook.quoted.figures import Figure, figures, stands_for
from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.units import DIMENSIONLESS, Dimension, fits


def derived_problems(rulebook: Rulebook) -> Iterator[Problem]:
    """Each problem at the line of the derived fact, those of the last layer only."""
    leaf = rulebook.chain[-1]
    used = _used(rulebook)
    for one in rulebook.derived:
        if one.name not in leaf.standard.derived:
            continue
        place = leaf.document.place("derived", one.name)
        if one.formula is None and one.name not in used:
            yield Problem("derived-unused", place, severity="warning", values={"fact": one.name})
            continue
        for code, values in one.remarks:
            yield Problem(code, place, severity="note", values={"fact": one.name, **values})
        yield from _unwritten(one, rulebook, used)
    for rule in rulebook.rules:
        if rule.counts_in:
            yield from _counted(rule, rulebook)


def _used(rulebook: Rulebook) -> dict[str, list[Rule]]:
    """Each derived fact with the clauses that rest on it, directly or through others."""
    found: dict[str, list[Rule]] = {}
    reads = {one.name: one.reads for one in rulebook.derived}

    def mark(name: str, rule: Rule | None) -> None:
        known = found.setdefault(name, [])
        if rule is not None and rule not in known:
            known.append(rule)
        for other in reads.get(name, ()):
            if other in reads and (rule is None or rule not in found.get(other, [])):
                mark(other, rule)

    for rule in rulebook.rules:
        for way in (rule, *rule.alternatives):
            for name in {*way.facts(), *way.applies_facts} & reads.keys():
                mark(name, rule)
    for name in {name for tree in rulebook.scope for name in names(tree)} & reads.keys():
        mark(name, None)
    return found


def _unwritten(one: Derived, rulebook: Rulebook, used: dict[str, list[Rule]]) -> Iterator[Problem]:
    """Numbers of a schedule that stand in no text of a clause that rests on it."""
    leaf = rulebook.chain[-1]
    texts = [rule.source.text for rule in used.get(one.name, [])]
    found = [figure for text in texts for figure in figures(text)]
    for path, text in one.claims if texts else ():
        wanted = read_quantity(text)
        dimension = wanted.unit.dimension if wanted.unit else DIMENSIONLESS
        if wanted.value and not any(_alike(f, wanted.value, dimension) for f in found):
            known = "、".join(figure.shown for figure in found) or "—"
            yield Problem("text-number", leaf.document.place("derived", one.name, *path),
                          values={"text": " / ".join(texts), "key": one.name, "found": text,
                                  "known": known})  # fmt: skip


def _alike(figure: Figure, wanted: Fraction, dimension: Dimension) -> bool:
    """Whether a number of the text is one of a schedule, which may count people by another name."""
    bare = DIMENSIONLESS in (figure.dimension, dimension)
    people = figure.dimension is not None and fits(dimension, figure.dimension)
    if (bare or people) and figure.value == wanted:
        return True
    return stands_for(figure, wanted, dimension)


def _counted(rule: Rule, rulebook: Rulebook) -> Iterator[Problem]:
    """A clause that is only counted names a clause that is there, and that does count it."""
    card = rulebook.cards[rule.id]
    by = next((other for other in rulebook.rules if other.id == rule.counts_in), None)
    counting = {one.name for one in rulebook.derived if rule.id in one.clauses}
    read = set() if by is None else {*by.facts(), *by.applies_facts}
    for one in reversed(rulebook.derived):
        if one.name in read:
            read |= set(one.reads)
    if not counting & read:
        yield Problem("not-counted", card.place("counts_in"), rule.id,
                      values={"by": rule.counts_in})  # fmt: skip
