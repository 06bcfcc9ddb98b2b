"""``lint``: everything wrong with a standard, its examples and its coverage included."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from pathlib import Path

from compliance.checking import bounded
from compliance.checking.check import check
from compliance.checking.explain import why
from compliance.checking.findings import Finding
from compliance.checking.ledger import thresholds
from compliance.errors import Problem, StandardError, nearest
from compliance.expressions.tree import names
from compliance.intake.read import read
from compliance.intake.school import Reported
from compliance.rulebook.overlay import Card, Layer
from compliance.rulebook.rule import Limits, Rule
from compliance.rulebook.rulebook import Rulebook, build, load
from compliance.vocabulary import Category, Evidence, Flag

MOST_CASES = 20_000
PASSING = ("pass", "fail")
_ORDER = ("fail", "unknown", "pass", "not_applicable")


def lint(place: str | Path, *, folder: str | Path | None = None) -> list[Problem]:
    """Everything that is wrong with a standard, in the order of its lines.

    Errors refuse it; warnings and notes are for its author to know.

    >>> [p for p in lint("cn/moe/conditions-2022") if p.severity == "error"]
    []
    """
    try:
        rulebook = load(place, folder=folder)
    except StandardError as error:
        return list(error.problems)
    problems = [
        *_coverage(rulebook.chain[-1], rulebook),
        *_unreachable(rulebook),
        *_remarks(rulebook),
    ]
    for card in rulebook.cards.values():
        if card.layer.id == rulebook.id:
            problems += _examples(card, rulebook)
    return sorted(problems, key=lambda problem: (problem.place.line, problem.place.column))


def _examples(card: Card, rulebook: Rulebook) -> Iterator[Problem]:
    clause = card.clause
    expected = {example.expect for example in clause.examples if example.reading is None}
    for expect in PASSING:
        if expect not in expected:
            yield Problem("no-examples", card.place("id"), clause.id, values={"expect": expect})
    on_the_line = False
    for n, example in enumerate(clause.examples):
        chosen = {clause.id: example.reading} if example.reading else {}
        book = rulebook
        if chosen:
            try:
                book = build(rulebook.chain, rulebook.on, inferences=True, readings=chosen)
            except StandardError as error:
                yield from error.problems
                continue
        schools = read(example.given, book.vocabulary)
        for issue in schools.all_issues:
            yield Problem("example-unread", card.place("examples", n), clause.id,
                          values={"label": issue.place, "why": issue.message})  # fmt: skip
        item = check(schools, book).items[0]
        found = item[clause.id]
        for unread in item.school.unread:
            close = nearest(unread.label, book.vocabulary.by_label) or "—"
            yield Problem("unknown-fact", card.place("examples", n), clause.id,
                          values={"fact": unread.label, "nearest": close})  # fmt: skip
        if found.verdict != example.expect:
            yield Problem(
                "example-wrong", card.place("examples", n), clause.id,
                values={"given": _plain(example.given), "expect": example.expect,
                        "found": found.verdict, "why": why(found)},
            )  # fmt: skip
        on_the_line |= any(_on_line(finding) for finding in item if finding.clause == clause.id)
    rule = rulebook[clause.id]
    if expected >= set(PASSING) and not on_the_line and isinstance(rule.test, Limits):
        stated = rule.stated or rule.comparator
        yield Problem("example-far", card.place("examples"), clause.id, "warning",
                      values={"threshold": stated})  # fmt: skip


def _on_line(finding: Finding) -> bool:
    value = finding.measured
    factor = finding.rule.measured.unit.factor
    return value is not None and value / factor in thresholds(finding)


def _plain(given: dict[str, object]) -> str:
    return ", ".join(f"{key}: {value}" for key, value in given.items()) or "{}"


def _coverage(layer: Layer, rulebook: Rulebook) -> Iterator[Problem]:
    """A manifest, where there is one, claims every clause, and every clause it names is there."""
    standard = layer.standard
    if not standard.coverage:
        return
    own = {
        clause.id: (section, n)
        for section in ("clauses", "add")
        for n, clause in enumerate(getattr(standard, section))
    }
    own |= {change.clause: ("change", n) for n, change in enumerate(standard.change)}
    claimed: set[str] = set()
    for row, clauses in standard.coverage.items():
        for clause in clauses if isinstance(clauses, tuple) else ():
            claimed.add(clause)
            if clause not in rulebook.cards:
                close = nearest(clause, rulebook.cards) or "—"
                yield Problem("coverage-clause", layer.document.place("coverage", row), clause,
                              values={"id": clause, "nearest": close})  # fmt: skip
    for clause, path in own.items():
        if clause not in claimed:
            yield Problem("coverage-unclaimed", layer.document.place(*path), clause)


def _remarks(rulebook: Rulebook) -> Iterator[Problem]:
    for rule in rulebook.rules:
        card = rulebook.cards[rule.id]
        if card.layer.id != rulebook.id:
            continue
        if rule.relation == "laxer" and card.before is not None:
            yield Problem("laxer-than-base", rule.source.place, rule.id, "note",
                          values={"base": card.before.set_by.id})  # fmt: skip
        if rule.source.evidence == "V1":
            yield Problem("single-source", card.place("evidence"), rule.id, "note",
                          values={"evidence": rule.source.evidence})  # fmt: skip


def _unreachable(rulebook: Rulebook) -> Iterator[Problem]:
    """Clauses whose condition no school in scope can meet, found by trying every combination."""
    for rule in rulebook.rules:
        if rule.applies is not None and not _reachable(rule, rulebook):
            card = rulebook.cards[rule.id]
            yield Problem("unreachable", card.place("applies_if"), rule.id)


def _reachable(rule: Rule, rulebook: Rulebook) -> bool:
    trees = [tree for tree in (*rulebook.scope, rule.applies) if tree is not None]
    read_ = dict.fromkeys(name for tree in trees for name in names(tree))
    choices: list[list[tuple[str, str | bool]]] = []
    for name in read_:
        fact = rulebook.vocabulary.facts[name]
        if isinstance(fact, Category):
            choices.append([(name, value) for value in fact.values])
        elif isinstance(fact, Flag | Evidence):
            choices.append([(name, True), (name, False)])
        else:
            return True  # a condition on numbers is not enumerated
    cases = itertools.islice(itertools.product(*choices), MOST_CASES)
    return any(
        all(bounded.truth(tree, {n: Reported(v, "", "") for n, v in case})[0] for tree in trees)
        for case in cases
    )
