"""durable-rules, a Rete engine in C. The only room of ``durable_rules_engine`` (extra ``rete``).

Its six C functions are called without its own Python layer, which starts threads, swallows
exceptions and never frees anything. One session at a time, deleted after each run.
"""

from __future__ import annotations

import json
import threading
import weakref
from collections.abc import Iterator, Sequence
from importlib import metadata
from typing import Any, NoReturn

from compliance.advice.engines.coding import MARK, Raw, marked
from compliance.advice.engines.program import MOST_PATTERNS

_SESSION = "0"
"""The one that the engine takes where a fact names none."""
_ALIASES = tuple(f"p{number}" for number in range(MOST_PATTERNS))


class Broken(Exception):  # noqa: N818 - reads as what happened
    """durable-rules did not do what was asked; says why in a few words."""


def version() -> str:
    """The installed version.

    Raises:
        ImportError: if it is missing, or made for another Python.
    """
    _library()
    return metadata.version("durable-rules")


def _library() -> Any:
    import durable_rules_engine  # noqa: PLC0415 - optional

    return durable_rules_engine


class Rete:
    """One program in the engine's memory, freed with this object. Threads take turns.

    Raises:
        Broken: if the engine refuses the program.
        ImportError: if there is no engine.
    """

    def __init__(self, text: str) -> None:
        self._engine = _library()
        self._turn = threading.Lock()
        try:
            self._handle = self._engine.create_ruleset("advice", text)
        except Exception as error:  # noqa: BLE001 - whatever the library raises
            _broken(error)
        weakref.finalize(self, self._engine.delete_ruleset, self._handle)

    def run(self, batches: Sequence[str]) -> list[Raw]:
        """The firings over facts as ``Coding.batches`` writes them, in no particular order.

        Raises:
            Broken: if the engine reports an error or refuses a fact.
        """
        with self._turn:
            try:
                return self._session(batches)
            except Broken:
                raise
            except Exception as error:  # noqa: BLE001 - whatever the library raises
                _broken(error)

    def _session(self, batches: Sequence[str]) -> list[Raw]:
        _past_mark(self._fired(self._engine.assert_fact(self._handle, marked(0))))
        try:
            found: list[Raw] = []
            for batch in batches:
                found += _past_mark(self._fired(self._engine.assert_facts(self._handle, batch)))
            return found
        finally:
            self._engine.delete_state(self._handle, _SESSION)

    def _fired(self, answer: tuple[int, int]) -> Iterator[str]:
        """What has fired since, as the engine writes it: ``{"r0":{"p0":{"id":…},…}}``."""
        code, session = answer
        if code:
            raise Broken(f"code {code}")
        first = self._engine.start_action_for_state(self._handle, session)
        fired = first and first[1]
        while fired:
            yield fired
            fired = self._engine.complete_and_start_action(self._handle, session)


def _past_mark(fired: Iterator[str]) -> list[Raw]:
    """What has fired besides one mark, without which facts were lost."""
    found = [
        (int(name[1:]), tuple([int(matched[alias]["id"]) for alias in _ALIASES[: len(matched)]]))
        for firing in json.loads(f"[{','.join(fired)}]")
        for name, matched in firing.items()
    ]
    others = [(rule, ids) for rule, ids in found if rule != MARK]
    if len(found) - len(others) != 1:
        raise Broken("facts lost")
    return others


def _broken(error: Exception) -> NoReturn:
    raise Broken(f"{type(error).__name__}: {error}"[:100]) from error
