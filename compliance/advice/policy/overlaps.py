"""Rules that can never apply, that always come too late, or that contradict each other."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from compliance.advice.policy.policy import Move, Policy
from compliance.advice.policy.trigger import Test, read
from compliance.errors import Problem
from compliance.expressions import certain
from compliance.intake.school import Reported
from compliance.vocabulary import Category, Evidence, Flag

MOST_CASES = 20_000
Case = dict[str, Reported]


def overlap_problems(policy: Policy) -> Iterator[Problem]:
    """What is wrong with rules beside each other."""
    cases = list(_cases(policy))
    reached = {move.id: _reached(move, cases) for move in policy.rules}
    for move in policy.rules:
        if not reached[move.id] or _clash(move.test):
            place = policy.file.place(*move.path, "when")
            yield Problem("policy-unreachable", place, move.id)
    for one, two in itertools.combinations(policy.rules, 2):
        first, second = sorted((one, two), key=lambda move: move.rank)
        if first.stage != second.stage:
            continue
        both = reached[first.id] & reached[second.id]
        together = bool(both) and not _clash(Test(also=(first.test, second.test)))
        if first.priority == second.priority and first.action != second.action and together:
            yield Problem("policy-contradiction", policy.file.place(*two.path, "priority"), two.id,
                          values={"other": one.id, "action": one.action})  # fmt: skip
        elif together and _shadows(first, second, policy, reached):
            yield Problem("policy-shadowed", policy.file.place(*second.path, "when"), second.id,
                          "warning", values={"other": first.id})  # fmt: skip


def _cases(policy: Policy) -> Iterator[Case]:
    """Every combination of the categories and flags that the policy's conditions read."""
    names = sorted({name for move in policy.rules for name in read(move.test)})
    known = policy.vocabulary.facts
    values: list[list[tuple[str, Reported]]] = []
    for name in names:
        fact = known.get(name)
        if isinstance(fact, Category):
            values.append([(name, Reported(code, code, "")) for code in fact.values])
        elif isinstance(fact, Flag | Evidence):
            values.append([(name, Reported(value, str(value), "")) for value in (True, False)])
    for n, case in enumerate(itertools.product(*values)):
        if n >= MOST_CASES:
            return
        yield dict(case)


def _reached(move: Move, cases: list[Case]) -> set[int]:
    """The cases in which the conditions of a rule may hold."""
    trees = [part.condition for part in move.test.parts if part.condition is not None]
    return {n for n, case in enumerate(cases)
            if not any(certain.truth(tree, case)[1] for tree in trees)}  # fmt: skip


def _clash(test: Test) -> bool:
    """Whether the findings that are asked for exclude each other."""
    fails = {clause for part in test.parts for clause in part.fails}
    passes = {clause for part in test.parts for clause in part.passes}
    waived = {clause for part in test.parts for clause in part.waived}
    outcomes = {part.outcome for part in test.parts if part.outcome}
    return bool(fails & passes or fails & waived or passes & waived) or len(outcomes) > 1


def _shadows(first: Move, second: Move, policy: Policy, reached: dict[str, set[int]]) -> bool:
    """Whether the first rule always takes what the second would."""
    free = first.partner is None and first.alone is None and not first.advised and not first.case
    numeric = any(name not in policy.vocabulary.facts
                  or not isinstance(policy.vocabulary.facts[name], Category | Flag | Evidence)
                  for name in read(first.test))  # fmt: skip
    forbidden = any(first.action in exception.forbids for exception in policy.exceptions)
    proven = first.then is not None and bool(first.then.becomes)
    if not free or numeric or forbidden or proven or not reached[second.id] <= reached[first.id]:
        return False
    parts = first.test.parts
    if any(part.in_a_row > 1 or part.fails_any or part.among or part.passes or part.waived
           for part in parts):  # fmt: skip
        return False
    theirs = second.test.parts
    failing = {clause for part in theirs for clause in part.fails}
    outcomes = {part.outcome for part in theirs}
    if not failing.isdisjoint(policy.counting):
        outcomes.add("fail")
    return all(set(part.fails) <= failing and (not part.outcome or part.outcome in outcomes)
               for part in parts)  # fmt: skip
