"""The shapes in which rulings leave the columnar engine: names and types of their columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from compliance.checking.columns.cells import ledger
from compliance.checking.columns.language import (
    Cell,
    Language,
    Mask,
    any_of,
    both,
    either,
    opposite,
)
from compliance.checking.columns.plan import Judged, Plan
from compliance.checking.engine.ruling import RULINGS, Code
from compliance.checking.shown.frames import MEASURED

OUTCOMES = ("pass", "fail", "unknown", "waived", "not_applicable")


def wide(plan: Plan, *, measured: bool) -> dict[str, Cell]:
    """A code for every clause, and what was measured."""
    cells: dict[str, Cell] = {}
    for judged in plan.clauses:
        cells[judged.rule.id] = judged.code
        if measured:
            cells[judged.rule.id + MEASURED] = judged.measured
    return cells


def code_beside(clause: str) -> str:
    """What a clause's code is called beside the facts, one of which may have the clause's name."""
    return f"code {clause}"


def measured_beside(clause: str) -> str:
    """What a clause's measured value is called beside the facts."""
    return f"value {clause}"


def beside(plan: Plan) -> dict[str, Cell]:
    """As ``wide`` with measured values, under names that can stand beside the facts."""
    cells: dict[str, Cell] = {}
    for judged in plan.clauses:
        cells[code_beside(judged.rule.id)] = judged.code
        cells[measured_beside(judged.rule.id)] = judged.measured
    return cells


def codes_where(wanted: str) -> list[int]:
    """The codes that are spelled out as a verdict.

    >>> codes_where("fail"), codes_where("pass")
    ([0], [1])
    """
    return [int(code) for code in Code if RULINGS[code].verdict == wanted]


def is_verdict(code: Cell, wanted: str) -> Mask:
    """Whether a code is spelled out as a verdict; the codes of a verdict are a range."""
    codes = codes_where(wanted)
    if len(codes) == 1:
        return code == codes[0]
    return (code >= codes[0]) & (code <= codes[-1])


class Constants(NamedTuple):
    """What a clause says of itself in every row of the ledger."""

    clause: str
    part: str
    force: str
    basis: str
    comparator: str
    unit: str
    set_by: str
    cite: str


def constants(judged: Judged) -> Constants:
    """The constant columns of a clause."""
    rule = judged.rule
    return Constants(rule.id, "", rule.force, rule.basis, rule.comparator, rule.measured.unit.text,
                     rule.source.set_by, rule.source.cite)  # fmt: skip


class Details(NamedTuple):
    """The other columns of the ledger, written over the cells of a code and a measured value."""

    threshold: Cell
    shortfall: Cell
    inferred: Mask
    needs: list[tuple[str, Mask]]


def details(judged: Judged, code: Cell, measured: Cell) -> Details:
    """What the ledger says of a clause beside its code and its measured value."""
    decided = any_of([code == int(Code.PASS), code == int(Code.FAIL)])
    return Details(
        ledger.threshold(judged.clause),
        ledger.shortfall(judged.clause, code, measured),
        both(decided, judged.inferred),
        ledger.needs(judged.clause, code),
    )


def is_waived(code: Cell, waived: Mask) -> Mask:
    """Whether a waiver in force changes an outcome: that of a fail or an unknown."""
    return both(waived, any_of([is_verdict(code, "fail"), is_verdict(code, "unknown")]))


def outcomes(
    plan: Plan, language: Language, codes: dict[str, Cell], waived: Mapping[str, Mask]
) -> dict[str, Cell]:
    """A school's two roll-ups and how many items of evidence are outstanding.

    ``waived`` says for each clause whether a waiver is in force; it is never null.
    """
    rules = [judged.rule for judged in plan.clauses]
    shall = [rule for rule in rules if rule.counts]
    ruled = {rule.id: (codes[rule.id], waived[rule.id]) for rule in rules}
    computed = [ruled[rule.id] for rule in shall if rule.basis == "computed"]
    every = [ruled[rule.id] for rule in shall]
    waiting: Any = language.code(0)
    for rule in rules:
        if rule.basis != "computed":
            unknown = both(_holds(codes[rule.id]), opposite(waived[rule.id]))
            waiting = waiting + language.when(unknown, language.code(1), language.code(0))
    return {
        "outcome": _rolled_up(language, computed),
        "complete": _rolled_up(language, every),
        "outstanding": waiting,
    }


def _holds(code: Cell) -> Mask:
    """Whether a code is unknown in a way that holds something back."""
    return (code >= int(Code.MISSING_FACT)) & (code <= int(Code.UNKNOWN_APPLICABILITY))


def _rolled_up(language: Language, ruled: list[tuple[Cell, Mask]]) -> Cell:
    """One outcome from the rulings that count, as ``ruling.roll_up`` has it."""
    plain = [(code, opposite(waived)) for code, waived in ruled]
    steps = (
        ("fail", any_of([both(code == int(Code.FAIL), counts) for code, counts in plain])),
        ("unknown", any_of([both(_holds(code), counts) for code, counts in plain])),
        ("waived", any_of([both(either(code == int(Code.FAIL), _holds(code)), waived)
                           for code, waived in ruled])),
        ("pass", any_of([code == int(Code.PASS) for code, _ in ruled])),
        ("unknown", any_of([both(code == int(Code.HARMLESS), counts) for code, counts in plain])),
        ("waived", any_of([both(code == int(Code.HARMLESS), waived) for code, waived in ruled])),
    )  # fmt: skip
    cell = language.text("not_applicable")
    for outcome, mask in reversed(steps):
        cell = language.when(mask, language.text(outcome), cell)
    return cell


def row(
    judged: Judged, language: Language, code: Cell, details: Details, waived: Mask
) -> dict[str, Cell]:
    """The texts of a ledger's row that follow from its code, for a language without lookup."""
    verdict, reason = language.text("not_applicable"), language.text("")
    for one in Code:
        ruling = RULINGS[one]
        if ruling.reason:
            reason = language.when(code == int(one), language.text(ruling.reason), reason)
    for wanted in ("pass", "fail", "unknown"):
        verdict = language.when(is_verdict(code, wanted), language.text(wanted), verdict)
    missing = [language.when(mask, language.text(name), language.text(None))
               for name, mask in details.needs]  # fmt: skip
    unknown = is_verdict(code, "unknown")
    needs = language.when(unknown, language.joined(missing), language.text("")) if missing else (
        language.text("")
    )  # fmt: skip
    outcome = language.when(is_waived(code, waived), language.text("waived"), verdict)
    return {
        **{name: language.text(text) for name, text in constants(judged)._asdict().items()},
        "verdict": verdict, "outcome": outcome, "reason": reason,
        "threshold": details.threshold, "shortfall": details.shortfall, "needs": needs,
        "inferred": language.when(details.inferred, language.flag(True), language.flag(False)),  # noqa: FBT003
    }  # fmt: skip
