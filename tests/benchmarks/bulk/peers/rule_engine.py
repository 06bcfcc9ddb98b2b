"""rule-engine: a rule object for each clause, with a context that knows the types."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from bulk.clauses import COLUMNS, FLAG, Units
from bulk.peers.languages import texts
from bulk.peers.peer import One, Profile


def _prepare(units: Units) -> Callable[[Profile], list[int]]:
    engine: Any = importlib.import_module("rule_engine")
    kinds = engine.DataType
    types = {name: kinds.BOOLEAN if name == FLAG else kinds.FLOAT for name in COLUMNS}
    context = engine.Context(type_resolver=engine.type_resolver_from_dict(types))
    rules = [engine.Rule(text, context=context) for text in texts(units)]
    return lambda profile: [int(rule.evaluate(profile)) for rule in rules]


PEER = One(("rule-engine==5.1.0", "numpy"), "codes; the null tests are the author's", _prepare,
           most=1000)  # fmt: skip
