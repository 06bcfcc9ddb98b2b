"""Groups of schools with exact figures, and what the engine says of each group as one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from functools import cache
from random import Random
from typing import Any

import compliance
from compliance.advice.mergers import Mergers
from compliance.checking.findings import SchoolFindings
from compliance.documents.locate import identifiers
from compliance.intake.read import read
from compliance.intake.school import School
from compliance.planning.rows import Amount, Compiled, Row, agree, amounts, holds, rows_of
from compliance.vocabulary import Category, Number, Parts, Vocabulary

FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"
MONITORED = "cn/moe/conditions-2022"
Profile = dict[str, Any]


@cache
def rulebook(standard: str) -> compliance.Rulebook:
    """A standard of which every clause applies to every school."""
    found = compliance.load(standard)
    rules = tuple(replace(rule, applies=None, applies_facts=()) for rule in found.rules)
    return replace(found, scope=(), rules=rules)


@cache
def compiled(standard: str) -> Compiled:
    return rows_of(rulebook(standard))


@cache
def of_schools() -> tuple[str, ...]:
    """Every shipped standard of schools that has rows."""
    loaded = ((name, compliance.load(name)) for name in identifiers())
    return tuple(name for name, one in loaded if one.subject == "school" and rows_of(one).rows)


def wanted(rows: Sequence[Row]) -> list[Amount]:
    """What rows read, each once."""
    return list(dict.fromkeys(amount for row in rows for amount in row.amounts))


def number(amount: Amount, vocabulary: Vocabulary) -> Number:
    """The declaration of the fact that an amount adds up."""
    facts: Mapping[str, Any] = vocabulary.facts
    parts = facts.get(amount.over)
    fact = parts.facts[amount.fact] if isinstance(parts, Parts) else facts[amount.fact]
    assert isinstance(fact, Number)
    return fact


def figure(random: Random, fact: Number) -> str:
    """Some figure that a file may carry, as text, small ones and large ones alike."""
    places = random.choice([0, min(2, fact.decimals), fact.decimals])
    written = Decimal(random.randint(0, 10 ** random.randint(1, 5))).scaleb(-places)
    return format(min(max(written, Decimal(fact.smallest)), Decimal(fact.largest)), "f")


def group(random: Random, rows: Sequence[Row], vocabulary: Vocabulary) -> list[Profile]:
    """One to four schools that report everything that rows read, no part above its whole."""
    asked = wanted(rows)
    schools: list[Profile] = []
    for n in range(random.randint(1, 4)):
        profile: Profile = {"id": str(n)}
        for amount in asked:
            if not amount.over:
                profile[amount.fact] = figure(random, number(amount, vocabulary))
        for name, whole in vocabulary.wholes:
            if name in profile and whole in profile:
                profile[name] = min(profile[name], profile[whole], key=Decimal)
        for over in {amount.over for amount in asked if amount.over}:
            profile[over] = parts(random, [one for one in asked if one.over == over], vocabulary)
        schools.append(profile)
    return schools


def parts(random: Random, asked: Sequence[Amount], vocabulary: Vocabulary) -> list[Profile]:
    """Up to four parts; those of one name are nearly always of one pool."""
    by = asked[0].by
    listed = vocabulary.facts[asked[0].over]
    assert isinstance(listed, Parts)
    category = listed.facts[by]
    assert isinstance(category, Category)
    pools = list(category.values)
    found = []
    for name in random.sample(["welding", "dance", "ceramics", "law", None, None], 4):
        usual = pools[len(name) % len(pools)] if name else random.choice(pools)
        pool = usual if random.random() < 0.9 else pools[0]
        one: Profile = {"name": name, by: pool}
        one |= {a.fact: figure(random, number(a, vocabulary)) for a in asked}
        found.append(one)
    return found[: random.randint(0, 4)]


def as_one(profiles: Sequence[Profile], judged: compliance.Rulebook) -> SchoolFindings:
    """What the engine says of schools if they merge."""
    findings = compliance.check(read(list(profiles), judged.vocabulary), judged)
    return Mergers(findings).findings([school.id for school in findings.schools])


def totals(
    profiles: Sequence[Profile], rows: Sequence[Row], vocabulary: Vocabulary
) -> dict[Amount, Fraction] | None:
    """The sums of what rows read, of profiles; as ``sums_of``."""
    return sums_of(list(read(list(profiles), vocabulary)), rows, vocabulary)


def sums_of(
    schools: Sequence[School], rows: Sequence[Row], vocabulary: Vocabulary
) -> dict[Amount, Fraction] | None:
    """The sums of what rows read, or None where a school is left to the engine."""
    asked = wanted(rows)
    each = [amounts(school, asked, vocabulary) for school in schools]
    known = [one for one in each if one is not None]
    if len(known) < len(each) or not agree(schools, asked, vocabulary):
        return None
    return {amount: sum((one[amount] for one in known), Fraction(0)) for amount in asked}


def by_clause(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row.clause, []).append(row)
    return found


def hold(rows: Sequence[Row], sums: Mapping[Amount, Fraction]) -> bool:
    return all(holds(row, sums) for row in rows)


def zero(rows: Sequence[Row], sums: Mapping[Amount, Fraction]) -> bool:
    """Whether a divisor of a row is zero."""
    return any(not divisor.at(sums) for row in rows for divisor in row.divisors)
