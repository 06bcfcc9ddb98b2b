"""``compliance template``: a form made from a standard, on the command line."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compliance.cli import main

STANDARD = "cn/moe/secondary-vocational-2010"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, [*arguments, "--standard", STANDARD])


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_a_blank_form_is_no_data(language: str, tmp_path: Path) -> None:
    """The form is written whole; checked as it is, it is bad data with a message that says so."""
    path = tmp_path / "blank.xlsx"
    result = run("template", "-o", str(path), "--lang", language)
    assert (result.exit_code, list(tmp_path.iterdir())) == (0, [path])
    assert str(path) in result.output
    checked = run("check", str(path))
    assert checked.exit_code == 4
    assert "data-no-schools" in checked.output


def test_another_ending_is_a_usage_error(tmp_path: Path) -> None:
    """A form is an .xlsx file; nothing is written under another name."""
    result = run("template", "-o", str(tmp_path / "blank.csv"))
    assert (result.exit_code, list(tmp_path.iterdir())) == (2, [])


@pytest.mark.parametrize("name", ["none/blank.xlsx", f"{'x' * 300}.xlsx"])
def test_a_place_that_cannot_be_written_is_told(name: str, tmp_path: Path) -> None:
    """A folder that is not there, or a name that no file has, is a usage error, not a crash."""
    result = run("template", "-o", f"{tmp_path}/{name}")
    assert result.exit_code == 2
    assert "output-unwritable" in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_standard_that_is_not_there_is_told(tmp_path: Path) -> None:
    """An unknown id ends with the nearest one, and nothing is written."""
    out = str(tmp_path / "b.xlsx")
    command = ["template", "--standard", "cn/moe/secondary-vocational-2011", "-o", out]
    result = CliRunner().invoke(main, command)
    assert result.exit_code == 2
    assert STANDARD in result.output
    assert list(tmp_path.iterdir()) == []
