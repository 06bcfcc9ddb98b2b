"""Which engine runs a program, and what is done when durable-rules cannot."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from compliance.advice.engines.coding import Coding, TooLarge
from compliance.advice.engines.isolated import Isolated
from compliance.advice.engines.join import evaluator
from compliance.advice.engines.program import Evaluate, Fact, Firing, Program
from compliance.advice.engines.rete import Broken, Rete, version
from compliance.errors import missing_extra

Name = Literal["auto", "durable", "builtin"]
BUILTIN = "built-in"


class Engine:
    """One program, ready for any number of sets of facts; may be shared by threads.

    ``used`` names the engine: ``durable-rules 2.0.28``, ``built-in``, or, once durable-rules could
    not answer and the built-in did instead, ``built-in (durable-rules: WHY)``. A set of facts that
    is too large says nothing of the next; after any other failure durable-rules is not asked again.
    """

    def __init__(self, program: Program) -> None:
        self.used = BUILTIN
        self._builtin = evaluator(program)
        self._durable: Evaluate | None = None

    def prefer_durable(self, program: Program, *, isolate: bool) -> None:
        """Run ``program`` by durable-rules from now on, as long as it can.

        Raises:
            ImportError: if it is missing.
        """
        self.used = f"durable-rules {version()}"
        try:
            coding = Coding(program)
            run = (Isolated if isolate else Rete)(coding.text).run
        except (Broken, TooLarge) as error:
            self._fell_back(str(error))
            return

        def firings(facts: Sequence[Fact]) -> list[Firing]:
            batches = coding.batches(facts)
            return coding.firings(run(batches)) if batches else []

        self._durable = firings

    def firings(self, facts: Sequence[Fact]) -> list[Firing]:
        """The firings over ``facts``, sorted; the same whichever engine runs.

        Raises:
            TooMany: if they are more than ``MOST_FIRINGS``.
        """
        if durable := self._durable:
            try:
                return durable(facts)
            except TooLarge as error:
                self._fell_back(str(error))
            except Broken as error:
                self._durable = None
                self._fell_back(str(error))
        return self._builtin(facts)

    def _fell_back(self, why: str) -> None:
        if not self.used.startswith(BUILTIN):
            self.used = f"{BUILTIN} (durable-rules: {why})"


def engine_for(program: Program, name: Name = "auto", *, isolate: bool = False) -> Engine:
    """The engine for ``program``: durable-rules where it can be imported, else the built-in.

    ``isolate`` runs durable-rules in a process of its own, whose end does not end this one.

    Raises:
        MissingExtra: if ``durable`` is asked for and cannot be imported.

    >>> from compliance.advice.engines.program import Pattern, Rule
    >>> engine = engine_for(Program((Rule("close", (Pattern("low"),)),)), "builtin")
    >>> engine.firings([Fact("high", {}), Fact("low", {})]), engine.used
    ([Firing(rule='close', support=(1,))], 'built-in')
    """
    engine = Engine(program)
    if name != "builtin":
        try:
            engine.prefer_durable(program, isolate=isolate)
        except ImportError:
            if name == "durable":
                raise missing_extra("durable-rules", "rete") from None
    return engine
