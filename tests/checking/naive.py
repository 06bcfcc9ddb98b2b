"""Rules made at random, and what they mean: Python reads the text, Fraction and None compute."""

import ast
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from random import Random

from compliance.checking.engine.ruling import Code
from compliance.errors import Place
from compliance.expressions.parse import parse
from compliance.expressions.tree import names
from compliance.intake.school import Reported
from compliance.rulebook.rule import (
    Against,
    Bound,
    ByCategory,
    Holds,
    Limits,
    Measured,
    Members,
    Present,
    Route,
    Rule,
    Source,
    Test,
)
from compliance.text import Text
from compliance.units import Unit

NUMBERS = ("a", "b", "c", "d")
CATEGORY, FLAG = "kind", "built"
VALUES = ("x", "y", "z")
Facts = dict[str, Fraction | str | bool]
SOURCE = Source("", "", True, "", "", (), Place(), "")  # noqa: FBT003


@dataclass(frozen=True)
class Made:
    """A rule's texts and test, before the library has read them."""

    formulas: tuple[str, ...]
    test: Test
    condition: str
    fact: str
    against: str = ""
    escape: str = ""

    def rule(self) -> Rule:
        """What the library makes of the texts."""
        texts = self.formulas or ("0" if isinstance(self.test, Holds) else self.fact,)
        routes = [Route(tree, tuple(dict.fromkeys(names(tree)))) for tree in map(parse, texts)]
        applies = parse(self.condition) if self.condition else None
        return Rule(
            "rule", Text("", ""), SOURCE, "shall", "computed",
            Measured(Text("", ""), Unit("", Fraction(1), ()), tuple(routes), len(routes) - 1),
            "at_least", "", self.test, applies,
            tuple(dict.fromkeys(names(applies))) if applies else (),
            _holds(self.escape) if self.escape else None,
        )  # fmt: skip


def _holds(text: str) -> Holds:
    tree = parse(text)
    return Holds(tree, tuple(dict.fromkeys(names(tree))))


def reported(facts: Facts) -> dict[str, Reported]:
    """Facts as intake gives them; pairs need not be reduced."""
    return {
        name: Reported(
            (value.numerator * 3, value.denominator * 3) if isinstance(value, Fraction) else value,
            "", "",
        )
        for name, value in facts.items()
    }  # fmt: skip


def case(random: Random) -> tuple[Made, Facts]:
    """A rule and facts: a third on a threshold, a tenth of the facts missing, some zero."""
    facts = _facts(random)
    if random.random() < 0.1:
        fact = random.choice([CATEGORY, FLAG])
        known = VALUES if fact == CATEGORY else ("true", "false")
        test: Test = random.choice([Present(), Members((known[0],)), Members(known)])
        return Made((), test, condition(random, 2), fact), facts
    escape = condition(random, 1) if random.random() < 0.2 else ""
    if random.random() < 0.06:
        text = condition(random, 1)
        return Made((), _holds(text), condition(random, 2), text, escape=escape), facts
    formulas = tuple(formula(random) for _ in range(random.choice([1, 1, 2])))
    if random.random() < 0.08:
        other = random.choice([formula(random), formulas[0]])
        tree = parse(other)
        test = Against(random.random() < 0.5, random.random() < 0.5,
                       Route(tree, tuple(dict.fromkeys(names(tree)))))  # fmt: skip
        return Made(formulas, test, condition(random, 2), "", other, escape), facts
    line = measured(formulas, facts)
    on_it = isinstance(line, Fraction) and random.random() < 0.9
    number = line if on_it and isinstance(line, Fraction) else _number(random)
    test = limits(random, number)
    if random.random() < 0.25:
        test = ByCategory(CATEGORY, {v: limits(random, _near(random, number)) for v in VALUES})
    return Made(formulas, test, condition(random, 2), "", escape=escape), facts


def _facts(random: Random) -> Facts:
    facts: Facts = {name: _number(random) for name in NUMBERS}
    facts |= {CATEGORY: random.choice(VALUES), FLAG: random.random() < 0.5}
    return {name: value for name, value in facts.items() if random.random() >= 0.1}


def _number(random: Random) -> Fraction:
    return Fraction(random.choice([0, 1, 2, 3, random.randrange(10**6)]), random.choice([1, 100]))


def _near(random: Random, number: Fraction) -> Fraction:
    return random.choice([number, number + Fraction(1, 7), number / 2])


def formula(random: Random) -> str:
    """Sums of products; a difference only where nothing multiplies or divides it."""
    return _sum(random, 2, signs="+-")


def _sum(random: Random, depth: int, signs: str = "+") -> str:
    text = _product(random, depth)
    for _ in range(random.choice([0, 0, 1, 2])):
        text += f" {random.choice(signs)} {_product(random, depth)}"
    return text


def _product(random: Random, depth: int) -> str:
    text = _atom(random, depth)
    for _ in range(random.choice([0, 0, 1, 2])):
        text += f" {random.choice('*/')} {_atom(random, depth)}"
    return text


def _atom(random: Random, depth: int) -> str:
    if depth and random.random() < 0.3:
        return f"({_sum(random, depth - 1)})"
    if depth and random.random() < 0.2:
        function = random.choice(["min", "max"])
        return f"{function}({_sum(random, depth - 1)}, {_sum(random, depth - 1)})"
    return random.choice(NUMBERS) if random.random() < 0.85 else str(random.randrange(5))


def limits(random: Random, number: Fraction) -> Limits:
    """One bound or two around a number, some of them lost."""
    if random.random() < 0.2:
        other = number + Fraction(random.randrange(3), 3)
        # the two sides of a band both belong to it, so that no band is empty
        return Limits(tuple(
            _bound(random, at, lower=lower, inclusive=True)
            for lower, at in ((True, number), (False, other))
        ))  # fmt: skip
    lower, inclusive = random.random() < 0.5, random.random() < 0.5
    return Limits((_bound(random, number, lower=lower, inclusive=inclusive),))


def _bound(random: Random, number: Fraction, *, lower: bool, inclusive: bool) -> Bound:
    if random.random() < 0.7:
        return Bound(lower, inclusive, number, number)
    other = number + (-1 if lower else 1) * Fraction(random.randrange(4))
    passes, fails = random.choice([(number, other), (number, None), (None, number), (None, None)])
    return Bound(lower, inclusive, passes, fails)


def condition(random: Random, depth: int) -> str:
    """A condition over numbers, a category and a flag; sometimes none at all."""
    if depth == 2 and random.random() < 0.4:
        return ""
    if depth and random.random() < 0.5:
        a, b = condition(random, depth - 1), condition(random, depth - 1)
        return random.choice([f"({a}) and ({b})", f"({a}) or ({b})", f"not ({a})", f"{a} and {b}"])
    sign = random.choice(["==", "!=", ">=", "<=", ">", "<"])
    name = random.choice(NUMBERS)
    return random.choice([
        FLAG, f'{FLAG} == "true"', f'{CATEGORY} == "{random.choice(VALUES)}"',
        f'{CATEGORY} != "x"', f'{CATEGORY} in ["x", "z"]', f"{name} {sign} {random.randrange(4)}",
        f"{name} {sign} {random.choice(NUMBERS)}", f"{name} / {random.choice(NUMBERS)} {sign} 1",
        f"{name} + {random.choice(NUMBERS)} {sign} {name} * 2",
    ])  # fmt: skip


def measured(formulas: tuple[str, ...], facts: Mapping[str, object]) -> Fraction | Code:
    """The value of the first formula whose facts are all known, or why there is none."""
    for text in formulas:
        tree = ast.parse(text, mode="eval").body
        if all(name in facts for name in read(tree)):
            try:
                return value(tree, facts)
            except ZeroDivisionError:
                return Code.ZERO_DENOMINATOR
    return Code.MISSING_FACT


def read(tree: ast.expr) -> set[str]:
    """Every fact that a text reads."""
    found = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    return found - {"min", "max"}


def value(  # noqa: PLR0911 - one return an operation
    tree: ast.expr, facts: Mapping[str, object]
) -> Fraction:
    if isinstance(tree, ast.BinOp):
        a, b = value(tree.left, facts), value(tree.right, facts)
        match tree.op:
            case ast.Add():
                return a + b
            case ast.Sub():
                return a - b
            case ast.Mult():
                return a * b
        return a / b
    if isinstance(tree, ast.Call):
        assert isinstance(tree.func, ast.Name)
        return {"min": min, "max": max}[tree.func.id](value(one, facts) for one in tree.args)
    if isinstance(tree, ast.Name):
        found = facts[tree.id]
        assert isinstance(found, Fraction)
        return found
    assert isinstance(tree, ast.Constant)
    return Fraction(tree.value)


def truth(tree: ast.expr, facts: Mapping[str, object]) -> bool | None:
    """Three values: None is not known."""
    if isinstance(tree, ast.BoolOp):
        sides = [truth(side, facts) for side in tree.values]
        decides = isinstance(tree.op, ast.Or)
        return decides if decides in sides else None if None in sides else not decides
    if isinstance(tree, ast.UnaryOp):
        inner = truth(tree.operand, facts)
        return None if inner is None else not inner
    if isinstance(tree, ast.Name):
        found = facts.get(tree.id)
        return None if found is None else bool(found)
    assert isinstance(tree, ast.Compare)
    (sign,), (right,) = tree.ops, tree.comparators
    if isinstance(right, ast.List) or isinstance(getattr(right, "value", None), str):
        return _among(tree.left, sign, right, facts)
    return _compared(tree.left, sign, right, facts)


def _among(left: ast.expr, sign: ast.cmpop, right: ast.expr, facts: Mapping[str, object]
           ) -> bool | None:  # fmt: skip
    assert isinstance(left, ast.Name)
    found = facts.get(left.id)
    if found is None:
        return None
    options = ast.literal_eval(right)
    word = {True: "true", False: "false"}[found] if isinstance(found, bool) else found
    inside = word in options if isinstance(options, list) else word == options
    return inside != isinstance(sign, ast.NotEq)


def _compared(left: ast.expr, sign: ast.cmpop, right: ast.expr, facts: Mapping[str, object]
              ) -> bool | None:  # fmt: skip
    try:
        a, b = value(left, facts), value(right, facts)
    except (KeyError, ZeroDivisionError):
        return None
    return {
        ast.Eq: a == b, ast.NotEq: a != b, ast.GtE: a >= b, ast.LtE: a <= b,
        ast.Gt: a > b, ast.Lt: a < b,
    }[type(sign)]  # fmt: skip


def ruling(bounds: Limits, at: Fraction) -> Code:
    """What bounds say of a value."""
    if all(_side(bound, bound.passes, at) is True for bound in bounds.bounds):
        return Code.PASS
    broken = any(_side(bound, bound.fails, at) is False for bound in bounds.bounds)
    return Code.FAIL if broken else Code.UNKNOWN_THRESHOLD


def _side(bound: Bound, number: Fraction | None, at: Fraction) -> bool | None:
    if number is None:
        return None
    if at == number:
        return bound.inclusive
    return (at > number) == bound.lower


def code(made: Made, facts: Facts) -> Code:
    """The ruling of a rule, by its words."""
    found = _test(made, facts)
    if not made.condition:
        return found
    holds = truth(ast.parse(made.condition, mode="eval").body, facts)
    if holds is False:
        return Code.CONDITION_FALSE
    if holds:
        return found
    return Code.HARMLESS if found is Code.PASS else Code.UNKNOWN_APPLICABILITY


def _test(made: Made, facts: Facts) -> Code:
    found = _plain_test(made, facts)
    if not made.escape or found is Code.PASS:
        return found
    escaped = _held(made.escape, facts)
    return escaped if escaped is Code.PASS or found is Code.FAIL else found


def _held(text: str, facts: Facts) -> Code:
    tree = ast.parse(text, mode="eval").body
    found = truth(tree, facts)
    if found is not None:
        return Code.PASS if found else Code.FAIL
    return Code.ZERO_DENOMINATOR if read(tree) <= facts.keys() else Code.MISSING_FACT


def _plain_test(made: Made, facts: Facts) -> Code:  # noqa: PLR0911 - one a kind of test
    if isinstance(made.test, Present | Members):
        return _of_word(made.test, facts.get(made.fact))
    if isinstance(made.test, Holds):
        return _held(made.fact, facts)
    at = measured(made.formulas, facts)
    if isinstance(at, Code):
        return at
    if isinstance(made.test, Against):
        line = measured((made.against,), facts)
        if isinstance(line, Code):
            return line
        bound = Bound(made.test.lower, made.test.inclusive, line, line)
        return ruling(Limits((bound,)), at)
    if isinstance(made.test, Limits):
        return ruling(made.test, at)
    row = facts.get(CATEGORY)
    if row is not None:
        return ruling(made.test.rows[str(row)], at)
    codes = {ruling(row_, at) for row_ in made.test.rows.values()}
    agreed = codes in ({Code.PASS}, {Code.FAIL}, {Code.UNKNOWN_THRESHOLD})
    return codes.pop() if agreed else Code.MISSING_FACT  # else the category would help


def _of_word(test: Present | Members, found: object) -> Code:
    if found is None:
        return Code.MISSING_FACT
    word = {True: "true", False: "false"}[found] if isinstance(found, bool) else found
    if isinstance(test, Members):
        return Code.PASS if word in test.values else Code.FAIL
    return Code.FAIL if found is False else Code.PASS
