"""Schools judged year by year, under a standard with one clause of each comparator."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import compliance

STANDARD = """
format: 1
title: {zh: 试验标准}
issuer: 试验
document: 试〔2020〕1号
in_force: {from: 2000-01-01}
subject: school
measures:
  per_student: {formula: campus_area / students, unit: m²/student, zh: 生均用地}
  seniors: {formula: midrank_teachers, over: majors, unit: teacher, zh: 中级以上教师}
clauses:
- {id: least, paraphrase: 在校生不少于1200人, measure: students, at_least: 1200 人, cite: a, evidence: S}
- {id: over, paraphrase: 在校生超过1200人, measure: students, more_than: 1200 人, cite: a, evidence: S}
- {id: most, paraphrase: 在校生不超过1200人, measure: students, at_most: 1200 人, cite: a, evidence: S}
- {id: under, paraphrase: 在校生不满1200人, measure: students, less_than: 1200 人, cite: a, evidence: S}
- {id: band, paraphrase: 在校生1000人至1400人, measure: students, between: [1000 人, 1400 人], cite: a, evidence: S}
- {id: area, paraphrase: 生均用地不少于33平方米, measure: per_student, at_least: 33 m²/student, cite: a, evidence: S}
- {id: either, paraphrase: 在校生不少于1200人或公办, measure: students, at_least: 1200 人, or_if: 'owner == "public"', cite: a, evidence: S}
- {id: by-owner, paraphrase: 在校生公办不少于1200人，民办不少于600人, measure: students, at_least: {by: owner, public: 1200 人, private: 600 人}, cite: a, evidence: S}
- {id: built, paraphrase: 校舍面积不少于占地面积的一半, measure: floor_area, at_least: {formula: campus_area / 2}, cite: a, evidence: S}
- {id: senior, paraphrase: 每个专业中级以上专任教师不少于2人, measure: seniors, at_least: 2 人, cite: a, evidence: S}
- {id: new-site, paraphrase: 新建学校占地面积不少于60亩, applies_if: new_build, measure: campus_area, at_least: 60亩, cite: a, evidence: S}
- {id: charter, title: {zh: 学校章程}, paraphrase: 应具有学校章程, basis: attested, present: true, cite: a, evidence: S}
"""  # noqa: E501 - one clause a line


@cache
def rulebook(year: int, name: str = "试验") -> compliance.Rulebook:
    return read(year, STANDARD, name)


def read(year: int, text: str, name: str = "试验") -> compliance.Rulebook:
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"{name}.yaml"
        path.write_text(text, "utf-8")
        return compliance.load(path, f"{year}-12-31")


def judged(year: int, *schools: Mapping[str, Any], name: str = "试验") -> compliance.Findings:
    return compliance.check([dict(one) for one in schools], rulebook(year, name))


def pupils(year: int, *counts: object) -> compliance.Findings:
    """Schools A, B and so on with so many pupils; None reports nothing but its id."""
    known = [{"id": chr(65 + n), "students": count} for n, count in enumerate(counts)]
    return judged(year, *({k: v for k, v in one.items() if v is not None} for one in known))
