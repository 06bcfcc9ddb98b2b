"""Files as they come: CSV in any encoding, XLSX, XLS, JSON, NDJSON."""

from __future__ import annotations

import datetime as dt
import io
import json
import struct
import zipfile
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwt

import compliance

HEADING = ["学校标识码", "学校名称", "占地面积", "在校生数", "生师比"]
ROW = ["0031", "䶮江职校", "60亩", "1,200", "1:20"]


def check_one(found: compliance.Schools) -> None:
    """The one school that every file of these tests holds."""
    (school,) = found
    assert (school.id, school.name) == ("0031", "䶮江职校")
    assert Fraction(*school.facts["campus_area"].value) == 40000
    assert school.facts["students"].value == (1200, 1)
    assert Fraction(*school.facts["printed_students_per_teacher"].value) == 20
    assert not found.all_issues


def csv_text(mark: str) -> str:
    """The school as CSV, quoted where a cell holds a comma."""
    quoted = [f'"{cell}"' if "," in cell else cell for cell in ROW]
    return f"{mark.join(HEADING)}\r\n{mark.join(quoted)}\r\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t", ";"])
def test_csv_in_every_encoding(tmp_path: Path, encoding: str, mark: str) -> None:
    """Commas, tabs and semicolons, in UTF-8, GB18030 with rare characters, or UTF-16."""
    path = tmp_path / "学校.csv"
    path.write_bytes(csv_text(mark).encode(encoding))
    check_one(compliance.read(path))


def test_semicolons_beside_more_commas(tmp_path: Path) -> None:
    """The separator is the one that makes headings, even where figures hold more commas."""
    path = tmp_path / "t.csv"
    path.write_text(
        "学校名称;占地面积;在校生数\n甲校;1,234,567;1,200\n乙校;2,345,678;1,300\n", "utf-8"
    )
    assert compliance.read(path)["乙校"].facts["campus_area"].value == (2345678, 1)


def test_csv_cells_have_addresses(tmp_path: Path) -> None:
    """A CSV file has no sheet; its cells are named by column and row."""
    path = tmp_path / "t.csv"
    path.write_text("学校名称,占地面积\n甲校,60亩\n", "utf-8")
    assert compliance.read(path)["甲校"].facts["campus_area"].cell == "t.csv!B2"


def test_csv_of_an_open_quote(tmp_path: Path) -> None:
    """An open quote would swallow every school below it, so the file is refused at its line."""
    path = tmp_path / "t.csv"
    path.write_text('学校名称,占地面积\n甲校,1\n"乙校,2\n丙校,3\n', "utf-8")
    with pytest.raises(compliance.FactsError) as caught:
        compliance.read(path)
    assert caught.value.code == "data-unreadable"
    assert caught.value.place.line == 4


def test_csv_of_two_heading_rows(tmp_path: Path) -> None:
    """What was merged over two columns in Excel is spread over both again."""
    path = tmp_path / "t.csv"
    path.write_text("学校名称,新校区,,学生\n,占地面积,建筑面积,在校生数\n甲校,1,2,3\n", "utf-8")
    assert set(compliance.read(path)["甲校"].facts) == {"name", "students"}


def test_csv_of_words_above_the_heading(tmp_path: Path) -> None:
    """新校区 stood over some of the columns; nobody knows over which, so none of them is read."""
    path = tmp_path / "t.csv"
    path.write_text(",新校区,,\n学校名称,占地面积,建筑面积,在校生数\n甲校,1,2,3\n", "utf-8")
    assert set(compliance.read(path)["甲校"].facts) == {"name"}


@pytest.mark.parametrize("title", ["学校情况表,,", ",,2018年6月", ",单位：人,", "附件1,,表1"])
def test_csv_of_a_title(tmp_path: Path, title: str) -> None:
    """A title, a date or a unit above the heading is a word over no column."""
    path = tmp_path / "t.csv"
    path.write_text(f"{title}\n学校名称,占地面积,在校生数\n甲校,1,2\n", "utf-8")
    assert set(compliance.read(path)["甲校"].facts) == {"name", "campus_area", "students"}


@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".txt", ".tsv", ".CSV"])
def test_text_under_another_name(tmp_path: Path, suffix: str) -> None:
    """Programs that export tab-separated text as .xls are understood by the first bytes."""
    path = tmp_path / f"t{suffix}"
    path.write_bytes(csv_text("\t").encode("gb18030"))
    check_one(compliance.read(path))


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".csv", ".json", ""])
def test_workbook_under_any_name(tmp_path: Path, suffix: str) -> None:
    """A workbook is one by its first bytes, whatever its name says."""
    path = tmp_path / f"t{suffix}"
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADING)
        page.write_row(1, 0, ROW)
    path.write_bytes(buffer.getvalue())
    check_one(compliance.read(path))


def test_xlsx_types(tmp_path: Path) -> None:
    """Numbers, times that were ratios, percentages, booleans and error cells of Excel."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page, time = book.add_worksheet("表"), book.add_format({"num_format": "h:mm"})
        long, share = (
            book.add_format({"num_format": "[h]:mm"}),
            book.add_format({"num_format": "0.0%"}),
        )
        labels = [
            "学校名称",
            "生师比",
            "师生比",
            "双师比",
            "新建",
            "占地面积",
            "在校生数",
            "建筑面积",
        ]
        page.write_row(0, 0, labels)
        page.write(1, 0, "甲校")
        page.write_datetime(1, 1, dt.time(1, 20), time)
        page.write_number(1, 2, 25 / 24 + 1 / 1440, long)
        page.write_number(1, 3, 0.525, share)
        page.write_boolean(1, 4, boolean=True)
        page.write_number(1, 5, 39600.1)
        page.write_number(1, 6, 1200.0)
        page.write_formula(1, 7, "=NA()", None, "#N/A")
    school = compliance.read(path)["甲校"]
    assert school.facts["new_build"].value is True
    assert Fraction(*school.facts["campus_area"].value) == Fraction(396001, 10)
    assert school.facts["students"].value == (1200, 1)
    assert "floor_area" not in school.facts
    assert school.facts["printed_students_per_teacher"].given == "1:20"
    assert school.conflicts == {"printed_students_per_teacher"}  # 25:1 beside 1:20
    assert Fraction(*school.facts["printed_dual_of_all_share"].value) == Fraction(525, 1000)
    assert [(i.code, i.place.file) for i in school.issues] == [("two-values", "t.xlsx!表!C2")]


def test_xls(tmp_path: Path) -> None:
    """The old binary format is read the same."""
    path = tmp_path / "t.xls"
    book = xlwt.Workbook()
    page = book.add_sheet("表")
    for n, row in enumerate((HEADING, ROW)):
        for c, cell in enumerate(row):
            page.write(n, c, cell)
    book.save(str(path))
    found = compliance.read(path)
    check_one(found)
    assert found.items[0].facts["campus_area"].cell == "t.xls!表!C2"


@pytest.mark.parametrize(
    "wrap", [lambda row: [row], lambda row: row, lambda row: {"schools": [row]}]
)
def test_json(tmp_path: Path, wrap: Any) -> None:
    """A list, one object, or an object with a list of schools."""
    path = tmp_path / "t.json"
    row = dict(zip(HEADING, ROW, strict=True))
    path.write_text(json.dumps(wrap(row), ensure_ascii=False), "utf-8")
    check_one(compliance.read(path))


def test_json_numbers_are_exact(tmp_path: Path) -> None:
    """A JSON number is the decimal that stands in the file, with more digits than a float has."""
    path = tmp_path / "t.json"
    path.write_text('[{"campus_area": 39599.999999999999999999, "students": 1.2e3}]', "utf-8")
    facts = compliance.read(path).items[0].facts
    assert Fraction(*facts["campus_area"].value) == Fraction("39599.999999999999999999")
    assert facts["students"].value == (1200, 1)


def test_ndjson(tmp_path: Path) -> None:
    """One object a line; blank lines do not count, and U+2028 inside a text ends no line."""
    path = tmp_path / "t.ndjson"
    path.write_text('{"name": "甲校"}\n\n{"name": "乙\u2028校", "占地": "60亩"}\n', "utf-8")
    found = compliance.read(path)
    assert [school.name for school in found] == ["甲校", "乙\u2028校"]
    assert found.items[1].facts["campus_area"].cell == "t.ndjson[1].占地"


@pytest.mark.parametrize("text", ["[]", "{}", '{"schools": []}', "[{}]", '[{"a": null}]'])
def test_json_of_nothing(tmp_path: Path, text: str) -> None:
    """No schools, or schools of which nothing is known, are no error."""
    path = tmp_path / "t.json"
    path.write_text(text, "utf-8")
    assert all(not school.facts for school in compliance.read(path))


def test_schema_errors_name_their_path(tmp_path: Path) -> None:
    """A record that breaks the published schema is refused at the path of each wrong value."""
    path = tmp_path / "t.json"
    data = [{"students": 1}, {"students": True, "majors": [{"students": {}}]}, {"new_build": []}]
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(compliance.FactsError) as caught:
        compliance.read(path)
    assert {problem.code for problem in caught.value.problems} == {"data-schema"}
    assert sorted(problem.values["path"] for problem in caught.value.problems) == [
        "[1].majors.0.students",
        "[1].students",
        "[2].new_build",
    ]


def test_ndjson_schema_errors_name_their_line(tmp_path: Path) -> None:
    """In NDJSON a record that breaks the schema is named by its line."""
    path = tmp_path / "t.ndjson"
    path.write_text('{"students": 1}\n\n{"students": []}\n', "utf-8")
    with pytest.raises(compliance.FactsError) as caught:
        compliance.read(path)
    assert (caught.value.place.line, caught.value.problems[0].values["path"]) == (3, "[1].students")


@pytest.mark.parametrize(("row", "column"), [(1_048_575, 16_383), (1_048_575, 30), (0, 16_383)])
def test_a_stray_cell_far_away(tmp_path: Path, row: int, column: int) -> None:
    """One cell at the far corner of a sheet is refused before memory is asked for the rectangle."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADING)
        page.write_row(1, 0, ROW)
        page.write(row, column, "x")
    with pytest.raises(compliance.FactsError) as caught:
        compliance.read(path)
    assert caught.value.code in {"data-too-large", "data-too-wide"}


def test_a_stray_cell_below_is_a_row_without_a_name(tmp_path: Path) -> None:
    """A mark in the last row of a narrow sheet costs nothing but a warning."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("表")
        page.write_row(0, 0, HEADING)
        page.write_row(1, 0, ROW)
        page.write(50_000, 3, "x")
    found = compliance.read(path)
    assert len(found) == 1
    assert [(i.code, i.place.file) for i in found.issues] == [("row-no-name", "t.xlsx!表!A50001")]


def test_a_workbook_that_unpacks_to_gigabytes(tmp_path: Path) -> None:
    """A zip bomb is refused by the sizes that it declares."""
    path = tmp_path / "t.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * 3_000_000)
    raw = bytearray(path.read_bytes())
    directory = raw.index(b"PK\x01\x02")
    struct.pack_into("<I", raw, directory + 24, 4_000_000_000)
    path.write_bytes(raw)
    with pytest.raises(compliance.FactsError) as caught:
        compliance.read(path)
    assert caught.value.code == "data-too-large"


@pytest.mark.parametrize("keep", [0, 4, 100, 1000, -1])
def test_a_workbook_cut_short(tmp_path: Path, keep: int) -> None:
    """Half a download is refused, not half read."""
    path = tmp_path / "t.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet().write_row(0, 0, HEADING)
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(compliance.FactsError):
        compliance.read(path)
