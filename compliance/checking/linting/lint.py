"""``lint``: everything wrong with a standard, its examples and its coverage included."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from compliance.checking.check import check
from compliance.checking.finding import Finding
from compliance.checking.linting.coverage import coverage_problems
from compliance.checking.linting.derived import derived_problems
from compliance.checking.shown.explain import why
from compliance.checking.shown.ledger import thresholds
from compliance.documents.standard import Change, Example
from compliance.errors import FactsError, Problem, StandardError, nearest
from compliance.expressions import certain
from compliance.expressions.tree import Name, Tree, comparisons, names
from compliance.expressions.tree import Number as Constant
from compliance.intake.read import read
from compliance.intake.school import Reported
from compliance.quantity import Pair
from compliance.rulebook.overlay import Card, Layer, read_layers
from compliance.rulebook.rule import Against, ByCategory, Limits, Rule
from compliance.rulebook.rulebook import Rulebook, build
from compliance.vocabulary import Category, Evidence, Flag, Parts, Vocabulary

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
        layers = read_layers(place, Path(folder) if folder else None)
        rulebook = build(layers, None, drafts=True)
    except StandardError as error:
        return sorted(error.problems, key=_by_line)
    problems = [
        *_unused(rulebook),
        *derived_problems(rulebook),
        *coverage_problems(rulebook),
        *_anomalies(rulebook.chain[-1]),
        *_unreachable(rulebook),
        *_remarks(rulebook),
    ]
    books = Books(rulebook)
    for card in rulebook.cards.values():
        if card.layer.id == rulebook.id:
            problems += [*_origin(card), *_examples(card, books)]
    return sorted(problems, key=_by_line)


class Books:
    """The rulebooks that examples are judged by: each day and reading built once."""

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.known: dict[tuple[object, ...], Rulebook] = {}

    def of(self, clause: str, example: Example) -> Rulebook:
        """The rulebook on the example's day, by its reading of the clause."""
        readings = {clause: example.reading} if example.reading is not None else {}
        if not readings and example.on is None:
            return self.rulebook
        key = (example.on, *readings.items())
        if key not in self.known:
            chain, on = self.rulebook.chain, example.on or self.rulebook.on
            self.known[key] = build(chain, on, readings=readings, drafts=True)
        return self.known[key]


def _by_line(problem: Problem) -> tuple[str, int, int]:
    return problem.place.file, problem.place.line, problem.place.column


def _origin(card: Card) -> Iterator[Problem]:
    """A clause says where it stands in the document, and how well its text is known."""
    wanted = ["cite", "evidence", *([] if card.clause.measure else ["title"])]
    for key in wanted:
        if getattr(card.clause, key) is None:
            yield Problem("missing-key", card.place(), card.clause.id, values={"key": key})
    section, n = card.path
    if section == "change":
        yield from _quoted_anew(card, card.layer.standard.change[int(n)])


def _quoted_anew(card: Card, change: Change) -> Iterator[Problem]:
    """Words, article and evidence belong together: of another document, all three are others."""
    given = {"text" if key == "paraphrase" else key for key in change.model_fields_set}
    together = {"cite", "text", "evidence"}
    for key in sorted(together - given) if given & together else ():
        yield Problem("missing-key", card.place(), card.clause.id, values={"key": key})


def _unused(rulebook: Rulebook) -> Iterator[Problem]:
    """Measures that nothing is judged by: most often a clause names another one by mistake."""
    leaf = rulebook.chain[-1]
    cards = [card.clause for card in rulebook.cards.values()]
    named = {clause.measure for clause in cards} | {
        reading.measure for clause in cards for reading in (clause.readings or {}).values()
    }
    for name in leaf.standard.measures:
        if name not in named:
            place = leaf.document.place("measures", name)
            yield Problem("measure-unused", place, severity="warning", values={"measure": name})


def _examples(card: Card, books: Books) -> Iterator[Problem]:
    clause, rule = card.clause, books.rulebook[card.clause.id]
    expected = {example.expect for example in clause.examples if example.reading is None}
    for expect in _possible(rule):
        if expect not in expected:
            yield Problem("no-examples", card.place("id"), clause.id, values={"expect": expect})
    on_the_line = False
    for n, example in enumerate(clause.examples):
        readings = clause.readings or {}
        if example.reading is not None and example.reading not in readings:
            close = nearest(example.reading, readings) or "—"
            known = ", ".join(readings) or "—"
            yield Problem("unknown-reading", card.place("examples", n, "reading"), clause.id,
                          values={"name": example.reading, "known": known,
                                  "nearest": close})  # fmt: skip
            continue
        problems, findings = _example(card, n, example, books)
        yield from problems
        on_the_line |= any(_on_line(finding) for finding in findings)
    if expected >= set(PASSING) and not on_the_line and isinstance(rule.test, Limits | Against):
        stated = rule.stated or rule.comparator
        yield Problem("example-far", card.place("examples"), clause.id, "warning",
                      values={"threshold": stated})  # fmt: skip


def _possible(rule: Rule) -> Iterator[str]:
    """The verdicts that a clause can give for certain: none where its number is not known."""
    rows: list[Limits] = []
    if isinstance(rule.test, ByCategory):
        rows = list(rule.test.rows.values())
    elif isinstance(rule.test, Limits):
        rows = [rule.test]
    bounds = [bound for limits in rows for bound in limits.bounds]
    if not rows or rule.escape or any(bound.passes is not None for bound in bounds):
        yield "pass"
    if not rows or any(bound.fails is not None for bound in bounds):
        yield "fail"


def _example(
    card: Card, n: int, example: Example, books: Books
) -> tuple[list[Problem], list[Finding]]:
    """What is wrong with one example, and the findings that it gave."""
    clause, place = card.clause, card.place("examples", n)
    book = books.of(clause.id, example)
    try:
        schools = read([example.given, *example.others], book.vocabulary)
    except FactsError as error:
        values: dict[str, object] = {"label": "given", "why": error.message}
        return [Problem("example-unread", place, clause.id, values=values)], []
    problems: list[Problem] = []
    for issue in schools.all_issues:
        if issue.code == "unknown-label":
            problems.append(_unknown_fact(card, n, str(issue.values["label"]), book))
        else:
            values = {"label": issue.place, "why": issue.message}
            problems.append(Problem("example-unread", place, clause.id, values=values))
    item = check(schools, book).items[0]
    problems += [_unknown_fact(card, n, unread.label, book) for unread in item.school.unread]
    found = item[clause.id]
    if found.verdict != example.expect:
        values = {"given": _written(example.given), "expect": example.expect,
                  "found": found.verdict, "why": why(found)}  # fmt: skip
        problems.append(Problem("example-wrong", place, clause.id, values=values))
    return problems, [finding for finding in item if finding.clause == clause.id]


def _unknown_fact(card: Card, n: int, label: str, book: Rulebook) -> Problem:
    close = nearest(label, _labels(book.vocabulary)) or "—"
    return Problem("unknown-fact", card.place("examples", n), card.clause.id,
                   values={"fact": label, "nearest": close})  # fmt: skip


def _labels(vocabulary: Vocabulary) -> list[str]:
    """Every name of every fact, parts' facts included, as it is written."""
    facts = dict(vocabulary.facts)
    for fact in vocabulary.facts.values():
        if isinstance(fact, Parts):
            facts |= fact.facts
    return [label for name, fact in facts.items() for label in (name, fact.zh, *fact.labels)]


def _on_line(finding: Finding) -> bool:
    value = finding.measured
    factor = finding.rule.measured.unit.factor
    return value is not None and value / factor in thresholds(finding)


def _written(value: object) -> str:
    """A value of an example as it stands in the file."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{key}: {_written(item)}' for key, item in value.items())}}}"
    if isinstance(value, list | tuple):
        return f"[{', '.join(_written(item) for item in value)}]"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _anomalies(layer: Layer) -> Iterator[Problem]:
    """Where a document's own figures do not agree, and where they can be read in several ways."""
    for n, identity in enumerate(layer.standard.identities):
        place = layer.document.place("identities", n)
        if not identity.holds:
            values = {"says": identity.says or ""}
            yield Problem("source-contradicts", place, identity.id, "note", values=values)
        if identity.readings:
            right = [name for name, one in identity.readings.items() if one.holds]
            yield Problem("source-readings", place, identity.id, "note",
                          values={"readings": ", ".join(right) or "—",
                                  "of": len(identity.readings)})  # fmt: skip


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
    """Conditions that no school can meet, found by trying every combination."""
    if not _reachable([*rulebook.scope], rulebook):
        leaf = rulebook.chain[-1]
        yield Problem("unreachable", leaf.document.place("applies_if"))
        return
    for rule in rulebook.rules:
        if rule.applies is not None and not _reachable([*rulebook.scope, rule.applies], rulebook):
            card = rulebook.cards[rule.id]
            yield Problem("unreachable", card.place("applies_if"), rule.id)


def _telling(name: str, trees: list[Tree]) -> list[Pair]:
    """Each number that a fact is compared with, one between any two, one below and one above."""
    mine = [one for tree in trees for one in comparisons(tree) if name in names(one)]
    ends = [one.right.value for one in mine
            if isinstance(one.left, Name) and isinstance(one.right, Constant)]  # fmt: skip
    if len(ends) < len(mine):
        return []
    known = sorted({*ends, Fraction(0)})
    between = [(low + high) / 2 for low, high in itertools.pairwise(known)]
    found = [*known, *between, known[-1] + 1]
    return [(value.numerator, value.denominator) for value in found]


def _reachable(trees: list[Tree], rulebook: Rulebook) -> bool:
    read_ = dict.fromkeys(name for tree in trees for name in names(tree))
    choices: list[list[tuple[str, str | bool | Pair]]] = []
    for name in read_:
        fact = rulebook.facts[name]
        if isinstance(fact, Category):
            choices.append([(name, value) for value in fact.values])
        elif isinstance(fact, Flag | Evidence):
            choices.append([(name, True), (name, False)])
        else:
            telling = _telling(name, trees)
            if not telling:
                return True  # reckoned with, not only compared: not enumerated
            choices.append([(name, value) for value in telling])
    cases = itertools.islice(itertools.product(*choices), MOST_CASES)
    return any(
        all(certain.truth(tree, {n: Reported(v, "", "") for n, v in case})[0] for tree in trees)
        for case in cases
    )
