"""Parts that share one sum of money: the first level is what solving the whole at once gives."""

from random import Random

import pytest

from compliance.planning.solving import lexicographic
from compliance.planning.solving.budget import shared_money, solve
from compliance.planning.solving.program import Program

RUN = {"seconds": 20.0, "workers": 8, "seed": 0}


def parts(random: Random, money: int) -> Program:
    """Two to four parts, in each of which one to three things may be mended at a price."""
    program = Program()
    fails, moved, cost = dict[str, int](), dict[str, int](), dict[str, int]()
    for part in range(random.randint(2, 4)):
        names = [f"{part} {n}" for n in range(random.randint(1, 3))]
        for name in names:
            program.var(f"mend {name}", 0, 1)
            program.var(f"fail {name}", 0, 1)
            program.row({f"mend {name}": 1, f"fail {name}": 1}, 1, None, name)
            fails[f"fail {name}"] = random.randint(1, 4)
            moved[f"mend {name}"] = random.randint(0, 3)
            cost[f"mend {name}"] = random.randint(1, 6)
        program.row({f"mend {name}": 1 for name in names}, 0, 2, f"tie {part}")
    program.row(cost, None, money, "money", facet="budget")
    program.minimise("failing", fails)
    program.minimise("moved", moved)
    program.minimise("cost", cost)
    return program


@pytest.mark.parametrize("seed", range(12))
def test_the_first_level_is_that_of_the_whole(seed: int) -> None:
    """Whatever the money, as many fail as in the best answer of all at once, and it is proven."""
    random = Random(seed)  # noqa: S311 - test data
    money = random.randint(0, 12)
    whole = lexicographic.solve(parts(Random(seed), money), **RUN)  # noqa: S311 - as above
    found = solve(parts(Random(seed), money), "budget", **RUN)  # noqa: S311 - as above
    assert found.levels[0] == whole.levels[0]
    assert found.levels[0].proven
    assert sum(level.value for level in found.levels[2:]) <= money
    assert found.reproducible


def test_money_that_is_enough_is_no_limit() -> None:
    """Where all that is wanted can be paid, every level is proven."""
    program = parts(Random(1), 100)  # noqa: S311 - test data
    found = solve(program, "budget", **RUN)
    assert found.status == "optimal"
    assert found.levels == lexicographic.solve(program, **RUN).levels


def test_no_part_can_do_with_less_than_it_needs() -> None:
    """Two that must be mended at 5 each are not to be had for 9."""
    program = Program()
    for name in "ab":
        program.var(name, 0, 1)
        program.row({name: 1}, 1, 1, f"must {name}")
    program.row({"a": 5, "b": 5}, None, 9, "money", facet="budget")
    program.minimise("cost", {"a": 5, "b": 5})
    assert solve(program, "budget", **RUN).status == "infeasible"


def test_what_another_row_ties_together_is_solved_at_once() -> None:
    """With a row over both parts as well there are no parts to solve apart."""
    program = parts(Random(2), 6)  # noqa: S311 - test data
    assert shared_money(program.model(), "budget") is not None
    every = {name: 1 for name, _, _ in program.model().variables}
    program.row(every, None, 99, "all")
    assert shared_money(program.model(), "budget") is None
