"""datalogic-py: JsonLogic compiled once, one rule that gives the thirteen codes."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from bulk.clauses import (
    CLAUSES,
    FAIL,
    FLAG,
    HARMLESS,
    MISSING,
    NEVER,
    PASS,
    UNKNOWN_IF,
    ZERO,
    Clause,
    Units,
)  # fmt: skip
from bulk.peers.peer import One, Profile


def rule_of(clause: Clause, units: Units) -> Any:
    """The clause in JsonLogic."""
    part: Any = {"var": clause.part}
    times, over = units.get(clause.part, (1, 1))
    amount = part if times == 1 else {"/": [{"*": [part, times]}, over]}
    least = float(clause.limit)
    missing: Any = {"===": [part, None]}
    if clause.whole:
        whole = {"var": clause.whole}
        absent = {"or": [missing, {"===": [whole, None]}]}
        met = {">=": [{"/": [amount, whole]}, least]}
        return {"if": [absent, MISSING, {"===": [whole, 0]}, ZERO, met, PASS, FAIL]}
    met = {">=": [amount, least]}
    code = [missing, MISSING, met, PASS, FAIL]
    if clause.new_build_only:
        flag = {"var": FLAG}
        harmless = {"and": [{"!==": [part, None]}, met]}
        unsure = {"if": [harmless, HARMLESS, UNKNOWN_IF]}
        code[:0] = [{"===": [flag, False]}, NEVER, {"===": [flag, None]}, unsure]
    return {"if": code}


def _prepare(units: Units) -> Callable[[Profile], list[int]]:
    logic: Any = importlib.import_module("datalogic_py")
    engine = logic.Engine()
    rule = engine.compile([rule_of(clause, units) for clause in CLAUSES])
    session = engine.session()

    def codes(profile: Profile) -> list[int]:
        found: list[int] = session.evaluate(rule, profile)
        return found

    return codes


PEER = One(("datalogic-py==5.9.0", "numpy"), "codes; the null tests are the author's", _prepare)
