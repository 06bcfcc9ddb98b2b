"""Standards are found beside the package, in a folder, by path and by entry point."""

import shutil
import sys
from importlib.metadata import EntryPoint
from pathlib import Path

import pytest

import compliance
from compliance.documents import locate as place

ROOT = Path(__file__).resolve().parents[2]
STANDARD = "cn/moe/conditions-2022"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    """A folder of the user's own that holds one standard under another id."""
    target = tmp_path / "mine" / "county" / "own-2024.yaml"
    target.parent.mkdir(parents=True)
    shutil.copy(ROOT / "standards" / f"{STANDARD}.yaml", target)
    return tmp_path / "mine"


def test_shipped_standards_are_found_by_id() -> None:
    """An id is the path below the folder of standards, without its ending."""
    assert STANDARD in place.identifiers()
    identifier, path = place.locate(STANDARD)
    assert (identifier, path) == (STANDARD, ROOT / "standards" / f"{STANDARD}.yaml")


def test_vocabularies_are_no_standards() -> None:
    """The list of standards holds standards only."""
    assert not [i for i in place.identifiers() if i.endswith("vocabulary")]


def test_a_folder_is_searched_before_ours(mine: Path) -> None:
    """A user's folder gives its own ids, and bases still come from ours."""
    assert compliance.load("county/own-2024", folder=mine).id == "county/own-2024"
    overlay = mine / "county" / "overlay.yaml"
    overlay.write_text(
        "format: 1\ntitle: {zh: 甲}\nissuer: 乙\ndocument: 丙\nin_force: {from: 2024-01-01}\n"
        f"subject: school\nbase: {STANDARD}\ndrop: [{{clause: teachers, why: 不列}}]\n", "utf-8",
    )  # fmt: skip
    rulebook = compliance.load("county/overlay", folder=mine)
    assert rulebook.layers == (STANDARD, "county/overlay")
    assert "teachers" not in {rule.id for rule in rulebook.rules}


def test_a_path_finds_its_base_in_the_folders_above_it(mine: Path) -> None:
    """A file outside every known folder may be based on a file beside it."""
    leaf = mine / "town" / "leaf.yaml"
    leaf.parent.mkdir()
    leaf.write_text(
        "format: 1\ntitle: {zh: 甲}\nissuer: 乙\ndocument: 丙\nin_force: {from: 2024-01-01}\n"
        "subject: school\nbase: county/own-2024\n", "utf-8",
    )  # fmt: skip
    assert compliance.load(leaf).layers == ("county/own-2024", "leaf")


def test_an_installed_package_gives_standards(mine: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The entry point ``compliance.standards`` names a package that holds the files."""
    (mine / "__init__.py").write_text("", "utf-8")
    monkeypatch.syspath_prepend(str(mine.parent))
    entry = EntryPoint("county", "mine", place.ENTRY_POINT)
    known = {place.ENTRY_POINT: [entry]}
    monkeypatch.setattr(place, "entry_points", lambda group: known[group])
    assert compliance.load("county/own-2024").id == "county/own-2024"
    sys.modules.pop("mine", None)


def test_an_unknown_id_names_the_nearest_one() -> None:
    """A slip in an id is answered with the id that was probably meant."""
    with pytest.raises(compliance.NotFound) as caught:
        compliance.load("cn/moe/secondary-vocational-2011")
    assert caught.value.code == "no-such-standard"
    assert "cn/moe/secondary-vocational-2010" in caught.value.hint.en


def test_an_id_cannot_leave_its_folder() -> None:
    """``../`` in an id leads nowhere."""
    with pytest.raises(compliance.NotFound):
        compliance.load("../pyproject")


@pytest.mark.parametrize("asked", ["x" * 300, "a\0b", "x" * 5000 + ".yaml", ""])
def test_a_name_that_no_file_can_have_is_not_found(asked: str) -> None:
    """An id too long for any file name, or with a NUL, is answered like any other unknown id."""
    with pytest.raises(compliance.NotFound):
        compliance.load(asked)
