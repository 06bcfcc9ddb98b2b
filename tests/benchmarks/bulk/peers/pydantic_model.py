"""pydantic: a field with a least value for each ratio, which is worked out beforehand."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from bulk.clauses import CLAUSES, FAIL, IDS, PASS, Units
from bulk.peers.peer import One, Profile
from bulk.peers.ratios import measures


def _prepare(units: Units) -> Callable[[Profile], list[int]]:
    pydantic: Any = importlib.import_module("pydantic")
    fields = {
        clause.id.replace("-", "_"): (
            float | None,
            pydantic.Field(ge=float(clause.limit), alias=clause.id),
        )
        for clause in CLAUSES
    }
    model = pydantic.create_model("School", **fields)

    def codes(profile: Profile) -> list[int]:
        try:
            model.model_validate(measures(profile, units))
        except pydantic.ValidationError as error:
            failed = {one["loc"][0] for one in error.errors(include_url=False)}
            return [FAIL if name in failed else PASS for name in IDS]
        return [PASS] * len(IDS)

    return codes


PEER = One(("pydantic==2.14.3", "numpy"), "failures", _prepare)
