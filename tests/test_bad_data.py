"""Small bad inputs: each is refused for what is wrong with it, at the place where it is wrong."""

from __future__ import annotations

import functools
import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

import compliance
from compliance.documents.strict_yaml import read_yaml
from compliance.intake.read import read as read_with

FOLDER = Path(__file__).parent / "bad_data"
EXPECTED = read_yaml(FOLDER / "expected.yaml").data


def _workbook(*far: int, most: int | None = None) -> bytes:
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["学校名称", "占地面积"])
        if far:
            page.write(*far, "x")
    return buffer.getvalue()[:most]


def _zip(**entries: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in entries.items():
            archive.writestr(name, text)
    return buffer.getvalue()


BYTES: dict[str, Callable[[], bytes]] = {
    "neither-encoding": lambda: "学校名称,占地面积\n".encode() + b"\xff\xff\xff\n",
    "odd-utf-16": lambda: "学校名称,占地面积\n".encode("utf-16") + b"\x00",
    "half-a-workbook": functools.partial(_workbook, most=2000),
    "not-a-workbook": functools.partial(_zip, readme="学校"),
    "old-not-a-workbook": lambda: b"\xd0\xcf\x11\xe0" + b"\x00" * 2000,
    "far-cell": lambda: _workbook(1_048_575, 16_383),
    "open-document": lambda: _zip(mimetype="application/vnd.oasis.opendocument.spreadsheet"),
    "too-wide": functools.partial(str.encode, "学校名称,占地面积" + ",x" * 2000 + "\n甲校,1\n"),
    "long-field": functools.partial(str.encode, "学校名称,占地面积\n" + "x" * 200_000 + ",1\n"),
}


@pytest.fixture
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """The bad file of a row, made here if it is not text."""
    row = request.param
    if "bytes" not in row:
        return FOLDER / str(row["file"])
    made = tmp_path / str(row["file"])
    made.write_bytes(BYTES[row["bytes"]]())
    return made


def _cases(kind: str) -> pytest.MarkDecorator:
    rows = [row for row in EXPECTED if kind in row]
    return pytest.mark.parametrize(
        ("path", "row"), [pytest.param(row, row, marks=_marks(row)) for row in rows],
        indirect=["path"], ids=[row["file"] for row in rows],
    )  # fmt: skip


def _marks(row: dict[str, str]) -> list[Any]:
    return [pytest.mark.xfail(reason=row["defect"])] if "defect" in row else []


def _read(path: Path, row: dict[str, str]) -> compliance.Schools:
    """The file under the shipped vocabulary or, where it is named, under a standard's."""
    if "under" in row:
        return read_with(path, compliance.load(row["under"]).vocabulary)
    return compliance.read(path)


@_cases("raises")
def test_file_is_refused(path: Path, row: dict[str, str]) -> None:
    """A file that cannot be read as schools raises FactsError with this code, at this place."""
    with pytest.raises(compliance.FactsError) as caught:
        _read(path, row)
    assert caught.value.code == row["raises"]
    assert str(caught.value.place).removeprefix(f"{FOLDER}/") == row["place"]
    if "path" in row:
        assert caught.value.problems[0].values["path"] == row["path"]
    for language in ("zh", "en"):
        assert "{" not in caught.value.hint.show(language).replace("[{...}, {...}]", "")


@_cases("issue")
def test_value_is_an_issue(path: Path, row: dict[str, str]) -> None:
    """A value that is not understood is one issue, and its fact is unreported or contradicted."""
    schools = _read(path, row)
    (issue,) = schools.all_issues
    assert (issue.code, str(issue.place)) == (row["issue"], row["place"])
    assert issue.show("both")
    assert len(schools) == 1
    if "fact" in row:
        assert row["fact"] not in schools.items[0].facts
    if "conflict" in row:
        assert row["conflict"] in schools.items[0].conflicts


def test_every_file_is_expected() -> None:
    """No file of the folder is without an expectation, and none is expected twice."""
    names = [row["file"] for row in EXPECTED]
    assert len(set(names)) == len(names) >= 25
    assert {p.name for p in FOLDER.iterdir()} - {"expected.yaml"} <= set(names)
