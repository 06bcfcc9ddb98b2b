"""The smallest step of what a number is compared with, as the examples of a clause show it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from functools import partial
from typing import Any

from compliance.checking.check import Judge
from compliance.derived.base import span_of
from compliance.expressions.parse import parse
from compliance.expressions.tree import Binary, Name, Tree
from compliance.intake.school import Gap, Part, Reported, School
from compliance.rulebook.rulebook import Rulebook
from compliance.testing.guards.variant import Case
from compliance.testing.guards.written import FORMULAS
from compliance.vocabulary import Date, Fact, Members, Number, Parts

ROUGH = Fraction(1, 10**6)
"""A root is closer than this; a distance reckoned from coordinates is not."""
Ready = Callable[[Any], Any]


def grain(fact: Fact) -> Fraction | None:
    """One step of a fact in base units: of its last decimal, of a day."""
    if isinstance(fact, Date):
        return Fraction(1)
    return fact.of.factor / 10**fact.decimals if isinstance(fact, Number) else None


def above(tree: Tree) -> Iterator[str]:
    """The facts of a formula that do not only divide."""
    match tree:
        case Name(name=name):
            yield name
        case Binary(operator="/", left=left):
            yield from above(left)
        case Binary(left=left, right=right):
            yield from above(left)
            yield from above(right)


def on_top(data: Mapping[str, Any]) -> set[str]:
    """Every name of a file's formulas but those that only ever divide."""
    found: set[str] = set()
    for section in ("measures", "derived"):
        for one in data.get(section, {}).values():
            texts = [one[key] for key in (*FORMULAS, "of") if isinstance(one.get(key), str)]
            found |= {name for text in texts for name in above(parse(text))}
    return found


def shown(
    tree: Tree, over: str, rulebook: Rulebook, cases: Sequence[Case]
) -> Iterator[tuple[Fraction, Fraction]]:
    """For each example what a formula comes to, and its least step when one fact moves by a grain.

    ``over`` names the parts whose facts the formula reads, each part for itself.
    """
    judge, wanted = Judge(rulebook), set(above(tree))
    if wanted - rulebook.vocabulary.facts.keys() and not over:  # what is reckoned rests on others
        for layer in rulebook.chain:
            wanted |= on_top(layer.document.data)
    for case in cases:
        school, *others = case.schools
        items: Iterable[Any] = [school]
        known: Any = rulebook.vocabulary.facts
        ready: Ready = partial(_with_derived, judge, others)
        if over:
            reported = school.facts.get(over)
            items = reported.value if reported and isinstance(reported.value, tuple) else ()
            known, ready = known[over].facts, lambda one: one
        for item in items:
            found = _value(tree, ready(item))
            least = min(_steps(tree, item, known, ready, wanted), default=None)
            if found is not None and least is not None:
                yield found, least


def _with_derived(judge: Judge, others: Sequence[School], one: School) -> School:
    return judge._derived(one, [one, *others])  # noqa: SLF001


def _steps(
    tree: Tree, item: Any, facts: Mapping[str, Fact], ready: Ready, wanted: set[str]
) -> Iterator[Fraction]:
    start = _value(tree, ready(item))
    if start is None:
        return
    for moved in _moved(item.facts, facts, wanted):
        other = (
            replace(item, facts=moved) if isinstance(item, School) else item._replace(facts=moved)
        )
        value = _value(tree, ready(other))
        if value is not None and value != start:
            yield abs(value - start)


def _value(tree: Tree, item: Any) -> Fraction | None:
    try:
        span = span_of(tree, item)
    except (TypeError, KeyError, ValueError):
        return None
    if isinstance(span, Gap) or span.high - span.low > span.low * ROUGH:
        return None
    return span.low


def _moved(
    known: Mapping[str, Reported], facts: Mapping[str, Fact], wanted: set[str]
) -> Iterator[dict[str, Reported]]:
    """The facts with one number up or down by its grain, one after the other."""
    for name, one in known.items():
        fact = facts[name]
        step = grain(fact)
        if step is not None and name in wanted:
            for by in (step, -step):
                value = Fraction(*one.value) + by  # type: ignore[misc]
                if value >= 0:
                    yield {**known, name: one._replace(value=value.as_integer_ratio())}
        elif isinstance(fact, Parts | Members) and isinstance(one.value, tuple):
            for n, item in enumerate(one.value):
                for inner in _moved(item.facts, fact.facts, wanted):
                    changed = (
                        item._replace(facts=inner)
                        if isinstance(item, Part)
                        else replace(item, facts=inner)
                    )
                    items = (*one.value[:n], changed, *one.value[n + 1 :])
                    yield {**known, name: one._replace(value=items)}
