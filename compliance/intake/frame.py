"""A dataframe as it came: recognised, its rows read only when somebody asks for schools."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any, overload

from compliance.errors import FactsError, Place, Problem, missing_extra
from compliance.intake.school import School
from compliance.intake.values import no_value, shown

Profiles = Callable[[list[dict[str, Any]], int], tuple[School, ...]]
"""Rows and the number of the first → schools."""


@dataclass(frozen=True, eq=False)
class Frame:
    """Any dataframe that narwhals knows; ``data`` is its narwhals frame, eager or lazy.

    ``first`` is the number of its first row, in the data that it was cut from.
    """

    data: Any
    lazy: bool
    backend: str
    first: int = 1

    @cached_property
    def schema(self) -> Mapping[str, Any]:
        """The columns and their types."""
        try:
            return dict(self.data.collect_schema())
        except Exception as error:  # noqa: BLE001 - a dozen libraries, each with its own errors
            raise unreadable(error) from None

    @cached_property
    def height(self) -> int:
        """How many rows there are; a lazy frame has to be counted."""
        if not self.lazy:
            return len(self.data)
        import narwhals.stable.v2 as nw  # noqa: PLC0415 - only who brings a frame pays for it

        try:
            return int(self.data.select(nw.len().alias("rows")).collect()["rows"][0])
        except Exception as error:  # noqa: BLE001 - as above; a lazy frame may fail anywhere
            raise unreadable(error) from None

    def records(self, rows: Sequence[int] | None = None) -> list[dict[str, Any]]:
        """The rows as mappings, all or those asked for."""
        try:
            eager = self.data.collect() if self.lazy else self.data
            return records(eager if rows is None else eager[list(rows)])
        except Exception as error:  # noqa: BLE001 - as above
            raise unreadable(error) from None


def records(eager: Any) -> list[dict[str, Any]]:
    """The rows of an eager narwhals frame as mappings; 32-bit floats as they were written."""
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - only who brings a frame pays for it

    columns = {
        str(name): [_single(value) for value in eager[name].to_list()]
        if eager.schema[name] == nw.Float32
        else eager[name].to_list()
        for name in eager.columns
    }
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def recognise(data: Any, first: int = 1) -> Frame:
    """What a user brought as a dataframe.

    Raises:
        FactsError: if it is none, or its library cannot say what is in it.
    """
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - as above

    try:
        frame = nw.from_native(data)
    except TypeError:
        raise FactsError(Problem("data-kind", values={"found": type(data).__name__})) from None
    except Exception as error:  # noqa: BLE001 - as above
        raise unreadable(error) from None
    found = Frame(frame, isinstance(frame, nw.LazyFrame), str(frame.implementation.value), first)
    if not all(isinstance(name, str) for name in found.schema):
        raise unreadable(TypeError("column names"))
    return found


def scan_parquet(path: Path) -> Frame:
    """A Parquet file as a lazy frame; nothing is read but its columns' names and types.

    Raises:
        FactsError: if there is no such file, or it is none.
        MissingExtra: if polars is not installed.
    """
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - as above

    if find_spec("polars") is None:
        raise missing_extra("polars", "polars")
    if not path.is_file():
        raise FactsError(Problem("no-such-file", Place(str(path))))
    return recognise(nw.scan_parquet(str(path), backend="polars").to_native())


def unreadable(error: Exception) -> FactsError:
    """Whatever error a library has of its own, as ours."""
    why = f"{type(error).__name__}: {shown(error, 200)}"
    return FactsError(Problem("data-unreadable", Place("frame"), values={"why": why}))


class Rows(Sequence[School]):
    """The schools of a frame, read at the first use."""

    def __init__(self, frame: Frame, profiles: Profiles) -> None:
        self.frame, self.profiles = frame, profiles

    @cached_property
    def read(self) -> tuple[School, ...]:
        """Every row as a school."""
        return self.profiles(self.frame.records(), self.frame.first)

    def some(self, rows: Sequence[int]) -> Iterator[School]:
        """The schools of some rows."""
        for number, record in zip(rows, self.frame.records(rows), strict=True):
            yield from self.profiles([record], number + self.frame.first)

    def of(self, eager: Any) -> Iterator[School]:
        """The schools of an eager frame that was cut out of this one."""
        yield from self.profiles(records(eager), 1)

    def __len__(self) -> int:
        return self.frame.height

    def __iter__(self) -> Iterator[School]:
        return iter(self.read)

    @overload
    def __getitem__(self, index: int) -> School: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[School]: ...
    def __getitem__(self, index: int | slice) -> School | Sequence[School]:
        return self.read[index]


def _single(value: float | None) -> float | None:
    """A 32-bit float as the shortest decimal that is stored as it.

    >>> _single(0.10000000149011612)
    0.1
    """
    if value is None or no_value(value):
        return None
    for digits in range(1, 10):
        short = float(f"{value:.{digits}g}")
        if struct.pack("f", short) == struct.pack("f", value):
            return short
    return value
