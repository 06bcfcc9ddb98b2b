"""Malformed standards: each is refused at the line and column where it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import compliance
from compliance.checking.linting.coverage import coverage

BAD = Path(__file__).parent / "bad"
CASES: list[dict[str, Any]] = yaml.safe_load((BAD / "cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: str(case["name"]))
def test_malformed_standard_is_refused_where_it_is_wrong(case: dict[str, Any]) -> None:
    """The expected code stands at the expected file, line and column, with a hint in zh and en."""
    by_coverage = case.get("by") == "coverage"
    path = BAD / f"{case['name']}.yaml"
    problems = coverage(BAD).problems if by_coverage else compliance.lint(path)
    found = {(p.code, Path(p.place.file).stem, p.place.line, p.place.column): p for p in problems}
    wanted = (case["code"], case.get("file", case["name"]), case["line"], case["column"])
    assert wanted in found
    problem = found[wanted]
    assert problem.severity == case.get("severity", "error")
    assert problem.message.zh != problem.message.en
    assert problem.hint.zh.strip()
    assert problem.hint.en.strip()


def test_every_bad_file_has_its_case() -> None:
    """No malformed file or manifest lies there untested, and no case is written twice."""
    names = [case["name"] for case in CASES]
    assert sorted(names) == sorted(p.stem for p in BAD.glob("*.yaml") if p.stem != "cases")
    manifests = {p.stem for p in (BAD / "coverage").glob("*.yaml")}
    assert manifests <= {case.get("file") for case in CASES} | {"unclaimed"}


@pytest.mark.parametrize("case", [c for c in CASES if c.get("severity", "error") != "error"])
def test_what_is_no_error_refuses_nothing(case: dict[str, Any]) -> None:
    """A warning or a note is for the author to know: the standard can be loaded and used."""
    path = BAD / f"{case['name']}.yaml"
    assert {p.severity for p in compliance.lint(path)} == {case["severity"]}
    assert compliance.load(path).rules


def test_a_bad_file_is_refused_by_load_with_the_same_problems() -> None:
    """``load`` raises what ``lint`` returns, so that a malformed standard judges nobody."""
    path = BAD / "formula.yaml"
    with pytest.raises(compliance.StandardError) as refused:
        compliance.load(path)
    assert list(refused.value.problems) == compliance.lint(path)


@pytest.mark.parametrize(
    ("name", "wrong", "right"),
    [
        ("alias", "*forty", "40 册/student"),
        ("piece-ends", "from: 601 人, ", ""),
        ("piece-slope", ", plus: 1 人", ""),
        ("schedule-gap", "below: 600 人", "to: 600 人"),
        ("schedule-overlap", "from: 600 人", "above: 600 人"),
        ("derived-circle", "piecewise: required", "piecewise: students"),
        ("not-a-date", "years_since: year_built", "years_since: opened"),
        ("formula-date", "2021-02-30", "2021-02-28"),
        ("due-twice", "  due: 2024-09-01\n", ""),
        ("about-no-side", "value: 20 %,", "value: 20 %, from: 10 %,"),
        ("not-counted", "counts_in: books", "counts_in: one"),
        ("not-a-quotient", "of: equipment", "of: equipment / students"),
        ("identity-wrong", "17 + 18", "17 + 19"),
    ],
)
def test_the_bad_files_differ_from_a_good_one_by_their_mistake_alone(
    name: str, wrong: str, right: str, tmp_path: Path
) -> None:
    """With the mistake put right, the same text lints clean."""
    text = (BAD / f"{name}.yaml").read_text("utf-8")
    assert text.count(wrong) == 1
    good = tmp_path / "good.yaml"
    good.write_text(text.replace(wrong, right), "utf-8")
    assert compliance.lint(good) == []
