"""Units of measurement, exact. pint reads them once; what leaves this module is a ``Unit``."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache, lru_cache
from importlib import resources
from typing import TYPE_CHECKING, NamedTuple

from compliance.text import plain

if TYPE_CHECKING:
    import pint

Dimension = tuple[tuple[str, int], ...]
"""Base dimensions with their exponents, sorted: m²/student is (("length", 2), ("student", -1))."""

DIMENSIONLESS: Dimension = ()
ITEM: Dimension = (("item", 1),)
"""What is counted by 个, which people also write behind bare numbers."""
COUNTED_PEOPLE = ("student", "teacher", "staff")
_WRITTEN = re.compile(r"[^\W\d_]+\d?(_[^\W\d_]+)*(/[^\W\d_]+\d?(_[^\W\d_]+)*)?\Z")
_METRES = re.compile(r"[kK]?[mM]2(?![^\W\d_])")
_SYMBOL_PLURAL = re.compile(r"(?:^|/)(?:k?m2?|ha)s(?:/|\Z)")  # pint would read "has" as hectares
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
LONGEST = 60
_SIGNS = {"%": "percent", "‰": "permille", "1": "dimensionless"}


class Unit(NamedTuple):
    """A unit: ``factor`` base units, of a dimension, as it was written.

    >>> unit("亩").factor, unit("m²/student").dimension
    (Fraction(2000, 3), (('length', 2), ('student', -1)))
    """

    text: str
    factor: Fraction
    dimension: Dimension


@cache
def _registry() -> pint.UnitRegistry[Fraction]:
    import pint  # noqa: PLC0415 - half a second that only loading a new unit should cost

    definitions = resources.files("compliance") / "units.txt"
    registry: pint.UnitRegistry[Fraction] = pint.UnitRegistry(
        None, non_int_type=Fraction, on_redefinition="raise"
    )
    registry.load_definitions(definitions.read_text(encoding="utf-8").splitlines())
    return registry


@lru_cache(maxsize=4096)
def unit(text: str) -> Unit | None:
    """The unit a text names, or None if it names none; remembered, so pint sees each text once.

    >>> unit("万平方米").factor
    Fraction(10000, 1)
    >>> unit("mu") is None
    True
    """
    if len(text) > LONGEST:
        return None
    written = plain(text).replace("每", "/").replace(" ", "")
    name = _METRES.sub(lambda found: found[0].lower(), _SIGNS.get(written, written))
    if name == "dimensionless":
        return Unit(text, Fraction(1), DIMENSIONLESS)
    if not _WRITTEN.match(name) or _SYMBOL_PLURAL.search(name):
        return None
    registry = _registry()
    try:
        base = registry.Quantity(Fraction(1), name).to_base_units()
    except Exception:  # noqa: BLE001 - pint stumbles over strange letters with errors of any kind
        return None
    exponents = {str(k).strip("[]"): int(str(v)) for k, v in base.dimensionality.items()}
    return Unit(text, Fraction(base.magnitude), tuple(sorted(exponents.items())))


def multiply(a: Dimension, b: Dimension, power: int = 1) -> Dimension:
    """The dimension of a product (``power=-1``: of a quotient).

    >>> multiply((("length", 2),), (("student", 1),), -1)
    (('length', 2), ('student', -1))
    """
    total = dict(a)
    for base, exponent in b:
        total[base] = total.get(base, 0) + power * exponent
    return tuple(sorted((base, exponent) for base, exponent in total.items() if exponent))


@lru_cache(maxsize=4096)
def fits(given: Dimension, wanted: Dimension) -> bool:
    """Whether a quantity of one dimension may stand where another is wanted.

    人 counts whatever people the wanted dimension counts: the law writes 1200人 of pupils
    and 60人 of teachers.

    >>> fits((("person", 1),), (("teacher", 1),)), fits((("student", 1),), (("teacher", 1),))
    (True, False)
    """
    if given == wanted:
        return True
    people = [base for base, _ in wanted if base in COUNTED_PEOPLE]
    if len(people) != 1:
        return False
    return tuple(sorted((people[0] if b == "person" else b, e) for b, e in given)) == wanted


def show_dimension(dimension: Dimension) -> str:
    """A dimension for an error message: ``length²/student``.

    >>> show_dimension((("length", 2), ("student", -1)))
    'length²/student'
    """

    def factor(base: str, power: int) -> str:
        return base if power == 1 else base + str(power).translate(_RAISED)

    above = "·".join(factor(base, e) for base, e in dimension if e > 0) or "1"
    below = "·".join(factor(base, -e) for base, e in dimension if e < 0)
    return f"{above}/{below}" if below else above
