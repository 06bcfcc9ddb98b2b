"""CEL by common-expression-language: compiled programs over doubles."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

from bulk.clauses import FLAG, Units
from bulk.peers.languages import texts
from bulk.peers.peer import One, Profile


def _prepare(units: Units) -> Callable[[Profile], list[int]]:
    cel: Any = importlib.import_module("cel")
    programs = [
        cel.compile(text) for text in texts(units, both="&&", either="||", number="double({})")
    ]

    def codes(profile: Profile) -> list[int]:
        doubles = {
            name: value if value is None or name == FLAG else float(value)
            for name, value in profile.items()
        }
        return [program.execute(doubles) for program in programs]

    return codes


PEER = One(("common-expression-language==0.10.0", "numpy"),
           "codes; the null tests are the author's", _prepare)  # fmt: skip
