"""Comparators lowered to bounds. A shape is one function and one row of ``SHAPES``."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import NoReturn

from compliance.derived.base import ShapeError, amount
from compliance.documents.thresholds import (
    About,
    Awaiting,
    Comparators,
    Delegated,
    Open,
    Reckoned,
    Table,
    Unreadable,
)
from compliance.errors import nearest
from compliance.expressions.tree import Tree, names
from compliance.rulebook.rule import (
    Against,
    Bound,
    ByCategory,
    Holds,
    Limits,
    Members,
    Present,
    Route,
    Test,
)
from compliance.units import Dimension, fits, show_dimension


def _nothing(*_: object) -> NoReturn:
    raise TypeError


@dataclass(frozen=True, slots=True)
class Context:
    """What a shape needs to know: the measure's dimension, categories, and the user's choice."""

    dimension: Dimension | None
    values: tuple[str, ...]
    categories: dict[str, tuple[str, ...]]
    inferences: bool
    number: Callable[..., tuple[Tree, Dimension]] = _nothing
    condition: Callable[..., Tree] = _nothing


Lowered = tuple[Test, bool]
"""A test, and whether it rests on an inference."""


def lower(stated: Comparators, name: str, context: Context) -> Lowered:
    """The test that a stated comparator means.

    Raises:
        ShapeError: for units that do not fit, incomplete tables, empty bands.
    """
    return SHAPES[name](getattr(stated, name), name, context)


def quantity(text: str, context: Context, *path: str | int) -> Fraction:
    """A threshold's text in base units of the measure."""
    return amount(text, context.dimension, *path)


def _one_sided(value: str | Table | Reckoned | Open, name: str, context: Context) -> Lowered:
    if isinstance(value, Table):
        return _table(value, name, context)
    if isinstance(value, Reckoned):
        return _reckoned(value, name, context), False
    return _row(value, name, context, name)


def _row(value: str | Open, name: str, context: Context, *path: str | int) -> tuple[Limits, bool]:
    """The limits of one threshold, and whether they rest on an inference."""
    side, inclusive = _SIDES[name]
    if isinstance(value, Unreadable):
        return _lost(value, name, context, *path)
    if isinstance(value, Delegated | Awaiting):
        return Limits((Bound(side, inclusive, None, None),)), False
    number = quantity(value, context, *path)
    return Limits((Bound(side, inclusive, number, number),)), False


def _reckoned(value: Reckoned, name: str, context: Context) -> Against:
    tree, dimension = context.number(value.formula, name, "formula")
    if context.dimension is None:
        raise ShapeError("threshold-not-number", name)
    if not fits(dimension, context.dimension):
        raise ShapeError(
            "threshold-dimension", name, "formula", found=value.formula,
            given=show_dimension(dimension), wanted=show_dimension(context.dimension),
        )  # fmt: skip
    return Against(*_SIDES[name], Route(tree, tuple(dict.fromkeys(names(tree)))))


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
    limits = {key: _row(rows[key], name, context, name, key) for key in known}
    test = ByCategory(value.by, {key: row for key, (row, _) in limits.items()})
    return test, any(inferred for _, inferred in limits.values())


def _lost(value: Unreadable, name: str, context: Context, *path: str | int) -> tuple[Limits, bool]:
    side, inclusive = _SIDES[name]
    low = quantity(value.from_, context, *path, "from") if value.from_ else None
    high = quantity(value.to, context, *path, "to") if value.to else None
    if low is not None and high is not None and low > high:
        raise ShapeError("band-empty", *path, "from")
    if value.inferred and not value.ground:
        raise ShapeError("inference-no-ground", *path, "inferred")
    if value.inferred:
        inferred = quantity(value.inferred, context, *path, "inferred")
        if (low is not None and inferred < low) or (high is not None and inferred > high):
            raise ShapeError("inference-outside", *path, "inferred", found=value.inferred)
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
    low = quantity(value.from_, context, name, "from") if value.from_ else None
    high = quantity(value.to, context, name, "to") if value.to else None
    if low is None and high is None:
        raise ShapeError("about-no-side", name)
    if (low is not None and low > middle) or (high is not None and high < middle):
        raise ShapeError("band-empty", name, "from")
    sides = ((True, low), (False, high))
    if context.inferences:
        return Limits(tuple(Bound(s, True, at, at) for s, at in sides if at is not None)), True  # noqa: FBT003
    # without the tolerance only the value itself is certainly right, and nothing is wrong
    return Limits(tuple(Bound(s, True, middle, None) for s, at in sides if at is not None)), False  # noqa: FBT003


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


def _holds(value: str, name: str, context: Context) -> Lowered:
    tree = context.condition(value, name)
    return Holds(tree, tuple(dict.fromkeys(names(tree)))), False


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
    "holds": _holds,
}
