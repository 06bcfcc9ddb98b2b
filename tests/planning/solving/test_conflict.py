"""Which rules stand in the way, against every assignment tried one by one."""

from collections import Counter
from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from sketches import FACETS, Sketch, shuffling, sketches

from compliance.planning.solving.conflict import conflict, relaxations
from compliance.planning.solving.program import Program

SEEN: Counter[int] = Counter()


def possible(sketch: Sketch, facets: tuple[str, ...]) -> bool:
    return any(sketch.solutions(without=set(FACETS) - set(facets)))


@settings(max_examples=200, deadline=None, derandomize=True)
@given(sketches(faceted=True))
def conflicts(sketch: Sketch) -> None:
    if possible(sketch, FACETS):
        with pytest.raises(ValueError, match="has a solution"):
            conflict(sketch.program(), workers=1)
        return
    found = conflict(sketch.program(), workers=1)
    SEEN[len(found)] += 1
    assert not possible(sketch, found)
    fewer = chain.from_iterable(combinations(found, size) for size in range(len(found)))
    assert all(possible(sketch, less) for less in fewer)
    assert conflict(sketch.program(shuffling(3)), seed=1, workers=2) == found


def test_a_conflict_cannot_hold_and_any_part_of_it_can() -> None:
    """Of random impossible programs: no assignment with all its facets, some with any fewer."""
    SEEN.clear()
    conflicts()
    assert SEEN[1] >= 10
    assert SEEN[2] + SEEN[3] >= 10


@settings(max_examples=100, deadline=None, derandomize=True)
@given(sketches(faceted=True))
def test_relaxations_are_the_best_of_all_assignments_without_the_facet(sketch: Sketch) -> None:
    """The value of the last level, those above it first, among what holds without one facet."""
    if not sketch.levels:
        return
    rank = len(sketch.levels) - 1
    found = relaxations(sketch.program(), f"level {rank}", workers=1)
    assert [each.facet for each in found] == sorted({row.facet for row in sketch.rows} - {""})
    for facet, value, proven in found:
        merits = [sketch.merit(values) for values in sketch.solutions(without={facet})]
        assert (value, proven) == (min(merits)[rank] if merits else None, True)


def test_a_conflict_spans_no_more_than_the_part_that_has_it() -> None:
    """Where one part needs two facets to fail and another one alone, the one is the answer."""
    program = Program()
    one, other = program.var("one", 0, 9), program.var("other", 0, 9)
    program.row({one: 1}, 5, None, "at least", facet="enrolment")
    program.row({one: 1}, None, 4, "at most", facet="land")
    program.row({other: 1}, 10, None, "too many", facet="land")
    assert conflict(program) == ("land",)


def test_rows_of_no_facet_that_cannot_hold_blame_none() -> None:
    """Where the rows without facet are impossible by themselves, the conflict names nothing."""
    program = Program()
    one = program.var("one", 0, 9)
    program.row({one: 2}, 5, 5, "half a school")
    program.row({one: 1}, 5, None, "at least", facet="enrolment")
    assert conflict(program) == ()


def test_without_time_no_conflict_is_claimed() -> None:
    """No seconds: that is said, instead of facets that may do no harm."""
    program = Program()
    names = [program.var(f"{i} in {j}", 0, 1) for i in range(9) for j in range(8)]
    for i in range(9):
        program.row({f"{i} in {j}": 1 for j in range(8)}, 1, None, f"somewhere {i}", facet="all")
    for j in range(8):
        program.row({f"{i} in {j}": 1 for i in range(9)}, None, 1, f"alone {j}", facet="alone")
    assert len(names) == 72
    with pytest.raises(TimeoutError):
        conflict(program, seconds=0)
    assert conflict(program) == ("all", "alone")


def test_the_level_must_exist() -> None:
    """Relaxations of a level that the program does not have are refused."""
    with pytest.raises(ValueError, match="cost"):
        relaxations(Program(), "cost")
