"""A rulebook as one SELECT statement: the plan of the columnar engine, written out as SQL."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import cast

from compliance.checking.columns.cells.facts import Facts
from compliance.checking.columns.cells.value import Unproven
from compliance.checking.columns.language import Language
from compliance.checking.columns.plan import Plan
from compliance.checking.columns.shapes import wide
from compliance.checking.columns.source import Source, declared, found
from compliance.checking.columns.sql.text import DIALECTS, ELSE, WHEN, Dialect, Sql, Statements
from compliance.checking.engine.ruling import RULINGS, Code
from compliance.errors import FactsError, NotFound, Problem, StandardError
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word
from compliance.vocabulary import Number, heading_unit

LONG = 60
"""A piece of more characters that is needed twice becomes a column of a step."""
LONGEST_NAME = 63
"""postgres cuts longer names."""
SCHOOL = "school"
_KEY = "its school"
_NOT_IN_COMMENTS = frozenset("'\"\\`;$")


def to_sql(rulebook: Rulebook, dialect: str, table: str, columns: Iterable[str] | None) -> str:
    """The statement; ``Rulebook.to_sql`` says what it gives.

    Raises:
        NotFound: for a dialect that there is not.
        FactsError: if the columns name no school, name a fact twice, or state a wrong unit.
        StandardError: if float64 cannot judge a clause exactly.
    """
    if dialect not in DIALECTS:
        values = {"found": dialect, "known": ", ".join(DIALECTS)}
        raise NotFound(Problem("no-such-dialect", values=values))
    sources, key = _sources(rulebook, columns)
    statements = Statements(DIALECTS[dialect])
    language = cast("Language", statements)  # all but ``joined``: there is no ledger in SQL
    # inside the statement, columns are called as their facts, whatever the table calls them
    inside = {name: replace(source, column=name) for name, source in sources.items()}
    try:
        plan = Plan(rulebook, inside, language, settle=True)
    except Unproven as unproven:
        values = {"clause": unproven.clause, "why": unproven.code}
        raise StandardError(Problem("sql-clause", values=values)) from None
    outputs = {name: statements.side(cell) for name, cell in wide(plan, measured=True).items()}
    written = _Written(statements.dialect, outputs, dict(_names(plan.facts)))
    read = {name: sources[name].column for name in written.read}
    lines = [f"-- {_harmless(line)}" for line in _comment(rulebook, sources, written.read)]
    return "\n".join([*lines, *written.statement(table, {_KEY: key, **read}), ""])


def _sources(rulebook: Rulebook, columns: Iterable[str] | None) -> tuple[Mapping[str, Source], str]:
    """Where the facts stand in the table, and the column that tells one school from another."""
    if columns is None:
        return declared(rulebook), "id"
    sources, twice = found(rulebook, columns)
    if twice:
        raise FactsError(Problem("sql-twice", values={"fact": twice[0]}))
    key = sources.get("id") or sources.get("name")
    if key is None:
        raise FactsError(Problem("sql-no-name"))
    for source in sources.values():
        if source.misfit:
            values = {"unit": source.column, "fact": source.name}
            raise FactsError(Problem("unit-header-mismatch", values=values))
    return sources, key.column


def _names(facts: Facts) -> Iterator[tuple[int, str]]:
    """What the cells of facts are called; no fact of a standard has a blank in its name."""
    for name in facts.sources:
        for cell, suffix in (
            (facts.cell(name), "read"), (facts.refused(name), "refused"),
            (facts.against(name), "against"), (facts.untidy(name), "untidy"),
        ):  # fmt: skip
            if len(called := f"{name} {suffix}") <= LONGEST_NAME:
                yield id(cell), called


class _Written:
    """Cells as steps: what is needed twice is a column of an earlier step.

    ``names`` are those of some cells; ``read`` are the facts that the statement reads.
    """

    def __init__(
        self, dialect: Dialect, outputs: Mapping[str, Sql], names: Mapping[int, str]
    ) -> None:
        self.dialect, self.outputs, self.names = dialect, outputs, names
        self.uses: Counter[int] = Counter()
        self.texts: dict[int, str] = {}
        self.levels: dict[int, int] = {}
        self.steps: list[list[str]] = []
        self.read: dict[str, None] = {}
        for cell in outputs.values():
            self._count(cell)
        for cell in outputs.values():
            self._write(cell)

    def _count(self, piece: Sql) -> None:
        self.uses[id(piece)] += 1
        if self.uses[id(piece)] == 1:
            for part in _parts(piece):
                self._count(part)

    def _write(self, piece: Sql) -> str:
        """The text that stands for a piece; what stands in a step is named there."""
        known = self.texts.get(id(piece))
        if known is not None:
            return known
        if piece.column:
            self.read.setdefault(piece.column)
        text = self._text(piece)
        level = max((self.levels[id(part)] for part in _parts(piece)), default=0)
        if self.uses[id(piece)] > 1 and len(text) > LONG:
            name = self.dialect.name(self.names.get(id(piece), f"_{len(self.texts)}"))
            self.steps += [[] for _ in range(level + 1 - len(self.steps))]
            self.steps[level].append(f"{text} AS {name}")
            text, level = name, level + 1
        self.texts[id(piece)], self.levels[id(piece)] = text, level
        return text

    def _text(self, piece: Sql) -> str:
        texts = [part if isinstance(part, str) else self._write(part) for part in piece.parts]
        if texts[4:5] == [ELSE] and texts[5].startswith(WHEN):
            texts[4:] = [" ", texts[5].removeprefix("CASE ")]
        return "".join(texts)

    def statement(self, table: str, read: Mapping[str, str]) -> Iterator[str]:
        """The lines of the statement; ``read`` are the columns of the table by their new names."""
        name = self.dialect.name
        results = [
            f"{self._write(cell)} AS {name(clause)}" for clause, cell in self.outputs.items()
        ]
        yield "SELECT"
        yield ",\n".join([f"  {name(_KEY)} AS {name(SCHOOL)}", *(f"  {one}" for one in results)])
        for step in reversed(self.steps):
            yield "FROM (SELECT *,"
            yield ",\n".join(f"  {one}" for one in step)
        yield "FROM (SELECT"
        yield ",\n".join(f"  {name(column)} AS {name(fact)}" for fact, column in read.items())
        yield f"FROM {'.'.join(map(name, table.split('.')))}"
        fence = f" {self.dialect.fence}".rstrip()
        yield from (f"{fence}) AS {name(f'step_{n}')}" for n in range(len(self.steps) + 1))


def _parts(piece: Sql) -> Iterator[Sql]:
    return (part for part in piece.parts if isinstance(part, Sql))


def _comment(
    rulebook: Rulebook, sources: Mapping[str, Source], read: Iterable[str]
) -> Iterator[str]:
    """What the statement is, and what its numbers mean."""
    title, binding = rulebook.title, word(f"binding.{rulebook.binding}")
    yield str(word("sql.standard", title=title, document=rulebook.document, id=rulebook.id))
    yield str(word("sql.day", on=rulebook.on, binding=binding))
    yield str(word("sql.codes"))
    for code in Code:
        harmless = f" {word('sql.harmless')}" if code is Code.HARMLESS else ""
        yield f"{int(code)} = {_meaning(code)}{harmless}"
    over = [rule.id for rule in rulebook.rules if rule.measured.over]
    if over:
        yield str(word("sql.parts", clauses=", ".join(over)))
    yield str(word("sql.columns"))
    for name in read:
        yield _described(sources[name])


def _meaning(code: Code) -> Text:
    verdict, reason = RULINGS[code]
    found = word(f"verdict.{verdict}")
    if reason:
        why = word(f"reason.{reason}")
        found = Text(f"{found.zh}（{why.zh}）", f"{found.en} ({why.en})")
    return found


def _described(source: Source) -> str:
    """A column of the table: what it holds, in which unit."""
    unit = ""
    if isinstance(source.fact, Number):
        unit = f" [{(heading_unit(source.column) or source.fact.of).text}]"
    return f"{source.column}: {source.fact.text}{unit}"


def _harmless(line: str) -> str:
    """A line that stays one comment line in every database and client."""
    return "".join(c if c.isprintable() and c not in _NOT_IN_COMMENTS else " " for c in line)
