"""Random small regions for a policy, and what may be left out of them."""

from __future__ import annotations

import random
from typing import Any

import compliance
from compliance.advice.policy.compile import read_policy
from compliance.advice.policy.lint import last_day
from compliance.advice.policy.policy import Policy, read_document
from compliance.advice.policy.trigger import read
from compliance.rulebook.overlay import read_layers
from compliance.rulebook.rulebook import Rulebook, build
from compliance.vocabulary import Category, Evidence, Fact, Flag, Number

AMOUNTS = (0, 1, 30, 60, 59, 120, 400, 980, 1200, 1500, 3000, 24000, 40000, 60000, 4_000_000)
WHO = ("id", "name")


def made_ready(policy_id: str) -> tuple[Policy, Rulebook]:
    """A shipped policy and the rulebook it reads, on the last day on which both are in force."""
    _, _, source = read_document(policy_id)
    layers = read_layers(source.standard)
    rulebook = build(layers, last_day(source, layers), drafts=True)
    return read_policy(policy_id, rulebook, drafts=True), rulebook


def asked(policy: Policy, rulebook: Rulebook) -> dict[str, Fact]:
    """The facts that decide anything: of the rules' conditions, clauses and neighbours."""
    moves = (*policy.rules, *policy.exceptions)
    names = {name for rule in rulebook.rules for name in (*rule.facts(), *rule.applies_facts)}
    for move in moves:
        names |= {*read(move.test)}
        for beside in (move.partner, move.alone):
            names |= {*beside.same, *read(beside.test)} if beside else set()
    names |= {policy.together} if policy.together else set()
    known = policy.vocabulary.facts
    return {name: known[name] for name in sorted(names) if name in known}


def value(fact: Fact, rng: random.Random) -> Any:
    """Something that a school may report."""
    if isinstance(fact, Number):
        least = [n for n in AMOUNTS if fact.smallest <= n <= fact.largest]
        return rng.choice(least or [fact.smallest])
    if isinstance(fact, Category):
        return rng.choice(list(fact.values))
    if isinstance(fact, Flag | Evidence):
        return rng.random() < 0.5
    return rng.choice(("甲", "乙"))


def region(facts: dict[str, Fact], rng: random.Random, schools: int) -> list[dict[str, Any]]:
    """Schools that report most of what is asked; figures of every size that do not contradict.

    Nobody prints a ratio beside its parts, and no part is more than its whole: whatever is left
    out of such data, the rest means the same.
    """
    found = []
    for n in range(schools):
        reported: dict[str, Any] = {}
        for name, fact in facts.items():
            printed = isinstance(fact, Number) and fact.printed
            if fact.type not in ("parts", "members") and not printed and rng.random() < 0.9:
                reported[name] = value(fact, rng)
        if "majors" in facts and rng.random() < 0.5:
            reported["majors"] = []
        for _ in facts:  # a part of a part may come before its whole
            for name, fact in facts.items():
                if isinstance(fact, Number) and fact.part_of in reported and name in reported:
                    reported[name] = min(reported[name], reported[fact.part_of])
        found.append({**reported, "id": f"S{n}", "name": f"校{n}"})
    return found


def advised(
    schools: list[dict[str, Any]], policy: Policy, rulebook: Rulebook, **options: Any
) -> dict[str, compliance.SchoolAdvice]:
    """The advice by school."""
    findings = compliance.check(schools, rulebook, engine="exact")
    advice = compliance.advise(findings, policy, **{"engine": "builtin", **options})
    return {one.school: one for one in advice}
