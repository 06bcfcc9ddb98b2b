"""Waivers over whole columns: in every library the outcomes are those of the exact engine."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import agree
import frames
import made
import polars as pl
import pyarrow as pa
import pytest
from laws import law

import compliance
from compliance.checking.columns.frames import stream
from compliance.checking.shown.frames import SHAPES
from compliance.rulebook.rulebook import Rulebook

LIBRARIES: dict[str, Callable[[pa.Table], Any]] = {**frames.EAGER, **frames.LAZY}
SAID = {"authority": "省教育厅", "document": "试教〔2015〕1号", "reason": "试验"}
ENDS = ({"to": "2015-07-01"}, {"to": "2015-06-30"}, {"review_by": "2016-01-01"})
NUMBERS = range(6)
ROWS = 60
LAWS = law({
    "land": {"measure": "land", "at_least": "33 m²/student"},
    "size": {"measure": "students", "at_least": "1200 人", "applies_if": 'owner == "public"'},
    "new": {"measure": "new_build", "present": True},
})  # fmt: skip
DATA = {"id": ["a", "b", "c", "d", "e"], "name": ["甲", "乙", "a", "丁", "丁"],
        "campus_area": [39600.0, 36000.0, None, 1.0, 1.0], "students": [1200, 1200, 1199, 1, 1],
        "owner": ["public", "民办", "别的", None, "public"],
        "new_build": [True, None, False, None, True]}  # fmt: skip


def waiver(clause: str, school: str, **end: str) -> dict[str, Any]:
    return {"clause": clause, "school": school, **SAID, "from": "2015-01-01", **end}


@cache
def case(number: int, *, lazy: bool) -> tuple[Rulebook, pa.Table, list[dict[str, Any]]]:
    """A random standard, random schools, and for a third of them waivers, in force or not."""
    rulebook = made.rulebook(number, 3, hard=not lazy and number % 4 == 0)
    random = Random(number)  # noqa: S311
    waivers = [
        waiver(rule.id, f"S{n}", **random.choice(ENDS))
        for n in range(0, ROWS, 3) for rule in rulebook.rules if random.random() < 0.6
    ]  # fmt: skip
    return rulebook, frames.frame(rulebook, random, ROWS, lazy=lazy), waivers


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("library", LIBRARIES)
def test_the_same_in_every_library(library: str, number: int) -> None:
    """Ledger, codes, both roll-ups, evidence outstanding, counts, shares and reports agree."""
    lazy = library in frames.LAZY
    rulebook, table, waivers = case(number, lazy=lazy)
    exact = compliance.check(table, rulebook, engine="exact", waivers=waivers)
    mine = compliance.check(LIBRARIES[library](table), rulebook, engine="columns", waivers=waivers)
    for shape in agree.ORDER:
        one, two = agree.table(mine, shape), agree.table(exact, shape)
        assert list(agree.differences(one, two, rulebook)) == []
    assert mine.counts == exact.counts
    for clause in (None, rulebook.rules[0].id, rulebook.rules[-1].id):
        one, two = mine.share(clause)[""], exact.share(clause)[""]
        assert (one.rate, set(one.undecided)) == (two.rate, set(two.undecided))
    assert mine.waivers().to_dict() == exact.waivers().to_dict()


def test_the_cases_waive_fails_and_unknowns_and_hold_back_the_rest() -> None:
    """Every outcome of a school and of a clause is among the cases, and waivers used or not."""
    schools, findings, states = set(), set(), set()
    for number in NUMBERS:
        rulebook, table, waivers = case(number, lazy=True)
        found = compliance.check(table, rulebook, engine="exact", waivers=waivers)
        schools |= {(item.outcome, item.complete) for item in found}
        findings |= {(one.verdict, one.outcome) for item in found for one in item}
        states |= {(one.state, one.use) for one in found.waivers()}
    outcomes = {"pass", "fail", "unknown", "waived", "not_applicable"}
    assert {one for one, _ in schools} == {one for _, one in schools} == outcomes
    assert findings == {("fail", "fail"), ("fail", "waived"), ("unknown", "unknown"),
                        ("unknown", "waived"), ("pass", "pass"),
                        ("not_applicable", "not_applicable")}  # fmt: skip
    assert {("in_force", "used"), ("in_force", "needless"), ("expired", "")} <= states


@pytest.mark.parametrize("library", LIBRARIES)
def test_waived_evidence_and_what_may_not_apply(library: str) -> None:
    """Evidence that is waived is not outstanding; what would pass if it applied holds nothing back.

    The last school has only the one clause of which it is unknown whether it applies, waived.
    """
    rulebook = law({
        "site": {"measure": "campus_area", "at_least": "60亩", "applies_if": "new_build"},
        "charter": {"basis": "attested", "present": True, "title": {"zh": "章程"}},
        "size": {"measure": "students", "at_least": "1200 人", "applies_if": 'owner == "public"'},
    })  # fmt: skip
    table = pa.table({
        "id": ["a", "b", "c"], "campus_area": [40000.0] * 3, "students": [1200] * 3,
        "new_build": pa.nulls(3, pa.bool_()), "charter": pa.array([None, None, True]),
        "owner": ["public", "public", "private"],
    })  # fmt: skip
    given = [waiver(clause, school, to="2030-01-01") for clause, school in (
        ("site", "a"), ("charter", "a"), ("site", "c")
    )]  # fmt: skip
    findings = compliance.check(
        LIBRARIES[library](table), rulebook, engine="columns", waivers=given
    )
    assert agree.table(findings, "schools").rows() == [
        ("a", "pass", "waived", 0), ("b", "pass", "unknown", 1), ("c", "waived", "pass", 0)
    ]  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
def test_schools_are_found_by_id_or_by_a_name_that_only_one_has(library: str) -> None:
    """An id goes before the same name of another; who is not there is noted in every library."""
    day = {"to": "2030-01-01"}
    given = [waiver("land", "a", **day), waiver("land", "乙", **day), waiver("new", "d", **day),
             waiver("size", "nobody", **day)]  # fmt: skip
    table = pa.table(DATA)
    mine = compliance.check(LIBRARIES[library](table), LAWS, engine="columns", waivers=given)
    exact = compliance.check(table, LAWS, engine="exact", waivers=given)
    one, two = (agree.table(found, "ledger") for found in (mine, exact))
    assert list(agree.differences(one, two, LAWS)) == []
    waived = one.filter(pl.col("outcome") == "waived").select("school", "clause").rows()
    assert waived == [("b", "land"), ("d", "new")]
    codes = [(note.code, str(note.place)) for note in mine.waivers().notes]
    assert codes == [("waiver-no-school", "waivers[3].school")]
    assert [one.school for one in mine.waivers()] == ["a", "b", "d", ""]
    assert mine["b"]["land"].outcome == "waived"


@pytest.mark.parametrize("library", LIBRARIES)
def test_a_name_that_several_have_is_refused(library: str) -> None:
    """As by the exact engine, whether rows were read or not."""
    frame = LIBRARIES[library](pa.table(DATA))
    with pytest.raises(compliance.FactsError, match="d, e") as refused:
        compliance.check(frame, LAWS, engine="columns", waivers=[
            waiver("land", "丁", to="2030-01-01")
        ])  # fmt: skip
    assert refused.value.code == "waiver-name-shared"


@pytest.mark.parametrize("library", frames.LAZY)
def test_a_school_without_the_id_that_others_have_is_not_found_lazily(library: str) -> None:
    """A lazy ledger cannot name it; its waiver is noted, and never said to be used."""
    table = pa.table({"id": ["a", None], "name": ["甲", "乙"], "campus_area": [1.0, 1.0],
                      "students": [1, 1]})  # fmt: skip
    given = [waiver("land", name, to="2030-01-01") for name in ("a", "乙")]
    findings = compliance.check(LIBRARIES[library](table), LAWS, engine="columns", waivers=given)
    failures = agree.frame_of(findings.to_frame("failures"))
    assert set(failures.select("school", "outcome").rows()) == {("a", "waived"), (None, "fail")}
    assert (findings.counts["fail"], findings.share("land")[""].rate.of) == (1, 2)
    assert [note.code for note in findings.waivers().notes] == ["waiver-no-school"]


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("library", frames.LAZY)
def test_a_lazy_frame_stays_lazy(library: str, shape: str) -> None:
    """The schools that are named are looked up; every shape is still a frame of the library."""
    frame = LIBRARIES[library](pa.table({name: values[:2] for name, values in DATA.items()}))
    given = [waiver("land", "b", to="2030-01-01")]
    findings = compliance.check(frame, LAWS, engine="columns", waivers=given)
    assert type(findings.to_frame(shape)) is type(frame)
    verdicts = agree.frame_of(findings.to_frame("failures"))
    assert verdicts.select("school", "clause", "outcome").rows() == [("b", "land", "waived")]


def test_a_large_frame_is_read_where_waivers_are() -> None:
    """Of 20 000 schools those are judged one by one that have waivers, and no other."""
    ids = [f"S{n}" for n in range(20_000)]
    frame = pl.DataFrame({"id": ids, "name": [f"{n}校" for n in ids], "campus_area": 33000.0,
                          "students": 1001, "owner": "public", "new_build": True})  # fmt: skip
    given = [waiver(c, s, to="2030-01-01") for c in ("land", "size") for s in ("S7", "S11111校")]
    findings: Any = compliance.check(frame, LAWS, waivers=given)
    assert findings.counts == {"pass": 0, "fail": 19_998, "unknown": 0, "waived": 2,
                               "not_applicable": 0}  # fmt: skip
    assert sorted(findings._store.special) == [7, 11_111]  # noqa: SLF001 - judged one by one
    assert findings.waivers().counts["used"] == 4
    assert "read" not in vars(findings.schools.items)


def test_a_file_larger_than_memory_is_waived_in_every_batch(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Batch by batch the ledger on disk has the outcomes of the exact engine."""
    monkeypatch.setattr(stream, "BATCH", 25)
    rulebook, table, waivers = case(1, lazy=True)
    path, out = tmp_path / "schools.parquet", tmp_path / "ledger.parquet"
    pl.DataFrame(pl.from_arrow(table)).write_parquet(path)
    findings: Any = compliance.check(compliance.read(path), rulebook, waivers=waivers)
    counts = findings.write_parquet(out)
    exact = compliance.check(table, rulebook, engine="exact", waivers=waivers)
    assert {name: n for name, n in exact.counts.items() if n} == dict(counts)
    key = ["school", "clause", "part"]
    one = agree.frame_of(pl.read_parquet(out)).sort(key)["outcome"].to_list()
    assert one == agree.table(exact, "ledger")["outcome"].to_list()
    assert "waived" in one
