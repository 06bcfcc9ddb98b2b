"""Findings as dataframes, in every shape, from findings that were judged one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from importlib.util import find_spec
from typing import Any

from compliance.checking.engine.ruling import RULINGS, Code, worst
from compliance.checking.findings import Findings, SchoolFindings
from compliance.checking.shown.ledger import COLUMNS, rows
from compliance.errors import NotFound, Problem, missing_extra, nearest

SHAPES = ("ledger", "failures", "long", "wide", "verdicts", "counts", "schools")
MEASURED = "_measured"
EAGER = ("polars", "pandas", "pyarrow", "modin", "cudf")
"""Libraries that a frame can be made in; findings of others come in the first one installed."""
VERDICTS = ("pass", "fail", "unknown", "not_applicable")
_NUMBERS = ("measured", "shortfall")


def known_shape(shape: str) -> None:
    """Refuse a shape that there is not.

    Raises:
        NotFound: with the nearest one.
    """
    if shape not in SHAPES:
        values = {
            "found": shape,
            "known": ", ".join(SHAPES),
            "nearest": nearest(shape, SHAPES) or "—",
        }
        raise NotFound(Problem("no-such-shape", values=values))


def wide_of(item: SchoolFindings) -> dict[str, Any]:
    """A school's worst code for each clause, and what was measured where it is one value."""
    codes: dict[str, list[Code]] = {}
    measured: dict[str, Any] = {}
    for finding in item:
        codes.setdefault(finding.clause, []).append(finding.code)
        value = None if finding.rule.measured.over else finding.measured
        factor = finding.rule.measured.unit.factor
        measured[finding.clause] = None if value is None else float(value / factor)
    found: dict[str, Any] = {"school": item.school.id}
    for clause, values in codes.items():
        found[clause] = int(worst(values))
        found[clause + MEASURED] = measured[clause]
    return found


def school_of(item: SchoolFindings) -> dict[str, Any]:
    """A school's outcomes."""
    return {"school": item.school.id, "outcome": item.outcome, "complete": item.complete,
            "outstanding": item.outstanding}  # fmt: skip


def as_float(row: Mapping[str, Any]) -> dict[str, Any]:
    """A row of the ledger with its exact texts as float64."""
    numbers = {name: None if row[name] is None else float(Fraction(row[name])) for name in _NUMBERS}
    return {**row, **numbers}


def frame(findings: Findings, shape: str, by: str | None, numbers: str | None) -> Any:
    """Findings in a shape, as a dataframe of the library that the schools came in.

    Raises:
        NotFound: for a shape that there is not.
        MissingExtra: if no dataframe library is installed.
    """
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - only who wants a frame pays for it

    records = list(_records(findings, shape, by, numbers or "exact"))
    kinds = _columns(findings, shape, by, "Float64" if numbers == "float" else "String")
    schema = {name: getattr(nw, kind)() for name, kind in kinds.items()}
    data = {name: [one[name] for one in records] for name in kinds}
    return nw.from_dict(data, schema=schema, backend=backend_of(findings)).to_native()


def backend_of(findings: Findings) -> Any:
    """The dataframe library that the schools came in, else one that is installed."""
    backend = findings.schools.backend
    if backend not in EAGER:
        installed = [name for name in ("polars", "pandas", "pyarrow") if find_spec(name)]
        if not installed:
            raise missing_extra("polars", "polars")
        return installed[0]
    return backend


def _columns(findings: Findings, shape: str, by: str | None, number: str) -> dict[str, str]:
    """The columns of a shape with their types; a clause may be called as a column of another."""
    clauses = [rule.id for rule in findings.rulebook.rules]
    school = {"school": "String"}
    match shape:
        case "ledger" | "failures":
            kinds = {"inferred": "Boolean"} | dict.fromkeys(_NUMBERS, number)
            return {name: kinds.get(name, "String") for name in COLUMNS}
        case "long":
            return {**school, "clause": "String", "code": "Int8", "measured": "Float64"}
        case "wide":
            kinds = {"": "Int8", MEASURED: "Float64"}
            return school | {clause + of: kinds[of] for clause in clauses for of in kinds}
        case "verdicts":
            return school | dict.fromkeys(clauses, "Int8")
        case "schools":
            return {**school, "outcome": "String", "complete": "String", "outstanding": "Int64"}
        case _:
            group = {by: "String"} if by else {}
            return {"clause": "String", **group, **dict.fromkeys(VERDICTS, "Int64")}


def _records(
    findings: Findings, shape: str, by: str | None, numbers: str
) -> Iterable[Mapping[str, Any]]:
    match shape:
        case "ledger" | "failures":
            found = (one for one in rows(findings) if shape == "ledger" or one["verdict"] == "fail")
            return map(as_float, found) if numbers == "float" else found
        case "long":
            return _long(findings)
        case "schools":
            return map(school_of, findings)
        case "counts":
            return _counts(findings, by)
        case _:
            return map(wide_of, findings)


def _long(findings: Findings) -> Iterator[dict[str, Any]]:
    for item in findings:
        wide = wide_of(item)
        for rule in findings.rulebook.rules:
            yield {"school": wide["school"], "clause": rule.id, "code": wide[rule.id],
                   "measured": wide[rule.id + MEASURED]}  # fmt: skip


def _counts(findings: Findings, by: str | None) -> Iterator[dict[str, Any]]:
    """How many schools have each verdict, clause after clause."""
    found: Counter[tuple[str, str | None, str]] = Counter()
    groups: dict[str | None, None] = {} if by else {None: None}
    for item in findings:
        group = (item.school.text(by) or None) if by else None
        groups[group] = None
        wide = wide_of(item)
        for rule in findings.rulebook.rules:
            found[rule.id, group, RULINGS[wide[rule.id]].verdict] += 1
    for rule in findings.rulebook.rules:
        for group in groups:
            yield {"clause": rule.id, **({by: group} if by else {}),
                   **{verdict: found[rule.id, group, verdict] for verdict in VERDICTS}}  # fmt: skip
