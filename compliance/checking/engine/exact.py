"""The exact engine: a rulebook becomes one Python function over pairs of integers.

The operator table is folded over pieces of source text instead of numbers. Nothing that a
standard says reaches that text: facts and values are numbered, thresholds are integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import Any

from compliance.checking.engine.ruling import Code
from compliance.expressions import fold
from compliance.expressions.operators import OPERATORS
from compliance.expressions.source import Source, text_of
from compliance.expressions.tree import Binary, Name, Quote, Tree
from compliance.intake.school import Reported
from compliance.rulebook.rule import (
    Against,
    Bound,
    ByCategory,
    Holds,
    Limits,
    Members,
    Present,
    Rule,
)

MISSING = (0, 0)
"""A number that was not reported: a denominator of zero, which no reported number has."""

Row = tuple[Any, ...]
Judge = Callable[[Row], tuple[Code, ...]]


def _c(code: Code) -> str:
    return f"c{code:d}"


_PASS, _FAIL, _UNREPORTED = _c(Code.PASS), _c(Code.FAIL), _c(Code.MISSING_FACT)


class Engine:
    """A compiled list of rules: ``row`` lays a subject's facts out, ``judge`` gives the codes."""

    def __init__(self, rules: Iterable[Rule], *, certain: bool = True) -> None:
        writer = _Writer(certain=certain)
        results = [writer.rule(rule) for rule in rules]
        self.source = writer.functions(results)
        names: dict[str, Any] = {"__builtins__": {}, "missing": MISSING, **writer.constants}
        names |= {"least": min, "most": max}
        names |= {f"c{code:d}": code for code in Code}
        names |= {f"f{n}": name for n, (name, _) in enumerate(writer.facts)}
        exec(compile(self.source, "<rulebook>", "exec"), names)  # noqa: S102 - see the module
        self.judge: Judge = names["judge"]
        self._row: Callable[[Callable[[str], Reported | None]], Row] = names["row"]

    def row(self, facts: Mapping[str, Reported]) -> Row:
        """The values of the facts that the rules read, in the order that ``judge`` unpacks."""
        return self._row(facts.get)


class _Writer:
    """Writes the body of ``judge``, one block a rule."""

    def __init__(self, *, certain: bool) -> None:
        self.certain = certain
        self.facts: dict[tuple[str, Any], int] = {}
        self.constants: dict[str, str] = {}
        self.lines: list[str] = []

    def number(self, name: str) -> tuple[Source, Source]:
        n = self.facts.setdefault((name, MISSING), len(self.facts))
        return Source(f"n{n}"), Source(f"d{n}")

    def other(self, name: str) -> str:
        return f"v{self.facts.setdefault((name, None), len(self.facts))}"

    def constant(self, value: str) -> str:
        for name, known in self.constants.items():
            if known == value:
                return name
        name = f"k{len(self.constants)}"
        self.constants[name] = value
        return name

    def rule(self, rule: Rule) -> str:
        """The lines that set this rule's code; returns the variable."""
        result = f"r{len(self.lines)}"
        lines = [f"{result} = {self.test(rule)}"]
        applies, never = self.truth(rule.applies) if rule.applies else (True, False)
        if not self.certain:
            applies = False
        if applies is not True:
            lines += [
                f"if {_mask(never)}: {result} = {_c(Code.CONDITION_FALSE)}",
                f"elif {_mask(applies)}: pass",
                f"elif {result} is {_PASS}: {result} = {_c(Code.HARMLESS)}",
                f"else: {result} = {_c(Code.UNKNOWN_APPLICABILITY)}",
            ]
        self.lines.append("\n    ".join(lines))
        return result

    def test(self, rule: Rule) -> str:
        """What the test gives, or what its escape makes of it."""
        text = self._test(rule)
        if rule.escape is None:
            return text
        escaped = self._holds(rule.escape)
        return f"(e if (e := {escaped}) is {_PASS} or (r := {text}) is {_FAIL} else r)"

    def _holds(self, test: Holds) -> str:
        yes, no = map(_mask, self.truth(test.tree))
        known = " and ".join(self._known(name) for name in test.facts)
        open_ = f"{_c(Code.ZERO_DENOMINATOR)} if {known} else {_UNREPORTED}" if known else _FAIL
        return f"({_PASS} if {yes} else {_FAIL} if {no} else {open_})"

    def _known(self, name: str) -> str:
        """Whether a fact is reported, as a number or otherwise."""
        if (name, MISSING) in self.facts:
            return self.number(name)[1].text
        return f"{self.other(name)} is not None"

    def _test(self, rule: Rule) -> str:
        missing = _UNREPORTED
        if isinstance(rule.test, Members | Present):
            return self._value_test(rule)
        if isinstance(rule.test, Holds):
            return self._holds(rule.test)
        text = missing
        for route in reversed(rule.measured.routes):
            divisors: list[Source] = []
            n, d = fold.number(route.tree, self.number, divisors)
            inner = self._limits(rule.test, n, d)
            if divisors:
                zero = " and ".join(text_of(divisor) for divisor in divisors)
                inner = f"({inner} if {zero} else {_c(Code.ZERO_DENOMINATOR)})"
            known = " and ".join(self.number(fact)[1].text for fact in route.facts)
            text = f"({inner} if {known} else {text})" if known else inner
        return text

    def _value_test(self, rule: Rule) -> str:
        fact = rule.measured.formula.facts[0]
        absent = Code.AWAITING_JUDGEMENT if rule.basis == "judged" else Code.MISSING_FACT
        if isinstance(rule.test, Members):
            var = self.other(fact)
            options = " or ".join(f"{var} == {self._option(v)}" for v in rule.test.values)
            return f"({_c(absent)} if {var} is None else {_PASS} if {options} else {_FAIL})"
        var = self.other(fact)
        return f"({_c(absent)} if {var} is None else {_FAIL} if {var} is False else {_PASS})"

    def _limits(self, test: Limits | ByCategory | Against, n: Any, d: Any) -> str:
        if isinstance(test, Limits):
            return _decide(_passes(test, n, d), _fails(test, n, d))
        if isinstance(test, Against):
            return self._against(test, n, d)
        var = self.other(test.fact)
        rows = list(test.rows.items())
        passes = [_passes(limits, n, d) for _, limits in rows]
        fails = [_fails(limits, n, d) for _, limits in rows]
        every, none = " and ".join(passes), " and ".join(fails)
        text = f"({_PASS} if {every} else {_FAIL} if {none} else {_open(passes, fails)})"
        for (value, _), yes, no in zip(rows, passes, fails, strict=True):
            text = f"({_decide(yes, no)} if {var} == {self.constant(value)} else {text})"
        return text

    def _against(self, test: Against, n: Any, d: Any) -> str:
        divisors: list[Source] = []
        a, b = fold.number(test.route.tree, self.number, divisors)
        passes = text_of(OPERATORS[comparison(test)].exact(n, d, a, b))
        text = f"({_PASS} if {passes} else {_FAIL})"
        if divisors:
            nonzero = " and ".join(map(text_of, divisors))
            text = f"({text} if {nonzero} else {_c(Code.ZERO_DENOMINATOR)})"
        known = " and ".join(self.number(fact)[1].text for fact in test.route.facts)
        return f"({text} if {known} else {_UNREPORTED})" if known else text

    def truth(self, tree: Tree) -> fold.Masks:
        return fold.truth(tree, self._compare, self._member, self._flag)

    def _compare(self, tree: Binary) -> fold.Masks:
        divisors: list[Source] = []
        a = fold.number(tree.left, self.number, divisors)
        b = fold.number(tree.right, self.number, divisors)
        row = OPERATORS[tree.operator]
        known = Source(" and ".join([*_denominators(a, b), *map(text_of, divisors)]) or "True")
        return (
            known & row.exact(*a, *b),
            known & OPERATORS[row.negation].exact(*a, *b),
        )

    def _member(self, tree: Tree, options: tuple[Quote, ...], wanted: bool) -> fold.Masks:  # noqa: FBT001
        if not isinstance(tree, Name):
            raise TypeError(tree)
        var = self.other(tree.name)
        among = " or ".join(f"{var} == {self._option(q.text)}" for q in options)
        yes = Source(f"({among})")
        no = Source(f"({var} is not None and not ({among}))")
        return (yes, no) if wanted else (no, yes)

    def _option(self, text: str) -> str:
        return {"true": "True", "false": "False"}.get(text) or self.constant(text)

    def _flag(self, name: str) -> fold.Masks:
        var = self.other(name)
        return Source(f"({var} is True)"), Source(f"({var} is False)")

    def functions(self, results: list[str]) -> str:
        """``judge`` and ``row``."""
        unpacked = "".join(
            f"(n{i}, d{i}), " if absent == MISSING else f"v{i}, "
            for i, (_, absent) in enumerate(self.facts)
        )
        values = "".join(
            f"a.value if (a := get(f{i})) else {'missing' if absent == MISSING else 'None'}, "
            for i, (_, absent) in enumerate(self.facts)
        )
        head = [f"{unpacked}= row"] if self.facts else []
        body = [*head, *self.lines, f"return ({''.join(f'{result}, ' for result in results)})"]
        judge = "\n    ".join(["def judge(row):", *body])
        return f"{judge}\n\ndef row(get):\n    return ({values})"


def _denominators(*pairs: tuple[Any, Any]) -> list[str]:
    return [text_of(pair[1]) for pair in pairs if isinstance(pair[1], Source)]


def _mask(mask: Any) -> str:
    return text_of(mask)


def _decide(yes: str, no: str) -> str:
    if no == f"not {yes}":
        return f"({_PASS} if {yes} else {_FAIL})"
    return f"({_PASS} if {yes} else {_FAIL} if {no} else {_c(Code.UNKNOWN_THRESHOLD)})"


def _open(passes: list[str], fails: list[str]) -> str:
    """What is lacking where the rows of a table differ: nothing, if no row's number is known."""
    if any(no == f"not {yes}" for yes, no in zip(passes, fails, strict=True)):
        return _UNREPORTED
    return f"{_UNREPORTED} if {' or '.join(passes + fails)} else {_c(Code.UNKNOWN_THRESHOLD)}"


def _passes(limits: Limits, n: Any, d: Any) -> str:
    return f"({' and '.join(_bound(b, b.passes, n, d, passing=True) for b in limits.bounds)})"


def _fails(limits: Limits, n: Any, d: Any) -> str:
    if all(bound.certain for bound in limits.bounds):
        return f"not {_passes(limits, n, d)}"
    return f"({' or '.join(_bound(b, b.fails, n, d, passing=False) for b in limits.bounds)})"


def _bound(bound: Bound, at: Fraction | None, n: Any, d: Any, *, passing: bool) -> str:
    """Whether n/d certainly satisfies (or breaks) a bound; a number nobody knows never does."""
    if at is None:
        return "False"
    symbol = comparison(bound) if passing else OPERATORS[comparison(bound)].negation
    return text_of(OPERATORS[symbol].exact(n, d, at.numerator, at.denominator))


def comparison(bound: Bound | Against) -> str:
    """The operator that a bound asks for."""
    if bound.lower:
        return ">=" if bound.inclusive else ">"
    return "<=" if bound.inclusive else "<"
