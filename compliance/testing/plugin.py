"""The pytest plugin: a standard's examples as tests, each at its line.

Every run of pytest imports this module: it loads nothing but pytest until a standard is met.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from compliance.rulebook.rulebook import Rulebook
    from compliance.testing.collected import Collected

COUNTS = pytest.StashKey[dict[str, int]]()
GUARD = "guard"


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--standard`` and ``--standard-guard``; ``standard_files`` in the configuration file."""
    group = parser.getgroup("compliance", "standards 标准")
    named = "run the examples of a standard, by id or path 运行标准的例子"
    group.addoption("--standard", action="append", default=[], metavar="ID", help=named)
    guarded = "fail where no example would notice a change 检查例子守不守得住"
    group.addoption("--standard-guard", action="store_true", help=guarded)
    parser.addini("standard_files", "globs of standards that are collected", "args", default=[])


def pytest_configure(config: pytest.Config) -> None:
    """The marker; the files of standards that were named by id are collected too."""
    config.addinivalue_line("markers", "standard(id, clause=None): whom a test is about 所测标准")
    config.stash[COUNTS] = {}
    named: list[str] = config.getoption("--standard")
    if named and not hasattr(config, "workerinput"):
        from compliance.testing.collected import path_of  # noqa: PLC0415 - only where it is used

        config.args.extend(str(path_of(one)) for one in named)


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A standard that was named on the command line, or whose path the configuration names."""
    if file_path.suffix not in (".yaml", ".yml"):
        return None
    wanted = [Path(one.split("::")[0]).absolute() for one in parent.config.args]
    globs: list[str] = parent.config.getini("standard_files")
    if file_path in wanted or any(file_path.match(one) for one in globs):
        return StandardFile.from_parent(parent, path=file_path)
    return None


class StandardFile(pytest.File):
    """A standard: an item for each example, and one for what they guard."""

    def collect(self) -> Iterable[pytest.Item]:
        """Every example of the standard's own clauses, in their order."""
        from compliance.errors import ComplianceError  # noqa: PLC0415 - as above
        from compliance.testing.collected import collected  # noqa: PLC0415 - as above

        try:
            found = collected(self.path)
        except ComplianceError as error:
            raise self.CollectError(error.show("both")) from None
        counts = self.config.stash[COUNTS]
        counts["clauses"] = counts.get("clauses", 0) + found.clauses
        counts["examples"] = counts.get("examples", 0) + len(found.examples)
        for n, example in enumerate(found.examples):
            name = f"{example.clause}[{example.number}]"
            yield ExampleItem.from_parent(self, name=name, found=found, number=n)
        if self.config.getoption("--standard-guard"):
            yield GuardItem.from_parent(self, name=GUARD)


class ExampleItem(pytest.Item):
    """One example of a clause."""

    def __init__(self, *, found: Collected, number: int, **given: Any) -> None:
        super().__init__(**given)
        self.found, self.example = found, found.examples[number]

    def runtest(self) -> None:
        """Judge what is given."""
        said = self.found.wrong(self.example)
        if said:
            raise MissedError(said)

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The law and the arithmetic, instead of a trace through our own code."""
        if isinstance(excinfo.value, MissedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Where the example stands."""
        return self.path, self.example.line - 1, f"{self.found.id}: {self.name}"


class GuardItem(pytest.Item):
    """Whether the examples of a standard notice every change of it."""

    def runtest(self) -> None:
        """Try every change."""
        from compliance.testing.guards import guard  # noqa: PLC0415 - as above

        found = guard(self.path)
        counts = self.config.stash[COUNTS]
        counts["changes"] = counts.get("changes", 0) + sum(found.tried.values())
        counts["unguarded"] = counts.get("unguarded", 0) + len(found.survivors)
        if found.survivors:
            raise MissedError("\n".join(found.lines("both")))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """The changes that no example notices, each at its line."""
        if isinstance(excinfo.value, MissedError):
            return str(excinfo.value)
        return super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """The file as a whole."""
        return self.path, 0, f"{self.path.name}: {self.name}"


class MissedError(AssertionError):
    """An example that does not hold, or a change that no example notices."""


@pytest.fixture
def standard(request: pytest.FixtureRequest) -> Rulebook:
    """The rulebook of the standard that a test is marked with, or else of ``--standard``."""
    from compliance.rulebook.rulebook import load  # noqa: PLC0415 - as above

    marker = request.node.get_closest_marker("standard")
    named: list[str] = request.config.getoption("--standard")
    if marker is None and not named:
        pytest.fail("@pytest.mark.standard(ID), --standard ID", pytrace=False)
    return load(marker.args[0] if marker is not None else named[0])


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """How much of how many standards was run."""
    counts = config.stash.get(COUNTS, {})
    if counts:
        said = ", ".join(f"{number} {name}" for name, number in counts.items())
        terminalreporter.write_line(f"standards 标准: {said}")
