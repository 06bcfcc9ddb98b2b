"""Makes ``fuzhou-36.xlsx`` and ``fuzhou-36-gaps.xlsx``.

36 schools on the inventory of the Fuzhou scheme of 2016: the 19 that do not meet the standard
are named as in the source, redactions included; the 17 that do are not named there. Every
figure is invented. The sheet is laid out as files from schools are: a title, a heading of two
merged rows, units in brackets, 万元 beside 元 and 亩 beside ㎡, a totals row, a notes row.

Run: python docs/examples/make_fuzhou_36.py [FOLDER]
"""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

Cell = str | int | float


class School(NamedTuple):
    """One row. Areas are in 亩 and ㎡, money in 万元, unless the cell brings its own unit."""

    name: str
    district: str
    owner: str
    kind: str
    new: str
    students: Cell
    teachers: Cell
    specialist: Cell
    general: Cell
    ratio: str
    campus: Cell
    planned_campus: Cell
    floor: Cell
    planned_floor: Cell
    rented: Cell
    training: Cell
    pools: tuple[Cell, Cell, Cell, Cell, Cell, Cell]
    evidence: tuple[str, str, str, str]


HEADING: Sequence[tuple[str, Sequence[str]]] = (
    ("序号", ()),
    ("学校标识码", ()),
    ("学校名称", ()),
    ("所在区县", ()),
    ("举办性质", ()),
    ("办学层次", ()),
    ("学校类别", ()),
    ("是否新建", ()),
    ("学历教育在校生数（人）", ()),
    ("师资队伍", ("专任教师（人）", "专业教师（人）", "公共课教师（人）", "师生比")),
    ("校园面积", ("占地面积（亩）", "规划用地面积（亩）")),
    ("校舍面积", ("建筑面积（㎡）", "规划建筑面积（万㎡）", "校外租赁建筑面积（㎡）")),
    ("实训设施设备总值（万元）", ()),
    ("工科类专业", ("在校生数（人）", "仪器设备值（万元）")),
    ("医药类专业", ("在校生数（人）", "仪器设备值（万元）")),
    ("其他专业", ("在校生数（人）", "仪器设备值（万元）")),
    (
        "佐证材料",
        (
            "专业结构比较合理",
            "各种场地设施基本满足学校办学需要",
            "各种建筑和设施符合国家建设和安全标准",
            "有与所设专业相适应的校内实训场所和设施设备",
        ),
    ),
)
TITLE = "福州市中等职业学校办学条件一览（示例数据：除学校名单的结构外，所有数字均为虚构）"
NOTE = "注：本表为示例，数字均为虚构，不代表任何学校的实际情况。All figures are invented."
GOOD = ("符合", "符合", "闽建验〔2015〕12号（示例）", "有")


def met(number: int, district: str, owner: str, students: int, kind: str = "普通") -> School:
    """A school that meets every indicator, with little to spare, the first with nothing."""
    spare = number - 1
    teachers = max(60, -(-students // 20) + spare)
    specialist = -(-teachers // 2) + spare % 3
    engineering, medical = students * 5 // 10, students * 2 // 10 if number % 3 else 0
    other = students - engineering - medical
    return School(
        f"达标学校{number:02}", district, owner, kind, "否",
        students, teachers, specialist, teachers - specialist, f"1:{round(students / teachers)}",
        round(students * 33 * 3 / 2000 + spare * 0.5, 4), "/",
        students * 20 + spare * 120, "/", spare * 50 % 700 or "无",
        360 + spare * 12.5,
        (
            engineering, engineering * 0.3 + spare,
            medical or "—", medical * 0.3 + spare if medical else "—",
            other, other * 0.25 + spare * 0.5,
        ),
        GOOD,
    )  # fmt: skip


def unmet(  # noqa: PLR0913, PLR0917 - a row has that many figures
    name: str, district: str, owner: str, students: int, teachers: int, campus: float,
    floor: int, training: float, kind: str = "普通",
) -> School:  # fmt: skip
    """A school that misses at least one indicator."""
    specialist = -(-teachers // 2)
    engineering = students * 4 // 10
    other = students - engineering
    return School(
        name, district, owner, kind, "否",
        students, teachers, specialist, teachers - specialist, f"1:{round(students / teachers)}",
        campus, "/", floor, "/", "无", training,
        (engineering, round(engineering * 0.31, 2), 0, 0, other, round(other * 0.26, 2)),
        GOOD,
    )  # fmt: skip


def schools() -> list[School]:
    """The 36 schools: 19 named in the source, 17 not."""
    city, fuqing, lianjiang = "市属", "福清市", "连江县"
    rows = [
        unmet("xxx文教职专", city, "公办", 980, 52, 45, 16800, 285),
        unmet("xxx商贸职专", city, "公办", 640, 38, 30.5, 13500, 190.5),
        unmet("xxx艺术学校", city, "公办", 1210, 71, 24, 13600, 365, "艺术"),
        unmet("xxx盲校", city, "公办", 118, 46, 5.5, 9200, 75, "特殊教育"),
        unmet("xxx聋校", city, "公办", 206, 58, 9.8, 10400, 92.4, "特殊教育"),
        unmet("xxx经济职校", city, "民办", 412, 23, 12.5, 7300, 64),
        unmet("xxx榕西职校", city, "民办", 355, 19, 9.8, 6100, 51.2),
        unmet("xxx国防职校", city, "民办", 528, 27, 15, 8800, 73),
        unmet("省防卫职校", city, "民办", 467, 22, 14.2, 8150, 69.9),
        unmet("xxx外贸职专", "台江区", "公办", 480, 30, 23.7, 9600, 240),
        unmet("xxx跨洋职专", "仓山区", "公办", 720, 40, 20, 12000, 190),
        unmet("xxx环保职专", "仓山区", "公办", 650, 36, 15, 10500, 180),
        unmet("福清高山职技校", fuqing, "公办", 760, 41, 37, 15900, 188),
        unmet("福清光明职高", fuqing, "民办", 390, 18, 13.1, 6900, 58),
        unmet("西山职校", fuqing, "民办", 560, 21, 26, 11000, 90),
        unmet("美佛儿职校", fuqing, "民办", 610, 24, 29, 14100, 102),
        unmet("连江职专", lianjiang, "公办", 980, 55, 38, 17000, 330),
        unmet("青芝成专", lianjiang, "公办", 240, 15, 9, 4300, 36),
        unmet("闽侯美术职校", "高新区", "公办", 1230, 64, 26.4, 24600, 366, "艺术"),
    ]
    places = [
        (city, "公办"), (city, "公办"), (city, "公办"), (city, "民办"), ("鼓楼区", "公办"),
        ("晋安区", "公办"), ("马尾区", "公办"), ("长乐区", "公办"), ("长乐区", "民办"),
        (fuqing, "公办"), (fuqing, "公办"), ("闽侯县", "公办"), ("闽清县", "公办"),
        ("罗源县", "公办"), ("永泰县", "公办"), ("平潭县", "公办"), (lianjiang, "公办"),
    ]  # fmt: skip
    rows += [
        met(n, district, owner, 1200 + (n - 1) * 85)
        for n, (district, owner) in enumerate(places, 1)
    ]
    return _dirtied(rows)


def _dirtied(rows: list[School]) -> list[School]:
    """Some cells as people fill them: own units, full-width digits, thousands separators."""
    found = list(rows)
    found[0] = rows[0]._replace(students="９８０", training="285万元")
    found[1] = rows[1]._replace(students="640人", campus="20330㎡")
    found[9] = rows[9]._replace(training="2400000元")
    found[12] = rows[12]._replace(floor="1.59万平方米")
    found[19] = rows[19]._replace(campus="59.4亩", training="3600000元", floor="2.4万㎡")
    found[20] = rows[20]._replace(campus=str(float(rows[20].campus)) + " 亩")
    found[30] = rows[30]._replace(new="是", planned_campus="140亩", planned_floor=4.5)
    found[33] = rows[33]._replace(new="是", planned_campus=60, planned_floor="24000㎡",
                                  students="２４０５")  # fmt: skip
    return found


def with_gaps(rows: list[School]) -> list[School]:
    """One met and one unmet school made undecidable."""
    found = list(rows)
    found[23] = rows[23]._replace(students="", ratio="")
    found[18] = rows[18]._replace(campus="约4.1万平方米")
    return found


def write(path: Path, rows: list[School]) -> None:
    """One workbook."""
    book = xlsxwriter.Workbook(
        str(path), {"strings_to_formulas": False, "strings_to_urls": False,
                    "strings_to_numbers": False},
    )  # fmt: skip
    book.set_properties({"title": TITLE, "created": dt.datetime(2016, 9, 1, tzinfo=None)})  # noqa: DTZ001 - xlsxwriter takes naive times
    sheet = book.add_worksheet("办学条件")
    bold = book.add_format({"bold": True, "align": "center", "valign": "vcenter", "border": 1,
                            "text_wrap": True})  # fmt: skip
    plain = book.add_format({"border": 1})
    width = sum(max(1, len(below)) for _, below in HEADING)
    sheet.merge_range(0, 0, 0, width - 1, TITLE, bold)
    column = 0
    for label, below in HEADING:
        if not below:
            sheet.merge_range(1, column, 2, column, label, bold)
            column += 1
            continue
        sheet.merge_range(1, column, 1, column + len(below) - 1, label, bold)
        for n, inner in enumerate(below):
            sheet.write(2, column + n, inner, bold)
        column += len(below)
    for n, school in enumerate(rows):
        for c, value in enumerate(_cells(n, school)):
            sheet.write(3 + n, c, value, plain)
    _merge_districts(sheet, rows, plain)
    last = 3 + len(rows)
    total = sum(int(r.teachers) for r in rows)
    sheet.write_row(last, 0, ["合计", "", "", "", "", "", "", "", "", total], bold)
    sheet.merge_range(last + 1, 0, last + 1, width - 1, NOTE, plain)
    sheet.freeze_panes(3, 3)
    sheet.set_column(0, 0, 5)
    sheet.set_column(1, 1, 10)
    sheet.set_column(2, 2, 26)
    sheet.set_column(3, width - 1, 12)
    book.close()


def _cells(n: int, school: School) -> list[Cell]:
    return [
        n + 1, f"FZ-{n + 1:04}", f"{school.name}（示例数据）", school.district, school.owner,
        "中等职业学校", school.kind, school.new, school.students, school.teachers,
        school.specialist, school.general, school.ratio, school.campus, school.planned_campus,
        school.floor, school.planned_floor, school.rented, school.training,
        *school.pools, *school.evidence,
    ]  # fmt: skip


def _merge_districts(
    sheet: xlsxwriter.worksheet.Worksheet, rows: list[School], plain: object
) -> None:
    """Equal districts below each other are one merged cell, as in hand-made sheets."""
    start = 0
    for n in range(1, len(rows) + 1):
        if n == len(rows) or rows[n].district != rows[start].district:
            if n - start > 1:
                sheet.merge_range(3 + start, 3, 2 + n, 3, rows[start].district, plain)
            start = n


def main(folder: Path) -> None:
    """Write both workbooks."""
    rows = schools()
    write(folder / "fuzhou-36.xlsx", rows)
    write(folder / "fuzhou-36-gaps.xlsx", with_gaps(rows))


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
