"""Writing to terminals that may not know every character, and errors as exit codes."""

from __future__ import annotations

import contextlib
import gc
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from compliance.errors import ComplianceError, FactsError, FileError, Problem
from compliance.reports.files import write
from compliance.reports.report import Contents, blocks, save

FINDINGS, USAGE, BAD_STANDARD, BAD_DATA = 1, 2, 3, 4
_PLAINER = str.maketrans({"²": "2", "³": "3", "⁻": "-", "–": "-", "≈": "约", "→": "->", "“": '"',
                          "”": '"', "㎡": "m2"})  # fmt: skip


class Catching(click.Group):
    """A group whose commands end on our errors with a message and the right exit code."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; a ``ComplianceError`` is printed to stderr, in both languages."""
        _forgive(sys.stdout)
        _forgive(sys.stderr)
        collecting = gc.isenabled()
        gc.disable()  # schools and findings hold no cycles; walking them took a quarter of the time
        try:
            return super().invoke(ctx)
        except ComplianceError as error:
            echo(error.show("both"), err=True)
            ctx.exit(exit_code(error))
        finally:
            if collecting:
                gc.enable()


def exit_code(error: ComplianceError) -> int:
    """2 for what the user asked for, 3 for a standard or a policy, 4 for data."""
    if isinstance(error, FileError):
        return BAD_STANDARD
    return BAD_DATA if isinstance(error, FactsError) else USAGE


def _forgive(stream: Any) -> None:
    """Characters that a console does not have are replaced, never an exception."""
    with contextlib.suppress(AttributeError, ValueError):
        stream.reconfigure(errors="replace")


def echo(text: str, *, err: bool = False) -> None:
    """Print a line in characters that the terminal has; a cp936 console has no ²."""
    stream = sys.stderr if err else sys.stdout
    try:
        text.encode(stream.encoding or "utf-8")
    except UnicodeEncodeError:
        text = "".join(_plainer(c, stream.encoding) for c in text)
    click.echo(text, err=err)


def _plainer(character: str, encoding: str) -> str:
    try:
        character.encode(encoding)
    except UnicodeEncodeError:
        return character.translate(_PLAINER)
    return character


def emit(lines: Iterable[str], out: str | None) -> None:
    """Lines to the terminal, or to a file that is written whole or not at all."""
    if out is None:
        for line in lines:
            echo(line)
    else:
        _write(out, (f"{line}\n" for line in lines))


def emit_blocks(found: Iterator[str], out: str | None, *, for_excel: bool) -> None:
    """Blocks of text to the terminal or to a file."""
    if out is None:
        for block in found:
            click.echo(block, nl=False)
    else:
        _write(out, found, for_excel=for_excel)


def emit_report(told: Contents, form: str, out: str | None) -> None:
    """A report to the terminal where it is text, or to a file."""
    if out is None:
        for block in blocks(form, told):
            click.echo(block, nl=False)
    else:
        with writable():
            save(Path(out), form, told)


def _write(out: str, found: Iterator[str], *, for_excel: bool = False) -> None:
    with writable():
        write(Path(out), found, for_excel=for_excel)


@contextlib.contextmanager
def writable() -> Iterator[None]:
    """A path, or a text, that no file can have is an error like any other."""
    try:
        yield
    except ValueError as error:
        problem = Problem("output-unwritable", values={"why": str(error)})
        raise ComplianceError(problem) from None


@contextlib.contextmanager
def progress(label: str, length: int) -> Iterator[Callable[[int], object] | None]:
    """A bar on stderr, on a terminal only, and only for long work."""
    if length < 1000 or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=length, label=label, file=sys.stderr) as bar:
        yield (
            lambda number: (
                bar.update(number - bar.pos) if number % 200 == 0 or number == length else None
            )
        )
