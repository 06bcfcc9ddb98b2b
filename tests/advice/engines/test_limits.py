"""How much durable-rules is given, and who answers what it refuses."""

import json

import pytest

from compliance.advice.engines import coding
from compliance.advice.engines.choose import engine_for
from compliance.advice.engines.coding import Coding, TooLarge
from compliance.advice.engines.program import Fact, Firing, Pattern, Program, Rule
from compliance.advice.engines.rete import Broken, Rete

ONE = Program((Rule("r", (Pattern("a"),)),))
PAIR = Program((Rule("r", (Pattern("a"), Pattern("b", same={"x": (0, "x")}))),))
REFUSED = {
    "more tests true of one fact than the engine can hold": (
        Program(tuple(Rule(f"{n:03}", (Pattern("a", {f"x{n}": 1}),)) for n in range(120))),
        [Fact("a", {f"x{n}": 1 for n in range(120)})],
        [Firing(f"{n:03}", (0,)) for n in range(120)],
    ),
    "more comparisons in one pattern than the engine can hold": (
        Program(
            (
                Rule(
                    "r",
                    (
                        Pattern("a"),
                        Pattern("b", differs={f"x{n}": (0, "x") for n in range(20)}, absent=True),
                    ),
                ),
            )
        ),
        [Fact("a", {"x": 1}), Fact("b", {f"x{n}": n + 2 for n in range(19)})],
        [Firing("r", (0,))],
    ),
    "more fields than the engine can hold": (
        Program(
            tuple(
                Rule(f"{n:03}", (Pattern("a", {f"x{m}": 1 for m in range(n, 300, 10)}),))
                for n in range(10)
            )
        ),
        [Fact("a", {f"x{n}": 1 for n in range(300)})],
        [Firing(f"{n:03}", (0,)) for n in range(10)],
    ),
}


@pytest.mark.rete
@pytest.mark.parametrize("isolate", [False, True], ids=["here", "isolated"])
@pytest.mark.parametrize("what", REFUSED)
def test_what_the_engine_refuses_is_answered_all_the_same(what: str, *, isolate: bool) -> None:
    """An error of the library leads to the built-in engine, which says why it was used."""
    program, facts, expected = REFUSED[what]
    engine = engine_for(program, "durable", isolate=isolate)
    assert engine.firings(facts) == expected
    assert engine.used.startswith("built-in (durable-rules: ")
    assert ("error" if "field" not in what else "too many fields") in engine.used
    assert engine.firings(facts) == expected


LIMITS = {
    "facts": ("MOST_FACTS", 4, [Fact("a", {"x": n}) for n in range(4)]),
    "ids": ("_MOST_IDS", 9, [Fact("a", {"x": n}) for n in range(4)]),
    "one group": ("MOST_IN_A_GROUP", 4, [Fact("b", {"x": 1}) for _ in range(4)]),
    "matches": ("MOST_FIRINGS", 6, [Fact(kind, {"x": 1}) for kind in "aabb"]),
    "fields": ("MOST_FIELDS", 1, []),
}
"""What is limited, the limit that the facts just reach (ids: twice the facts, and one), facts."""


@pytest.mark.parametrize("limit", LIMITS)
def test_facts_past_a_limit_are_not_given(limit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts that just reach a limit are given to the engine, with one less they are refused."""
    name, most, facts = LIMITS[limit]
    monkeypatch.setattr(coding, name, most)
    assert len(Coding(PAIR).batches(facts)) == bool(facts)
    monkeypatch.setattr(coding, name, most - 1)
    with pytest.raises(TooLarge):
        Coding(PAIR).batches(facts)


def test_facts_of_one_group_are_limited_where_they_are_only_looked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """An absent pattern searches a group too: four facts of one key are past a limit of three."""
    absent = Pattern("b", same={"x": (0, "x")}, absent=True)
    close = Coding(Program((Rule("r", (Pattern("a"), absent)),)))
    facts = [Fact("a", {"x": 1}), *[Fact("b", {"x": 1})] * 4]
    monkeypatch.setattr(coding, "MOST_IN_A_GROUP", 4)
    assert len(close.batches(facts)) == 1
    monkeypatch.setattr(coding, "MOST_IN_A_GROUP", 3)
    with pytest.raises(TooLarge):
        close.batches(facts)


def test_many_facts_in_many_groups_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the product of all facts is past the limit, that of the facts of one key decides."""
    monkeypatch.setattr(coding, "MOST_FIRINGS", 40)
    monkeypatch.setattr(coding, "MOST_IN_A_GROUP", 5)
    apart = [Fact(kind, {"x": n}) for n in range(20) for kind in "ab"]
    assert Coding(PAIR).batches(apart)
    with pytest.raises(TooLarge):
        Coding(PAIR).batches([*apart, Fact("b", {"x": 0})])


def test_at_once_no_more_than_a_batch_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts go in batches, all shadows before all others, each fact once."""
    monkeypatch.setattr(coding, "_AT_ONCE", 2)
    rule = Rule("r", (Pattern("a"), Pattern("a", absent=True, differs={"x": (0, "x")})))
    batches = Coding(Program((rule,))).batches(
        [Fact("a", {"x": 1}), Fact("a", {}), Fact("a", {"x": 1})]
    )
    kinds = [fact["kind"] for batch in batches for fact in json.loads(batch)[:-1]]
    assert (kinds, [len(json.loads(batch)) for batch in batches]) == ([2, 2, 1, 1, 1], [3, 3, 2])


@pytest.mark.rete
def test_a_fact_that_the_engine_drops_is_missed() -> None:
    """A fact past what the engine can hold makes it drop all that follow and say that all is well.

    The mark at the end of the batch is dropped too, which is how the loss is found.
    """
    held, lost, mark = json.loads(Coding(ONE).batches([Fact("a", {})] * 2)[0])
    rete = Rete(Coding(ONE).text)
    assert sorted(rete.run([json.dumps([held, lost, mark])])) == [(1, (0,)), (1, (1,))]
    lost |= {f"y{n}": 1 for n in range(260)}
    with pytest.raises(Broken, match="facts lost"):
        rete.run([json.dumps([held, lost, mark])])


@pytest.mark.rete
def test_too_many_facts_once_do_not_end_the_use_of_durable_rules(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A set of facts past a limit is answered by the built-in, and ``used`` says so."""
    engine = engine_for(PAIR, "durable")
    monkeypatch.setattr(coding, "MOST_FACTS", 2)
    facts = [Fact("a", {"x": 1}), Fact("b", {"x": 1}), Fact("b", {"x": 1})]
    assert engine.firings(facts[:2]) == [Firing("r", (0, 1))]
    assert engine.used == "durable-rules 2.0.28"
    assert engine.firings(facts) == [Firing("r", (0, 1)), Firing("r", (0, 2))]
    assert engine.used == "built-in (durable-rules: too many facts)"
