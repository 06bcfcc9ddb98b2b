"""durable-rules against the built-in engine: by chance, again and again, and by several threads."""

import random
import threading

import at_random
import nested
import pytest

from compliance.advice.engines import join
from compliance.advice.engines.choose import engine_for
from compliance.advice.engines.program import Fact, Firing, Pattern, Program, Rule

pytestmark = pytest.mark.rete
PAIR = Program((Rule("r", (Pattern("a"), Pattern("b", same={"x": (0, "x")}))),))
CHUNK = 1_000


@pytest.mark.parametrize("start", range(0, 50_000, CHUNK))
def test_both_engines_say_the_same(start: int) -> None:
    """Over 50 000 random programs and facts, shuffled too, durable-rules fires as the built-in."""
    for seed in range(start, start + CHUNK):
        chance = random.Random(seed)  # noqa: S311 - cases, not secrets
        made, facts = at_random.case(chance, 60 if seed % 10 == 0 else 12)
        durable = engine_for(made, "durable")
        expected = join.evaluator(made)(facts)
        assert durable.firings(facts) == expected, seed
        other, order = at_random.shuffled(chance, facts)
        back = [Firing(r, tuple(order[i] for i in s)) for r, s in durable.firings(other)]
        assert sorted(back) == expected, seed
        assert durable.used == "durable-rules 2.0.28", seed


def test_twenty_thousand_sessions_of_one_program() -> None:
    """One engine answers 20 000 sets of facts in turn, many of which fire nothing."""
    chance = random.Random(11)  # noqa: S311 - cases, not secrets
    made, _ = at_random.case(chance, 1)
    engine, evaluate = engine_for(made, "durable"), join.evaluator(made)
    for _ in range(20_000):
        facts = [at_random.fact(chance, [True, 1, "1", "x"]) for _ in range(6)]
        assert engine.firings(facts) == evaluate(facts)
    assert engine.used == "durable-rules 2.0.28"


@pytest.mark.parametrize("isolate", [False, True], ids=["here", "isolated"])
def test_eight_threads_share_one_engine(*, isolate: bool) -> None:
    """Eight threads at one engine each get the answer to their own facts."""
    engine = engine_for(PAIR, "durable", isolate=isolate)
    wrong: list[int] = []

    def ask(thread: int) -> None:
        for turn in range(20):
            facts = [Fact("a", {"x": thread})] * (thread + 1) + [Fact("b", {"x": thread})] * turn
            if engine.firings(facts[::-1]) != nested.firings(PAIR, facts[::-1]):
                wrong.append(thread)

    threads = [threading.Thread(target=ask, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert engine.used == "durable-rules 2.0.28"


def test_the_same_in_a_process_of_its_own() -> None:
    """A process of its own finds what the library finds here, for run after run."""
    chance = random.Random(3)  # noqa: S311 - cases, not secrets
    for _ in range(5):
        made, _ = at_random.case(chance, 1)
        here, there = engine_for(made, "durable"), engine_for(made, "durable", isolate=True)
        for _ in range(40):
            facts = [at_random.fact(chance, [True, 1, "1", "x"]) for _ in range(9)]
            assert there.firings(facts) == here.firings(facts)
        assert there.used == here.used == "durable-rules 2.0.28"
