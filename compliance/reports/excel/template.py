"""A workbook to fill in, made from a standard: what it asks for, and nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from compliance.checking.shown.ledger import unit_text
from compliance.intake.tables.grid import letters
from compliance.reports.excel.book import HEAD, NAME, WRAP, Book, Cell, Sheet, Value, open_book
from compliance.reports.excel.form.asked import Clauses, asked
from compliance.reports.excel.form.fields import WHO, Beside, Field, fields, how
from compliance.reports.excel.form.rules import rule, style
from compliance.reports.excel.summary import properties
from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.text import word
from compliance.vocabulary import Members

ROWS = 3000
"""Rows below the heading that mind what is typed into them."""


def write_template(path: Path, rulebook: Rulebook, language: str = "both") -> None:
    """Write a workbook to fill in: a row a school, a column a fact that the standard reads.

    Its headings state units and are read back by ``compliance.read``; Excel refuses what cannot
    be meant; a note on each heading quotes the clauses that read the fact. A second sheet says
    what each fact means, and how to give what no column can hold.

    Args:
        path: the file, ``.xlsx``.
        rulebook: what ``compliance.load`` gave.
        language: ``zh``, ``en`` or ``both``; headings are English with ``en``, else Chinese.

    Raises:
        ComplianceError: the file cannot be written; nothing is left behind.
        MissingExtra: if xlsxwriter is not installed.

    >>> import compliance, tempfile
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "blank.xlsx"
    ...     write_template(path, rulebook)
    ...     [column.header for column in compliance.read(path).columns][3:5]
    ['学历教育在校生数（人）', '专任教师（人）']
    """
    found = asked(rulebook)
    columns, beside = fields(rulebook, found, language)
    described = {
        **properties(rulebook, language),
        "title": word("template.title", title=rulebook.title).show(language),
    }
    with open_book(path, described, rulebook.on) as book:
        _Form(book, rulebook, columns, language).write()
        _instructions(book, rulebook, columns, beside, language)


class _Form:
    """The sheet to fill in."""

    def __init__(
        self, book: Book, rulebook: Rulebook, columns: Sequence[Field], language: str
    ) -> None:
        self.sheet = book.sheet(word("template.sheet").show(language))
        self.book, self.rulebook = book, rulebook
        self.columns, self.language = columns, language
        self.height = max(len(one.path) for one in columns)
        self.lists: Sheet | None = None
        self.listed = 0

    def write(self) -> None:
        """Headings with notes, widths, and what may be typed."""
        self.sheet.page(self.rulebook.title.show(self.language))
        self.sheet.widths(
            [max(14.0, min(30.0, 2 * len(one.path[-1]))) for one in self.columns],
            [style(one) for one in self.columns],
        )
        self._groups()
        for n, one in enumerate(self.columns):
            if len(one.path) < self.height:
                self.sheet.merge((0, n), (self.height - 1, n), one.path[0], HEAD)
            else:
                self.sheet.put(self.height - 1, n, one.path[-1], HEAD)
            self.sheet.note(self.height - 1 if one.group else 0, n, _note(one, self.language))
            first = f"{letters(n)}{self.height + 1}"
            allowed = rule(one, first, self.language, self._elsewhere)
            if allowed is not None:
                self.sheet.allow((self.height, self.height + ROWS - 1), n, allowed)
        self.sheet.table(self.height, len(self.columns), len(WHO), filtered=False)

    def _groups(self) -> None:
        """The names of groups, each over the columns of its totals."""
        for group, members in groupby(enumerate(self.columns), lambda each: each[1].group):
            if group is not None:
                among = list(members)
                first, last = (0, among[0][0]), (0, among[-1][0])
                self.sheet.merge(first, last, among[0][1].path[0], HEAD)

    def _elsewhere(self, names: Sequence[str]) -> str:
        """A long list of choices in a sheet out of sight, and where it is."""
        name = word("template.lists").show(self.language)
        if self.lists is None:
            self.lists = self.book.sheet(name)
            self.lists.hide()
        column = letters(self.listed)
        for n, each in enumerate(names):
            self.lists.put(n, self.listed, each)
        self.listed += 1
        return f"='{name}'!${column}$1:${column}${len(names)}"


def _note(one: Field, language: str) -> str:
    lines = [one.fact.text.show(language), how(one).show(language)]
    if one.fact.note:
        lines.append(one.fact.note)
    if one.printed:
        lines.append(word("template.printed").show(language))
    return "\n".join([*lines, *_quoted(one.clauses)])


def _quoted(clauses: Clauses) -> Iterator[str]:
    """The law of each clause, word for word where it is known so."""
    yield from dict.fromkeys(_law(each) for each in clauses.values())


def _law(each: Rule) -> str:
    source = each.source
    said = f"“{source.text}”" if source.verbatim else source.text
    return f"{source.document} {source.cite}：{said}"


def _instructions(
    book: Book, rulebook: Rulebook, columns: Sequence[Field], beside: Iterable[Beside],
    language: str,
) -> None:  # fmt: skip
    """填报说明: what each fact means, in which unit, and which clauses read it."""
    sheet = book.sheet(word("template.help").show(language))
    sheet.page(rulebook.title.show(language))
    sheet.widths([8, 40, 14, 44, 90])
    sheet.row([Cell(word("template.title", title=rulebook.title).show(language), NAME)])
    sheet.row([f"{rulebook.id} · {rulebook.document} · {rulebook.on}"])
    for n in range(1, 6):
        sheet.row([word(f"template.how.{n}").show(language)])
    sheet.row([])
    heads = ("column", "fact", "unit", "fill", "clauses")
    sheet.row([Cell(word(f"template.{name}").show(language), HEAD) for name in heads])
    for n, one in enumerate(columns):
        sheet.row(_explained(letters(n), one, language))
    for each in beside:
        sheet.row([])
        for row in _otherwise(each, language):
            sheet.row(row)


def _explained(column: str, one: Field, language: str) -> list[Cell | Value]:
    title = one.fact.text.show(language)
    if one.group is not None:
        title = f"{one.group.show(language)} · {title}"
    said = [how(one).show(language), one.fact.note or ""]
    if one.printed:
        said.append(word("template.printed").show(language))
    unit = unit_text(one.unit).show("en" if language == "en" else "zh")
    return [
        column, Cell(title, WRAP), unit, Cell("\n".join(filter(None, said)), WRAP),
        Cell("\n".join(_quoted(one.clauses)), WRAP),
    ]  # fmt: skip


def _otherwise(each: Beside, language: str) -> Iterator[list[Cell | Value]]:
    """What no column holds: given as JSON, or as data of its own."""
    title = each.fact.text.show(language)
    law = Cell("\n".join(_quoted(each.clauses)), WRAP)
    if isinstance(each.fact, Members):
        yield ["", Cell(title, WRAP), "", Cell(word("template.members").show(language), WRAP), law]
        return
    example = {"id": "…", each.name: [{name: "…" for name, _ in each.inner}]}
    said = word("template.json", example=json.dumps(example, ensure_ascii=False))
    yield ["", Cell(title, WRAP), "", Cell(said.show(language), WRAP), law]
    for name, fact in each.inner:
        unit = unit_text(getattr(fact, "unit", "")).show("en" if language == "en" else "zh")
        yield ["", Cell(f"{name}: {fact.text.show(language)}", WRAP), unit, fact.note or ""]
