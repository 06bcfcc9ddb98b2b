"""Workbooks as one school files them, made cell by cell; no layout here is that of a real form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import xlsxwriter

from compliance.intake.forms.find import spot_of
from compliance.intake.school import Schools

Row = Sequence[Any]
Sheets = Mapping[str, Sequence[Row]]

DESCRIPTION = """\
format: 1
title: {zh: 示例表, en: example form}
document: 示例
evidence: S
known: {zh: 全部, en: all of it}
file: {pattern: "{name}({level})", values: {level: {中等技术学校: 中等职业学校}}}
sheets:
- name: [示基1001, 示基1001_*]
  table: 示基1001
  cells:
  - {fact: id, row: [学校标识码]}
  - {fact: name, row: [学校名称]}
- name: [示基5001, 示基5001_*]
  table: 示基5001
  cells:
  - {fact: campus_area, row: [总计], column: [占地面积], unit: 平方米, address: C6}
  - {fact: equipment, row: [总计], column: [固定资产 > 教学仪器设备], address: F6}
  - {fact: books, row: [总计], column: [图书], address: G6}
  - {fact: printed_students_per_teacher, row: [总计], column: [生师比], optional: true}
  - {fact: computers, row: [总计], column: [教学用计算机], optional: true}
"""

MERGED = ("A1:G1", "A3:A4", "B3:B4", "C3:D3", "E3:F3", "G3:G4")
"""The merged ranges of ``conditions``."""


def basics(identity: object = "3135000001", name: str = "甲校") -> list[Row]:
    """Labels with their values beside them."""
    return [["示基1001 学校基本情况"], ["学校标识码", identity], ["学校名称", name]]


def conditions(
    campus: object = 39600, equipment: object = 360, books: object = 30000
) -> list[list[Any]]:  # fmt: skip
    """A table: number and unit above it, two rows of headings, ordinals, rows of data."""
    return [
        ["办学条件"],
        ["表号：示基5001", "", "", "", "", "", "单位：平方米、万元、册"],
        ["指标", "编号", "占地面积", "", "固定资产", "", "图书"],
        ["", "", "计", "其中：绿化", "计", "其中：教学仪器设备", ""],
        ["甲", "乙", 1, 2, 3, 4, 5],
        ["一、总计", "01", campus, 8000, 2000, equipment, books],
        ["其中：危房", "02", 11, 12, 13, 14, 15],
    ]


def write(path: Path, sheets: Sheets, merged: Mapping[str, Sequence[str]] | None = None) -> Path:
    """A workbook of sheets by name; merged ranges keep what stands at their top left."""
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            page = book.add_worksheet(name)
            for n, row in enumerate(rows):
                page.write_row(n, 0, row)
            for area in (merged or {}).get(name, ()):
                first, last = area.split(":")
                row, column = spot_of(first) or (0, 0)
                inside = spot_of(last) or (0, 0)
                page.merge_range(row, column, *inside, rows[row][column])
    return path


def school(folder: Path, file: str = "甲校(中等技术学校).xlsx", **values: object) -> Path:
    """One workbook of the example form; values as of ``conditions`` and ``basics``."""
    first = {key: values.pop(key) for key in ("identity", "name") if key in values}
    sheets = {"示基1001_中等技术学校": basics(**first),  # type: ignore[arg-type]
              "示基5001_中等技术学校": conditions(**values)}  # fmt: skip
    return write(folder / file, sheets, {"示基5001_中等技术学校": MERGED})


def described(folder: Path, description: str = DESCRIPTION) -> Path:
    """A folder with the example form's description in it."""
    (folder / "example.form.yaml").write_text(description, "utf-8")
    return folder


def number(schools: Schools, fact: str, one: str = "3135000001") -> Fraction | None:
    """A school's figure in base units, or None if it was not read."""
    found = schools[one].facts.get(fact)
    return None if found is None else Fraction(*found.value)  # type: ignore[arg-type]


def codes(schools: Schools) -> list[tuple[str, str]]:
    """Every issue's code, with its fact or its file."""
    return [(i.code, str(i.values.get("fact") or i.place.file)) for i in schools.all_issues]
