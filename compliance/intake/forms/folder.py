"""A folder of one-school workbooks → schools, in the order of the files' names."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from compliance.errors import FactsError, MissingExtra, Place, Problem
from compliance.intake.files import read_bytes
from compliance.intake.forms.model import Form, Sheet
from compliance.intake.forms.page import Page
from compliance.intake.forms.school import Reading, fits
from compliance.intake.school import Column, School, Schools
from compliance.intake.tables.grid import Grid
from compliance.intake.values import shown
from compliance.intake.workbook import is_workbook, read_workbook
from compliance.vocabulary import Vocabulary

ENDING = ".form.yaml"
"""A form description that lies beside the workbooks it is of."""
_OFFICE = ("desktop.ini", "thumbs.db")
Matched = list[tuple[Form, list[tuple[Sheet, list[Page]]]]]


def is_folder(path: Path) -> bool:
    """Whether a path leads to a folder; no, if it is none that a path can be."""
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def entries(folder: Path) -> list[Path]:
    """What lies in a folder, in the order of the names.

    Raises:
        FactsError: if it cannot be read.
    """
    try:
        return sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        why = error.strerror or str(error)
        raise FactsError(
            Problem("data-unreadable", Place(shown(folder)), values={"why": why})
        ) from None


def files_in(path: Path) -> int:
    """How many files a folder holds; 1 for anything else."""
    return len(entries(path)) if is_folder(path) else 1


def read_folder(
    folder: Path, vocabulary: Vocabulary, forms: Sequence[Form],
    progress: Callable[[int], object] | None = None,
) -> Schools:  # fmt: skip
    """Every workbook of a folder as a school; every other file in an issue with its name.

    Raises:
        FactsError: if no workbook is of any form, or two have one school.
    """
    reader = _Folder(vocabulary, forms)
    for number, path in enumerate(entries(folder), 1):
        reader.take(path)
        if progress is not None:
            progress(number)
    if not reader.schools:
        known = "、".join(form.title.zh for form in forms) or "—"
        first = Problem("folder-without-forms", Place(shown(folder)), values={"forms": known})
        raise FactsError(first, *reader.issues)
    return Schools(tuple(reader.schools), vocabulary, shown(folder.name, 255), "",
                   tuple(reader.columns), tuple(reader.issues))  # fmt: skip


def named(forms: Sequence[Form], names: Sequence[str]) -> list[str]:
    """The sheets of a workbook that are named as a form names them."""
    sheets = [sheet for form in forms for sheet in form.sheets]
    return [name for name in names if any(sheet.is_named(name) for sheet in sheets)]


def read_form(
    grids: Sequence[Grid], name: str, vocabulary: Vocabulary, forms: Sequence[Form]
) -> Schools | None:
    """One workbook as a school, if its sheets bear the names of a form; else None."""
    reader = _Folder(vocabulary, [form for form in forms if any(s.name for s in form.sheets)])
    if not reader.workbook(grids, name, Path(name).stem):
        return None
    return Schools(tuple(reader.schools), vocabulary, name, "", tuple(reader.columns),
                   tuple(reader.issues))  # fmt: skip


@dataclass
class _Folder:
    """The schools read so far, and the file of each."""

    vocabulary: Vocabulary
    forms: Sequence[Form]
    schools: list[School] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    issues: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.forms = [form for form in self.forms if form.facts <= self.vocabulary.facts.keys()]

    def take(self, path: Path) -> None:
        """Read a file; one that cannot be read is told, and the others are read all the same."""
        name = shown(path.name, 255)
        if name.endswith(ENDING):
            return
        if path.is_dir():
            self._tell("folder-inside", name, "note")
        elif name.startswith(("~$", ".")) or name.lower() in _OFFICE:
            self._tell("folder-passed-over", name, "note")
        else:
            try:
                raw = read_bytes(path)
                if not is_workbook(raw):
                    self._tell("folder-other-file", name, "warning")
                elif not self.workbook(read_workbook(raw, name, self._wanted), name, path.stem):
                    self._tell("folder-no-form", name, "warning")
            except MissingExtra:
                raise
            except FactsError as error:
                if error.code == "school-twice":
                    raise
                self.issues += [replace(one, severity="warning") for one in error.problems]

    def _tell(self, code: str, name: str, severity: str) -> None:
        self.issues.append(Problem(code, Place(name), severity=severity))  # type: ignore[arg-type]

    def workbook(self, grids: Sequence[Grid], name: str, stem: str) -> bool:
        """Read a workbook of a form; False if it is of none."""
        pages = [Page(grid, grid.place.removeprefix(f"{name}!")) for grid in grids]
        matched = self._matched(pages)
        if not matched:
            return False
        reading = Reading(self.vocabulary, name)
        for _, sheets in matched:
            for sheet, pages in sheets:
                reading.sheet(sheet, pages)
        school = reading.finish([form for form, _ in matched], stem, len(self.schools) + 1)
        if school.id in self.files:
            values = {"school": school.id, "where": self.files[school.id]}
            raise FactsError(Problem("school-twice", Place(name), values=values))
        self.files[school.id] = name
        self.schools.append(school)
        self.columns += reading.columns
        self.issues += [note for grid in grids for note in grid.notes]
        return True

    def _wanted(self, names: Sequence[str]) -> Sequence[str]:
        """The sheets that a form names; all of them, if a form goes by what a sheet holds."""
        by_labels = any(sheet.name is None for form in self.forms for sheet in form.sheets)
        return named(self.forms, names) or (names if by_labels else [])

    def _matched(self, pages: Sequence[Page]) -> Matched:
        """The forms of which a workbook has a sheet, by its name; if none has, by its labels."""
        for by_name in (True, False):
            found: Matched = []
            for form in self.forms:
                sheets = [
                    (sheet, [page for page in pages if self._is(sheet, page, by_name=by_name)])
                    for sheet in form.sheets
                ]
                if any(held for _, held in sheets):
                    found.append((form, sheets))
            if found:
                return found
        return []

    def _is(self, sheet: Sheet, page: Page, *, by_name: bool) -> bool:
        if by_name:
            return sheet.is_named(page.name)
        return sheet.name is None and fits(sheet, page, self.vocabulary)
