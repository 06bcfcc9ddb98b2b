"""The data-quality ledger as CSV, JSON and lines of text."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator

from compliance.checking.shown.ledger import unit_text
from compliance.intake.quality.ledger import STATUSES, CellReading
from compliance.intake.school import Schools
from compliance.text import word

COLUMNS = ("cell", "school", "label", "fact", "given", "read_as", "status", "why", "code")
MARKS = {"read": "√", "refused": "×", "missing": "—", "contradicted": "×", "implausible": "△",
         "not_read": "—"}  # fmt: skip
BLOCK = 5000


def chosen(schools: Schools, *, cells: bool) -> Iterator[CellReading]:
    """Every cell, or only those that were neither plainly read nor left empty."""
    return (row for row in schools.ledger() if cells or row.status not in ("read", "missing"))


def csv_cells(rows: Iterable[CellReading], language: str) -> Iterator[str]:
    """The cells as CSV, some thousand rows at a time."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    for n, row in enumerate(rows, 1):
        *first, _, code = row
        writer.writerow([*map(_inert, first), _inert(row.why.show(language)), code])
        if n % BLOCK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def _inert(text: str) -> str:
    """Text that Excel does not take for a formula when it opens the file."""
    return f"'{text}" if text[:1] in ("=", "+", "@") else text


def json_cells(rows: Iterable[CellReading]) -> Iterator[str]:
    """The cells as one JSON list, a line each."""
    yield "["
    comma = ""
    for row in rows:
        yield f"{comma}\n{json.dumps(row.to_dict(), ensure_ascii=False)}"
        comma = ","
    yield "\n]\n"


def cell_line(row: CellReading, language: str) -> str:
    """One cell: where it is, what was given, what it was read as."""
    said = word(
        "quality.row", mark=MARKS[row.status], cell=row.cell, school=row.school, label=row.label,
        given=row.given or "—", status=word(f"quality.status.{row.status}"),
        read_as=unit_text(row.read_as).show("en" if language == "en" else "zh") or "—",
    )  # fmt: skip
    return said.show(language)


def counts_line(schools: Schools, language: str) -> str:
    """How many cells there are of each kind."""
    counts = Counter(row.status for row in schools.ledger())
    named = {status: counts[status] for status in STATUSES}
    return word("quality.counts", cells=counts.total(), **named).show(language)
