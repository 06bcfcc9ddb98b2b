"""The columns of a form: headings that are read back as the facts that they stand for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from compliance.checking.shown.ledger import unit_text
from compliance.intake.tables.heading import Meaning, understand
from compliance.reports.excel.form.asked import Asked, Clauses
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word
from compliance.units import Dimension
from compliance.vocabulary import Category, Fact, Members, Number, Parts, Simple, Vocabulary

WHO = ("id", "name")
_PEOPLE = ("student", "teacher", "staff", "person")


@dataclass(frozen=True)
class Field:
    """One column: its headings from top to bottom, the fact, and the clauses that read it.

    ``unit`` is the one that the heading states, or empty; ``group`` is the group of parts whose
    total the column holds, as the heading says it.
    """

    name: str
    fact: Simple
    path: tuple[str, ...]
    unit: str
    clauses: Clauses
    group: Text | None = None
    printed: bool = False


@dataclass(frozen=True)
class Beside:
    """What a form's columns cannot hold: parts or members, each with facts of its own."""

    name: str
    fact: Fact
    inner: tuple[tuple[str, Simple], ...]
    clauses: Clauses


def fields(rulebook: Rulebook, found: Asked, language: str) -> tuple[list[Field], list[Beside]]:
    """The columns of a form, and what has to be given otherwise.

    >>> import compliance
    >>> from compliance.reports.excel.form.asked import asked
    >>> book = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> columns, beside = fields(book, asked(book), "zh")
    >>> [column.path for column in columns][3], columns[-1].path, beside
    (('学历教育在校生数（人）',), ('其他专业', '专业在校生数（人）'), [])
    """
    vocabulary = rulebook.vocabulary
    columns: list[Field] = []
    beside: dict[str, Beside] = {}
    wanted: dict[str, Clauses] = {name: found.facts.get(name, {}) for name in WHO}
    wanted |= found.facts
    order = sorted(wanted, key=lambda name: name in found.printed)
    for name in order:
        fact = vocabulary.facts[name]
        if isinstance(fact, Parts | Members):
            beside[name] = Beside(name, fact, _inner(fact, {}), wanted[name])
            continue
        heading = _heading(vocabulary, name, fact, language)
        if heading is not None:
            printed = name in found.printed
            columns.append(Field(name, fact, *heading, wanted[name], printed=printed))
    for name, inner in found.parts.items():
        parts = vocabulary.facts[name]
        if isinstance(parts, Parts):
            pooled = list(_pools(vocabulary, name, parts, found, language))
            columns += pooled
            if not pooled or not _all_pooled(rulebook, name):
                clauses = {key: rule for of in inner.values() for key, rule in of.items()}
                beside[name] = Beside(name, parts, _inner(parts, inner), clauses)
    return columns, list(beside.values())


def _all_pooled(rulebook: Rulebook, name: str) -> bool:
    """Whether totals of groups are enough for every clause on these parts."""
    return all(rule.pool for rule in rulebook.rules if rule.measured.over == name)


def _inner(fact: Parts | Members, read: dict[str, Clauses]) -> tuple[tuple[str, Simple], ...]:
    """The facts of each part that are read, with its name; all, where that is not known.

    Members have those of a whole vocabulary, which is not listed here.
    """
    if isinstance(fact, Members):
        return ()
    return tuple(
        (name, inner) for name, inner in fact.facts.items()
        if not read or name in read or name == "name"
    )  # fmt: skip


def _pools(
    vocabulary: Vocabulary, name: str, parts: Parts, found: Asked, language: str
) -> Iterator[Field]:
    """Columns for the total of each group: 工科类专业 over 专业在校生数."""
    by = found.pooled.get(name, "")
    category = parts.facts.get(by)
    if not isinstance(category, Category):
        return
    for code, value in category.values.items():
        for inner, clauses in found.parts[name].items():
            fact = parts.facts[inner]
            meaning = Meaning(inner, None, name, by, code)
            heading = _heading(vocabulary, inner, fact, language, meaning=meaning,
                               group=value.text)  # fmt: skip
            if isinstance(fact, Number) and heading is not None:
                yield Field(inner, fact, *heading, clauses, group=value.text)


def _heading(  # noqa: PLR0913 - what a heading must say
    vocabulary: Vocabulary,
    name: str,
    fact: Simple,
    language: str,
    *,
    meaning: Meaning | None = None,
    group: Text | None = None,
) -> tuple[tuple[str, ...], str] | None:
    """The first heading, with its unit, that is read back as the fact; None if there is none."""
    wanted = meaning or Meaning(name, None)
    english = language == "en"
    titles = (fact.en, fact.zh) if english else (fact.zh, fact.en)
    for title in (*titles, *fact.labels, name):
        for unit in (*_units(fact, english=english), ""):
            brackets = f" ({unit})" if english else f"（{unit}）"
            label = title + brackets if unit else title
            above = (group.en if english else group.zh,) if group else ()
            read, trouble = understand((*above, label), vocabulary)
            if trouble is None and read is not None and _same(read, wanted, fact):
                return (*above, label), unit
    return None


def _units(fact: Simple, *, english: bool) -> tuple[str, ...]:
    """How a fact's unit may stand in a heading, the most common way first."""
    if not isinstance(fact, Number) or fact.unit == "1":
        return ()
    said = unit_text(fact.unit)
    shown = (said.en, fact.unit) if english else (said.zh, fact.unit)
    return shown if english or not _counts_people(fact.of.dimension) else ("人", *shown)


def _counts_people(dimension: Dimension) -> bool:
    return len(dimension) == 1 and dimension[0] in [(base, 1) for base in _PEOPLE]


def _same(read: Meaning, wanted: Meaning, fact: Simple) -> bool:
    """Whether a heading means the fact, in the unit of plain numbers."""
    if read._replace(unit=None) != wanted:
        return False
    return read.unit is None or (isinstance(fact, Number) and read.unit.factor == fact.of.factor)


def how(field: Field) -> Text:
    """What may be filled in, in words."""
    fact = field.fact
    if isinstance(fact, Number):
        unit = unit_text(fact.unit)
        unit = Text(_units(fact, english=False)[0], unit.en) if unit.zh else unit
        kind = "whole" if fact.decimals == 0 else "number"
        return word(f"template.{kind}", least=fact.smallest, most=f"{fact.largest:,}",
                    decimals=fact.decimals, unit=unit)  # fmt: skip
    if isinstance(fact, Category):
        values = fact.values.values()
        return word("template.category", values=Text("、".join(v.zh for v in values),
                                                     ", ".join(v.en for v in values)))  # fmt: skip
    return word(f"template.{fact.type}")
