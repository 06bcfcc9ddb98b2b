"""A standard's examples, ready to be judged one by one."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from compliance.checking.check import check
from compliance.checking.shown.explain import explain
from compliance.documents.locate import locate
from compliance.rulebook.overlay import read_layers
from compliance.rulebook.rulebook import build
from compliance.testing.guards.variant import Case, Variant, cases
from compliance.text import word

SECTIONS = ("clauses", "change", "add")


class Example(NamedTuple):
    """One example: the clause, which of its examples, the line, and what is judged."""

    clause: str
    number: int
    line: int
    case: Case


class Collected(NamedTuple):
    """A standard with the examples of its own clauses."""

    id: str
    clauses: int
    examples: tuple[Example, ...]
    plain: Variant

    def wrong(self, example: Example) -> str:
        """Why an example does not hold: verdicts, law, arithmetic; empty where it does.

        Raises:
            ComplianceError: what is given cannot be read, or the standard not be judged by.
        """
        case = example.case
        book = self.plain.rulebook(example.clause, case.reading, case.on)
        finding = check(case.schools, book).items[0][example.clause]
        if finding.verdict == case.expect:
            return ""
        said = word("guard.missed", clause=example.clause, line=example.line,
                    expected=word(f"verdict.{case.expect}"),
                    found=word(f"verdict.{finding.verdict}"))  # fmt: skip
        return f"{said}\n\n{explain(finding)}"


def path_of(standard: str) -> Path:
    """The file of a standard, by id or path.

    Raises:
        NotFound: there is none.
    """
    return Path(locate(standard)[1]).absolute()


def collected(standard: str | Path) -> Collected:
    """The examples of a standard's own clauses, in the order of its file.

    Raises:
        StandardError: the standard cannot be read.

    >>> found = collected("cn/moe/conditions-2022")
    >>> found.examples[0].clause, found.wrong(found.examples[0])
    ('campus-area', '')
    """
    rulebook = build(read_layers(str(standard)), None, drafts=True)
    document = rulebook.chain[-1].document
    plain = Variant(rulebook, document.data)
    known, found = cases(rulebook, plain.cards), list[Example]()
    for section in SECTIONS:
        for n, card in enumerate(document.data.get(section, ())):
            clause = card.get("id") or card["clause"]
            for number, case in enumerate(known.get(clause, ())):
                line = document.place(section, n, "examples", number).line
                found.append(Example(clause, number + 1, line, case))
    return Collected(rulebook.id, len(known), tuple(found), plain)
