"""Columns of any type as the columns that facts are judged in, read as the exact engine reads."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, NamedTuple

import polars as pl

from compliance.checking.columns.source import Source, is_parts
from compliance.checking.engine.bounded import as_pair, last_digit
from compliance.intake.profile import Draft
from compliance.intake.school import Reported
from compliance.quantity import LONGEST, MISSING_MARKS
from compliance.vocabulary import Date, Evidence, Flag, Number, Vocabulary, heading_unit

KEPT_TWICE = 2_000_000
"""Up to so many rows, integers are kept as float64 too: judging is a tenth faster."""
DOUBTFUL, NOT_UNDERSTOOD = 1, 2
SHORT = max(map(len, MISSING_MARKS)) + 2


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A fact's column as read, what must still be guarded, and rows for the exact engine.

    ``refused`` says where a value was given that nobody understood.
    """

    source: Source
    cells: pl.Series
    doubtful: tuple[int, ...] = ()
    refused: pl.Series | None = None


def column_of(source: Source, raw: pl.Series, vocabulary: Vocabulary) -> Column:
    """A column in the type that its fact is judged in."""
    if raw.dtype == pl.Null:
        return Column(source.guarded(()), raw.cast(_type(source)))
    if is_parts(source) or source.misfit or isinstance(source.fact, Date):
        given = [value is not None for value in raw] if raw.dtype == pl.Object else (
            raw.is_not_null().to_list()
        )  # fmt: skip
        rows = tuple(n for n, is_given in enumerate(given) if is_given)
        cells = pl.repeat(None, len(raw), dtype=_type(source), eager=True)
        return Column(source.guarded(()), cells, rows)
    if isinstance(source.fact, Number):
        return _number(source, raw, vocabulary)
    if raw.dtype == pl.Boolean and isinstance(source.fact, Flag | Evidence):
        return Column(source.guarded(()), raw)
    return _mapped(source.guarded(()), raw, vocabulary)


def _type(source: Source) -> Any:
    if isinstance(source.fact, Number):
        return pl.Float64
    return pl.Boolean if isinstance(source.fact, Flag | Evidence) else pl.String


def _number(source: Source, raw: pl.Series, vocabulary: Vocabulary) -> Column:
    kind = raw.dtype
    if kind.is_integer():
        cells = raw.cast(pl.Float64) if len(raw) <= KEPT_TWICE else raw
        return Column(source.guarded(source.guards - {"decimals"}), cells)
    if kind == pl.Float32:
        raw = raw.cast(pl.String).cast(pl.Float64)  # 0.1 as it was written, not as it is stored
    if raw.dtype == pl.Float64:
        return Column(source, raw.fill_nan(None))
    if isinstance(kind, pl.Decimal) and not source.number.printed and _short(raw, kind.scale):
        return Column(source, raw.cast(pl.Float64))
    return _mapped(source, raw, vocabulary)


def _short(raw: pl.Series, scale: int) -> bool:
    """Whether the digits of every decimal fit into a float64."""
    most = raw.abs().max()
    return most is None or float(str(most)) * 10**scale < 2**53


def _mapped(source: Source, raw: pl.Series, vocabulary: Vocabulary) -> Column:
    """A column of anything else: each distinct value is read as the exact engine reads it."""
    if isinstance(raw.dtype, pl.Categorical | pl.Enum):
        raw = raw.cast(pl.String)
    if raw.dtype == pl.String and source.name in ("id", "name"):
        return _identities(source, raw, vocabulary)
    if raw.dtype.is_integer() and source.fact.type == "text":
        return Column(source, raw.cast(pl.String))
    reader, kind = _Reader(source, vocabulary), _type(source)
    if raw.dtype == pl.String:
        old = raw.unique().drop_nulls().to_list()
        answers = [reader.read(value) for value in old]
        places = raw.replace_strict(old, range(len(old)), default=None, return_dtype=pl.UInt32)
        cells = pl.Series([answer.value for answer in answers], dtype=kind).gather(places)
        states = pl.Series([answer.state for answer in answers], dtype=pl.UInt8).gather(places)
    else:
        listed = raw.to_list()
        known = {key: reader.read(value) for key, value in {_key(v): v for v in listed}.items()}
        answers = [known[_key(value)] for value in listed]
        cells = pl.Series([answer.value for answer in answers], dtype=kind)
        states = pl.Series([answer.state for answer in answers], dtype=pl.UInt8)
    rows = tuple((states == DOUBTFUL).arg_true().to_list())
    marks = (states == NOT_UNDERSTOOD).fill_null(value=False)
    if not marks.any():
        return Column(source, cells, rows)
    return Column(source.guarded({*source.guards, "refused"}), cells, rows, marks)


def _key(value: Any) -> tuple[str, Any]:
    """Equal values of different types, such as 1 and True, are read differently."""
    return type(value).__name__, value if isinstance(value, str | int | float) else repr(value)


def _identities(source: Source, raw: pl.Series, vocabulary: Vocabulary) -> Column:
    """Identities: too many to read one by one, except the few that may mean that there is none."""
    text = raw.str.strip_chars()
    short = text.filter(~text.is_between(pl.lit("0"), pl.lit(":"), closed="left"))
    short = short.filter(short.str.len_chars() <= SHORT).unique()
    reader = _Reader(source, vocabulary)
    missing = [value for value in short.drop_nulls().to_list() if reader.read(value)[0] is None]
    long = (text.str.len_chars() > LONGEST).arg_true().to_list()
    cells = text if not missing else pl.select(
        pl.when(text.is_in(missing)).then(None).otherwise(text)
    ).to_series()  # fmt: skip
    return Column(source, cells, tuple(long))


class _Answer(NamedTuple):
    """What a value is in its column, and what else must be known of it."""

    value: Any
    state: int = 0


class _Reader:
    """Reads one value as the exact engine does."""

    def __init__(self, source: Source, vocabulary: Vocabulary) -> None:
        self.source, self.vocabulary = source, vocabulary
        self.header = heading_unit(source.column)

    def read(self, raw: Any) -> _Answer:
        """The value for the column, or what is the matter with it."""
        draft, name = Draft(self.vocabulary), self.source.name
        draft.take_fact(name, raw, "", self.header)
        reported = draft.facts.get(name)
        if draft.conflicts or len(draft.facts) > 1 or (draft.issues and reported is not None):
            return _Answer(None, DOUBTFUL)
        if reported is None:
            return _Answer(None, NOT_UNDERSTOOD if draft.issues else 0)
        if not isinstance(self.source.fact, Number):
            return _Answer(reported.value)
        if reported.span is not None or not isinstance(reported.value, tuple):
            return _Answer(None, DOUBTFUL)
        exact = Fraction(*reported.value) / self.source.factor
        near = float(exact)
        sure = Fraction(str(near)) == exact and not self._shows_more(reported, near)
        return _Answer(near, 0 if sure else DOUBTFUL)

    def _shows_more(self, reported: Reported, near: float) -> bool:
        """Whether a printed figure shows digits that a float does not: 32.90 is not 32.9."""
        printed = isinstance(self.source.fact, Number) and self.source.fact.printed
        value = as_pair(reported)
        return printed and last_digit(reported.given, value) != last_digit(str(near), value)
