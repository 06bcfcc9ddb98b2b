"""The coverage of source documents as a table: totals a document, or every row."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.checking.linting.coverage import Coverage, Covered
from compliance.documents.coverage import STATES
from compliance.text import Text, word


def coverage_lines(
    found: Coverage, language: str, *, rows: bool = False, markdown: bool = False
) -> Iterator[str]:
    """A table with a line a document, or, with ``rows``, one with a line a row for each."""
    if rows:
        for one in found:
            yield from _rows(one, language, markdown=markdown)
        return
    head = [word("coverage.document").show(language), word("coverage.rows").show(language),
            *(word(f"coverage.{state}").show(language) for state in STATES),
            word("coverage.checkable").show(language)]  # fmt: skip
    body = [_totals(one, language) for one in found]
    yield from _table([head, *body], markdown=markdown)


def _totals(one: Covered, language: str) -> list[str]:
    encoded, of = one.checkable
    share = f"{encoded}/{of}" if of else "—"
    title = one.manifest.title.text.show(language)
    counts = [str(n) for n in one.counts.values()]
    return [f"{one.name} {title}", str(len(one.manifest.rows)), *counts, share]


def _rows(one: Covered, language: str, *, markdown: bool) -> Iterator[str]:
    yield f"{'## ' if markdown else ''}{one.name} {one.manifest.title.text.show(language)}"
    yield ""
    head = [word(f"coverage.{key}").show(language) for key in ("row", "phrase", "state", "held")]
    body = []
    for name, row in one.manifest.rows.items():
        held = ", ".join(row.held_by) or row.out_of_scope or row.awaiting or ""
        note = f" ({row.note})" if row.note else ""
        state: Text = word(f"coverage.{row.states[0]}")
        body.append([name, row.phrase, state.show(language), held + note])
    yield from _table([head, *body], markdown=markdown)
    yield ""


def _table(rows: list[list[str]], *, markdown: bool) -> Iterator[str]:
    if not markdown:
        yield from ("  ".join(row) for row in rows)
        return
    for n, row in enumerate(rows):
        yield f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in row)} |"
        if n == 0:
            yield f"|{'---|' * len(row)}"
