"""The thirteen checks as hand-written SQL, for duckdb and for Spark; with floats, not exact."""

from __future__ import annotations

from bulk.clauses import (
    CLAUSES,
    FLAG,
    HARMLESS,
    MISSING,
    NEVER,
    PLAIN,
    UNKNOWN_IF,
    ZERO,
    Clause,
    Units,
)  # fmt: skip


def wide(table: str, tiny: str, quote: str, units: Units = PLAIN) -> str:
    """Measured values in an inner query; ids, codes and values in the outer one."""

    def named(name: str) -> str:
        return f"{quote}{name}{quote}"

    inner = ", ".join(_measured(c, units) + f" AS {named(c.id + '_value')}" for c in CLAUSES)
    codes = ", ".join(
        f"CAST({_code(c, named(c.id + '_value'))} AS {tiny}) AS {named(c.id)}" for c in CLAUSES
    )
    values = ", ".join(
        f"{named(c.id + '_value')}{' * 100' if c.percent else ''} AS {named(c.id + '_measured')}"
        for c in CLAUSES
    )
    return (
        f"SELECT id AS school, {codes}, {values} FROM (SELECT *, {inner} FROM {table}) AS measures"  # noqa: S608
    )


def _measured(clause: Clause, units: Units) -> str:
    amount = clause.amount(units)
    return f"{amount} / nullif({clause.whole}, 0)" if clause.whole else f"CAST({amount} AS DOUBLE)"


def _code(clause: Clause, value: str) -> str:
    met = f"WHEN {value} >= {clause.least} THEN 1 ELSE 0 END"
    if clause.whole:
        missing = f"{clause.part} IS NULL OR {clause.whole} IS NULL"
        return f"CASE WHEN {missing} THEN {MISSING} WHEN {clause.whole} = 0 THEN {ZERO} {met}"
    if clause.new_build_only:
        return (
            f"CASE WHEN NOT {FLAG} THEN {NEVER} "
            f"WHEN {FLAG} IS NULL AND {value} >= {clause.least} THEN {HARMLESS} "
            f"WHEN {FLAG} IS NULL THEN {UNKNOWN_IF} WHEN {value} IS NULL THEN {MISSING} {met}"
        )
    return f"CASE WHEN {value} IS NULL THEN {MISSING} {met}"
