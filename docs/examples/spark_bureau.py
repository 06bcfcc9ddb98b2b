"""A bureau with a cluster: Parquet in, the ledger out as Parquet, schools counted by district.

``spark-submit docs/examples/spark_bureau.py INPUT OUTPUT --standard ID``, or run by Python alone:
then Spark runs on this machine, and without INPUT it judges four schools made up here.
"""

import argparse
import tempfile
from pathlib import Path
from typing import Any

from pyspark.sql import DataFrame, SparkSession

import compliance

STANDARD = "cn/moe/secondary-vocational-2010"
SCHEMA = "id string, district string, students long, teachers long, campus_area double"
SCHOOLS = [
    ("甲校", "鼓楼区", 1200, 60, 39600.0),
    ("乙校", "鼓楼区", 1201, 60, 39600.0),
    ("丙校", "台江区", 2400, None, 80000.0),
    ("丁校", "台江区", 0, 130, 52000.0),
]


def main() -> None:
    """Judge every school of a folder of Parquet files."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("input", nargs="?")
    parser.add_argument("output", nargs="?")
    parser.add_argument("--standard", default=STANDARD)
    parser.add_argument("--on", help="the day to be judged on, such as 2024-06-30")
    options = parser.parse_args()
    session = (
        SparkSession.builder.appName("schools")
        .config("spark.sql.codegen.hugeMethodLimit", 8000)  # docs/spark.md says why
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    rulebook = compliance.load(options.standard, options.on)
    try:
        with tempfile.TemporaryDirectory() as folder:
            source = options.input or sample(session, Path(folder))
            output = options.output or str(Path(folder) / "ledger")
            judge(session.read.parquet(source), rulebook, output)
    finally:
        session.stop()


def sample(session: SparkSession, folder: Path) -> str:
    """Schools made up, as Parquet."""
    path = str(folder / "schools")
    session.createDataFrame(SCHOOLS, SCHEMA).write.parquet(path)
    return path


def judge(schools: DataFrame, rulebook: compliance.Rulebook, output: str) -> None:
    """Write the ledger, a folder for each clause, and print the counts."""
    findings = compliance.check(schools, rulebook)
    ledger: Any = findings.to_frame("ledger")
    ledger.write.mode("overwrite").partitionBy("clause").parquet(output)
    by = "district" if "district" in schools.columns else None
    counts: Any = findings.to_frame("counts", by=by)
    counts.orderBy("clause", *([by] if by else [])).show(1000, truncate=False)


if __name__ == "__main__":
    main()
