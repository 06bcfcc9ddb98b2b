"""Chromium, driven by a script for Node; ``.ci/browser`` installs both libraries of it."""

import json
import os
import subprocess
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
Look = Callable[[list[dict[str, Any]]], list[dict[str, Any]]]


@pytest.fixture(scope="session")
def look() -> Look:
    """Open each scene and say what was seen."""
    modules = ROOT / os.environ.get("BROWSER_MODULES", ".browser")
    if not (modules / "node_modules" / "playwright-core").is_dir():
        pytest.fail(f"{modules}: nothing there; run .ci/browser", pytrace=False)

    def opened(scenes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        command = ["node", str(ROOT / "tests/browser/look.mjs"), str(modules)]
        ran = subprocess.run(command, input=json.dumps(scenes), capture_output=True, text=True,
                             check=False, timeout=900)  # fmt: skip
        assert ran.returncode == 0, ran.stderr
        seen: list[dict[str, Any]] = json.loads(ran.stdout)
        return seen

    return opened


@pytest.fixture(scope="session")
def violations() -> Callable[..., str]:
    """What axe-core found on a page, to be read; empty if nothing but what is known."""

    def told(seen: Mapping[str, Any], known: Sequence[str] = ()) -> str:
        lines = (
            f"{one['id']} ({one['impact']}) ×{one['times']}: {one['help']}\n    "
            + "\n    ".join(one["where"])
            for one in seen["violations"]
            if one["id"] not in known
        )
        return "\n".join(lines)

    return told
