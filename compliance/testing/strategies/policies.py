"""Policies at random over the clauses of a standard."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from compliance.rulebook.rulebook import Rulebook

ACTIONS = ("rectify", "merge", "relocate", "convert", "close", "review")


def policies(rulebook: Rulebook, *, most: int = 4) -> st.SearchStrategy[dict[str, Any]]:
    """Policy documents with up to ``most`` rules, each on failing some computed clauses.

    Every rule has another priority, so that no two contradict each other. What a policy file
    needs beside, its examples, is left to whoever writes it to a file and lints it.

    >>> import compliance
    >>> from hypothesis import given, settings
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> @settings(max_examples=20, database=None)
    ... @given(policies(rulebook))
    ... def of_the_standard(policy):
    ...     assert policy["standard"] == rulebook.id
    ...     assert 1 <= len(policy["rules"]) <= 4
    >>> of_the_standard()
    """
    computed = [rule.id for rule in rulebook.rules if rule.basis == "computed" and rule.counts]
    failing = st.lists(st.sampled_from(computed), min_size=1, max_size=3, unique=True)
    one = st.tuples(st.sampled_from(ACTIONS), failing)
    return st.lists(one, min_size=1, max_size=most).map(
        lambda rules: {
            "format": 1,
            "title": {"zh": "随机政策", "en": "a policy at random"},
            "issuer": "试验", "document": "试验",
            "in_force": {"from": rulebook.on.isoformat()},
            "standard": rulebook.id,
            "rules": [_rule(n, action, fails) for n, (action, fails) in enumerate(rules, 1)],
        }
    )  # fmt: skip


def _rule(number: int, action: str, fails: list[str]) -> dict[str, Any]:
    when: dict[str, Any] = {"fails": fails}
    if action == "merge":
        when["partner"] = {"outcome": "pass"}
    return {
        "id": f"rule-{number}", "priority": number, "cite": "试验", "text": "试验", "evidence": "S",
        "note": {"zh": "试验", "en": "for a test"}, "when": when, "then": {"action": action},
    }  # fmt: skip
