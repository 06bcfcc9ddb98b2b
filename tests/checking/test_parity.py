"""Three readings of one rule agree: the compiled engine, the fold over spans, plain Fractions."""

from collections import Counter
from dataclasses import replace
from random import Random

import naive
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from compliance.checking.engine import bounded
from compliance.checking.engine.exact import Engine
from compliance.checking.engine.ruling import Code, unless_applicable
from compliance.expressions import operators
from compliance.expressions.operators import OPERATORS, Operator

NOBODY = frozenset[str]()


def codes(random: Random) -> tuple[Code, Code, Code]:
    """By the compiled engine, by the fold over spans, by the test's own evaluator."""
    made, facts = naive.case(random)
    rule, given_ = made.rule(), naive.reported(facts)
    engine = Engine([rule])
    compiled = Code(engine.judge(engine.row(given_))[0])
    return compiled, bounded.judge(rule, given_, NOBODY), naive.code(made, facts)


@settings(deadline=None, max_examples=400)
@given(random=st.randoms(use_true_random=False))
def test_engines_agree_on_every_code(random: Random) -> None:
    """For any rule and any facts, three independent readings give one code."""
    compiled, folded, plain = codes(random)
    assert compiled == folded == plain


@pytest.mark.fuzz
def test_engines_agree_on_every_code_of_100_000() -> None:
    """The same for 100 000 rules from one seed."""
    random = Random(2016)  # noqa: S311
    wrong = [n for n in range(100_000) if len(set(codes(random))) != 1]
    assert wrong == []


def test_the_cases_reach_every_ruling_and_often_the_line() -> None:
    """Passes, failures, and every reason that one clause over exact figures can have."""
    random = Random(1)  # noqa: S311
    seen, on_the_line, missing, facts_given = Counter[Code](), 0, 0, 0
    for _ in range(2000):
        made, facts = naive.case(random)
        seen[naive.code(made, facts)] += 1
        at = naive.measured(made.formulas, facts)
        rows = getattr(made.test, "rows", {"": made.test}).values()
        bounds = [bound for row in rows for bound in getattr(row, "bounds", ())]
        on_the_line += any(at in (bound.passes, bound.fails) for bound in bounds)
        missing += 6 - len(facts)
        facts_given += 6
    assert on_the_line > 2000 / 3
    assert facts_given / 12 < missing < facts_given / 8
    assert set(seen) == {
        Code.PASS, Code.FAIL, Code.MISSING_FACT, Code.ZERO_DENOMINATOR, Code.UNKNOWN_THRESHOLD,
        Code.UNKNOWN_APPLICABILITY, Code.HARMLESS, Code.CONDITION_FALSE,
    }  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(random=st.randoms(use_true_random=False))
def test_where_the_day_in_force_is_unknown_no_engine_passes_or_fails(random: Random) -> None:
    """Both engines turn a pass into harmless and everything else into unknown applicability."""
    made, facts = naive.case(random)
    rule, given_ = made.rule(), naive.reported(facts)
    engine = Engine([rule], certain=False)
    compiled = Code(engine.judge(engine.row(given_))[0])
    assert compiled == unless_applicable(bounded.judge(rule, given_, NOBODY))
    assert compiled in (Code.HARMLESS, Code.UNKNOWN_APPLICABILITY, Code.CONDITION_FALSE)


def swapped(symbol: str, other: str) -> Operator:
    return replace(OPERATORS[symbol], exact=OPERATORS[other].exact)


WRONG_ROWS = {
    "+ subtracts": swapped("+", "-"),
    "- adds": swapped("-", "+"),
    "* divides": swapped("*", "/"),
    "/ multiplies": swapped("/", "*"),
    "/ ignores a divisor of zero": replace(OPERATORS["/"], divides=False),
    ">= is strict": swapped(">=", ">"),
    "> is not strict": swapped(">", ">="),
    "<= is strict": swapped("<=", "<"),
    "< is not strict": swapped("<", "<="),
    "== is !=": swapped("==", "!="),
    "!= is ==": swapped("!=", "=="),
    "== negates to itself": replace(OPERATORS["=="], negation="=="),
    ">= negates to <=": replace(OPERATORS[">="], negation="<="),
    "> negates to <": replace(OPERATORS[">"], negation="<"),
    "<= negates to >=": replace(OPERATORS["<="], negation=">="),
    "< negates to >": replace(OPERATORS["<"], negation=">"),
    "and is or": swapped("and", "or"),
    "or is and": swapped("or", "and"),
    "and binds like or": replace(OPERATORS["and"], binds=1),
    "+ binds like *": replace(OPERATORS["+"], binds=6),
    "* binds like +": replace(OPERATORS["*"], binds=5),
    "min is max": swapped("min", "max"),
    "max is min": swapped("max", "min"),
}


def disagree(count: int) -> bool:
    random = Random(7)  # noqa: S311
    for _ in range(count):
        try:
            if len(set(codes(random))) != 1:
                return True
        except (ArithmeticError, ValueError):  # a wrong row may also break an engine
            return True
    return False


def test_the_table_as_it_stands_has_no_disagreement() -> None:
    """The sample that unmasks wrong rows finds nothing wrong with the right ones."""
    assert not disagree(800)


@pytest.mark.parametrize("wrong", WRONG_ROWS)
def test_a_wrong_row_of_the_table_is_noticed(wrong: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each engine only folds over the table, so one wrong row shows against plain Fractions."""
    row = WRONG_ROWS[wrong]
    assert OPERATORS is operators.OPERATORS
    monkeypatch.setitem(OPERATORS, row.symbol, row)
    assert disagree(800)


def test_every_row_of_the_table_has_a_wrong_twin() -> None:
    """A new operator cannot enter the table without a test that would notice it being wrong."""
    assert {row.symbol for row in WRONG_ROWS.values()} == set(OPERATORS)
