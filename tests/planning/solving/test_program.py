"""What a program takes and refuses, and how it falls into parts."""

import subprocess
import sys
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from sketches import Sketch, shuffling, sketches

from compliance.planning.solving.lexicographic import solve
from compliance.planning.solving.program import Program


def pair() -> Program:
    program = Program()
    program.var("flag", 0, 1)
    program.var("count", -2, 9)
    return program


@given(sketches())
def test_the_order_in_which_it_is_written_leaves_no_trace(sketch: Sketch) -> None:
    """The model is the same however variables and rows were given."""
    assert sketch.program(shuffling(1)).model() == sketch.program(shuffling(2)).model()


@given(sketches())
def test_parts_share_nothing_and_lose_nothing(sketch: Sketch) -> None:
    """Every variable, row and weight is in one part; what a row names is in the row's part."""
    whole, parts = sketch.program().model(), sketch.program().components()
    assert sorted(v for part in parts for v in part.variables) == sorted(whole.variables)
    assert sorted(str(row) for part in parts for row in part.rows) == sorted(map(str, whole.rows))
    for part in parts:
        own = {name for name, _, _ in part.variables}
        assert all(own.issuperset(row.names) for row in part.rows)
    for rank, level in enumerate(whole.levels):
        assert sorted(w for part in parts for w in part.levels[rank].weights) == [*level.weights]


def test_parts_are_no_larger_than_they_need_be() -> None:
    """A chain of rows is one part, a condition ties its row, free variables are one together."""
    program = Program()
    for name in "abcdefgh":
        program.var(name, 0, 1)
    program.row({"a": 1, "b": 1}, 1, None, "one")
    program.row({"b": 1, "c": 1}, 1, None, "two")
    program.row({"d": 1}, 1, None, "three", only_if="e")
    program.row({"f": 1}, 1, None, "four")
    parts = [[name for name, _, _ in part.variables] for part in program.components()]
    assert parts == [["g", "h"], ["a", "b", "c"], ["d", "e"], ["f"]]


@pytest.mark.parametrize("number", [True, 1.0, Fraction(1, 2), "1"])
def test_only_whole_numbers_are_taken(number: Any) -> None:
    """A float, a fraction, a truth value or text is no coefficient, bound or weight."""
    for wrong in (
        lambda: pair().row({"count": number}, 0, None, "row"),
        lambda: pair().row({"count": 1}, number, None, "row"),
        lambda: pair().row({"count": 1}, None, number, "row"),
        lambda: pair().minimise("cost", {"count": number}),
        lambda: pair().var("more", number, 5),
    ):
        with pytest.raises(TypeError):
            wrong()


def test_what_makes_no_sense_is_refused() -> None:
    """Taken and unknown names, bounds the wrong way round, a condition that is no flag."""
    level = pair()
    level.minimise("cost", {"count": 1})
    for wrong in (
        lambda: pair().var("flag", 0, 1),
        lambda: pair().var("", 0, 1),
        lambda: pair().var("more", 5, 4),
        lambda: pair().row({"other": 1}, 0, None, "row"),
        lambda: pair().row({"flag": 1}, 1, 0, "row"),
        lambda: pair().row({"flag": 1}, 1, None, "row", only_if="count"),
        lambda: pair().row({"flag": 1}, 1, None, "row", only_if="other"),
        lambda: pair().minimise("cost", {"other": 1}),
        lambda: level.minimise("cost", {"flag": 1}),
    ):
        with pytest.raises(ValueError, match=r"\w"):
            wrong()


def test_what_64_bits_might_not_hold_is_refused() -> None:
    """A row may reach just below 2**62 and an objective 2**53, and not one more."""
    program = Program()
    program.var("half", 1 - 2**61, 5)
    program.var("money", 0, 2**53)
    program.row({"half": 2}, None, 2**62 - 1, "as far as it may")
    program.row({"half": 2}, 1 - 2**62, None, "as far as it may")
    program.minimise("exactly 2**53", {"money": 1})
    assert solve(program).status == "optimal"
    for wrong in (
        lambda: program.row({"half": 2, "money": 1}, 0, None, "row"),
        lambda: program.row({"money": 1}, None, 2**62, "row"),
        lambda: program.minimise("cost", {"money": -2}),
        lambda: program.var("more", 0, 2**62),
    ):
        with pytest.raises(OverflowError):
            wrong()


def test_variables_too_wide_together_are_refused() -> None:
    """Each fits by itself, but not their sum: an error, and no wrong answer."""
    program = Program()
    names = [program.var(name, -(2**60), 2**60) for name in "abcdefgh"]
    for one, other in pairwise(names):
        program.row({one: 1, other: -1}, 0, None, "tied")
    with pytest.raises(OverflowError):
        solve(program)


def test_writing_a_program_needs_no_solver() -> None:
    """The modules are imported, and a program made, without ortools being loaded."""
    code = (
        "import sys; from compliance.planning.solving import conflict, program;"
        "program.Program().var('a', 0, 1); print('ortools' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
