"""The long ledger as a Parquet file, written whole or not at all."""

from __future__ import annotations

import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from compliance.checking.columns.findings import ColumnFindings
from compliance.checking.findings import Findings
from compliance.errors import ComplianceError, Place, Problem


def write_parquet(
    findings: Findings, path: Path, progress: Callable[[int], object] | None = None
) -> Counter[str]:
    """Write the ledger, numbers as float64; data larger than memory pass through in batches.

    Returns:
        How many schools have each outcome.

    Raises:
        ComplianceError: if the file cannot be written; nothing is left behind.
        FactsError: if the data turn out to be unreadable.
        MissingExtra: if polars is not installed.
    """
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=f".{path.name}.") as folder:
            written = Path(folder) / "ledger.parquet"
            if isinstance(findings, ColumnFindings):
                counts = findings.write_parquet(written, progress)
            else:
                _whole(findings, written)
                counts = Counter({str(outcome): n for outcome, n in findings.counts.items()})
            written.replace(path)
    except OSError as error:
        values = {"why": error.strerror or str(error)}
        raise ComplianceError(
            Problem("output-unwritable", Place(str(path)), values=values)
        ) from None
    return counts


def _whole(findings: Findings, path: Path) -> None:
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - only who wants a frame pays for it

    nw.from_native(findings.to_frame(numbers="float"), eager_only=True).write_parquet(str(path))
