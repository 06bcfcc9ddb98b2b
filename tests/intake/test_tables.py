"""Sheets as bureaus make them: headings, units, totals, merges; one row a school."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import compliance
from compliance.intake.school import Schools

Row = Sequence[Any]
Sheet = Callable[..., Schools]


@pytest.fixture
def sheet(tmp_path: Path) -> Sheet:
    """Write rows as a workbook, with merged ranges such as ``B1:C1``, and read it."""

    def write(rows: Sequence[Row], *merged: str) -> Schools:
        path = tmp_path / "t.xlsx"
        with xlsxwriter.Workbook(path) as book:
            page = book.add_worksheet("表1")
            for n, row in enumerate(rows):
                page.write_row(n, 0, ["" if cell is None else cell for cell in row])
            for area in merged:
                page.merge_range(area, _first(rows, area))
        return compliance.read(path)

    return write


def _first(rows: Sequence[Row], area: str) -> Any:
    """The value of the top left cell of a range."""
    row, column = int(area.split(":", maxsplit=1)[0][1:]) - 1, ord(area[0]) - 65
    return rows[row][column]


def number(schools: Schools, school: str, fact: str) -> Fraction | None:
    """A school's figure, or None if it was not read."""
    found = schools[school].facts.get(fact)
    return None if found is None else Fraction(*found.value)


def codes(schools: Schools) -> list[tuple[str, str]]:
    """Every issue's code with its cell."""
    return [(issue.code, issue.place.file.rpartition("!")[2]) for issue in schools.all_issues]


def test_plain_sheet(sheet: Sheet) -> None:
    """Each row is a school, and every value keeps the cell it stood in."""
    found = sheet(
        [["学校名称", "占地面积", "在校生数"], ["甲校", "60亩", 1200], ["乙校", 39600, "1,300人"]]
    )
    assert [school.id for school in found] == ["甲校", "乙校"]
    assert number(found, "甲校", "campus_area") == 40000
    assert number(found, "乙校", "students") == 1300
    assert found["乙校"].facts["students"].cell == "t.xlsx!表1!C3"
    assert codes(found) == []


def test_heading_below_a_title(sheet: Sheet) -> None:
    """Titles and blank rows above the heading are passed over."""
    rows = [["福州市学校情况表", "", ""], [], ["学校名称", "占地面积", "在校生数"], ["甲校", 1, 2]]
    found = sheet(rows, "A1:C1")
    assert number(found, "甲校", "students") == 2
    assert found.columns[0].cell == "t.xlsx!表1!A3"


def test_two_row_heading_with_merges(sheet: Sheet) -> None:
    """A heading of two merged rows is one path a column; 生均 below 占地 is another fact."""
    rows = [
        ["学校名称", "占地面积", "", "教师", ""],
        ["", "占地面积（亩）", "生均占地面积", "专任教师", "兼职教师"],
        ["甲校", 60, 33, 61, 7],
    ]
    found = sheet(rows, "A1:A2", "B1:C1", "D1:E1")
    assert number(found, "甲校", "campus_area") == 40000
    assert number(found, "甲校", "printed_campus_per_student") == 33
    assert number(found, "甲校", "teachers") == 61
    assert number(found, "甲校", "part_time_teachers") == 7


def test_heading_over_two_columns_adds_nothing_foreign(sheet: Sheet) -> None:
    """A known label under a word that changes it is not read: 新校区 over 占地面积."""
    rows = [
        ["学校名称", "新校区", "", "学生"],
        ["", "占地面积", "建筑面积", "在校生数"],
        ["甲校", 1, 2, 3],
    ]
    found = sheet(rows, "A1:A2", "B1:C1")
    assert set(found["甲校"].facts) == {"name", "students"}
    assert codes(found) == [("unknown-label", "B2"), ("unknown-label", "C2")]


def test_words_above_an_unmerged_heading(sheet: Sheet) -> None:
    """规划 above 占地面积 is not left out because the row below it is understood better."""
    rows = [
        ["", "规划", "", ""],
        ["学校名称", "占地面积", "建筑面积", "在校生数"],
        ["甲校", 1, 2, 3],
    ]
    assert "campus_area" not in sheet(rows, "B1:C1")["甲校"].facts
    assert number(sheet(rows, "B1:C1"), "甲校", "students") == 3


@pytest.mark.parametrize(
    "above", [["附件1", "", ""], ["", "", "2018年度"], ["学校情况表", "", "单位：人"]]
)
def test_titles_and_dates_above_a_heading_change_nothing(sheet: Sheet, above: Row) -> None:
    """An annex number, a year or a unit above the heading belongs to no column."""
    found = sheet([above, ["学校名称", "占地面积", "在校生数"], ["甲校", 1, 2]])
    assert number(found, "甲校", "campus_area") == 1
    assert number(found, "甲校", "students") == 2


@pytest.mark.parametrize(
    ("heading", "raw", "fact", "expected"),
    [
        ("占地面积（亩）", 60, "campus_area", 40000),
        ("占地面积(单位：亩)", "60", "campus_area", 40000),
        ("占地面积（万㎡）", "4", "campus_area", 40000),
        ("占地面积（公顷）", 4, "campus_area", 40000),
        ("占地面积（亩）", "40000平方米", "campus_area", 40000),
        ("仪器设备总值（万元）", 360, "equipment", 3600000),
        ("仪器设备总值（万元）", "360万元", "equipment", 3600000),
        ("图书（万册）", 3.6, "books", 36000),
        ("在校生（人）", 1200, "students", 1200),
        ("专任教师（人）", "60人", "teachers", 60),
        ("生均占地面积（㎡）", 33, "printed_campus_per_student", 33),
        ("生均仪器设备值（元/生）", 3000, "printed_equipment_per_student", 3000),
        ("双师比（%）", 52.5, "printed_dual_of_all_share", Fraction(21, 40)),
        ("占地面积（亩）", "约60", "campus_area", 40000),
    ],
)
def test_unit_in_heading(sheet: Sheet, heading: str, raw: Any, fact: str, expected: Any) -> None:
    """A plain number is in the heading's unit; a number with a unit keeps its own."""
    found = sheet([["学校名称", heading], ["甲校", raw]])
    assert number(found, "甲校", fact) == expected
    assert codes(found) == []


@pytest.mark.parametrize(
    ("heading", "raw", "code"),
    [
        ("占地面积（元）", 60, "unit-header-mismatch"),
        ("占地面积（人）", 60, "unit-header-mismatch"),
        ("在校生数（亩）", 60, "unit-header-mismatch"),
        ("占地面积（㎡/生）", 33, "unit-header-mismatch"),
        ("占地面积（单位：垧）", 60, "unit-unknown-header"),
        ("占地面积（含租赁）", 60, "unknown-label"),
        ("建筑面积（规划）", 60, "unknown-label"),
        ("占地面积（垧）", 60, "unknown-label"),
        ("占地面积/亩", 60, "unknown-label"),
        ("占地面积（平方米/亩）", 60, "unit-header-mismatch"),
    ],
)
def test_heading_that_is_not_understood(sheet: Sheet, heading: str, raw: Any, code: str) -> None:
    """A heading whose unit or words do not fit leaves its column unread, with an issue there."""
    found = sheet([["学校名称", heading, "专任教师"], ["甲校", raw, 60]])
    assert set(found["甲校"].facts) == {"name", "teachers"}
    assert codes(found) == [(code, "B1")]


@pytest.mark.parametrize("raw", ["360万", "360万余", "约360萬", "3.6千"])
def test_multiplied_twice(sheet: Sheet, raw: str) -> None:
    """360万 under a heading in 万元 may be 360 万元 or ten thousand times as much: not read."""
    found = sheet([["学校名称", "仪器设备总值（万元）"], ["甲校", raw]])
    assert codes(found) == [("multiplied-twice", "B2")]
    assert number(found, "甲校", "equipment") is None


def test_included_rented_floor_is_another_fact(sheet: Sheet) -> None:
    """建筑面积合计（含租赁） is never the floor area that the law counts."""
    found = sheet([["学校名称", "建筑面积合计（含租赁）", "校外租赁面积"], ["甲校", 30000, 5000]])
    assert set(found["甲校"].facts) == {"name", "floor_area_total", "rented_floor_area"}


@pytest.mark.parametrize("first", ["", "单位", "计量单位"])
def test_unit_row(sheet: Sheet, first: str) -> None:
    """A row of units below the heading gives each column its unit, and is no school."""
    rows = [
        ["学校名称", "占地面积", "在校生数", "仪器设备总值"],
        [first, "亩", "人", "（万元）"],
        ["甲校", 60, 1200, 360],
    ]
    found = sheet(rows)
    assert [school.id for school in found] == ["甲校"]
    assert number(found, "甲校", "campus_area") == 40000
    assert number(found, "甲校", "equipment") == 3600000
    assert codes(found) == []


def test_unit_row_with_a_word_that_is_no_unit(sheet: Sheet) -> None:
    """A column under which the row of units says something else is not read."""
    rows = [["学校名称", "占地面积", "在校生数"], ["", "垧", "人"], ["甲校", 60, 1200]]
    found = sheet(rows)
    assert set(found["甲校"].facts) == {"name", "students"}
    assert codes(found) == [("unit-unknown-header", "B1")]


def test_unit_row_against_heading(sheet: Sheet) -> None:
    """A column whose heading says 亩 and whose row of units says 平方米 is not read."""
    rows = [["学校名称", "占地面积（亩）", "在校生数"], ["", "平方米", "人"], ["甲校", 60, 1200]]
    found = sheet(rows)
    assert set(found["甲校"].facts) == {"name", "students"}


def test_unit_row_that_does_not_fit(sheet: Sheet) -> None:
    """元 below 占地面积 is refused, not converted."""
    found = sheet([["学校名称", "占地面积", "在校生数"], ["", "元", "人"], ["甲校", 60, 1200]])
    assert codes(found) == [("unit-header-mismatch", "B1")]


@pytest.mark.parametrize(
    "stated", ["单位：万元", "金额单位:万元", "学校情况表（单位：万元、亩）", "单位：萬元，畝"]
)
def test_unit_for_the_whole_sheet(sheet: Sheet, stated: str) -> None:
    """单位：万元 above the heading holds for every column of money without a unit of its own."""
    rows = [
        [stated, ""],
        ["学校名称", "仪器设备总值", "在校生数", "总投资（元）"],
        ["甲校", 360, 1200, 5],
    ]
    found = sheet(rows)
    assert number(found, "甲校", "equipment") == 3600000
    assert number(found, "甲校", "students") == 1200
    assert number(found, "甲校", "funds") == 5


def test_units_for_the_whole_sheet_that_leave_a_choice(sheet: Sheet) -> None:
    """单位：平方米、亩 does not say which column is in which, so no area is read."""
    rows = [["单位：平方米、亩"], ["学校名称", "占地面积", "建筑面积（㎡）"], ["甲校", 60, 70]]
    found = sheet(rows)
    assert number(found, "甲校", "campus_area") is None
    assert number(found, "甲校", "floor_area") == 70
    assert codes(found) == [("unit-unknown-header", "B2")]


def test_unit_for_the_whole_sheet_and_per_student_columns(sheet: Sheet) -> None:
    """单位：万元 may or may not mean 生均仪器设备值, so that column needs a unit of its own."""
    rows = [["单位：万元"], ["学校名称", "仪器设备总值", "生均仪器设备值"], ["甲校", 360, 3000]]
    assert codes(sheet(rows)) == [("unit-unknown-header", "C2")]


@pytest.mark.parametrize("stated", ["填报单位：福州市教育局", "单位：福州市教育局", "主管单位:亩"])
def test_an_organisation_is_no_unit(sheet: Sheet, stated: str) -> None:
    """填报单位 is who fills the form in, not what its figures are in."""
    found = sheet([[stated], ["学校名称", "占地面积"], ["甲校", 60]])
    assert number(found, "甲校", "campus_area") == 60
    assert codes(found) == []


@pytest.mark.parametrize(
    "text",
    [
        "合计",
        "总计",
        "小计",
        "平均",
        "全市合计",
        "各校平均",
        "鼓楼区小计",
        "注：含新校区",
        "备注",
        "填表人：张三",
        "资料来源：年报",
        "合計",
    ],
)
def test_totals_and_notes_are_no_schools(sheet: Sheet, text: str) -> None:
    """Totals and notes are left out, with a note at their row."""
    found = sheet([["学校名称", "占地面积"], ["甲校", 60], [text, 600]])
    assert [school.id for school in found] == ["甲校"]
    assert codes(found) == [("row-dropped", "A3")]


def test_total_beside_an_empty_name(sheet: Sheet) -> None:
    """合计 in the first column is a total even where the column of names says something else."""
    found = sheet([["序号", "学校名称", "占地面积"], [1, "甲校", 60], ["合计", "共36所", 600]])
    assert [school.id for school in found] == ["甲校"]


@pytest.mark.parametrize("numbering", [["甲", 1, 2], ["甲", "1", "2"], ["甲", "乙", 1]])
def test_column_numbers_are_no_school(sheet: Sheet, numbering: Row) -> None:
    """The row 甲 1 2 under a heading counts the columns."""
    found = sheet([["学校名称", "占地面积", "在校生数"], numbering, ["甲校", 60, 70]])
    assert [school.id for school in found] == ["甲校"]


def test_blank_rows_and_dashes(sheet: Sheet) -> None:
    """Blank rows and rows of dashes are passed over; figures without a name are a warning."""
    rows = [
        ["学校名称", "占地面积"],
        ["", ""],
        ["甲校", 60],
        ["—", "—"],
        ["", 70],
        ["－", 80],
        ["乙校", "-"],
    ]
    found = sheet(rows)
    assert [school.id for school in found] == ["甲校", "乙校"]
    assert codes(found) == [("row-no-name", "A5"), ("row-no-name", "A6")]
    assert number(found, "乙校", "campus_area") is None


def test_id_twice(sheet: Sheet) -> None:
    """The same id in two rows refuses the file, with both cells."""
    with pytest.raises(compliance.FactsError) as caught:
        sheet([["学校标识码", "学校名称"], [3135000012, "甲校"], ["3135000012", "乙校"]])
    assert caught.value.code == "school-twice"
    assert caught.value.place.file == "t.xlsx!表1!A3"
    assert caught.value.problems[0].values["where"] == "t.xlsx!表1!A2"


def test_name_twice(sheet: Sheet) -> None:
    """Without ids, two schools of one name are two schools, told apart by their rows."""
    found = sheet([["学校名称", "占地面积"], ["甲校", 60], ["甲校", 70]])
    assert [school.id for school in found] == ["甲校", "甲校#3"]


def test_id_is_no_float(sheet: Sheet) -> None:
    """Excel keeps 3135000012 as a float; the id has no decimal point."""
    found = sheet([["学校标识码", "占地面积"], [3135000012, 60]])
    assert found.items[0].id == "3135000012"


def test_two_columns_of_one_fact(sheet: Sheet) -> None:
    """Two columns of one fact that differ contradict each other."""
    found = sheet(
        [["学校名称", "占地面积", "占地面积（亩）"], ["甲校", 40000, 60], ["乙校", 41000, 60]]
    )
    assert found["甲校"].conflicts == frozenset()
    assert found["乙校"].conflicts == {"campus_area"}
    assert codes(found) == [("two-values", "C3")]


def test_text_merged_over_rows(sheet: Sheet) -> None:
    """A district or category merged over several rows holds for each of them."""
    rows = [
        ["区县", "举办性质", "学校名称", "占地面积"],
        ["台江区", "公办", "甲校", 1],
        ["", "", "乙校", 2],
        ["", "", "丙校", 3],
    ]
    found = sheet(rows, "A2:A4", "B2:B3")
    assert [school.text("district") for school in found] == ["台江区"] * 3
    assert [school.text("owner") for school in found] == ["public", "public", ""]


@pytest.mark.parametrize("above", [0, 20])
def test_figure_merged_over_schools(sheet: Sheet, above: int) -> None:
    """A figure merged over two schools belongs to neither, wherever on the sheet it stands."""
    rows = [["学校名称", "占地面积", "在校生数"]]
    rows += [[f"校{n}", n, n] for n in range(1, above + 1)]
    rows += [["甲校", 60, 100], ["乙校", "", 200]]
    found = sheet(rows, f"B{above + 2}:B{above + 3}")
    assert number(found, "甲校", "campus_area") is None
    assert number(found, "乙校", "campus_area") is None
    assert number(found, "乙校", "students") == 200
    assert codes(found) == [("merged-figure", f"B{above + 2}")]


def test_figure_merged_over_columns(sheet: Sheet) -> None:
    """A figure merged over two columns belongs to neither fact."""
    found = sheet([["学校名称", "占地面积", "建筑面积"], ["甲校", 60, ""], ["乙校", 1, 2]], "B2:C2")
    assert set(found["甲校"].facts) == {"name"}
    assert codes(found) == [("merged-figure", "B2")]


def test_name_merged_over_rows_is_one_school(sheet: Sheet) -> None:
    """Two rows under one name are one school; figures that differ contradict each other."""
    rows = [["学校名称", "占地面积", "在校生数"], ["甲校", 60, 100], ["", 70, ""], ["乙校", 5, 6]]
    found = sheet(rows, "A2:A3")
    assert [school.id for school in found] == ["甲校", "乙校"]
    assert found["甲校"].conflicts == {"campus_area"}
    assert codes(found) == [("two-values", "B3")]


def test_pools_of_majors(sheet: Sheet) -> None:
    """Columns below 工科类专业 are the pool of engineering majors; an empty pool is none."""
    rows = [
        ["学校名称", "工科类专业", "", "医药类专业", "", "其他专业", ""],
        [
            "",
            "在校生数",
            "仪器设备值（万元）",
            "在校生数",
            "仪器设备值（万元）",
            "在校生数",
            "仪器设备值（万元）",
        ],
        ["甲校", 300, 90, 0, 0, 200, ""],
    ]
    found = sheet(rows, "A1:A2", "B1:C1", "D1:E1", "F1:G1")
    engineering, other = found["甲校"].facts["majors"].value
    assert engineering.facts["students"].value == (300, 1)
    assert Fraction(*engineering.facts["equipment"].value) == 900_000
    assert engineering.facts["equipment"].cell == "t.xlsx!表1!C3"
    assert other.facts["group"].value == "other"
    assert "equipment" not in other.facts


@pytest.mark.parametrize(
    "rows",
    [
        [],
        [["a", "b"], [1, 2]],
        [["学校名称"], ["甲校"]],
        [[1, 2], [3, 4]],
        [["占地面积", "在校生数"], [1, 2]],
        [["x"]] * 20 + [["学校名称", "占地面积"], ["甲校", 1]],
    ],
    ids=["empty", "unknown", "one", "numbers", "no-name", "too-low"],
)
def test_no_heading(sheet: Sheet, rows: Sequence[Row]) -> None:
    """A sheet without a heading that names schools and a fact in its first rows is refused."""
    with pytest.raises(compliance.FactsError) as caught:
        sheet(rows)
    assert caught.value.code == "data-no-header"
    assert caught.value.place.file.startswith("t.xlsx")


def test_unknown_column_is_named(sheet: Sheet) -> None:
    """A column that nobody knows is a note at its heading, with the nearest known label."""
    found = sheet([["学校名称", "占地面机", "在校生数"], ["甲校", 1, 2]])
    (issue,) = found.all_issues
    assert (issue.code, issue.severity) == ("unknown-label", "note")
    assert issue.values["nearest"] == "占地面积"


def test_unknown_column_keeps_its_unit(sheet: Sheet) -> None:
    """A standard's own fact in a column in 亩 is converted when the standard asks for it."""
    found = sheet([["学校名称", "实验田面积（亩）", "在校生数"], ["甲校", 60, 2]])
    (unread,) = found["甲校"].unread
    assert unread.unit is not None
    assert unread.unit.factor == Fraction(2000, 3)


def test_sheet_of_which_most_is_understood(tmp_path: Path) -> None:
    """Of several sheets the one with most known columns is read, the others are named."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        for name, rows in {
            "说明": [["请认真填写"]],
            "少": [["学校名称", "占地面积"], ["甲校", 1]],
            "多": [["学校名称", "占地面积", "在校生数"], ["乙校", 1, 2]],
            "空": [],
        }.items():
            page = book.add_worksheet(name)
            for n, row in enumerate(rows):
                page.write_row(n, 0, row)
    found = compliance.read(path)
    assert [school.id for school in found] == ["乙校"]
    assert [(i.code, i.place.file) for i in found.issues] == [
        ("sheet-not-read", "t.xlsx!说明"),
        ("sheet-not-read", "t.xlsx!少"),
    ]


def test_a_sheet_of_ten_thousand_rows(tmp_path: Path) -> None:
    """A long sheet is read whole, and the last cell has its own address."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        page = book.add_worksheet("表")
        page.write_row(0, 0, ["学校标识码", "占地面积（亩）"])
        for n in range(1, 10_001):
            page.write_row(n, 0, [3135000000 + n, n])
    found = compliance.read(path)
    assert len(found) == 10_000
    assert found.items[-1].facts["campus_area"].cell == "t.xlsx!表!B10001"
    assert Fraction(*found.items[-1].facts["campus_area"].value) == Fraction(20_000_000, 3)


@pytest.mark.parametrize("merged", [(), ("A1:A2", "B1:C1", "D1:E1")])
def test_sub_headings_belong_to_their_columns(sheet: Sheet, merged: tuple[str, ...]) -> None:
    """规划 and 现状 below 占地面积, 男 and 女 below 在校生数 are not the figure above them."""
    rows = [
        ["学校名称", "占地面积（㎡）", "", "在校生数", ""],
        ["", "规划", "现状", "男", "女"],
        ["甲校", 60000, 30000, 700, 500],
    ]
    found = sheet(rows, *merged)
    assert set(found["甲校"].facts) == {"name"}
    assert codes(found) == [("unknown-label", f"{column}2") for column in "BCDE"]


def test_figures_below_a_heading_are_no_sub_heading(sheet: Sheet) -> None:
    """A row with a figure and without a name is a school's that lacks its name."""
    found = sheet([["学校名称", "占地面积", "在校生数"], ["", "", "1200"], ["甲校", 1, 2]])
    assert number(found, "甲校", "students") == 2
    assert codes(found) == [("row-no-name", "A2")]


def test_sub_headings_above_and_below_units(sheet: Sheet) -> None:
    """Sub-headings, years too, are found on either side of a row of units."""
    for below in ([["", "㎡", "㎡", "人"], ["", 2016, "2017年", ""]],
                  [["", "含租赁", "现有", ""], ["", "㎡", "㎡", "人"]]):  # fmt: skip
        found = sheet([["学校名称", "校舍建筑面积", "", "在校生数"], *below, ["甲校", 3, 2, 1]])
        assert [school.id for school in found] == ["甲校"]
        assert "floor_area" not in found["甲校"].facts
        assert number(found, "甲校", "students") == 1


@pytest.mark.parametrize(
    "text", ["合 计", "总　计", "小 计", "（合计）", "汇总", "累计", "共36所", "全 市", "平 均",
             "TOTAL", "合计（36所学校）", "总计（公办）"]
)  # fmt: skip
def test_totals_in_any_spelling_are_no_school(sheet: Sheet, text: str) -> None:
    """A total with blanks inside, in brackets or in English is left out with a note."""
    found = sheet([["学校名称", "占地面积", "在校生数"], ["甲校", 1, 2], [text, 1, 2]])
    assert [school.id for school in found] == ["甲校"]
    assert codes(found) == [("row-dropped", "A3")]


@pytest.mark.parametrize(
    "name", ["全市第一职业学校", "合计划职业学校", "共青团学校", "Total School"]
)
def test_a_school_named_like_a_total_stays(sheet: Sheet, name: str) -> None:
    """A name that only begins like a total is a school."""
    found = sheet([["学校名称", "占地面积", "在校生数"], [name, 1, 2]])
    assert [school.id for school in found] == [name]


def test_a_longer_row_of_text_is_not_judged(tmp_path: Path) -> None:
    """40,000 without quotes shifts the cells after it: the school keeps only its name."""
    path = tmp_path / "t.csv"
    path.write_text(
        "学校名称,占地面积,在校生数,专任教师\n甲,40,000,1200,60\n乙校,1,2,3,\n", "utf-8"
    )
    found = compliance.read(path)
    assert set(found["甲"].facts) == {"name"}
    assert codes(found) == [("row-too-long", "E2")]
    assert number(found, "乙校", "teachers") == 3
