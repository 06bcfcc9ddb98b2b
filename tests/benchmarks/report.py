"""The HTML report of a region: ``python tests/benchmarks/report.py [SCHOOLS]``.

Prints the CPU seconds that a report takes and how large it is; the schools are those of the
example, under new ids.
"""

from __future__ import annotations

import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from figures import ROOT, Figure, seconds, table

import compliance
from compliance.reports.html.report import write_html

STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
RUNS = 3


def findings(count: int) -> compliance.Findings:
    """So many schools, judged."""
    known = compliance.read(ROOT / "docs/examples/fuzhou-36-gaps.xlsx")
    rows = list(known)
    items = tuple(replace(rows[n % len(rows)], id=f"FZ-{n + 1:05}") for n in range(count))
    return compliance.check(replace(known, items=items), compliance.load(STANDARD))


def figures(count: int = 500) -> list[Figure]:
    """Time and size."""
    found = findings(count)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "report.html"
        times = [seconds(lambda: write_html(path, found), time.process_time) for _ in range(RUNS)]
        size = sum(one.stat().st_size for one in Path(folder).rglob("*.html")) / 1e6
    limits = (3.0, 8.0) if count <= 500 else (None, None)
    return [Figure(f"report of {count} schools", "s", times, limits[0]),
            Figure("its size", "MB", [size], limits[1])]  # fmt: skip


if __name__ == "__main__":
    print(table(figures(int(sys.argv[1]) if len(sys.argv) > 1 else 500)))
