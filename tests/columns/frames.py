"""Frames of schools made at random, most of them on or beside a threshold, in any type."""

import ast
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from math import floor, inf
from operator import add, mul, sub, truediv
from random import Random
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa

import compliance
from compliance.checking.columns.source import needed
from compliance.expressions.tree import show
from compliance.rulebook.rule import Against, ByCategory, Limits, Route, Rule
from compliance.units import unit
from compliance.vocabulary import Category, Evidence, Fact, Flag, Number, Parts

EAGER: dict[str, Callable[[pa.Table], Any]] = {
    "polars": pl.from_arrow,
    "pandas-numpy": lambda table: table.to_pandas(),
    "pandas-nullable": lambda table: table.to_pandas().convert_dtypes(),
    "pandas-arrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pyarrow": lambda table: table,
}
LAZY: dict[str, Callable[[pa.Table], Any]] = {
    "lazy-polars": lambda table: pl.DataFrame(pl.from_arrow(table)).lazy(),
    "duckdb": duckdb.from_arrow,
}
UNITS = {"m²": ["亩", "公顷", "㎡"], "元": ["万元", "元"], "student": ["人"], "teacher": ["人"]}
WORDS = ["是", "否", "有", "true", "no", "√", "0", "也许", "", "—", "暂无"]
MISTAKES = 0.04
Row = dict[str, Fraction | str | None]


class Column(NamedTuple):
    """How a fact stands in a frame; ``factor`` and ``grain`` are those of its plain numbers.

    ``tidy`` columns have no more decimals than declared, and labels as they are printed.
    """

    fact: Fact
    label: str
    kind: str
    tidy: bool
    factor: Fraction = Fraction(1)
    grain: Fraction = Fraction(1)


def frame(
    rulebook: compliance.Rulebook,
    random: Random,
    rows: int,
    *,
    lazy: bool,
    tidy: bool | None = None,
) -> pa.Table:
    """Schools with the columns that a rulebook asks for, if not all of them.

    What stays lazy takes numbers and truths only, and leaves what is not tidy undecided.
    """
    tidy = lazy if tidy is None else tidy
    facts = rulebook.vocabulary.facts
    wanted = [name for name in needed(rulebook) if not isinstance(facts[name], Parts)]
    columns = {
        name: column(name, facts[name], random, lazy=lazy, tidy=tidy) for name in wanted
        if random.random() < 0.97
    }  # fmt: skip
    rules = [rule for rule in rulebook.rules
             if isinstance(rule.test, Limits | ByCategory | Against)]  # fmt: skip
    schools = [school(columns, rules, random, wholes(rulebook, columns)) for _ in range(rows)]
    found = {"id": pa.array([f"S{n}" for n in range(rows)])}
    for name, one in columns.items():
        found[one.label] = written(one, [row[name] for row in schools], random, lazy=lazy)
    return pa.table(found)


def wholes(rulebook: compliance.Rulebook, columns: Mapping[str, Column]) -> list[tuple[str, str]]:
    return [pair for pair in rulebook.vocabulary.wholes if all(name in columns for name in pair)]


def column(name: str, fact: Fact, random: Random, *, lazy: bool, tidy: bool) -> Column:
    """A label, a type, and the steps that its numbers go in."""
    label = random.choice([name, name, fact.zh, *fact.labels[:2]])
    if not isinstance(fact, Number):
        kinds = ["text", "text", "dictionary"]
        if isinstance(fact, Flag | Evidence):
            kinds = ["truth"] if lazy else [*kinds, "truth", "truth"]
        kind = random.choice(kinds if random.random() < 0.95 else ["null"])
        return Column(fact, label, kind, tidy)
    factor, decimals = fact.of.factor, fact.decimals
    stated = random.choice([None, None, *UNITS.get(fact.unit, [])])
    if stated is not None:
        label = f"{fact.zh}（{stated}）" if random.random() < 0.5 else f"{fact.zh}({stated})"
        factor = getattr(unit(stated), "factor", factor)
        decimals += {"亩": 3, "公顷": 4, "万元": 4}.get(stated, 0)
    kinds = ["float", "float", "float"] + ["int"] * (decimals == 0)
    if not lazy:
        kinds += ["decimal", "text", "float32"]
    kind = random.choice(kinds if random.random() < 0.97 else ["null"])
    return Column(fact, label, kind, tidy, factor, Fraction(1, 10**decimals))


def school(columns: dict[str, Column], rules: list[Rule], random: Random,
           pairs: list[tuple[str, str]]) -> Row:  # fmt: skip
    """A school; two thirds of them are put on a threshold of a clause or one grain beside it."""
    row: Row = {name: value(one, random) for name, one in columns.items()}
    for _ in range(random.choice([0, 3, 4, 6])):
        if rules:
            put_beside(random.choice(rules), row, columns, random)
    for part, whole in pairs:
        a, b = (base(row, columns, name) for name in (part, whole))
        if a is not None and b is not None and a > b and random.random() < 0.9:
            row[whole] = row[part] = None
    return {name: None if random.random() < 0.06 else found for name, found in row.items()}


def value(of: Column, random: Random) -> Fraction | str | None:
    """A number in the column's unit, or a word."""
    fact = of.fact
    if isinstance(fact, Number):
        size = random.choice([0, 1, 100, 3000, 10**5, 10**7])
        at = random.randrange(size + 1) / Fraction(of.factor) * fact.of.factor
        steps = floor(min(at, fact.largest * fact.of.factor / of.factor) / of.grain)
        sign = -1 if fact.smallest < 0 and random.random() < 0.5 else 1
        return sign * steps * of.grain
    if isinstance(fact, Category):
        code, one = random.choice(list(fact.values.items()))  # noqa: PD011 - of a category
        odd = [f" {one.zh}", one.en.upper(), "别的"] * (not of.tidy)
        return random.choice([code, code, one.zh, one.en, *one.labels[:1], *odd])
    return random.choice(WORDS[:5] * 3 + WORDS)


def base(row: Row, columns: dict[str, Column], name: str) -> Fraction | None:
    """A fact in base units."""
    found = row.get(name)
    return found * columns[name].factor if isinstance(found, Fraction) else None


def put_beside(rule: Rule, row: Row, columns: dict[str, Column], random: Random) -> None:
    """Move the first fact of a formula until the value is a threshold, or one grain beside."""
    test, formula = rule.test, rule.measured.formula
    first = formula.facts[0]
    line = test.route.facts if isinstance(test, Against) else ()
    known = {name: base(row, columns, name) for name in (*formula.facts, *line) if name in columns}
    if not known.keys() >= {*formula.facts, *line} or None in known.values() or first in line:
        return
    try:
        low, high = (value_of(read(formula), known | {first: Fraction(n)}) for n in (0, 1))
        found = (random.choice(thresholds(rule, known)) - low) / (high - low)
    except (ZeroDivisionError, IndexError):
        return
    one = columns[first]
    steps = floor(found / one.factor / one.grain) + random.choice([-1, 0, 0, 0, 1])
    if steps >= 0 or one.fact.smallest < 0:  # type: ignore[union-attr]
        row[first] = steps * one.grain


def thresholds(rule: Rule, known: Mapping[str, Any]) -> list[Fraction]:
    """The numbers that a rule compares with, or the one that it reckons from known facts."""
    test = rule.test
    if isinstance(test, Against):
        return [value_of(read(test.route), known)]
    rows = [test] if isinstance(test, Limits) else list(test.rows.values())  # type: ignore[union-attr]
    ats = {at for one in rows for bound in one.bounds for at in (bound.passes, bound.fails)}
    return sorted(ats - {None})


def read(route: Route) -> ast.expr:
    """A formula as Python reads it."""
    return ast.parse(show(route.tree, {}).replace("×", "*").replace("÷", "/"), mode="eval").body


def value_of(tree: ast.expr, facts: Mapping[str, Any]) -> Fraction:
    """The tests' own arithmetic: Python reads the formula, Fraction computes."""
    if isinstance(tree, ast.BinOp):
        sign = {ast.Add: add, ast.Sub: sub, ast.Mult: mul, ast.Div: truediv}[type(tree.op)]  # type: ignore[index]
        return sign(value_of(tree.left, facts), value_of(tree.right, facts))
    if isinstance(tree, ast.Call):
        assert isinstance(tree.func, ast.Name)
        picked = {"min": min, "max": max}[tree.func.id]
        return picked(value_of(one, facts) for one in tree.args)
    if isinstance(tree, ast.Name):
        return Fraction(facts[tree.id])
    assert isinstance(tree, ast.Constant)
    return Fraction(str(tree.value))


def written(of: Column, values: list[Any], random: Random, *, lazy: bool) -> pa.Array:
    """The values in the column's type; some of them nonsense."""
    if of.kind == "null":
        return nothing(of.fact, len(values), lazy=lazy)
    if not isinstance(of.fact, Number):
        if of.kind == "truth":
            truths = [None if one is None else one in WORDS[:6:2] for one in values]
            return pa.array(truths, pa.bool_())
        words = pa.array(values, pa.string())
        return words.dictionary_encode() if of.kind == "dictionary" else words
    wild = [spoiled(of, one, random) if random.random() < MISTAKES else one
            for one in values]  # fmt: skip
    if of.kind == "text":
        return pa.array([as_text(one, random) for one in wild], pa.string())
    if of.kind in ("decimal", "int"):
        kind, read = (pa.int64(), int) if of.kind == "int" else (pa.decimal128(38, 12), as_decimal)
        return pa.array([read(one) if isinstance(one, Fraction) else None for one in wild], kind)
    floats = [float(digits(one)) if isinstance(one, Fraction) else one for one in wild]
    kind = pa.float32() if of.kind == "float32" else pa.float64()
    if of.kind == "float32":
        # pandas makes integers of whole floats: beyond 2**24 not of the digits that were written
        floats = [None if one is not None and 2**24 <= abs(one) < inf else one for one in floats]
    return pa.array(floats, kind, from_pandas=False)


def nothing(fact: Fact, rows: int, *, lazy: bool) -> pa.Array:
    """A column of nulls; what stays lazy must still have a type."""
    kind = pa.float64() if isinstance(fact, Number) else pa.string()
    return pa.nulls(rows, (pa.bool_() if isinstance(fact, Flag | Evidence) else kind)
                    if lazy else None)  # fmt: skip


def spoiled(of: Column, at: Any, random: Random) -> Any:
    """A value that no school means: out of range, below zero, NaN, without end."""
    most = of.fact.largest * of.fact.of.factor / of.factor  # type: ignore[union-attr]
    wrong: list[Any] = [float("nan"), float("inf"), -of.grain, Fraction(floor(most)),
                        Fraction(floor(most) + 1), Fraction(0)]  # fmt: skip
    if not of.tidy:
        wrong += [Fraction(1, 2), (at or 0) + of.grain / 10, (at or 0) + of.grain / 1000]
    return random.choice(wrong)


def as_decimal(at: Fraction) -> Decimal:
    return Decimal(digits(at))


def digits(at: Fraction) -> str:
    """A decimal that ends, written out, to twelve decimals at most."""
    whole, rest = divmod(abs(round(at * 10**12)), 10**12)
    return f"{'-' * (at < 0)}{whole}.{rest:012}".rstrip("0").removesuffix(".")


def as_text(at: Any, random: Random) -> str | None:
    if at is None:
        return None
    if isinstance(at, float):
        return "暂无"
    odd = random.random()
    return f"约{digits(at)}" if odd < 0.03 else f" {digits(at)}" if odd < 0.1 else digits(at)
