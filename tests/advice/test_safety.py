"""What every shipped policy owes to a school: nothing unknown and nothing inferred ends it."""

import random
from functools import cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from regions import WHO, advised, asked, made_ready, region

from compliance.advice.actions import ACTIONS, HARSH
from compliance.advice.policy.trigger import held, read
from compliance.documents.locate import policies

POLICIES = policies()
known = cache(made_ready)
SEEDS = st.integers(0, 2**32)


@pytest.mark.parametrize("name", POLICIES)
@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_nothing_ends_a_school_on_an_unknown(name: str, seed: int) -> None:
    """What ends a school whose data have gaps would end it, or lean to that, if all were known."""
    policy, rulebook = known(name)
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    full = region(asked(policy, rulebook), rng, rng.randint(1, 5))
    less = [{k: v for k, v in school.items() if k in WHO or rng.random() < 0.7} for school in full]
    whole, gaps = advised(full, policy, rulebook), advised(less, policy, rulebook)
    for school, one in gaps.items():
        if one.action in HARSH:
            other = whole[school]
            assert (other.leaning or other.action) in HARSH, (one, other)


@pytest.mark.parametrize("name", POLICIES)
@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_a_figure_that_passes_never_makes_it_harsher(name: str, seed: int) -> None:
    """A figure all of whose clauses pass, added to a school, never costs that school more."""
    policy, rulebook = known(name)
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    facts = asked(policy, rulebook)
    full = region(facts, rng, rng.randint(1, 4))
    whole = advised(full, policy, rulebook)
    of_policy = {name for move in (*policy.rules, *policy.exceptions) for name in read(move.test)}
    beside = {n for move in policy.rules if move.partner
              for n in (*move.partner.same, *read(move.partner.test))}  # fmt: skip
    for at, school in enumerate(full):
        findings = whole[school["id"]].findings
        own = sorted(school.keys() - {*WHO} - of_policy - beside - {policy.together})
        for fact in rng.sample(own, min(6, len(own))):
            reads = [f for f in findings if fact in (*f.rule.facts(), *f.rule.applies_facts)]
            if not reads or any(f.outcome not in ("pass", "not_applicable") for f in reads):
                continue
            less = [dict(one) for one in full]
            del less[at][fact]
            without = advised(less, policy, rulebook)[school["id"]]
            assert whole[school["id"]].severity <= without.severity, (fact, without)


@pytest.mark.parametrize("name", POLICIES)
@settings(max_examples=30, deadline=None)
@given(seed=SEEDS)
def test_nothing_inferred_ends_a_school(name: str, seed: int) -> None:
    """Without the failures that rest on inferences, the rule that ends a school still applies."""
    policy, rulebook = known(name)
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    for one in advised(region(asked(policy, rulebook), rng, 4), policy, rulebook).values():
        if one.action in HARSH and one.move is not None:
            assert held(one.move.test, one.years, firm=True).certain
            years = [view for view in one.years if view is not None]
            assert all(not f.inferred for view in years for f in view.failing(one.move.test.fails))


@pytest.mark.parametrize("name", POLICIES)
@settings(max_examples=20, deadline=None)
@given(seed=SEEDS)
def test_the_order_of_the_schools_is_no_matter(name: str, seed: int) -> None:
    """The same schools in another order get the same advice, word for word."""
    policy, rulebook = known(name)
    rng = random.Random(seed)  # noqa: S311 - reproducible, not secret
    schools = region(asked(policy, rulebook), rng, 6)
    shuffled = rng.sample(schools, len(schools))

    def said(given: list[dict[str, Any]]) -> dict[str, Any]:
        return {key: (one.action, one.with_, one.into, one.leaning, one.held, one.unknown,
                      [each[:5] for each in one.rejected])
                for key, one in advised(given, policy, rulebook).items()}  # fmt: skip

    assert said(schools) == said(shuffled)


def test_what_ends_a_school_is_listed() -> None:
    """The actions that may rest on nothing unknown are those after which it is not what it was."""
    assert {name for name, action in ACTIONS.items() if action.severity >= 2} == HARSH
    assert {"close", "convert", "merge", "merge_relocate", "downgrade", "transfer"} == HARSH
