"""Conditions as columns: whether a clause applies, what holds, what is reckoned beside it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, NamedTuple

from compliance.checking.columns.cells.facts import Facts
from compliance.checking.columns.language import Cell, Mask, all_of, any_of, both, opposite
from compliance.checking.engine.exact import comparison
from compliance.checking.engine.ruling import Code
from compliance.expressions import fold
from compliance.expressions.operators import OPERATORS
from compliance.expressions.tree import Binary, Name, Quote, Tree
from compliance.expressions.tree import names as names_in
from compliance.rulebook.rule import Against, Holds, Route, Rule
from compliance.rulebook.rulebook import Rulebook

if TYPE_CHECKING:
    from compliance.checking.columns.cells.clause import Clause
    from compliance.checking.columns.cells.limits import Measure


class Arithmetic(NamedTuple):
    """How numbers are compared: facts as pairs, whole or not, and what becomes of doubts."""

    number: Callable[[str], tuple[Any, Any]]
    integers: bool
    settle: bool
    doubts: list[Mask]


class Applicability:
    """A rule's condition and its standard's scope."""

    def __init__(
        self, rulebook: Rulebook, rule: Rule, facts: Facts, arithmetic: Arithmetic
    ) -> None:
        self.rulebook, self.rule, self.facts = rulebook, rule, facts
        self.arithmetic, self.number = arithmetic, arithmetic.number
        self.language = facts.language
        self.unsettled: list[Mask] = []

    def _code(self, code: Code) -> Cell:
        return self.language.code(int(code))

    def where_applicable(self, code: Cell) -> Cell:
        """The ruling, once it is asked whether the clause applies to the school at all."""
        rule = self.rule
        if rule.applies is None:
            return code
        applies, never = self.condition(rule.applies)
        against = any_of([self.facts.against(name) for name in rule.applies_facts])
        unsure = self.language.when(both(against, _below(code, Code.CONDITION_FALSE)),
                                    self._code(Code.CONFLICTING_FACTS),
                                    self._code(Code.UNKNOWN_APPLICABILITY))  # fmt: skip
        unsure = self._harmless(code, unsure)
        code = self.language.when(applies, code, unsure)
        return self.language.when(never, self._code(Code.CONDITION_FALSE), code)

    def _harmless(self, code: Cell, otherwise: Cell) -> Cell:
        harmless = any_of([code == int(Code.PASS), code == int(Code.HARMLESS)])
        return self.language.when(harmless, self._code(Code.HARMLESS), otherwise)

    def unless_applicable(self, code: Cell) -> Cell:
        """The ruling of a clause of which it is unknown whether it applies."""
        unsure = self._harmless(code, self._code(Code.UNKNOWN_APPLICABILITY))
        return self.language.when(_below(code, Code.CONDITION_FALSE), unsure, code)

    def in_scope(self, code: Cell) -> Cell:
        """The ruling, once it is asked whether the standard applies to the school."""
        self.unsettled.clear()
        scope = [self.condition(tree) for tree in self.rulebook.scope]
        if not scope:
            return code
        names = self.rulebook.scope_facts
        not_understood = [self.facts.refused(name) for name in names]
        contradicted = [self.facts.against(name) for name in names]
        spoiled = any_of([*self.unsettled, *not_understood, *contradicted])
        if spoiled is not False:
            certain = self.language.when(all_of([applies for applies, _ in scope]), code,
                                         self.unless_applicable(code))  # fmt: skip
            code = self.language.when(spoiled, certain, code)
        never = any_of([never for _, never in scope])
        return self.language.when(never, self._code(Code.OUT_OF_SCOPE), code)

    def condition(self, tree: Tree) -> fold.Masks:
        """Where a condition certainly holds, and where it certainly does not."""
        return fold.truth(tree, self._comparison, self._member, self._flag)

    def _comparison(self, tree: Binary) -> fold.Masks:
        names = {*names_in(tree)}
        if not all(name in self.facts.sources for name in names):
            return False, False
        divisors: list[Any] = []
        a = fold.number(tree.left, self.number, divisors)
        b = fold.number(tree.right, self.number, divisors)
        sure = all_of([
            *[divisor != 0 for divisor in divisors],
            *[opposite(against) for name in names
              if (against := self.facts.against(name)) is not False],
        ])  # fmt: skip
        sure = both(sure, opposite(self._doubtful(names, a, b)))
        row = OPERATORS[tree.operator]
        return both(sure, row.exact(*a, *b)), both(sure, OPERATORS[row.negation].exact(*a, *b))

    def _doubtful(self, names: set[str], a: tuple[Any, Any], b: tuple[Any, Any]) -> Mask:
        """Where figures with more decimals than declared are too close to call.

        Such rows are noted for the exact engine, or, in a plan that settles them, undecided.
        """
        untidy = any_of([self.facts.untidy(name) for name in sorted(names)])
        if untidy is False:
            return False
        close = True if self.arithmetic.integers else OPERATORS["=="].exact(*a, *b)
        doubt = self.language.when(close, untidy, self.language.flag(False))  # noqa: FBT003
        if self.arithmetic.settle:
            self.unsettled.append(doubt)
            return doubt
        self.arithmetic.doubts.append(doubt)
        return False

    def _member(self, tree: Tree, options: tuple[Quote, ...], wanted: bool) -> fold.Masks:  # noqa: FBT001
        if not isinstance(tree, Name):
            raise TypeError(tree)
        if tree.name not in self.facts.sources:
            return False, False
        cell = self.facts.cell(tree.name)
        among = any_of([is_value(cell, option.text) for option in options])
        return (among, opposite(among)) if wanted else (opposite(among), among)

    def _flag(self, name: str) -> fold.Masks:
        if name not in self.facts.sources:
            return False, False
        cell = self.facts.cell(name)
        return cell, opposite(cell)


def _below(code: Cell, limit: Code) -> Mask:
    return code < int(limit)


def is_value(cell: Cell, value: str) -> Mask:
    """Whether a category has a value; a flag's values are called true and false."""
    if value in ("true", "false"):
        return cell if value == "true" else ~cell
    return cell == value


def holds(clause: Clause, test: Holds) -> Cell:
    """The ruling of a condition, with the reason why it is undecided."""
    facts, language = clause.facts, clause.language
    yes, no = clause.applies.condition(test.tree)
    conflict = any_of([facts.against(name) for name in test.facts])
    missing = any_of([facts.missing(name) for name in test.facts])
    settled = test.facts if clause.settings.settle else ()
    untidy = any_of([facts.untidy(name) for name in settled])
    code = clause.ruled(Code.ZERO_DENOMINATOR)
    for mask, ruling in ((untidy, Code.APPROXIMATE_FACT), (missing, Code.MISSING_FACT),
                         (conflict, Code.CONFLICTING_FACTS), (no, Code.FAIL),
                         (yes, Code.PASS)):  # fmt: skip
        code = language.when(mask, clause.ruled(ruling), code)
    return code


def escaped(clause: Clause, code: Cell, other: Cell) -> Cell:
    """What fails may pass by the escape; where that is undecided, so is the clause."""
    language = clause.language
    code = language.when(code == int(Code.FAIL), other, code)
    return language.when(other == int(Code.PASS), other, code)


def against(clause: Clause, test: Against, route: Route) -> Cell:
    """The ruling by a threshold that is reckoned from the same row."""
    facts, language, line = clause.facts, clause.language, clause.line
    code, zero = clause.ruled(Code.MISSING_FACT), False
    if line is not None:
        code, zero = _compared(clause, test, route, line), line.zero
    masks = (
        (zero, Code.ZERO_DENOMINATOR),
        (any_of([facts.missing(name) for name in test.route.facts]), Code.MISSING_FACT),
        (any_of([facts.against(name) for name in test.route.facts]), Code.CONFLICTING_FACTS),
    )
    for mask, ruling in masks:
        code = language.when(mask, clause.ruled(ruling), code)
    return code


def _compared(clause: Clause, test: Against, route: Route, line: Measure) -> Cell:
    facts, language = clause.facts, clause.language
    pair = fold.number(route.tree, clause.number, [])
    passes = OPERATORS[comparison(test)].exact(*pair, *line.pair)
    code = language.when(passes, clause.ruled(Code.PASS), clause.ruled(Code.FAIL))
    untidy = any_of([facts.untidy(name) for name in (*route.facts, *test.route.facts)])
    if untidy is False:
        return code
    close = True if clause.integers else OPERATORS["=="].exact(*pair, *line.pair)
    doubt = language.when(close, untidy, language.flag(False))  # noqa: FBT003
    return clause.doubted(code, doubt, Code.APPROXIMATE_FACT)
