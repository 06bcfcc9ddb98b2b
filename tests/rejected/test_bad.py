"""Malformed standards: each is refused at the line and column where it is wrong."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

import compliance

BAD = Path(__file__).parent / "bad"
CASES: list[dict[str, Any]] = yaml.safe_load((BAD / "cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_malformed_standard_is_refused_where_it_is_wrong(case: dict[str, Any]) -> None:
    """The expected code stands at the expected file, line and column, with a hint in zh and en."""
    problems = compliance.lint(BAD / f"{case['name']}.yaml")
    found = {(p.code, Path(p.place.file).stem, p.place.line, p.place.column): p for p in problems}
    wanted = (case["code"], case.get("file", case["name"]), case["line"], case["column"])
    assert wanted in found
    problem = found[wanted]
    assert problem.severity == "error"
    assert problem.message.zh != problem.message.en
    assert problem.hint.zh.strip()
    assert problem.hint.en.strip()


def test_every_bad_file_has_its_case() -> None:
    """No malformed file lies there untested, and no case is written twice."""
    names = [case["name"] for case in CASES]
    assert sorted(names) == sorted(p.stem for p in BAD.glob("*.yaml") if p.stem != "cases")


def test_a_bad_file_is_refused_by_load_with_the_same_problems() -> None:
    """``load`` raises what ``lint`` returns, so that a malformed standard judges nobody."""
    path = BAD / "formula.yaml"
    with pytest.raises(compliance.StandardError) as refused:
        compliance.load(path)
    assert list(refused.value.problems) == compliance.lint(path)


def test_the_bad_files_differ_from_a_good_one_by_their_mistake_alone(tmp_path: Path) -> None:
    """With the mistake of ``alias.yaml`` put right, the same text lints clean."""
    text = (BAD / "alias.yaml").read_text("utf-8")
    assert text.count("*forty") == 1
    good = tmp_path / "good.yaml"
    good.write_text(text.replace("*forty", "40 册/student"), "utf-8")
    assert compliance.lint(good) == []
