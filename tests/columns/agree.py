"""What the columnar engine says beside what the exact one says, as tables."""

import math
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import polars as pl

import compliance
from compliance.expressions.tree import show
from compliance.rulebook.rule import Against, Rule

ORDER = {"ledger": ["school", "clause", "part"], "wide": ["school"], "schools": ["school"]}
LOOSE = 1e-7
"""Areas of up to 10⁸ m² are subtracted from each other with an error of 10⁻⁸."""


def table(findings: compliance.Findings, shape: str) -> pl.DataFrame:
    """A shape of findings of any library, its rows in one order."""
    found = frame_of(findings.to_frame(shape, numbers="float" if shape == "ledger" else None))
    if shape == "ledger":  # one names first what the test lacks, the other what the condition does
        found = found.with_columns(pl.col("needs").str.split(", ").list.sort())
    return found.sort(ORDER[shape])


def frame_of(found: Any) -> pl.DataFrame:
    """A frame of any library in polars, its texts as strings."""
    match type(found).__module__.partition(".")[0], type(found).__name__:
        case "polars", "LazyFrame":
            found = found.collect()
        case "pandas", _:
            found = pl.from_pandas(found)
        case "pyarrow", _:
            found = pl.from_arrow(found)
        case "duckdb" | "_duckdb", _:
            found = found.pl()
    texts = {name: pl.String for name, kind in found.schema.items()
             if isinstance(kind, pl.Enum | pl.Categorical)}  # fmt: skip
    return found.cast(texts)


def differences(
    mine: pl.DataFrame, exact: pl.DataFrame, rulebook: compliance.Rulebook
) -> Iterator[str]:
    """Every column in which two tables of one shape differ, with the first rows that do.

    Measured values are compared to a relative 1e-12. A difference of figures is as near as these
    are, and so is a shortfall, the difference of a threshold and a measured value.
    """
    assert mine.columns == exact.columns
    assert mine.height == exact.height
    subtracts = [rule.id for rule in rulebook.rules if not rises(rule)]
    for name in exact.columns:
        one, two = mine[name], exact[name]
        if two.dtype == pl.Float64:
            room = two.abs() * 1e-12
            if "clause" in exact.columns:
                scale = pl.max_horizontal(pl.col("measured", name).abs()) * 1e-12
                loose = pl.when(pl.col("clause").is_in(subtracts)).then(LOOSE).otherwise(0.0)
                room = exact.select(scale + loose).to_series()
            elif name.removesuffix("_measured") in subtracts:
                room = room + LOOSE
            wrong = ((one - two).abs() > room).fill_null(value=False)
            wrong |= one.is_null() != two.is_null()
        else:
            wrong = one.cast(two.dtype).ne_missing(two)
            if name == "threshold":
                loose = exact["clause"].is_in(subtracts)
                same = [near(*texts) for texts in zip(one, two, loose, strict=True)]
                wrong &= ~pl.Series(same, dtype=pl.Boolean)
        if wrong.any():
            rows = exact.with_columns(one.alias(f"columns {name}")).filter(wrong)
            yield f"{name}: {wrong.sum()} of {len(wrong)}, such as {rows.head(2).to_dicts()}"


def near(one: str, two: str, loose: bool) -> bool:  # noqa: FBT001 - of a column
    """Whether float64 stands for a threshold without end, reckoned for one school."""
    room = LOOSE if loose else 0.0
    try:
        return math.isclose(float(one), Fraction(two), rel_tol=1e-12, abs_tol=room)
    except ValueError:
        return False


def rises(rule: Rule) -> bool:
    """Whether a rule's formulas only add, multiply and divide figures that are not negative."""
    line = [rule.test.route] if isinstance(rule.test, Against) else []
    shown = [show(route.tree, {}) for route in (*rule.measured.routes, *line)]
    return not any("-" in text or "−" in text or "longitude" in text for text in shown)
