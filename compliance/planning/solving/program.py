"""An integer program that knows no solver: variables, rows, and objectives in order of rank."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

MOST = 2**62 - 1
"""No row may reach beyond this in size, so that 64 bits hold it whatever is added on the way."""
MOST_VALUE = 2**53
"""No objective may: solvers report its value in floating point, exact up to here."""

Weights = tuple[tuple[str, int], ...]
"""Variables with their coefficients, sorted by name, none of them zero."""


class Row(NamedTuple):
    """``low <= sum of coefficient x variable <= high``, always or only while ``only_if`` is 1.

    ``facet`` names the rule of the policy that the row belongs to; a row without one always holds.
    """

    label: str
    weights: Weights
    low: int | None
    high: int | None
    only_if: str | None
    facet: str

    def holds(self, values: Mapping[str, int]) -> bool:
        """Whether the row holds exactly for these values of all its variables."""
        if self.only_if is not None and not values[self.only_if]:
            return True
        activity = total(self.weights, values)
        return (self.low is None or activity >= self.low) and (
            self.high is None or activity <= self.high
        )

    @property
    def names(self) -> list[str]:
        """The variables that the row ties together."""
        return [*(name for name, _ in self.weights), *([self.only_if] if self.only_if else [])]


class Objective(NamedTuple):
    """What one level minimises."""

    name: str
    weights: Weights


@dataclass(frozen=True, slots=True)
class Model:
    """A program as it stood, in an order that does not depend on how it was put together.

    ``variables`` are (name, lowest value, highest value).
    """

    variables: tuple[tuple[str, int, int], ...]
    rows: tuple[Row, ...]
    levels: tuple[Objective, ...]

    @property
    def facets(self) -> tuple[str, ...]:
        """The rules of the policy that rows belong to, sorted."""
        return tuple(sorted({row.facet for row in self.rows if row.facet}))

    def without(self, facets: Collection[str]) -> Model:
        """The model less the rows of these facets."""
        return replace(self, rows=tuple(row for row in self.rows if row.facet not in facets))

    def also(self, rows: Iterable[Row]) -> Model:
        """The model with more rows."""
        return replace(self, rows=(*self.rows, *rows))

    def fixed(self, values: Mapping[str, int]) -> Model:
        """The model with these variables held at these values."""
        variables = (
            (name, values.get(name, low), values.get(name, high))
            for name, low, high in self.variables
        )
        return replace(self, variables=tuple(variables))

    def broken(self, values: Mapping[str, int]) -> tuple[str, ...]:
        """The labels of the rows, and the variables, whose bounds these values break."""
        outside = [name for name, low, high in self.variables if not low <= values[name] <= high]
        return (*outside, *(row.label for row in self.rows if not row.holds(values)))

    def components(self) -> tuple[Model, ...]:
        """The parts that share no row, by their first variable.

        Variables in no row, and rows without variables, are one part together.
        """
        group = _groups(self.rows)
        variables: dict[str, list[tuple[str, int, int]]] = {}
        for variable in self.variables:
            variables.setdefault(group.get(variable[0], ""), []).append(variable)
        rows: dict[str, list[Row]] = {}
        for row in self.rows:
            rows.setdefault(group[row.names[0]] if row.names else "", []).append(row)
        levels: dict[str, list[dict[str, int]]] = {
            key: [{} for _ in self.levels] for key in variables.keys() | rows.keys()
        }
        for rank, level in enumerate(self.levels):
            for name, weight in level.weights:
                levels[group.get(name, "")][rank][name] = weight
        return tuple(
            Model(
                tuple(variables.get(key, ())),
                tuple(rows.get(key, ())),
                tuple(
                    Objective(level.name, tuple(own.items()))
                    for level, own in zip(self.levels, levels[key], strict=True)
                ),
            )
            for key in sorted(levels)
        )


class Program:
    """A program under construction; whatever solves it takes its ``model()`` and changes nothing.

    Raises:
        TypeError: for any number that is not an ``int``.
        ValueError: for a name that is unknown or taken, bounds the wrong way round, a condition
            that is not a 0/1 variable.
        OverflowError: for a row beyond ``MOST`` or an objective beyond ``MOST_VALUE``.

    >>> program = Program()
    >>> a, b = program.var("a", 0, 1), program.var("b", 0, 5)
    >>> program.row({a: 3, b: 2}, 4, None, "enough", facet="enrolment")
    >>> program.minimise("cost", {a: 2, b: 1})
    >>> program.model().rows
    (Row(label='enough', weights=(('a', 3), ('b', 2)), low=4, high=None, only_if=None,
         facet='enrolment'),)
    """

    def __init__(self) -> None:
        self._variables: dict[str, tuple[int, int]] = {}
        self._rows: list[Row] = []
        self._levels: list[Objective] = []

    def var(self, name: str, low: int, high: int) -> str:
        """Declare an integer variable from ``low`` to ``high``, both included; gives its name."""
        _whole(low, high)
        if name in self._variables or not name:
            raise ValueError(f"the variable {name!r} is declared already, or has no name")
        if low > high:
            raise ValueError(f"the variable {name} has no value between {low} and {high}")
        if max(-low, high) > MOST:
            raise OverflowError(f"the variable {name} may reach beyond {MOST}")
        self._variables[name] = (low, high)
        return name

    def row(  # noqa: PLR0913, PLR0917 - the six parts of a row
        self,
        coefficients: Mapping[str, int],
        low: int | None,
        high: int | None,
        label: str,
        only_if: str | None = None,
        facet: str = "",
    ) -> None:
        """Demand ``low <= sum of coefficient x variable <= high``; None leaves a side open."""
        _whole(*(bound for bound in (low, high) if bound is not None))
        weights = self._weights(coefficients, MOST, label)
        if low is not None and high is not None and low > high:
            raise ValueError(f"nothing lies between the bounds of the row {label}")
        if max(abs(bound or 0) for bound in (low, high)) > MOST:
            raise OverflowError(f"a bound of the row {label} is beyond {MOST}")
        if only_if is not None:
            lowest, highest = self._variables.get(only_if, (-1, -1))
            if lowest < 0 or highest > 1:
                raise ValueError(f"{only_if}, the condition of {label}, is not a 0/1 variable")
        self._rows.append(Row(label, weights, low, high, only_if, facet))

    def minimise(self, name: str, coefficients: Mapping[str, int]) -> None:
        """Add a level below those given so far: it decides among what is best by them."""
        if any(level.name == name for level in self._levels):
            raise ValueError(f"there is a level {name} already")
        self._levels.append(Objective(name, self._weights(coefficients, MOST_VALUE, name)))

    def model(self) -> Model:
        """The program as it stands now."""
        variables = ((name, *bounds) for name, bounds in self._variables.items())
        rows = sorted(self._rows, key=str)
        return Model(tuple(sorted(variables)), tuple(rows), tuple(self._levels))

    def components(self) -> tuple[Model, ...]:
        """The parts of the program that share no row; see ``Model.components``."""
        return self.model().components()

    def _weights(self, coefficients: Mapping[str, int], most: int, what: str) -> Weights:
        _whole(*coefficients.values())
        if unknown := [name for name in coefficients if name not in self._variables]:
            raise ValueError(f"{what} names variables that do not exist: {sorted(unknown)}")
        weights = tuple(sorted((name, weight) for name, weight in coefficients.items() if weight))
        if reach((name, weight, *self._variables[name]) for name, weight in weights) > most:
            raise OverflowError(f"{what} may reach beyond {most}")
        return weights


def total(weights: Weights, values: Mapping[str, int]) -> int:
    """The sum of coefficient x value.

    >>> total((("a", 2), ("b", -1)), {"a": 5, "b": 3})
    7
    """
    return sum(weight * values[name] for name, weight in weights)


def reach(terms: Iterable[tuple[str, int, int, int]]) -> int:
    """How far from zero a sum may come at most; terms are (name, coefficient, low, high)."""
    return sum(abs(weight) * max(abs(low), abs(high)) for _, weight, low, high in terms)


def _whole(*numbers: int) -> None:
    for number in numbers:
        if not isinstance(number, int) or isinstance(number, bool):
            raise TypeError(f"{number!r} is not an int")


def _groups(rows: Iterable[Row]) -> dict[str, str]:
    """The first name of the group of every variable that is in a row."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        parent.setdefault(name, name)
        while parent[name] != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    for row in rows:
        for name in row.names:
            one, other = sorted((root(row.names[0]), root(name)))
            parent[other] = one
    return {name: root(name) for name in parent}
