"""The long ledger as rows of cells: figures as numbers, and beside them as exact text."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.checking.finding import Finding
from compliance.checking.findings import Findings
from compliance.checking.shown.ledger import COLUMNS, known_facts, rows, thresholds
from compliance.numerals import display
from compliance.reports.excel.book import WRAP, Cell, Value, fits_number
from compliance.text import Text, word

FIGURES = ("measured", "threshold", "shortfall")
"""Columns of the ledger that are given twice: as a number, and as exact text."""
HEADS = (
    "school", "name", "clause", "title", "part", "said", "verdict", "outcome", "force", "basis",
    "reason", "measured", "measured_exact", "comparator", "threshold", "threshold_exact", "unit",
    "shortfall", "shortfall_exact", "set_by", "inferred", "cite", "text", "needs", "inputs",
)  # fmt: skip
_WIDE = {"name": 26, "title": 22, "text": 44, "inputs": 44, "set_by": 30, "school": 14, "needs": 24,
         "cite": 14, "clause": 20}  # fmt: skip


def heads(language: str) -> list[tuple[str, float]]:
    """The headings of the ledger with the widths of its columns."""
    return [(word(f"excel.ledger.{name}").show(language), _WIDE.get(name, 12)) for name in HEADS]


def ledger_rows(findings: Findings, language: str) -> Iterator[list[Cell | Value]]:
    """One row a finding, below ``heads``; codes are those of the contract's ledger.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> findings = compliance.check({"campus_area": 40000, "students": 1201}, rulebook)
    >>> row = next(row for row in ledger_rows(findings, "zh") if row[2] == "campus-per-student")
    >>> float(row[HEADS.index("measured")]), row[HEADS.index("measured_exact")]
    (33.3056, '40000/1201')
    """
    every = (finding for item in findings for finding in item)
    for finding, given in zip(every, rows(findings), strict=True):
        found: dict[str, Cell | Value] = {name: given[name] for name in COLUMNS}
        found |= {f"{name}_exact": given[name] for name in FIGURES}
        found |= _figures(finding)
        found["name"] = finding.school.name
        found["title"] = finding.rule.title.show(language)
        found["said"] = Cell(word(f"verdict.{finding.outcome}").show(language), finding.outcome)
        found["inferred"] = word(f"excel.{'yes' if finding.inferred else 'no'}").show(language)
        found["text"] = Cell(finding.text, WRAP)
        found["inputs"] = Cell(inputs(finding, language), WRAP)
        yield [found[name] for name in HEADS]


def _figures(finding: Finding) -> dict[str, Cell | Value]:
    """The ledger's numbers as Excel can keep them, never on the other side of a threshold."""
    factor, limits = finding.rule.measured.unit.factor, thresholds(finding)
    value, gap = finding.measured, finding.shortfall
    measured = None if value is None else value / factor
    others = [] if measured is None else [measured]
    return {
        "measured": number(measured, limits),
        "threshold": number(limits[0], others) if len(limits) == 1 else None,
        "shortfall": number(None if gap is None else gap / factor, []),
    }


def number(value: Fraction | None, others: list[Fraction]) -> Value:
    """A number as Excel keeps it: exact where it can be, else rounded as far as differs.

    >>> number(Fraction(7499999, 3000), [Fraction(2500)])
    Fraction(24999997, 10000)
    """
    if value is None or fits_number(value):
        return value
    text = display(value, *others, digits=4)
    try:
        return Fraction(text)
    except ValueError:
        return text


def inputs(finding: Finding, language: str) -> str:
    """Every fact that was read, as given, with its cell."""
    known = {**finding.rulebook.facts, **known_facts(finding)}

    def called(name: str) -> Text:
        return known[name].text if name in known else Text(name, name)

    return "\n".join(
        f"{called(one['fact']).show(language)}: {one['given']} [{one['cell']}]"
        for one in finding.inputs
    )
