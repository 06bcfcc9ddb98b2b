"""durable_rules: a rule for meeting, for failing and for a zero; silence is what is missing.

One school is asserted and retracted again in one session; it is not made for many.
"""

from __future__ import annotations

import importlib
import itertools
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

SETS = itertools.count()
BLANK = [UNKNOWN_IF if clause.new_build_only else MISSING for clause in CLAUSES]


def _conditions(clause: Clause, units: Units, m: Any) -> list[tuple[int, Any]]:
    """The left side may be one property only, so the ratio is multiplied out."""
    times, over = units.get(clause.part, (1, 1))
    scale = float(clause.limit) * over / times
    part = getattr(m, clause.part)
    if clause.whole:
        whole = getattr(m, clause.whole)
        return [
            (PASS, (whole > 0) & (part >= whole * scale)),
            (FAIL, (whole > 0) & (part < whole * scale)),
            (ZERO, (whole == 0) & +part),
        ]
    if not clause.new_build_only:
        return [(PASS, part >= scale), (FAIL, part < scale)]
    flag = getattr(m, FLAG)
    return [
        (NEVER, flag == 0),
        (PASS, (flag == 1) & (part >= scale)),
        (FAIL, (flag == 1) & (part < scale)),
        (MISSING, (flag == 1) & -part),
        (HARMLESS, -flag & (part >= scale)),
    ]


def _note(found: dict[int, int], n: int, code: int) -> Callable[[Any], None]:
    def note(_: Any) -> None:
        found[n] = code

    return note


def _prepare(units: Units) -> Callable[[Profile], list[int]]:
    lang: Any = importlib.import_module("durable.lang")
    found: dict[int, int] = {}
    name = f"schools{next(SETS)}"  # a set of rules can be named only once in a process
    with lang.ruleset(name):
        for n, clause in enumerate(CLAUSES):
            for code, condition in _conditions(clause, units, lang.m):
                lang.when_all(condition)(_note(found, n, code))

    def codes(profile: Profile) -> list[int]:
        fact = {key: int(v) if isinstance(v, bool) else v
                for key, v in profile.items() if v is not None}  # fmt: skip
        found.clear()
        lang.assert_fact(name, fact)
        lang.retract_fact(name, fact)
        return [found.get(n, blank) for n, blank in enumerate(BLANK)]

    return codes


PEER = One(("durable-rules==2.0.28", "numpy"), "codes; silence has to mean missing", _prepare,
           most=300)  # fmt: skip
