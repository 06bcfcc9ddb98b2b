"""Small programs as plain data, and every assignment of them, tried one by one."""

import hashlib
from collections.abc import Collection, Iterator
from itertools import product
from random import Random
from typing import Any, NamedTuple

from hypothesis import strategies as st

from compliance.planning.solving.program import Program

Values = dict[str, int]
FACETS = ("budget", "enrolment", "land", "teachers")


def shuffling(seed: int) -> Random:
    """An order that is the same each time."""
    return Random(seed)  # noqa: S311 - test data


class Demand(NamedTuple):
    """One row as it was drawn."""

    coefficients: Values
    low: int | None
    high: int | None
    only_if: str | None
    facet: str


class Sketch(NamedTuple):
    """A program as it was drawn: names with lowest and highest value, rows, levels."""

    variables: dict[str, tuple[int, int]]
    rows: list[Demand]
    levels: list[Values]

    def program(self, order: Random | None = None) -> Program:
        """The program, its parts given in another order if there is one."""

        def mixed(items: Collection[Any]) -> list[Any]:
            return order.sample(list(items), len(items)) if order else list(items)

        program = Program()
        for name, bounds in mixed(self.variables.items()):
            program.var(name, *bounds)
        for place, row in mixed(list(enumerate(self.rows))):
            weights = dict(mixed(row.coefficients.items()))
            program.row(weights, row.low, row.high, f"row {place}", row.only_if, row.facet)
        for rank, weights in enumerate(self.levels):
            program.minimise(f"level {rank}", dict(mixed(weights.items())))
        return program

    def solutions(self, without: Collection[str] = ()) -> Iterator[Values]:
        """Every assignment that holds, rows of the facets ``without`` left out."""
        ranges = [range(low, high + 1) for low, high in self.variables.values()]
        rows = [row for row in self.rows if row.facet not in without]
        for numbers in product(*ranges):
            values = dict(zip(self.variables, numbers, strict=True))
            if all(_holds(row, values) for row in rows):
                yield values

    def merit(self, values: Values) -> tuple[int, ...]:
        """What each level comes to, in order of rank."""
        return tuple(sum(w * values[n] for n, w in level.items()) for level in self.levels)

    def tie(self, values: Values) -> tuple[int, ...]:
        """What the tie-break comes to: forty bits of a hash, plus one, for each name."""
        two = [name for name, (low, high) in self.variables.items() if high == low + 1]
        more = [name for name, (low, high) in self.variables.items() if high > low + 1]
        return tuple(
            sum(_hash(salt, name) * values[name] for name in names)
            for salt, names in (("flags", two), ("first", more), ("second", more))
        )


def _holds(row: Demand, values: Values) -> bool:
    if row.only_if and values[row.only_if] == 0:
        return True
    activity = sum(weight * values[name] for name, weight in row.coefficients.items())
    return not ((row.low is not None and activity < row.low)
                or (row.high is not None and activity > row.high))  # fmt: skip


def _hash(salt: str, name: str) -> int:
    return int(hashlib.sha256(f"{salt}:{name}".encode()).hexdigest()[:10], 16) + 1


@st.composite
def sketches(draw: st.DrawFn, *, faceted: bool = False) -> Sketch:
    """Two to seven variables of at most four values, up to three levels.

    Most rows can be held by themselves, so that it takes several to make a program impossible.
    """
    names = [f"v{number}" for number in range(draw(st.integers(2, 7)))]
    lows = {name: draw(st.integers(-3, 3)) for name in names}
    wide = {name: (low, low + draw(st.integers(1, 3))) for name, low in lows.items()}
    flags = {name: (0, 1) for name in names if draw(st.booleans())}
    variables = wide | flags
    weights = st.dictionaries(
        st.sampled_from(names), st.integers(-4, 4), min_size=faceted, max_size=3
    )

    def demand() -> Demand:
        coefficients = draw(weights)
        some = {name: draw(st.integers(*variables[name])) for name in coefficients}
        reached = sum(weight * some[name] for name, weight in coefficients.items())
        beyond = draw(st.sampled_from([0] * 9 + [9]))
        least, most = reached + beyond, reached - beyond
        sides = [(least, None), (None, most), (reached, least)]
        low, high = draw(st.sampled_from(sides))
        condition = draw(st.sampled_from([None, None, *flags]))
        facet = draw(st.sampled_from(["", *FACETS, *FACETS])) if faceted else ""
        return Demand(coefficients, low, high, condition, facet)

    rows = [demand() for _ in range(draw(st.integers(4, 12) if faceted else st.integers(0, 6)))]
    return Sketch(variables, rows, draw(st.lists(weights, max_size=3)))
