"""What the notebooks need beside the library: cells to change in a workbook, tables to look at."""  # noqa: INP001 - beside the pages that import it

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import xlsxwriter
from IPython.display import Markdown
from python_calamine import load_workbook
from xlsxwriter.utility import xl_cell_to_rowcol

from compliance.text import word


def edited(source: str | Path, target: str | Path, changes: Mapping[str, str | float]) -> None:
    """Save the first sheet of ``source`` as ``target`` with other values in some cells.

    Args:
        source: a workbook.
        target: where to save the copy.
        changes: a value by the name of its cell, ``N9``; "" empties the cell.
    """
    sheet = load_workbook(source).get_sheet_by_index(0)
    new = {xl_cell_to_rowcol(cell): value for cell, value in changes.items()}
    with xlsxwriter.Workbook(target) as book:
        copy = book.add_worksheet(sheet.name)
        for first, last in sheet.merged_cell_ranges or ():
            copy.merge_range(*first, *last, "")
        for row, values in enumerate(sheet.to_python(skip_empty_area=False)):
            for column, value in enumerate(values):
                if (found := new.get((row, column), value)) != "":
                    copy.write(row, column, found)


def table(heading: Sequence[str], rows: Iterable[Sequence[Any]]) -> Markdown:
    """Rows under a heading."""
    lines = [heading, ["---"] * len(heading), *rows]
    return Markdown("\n".join(f"| {' | '.join(map(str, line))} |" for line in lines))


def say(kind: str, code: str) -> str:
    """A verdict or a reason in both languages; — where there is none."""
    return " ".join(word(f"{kind}.{code}")) if code else "—"
