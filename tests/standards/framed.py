"""The examples of a standard as rows of dataframes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]

from compliance.rulebook.overlay import Layer, read_layers
from compliance.rulebook.rulebook import Rulebook, build


class Together(NamedTuple):
    """Profiles that are judged in one frame: under one rulebook, and beside no others."""

    rulebook: Rulebook
    profiles: list[dict[str, Any]]


def together(identifier: str) -> Iterator[Together]:
    """The examples of a standard's own clauses, by reading, by day, and by whom they stand beside.

    A standard that is only a draft is judged as if it bound.
    """
    layers = read_layers(identifier)
    found: dict[tuple[str, str, dt.date | None, int], list[dict[str, Any]]] = {}
    for number, (clause, example) in enumerate(examples(layers)):
        reading = example.get("reading", "")
        others = example.get("others", ())
        key = (clause if reading else "", reading, _day(example), number if others else 0)
        for n, given in enumerate((example["given"], *others)):
            profile = {"id": f"{clause} {number}.{n}", **given}
            if profile not in found.setdefault(key, []):
                found[key].append(profile)
    for (clause, reading, on, _), profiles in found.items():
        readings = {clause: reading} if reading else {}
        yield Together(build(layers, on, readings=readings, drafts=True), profiles)


def examples(layers: Sequence[Layer]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every example that the last layer's file holds, with its clause."""
    data = layers[-1].document.data
    for section in ("clauses", "change", "add"):
        for card in data.get(section, ()):
            for example in card.get("examples", ()):
                yield card.get("id") or card["clause"], example


def _day(example: Mapping[str, Any]) -> dt.date | None:
    return dt.date.fromisoformat(str(example["on"])) if "on" in example else None


def frame(profiles: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """A row a profile; what a profile does not report is null."""
    table = pa.Table.from_pylist(alike([dict(profile) for profile in profiles]))
    found = pl.from_arrow(table)
    assert isinstance(found, pl.DataFrame)
    return found


def alike(records: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Records with the same keys, and under each key values of one kind."""
    names = dict.fromkeys(name for record in records for name in record)
    columns = {name: _column([record.get(name) for record in records]) for name in names}
    return [{name: columns[name][n] for name in names} for n in range(len(records))]


def _column(values: list[Any]) -> list[Any]:
    kinds = {type(value) for value in values} - {type(None)}
    if kinds <= {tuple, list}:  # parts or members: all of all rows are made alike together
        items = iter(alike([item for value in values for item in value or ()]))
        return [None if value is None else [next(items) for _ in value] for value in values]
    if kinds <= {int, Decimal}:
        return [None if value is None else float(value) for value in values]
    if kinds <= {bool}:
        return values
    return [None if value is None else _written(value) for value in values]


def _written(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
