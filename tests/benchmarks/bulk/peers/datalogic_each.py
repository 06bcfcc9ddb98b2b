"""datalogic-py: JsonLogic with a compiled rule for each clause."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from bulk.clauses import CLAUSES, Units
from bulk.peers.datalogic import PEER as TOGETHER
from bulk.peers.datalogic import rule_of
from bulk.peers.peer import One, Profile


def _prepare(units: Units) -> Callable[[Profile], list[int]]:
    logic: Any = importlib.import_module("datalogic_py")
    engine = logic.Engine()
    rules = [engine.compile(rule_of(clause, units)) for clause in CLAUSES]
    return lambda profile: [rule.evaluate(profile) for rule in rules]


PEER = One(TOGETHER.requires, TOGETHER.answers, _prepare)
