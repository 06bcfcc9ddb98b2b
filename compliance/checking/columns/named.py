"""The schools of a frame that somebody names, found without reading the others."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import narwhals.stable.v2 as nw

from compliance.checking.columns.frames.lazy import collected
from compliance.checking.columns.language import any_of
from compliance.checking.columns.source import found
from compliance.intake.frame import Rows
from compliance.intake.school import School, Schools
from compliance.rulebook.rulebook import Rulebook


def named(schools: Schools, rulebook: Rulebook, keys: Collection[str]) -> Sequence[School]:
    """Every school whose id or name is among some keys; of a lazy frame only these are collected.

    There a school without the id that others have is none that could be told from others.

    Raises:
        FactsError: if the frame cannot be read.
    """
    items = schools.items
    if not isinstance(items, Rows):
        return [school for school in items if school.id in keys or school.name in keys]
    if not keys:
        return []
    if items.frame.lazy:
        sources, _ = found(rulebook, items.frame.schema)
        cells = [nw.col(sources[fact].column).cast(nw.String).str.strip_chars()
                 for fact in ("id", "name") if fact in sources]  # fmt: skip
        if not cells:
            return []
        mask = any_of([cell.is_in(sorted(keys)) for cell in cells])
        return list(items.of(collected(items.frame.data.filter(mask, ~cells[0].is_null()))))
    from compliance.checking.columns.frames.table import table  # noqa: PLC0415 - needs polars

    read = table(items.frame, rulebook)
    names = [read.names, read.cells.get_column("name", default=None)]
    masks = [one.cast(read.names.dtype).is_in(sorted(keys)) for one in names if one is not None]
    return list(items.some(any_of(masks).arg_true().to_list()))
