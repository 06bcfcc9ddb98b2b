"""A program and its facts as durable-rules is given them: small numbers, only what it does well.

Values become codes from 1, private to one run; fields ``f0``, ``f1`` …; kinds odd numbers, and the
facts that absent patterns look for (their shadows) the even number after. Shadows come first, since
the engine never withdraws what it concluded before a fact came. A fact's id is its index, its
shadow's that plus the number of facts, in seven digits: below 1 000 000 no two of them have the
same 32-bit hash, which is all that the engine tells facts apart by.

Each pattern starts with its kind and ends with a comparison that is always true: the engine reads
out of bounds where the last one is false. A positive pattern tests that the fields are there which
later positive ones compare. Absent ones may compare what is missing: ``g3`` is then 0, which is no
code, and ``h3``, else 1, is 0.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from compliance.advice.engines.program import (
    MOST_FIRINGS,
    Fact,
    Firing,
    Pattern,
    Program,
    Rule,
    told_apart,
)

MOST_FACTS = 20_000
MOST_IN_A_GROUP = 5_000
MOST_FIELDS = 240
"""Fields of one kind that the program reads, those twice more that absent patterns compare with."""
_MOST_IDS = 900_000
_FIRST_MARK = 999_999
_AT_ONCE = 500
"""Facts that are given before their firings are taken: bounds what the engine holds."""
MARK = 0
"""The rule, and the kind, of marks. One fires first: a session without a firing cannot be deleted
safely. One more ends each batch: after a fact that it cannot read the engine drops the others, and
says nothing."""

Raw = tuple[int, tuple[int, ...]]
"""A rule by its number, and the ids of the facts that it matched."""
_Coded = dict[int, int]
"""A fact's codes by the numbers of its fields."""


class TooLarge(Exception):  # noqa: N818 - reads as what happened
    """The fields, the facts, or their possible matches, are more than durable-rules is given."""


class _Selection(NamedTuple):
    """Which facts can match a pattern: by kind, codes, and the fields that must be there."""

    kind: str
    absent: bool
    where: tuple[tuple[int, int], ...]
    present: tuple[int, ...]

    def accepts(self, coded: _Coded) -> bool:
        for number, code in self.where:
            if coded.get(number) != code:
                return False
        return all(number in coded for number in self.present)


class _Step(NamedTuple):
    """A pattern: its selection, and the fields in which it is the same as an earlier one."""

    selection: _Selection
    keys: tuple[int, ...]


_Matching = Mapping[_Selection, Sequence[_Coded]]


class Coding:
    """The code of one program: ``text`` is its rules as the engine reads them.

    Raises:
        TooLarge: if it reads too many fields of one kind.

    >>> from compliance.advice.engines.program import Pattern, Program, Rule
    >>> coding = Coding(Program((Rule("close", (Pattern("low", where={"small": True}),)),)))
    >>> coding.batches([Fact("low", {}), Fact("low", {"small": True})])
    ['[{"id":"0000001","kind":1,"one":1,"f0":1},{"id":"0999998","kind":0}]']
    >>> coding.firings([(1, (1,))])
    [Firing(rule='close', support=(1,))]
    """

    def __init__(self, program: Program) -> None:
        self._rules = sorted(program.rules, key=lambda rule: rule.name)
        patterns = [pattern for rule in self._rules for pattern in rule.patterns]
        kinds = sorted({pattern.kind for pattern in patterns})
        self._kinds = {kind: 2 * n + 1 for n, kind in enumerate(kinds)}
        used = {place for rule in self._rules for place in _fields(rule)}
        self._fields = {name: n for n, name in enumerate(sorted({name for _, name in used}))}
        self._of_kind = {
            kind: [(name, self._fields[name]) for other, name in sorted(used) if other == kind]
            for kind in kinds
        }
        values = (told_apart(v) for pattern in patterns for v in pattern.where.values())
        self._constants = {value: n for n, value in enumerate(dict.fromkeys(values), 1)}
        self._optional: dict[str, set[int]] = {kind: set() for kind in kinds}
        self._plans = [self._steps(rule) for rule in self._rules]
        self._selections: dict[str, list[_Selection]] = {kind: [] for kind in kinds}
        for selection in dict.fromkeys(step.selection for plan in self._plans for step in plan):
            self._selections[selection.kind].append(selection)
        if any(len(self._of_kind[k]) + 2 * len(self._optional[k]) > MOST_FIELDS for k in kinds):
            raise TooLarge("too many fields")
        rules: dict[str, Any] = {f"r{MARK}": {"all": [{"p0": {"kind": MARK}}]}}
        for number, (rule, plan) in enumerate(zip(self._rules, self._plans, strict=True), MARK + 1):
            rules[f"r{number}"] = {"all": list(self._written(rule, plan))}
        self.text = json.dumps(rules)

    def _steps(self, rule: Rule) -> list[_Step]:
        """The patterns, the absent ones last."""
        positives, steps = rule.positives, list[_Step]()
        for number, pattern in enumerate(_absent_last(rule)):
            own = {*pattern.same, *pattern.differs}
            if pattern.absent:
                for other, name in _references(pattern):
                    self._optional[positives[other].kind].add(self._fields[name])
            else:
                own |= {name for p in positives for n, name in _references(p) if n == number}
            where = sorted(
                (self._fields[name], self._constants[told_apart(value)])
                for name, value in pattern.where.items()
            )
            present = tuple(sorted(self._fields[name] for name in own))
            steps.append(
                _Step(
                    _Selection(pattern.kind, pattern.absent, tuple(where), present),
                    tuple(sorted(self._fields[name] for name in pattern.same)),
                )
            )
        return steps

    def _written(self, rule: Rule, steps: list[_Step]) -> Iterator[dict[str, Any]]:
        """The patterns of a rule in the engine's words."""
        for number, (pattern, step) in enumerate(zip(_absent_last(rule), steps, strict=True)):
            kind = self._kinds[pattern.kind] + pattern.absent
            tests: list[dict[str, Any]] = [{"kind": kind}]
            tests += [{f"f{field}": code} for field, code in step.selection.where]
            tests += [{"$ex": {f"f{field}": 1}} for field in step.selection.present]
            letter = "g" if pattern.absent else "f"
            for own, (other, name) in pattern.differs.items():
                theirs = self._fields[name]
                bar = {f"f{self._fields[own]}": {f"p{other}": f"{letter}{theirs}"}}
                tests += [{"$neq": bar}]
                tests += [{"one": {f"p{other}": f"h{theirs}"}}] * pattern.absent
            for own, (other, name) in pattern.same.items():
                bar = {f"f{self._fields[own]}": {f"p{other}": f"{letter}{self._fields[name]}"}}
                tests += [bar]
            tests += [{"one": {"p0": "one"}}] * (number > 0)
            yield {f"p{number}$not" if pattern.absent else f"p{number}": {"$and": tests}}

    def batches(self, facts: Sequence[Fact]) -> list[str]:
        """The facts that some pattern can use, as JSON, shadows first, a mark at each end.

        Raises:
            TooLarge: if they are too many, or too many in one group, or could match too often.
        """
        if 2 * len(facts) >= _MOST_IDS:
            raise TooLarge("too many facts")
        codes: dict[Hashable, int] = dict(self._constants)
        matching: dict[_Selection, list[_Coded]] = {
            selection: [] for group in self._selections.values() for selection in group
        }
        shadows, positives = list[str](), list[str]()
        for index, (kind, fields) in enumerate(facts):
            coded: _Coded = {}
            for name, number in self._of_kind.get(kind, ()):
                value = fields.get(name)
                if value is not None:
                    coded[number] = codes.setdefault(told_apart(value), len(codes) + 1)
            uses = [s for s in self._selections.get(kind, ()) if s.accepts(coded)]
            for selection in uses:
                matching[selection].append(coded)
            told = "".join([f',"f{number}":{code}' for number, code in coded.items()])
            if any(selection.absent for selection in uses):
                shadows.append(_said(len(facts) + index, self._kinds[kind] + 1, told))
            if not all(selection.absent for selection in uses):
                positives.append(_said(index, self._kinds[kind], told + self._flags(kind, coded)))
        self._weigh(matching, len(shadows) + len(positives))
        every = [*shadows, *positives]
        starts = range(0, len(every), _AT_ONCE)
        return [
            f"[{','.join((*every[start : start + _AT_ONCE], marked(number)))}]"
            for number, start in enumerate(starts, 1)
        ]

    def _flags(self, kind: str, coded: _Coded) -> str:
        """What absent patterns compare with, there or not."""
        return "".join(
            f',"g{number}":{coded.get(number, 0)},"h{number}":{int(number in coded)}'
            for number in self._optional[kind]
        )

    def _weigh(self, matching: _Matching, count: int) -> None:
        """Refuse what could take long: first by the numbers of facts, then by those of one key."""

        def facts(step: _Step) -> int:
            return len(matching[step.selection])

        def of_one_key(step: _Step) -> int:
            keys = (tuple([coded[n] for n in step.keys]) for coded in matching[step.selection])
            return max(Counter(keys).values(), default=0)

        if count > MOST_FACTS or not (self._fits(facts, facts) or self._fits(facts, of_one_key)):
            raise TooLarge("too many facts")

    def _fits(self, first: Callable[[_Step], int], joined: Callable[[_Step], int]) -> bool:
        total = 0
        for start, *steps in self._plans:
            rows = first(start)
            total += rows
            for step in steps:
                group = joined(step)
                if group > MOST_IN_A_GROUP:
                    return False
                if not step.selection.absent:
                    rows *= group
                    total += rows
        return total <= MOST_FIRINGS

    def firings(self, found: Sequence[Raw]) -> list[Firing]:
        """What the engine found, in our words."""
        names = [rule.name for rule in self._rules]
        return [Firing(names[number - MARK - 1], ids) for number, ids in sorted(set(found))]


def marked(number: int) -> str:
    """A mark as a fact; marks of one session have different numbers."""
    return f'{{"id":"{_FIRST_MARK - number:07d}","kind":{MARK}}}'


def _said(id_: int, kind: int, rest: str) -> str:
    return f'{{"id":"{id_:07d}","kind":{kind},"one":1{rest}}}'


def _absent_last(rule: Rule) -> tuple[Pattern, ...]:
    return (*rule.positives, *(pattern for pattern in rule.patterns if pattern.absent))


def _references(pattern: Pattern) -> tuple[tuple[int, str], ...]:
    return (*pattern.same.values(), *pattern.differs.values())


def _fields(rule: Rule) -> Iterator[tuple[str, str]]:
    """Kind and field, wherever the rule reads one."""
    for pattern in rule.patterns:
        for name in (*pattern.where, *pattern.same, *pattern.differs):
            yield pattern.kind, name
        for other, name in _references(pattern):
            yield rule.positives[other].kind, name
