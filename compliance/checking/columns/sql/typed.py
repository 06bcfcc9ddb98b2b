"""SQL for the frames of a database, whose columns have types: short for who compiles it."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import replace
from typing import Any

from compliance.checking.columns.sql.text import DIALECTS, WHEN, Sql, Statements

_AND, _OR = " AND ", " OR "
_STRICT = frozenset([" < ", " <= ", " > ", " >= ", " = ", " <> ", " + ", " - ", " * ", " / "])
_TINY = {"duckdb": "CAST({0} AS TINYINT)", "spark": "{0}Y"}
"""How an 8-bit integer is written."""


class Typed(Statements):
    """The language of a plan for frames that take pieces of SQL; ``doubles`` are float64 columns.

    Spark compiles a projection into one method, which the JVM only runs well up to 8000 bytes;
    ``OR`` and ``AND`` between cells that may be null are what makes it long.
    """

    def __init__(self, dialect: str, doubles: Container[str]) -> None:
        known = DIALECTS[dialect]
        super().__init__(replace(known, floats=f"CAST({{0}} AS {known.double})"))
        self._tiny, self._doubles = _TINY[dialect], doubles

    def floats(self, cell: Sql) -> Sql:
        """A cell as float64."""
        return cell if cell.column in self._doubles else super().floats(cell)

    def when(self, mask: Any, then: Any, otherwise: Any) -> Any:
        """One of two cells; where one of several masks may hold, they are asked in turn."""
        if isinstance(mask, bool):
            return then if mask else otherwise
        then, otherwise = self.side(then), self.side(otherwise)
        mask = _unless_null(mask)
        if mask.parts[2:3] == (_OR,) and _is_literal(then):
            for one in reversed({id(one): one for one in _either(mask)}.values()):
                otherwise = self.when(one, then, otherwise)
            return otherwise
        if otherwise is self.number(None) and self._is_null_unless(mask, then):
            return then
        if mask.parts[0] == WHEN and mask.parts[5] is self.flag(False):  # noqa: FBT003 - the value
            return self.when(mask.parts[1] & mask.parts[3], then, otherwise)
        return super().when(mask, then, otherwise)

    def _is_null_unless(self, mask: Sql, cell: Sql) -> bool:
        """Whether a cell is a quotient, and a mask only says that its divisor is not zero."""
        if cell.parts[2:3] != (" / ",) or mask.parts[2:3] != (" <> ",):
            return False
        divisor, zero = _piece(mask, 1), self.number(0.0)
        guarded = self.piece("NULLIF(", divisor, ", ", zero, ")")
        return mask.parts[3] is zero and cell.parts[3] is guarded

    def code(self, code: int) -> Sql:
        """An 8-bit integer."""
        return self.piece(self._tiny.format(code))

    def side(self, value: Any) -> Sql:
        """A piece, or a constant as one; whole numbers that are no codes may be large."""
        if isinstance(value, int) and not isinstance(value, bool):
            return self.piece(str(value))
        return super().side(value)

    def decimal(self, cell: Sql, digits: int) -> Sql:
        """A cell of float64 numbers that are not whole, of at most so many decimals, as text."""
        written = self.strings(self.piece("CAST(", cell, f" AS DECIMAL(38, {digits}))"))
        return self.piece("regexp_replace(", written, ", '0+$', '')")

    def joined(self, cells: Sequence[Sql]) -> Sql:
        """Texts with commas between them, without those that are null."""
        between = [part for cell in cells for part in (", ", cell)]
        return self.piece("concat_ws(', '", *between, ")")


def _either(mask: Sql) -> Iterator[Sql]:
    """The masks of which one has to hold."""
    if mask.parts[2:3] == (_OR,):
        yield from _either(_piece(mask, 1))
        yield from _either(_piece(mask, 3))
    else:
        yield mask


def _unless_null(mask: Sql) -> Sql:
    """A mask without tests for nulls that its comparison makes anyway; null is no truth."""
    if mask.parts[2:3] != (_AND,):
        return mask
    tests, comparison = _unless_null(_piece(mask, 1)), _piece(mask, 3)
    needed = {id(operand) for operand in _operands(comparison)}
    return comparison if all(id(one) in needed for one in _tested(tests)) else tests & comparison


def _tested(mask: Sql) -> Iterator[Sql | None]:
    """The pieces of which a mask only says that they are not null; None for all else."""
    if mask.parts[2:3] == (_AND,):
        yield from _tested(_piece(mask, 1))
        yield from _tested(_piece(mask, 3))
    elif mask.parts[0] == "(NOT " and _piece(mask, 1).parts[2:3] == (" IS NULL)",):
        yield _piece(_piece(mask, 1), 1)
    else:
        yield None


def _operands(piece: Sql) -> Iterator[Sql]:
    """The pieces without which a comparison is null."""
    yield piece
    if piece.parts[2:3] and piece.parts[2] in _STRICT:
        yield from _operands(_piece(piece, 1))
        yield from _operands(_piece(piece, 3))


def _piece(piece: Sql, part: int) -> Sql:
    found = piece.parts[part]
    if isinstance(found, str):
        raise TypeError(found)
    return found


def _is_literal(piece: Sql) -> bool:
    return not any(isinstance(part, Sql) for part in piece.parts)
