"""What a program means, by nested loops over all facts: slow, and nothing of the engines in it."""

from collections.abc import Mapping, Sequence
from itertools import permutations

from compliance.advice.engines.program import Fact, Firing, Pattern, Program, Value


def firings(program: Program, facts: Sequence[Fact]) -> list[Firing]:
    found = []
    for rule in program.rules:
        positives = [p for p in rule.patterns if not p.absent]
        absents = [p for p in rule.patterns if p.absent]
        for support in permutations(range(len(facts)), len(positives)):
            chosen = [facts[index] for index in support]
            if not all(matches(p, f, chosen) for p, f in zip(positives, chosen, strict=True)):
                continue
            if not any(matches(p, fact, chosen) for p in absents for fact in facts):
                found.append(Firing(rule.name, support))
    return sorted(found)


def matches(pattern: Pattern, fact: Fact, chosen: Sequence[Fact]) -> bool:
    return (
        fact.kind == pattern.kind
        and all(
            equal(fact.fields, own, {"it": v}, "it") is True for own, v in pattern.where.items()
        )
        and all(
            equal(fact.fields, own, chosen[other].fields, name) is True
            for own, (other, name) in pattern.same.items()
        )
        and all(
            equal(fact.fields, own, chosen[other].fields, name) is False
            for own, (other, name) in pattern.differs.items()
        )
    )


def equal(
    left: Mapping[str, Value], own: str, right: Mapping[str, Value], name: str
) -> bool | None:
    """Whether two fields are the same; ``None`` if one is missing."""
    if own not in left or name not in right:
        return None
    return type(left[own]) is type(right[name]) and left[own] == right[name]
