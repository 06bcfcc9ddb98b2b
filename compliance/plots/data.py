"""What charts are drawn from: rows of plain values, few enough for any browser."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from statistics import fmean
from typing import Any, NamedTuple

from compliance.checking.engine import levers
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, Rate, SchoolFindings
from compliance.checking.shown.explain import why
from compliance.checking.shown.notebook import quantity
from compliance.derived.others.neighbours import PLACE
from compliance.errors import FactsError, Place, Problem
from compliance.intake.school import School
from compliance.notebook import MARKS
from compliance.numerals import display
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word

MOST = 5000
"""Rows of one chart; beyond, schools are drawn together."""
LISTED = 60
"""Schools that are listed apart by name."""
DISTRICT = "district"
BANDS = (-50, -20, -10, -5, 0, 5, 10, 20, 50, 100, 200, 500)
"""Between these percentages the distances of many schools are counted together."""

EDGES = (-100, *BANDS, 1000)
ZERO = BANDS.index(0) + 1
"""The first band of those that pass."""

_MARKUP = re.compile(r"<(?=[/!?A-Za-z])")

Row = dict[str, Any]


class Apart(NamedTuple):
    """A finding without a distance, and why it has none."""

    finding: Finding
    why: Text


def clause_titles(rulebook: Rulebook, language: str) -> dict[str, str]:
    """The clauses in their order as a chart calls them; by id too where a title is not enough."""
    shown = {rule.id: rule.title.show(language) for rule in rulebook.rules}
    times = Counter(shown.values())
    return {
        clause: inert(title if times[title] == 1 else f"{title} ({clause})")
        for clause, title in shown.items()
    }


def inert(text: str) -> str:
    """A text that no page takes for markup: charts are put into scripts as they are.

    >>> inert("甲 </script> < 3")
    '甲 ＜/script> < 3'
    """
    return _MARKUP.sub("＜", text)


def outcome(name: str, language: str) -> str:
    """An outcome with its sign."""
    return f"{MARKS[name]} {word(f'verdict.{name}').show(language)}"


def school_title(school: School) -> str:
    """A school by id and name."""
    return f"{school.id} {school.name}".strip()


def many(findings: Findings) -> bool:
    """Whether schools and clauses are more than one chart should hold."""
    return len(findings) * len(findings.rulebook) > MOST


def cells(findings: Findings, language: str) -> Iterator[Row]:
    """A row for each school and clause, with the worst outcome of its parts."""
    titles = clause_titles(findings.rulebook, language)
    for item in findings:
        for clause, title in titles.items():
            finding = item[clause]
            yield {"school": school_title(item.school), "clause": title,
                   "outcome": outcome(finding.outcome, language),
                   "sign": MARKS[finding.outcome],
                   "numbers": said(finding, language)}  # fmt: skip


def said(finding: Finding, language: str) -> str:
    """The numbers of a finding with their unit, or what is missing."""
    numbers = why(finding)
    if finding.reason or "1:" in numbers.zh:
        return numbers.show(language)
    return Text(quantity(numbers.zh, finding.unit).zh, quantity(numbers.en, finding.unit).en).show(
        language
    )


def rates(findings: Findings, language: str) -> list[Row]:
    """A row for each district and clause: how many pass, of how many, and how many are unknown.

    All schools are one group where districts are not reported, or too many themselves.
    """
    rulebook = findings.rulebook
    by = DISTRICT if DISTRICT in rulebook.vocabulary.facts else None
    found = _rates(findings, by, language)
    return found if len(found) <= MOST else _rates(findings, None, language)


def _rates(findings: Findings, by: str | None, language: str) -> list[Row]:
    nameless = word("plots.all" if by is None else "plots.no_district").show(language)
    return [
        {"group": group or nameless, "clause": title, **_counted(share.rate)}
        for clause, title in clause_titles(findings.rulebook, language).items()
        for group, share in findings.share(clause, by).items()
    ]


def _counted(rate: Rate) -> Row:
    """Counts and an interval; ``low`` is the share that is known to pass."""
    unknown = f" △{rate.unknown}" if rate.unknown else ""
    return {"low": float(rate.low) if rate.of else None, "of": rate.of,
            "counts": f"{rate.passed}/{rate.of}{unknown}" if rate.of else "—",
            "rate": str(rate)}  # fmt: skip


def distance(finding: Finding) -> Fraction | None:
    """How far a measured value is from its threshold, in percent of that; below zero it fails.

    A failure is at zero where a strict bound is met exactly but not passed. None without a verdict
    or a number, where the threshold is zero, and where something else than the number decides.
    """
    rule, value = finding.rule, finding.measured
    limits = levers.limits_of(rule, finding.facts)
    if finding.verdict not in ("pass", "fail") or value is None or limits is None:
        return None
    passes = finding.verdict == "pass"
    ends = [(b.lower, b.passes if passes else b.fails) for b in limits.bounds]
    margins = [(value - at if lower else at - value) / abs(at) * 100 for lower, at in ends if at]
    if not margins or len(margins) < len(ends):
        return None
    nearest = min(margins)
    return nearest if (nearest >= 0) == passes or nearest == 0 else None


def measured(
    findings: Iterable[SchoolFindings], clause: str | None
) -> Iterator[tuple[Finding, Fraction] | Apart]:
    """Every computed finding that applies, with its distance or the reason why it has none."""
    for item in findings:
        for finding in item:
            if clause not in (None, finding.clause) or finding.basis != "computed":
                continue
            if finding.verdict == "not_applicable":
                continue
            percent = distance(finding)
            if percent is not None:
                yield finding, percent
            elif finding.verdict == "unknown":
                yield Apart(finding, why(finding))
            else:
                yield Apart(finding, word("plots.no_distance", why=why(finding)))


def points(found: Iterable[tuple[Finding, Fraction]], language: str, titles: dict[str, str]
           ) -> Iterator[Row]:  # fmt: skip
    """A row for each finding that has a distance."""
    for finding, percent in found:
        yield {"school": _who(finding), "clause": titles[finding.clause],
               "outcome": outcome(finding.outcome, language), "percent": float(percent),
               "distance": f"{display(percent, Fraction(0))} %", "schools": 1,
               "passes": finding.verdict == "pass", "numbers": said(finding, language)}  # fmt: skip


def listed(apart: Sequence[Apart], clause: str | None, language: str) -> list[str]:
    """School and reason for one clause; of all clauses, how many schools of each."""
    if clause is None:
        times = Counter(one.finding.rule.title.show(language) for one in apart)
        return [f"{title}: {n}" for title, n in times.items()]
    lines = [f"{_who(one.finding)}: {one.why.show(language)}" for one in apart[:LISTED]]
    left = len(apart) - LISTED
    return [*lines, word("plots.more", n=left).show(language)] if left > 0 else lines


def _who(finding: Finding) -> str:
    part = f" · {finding.part.name}" if finding.part.name else ""
    return school_title(finding.school) + part


def banded(found: Iterable[tuple[Finding, Fraction]], language: str, titles: dict[str, str]
           ) -> list[Row]:  # fmt: skip
    """How many findings of a clause lie in each band, drawn in its middle; none spans the line."""
    counts = Counter((f.clause, f.outcome, _band(f, percent)) for f, percent in found)
    return [
        {"school": word("plots.schools", n=n).show(language), "clause": titles[clause],
         "outcome": outcome(name, language), "percent": (EDGES[band] + EDGES[band + 1]) / 2,
         "distance": _between(band), "schools": n, "passes": band >= ZERO, "numbers": ""}
        for (clause, name, band), n in counts.items()
    ]  # fmt: skip


def _between(band: int) -> str:
    low, high = EDGES[band], EDGES[band + 1]
    if band == 0:
        return f"< {high} %"
    return f"≥ {low} %" if band == len(BANDS) else f"{low} … {high} %"


def _band(finding: Finding, percent: Fraction) -> int:
    """Which band a distance is in; a failure is below the line, also where it is on it."""
    band = bisect_right(BANDS, percent)
    return min(band, ZERO - 1) if finding.verdict == "fail" else band


def placed(findings: Findings, language: str) -> tuple[list[Row], int]:
    """A row for each school that says for certain where it is, and how many others there are.

    Raises:
        FactsError: no school says where it is.
    """
    rows: list[Row] = []
    for item in findings:
        where = _place(item.school)
        if where is not None:
            rows.append({"school": school_title(item.school), "longitude": where[0],
                         "latitude": where[1], "district": item.school.text(DISTRICT),
                         "outcome": outcome(item.outcome, language), "schools": 1,
                         "passes": item.outcome == "pass", "unknown": item.outcome == "unknown",
                         "applies": item.outcome != "not_applicable"})  # fmt: skip
    if not rows:
        raise FactsError(_nowhere(findings))
    return rows, len(findings) - len(rows)


def _place(school: School) -> tuple[float, float] | None:
    """Longitude and latitude in degrees, as far as they are certain."""
    if any(name not in school.facts or name in school.doubtful for name in PLACE):
        return None
    east, north = (float(school.facts[name].bounds.low) for name in PLACE)
    return east, north


def _nowhere(findings: Findings) -> Problem:
    known = findings.rulebook.vocabulary.facts
    names = [known[name].text if name in known else Text(name, name) for name in PLACE]
    facts = Text(
        "、".join(f"{text.zh}（{name}）" for text, name in zip(names, PLACE, strict=True)),
        ", ".join(f"{text.en} ({name})" for text, name in zip(names, PLACE, strict=True)),
    )
    values = {"facts": facts, "schools": len(findings)}
    return Problem("plots-no-place", Place(findings.schools.source), values=values)


def centred(rows: Sequence[Row], language: str) -> list[Row]:
    """The districts of placed schools, each in the middle of its schools, with its rate."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[row["district"]].append(row)
    nameless = word("plots.no_district").show(language)
    return [
        {"district": district or nameless, "schools": len(group),
         "longitude": fmean(row["longitude"] for row in group),
         "latitude": fmean(row["latitude"] for row in group),
         **_counted(Rate(*(sum(row[key] for row in group)
                           for key in ("passes", "unknown", "applies"))))}
        for district, group in groups.items()
    ]  # fmt: skip
