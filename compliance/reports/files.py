"""Findings and advice as CSV, JSON and NDJSON, written whole or not at all."""

from __future__ import annotations

import csv
import io
import json
import os
import tempfile
from collections.abc import Callable, Iterator
from operator import itemgetter
from pathlib import Path

from compliance.advice.advice import Advice
from compliance.advice.shown.record import COLUMNS as ADVICE_COLUMNS
from compliance.checking.findings import Findings
from compliance.checking.shown.ledger import COLUMNS
from compliance.errors import ComplianceError, Place, Problem

BLOCK = 5000


def csv_blocks(findings: Findings | Advice) -> Iterator[str]:
    """The ledger as CSV text, some thousand rows at a time."""
    columns = ADVICE_COLUMNS if isinstance(findings, Advice) else COLUMNS
    buffer = io.StringIO()
    writer, cells = csv.writer(buffer, lineterminator="\n"), itemgetter(*columns)
    writer.writerow(columns)
    for n, row in enumerate(findings.ledger(), 1):
        writer.writerow(cells(row))
        if n % BLOCK == 0:
            yield buffer.getvalue()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue()


def json_blocks(findings: Findings | Advice) -> Iterator[str]:
    """Everything as one JSON document."""
    yield json.dumps(findings.to_dict(), ensure_ascii=False, indent=1) + "\n"


def ndjson_blocks(findings: Findings | Advice) -> Iterator[str]:
    """One finding a line, with text, inputs, levers and reading; of advice, one school a line."""
    if isinstance(findings, Advice):
        yield from (json.dumps(one.to_dict(), ensure_ascii=False) + "\n" for one in findings)
        return
    for item in findings:
        for finding in item:
            yield json.dumps(finding.to_dict(), ensure_ascii=False) + "\n"


FORMATS: dict[str, Callable[[Findings | Advice], Iterator[str]]] = {
    "csv": csv_blocks,
    "json": json_blocks,
    "ndjson": ndjson_blocks,
}


def write(path: Path, blocks: Iterator[str], *, for_excel: bool = False) -> None:
    """Write text to a temporary file beside ``path``, then rename: nothing is half-written.

    ``for_excel`` puts a byte order mark first, without which Excel reads Chinese CSV wrongly.

    Raises:
        ComplianceError: if the file cannot be written; nothing is left behind.
    """
    encoding = "utf-8-sig" if for_excel else "utf-8"

    def fill(handle: int) -> None:
        with os.fdopen(handle, "w", encoding=encoding, newline="") as out:
            for block in blocks:
                out.write(block)

    _replaced(path, fill)


def write_bytes(path: Path, data: bytes) -> None:
    """Write a file that is no text, likewise whole or not at all.

    Raises:
        ComplianceError: if the file cannot be written; nothing is left behind.
    """

    def fill(handle: int) -> None:
        with os.fdopen(handle, "wb") as out:
            out.write(data)

    _replaced(path, fill)


def _replaced(path: Path, fill: Callable[[int], None]) -> None:
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        fill(handle)
        Path(temporary).chmod(0o666 & ~_umask())  # as any new file: colleagues are to read it
        Path(temporary).replace(path)
    except OSError as error:
        _remove(temporary)
        raise ComplianceError(
            Problem("output-unwritable", Place(str(path)), values={"why": error.strerror or ""})
        ) from None
    except BaseException:
        _remove(temporary)
        raise


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _remove(temporary: str) -> None:
    if temporary:
        Path(temporary).unlink(missing_ok=True)
