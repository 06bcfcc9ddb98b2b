"""``compliance.report``: one file, its format said by its name, and JSON that can be read back."""

import csv
import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from judged_schools import SCHOOLS, WAIVER, hostile, judged

import compliance
from compliance.checking.shown.ledger import COLUMNS
from compliance.reports.report import FORMS, SUFFIXES, WHOLE
from compliance.schemas import schemas
from compliance.schemas.recorded import read_findings

ROOT = Path(__file__).resolve().parents[2]
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
POLICY = "cn/fujian/fuzhou/consolidation-2016"
OPENINGS = {
    "html": b"<!doctype html", "xlsx": b"PK", "docx": b"PK", "md": b"# ", "json": b"{\n",
    "csv": b"\xef\xbb\xbfschool,", "ndjson": b'{"school"', "parquet": b"PAR1", "junit": b"<?xml",
    "sarif": b"{\n",
}  # fmt: skip


@pytest.fixture(scope="module")
def fuzhou() -> compliance.Findings:
    return compliance.check(ROOT / "docs/examples/fuzhou-36-gaps.xlsx", compliance.load(STANDARD))


@pytest.fixture(scope="module")
def plan(fuzhou: compliance.Findings) -> compliance.Plan:
    return compliance.plan(fuzhou, POLICY)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_the_ending_says_the_format(
    tmp_path: Path, suffix: str, fuzhou: compliance.Findings, plan: compliance.Plan
) -> None:
    """Every ending gives a file of its format, with everything at once, and nothing beside it."""
    path = tmp_path / f"report{suffix.upper()}"
    assert compliance.report(path, fuzhou, plan.advice, plan) == path
    assert path.read_bytes().lower().startswith(OPENINGS[SUFFIXES[suffix]].lower())
    assert [one.name for one in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("form", WHOLE)
def test_every_format_that_holds_all_names_every_school_of_the_plan(
    tmp_path: Path, form: str, fuzhou: compliance.Findings, plan: compliance.Plan
) -> None:
    """The ids of all 36 schools stand in each of them."""
    path = compliance.report(tmp_path / f"r.{form}", fuzhou, plan.advice, plan)
    raw = path.read_bytes()
    if raw.startswith(b"PK"):
        with zipfile.ZipFile(path) as archive:
            raw = b"".join(archive.read(name) for name in archive.namelist())
    found = re.findall(r"FZ-\d{4}", raw.decode("utf-8", "ignore"))
    assert {f"FZ-{n:04d}" for n in range(1, 37)} <= set(found)


@pytest.mark.parametrize("form", FORMS)
def test_hostile_names_break_no_format(tmp_path: Path, form: str) -> None:
    """Control characters, markup, places to fill: every format is written whole."""
    assert compliance.report(tmp_path / "report", hostile(), form=form).stat().st_size > 100


def test_an_unknown_ending_lists_the_known_ones(tmp_path: Path) -> None:
    """``.pdf`` is no format, nor is a file without an ending; nothing is written."""
    for name in ("report.pdf", "report"):
        with pytest.raises(compliance.ComplianceError) as caught:
            compliance.report(tmp_path / name, judged())
        assert caught.value.code == "report-format"
        assert all(suffix in str(caught.value) for suffix in SUFFIXES)
    with pytest.raises(compliance.ComplianceError, match="report-format"):
        compliance.report(tmp_path / "report.md", judged(), form="pdf")
    assert list(tmp_path.iterdir()) == []


def test_advice_and_plan_must_rest_on_the_same_findings(
    tmp_path: Path, fuzhou: compliance.Findings, plan: compliance.Plan
) -> None:
    """A plan of other data is refused; one of the same schools judged once more is not."""
    other = compliance.check(ROOT / "docs/examples/fuzhou-36.xlsx", fuzhou.rulebook)
    for parts in ({"advice": plan.advice}, {"plan": plan}):
        with pytest.raises(compliance.ComplianceError) as caught:
            compliance.report(tmp_path / "r.md", other, **parts)  # type: ignore[arg-type]
        assert caught.value.code == "report-other-findings"
    again = compliance.check(ROOT / "docs/examples/fuzhou-36-gaps.xlsx", fuzhou.rulebook)
    assert compliance.report(tmp_path / "r.md", again, plan.advice, plan).exists()


def test_a_letterhead_is_for_word_alone(tmp_path: Path) -> None:
    """A template with another format is an error, not silently left unused."""
    with pytest.raises(compliance.ComplianceError, match="report-template"):
        compliance.report(tmp_path / "r.md", judged(), template="x.docx")


@pytest.mark.parametrize("form", FORMS)
def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path, form: str) -> None:
    """A folder in the place of the file is an error, and no temporary file stays."""
    target = tmp_path / "report"
    (target / "inside").mkdir(parents=True)
    with pytest.raises(compliance.ComplianceError) as caught:
        compliance.report(target, judged(), form=form)
    assert caught.value.code == "output-unwritable"
    assert sorted(one.name for one in tmp_path.rglob("*")) == ["inside", "report"]


def test_csv_opens_in_excel(tmp_path: Path) -> None:
    """It begins with a byte order mark, and has a row for each finding."""
    raw = compliance.report(tmp_path / "r.csv", judged()).read_bytes()
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == sum(len(item) for item in judged())


def test_json_follows_its_schema(
    tmp_path: Path, fuzhou: compliance.Findings, plan: compliance.Plan
) -> None:
    """Findings alone are valid as findings; with advice and plan, as a report."""
    alone = json.loads(compliance.report(tmp_path / "a.json", fuzhou).read_text("utf-8"))
    jsonschema.validate(alone, schemas()["findings-v1"])
    jsonschema.validate(alone, schemas()["report-v1"])
    path = compliance.report(tmp_path / "b.json", fuzhou, plan.advice, plan)
    whole = json.loads(path.read_text("utf-8"))
    jsonschema.validate(whole, schemas()["report-v1"])
    assert whole["plan"]["survivors"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**whole, "plans": None}, schemas()["report-v1"])


def test_findings_come_back_from_json(
    tmp_path: Path, fuzhou: compliance.Findings, plan: compliance.Plan
) -> None:
    """Findings, to JSON, to findings: with their data they are equal in every field."""
    path = compliance.report(tmp_path / "r.json", fuzhou, plan.advice, plan)
    data = ROOT / "docs/examples/fuzhou-36-gaps.xlsx"
    assert read_findings(path, data, fuzhou.rulebook).to_dict() == fuzhou.to_dict()
    path = compliance.report(tmp_path / "w.json", judged())
    found = read_findings(path, SCHOOLS, judged().rulebook, waivers=[WAIVER])
    assert found["A3"]["enrolment"].outcome == "waived"
    assert found.to_dict() == judged().to_dict()


def test_a_record_that_was_changed_is_told_field_by_field(tmp_path: Path) -> None:
    """A fail made a pass, other data, a missing waiver: each is named with both values."""
    path = compliance.report(tmp_path / "r.json", judged())
    record: dict[str, Any] = json.loads(path.read_text("utf-8"))
    wrong = next(f for f in record["schools"][0]["findings"] if f["clause"] == "campus-per-student")
    wrong["verdict"] = "pass"
    forged = tmp_path / "forged.json"
    forged.write_text(json.dumps(record), "utf-8")
    with pytest.raises(compliance.ComplianceError) as caught:
        read_findings(forged, SCHOOLS, judged().rulebook, waivers=[WAIVER])
    (problem,) = caught.value.problems
    assert (problem.code, dict(problem.values)) == (
        "record-differs",
        {"where": "schools[A1].findings[campus-per-student].verdict", "recorded": '"pass"',
         "judged": '"fail"'},
    )  # fmt: skip
    other = [{**SCHOOLS[0], "campus_area": 39600}, *SCHOOLS[1:]]
    for data, waivers in ((other, [WAIVER]), (SCHOOLS, [])):
        with pytest.raises(compliance.ComplianceError, match="record-differs"):
            read_findings(path, data, judged().rulebook, waivers=waivers)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"standard": 1}', "[" * 100_000, "\x00"]
)  # fmt: skip
def test_what_is_no_record_is_an_error(tmp_path: Path, text: str) -> None:
    """Broken JSON, or JSON of something else, is told as such with its file."""
    path = tmp_path / "r.json"
    path.write_text(text, "utf-8")
    with pytest.raises(compliance.ComplianceError) as caught:
        read_findings(path, SCHOOLS, judged().rulebook)
    assert caught.value.code == "record-unreadable"
    assert str(path) in str(caught.value)
    with pytest.raises(compliance.ComplianceError, match="record-unreadable"):
        read_findings(tmp_path / "no.json", SCHOOLS, judged().rulebook)
