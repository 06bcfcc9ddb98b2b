"""The arithmetic that documents print of themselves, read as identities of a standard."""

from pathlib import Path

import pytest

import compliance
from compliance.documents.strict_yaml import read_yaml

STANDARD = """
format: 1
title: {{zh: 试验标准, en: trial}}
issuer: 试验
document: 试〔2020〕1号
in_force: {{from: 2000-01-01}}
subject: school
clauses:
- id: books
  cite: 第一条
  text: 生均图书不少于30册
  evidence: S
  measure: printed_books_per_student
  at_least: 30 册/student
  examples:
  - {{given: {{生均图书: 30册}}, expect: pass}}
  - {{given: {{生均图书: 29.99册}}, expect: fail}}
identities:
- {{id: printed, cite: 原文, text: {says}, says: {says}}}
"""
PRINTED = {
    "523-74-9": "523 - 74 - 9 == 440",
    "440-in-four-ways": "13 + 3 + 53 + 371 == 440",
    "provincial-items": "3 + 1 == 4",
    "county-items": "2 + 2 + 14 + 47 == 65",
    "schools-short": "17 + 19 == 36",
    "gansu-secondary": "95 + 9 + 6 + 4 + 28 == 142",
    "gansu-colleges": "8 + 10 + 3 + 5 * 1 == 26",
    "gansu-all": "142 + 26 == 168",
    "full-time": "4615 + 1532 + 85 + 22 + 0 + 0 == 6254",
    "converted": "4615 + 1532 + 1.5 * 85 + 2 * 0 + 3 * 22 + 0.3 * 34 + 0.1 * 298 == 6380.5",
    "converted-steps": "6147 + 127.5 + 66 + 10.2 + 29.8 == 6380.5",
    "cards-2004": "26 + 7 == 33",
    "through-school-weight": "166 + 1.1 * 210 == 397",
    "through-school-books": "9711 + 13515 == 23226",
    "twelve-year-weight": "1.1 * 1.2 == 1.32",
    "kenya-room": "6 * 8 == 25 * 1.92",
    "staff-1985": "640 / 4 == 160",
    "teachers-1985": "640 / 8 == 80",
}
WRONG = {
    "523-74-8": "523 - 74 - 8 == 440",
    "fuqing": "2 + 3 == 4",
    "gansu-one-short": "95 + 9 + 6 + 4 + 27 == 142",
    "half-a-student": "4615 + 1532 + 1.5 * 85 + 3 * 22 + 0.3 * 34 + 0.1 * 298 == 6380",
    "books-rounded": "23226 * 166 / 397 == 9711",
}


def codes(says: str, folder: Path) -> list[str]:
    """What lint says of a standard with this identity."""
    path = folder / "trial.yaml"
    path.write_text(STANDARD.format(says=says), encoding="utf-8")
    return [problem.code for problem in compliance.lint(path)]


@pytest.mark.parametrize("says", PRINTED.values(), ids=PRINTED)
def test_a_printed_sum_comes_out(says: str, tmp_path: Path) -> None:
    """The document's own arithmetic is right, to the last decimal."""
    assert "identity-wrong" not in codes(says, tmp_path)


@pytest.mark.parametrize("says", WRONG.values(), ids=WRONG)
def test_a_sum_that_is_off_is_refused(says: str, tmp_path: Path) -> None:
    """One unit more or less, or a rounded figure, is no equality."""
    assert "identity-wrong" in codes(says, tmp_path)


SHIPPED = {
    "cn/licence-reform": {"523-74-9", "440-in-four-ways"},
    "cn/gansu/conditions-2022": {"gansu-secondary", "gansu-all"},
    "cn/moe/higher-education-2004": {"cards-2004"},
    "cn/moe/basic-balance-2012-sections": {"twelve-year-weight"},
}


@pytest.mark.parametrize("standard", SHIPPED)
def test_the_standards_hold_the_sums_of_their_documents(standard: str) -> None:
    """The identities stand in the shipped standard whose document prints them."""
    root = Path(compliance.__file__).parents[1] / "standards"
    found = read_yaml(root / f"{standard}.yaml").data["identities"]
    says = {one.get("says", "").replace(" ", "") for one in found}
    assert {PRINTED[name].replace(" ", "") for name in SHIPPED[standard]} <= says
