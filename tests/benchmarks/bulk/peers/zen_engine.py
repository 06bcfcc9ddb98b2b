"""zen-engine: its compiled expressions."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from bulk.clauses import Units
from bulk.peers.languages import texts
from bulk.peers.peer import One, Profile


def _prepare(units: Units) -> Callable[[Profile], list[int]]:
    zen: Any = importlib.import_module("zen")
    compiled = [zen.compile_expression(text) for text in texts(units)]
    return lambda profile: [one.evaluate(profile) for one in compiled]


PEER = One(("zen-engine==2.1.3", "numpy"), "codes; the null tests are the author's", _prepare)
