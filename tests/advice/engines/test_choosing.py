"""Choosing an engine, and what happens when durable-rules is missing, dies or does not answer."""

import gc
import subprocess
import sys
from typing import TypeVar

import pytest

from compliance.advice.engines import choose, isolated, rete
from compliance.advice.engines.choose import engine_for
from compliance.advice.engines.coding import Coding
from compliance.advice.engines.isolated import Isolated
from compliance.advice.engines.program import Fact, Firing, Pattern, Program, Rule
from compliance.advice.engines.rete import Broken, Rete
from compliance.errors import MissingExtra

CLOSE = Program((Rule("close", (Pattern("low"),)),))
FACTS = [Fact("high", {}), Fact("low", {})]
FIRINGS = [Firing("close", (1,))]
T = TypeVar("T")


@pytest.fixture
def missing(monkeypatch: pytest.MonkeyPatch) -> None:
    """As where durable-rules is not installed, or made for another Python."""
    monkeypatch.setitem(sys.modules, "durable_rules_engine", None)


@pytest.mark.usefixtures("missing")
@pytest.mark.parametrize("isolate", [False, True], ids=["here", "isolated"])
def test_auto_is_the_built_in_where_durable_rules_is_missing(*, isolate: bool) -> None:
    """Without the library ``auto`` answers by the built-in and says so."""
    engine = engine_for(CLOSE, isolate=isolate)
    assert (engine.firings(FACTS), engine.used) == (FIRINGS, "built-in")


@pytest.mark.usefixtures("missing")
def test_asking_for_durable_rules_where_it_is_missing_names_the_extra() -> None:
    """Without the library ``durable`` is an error that gives the pip line."""
    with pytest.raises(MissingExtra, match=r"school-compliance\[rete\]"):
        engine_for(CLOSE, "durable")


def test_the_built_in_is_used_when_asked_for() -> None:
    """``builtin`` never imports the library."""
    code = (
        "import sys; from compliance.advice.engines.choose import engine_for;"
        "from compliance.advice.engines.program import Program;"
        "engine_for(Program(()), 'builtin'); print('durable_rules_engine' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.rete
def test_auto_is_durable_rules_where_it_is_there() -> None:
    """With the library ``auto`` answers by it and names its version."""
    engine = engine_for(CLOSE)
    assert (engine.firings(FACTS), engine.used) == (FIRINGS, "durable-rules 2.0.28")


class Faulty:
    """An engine's library that fails at one of its calls."""

    error = type("error", (Exception,), {})

    def __init__(self, at: str) -> None:
        self.at, self.sessions, self.deleted, self.batches = at, 0, 0, 0

    def create_ruleset(self, name: str, text: str) -> int:
        """Seven is the handle."""
        assert (name, text[0]) == ("advice", "{")
        return self.answer("create", 7)

    def delete_ruleset(self, handle: int) -> None:
        """Only what was made."""
        assert handle == 7

    def delete_state(self, handle: int, session: str) -> None:
        """Counted."""
        assert (handle, session) == (7, "0")
        self.deleted += 1

    def assert_fact(self, _: int, __: str) -> tuple[int, int]:
        """The beginning."""
        self.sessions += 1
        return self.answer("begin", 0), 1

    def assert_facts(self, _: int, __: str) -> tuple[int, int]:
        """Code 2 is a fact taken for another."""
        self.batches += 1
        return (2 if self.at == "refused" else self.answer("facts", 0)), 1

    def start_action_for_state(self, _: int, __: int) -> tuple[str, str] | None:
        """The beginning fires, facts do not."""
        if self.batches:
            return self.answer("start", None)
        return None if self.at == "nothing began" else ("{}", '{"r0":{"p0":{"id":"0"}}}')

    def complete_and_start_action(self, _: int, __: int) -> None:
        """Nothing more."""
        return self.answer("next" if self.batches else "begun", None)

    def answer(self, at: str, result: T) -> T:
        """The result, or the failure."""
        if self.at == at:
            raise self.error(f"Could not {at}, error code: 302")
        return result


@pytest.mark.parametrize(
    ("at", "deleted", "why"),
    [
        ("create", 0, "error: Could not create, error code: 302"),
        ("begin", 0, "error: Could not begin, error code: 302"),
        ("nothing began", 0, "facts lost"),
        ("begun", 0, "error: Could not begun, error code: 302"),
        ("facts", 1, "error: Could not facts, error code: 302"),
        ("refused", 1, "code 2"),
        ("start", 1, "error: Could not start, error code: 302"),
        ("no mark", 1, "facts lost"),
    ],
)
def test_a_failure_at_any_call_is_answered_by_the_built_in(
    at: str, deleted: int, why: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whichever call fails the answer is right, and a session is deleted only if it fired."""
    library = Faulty(at)
    monkeypatch.setattr(rete, "_library", lambda: library)
    monkeypatch.setattr(choose, "version", lambda: "2.0.28")
    engine = engine_for(CLOSE, "durable")
    assert engine.firings(FACTS) == FIRINGS
    assert engine.firings(FACTS) == FIRINGS
    assert library.sessions == (at != "create"), "after a failure the library is not asked again"
    assert (library.deleted, engine.used) == (deleted, f"built-in (durable-rules: {why})")


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Isolated]:
    """The processes that engines have started."""
    made: list[Isolated] = []

    def start(text: str) -> Isolated:
        made.append(Isolated(text))
        return made[-1]

    monkeypatch.setattr(choose, "Isolated", start)
    return made


@pytest.mark.rete
def test_a_process_that_is_killed_is_replaced_by_the_built_in(started: list[Isolated]) -> None:
    """After its process has died an engine answers right, says so, and starts no other."""
    engine = engine_for(CLOSE, "durable", isolate=True)
    assert (engine.firings(FACTS), engine.used) == (FIRINGS, "durable-rules 2.0.28")
    started[0].process.kill()
    assert engine.firings(FACTS) == FIRINGS
    assert engine.used == "built-in (durable-rules: process ended)"
    assert engine.firings(FACTS) == FIRINGS
    assert len(started) == 1


@pytest.fixture
def stand_in(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Another program in the place of the process."""
    monkeypatch.setattr(isolated, "COMMAND", (sys.executable, "-c", request.param))
    monkeypatch.setattr(choose, "version", lambda: "2.0.28")
    monkeypatch.setattr(isolated, "TIMEOUT", 1.0)


ANSWER = "input(); print('{\"found\": []}', flush=True);"
DEAF = f"{ANSWER} import time; [time.sleep(60) for _ in iter(int, 1)]"


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    "stand_in",
    [
        "import time; [time.sleep(60) for _ in iter(int, 1)]",
        "import os; os._exit(3)",
        "import os; os.abort()",
        "print('not JSON')",
        DEAF,
        f"{ANSWER} input(); import os; os.abort()",
        f"{ANSWER} input(); print('{{')",
    ],
    indirect=True,
)
def test_a_process_that_hangs_dies_or_talks_nonsense_costs_no_answer() -> None:
    """Whatever becomes of the process, it is not waited for, and the built-in answers."""
    engine = engine_for(CLOSE, "durable", isolate=True)
    assert engine.firings(FACTS) == FIRINGS
    assert engine.used == "built-in (durable-rules: process ended)"


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize(
    "stand_in", [f'{ANSWER} input(); print(\'{{"broken": "x"}}\')'], indirect=True
)
def test_an_error_there_is_an_error_here() -> None:
    """What the library said in its process is told in this one."""
    engine = engine_for(CLOSE, "durable", isolate=True)
    assert engine.firings(FACTS) == FIRINGS
    assert engine.used == "built-in (durable-rules: x)"


def test_a_process_that_cannot_be_started_costs_no_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where there is no such program the built-in answers."""
    monkeypatch.setattr(isolated, "COMMAND", ("/nowhere/python",))
    monkeypatch.setattr(choose, "version", lambda: "2.0.28")
    engine = engine_for(CLOSE, "durable", isolate=True)
    assert (engine.firings(FACTS), engine.used) == (FIRINGS, "built-in (durable-rules: no process)")


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("stand_in", [DEAF], indirect=True)
def test_an_answer_that_was_not_waited_for_is_never_taken_for_the_next(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After an interrupt while it waits the process is ended, and no longer asked."""
    process = Isolated(Coding(CLOSE).text)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(isolated, "_exchange", interrupted)
        with pytest.raises(KeyboardInterrupt):
            process.run(["[]"])
    with pytest.raises(Broken, match="process ended"):
        process.run(["[]"])


@pytest.mark.usefixtures("stand_in")
@pytest.mark.parametrize("stand_in", [DEAF], indirect=True)
def test_a_process_that_does_not_listen_is_ended_too() -> None:
    """A process that never reads again, and would not see its input end, ends with its user."""
    isolated_program = Isolated(Coding(CLOSE).text)
    process = isolated_program.process
    assert process.poll() is None
    del isolated_program
    gc.collect()
    assert process.poll() is not None


@pytest.mark.rete
def test_a_process_ends_with_its_engine(started: list[Isolated]) -> None:
    """Dropping an engine ends its process and leaves nothing open."""
    engine = engine_for(CLOSE, "durable", isolate=True)
    process = started.pop().process
    assert engine.firings(FACTS) == FIRINGS
    assert process.poll() is None
    del engine
    gc.collect()
    assert process.poll() is not None
    assert process.stdin is not None
    assert process.stdin.closed


@pytest.mark.rete
@pytest.mark.parametrize("isolate", [False, True], ids=["here", "isolated"])
def test_an_engine_that_lives_to_the_end_leaves_no_warning(*, isolate: bool) -> None:
    """With every warning an error, a program that ends with its engine alive ends in silence."""
    code = (
        "from compliance.advice.engines.choose import engine_for;"
        "from compliance.advice.engines.program import *;"
        "program = Program((Rule('close', (Pattern('low'),)),));"
        f"engine = engine_for(program, 'durable', isolate={isolate});"
        "print(engine.firings([Fact('low', {})]), engine.used)"
    )
    done = subprocess.run(
        [sys.executable, "-X", "dev", "-W", "error", "-c", code],
        check=False,
        capture_output=True,
        text=True,
    )
    assert done.stderr == ""
    assert done.stdout == "[Firing(rule='close', support=(0,))] durable-rules 2.0.28\n"


def test_a_program_that_is_dropped_is_freed(monkeypatch: pytest.MonkeyPatch) -> None:
    """The engine's memory for a program goes with the last use of it."""
    freed: list[int] = []
    library = Faulty("")
    monkeypatch.setattr(library, "delete_ruleset", freed.append)
    monkeypatch.setattr(rete, "_library", lambda: library)
    program = Rete(Coding(CLOSE).text)
    assert freed == []
    del program
    gc.collect()
    assert freed == [7]
