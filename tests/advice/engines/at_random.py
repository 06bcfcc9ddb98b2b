"""Programs and facts by chance, small and with few names, so that much of them meets."""

import random

from compliance.advice.engines.program import Fact, Pattern, Program, Rule, Value

KINDS = ("school", "校")
FIELDS = ("id", "district", "a.b", "地")
VALUES: tuple[Value, ...] = (True, 1, "1", False, 0, "x", "仓山区", 2**63, 2**63 + 1, "33.0")


def case(chance: random.Random, most: int) -> tuple[Program, list[Fact]]:
    """A program and at most ``most`` facts over the same few values."""
    values = chance.sample(VALUES, chance.randint(1, 4))
    rules = [Rule(f"规则 {n}", patterns(chance, values)) for n in range(chance.randint(1, 4))]
    chance.shuffle(rules)
    facts = [fact(chance, values) for _ in range(chance.randint(0, most))]
    return Program(tuple(rules)), facts


def fact(chance: random.Random, values: list[Value]) -> Fact:
    kind = chance.choice((*KINDS, *KINDS, *KINDS, "other"))
    return Fact(kind, {field: chance.choice(values) for field in FIELDS if chance.random() < 0.8})


def patterns(chance: random.Random, values: list[Value]) -> tuple[Pattern, ...]:
    made: list[Pattern] = []
    positives = 0
    for _ in range(chance.choice((1, 2, 2, 3, 3, 4))):
        absent = bool(made) and (positives == 3 or chance.random() < 0.4)
        made.append(pattern(chance, values, positives, absent=absent))
        positives += not absent
    return tuple(made)


def pattern(chance: random.Random, values: list[Value], positives: int, *, absent: bool) -> Pattern:
    where = {field: chance.choice(values) for field in FIELDS if chance.random() < 0.12}
    same: dict[str, tuple[int, str]] = {}
    differs: dict[str, tuple[int, str]] = {}
    for field in FIELDS if positives else ():
        place = (chance.randrange(positives), chance.choice(FIELDS))
        side = chance.choices((same, differs, {}), (0.2, 0.2, 0.6))[0]
        side[field] = place
    return Pattern(chance.choice(KINDS), where, same, differs, absent)


def shuffled(chance: random.Random, facts: list[Fact]) -> tuple[list[Fact], list[int]]:
    """The facts in another order, and where each of them was."""
    order = list(range(len(facts)))
    chance.shuffle(order)
    return [facts[index] for index in order], order
