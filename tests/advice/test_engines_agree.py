"""Both engines advise the same, on random policies over random schools, in any order."""

import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from test_corpus import CORPUS, policy_file

import compliance
from compliance.advice.actions import ACTIONS

CLAUSES = ("size", "land", "staff", "books")
CONDITIONS = (
    'owner == "public"',
    'kind in ["special", "arts"]',
    "not new_build",
    'students < "90 人"',
)


def trigger(rng: random.Random, *, other: bool) -> dict[str, Any]:
    """Some of what a trigger may ask."""
    ways: list[dict[str, Any]] = [
        {"fails": rng.sample(CLAUSES, rng.randint(1, 2))},
        {"fails_any": rng.sample(CLAUSES, 2)},
        {"fails_at_least": {"count": rng.randint(1, 3), "of": list(CLAUSES)}},
        {"outcome": rng.choice(("pass", "fail"))},
        {"passes": rng.sample(CLAUSES, 1)},
        {"if": rng.choice(CONDITIONS)},
        {"same": ["owner"]} if other else {"fails": [rng.choice(CLAUSES)]},
    ]
    found: dict[str, Any] = {}
    for way in rng.sample(ways, rng.randint(1, 3)):
        found |= way
    return found


def policy(rng: random.Random) -> dict[str, Any]:
    """A random policy; it need not be wise."""
    rules = []
    for n in range(rng.randint(1, 5)):
        action = rng.choice(list(ACTIONS))
        when = trigger(rng, other=False)
        if ACTIONS[action].partner:
            when["partner"] = trigger(rng, other=True)
        if rng.random() < 0.2:
            when["alone"] = trigger(rng, other=True)
        stage = rng.choice((1, 1, 2))
        if stage == 2 and rng.random() < 0.5:
            when["advised"] = [rng.choice(list(ACTIONS))]
        rules.append({"id": f"r{n}", "stage": stage, "priority": rng.randint(1, 9), "when": when,
                      "then": {"action": action}})  # fmt: skip
    exceptions = [{"id": "x", "when": trigger(rng, other=False), "forbids": ["close", "merge"]}]
    together = rng.choice((None, "district"))
    return {"policy": {"rules": rules, "exceptions": exceptions, "together": together}}


def schools(rng: random.Random) -> list[dict[str, Any]]:
    """Schools about the line, with gaps."""
    found = []
    for n in range(rng.randint(1, 8)):
        full = {
            "district": rng.choice(("东区", "西区")), "owner": rng.choice(("public", "private")),
            "kind": rng.choice(("general", "special", "arts")), "new_build": rng.random() < 0.5,
            "students": rng.choice((50, 99, 100, 200)), "teachers": rng.choice((5, 9, 10, 20)),
            "campus_area": rng.choice((500, 999, 1000, 2000, 3000)),
            "books": rng.choice((9, 49, 50, 99)),
        }  # fmt: skip
        kept = {name: value for name, value in full.items() if rng.random() < 0.9}
        found.append({**kept, "id": f"S{n}"})
    return found


def said(findings: compliance.Findings, path: Path, engine: Any) -> dict[str, Any]:
    """Everything that is decided, by school."""
    advice = compliance.advise(findings, path, engine=engine)
    return {
        one.school: (one.action, one.rule, one.with_, one.into, one.leaning, one.held, one.hosts,
                     one.unknown, [each[:5] for each in one.rejected])
        for one in advice
    }  # fmt: skip


@pytest.mark.rete
def test_durable_rules_and_the_built_in_advise_the_same(tmp_path: Path) -> None:
    """1 500 random policies over random schools, shuffled for one of the engines."""
    rng = random.Random(5)  # noqa: S311 - reproducible, not secret
    rulebook = compliance.load(CORPUS / "tiny.yaml", "2018-06-30")
    for _ in range(1500):
        path = policy_file(policy(rng), tmp_path)
        given = schools(rng)
        shuffled = rng.sample(given, len(given))
        one = said(compliance.check(given, rulebook), path, "builtin")
        two = said(compliance.check(shuffled, rulebook), path, "durable")
        assert one == two, yaml.safe_dump(given)
