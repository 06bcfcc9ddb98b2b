"""What programs mean: cases by hand for every engine, and nested loops for chance."""

import random
from pathlib import Path
from typing import Any

import at_random
import nested
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from run_by import Run

from compliance.advice.engines import join, program
from compliance.advice.engines.choose import engine_for
from compliance.advice.engines.program import Fact, Firing, Pattern, Program, Rule, TooMany

CASES = yaml.safe_load((Path(__file__).parent / "meanings.yaml").read_text("utf-8"))


def written(rules: dict[Any, Any]) -> Program:
    """The program of a case; YAML's lists are references."""
    return Program(tuple(Rule(name(key), tuple(map(pattern, p))) for key, p in rules.items()))


def pattern(card: dict[str, Any]) -> Pattern:
    joins = {side: {k: tuple(v) for k, v in card.get(side, {}).items()} for side in SIDES}
    return Pattern(card["kind"], card.get("where", {}), **joins, absent=card.get("absent", False))


SIDES = ("same", "differs")


def name(key: object) -> str:
    """YAML reads ``true`` as a truth value, as a rule's name too."""
    return str(key).lower() if isinstance(key, bool) else str(key)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["it"])
def test_every_case_by_hand_in_every_order(case: dict[str, Any], run: Run) -> None:
    """An engine gives the firings worked out by hand, and the same with the facts turned round."""
    facts = [Fact(kind, fields) for kind, fields in case["facts"]]
    expected = [Firing(rule, tuple(support)) for rule, *support in case["firings"]]
    assert run(written(case["rules"]), facts) == expected
    last = len(facts) - 1
    turned = [Firing(rule, tuple(last - index for index in support)) for rule, support in expected]
    assert run(written(case["rules"]), facts[::-1]) == sorted(turned)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["it"])
def test_the_nested_loops_agree_with_the_cases_by_hand(case: dict[str, Any]) -> None:
    """The loops that chance is compared with mean what the cases mean."""
    facts = [Fact(kind, fields) for kind, fields in case["facts"]]
    expected = [Firing(rule, tuple(support)) for rule, *support in case["firings"]]
    assert nested.firings(written(case["rules"]), facts) == expected


@settings(max_examples=400, deadline=None)
@given(st.randoms(use_true_random=False))
def test_the_built_in_engine_equals_nested_loops(chance: random.Random) -> None:
    """Programs and facts by chance fire as nested loops find, in any order of the facts."""
    made, facts = at_random.case(chance, 8)
    evaluate = join.evaluator(made)
    expected = nested.firings(made, facts)
    assert evaluate(facts) == expected
    other, order = at_random.shuffled(chance, facts)
    back = [Firing(r, tuple(order[index] for index in support)) for r, support in evaluate(other)]
    assert sorted(back) == expected


def test_chance_reaches_every_part_of_the_language() -> None:
    """Of a thousand random cases hundreds fire, and hundreds fire because nothing is found."""
    chance = random.Random(7)  # noqa: S311 - cases, not secrets
    fired = silenced = 0
    for _ in range(1_000):
        made, facts = at_random.case(chance, 8)
        firings = nested.firings(made, facts)
        blind = Program(tuple(Rule(rule.name, rule.positives) for rule in made.rules))
        fired += bool(firings)
        silenced += len(firings) < len(nested.firings(blind, facts))
    assert min(fired, silenced) > 100


def test_more_firings_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """As many as the limit are given, one more raises, over all rules together."""
    monkeypatch.setattr(join, "MOST_FIRINGS", 6)
    pairs = engine_for(Program((Rule("r", (Pattern("a"), Pattern("a"))),)), "builtin")
    assert len(pairs.firings([Fact("a", {})] * 3)) == 6
    with pytest.raises(TooMany):
        pairs.firings([Fact("a", {})] * 4)
    two = engine_for(Program((Rule("r", (Pattern("a"),)), Rule("s", (Pattern("b"),)))), "builtin")
    assert len(two.firings([Fact("a", {})] * 3 + [Fact("b", {})] * 3)) == 6
    with pytest.raises(TooMany):
        two.firings([Fact("a", {})] * 3 + [Fact("b", {})] * 4)


def test_more_partial_matches_than_the_limit_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pairs past the limit are refused, though the third pattern lets none of them through."""
    monkeypatch.setattr(join, "MOST_FIRINGS", 6)
    three = engine_for(Program((Rule("r", (Pattern("a"), Pattern("a"), Pattern("b"))),)), "builtin")
    assert three.firings([Fact("a", {})] * 3) == []
    with pytest.raises(TooMany):
        three.firings([Fact("a", {})] * 4)


REFUSED = {
    "must be a positive one": lambda: Rule("r", (Pattern("a", absent=True),)),
    "'r': the first pattern": lambda: Rule("r", ()),
    "refers to pattern 0": lambda: Rule("r", (Pattern("a", same={"x": (0, "x")}),)),
    "pattern 2 refers to pattern 1": lambda: Rule(
        "r", (Pattern("a"), Pattern("b", absent=True), Pattern("c", differs={"x": (1, "x")}))
    ),
    "refers to pattern -1": lambda: Rule("r", (Pattern("a"), Pattern("b", same={"x": (-1, "x")}))),
    "more than 12 patterns": lambda: Rule("r", (Pattern("a"),) * 13),
    "more than 20 joins": lambda: Rule("r", (Pattern("a"), Pattern("b", {}, joins(10), joins(11)))),
    "more than 120 rules": lambda: Program(
        tuple(Rule(f"{n}", (Pattern("a"),)) for n in range(121))
    ),
    "two rules are called 'r'": lambda: Program((Rule("r", (Pattern("a"),)),) * 2),
    "more than 200 kinds, or patterns": lambda: Program(
        tuple(Rule(f"{n}", (Pattern("a"),) * 12) for n in range(17))
    ),
    "more than 200 kinds": lambda: Program(
        tuple(Rule(f"{n}", tuple(Pattern(f"{n} {m}") for m in range(3))) for n in range(67))
    ),
}


def joins(count: int) -> dict[str, tuple[int, str]]:
    return {f"x{n}": (0, "x") for n in range(count)}


@pytest.mark.parametrize("why", REFUSED)
def test_programs_that_cannot_be_meant_are_refused(why: str) -> None:
    """A rule or program past a limit, or with a reference to nothing earlier, is never made."""
    with pytest.raises(ValueError, match=why):
        REFUSED[why]()


def test_programs_at_the_limits_are_taken() -> None:
    """120 rules, 12 patterns, 20 joins, 200 patterns of one kind are within the limits."""
    rules = [Rule(f"{n}", (Pattern("a"),) * 12) for n in range(16)]
    rules.append(Rule("joined", (Pattern("a"), Pattern("b", {}, joins(10), joins(10)))))
    rules += [Rule(f"b {n}", (Pattern("b"),)) for n in range(program.MOST_RULES - len(rules))]
    assert len(Program(tuple(rules)).rules) == 120
