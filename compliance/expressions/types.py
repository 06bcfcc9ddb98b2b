"""What kind of thing a tree is: a number with a dimension, a category, a truth."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from compliance.days import DATE, read_days
from compliance.errors import nearest
from compliance.expressions.operators import OPERATORS
from compliance.expressions.tree import (
    Binary,
    ExpressionError,
    In,
    Name,
    Not,
    Number,
    Quote,
    Tree,
)
from compliance.quantity import RATIO, UnreadableQuantity, read_quantity
from compliance.units import DIMENSIONLESS, ITEM, Dimension, fits, show_dimension


@dataclass(frozen=True, slots=True)
class Numeric:
    """A number; ``signed`` if it may be below zero."""

    dimension: Dimension
    signed: bool = False


@dataclass(frozen=True, slots=True)
class Categorical:
    """One of a closed list of values; a flag has the values ``true`` and ``false``."""

    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Truth:
    """A condition."""


Kind = Numeric | Categorical | Truth
FLAG = Categorical(("true", "false"))


def kind_of(tree: Tree, facts: Mapping[str, Kind]) -> Kind:
    """The kind of a tree over facts of known kinds.

    Raises:
        ExpressionError: for an unknown fact, dimensions that do not fit, or a divisor that may
            be negative.

    >>> from compliance.expressions.parse import parse
    >>> area = Numeric((("length", 2),))
    >>> kind_of(parse("a / a"), {"a": area})
    Numeric(dimension=(), signed=False)
    """
    match tree:
        case Number():
            return Numeric(DIMENSIONLESS)
        case Name(name=name, at=at):
            if name not in facts:
                close = nearest(name, facts) or "—"
                raise ExpressionError("unknown-fact", at, fact=name, nearest=close)
            return facts[name]
        case Quote(at=at):
            raise ExpressionError("formula-quote", at)
        case Not(item=item, at=at):
            _truth(item, facts, at)
            return Truth()
        case In(item=item, options=options, at=at):
            for option in options:
                _category(kind_of(item, facts), option, at)
            return Truth()
        case Binary():
            return _binary(tree, facts)


def _binary(tree: Binary, facts: Mapping[str, Kind]) -> Kind:
    match OPERATORS[tree.operator].kind:
        case "logic":
            _truth(tree.left, facts, tree.at)
            _truth(tree.right, facts, tree.at)
            return Truth()
        case "comparison":
            _comparable(tree, facts)
            return Truth()
        case "arithmetic":
            return _arithmetic(tree, facts)


def condition_of(tree: Tree, facts: Mapping[str, Kind]) -> Kind:
    """The kind of a tree that must be a condition: a truth, or a yes/no fact.

    Raises:
        ExpressionError: as ``kind_of``, and for anything that is no condition.
    """
    _truth(tree, facts, 0)
    return kind_of(tree, facts)


def _truth(tree: Tree, facts: Mapping[str, Kind], at: int) -> None:
    kind = kind_of(tree, facts)
    if not (isinstance(kind, Truth) or kind == FLAG):
        raise ExpressionError("formula-not-condition", at)


def _category(kind: Kind, quote: Quote, at: int) -> None:
    if not isinstance(kind, Categorical):
        raise ExpressionError("formula-not-category", at)
    if quote.text not in kind.values:
        raise ExpressionError(
            "unknown-category", quote.at, category=quote.text,
            known=", ".join(kind.values), nearest=nearest(quote.text, kind.values) or "—",
        )  # fmt: skip


def _comparable(tree: Binary, facts: Mapping[str, Kind]) -> None:
    left = kind_of(tree.left, facts)
    if isinstance(left, Categorical) and tree.operator in ("==", "!="):
        if not isinstance(tree.right, Quote):
            raise ExpressionError("formula-quote-expected", tree.at)
        _category(left, tree.right, tree.at)
    elif isinstance(left, Numeric):
        right = quantity_in(tree.right, left)
        if not isinstance(tree.right, Quote):
            _same_dimension(_dimension(right, facts, tree.at), left.dimension, tree.at)
    else:
        raise ExpressionError("formula-not-number", tree.at)


def settle(tree: Tree, facts: Mapping[str, Kind]) -> Tree:
    """The tree with quoted quantities turned into numbers in base units.

    >>> from compliance.expressions.parse import parse
    >>> settle(parse('a >= "60 亩"'), {"a": Numeric((("length", 2),))}).right.value
    Fraction(40000, 1)
    """
    match tree:
        case Binary(operator=symbol, left=left, right=right, at=at):
            if OPERATORS[symbol].kind == "comparison":
                kind = kind_of(left, facts)
                if isinstance(kind, Numeric):
                    return Binary(symbol, left, quantity_in(right, kind), at)
                return tree
            if OPERATORS[symbol].kind == "arithmetic":
                left, right = _operands(tree, facts)
            return Binary(symbol, settle(left, facts), settle(right, facts), at)
        case Not(item=item, at=at):
            return Not(settle(item, facts), at)
        case _:
            return tree


def quantity_in(tree: Tree, wanted: Numeric) -> Tree:
    """The right side of a comparison, a quoted quantity turned into a number in base units."""
    if isinstance(tree, Quote) and wanted.dimension == DATE:
        days = read_days(tree.text)
        if days is None or days.low != days.high:
            raise ExpressionError("formula-date", tree.at, text=tree.text)
        return Number(days.low, tree.at)
    if isinstance(tree, Quote):
        try:
            found = read_quantity(tree.text)
        except UnreadableQuantity:
            raise ExpressionError("formula-quantity", tree.at, text=tree.text) from None
        dimension = found.unit.dimension if found.unit else DIMENSIONLESS
        if found.unit is None and tree.text.rstrip().endswith("个") and wanted.dimension == ITEM:
            dimension = ITEM
        if found.span or found.remark or found.unit == RATIO:
            raise ExpressionError("formula-quantity", tree.at, text=tree.text)
        _same_dimension(dimension, wanted.dimension, tree.at)
        return Number(Fraction(found.num, found.den), tree.at)
    return tree


def _dimension(tree: Tree, facts: Mapping[str, Kind], at: int) -> Dimension:
    kind = kind_of(tree, facts)
    if not isinstance(kind, Numeric):
        raise ExpressionError("formula-not-number", at)
    return kind.dimension


def _same_dimension(given: Dimension, wanted: Dimension, at: int) -> None:
    if not fits(given, wanted):
        raise ExpressionError(
            "formula-dimension", at, left=show_dimension(wanted), right=show_dimension(given)
        )


def _operands(tree: Binary, facts: Mapping[str, Kind]) -> tuple[Tree, Tree]:
    """Both operands, a quoted quantity beside another operand turned into a number."""
    left, right = tree.left, tree.right
    if OPERATORS[tree.operator].like:
        for quote, other in ((left, right), (right, left)):
            if isinstance(quote, Quote) and not isinstance(other, Quote):
                kind = kind_of(other, facts)
                if isinstance(kind, Numeric):
                    number = quantity_in(quote, kind)
                    return (number, right) if quote is left else (left, number)
    return left, right


def _arithmetic(tree: Binary, facts: Mapping[str, Kind]) -> Numeric:
    first, second = _operands(tree, facts)
    if first is not tree.left:  # a quoted quantity is of the other operand's kind
        left = right = kind_of(second, facts)
    elif second is not tree.right:
        left = right = kind_of(first, facts)
    else:
        left, right = kind_of(first, facts), kind_of(second, facts)
    if not (isinstance(left, Numeric) and isinstance(right, Numeric)):
        raise ExpressionError("formula-not-number", tree.at)
    row = OPERATORS[tree.operator]
    if row.divides and isinstance(tree.right, Number) and not tree.right.value:
        raise ExpressionError("formula-zero", tree.at)
    if row.function:
        left, right = _zero_fits(tree.left, left, right), _zero_fits(tree.right, right, left)
    dimension = row.dimension(left.dimension, right.dimension)
    if dimension is None:
        raise ExpressionError(
            "formula-dimension", tree.at,
            left=show_dimension(left.dimension), right=show_dimension(right.dimension),
        )  # fmt: skip
    signed = left.signed or right.signed
    if signed and row.symbol in "*/":
        # cross-multiplying and interval bounds both rest on operands not below zero
        raise ExpressionError("formula-signed", tree.at)
    if row.symbol == "max":
        signed = left.signed and right.signed
    return Numeric(dimension, signed or row.symbol == "-")


def _zero_fits(tree: Tree, own: Numeric, other: Numeric) -> Numeric:
    """Nothing is nothing in any unit: ``max(a - b, 0)``."""
    return Numeric(other.dimension) if tree == Number(Fraction(0), tree.at) else own
