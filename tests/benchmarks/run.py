"""Measure what the library promises about speed: ``python tests/benchmarks/run.py [NAME ...]``.

Prints a table of medians and asserts nothing about time: it fails only if code that is compared
disagrees, or breaks.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1]), str(HERE)]

import engines  # noqa: E402 - found by the path above
import starting  # noqa: E402
import workbooks  # noqa: E402
from figures import Figure, table  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable


def main() -> None:
    """Run the benchmarks that are named, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "names", nargs="*", metavar="NAME", help="engines quantity import load file"
    )
    parser.add_argument("--schools", type=int, default=10_000, help="schools in the workbook")
    parser.add_argument("--profile", action="store_true", help="top ten functions of `file`")
    options = parser.parse_args()
    benchmarks: dict[str, Callable[[], list[Figure]]] = {
        "engines": engines.figures,
        "quantity": starting.quantities,
        "import": starting.imports,
        "load": starting.loading,
        "file": lambda: workbooks.figures(options.schools, profile=options.profile),
    }
    unknown = [name for name in options.names if name not in benchmarks]
    if unknown:
        parser.error(f"{', '.join(unknown)}: {', '.join(benchmarks)}")
    chosen = options.names or list(benchmarks)
    print(table(figure for name in chosen for figure in benchmarks[name]()))


if __name__ == "__main__":
    main()
