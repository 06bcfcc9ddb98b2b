"""The numbers and days of conditions against the quoted text."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from fractions import Fraction

from compliance.errors import Problem
from compliance.expressions.tree import Number as Constant
from compliance.expressions.tree import comparisons, names
from compliance.rulebook.overlay import Card
from compliance.rulebook.quoted.figures import clean, figures
from compliance.rulebook.quoted.said import problem, said_of
from compliance.rulebook.rule import Holds, Rule
from compliance.vocabulary import Date, Vocabulary

_SIGNS = {">=": "at_least", ">": "more_than", "<=": "at_most", "<": "less_than", "==": "equals",
          "!=": "equals"}  # fmt: skip


def condition_problems(card: Card, rule: Rule, vocabulary: Vocabulary) -> Iterator[Problem]:
    """The numbers of conditions, each with its comparator, as the text has them."""
    found = figures(rule.source.text)
    for key, test in (("holds", rule.test), ("or_if", rule.escape)):
        for one in comparisons(test.tree) if isinstance(test, Holds) else ():
            if not isinstance(one.right, Constant):
                continue
            value = one.right.value
            if any(isinstance(vocabulary.facts.get(name), Date) for name in names(one.left)):
                yield from _day(card, rule, key, value)
                continue
            if value in (0, 1):  # some, or none: texts say it without a number
                continue
            alike = [f for f in found if f.value == value]
            if not alike:
                known = "、".join(f.shown for f in found) or "—"
                yield problem(card, rule, "text-number", (key,), found=str(value), known=known)
                continue
            sign = _SIGNS[one.operator]
            if not any(sign in (said_of(figure) or (sign,)) for figure in alike):
                said = " / ".join(said_of(alike[0]))
                yield problem(card, rule, "text-comparator", (key,), expected=said,
                               found=f"{one.operator} {value}")  # fmt: skip


def _day(card: Card, rule: Rule, key: str, value: Fraction) -> Iterator[Problem]:
    """A day that is compared with: the text has its month and day at least, or only its year."""
    day = dt.date.fromordinal(int(value))
    short, words = f"{day.month}月{day.day}日", clean(rule.source.text)
    year = re.search(rf"{day.year}年(?!\d)", words)
    if short not in words and not (year and (day.month, day.day) in ((1, 1), (12, 31))):
        yield problem(card, rule, "text-number", (key,), found=day.isoformat(), known=words)
