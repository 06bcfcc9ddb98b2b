"""Whether any subject could tell one schedule from another at the end of a piece."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

from compliance.checking.check import Judge
from compliance.expressions.tree import Name
from compliance.intake.school import Reported, School
from compliance.rulebook.rule import Against
from compliance.rulebook.rulebook import Rulebook
from compliance.testing.guards.grains import grain
from compliance.testing.guards.variant import Case


def told_apart(
    clause: str, x: str, end: Fraction, books: tuple[Rulebook, Rulebook], cases: list[Case]
) -> bool:
    """Whether a subject of about the size ``end`` in a fact ``x`` is judged otherwise by one book.

    Subjects lie on the line that either book draws there, and one grain to either side of it.
    Where the schedule is compared with more than a fact, nothing is said against there being one.
    """
    rule = books[0][clause]
    facts, tree = books[0].vocabulary.facts, rule.measured.formula.tree
    if not (
        isinstance(rule.test, Against) and isinstance(tree, Name) and {tree.name, x} <= facts.keys()
    ):
        return True
    judges = [Judge(book) for book in books]
    required = rule.test.route.facts[0]
    step, size = grain(facts[tree.name]), grain(facts[x])
    assert step is not None
    assert size is not None
    if not cases:
        return True
    for school in [case.schools.items[0] for case in cases]:
        for at in (end - size, end, end + size):
            sized = _with(school, x, at)
            for y in {y for judge in judges for y in _lines(judge, sized, required, step)}:
                near = _with(sized, tree.name, y)
                one, two = (next(iter(judge.school(near, [near]))) for judge in judges)
                if one.verdict != two.verdict:
                    return True
    return False


def _lines(judge: Judge, school: School, required: str, step: Fraction) -> Iterator[Fraction]:
    found = judge._derived(school, [school]).facts.get(required)  # noqa: SLF001
    if found is not None:
        for end in (found.bounds.low, found.bounds.high):
            whole = end // step * step
            yield from (max(whole + k * step, Fraction(0)) for k in (-1, 0, 1, 2))


def _with(school: School, name: str, value: Fraction) -> School:
    facts = {**school.facts, name: Reported(value.as_integer_ratio(), "", "")}
    return replace(school, facts=facts)
