"""The code against the quoted text: number with unit, comparator word, modal word, datum.

以上 and 以下 are inclusive, 超过 and 不满 exclusive (Civil Code art. 1259). The check reads the
words nearest to the number, so it needs no grammar of Chinese, and it only ever objects where
the text says something else; a text that is silent is left to the examples.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from compliance.documents.thresholds import (
    About,
    Awaiting,
    Comparators,
    Delegated,
    Table,
    Unreadable,
)
from compliance.errors import Problem
from compliance.expressions.tree import show
from compliance.quantity import read_quantity
from compliance.rulebook.overlay import Card
from compliance.rulebook.quoted.conditions import condition_problems
from compliance.rulebook.quoted.figures import CLAUSES, Figure, clean, figures, stands_for
from compliance.rulebook.quoted.said import problem, said_of
from compliance.rulebook.rule import ByCategory, Limits, Rule
from compliance.vocabulary import Evidence, Fact, Parts, Vocabulary, comparable

_LOST_DIGITS = re.compile(r"\d[\dxX]*[xX]+[\dxX]*")
_SENTENCES = re.compile(r"[;。]")
_MODAL = (
    ("about", re.compile(r"左右|大体")),
    ("target", re.compile(r"力争|争取")),
    ("normally", re.compile(r"一般|原则上")),
)
_PER_STUDENT = re.compile(r"生均|每生|每名学生|每百(?:名学)?生|人均|/生|学生(?:总)?数的\d")
_TEACHERS_PER_STUDENT = (("student", -1), ("teacher", 1))


def against_text(card: Card, rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every way in which a rule says something else than its quoted text."""
    text = rule.source.text
    if not text:
        yield Problem("no-text", card.place(), rule.id)
        return
    if card.clause.text and card.clause.paraphrase:
        yield Problem("text-twice", card.place("paraphrase"), rule.id)
    yield from condition_problems(card, rule, vocabulary)
    if not isinstance(rule.test, Limits | ByCategory):
        yield from _modal(card, rule, text, [])
        return
    matched, problems = _numbers(card, rule)
    yield from problems
    yield from _lost_range(card, rule)
    yield from _modal(card, rule, text, matched)
    yield from _datum(card, rule, matched, vocabulary)
    for other in rule.alternatives:
        reading = (card.clause.readings or {})[other.reading]
        seen, more = _numbers(card, other) if reading.stated() else (matched, [])
        yield from more
        if reading.measure:
            yield from _datum(card, other, seen, vocabulary)


def _numbers(card: Card, rule: Rule) -> tuple[list[Figure], list[Problem]]:
    """The figures of the text that the thresholds stand for, and every threshold that has none."""
    text = rule.source.text
    found = figures(text)
    matched, problems = [], []
    for claim in _claims(card, rule):
        figure = _lost(claim, text) if claim.value is None else next(
            (f for f in found if stands_for(f, claim.value, rule.measured.unit.dimension)), None
        )  # fmt: skip
        if figure is None:
            known = text if claim.value is None else "、".join(f.shown for f in found) or "—"
            problems.append(problem(card, rule, "text-number", claim.path,
                                     found=claim.shown, known=known))  # fmt: skip
            continue
        matched.append(figure)
        problems += _comparator(card, rule, claim, figure)
    return matched, problems


@dataclass(frozen=True)
class Claim:
    """A number that a card says the text holds; ``value`` is None where the source lost it."""

    path: tuple[str | int, ...]
    shown: str
    value: Fraction | None


def _claims(card: Card, rule: Rule) -> Iterator[Claim]:
    reading = (card.clause.readings or {}).get(rule.reading)
    own = reading is not None and bool(reading.stated())
    stated: Comparators = reading if own and reading is not None else card.clause
    path = ("readings", rule.reading, rule.comparator) if own else (rule.comparator,)
    value = getattr(stated, rule.comparator)
    if isinstance(value, Unreadable):
        yield Claim((*path, "unreadable"), value.unreadable, None)
    elif isinstance(value, About):  # its tolerance is an inference, not in the text
        yield Claim((*path, "value"), value.value, read_quantity(value.value).value)
    elif isinstance(value, Table) and isinstance(rule.test, ByCategory):
        for key, limits in rule.test.rows.items():
            row = (value.__pydantic_extra__ or {})[key]
            if isinstance(row, str):
                yield Claim((*path, key), row, limits.bounds[0].passes)
            elif isinstance(row, Unreadable):
                yield Claim((*path, key, "unreadable"), row.unreadable, None)
    elif isinstance(value, Delegated | Awaiting):
        return
    elif isinstance(rule.test, Limits) and rule.comparator != "present":
        texts = value if isinstance(value, tuple) else (value,)
        for n, (text, bound) in enumerate(zip(texts, rule.test.bounds, strict=False)):
            yield Claim((*path, n) if len(texts) > 1 else path, text, bound.passes)


def _lost_range(card: Card, rule: Rule) -> Iterator[Problem]:
    """What is left of ``1xxx`` is 1000 to 1999, no more and, without another ground, no less."""
    value = getattr(card.clause, rule.comparator)
    if not isinstance(value, Unreadable) or not _LOST_DIGITS.search(value.unreadable):
        return
    lost = _LOST_DIGITS.findall(value.unreadable)[0]
    low, high = (value.unreadable.replace(lost, lost.lower().replace("x", d)) for d in "09")
    for key, given, left in (("from", value.from_, low), ("to", value.to, high)):
        if given is None or read_quantity(given).value != figures(left)[0].value:
            yield problem(card, rule, "lost-range", (rule.comparator, key),
                           found=f"{key}: {given or '—'}", shown=value.unreadable,
                           low=low, high=high)  # fmt: skip


def _lost(claim: Claim, text: str) -> Figure | None:
    """What is said to be left of a lost number, where the text holds it word for word."""
    shown, words = clean(claim.shown), clean(text)
    at = words.find(shown)
    if at < 0:
        return None
    lead = CLAUSES.split(words[:at])[-1]
    return Figure(claim.shown, Fraction(0), None, lead + shown, words[at + len(shown) :][:3])


def _comparator(card: Card, rule: Rule, claim: Claim, figure: Figure) -> Iterator[Problem]:
    said = said_of(figure)
    if said and rule.comparator not in said:
        path = claim.path[: claim.path.index(rule.comparator) + 1]
        shown = figure.before[-8:].removesuffix(figure.shown) + figure.shown + figure.after
        yield problem(card, rule, "text-comparator", path,
                       found=shown, expected=" / ".join(said))  # fmt: skip


def _modal(card: Card, rule: Rule, text: str, matched: list[Figure]) -> Iterator[Problem]:
    around = [figure.before + figure.after for figure in matched] or [clean(text)]
    said = next(
        (force for force, word in _MODAL if any(word.search(part) for part in around)), "shall"
    )
    if said == "shall" and rule.force in _earlier(text, matched):
        return
    if said != rule.force and not (said == "shall" and rule.force == "may" and "可" in text):
        yield Problem(
            "text-force", card.place("force"), rule.id,
            values={"text": text, "found": rule.force, "expected": said},
        )  # fmt: skip


def _earlier(text: str, matched: list[Figure]) -> set[str]:
    """The force of modal words that stand before a figure in its sentence: 力争用两年, …22所."""
    sentences = _SENTENCES.split(clean(text))
    about = [one.partition(f.shown)[0] for f in matched for one in sentences if f.shown in one]
    return {force for force, word in _MODAL for part in about if word.search(part)}


def _datum(
    card: Card, rule: Rule, matched: list[Figure], vocabulary: Vocabulary
) -> Iterator[Problem]:
    reading = (card.clause.readings or {}).get(rule.reading)
    own = reading is not None and reading.measure is not None
    path: tuple[str, ...] = ("readings", rule.reading, "measure") if own else ("measure",)
    text, unit_shown = rule.source.text, rule.measured.unit.text
    words, dimension = comparable(clean(text)), rule.measured.unit.dimension
    ratio = next((word for word in ("师生比", "生师比") if word in words), "")
    if ratio and len(dimension) == 2 and set(dict(dimension)) == {"student", "teacher"}:
        if (ratio == "师生比") != (dimension == _TEACHERS_PER_STUDENT):
            yield problem(card, rule, "text-ratio", path, found=ratio, unit=unit_shown)
        return
    per_student = dict(dimension).get("student") == -1
    ratio_written = any(figure.dimension is None for figure in matched)
    if per_student and not ratio_written and not _PER_STUDENT.search(clean(text)):
        yield problem(card, rule, "text-per-student", path, unit=unit_shown)
    if not per_student and any(_PER_STUDENT.search(f.before) for f in matched):
        yield problem(card, rule, "text-total", path, unit=unit_shown)
    parts = vocabulary.facts.get(rule.measured.over)
    facts: Mapping[str, Fact] = parts.facts if isinstance(parts, Parts) else vocabulary.facts
    if not rule.measured.datum:
        return
    datum = facts[rule.measured.datum]
    if not isinstance(datum, Evidence) and not _mentioned(words, rule, facts):
        formula = show(rule.measured.formula.tree, {})
        yield problem(card, rule, "text-datum", path, fact=datum.text, formula=formula)
    if not own and not rule.measured.over:
        yield from _whole(card, rule, matched, vocabulary)


def _whole(
    card: Card, rule: Rule, matched: list[Figure], vocabulary: Vocabulary
) -> Iterator[Problem]:
    """不低于专任教师总数的20% is a share of the teachers, whatever else the formula divides by."""
    for figure in matched:
        if not (figure.shown.endswith("%") and figure.before.endswith("的")):
            continue
        words = figure.before.removesuffix("的")
        named = (vocabulary.by_label.get(comparable(words[n:])) for n in range(len(words)))
        whole = next((name for name in named if name), None)
        if whole is not None and whole not in rule.measured.formula.facts:
            yield problem(card, rule, "text-whole", ("measure",),
                           fact=vocabulary.facts[whole].text,
                           formula=show(rule.measured.formula.tree, {}))  # fmt: skip


def _mentioned(clean: str, rule: Rule, facts: Mapping[str, Fact]) -> bool:
    """Whether the text names the datum, and not only as a piece of another datum's longer name."""
    if rule.measured.called and comparable(rule.measured.called) in clean:
        return True
    own = _read_first(rule, facts)
    mine = [span for name in own for span in _spans(clean, facts[name])]
    others = [span for name, fact in facts.items()
              if name not in own and not getattr(fact, "printed", False)
              for span in _spans(clean, fact)]  # fmt: skip
    return any(
        not any(a <= start and end <= b and b - a > end - start for a, b in others)
        for start, end in mine
    )


def _read_first(rule: Rule, facts: Mapping[str, Fact]) -> set[str]:
    """What the text may speak of: the preferred fact, the formula's, its figure a student."""
    measured = rule.measured
    named = {route.facts[0] for route in measured.routes[: measured.main + 1]}
    main = facts[measured.formula.facts[0]]
    printed = getattr(main, "per_student", None)
    per_student = dict(measured.unit.dimension).get("student") == -1
    return (named | {printed} if printed and per_student else named) & facts.keys()


def _spans(clean: str, fact: Fact) -> Iterator[tuple[int, int]]:
    for label in {comparable(name) for name in (fact.zh, *fact.labels)} - {""}:
        at = clean.find(label)
        while at >= 0:
            yield at, at + len(label)
            at = clean.find(label, at + len(label))
