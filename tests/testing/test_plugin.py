"""The plugin: what it collects, what it says, and that it stays out of everybody else's way."""

import subprocess
import sys
from pathlib import Path

import pytest

from compliance.documents.locate import shipped

TARGETS = shipped() / "cn/moe/conditions-2022.yaml"


def run(folder: Path, *given: str) -> str:
    """A run of pytest in a folder of its own."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *given]
    found = subprocess.run(command, capture_output=True, text=True, cwd=folder, check=False)
    return found.stdout + found.stderr


def test_a_standard_named_by_id_is_collected_with_its_guard(tmp_path: Path) -> None:
    """Each of its examples is an item, and one more for what they guard."""
    said = run(tmp_path, "--standard", "cn/moe/conditions-2022", "--standard-guard", "-vv")
    examples = TARGETS.read_text("utf-8").count("expect:")
    assert f"{examples + 1} passed" in said
    assert "::campus-area[1] PASSED" in said
    assert f"9 clauses, {examples} examples, " in said
    assert " 0 unguarded" in said


def test_other_yaml_files_are_left_alone(tmp_path: Path) -> None:
    """A YAML file that nobody named is no test, whatever it holds."""
    (tmp_path / "conditions.yaml").write_text(TARGETS.read_text("utf-8"), "utf-8")
    (tmp_path / "test_one.py").write_text("def test_one(): ...\n", "utf-8")
    assert "1 passed" in run(tmp_path)


def test_files_that_the_configuration_names_are_collected(tmp_path: Path) -> None:
    """``standard_files`` names globs."""
    (tmp_path / "mine.yaml").write_text(TARGETS.read_text("utf-8"), "utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\nstandard_files = mine*.yaml\n", "utf-8")
    assert "9 clauses" in run(tmp_path)


def test_the_fixture_gives_the_rulebook_of_the_marker(tmp_path: Path) -> None:
    """A marked test gets the standard that it names; an unmarked one that of the option."""
    (tmp_path / "test_one.py").write_text(
        "import pytest\n"
        "@pytest.mark.standard('cn/moe/secondary-vocational-2010')\n"
        "def test_marked(standard): assert standard.id == 'cn/moe/secondary-vocational-2010'\n"
        "def test_plain(standard): assert standard.id == 'cn/moe/conditions-2022'\n", "utf-8",
    )  # fmt: skip
    said = run(tmp_path, "test_one.py", "--standard", "cn/moe/conditions-2022")
    assert "failed" not in said
    assert "1 failed" not in said
    assert "--standard ID" in run(tmp_path, "test_one.py")


def test_a_standard_that_is_none_says_where_and_why(tmp_path: Path) -> None:
    """The line and the reason, and no trace through our own code."""
    broken = TARGETS.read_text("utf-8").replace("cite:", "site:", 1)
    (tmp_path / "mine.yaml").write_text(broken, "utf-8")
    said = run(tmp_path, "mine.yaml")
    line = next(n for n, text in enumerate(broken.splitlines(), 1) if "site:" in text)
    assert f"mine.yaml:{line}:" in said
    assert "unknown-key" in said
    assert "plugin.py" not in said


@pytest.mark.parametrize("module", ["compliance.rulebook", "hypothesis", "pydantic", "yaml"])
def test_the_plugin_loads_nothing_of_ours_until_it_is_used(tmp_path: Path, module: str) -> None:
    """A run without standards imports neither our stages nor what they need."""
    (tmp_path / "test_one.py").write_text(
        f"import sys\ndef test_one(): assert '{module}' not in sys.modules\n", "utf-8"
    )
    assert "1 passed" in run(tmp_path, "-p", "no:hypothesispytest", "-p", "no:xdist")
