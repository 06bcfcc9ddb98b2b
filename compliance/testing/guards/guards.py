"""What of a standard could change without any of its examples failing.

Not asked of a number, for what it is:

- what a text awaits or delegates has none, and what is only compared with such a number decides
  nothing;
- of a number that the source lost, what was inferred decides, and what is left of it where nothing
  was inferred; of 左右 the ends that are read into it;
- a day before the standard itself binds for certain, or after it ended, decides nothing;
- a number that an escape states again (``or_if``) only moves together with it;
- an end of a piece where no size of a subject tells the two pieces apart;
- where only full marks are asked of a score, what lies below them.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property, partial
from typing import Any, NamedTuple

from pydantic import ValidationError

from compliance.days import read_days
from compliance.documents.standard import LostDay
from compliance.errors import StandardError
from compliance.expressions.tree import Binary, Name, Number, Tree, expand, names
from compliance.rulebook.rule import ByCategory, Limits, Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.testing.guards.edits import edits
from compliance.testing.guards.grains import grain, shown
from compliance.testing.guards.told import told_apart
from compliance.testing.guards.variant import Case, Variant, cases, resting
from compliance.testing.guards.written import (
    Path,
    Written,
    change,
    last_digit,
    moved,
    numbers,
    value_of,
)

COARSEST = Fraction(1, 10)
"""A quotient is shown by an example of realistic size: not in steps above this part of it."""


class Mutant(NamedTuple):
    """A standard with one thing changed: ``text`` became ``new`` in ``data``.

    ``kind``: ``grain`` and ``tenth`` of a number, ``day``, ``item`` of a list, ``strictness``,
    ``direction``, ``unit``, ``divisor``, ``category``, ``clause``.
    """

    kind: str
    clauses: list[str]
    path: Path
    text: str
    new: str
    data: Any

    def __str__(self) -> str:
        where = ".".join(map(str, self.path))
        return f"{', '.join(self.clauses)}: {where}: {self.text} → {self.new}"


class Guards:
    """A standard and the examples of its clauses.

    >>> from compliance.rulebook.overlay import read_layers
    >>> from compliance.rulebook.rulebook import build
    >>> guards = Guards(build(read_layers("cn/moe/conditions-2022"), None, drafts=True))
    >>> [str(one) for one in guards.unguarded()]
    []
    """

    def __init__(self, rulebook: Rulebook, data: Any = None) -> None:
        self.rulebook = rulebook
        self.data = data or self.rulebook.chain[-1].document.data
        self.plain = Variant(self.rulebook, self.data)
        self.steps: dict[tuple[str, Tree, str], list[tuple[Fraction, Fraction]]] = {}

    @cached_property
    def cases(self) -> dict[str, list[Case]]:
        """The examples of every clause, read."""
        return cases(self.rulebook, self.plain.cards)

    def tried(self) -> Iterator[tuple[Mutant, bool]]:
        """Every change, and whether it is guarded: an example notices, or no subject could."""
        for mutant, number in self._numbers():
            matters = self._matters
            yield mutant, self._noticed(mutant) or not matters(number, mutant.data, mutant.clauses)
        for mutant in self._others():
            yield mutant, self._noticed(mutant) or self._same(mutant)

    def unguarded(self) -> Iterator[Mutant]:
        """Each change that no example notices, though a subject could tell the two apart."""
        return (mutant for mutant, guarded in self.tried() if not guarded)

    def _numbers(self) -> Iterator[tuple[Mutant, Written]]:
        for number in numbers(self.data):
            clauses = self._resting(number)
            for kind, new, edit in self._edits(number, clauses):
                data = change(self.data, number.path, edit)
                text = str(self._text(number))
                yield Mutant(kind, clauses, number.path, text, new, data), number

    def _others(self) -> Iterator[Mutant]:
        for one in edits(self.data, self.rulebook.vocabulary):
            data = change(self.data, one.path, partial(_instead, one.new))
            clauses = self._resting(Written(one.path, "line"))
            yield Mutant(one.kind, clauses, one.path, one.before, one.after, data)

    def _noticed(self, mutant: Mutant) -> bool:
        other = Variant(self.rulebook, mutant.data)
        try:
            return any(other.missed(clause, self.cases[clause]) for clause in mutant.clauses)
        except (StandardError, ValidationError):
            return True  # the file is refused

    def _same(self, mutant: Mutant) -> bool:
        """Whether no subject could tell: a number is awaited, a base clause has the same test."""
        if mutant.kind in ("strictness", "direction", "unit", "divisor"):
            return all(_awaited(self.plain.rulebook(one)[one]) for one in mutant.clauses)
        if mutant.kind != "clause":
            return False
        other, (clause,) = Variant(self.rulebook, mutant.data), mutant.clauses
        if clause not in other.cards:
            return False
        one, two = self.plain.rulebook(clause)[clause], other.rulebook(clause)[clause]
        return (one.test, one.applies, one.escape) == (two.test, two.applies, two.escape)

    def _text(self, number: Written) -> Any:
        found: Any = self.data
        for key in number.path:
            found = found[key]
        return found if number.at is None else found[slice(*number.at)]

    def _resting(self, number: Written) -> list[str]:
        """The clauses whose verdicts a number may decide."""
        section, name = number.path[:2] if len(number.path) > 1 else ("", "")
        if section in ("clauses", "change", "add"):
            card = self.data[section][name]
            return [card.get("id") or card["clause"]]
        if section in ("measures", "derived"):
            return [clause for clause in self.cases if name in resting(self.rulebook)[clause]]
        return list(self.cases)

    def _edits(self, number: Written, clauses: list[str]) -> Iterator[tuple[str, str, Any]]:
        if number.kind == "item":
            yield "item", "left out", lambda _: None
            return
        text = self._text(number)
        if number.kind == "whole":
            yield from (("grain", f"{by:+}", lambda x, by=by: x + by) for by in (1, -1))
            return
        step = self._step(number, text, clauses)
        steps = [("day" if number.kind == "day" else "grain", by) for by in (step, -step)]
        if number.kind in ("line", "value"):
            ends = number.path[0] == "derived" and number.kind == "line"
            tenth = value_of(text) / 10 if read_days(text) is None and not ends else Fraction(0)
            steps += [("tenth", by) for by in (tenth, -tenth) if abs(by) > step]
        for kind, by in steps:
            new = moved(text, by)
            if new is not None and self._binds(number, new):
                first, last = number.at or (0, len(text))
                yield kind, new, lambda x, new=new, a=first, b=last: x[:a] + new + x[b:]

    def _binds(self, number: Written, new: str) -> bool:
        """Whether a day is one on which the standard itself may bind, for certain if this does."""
        if number.kind != "day":
            return True
        days = self.plain.layers[-1].standard.in_force
        first = _day(days.from_, "to" if number.path[-1] == "to" else "from_")
        return first <= new and (days.to is None or new <= _day(days.to, "to"))

    def _matters(self, number: Written, data: Any, clauses: list[str]) -> bool:
        """Whether some subject could tell the number from the one that it became."""
        rules = [self.plain.rulebook(clause)[clause] for clause in clauses]
        if number.path[0] in ("measures", "derived") and all(map(_awaited, rules)):
            return False
        if number.of == "measure" and all(self._restated(rule, number) for rule in rules):
            return False
        if number.path[0] == "derived" and all(self._full_marks(rule, number) for rule in rules):
            return False
        ends = number.path[0] == "derived" and number.path[2] == "pieces" and number.kind == "line"
        return not ends or any(self._told(number, data, clause) for clause in clauses)

    def _restated(self, rule: Rule, number: Written) -> bool:
        """Whether an escape lets pass what reaches the same number."""
        escape = rule.escape and rule.escape.tree
        return (isinstance(escape, Binary) and escape.left == rule.measured.formula.tree
                and isinstance(escape.right, Number)
                and escape.right.value == value_of(self._text(number)))  # fmt: skip

    def _full_marks(self, rule: Rule, number: Written) -> bool:
        """Whether a rule asks for the most that a schedule gives, and a number shapes the rest."""
        score = rule.measured.formula.tree
        points = self.data["derived"].get(getattr(score, "name", ""), {}).get("points", ())
        if not points or not isinstance(rule.test, Limits):
            return False
        top = max(value_of(y) for _, y in points)
        at_top = number.path[2] == "points" and value_of(points[int(number.path[3])][1]) == top
        return [bound.passes for bound in rule.test.bounds] == [top] and not (
            at_top and number.path[1] == getattr(score, "name", "") and number.path[4] == 0
        )

    def _told(self, number: Written, data: Any, clause: str) -> bool:
        """Whether a subject at the end of a piece can be judged otherwise."""
        if not isinstance(number.of, Name):
            return True
        books = (self.plain.rulebook(clause), Variant(self.rulebook, data).rulebook(clause))
        end = value_of(self._text(number))
        return told_apart(clause, number.of.name, end, books, self.cases[clause])

    def _step(self, number: Written, text: str, clauses: list[str]) -> Fraction:
        """One grain of a number: of the facts that it is compared with."""
        if number.kind == "day":
            return Fraction(1)
        if number.kind in ("weight", "slope"):
            return last_digit(text)
        value = value_of(text)
        found = [one for clause in clauses for one in self._shown(number, clause)]
        exact = [step for at, step in found if at is None]
        if exact:
            return min(exact)
        near = min((abs(at - value) for at, _ in found if at is not None), default=None)
        steps = [step for at, step in found if at is not None and abs(at - value) == near]
        if not steps:
            return self._member(number, clauses) or last_digit(text)
        return min(max(steps), value * COARSEST) if self._quotient(number, clauses) else max(steps)

    def _member(self, number: Written, clauses: list[str]) -> Fraction | None:
        """Of a share of members, one in as many as the largest example has."""
        trees = [self.plain.rulebook(clause)[clause].measured.formula.tree for clause in clauses]
        for tree in (number.of, *trees):
            members = self.data.get("derived", {}).get(getattr(tree, "name", ""), {}).get("share")
            facts = [
                case.schools.items[0].facts for clause in clauses for case in self.cases[clause]
            ]
            listed = [one[members].value for one in facts if members in one]
            most = max((len(value) for value in listed if isinstance(value, tuple)), default=0)
            if most:
                return Fraction(1, most)
        return None

    def _quotient(self, number: Written, clauses: list[str]) -> bool:
        """Whether what a number is compared with is one thing for each of another."""
        rules = [self.plain.rulebook(clause)[clause] for clause in clauses]
        trees = [rule.measured.formula.tree for rule in rules]
        if isinstance(number.of, Tree) and number.kind == "line":
            trees = [expand(number.of, self.plain.formulas)]
        return any(isinstance(tree, Binary) and tree.operator == "/" for tree in trees)

    def _shown(self, number: Written, clause: str) -> list[tuple[Fraction | None, Fraction]]:
        """What the number is compared with in each example, and its step."""
        path, reading = number.path, ""
        if "readings" in path:
            reading = str(path[path.index("readings") + 1])
        rule = self.plain.rulebook(clause, reading)[clause]
        if number.kind == "value" or number.of == "measure":
            routes = rule.measured.routes
            for route in (rule.measured.formula, *routes):
                found = self._of(clause, route.tree, rule.measured.over)
                if found:
                    return found
            return []
        assert not isinstance(number.of, str)
        over = rule.measured.over if number.over == "measure" else number.over
        formulas = {} if number.over else self.plain.formulas
        return self._of(clause, expand(number.of, formulas), over)

    def _of(self, clause: str, tree: Tree, over: str) -> list[tuple[Fraction | None, Fraction]]:
        known: Any = self.rulebook.vocabulary.facts
        if over and over != "others":
            known = known[over].facts
        if over == "others" or (isinstance(tree, Name) and tree.name in known):
            step = grain(known[next(names(tree))])
            return [] if step is None else [(None, step)]
        key = (clause, tree, over)
        if key not in self.steps:
            mini = self.plain.rulebook(clause)
            self.steps[key] = list(shown(tree, over, mini, self.cases[clause]))
        return [*self.steps[key]]


def _instead(new: Any, _old: Any) -> Any:
    return new


def _day(day: dt.date | LostDay, side: str) -> str:
    """A day as it is written; of a lost one what was inferred, or else one end of what is left."""
    if isinstance(day, LostDay):
        day = day.inferred or getattr(day, side)
    return day.isoformat()


def _awaited(rule: Rule) -> bool:
    """Whether a rule has no number of its own to compare with."""
    rows = rule.test.rows.values() if isinstance(rule.test, ByCategory) else [rule.test]
    return all(
        isinstance(row, Limits) and all(b.passes is None and b.fails is None for b in row.bounds)
        for row in rows
    )
