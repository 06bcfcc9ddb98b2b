"""Form descriptions: ``forms/*.yaml`` below each folder of standards, or beside the workbooks."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from compliance.documents.locate import roots
from compliance.documents.read import read_model, read_vocabulary
from compliance.documents.strict_yaml import Document, read_yaml
from compliance.errors import NotFound, Problem, StandardError, nearest
from compliance.intake.figures import turned
from compliance.intake.forms.folder import ENDING, is_folder
from compliance.intake.forms.labels import steps
from compliance.intake.forms.model import Cell, Form
from compliance.units import unit
from compliance.vocabulary import Members, Number, Parts, Vocabulary

FOLDER = "forms"


def forms_for(data: Path, folder: Path | None = None) -> tuple[Form, ...]:
    """The forms by which a folder or a workbook is read: those that lie there, else all known ones.

    Raises:
        StandardError: if a description says something that cannot be meant.
    """
    own = sorted((data if is_folder(data) else data.parent).glob(f"*{ENDING}"))
    return tuple(read_form(path, folder) for path in own or known_forms(folder))


def known_forms(folder: Path | None = None) -> list[Path]:
    """Every form description that comes with standards, in the order of their ids."""
    found = {path.stem: path for root in reversed(list(roots(folder)))
             for path in (root / FOLDER).glob("*.yaml")}  # fmt: skip
    return [found[name] for name in sorted(found)]


def read_form(path: Path, folder: Path | None = None) -> Form:
    """A form description; read once per file version.

    Raises:
        StandardError: every complaint, at file:line:column.
    """
    return _form(path, path.stat().st_mtime_ns, folder)


@lru_cache(maxsize=64)
def _form(path: Path, _version: int, folder: Path | None) -> Form:
    document = read_yaml(path)
    form = read_model(document, Form)
    try:
        vocabulary = read_vocabulary(form.vocabulary, folder)
    except NotFound:
        place = document.place("vocabulary")
        values = {"id": form.vocabulary}
        raise StandardError(Problem("unknown-vocabulary", place, values=values)) from None
    wrong = [*_wrong_cells(document, form, vocabulary), *_wrong_name(document, form, vocabulary)]
    if wrong:
        raise StandardError(*wrong)
    return form


def _wrong_cells(document: Document, form: Form, vocabulary: Vocabulary) -> Iterator[Problem]:
    for s, sheet in enumerate(form.sheets):
        for c, cell in enumerate(sheet.cells):
            path = ("sheets", s, "cells", c)
            for key, code, values in _wrong(cell, vocabulary):
                yield Problem(code, document.place(*path, key), values=values)


def _wrong(
    cell: Cell, vocabulary: Vocabulary
) -> Iterator[tuple[str, str, dict[str, object]]]:  # fmt: skip
    """What is wrong with a cell: the key, and the code and values of a problem."""
    if cell.row is None and cell.column is None:
        yield "fact", "form-no-label", {"fact": cell.fact}
    for key, labels in (("row", cell.row), ("column", cell.column)):
        for label in labels or ():
            if not steps(label):
                yield key, "form-empty-label", {"label": label}
    fact = vocabulary.facts.get(cell.fact)
    if fact is None:
        yield "fact", *_unknown(cell.fact, vocabulary)
    elif isinstance(fact, Parts | Members):
        yield "fact", "form-fact-of-parts", {"fact": cell.fact}
    elif cell.unit is not None:
        of = unit(cell.unit)
        if of is None:
            yield "unit", "unknown-unit", {"unit": cell.unit}
        elif not isinstance(fact, Number) or turned(fact, of) is None:
            yield "unit", "form-unit-misfits", {"unit": cell.unit, "fact": cell.fact}


def _wrong_name(document: Document, form: Form, vocabulary: Vocabulary) -> Iterator[Problem]:
    if form.file is None:
        return
    for fact in dict.fromkeys((*form.file.facts, *form.file.values)):
        if fact not in vocabulary.facts:
            code, values = _unknown(fact, vocabulary)
            yield Problem(code, document.place("file", "pattern"), values=values)
    if len(set(form.file.facts)) < max(1, len(form.file.facts)):
        values = {"found": form.file.pattern}
        yield Problem("form-file-pattern", document.place("file", "pattern"), values=values)


def _unknown(fact: str, vocabulary: Vocabulary) -> tuple[str, dict[str, object]]:
    close = nearest(fact, vocabulary.facts) or "—"
    return "unknown-fact", {"fact": fact, "nearest": close}
