"""Comparators lowered to bounds. A shape is one function and one row of ``SHAPES``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from compliance.documents.standard import About, Comparators, Table, Unreadable
from compliance.errors import nearest
from compliance.quantity import RATIO, UnreadableQuantity, read_quantity
from compliance.rulebook.rule import Bound, ByCategory, Limits, Members, Present, Test
from compliance.units import DIMENSIONLESS, Dimension, fits, show_dimension


class ShapeError(ValueError):
    """A threshold cannot be meant; ``path`` leads from the clause to the value."""

    def __init__(self, code: str, *path: str | int, **values: object) -> None:
        super().__init__(code)
        self.code, self.path, self.values = code, path, values


@dataclass(frozen=True, slots=True)
class Context:
    """What a shape needs to know: the measure's dimension, categories, and the user's choice."""

    dimension: Dimension | None
    values: tuple[str, ...]
    categories: dict[str, tuple[str, ...]]
    inferences: bool


Lowered = tuple[Test, bool]
"""A test, and whether it rests on an inference."""


def lower(stated: Comparators, name: str, context: Context) -> Lowered:
    """The test that a stated comparator means.

    Raises:
        ShapeError: for units that do not fit, incomplete tables, empty bands.
    """
    return SHAPES[name](getattr(stated, name), name, context)


def quantity(text: str, context: Context, *path: str | int) -> Fraction:
    """A threshold's text in base units of the measure; 1:25 is first to second."""
    if context.dimension is None:
        raise ShapeError("threshold-not-number", *path)
    try:
        found = read_quantity(text)
    except UnreadableQuantity:
        raise ShapeError("threshold-unreadable", *path, found=text) from None
    if found.span or found.remark:
        raise ShapeError("threshold-unreadable", *path, found=text)
    given = DIMENSIONLESS if found.unit is None else found.unit.dimension
    wanted = context.dimension
    if found.unit is RATIO:
        if not is_ratio(wanted):
            raise ShapeError("threshold-ratio", *path, found=text, wanted=show_dimension(wanted))
        return found.value
    if found.unit is None and wanted != DIMENSIONLESS:
        raise ShapeError("threshold-no-unit", *path, found=text, wanted=show_dimension(wanted))
    if found.unit and found.unit.text == "%" and is_ratio(wanted):
        return found.value
    if not fits(given, wanted):
        raise ShapeError(
            "threshold-dimension", *path, found=text, given=show_dimension(given),
            wanted=show_dimension(wanted),
        )  # fmt: skip
    return found.value


def is_ratio(dimension: Dimension) -> bool:
    """One count to another: teachers to students, or a plain share written 5:5."""
    return dimension == DIMENSIONLESS or sorted(e for _, e in dimension) == [-1, 1]


def _one_sided(value: str | Table | Unreadable, name: str, context: Context) -> Lowered:
    side, inclusive = _SIDES[name]
    if isinstance(value, Table):
        return _table(value, name, context)
    if isinstance(value, Unreadable):
        return _lost(value, name, context)
    number = quantity(value, context, name)
    return Limits((Bound(side, inclusive, number, number),)), False


def _table(value: Table, name: str, context: Context) -> Lowered:
    rows = dict(value.__pydantic_extra__ or {})
    known = context.categories.get(value.by)
    if known is None:
        close = nearest(value.by, context.categories)
        raise ShapeError(
            "table-category", name, "by", found=value.by, nearest=close or "—",
            known=", ".join(context.categories) or "—",
        )  # fmt: skip
    for key in rows:
        if key not in known:
            close = nearest(key, known) or "—"
            raise ShapeError("table-row-unknown", name, key, found=key, nearest=close)
    lost = [key for key in known if key not in rows]
    if lost:
        raise ShapeError("table-incomplete", name, missing=", ".join(lost))
    side, inclusive = _SIDES[name]
    limits = {}
    for key in known:
        number = quantity(rows[key], context, name, key)
        limits[key] = Limits((Bound(side, inclusive, number, number),))
    return ByCategory(value.by, limits), False


def _lost(value: Unreadable, name: str, context: Context) -> Lowered:
    side, inclusive = _SIDES[name]
    low = quantity(value.from_, context, name, "from") if value.from_ else None
    high = quantity(value.to, context, name, "to") if value.to else None
    if low is not None and high is not None and low > high:
        raise ShapeError("band-empty", name, "from")
    if value.inferred and not value.ground:
        raise ShapeError("inference-no-ground", name, "inferred")
    if value.inferred:
        inferred = quantity(value.inferred, context, name, "inferred")
        if (low is not None and inferred < low) or (high is not None and inferred > high):
            raise ShapeError("inference-outside", name, "inferred", found=value.inferred)
        if context.inferences:
            return Limits((Bound(side, inclusive, inferred, inferred),)), True
    passes, fails = (high, low) if side else (low, high)
    return Limits((Bound(side, inclusive, passes, fails),)), False


def _between(value: tuple[str, str], name: str, context: Context) -> Lowered:
    low, high = (quantity(text, context, name, n) for n, text in enumerate(value))
    if low > high:
        raise ShapeError("band-empty", name, 0)
    return Limits((Bound(True, True, low, low), Bound(False, True, high, high))), False  # noqa: FBT003


def _about(value: About, name: str, context: Context) -> Lowered:
    middle = quantity(value.value, context, name, "value")
    low = quantity(value.from_, context, name, "from")
    high = quantity(value.to, context, name, "to")
    if not low <= middle <= high:
        raise ShapeError("band-empty", name, "from")
    if context.inferences:
        return Limits((Bound(True, True, low, low), Bound(False, True, high, high))), True  # noqa: FBT003
    # without the tolerance only the value itself is certainly right, and nothing is wrong
    return Limits((Bound(True, True, middle, None), Bound(False, True, middle, None))), False  # noqa: FBT003


def _equals(value: str, name: str, context: Context) -> Lowered:
    if context.dimension is None:
        return _one_of((value,), name, context)
    number = quantity(value, context, name)
    return Limits((Bound(True, True, number, number), Bound(False, True, number, number))), False  # noqa: FBT003


def _one_of(value: tuple[str, ...], name: str, context: Context) -> Lowered:
    if not context.values:
        raise ShapeError("threshold-not-category", name)
    for n, option in enumerate(value):
        if option not in context.values:
            close = nearest(option, context.values) or "—"
            raise ShapeError("table-row-unknown", name, n, found=option, nearest=close)
    return Members(tuple(value)), False


def _present(_value: bool, _name: str, context: Context) -> Lowered:  # noqa: FBT001
    """Something that is counted is present if there is more than none of it."""
    if context.dimension is None:
        return Present(), False
    return Limits((Bound(True, False, Fraction(0), Fraction(0)),)), False  # noqa: FBT003


_SIDES = {
    "at_least": (True, True),
    "more_than": (True, False),
    "at_most": (False, True),
    "less_than": (False, False),
}

SHAPES: dict[str, Callable[..., Lowered]] = {
    "at_least": _one_sided,
    "more_than": _one_sided,
    "at_most": _one_sided,
    "less_than": _one_sided,
    "between": _between,
    "about": _about,
    "equals": _equals,
    "one_of": _one_of,
    "present": _present,
}
