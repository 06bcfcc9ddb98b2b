"""The corpus of dirty files: every cell is read exactly, or reported with its address."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

import pytest

import compliance

FOLDER = Path(__file__).parents[1] / "dirty"
sys.path.insert(0, str(FOLDER))
import make  # noqa: E402 - the corpus lies in a folder of its own

CORPUS = make.corpus()
READ = [dirty for dirty in CORPUS if not dirty.raises]
REFUSED = [dirty for dirty in CORPUS if dirty.raises]
OF_A_FRAME = "frame"


def _path(dirty: make.Dirty, folder: Path) -> Path:
    path = folder / dirty.name
    path.write_bytes(dirty.make())
    return path


def _short(cell: str, name: str) -> str:
    """A cell's address behind the name of its file, and of the sheet that all of them have."""
    assert cell.startswith((name, OF_A_FRAME)), f"no address: {cell}"
    return cell.removeprefix(name).removeprefix(OF_A_FRAME).removeprefix("!").removeprefix("表!")


@pytest.mark.parametrize("dirty", READ, ids=lambda dirty: dirty.name)
def test_every_cell_is_read_exactly_or_reported(dirty: make.Dirty, tmp_path: Path) -> None:
    """Each cell is what was worked out for it, with its unit or with its problem, at its place."""
    schools = compliance.read(_path(dirty, tmp_path))
    cells, beside = {}, {}
    for row in schools.ledger():
        place = _short(row.cell, dirty.name)
        if not row.school:
            beside[place] = row.code
        elif row.status == "not_read" and not row.code:
            cells[place] = "not read"
        else:
            cells[place] = f"{row.read_as} !{row.code}".strip() if row.code else row.read_as
    assert cells == dirty.cells
    assert beside == dict(dirty.sheet)


@pytest.mark.parametrize("dirty", REFUSED, ids=lambda dirty: dirty.name)
def test_what_cannot_be_read_is_refused_whole(dirty: make.Dirty, tmp_path: Path) -> None:
    """A file that cannot be read as schools raises FactsError with its name, and what to do."""
    with pytest.raises(compliance.FactsError) as caught:
        compliance.read(_path(dirty, tmp_path))
    assert caught.value.code == dirty.raises
    assert dirty.name in str(caught.value.place)
    assert caught.value.hint.zh
    assert caught.value.hint.en


def test_the_corpus_is_large_and_each_trap_is_its_own() -> None:
    """At least 80 files, no name and no trap twice, each with an expectation."""
    assert len(CORPUS) >= 80
    assert max(Counter(dirty.name for dirty in CORPUS).values()) == 1
    assert max(Counter(dirty.trap for dirty in CORPUS).values()) == 1
    assert [dirty.name for dirty in READ if not dirty.cells] == []


def test_every_problem_of_a_cell_is_worded(tmp_path: Path) -> None:
    """Whatever was not plainly read says why in both languages, with a way out."""
    codes = set()
    for dirty in READ:
        for issue in compliance.read(_path(dirty, tmp_path)).all_issues:
            codes.add(issue.code)
            for language in ("zh", "en"):
                assert "{" not in issue.show(language).replace("[{", "").replace("{name", "")
    assert len(codes) >= 30
