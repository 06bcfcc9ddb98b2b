"""What is said of a plan, against counts by hand and by naive recounting."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import jsonschema
import pytest
from county import planned

import compliance
from compliance.planning.shown.counted import not_known, tallies, total
from compliance.planning.shown.lines import plan_lines
from compliance.planning.shown.table import COLUMNS, csv_blocks, merger_table
from compliance.schemas import schemas

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("fuzhou-36.xlsx", "fuzhou-36-gaps.xlsx")


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> compliance.Plan:
    return planned(tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module", params=EXAMPLES)
def city(request: pytest.FixtureRequest) -> compliance.Plan:
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    findings = compliance.check(ROOT / "docs/examples" / request.param, rulebook)
    return compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016")


def lines(plan: compliance.Plan, language: str) -> list[str]:
    return list(plan_lines(plan, language))


def test_the_county_is_told_as_it_is_by_hand(county: compliance.Plan) -> None:
    """Schools, districts, figures before and after, purchases, pupils: all as worked by hand."""
    said = [line.strip() for line in lines(county, "zh")]
    for line in (
        "5 所 → 4 所：2 保留、2 就地整改、1 合并",
        "仍不达标 1 所、1 条（已证明不能更少）",
        "购置与建设 6 万元（已证明不能更少）",
        "A 甲校（东片）：合并，并入 B（对方 B 乙校（东片））",
        "学历教育在校生数（enrolment） 60 / ≥ 100 生  “在校生不少于100人”（二）",
        "达标 学历教育在校生数（enrolment） 360 / ≥ 100 生",
        "“在校生不足100人的学校，并入同一片区的达标学校”（示例文号 三）",
        "60 人转入 B",
        "B 乙校（东片）：保留，接收 A 甲校（东片）",
        "接收 A 的 60 人",
        "校园占地面积 0.6 亩，6 万元",
        "D 丁校（西片）：学历教育在校生数",
        "E 戊校（南片）：需要知道学历教育在校生数",
        "共 6 万元",
    ):
        assert line in said, line


def test_the_districts_of_the_county_add_up_by_hand(county: compliance.Plan) -> None:
    """Before, failing, unknown, new, in mergers, absorbed, joined, left; after, and of what."""
    assert [tuple(one) for one in tallies(county)] == [
        ("东片", 2, 1, 0, 0, 2, 1, 0, 0, 1, 0, 0),
        ("西片", 2, 2, 0, 0, 0, 0, 0, 0, 2, 1, 0),
        ("南片", 1, 0, 1, 0, 0, 0, 0, 0, 1, 0, 1),
    ]
    assert tuple(total(county)) == ("", 5, 3, 1, 0, 2, 1, 0, 0, 4, 1, 1)


def test_the_county_as_data(county: compliance.Plan) -> None:
    """Costs, transfers and what is not known are in the record with exact numbers."""
    record = county.to_dict()
    names = {"status", "survivors", "decisions", "transfers", "costs", "levels", "reproducible"}
    assert names <= record.keys()
    assert record["transfers"] == [{"source": "A", "target": "B", "pupils": 60, "why": "merge"}]
    (bought,) = record["costs"]["bought"]
    assert (bought["fact"], bought["amount"], bought["unit"]["zh"]) == ("campus_area", "0.6", "亩")
    assert bought["cost"] == record["costs"]["total"] == 60_000
    (unknown,) = record["unknown"]
    assert (unknown["school"], [need["fact"] for need in unknown["needs"]]) == ("E", ["students"])


def test_the_merger_table_of_the_county(county: compliance.Plan) -> None:
    """One group, the survivor first, with codes, names and the kind."""
    rows = list(csv.reader(io.StringIO("".join(merger_table(county)))))
    assert rows == [["序号", "成员学校代码和名称", "类型"], ["1", "B 乙校、A 甲校", "合并"]]


def test_every_plan_is_as_its_schema_says(city: compliance.Plan, county: compliance.Plan) -> None:
    """The record survives JSON and validates against the closed schema."""
    schema = schemas()["plan-v1"]
    assert schema["additionalProperties"] is False
    for plan in (city, county):
        record = json.loads(json.dumps(plan.to_dict(), ensure_ascii=False))
        jsonschema.validate(record, schema)
        record["decisions"][0]["more"] = 1
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(record, schema)


def test_districts_add_up_to_the_region(city: compliance.Plan) -> None:
    """What is absorbed, goes along or leaves is what is missing afterwards, in each district."""
    districts, whole = tallies(city), total(city)
    for one in (*districts, whole):
        assert one.before - one.absorbed - one.joined - one.left == one.after
    for name in ("before", "failing", "unknown", "new", "absorbed", "joined", "left", "after"):
        assert sum(getattr(one, name) for one in districts) == getattr(whole, name)
    assert (whole.before, whole.after) == (36, len(city.survivors))
    actions = Counter(decision.action for decision in city)
    assert whole.left == actions["convert"] + actions["close"]
    ended = {member for one in city.survivors.values() for member in one.members[1:]}
    assert whole.absorbed + whole.joined == len(ended)


def test_costs_add_up(city: compliance.Plan) -> None:
    """The facts that are bought cost what the plan says, school by school and in all."""
    record = city.to_dict()
    for one in record["survivors"]:
        assert sum(each["cost"] for each in one["bought"]) == one["cost"]
    costs = record["costs"]
    assert sum(each["cost"] for each in costs["bought"]) == costs["total"] == city.cost
    assert sum(one["cost"] for one in record["survivors"]) == costs["total"]


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_every_school_that_changes_is_told_with_its_reasons(
    city: compliance.Plan, language: str
) -> None:
    """Whoever acts has lines of its own: every clause it fails, and the policy's rule."""
    text = "\n".join(lines(city, language))
    parts = {part.split(" ", 1)[0]: part for part in text.split("\n\n")}
    for decision in city:
        if decision.action == "keep" and not decision.with_:
            continue
        part = parts[decision.school]
        for finding in decision.advice.findings:
            if finding.rule.counts and finding.outcome == "fail":
                assert f"“{finding.text}”" in part
        if decision.action not in ("keep", "rectify"):
            assert any(rule.id in part for rule in city.policy.rules)


def test_a_school_that_lacks_a_figure_is_counted_apart() -> None:
    """In the workbook with gaps the two without verdict are named with what they lack."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    findings = compliance.check(ROOT / "docs/examples/fuzhou-36-gaps.xlsx", rulebook)
    plan = compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016")
    without = {item.school.id: item for item in findings if item.outcome == "unknown"}
    found = not_known(plan)
    assert found.keys() == without.keys()
    for school, item in without.items():
        needs = {need for finding in item for need in finding.needs
                 if finding.basis == "computed" and finding.rule.counts}  # fmt: skip
        assert needs == set(found[school])
        assert plan[school].action == "keep"


def test_a_row_a_school(city: compliance.Plan) -> None:
    """The table has every school once; its pupils moved and costs are those of the plan."""
    rows = list(csv.DictReader(io.StringIO("".join(csv_blocks(city)))))
    assert list(rows[0]) == list(COLUMNS)
    assert [row["school"] for row in rows] == [decision.school for decision in city]
    assert sum(int(row["cost"]) for row in rows) == city.cost
    moved = sum(one.pupils for one in city.transfers)
    assert sum(int(row["pupils_moved"]) for row in rows) == moved
    groups = [one for one in city.survivors.values() if len(one.members) > 1]
    assert len("".join(merger_table(city)).splitlines()) == 1 + len(groups)


def test_a_notebook_shows_little(city: compliance.Plan) -> None:
    """The plan's HTML is below 50 KB."""
    assert 0 < len(city._repr_html_().encode()) < 50_000
