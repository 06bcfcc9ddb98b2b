"""Coverage: every row of every source has a state, and every claim is true."""

import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from compliance.checking.linting.coverage import Coverage, coverage
from compliance.cli import main
from compliance.documents.locate import shipped

SOURCES = ("S0", "S1", "S2", "S3", "S4")


@pytest.fixture(scope="module")
def covered() -> Coverage:
    return coverage()


def test_every_claim_of_every_manifest_is_true(covered: Coverage) -> None:
    """Each row has one state, each clause it names is there, and no clause comes from nowhere."""
    assert [problem.show("en") for problem in covered.problems] == []


def test_nine_tenths_of_the_checkable_rows_are_encoded(covered: Coverage) -> None:
    """Of the numbers, quotas, identities and deadlines of the five documents, 90 % are clauses."""
    counts = [covered[name].checkable for name in SOURCES]
    encoded, of = (sum(column) for column in zip(*counts, strict=True))
    assert encoded * 10 >= of * 9
    assert of > 100


@pytest.mark.parametrize(
    ("file", "deleted", "code"),
    [
        ("cn/fujian/fuzhou/scheme-2016", "- id: schools-after\n", "coverage-clause"),
        ("coverage/S0", "  S0-4-3-5d: ", "coverage-unclaimed"),
    ],
)
def test_what_is_deleted_is_missed(tmp_path: Path, file: str, deleted: str, code: str) -> None:
    """A clause without its id, or a row without its line, ends the command with exit code 3."""
    folder = tmp_path / "standards"
    shutil.copytree(shipped() / "cn/fujian/fuzhou", folder / "cn/fujian/fuzhou")
    shutil.copytree(shipped() / "cn/subjects", folder / "cn/subjects")
    for one in ("cn/vocabulary.yaml", "cn/moe/secondary-vocational-2010.yaml"):
        (folder / one).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(shipped() / one, folder / one)
    (folder / "coverage").mkdir()
    lines = (shipped() / "coverage/S0.yaml").read_text("utf-8").splitlines()
    kept = [line for line in lines if not line.startswith("  S0-") or "fuzhou" in line]
    (folder / "coverage/S0.yaml").write_text("\n".join(kept) + "\n", "utf-8")
    whole = CliRunner().invoke(main, ["standards", "coverage", "--folder", str(folder)])
    assert whole.exit_code == 0, whole.output
    path = folder / f"{file}.yaml"
    text = path.read_text("utf-8")
    assert text.count(deleted) == 1
    renamed = text.replace(deleted, deleted.replace("schools-after", "schools-left"))
    lost = "\n".join(line for line in text.splitlines() if not line.startswith(deleted))
    path.write_text(renamed if deleted.startswith("-") else lost, "utf-8")
    result = CliRunner().invoke(main, ["standards", "coverage", "--folder", str(folder)])
    assert result.exit_code == 3
    assert f"[{code}]" in result.output
