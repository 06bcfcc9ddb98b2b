"""A folder of workbooks: every file is a school or an issue, in the order of the names."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import xlwt
from click.testing import CliRunner
from filed import basics, codes, conditions, described, number, school, write

import compliance
from compliance.checking.reading import read_under
from compliance.cli import main
from compliance.documents.read import read_vocabulary

STANDARD = "cn/moe/conditions-2022"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with the example form's description and two schools, the second made first."""
    found = described(tmp_path)
    school(found, "乙校(中等技术学校).xlsx", identity="3135000002", name="乙校", campus=20000)
    school(found)
    return found


def test_schools_come_in_the_order_of_the_files(folder: Path) -> None:
    """However the files were made, 乙校 comes before 甲校, as their names do; twice the same."""
    first, second = compliance.read(folder), compliance.read(str(folder))
    assert [one.name for one in first] == ["乙校", "甲校"]
    assert first.to_dict() == second.to_dict()
    assert first.source == folder.name


def test_a_damaged_workbook_is_told_and_the_others_are_read(folder: Path) -> None:
    """Half a workbook is an issue with its name; two schools are left."""
    whole = (folder / "甲校(中等技术学校).xlsx").read_bytes()
    (folder / "丙校.xlsx").write_bytes(whole[: len(whole) // 2])
    found = compliance.read(folder)
    assert len(found) == 2
    assert ("data-unreadable", "丙校.xlsx") in codes(found)
    (issue,) = [i for i in found.issues if i.place.file == "丙校.xlsx"]
    assert issue.severity == "warning"


def test_no_file_is_passed_over_in_silence(folder: Path) -> None:
    """Temporary and hidden files and folders are notes; tables and other workbooks warnings."""
    (folder / "~$甲校.xlsx").write_bytes(b"x")
    (folder / ".hidden").write_bytes(b"x")
    (folder / "更多").mkdir()
    (folder / "学校.csv").write_text("学校名称,占地面积\n丁校,60亩\n", "utf-8")
    write(folder / "汇总.xlsx", {"表1": [["学校名称", "占地面积"], ["丁校", "60亩"]]})
    found = compliance.read(folder)
    told = {(i.place.file, i.code, i.severity) for i in found.issues}
    assert told == {
        ("~$甲校.xlsx", "folder-passed-over", "note"), (".hidden", "folder-passed-over", "note"),
        ("更多", "folder-inside", "note"), ("学校.csv", "folder-other-file", "warning"),
        ("汇总.xlsx", "folder-no-form", "warning"),
    }  # fmt: skip
    assert len(found) == 2


def test_one_school_in_two_files_is_an_error(folder: Path) -> None:
    """Both files are named."""
    school(folder, "甲校(1).xlsx")
    with pytest.raises(compliance.FactsError) as refused:
        compliance.read(folder)
    assert refused.value.code == "school-twice"
    text = str(refused.value)
    assert "甲校(1).xlsx" in text
    assert "甲校(中等技术学校).xlsx" in text
    assert "3135000001" in text


def test_a_folder_of_other_data_is_an_error(tmp_path: Path) -> None:
    """Tables in a folder are no forms; each file is named, and nothing is judged."""
    (tmp_path / "学校.csv").write_text("学校名称,占地面积\n丁校,60亩\n", "utf-8")
    with pytest.raises(compliance.FactsError) as refused:
        compliance.read(tmp_path)
    assert [p.code for p in refused.value.problems] == ["folder-without-forms", "folder-other-file"]
    result = CliRunner().invoke(main, ["check", str(tmp_path), "--standard", STANDARD])
    assert result.exit_code == 4


def test_an_empty_folder_is_an_error(tmp_path: Path) -> None:
    """No file, no schools."""
    with pytest.raises(compliance.FactsError, match="folder-without-forms"):
        compliance.read(tmp_path)


@pytest.mark.skipif(os.geteuid() == 0 if hasattr(os, "geteuid") else True,
                    reason="a superuser may read every folder")  # fmt: skip
def test_a_folder_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    """A folder without permission is told as such."""
    tmp_path.chmod(0)
    with pytest.raises(compliance.FactsError, match="data-unreadable"):
        compliance.read(tmp_path)
    tmp_path.chmod(0o700)


def test_one_workbook_is_read_as_a_form_too(tmp_path: Path) -> None:
    """A path to a single workbook of a known form is one school; a table still is a table."""
    labelled = [["学校（机构）名称", "甲校"], ["学校（机构）标识码", "2135000003"]]
    form = write(tmp_path / "甲校(小学).xlsx", {
        "教基1001_小学": [["教基1001"], *labelled],
        "其他": [["学校名称", "占地面积"], ["丁校", "60亩"]],
    })  # fmt: skip
    (found,) = compliance.read(form)
    assert (found.id, found.name, found.text("level")) == ("2135000003", "甲校", "primary")
    table = write(tmp_path / "表.xlsx", {"表1": [["学校名称", "占地面积"], ["丁校", "60亩"]]})
    assert [one.id for one in compliance.read(table)] == ["丁校"]


def test_a_school_without_name_is_called_as_its_file(folder: Path) -> None:
    """Where no cell says the name, the file's does, with a note."""
    write(folder / "戊校(中等技术学校).xlsx", {"示基5001": conditions()})
    found = compliance.read(folder)
    assert found["戊校"].name == "戊校"
    notes = [i for i in found["戊校"].issues if i.code == "form-by-file-name"]
    assert [i.values["fact"] for i in notes] == ["name", "level"]


def test_an_unknown_type_in_a_file_name_is_not_guessed(folder: Path) -> None:
    """甲校(副本).xlsx says no level that is known; then it is open whether the standard applies."""
    school(folder, "己校(副本).xlsx", identity="3135000009", name="己校")
    found = compliance.read(folder)
    assert "level" in found["3135000009"].refused


def test_an_unread_figure_leaves_the_verdict_open(folder: Path) -> None:
    """A form whose area cannot be read gives unknown, never fail; the others are judged."""
    rows = conditions()
    rows[1][0] = "表号：示基9999"
    write(folder / "庚校.xlsx", {"示基1001": basics("3135000007", "庚校"), "示基5001": rows})
    findings = compliance.check(folder, compliance.load(STANDARD))
    assert findings["3135000007"]["campus-area"].verdict == "unknown"
    assert findings["3135000002"]["campus-area"].verdict == "fail"


def test_progress_counts_the_files(folder: Path) -> None:
    """It is called once a file, with the number of files so far."""
    seen: list[int] = []
    read_under(folder, read_vocabulary("cn/vocabulary"), progress=seen.append)
    assert seen == [1, 2, 3]


def test_figures_keep_their_file(folder: Path) -> None:
    """Every cell that was read says its file, sheet and address."""
    found = compliance.read(folder)
    assert number(found, "campus_area", "3135000002") == 20000
    cells = [column.cell for column in found.columns if column.fact == "campus_area"]
    assert [cell.partition("!")[0] for cell in cells] == [
        "乙校(中等技术学校).xlsx", "甲校(中等技术学校).xlsx",
    ]  # fmt: skip


def test_merges_without_end_are_refused_for_their_file_alone(folder: Path) -> None:
    """Ranges that cover more cells than any form has are an issue; the others are read."""
    merged = {"示基5001": ["A1:IV1990"]}
    rows = [["示基5001", *["x"] * 255], *([["x"]] * 1999)]
    write(folder / "大.xlsx", {"示基5001": rows}, merged)
    found = compliance.read(folder)
    assert len(found) == 2
    assert ("data-too-large", "大.xlsx!示基5001") in codes(found)


def test_an_old_workbook_is_read_alike(folder: Path) -> None:
    """A form saved as .xls gives the same figures."""
    rows = conditions()
    book = xlwt.Workbook()
    for name, cells in (("示基1001", basics("3135000008", "辛校")), ("示基5001", rows)):
        page = book.add_sheet(name)
        for r, row in enumerate(cells):
            for c, value in enumerate(row):
                page.write(r, c, value)
    book.save(folder / "辛校.xls")
    found = compliance.read(folder)
    assert number(found, "campus_area", "3135000008") == 39600
    assert number(found, "equipment", "3135000008") == 3_600_000
