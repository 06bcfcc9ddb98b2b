"""SARIF 2.1.0: the structure that readers need, and places that are real."""

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from judged_schools import HOSTILE, LAW, SCHOOLS, hostile, judged

import compliance
from compliance.checking.findings import Findings
from compliance.cli import main
from compliance.reports.sarif import sarif_blocks

ROOT = Path(__file__).resolve().parents[2]
KINDS = {"pass", "fail", "open", "notApplicable"}
LEVELS = {"none", "note", "warning", "error"}


def log(findings: Findings, language: str = "both") -> dict[str, Any]:
    return dict(json.loads("".join(sarif_blocks(findings, language=language))))


def only(found: dict[str, Any], school: str, clause: str) -> dict[str, Any]:
    name = f"{school}/{clause}"
    results = found["runs"][0]["results"]
    places = [one["locations"][0]["logicalLocations"][0]["fullyQualifiedName"] for one in results]
    assert places.count(name) == 1
    return dict(results[places.index(name)])


@pytest.mark.parametrize("findings", [judged(), hostile()], ids=["judged", "hostile"])
def test_the_essential_structure(findings: Findings) -> None:
    """Version, driver, rules; each result points at its rule; a level only where it failed."""
    found = log(findings)
    assert found["version"] == "2.1.0"
    (run,) = found["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == [rule.id for rule in findings.rulebook.rules]
    assert len(run["results"]) == sum(len(item) for item in findings)
    for result in run["results"]:
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["kind"] in KINDS
        assert result["level"] in LEVELS
        assert (result["kind"] == "fail") == (result["level"] != "none")
        assert result["message"]["text"]


def test_kinds_are_the_verdicts() -> None:
    """As many results of each kind as there are findings of each verdict."""
    findings = judged()
    names = {"pass": "pass", "fail": "fail", "unknown": "open", "not_applicable": "notApplicable"}
    verdicts = Counter(names[f.verdict] for item in findings for f in item)
    assert Counter(one["kind"] for one in log(findings)["runs"][0]["results"]) == verdicts


def test_levels_follow_the_force() -> None:
    """A clause that says shall fails as an error, one that says normally as a warning."""
    found = log(judged())
    assert only(found, "A1", "campus-per-student")["level"] == "error"
    assert only(found, "A1", "teachers")["level"] == "warning"


def test_a_waiver_is_a_suppression_with_its_ground() -> None:
    """The verdict stays a fail, and says by whom it is waived."""
    one = only(log(judged()), "A3", "enrolment")
    assert one["kind"] == "fail"
    (said,) = one["suppressions"]
    assert (said["kind"], said["status"]) == ("external", "accepted")
    assert "福建省教育厅" in said["justification"]
    assert "suppressions" not in only(log(judged()), "A1", "campus-per-student")


def test_fingerprints_are_of_the_matter_not_of_the_figures() -> None:
    """No two results share one, and another figure leaves it as it was."""
    other = [{**SCHOOLS[0], "campus_area": 1}, *SCHOOLS[1:]]
    prints = [[one["partialFingerprints"]["finding/v1"] for one in log(f)["runs"][0]["results"]]
              for f in (judged(), judged(other))]  # fmt: skip
    assert prints[0] == prints[1]
    assert len(set(prints[0])) == len(prints[0])


def test_a_result_points_at_the_file_and_the_cells(tmp_path: Path) -> None:
    """The data file is the artifact, the cells are logical places: a workbook has no lines."""
    path = tmp_path / "my schools.csv"
    path.write_text("id,学校名称,在校生数,占地面积\nA1,甲校,1200,39000\n", "utf-8")
    findings = compliance.check(path, judged().rulebook)
    (place,) = only(log(findings), "A1", "campus-per-student")["locations"]
    assert place["physicalLocation"] == {"artifactLocation": {"uri": "my%20schools.csv"}}
    cells = [one["name"] for one in place["logicalLocations"] if one["kind"] == "cell"]
    assert cells == ["my schools.csv!D2", "my schools.csv!C2"]


def test_a_name_is_neither_a_place_to_fill_nor_a_link() -> None:
    """Braces are doubled and a closing bracket before a parenthesis is escaped, as SARIF asks."""
    found = log(hostile())
    filled = only(found, f"H{HOSTILE.index('{{ 7*7 }}')}", "enrolment")["message"]["text"]
    linked = only(found, f"H{HOSTILE.index('[x](http://e.org)')}", "enrolment")["message"]["text"]
    assert "{{{{ 7*7 }}}}" in filled
    assert "[x\\](http://e.org)" in linked


def test_a_rule_quotes_the_law() -> None:
    """The description of a rule is the clause as it stands in the standard."""
    (rule,) = (one for one in log(judged())["runs"][0]["tool"]["driver"]["rules"]
               if one["id"] == "campus-per-student")  # fmt: skip
    assert LAW in rule["fullDescription"]["text"]
    assert "第八条" in rule["help"]["text"]


def test_lint_points_at_the_line_that_is_wrong(tmp_path: Path) -> None:
    """A unit that does not exist is told at the line and column where it is written."""
    source = (ROOT / "standards/cn/moe/secondary-vocational-2010.yaml").read_text("utf-8")
    path = tmp_path / "wrong.yaml"
    path.write_text(source.replace("force: normally", "force: shal", 1), "utf-8")
    lines = path.read_text("utf-8").splitlines()
    run = CliRunner().invoke(main, ["standards", "lint", str(path), "--format", "sarif"])
    assert run.exit_code == 3
    (only_run,) = json.loads(run.stdout)["runs"]
    (result,) = (one for one in only_run["results"] if one["level"] == "error")
    rules = [rule["id"] for rule in only_run["tool"]["driver"]["rules"]]
    assert rules[result["ruleIndex"]] == result["ruleId"]
    place = result["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == path.as_uri()
    assert "force: shal" in lines[place["region"]["startLine"] - 1]


def test_lint_of_a_clean_standard_has_no_results(tmp_path: Path) -> None:
    """A standard without errors is a log with no results, exit code 0, in a file if asked."""
    out = tmp_path / "lint.sarif"
    run = CliRunner().invoke(main, ["standards", "lint", "cn/moe/secondary-vocational-2010",
                                    "--format", "sarif", "-o", str(out)])  # fmt: skip
    assert (run.exit_code, run.stdout) == (0, "")
    assert json.loads(out.read_text("utf-8"))["runs"][0]["results"] == []
