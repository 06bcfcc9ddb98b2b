"""Why a derived fact is not known: which facts are missing, contradicted, zero or rough."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.expressions import certain
from compliance.expressions.tree import Tree, names
from compliance.intake.school import Gap, Part, School

_FIRST = ("conflicting_facts", "missing_fact")
"""The reasons that are given before any other."""


def because(about: School | Part, wanted: Iterable[str]) -> Gap | None:
    """The gap that facts leave which are not plainly known; a derived one of them its own."""
    return merged(_gap(about, name) for name in wanted)


def _gap(about: School | Part, name: str) -> Gap:
    if isinstance(about, School) and name in about.gaps:
        return about.gaps[name]
    found = about.facts.get(name)
    if name in about.conflicts:
        reason = "conflicting_facts"
    elif found is None:
        reason = "missing_fact"
    else:  # a figure that is exact can only be in the way as a divisor
        reason = "zero_denominator" if found.span is None else "approximate_fact"
    return Gap(reason, (name,))


def merged(gaps: Iterable[Gap | None]) -> Gap | None:
    """Several gaps as one, with what they all need."""
    known = [gap for gap in gaps if gap is not None]
    if not known:
        return None
    reasons = [gap.reason for gap in known]
    reason = next((first for first in _FIRST if first in reasons), reasons[0])
    return Gap(reason, tuple(dict.fromkeys(need for gap in known for need in gap.needs)))


def lacking(about: School | Part, wanted: Iterable[str]) -> Gap | None:
    """Why a formula over some facts cannot be reckoned, if a fact is missing or contradicted."""
    wanted = tuple(wanted)
    against = [name for name in wanted if name in about.conflicts]
    return because(about, against or [name for name in wanted if name not in about.facts])


def zero(tree: Tree, about: School | Part) -> Gap | None:
    """Which facts make a divisor zero, if one is."""
    found = tuple(dict.fromkeys(certain.zeros(tree, about.facts)))
    return Gap("zero_denominator", found) if found else None


def rough(tree: Tree, about: School | Part) -> Gap | None:
    """Which facts keep a formula that can be reckoned from being one number, if any does."""
    return because(about, [name for name in names(tree) if about.facts[name].span is not None])


def undecided(tree: Tree, about: School | Part) -> Gap | None:
    """Which facts leave a condition open, if it is."""
    sure = {name: found for name, found in about.facts.items() if name not in about.conflicts}
    if any(certain.truth(tree, sure)):
        return None
    return because(about, [*certain.undecided(tree, sure)] or names(tree))
