"""A rulebook as one SELECT statement: the plan of the columnar engine, written out as SQL."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from compliance.checking.columns.cells.facts import Facts
from compliance.checking.columns.cells.value import Unproven
from compliance.checking.columns.language import Language
from compliance.checking.columns.plan import Plan
from compliance.checking.columns.shapes import wide
from compliance.checking.columns.source import Source, declared, found
from compliance.checking.columns.sql.steps import Steps
from compliance.checking.columns.sql.text import DIALECTS, Dialect, Statements
from compliance.checking.engine.ruling import RULINGS, Code
from compliance.errors import FactsError, NotFound, Problem, StandardError
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word
from compliance.vocabulary import Number, heading_unit

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
    language = cast("Language", statements)  # but for what only the ledger asks
    try:
        plan = Plan(rulebook, sources, language, settle=True)
    except Unproven as unproven:
        values = {"clause": unproven.clause, "why": unproven.code}
        raise StandardError(Problem("sql-clause", values=values)) from None
    steps = Steps(statements, wide(plan, measured=True), names=dict(_names(plan.facts)))
    read = [source for source in sources.values() if source.column in steps.read]
    lines = [f"-- {_harmless(line)}" for line in _comment(rulebook, read)]
    return "\n".join([*lines, *_statement(steps, statements.dialect, table, key), ""])


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
    """What columns are called: as their facts; no fact of a standard has a blank in its name."""
    for name, source in facts.sources.items():
        yield id(facts.language.column(source.column)), name
        for cell, suffix in (
            (facts.cell(name), "read"), (facts.refused(name), "refused"),
            (facts.against(name), "against"), (facts.untidy(name), "untidy"),
        ):  # fmt: skip
            if len(called := f"{name} {suffix}") <= LONGEST_NAME:
                yield id(cell), called


def _statement(steps: Steps, dialect: Dialect, table: str, key: str) -> Iterator[str]:
    """The lines of the statement: the last step first."""
    name = dialect.name
    first, *others = steps.steps
    yield "SELECT"
    yield ",\n".join(f"  {one}" for one in (f"{name(_KEY)} AS {name(SCHOOL)}", *steps.outputs))
    for step in reversed(others):
        yield "FROM (SELECT *,"
        yield ",\n".join(f"  {one}" for one in step)
    yield "FROM (SELECT"
    yield ",\n".join(f"  {one}" for one in (f"{name(key)} AS {name(_KEY)}", *first))
    yield f"FROM {'.'.join(map(name, table.split('.')))}"
    fence = f" {dialect.fence}".rstrip()
    yield from (f"{fence}) AS {name(f'step_{n}')}" for n in range(len(steps.steps)))


def _comment(rulebook: Rulebook, read: Iterable[Source]) -> Iterator[str]:
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
    for source in read:
        yield _described(source)


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
