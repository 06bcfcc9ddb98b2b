"""What was measured, kept in one JSON file so that a later run can add to it."""

from __future__ import annotations

import json
import os
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any, NamedTuple

PACKAGES = ("polars", "numpy", "pandas", "pyarrow", "duckdb", "narwhals")


class Job(NamedTuple):
    """Ratios of something measured beside something else; ``note`` if it was not, or says more."""

    name: str
    title: str
    schools: int
    bound: float | None = None
    at_most: bool = True
    wall: tuple[float, ...] = ()
    cpu: tuple[float, ...] = ()
    note: str = ""


class Results:
    """The file of what was measured."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.found: dict[str, Any] = {"jobs": {}, "peers": {}}
        if path.exists():
            self.found = json.loads(path.read_text(encoding="utf-8"))
        self.found["machine"] = machine()

    def add(self, job: Job) -> None:
        """Keep a job in place of what was measured for it before."""
        self.found["jobs"][f"{job.name} {job.schools}"] = job._asdict()
        self._save()

    def add_peer(self, name: str, found: dict[str, Any]) -> None:
        """Keep what a peer's process reported, or why there is nothing."""
        self.found["peers"][name] = found
        self._save()

    @property
    def jobs(self) -> list[Job]:
        """The jobs, in the order they were first run in."""
        return [Job(**job) for job in self.found["jobs"].values()]

    def _save(self) -> None:
        text = json.dumps(self.found, ensure_ascii=False, indent=1)
        self.path.write_text(text, encoding="utf-8")


def machine() -> dict[str, Any]:
    """The kind of machine and the versions, no names."""
    versions = {}
    for name in PACKAGES:
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            continue
    return {
        "cores": os.cpu_count(),
        "architecture": platform.machine(),
        "system": platform.system(),
        "python": platform.python_version(),
        "versions": versions,
    }
