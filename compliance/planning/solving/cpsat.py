"""OR-Tools CP-SAT. The only room of ``ortools`` (extra ``plan``)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from compliance.errors import MissingExtra, Problem, missing_extra
from compliance.planning.solving.program import Model, Weights

Status = Literal["optimal", "feasible", "infeasible", "unknown"]


class Answer(NamedTuple):
    """What one run found: values where there are any, and a proven lower bound where known."""

    status: Status
    values: Mapping[str, int]
    bound: int | None


class Settings(NamedTuple):
    """How a run is done. Fewer than 8 workers can stall, however few the cores are."""

    workers: int = 8
    seed: int = 0


DEFAULT = Settings()


def best(
    model: Model,
    weights: Weights,
    seconds: float,
    settings: Settings = DEFAULT,
    hint: Mapping[str, int] | None = None,
) -> Answer:
    """The values that minimise ``weights`` under the rows of ``model``; its levels are not read.

    ``hint`` is where the search starts. No weights: any values that hold.

    Raises:
        MissingExtra: if ortools is missing, or cannot be loaded beside another library.
        OverflowError: if all the variables together range over more than 64 bits hold.

    >>> from compliance.planning.solving.program import Program
    >>> program = Program()
    >>> a, b = program.var("a", 0, 1), program.var("b", 0, 5)
    >>> program.row({a: 3, b: 2}, 4, None, "enough")
    >>> best(program.model(), (("a", 2), ("b", 3)), seconds=10)
    Answer(status='optimal', values={'a': 1, 'b': 1}, bound=5)
    """
    library = _library()
    task = library.CpModel()
    variables = {name: task.new_int_var(low, high, name) for name, low, high in model.variables}
    _add_rows(library, task, model, variables)
    if weights:
        task.minimize(_sum(library, weights, variables))
    for name, value in (hint or {}).items():
        task.add_hint(variables[name], value)
    solver = library.CpSolver()
    solver.parameters.num_workers = settings.workers
    solver.parameters.random_seed = settings.seed
    solver.parameters.max_time_in_seconds = max(seconds, 0.0)
    solver.parameters.absolute_gap_limit = 0.0
    status = solver.solve(task)
    if status == library.MODEL_INVALID:
        raise OverflowError(f"CP-SAT does not take the program: {task.validate()}")
    named: dict[Any, Status] = {library.OPTIMAL: "optimal", library.FEASIBLE: "feasible",
             library.INFEASIBLE: "infeasible"}  # fmt: skip
    found = named.get(status, "unknown")
    if found in {"infeasible", "unknown"}:
        return Answer(found, {}, None)
    values = {name: int(solver.value(variable)) for name, variable in variables.items()}
    return Answer(found, values, math.floor(solver.best_objective_bound) if weights else None)


def _library() -> Any:
    try:
        from ortools.sat.python import cp_model  # noqa: PLC0415 - optional
    except ModuleNotFoundError:
        raise missing_extra("ortools", "plan") from None
    except ImportError as error:
        values = {"library": "ortools", "why": error}
        raise MissingExtra(Problem("library-not-loaded", values=values)) from error
    return cp_model


def _add_rows(library: Any, task: Any, model: Model, variables: Mapping[str, Any]) -> None:
    for row in model.rows:
        low = library.INT_MIN if row.low is None else row.low
        high = library.INT_MAX if row.high is None else row.high
        added = task.add_linear_constraint(_sum(library, row.weights, variables), low, high)
        if row.only_if is not None:
            added.only_enforce_if(variables[row.only_if])


def _sum(library: Any, weights: Weights, variables: Mapping[str, Any]) -> Any:
    names = [variables[name] for name, _ in weights]
    return library.LinearExpr.weighted_sum(names, [weight for _, weight in weights])
