"""All levels and the one solution, against every assignment tried one by one."""

import sys
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from sketches import Demand, Sketch, shuffling, sketches

from compliance.errors import MissingExtra
from compliance.planning.solving.lexicographic import solve
from compliance.planning.solving.program import Program

SEEN: Counter[str] = Counter()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(sketches())
def against_all(sketch: Sketch) -> None:
    found = solve(sketch.program(), workers=1)
    SEEN[found.status] += 1
    every = list(sketch.solutions())
    if not every:
        assert (found.status, found.levels, found.values) == ("infeasible", (), {})
        return
    ranked = sorted(every, key=lambda values: (sketch.merit(values), sketch.tie(values)))
    SEEN["tied"] += len(ranked) > 1 and sketch.merit(ranked[0]) == sketch.merit(ranked[1])
    assert len({(sketch.merit(values), sketch.tie(values)) for values in every}) == len(every)
    assert (found.status, found.reproducible) == ("optimal", True)
    assert tuple(level.value for level in found.levels) == sketch.merit(ranked[0])
    assert all(level.proven for level in found.levels)
    assert found.values == ranked[0]


def test_every_level_and_the_tie_break_are_the_best_of_all_assignments() -> None:
    """300 small programs: the values are those that trying everything finds, and no others tie."""
    SEEN.clear()
    against_all()
    assert SEEN["infeasible"] >= 20
    assert SEEN["tied"] >= 50


def matching(size: int) -> Sketch:
    """As many people as tasks, any with any at the same cost, so that all plans are equal."""
    names = {f"{i} does {j}": (0, 1) for i in range(size) for j in range(size)}
    each = [{f"{i} does {j}": 1 for j in range(size)} for i in range(size)]
    every = [{f"{i} does {j}": 1 for i in range(size)} for j in range(size)]
    rows = [Demand(weights, 1, 1, None, "") for weights in (*each, *every)]
    return Sketch(names, rows, [dict.fromkeys(names, 1)])


def test_neither_order_nor_seed_nor_workers_change_the_solution() -> None:
    """Of 720 equally good plans the same one comes out, however it is written and searched for."""
    sketch = matching(6)
    found = {
        tuple(solve(sketch.program(shuffling(seed)), seed=seed, workers=workers).values.items())
        for seed in range(3)
        for workers in (1, 2, 8)
    }
    assert len(found) == 1


def test_two_processes_find_what_one_finds() -> None:
    """The parts of a program come to the same, whichever process solves them."""
    program = Program()
    for part in "abc":
        one, other = program.var(f"{part} one", 0, 1), program.var(f"{part} other", 0, 9)
        program.row({one: 7, other: 2}, 9, None, part)
    program.minimise("cost", {f"{part} other": 1 for part in "abc"})
    assert len(program.components()) == 3
    assert solve(program, processes=2) == solve(program)
    assert [level.value for level in solve(program).levels] == [3]


def test_without_time_nothing_is_claimed() -> None:
    """No seconds: neither a solution nor that there is none, and nothing is proven."""
    found = solve(matching(6).program(), seconds=0)
    assert (found.status, found.values, found.reproducible) == ("unknown", {}, False)


def test_what_is_not_proven_says_so() -> None:
    """Stopped early, a hard level keeps a bound below its value, and the plan is not the one."""
    program = Program()
    order = shuffling(7)
    names = [program.var(f"v{number:02}", 0, 1) for number in range(60)]
    for number in range(5):
        weights = {name: order.randint(0, 99) for name in names}
        middle = sum(weights.values()) // 2
        slack = (program.var(f"over {number}", 0, 9999), program.var(f"under {number}", 0, 9999))
        program.row(weights | {slack[0]: -1, slack[1]: 1}, middle, middle, f"split {number}")
    program.minimise("slack", {f"{side} {n}": 1 for side in ("over", "under") for n in range(5)})
    found = solve(program, seconds=2)
    assert (found.status, found.reproducible) == ("feasible", False)
    assert found.levels[0].bound < found.levels[0].value
    assert program.model().broken(found.values) == ()


def test_a_tie_break_that_cannot_tell_is_not_called_reproducible() -> None:
    """Variables so wide that hashed weights would have to be small leave the answer open."""
    program = Program()
    program.var("wide", 0, 2**50)
    found = solve(program)
    assert (found.status, found.reproducible) == ("optimal", False)


def test_a_value_beyond_32_bits_is_exact() -> None:
    """A level near 2**53 comes to its last digit."""
    program = Program()
    program.row({program.var("money", 0, 2**53): 1}, 2**53 - 5, None, "at least")
    program.minimise("cost", {"money": 1})
    (level,) = solve(program).levels
    assert (level.value, level.bound) == (9007199254740987, 9007199254740987)


def test_without_ortools_the_error_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ortools is not installed, the pip line is in the message."""
    for name in ("ortools", "ortools.sat", "ortools.sat.python"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(MissingExtra, match=r"school-compliance\[plan\]"):
        solve(matching(2).program())


def test_ortools_that_cannot_be_loaded_is_not_called_missing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where another library stands in its way, the error says so instead of a pip line."""
    (tmp_path / "ortools.py").write_text("raise ImportError('undefined symbol: Highs')", "utf-8")
    for name in [name for name in sys.modules if name.split(".")[0] == "ortools"]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(MissingExtra, match="undefined symbol: Highs") as refused:
        solve(matching(2).program())
    assert refused.value.code == "library-not-loaded"
