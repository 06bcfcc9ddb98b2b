"""Lists of evidence 佐证清单: what each school has shown for a clause, from a sheet."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from compliance.days import read_days
from compliance.errors import FactsError, Place, Problem, nearest
from compliance.intake.evidence import yes_or_no
from compliance.intake.profile import Draft, widen
from compliance.intake.school import School, Schools
from compliance.intake.tables.listed import Row, read_listed
from compliance.rulebook.rulebook import Rulebook
from compliance.text import plain
from compliance.vocabulary import Evidence, Flag

COLUMNS = {
    "school": ("学校", "学校标识码", "学校代码", "标识码"),
    "name": ("学校名称", "校名"),
    "item": ("材料", "佐证材料", "佐证", "条款", "指标", "数据项", "clause", "fact"),
    "given": ("有无", "是否具备", "是否提供", "结论", "yes or no"),
    "document": ("文号", "文件", "材料文号", "材料名称"),
    "date": ("日期", "材料日期", "文件日期"),
}
"""The columns of a sheet of evidence; ``name`` stands in for a school without an id."""
MOST_NAMED = 5


@dataclass
class _Found:
    """The rows of each school, and what is wrong with the others."""

    rows: dict[str, list[tuple[str, Row]]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[Problem] = field(default_factory=list)
    notes: list[Problem] = field(default_factory=list)


def with_evidence(schools: Schools, given: str | Path, rulebook: Rulebook) -> Schools:
    r"""Schools with the evidence that a list names for them, as if they had reported it.

    The list is a sheet (xlsx, xls, csv) with a row for each school and item: 学校 or 学校名称;
    材料, which is a clause, its title or a fact; 有无, or 文号 of the document that shows it; 日期,
    if the document has one. Evidence that is dated after the day that is judged, or whose row is
    unclear, leaves the item unknown, whatever else is said of it; two rows that contradict one
    another do so as well.

    Args:
        schools: what ``compliance.read`` gave.
        given: the list.
        rulebook: what they are to be judged by; its day counts.

    Returns:
        The schools; a row of a school that is not among them is a note of theirs.

    Raises:
        FactsError: the list cannot be read, or a row names no item of evidence, or a name that
            several schools have; each with its cell.
        MissingExtra: for a workbook, if python-calamine is not installed.

    >>> import compliance, tempfile
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> schools = compliance.read({"id": "A", "name": "甲校"})
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "evidence.csv"
    ...     _ = path.write_text("学校,材料,文号\nA,学校章程,闽教〔2010〕5号\n", "utf-8")
    ...     shown = with_evidence(schools, path, rulebook)
    >>> compliance.check(shown, rulebook)["A"]["charter"].verdict
    'pass'
    """
    rows = read_listed(Path(given), COLUMNS, ("item",))
    items = [widen(school, rulebook.vocabulary) for school in schools]
    found = _sorted(rows, items, rulebook)
    if found.wrong:
        raise FactsError(*found.wrong)
    shown = tuple(
        _shown(school, found.rows[school.id], rulebook) if school.id in found.rows else school
        for school in items
    )
    wider = schools.under(shown, rulebook.vocabulary)
    return replace(wider, issues=(*wider.issues, *found.notes))


def _sorted(rows: Iterable[Row], schools: Iterable[School], rulebook: Rulebook) -> _Found:
    """Each row with its fact, to its school."""
    found, ids = _Found(), set()
    named: dict[str, list[str]] = defaultdict(list)
    for school in schools:
        ids.add(school.id)
        named[school.name].append(school.id)
    for row in rows:
        fact = _fact(row.texts.get("item", ""), rulebook)
        if fact is None:
            found.wrong.append(_no_fact(row, rulebook))
            continue
        if "given" not in row.texts and "document" not in row.texts:
            found.wrong.append(Problem("evidence-nothing", row.place))
            continue
        column = "school" if "school" in row.texts else "name"
        key = row.texts.get(column, "")
        place = row.places.get(column, row.place)
        meant = [key] if key in ids else named.get(key, []) if key else []
        if len(meant) == 1:
            found.rows[meant[0]].append((fact, row))
        elif meant:
            values = {"school": key, "ids": ", ".join(meant[:MOST_NAMED])}
            found.wrong.append(Problem("evidence-name-shared", place, values=values))
        else:
            values = {"school": key or "—", "nearest": nearest(key, [*ids, *named]) or "—"}
            note = Problem("evidence-no-school", place, severity="note", values=values)
            found.notes.append(note)
    return found


def _fact(item: str, rulebook: Rulebook) -> str | None:
    """The item of evidence that a clause reads, by its id or title, or that a label names."""
    facts = rulebook.vocabulary.facts
    for rule in rulebook.rules:
        if item == rule.id or (item and plain(item) in map(plain, rule.title)):
            read = {n for n in rule.facts() if isinstance(facts.get(n), Evidence | Flag)}
            if len(read) == 1:
                return read.pop()
    name = rulebook.vocabulary.name_of(item)
    return name if name and isinstance(facts[name], Evidence | Flag) else None


def _no_fact(row: Row, rulebook: Rulebook) -> Problem:
    facts = rulebook.vocabulary.facts.items()
    known = [fact.zh for _, fact in facts if isinstance(fact, Evidence | Flag)]
    known += [rule.id for rule in rulebook.rules if rule.basis == "attested"]
    item = row.texts.get("item", "")
    values = {"item": item or "—", "standard": rulebook.id, "nearest": nearest(item, known) or "—"}
    return Problem("evidence-no-fact", row.places["item"], values=values)


def _shown(school: School, rows: Iterable[tuple[str, Row]], rulebook: Rulebook) -> School:
    """A school with what its rows show; an item of which any row is unclear is not known."""
    draft = Draft(rulebook.vocabulary)
    draft.facts, draft.conflicts = dict(school.facts), set(school.conflicts)
    unclear = set()
    for name, row in rows:
        wrong = list(_not_yet(name, row, rulebook.on))
        if not wrong:
            before = len(draft.issues)
            for column in _columns(row):
                draft.take_fact(name, row.texts[column], str(row.places[column]))
            wrong = [issue for issue in draft.issues[before:] if issue.code != "two-values"]
        else:
            draft.issues += wrong
        if wrong:
            unclear.add(name)
    facts = {name: fact for name, fact in draft.facts.items() if name not in unclear}
    return School(
        school.id, school.name, facts, (*school.issues, *draft.issues),
        frozenset(draft.conflicts), school.unread,
    )  # fmt: skip


def _columns(row: Row) -> tuple[str, ...]:
    """What of a row is read: a document beside 有 must be one, beside 没有 it contradicts it."""
    both = tuple(name for name in ("given", "document") if name in row.texts)
    if len(both) == 2 and yes_or_no(row.texts["given"]):
        return ("document",)
    return both


def _not_yet(name: str, row: Row, on: dt.date) -> Iterator[Problem]:
    """What is wrong with a date: not one, or after the day that is judged."""
    text = row.texts.get("date")
    if text is None:
        return
    days = read_days(text)
    place: Place = row.places["date"]
    if days is None:
        values = {"fact": name, "found": text}
        yield Problem("evidence-day", place, severity="warning", values=values)
    elif days.high > on.toordinal():
        later = {"fact": name, "found": text, "on": on.isoformat()}
        yield Problem("evidence-later", place, severity="warning", values=later)
