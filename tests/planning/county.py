"""A county of five primary schools, small enough to plan by hand."""

from pathlib import Path

import compliance

STANDARD = """\
format: 1
title: {zh: 某县小学办学要求, en: Requirements of a county for primary schools}
issuer: 某县教育局
document: 示例文号
in_force: {from: 2024-01-01}
subject: school
measures:
  campus_per_student: {formula: campus_area / students, unit: m²/student, zh: 生均用地, en: campus}
clauses:
- {id: enrolment, cite: 二, text: 在校生不少于100人, evidence: S, measure: students,
   at_least: 100 人, examples: [
    {given: {students: 100}, expect: pass}, {given: {students: 99}, expect: fail}]}
- {id: campus-per-student, cite: 二, text: 生均用地不少于20平方米, evidence: S,
   measure: campus_per_student, at_least: 20 m²/student, examples: [
    {given: {campus_area: 2000, students: 100}, expect: pass},
    {given: {campus_area: 1999, students: 100}, expect: fail}]}
"""
POLICY = """\
format: 1
title: {zh: 某县小学布局规划, en: A plan for the primary schools of a county}
issuer: 某县教育局
document: 示例文号
in_force: {from: 2024-01-01}
standard: county
rules:
- id: merge
  priority: 10
  cite: 三
  text: 在校生不足100人的学校，并入同一片区的达标学校
  evidence: S
  note: {zh: 原文没有不得撤并的学校, en: The text names no school that is never merged.}
  when: {fails: [enrolment], partner: {outcome: pass, same: [district]}}
  then: {action: merge}
  examples:
  - given: {name: 甲校, district: 东片, students: 99, campus_area: 5000}
    others: [{name: 乙校, district: 东片, students: 300, campus_area: 6000}]
    expect: merge
    with: 乙校
  - {given: {name: 甲校, district: 东片, students: 100, campus_area: 5000}, expect: keep}
plan:
  pairs: {members: 2}
  buy: {campus_area: {cost: 10 万元/亩, most: 5 亩}}
"""
SCHOOLS = [
    {"id": "A", "name": "甲校", "district": "东片", "students": 60, "campus_area": 1500},
    {"id": "B", "name": "乙校", "district": "东片", "students": 300, "campus_area": 9000},
    {"id": "C", "name": "丙校", "district": "西片", "students": 120, "campus_area": 2000},
    {"id": "D", "name": "丁校", "district": "西片", "students": 80, "campus_area": 3000},
    {"id": "E", "name": "戊校", "district": "南片", "campus_area": 3000},
]
"""A merges into B: (1500 + 9000) / (60 + 300) is 29.17 m². C lacks 120 × 20 - 2000 = 400 m², which
is 0.6 亩 of 10 万元 each. D has nobody to merge with. Of E the pupils are not known."""


def files(folder: Path) -> tuple[str, str]:
    """The standard and the policy as files."""
    standard, policy = folder / "county.yaml", folder / "region.policy.yaml"
    standard.write_text(STANDARD, "utf-8")
    policy.write_text(POLICY, "utf-8")
    return str(standard), str(policy)


def planned(folder: Path) -> compliance.Plan:
    """The plan of the county."""
    standard, policy = files(folder)
    findings = compliance.check(SCHOOLS, compliance.load(standard, "2025-06-30"))
    return compliance.plan(findings, policy)
