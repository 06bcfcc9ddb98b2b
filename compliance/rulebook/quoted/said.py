"""What the words around a number say: at least, at most, more than; and the problem if they lie."""

from __future__ import annotations

import re

from compliance.errors import Problem
from compliance.rulebook.overlay import Card
from compliance.rulebook.quoted.figures import Figure
from compliance.rulebook.rule import Rule

_MAY = "[得能应可宜]"
_NOT_BEFORE = "(?<!不)" + "".join(f"(?<!不{word})" for word in "得能应可宜")
_LEADING = (
    (re.compile(rf"不{_MAY}?(?:少|低|小)于?|至少|不少|≥"), ("at_least",)),
    (re.compile(rf"不{_MAY}?(?:超过|多于|高于|大于)|至多|最多|≤"), ("at_most",)),
    (re.compile(rf"{_NOT_BEFORE}(?:超过|多于|大于|高于|>)"), ("more_than",)),
    (re.compile(rf"{_NOT_BEFORE}(?:低于|少于|小于|不满|<)"), ("less_than",)),
)
_WEAK = (
    (re.compile(r"达(?!标)到?"), ("at_least", "between")),
    (re.compile(r"配备"), ("at_least", "between", "equals")),
)
_TRAILING = (
    (re.compile(r"以上"), ("at_least",)),
    (re.compile(r"以下|以内"), ("at_most",)),
    (re.compile(r"左右"), ("about",)),
)


def problem(
    card: Card, rule: Rule, code: str, path: tuple[str | int, ...], **values: object
) -> Problem:
    """A problem of a rule with its text, at a part of its card."""
    return Problem(code, card.place(*path), rule.id,
                   values={"text": rule.source.text, "key": rule.comparator, **values})  # fmt: skip


def said_of(figure: Figure) -> tuple[str, ...]:
    """The comparators that the words around a figure allow: behind it, else nearest before it."""
    for pattern, comparators in _TRAILING:
        if pattern.match(figure.after):
            return comparators
    hits = [(m.end(), said) for pattern, said in _LEADING for m in pattern.finditer(figure.before)]
    if hits:
        return max(hits, key=lambda hit: hit[0])[1]
    return next((said for pattern, said in _WEAK if pattern.search(figure.before)), ())
