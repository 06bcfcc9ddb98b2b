"""``compliance plan``: formats, numbers asked for, conflicts, and life without OR-Tools."""

import csv
import io
import json
import sys
from functools import cache
from pathlib import Path

import jsonschema
import pytest
from click.testing import CliRunner, Result

import compliance
from compliance.cli import main
from compliance.schemas import schemas

ROOT = Path(__file__).resolve().parents[2]
DATA = str(ROOT / "docs/examples/fuzhou-36.xlsx")
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
POLICY = "cn/fujian/fuzhou/consolidation-2016"


def run(*arguments: str, policy: str = POLICY) -> Result:
    given = ["plan", DATA, "--standard", STANDARD, "--policy", policy, *arguments]
    return CliRunner().invoke(main, given)


@cache
def made() -> compliance.Plan:
    findings = compliance.check(DATA, compliance.load(STANDARD))
    return compliance.plan(findings, POLICY)


def test_a_plan_is_no_error() -> None:
    """The table ends with 0, says how many schools remain, and nothing goes to stderr."""
    result = run("--lang", "zh")
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"36 所 → {len(made().survivors)} 所：" in result.stdout
    assert "合计" in result.stdout.splitlines()


def test_everyone_is_told_where_asked_for() -> None:
    """``--everyone`` gives each of the 36 schools a part of its own, schools that stay included."""
    heads = [part.partition(" ")[0] for part in run("--everyone").stdout.split("\n\n")]
    assert [head for head in heads if head.startswith("FZ-")] == [one.school for one in made()]


def test_json_is_the_record_of_the_same_plan() -> None:
    """The JSON validates against the schema and says what ``compliance.plan`` finds."""
    record = json.loads(run("--format", "json").stdout)
    jsonschema.validate(record, schemas()["plan-v1"])
    plan = made()
    assert record["levels"] == [{**one._asdict(), "proven": one.proven} for one in plan.levels]
    if plan.reproducible:
        said = {one["school"]: (one["action"], one["into"]) for one in record["decisions"]}
        assert said == {one.school: (one.action, one.into) for one in plan}


def test_tables_for_excel_begin_with_a_mark(tmp_path: Path) -> None:
    """CSV files carry a byte order mark; one row a school, one row a merger."""
    for form, rows in (("csv", 36), ("merger-table", None)):
        out = tmp_path / f"{form}.csv"
        assert run("--format", form, "-o", str(out)).exit_code == 0
        assert out.read_bytes().startswith(b"\xef\xbb\xbf")
        found = list(csv.reader(io.StringIO(out.read_text("utf-8-sig"))))
        groups = sum(len(one.members) > 1 for one in made().survivors.values())
        assert len(found) == 1 + (groups if rows is None else rows)


def test_no_plan_names_the_rules_in_conflict() -> None:
    """One school cannot remain of 36: usage error 2, and the number asked for is named."""
    result = run("--survivors", "1")
    assert result.exit_code == 2
    assert "[plan-conflict]" in result.stderr
    assert "保留的学校数" in result.stderr
    assert result.stdout == ""


def test_a_number_that_is_asked_for_is_kept() -> None:
    """With one school more than is best the plan has one more, and says that a number binds it."""
    best = len(made().survivors)
    result = run("--survivors", str(best + 1), "--format", "json")
    record = json.loads(result.stdout)
    assert (len(record["survivors"]), record["targets"]) == (best + 1, True)
    assert json.loads(run("--format", "json").stdout)["targets"] is False


def test_a_reading_goes_to_the_policy() -> None:
    """A condition of the policy is read as asked, and the head of the plan says so."""
    record = json.loads(run("--reading", "unmet=either", "--format", "json").stdout)
    assert record["readings"] == {"unmet": "either"}
    assert run("--reading", "unmet=neither").exit_code == 2


def test_a_policy_that_knows_no_region(tmp_path: Path) -> None:
    """Without a section ``plan`` there is nothing to plan by: 3, as any error of a policy."""
    path = tmp_path / "local.policy.yaml"
    text = (ROOT / f"standards/{POLICY}.policy.yaml").read_text("utf-8")
    path.write_text(text.partition("\nplan:\n")[0] + "\n", "utf-8")
    for more in ([], ["--greedy"]):
        result = run(*more, policy=str(path))
        assert result.exit_code == 3
        assert "[plan-no-section]" in result.stderr


def test_without_a_solver_only_greedy_plans(monkeypatch: pytest.MonkeyPatch) -> None:
    """OR-Tools missing is told with the pip line; ``--greedy`` needs none, and claims no best."""
    monkeypatch.setitem(sys.modules, "ortools.sat.python", None)
    result = run()
    assert result.exit_code == 2
    assert "[plan]" in result.stderr
    found = run("--greedy", "--format", "json")
    assert found.exit_code == 0
    record = json.loads(found.stdout)
    assert (record["method"], record["status"]) == ("greedy", "feasible")
    assert not any(level["proven"] for level in record["levels"])
