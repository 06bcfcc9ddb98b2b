"""What leaves the library: the ledger's columns, records by their schema, sentences, frames."""

from typing import Any

import jsonschema
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import compliance
from compliance.checking.finding import Finding
from compliance.checking.shown.explain import explain
from compliance.schemas import schemas

FUZHOU = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", "2018-06-30")
COLUMNS = [
    "school", "clause", "part", "verdict", "outcome", "force", "basis", "reason", "measured",
    "comparator", "threshold", "unit", "shortfall", "set_by", "inferred", "cite", "needs",
]  # fmt: skip
SCHOOLS: list[dict[str, Any]] = [
    {"id": "1", "students": 1201, "teachers": 48, "campus_area": "59.4亩", "floor_area": 24000},
    {"id": "2", "students": 0, "teachers": 0, "campus_area": "约4万平方米", "new_build": True},
    {"id": "3", "majors": [{"name": "数控", "students": 100, "equipment": 249999}]},
    {"id": "4", "majors": [], "students": 1200, "在校生": 1300, "level": "中职"},
    {"id": "5"},
]


def finding(clause: str, **facts: object) -> Finding:
    return compliance.check(facts, FUZHOU).items[0][clause]


def test_the_ledger_has_exactly_the_columns_of_the_contract() -> None:
    """One row a finding, these columns in this order, in rows and in frames."""
    findings = compliance.check(SCHOOLS, FUZHOU)
    rows = list(findings.ledger())
    assert len(rows) == sum(len(item) for item in findings)
    assert all(list(row) == COLUMNS for row in rows)
    frame = compliance.check(pl.DataFrame({"students": [1200]}), FUZHOU).to_frame()
    assert frame.columns == COLUMNS


def test_a_row_of_the_ledger_by_hand() -> None:
    """40 000 m² over 1300 pupils: exact text, the clause's unit, the layer that set the line."""
    school = {"id": "甲", "campus_area": "60亩", "students": 1300}
    rows = compliance.check(school, FUZHOU).ledger()
    (row,) = (row for row in rows if row["clause"] == "campus-per-student")
    assert row == {
        "school": "甲", "clause": "campus-per-student", "part": "", "verdict": "fail",
        "outcome": "fail", "force": "shall", "basis": "computed", "reason": "",
        "measured": "400/13", "comparator": "at_least", "threshold": "33", "unit": "m²/student",
        "shortfall": "29/13", "set_by": "cn/fujian/fuzhou/secondary-vocational-2016",
        "inferred": False, "cite": "三、3", "needs": "",
    }  # fmt: skip


@pytest.mark.parametrize("inferences", [True, False])
def test_records_follow_the_published_schema(*, inferences: bool) -> None:
    """Every standard's findings on schools of every sort validate against findings-v1."""
    validator = jsonschema.Draft202012Validator(schemas()["findings-v1"])
    for standard in (
        "cn/moe/secondary-vocational-2001", "cn/moe/secondary-vocational-2010",
        "cn/moe/conditions-2022", FUZHOU.id,
    ):  # fmt: skip
        rulebook = compliance.load(standard, inferences=inferences)
        record = compliance.check(SCHOOLS, rulebook).to_dict()
        validator.validate(record)
        assert record["on"] == rulebook.on.isoformat()
        assert len(record["schools"]) == len(SCHOOLS)


def test_a_record_adds_text_inputs_levers_waiver_and_reading() -> None:
    """What the ledger's row has no room for, and nothing is renamed."""
    record = finding("student-teacher-ratio", teachers=60, students=1501).to_dict()
    assert set(COLUMNS) | {"text", "inputs", "levers", "waiver", "reading"} <= set(record)
    assert record["inputs"] == [
        {"fact": "teachers", "given": "60", "cell": "teachers"},
        {"fact": "students", "given": "1501", "cell": "students"},
    ]
    assert record["levers"] == [
        {"fact": "teachers", "now": "60", "to": "61", "change": "1", "unit": "teacher"},
        {"fact": "students", "now": "1501", "to": "1500", "change": "-1", "unit": "student"},
    ]
    assert record["reading"]["name"] == "floor"
    assert record["reading"]["others"] == {"band": "fail"}
    assert record["waiver"] is None


def test_an_input_of_a_part_is_never_the_school_s() -> None:
    """A major without students does not show those of the school as its own."""
    facts = {"students": 1200, "majors": [{"name": "数控", "equipment": "30万元"}]}
    record = finding("equipment-per-student", **facts).to_dict()
    assert [one["fact"] for one in record["inputs"]] == ["equipment"]
    assert record["measured"] is None


def test_a_clause_over_parts_measures_nothing_of_the_school() -> None:
    """Out of scope, the school's own equipment is not shown as that of its majors."""
    facts = {"level": "小学", "students": 100, "equipment": "30万元"}
    record = finding("equipment-per-student", **facts).to_dict()
    assert (record["reason"], record["measured"], record["inputs"]) == ("out_of_scope", None, [])


CAMPUS = {"campus_area": 39000, "students": 1200, "在校生": 1200}
SAID = {
    "zh": [
        "原文：“3.校园面积。新建学校的建设规划总用地不少于60亩;生均不少于33平方米”", "三、3",
        "cn/fujian/fuzhou/secondary-vocational-2016", "应当", "计算",
        "占地面积 = 39000（campus_area）", "在校生数 = 1200（students）",
        "39000 ㎡ ÷ 1200 生 = 32.5 ㎡/生", "32.5 ≥ 33 → 不达标",
        "0.5 ㎡/生", "由 39000 变为 39600（+600 ㎡）", "由 1200 变为 1181（-19 生）",
    ],
    "en": [
        "“3.校园面积。新建学校的建设规划总用地不少于60亩;生均不少于33平方米”", "三、3",
        "cn/fujian/fuzhou/secondary-vocational-2016", "shall", "computed",
        "campus area = 39000 (campus_area)", "= 1200 (students)",
        "39000 m² ÷ 1200 student = 32.5 m²/student", "32.5 ≥ 33 → fail", "0.5 m²/student",
        "from 39000 to 39600 (+600 m²)", "from 1200 to 1181 (-19 student)",
    ],
}  # fmt: skip


@pytest.mark.parametrize("language", SAID)
def test_an_explanation_holds_what_an_auditor_must_defend(language: str) -> None:
    """Quoted law, article, layer, force, inputs with cells, arithmetic, shortfall, levers."""
    said = explain(finding("campus-per-student", **CAMPUS), language)
    missing = [words for words in SAID[language] if words not in said]
    assert missing == []


def test_an_explanation_in_both_languages_is_both() -> None:
    """``both`` is the Chinese lines, then the English ones."""
    one = finding("campus-per-student", **CAMPUS)
    assert explain(one) == explain(one, "zh") + "\n\n" + explain(one, "en")


def test_an_english_explanation_has_an_english_comparator() -> None:
    """A comparator without a sign is a word of the language that is being written."""
    one = finding("specialist-general-balance", specialist_teachers=30, general_teachers=30)
    assert "1 about 0.6667–1.5 → pass" in explain(one, "en")
    assert "1 左右 0.6667–1.5 → 达标" in explain(one, "zh")


def test_the_arithmetic_of_an_approximate_figure_comes_out() -> None:
    """约3万 over 1000 pupils: the figure that is printed is the figure that was divided."""
    said = explain(finding("campus-per-student", campus_area="约3万平方米", students=1000), "en")
    assert "≈30000 m² ÷ 1000 student = 30 m²/student" in said


def test_every_finding_can_be_explained() -> None:
    """Whatever the ruling: missing, zero, contradicted, of parts, out of scope, not in force."""
    early = compliance.load(FUZHOU.id, "2016-07-15", inferences=False)
    late = compliance.load(FUZHOU.id, "2019-01-01")
    primary = {"id": "6", "level": "小学"}
    for rulebook in (FUZHOU, early, late, compliance.load("cn/moe/secondary-vocational-2001")):
        for item in compliance.check([*SCHOOLS, primary], rulebook):
            for one in item:
                said = explain(one, "en")
                assert one.rule.source.text in said
                assert ("Needed" in said) == bool(one.needs)
                assert ("Reason" in said) == bool(one.reason)


FRAMES = {
    "polars": (pl.DataFrame, pl.DataFrame),
    "pandas": (pd.DataFrame, pd.DataFrame),
    "pyarrow": (pa.table, pa.Table),
}


@pytest.mark.parametrize("library", FRAMES)
def test_a_frame_comes_back_in_the_library_that_came_in(library: str) -> None:
    """The same rows, whichever library brought the schools; a missing figure stays missing."""
    make, kind = FRAMES[library]
    data = {"id": ["1", "2"], "students": [1200, 1199], "campus_area": [39600.0, None]}
    frame = compliance.check(make(data), FUZHOU).to_frame()
    assert isinstance(frame, kind)
    rows = frame.to_pylist() if isinstance(frame, pa.Table) else (
        frame.to_dicts() if isinstance(frame, pl.DataFrame)
        else frame.astype(object).where(frame.notna(), None).to_dict("records")
    )  # fmt: skip
    expected = compliance.check(
        [{"id": "1", "students": 1200, "campus_area": "39600.0"}, {"id": "2", "students": 1199}],
        FUZHOU,
    )
    assert rows == list(expected.ledger())


def test_a_lazy_frame_stays_lazy() -> None:
    """Lazy in, lazy out: the ledger of a lazy frame is computed when it is collected."""
    data = {"id": ["1", "2"], "students": [1200, 1199], "campus_area": [39600.0, None]}
    frame = compliance.check(pl.LazyFrame(data), FUZHOU).to_frame()
    assert isinstance(frame, pl.LazyFrame)
    verdicts = frame.filter(pl.col("clause") == "campus-per-student").collect()
    assert verdicts.select("school", "verdict").rows() == [("1", "pass"), ("2", "unknown")]
