"""Regions are judged on their own facts and on what their members come to."""

from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

import compliance
from compliance.cli import main

STANDARD = """
format: 1
title: {zh: 某县办学要求, en: Requirements of a county}
issuer: 某市教育局
document: 示例
in_force: {from: 2020-01-01}
subject: county
derived:
  met:
    share: schools
    standard: cn/moe/secondary-vocational-2010
    clause: enrolment
    zh: 达标比例
    en: share that meets it
  pupils: {sum: schools, of: students, unit: student, zh: 在校生合计, en: pupils in all}
clauses:
- id: share
  cite: 一
  paraphrase: 达标学校比例不低于50%
  evidence: S
  measure: met
  at_least: 50 %
- id: pupils
  cite: 二
  paraphrase: 全县在校生合计不少于2400人
  evidence: S
  measure: pupils
  at_least: 2400 人
"""
SCHOOLS: list[dict[str, Any]] = [
    {"id": "一", "区县": "甲县", "students": 1200},
    {"id": "二", "区县": "甲县", "students": 1199},
    {"id": "三", "区县": "乙县"},
]


@pytest.fixture
def rulebook(tmp_path: Path) -> compliance.Rulebook:
    path = tmp_path / "county.yaml"
    path.write_text(STANDARD, "utf-8")
    return compliance.load(path)


def test_members_belong_to_the_region_that_they_name(rulebook: compliance.Rulebook) -> None:
    """One of two schools meets it, 2399 pupils are one too few; an unreported school is unknown."""
    findings = compliance.check([{"name": "甲县"}, {"name": "乙县"}], rulebook, members=SCHOOLS)
    first, second = findings
    assert first["share"].verdict == "pass"
    assert (first["pupils"].verdict, first["pupils"].shortfall) == ("fail", 1)
    assert {f.verdict for f in second} == {"unknown"}
    assert second["pupils"].needs == ("students",)


def test_members_listed_with_a_region_stay(rulebook: compliance.Rulebook) -> None:
    """A region that lists its schools is judged by these, whoever else names it."""
    own = {"name": "甲县", "schools": [{"id": "四", "students": 2400}]}
    findings = compliance.check(own, rulebook, members=SCHOOLS)
    assert [finding.verdict for finding in findings.items[0]] == ["pass", "pass"]


def test_a_member_of_no_region_is_told(rulebook: compliance.Rulebook) -> None:
    """A school that names another county counts nowhere, and that is not silent."""
    findings = compliance.check({"name": "甲县"}, rulebook, members=SCHOOLS)
    assert [i.code for i in findings.schools.issues] == ["member-of-nobody"]


def test_schools_have_no_members() -> None:
    """Members given with a standard of schools are an error that says so."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    with pytest.raises(compliance.FactsError) as error:
        compliance.check({"students": 1}, rulebook, members=SCHOOLS)
    assert error.value.code == "no-members"


def test_members_on_the_command_line(tmp_path: Path) -> None:
    """``--members`` names the schools; exit code 1 says that a county fails."""
    (tmp_path / "county.yaml").write_text(STANDARD, "utf-8")
    (tmp_path / "counties.csv").write_text("区县,所在市\n甲县,某市\n", "utf-8")
    (tmp_path / "schools.csv").write_text(
        "学校名称,区县,在校生数\n一,甲县,1200\n二,甲县,1199\n", "utf-8"
    )
    result = CliRunner().invoke(
        main, ["check", str(tmp_path / "counties.csv"), "--standard", str(tmp_path / "county.yaml"),
               "--members", str(tmp_path / "schools.csv"), "--lang", "en"],
    )  # fmt: skip
    assert result.exit_code == 1, result.output
    assert "pupils in all" in result.output
