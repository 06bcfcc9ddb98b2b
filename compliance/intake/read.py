"""``read``: a path, a profile, a list of profiles or a dataframe → schools."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from compliance.errors import FactsError, Place, Problem
from compliance.intake.files import (
    csv_grid,
    decode,
    first_bytes,
    json_records,
    ndjson_records,
    read_bytes,
)
from compliance.intake.forms.folder import is_folder, named, read_folder, read_form
from compliance.intake.forms.model import Form
from compliance.intake.frame import Frame, Rows, recognise, scan_parquet
from compliance.intake.page import is_page, read_page
from compliance.intake.profile import profile_schema, read_profile
from compliance.intake.school import School, Schools
from compliance.intake.tables.grid import Grid, blank
from compliance.intake.tables.heading import score
from compliance.intake.tables.rows import read_grid
from compliance.intake.values import shown
from compliance.intake.workbook import is_workbook, read_workbook
from compliance.vocabulary import Vocabulary

TEXT_FORMATS = (".csv", ".txt", ".tsv")
SHEET_FORMATS = (".xls", ".xlsx", ".et")
JSON_FORMATS = (".json",)
PARQUET = b"PAR1"
READ_AT_ONCE = 10_000
"""Rows of a frame in memory; more are read when somebody asks for schools one by one."""
COLUMN_FORMATS = (".parquet", ".pq")
LINE_FORMATS = (".ndjson", ".jsonl")


def read(
    data: Any, vocabulary: Vocabulary, forms: Callable[[Path], Sequence[Form]] | None = None,
    progress: Callable[[int], object] | None = None,
) -> Schools:  # fmt: skip
    """Schools from a file, a folder of forms, one profile, a list of profiles, or any dataframe.

    ``forms`` gives the form descriptions for a path, ``progress`` is called with the number of
    files of a folder that were read.

    Raises:
        FactsError: if the data cannot be read as schools at all. A single value that is not
            understood is an issue of its school, with its cell, and the fact stays unreported.
    """
    if isinstance(data, Schools):
        return data
    if isinstance(data, str | Path):
        path = Path(data)
        known = forms or (lambda _: ())
        if is_folder(path):
            return read_folder(path, vocabulary, known(path), progress)
        return _file(path, vocabulary, known)
    if isinstance(data, Mapping):
        return _profiles([data], vocabulary, "")
    if isinstance(data, list | tuple):
        return _profiles(data, vocabulary, "")
    return _frame(data, vocabulary)


def _file(path: Path, vocabulary: Vocabulary, forms: Callable[[Path], Sequence[Form]]) -> Schools:
    """A file by its first bytes; its name decides only what kind of text it is."""
    suffix, first = path.suffix.lower(), first_bytes(path)
    if first.startswith(PARQUET) or (suffix in COLUMN_FORMATS and not is_workbook(first)):
        return of_frame(scan_parquet(path), vocabulary)
    raw, name = read_bytes(path), shown(path.name, 255)
    if is_workbook(raw):
        known = forms(path)
        grids = read_workbook(raw, name, lambda names: named(known, names) or names)
        form = read_form(grids, name, vocabulary, known) if known else None
        return form or _best(grids, name, vocabulary)
    if is_page(raw):
        return _best(read_page(decode(raw, name), name), name, vocabulary)
    if suffix in TEXT_FORMATS or (suffix in SHEET_FORMATS and raw.lstrip()[:1] != b"<"):
        grid = csv_grid(raw, name, lambda grid: score(grid, vocabulary))
        return read_grid(grid, vocabulary)
    if suffix in JSON_FORMATS:
        return _profiles(json_records(raw, name, profile_schema(vocabulary)), vocabulary, name)
    if suffix in LINE_FORMATS:
        return _profiles(ndjson_records(raw, name, profile_schema(vocabulary)), vocabulary, name)
    raise FactsError(Problem("data-format", Place(name), values={"found": suffix or "—"}))


def _best(grids: list[Grid], name: str, vocabulary: Vocabulary) -> Schools:
    """The sheet of which most columns are understood; the others are named, not read.

    Sheets that are hidden come last: they often hold another year's figures.
    """
    if not grids:
        raise FactsError(Problem("data-no-header", Place(name), values={"rows": 0}))
    scores = [(_in_sight(grid), score(grid, vocabulary)) for grid in grids]
    seen = [pair if pair[1] >= 2 else (False, pair[1]) for pair in scores]
    best = grids[seen.index(max(seen))]
    schools = read_grid(best, vocabulary)
    others = tuple(
        Problem("sheet-not-read", Place(grid.place), severity="note")
        for grid in grids
        if grid is not best and any(not blank(cell) for row in grid.rows for cell in row)
    )
    return Schools(schools.items, vocabulary, schools.source, "", schools.columns,
                   (*schools.issues, *others))  # fmt: skip


def _in_sight(grid: Grid) -> bool:
    return not any(note.code == "sheet-hidden" for note in grid.notes)


def _profiles(data: Iterable[Any], vocabulary: Vocabulary, source: str) -> Schools:
    return Schools(_each(data, vocabulary, source, 1), vocabulary, source, "", (), ())


def _each(
    data: Iterable[Any], vocabulary: Vocabulary, source: str, first: int
) -> tuple[School, ...]:
    """Profiles as schools, no two of one name; ``first`` is the number of the first."""
    schools: list[School] = []
    seen: dict[str, str] = {}
    for n, profile in enumerate(data, first):
        if not isinstance(profile, Mapping):
            raise FactsError(Problem("data-not-schools", Place(f"{source}[{n - 1}]")))
        where = f"{source}[{n - 1}]." if source else f"[{n - 1}]." if n > 1 else ""
        school = read_profile(profile, vocabulary, n, where, row=source == "frame",
                              file=source not in ("", "frame"))  # fmt: skip
        if school.id in seen:
            raise FactsError(
                Problem("school-twice", Place(where.rstrip(".") or "[0]"),
                        values={"school": school.id, "where": seen[school.id]})
            )  # fmt: skip
        seen[school.id] = where.rstrip(".") or "[0]"
        schools.append(school)
    return tuple(schools)


def _frame(data: Any, vocabulary: Vocabulary) -> Schools:
    """Any dataframe that narwhals knows; columns are names or printed labels."""
    return of_frame(recognise(data), vocabulary)


def of_frame(frame: Frame, vocabulary: Vocabulary) -> Schools:
    """The schools of a frame that was recognised, a row each."""
    rows = Rows(frame, lambda records, first: _each(records, vocabulary, "frame", first))
    items = rows if frame.lazy or frame.height > READ_AT_ONCE else rows.read
    return Schools(items, vocabulary, "frame", frame.backend, frame=frame)
