"""The region is shared with the benchmarks; each test that takes ``run`` is run by every engine."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).resolve().parents[2] / "benchmarks"))

from run_by import Run, run_builtin, run_durable, run_isolated


@pytest.fixture(
    params=[
        run_builtin,
        pytest.param(run_durable, marks=pytest.mark.rete),
        pytest.param(run_isolated, marks=pytest.mark.rete),
    ]
)
def run(request: pytest.FixtureRequest) -> Run:
    """One engine after the other; durable-rules must have answered itself."""
    chosen: Run = request.param
    return chosen
