"""What is weighed first of plans that leave as few schools failing."""

from pathlib import Path

import county
import pytest

import compliance

SCHOOLS = [
    {"id": "P", "name": "甲校", "district": "东片", "students": 120, "campus_area": 2000},
    {"id": "Q", "name": "乙校", "district": "东片", "students": 300, "campus_area": 20000},
]
"""P lacks 400 m², for sale at 60 000 元; together they have 22 000 m² for 420 pupils."""


@pytest.mark.parametrize(
    ("section", "action", "levels"),
    [
        ("", "rectify", [("violations", 0), ("disruption", 0), ("cost", 60_000)]),
        ("  prefer: disruption\n", "rectify",
         [("violations", 0), ("disruption", 0), ("cost", 60_000)]),
        ("  prefer: cost\n", "merge", [("violations", 0), ("cost", 0), ("disruption", 1200)]),
    ],
)  # fmt: skip
def test_pupils_or_money_come_first_as_the_policy_prefers(
    tmp_path: Path, section: str, action: str, levels: list[tuple[str, int]]
) -> None:
    """P buys land and nobody moves, or it joins Q and nothing is spent: 120 pupils weigh 10."""
    standard, policy = map(Path, county.files(tmp_path))
    text = policy.read_text("utf-8").replace("fails: [enrolment]", "fails: [campus-per-student]")
    text = text.replace("students: 99, campus_area: 5000", "students: 120, campus_area: 2000")
    policy.write_text(text + section, "utf-8")
    findings = compliance.check(SCHOOLS, compliance.load(standard, "2025-06-30"))
    found = compliance.plan(findings, policy)
    assert found["P"].action == action
    assert [(one.name, one.value) for one in found.levels] == levels
