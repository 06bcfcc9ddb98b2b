"""The thirteen checks in the small expression languages: ``a ? b : c``, null, arithmetic."""

from __future__ import annotations

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


def texts(units: Units, *, both: str = "and", either: str = "or", number: str = "{}") -> list[str]:
    """One expression for each clause; ``number`` writes a number that is not a code."""

    def text(clause: Clause) -> str:
        amount = clause.amount(units, number)
        least = number.format(clause.least)
        missing = f" {either} ".join(f"{fact} == null" for fact in clause.facts)
        if clause.whole:
            zero = f"{clause.whole} == {number.format('0')} ? {ZERO} : "
            return (f"{missing} ? {MISSING} : ({zero}"
                    f"({amount} / {clause.whole} >= {least} ? {PASS} : {FAIL}))")  # fmt: skip
        code = f"{missing} ? {MISSING} : ({amount} >= {least} ? {PASS} : {FAIL})"
        if not clause.new_build_only:
            return code
        harmless = f"{clause.part} != null {both} {amount} >= {least}"
        return (f"{FLAG} == null ? ({harmless} ? {HARMLESS} : {UNKNOWN_IF}) : "
                f"({FLAG} == false ? {NEVER} : ({code}))")  # fmt: skip

    return [text(clause) for clause in CLAUSES]
