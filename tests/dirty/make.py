"""The corpus of dirty files: each with one trap, and what every one of its cells must read as.

No school, person or place in it exists. Nothing of it is kept: the files are made when they are
tested. Run this file with a folder to look at them.

``read`` gives, row by row, what each cell is read as: the exact value with its unit; ``!code`` for
a cell that is refused; ``value !code`` for one that is read with a doubt, or contradicted; "" for
one that holds no figure; ``not read`` under a heading that is not known. ``sheet`` holds what is
said of places that belong to no school. ``raises`` is the code for a file that is refused whole.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

HEAD = ["学校名称", "占地面积（亩）", "在校生数"]
GOOD = ["甲校", 60, 980]
GOOD_READ = ["甲校", "40000 m²", "980 student"]


class Dirty(NamedTuple):
    """A file: its name, how its bytes are made, the trap in it, and what is to be read."""

    name: str
    make: Callable[[], bytes]
    trap: str
    read: Mapping[int, Sequence[str | None]] | Mapping[str, str] = {}
    sheet: Mapping[str, str] = {}
    raises: str = ""

    @property
    def cells(self) -> dict[str, str]:
        """What each cell is read as, by its address behind the file's name."""
        found: dict[str, str] = {}
        for row, texts in self.read.items():
            if isinstance(texts, str):
                found[str(row)] = texts
                continue
            for column, text in enumerate(texts):
                if text is not None:
                    found[f"{'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[column]}{row}"] = text
        return found


def corpus() -> list[Dirty]:
    """Every dirty file."""
    import dirty_cells  # noqa: PLC0415
    import dirty_files  # noqa: PLC0415 - the lists import this module
    import dirty_sheets  # noqa: PLC0415

    return [*dirty_cells.FILES, *dirty_sheets.FILES, *dirty_files.FILES]


if __name__ == "__main__":
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    for dirty in corpus():
        (folder / dirty.name).write_bytes(dirty.make())
