"""Cells as pieces of SQL: the operators of a plan, written as each database wants them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

_STEP = 52
"""Powers of two of up to 52 bits are read exactly by every database."""
_TREATED = frozenset("'\"\\`$;:?%{}")
"""What databases, drivers and templates may not take for itself, even between quotes."""
WHEN, ELSE, END = "CASE WHEN ", " ELSE ", " END"


def _with_exponent(value: float) -> str:
    """The shortest text of a number; the exponent says that it is no decimal."""
    text = repr(value)
    return text if "e" in text else f"{text}E0"


def in_steps(value: float) -> str:
    """A number as whole numbers divided by powers of two; SQLite may misread long decimals.

    >>> in_steps(0.1), in_steps(1200.0)
    ('((3602879701896397.0 / 4503599627370496.0) / 8.0)', '1200.0')
    """
    whole, below = value.as_integer_ratio()
    shift = below.bit_length() - 1
    while whole and whole % 2 == 0 and abs(whole) >= 2**53:
        whole, shift = whole // 2, shift - 1
    text, sign = f"{whole}.0", "/" if shift > 0 else "*"
    for done in range(0, abs(shift), _STEP):
        text = f"({text} {sign} {2 ** min(_STEP, abs(shift) - done)}.0)"
    return text


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a database writes what a plan asks for; templates have a place ``{0}``.

    ``text`` reads the hexadecimal UTF-8 of a text that cannot stand between quotes everywhere;
    without it, a text stands between quotes, and a quote in it is doubled. ``floats`` refuses
    a text that would silently be read as zero: it becomes a number that is out of every range.
    ``fence`` keeps a database from writing a step into the next one, where it would be repeated.
    """

    double: str = "DOUBLE"
    quote: str = '"'
    floats: str = "CAST({0} AS DOUBLE)"
    integers: str = "CAST({0} AS BIGINT)"
    strings: str = "CAST({0} AS VARCHAR)"
    number: Callable[[float], str] = _with_exponent
    nearest: str = "FLOOR({0} + 0.5E0)"
    nan: str = "isnan({0})"
    text: str = ""
    truths: tuple[str, str, str] = ("FALSE", "TRUE", "CAST(NULL AS BOOLEAN)")
    fence: str = ""

    def name(self, name: str) -> str:
        """A quoted identifier."""
        return f"{self.quote}{name.replace(self.quote, self.quote * 2)}{self.quote}"

    def literal(self, text: str) -> str:
        """A text."""
        if self.text and not (text.isprintable() and _TREATED.isdisjoint(text)):
            return self.text.format(text.encode().hex())
        return "'{}'".format(text.replace("'", "''"))


DIALECTS = {
    "duckdb": Dialect(),
    "spark": Dialect(
        quote="`",
        floats="CASE WHEN {0} IS NOT NULL THEN COALESCE(TRY_CAST({0} AS DOUBLE), 1E308D) END",
        strings="CAST({0} AS STRING)",
        number=lambda value: f"{value!r}D",
        nearest="RINT({0})",
        text="CAST(X'{0}' AS STRING)",
    ),
    "postgres": Dialect(
        double="DOUBLE PRECISION",
        floats="CAST({0} AS DOUBLE PRECISION)",
        strings="CAST({0} AS TEXT)",
        number=lambda value: f"CAST('{value!r}' AS DOUBLE PRECISION)",
        nan="({0} = CAST('NaN' AS DOUBLE PRECISION))",
        text="convert_from(decode('{0}', 'hex'), 'UTF8')",
        fence="OFFSET 0",
    ),
    "sqlite": Dialect(
        double="REAL",
        quote="`",  # SQLite takes an unknown name between double quotes for a text
        floats="CASE WHEN typeof({0}) IN ('integer', 'real') THEN CAST({0} AS REAL) "
        "WHEN {0} IS NOT NULL THEN 9E999 END",
        integers="CAST({0} AS INTEGER)",
        strings="CAST({0} AS TEXT)",
        number=in_steps,
        nearest="ROUND({0})",
        nan="",
        truths=("0", "1", "NULL"),
        fence="LIMIT -1 OFFSET 0",
    ),
    "mysql": Dialect(
        quote="`",
        floats="CASE WHEN CAST({0} AS CHAR) REGEXP '^-?[0-9]+([.][0-9]*)?(e[-+]?[0-9]+)?$' "
        "THEN CAST({0} AS DOUBLE) WHEN {0} IS NOT NULL THEN 1E308 END",
        integers="CAST({0} AS SIGNED)",
        strings="(CAST({0} AS CHAR CHARACTER SET utf8mb4) COLLATE utf8mb4_bin)",
        nan="",
        text="CONVERT(X'{0}' USING utf8mb4)",
        truths=("FALSE", "TRUE", "NULL"),
        fence="LIMIT 18446744073709551615",
    ),
}  # fmt: skip


def _sign(sign: str, *, swapped: bool = False) -> Callable[[Sql, Any], Sql]:
    """An operator between two pieces, or a piece and a constant."""

    def apply(piece: Sql, other: Any) -> Sql:
        sides = piece, piece.language.side(other)
        left, right = reversed(sides) if swapped else sides
        return piece.language.piece("(", left, f" {sign} ", right, ")")

    return apply


def _truth(sign: str, neutral: bool) -> Callable[[Sql, Any], Any]:  # noqa: FBT001 - its value
    """``AND`` or ``OR``; constants are folded."""

    def apply(piece: Sql, other: Any) -> Any:
        if isinstance(other, bool):
            return piece if other is neutral else other
        return piece.language.piece("(", piece, f" {sign} ", other, ")")

    return apply


class Sql:
    """A piece of SQL, made of texts and other pieces; equal pieces are the same object.

    ``column`` is a column's name, if the piece is one.
    """

    __slots__ = ("column", "language", "parts")

    def __init__(self, language: Statements, parts: tuple[str | Sql, ...], column: str) -> None:
        self.language, self.parts, self.column = language, parts, column

    __add__, __radd__ = _sign("+"), _sign("+", swapped=True)
    __sub__, __rsub__ = _sign("-"), _sign("-", swapped=True)
    __mul__, __rmul__ = _sign("*"), _sign("*", swapped=True)
    __lt__, __le__, __gt__, __ge__ = _sign("<"), _sign("<="), _sign(">"), _sign(">=")
    __eq__, __ne__ = _sign("="), _sign("<>")  # type: ignore[assignment]
    __and__ = __rand__ = _truth("AND", True)  # noqa: FBT003 - the value itself
    __or__ = __ror__ = _truth("OR", False)  # noqa: FBT003 - the value itself
    __hash__ = None  # type: ignore[assignment]

    def __truediv__(self, other: Any) -> Sql:
        """Division; null where the divisor is zero, which some databases hold for an error."""
        language = self.language
        if isinstance(other, Sql):
            other = language.piece("NULLIF(", other, ", ", language.number(0.0), ")")
        return language.piece("(", self, " / ", language.side(other), ")")

    def __rtruediv__(self, other: float) -> Sql:
        return self.language.side(other) / self

    def __invert__(self) -> Sql:
        return self.language.piece("(NOT ", self, ")")

    def is_null(self) -> Sql:
        """Whether there is no value."""
        return self.language.piece("(", self, " IS NULL)")

    def is_nan(self) -> Any:
        """Whether a number is none; False where the database knows no such number."""
        nan = self.language.dialect.nan
        return self.language.template(nan, self) if nan else False

    def is_in(self, texts: Iterable[str]) -> Sql:
        """Whether a text is one of some."""
        among = ", ".join(map(self.language.dialect.literal, texts))
        return self.language.piece("(", self, f" IN ({among}))")


class Statements:
    """The language of a plan, in one dialect of SQL."""

    def __init__(self, dialect: Dialect) -> None:
        self.dialect = dialect
        self._known: dict[tuple[str | int, ...], Sql] = {}

    def piece(self, *parts: str | Sql, column: str = "") -> Sql:
        """The piece that has these parts."""
        key = tuple(part if isinstance(part, str) else id(part) for part in parts)
        return self._known.setdefault(key, Sql(self, parts, column))

    def template(self, template: str, cell: Sql) -> Sql:
        """A piece where a template has places for one other piece."""
        first, *others = template.split("{0}")
        return self.piece(first, *(part for other in others for part in (cell, other)))

    def side(self, value: Any) -> Sql:
        """A piece, or a constant as one."""
        if isinstance(value, Sql):
            return value
        if isinstance(value, bool):
            return self.flag(value)
        if isinstance(value, int):
            return self.code(value)
        return self.number(value) if isinstance(value, float) else self.text(value)

    def column(self, name: str) -> Sql:
        """A column by name."""
        return self.piece(self.dialect.name(name), column=name)

    def when(self, mask: Any, then: Any, otherwise: Any) -> Any:
        """One of two cells; a mask that is a constant chooses at once."""
        if isinstance(mask, bool):
            return then if mask else otherwise
        then, otherwise = self.side(then), self.side(otherwise)
        if then is otherwise:
            return then
        return self.piece(WHEN, mask, " THEN ", then, ELSE, otherwise, END)

    def code(self, code: int) -> Sql:
        """A whole number."""
        return self.piece(str(code))

    def text(self, text: str | None) -> Sql:
        """A text, the same in every row."""
        if text is None:
            return self.template(self.dialect.strings, self.piece("NULL"))
        return self.piece(self.dialect.literal(text))

    def number(self, value: float | None) -> Sql:
        """A float64, the same in every row."""
        if value is None:
            return self.piece(f"CAST(NULL AS {self.dialect.double})")
        return self.piece(self.dialect.number(value))

    def flag(self, value: bool | None) -> Sql:  # noqa: FBT001 - the value itself
        """A truth, the same in every row."""
        return self.piece(self.dialect.truths[2 if value is None else int(value)])

    def floats(self, cell: Sql) -> Sql:
        """A cell as float64."""
        return self.template(self.dialect.floats, cell)

    def integers(self, cell: Sql) -> Sql:
        """A cell of whole numbers as 64-bit integers."""
        return self.template(self.dialect.integers, cell)

    def strings(self, cell: Sql) -> Sql:
        """A cell as text."""
        return self.template(self.dialect.strings, cell)

    def stripped(self, cell: Sql) -> Sql:
        """A text without the blanks around it."""
        return self.piece("TRIM(", cell, ")")

    def nearest(self, cell: Sql) -> Sql:
        """The whole number nearest to each."""
        return self.template(self.dialect.nearest, cell)

    def shortened(self, cell: Sql, scale: float) -> Sql:
        """The float64 nearest to each number rounded to whole parts of ``1 / scale``."""
        return self.nearest(cell * scale) / scale
