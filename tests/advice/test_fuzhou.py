"""The example workbook advised by the Fuzhou policy, as people and programs see it."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest
from click.testing import CliRunner, Result

import compliance
from compliance.advice.shown.lines import advice_lines, school_lines
from compliance.advice.shown.record import COLUMNS
from compliance.cli import main

ROOT = Path(__file__).resolve().parents[2]
DATA = str(ROOT / "docs/examples/fuzhou-36.xlsx")
GAPS = str(ROOT / "docs/examples/fuzhou-36-gaps.xlsx")
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
POLICY = "cn/fujian/fuzhou/consolidation-2016"
CALL = ("--standard", STANDARD, "--policy", POLICY)


def advice(path: str = DATA, **options: object) -> compliance.Advice:
    rulebook = compliance.load(STANDARD)
    return compliance.advise(compliance.check(compliance.read(path), rulebook), POLICY, **options)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["advise", *arguments])


def test_every_school_that_meets_the_standard_is_kept() -> None:
    """Seventeen pass and are kept; of the nineteen that fail none is, and none is closed."""
    found = advice()
    assert [one.school for one in found if one.action == "keep"] == [
        f"FZ-{n:04}" for n in range(20, 37)
    ]
    assert found.counts["close"] == 0
    assert sum(found.counts.values()) == 36


def test_the_schools_for_the_blind_and_the_deaf() -> None:
    """Both meet 33 m² a student and miss the size alone: not both, so nothing ends them."""
    found = advice()
    for school in ("FZ-0004", "FZ-0005"):
        assert (found[school].action, found[school].rule) == ("rectify", "")
    either = advice(readings={"unmet": "either"})
    for school in ("FZ-0004", "FZ-0005"):
        assert (either[school].action, either[school].rule) == ("convert", "special-convert")
        assert ("merge", "forbidden") in {(one.action, one.why) for one in either[school].rejected}


def test_a_size_missed_by_the_inferred_line_alone_is_for_a_person() -> None:
    """1105 and 1180 students miss 1200, which is inferred; 1xxx itself is 1000 at least."""
    found = advice()
    for school in ("FZ-0002", "FZ-0017"):
        one = found[school]
        assert (one.action, one.leaning, one.held) == ("review", "merge", "inferred")
        assert one.inferred
    assert not found["FZ-0006"].inferred or found["FZ-0006"].action == "convert"


def test_a_new_campus_must_meet_what_the_law_asks_of_new_campuses() -> None:
    """FZ-0012 misses the land alone: 60 亩, 33 and 20 m² a student and 24 000 m² are needed."""
    one = advice()["FZ-0012"]
    assert one.action == "relocate"
    needed = {need.clause: need.to for need in one.needs}
    assert needed == {"campus-area": "40000", "campus-per-student": "33", "floor-area": "24000",
                      "floor-per-student": "20"}  # fmt: skip


def test_each_lever_of_what_is_mended_in_place() -> None:
    """FZ-0015: 55 teachers of 60, and 1:25 for 1460 students needs 59 teachers or 1375 students."""
    one = advice()["FZ-0015"]
    assert one.action == "rectify"
    levers = {(need.clause, need.fact, need.now, need.to) for need in one.needs}
    assert levers == {
        ("teachers", "teachers", "55", "60"),
        ("student-teacher-ratio", "teachers", "55", "59"),
        ("student-teacher-ratio", "students", "1460", "1375"),
    }


def test_what_would_merge_is_judged_by_the_whole_rulebook() -> None:
    """FZ-0018 into FZ-0036: 2800 students on 145.72 亩 are 34.70 m² each, and all clauses hold.

    With FZ-0003 and FZ-0019 in the same school there are 4130 on 196.12 亩: 31.66 m² each.
    """
    one = advice()["FZ-0018"]
    assert (one.leaning, one.into, one.held) == ("merge", "FZ-0036", "host_shared")
    assert one.result is not None
    assert one.shared is not None
    assert one.result.outcome == "pass"
    assert one.result["campus-per-student"].to_dict()["measured"] == "3643/105"
    assert one.shared["campus-per-student"].verdict == "fail"
    assert one.shared["enrolment"].to_dict()["measured"] == "4130"


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_each_unmet_school_is_told_with_clause_quote_alternatives_and_unknowns(
    language: str,
) -> None:
    """Action, clauses with the law, the policy quoted, what is not advised: in each language."""
    found = advice()
    for one in found:
        if one.findings.outcome != "fail":
            continue
        text = "\n".join(school_lines(one, language))
        assert all(f"“{finding.text}”" in text for finding in one.reasons)
        assert one.reasons
        assert f"“{one.text}”" in text if one.rule else True
        if one.rule:
            assert one.rejected
    whole = "\n".join(advice_lines(advice(GAPS), language))
    asked = {"zh": "若知道学历教育在校生数", "en": "if students in degree education were known"}
    assert any(words in whole for words in asked.values())


def test_the_ledger_has_the_columns_of_the_contract() -> None:
    """One row a school, as text, in a frame of the library that the schools came in."""
    frame = advice().to_frame()
    assert isinstance(frame, pl.DataFrame)
    assert frame.columns == ["school", "action", "with", "reasons", "rule", "cite", "needs",
                             "rejected", "unknown", "engine"]  # fmt: skip
    assert frame.height == 36
    row = frame.filter(school="FZ-0010").row(0, named=True)
    assert (row["action"], row["reasons"]) == (
        "rectify", "enrolment; teachers; campus-per-student; floor-per-student; training-equipment",
    )  # fmt: skip


def test_nouns_show_themselves_and_are_found_by_name() -> None:
    """Repr and HTML are short; a school is found by id or by name."""
    found = advice()
    assert repr(found).startswith(f"<Advice {POLICY} on 2018-12-31: 17 keep")
    assert repr(found["省防卫职校（示例数据）"]) == "<SchoolAdvice FZ-0009: convert>"
    assert len(found._repr_html_()) < 50_000
    assert "FZ-0009" in found["FZ-0009"]._repr_html_()
    with pytest.raises(compliance.NotFound):
        found["FZ-9999"]


def test_the_command_prints_advice_and_ends_with_nought() -> None:
    """Advice is no finding: the exit code is 0, in both languages and all formats."""
    result = run(DATA, *CALL, "--lang", "zh")
    assert result.exit_code == 0
    assert "FZ-0017" in result.stdout
    assert "\nFZ-0020" not in result.stdout
    everyone = run(DATA, *CALL, "--lang", "en", "--everyone")
    assert "\nFZ-0020" in everyone.stdout


def test_formats(tmp_path: Path) -> None:
    """JSON is one document, NDJSON one school a line, CSV the ledger."""
    out = tmp_path / "advice"
    assert run(DATA, *CALL, "--format", "json", "-o", str(out)).exit_code == 0
    assert len(json.loads(out.read_text("utf-8"))["schools"]) == 36
    assert run(DATA, *CALL, "--format", "ndjson", "-o", str(out)).exit_code == 0
    assert len([json.loads(line) for line in out.read_text("utf-8").splitlines()]) == 36
    assert run(DATA, *CALL, "--format", "csv", "-o", str(out)).exit_code == 0
    rows = list(csv.DictReader(out.read_text("utf-8-sig").splitlines()))
    assert (tuple(rows[0]), len(rows)) == (COLUMNS, 36)


def test_readings_go_to_the_standard_or_to_the_policy() -> None:
    """A reading of a clause and one of a condition are told apart by their names."""
    result = run(DATA, *CALL, "--reading", "unmet=either", "--reading",
                 "student-teacher-ratio=band", "--format", "json")  # fmt: skip
    found = json.loads(result.stdout)
    assert found["readings"] == {"unmet": "either"}
    assert run(DATA, *CALL, "--reading", "unmet=neither").exit_code == 2


def test_several_years_end_with_the_last() -> None:
    """Files without a day are of consecutive years; those with a day are of it."""
    found = json.loads(run(DATA, DATA, *CALL, "--format", "json").stdout)
    assert (found["years"], found["on"]) == ([2017, 2018], "2018-12-31")
    dated = [f"2016-12-31={DATA}", f"2018-06-30={DATA}"]
    found = json.loads(run(*dated, *CALL, "--format", "json").stdout)
    assert (found["years"], found["on"]) == ([2016, 2018], "2018-06-30")
    assert found["turned"] == []
    assert run(f"2018-01-31={DATA}", f"2018-06-30={DATA}", *CALL).exit_code == 4


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ((DATA, "--standard", STANDARD, "--policy", "cn/nothing"), 2, "no-such-policy"),
        ((DATA, "--standard", "cn/moe/conditions-2022", "--policy", POLICY), 3,
         "policy-other-standard"),
        ((DATA, "--standard", STANDARD), 2, "--policy"),
        ((DATA, *CALL, "--cases", "nowhere.yaml"), 4, "file-unreadable"),
    ],
)  # fmt: skip
def test_what_is_wrong_decides_the_exit_code(
    arguments: tuple[str, ...], code: int, said: str
) -> None:
    """2 for usage, 3 for a policy that does not fit, 4 for data."""
    result = run(*arguments)
    assert (result.exit_code, said in result.stderr) == (code, True)


def test_what_another_reading_would_suggest_is_said() -> None:
    """Read as 任一, one clause missed is enough; schools that this would change say so."""
    found = advice()
    assert found.depends("FZ-0004") == {("unmet", "either"): "convert"}
    assert found.depends("FZ-0006") == {}
    lines = "\n".join(advice_lines(found, "zh"))
    assert lines.count("条件 unmet 换用读法 either 则为") == sum(
        found[one.school].action != one.action for one in advice(readings={"unmet": "either"})
    )
