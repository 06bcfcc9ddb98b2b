"""``lint_policy``: everything that is wrong with a policy, its examples included."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from compliance.advice.actions import HARSH
from compliance.advice.policy.compile import read_policy
from compliance.advice.policy.examples import example_problems
from compliance.advice.policy.model import PolicyDocument
from compliance.advice.policy.overlaps import overlap_problems
from compliance.advice.policy.policy import Move, Policy, read_document
from compliance.documents.locate import base_folder
from compliance.documents.standard import LostDay
from compliance.errors import NotFound, PolicyError, Problem
from compliance.rulebook.overlay import Layer, read_layers
from compliance.rulebook.phases import wrong_days
from compliance.rulebook.rulebook import Rulebook, build


def lint_policy(place: str | Path, *, folder: str | Path | None = None) -> list[Problem]:
    """Everything that is wrong with a policy, in the order of its lines.

    Errors refuse it; warnings and notes are for its author to know.

    >>> [p for p in lint_policy("cn/fujian/fuzhou/consolidation-2016") if p.severity == "error"]
    []
    """
    where = Path(folder) if folder else None
    try:
        _, document, source = read_document(place, where)
        layers = _layers(place, source, where)
        rulebook = build(layers, last_day(source, layers), drafts=True)
        policy = read_policy(place, rulebook, folder=where, drafts=True)
    except NotFound as error:
        if error.code != "no-such-standard":
            raise
        values = error.problems[0].values
        return [Problem("policy-no-standard", document.place("standard"), values=values)]
    except PolicyError as error:
        return sorted(error.problems, key=_by_line)
    problems = [*_form(policy), *overlap_problems(policy)]
    for move in policy.rules:
        problems += [*_harsh(move, policy, rulebook)]
    if not any(problem.severity == "error" for problem in problems):

        def again(readings: Mapping[str, str], on: Rulebook) -> Policy:
            return read_policy(place, on, readings, where, drafts=True)

        problems += example_problems(policy, layers, rulebook, again)
    return sorted(problems, key=_by_line)


def _layers(place: str | Path, source: PolicyDocument, folder: Path | None) -> tuple[Layer, ...]:
    """The standard's layers, looked for beside a policy that is given by its path as well."""
    path = Path(str(place))
    if folder is None and path.suffix == ".yaml":
        folder = base_folder(path, source.standard)
    return read_layers(source.standard, folder)


def last_day(source: PolicyDocument, layers: tuple[Layer, ...]) -> dt.date:
    """The last day on which policy and standard are both in force, or today."""
    ends = [source.in_force.to, layers[-1].standard.in_force.to]
    known = [end.from_ if isinstance(end, LostDay) else end for end in ends if end is not None]
    today = dt.date.today()  # noqa: DTZ011 - a law is in force by the local calendar
    return min([today, *known])


def _by_line(problem: Problem) -> tuple[str, int, int]:
    return problem.place.file, problem.place.line, problem.place.column


def _form(policy: Policy) -> Iterator[Problem]:
    """The days may be meant, and every rule quotes the policy or says what it says."""
    place = policy.file.place
    yield from wrong_days(policy.source.in_force, place("in_force"))
    for move in (*policy.rules, *policy.exceptions):
        if (move.quoted.text is None) == (move.quoted.paraphrase is None):
            yield Problem("policy-words", place(*move.path, "cite"), move.id)
    for name, condition in policy.source.conditions.items():
        if (condition.text is None) == (condition.paraphrase is None):
            yield Problem("policy-words", place("conditions", name, "cite"), name)


def _harsh(move: Move, policy: Policy, rulebook: Rulebook) -> Iterator[Problem]:
    """What ends a school rests on what certainly fails, and can be forbidden by something."""
    if move.action not in HARSH:
        return
    at = policy.file.place(*move.path, "when")
    if move.alone is not None:
        yield Problem("policy-harsh-alone", at, move.id, values={"action": move.action})
    if any(part.outcome in ("unknown", "not_applicable") for part in move.test.parts):
        yield Problem("policy-harsh-unknown", at, move.id, values={"action": move.action})
    if any(
        part.passes or part.waived or part.outcome in ("pass", "waived") for part in move.test.parts
    ):
        yield Problem("policy-harsh-pass", at, move.id, values={"action": move.action})
    asked = [c for part in move.test.parts for c in (*part.fails, *part.fails_any, *part.among)]
    for clause in dict.fromkeys(asked):
        force = rulebook[clause].force
        if force != "shall":
            values = {"clause": clause, "force": force, "action": move.action}
            problem = Problem("policy-weak-clause", at, move.id, values=values)
            yield replace(problem, severity="warning") if force == "normally" else problem
    forbidden = any(move.action in exception.forbids for exception in policy.exceptions)
    if not forbidden and move.quoted.note is None:
        yield Problem("policy-no-exception", policy.file.place(*move.path, "then"), move.id,
                      "warning", values={"action": move.action})  # fmt: skip
