"""The script for a bureau with a cluster does what its page says."""

import os
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

import compliance

pytestmark = pytest.mark.spark
SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "examples" / "spark_bureau.py"


def run(*arguments: str) -> str:
    local = os.environ | {"SPARK_LOCAL_IP": "127.0.0.1"}
    return subprocess.run([sys.executable, str(SCRIPT), *arguments], env=local, check=True,
                          capture_output=True, text=True).stdout  # fmt: skip


def test_the_sample() -> None:
    """Of two schools of 鼓楼区 with 60 teachers, that with 1201 students has too many for 1:20."""
    lines = [line.replace(" ", "") for line in run().splitlines()]
    assert "|student-teacher-ratio|鼓楼区|1|1|0|0|" in lines
    assert "|student-teacher-ratio|台江区|0|0|2|0|" in lines


def test_parquet_in_and_out(tmp_path: Path) -> None:
    """The ledger has a folder for each clause, and the verdicts of the exact engine."""
    rulebook = compliance.load("cn/moe/conditions-2022")
    table = pa.table({"id": ["A", "B", "C"], "students": [1000, 1001, None],
                      "campus_area": [54000.0, 54000.0, 1.0]})  # fmt: skip
    pq.write_table(table, tmp_path / "schools.parquet")
    run(str(tmp_path), str(tmp_path / "out"), "--standard", rulebook.id)
    exact = compliance.check(table, rulebook, engine="exact")
    for rule in rulebook.rules:
        found = pq.read_table(tmp_path / "out" / f"clause={rule.id}").to_pydict()
        verdicts = dict(zip(found["school"], found["verdict"], strict=True))
        assert verdicts == {item.school.id: item[rule.id].verdict for item in exact}
