"""A folder of one-school workbooks, five sheets each, to schools."""

from __future__ import annotations

import argparse
import importlib
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import compliance

TABLES = ("教基1001", "教基3221", "教基4251", "教基4261", "教基5377")
TYPE = "中等技术学校"


def basics(number: int) -> list[list[object]]:
    """Labels with their values beside them, forty rows of them."""
    code, name = f"3135{number:06}", f"第{number}职业学校"
    rows: list[list[object]] = [["学校（机构）标识码", "", code], ["学校（机构）名称", "", name]]
    return [["学校（机构）基本情况"], ["教基1001"], *rows,
            *([f"其他数据项{n}", "", n] for n in range(40))]  # fmt: skip


def table(name: str, headings: tuple[str, ...], number: int) -> list[list[object]]:
    """Number and unit above a table of thirty rows and sixteen columns."""
    head: list[object] = [
        "指标",
        "编号",
        *headings,
        *(f"其他栏{n}" for n in range(14 - len(headings))),
    ]
    rows: list[list[object]] = [
        [name], ["教基" + name[2:6], *[""] * 14, "单位：平方米、万元、册、台、人"], head,
        ["甲", "乙", *range(1, 15)], ["总计", "01", *(number % 900 + 300 + n for n in range(14))],
    ]  # fmt: skip
    return [*rows, *([f"第{n}项", f"{n:02}", *range(n, n + 14)] for n in range(2, 30))]


def write(folder: Path, number: int) -> None:
    """One workbook, named after its school."""
    xlsxwriter: Any = importlib.import_module("xlsxwriter")
    headings = {
        "教基3221": ("招生数", "在校生数"), "教基4251": ("教职工", "专任教师"),
        "教基4261": ("专业课教师", "双师型教师"),
        "教基5377": ("占地面积", "图书", "教学用计算机", "教学仪器设备资产值"),
    }  # fmt: skip
    with xlsxwriter.Workbook(folder / f"第{number}职业学校({TYPE}).xlsx") as book:
        for name in TABLES:
            page = book.add_worksheet(f"{name}_{TYPE}")
            rows = basics(number) if name == TABLES[0] else table(name, headings[name], number)
            for n, row in enumerate(rows):
                page.write_row(n, 0, row)


def main() -> None:
    """Print how long reading takes, the best of some runs."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--workbooks", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for number in range(1, given.workbooks + 1):
            write(folder, number)
        took = []
        for _ in range(given.runs):
            start, busy = time.perf_counter(), time.process_time()
            schools = compliance.read(folder)
            took.append((time.perf_counter() - start, time.process_time() - busy))
        facts = sum(len(school.facts) for school in schools)
        if len(schools) != given.workbooks:
            sys.exit(f"{len(schools)} of {given.workbooks}")
        print(f"{given.workbooks} workbooks × {len(TABLES)} sheets, {facts} facts: "
              f"{min(took)[0]:.2f} s, of which busy {min(took)[1]:.2f} s")  # fmt: skip


if __name__ == "__main__":
    main()
