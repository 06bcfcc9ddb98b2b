"""A virtual environment for each peer, with this project in it, and processes run there."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
from pathlib import Path
from typing import Any

BENCHMARKS = Path(__file__).resolve().parents[1]
PROJECT = BENCHMARKS.parents[1]
INSTALLING, RUNNING = 900, 3600


class NotRun(Exception):  # noqa: N818 - says what happened, and is reported, not raised further
    """Why a peer could not be installed or did not finish."""


def python_for(name: str, requires: tuple[str, ...], work: Path) -> Path:
    """The interpreter of the environment, made if it is not there with these requirements."""
    folder = work / "environments" / name
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    stamp = folder / "requires.json"
    if not stamp.exists() or json.loads(stamp.read_text()) != list(requires):
        if not python.exists():
            venv.create(folder, with_pip=True)
        command = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check",
                   *requires, "-e", f"{PROJECT}[polars]"]  # fmt: skip
        _run(command, INSTALLING)
        stamp.write_text(json.dumps(list(requires)))
    return python


def reported(python: Path, module: str, *arguments: str) -> Any:
    """What a module prints as JSON in its last line, in a process of its own."""
    out = _run([str(python), "-m", module, *arguments], RUNNING)
    return json.loads(out.strip().splitlines()[-1])


def here(module: str, *arguments: str) -> Any:
    """The same with this interpreter."""
    return reported(Path(sys.executable), module, *arguments)


def _run(command: list[str], seconds: int) -> str:
    paths = os.pathsep.join([str(BENCHMARKS), str(PROJECT)])
    try:
        done = subprocess.run(command, check=False, capture_output=True, text=True,
                              timeout=seconds, cwd=PROJECT,
                              env={**os.environ, "PYTHONPATH": paths})  # fmt: skip
    except subprocess.TimeoutExpired:
        raise NotRun(f"not done in {seconds} s") from None
    if done.returncode:
        errors = [line for line in done.stderr.splitlines() if line.strip()]
        raise NotRun(errors[-1] if errors else f"ended with {done.returncode}")
    return done.stdout
