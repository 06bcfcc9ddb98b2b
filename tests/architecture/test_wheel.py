"""The wheel alone, in an empty environment, with the source folder absent."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
pytestmark = pytest.mark.wheel


def run(*command: str, cwd: Path) -> str:
    environment = {k: v for k, v in os.environ.items() if k != "PYTHONPATH"}
    result = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True,
                            check=False)  # fmt: skip
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "-o", str(folder), str(ROOT), cwd=folder)
    (found,) = folder.glob("*.whl")
    return found


def test_wheel_holds_every_standard_and_one_top_level_package(wheel: Path) -> None:
    """The wheel ships the files of ``standards/`` and installs ``compliance`` alone."""
    names = zipfile.ZipFile(wheel).namelist()
    shipped = {n.removeprefix("compliance/standards/") for n in names if "/standards/" in n}
    source = {p.relative_to(ROOT / "standards").as_posix()
              for p in (ROOT / "standards").rglob("*") if p.is_file()}  # fmt: skip
    assert shipped == source
    tops = {name.split("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"compliance"}


def test_installed_wheel_runs_the_command_of_the_readme(wheel: Path, tmp_path: Path) -> None:
    """Far from the source, the installed command gives 17 达标 and 19 不达标."""
    venv.create(tmp_path / "v", with_pip=True)
    scripts = tmp_path / "v" / ("Scripts" if os.name == "nt" else "bin")
    run(str(scripts / "python"), "-m", "pip", "install", "-q", f"{wheel}[excel]", cwd=tmp_path)
    data = tmp_path / "fuzhou-36.xlsx"
    data.write_bytes((ROOT / "docs/examples/fuzhou-36.xlsx").read_bytes())
    shown = run(str(scripts / "compliance"), "check", data.name, "--standard", STANDARD,
                "--fail-on", "none", cwd=tmp_path)  # fmt: skip
    assert "共 36 所：17 达标，19 不达标，0 无法判定" in shown
