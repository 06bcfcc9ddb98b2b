"""Form descriptions: those that are shipped, and what is wrong in one at its line."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from filed import DESCRIPTION, codes, described, number, school, write

import compliance
from compliance.cli import main
from compliance.documents.forms import known_forms, read_form
from compliance.documents.locate import identifiers

NINE = ["校园占地面积(平方米)", "生均用地面积(平方米)", "校舍建筑面积(平方米)",
        "生均校舍建筑面积(平方米)", "专任教师数(人)", "生师比", "仪器设备总值(万元)",
        "生均仪器设备值(元)", "生均图书(册)"]  # fmt: skip
FIGURES = [40000, 33.3, 24000, 20, 60, "1:20", 300, 2500, 30]
FACTS = {
    "campus_area": 40000, "floor_area": 24000, "teachers": 60, "equipment": 3_000_000,
    "printed_students_per_teacher": 20, "printed_floor_per_student": 20,
    "printed_equipment_per_student": 2500, "printed_books_per_student": 30,
}  # fmt: skip


def test_shipped_forms_are_no_standards() -> None:
    """The three descriptions are read without complaint, and listed nowhere as standards."""
    names = {path.stem for path in known_forms()}
    assert names == {"jiaoji-2021", "nine-indicators-2022", "zhongzhiji"}
    assert all(read_form(path).known.zh for path in known_forms())
    assert not any(name.startswith("forms/") for name in identifiers())


@pytest.mark.parametrize(
    ("old", "new", "code", "line"),
    [
        ("fact: books", "fact: boks", "unknown-fact", 18),
        ("unit: 平方米", "unit: mu", "unknown-unit", 16),
        ("unit: 平方米", "unit: 万元", "form-unit-misfits", 16),
        ("row: [学校名称]", "optional: true", "form-no-label", 12),
        ("column: [图书]", "column: [一、]", "form-empty-label", 18),
        ("fact: books", "fact: majors", "form-fact-of-parts", 18),
        ("address: G6", "address: 6G", "wrong-value", 18),
        ("address: G6", "adress: G6", "unknown-key", 18),
        ("{name}({level})", "学校", "form-file-pattern", 6),
        ("{name}({level})", "{name}({nam})", "unknown-fact", 6),
        ("table: 示基1001", "table: ''", "wrong-value", 9),
        ("evidence: S", "evidence: M", "wrong-value", 4),
        ("document: 示例", "vocabulary: cn/vocabularies\ndocument: 示例", "unknown-vocabulary", 3),
    ],
)
def test_a_mistake_in_a_description_is_told_at_its_line(
    tmp_path: Path, old: str, new: str, code: str, line: int
) -> None:
    """A folder with a wrong description is not read by it: an error of the file, exit code 3."""
    assert old in DESCRIPTION
    described(tmp_path, DESCRIPTION.replace(old, new, 1))
    school(tmp_path)
    with pytest.raises(compliance.StandardError) as refused:
        compliance.read(tmp_path)
    assert (refused.value.code, refused.value.line) == (code, line)
    assert "example.form.yaml" in refused.value.file
    arguments = ["check", str(tmp_path), "--standard", "cn/moe/secondary-vocational-2010"]
    assert CliRunner().invoke(main, arguments).exit_code == 3


def nine(path: Path, *schools: list[Any], title: str = "附表") -> Path:
    head = ["序号", "学校名称", *NINE]
    return write(path, {"Sheet1": [[title], head, *schools]})


def test_the_nine_indicators_of_many_schools_are_a_table(tmp_path: Path) -> None:
    """One file with a row for each school: all nine headings are understood, with their units."""
    path = nine(tmp_path / "附表.xlsx", [1, "甲校", *FIGURES], [2, "乙校", *FIGURES])
    found = compliance.read(path)
    assert [one.id for one in found] == ["甲校", "乙校"]
    assert [i.code for i in found.all_issues] == []
    for fact, value in FACTS.items():
        assert number(found, fact, "乙校") == value, fact


def test_the_nine_indicators_of_one_school_are_a_form(tmp_path: Path) -> None:
    """A folder with a workbook a school, known by its headings, gives the same figures."""
    nine(tmp_path / "甲校.xlsx", [1, "甲校", *FIGURES])
    nine(tmp_path / "乙校.xlsx", [1, "乙校", *FIGURES])
    found = compliance.read(tmp_path)
    assert [one.id for one in found] == ["乙校", "甲校"]
    for fact, value in FACTS.items():
        assert number(found, fact, "乙校") == value, fact


def test_a_table_of_many_schools_in_a_folder_is_no_form(tmp_path: Path) -> None:
    """Its rows are schools: it is named, and none of them is taken for the whole."""
    nine(tmp_path / "甲校.xlsx", [1, "甲校", *FIGURES])
    nine(tmp_path / "附表.xlsx", [1, "乙校", *FIGURES], [2, "丙校", *FIGURES])
    found = compliance.read(tmp_path)
    assert [one.id for one in found] == ["甲校"]
    assert codes(found)[:1] == [("folder-no-form", "附表.xlsx")]


def old_form(heading: str = "其中：教学仪器设备值", before: int = 0) -> list[list[Any]]:
    """中职基521 as far as it is known: N9 under its heading; the rest is left open."""
    rows: list[list[Any]] = [[""] * 14 for _ in range(11)]
    rows[0][0], rows[1][0], rows[1][13] = "办学条件", "中职基521", "单位：万元"
    rows[5][0], rows[5][12], rows[6][12], rows[6][13] = "指标", "固定资产总值", "计", heading
    rows[7] = ["甲", *range(1, 14)]
    rows[8] = ["学校产权", *range(101, 113), 360]
    rows[9] = ["非学校产权", *range(201, 214)]
    return [*([["说明", "x"]] * before), *rows]


def test_the_known_cell_of_the_old_form(tmp_path: Path) -> None:
    """N9 of 中职基521 is read in the first row of data below its heading, in the sheet's unit."""
    merged = {"中职基521": ["M6:N6"]}
    path = write(tmp_path / "甲校.xlsx", {"中职基521": old_form()}, merged)
    found = compliance.read(path)
    assert number(found, "equipment", "甲校") == 3_600_000
    write(path, {"中职基521": old_form("其中：图书")}, merged)
    assert number(compliance.read(path), "equipment", "甲校") is None


def test_the_known_cell_is_not_guessed_where_rows_moved(tmp_path: Path) -> None:
    """With rows inserted the row at the address is not the first of the data: nothing is read."""
    for before in (1, 2):
        merged = {"中职基521": [f"M{6 + before}:N{6 + before}"]}
        sheets = {"中职基521": old_form(before=before)}
        found = compliance.read(write(tmp_path / "甲校.xlsx", sheets, merged))
        assert number(found, "equipment", "甲校") is None
        assert ("form-not-found", "equipment") in codes(found)


def test_the_page_for_auditors_shows_the_example_as_it_is() -> None:
    """The description on the page is the file in the example folder."""
    docs = Path(__file__).resolve().parents[3] / "docs"
    shown = (docs / "auditors/forms.md").read_text("utf-8")
    assert (docs / "examples/forms/conditions.form.yaml").read_text("utf-8") in shown
