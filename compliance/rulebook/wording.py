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

from compliance.errors import Problem
from compliance.rulebook.overlay import Card
from compliance.rulebook.rule import ByCategory, Limits, Rule
from compliance.rulebook.shapes import is_ratio
from compliance.text import plain
from compliance.units import DIMENSIONLESS, Dimension, fits, multiply, unit
from compliance.vocabulary import Evidence, Fact, Parts, Vocabulary, comparable

_NUMBER = re.compile(r"(\d+(?:\.\d+)?):(\d+(?:\.\d+)?)|(\d[\d,]*(?:\.\d+)?)([十百千万亿]*)")
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_LEADING = (
    (re.compile(r"不(?:得)?(?:少|低|小)于?|至少|不少|≥"), ("at_least",)),
    (re.compile(r"不(?:得)?(?:超过|多于|高于|大于)|至多|最多|≤"), ("at_most",)),
    (re.compile(r"(?<!不)(?<!不得)(?:超过|多于|大于|高于|>)"), ("more_than",)),
    (re.compile(r"(?<!不)(?<!不得)(?:低于|少于|小于|不满|<)"), ("less_than",)),
    (re.compile(r"达到?|配备"), ("at_least", "between", "equals")),
)
_TRAILING = (
    (re.compile(r"以上"), ("at_least",)),
    (re.compile(r"以下|以内"), ("at_most",)),
    (re.compile(r"左右"), ("about",)),
)
_MODAL = (
    ("about", re.compile(r"左右|大体")),
    ("target", re.compile(r"力争|争取")),
    ("normally", re.compile(r"一般|原则上")),
)
_PER_STUDENT = re.compile(r"生均|每生|每名学生|每百(?:名学)?生|人均|/生|学生(?:总)?数的\d")
_STUDENT = (("student", 1),)
_TEACHERS_PER_STUDENT = (("student", -1), ("teacher", 1))


@dataclass(frozen=True)
class Figure:
    """A number in the text, in base units, with the words around it."""

    shown: str
    value: Fraction
    dimension: Dimension | None
    before: str
    after: str


def figures(text: str) -> Iterator[Figure]:
    """Every number of a text with its unit.

    >>> [(f.shown, f.value) for f in figures("师生比达到1:20，总用地不少于60亩")]
    [('1:20', Fraction(1, 20)), ('60亩', Fraction(40000, 1))]
    """
    clean = plain(text).replace(" ", "")
    end = 0
    for match in _NUMBER.finditer(clean):
        lead = re.split(r"[;,。;]", clean[end : match.start()])[-1]
        stop = match.end()
        if match[1]:
            value, dimension = Fraction(match[1]) / (Fraction(match[2]) or 1), None
        else:
            value = Fraction(match[3].replace(",", ""))
            for sign in match[4]:
                value *= _TIMES[sign]
            name, factor, dimension = _unit_at(clean, stop)
            value *= factor
            stop += len(name)
        yield Figure(clean[match.start() : stop], value, dimension, lead, clean[stop : stop + 3])
        end = stop


def _unit_at(text: str, at: int) -> tuple[str, Fraction, Dimension]:
    for length in (4, 3, 2, 1):
        name = text[at : at + length]
        found = unit(name) if len(name) == length and not name[0].isdigit() else None
        if found is not None:
            return name, found.factor, found.dimension
    return "", Fraction(1), DIMENSIONLESS


def against_text(card: Card, rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    """Every way in which a rule says something else than its quoted text."""
    text = rule.source.text
    if not text:
        yield Problem("no-text", card.place(), rule.id)
        return
    if card.clause.text and card.clause.paraphrase:
        yield Problem("text-twice", card.place("paraphrase"), rule.id)
    if rule.basis != "computed" or not isinstance(rule.test, Limits | ByCategory):
        return
    found = list(figures(text))
    thresholds = list(_thresholds(rule))
    matched = []
    for threshold in thresholds:
        same = [f for f in found if _same(f, threshold, rule.measured.unit.dimension)]
        if same:
            matched.append(same[0])
        else:
            yield _problem(card, rule, "text-number", found=rule.stated,
                           known="、".join(f.shown for f in found) or "—")  # fmt: skip
    yield from _lost_number(card, rule, plain(text))
    for figure in matched:
        yield from _comparator(card, rule, figure)
    yield from _modal(card, rule, text, matched)
    yield from _datum(card, rule, text, matched, vocabulary)


def _problem(card: Card, rule: Rule, code: str, **values: object) -> Problem:
    return Problem(code, card.place(rule.comparator), rule.id,
                   values={"text": rule.source.text, "key": rule.comparator, **values})  # fmt: skip


def _thresholds(rule: Rule) -> Iterator[Fraction]:
    if rule.comparator == "about" or rule.inferred:
        return  # the tolerance is not in the text; the value itself is checked by _lost_number
    rows = rule.test.rows.values() if isinstance(rule.test, ByCategory) else [rule.test]
    for limits in rows:
        if isinstance(limits, Limits):
            for bound in limits.bounds:
                if bound.certain and bound.passes is not None:
                    yield bound.passes


def _lost_number(card: Card, rule: Rule, text: str) -> Iterator[Problem]:
    """What is said to be in the copy must be in the copy."""
    value = getattr(card.clause, rule.comparator)
    shown = getattr(value, "unreadable", None) or getattr(value, "value", None)
    if shown and plain(shown).replace(" ", "") not in text.replace(" ", ""):
        yield _problem(card, rule, "text-number", found=shown, known=text)


def _same(figure: Figure, threshold: Fraction, dimension: Dimension) -> bool:
    if figure.dimension is None:  # a ratio: 1:20 for a quotient, 5:5 for a share
        return figure.value == threshold
    per_student = multiply(dimension, _STUDENT)
    if figure.value == threshold:
        if figure.shown.endswith("%"):  # 20% of the teachers' number: a share of one count
            return is_ratio(dimension)
        return fits(figure.dimension, dimension) or fits(figure.dimension, per_student)
    per_hundred = "百" in figure.before and figure.value == 100 * threshold
    return per_hundred and fits(figure.dimension, per_student)


def _comparator(card: Card, rule: Rule, figure: Figure) -> Iterator[Problem]:
    said: tuple[str, ...] = ()
    for pattern, comparators in _TRAILING:
        if pattern.match(figure.after):
            said = comparators
    if not said:
        last = -1
        for pattern, comparators in _LEADING:
            for match in pattern.finditer(figure.before):
                if match.end() > last:
                    said, last = comparators, match.end()
    if said and rule.comparator not in said:
        yield _problem(card, rule, "text-comparator", found=figure.before[-8:] + figure.shown
                       + figure.after, expected=" / ".join(said))  # fmt: skip


def _modal(card: Card, rule: Rule, text: str, matched: list[Figure]) -> Iterator[Problem]:
    around = [figure.before + figure.after for figure in matched] or [plain(text)]
    said = next(
        (force for force, word in _MODAL if any(word.search(part) for part in around)), "shall"
    )
    if said != rule.force and not (said == "shall" and rule.force == "may" and "可" in text):
        yield Problem(
            "text-force", card.place("force"), rule.id,
            values={"text": text, "found": rule.force, "expected": said},
        )  # fmt: skip


def _datum(
    card: Card, rule: Rule, text: str, matched: list[Figure], vocabulary: Vocabulary
) -> Iterator[Problem]:
    clean = comparable(text)
    dimension = rule.measured.unit.dimension
    ratio = next((word for word in ("师生比", "生师比") if word in clean), "")
    if ratio and len(dimension) == 2 and set(dict(dimension)) == {"student", "teacher"}:
        if (ratio == "师生比") != (dimension == _TEACHERS_PER_STUDENT):
            yield _problem(card, rule, "text-ratio", found=ratio, unit=rule.measured.unit.text)
        return
    per_student = dict(dimension).get("student") == -1
    if per_student and not _PER_STUDENT.search(plain(text)):
        yield _problem(card, rule, "text-per-student", unit=rule.measured.unit.text)
    if not per_student and any(_PER_STUDENT.search(f.before) for f in matched):
        yield _problem(card, rule, "text-total", unit=rule.measured.unit.text)
    parts = vocabulary.facts.get(rule.measured.over)
    facts: Mapping[str, Fact] = dict(parts.facts) if isinstance(parts, Parts) else vocabulary.facts
    datum = facts[rule.measured.formula.facts[0]]
    if not isinstance(datum, Evidence) and not any(
        comparable(name) in clean for name in _called(rule, facts)
    ):
        yield _problem(card, rule, "text-datum", fact=datum.text)


def _called(rule: Rule, facts: Mapping[str, Fact]) -> Iterator[str]:
    """What the text may call the first fact of each route to the measure."""
    if rule.measured.called:
        yield rule.measured.called
    for route in rule.measured.routes:
        fact = facts[route.facts[0]]
        yield from (fact.zh, *fact.labels)
