"""The pages for auditors, and the one on policies, are run: what a command prints stands under it.

A fence says what its block is: ``console`` a command and what it prints, where … stands for what is
left out; ``yaml file=NAME`` a file that later commands read; ``cells file=NAME`` the example
workbook with some cells changed; ``diff`` a mistake in one of the files, which the next command
meets and which is mended after it. Links between pages lead to files that are there.
"""  # noqa: INP001 - a folder of pages

import os
import re
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import chdir
from pathlib import Path
from typing import NamedTuple

import pytest
from click.testing import CliRunner
from python_calamine import load_workbook

from compliance.cli import main

DOCS = Path(__file__).parent
WORKBOOK = DOCS / "examples" / "fuzhou-36.xlsx"
RUN = ("auditors/README.md", "auditors/contest.md", "auditors/forms.md", "auditors/plan.md",
       "auditors/years.md", "authors/guard.md", "authors/policies.md")  # fmt: skip
FENCE = re.compile(r"^```([^\n]+)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
CHANGE = re.compile(r"([A-Z]+)(\d+): (\S+) → (\S+)")


class Block(NamedTuple):
    """A fenced block of a page."""

    kind: str
    file: str
    body: str


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> pytest.Collector | None:
    """A page whose commands are run."""
    if file_path.is_relative_to(DOCS) and file_path.relative_to(DOCS).as_posix() in RUN:
        return Page.from_parent(parent, path=file_path)
    return None


class Page(pytest.File):
    """A page: its commands are one test, since each reads what those before it wrote."""

    def collect(self) -> Iterator[pytest.Item]:
        """The commands, and the links."""
        yield Commands.from_parent(self, name="commands")
        yield Links.from_parent(self, name="links")


class Commands(pytest.Item):
    """Followed from top to bottom, every command prints what the page shows."""

    def runtest(self) -> None:
        """Run them in a folder of their own."""
        mended: dict[Path, str] = {}
        with tempfile.TemporaryDirectory() as folder, chdir(folder):
            Path("docs").symlink_to(DOCS, target_is_directory=True)
            for info, body in FENCE.findall(self.path.read_text("utf-8")):
                kind, _, file = info.partition(" file=")
                if kind == "diff":
                    mended |= mistaken(body)
                    continue
                follow(Block(kind, file, body))
                for path, text in mended.items():
                    path.write_text(text, "utf-8")
                mended.clear()


class Links(pytest.Item):
    """Every relative link leads to a file."""

    def runtest(self) -> None:
        """Look for each."""
        text = FENCE.sub("", self.path.read_text("utf-8"))
        assert [to for to in LINK.findall(text) if not (self.path.parent / to).exists()] == []


def follow(block: Block) -> None:
    """Do what a block says."""
    if block.kind == "console":
        command, _, shown = block.body.partition("\n")
        printed = run(command).rstrip("\n") + "\n"
        if re.fullmatch(pattern(shown), printed) is None:
            pytest.fail(f"{command}\n{printed}", pytrace=False)
    elif block.kind == "cells":
        Path(block.file).write_bytes(WORKBOOK.read_bytes())
        for column, row, old, new in CHANGE.findall(block.body):
            change(Path(block.file), column, int(row), (old, new))
    elif block.file:
        Path(block.file).write_text(block.body, "utf-8")


def run(command: str) -> str:
    """What a command prints: ours, or pytest's without its colours and its own plugins."""
    program, *given = command.removeprefix("$ ").split()
    if program == "pytest":
        found = subprocess.run(  # noqa: S603 - this project's own pages
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-p", "no:xdist", *given],
            capture_output=True, text=True, encoding="utf-8", check=False,
            env=os.environ | {"PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        )  # fmt: skip
        return found.stdout
    assert program == "compliance"
    result = CliRunner().invoke(main, given)
    assert result.exception is None or isinstance(result.exception, SystemExit)
    return result.output


def mistaken(diff: str) -> dict[Path, str]:
    """Make a mistake in the one file that holds the lines to be removed; what stood there."""
    old, new = (
        "".join(line[1:] + "\n" for line in diff.splitlines() if line.startswith(sign))
        for sign in "-+"
    )
    files = {path: path.read_text("utf-8") for path in Path().glob("*.yaml")}
    ((path, text),) = [(path, text) for path, text in files.items() if old in text]
    assert text.count(old) == 1
    path.write_text(text.replace(old, new), "utf-8")
    return {path: text}


def pattern(shown: str) -> str:
    """Lines as they are shown: … alone is any number of lines, within one any characters."""
    found = ""
    for line in shown.splitlines():
        own = "[^\n]*".join(map(re.escape, line.split("…"))) + "\n"
        found += "(?:[^\n]*\n)*?" if line.strip() == "…" else own
    return found


def change(path: Path, column: str, row: int, values: tuple[str, str]) -> None:
    """One cell of a workbook; — is an empty one. The old value must be the one that is shown."""
    number = 0
    for letter in column:
        number = number * 26 + ord(letter) - 64
    rows = load_workbook(path).get_sheet_by_index(0).to_python(skip_empty_area=False)
    found = rows[row - 1][number - 1]
    old, new = (value.strip("—") for value in values)
    assert found in ({old, float(old)} if re.fullmatch(r"[\d.]+", old) else {old})
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    cell = f'<c r="{column}{row}" t="inlineStr"><is><t>{new}</t></is></c>' if new else ""
    sheet, times = re.subn(
        rf'<c r="{column}{row}"[^>]*?(?:/>|>.*?</c>)', cell,
        parts["xl/worksheets/sheet1.xml"].decode(),
    )  # fmt: skip
    assert times == 1
    parts["xl/worksheets/sheet1.xml"] = sheet.encode()
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)
