"""jsonschema: a minimum for each ratio, which is worked out beforehand."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from bulk.clauses import CLAUSES, FAIL, IDS, PASS, Units
from bulk.peers.peer import One, Profile
from bulk.peers.ratios import measures

SCHEMA = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "type": "object",
    "properties": {
        clause.id: {"type": ["number", "null"], "minimum": float(clause.limit)}
        for clause in CLAUSES
    },
}


def _prepare(units: Units) -> Callable[[Profile], list[int]]:
    jsonschema: Any = importlib.import_module("jsonschema")
    validator = jsonschema.Draft202012Validator(SCHEMA)

    def codes(profile: Profile) -> list[int]:
        failed = {error.path[0] for error in validator.iter_errors(measures(profile, units))}
        return [FAIL if name in failed else PASS for name in IDS]

    return codes


PEER = One(("jsonschema==4.26.0", "numpy"), "failures", _prepare)
