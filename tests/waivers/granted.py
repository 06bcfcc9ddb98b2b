"""Waivers for tests: what they all say, and a standard with one clause of each kind."""

from pathlib import Path
from typing import Any

import compliance

SAID = {"authority": "省教育厅", "document": "试教〔2017〕2号", "reason": "老城区限制"}
ON = "2018-06-30"
STANDARD = """
format: 1
title: {zh: 试验标准}
issuer: 试验
document: 试〔2020〕1号
in_force: {from: 2000-01-01}
subject: school
measures:
  seniors: {formula: midrank_teachers, over: majors, unit: teacher, zh: 中级以上教师}
clauses:
- {id: students, text: 在校生不少于1200人, measure: students, at_least: 1200 人, cite: a, evidence: S}
- {id: teachers, text: 专任教师一般不少于60人, force: normally, measure: teachers, at_least: 60 人, cite: a, evidence: S}
- {id: books, text: 图书力争不少于30000册, force: target, measure: books, at_least: 30000 册, cite: a, evidence: S}
- {id: site, text: 新建学校占地面积不少于60亩, applies_if: new_build, measure: campus_area, at_least: 60亩, cite: a, evidence: S}
- {id: senior, paraphrase: 每个专业中级以上专任教师不少于2人, measure: seniors, at_least: 2 人, cite: a, evidence: S}
- {id: charter, title: {zh: 学校章程}, text: 应具有学校章程, basis: attested, present: true, cite: a, evidence: S}
"""  # noqa: E501 - one clause a line
MEETS: dict[str, Any] = {
    "id": "A", "name": "甲校", "students": 1200, "teachers": 60, "books": 30000, "new_build": False,
    "charter": "是", "majors": [{"name": "数控", "midrank_teachers": 2}],
}  # fmt: skip


def waiver(
    clause: str, school: str = "A", first: str = "2016-09-01", last: str = ON, **more: object
) -> dict[str, Any]:
    """A waiver in force on the day that is judged; without a last day if its review is told."""
    end = {} if "review_by" in more else {"to": last}
    return {"clause": clause, "school": school, **SAID, "from": first, **end, **more}


def standard(folder: Path, on: str = ON) -> compliance.Rulebook:
    path = folder / "试验.yaml"
    path.write_text(STANDARD, "utf-8")
    return compliance.load(path, on)


def school(**facts: object) -> dict[str, Any]:
    """A school that meets every clause, but for what is told; None is not reported."""
    given = {**MEETS, **facts}
    return {name: value for name, value in given.items() if value is not None}
