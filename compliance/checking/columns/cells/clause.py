"""One clause as columns: the tests of the exact engine, written over cells."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.checking.columns.cells.condition import (
    Applicability,
    Arithmetic,
    against,
    escaped,
    holds,
    is_value,
)
from compliance.checking.columns.cells.facts import MEASURED, Facts, known_all
from compliance.checking.columns.cells.limits import Measure, by_category, by_limits, compare
from compliance.checking.columns.cells.printed import refuted
from compliance.checking.columns.cells.value import Floats, Proof
from compliance.checking.columns.language import (
    Cell,
    Language,
    Mask,
    all_of,
    any_of,
    both,
)
from compliance.checking.columns.source import Source
from compliance.checking.engine.ruling import Code
from compliance.expressions import fold
from compliance.rulebook.rule import (
    Against,
    ByCategory,
    Holds,
    Limits,
    Members,
    Present,
    Route,
    Rule,
)
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Evidence, Flag

Pair = tuple[Any, Any]


class Settings(NamedTuple):
    """How a clause is written: its name in the stages, its arithmetic, and what doubt means."""

    name: str
    stage: Callable[[int, str, Cell], Cell]
    integers: bool
    settle: bool


class Clause:
    """One rule, in one kind of arithmetic."""

    def __init__(self, rulebook: Rulebook, rule: Rule, facts: Facts, settings: Settings) -> None:
        self.rulebook, self.rule, self.facts, self.settings = rulebook, rule, facts, settings
        self.language, self.integers = facts.language, settings.integers
        self.proofs: list[Proof] = []
        self.doubts: list[Mask] = []
        self.own: Cell = None
        self.tested: Cell = None
        self.line: Measure | None = None
        self.refuted: dict[Route, Mask] = {}
        arithmetic = Arithmetic(self.number, self.integers, settings.settle, self.doubts)
        self.applies = Applicability(rulebook, rule, facts, arithmetic)

    def judged(self) -> tuple[Cell, Cell, Mask]:
        """The clause's code, its measured value in its unit, and whether it was inferred.

        Raises:
            Unproven: if this kind of arithmetic cannot be exact.
        """
        rule, measured, inferred = self.rule, self.language.number(None), False
        self.line = self._line()
        if rule.measured.over:
            code = self.ruled(Code.MISSING_FACT)
        elif isinstance(rule.test, Members | Present):
            code = self._value_test()
        elif isinstance(rule.test, Holds):
            code = holds(self, rule.test)
        else:
            code, measured, inferred = self._routes()
        self.own = self.tested = code
        if rule.escape is not None and not rule.measured.over:
            other = holds(self, rule.escape)
            self.tested = code = escaped(self, code, other)
            inferred = both(inferred, other != int(Code.PASS))
        never, bindings = self.ruled(Code.NOT_IN_FORCE), (self.rulebook.binding, rule.binding)
        if "not_in_force" in bindings:
            whole = self.rulebook.binding == "not_in_force"
            return never if whole else self.applies.in_scope(never), measured, False
        certain = bindings == ("in_force", "in_force")
        code = self.applies.where_applicable(code)
        code = code if certain else self.applies.unless_applicable(code)
        code = self.applies.in_scope(code)
        return code, self._unless_lacking(code, measured), inferred

    def _unless_lacking(self, code: Cell, measured: Cell) -> Cell:
        """What was measured; nothing where the ruling says that something else is lacking."""
        rule, lacking = self.rule, list[Code]()
        beside = rule.escape is not None or isinstance(rule.test, Against)
        if beside:
            lacking = [Code.MISSING_FACT, Code.ZERO_DENOMINATOR]
        elif len(rule.measured.routes) > 1 or isinstance(rule.test, ByCategory):
            lacking = [Code.MISSING_FACT]
        mask = any_of([code == int(one) for one in lacking])
        return self.language.when(mask, self.language.number(None), measured)

    def ruled(self, code: Code) -> Cell:
        """The same ruling in every row."""
        return self.language.code(int(code))

    def number(self, name: str) -> Pair:
        """A fact as the operator table takes it."""
        return self.facts.integers(name) if self.integers else self.facts.floats(name, self.proofs)

    # the test

    def _value_test(self) -> Cell:
        rule, (fact, *_) = self.rule, self.rule.measured.formula.facts
        absent = Code.AWAITING_JUDGEMENT if rule.basis == "judged" else Code.MISSING_FACT
        if fact not in self.facts.sources:
            return self.ruled(absent)
        cell = self.facts.cell(fact)
        passes = cell
        if isinstance(rule.test, Members):
            passes = any_of([is_value(cell, value) for value in rule.test.values])
        elif not _is_flag(self.facts.sources[fact]):
            passes = True
        failed = self.language.when(self.facts.known(fact), self.ruled(Code.FAIL),
                                    self.ruled(absent))  # fmt: skip
        if passes is True:
            return self.language.when(self.facts.known(fact), self.ruled(Code.PASS), failed)
        return self.language.when(passes, self.ruled(Code.PASS), failed)

    def _routes(self) -> tuple[Cell, Cell, Mask]:
        """The first route whose facts are all reported decides."""
        routes = self.rule.measured.routes
        code, measured = self.ruled(Code.MISSING_FACT), self.language.number(None)
        inferred: Mask = False
        for n in reversed(range(len(routes))):
            known = known_all(self.facts, routes[n].facts)
            if known is False:
                passed = any_of([self.facts.refused(name) for name in routes[n].facts])
                code = self.language.when(passed, self.ruled(Code.MISSING_FACT), code)
                continue
            measure = self._measure(n, routes[n])
            here = self._decided(routes[n], measure)
            if len(routes) == 1:
                return (
                    self._simple(routes[n], measure, here),
                    self._shown(measure),
                    (self._inferred(measure, here)),
                )
            if routes[n] is not self.rule.measured.printed:
                here = self._printed(here, routes[n], measure)
            passed = any_of([self.facts.refused(name) for name in routes[n].facts])
            code = self.language.when(passed, self.ruled(Code.MISSING_FACT), code)
            code = self.language.when(known, self._simple(routes[n], measure, here), code)
            measured = self.language.when(known, self._shown(measure), measured)
            bare = self._inferred(measure, here)
            inferred = bare if bare is inferred else self.language.when(
                known, self._truth(bare), self._truth(inferred)
            )  # fmt: skip
        return code, measured, inferred

    def _truth(self, mask: Mask) -> Cell:
        return self.language.flag(mask) if isinstance(mask, bool) else mask

    def _line(self) -> Measure | None:
        """The threshold that is reckoned for each school, if its facts have columns."""
        rule, test = self.rule, self.rule.test
        if rule.measured.over or not isinstance(test, Against):
            return None
        if known_all(self.facts, test.route.facts) is False:
            return None
        return self.reckoned(test.route, "line")

    def _measure(self, number: int, route: Route) -> Measure:
        found = self.reckoned(route, str(number))
        if self.integers:
            return found
        return replace(found, pair=(self._quotient(*found.pair, found.cell), 1))

    def reckoned(self, route: Route, name: str) -> Measure:
        """A formula as a pair, and as a cell in the clause's unit, for a stage to name."""
        divisors: list[Any] = []
        pair = top, bottom = fold.number(route.tree, self.number, divisors)
        nonzero = all_of([divisor != 0 for divisor in divisors])
        zero = any_of([divisor == 0 for divisor in divisors])
        if self.integers:
            top, bottom = fold.number(route.tree, lambda name: self.facts.floats(name, []), [])
        factor = _scale(top) / _scale(bottom) / self.rule.measured.unit.factor
        cell = _times(self._cell(top), factor.numerator)
        if isinstance(bottom, int):
            cell = cell if factor.denominator == 1 else cell / float(factor.denominator)
        else:
            cell = cell / _times(bottom.cell, factor.denominator)
        cell = self.settings.stage(MEASURED, f"{self.settings.name}_{name}", cell)
        return Measure(pair, cell, nonzero, zero)

    def _cell(self, value: Any) -> Cell:
        return value.cell if not isinstance(value, int) else self.language.number(1.0)

    def _quotient(self, n: Any, d: Any, cell: Cell) -> Any:
        """The measured cells as one number, in the clause's unit."""
        language, unit = self.language, self.rule.measured.unit.factor
        over = _floats(n, language, self.proofs).over(_floats(d, language, self.proofs))
        roundings = None if over.roundings is None else over.roundings + 2
        return replace(over, cell=cell, scale=unit, roundings=roundings)

    def _shown(self, measure: Measure) -> Cell:
        """The measured value, where there is one."""
        if measure.nonzero is True:
            return measure.cell
        return self.language.when(measure.nonzero, measure.cell, self.language.number(None))

    def _simple(self, route: Route, measure: Measure, code: Cell) -> Cell:
        """What was decided, unless there is no value to decide by."""
        if measure.nonzero is not True:
            code = self.language.when(measure.zero, self.ruled(Code.ZERO_DENOMINATOR), code)
        conflict = any_of([self.facts.against(name) for name in route.facts])
        code = self.language.when(conflict, self.ruled(Code.CONFLICTING_FACTS), code)
        missing = any_of([self.facts.missing(name) for name in route.facts])
        return self.language.when(missing, self.ruled(Code.MISSING_FACT), code)

    def _decided(self, route: Route, measure: Measure) -> Cell:
        """The ruling of a value that is there."""
        test = self.rule.test
        if isinstance(test, Against):
            return against(self, test, route)
        if isinstance(test, Limits):
            code = by_limits(self, test, measure)
        elif isinstance(test, ByCategory):
            code = by_category(self, test, measure)
        else:
            raise TypeError(test)
        return self._unless_untidy(code, test, route, measure)

    def _unless_untidy(
        self, code: Cell, test: Limits | ByCategory, route: Route, measure: Measure
    ) -> Cell:
        """On the line, figures with more decimals than declared are not decided by floats."""
        untidy = any_of([self.facts.untidy(name) for name in route.facts])
        if untidy is False:
            return code
        rows = [test] if isinstance(test, Limits) else list(test.rows.values())
        rows += [self.rule.without] if isinstance(self.rule.without, Limits) else []
        ats = {at for row in rows for b in row.bounds for at in (b.passes, b.fails)} - {None}
        on_line = any_of([compare("==", measure, at) for at in ats if at])
        doubt = self.language.when(on_line, untidy, self.language.flag(False))  # noqa: FBT003
        if self.integers:
            doubt = untidy
        return self.doubted(code, doubt, Code.APPROXIMATE_FACT)

    def doubted(self, code: Cell, doubt: Mask, settled: Code) -> Cell:
        """A ruling that floats cannot give in some rows: they are judged one by one, or settled."""
        if self.settings.settle:
            return self.language.when(doubt, self.ruled(settled), code)
        self.doubts.append(doubt)
        return code

    def _printed(self, code: Cell, route: Route, measure: Measure) -> Cell:
        """Where totals refute the ratio printed beside them, and it matters, neither counts."""
        printed = self.rule.measured.printed
        if printed is None or known_all(self.facts, printed.facts) is False:
            return code
        other = self._measure(len(self.rule.measured.routes), printed)
        value = measure.cell * float(self.rule.measured.unit.factor)
        matters = self._decided(printed, other) != code
        differs = refuted(self.facts, printed, value) & matters
        self.refuted[route] = differs
        untidy = self.facts.untidy(printed.facts[0])
        if untidy is not False:
            code = self.doubted(code, untidy & matters, Code.APPROXIMATE_FACT)
        return self.language.when(differs, self.ruled(Code.CONFLICTING_FACTS), code)

    def _inferred(self, measure: Measure, code: Cell) -> Mask:
        """Whether the ruling would be another one without its inference."""
        bare = self.rule.without
        if not isinstance(bare, Limits):
            return False
        return by_limits(self, bare, measure) != code


def _times(cell: Cell, factor: int) -> Cell:
    return cell if factor == 1 else cell * float(factor)


def _scale(value: Any) -> Fraction:
    return value.scale if not isinstance(value, int) else Fraction(value)


def _floats(value: Any, language: Language, proofs: list[Proof]) -> Any:
    """A constant as a column."""
    if not isinstance(value, int):
        return value
    return Floats(language.number(float(value)), Fraction(1), value, value, 1, proofs,
                  language.when)  # fmt: skip


def _is_flag(source: Source) -> bool:
    return isinstance(source.fact, Flag | Evidence)
