"""Any eager frame as a polars table of a rulebook's facts, looked through once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

import polars as pl
from polars import selectors

from compliance.checking.columns.cells.facts import REFUSED, Facts
from compliance.checking.columns.cells.language import Frames
from compliance.checking.columns.source import Source, contradictions, found, is_parts
from compliance.checking.engine.bounded import as_pair, last_digit
from compliance.errors import FactsError, Place, Problem
from compliance.intake.frame import Frame, unreadable
from compliance.intake.profile import Draft
from compliance.intake.school import Reported
from compliance.quantity import LONGEST, MISSING_MARKS
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Evidence, Flag, Number, Vocabulary, heading_unit


class Polars(Frames):
    """polars, which divides by a constant through its reciprocal: one rounding too many."""

    def shortened(self, cell: pl.Expr, scale: float) -> pl.Expr:
        """The float64 nearest to each number rounded to whole parts of ``1 / scale``."""
        whole: pl.Expr = self.nearest(cell * scale)
        return whole / (whole * 0.0 + scale)


LANGUAGE = Polars(pl)
KEPT_TWICE = 2_000_000
"""Up to so many rows, integers are kept as float64 too: judging is a tenth faster."""
DOUBTFUL, NOT_UNDERSTOOD = 1, 2
SHORT = max(map(len, MISSING_MARKS)) + 2
_columns: WeakKeyDictionary[Frame, dict[tuple[str, int], Column]] = WeakKeyDictionary()
_names: WeakKeyDictionary[Frame, pl.Series] = WeakKeyDictionary()
_pairs: WeakKeyDictionary[Frame, dict[tuple[str, ...], bool]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """A fact's column as read, what must still be guarded, and rows for the exact engine.

    ``refused`` says where a value was given that nobody understood.
    """

    source: Source
    cells: pl.Series
    doubtful: tuple[int, ...] = ()
    refused: pl.Series | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The columns that a rulebook asks for, one a fact, under the facts' names."""

    cells: pl.DataFrame
    names: pl.Series
    sources: Mapping[str, Source]
    contradictions: tuple[tuple[str, str], ...]
    doubtful: frozenset[int] = field(repr=False)

    @property
    def lazy(self) -> pl.LazyFrame:
        """The cells to compute with: every number is a float64."""
        return self.cells.lazy().with_columns(selectors.integer().cast(pl.Float64))


def table(frame: Frame, rulebook: Rulebook, also: Iterable[str] = ()) -> Table:
    """What a rulebook needs of a frame, and other facts; each column is looked through once.

    Raises:
        FactsError: if the library cannot give its columns.
    """
    sources, twice = found(rulebook, frame.schema, also)
    known = _columns.setdefault(frame, {})
    keys = {name: (source.column, id(source.fact)) for name, source in sources.items()}
    new = [source for name, source in sources.items() if keys[name] not in known]
    for column in _read(frame, new, rulebook.vocabulary):
        known[column.source.column, id(column.source.fact)] = column
    columns = {name: known[key] for name, key in keys.items()}
    marks = [column.refused.alias(REFUSED + name) for name, column in columns.items()
             if column.refused is not None]  # fmt: skip
    cells = pl.DataFrame([*(column.cells.alias(name) for name, column in columns.items()), *marks])
    if not columns:
        cells = pl.DataFrame({"": pl.repeat(None, frame.height, eager=True)})
    read = {name: replace(column.source, column=name) for name, column in columns.items()}
    doubtful = {row for column in columns.values() for row in column.doubtful}
    doubtful.update(row for name in twice for row in range(frame.height))
    pairs = tuple(pair for pair in contradictions(rulebook.vocabulary, read)
                  if _contradict(frame, cells, read, pair))  # fmt: skip
    return Table(cells, _names_of(frame, cells), read, pairs, frozenset(doubtful))


def _names_of(frame: Frame, cells: pl.DataFrame) -> pl.Series:
    """What the schools are called: by id, else by name, else by the number of the row."""
    if frame not in _names:
        known = [cells[name].cast(pl.String) for name in ("id", "name") if name in cells.columns]
        if not known or known[0].null_count():
            first = frame.first
            numbers = pl.format("#{}", pl.int_range(first, first + len(cells)))
            known = [cells.select(pl.coalesce(*known, numbers)).to_series()]
        if "id" in cells.columns or "name" in cells.columns:
            refuse_twice(known[0])
        _names[frame] = known[0].alias("school")
    return _names[frame]


def refuse_twice(names: pl.Series) -> None:
    """Refuse schools of one name.

    Raises:
        FactsError: with the rows of the first two.
    """
    if names.hash().n_unique() == len(names) or names.n_unique() == len(names):
        return  # hashes that all differ cost half as much to count as the names themselves
    twice = names.filter(names.is_duplicated())[0]
    one, two = (names == twice).arg_true()[:2]
    values = {"school": twice, "where": f"frame[{one}]"}
    raise FactsError(Problem("school-twice", Place(f"frame[{two}]"), values=values))


def _read(frame: Frame, sources: Sequence[Source], vocabulary: Vocabulary) -> Iterable[Column]:
    if not sources:
        return []
    raw = _to_polars(frame, [source.column for source in sources])
    columns = [_column(source, raw[source.column], vocabulary) for source in sources]
    return _looked_through(columns)


def _to_polars(frame: Frame, columns: Sequence[str]) -> Mapping[str, pl.Series]:
    """Columns of any library over Arrow; what Arrow has no type for, value by value."""
    some = frame.data.select(*columns)
    try:
        found: Mapping[str, pl.Series] = some.to_polars().to_dict()
    except Exception:  # noqa: BLE001 - a dozen libraries, each with errors of its own
        return {name: _one_to_polars(some, name) for name in columns}
    return found


def _one_to_polars(frame: Any, name: str) -> pl.Series:
    try:
        found: pl.Series = frame.select(name).to_polars()[name]
    except Exception:  # noqa: BLE001 - as above
        try:
            return pl.Series(name, frame[name].to_list(), dtype=pl.Object)
        except Exception as error:  # noqa: BLE001 - as above
            raise unreadable(error) from None
    return found


def _column(source: Source, raw: pl.Series, vocabulary: Vocabulary) -> Column:
    """A column in the type that its fact is judged in."""
    if raw.dtype == pl.Null:
        return Column(source.guarded(()), raw.cast(_type(source)))
    if is_parts(source) or source.misfit:
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


def _looked_through(columns: Sequence[Column]) -> Iterable[Column]:
    """The columns with only those guards left that some value needs."""
    facts = Facts(LANGUAGE, {c.source.name: replace(c.source, column=c.source.name)
                             for c in columns}, lambda _, __, cell: cell, ())  # fmt: skip
    tests: dict[str, pl.Expr] = {}
    for column in columns:
        for guard in column.source.guards - {"refused"}:
            tests[f"{column.source.name} {guard}"] = facts.breaks(column.source.name, guard).any()
    if not tests:
        return columns
    data = pl.LazyFrame([column.cells.alias(column.source.name) for column in columns])
    broken = {test for test, found in data.select(**tests).collect().row(0, named=True).items()
              if found}  # fmt: skip
    return [_guarded(column, facts, broken) for column in columns]


def _guarded(column: Column, facts: Facts, broken: set[str]) -> Column:
    """A column with the guards left; what may be meant in two ways is for the exact engine."""
    source = column.source
    left = {
        guard for guard in source.guards if guard == "refused" or f"{source.name} {guard}" in broken
    }
    rows = column.doubtful
    if "odd" in left:
        mask = column.cells.to_frame(source.name).select(facts.breaks(source.name, "odd"))
        rows = (*rows, *mask.to_series().arg_true().to_list())
    return replace(column, source=source.guarded(left - {"odd"}), doubtful=rows)


def _contradict(
    frame: Frame, cells: pl.DataFrame, sources: Mapping[str, Source], pair: tuple[str, str]
) -> bool:
    """Whether a part exceeds its whole in some row; asked once of a frame."""
    known = _pairs.setdefault(frame, {})
    key = tuple(f"{name} {sources[name].factor}" for name in pair)
    if key not in known:
        facts = Facts(LANGUAGE, sources, lambda _, __, cell: cell, (pair,))
        known[key] = bool(cells.lazy().select(facts.exceeds(*pair).any()).collect().item())
    return known[key]
