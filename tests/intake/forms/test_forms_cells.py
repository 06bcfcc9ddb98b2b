"""Cells of a form: by their labels wherever they moved, and refused where they are unclear."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from filed import MERGED, basics, codes, conditions, described, number, school, write

import compliance
from compliance.intake.school import Schools

SHEET = "示基5001"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that holds the example form's description."""
    return described(tmp_path)


def read(
    folder: Path, rows: list[list[Any]], merged: tuple[str, ...] = MERGED, sheet: str = SHEET
) -> Schools:  # fmt: skip
    """One school with this table."""
    write(folder / "甲校.xlsx", {"示基1001": basics(), sheet: rows}, {sheet: merged})
    return compliance.read(folder)


def test_a_form_is_read_by_its_labels(folder: Path) -> None:
    """Each fact is the figure below its headings in its row, in the unit that the sheet states."""
    school(folder)
    found = compliance.read(folder)
    assert [one.id for one in found] == ["3135000001"]
    assert number(found, "campus_area") == 39600
    assert number(found, "equipment") == 3_600_000
    assert number(found, "books") == 30000
    assert found["3135000001"].text("level") == "secondary_vocational"
    cell = found["3135000001"].facts["campus_area"].cell
    assert cell == "甲校(中等技术学校).xlsx!示基5001_中等技术学校!C6"


def test_inserted_rows_and_columns_change_nothing(folder: Path) -> None:
    """With two rows and a column more, the labels lead to the same figures; a note tells it."""
    rows = conditions()
    moved = [["", *row] for row in (*rows[:2], ["制表机关：某某局", "x"], *rows[2:])]
    shifted = tuple(
        ":".join(f"{chr(ord(end[0]) + 1)}{int(end[1:]) + 1}" for end in area.split(":"))
        for area in MERGED[1:]
    )
    found = read(folder, moved, shifted)
    assert number(found, "campus_area") == 39600
    assert number(found, "equipment") == 3_600_000
    assert found["3135000001"].facts["campus_area"].cell.endswith("!D7")
    assert ("form-cell-moved", "campus_area") in codes(found)


def test_a_lost_label_leaves_the_address(folder: Path) -> None:
    """Where a heading was wiped, the address is read, with a note."""
    rows = conditions()
    rows[2][6] = ""
    found = read(folder, rows)
    assert number(found, "books") == 30000
    assert ("form-by-address", "books") in codes(found)


def test_an_address_under_another_label_is_not_read(folder: Path) -> None:
    """Where another heading stands at the address, the figure is another: nothing is read."""
    rows = conditions()
    rows[2][6] = "电子图书"
    found = read(folder, rows)
    assert number(found, "books") is None
    assert ("form-not-found", "books") in codes(found)
    assert "books" not in found["3135000001"].facts


def test_an_address_in_another_row_is_not_read(folder: Path) -> None:
    """A row inserted above a lost heading: the row at the address is another row's."""
    rows = conditions()
    rows[2][6] = ""
    rows.insert(5, ["上年", "00", 1, 2, 3, 4, 5])
    found = read(folder, rows)
    assert number(found, "books") is None
    assert number(found, "campus_area") == 39600


def test_a_label_in_two_places_is_refused(folder: Path) -> None:
    """Two rows of one label are not chosen between, even if one of them is at the address."""
    rows = [*conditions(), ["总计", "03", 50000, 1, 1, 1, 1]]
    found = read(folder, rows)
    assert number(found, "campus_area") is None
    assert ("form-ambiguous", "campus_area") in codes(found)
    (issue,) = [i for i in found.all_issues if i.values.get("fact") == "campus_area"]
    assert issue.values["cells"] == "C6、C8"
    assert "campus_area" in found["3135000001"].refused


def test_a_figure_under_a_narrower_heading_is_not_read(folder: Path) -> None:
    """租用 over 图书 makes it another figure; so does a heading below it."""
    rows = conditions()
    rows[2][6], rows[3][6] = "租用", "图书"
    found = read(folder, rows, MERGED[:-1])
    assert number(found, "books") is None
    rows[2][6], rows[3][6] = "图书", "其中：电子"
    assert number(read(folder, rows, MERGED[:-1]), "books") is None


def test_a_label_between_a_row_and_its_figure_is_another_row(folder: Path) -> None:
    """总计 with 上年 beside it is the total of last year."""
    rows = conditions()
    rows[2][1], rows[5][1] = "年度", "上年"
    assert number(read(folder, rows), "campus_area") is None


def test_another_table_number_is_refused(folder: Path) -> None:
    """A sheet named as wanted that bears another table's number is not read."""
    rows = conditions()
    rows[1][0] = "表号：示基5002"
    found = read(folder, rows)
    assert "campus_area" not in found["3135000001"].facts
    assert ("form-table-differs", "甲校.xlsx!示基5001") in codes(found)


def test_a_sheet_without_number_goes_by_its_name(folder: Path) -> None:
    """Where no number stands on the sheet, the one in its name counts."""
    rows = conditions()
    rows[1][0] = ""
    assert number(read(folder, rows), "campus_area") == 39600


def test_the_suffix_of_a_sheet_may_be_any(folder: Path) -> None:
    """示基5001_职业高中学校 is the same sheet; 示基50012 and 示基5001汇总 are none."""
    assert number(read(folder, conditions(), sheet="示基5001_职业高中学校"), "books") == 30000
    for other in ("示基50012", "示基5001汇总"):
        assert "books" not in read(folder, conditions(), sheet=other)["3135000001"].facts


@pytest.mark.parametrize(
    ("equipment", "value"), [("360万", None), ("360万元", 3_600_000), ("—", None), ("", None)]
)
def test_values_are_read_as_everywhere(
    folder: Path, equipment: object, value: int | None
) -> None:  # fmt: skip
    """360万 in a column of 万元 is doubtful, a dash is missing, 360万元 says its own unit."""
    found = read(folder, conditions(equipment=equipment))
    assert number(found, "equipment") == value
    assert ("equipment" in found["3135000001"].refused) == (equipment == "360万")


def test_a_ratio_that_became_a_time_is_the_ratio(folder: Path) -> None:
    """Excel keeps a typed 1:20 as twenty past one."""
    rows = conditions()
    rows[2].append("生师比")
    with xlsxwriter.Workbook(folder / "甲校.xlsx") as book:
        for name, table in (("示基1001", basics()), (SHEET, rows)):
            page = book.add_worksheet(name)
            for n, row in enumerate(table):
                page.write_row(n, 0, row)
        page.write_datetime(5, 7, dt.time(1, 20), book.add_format({"num_format": "h:mm"}))
    assert number(compliance.read(folder), "printed_students_per_teacher") == 20


def test_an_absent_fact_that_may_be_absent_is_a_note(folder: Path) -> None:
    """Optional facts are told together and leave no doubt; required ones are each a warning."""
    found = read(folder, conditions()[:2], MERGED[:1])
    school_ = found["3135000001"]
    assert school_.refused == {"campus_area", "equipment", "books"}
    (note,) = [issue for issue in school_.issues if issue.code == "form-without"]
    assert note.values["facts"] == "生师比（自报）、计算机台数"


def test_a_unit_in_a_heading_wins_over_the_sheet(folder: Path) -> None:
    """占地面积（亩） is in 亩, though 平方米 stands above the table; described in 亩 it agrees."""
    rows = conditions(campus=60)
    rows[2][2] = "占地面积（亩）"
    described(folder, description().replace("unit: 平方米", "unit: 亩"))
    assert number(read(folder, rows), "campus_area") == 40000


def test_contradicting_units_are_refused(folder: Path) -> None:
    """The description says 平方米, the heading 亩: the figure is not read."""
    rows = conditions()
    rows[2][2] = "占地面积（亩）"
    found = read(folder, rows)
    assert number(found, "campus_area") is None
    assert ("form-units-differ", "campus_area") in codes(found)


def test_money_without_unit_is_not_read(folder: Path) -> None:
    """Neither heading, sheet nor description says whether 360 are 元 or 万元."""
    rows = conditions()
    rows[1][6] = "单位：平方米、册"
    found = read(folder, rows)
    assert number(found, "equipment") is None
    assert ("form-unit-missing", "equipment") in codes(found)


def test_a_figure_merged_over_two_rows_belongs_to_neither(folder: Path) -> None:
    """One figure over 总计 and 危房 is not that of 总计."""
    found = read(folder, conditions(), (*MERGED, "G6:G7"))
    assert number(found, "books") is None
    assert ("merged-figure", "books") in codes(found)


def test_a_name_beside_its_label(folder: Path) -> None:
    """The value stands beside its label; a label beside a label is no value."""
    rows = [["示基1001"], ["学校名称", "学校标识码", "3135000009"]]
    write(folder / "乙校.xlsx", {"示基1001": rows, SHEET: conditions()})
    (found,) = compliance.read(folder)
    assert (found.id, found.name) == ("3135000009", "乙校")


def test_headings_that_lost_their_merges_go_on_to_the_right(folder: Path) -> None:
    """Without merged ranges 固定资产 stands over both of its columns all the same."""
    found = read(folder, conditions(), ())
    assert number(found, "equipment") == 3_600_000
    assert number(found, "campus_area") == Fraction(39600)


def description() -> str:
    """The example form's description, to be changed."""
    from filed import DESCRIPTION  # noqa: PLC0415 - beside its use

    return DESCRIPTION


@pytest.mark.parametrize(("formula", "shown", "code"), [
    ("=1/0", "#DIV/0!", "cell-error"), ("=C7*2", "", "formula-uncomputed"),
])  # fmt: skip
def test_an_error_or_an_uncomputed_formula_is_told_with_its_cell(
    folder: Path, formula: str, shown: str, code: str
) -> None:
    """A cell of a form that holds no value is no figure, and its problem is that of any sheet."""
    with xlsxwriter.Workbook(folder / "甲校.xlsx") as book:
        for name, rows in (("示基1001", basics()), (SHEET, conditions())):
            page = book.add_worksheet(name)
            for n, row in enumerate(rows):
                page.write_row(n, 0, row)
        page.write_formula("C6", formula, None, shown)
    found = compliance.read(folder)
    assert number(found, "campus_area") is None
    assert (code, "campus_area") in codes(found)
    assert any(str(i.place).endswith("示基5001!C6") for i in found.all_issues if i.code == code)


def test_an_impossible_pair_on_a_form_decides_nothing(folder: Path) -> None:
    """60 ㎡ for 980 pupils is a lost unit: enrolment and campus area are unknown, never failed."""
    first = [*basics(), ["在校生数", 980]]
    description = folder / "example.form.yaml"
    text = description.read_text("utf-8").replace(
        "  - {fact: name, row: [学校名称]}\n",
        "  - {fact: name, row: [学校名称]}\n  - {fact: students, row: [在校生数]}\n",
    )
    description.write_text(text, "utf-8")
    write(folder / "甲校.xlsx", {"示基1001": first, SHEET: conditions(campus=60)}, {SHEET: MERGED})
    findings = compliance.check(folder, compliance.load("cn/moe/conditions-2022"))
    assert ("impossible", "campus_area") in codes(findings.schools)
    for clause in ("campus-area", "campus-per-student"):
        finding = findings["3135000001"][clause]
        assert (finding.verdict, finding.reason) == ("unknown", "conflicting_facts")


def test_an_id_that_was_a_number_is_an_id_again(folder: Path) -> None:
    """3135000012.0 is the id 3135000012; 3.135E+09 has lost its digits and is none."""
    school(folder, identity="3135000012.0")
    assert [one.id for one in compliance.read(folder)] == ["3135000012"]
    school(folder, identity="3.135E+09")
    assert ("id-scientific", "id") in codes(compliance.read(folder))
