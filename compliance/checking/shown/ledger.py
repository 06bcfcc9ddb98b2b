"""Findings as rows and records: exact numbers as text, displays beside them."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from compliance.checking.engine import levers as numbers
from compliance.checking.engine.ruling import RULINGS
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings
from compliance.numerals import display, exact_text
from compliance.rulebook.rule import Against, ByCategory, Holds, Limits, Members
from compliance.text import Text
from compliance.vocabulary import Parts

COLUMNS = (
    "school", "clause", "part", "verdict", "outcome", "force", "basis", "reason", "measured",
    "comparator", "threshold", "unit", "shortfall", "set_by", "inferred", "cite", "needs",
)  # fmt: skip


_UNIT_WORDS = (
    ("m²", "㎡", "m²"), ("student", "生", "student"), ("teacher", "师", "teacher"),
    ("教职工", "教职工", "staff"), ("教师", "师", "teacher"), ("学生", "生", "student"),
    ("万元", "万元", "10k CNY"), ("元", "元", "CNY"), ("册", "册", "books"),
    ("台", "台", "devices"), ("座", "座", "seats"), ("种", "种", "periodicals"),
)  # fmt: skip


def unit_text(unit: str) -> Text:
    """A unit as people write it in either language.

    >>> unit_text("m²/student")
    Text(zh='㎡/生', en='m²/student')
    """
    zh = en = "" if unit == "1" else unit
    for written, chinese, english in _UNIT_WORDS:
        zh = zh.replace(written, chinese)
        en = en.replace(written, english) if english not in en else en
    return Text(zh, en)


def rows(findings: Findings) -> Iterator[dict[str, Any]]:
    """The rows of the long ledger; a threshold is put into words once, not once a school."""
    known: dict[tuple[int, object], str] = {}
    for item in findings:
        for finding in item:
            test = finding.rule.test
            found = finding.facts.get(test.fact) if isinstance(test, ByCategory) else None
            key = id(finding.rule), found and found.value
            if isinstance(test, Against):
                yield row(finding)
                continue
            if key not in known:
                known[key] = threshold_text(finding)
            yield row(finding, known[key])


def row(finding: Finding, threshold: str | None = None) -> dict[str, Any]:
    """One row of the long ledger; numbers are exact text in the clause's unit."""
    rule, measured = finding.rule, finding.measured
    verdict, reason = RULINGS[finding.code]
    return {
        "school": finding.school.id,
        "clause": rule.id,
        "part": finding.part.name,
        "verdict": verdict,
        "outcome": finding.outcome,
        "force": rule.force,
        "basis": rule.basis,
        "reason": reason,
        "measured": _exact(finding, measured),
        "comparator": rule.comparator,
        "threshold": threshold_text(finding) if threshold is None else threshold,
        "unit": rule.measured.unit.text,
        "shortfall": _exact(finding, finding.shortfall) if verdict == "fail" else None,
        "set_by": rule.source.set_by,
        "inferred": finding.inferred,
        "cite": rule.source.cite,
        "needs": ", ".join(finding.needs) if verdict == "unknown" else "",
    }


def _exact(finding: Finding, value: Fraction | None) -> str | None:
    if value is None:
        return None
    factor = finding.rule.measured.unit.factor
    return exact_text(value if factor == 1 else value / factor)


def thresholds(finding: Finding) -> list[Fraction]:
    """The numbers of the limits that hold for this finding, in the clause's unit.

    Where a table's category is not known, those of all its rows.
    """
    test, factor = finding.rule.test, finding.rule.measured.unit.factor
    rows: list[Limits] = []
    if isinstance(test, ByCategory):
        rows = test.among(finding.facts.get(test.fact))
    elif isinstance(test, Limits | Against):
        known_limits = numbers.limits_of(finding.rule, finding.facts)
        rows = [] if known_limits is None else [known_limits]
    bounds = [bound for limits in rows for bound in limits.bounds]
    found = [at for bound in bounds for at in (bound.passes, bound.fails) if at is not None]
    return sorted({at / factor for at in found})


def threshold_text(finding: Finding) -> str:
    """The threshold as exact text; a band or what is left of a lost number as ``low..high``."""
    test = finding.rule.test
    if isinstance(test, Members):
        return "|".join(test.values)
    if isinstance(test, Holds):
        return finding.rule.stated
    between = "|" if _any_row(finding) else ".."
    return between.join(exact_text(value) for value in thresholds(finding))


def _any_row(finding: Finding) -> bool:
    """Whether a table's category is not known, so that any of its rows may hold."""
    test = finding.rule.test
    return isinstance(test, ByCategory) and len(test.among(finding.facts.get(test.fact))) > 1


def shown(finding: Finding) -> dict[str, str]:
    """Rounded displays that never contradict the verdict; a ratio of people as 1:x."""
    value, gap = finding.measured, finding.shortfall
    factor = finding.rule.measured.unit.factor
    limits = thresholds(finding)
    dimension = dict(finding.rule.measured.unit.dimension)
    ratio = sorted(dimension) == ["student", "teacher"] and dimension["teacher"] == 1
    figure = None if value is None else value / factor
    if ratio:
        limits = [1 / at for at in reversed(limits) if at]
        figure = 1 / figure if figure else figure
    texts = {at: display(at, *limits, *([figure] if figure else []), digits=4) for at in limits}
    before = "1:" if ratio else ""
    measured = "" if figure is None else texts.get(figure) or display(figure, *limits)
    return {
        "measured": before + measured if figure else measured,
        "threshold": ("/" if _any_row(finding) else "–").join(before + t for t in texts.values()),
        "shortfall": "" if gap is None else display(gap / factor, digits=4 if ratio else 2),
    }


def record(finding: Finding) -> dict[str, Any]:
    """A finding in full: its row, the law, the inputs with their cells, levers, readings."""
    rule = finding.rule
    known = known_facts(finding)
    return {
        **row(finding),
        "subject": finding.rulebook.subject,
        "on": finding.on.isoformat(),
        "needs": list(finding.needs),
        "title": rule.title._asdict(),
        "text": rule.source.text,
        "verbatim": rule.source.verbatim,
        "evidence": rule.source.evidence,
        "display": shown(finding),
        "inputs": inputs(finding),
        "levers": [
            {
                "fact": lever.fact,
                **{
                    key: exact_text(getattr(lever, key) / known[lever.fact].of.factor)
                    for key in ("now", "to", "change")
                },
                "unit": known[lever.fact].unit,
            }
            for lever in levers(finding)
        ],
        "waiver": finding.waiver and finding.waiver.record(finding.on),
        "reading": {
            "name": rule.reading,
            "ground": rule.reading_ground,
            "others": {name: RULINGS[code].verdict for name, code in finding.others},
        } if rule.reading else None,
        "ground": rule.source.ground,
    }  # fmt: skip


def inputs(finding: Finding) -> list[dict[str, Any]]:
    """Every fact that the clause read, as given, with its cell."""
    rule, school = finding.rule, finding.school
    read = [(name, finding.facts.get(name)) for name in rule.facts()]
    read += [(name, school.facts.get(name)) for name in _underlying(finding)]
    asked = [(name, school.facts.get(name)) for name in rule.applies_facts]
    given = {(name, found.cell): found for name, found in (*read, *asked) if found is not None}
    return [
        {"fact": name, "given": found.given, "cell": cell} for (name, cell), found in given.items()
    ]


def _underlying(finding: Finding) -> Iterator[str]:
    """The reported facts from which the clause's derived facts were reckoned."""
    derived = {one.name: one for one in finding.rulebook.derived}
    open_ = [name for name in finding.rule.facts() if name in derived] if derived else []
    for name in open_:
        for read in derived[name].reads:
            if read in derived and read not in open_:
                open_.append(read)
            elif read not in derived:
                yield read


def levers(finding: Finding) -> list[numbers.Lever]:
    """Each fact that alone would turn this failing finding into a pass."""
    if finding.verdict != "fail":
        return []
    return list(numbers.levers(finding.rule, finding.facts, known_facts(finding)))


def known_facts(finding: Finding) -> dict[str, Any]:
    """What the names in a finding's formula mean: facts of the part, or of the school."""
    facts = finding.rulebook.facts
    parts = facts.get(finding.rule.measured.over)
    return dict(parts.facts) if isinstance(parts, Parts) else dict(facts)


def summary(findings: Findings) -> dict[str, Any]:
    """What stands at the head of every output."""
    rulebook, rate = findings.rulebook, findings.rate
    every = [finding for item in findings for finding in item]
    return {
        "standard": rulebook.id,
        "title": rulebook.title._asdict(),
        "document": rulebook.document,
        "on": rulebook.on.isoformat(),
        "binding": rulebook.binding,
        "inferred_days": list(rulebook.inferred_days),
        "source": findings.schools.source,
        "judged": len(findings),
        "counts": dict(findings.counts),
        "rate": {"low": exact_text(rate.low), "high": exact_text(rate.high), "of": rate.of,
                 "display": str(rate)},
        "presumed_in_scope": sum(
            bool(item.presumed) and item.outcome != "not_applicable" for item in findings
        ),
        "inferred": sum(f.inferred for f in every),
        "needs_a_reason": sum(
            f.rule.force in ("normally", "about") and f.outcome == "fail" for f in every
        ),
        "targets_missed": sum(f.rule.force == "target" and f.outcome == "fail" for f in every),
    }  # fmt: skip
