"""The README, the example data and the docs do what they say."""

import re
import subprocess
import sys
from pathlib import Path

import compliance

ROOT = Path(__file__).resolve().parents[1]
EXAMPLES = ROOT / "docs" / "examples"
RULEBOOK = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")


def commands() -> list[str]:
    return re.findall(r"```sh\n(.+?)\n```", (ROOT / "README.md").read_text("utf-8"))


def test_readme_has_two_commands_and_ci_calls_the_second() -> None:
    """Set-up is two commands, and continuous integration runs the one for the tests."""
    first, second = commands()
    assert "docs/examples/fuzhou-36.xlsx" in first
    ran = (ROOT / ".ci/run").read_text("utf-8")
    assert second.removesuffix("\n") in ran


def test_thirty_six_schools() -> None:
    """17 of the 36 schools meet the standard and 19 do not, as the scheme says."""
    findings = compliance.check(compliance.read(EXAMPLES / "fuzhou-36.xlsx"), RULEBOOK)
    assert findings.counts == {"pass": 17, "fail": 19, "unknown": 0, "waived": 0,
                               "not_applicable": 0}  # fmt: skip
    assert {item.complete for item in findings if item.outcome == "pass"} == {"pass"}


def test_the_nineteen_are_those_that_the_scheme_names() -> None:
    """Each school that fails is named in the source, and no other is."""
    source = (ROOT / "tests/standards/fuzhou-2016.txt").read_text("utf-8")
    findings = compliance.check(compliance.read(EXAMPLES / "fuzhou-36.xlsx"), RULEBOOK)
    named = {item.school.name.removesuffix("（示例数据）") in source: item.outcome
             for item in findings}  # fmt: skip
    assert named == {True: "fail", False: "pass"}


def test_gaps_make_two_schools_undecidable() -> None:
    """With one enrolment missing and one area 约: 16, 18 and 2, and the rate is an interval."""
    findings = compliance.check(compliance.read(EXAMPLES / "fuzhou-36-gaps.xlsx"), RULEBOOK)
    counts = findings.counts
    assert (counts["pass"], counts["fail"], counts["unknown"]) == (16, 18, 2)
    assert str(findings.rate) == "44.4 %–50.0 %"


def test_every_name_says_that_it_is_an_example() -> None:
    """No school of the example data can be taken for a real one."""
    for file in ("fuzhou-36.xlsx", "fuzhou-36-gaps.xlsx"):
        schools = compliance.read(EXAMPLES / file)
        assert len(schools) == 36
        assert all(school.name.endswith("（示例数据）") for school in schools)


def test_example_data_is_what_its_script_makes(tmp_path: Path) -> None:
    """The workbooks in the repository read the same as freshly made ones."""
    script = EXAMPLES / "make_fuzhou_36.py"
    subprocess.run([sys.executable, str(script), str(tmp_path)], check=True)
    for file in ("fuzhou-36.xlsx", "fuzhou-36-gaps.xlsx"):
        assert compliance.read(tmp_path / file).to_dict() == compliance.read(
            EXAMPLES / file).to_dict()  # fmt: skip


def test_the_authors_page_is_a_standard_that_lints_clean(tmp_path: Path) -> None:
    """Following docs/authors/README.md gives a file without a single problem."""
    page = (ROOT / "docs/authors/README.md").read_text("utf-8")
    (card,) = re.findall(r"```yaml\n(.+?)```", page, re.DOTALL)
    path = tmp_path / "my-standard.yaml"
    path.write_text(card, "utf-8")
    assert compliance.lint(path) == []
