"""Mistakes of rule authors: each is refused, at its clause, in both languages."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml

import compliance
from compliance.checking.linting.coverage import coverage
from compliance.documents.locate import shipped
from compliance.errors import Problem, StandardError

Mistake = dict[str, Any]
Linted = dict[str, list[Problem]]

HERE = Path(__file__).parent
FIRST: list[Mistake] = yaml.safe_load((HERE / "mistakes.yaml").read_text("utf-8"))
"""Mistakes in clauses: numbers, units, words, examples, overlays."""
MORE: list[Mistake] = [
    mistake
    for path in sorted(HERE.glob("mistakes-*.yaml"))
    for mistake in yaml.safe_load(path.read_text("utf-8"))
]
"""Mistakes in what is reckoned, in conditions, days, identities and manifests."""
MISTAKES = FIRST + MORE
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


def file_of(mistake: Mistake) -> str:
    """The file below ``standards/`` that is changed: the standard's own, unless ``file`` says."""
    return str(mistake.get("file", f"{mistake['standard']}.yaml"))


@contextmanager
def made(mistake: Mistake, folder: Path) -> Iterator[Path]:
    """Make the mistake in a copy of the standards, and take it back afterwards."""
    path = folder / file_of(mistake)
    text, then = path.read_text("utf-8"), path.stat()
    assert text.count(mistake["replace"]) == 1, f"{name_of(mistake)}: not exactly once in the file"
    assert mistake["replace"] != mistake["with"]
    path.write_text(text.replace(mistake["replace"], mistake["with"]), "utf-8")
    try:
        yield path
    finally:
        path.write_text(text, "utf-8")
        os.utime(path, ns=(then.st_atime_ns, then.st_mtime_ns))


def said(mistake: Mistake, folder: Path, alone: Path) -> list[Problem]:
    """What ``lint`` says of the standard or, ``by: coverage``, of its manifest by itself."""
    with made(mistake, folder) as path:
        if mistake.get("by") != "coverage":
            return compliance.lint(mistake["standard"], folder=folder)
        (alone / "coverage").mkdir(parents=True)
        shutil.copy(path, alone / "coverage")
        try:
            return list(coverage(alone).problems)
        except StandardError as error:
            return list(error.problems)


def errors(problems: list[Problem]) -> list[Problem]:
    return [problem for problem in problems if problem.severity == "error"]


def expected(mistake: Mistake, problems: list[Problem]) -> list[Problem]:
    """The errors of the expected code and clause, in the file that is changed.

    ``in`` names another file: a manifest that has lost a clause, a standard that lost its row.
    """
    file = f"standards/{mistake.get('in', file_of(mistake))}"
    wanted = (mistake["code"], mistake["clause"], file)
    return [
        p for p in errors(problems)
        if (p.code, p.clause) == wanted[:2] and p.place.file.endswith(wanted[2])
    ]  # fmt: skip


@pytest.fixture(scope="module")
def copied(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One copy of the shipped standards, in which every mistake is made and taken back."""
    folder = tmp_path_factory.mktemp("mistakes") / "standards"
    shutil.copytree(shipped(), folder, ignore=shutil.ignore_patterns("schema"))
    return folder


@pytest.fixture(scope="module")
def linted(copied: Path) -> Linted:
    """What ``lint`` says to every mistake of the corpus that it is known to survive."""
    return {
        name_of(m): said(m, copied, copied.parent / f"{n}" / "standards")
        for n, m in enumerate(MISTAKES)
    }


@pytest.mark.parametrize("mistake", CAUGHT, ids=name_of)
def test_mistake_is_refused_at_its_clause(mistake: Mistake, linted: Linted) -> None:
    """An error of the expected code and clause points into the file, and says what to do."""
    problems = expected(mistake, linted[name_of(mistake)])
    assert problems, [(p.code, p.clause, str(p.place)) for p in linted[name_of(mistake)]]
    problem = problems[0]
    assert problem.place.line > 0
    assert problem.place.column > 0
    for text in (problem.hint.zh, problem.hint.en, problem.message.zh, problem.message.en):
        assert text.strip()


@pytest.mark.parametrize("mistake", UNCAUGHT, ids=name_of)
def test_what_is_listed_as_uncaught_is_uncaught(mistake: Mistake, linted: Linted) -> None:
    """A mistake listed as not noticed, with its reason, raises no error; else the list is wrong."""
    assert mistake["reason"].strip()
    assert errors(linted[name_of(mistake)]) == []


@pytest.mark.parametrize(
    ("mistakes", "least"),
    [(MISTAKES, 480), (FIRST, 220), (MORE, 260)],
    ids=["all", "first", "more"],
)
def test_at_least_95_percent_of_the_mistakes_are_refused(
    mistakes: list[Mistake], least: int, linted: Linted
) -> None:
    """Of the whole corpus and of each half, 95 of 100 mistakes are refused as expected."""
    refused = [mistake for mistake in mistakes if expected(mistake, linted[name_of(mistake)])]
    assert len(mistakes) >= least
    assert len(refused) * 100 >= 95 * len(mistakes)


def test_corpus_has_no_entry_twice() -> None:
    """Names are unique, and so is what is done: no mistake is counted twice."""
    names = [name_of(m) for m in MISTAKES]
    deeds = [(file_of(m), m["replace"], m["with"], m.get("by")) for m in MISTAKES]
    assert len(names) == len(set(names))
    assert len(deeds) == len(set(deeds))


def test_corpus_covers_the_first_standards() -> None:
    """Each of the four standards of the first corpus has at least twenty mistakes of its own."""
    counts = {s: sum(m["standard"] == s for m in FIRST) for s in SHIPPED}
    assert sum(counts.values()) == len(FIRST)
    assert min(counts.values()) >= 20


@pytest.mark.parametrize("standard", sorted({m["standard"] for m in MISTAKES}))
def test_a_standard_of_the_corpus_lints_clean(standard: str) -> None:
    """Before the mistake is made there is no error and no warning; notes are for the author."""
    assert [p.show("en") for p in compliance.lint(standard) if p.severity != "note"] == []


def test_a_copied_standard_uses_the_bases_beside_it(tmp_path: Path) -> None:
    """Linted by path or by id, an overlay in a folder rests on that folder's base, not on ours."""
    folder = tmp_path / "standards"
    mistake = {
        "name": "a clause of the base renamed", "standard": "cn/moe/secondary-vocational-2010",
        "replace": "- id: periodicals", "with": "- id: journals",
    }  # fmt: skip
    overlay = "cn/fujian/fuzhou/secondary-vocational-2016"
    for needed in ("cn/vocabulary", mistake["standard"], overlay):
        (folder / needed).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shipped() / f"{needed}.yaml", folder / f"{needed}.yaml")
    with made(mistake, folder):
        by_id = compliance.lint(overlay, folder=folder)
        by_path = compliance.lint(folder / f"{overlay}.yaml")
    for problems in (by_id, by_path):
        found = [(p.code, p.clause) for p in errors(problems)]
        assert found == [("unknown-clause", "periodicals")]
