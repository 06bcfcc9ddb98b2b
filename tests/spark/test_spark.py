"""Schools in Spark are judged where they lie, and exactly as one by one."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import agree
import frames
import polars as pl
import pyarrow as pa
import pyarrow.compute as pc
import pytest
import shipped
from pyspark.sql import DataFrame, SparkSession, functions

import compliance
from compliance.checking.shown.frames import SHAPES
from compliance.intake.frame import Rows

pytestmark = [pytest.mark.spark, pytest.mark.filterwarnings("ignore")]  # Spark's own warnings
THIRTEEN = str(Path(__file__).resolve().parents[1] / "benchmarks" / "thirteen.yaml")
STANDARDS = (*shipped.SHIPPED, THIRTEEN)
ROWS = 2000
DISTRICTS = ["鼓楼区", "台江区", "仓山区", None]


def load(standard: str) -> compliance.Rulebook:
    return compliance.load(standard, shipped.DAYS.get(standard))


def schools(standard: str, rows: int = ROWS, seed: int = 0) -> pa.Table:
    """Schools on and beside the limits, with a district each, in types that Spark has."""
    random = Random(f"{Path(standard).stem} {seed}")  # noqa: S311
    table = frames.frame(load(standard), random, rows, lazy=True)
    for number, name in enumerate(table.column_names):
        if pa.types.is_dictionary(table.schema.field(name).type):
            table = table.set_column(number, name, pc.cast(table[name], pa.string()))
    return table.append_column("district", pa.array(random.choices(DISTRICTS, k=rows), pa.string()))


def in_spark(spark: SparkSession, table: pa.Table, partitions: int = 3) -> DataFrame:
    return spark.createDataFrame(table).repartition(partitions).cache()


def as_polars(frame: DataFrame) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(frame.toArrow()))


class Fetched:
    """Findings in Spark, whose shapes are fetched as Arrow tables."""

    def __init__(self, frame: DataFrame, rulebook: compliance.Rulebook) -> None:
        self.findings: Any = compliance.check(frame, rulebook)

    def to_frame(self, shape: str, **_: Any) -> pa.Table:
        """A shape in memory, whatever numbers are asked for."""
        return self.findings.to_frame(shape).toArrow()


@contextmanager
def jobs(spark: SparkSession, group: str) -> Iterator[Callable[[], list[int]]]:
    """The jobs that Spark runs meanwhile."""
    spark.sparkContext.setJobGroup(group, group)
    yield lambda: list(spark.sparkContext.statusTracker().getJobIdsForGroup(group))
    spark.sparkContext.setJobGroup("", "")


@pytest.mark.parametrize("standard", STANDARDS)
def test_the_same_as_one_by_one(spark: SparkSession, standard: str) -> None:
    """10 000 schools: codes, reasons, values, shortfalls, needs, outcomes and counts agree.

    Spark runs with ANSI arithmetic, in which a division by zero would be an error.
    """
    assert spark.conf.get("spark.sql.ansi.enabled") == "true"
    rulebook, table = load(standard), schools(standard)
    exact = compliance.check(table, rulebook, engine="exact")
    mine: Any = Fetched(in_spark(spark, table), rulebook)
    findings = mine.findings
    for shape in agree.ORDER:
        right = agree.table(exact, shape)
        assert list(agree.differences(agree.table(mine, shape), right, rulebook)) == []
    for by in (None, "district"):
        order = ["clause", *([by] if by else [])]
        right = pl.DataFrame(pl.from_arrow(exact.to_frame("counts", by=by))).sort(order)
        counts = as_polars(findings.to_frame("counts", by=by)).sort(order)
        assert counts.to_dicts() == right.to_dicts()
    assert findings.counts == exact.counts


@pytest.mark.parametrize("standard", [shipped.SHIPPED[2], THIRTEEN])
def test_other_shapes_say_what_wide_and_ledger_say(spark: SparkSession, standard: str) -> None:
    """The failures are the failing rows of the ledger; long and verdicts are cut out of wide."""
    rulebook, frame = load(standard), in_spark(spark, schools(standard, 200))
    findings: Any = compliance.check(frame, rulebook)
    shape = {name: as_polars(findings.to_frame(name)) for name in SHAPES}
    ledger = shape["ledger"].filter(pl.col("verdict") == "fail")
    assert shape["failures"].sort("school", "clause").equals(ledger.sort("school", "clause"))
    assert shape["verdicts"].equals(shape["wide"].select(shape["verdicts"].columns))
    for rule in rulebook.rules:
        long = shape["long"].filter(pl.col("clause") == rule.id).drop("clause")
        assert long.rename({"code": rule.id, "measured": f"{rule.id}_measured"}).equals(
            shape["wide"].select("school", rule.id, f"{rule.id}_measured")
        )


def test_nothing_runs_before_somebody_asks(spark: SparkSession) -> None:
    """No job runs while findings and all their shapes are made; asking for a row runs one."""
    rulebook, frame = load(THIRTEEN), in_spark(spark, schools(THIRTEEN, 50))
    with jobs(spark, "judging") as ran:
        findings: Any = compliance.check(frame, rulebook)
        made = [findings.to_frame(shape) for shape in SHAPES]
        made.append(findings.to_frame("counts", by="district"))
        assert ran() == []
        made[0].head(1)
        assert ran() != []
    assert all(isinstance(one, DataFrame) for one in made)


@pytest.mark.parametrize("standard", [shipped.SHIPPED[3], THIRTEEN])
def test_rows_are_judged_where_they_lie(spark: SparkSession, standard: str) -> None:
    """No shape but ``counts`` moves a row, and none runs Python: the plans have no exchange."""
    frame = in_spark(spark, schools(standard, 60))
    findings: Any = compliance.check(frame, load(standard))
    for shape in SHAPES:
        plan = findings.to_frame(shape)._jdf.queryExecution().executedPlan().toString()  # noqa: SLF001
        above = plan.partition("InMemoryTableScan")[0]
        assert ("Exchange" in above) == (shape == "counts")
        assert "Python" not in plan
        assert "Arrow" not in plan


def test_schools_stay_in_their_partitions(spark: SparkSession) -> None:
    """There are as many partitions as before, and each holds the schools that it held."""
    frame = in_spark(spark, schools(THIRTEEN, 300), partitions=7)
    findings: Any = compliance.check(frame, load(THIRTEEN))
    wide = findings.to_frame("wide")
    number = functions.spark_partition_id()
    before = dict(frame.select("id", number).toArrow().to_pydict().items())
    after = dict(wide.select("school", number).toArrow().to_pydict().items())
    assert list(before.values()) == list(after.values())
    assert set(before["SPARK_PARTITION_ID()"]) == set(range(7))


def test_parquet_of_the_executors(spark: SparkSession, tmp_path: Path) -> None:
    """What executors write as Parquet and partition by clause reads back the same."""
    findings: Any = compliance.check(in_spark(spark, schools(THIRTEEN, 500)), load(THIRTEEN))
    for shape, by in (("wide", []), ("ledger", ["clause"])):
        found = findings.to_frame(shape)
        found.write.partitionBy(*by).parquet(str(tmp_path / shape))
        stored = spark.read.parquet(str(tmp_path / shape)).select(
            *(f"`{name}`" for name in found.columns)
        )
        order = agree.ORDER[shape]
        assert as_polars(stored).sort(order).equals(as_polars(found).sort(order))


def test_one_school_is_one_row(spark: SparkSession, monkeypatch: pytest.MonkeyPatch) -> None:
    """A school asked for by its id is the one row that leaves the cluster, judged exactly."""
    table, rulebook = schools(THIRTEEN, 100), load(THIRTEEN)
    heights: list[int] = []
    of = Rows.of

    def noted(rows: Rows, eager: Any) -> Any:
        heights.append(len(eager))
        return of(rows, eager)

    monkeypatch.setattr(Rows, "of", noted)
    found = compliance.check(in_spark(spark, table), rulebook)["S42"]
    exact = compliance.check(table, rulebook, engine="exact")["S42"]
    assert [one.to_dict() | {"inputs": []} for one in found] == [
        one.to_dict() | {"inputs": []}
        for one in exact  # they say where in which frame it stood
    ]
    assert heights == [1]


def test_statistics_are_those_of_the_exact_engine(spark: SparkSession) -> None:
    """The share that passes each clause, by district; schools are named in any order."""
    table, rulebook = schools(THIRTEEN, 300), load(THIRTEEN)
    exact = compliance.check(table, rulebook, engine="exact")
    findings = compliance.check(in_spark(spark, table), rulebook)
    for clause in (None, "teachers", "campus-per-student"):
        mine, right = (one.share(clause, by="district") for one in (findings, exact))
        assert {name: (share.rate, {*share.undecided}) for name, share in mine.items()} == {
            name: (share.rate, {*share.undecided}) for name, share in right.items()
        }


@pytest.mark.parametrize("ddl", ["id string, students string", "id string, majors array<string>"])
def test_what_has_to_be_read_value_by_value_is_refused(spark: SparkSession, ddl: str) -> None:
    """Numbers as text, and majors, are refused by name; no row is fetched to read them."""
    frame = spark.createDataFrame([], ddl)
    with jobs(spark, "refusing") as ran, pytest.raises(compliance.FactsError) as refused:
        compliance.check(frame, compliance.load("cn/moe/secondary-vocational-2010"))
    assert refused.value.code == "lazy-column"
    assert ran() == []


def test_columns_beside_the_facts_do_not_disturb(spark: SparkSession) -> None:
    """Columns called like clauses, like ``school`` or with dots, in any case, change nothing."""
    table, rulebook = schools(THIRTEEN, 50), load(THIRTEEN)
    more = table
    for name in ("teachers_measured", "School", "Track_Measured", "a.b", "_0", "`", "code track"):
        more = more.append_column(name, pa.array(["x"] * 50))
    plain: Any = compliance.check(in_spark(spark, table), rulebook)
    beside: Any = compliance.check(in_spark(spark, more), rulebook)
    for shape, order in agree.ORDER.items():
        one, two = (as_polars(of.to_frame(shape)).sort(order) for of in (plain, beside))
        assert one.equals(two)


def test_waivers_change_outcomes_alone(spark: SparkSession) -> None:
    """Ledger, roll-ups, counts, shares and the report are the exact engine's; frames stay lazy."""
    rulebook, table = load(THIRTEEN), schools(THIRTEEN, 200)
    said = dict.fromkeys(("authority", "document", "reason"), "试验")
    given = [{"clause": rule.id, "school": school, **said, "from": "2000-01-01", "to": "2030-12-31"}
             for rule in rulebook.rules for school in ("S0", "S7", "nobody")]  # fmt: skip
    exact = compliance.check(table, rulebook, engine="exact", waivers=given)
    findings: Any = compliance.check(in_spark(spark, table), rulebook, waivers=given)
    for shape in agree.ORDER:
        mine = pl.DataFrame(pl.from_arrow(findings.to_frame(shape).toArrow()))
        right = agree.table(exact, shape)
        if shape == "ledger":
            mine = mine.with_columns(pl.col("needs").str.split(", ").list.sort())
        assert list(agree.differences(mine.sort(agree.ORDER[shape]), right, rulebook)) == []
    assert "waived" in agree.table(exact, "ledger")["outcome"].to_list()
    assert findings.counts == exact.counts
    assert findings.waivers().to_dict() == exact.waivers().to_dict()
    for clause in (None, rulebook.rules[0].id):
        assert findings.share(clause)[""].rate == exact.share(clause)[""].rate
