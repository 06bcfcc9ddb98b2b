"""Text → tree, from a closed grammar: + - * /, min, max, comparisons, in, and, or, not, ()."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from compliance.expressions.operators import OPERATORS
from compliance.expressions.tree import (
    Binary,
    ExpressionError,
    In,
    Name,
    Not,
    Number,
    Quote,
    Tree,
)
from compliance.text import word

LONGEST = 1000
DEEPEST = 30
_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?)
    | (?P<name>[^\W\d]\w*)
    | "(?P<quote>[^"]*)"
    | (?P<sign>==|!=|>=|<=|[-+*/<>()\[\],])
    )""",
    re.VERBOSE,
)
_NOT_BINDS = 3


class _Token(NamedTuple):
    kind: str
    text: str
    at: int


def parse(text: str) -> Tree:
    """The tree of a formula or condition.

    Raises:
        ExpressionError: with the column, where the text does not follow the grammar.

    >>> parse("floor_area / students").operator
    '/'
    """
    if len(text) > LONGEST:
        raise ExpressionError("formula-too-long", 0, most=LONGEST)
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[_Token]:
    found, at = [], 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None or match.lastgroup is None:
            start = at + len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionError("formula-character", start, character=text[start])
        kind = match.lastgroup
        word = match[kind]
        if kind == "name" and word in ("and", "or", "not", "in"):
            kind = "sign"
        found.append(_Token(kind, word, match.start(kind)))
        at = match.end()
    return [*found, _Token("end", "", len(text))]


class _Parser:
    """Precedence climbing over the operator table."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens, self.next, self.depth = tokens, 0, 0

    def whole(self) -> Tree:
        tree = self.climb(0)
        if self.peek.kind != "end":
            raise self.unexpected("operator")
        return tree

    @property
    def peek(self) -> _Token:
        return self.tokens[self.next]

    def take(self, *signs: str) -> _Token | None:
        token = self.peek
        if token.kind == "sign" and token.text in signs:
            self.next += 1
            return token
        return None

    def unexpected(self, wanted: str) -> ExpressionError:
        """The error at the next token; ``wanted`` is a sign, or what is expected in words."""
        token = self.peek
        expected: object = f"“{wanted}”" if wanted in ")]," else word(f"expected.{wanted}")
        found = word("expected.end") if token.kind == "end" else f"“{token.text}”"
        return ExpressionError("formula-unexpected", token.at, found=found, expected=expected)

    def climb(self, binds: int) -> Tree:
        self.depth += 1
        if self.depth > DEEPEST:
            raise ExpressionError("formula-too-deep", self.peek.at, most=DEEPEST)
        left = self.operand()
        while True:
            token = self.peek
            row = OPERATORS.get(token.text) if token.kind == "sign" else None
            if row is not None and row.binds > binds:
                self.next += 1
                # a comparison does not chain: 1 < a < 2 is an error, not Python's meaning
                left = Binary(row.symbol, left, self.climb(row.binds), token.at)
            elif binds < _NOT_BINDS + 1 and self.take("in"):
                left = In(left, self.options(), token.at)
            else:
                self.depth -= 1
                return left

    def operand(self) -> Tree:
        token = self.peek
        if self.take("not"):
            return Not(self.climb(_NOT_BINDS), token.at)
        if self.take("("):
            tree = self.climb(0)
            self.expect(")")
            return tree
        self.next += 1
        match token.kind:
            case "number":
                return Number(Fraction(token.text), token.at)
            case "name":
                row = OPERATORS.get(token.text)
                if row is not None and row.function and self.take("("):
                    return self.call(row.symbol, token.at)
                return Name(token.text, token.at)
            case "quote":
                return Quote(token.text, token.at)
        self.next -= 1
        raise self.unexpected("fact")

    def call(self, symbol: str, at: int) -> Binary:
        left = self.climb(0)
        self.expect(",")
        right = self.climb(0)
        self.expect(")")
        return Binary(symbol, left, right, at)

    def expect(self, sign: str) -> None:
        if not self.take(sign):
            raise self.unexpected(sign)

    def options(self) -> tuple[Quote, ...]:
        if not self.take("["):
            raise self.unexpected("list_of_quotes")
        found = []
        while True:
            item = self.operand()
            if not isinstance(item, Quote):
                raise ExpressionError("formula-list", item.at)
            found.append(item)
            if not self.take(","):
                self.expect("]")
                return tuple(found)
