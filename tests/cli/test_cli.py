"""The command line: formats, exit codes, whole files or none, any console."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from compliance.checking.shown.ledger import COLUMNS
from compliance.cli import main

ROOT = Path(__file__).resolve().parents[2]
DATA = str(ROOT / "docs/examples/fuzhou-36.xlsx")
GAPS = str(ROOT / "docs/examples/fuzhou-36-gaps.xlsx")
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def test_a_failing_school_ends_with_one() -> None:
    """Findings are no error: exit code 1, or 0 where nothing is to fail on."""
    assert run("check", DATA, "--standard", STANDARD).exit_code == 1
    assert run("check", DATA, "--standard", STANDARD, "--fail-on", "none").exit_code == 0
    assert run("check", DATA, "--standard", STANDARD, "--fail-on", "unknown").exit_code == 0
    assert run("check", GAPS, "--standard", STANDARD, "--fail-on", "unknown").exit_code == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["check", DATA, "--standard", "cn/moe/nothing"], 2, "no-such-standard"),
        (["check", DATA, "--standard", STANDARD, "--on", "2018-13-01"], 2, "no-such-date"),
        (["check", DATA, "--standard", STANDARD, "--fail-on", "sometimes"], 2, "sometimes"),
        (["check", DATA, "--standard", STANDARD, "--reading", "x"], 2, "CLAUSE=NAME"),
        (["check", DATA], 2, "--standard"),
        (["explain", DATA, "--standard", STANDARD, "--school", "FZ-9999", "--clause", "x"], 2,
         "no-such-school"),
        (["explain", DATA, "--standard", STANDARD, "--school", "FZ-0001", "--clause", "campus"], 2,
         "no-such-clause"),
        (["check", "nowhere.xlsx", "--standard", STANDARD], 4, "no-such-file"),
        (["check", str(ROOT / "LICENSE"), "--standard", STANDARD], 4, "data-format"),
        (["check", DATA, "--standard", STANDARD, "--reading", "teachers=loose"], 2,
         "unknown-reading"),
        (["check", DATA, "--standard", STANDARD, "--reading", "teacher=loose"], 2,
         "no-such-clause"),
    ],
)  # fmt: skip
def test_what_is_wrong_decides_the_exit_code(arguments: list[str], code: int, said: str) -> None:
    """2 for usage, 3 for a standard, 4 for data, each with its code on stderr."""
    result = run(*arguments)
    assert (result.exit_code, result.exception.__class__) == (code, SystemExit)
    assert said in result.stderr


def test_a_bad_standard_ends_with_three(tmp_path: Path) -> None:
    """A malformed standard is told with its line, and nothing is judged."""
    path = tmp_path / "bad.yaml"
    path.write_text("format: 1\nformat: 1\n", "utf-8")
    result = run("check", DATA, "--standard", str(path))
    assert result.exit_code == 3
    assert "bad.yaml:2:1" in result.stderr


def test_table_gives_every_finding_and_the_summary() -> None:
    """Each school has a line a finding; the counts stand at the end."""
    result = run("check", GAPS, "--standard", STANDARD, "--lang", "zh")
    lines = result.stdout.splitlines()
    schools = [line for line in lines if line[2:5] == "FZ-"]
    assert len(schools) == 36
    assert "共 36 所：16 达标，18 不达标，2 无法判定，0 豁免，0 不适用" in lines
    assert "达标率 44.4 %–50.0 %" in lines


def test_csv_is_the_long_ledger(tmp_path: Path) -> None:
    """CSV has the ledger's columns, one row a finding, and opens in Excel as UTF-8."""
    out = tmp_path / "ledger.csv"
    run("check", DATA, "--standard", STANDARD, "--format", "csv", "-o", str(out))
    raw = out.read_bytes()
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert len({row["school"] for row in rows}) == 36
    printed = run("check", DATA, "--standard", STANDARD, "--format", "csv").stdout
    assert printed.encode() == raw[3:]


def test_json_and_ndjson_say_the_same() -> None:
    """Each line of NDJSON is a finding of the JSON document."""
    whole = json.loads(run("check", DATA, "--standard", STANDARD, "--format", "json").stdout)
    lines = run("check", DATA, "--standard", STANDARD, "--format", "ndjson").stdout.splitlines()
    findings = [f for school in whole["schools"] for f in school["findings"]]
    assert [json.loads(line) for line in lines] == findings


def test_a_file_is_whole_or_not_there(tmp_path: Path) -> None:
    """Where the result cannot be written, nothing is left, not even a temporary file."""
    target = tmp_path / "folder"
    target.mkdir()
    (target / "keep").write_text("", "utf-8")
    result = run("check", DATA, "--standard", STANDARD, "-o", str(tmp_path / "no" / "x.txt"))
    assert result.exit_code == 2
    assert "output-unwritable" in result.stderr
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["folder", "keep"]


def test_the_data_are_never_overwritten(tmp_path: Path) -> None:
    """Writing the result over the data that are judged is refused."""
    data = tmp_path / "schools.csv"
    data.write_text("学校名称,在校生数\n甲校,1200\n", "utf-8")
    result = run("check", str(data), "--standard", STANDARD, "-o", str(data))
    assert result.exit_code == 2
    assert data.read_text("utf-8").startswith("学校名称")


def test_nothing_to_judge_is_not_clean(tmp_path: Path) -> None:
    """A file without a single school ends with 4, not with 0."""
    data = tmp_path / "schools.csv"
    data.write_text("学校名称,在校生数\n合计,1200\n", "utf-8")
    result = run("check", str(data), "--standard", STANDARD)
    assert result.exit_code == 4
    assert "data-no-schools" in result.stderr


def test_readings_and_inferences_are_chosen_on_the_command_line() -> None:
    """The band fails a staff richer than 1:20; without inferences 1xxx人 decides nothing."""
    band = run("check", DATA, "--standard", STANDARD, "--reading", "student-teacher-ratio=band",
               "--format", "json")  # fmt: skip
    assert json.loads(band.stdout)["counts"]["pass"] < 17
    strict = json.loads(
        run("check", DATA, "--standard", STANDARD, "--no-inferences", "--format", "json").stdout
    )
    reasons = {f["reason"] for s in strict["schools"] for f in s["findings"]
               if f["clause"] == "enrolment" and f["verdict"] == "unknown"}  # fmt: skip
    assert reasons == {"unknown_threshold"}
    assert strict["inferred"] == 0


def test_explain_gives_all_that_an_auditor_must_defend() -> None:
    """Law, article, layer, cells, arithmetic, shortfall and levers stand in both languages."""
    zh, en = (
        run("explain", DATA, "--standard", STANDARD, "--school", "FZ-0002",
            "--clause", "campus-per-student", "--lang", language).stdout
        for language in ("zh", "en")
    )  # fmt: skip
    for text in (zh, en):
        assert "生均不少于33平方米" in text
        assert "三、3" in text
        assert STANDARD in text
        assert "fuzhou-36.xlsx!办学条件!N5" in text
        assert "20330" in text
    assert "计算：20330 ㎡ ÷ 640 生 = 31.77 ㎡/生" in zh
    assert "Arithmetic: 20330 m² ÷ 640 student = 31.77 m²/student" in en
    # 33 × 640 = 21120; 20330 ÷ 33 = 616.06
    assert "由 20330 变为 21120（+790 ㎡）" in zh
    assert "由 640 变为 616（-24 生）" in zh
    assert "Alone enough: change campus area from 20330 to 21120 (+790 m²)" in en


def test_inspect_names_what_was_not_read() -> None:
    """Headings, units and dropped rows are shown with their cells."""
    shown = run("inspect", DATA, "--lang", "zh").stdout
    assert "fuzhou-36.xlsx!办学条件!N3 “校园面积 占地面积（亩）” → 校园占地面积 [亩]" in shown
    assert "[row-dropped]" in shown
    known = run("inspect", DATA, "--lang", "zh", "--standard", STANDARD).stdout
    assert "未读" not in known.split("[row-dropped]")[0]


def test_standards_commands() -> None:
    """list, show, lint and diff print what they are asked for."""
    assert STANDARD in run("standards", "list").stdout
    assert "1xxx人" in run("standards", "show", STANDARD).stdout
    assert run("standards", "lint", STANDARD, "cn/moe/conditions-2022").exit_code == 0
    diff = run("standards", "diff", "cn/moe/secondary-vocational-2001",
               "cn/moe/secondary-vocational-2010", STANDARD, "--lang", "en")  # fmt: skip
    assert "periodicals 报刊种类: laxer (threshold)" in diff.stdout
    assert "student-teacher-ratio 师生比: laxer (threshold)" in diff.stdout
    assert run("standards", "diff", STANDARD).exit_code == 2


def test_a_folder_of_standards_is_linted() -> None:
    """Every standard below a folder is checked; vocabularies and manifests are none."""
    result = run("standards", "lint", str(ROOT / "standards/cn/fujian"), "--lang", "en")
    assert result.exit_code == 0
    files = [*(ROOT / "standards/cn/fujian").rglob("*.yaml")]
    assert result.stdout.count(": ") == result.stdout.count("clean") == len(files)


def test_lint_of_a_bad_standard_ends_with_three(tmp_path: Path) -> None:
    """Lint tells file, line, clause and hint, and exits with 3."""
    source = (ROOT / "standards/cn/moe/conditions-2022.yaml").read_text("utf-8")
    path = tmp_path / "mine.yaml"
    path.write_text(source.replace("at_least: 33 m²/student", "at_least: 33 亩/student"), "utf-8")
    result = run("standards", "lint", str(path))
    assert result.exit_code == 3
    assert "campus-per-student: [text-number]" in result.stdout


@pytest.mark.parametrize("encoding", ["gbk", "cp1252", "utf-8"])
def test_any_console_can_print_it(encoding: str) -> None:
    """A console without ², or without Chinese, gets plainer characters, never an exception."""
    environment = {**os.environ, "PYTHONIOENCODING": encoding}
    result = subprocess.run(
        [sys.executable, "-m", "compliance", "check", GAPS, "--standard", STANDARD, "--fail-on",
         "none"], capture_output=True, env=environment, cwd=ROOT, check=False,
    )  # fmt: skip
    assert (result.returncode, result.stderr) == (0, b"")
    shown = result.stdout.decode(encoding)
    assert "16 pass, 18 fail, 2 unknown" in shown
    if encoding == "gbk":
        assert "?" not in shown
        assert "√" in shown
