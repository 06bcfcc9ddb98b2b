"""Clauses that are judged for each part: majors one by one, or pooled by a category."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction

from compliance.intake.school import Part, Reported
from compliance.quantity import Span
from compliance.vocabulary import Category, Number, Parts


def pooled(parts: Sequence[Part], by: str, vocabulary: Parts) -> tuple[list[Part], list[Part]]:
    """Parts added up by a category, and the parts of which the category is not known.

    A fact that one member did not report is not reported for the pool.
    """
    category = vocabulary.facts[by]
    if not isinstance(category, Category):
        raise TypeError(category)
    pools = []
    for value, label in category.values.items():
        members = [part for part in parts if _value(part, by) == value]
        if members:
            facts = {by: members[0].facts[by], **_totals(members, vocabulary.facts)}
            conflicts = frozenset().union(*(part.conflicts for part in members))
            pools.append(Part(label.zh, facts, conflicts))
    return pools, [part for part in parts if by not in part.facts]


def _value(part: Part, by: str) -> object:
    found = part.facts.get(by)
    return found.value if found is not None else None


def _totals(members: Sequence[Part], facts: Mapping[str, object]) -> dict[str, Reported]:
    found = {}
    for name, fact in facts.items():
        if not (isinstance(fact, Number) and fact.merge == "sum"):
            continue
        reported = [part.facts[name] for part in members if name in part.facts]
        if len(reported) == len(members):
            found[name] = _sum(reported)
    return found


def _sum(reported: Sequence[Reported]) -> Reported:
    if len(reported) == 1:
        return reported[0]
    total = sum((Fraction(*one.value) for one in reported), Fraction(0))  # type: ignore[arg-type]
    span = None
    if any(one.span is not None for one in reported):
        bounds = [one.bounds for one in reported]
        span = Span(
            sum((b.low for b in bounds), Fraction(0)), sum((b.high for b in bounds), Fraction(0)),
            any(b.low_open for b in bounds), any(b.high_open for b in bounds),
        )  # fmt: skip
    return Reported(
        (total.numerator, total.denominator),
        " + ".join(one.given for one in reported),
        " + ".join(one.cell for one in reported),
        span,
    )
