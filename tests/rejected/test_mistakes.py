"""Seeded mistakes of rule authors: each is refused, at its clause, in both languages."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml

import compliance
from compliance.documents.locate import shipped
from compliance.errors import Problem

Mistake = dict[str, Any]
Linted = dict[str, list[Problem]]

MISTAKES: list[Mistake] = yaml.safe_load(
    (Path(__file__).parent / "mistakes.yaml").read_text("utf-8")
)
CAUGHT = [m for m in MISTAKES if m.get("caught", True)]
UNCAUGHT = [m for m in MISTAKES if not m.get("caught", True)]
SHIPPED = (
    "cn/fujian/fuzhou/secondary-vocational-2016",
    "cn/moe/conditions-2022",
    "cn/moe/secondary-vocational-2001",
    "cn/moe/secondary-vocational-2010",
)


def name_of(mistake: Mistake) -> str:
    return str(mistake["name"])


def apply(mistake: Mistake, folder: Path) -> Path:
    """Make the mistake in a copy of the shipped standards; the file that now holds it."""
    shutil.copytree(shipped(), folder, ignore=shutil.ignore_patterns("schema"))
    path = folder / f"{mistake['standard']}.yaml"
    text = path.read_text("utf-8")
    assert text.count(mistake["replace"]) == 1, f"{name_of(mistake)}: not exactly once in the file"
    assert mistake["replace"] != mistake["with"]
    path.write_text(text.replace(mistake["replace"], mistake["with"]), "utf-8")
    return path


def errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


@pytest.fixture(scope="module")
def linted(tmp_path_factory: pytest.TempPathFactory) -> Linted:
    """What ``lint`` says to every mistake of the corpus."""
    found: Linted = {}
    for mistake in MISTAKES:
        folder = tmp_path_factory.mktemp("mistake") / "standards"
        apply(mistake, folder)
        found[name_of(mistake)] = compliance.lint(mistake["standard"], folder=folder)
    return found


@pytest.mark.parametrize("mistake", CAUGHT, ids=name_of)
def test_mistake_is_refused_at_its_clause(mistake: Mistake, linted: Linted) -> None:
    """An error of the expected code and clause points into the file, and says what to do."""
    found = errors(linted[name_of(mistake)])
    expected = (mistake["code"], mistake["clause"])
    problems = [p for p in found if (p.code, p.clause) == expected]
    assert problems, [(p.code, p.clause, str(p.place)) for p in found]
    problem = problems[0]
    assert problem.place.file.endswith(f"{mistake['standard']}.yaml")
    assert problem.place.line > 0
    assert problem.place.column > 0
    for text in (problem.hint.zh, problem.hint.en, problem.message.zh, problem.message.en):
        assert text.strip()


@pytest.mark.parametrize("mistake", UNCAUGHT, ids=name_of)
def test_what_is_listed_as_uncaught_is_uncaught(mistake: Mistake, linted: Linted) -> None:
    """A mistake listed as not noticed, with its reason, raises no error; else the list is wrong."""
    assert mistake["reason"].strip()
    assert errors(linted[name_of(mistake)]) == []


def test_at_least_95_percent_of_the_mistakes_are_refused(linted: Linted) -> None:
    """Over the whole corpus of at least 60, 95 of 100 mistakes are refused as expected."""
    refused = [
        mistake
        for mistake in MISTAKES
        if any((p.code, p.clause) == (mistake["code"], mistake["clause"])
               for p in errors(linted[name_of(mistake)]))
    ]  # fmt: skip
    assert len(MISTAKES) >= 60
    assert len(refused) * 100 >= 95 * len(MISTAKES)


def test_corpus_has_no_entry_twice() -> None:
    """Names are unique, and so is what is done: no mistake is counted twice."""
    names = [name_of(m) for m in MISTAKES]
    deeds = [(m["standard"], m["replace"], m["with"]) for m in MISTAKES]
    assert len(names) == len(set(names))
    assert len(deeds) == len(set(deeds))


def test_corpus_covers_every_shipped_standard() -> None:
    """Each of the four shipped standards has at least twenty mistakes of its own."""
    counts = {s: sum(m["standard"] == s for m in MISTAKES) for s in SHIPPED}
    assert sum(counts.values()) == len(MISTAKES)
    assert min(counts.values()) >= 20


@pytest.mark.parametrize("standard", SHIPPED)
def test_shipped_standard_lints_clean(standard: str) -> None:
    """A shipped standard has no error and no warning; its notes are for its author."""
    assert [p.show("en") for p in compliance.lint(standard) if p.severity != "note"] == []


def test_a_copied_standard_uses_the_bases_beside_it(tmp_path: Path) -> None:
    """Linted by path or by id, an overlay in a folder rests on that folder's base, not on ours."""
    folder = tmp_path / "standards"
    mistake = {
        "name": "a clause of the base renamed", "standard": "cn/moe/secondary-vocational-2010",
        "replace": "- id: periodicals", "with": "- id: journals",
    }  # fmt: skip
    apply(mistake, folder)
    overlay = "cn/fujian/fuzhou/secondary-vocational-2016"
    by_id = compliance.lint(overlay, folder=folder)
    by_path = compliance.lint(folder / f"{overlay}.yaml")
    for problems in (by_id, by_path):
        found = [(p.code, p.clause) for p in errors(problems)]
        assert found == [("unknown-clause", "periodicals")]
