"""Six frozen nodes. ``at`` is the column in the text, for a caret under an error."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from compliance.numerals import exact_text


@dataclass(frozen=True, slots=True)
class Number:
    """A plain number."""

    value: Fraction
    at: int


@dataclass(frozen=True, slots=True)
class Name:
    """A fact."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Quote:
    """A quoted text: a category's value, or a quantity with its unit."""

    text: str
    at: int


@dataclass(frozen=True, slots=True)
class Binary:
    """An operator of the table between two operands."""

    operator: str
    left: Tree
    right: Tree
    at: int


@dataclass(frozen=True, slots=True)
class Not:
    """Negation."""

    item: Tree
    at: int


@dataclass(frozen=True, slots=True)
class In:
    """Membership in a list of quoted values."""

    item: Tree
    options: tuple[Quote, ...]
    at: int


Tree = Number | Name | Quote | Binary | Not | In


class ExpressionError(ValueError):
    """A formula is wrong at a column; ``code`` and ``values`` make the message."""

    def __init__(self, code: str, at: int, **values: object) -> None:
        super().__init__(code, at, values)
        self.code, self.at, self.values = code, at, values


def names(tree: Tree) -> Iterator[str]:
    """Every fact a tree reads, in order, with repeats."""
    match tree:
        case Name(name=name):
            yield name
        case Binary(left=left, right=right):
            yield from names(left)
            yield from names(right)
        case Not(item=item) | In(item=item):
            yield from names(item)
        case _:
            pass


def expand(tree: Tree, formulas: Mapping[str, Tree]) -> Tree:
    """A tree with the names of formulas replaced by the formulas themselves."""
    match tree:
        case Name(name=name):
            return formulas.get(name, tree)
        case Binary(operator=operator, left=left, right=right, at=at):
            return Binary(operator, expand(left, formulas), expand(right, formulas), at)
        case Not(item=item, at=at):
            return Not(expand(item, formulas), at)
        case _:
            return tree


def comparisons(tree: Tree) -> Iterator[Binary]:
    """Every comparison in a condition, in order."""
    match tree:
        case Binary(operator="and" | "or", left=left, right=right):
            yield from comparisons(left)
            yield from comparisons(right)
        case Binary():
            yield tree
        case Not(item=item):
            yield from comparisons(item)
        case _:
            pass


def show(tree: Tree, label: dict[str, str]) -> str:  # noqa: PLR0911 - one a node
    """A tree as text, facts under the labels given, without needless brackets."""
    match tree:
        case Number(value=value):
            return exact_text(value)
        case Name(name=name):
            return label.get(name, name)
        case Quote(text=text):
            return label.get(text, text)
        case Not(item=item):
            return f"not {show(item, label)}"
        case In(item=item, options=options):
            return f"{show(item, label)} in [{', '.join(show(o, label) for o in options)}]"
        case Binary(operator="min" | "max" as function, left=left, right=right):
            return f"{function}({show(left, label)}, {show(right, label)})"
        case Binary(operator=operator, left=left, right=right):
            sign = {"*": "×", "/": "÷", ">=": "≥", "<=": "≤", "==": "=", "!=": "≠"}.get(
                operator, operator
            )
            return f"{_bracket(left, tree, label)} {sign} {_bracket(right, tree, label)}"


def _bracket(inner: Tree, outer: Binary, label: dict[str, str]) -> str:
    text = show(inner, label)
    loose = isinstance(inner, Binary) and inner.operator in "+-" and outer.operator in "*/-"
    return f"({text})" if loose else text
