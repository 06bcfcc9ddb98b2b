"""OpenFisca-Core: a variable for each fact and each clause, computed for all schools at once."""

from __future__ import annotations

import importlib
from collections.abc import Callable
from typing import Any

import numpy as np
import polars as pl

from bulk.by_hand import numpy_columns
from bulk.clauses import (
    CLAUSES,
    COLUMNS,
    FLAG,
    HARMLESS,
    MISSING,
    NEVER,
    PASS,
    UNKNOWN_IF,
    ZERO,
    Clause,
    Units,
)  # fmt: skip
from bulk.data import Codes
from bulk.peers.peer import Many

PERIOD = "2016-01"


def _prepare(frame: pl.DataFrame, units: Units) -> Callable[[], Any]:
    entities: Any = importlib.import_module("openfisca_core.entities")
    periods: Any = importlib.import_module("openfisca_core.periods")
    systems: Any = importlib.import_module("openfisca_core.taxbenefitsystems")
    simulations: Any = importlib.import_module("openfisca_core.simulations")
    variables: Any = importlib.import_module("openfisca_core.variables")
    school = entities.Entity("school", "schools", "a school", "")
    system = systems.TaxBenefitSystem([school])

    def variable(name: str, kind: type, formula: Any = None) -> None:
        of = {"value_type": kind, "entity": school, "definition_period": periods.MONTH,
              "label": name}  # fmt: skip
        if formula is not None:
            of["formula"] = formula
        system.add_variable(type(name, (variables.Variable,), of))

    for column in COLUMNS:
        variable(column, int if column == FLAG else float)
    for clause in CLAUSES:
        variable(_measured(clause), float, _ratio(clause, units))
        variable(_name(clause), int, _code(clause))
    columns = numpy_columns(frame)

    def calculate() -> dict[str, Any]:
        simulation = simulations.SimulationBuilder().build_default_simulation(system, len(frame))
        for column, values in columns.items():
            simulation.set_input(column, PERIOD, values)
        with np.errstate(divide="ignore", invalid="ignore"):
            return {
                name: simulation.calculate(name, PERIOD)
                for clause in CLAUSES
                for name in (_name(clause), _measured(clause))
            }

    return calculate


def _name(clause: Clause) -> str:
    return f"{clause.id.replace('-', '_')}_code"


def _measured(clause: Clause) -> str:
    return f"{clause.id.replace('-', '_')}_measured"


def _ratio(clause: Clause, units: Units) -> Any:
    times, over = units.get(clause.part, (1, 1))

    def formula(schools: Any, period: Any) -> Any:
        value = schools(clause.part, period)
        if times != 1:
            value = value * times / over
        return value / schools(clause.whole, period) if clause.whole else value

    return formula


def _code(clause: Clause) -> Any:
    def formula(schools: Any, period: Any) -> Any:
        met = schools(_measured(clause), period) >= float(clause.limit)
        missing = np.isnan(schools(clause.part, period))
        if clause.whole:
            whole = schools(clause.whole, period)
            return np.select([missing | np.isnan(whole), whole == 0], [MISSING, ZERO], met)
        if clause.new_build_only:
            flag = schools(FLAG, period)
            unsure = np.where(met, HARMLESS, UNKNOWN_IF)
            return np.select([flag == 0, flag == -1, missing], [NEVER, unsure, MISSING], met)
        return np.select([missing], [MISSING], met * PASS)

    return formula


def _codes(answer: Any, frame: pl.DataFrame) -> Codes:
    assert len(frame) == len(answer[_name(CLAUSES[0])])
    return np.column_stack([answer[_name(clause)] for clause in CLAUSES]).astype(np.int8)


PEER = Many(("OpenFisca-Core==46.0.1", "numpy"), "codes; missing is 0 unless one brings NaN",
            _prepare, _codes)  # fmt: skip
