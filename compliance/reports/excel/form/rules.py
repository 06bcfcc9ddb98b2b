"""What Excel lets people type into each column of a form."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from typing import Any

from compliance.intake.figures import is_ratio
from compliance.reports.excel.book import MOST_LISTED
from compliance.reports.excel.form.fields import Field, how
from compliance.text import word
from compliance.units import DIMENSIONLESS
from compliance.vocabulary import Category, Date, Evidence, Flag, Number, Words_

EARLIEST = dt.date(1930, 1, 1)
"""Excel takes a year that is typed alone for a day before 1928; earlier days are asked about."""
MOST_SAID = 255

Rule = dict[str, Any]


def style(field: Field) -> str:
    """How the cells of a column are kept: ids and documents as text, whatever they look like."""
    if isinstance(field.fact, Words_ | Evidence):
        return "text"
    return "date" if isinstance(field.fact, Date) else ""


def rule(
    field: Field, first: str, language: str, elsewhere: Callable[[Sequence[str]], str]
) -> Rule | None:
    """The rule of a column, as xlsxwriter takes it, or None where anything may be typed.

    ``first`` is the address of its first cell. ``elsewhere`` puts a list that is too long for a
    rule into cells, and says which.
    """
    fact = field.fact
    said = {"error_message": how(field).show(language)[:MOST_SAID]}
    if isinstance(fact, Number):
        found = _number(fact, first)
        return None if found is None else {**found, **said}
    if isinstance(fact, Category):
        values = fact.values.values()
        names = [value.en if language == "en" else value.zh for value in values]
        return {"validate": "list", "source": _choices(names, elsewhere), **said}
    if isinstance(fact, Flag):
        return {"validate": "list", "source": _answers("flag_answers", language), **said}
    if isinstance(fact, Evidence):  # offered, and anything else may be typed: a document's number
        source = _answers("evidence_answers", language)
        return {"validate": "list", "source": source, "show_error": False}
    if isinstance(fact, Date):
        return {"validate": "date", "criteria": ">=", "value": EARLIEST,
                "error_type": "warning", **said}  # fmt: skip
    return None


def _number(fact: Number, first: str) -> Rule | None:
    """Between the limits; of a share in percent not 1 or less, which may mean all of it."""
    if is_ratio(fact):
        return None  # 1:20 is text
    if fact.of.dimension == DIMENSIONLESS and fact.of.factor != 1:
        said = f"=AND(ISNUMBER({first}),OR({first}=0,{first}>1),{first}<={fact.largest})"
        return {"validate": "custom", "value": said}
    kind = "integer" if fact.decimals == 0 else "decimal"
    return {"validate": kind, "criteria": "between", "minimum": fact.smallest,
            "maximum": fact.largest}  # fmt: skip


def _choices(names: list[str], elsewhere: Callable[[Sequence[str]], str]) -> list[str] | str:
    kept = ",".join(names)
    if len(kept) > MOST_LISTED or kept.count(",") >= len(names):
        return elsewhere(names)
    return names


def _answers(key: str, language: str) -> list[str]:
    said = word(f"template.{key}")
    return (said.en if language == "en" else said.zh).split("|")
