"""The unit of a figure on a form: as its labels say, else its sheet, else the description."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from compliance.intake.figures import turned
from compliance.intake.forms.find import Found
from compliance.intake.forms.model import Cell
from compliance.intake.tables.stated import sheet_units
from compliance.units import Unit, unit
from compliance.vocabulary import Fact, Number, heading_unit

_BARE = re.compile(r"[\s\d.,，-]*\Z")
_MEASURED = frozenset(["length", "currency"])
"""What nobody counts one by one: 平方米 or 亩, 元 or 万元."""


class Trouble(NamedTuple):
    """Why a figure's unit is not known: the code and values of a problem."""

    code: str
    values: dict[str, object]


def unit_of(fact: Fact, found: Found, cell: Cell) -> Unit | Trouble | None:
    """The unit of plain numbers in a cell; None where the fact is counted, or is no number.

    A figure of money, length or area whose unit nobody states is not read: forms give it in 元 and
    in 万元, in 平方米 and in 亩.
    """
    if not isinstance(fact, Number):
        return None
    own = [of for label in found.labels if (of := heading_unit(label)) is not None]
    fitting = _fitting(fact, own)
    if own and not fitting:
        return Trouble("unit-header-mismatch", {"unit": own[0].text, "fact": fact.text})
    stated = fitting or _of_sheet(fact, found)
    described = unit(cell.unit) if cell.unit else None
    given = stated if described is None else [*stated, described]
    if len({of.factor * (turned(fact, of) or 1) for of in given}) > 1:
        units = "、".join(dict.fromkeys(of.text for of in given))
        return Trouble("form-units-differ", {"units": units})
    if given:
        return given[0]
    if _is_bare(found.value) and any(base in _MEASURED for base, _ in fact.of.dimension):
        return Trouble("form-unit-missing", {"found": str(found.value), "unit": fact.unit})
    return None


def _fitting(fact: Number, units: list[Unit]) -> list[Unit]:
    return [of for of in units if turned(fact, of) is not None]


def _of_sheet(fact: Number, found: Found) -> list[Unit]:
    """The units above a cell for its whole sheet; 单位：万元 is no unit of 生均 columns."""
    rows = found.page.rows[: found.row]
    units = sheet_units([row for row in rows if any(isinstance(c, str) and "位" in c for c in row)])
    return [] if fact.printed else _fitting(fact, list(units))


def _is_bare(value: Any) -> bool:
    return bool(_BARE.match(value)) if isinstance(value, str) else True
