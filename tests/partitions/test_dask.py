"""Schools in Dask are judged partition by partition, and exactly as one by one."""

from pathlib import Path
from random import Random
from typing import Any

import agree
import dask
import dask.dataframe as dd
import frames
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest
import shipped

import compliance
from compliance.checking.shown.frames import SHAPES

THIRTEEN = str(Path(__file__).resolve().parents[1] / "benchmarks" / "thirteen.yaml")
ROWS = 2000
DISTRICTS = ["鼓楼区", "台江区", "仓山区", None]


class Computed:
    """Findings in Dask, whose shapes are computed as pandas frames."""

    def __init__(self, findings: Any) -> None:
        self.findings = findings

    def to_frame(self, shape: str, **_: Any) -> pd.DataFrame:
        """A shape in memory, whatever numbers are asked for."""
        return self.findings.to_frame(shape).compute()


def load(standard: str) -> compliance.Rulebook:
    return compliance.load(standard, shipped.DAYS.get(standard))


def schools(standard: str, rows: int = ROWS) -> pd.DataFrame:
    random = Random(Path(standard).stem)  # noqa: S311
    table = frames.frame(load(standard), random, rows, lazy=True)
    found = table.to_pandas(types_mapper={pa.bool_(): pd.BooleanDtype()}.get)
    return found.assign(district=random.choices(DISTRICTS, k=rows))


def waived(rulebook: compliance.Rulebook, school: str) -> list[dict[str, str]]:
    """A waiver of every clause for a school."""
    said = dict.fromkeys(("authority", "document", "reason"), "试验")
    return [{"clause": rule.id, "school": school, **said, "from": "2000-01-01", "to": "2030-12-31"}
            for rule in rulebook.rules]  # fmt: skip


def in_dask(frame: pd.DataFrame) -> Any:
    return dd.from_pandas(frame, npartitions=3)


@pytest.mark.parametrize(
    "standard", [THIRTEEN, *(pytest.param(one, marks=pytest.mark.fuzz) for one in shipped.SHIPPED)]
)
def test_the_same_as_one_by_one(standard: str) -> None:
    """10 000 schools: codes, reasons, values, shortfalls, needs, outcomes and counts agree."""
    rulebook, frame = load(standard), schools(standard)
    exact = compliance.check(frame, rulebook, engine="exact")
    findings: Any = compliance.check(in_dask(frame), rulebook)
    for shape in agree.ORDER:
        mine, right = (agree.table(one, shape) for one in (Computed(findings), exact))
        assert list(agree.differences(mine, right, rulebook)) == []
    for by in (None, "district"):
        order = ["clause", *([by] if by else [])]
        counts, right = (
            pl.from_pandas(one).sort(order).to_dicts()
            for one in (findings.to_frame("counts", by=by).compute(),
                        exact.to_frame("counts", by=by))
        )  # fmt: skip
        assert counts == right
    assert findings.counts == exact.counts


def test_nothing_is_computed_before_somebody_asks() -> None:
    """Findings and all their shapes are made without running a task, a partition for each one."""
    frame = in_dask(schools(THIRTEEN, 50))

    def refuse(*_: Any, **__: Any) -> None:
        raise AssertionError

    with dask.config.set(scheduler=refuse):
        findings: Any = compliance.check(frame, load(THIRTEEN))
        made = {shape: findings.to_frame(shape) for shape in SHAPES}
        with pytest.raises(AssertionError):
            made["wide"].compute()
    assert {shape: one.npartitions for shape, one in made.items()} == {
        shape: 1 if shape == "counts" else 3 for shape in SHAPES
    }


@pytest.mark.parametrize("shape", SHAPES)
def test_the_types_are_those_promised(shape: str) -> None:
    """What is computed has the columns and types that the lazy frame announced."""
    made: Any = compliance.check(in_dask(schools(THIRTEEN, 50)), load(THIRTEEN)).to_frame(shape)
    assert made.compute().dtypes.to_dict() == made.dtypes.to_dict()


def test_one_school_and_statistics_over_all_partitions() -> None:
    """One school's findings, and the share of all schools, are those of the exact engine."""
    rulebook, frame = load(THIRTEEN), schools(THIRTEEN, 300)
    findings = compliance.check(in_dask(frame), rulebook)
    exact = compliance.check(frame, rulebook, engine="exact")
    assert [one.verdict for one in findings["S42"]] == [one.verdict for one in exact["S42"]]
    shares = exact.share(by="district")
    assert shares[""].undecided, "a school without a district is undecided"
    assert findings.share(by="district") == shares


def test_text_is_read_value_by_value_where_it_lies() -> None:
    """A partition in memory is read as any pandas frame: 亩, 1,201人 and 约 are understood."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    frame = pd.DataFrame({"id": ["A", "B"], "占地面积": ["59.4亩", "约60亩"],
                          "在校生数": ["1,201人", "1200人"]})  # fmt: skip
    findings: Any = compliance.check(dd.from_pandas(frame, npartitions=2), rulebook)
    wide = findings.to_frame("wide").compute().set_index("school")["campus-per-student"]
    exact = compliance.check(frame, rulebook, engine="exact").to_frame("wide")
    assert wide.to_list() == exact["campus-per-student"].to_list()


def test_schools_need_names() -> None:
    """Without an id or a name no row could be told from another: it is refused."""
    frame = dd.from_pandas(pd.DataFrame({"students": [1200]}), npartitions=1)
    with pytest.raises(compliance.FactsError) as refused:
        compliance.check(frame, load(THIRTEEN))
    assert refused.value.code == "lazy-no-name"


def test_waivers_are_found_in_whichever_partition_the_school_is() -> None:
    """By id, in the last of three partitions; outcomes, counts, shares and report are the same."""
    rulebook, frame = load(THIRTEEN), schools(THIRTEEN, 300)
    given = waived(rulebook, "S299") + waived(rulebook, "nobody")
    exact = compliance.check(frame, rulebook, engine="exact", waivers=given)
    findings: Any = compliance.check(in_dask(frame), rulebook, waivers=given)
    for shape in agree.ORDER:
        mine, right = (agree.table(one, shape) for one in (Computed(findings), exact))
        assert list(agree.differences(mine, right, rulebook)) == []
    assert "waived" in agree.table(Computed(findings), "ledger")["outcome"].to_list()
    assert findings.counts == exact.counts
    assert findings.waivers().to_dict() == exact.waivers().to_dict()
    for clause in (None, rulebook.rules[0].id):
        assert findings.share(clause)[""].rate == exact.share(clause)[""].rate
