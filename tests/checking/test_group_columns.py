"""Group statistics of whole columns: what the exact engine says, from any library's frames."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import polars as pl
import pyarrow as pa
import pytest

import compliance
from compliance.checking.columns.frames import lazy
from compliance.checking.columns.groups import grouping as groups
from compliance.checking.findings import Findings, Rate
from compliance.checking.statistics import Share, Variation, variation

STANDARD = """
format: 1
title: {zh: 试验标准}
issuer: 试验
document: 试〔2020〕1号
in_force: {from: 2000-01-01}
subject: school
applies_if: level == "secondary_vocational"
measures:
  books: {formula: books / students, unit: 册/student, zh: 图书}
  area: {formula: campus_area / students, unit: m²/student, zh: 占地, printed: printed_campus_per_student}
  floor: {formula: floor_area / students, prefer: planned_floor_area / students, unit: m²/student, zh: 建筑, printed: printed_floor_per_student}
  each: {formula: books / (students * (senior_teachers / teachers)), unit: 册/student, zh: 图书}
clauses:
- {id: books, text: 生均图书不少于5册, measure: books, at_least: 5 册/student, cite: a, evidence: S}
- {id: new, text: 生均图书不少于5册, measure: books, at_least: 5 册/student, cite: a, evidence: S, applies_if: new_build}
- {id: area, text: 生均占地面积不少于33平方米, measure: area, at_least: 33 m²/student, cite: a, evidence: S}
- {id: floor, text: 生均校舍建筑面积不少于20平方米, measure: floor, at_least: 20 m²/student, cite: a, evidence: S}
- {id: each, paraphrase: 按高级教师占专任教师比例生均图书不少于1册, measure: each, at_least: 1 册/student, cite: a, evidence: S}
"""  # noqa: E501 - one clause a line
CLAUSES = ("books", "new", "area", "floor", "each")
EAGER: dict[str, Callable[[pa.Table], Any]] = {
    "polars": pl.from_arrow,
    "pandas": lambda table: table.to_pandas(),
    "pyarrow": lambda table: table,
}
LAZY: dict[str, Callable[[pa.Table], Any]] = {
    "lazy polars": lambda table: pl.DataFrame(pl.from_arrow(table)).lazy(),
    "duckdb": duckdb.from_arrow,
}
LIBRARIES = EAGER | LAZY
PUPILS, BOOKS = (45, 37, 89, 76, 55), (279, 137, 935, 160, 402)


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> compliance.Rulebook:
    path = tmp_path_factory.mktemp("standards") / "groups.yaml"
    path.write_text(STANDARD, encoding="utf-8")
    return compliance.load(path)


def made(random: Random, rows: int, *, lazy: bool) -> pa.Table:
    """Schools on thresholds, beside them and anywhere; some lack something, or print nonsense."""
    whole = {"students": 400, "teachers": 30, "senior_teachers": 12}
    faults = random.choice([0, 0, 0.01, 0.1])

    def column(draw: Callable[[], Any], wrong: list[Any], rate: float = faults) -> list[Any]:
        return [random.choice(wrong) if random.random() < rate else draw() for _ in range(rows)]

    found: dict[str, Any] = {"id": [f"S{n}" for n in range(rows)]}
    for name, most in whole.items():
        found[name] = column(
            lambda most=most: random.randint(most // 2, most), [None, 0, -1, 10**9]
        )
    found["books"] = column(lambda: random.randint(0, 4000), [None, 0, None])
    areas = [random.choice([33.0, 33.01, 32.99, 40.5]) * (at or 1) for at in found["students"]]
    found["campus_area"] = [None if random.random() < faults else round(at, 2) for at in areas]
    found["printed_campus_per_student"] = column(
        lambda: random.choice([None, 33.0, 33.01, 33.02, 32.9, 40.5]), [40.6, 0.5, 1.0, None], 0.05
    )
    found["floor_area"] = column(lambda: random.choice([2000.0, 8000.5]), [None, -3.0])
    found["planned_floor_area"] = column(lambda: None, [9000.0])
    found["printed_floor_per_student"] = column(lambda: None, [20.0, 41.2])
    found["district"] = column(
        lambda: random.choice(["东区", "西区", "北区"]), [None, "", "—"], 0.1
    )
    found["level"] = column(lambda: "中职", ["secondary_vocational", "小学", None], 0.1)
    found["new_build"] = column(lambda: True, [False, None], 0.1)
    for name in ("planned_floor_area", "printed_floor_per_student", "printed_campus_per_student"):
        found[name] = pa.array(found[name], pa.float64())
    return pa.table(found if lazy else {name: wild(name, found[name], random) for name in found})


def wild(name: str, values: list[Any], random: Random) -> Any:
    """A column as other libraries and people write it."""
    if name in ("books", "campus_area"):
        as_text = [None if one is None else f"{one:,}" for one in values]
        match random.choice(["as it is", "text", "decimal", "float32", "rough"]):
            case "text":
                return as_text
            case "decimal":
                kept = [None if one is None else Decimal(str(one)) for one in values]
                return pa.array(kept, pa.decimal128(20, 2))
            case "float32":
                return (
                    pa.array(values, pa.float32(), from_pandas=False) if name == "books" else values
                )
            case "rough":
                some = ["约{}", "{}", "很多", "{}(其中新购10)"]
                return [one and random.choice(some[1:2] * 30 + some).format(one) for one in as_text]
    if name == "district":
        return [one and random.choice(["{}", " {}", "{} "]).format(one) for one in values]
    return values


def columns(library: str, table: Any, rulebook: compliance.Rulebook) -> Findings:
    found = table if isinstance(table, pa.Table) else pa.table(table)
    return compliance.check(LIBRARIES[library](found), rulebook, engine="columns")


def schools(pupils: Any, books: Any, **more: list[Any]) -> dict[str, Any]:
    names = [f"S{n}" for n in range(len(pupils))]
    return {"id": names, "students": list(pupils), "books": list(books), **more}


def limits(found: Variation) -> list[Fraction]:
    """The coefficient itself if it is rational, one grain beside it, and others."""
    near = Fraction(round(float(found.squared or 0) ** 0.5, 6))
    return [Fraction(0), Fraction(1, 2), near, near + Fraction(1, 10**9), Fraction(5)]


def agree(mine: dict[str, Variation], exact: dict[str, Variation]) -> None:
    """Two engines' coefficients of the same groups."""
    assert mine.keys() == exact.keys()
    for key, other in exact.items():
        one, ats = mine[key], limits(other)
        assert [one.verdict(at) for at in ats] == [other.verdict(at) for at in ats]
        assert (one.squared, one.schools, one.reason, set(one.needs), str(one)) == (
            other.squared, other.schools, other.reason, set(other.needs), str(other))  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("seed", range(3))
def test_columns_say_what_the_exact_engine_says(
    library: str, seed: int, rulebook: compliance.Rulebook
) -> None:
    """Shares and coefficients of all clauses agree, in one group and in many, gaps and all."""
    table = made(Random(f"{library} {seed}"), 200, lazy=library in LAZY)  # noqa: S311 - a test
    mine = columns(library, table, rulebook)
    exact = compliance.check(LIBRARIES[library](table), rulebook, engine="exact")
    for by in (None, "district") if seed else ("new_build", "level"):
        for clause in CLAUSES:
            agree(mine.variation(clause, by), exact.variation(clause, by))
        for clause in (None, "new", "area"):
            one, two = mine.share(clause, by), exact.share(clause, by)
            assert one.keys() == two.keys()
            for key, share in two.items():
                assert one[key].rate == share.rate
                assert sorted(one[key].undecided) == sorted(share.undecided)


@pytest.mark.parametrize("library", LIBRARIES)
def test_the_official_example(library: str, rulebook: compliance.Rulebook) -> None:
    """教督〔2012〕3号: weighted 0.515 fails 0.50; the unweighted 0.489 would have passed it."""
    district, level = ["东区"] * 5, ["中职"] * 5
    table = schools(PUPILS, BOOKS, district=district, level=level)
    found = columns(library, table, rulebook).variation("books", by="district")
    assert list(found) == ["东区"]
    assert (found["东区"].verdict("0.50"), found["东区"].verdict("0.52")) == ("fail", "pass")
    assert str(found["东区"]) == "0.5153"
    assert found["东区"] == variation(compliance.check(pa.table(table), rulebook), "books")[""]


@pytest.mark.parametrize("library", LIBRARIES)
def test_on_the_limit_and_one_grain_beside(library: str, rulebook: compliance.Rulebook) -> None:
    """Exactly 0.50 passes, one book more in a million fails; float sums alone cannot tell."""
    many, books = 10**6, {"below": -1, "on": 0, "above": 1}
    table = schools([many] * 6, [at for more in books.values() for at in (many, 3 * many + more)],
                    district=[name for name in books for _ in range(2)])  # fmt: skip
    findings = columns(library, table, rulebook)
    found = findings.variation("books", by="district")
    assert {key: one.verdict("0.50") for key, one in found.items()} == {
        "above": "fail", "below": "pass", "on": "pass"}  # fmt: skip
    assert found["on"].squared == Fraction(1, 4)
    assert compliance.composite([found["on"], found["on"]]).verdict("0.50") == "pass"
    assert compliance.composite([found["on"], found["above"]]).verdict("0.50") == "fail"


@pytest.mark.parametrize("library", LIBRARIES)
def test_decimals_of_columns_are_what_was_written(
    library: str, rulebook: compliance.Rulebook
) -> None:
    """0.1 亩 and 0.3 亩 of equal schools vary by exactly a half, whatever 0.1 is in binary."""
    table = {"id": ["甲", "乙"], "占地面积（亩）": [0.1, 0.3], "students": [7, 7]}
    found = columns(library, table, rulebook).variation("area")[""]
    assert found.squared == Fraction(1, 4)
    assert (found.verdict("0.5"), found.verdict(Fraction(499999999, 10**9))) == ("pass", "fail")


@pytest.mark.parametrize("library", LIBRARIES)
def test_gaps_name_schools_and_facts(library: str, rulebook: compliance.Rulebook) -> None:
    """One school without books makes its district unknown, and no other."""
    table = schools([100, 100, 100, 0], [500, None, 700, 800],
                    district=["东区", "东区", "西区", None])  # fmt: skip
    found = columns(library, table, rulebook).variation("books", by="district")
    assert found == {
        "": Variation(None, 1, (("S3", "students"),), "zero_denominator"),
        "东区": Variation(None, 2, (("S1", "books"),), "missing_fact"),
        "西区": Variation(Fraction(0), 1),
    }
    assert [one.verdict("0.5") for one in found.values()] == ["unknown", "unknown", "pass"]


@pytest.mark.parametrize("library", LIBRARIES)
def test_nobody(library: str, rulebook: compliance.Rulebook) -> None:
    """Without schools in scope nothing applies; without any book the mean is zero."""
    table = schools([5, 5], [0, 0], level=["小学", "中职"], district=["东区", "西区"])
    found = columns(library, table, rulebook).variation("books", by="district")
    assert found["东区"] == Variation(None, 0, reason="no_members")
    assert found["西区"] == Variation(None, 1, reason="zero_denominator")
    assert found["东区"].verdict("0.5") == "not_applicable"
    shares = columns(library, table, rulebook).share("books", by="district")
    assert [one.verdict("0.5") for one in shares.values()] == ["not_applicable", "fail"]
    empty = pa.table(table).slice(0, 0)
    assert columns(library, empty, rulebook).share() == {"": Share(Rate(0, 0, 0))}
    assert columns(library, empty, rulebook).variation("books")[""].reason == "no_members"


@pytest.mark.parametrize("library", LIBRARIES)
def test_groups_are_read_as_the_exact_engine_reads_them(
    library: str, rulebook: compliance.Rulebook
) -> None:
    """Blanks around a name make no group, marks for nothing are none, a label is its value."""
    table = schools([10] * 6, [50] * 6, district=["东区", " 东区", "东区 ", "—", "", None],
                    level=["中职", "中职", "secondary_vocational", "小学", "中职", None],
                    new_build=[True, True, False, None, True, True])  # fmt: skip
    findings = columns(library, table, rulebook)
    exact = compliance.check(pa.table(table), rulebook, engine="exact")
    for by in ("district", "level", "new_build", "location", "name", "id"):
        agree(findings.variation("books", by), exact.variation("books", by))
        assert findings.share("books", by) == exact.share("books", by)
    assert findings.variation("books", "district").keys() == {"东区", ""}


@pytest.mark.parametrize("library", EAGER)
def test_two_districts_of_a_school_are_none(library: str, rulebook: compliance.Rulebook) -> None:
    """Two columns for the district: where they differ, the school comes under no name."""
    table = schools([10] * 3, [50] * 3, district=["东区"] * 3, 所属区县=["东区", "西区", None])
    found = columns(library, table, rulebook)
    assert {key: one.rate.of for key, one in found.share("books", "district").items()} == {
        "": 1, "东区": 2}  # fmt: skip
    assert found.variation("books", "district")[""].schools == 1


@pytest.mark.parametrize("library", LAZY)
def test_a_lazy_frame_says_the_district_once(library: str, rulebook: compliance.Rulebook) -> None:
    """Two columns for the district of a lazy frame would have to be read row by row: refused."""
    table = schools([10] * 2, [50] * 2, district=["东区"] * 2, 所属区县=["东区", "西区"])
    with pytest.raises(compliance.FactsError, match="district"):
        columns(library, table, rulebook).share("books", "district")


@pytest.mark.parametrize("given", ["32.90", Decimal("32.90"), 32.9], ids=repr)
def test_a_printed_digit_counts(given: Any, rulebook: compliance.Rulebook) -> None:
    """33.0 refutes a ratio printed as 32.90, not one printed as 32.9; texts show the digit."""
    table = pa.table({"id": ["甲"], "students": [1000], "campus_area": [33000.0],
                      "printed_campus_per_student": [given]})  # fmt: skip
    found = columns("polars", table, rulebook).variation("area")
    exact = compliance.check(table, rulebook, engine="exact").variation("area")
    assert found == exact
    assert exact[""].verdict("0.5") == ("pass" if given == 32.9 else "unknown")


def test_a_formula_of_many_figures_is_not_left_to_floats(tmp_path: Path) -> None:
    """Terms rounded more often than the bound counts on are computed with fractions."""
    more = " + ".join(["campus_area", *["floor_area"] * 9])
    path = tmp_path / "many.yaml"
    path.write_text(STANDARD.replace("campus_area / students", f"({more}) / students"), "utf-8")
    rulebook = compliance.load(path)
    table = {"id": ["甲", "乙"], "campus_area": [0.1, 0.3], "floor_area": [0.0, 0.0],
             "students": [7, 7]}  # fmt: skip
    for library in LIBRARIES:
        found = columns(library, table, rulebook).variation("area")[""]
        assert (found.squared, found.verdict("0.5")) == (Fraction(1, 4), "pass")


@pytest.mark.parametrize("tiny", [1e-200, 1e-320])
def test_figures_next_to_nothing(tiny: float, rulebook: compliance.Rulebook) -> None:
    """A square that float64 cannot hold is left to the exact engine."""
    table = {"id": ["甲", "乙"], "campus_area": [tiny, 3 * tiny], "students": [7, 7]}
    found = columns("polars", table, rulebook).variation("area")[""]
    exact = compliance.check(pa.table(table), rulebook, engine="exact").variation("area")[""]
    assert (found, found.verdict("0.4")) == (exact, exact.verdict("0.4"))


@pytest.mark.parametrize("library", LAZY)
def test_only_sums_come_back(
    library: str, rulebook: compliance.Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a lazy frame only counts and sums are collected, until somebody asks for more."""
    brought = []

    def collected(frame: Any) -> Any:
        rows = lazy.collected(frame)
        brought.append(len(rows))
        return rows

    monkeypatch.setattr(groups, "collected", collected)
    table = schools([100] * 60, [500, 600, None, 800] * 15, district=["东区", "西区"] * 30)
    findings = columns(library, table, rulebook)
    found, share = findings.variation("books", "district"), findings.share("books", "district")
    assert [one.verdict("0.5") for one in found.values()] == ["unknown", "pass"]
    assert [(one.schools, str(share[key].rate)) for key, one in found.items()] == [
        (30, "50.0 %–100.0 %"), (30, "100.0 %")]  # fmt: skip
    assert (found["西区"].needs, found["西区"].reason, share["西区"].undecided) == ((), "", ())
    assert repr(found) == "{'东区': <Variation of 30 schools>, '西区': <Variation of 30 schools>}"
    assert brought == [2, 3]  # districts; districts and codes
    assert len(found["东区"].needs) == len(share["东区"].undecided) == 15
    assert found["西区"].squared == Fraction(1, 49)
    assert brought == [2, 3, 15, 15, 30]


@pytest.mark.parametrize("library", LAZY)
def test_no_row_of_a_lazy_frame_is_given_a_number(
    library: str, rulebook: compliance.Rulebook
) -> None:
    """A school without a name is named by nothing, not by its place among the rows collected."""
    table = schools([100] * 3, [500, 600, None]) | {"id": ["甲", "乙", None]}
    findings = columns(library, table, rulebook)
    assert findings.variation("books")[""].needs == (("", "books"),)
    assert findings.share("books")[""].undecided == ("",)


def test_rows_are_left_alone_away_from_the_limit(
    rulebook: compliance.Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The sums of one pass decide; near the limit the rows of that group do."""
    table = schools([10**6] * 4, [10**6, 3 * 10**6, 10**6, 2 * 10**6], district=[*"甲甲乙乙"])
    found = columns("polars", table, rulebook).variation("books", "district")
    with monkeypatch.context() as patched:
        patched.delattr(groups.Look, "of")
        assert [found["乙"].verdict(at) for at in ("0.3", "0.4")] == ["fail", "pass"]
        assert [found["甲"].verdict(at) for at in ("0.49", "0.51")] == ["fail", "pass"]
        with pytest.raises(AttributeError):
            found["甲"].verdict("0.50")
    assert found["甲"].verdict("0.50") == "pass"


def test_a_hundred_thousand_schools(rulebook: compliance.Rulebook) -> None:
    """Five districts of 300 agree with the definition, computed from the figures themselves."""
    random = Random(7)  # noqa: S311 - a test
    pupils = [random.randint(1, 4000) for _ in range(100_000)]
    books = [random.randint(0, 9000) for _ in pupils]
    districts = [f"区{random.randrange(300)}" for _ in pupils]
    table = schools(pupils, books, district=districts)
    found = columns("polars", table, rulebook).variation("books", "district")
    assert (len(found), sum(one.schools for one in found.values())) == (300, 100_000)
    for name in ("区0", "区77", "区150", "区222", "区299"):
        pairs = [(x, p) for x, p, district in zip(books, pupils, districts, strict=True)
                 if district == name]  # fmt: skip
        everyone, mean = sum(p for _, p in pairs), Fraction(sum(x for x, _ in pairs))
        mean /= everyone
        squares = (Fraction(p, everyone) * (Fraction(x, p) - mean) ** 2 for x, p in pairs)
        assert found[name].squared == sum(squares, Fraction(0)) / mean**2
        low = round(Fraction(float(found[name].squared) ** 0.5), 3) - Fraction(1, 1000)
        assert (found[name].verdict(low), found[name].verdict(low + Fraction(2, 1000))) == (
            "fail", "pass")  # fmt: skip


@pytest.mark.parametrize(
    ("clause", "by", "code"),
    [
        ("nothing", None, "no-such-clause"),
        ("books", "districts", "unknown-fact"),
        ("books", "students", "unknown-fact"),
    ],
)
def test_what_cannot_be_asked(
    clause: str, by: str | None, code: str, rulebook: compliance.Rulebook
) -> None:
    """No such clause, no such group: not found, before any row is read, by either engine."""
    table = pa.table(schools([1], [1]))
    for engine in ("columns", "exact"):
        findings = compliance.check(table, rulebook, engine=engine)
        for ask in (findings.share, findings.variation):
            with pytest.raises(compliance.NotFound) as error:
                ask(clause, by)
            assert error.value.problems[0].code == code


@pytest.mark.parametrize("limit", [0.5, -1, "约0.5"])
@pytest.mark.parametrize("books", [[500, 600], [500, None]], ids=["known", "unknown"])
def test_a_limit_is_a_plain_exact_number(
    limit: Any, books: list[Any], rulebook: compliance.Rulebook
) -> None:
    """Refused whether the coefficient is known or not."""
    found = columns("polars", schools([100, 100], books), rulebook).variation("books")[""]
    with pytest.raises(ValueError, match=r"."):
        found.verdict(limit)
