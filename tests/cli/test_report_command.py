"""``compliance report``, and the formats of a report on check, advise and plan."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from click.testing import CliRunner, Result
from docx import Document

from compliance.cli import main

ROOT = Path(__file__).resolve().parents[2]
DATA = str(ROOT / "docs/examples/fuzhou-36.xlsx")
GAPS = str(ROOT / "docs/examples/fuzhou-36-gaps.xlsx")
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
POLICY = "cn/fujian/fuzhou/consolidation-2016"


def run(verb: str, *arguments: str) -> Result:
    return CliRunner().invoke(main, [verb, GAPS, "--standard", STANDARD, *arguments])


def test_one_line_says_what_was_written(tmp_path: Path) -> None:
    """The path, the schools and findings, the advice and the plan; exit code 0 though some fail."""
    out = tmp_path / "report.docx"
    result = run("report", "--policy", POLICY, "--plan", "-o", str(out), "--lang", "en")
    assert result.exit_code == 0
    (line,) = result.stdout.splitlines()
    assert line.startswith(f"{out}: 36 schools, ")
    assert line.endswith("findings; advice for 36 schools; a plan from 36 to 22 schools")
    assert Document(str(out)).paragraphs[0].text.startswith("Report on the conditions")


def test_the_format_may_be_named(tmp_path: Path) -> None:
    """``--format`` decides where the ending does not say it."""
    out = tmp_path / "result.txt"
    assert run("report", "-o", str(out), "--format", "junit").exit_code == 0
    assert ET.fromstring(out.read_bytes()).tag == "testsuites"  # noqa: S314 - our own output


def test_a_format_of_findings_says_that_it_holds_no_advice(tmp_path: Path) -> None:
    """The policy is not silently left out of SARIF: stderr says where it may stand."""
    out = tmp_path / "r.sarif"
    result = run("report", "--policy", POLICY, "-o", str(out), "--lang", "en")
    assert result.exit_code == 0
    assert "advice" not in result.stdout
    assert "findings alone" in result.stderr


def test_the_year_before(tmp_path: Path) -> None:
    """``--before`` is judged a year earlier, and what has turned is listed."""
    out = tmp_path / "r.md"
    result = run("report", "--before", DATA, "-o", str(out), "--lang", "en")
    assert result.exit_code == 0
    assert result.stdout.strip().endswith("changes since 2017-12-31")


def test_a_letterhead_of_ones_own(tmp_path: Path) -> None:
    """``--template`` is filled; one with an unknown place ends with 2 and writes nothing."""
    own, out = tmp_path / "own.docx", tmp_path / "r.docx"
    document = Document()
    document.add_paragraph("某局 {{ title }}")
    document.save(str(own))
    assert run("report", "--template", str(own), "-o", str(out), "--lang", "zh").exit_code == 0
    assert [p.text for p in Document(str(out)).paragraphs] == ["某局 办学条件达标核验报告"]
    document.add_paragraph("{{ tilte }}")
    document.save(str(own))
    other = tmp_path / "other.docx"
    result = run("report", "--template", str(own), "-o", str(other))
    assert (result.exit_code, other.exists()) == (2, False)
    assert "tilte" in result.stderr


@pytest.mark.parametrize(
    ("verb", "arguments", "said"),
    [
        ("report", [], "-o"),
        ("report", ["-o", "r.pdf"], "report-format"),
        ("report", ["-o", "r.md", "--plan"], "--policy"),
        ("report", ["-o", "r.md", "--policy", POLICY, "--survivors", "22"], "--plan"),
        ("report", ["-o", "r.md", "--template", "x.docx"], "report-template"),
        ("report", ["-o", "x.docx", "--template", "x.docx"], "--template"),
        ("report", ["-o", GAPS], "DATA"),
        ("check", ["--format", "docx"], "-o"),
        ("check", ["--format", "html"], "-o"),
        ("check", ["--format", "xlsx"], "-o"),
        ("advise", ["--policy", POLICY, "--format", "docx"], "-o"),
        ("plan", ["--policy", POLICY, "--format", "xlsx"], "-o"),
        ("advise", ["--policy", POLICY, "--format", "md", "--school", "FZ-0001"], "--school"),
    ],
)
def test_what_cannot_be_meant_ends_with_two(verb: str, arguments: list[str], said: str) -> None:
    """Wrong usage is told before anything is written."""
    result = run(verb, *arguments)
    assert result.exit_code == 2
    assert said in result.stderr


def test_check_writes_every_format(tmp_path: Path) -> None:
    """Each format of ``check`` is a file; the exit code is that of the findings."""
    for form in ("html", "xlsx", "docx", "md", "junit", "sarif"):
        out = tmp_path / f"r.{form}"
        assert run("check", "--format", form, "-o", str(out)).exit_code == 1
        assert out.stat().st_size > 1000


def test_text_formats_go_to_the_terminal_as_to_a_file(tmp_path: Path) -> None:
    """Without ``-o`` the same text is printed."""
    for form in ("md", "junit", "sarif"):
        out = tmp_path / form
        run("check", "--format", form, "-o", str(out))
        assert run("check", "--format", form).stdout == out.read_text("utf-8")
    assert len(json.loads(run("check", "--format", "sarif").stdout)["runs"]) == 1


@pytest.mark.parametrize("verb", ["advise", "plan"])
def test_advise_and_plan_as_reports(tmp_path: Path, verb: str) -> None:
    """Both write the report with their part in it."""
    for form in ("html", "xlsx", "docx", "md"):
        out = tmp_path / f"{verb}.{form}"
        assert run(verb, "--policy", POLICY, "--format", form, "-o", str(out)).exit_code == 0
    text = (tmp_path / f"{verb}.md").read_text("utf-8")
    assert "## 处置建议" in text
    assert ("## 区域规划" in text) == (verb == "plan")
