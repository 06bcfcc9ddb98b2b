"""A folder of pages, a school each, that appears whole or not at all."""

from __future__ import annotations

import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from compliance.errors import ComplianceError, Place, Problem
from compliance.reports.files import write

_PLAIN = re.compile(r"[A-Za-z0-9]+(?:-[A-Za-z0-9]+)*\Z")


def file_name(place: int, school: str) -> str:
    """The file of the school that stands at ``place``; its id only where every disk can hold it.

    >>> file_name(7, "FZ-0007"), file_name(8, "../x")
    ('00007-FZ-0007.html', '00008.html')
    """
    named = f"-{school}" if _PLAIN.match(school) and len(school) <= 40 else ""
    return f"{place:05}{named}.html"


def write_folder(path: Path, pages: Iterable[tuple[str, Iterator[str]]]) -> None:
    """Write every page into a new folder, then put it where ``path`` says.

    Raises:
        ComplianceError: it cannot be written; what stood there before still does.
    """
    aside: Path | None = None
    try:
        aside = Path(tempfile.mkdtemp(dir=path.parent, prefix=f".{path.name}."))
        fresh, old = aside / "new", aside / "old"
        fresh.mkdir()
        for name, blocks in pages:
            write(fresh / name, blocks)
        if path.exists():
            path.rename(old)
        try:
            fresh.rename(path)
        except OSError:
            if old.exists():
                old.rename(path)
            raise
    except OSError as error:
        problem = Problem("output-unwritable", Place(str(path)), values={"why": error.strerror})
        raise ComplianceError(problem) from None
    finally:
        if aside is not None:
            shutil.rmtree(aside, ignore_errors=True)
