import os
import sys
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

collect_ignore_glob = [] if find_spec("pyspark") else ["test_*.py"]
COLUMNS = Path(__file__).resolve().parents[1] / "columns"
sys.path += [str(COLUMNS), str(COLUMNS.parent / "checking")]


@pytest.fixture(scope="session")
def spark() -> Iterator[Any]:
    """Two cores of this machine, as a cluster of one."""
    from pyspark.sql import SparkSession  # noqa: PLC0415 - only who asks for Spark waits for it

    os.environ["PYSPARK_PYTHON"] = sys.executable
    builder: Any = SparkSession.builder
    settings = {"spark.ui.enabled": False, "spark.driver.bindAddress": "127.0.0.1",
                "spark.driver.host": "127.0.0.1", "spark.sql.shuffle.partitions": 4,
                "spark.sql.codegen.hugeMethodLimit": 8000}  # fmt: skip
    builder = builder.master("local[2]").appName("schools")
    for name, value in settings.items():
        builder = builder.config(name, value)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()
