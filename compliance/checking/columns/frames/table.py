"""Any eager frame as a polars table of a rulebook's facts, looked through once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any
from weakref import WeakKeyDictionary

import polars as pl
from polars import selectors

from compliance.checking.columns.cells.facts import REFUSED, Facts
from compliance.checking.columns.frames.reading import Column, column_of
from compliance.checking.columns.language import Frames
from compliance.checking.columns.source import Source, contradictions, found
from compliance.errors import FactsError, Place, Problem
from compliance.intake.frame import Frame, unreadable
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Vocabulary


class Polars(Frames):
    """polars, which divides by a constant through its reciprocal: one rounding too many."""

    def shortened(self, cell: pl.Expr, scale: float) -> pl.Expr:
        """The float64 nearest to each number rounded to whole parts of ``1 / scale``."""
        whole: pl.Expr = self.nearest(cell * scale)
        return whole / (whole * 0.0 + scale)


LANGUAGE = Polars(pl)
Key = tuple[str, int]
"""A column and the fact that it was read as."""
_columns: WeakKeyDictionary[Frame, dict[Key, Column]] = WeakKeyDictionary()
_names: WeakKeyDictionary[Frame, dict[tuple[Key | None, ...], pl.Series]] = WeakKeyDictionary()
_arrow_names: WeakKeyDictionary[Frame, dict[int, Any]] = WeakKeyDictionary()
_pairs: WeakKeyDictionary[Frame, dict[tuple[Key, ...], bool]] = WeakKeyDictionary()


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """The columns that a rulebook asks for, one a fact, under the facts' names."""

    cells: pl.DataFrame
    names: pl.Series
    frame: Frame
    sources: Mapping[str, Source]
    contradictions: tuple[tuple[str, str], ...]
    doubtful: frozenset[int] = field(repr=False)

    @property
    def arrow_names(self) -> Any:
        """The names for pyarrow, which cannot share the memory of polars' texts."""
        made = _arrow_names.setdefault(self.frame, {})
        if id(self.names) not in made:
            made[id(self.names)] = self.names.to_arrow()
        return made[id(self.names)]

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
                  if _contradict(frame, cells, read, keys, pair))  # fmt: skip
    names = _names_of(frame, cells, (keys.get("id"), keys.get("name")))
    return Table(cells, names, frame, read, pairs, frozenset(doubtful))


def _names_of(frame: Frame, cells: pl.DataFrame, key: tuple[Key | None, ...]) -> pl.Series:
    """What the schools are called: by id, else by name, else by the number of the row."""
    made = _names.setdefault(frame, {})
    if key not in made:
        known = [cells[name].cast(pl.String) for name in ("id", "name") if name in cells.columns]
        if not known or known[0].null_count():
            first = frame.first
            numbers = pl.format("#{}", pl.int_range(first, first + len(cells)))
            known = [cells.select(pl.coalesce(*known, numbers)).to_series()]
        if "id" in cells.columns or "name" in cells.columns:
            refuse_twice(known[0])
        made[key] = known[0].alias("school")
    return made[key]


def refuse_twice(names: pl.Series) -> None:
    """Refuse schools of one name.

    Raises:
        FactsError: with the rows of the first two.
    """
    if (names.shift(1) < names).all() or names.n_unique() == len(names):
        return  # in a file that is in order, looking at neighbours is enough
    twice = names.filter(names.is_duplicated())[0]
    one, two = (names == twice).arg_true()[:2]
    values = {"school": twice, "where": f"frame[{one}]"}
    raise FactsError(Problem("school-twice", Place(f"frame[{two}]"), values=values))


def _read(frame: Frame, sources: Sequence[Source], vocabulary: Vocabulary) -> Iterable[Column]:
    if not sources:
        return []
    raw = _to_polars(frame, [source.column for source in sources])
    columns = [column_of(source, raw[source.column], vocabulary) for source in sources]
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
    frame: Frame, cells: pl.DataFrame, sources: Mapping[str, Source], keys: Mapping[str, Key],
    pair: tuple[str, str],
) -> bool:  # fmt: skip
    """Whether a part exceeds its whole in some row; asked once of a frame."""
    known = _pairs.setdefault(frame, {})
    key = tuple(keys[name] for name in pair)
    if key not in known:
        facts = Facts(LANGUAGE, sources, lambda _, __, cell: cell, (pair,))
        known[key] = bool(cells.lazy().select(facts.exceeds(*pair).any()).collect().item())
    return known[key]
