"""The examples beside each rule of a policy, run as any school is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from compliance.advice.advice import SchoolAdvice
from compliance.advice.advising import Advising
from compliance.advice.policy.model import PolicyExample
from compliance.advice.policy.policy import Move, Policy
from compliance.advice.years.history import history
from compliance.checking.check import check
from compliance.days import years_before
from compliance.documents.strict_yaml import Path_
from compliance.errors import ComplianceError, FactsError, Problem
from compliance.intake.profile import widen
from compliance.intake.read import read
from compliance.intake.school import Schools
from compliance.rulebook.overlay import Layer
from compliance.rulebook.rulebook import Rulebook, build

NAMELESS = "例"

Again = Callable[[Mapping[str, str], Rulebook], Policy]
"""The same policy by other readings, for another day."""
Books = dict[dt.date, Rulebook]


def example_problems(
    policy: Policy, layers: tuple[Layer, ...], rulebook: Rulebook, again: Again
) -> Iterator[Problem]:
    """What is wrong with the examples of a policy, and what is missing."""
    books: Books = {rulebook.on: rulebook}
    for move in (*policy.rules, *policy.exceptions):
        applied: set[bool] = set()
        for n, example in enumerate(move.examples):
            path = (*move.path, "examples", n)
            try:
                advice = advised(policy, example, layers, books, again)
            except ComplianceError as error:
                first = error.problems[0]
                values = {"why": str(first.message)}
                yield Problem(
                    "policy-example-bad", policy.file.place(*path), move.id, values=values
                )
                continue
            applied.add(_applies(move, advice))
            yield from _unexpected(policy, path, move, example, advice)
        for wanted, code in ((True, "policy-example-applies"), (False, "policy-example-not")):
            if wanted not in applied:
                yield Problem(code, policy.file.place(*move.path, "id"), move.id)


def advised(
    policy: Policy, example: PolicyExample, layers: tuple[Layer, ...], books: Books, again: Again
) -> SchoolAdvice:
    """What is advised for the first school of an example."""
    years, last = len(example.earlier), example.on or next(iter(books))
    found = []
    for back in range(years, -1, -1):
        given = example.earlier[years - back] if back else example.given
        day = years_before(last, back)
        if day not in books:
            books[day] = build(layers, day, drafts=True)
        rulebook = books[day]
        schools: list[dict[str, Any]] = [{**_named(example.given), **given}]
        if not back:
            schools += example.others
        known = read(schools, rulebook.vocabulary)
        _understood(known, policy)
        found.append(check(known, rulebook, engine="exact"))
    if example.on is not None or example.reading is not None:
        policy = again(_reading(policy, example), rulebook)
    states = frozenset({example.case} if example.case else ())
    own = found[-1].items[0].school.id
    nothing: frozenset[str] = frozenset()
    advising = Advising(
        policy, history(found), lambda school: states if school == own else nothing, "builtin"
    )
    return advising.advice().items[0]


def _reading(policy: Policy, example: PolicyExample) -> dict[str, str]:
    """The example's reading of the condition that has it."""
    if example.reading is None:
        return {}
    conditions = policy.source.conditions.items()
    of = next((name for name, one in conditions if example.reading in one.readings), "")
    return {of: example.reading}


def _understood(schools: Schools, policy: Policy) -> None:
    """An example whose figures are not understood says nothing."""
    issues = [one for school in schools for one in widen(school, policy.vocabulary).issues]
    if issues:
        raise FactsError(*issues)


def _named(given: dict[str, Any]) -> dict[str, Any]:
    """What a school is found again by in another year: its own id or name, or one lent to it."""
    who: dict[str, Any] = {key: given[key] for key in ("id", "name") if key in given}
    return who or {"name": NAMELESS}


def _applies(move: Move, advice: SchoolAdvice) -> bool:
    """Whether a rule was followed or held back, or an exception stood in the way."""
    if move.then is not None:
        return advice.move is not None and advice.move.id == move.id
    return any(one.by == move.id for one in advice.rejected)


def _unexpected(
    policy: Policy, path: Path_, move: Move, example: PolicyExample, advice: SchoolAdvice
) -> Iterator[Problem]:
    found = advice.action
    if found != example.expect:
        held = f" ({advice.held})" if advice.held else ""
        values = {"expected": example.expect, "found": found + held, "rule": advice.rule or "—"}
        yield Problem(
            "policy-example-wrong", policy.file.place(*path, "expect"), move.id, values=values
        )
    elif example.with_ is not None and example.with_ not in {
        *advice.with_,
        *(view.item.school.name for view in advice.partners),
    }:
        values = {"expected": example.with_, "found": ", ".join(advice.with_) or "—"}
        yield Problem(
            "policy-example-with", policy.file.place(*path, "with"), move.id, values=values
        )
