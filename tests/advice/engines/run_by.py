"""A program run by one engine, new for it."""

from collections.abc import Callable, Sequence

from compliance.advice.engines.choose import engine_for
from compliance.advice.engines.program import Fact, Firing, Program

Run = Callable[[Program, Sequence[Fact]], list[Firing]]


def run_builtin(program: Program, facts: Sequence[Fact]) -> list[Firing]:
    return engine_for(program, "builtin").firings(facts)


def run_durable(program: Program, facts: Sequence[Fact]) -> list[Firing]:
    engine = engine_for(program, "durable")
    firings = engine.firings(facts)
    assert engine.used == "durable-rules 2.0.28"
    return firings


def run_isolated(program: Program, facts: Sequence[Fact]) -> list[Firing]:
    engine = engine_for(program, "durable", isolate=True)
    firings = engine.firings(facts)
    assert engine.used == "durable-rules 2.0.28"
    return firings
