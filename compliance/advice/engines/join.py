"""The built-in evaluator, and the definition of what a program means: joins over hash indices.

Rows of fact indices grow by one pattern at a time, in the order of the facts, so that the rows of a
rule come out sorted. A pattern finds its facts through one index over all its ``same`` fields.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from typing import NamedTuple

from compliance.advice.engines.program import (
    MOST_FIRINGS,
    Evaluate,
    Fact,
    Firing,
    Pattern,
    Program,
    Rule,
    TooMany,
    told_apart,
)

_CHUNK = 1_000
"""First facts that are carried through a rule together: bounds the rows held at once."""

Row = tuple[int, ...]
Column = list[Hashable]


class _Selection(NamedTuple):
    """Which facts can match a pattern, whatever the others match."""

    kind: str
    where: tuple[tuple[str, Hashable], ...]
    present: tuple[str, ...]


class _Step(NamedTuple):
    """One pattern: own fields, and the pattern and field that each is compared with."""

    absent: bool
    selection: _Selection
    keys: tuple[str, ...]
    same: tuple[tuple[int, str], ...]
    differs: tuple[tuple[str, int, str], ...]


def evaluator(program: Program) -> Evaluate:
    """A function from facts to the firings of ``program``.

    Raises:
        TooMany: by the function, if the facts give more than ``MOST_FIRINGS`` firings.

    >>> rule = Rule("pair", (Pattern("a"), Pattern("b", same={"in": (0, "in")})))
    >>> facts = [Fact("a", {"in": "x"}), Fact("b", {"in": "y"}), Fact("b", {"in": "x"})]
    >>> evaluator(Program((rule,)))(facts)
    [Firing(rule='pair', support=(0, 2))]
    """
    plans = [(rule.name, _steps(rule)) for rule in sorted(program.rules, key=lambda r: r.name)]

    def firings(facts: Sequence[Fact]) -> list[Firing]:
        table, found = _Table(facts), list[Firing]()
        for name, (first, *rest) in plans:
            chosen = table.chosen(first.selection)
            for start in range(0, len(chosen), _CHUNK):
                rows: list[Row] = [(index,) for index in chosen[start : start + _CHUNK]]
                for step in rest:
                    rows = table.kept(rows, step) if step.absent else table.grown(rows, step)
                found.extend(Firing(name, row) for row in rows)
                if len(found) > MOST_FIRINGS:
                    raise TooMany
        return found

    return firings


def _steps(rule: Rule) -> list[_Step]:
    """The patterns, an absent one as soon as all that it refers to is matched."""
    positives = list(map(_step, rule.positives))
    absents = [_step(pattern) for pattern in rule.patterns if pattern.absent]
    steps = []
    for number, positive in enumerate(positives):
        steps.append(positive)
        steps += [absent for absent in absents if _last(absent) == number]
    return steps


def _last(step: _Step) -> int:
    return max((other for other, _ in (*step.same, *(d[1:] for d in step.differs))), default=0)


def _step(pattern: Pattern) -> _Step:
    where = tuple(sorted((name, told_apart(value)) for name, value in pattern.where.items()))
    keys = tuple(sorted(pattern.same))
    present = tuple(sorted({*pattern.same, *pattern.differs}))
    return _Step(
        pattern.absent,
        _Selection(pattern.kind, where, present),
        keys,
        tuple(pattern.same[name] for name in keys),
        tuple((own, *pattern.differs[own]) for own in sorted(pattern.differs)),
    )


class _Table:
    """The facts of one evaluation by field, by pattern and by key, each made when first asked."""

    def __init__(self, facts: Sequence[Fact]) -> None:
        self.facts = facts
        self.kinds: dict[str, list[int]] = {}
        for index, fact in enumerate(facts):
            self.kinds.setdefault(fact.kind, []).append(index)
        self.columns: dict[str, Column] = {}
        self.selected: dict[_Selection, list[int]] = {}
        self.indices: dict[
            tuple[_Selection, tuple[str, ...]], Mapping[Hashable, Sequence[int]]
        ] = {}

    def column(self, name: str) -> Column:
        """The field of every fact, ``None`` where it is absent."""
        if name not in self.columns:
            values = (fact.fields.get(name) for fact in self.facts)
            self.columns[name] = [None if v is None else told_apart(v) for v in values]
        return self.columns[name]

    def chosen(self, selection: _Selection) -> list[int]:
        """The facts that can match, in their order."""
        if selection not in self.selected:
            chosen = self.kinds.get(selection.kind, [])
            for name, value in selection.where:
                column = self.column(name)
                chosen = [index for index in chosen if column[index] == value]
            for name in selection.present:
                column = self.column(name)
                chosen = [index for index in chosen if column[index] is not None]
            self.selected[selection] = chosen
        return self.selected[selection]

    def index(self, step: _Step) -> Mapping[Hashable, Sequence[int]]:
        """The facts that can match by the values of their ``same`` fields."""
        place = (step.selection, step.keys)
        if place not in self.indices:
            index: dict[Hashable, list[int]] = {}
            chosen = self.chosen(step.selection)
            keys = zip(*(self.column(name) for name in step.keys), strict=True)
            values = list(keys) if step.keys else [()] * len(self.facts)
            for number in chosen:
                index.setdefault(values[number], []).append(number)
            self.indices[place] = index
        return self.indices[place]

    def grown(self, rows: list[Row], step: _Step) -> list[Row]:
        """Each row with each fact that matches and is not in it yet."""
        grown: list[Row] = []
        for row, matching in self.matches(rows, step):
            grown += [(*row, number) for number in matching if number not in row]
            if len(grown) > MOST_FIRINGS:
                raise TooMany
        return grown

    def kept(self, rows: list[Row], step: _Step) -> list[Row]:
        """The rows for which nothing matches."""
        return [row for row, matching in self.matches(rows, step) if not matching]

    def matches(self, rows: list[Row], step: _Step) -> Iterator[tuple[Row, Sequence[int]]]:
        """Each row with the facts that match it, itself included; a missing field matches none."""
        index = self.index(step)
        same = [(number, self.column(name)) for number, name in step.same]
        differs = [
            (self.column(own), number, self.column(name)) for own, number, name in step.differs
        ]
        for row in rows:
            matching = index.get(tuple([column[row[number]] for number, column in same]), ())
            for own, number, column in differs:
                bar = column[row[number]]
                matching = [m for m in matching if own[m] != bar] if bar is not None else ()
            yield row, matching
