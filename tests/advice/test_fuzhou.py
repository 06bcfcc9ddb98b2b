"""The example workbook advised by the Fuzhou policy, as people and programs see it."""

import csv
import json
import runpy
from pathlib import Path
from typing import Any

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


def advice(data: Any = DATA, **options: Any) -> compliance.Advice:
    rulebook = compliance.load(STANDARD)
    return compliance.advise(compliance.check(compliance.read(data), rulebook), POLICY, **options)


def changed(folder: Path, **schools: dict[str, Any]) -> str:
    """The path of a copy of the workbook in which some schools (FZ_0002) have other figures."""
    script = runpy.run_path(str(ROOT / "docs/examples/make_fuzhou_36.py"))
    rows = [row._replace(**schools.get(f"FZ_{n:04}", {}))
            for n, row in enumerate(script["schools"](), 1)]  # fmt: skip
    script["write"](folder / "changed.xlsx", rows)
    return str(folder / "changed.xlsx")


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


def test_the_schools_for_the_blind_and_the_deaf(tmp_path: Path) -> None:
    """Both miss 33 m² a student and the size: converted at most, and never merged.

    With 18.6 and 21.3 亩, 105 and 69 m² a student, they miss the size alone: nothing ends them.
    """
    special = ("FZ-0004", "FZ-0005")
    larger = changed(tmp_path, FZ_0004={"campus": 18.6}, FZ_0005={"campus": 21.3})
    mended = advice(larger)
    assert [(mended[one].action, mended[one].rule) for one in special] == [("rectify", "")] * 2
    for found in (advice(), advice(larger, readings={"unmet": "either"})):
        for school in special:
            assert (found[school].action, found[school].rule) == ("convert", "special-convert")
            rejected = {(one.action, one.why) for one in found[school].rejected}
            assert ("merge", "forbidden") in rejected


def test_a_size_missed_by_the_inferred_line_alone_is_for_a_person(tmp_path: Path) -> None:
    """1105 and 1180 students miss 1200, which is inferred; 1xxx itself is 1000 at least.

    999 miss it whatever it is, and 1979 with those of FZ-0001 fit a new campus.
    """
    sizes = {"FZ_0002": {"students": 1105}, "FZ_0017": {"students": 1180}}
    found = advice(changed(tmp_path, **sizes))
    for school in ("FZ-0002", "FZ-0017"):
        one = found[school]
        assert (one.action, one.leaning, one.held) == ("review", "merge", "inferred")
        assert one.inferred
    one = advice(changed(tmp_path, FZ_0002={"students": 999}))["FZ-0002"]
    assert (one.action, one.with_, one.held) == ("merge_relocate", ("FZ-0001",), "")
    assert not one.inferred


def test_a_new_campus_must_meet_what_the_law_asks_of_new_campuses() -> None:
    """FZ-0019 misses the land alone, FZ-0003 land and floor: nothing but a campus is needed.

    It has 60 亩, 33 and 20 m² a student and 24 000 m².
    """
    found = advice()
    for school in ("FZ-0019", "FZ-0003"):
        one = found[school]
        assert one.action == "relocate"
        needed = {need.clause: need.to for need in one.needs}
        assert needed == {"campus-area": "40000", "campus-per-student": "33",
                          "floor-area": "24000", "floor-per-student": "20"}  # fmt: skip


def test_each_lever_of_what_is_mended_in_place() -> None:
    """55 teachers of 60, and 1:25 for 1460 students needs 59 teachers or 1375 students."""
    school = {
        "id": "A", "owner": "民办", "kind": "普通", "students": 1460, "teachers": 55,
        "campus_area": "88亩", "floor_area": 29_800, "training_equipment": "362万元",
    }  # fmt: skip
    one = advice(school)["A"]
    assert one.action == "rectify"
    levers = {(need.clause, need.fact, need.now, need.to) for need in one.needs}
    assert levers == {
        ("teachers", "teachers", "55", "60"),
        ("student-teacher-ratio", "teachers", "55", "59"),
        ("student-teacher-ratio", "students", "1460", "1375"),
    }


def test_what_would_merge_is_judged_by_the_whole_rulebook() -> None:
    """FZ-0018 into FZ-0036: 2800 students on 143.72 亩 are 34.22 m² each, and all clauses hold."""
    found = advice()
    one = found["FZ-0018"]
    assert (one.action, one.with_, one.into, one.held) == ("merge", ("FZ-0036",), "FZ-0036", "")
    assert found["FZ-0036"].hosts == ("FZ-0018",)
    assert one.result is not None
    assert one.shared is None
    assert one.result.outcome == "pass"
    assert one.result["campus-per-student"].to_dict()["measured"] == "3593/105"


def test_mergers_that_fit_one_host_only_apart_are_for_a_person(tmp_path: Path) -> None:
    """With 640 and 690 students FZ-0003 and FZ-0019 fit FZ-0036, as FZ-0018 does, each alone.

    All four have 4130 on 194.12 亩, which are 31.33 m² each.
    """
    fewer = {"FZ_0003": {"students": 640}, "FZ_0019": {"students": 690}}
    found = advice(changed(tmp_path, **fewer))
    assert found["FZ-0036"].hosts == ("FZ-0003", "FZ-0018", "FZ-0019")
    for school in found["FZ-0036"].hosts:
        one = found[school]
        assert (one.leaning, one.into, one.held) == ("merge", "FZ-0036", "host_shared")
        assert one.result is not None
        assert one.shared is not None
        assert one.result.outcome == "pass"
        assert one.shared["campus-per-student"].verdict == "fail"
        assert one.shared["campus-per-student"].to_dict()["measured"] == "38824/1239"
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
    row = frame.filter(school="FZ-0017").row(0, named=True)
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
    assert found.depends("FZ-0003")["unmet", "either"] == "merge_relocate"
    assert ("unmet", "either") not in found.depends("FZ-0006")
    assert found.depends("FZ-0017") == {}
    lines = "\n".join(advice_lines(found, "zh"))
    assert lines.count("条件 unmet 换用读法 either 则为") == sum(
        found[one.school].action != one.action for one in advice(readings={"unmet": "either"})
    )
