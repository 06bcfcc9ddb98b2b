"""One workbook of a form → one school."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from compliance.intake.forms.find import Found, IsLabel, by_address, find, spot_of
from compliance.intake.forms.labels import steps
from compliance.intake.forms.model import Cell, Form, Sheet
from compliance.intake.forms.page import Page, number, numbers
from compliance.intake.forms.units import Trouble, unit_of
from compliance.intake.profile import Draft
from compliance.intake.school import Column, School
from compliance.intake.tables.grid import blank
from compliance.intake.values import shown
from compliance.units import Unit
from compliance.vocabulary import Vocabulary


@dataclass
class Reading:
    """A workbook being read: the school, and how each cell was understood."""

    vocabulary: Vocabulary
    file: str
    draft: Draft = field(init=False)
    columns: list[Column] = field(default_factory=list)
    missed: dict[str, list[tuple[Cell, Sheet]]] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.draft = Draft(self.vocabulary, file=True)

    def sheet(self, sheet: Sheet, pages: Sequence[Page]) -> None:
        """Read every cell of a description on the sheets that it is of."""
        right = [page for page in pages if self._is_table(sheet, page)]
        is_label = labels_of(sheet, self.vocabulary)
        for cell in sheet.cells:
            found = [self._cell(page, cell, is_label, alone=len(right) == 1) for page in right]
            if not any(found):
                self.missed.setdefault(cell.fact, []).append((cell, sheet))

    def _is_table(self, sheet: Sheet, page: Page) -> bool:
        """Whether a sheet bears the number of the table, in its first rows or in its name."""
        if sheet.table is None:
            return True
        wanted = number(sheet.table)
        told = page.tables or numbers(page.name)
        if wanted in told:
            return True
        self.draft.note("form-table-differs", page.grid.place, "warning", table=sheet.table,
                        found="、".join(told) or "—")  # fmt: skip
        return False

    def _cell(self, page: Page, cell: Cell, is_label: IsLabel, *, alone: bool) -> bool:
        """Read one cell on one sheet; whether there was anything to read or to complain of."""
        found = find(page, cell, is_label)
        place = page.grid.place
        if len(found) > 1:
            self.seen.add(cell.fact)
            cells = "、".join(one.address.rpartition("!")[2] for one in found[:5])
            self.draft.note("form-ambiguous", place, "warning", fact=cell.fact,
                            label=looked_for(cell), cells=cells)  # fmt: skip
            return True
        if found:
            known = spot_of(cell.address or "")
            if known is not None and known != found[0].spot:
                self.draft.note("form-cell-moved", found[0].address, "note", fact=cell.fact,
                                address=cell.address, label=found[0].label)  # fmt: skip
            return self._take(found[0], cell)
        fallback = by_address(page, cell) if alone else None
        if fallback is None:
            return False
        self.draft.note("form-by-address", fallback.address, "note", fact=cell.fact,
                        label=looked_for(cell))  # fmt: skip
        return self._take(fallback, cell)

    def _take(self, found: Found, cell: Cell) -> bool:
        self.seen.add(cell.fact)
        of = unit_of(self.vocabulary.facts[cell.fact], found, cell)
        told = of.text if isinstance(of, Unit) else ""
        self.columns.append(Column(found.address, found.label, cell.fact, told))
        if blank(found.value):
            return True
        if found.shared:
            self.draft.note("merged-figure", found.address, "warning", fact=cell.fact,
                            found=shown(found.value))  # fmt: skip
        elif isinstance(of, Trouble):
            self.draft.note(of.code, found.address, "warning", **{"fact": cell.fact, **of.values})
        else:
            self.draft.take_cell(cell.fact, found.value, found.address, of)
        return True

    def finish(self, forms: Sequence[Form], stem: str, nth: int) -> School:
        """The school, with what its file's name says, and with what was not found."""
        self._absent()
        for form in forms:
            self._named(form.file.read(stem) if form.file else {})
        self._named({"name": stem})
        self.draft.compare(self.vocabulary.wholes)
        return self.draft.finish(nth)

    def _absent(self) -> None:
        """A warning for each fact that the form is known to have, one note for the others."""
        perhaps = []
        for fact, missed in self.missed.items():
            if fact in self.seen:
                continue
            required = next((one for one in missed if not one[0].optional), None)
            if required is None:
                perhaps.append(self.vocabulary.facts[fact].zh)
            else:
                cell, sheet = required
                names = "、".join(sheet.name or "*")
                self.draft.note("form-not-found", self.file, "warning", fact=fact,
                                label=looked_for(cell), sheet=names)  # fmt: skip
        if perhaps:
            self.draft.note("form-without", self.file, "note", facts="、".join(perhaps))

    def _named(self, said: Mapping[str, str]) -> None:
        """What the file's name says, where no cell does."""
        for fact, text in said.items():
            if fact not in self.draft.facts and fact not in self.seen_in_vain:
                self.draft.take_fact(fact, text, self.file)
                self.draft.note("form-by-file-name", self.file, "note", fact=fact, found=text)

    @property
    def seen_in_vain(self) -> frozenset[str]:
        """The facts that stand in the workbook and were not understood: nothing stands in."""
        given = (i.values.get("fact") for i in self.draft.issues if i.severity == "warning")
        return frozenset(fact for fact in given if isinstance(fact, str) and fact in self.seen)


def looked_for(cell: Cell) -> str:
    """The labels of a description in one line.

    >>> looked_for(Cell(fact="students", row=("总计", "合计"), column=("在校生数",)))
    '总计|合计 × 在校生数'
    """
    return " × ".join("|".join(labels) for labels in (cell.row, cell.column) if labels)


def labels_of(sheet: Sheet, vocabulary: Vocabulary) -> IsLabel:
    """Says what can be no value on a sheet: a label of one of its cells, or of any fact."""

    def is_label(text: str) -> bool:
        labels = (label for cell in sheet.cells for label in cell.labels)
        return text in vocabulary.by_label or any(text in steps(label) for label in labels)

    return is_label


def fits(sheet: Sheet, page: Page, vocabulary: Vocabulary) -> bool:
    """Whether a sheet holds, once each, all that a description without a name asks for."""
    is_label = labels_of(sheet, vocabulary)
    return all(len(find(page, cell, is_label)) == 1 for cell in sheet.required)
