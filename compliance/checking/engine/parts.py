"""Clauses that are judged for parts pooled by a category: the majors of a group together."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from fractions import Fraction

from compliance.checking.engine.bounded import figure
from compliance.checking.engine.ruling import Code
from compliance.expressions.tree import Binary, Name
from compliance.intake.school import Part, Reported
from compliance.quantity import Span
from compliance.rulebook.rule import ByCategory, Limits, Rule
from compliance.vocabulary import Category, Number, Parts

MOST_UNPLACED = 8
Judge = Callable[[Part], Code]


def pools(
    rule: Rule, parts: Sequence[Part], vocabulary: Parts, judge: Judge
) -> Iterator[tuple[Part, Code]]:
    """Each pool with its ruling, then each part of which the category is not known.

    Such a part might belong to any pool. A ruling stands only if no way to place these parts
    would change it: for a pool, with any of them; for a part, in any pool and with any others.
    """
    category = vocabulary.facts[rule.pool]
    if not isinstance(category, Category):
        raise TypeError(category)
    unplaced = [part for part in parts if rule.pool not in part.facts]
    known = {
        value: [part for part in parts if _value(part, rule.pool) == value]
        for value in category.values
    }
    if not unplaced:
        for value, members in known.items():
            if members:
                whole = pool(value, members, rule.pool, vocabulary)
                yield whole, judge(whole)
        return
    additive = _additive(rule)

    def codes(value: str, members: list[Part], others: Sequence[Part]) -> Iterator[Code]:
        here = [part._replace(facts={**part.facts, rule.pool: _is(value)}) for part in others]
        for chosen in _choices(here, judge, additive=additive):
            yield judge(pool(value, [*members, *chosen], rule.pool, vocabulary))

    for value, members in known.items():
        if members:
            yield (
                pool(value, members, rule.pool, vocabulary),
                _common(codes(value, members, unplaced)),
            )
    for n, part in enumerate(unplaced):
        others = [*unplaced[:n], *unplaced[n + 1 :]]
        yield part, _common(itertools.chain.from_iterable(
            codes(value, [*members, part], others) for value, members in known.items()
        ))  # fmt: skip


def pool(value: str, members: Sequence[Part], by: str, vocabulary: Parts) -> Part:
    """Parts added up; a fact that one member did not report is not reported for the pool."""
    category = vocabulary.facts[by]
    label = category.values[value].zh if isinstance(category, Category) else value
    if len(members) == 1 and by in members[0].facts:
        return members[0]._replace(name=label)
    placed = next((part.facts[by] for part in members if by in part.facts), _is(value))
    conflicts = frozenset[str]().union(*(part.conflicts for part in members))
    return Part(label, {by: placed, **_totals(members, vocabulary.facts)}, conflicts)


def _is(value: str) -> Reported:
    return Reported(value, "", "")


def _value(part: Part, by: str) -> object:
    found = part.facts.get(by)
    return found.value if found is not None else None


def _common(codes: Iterable[Code]) -> Code:
    """The ruling that all ways to place the parts share, if they share one."""
    first, *rest = itertools.islice(_distinct(codes), 2)
    return Code.MISSING_FACT if rest else first


def _distinct(codes: Iterable[Code]) -> Iterator[Code]:
    seen: set[Code] = set()
    for code in codes:
        if code not in seen:
            seen.add(code)
            yield code


def _choices(parts: list[Part], judge: Judge, *, additive: bool) -> Iterator[list[Part]]:
    """Every choice among parts that might belong, or those that decide for all of them.

    Where each part moves the pool towards passing or towards failing whatever else is in it,
    the best and the worst choice are among these four. Too many parts otherwise is no choice:
    the pool is judged once without them and once without figures.
    """
    rulings = [judge(part) for part in parts] if additive else []
    if additive and all(code in (Code.PASS, Code.FAIL) for code in rulings):
        yield []
        yield parts
        for wanted in (Code.PASS, Code.FAIL):
            yield [part for part, code in zip(parts, rulings, strict=True) if code is wanted]
    elif len(parts) > MOST_UNPLACED:
        yield []
        yield [part._replace(facts={}) for part in parts]
    else:
        for size in range(len(parts) + 1):
            yield from map(list, itertools.combinations(parts, size))


def _additive(rule: Rule) -> bool:
    """Whether a pool passes by the sum of its members' surpluses: one bound on a total or ratio."""
    rows = rule.test.rows.values() if isinstance(rule.test, ByCategory) else [rule.test]
    if len(rule.measured.routes) > 1 or any(
        not isinstance(row, Limits) or len(row.bounds) > 1 for row in rows
    ):
        return False
    match rule.measured.formula.tree:
        case Name() | Binary(operator="/", left=Name(), right=Name()):
            return True
    return False


def _totals(members: Sequence[Part], facts: Mapping[str, object]) -> dict[str, Reported]:
    found = {}
    for name, fact in facts.items():
        if not (isinstance(fact, Number) and fact.merge == "sum"):
            continue
        reported = [part.facts[name] for part in members if name in part.facts]
        if len(reported) == len(members):
            found[name] = _sum(reported)
    return found


def _sum(reported: Sequence[Reported]) -> Reported:
    if len(reported) == 1:
        return reported[0]
    total = sum((figure(one) for one in reported), Fraction(0))
    span = None
    if any(one.span is not None for one in reported):
        bounds = [one.bounds for one in reported]
        span = Span(
            sum((b.low for b in bounds), Fraction(0)), sum((b.high for b in bounds), Fraction(0)),
            any(b.low_open for b in bounds), any(b.high_open for b in bounds),
        )  # fmt: skip
    return Reported(
        (total.numerator, total.denominator),
        " + ".join(one.given for one in reported),
        " + ".join(one.cell for one in reported),
        span,
    )
