"""Make ``forms``: three invented schools, a workbook each, as forms are filed."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Any

import xlsxwriter

FOLDER = Path(__file__).parent / "forms"
MADE = dt.datetime(2026, 1, 1)  # noqa: DTZ001 - a fixed day, so that the files stay the same
TYPE = "中等技术学校"
MERGED = ("A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4")


def table(campus: object, equipment: object, books: object) -> list[list[Any]]:
    """Number and unit above two rows of headings, ordinals, and the rows of data."""
    return [
        ["办学条件（示例数据）"],
        ["表号：示基5001", "", "", "", "", "", "单位：平方米、万元、册"],
        ["指标", "编号", "占地面积", "", "固定资产", "", "图书"],
        ["", "", "计", "其中：绿化", "计", "其中：教学仪器设备", ""],
        ["甲", "乙", 1, 2, 3, 4, 5],
        ["一、总计", "01", campus, 8000, 2100, equipment, books],
        ["其中：租用", "02", 0, 0, 0, 0, 0],
    ]


def write(name: str, code: str, students: int, rows: list[list[Any]]) -> None:
    """One workbook, named after its school and type."""
    basics: list[list[Any]] = [
        ["示基1001 学校基本情况（示例数据）"],
        ["学校标识码", code],
        ["学校名称", name],
        ["在校生数", students],
    ]
    with xlsxwriter.Workbook(FOLDER / f"{name}({TYPE}).xlsx") as book:
        book.set_properties({"created": MADE})
        for sheet, cells in (("示基1001", basics), ("示基5001", rows)):
            page = book.add_worksheet(f"{sheet}_{TYPE}")
            for n, row in enumerate(cells):
                page.write_row(n, 0, row)
            for area in MERGED if sheet == "示基5001" else ():
                page.merge_range(area, cells[int(area[1]) - 1][ord(area[0]) - 65])


def main() -> None:
    """As the form is; with a row inserted; with a heading that says another thing."""
    FOLDER.mkdir(exist_ok=True)
    write("东风职校", "3135000001", 1000, table(42000, 320, 31000))
    moved = table(39000, 280, 30000)
    write("青山职校", "3135000002", 1100, [*moved[:5], ["上年", "00", 1, 1, 1, 1, 1], *moved[5:]])
    other = table(45000, 400, 36000)
    other[2][6] = "电子图书"
    write("三江职校", "3135000003", 1200, other)


if __name__ == "__main__":
    main()
