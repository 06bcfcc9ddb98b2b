"""A rulebook as SQL gives the codes and measured values of the exact engine."""

import json
import math
import re
import sqlite3
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import duckdb
import pyarrow as pa
import pytest
import shipped
from hypothesis import given
from hypothesis import strategies as st

import compliance
from compliance.checking.columns.source import needed
from compliance.checking.columns.sql.text import DIALECTS, Statements
from compliance.checking.engine.ruling import Code
from compliance.checking.shown.frames import wide_of
from compliance.errors import FactsError, NotFound, StandardError
from compliance.vocabulary import Category, Fact, Number, Parts

THIRTEEN = str(Path(__file__).resolve().parents[1] / "benchmarks" / "thirteen.yaml")
STANDARDS = (*shipped.SHIPPED, THIRTEEN)
SCHOOLS = 2000
WORDS = "在校生数不少于1200人，教师总数60.5人，用地、规模、得数3人，兼职教师30%，生师比20"
LEFT_OVER = "校园占地面积比校舍建筑面积多不少于10.5平方米"
FINITE = st.floats(allow_nan=False, allow_infinity=False)
Row = dict[str, Any]
Run = Callable[[str, list[str], list[Row]], list[Row]]


def in_duckdb(statement: str, columns: list[str], rows: list[Row], table: str = "schools"
              ) -> list[Row]:  # fmt: skip
    """What a statement gives of rows; a column is double if it holds a number."""
    data = {name: [row.get(name) for row in rows] for name in columns}
    arrays = {
        name: pa.array(values, pa.float64() if numbers(values) else pa.string())
        for name, values in data.items()
    }
    with duckdb.connect() as database:
        database.register(table, pa.table(arrays))
        found = database.execute(statement)
        names = [column[0] for column in found.description or ()]
        return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def in_sqlite(statement: str, columns: list[str], rows: list[Row], table: str = "schools"
              ) -> list[Row]:  # fmt: skip
    dialect = DIALECTS["sqlite"]
    database = sqlite3.connect(":memory:")
    try:
        listed = ", ".join(map(dialect.name, columns))
        database.execute(f"CREATE TABLE {dialect.name(table)} ({listed})")
        places = ", ".join("?" for _ in columns)
        database.executemany(f"INSERT INTO {dialect.name(table)} VALUES ({places})",  # noqa: S608
                             [[row.get(name) for name in columns] for row in rows])  # fmt: skip
        found = database.execute(statement)
        names = [column[0] for column in found.description]
        return [dict(zip(names, row, strict=True)) for row in found]
    finally:
        database.close()


def numbers(values: list[Any]) -> bool:
    return any(isinstance(value, float) for value in values)


DATABASES: dict[str, Run] = {"duckdb": in_duckdb, "sqlite": in_sqlite}


def load(standard: str, *, inferences: bool = True) -> compliance.Rulebook:
    return compliance.load(standard, shipped.DAYS.get(standard), inferences=inferences)


def schools(rulebook: compliance.Rulebook, random: Random, count: int) -> list[Row]:
    """Schools at random, most of them on a threshold or one grain beside it."""
    facts = {name: rulebook.vocabulary.facts[name] for name in needed(rulebook)}
    facts = {name: fact for name, fact in facts.items() if not isinstance(fact, Parts)}
    targets = [target for rule in rulebook.rules if not rule.measured.over
               for target in shipped.of_rule(rulebook, rule)]  # fmt: skip
    return [
        {"id": f"S{n}"} | _school(facts, rulebook.vocabulary.wholes, targets, random)
        for n in range(count)
    ]


def _school(facts: dict[str, Fact], wholes: tuple[tuple[str, str], ...],
            targets: list[shipped.Target], random: Random) -> Row:  # fmt: skip
    row: Row = {name: _value(fact, random) for name, fact in facts.items()}
    for _ in range(random.choice([0, 1, 3])):
        written, _ = shipped.near(random.choice(targets), random.randrange(1, 400),
                                  random.choice([-1, 0, 0, 1]))  # fmt: skip
        row |= {name: float(value) if isinstance(facts[name], Number) else str(value).lower()
                for name, value in written.items()}  # fmt: skip
    for part, whole in wholes:
        a, b = row.get(part), row.get(whole)
        if a is not None and b is not None and a > b and random.random() < 0.9:
            row[whole] = None
    gone = {name for name in row if random.random() < 0.08}
    return {name: None if name in gone else value for name, value in row.items()}


def _value(fact: Fact, random: Random) -> Any:
    if isinstance(fact, Number):
        return _number(fact, random)
    words = ["是", "否", "true", "√", "0", "也许", "", "—", None]
    if isinstance(fact, Category):
        value = random.choice(list(fact.values.values()))
        first = next(iter(fact.values))
        usual = "secondary_vocational" if "secondary_vocational" in fact.values else first
        words = [value.zh, value.en, first, *value.labels, usual, usual, "别的", "无", None]
    return random.choice(words)


def _number(fact: Number, random: Random) -> float | None:
    if random.random() < 0.08:
        beyond = float(fact.largest)
        return random.choice([0.0, 0.0, -1.0, beyond, beyond + 1, beyond * 7, math.inf, 12.5])
    if fact.printed:
        return random.choice([1.5, 15.0, 20.0, 33.0, 33.1, 40.25, 60.0])
    some = random.randrange(10**7) / 100 if fact.decimals else float(random.randrange(10**5))
    return random.choice([None, float(random.randrange(1, 3000)), some])


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("standard", STANDARDS)
def test_sql_gives_what_the_exact_engine_gives(standard: str, database: str) -> None:
    """On and beside every threshold, with gaps, zeros, nonsense and contradictions."""
    seen = compared(load(standard), database)
    assert {Code.FAIL, Code.PASS, Code.MISSING_FACT, Code.CONFLICTING_FACTS} <= seen


def test_sql_knows_thresholds_that_the_source_lost() -> None:
    """Without inferences, the same agreement where a number is unknown."""
    seen: set[int] = set()
    for standard in shipped.SHIPPED:
        seen |= compared(load(standard, inferences=False), "duckdb", count=500)
    assert Code.UNKNOWN_THRESHOLD in seen


def compared(rulebook: compliance.Rulebook, database: str, count: int = SCHOOLS) -> set[int]:
    """The codes that SQL gives, once they are known to be those of the exact engine."""
    rows = schools(rulebook, Random(2016), count)  # noqa: S311
    columns = ["id", *dict.fromkeys(name for row in rows for name in row if name != "id")]
    found = DATABASES[database](rulebook.to_sql(database), columns, rows)
    by_school = {row["school"]: row for row in found}
    assert len(found) == len(by_school) == count
    whole = [rule.id for rule in rulebook.rules if not rule.measured.over]
    for item, row in zip(compliance.check(rows, rulebook, engine="exact"), rows, strict=True):
        exact, mine = wide_of(item), by_school[row["id"]]
        for clause in whole:
            assert mine[clause] == exact[clause], (clause, row)
            assert near(mine[f"{clause}_measured"], exact[f"{clause}_measured"]), (clause, row)
    return {row[clause] for row in found for clause in whole}


def near(one: float | None, two: float | None) -> bool:
    if one is None or two is None:
        return one is two
    return math.isclose(one, two, rel_tol=1e-12)


@pytest.mark.parametrize("database", DATABASES)
def test_columns_may_be_called_as_printed_in_other_units_and_in_part(database: str) -> None:
    """A heading's unit counts, 59.4亩 for 1200 is on the line, a fact without column is missing."""
    rulebook = load(shipped.SHIPPED[0])
    columns = ["学校名称", "占地面积（亩）", "在校生数", "备注"]
    rows = [dict(zip(columns, values, strict=True)) for values in (
        ("甲", 59.4, 1200.0, "x"), ("乙", 59.4, 1201.0, None), ("丙", None, 1200.0, None),
        ("丁", 59.3999, 1200.0, None), ("戊", 59.4, 0.0, None),
    )]  # fmt: skip
    found = DATABASES[database](rulebook.to_sql(database, columns=columns), columns, rows)
    codes = {row["school"]: row["campus-per-student"] for row in found}
    assert codes == {"甲": Code.PASS, "乙": Code.FAIL, "丙": Code.MISSING_FACT, "丁": Code.FAIL,
                     "戊": Code.ZERO_DENOMINATOR}  # fmt: skip
    assert found[1]["campus-per-student_measured"] == pytest.approx(39600 / 1201, rel=1e-15)
    assert {row["floor-per-student"] for row in found} == {Code.MISSING_FACT}


def test_a_text_in_place_of_a_number_is_never_zero_in_sqlite() -> None:
    """SQLite would cast it to zero; it counts as given and not understood."""
    rulebook = load(shipped.SHIPPED[0])
    columns = ["id", "students", "campus_area", "printed_campus_per_student"]
    known = {"id": "1", "campus_area": 39600.0, "printed_campus_per_student": 40.0}
    rows = [known | {"students": text} for text in ("1200人", "", "若干")]
    found = in_sqlite(rulebook.to_sql("sqlite", columns=columns), columns, rows)
    assert [row["enrolment"] for row in found] == [Code.MISSING_FACT] * 3
    assert [row["campus-per-student"] for row in found] == [Code.MISSING_FACT] * 3


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("missing", ["id", "students", "level"])
def test_a_column_that_the_table_lacks_is_an_error(database: str, missing: str) -> None:
    """It is not silently taken for a text, which SQLite would do with double quotes."""
    rulebook = load(shipped.SHIPPED[0])
    columns = [name for name in ("id", *needed(rulebook)) if name != missing]
    with pytest.raises((duckdb.BinderException, sqlite3.OperationalError), match=missing):
        DATABASES[database](rulebook.to_sql(database), columns, [])


@pytest.mark.parametrize("database", DATABASES)
def test_differences_are_compared_as_whole_numbers(database: str, tmp_path: Path) -> None:
    """Hundredths that differ by 0.01 around a threshold; float64 cannot prove a difference."""
    clause = {"id": "rest", "cite": "1", "paraphrase": LEFT_OVER, "evidence": "I",
              "measure": "rest", "at_least": "10.5 m²"}  # fmt: skip
    rest = {"formula": "campus_area - floor_area", "unit": "m²", "zh": "余地"}
    path = tmp_path / "rest.yaml"
    path.write_text(json.dumps(minimal([clause]) | {"measures": {"rest": rest}}), "utf-8")
    rulebook = compliance.load(str(path))
    rows = [{"id": f"{n} {k}", "campus_area": n / 100, "floor_area": (n - 1050 + k) / 100}
            for n in range(2000, 900_000, 4999) for k in (-1, 0, 1)]  # fmt: skip
    columns = ["id", "campus_area", "floor_area"]
    statement = rulebook.to_sql(database, columns=columns)
    found = DATABASES[database](statement, columns, rows)
    assert DIALECTS[database].integers.partition("{0}")[2] in statement
    codes = {(row["school"].split()[1], row["rest"]) for row in found}
    assert codes == {("-1", Code.PASS), ("0", Code.PASS), ("1", Code.FAIL)}


def test_names_of_facts_do_not_meet_names_inside_the_statement(tmp_path: Path) -> None:
    """Facts that are called as a plan calls its own cells are judged each by itself."""
    area = {"type": "number", "unit": "m²", "decimals": 2, "largest": 10**8, "merge": "sum"}
    names = ("yard", "untidy_yard", "steps_yard", "m0_0", "refused_yard", "school", "step_0")
    facts = {name: area | {"zh": f"用地{name}", "en": name} for name in names}
    clauses = [
        {"id": f"c{n}", "cite": "1", "paraphrase": f"用地{name}不少于10平方米", "evidence": "I",
         "measure": name, "at_least": "10 m²"}
        for n, name in enumerate(names)
    ]  # fmt: skip
    path = tmp_path / "names.yaml"
    path.write_text(json.dumps(minimal(clauses) | {"facts": facts}), "utf-8")
    rows = [{"id": str(n)} | {name: 10.0 if name == which else 9.99 for name in names}
            for n, which in enumerate(names)]  # fmt: skip
    statement = compliance.load(str(path)).to_sql()
    for row in in_duckdb(statement, ["id", *names], rows):
        assert [row[f"c{n}"] for n in range(len(names))] == [
            int(str(n) == row["school"]) for n in range(len(names))
        ]


def test_conditions_escapes_and_reckoned_thresholds(tmp_path: Path) -> None:
    """What holds, what excuses, what is reckoned from each row, the lesser and the greater."""
    card = {"cite": "1", "evidence": "I", "title": {"zh": "试", "en": "x"}, "paraphrase": WORDS}
    tests: dict[str, dict[str, Any]] = {
        "holds": {"holds": 'students >= "1200 人" and (new_build or kind == "arts")'},
        "divided": {"holds": 'students / teachers <= "20 student/teacher" or new_build'},
        "escape": {"measure": "students", "at_least": "1200 人", "or_if": "new_build"},
        "share": {"measure": "part_time_teachers", "at_most": {"formula": "0.3 * teachers"}},
        "each": {"measure": "land", "more_than": {"formula": "floor_area / capacity"}},
        "lesser": {"measure": "all_teachers", "at_least": "60.5 teacher"},
        "greater": {"measure": "larger", "at_least": "1200 人",
                    "applies_if": 'max(students - capacity, 0) <= "0 人"'},
    }  # fmt: skip
    document = minimal([
        {"id": name, **card, **one} for name, one in tests.items()
    ]) | {
        "derived": {"all_teachers": {
            "formula": "teachers + 0.5 * min(part_time_teachers, teachers)",
            "unit": "teacher", "zh": "教师总数", "en": "all teachers"}},
        "measures": {
            "land": {"formula": "campus_area / students", "unit": "m²/student", "zh": "用地"},
            "larger": {"formula": "max(students, capacity)", "unit": "student", "zh": "规模"}},
    }  # fmt: skip
    path = tmp_path / "shapes.yaml"
    path.write_text(json.dumps(document), "utf-8")
    rulebook = compliance.load(str(path))
    random = Random(7)  # noqa: S311
    some: dict[str, list[Any]] = {
        "students": [0.0, 1199.0, 1200.0], "capacity": [0.0, 1199.0, 1200.0],
        "teachers": [0.0, 10.0, 60.0], "part_time_teachers": [0.0, 1.0, 3.0, 18.0, 19.0],
        "campus_area": [1200.0, 1199.99], "floor_area": [1200.0, 1199.99],
        "new_build": ["true", "false"], "kind": ["arts", "sports"],
    }  # fmt: skip
    columns = ["id", *some]
    rows = [{"id": str(n)} | {name: random.choice([*values, *values, None])
                              for name, values in some.items()} for n in range(1500)]  # fmt: skip
    expected = [wide_of(item) for item in compliance.check(rows, rulebook, engine="exact")]
    assert {one[clause] for one in expected for clause in tests} == {0, 1, 2, 3, 8, 10}
    for database, run in DATABASES.items():
        found = run(rulebook.to_sql(database, columns=columns), columns, rows)
        by_school = {row["school"]: row for row in found}
        for row, exact in zip(rows, expected, strict=True):
            mine = by_school[row["id"]]
            for clause in tests:
                assert mine[clause] == exact[clause], (clause, row)
                assert near(mine[f"{clause}_measured"], exact[f"{clause}_measured"]), (clause, row)


@pytest.mark.parametrize(
    ("derived", "why"),
    [
        ({"piecewise": "students", "unit": "student", "pieces": [{"value": "3 人"}]}, "derived"),
        ({"largest": "students", "unit": "student"}, "derived"),
    ],
)
def test_a_fact_that_only_the_exact_engine_reckons_is_refused(
    derived: dict[str, Any], why: str, tmp_path: Path
) -> None:
    """No statement leaves such a clause out: the error names it."""
    clauses = [
        {"id": name, "cite": "1", "paraphrase": WORDS, "evidence": "I", "measure": fact,
         "at_least": "3 人"} for name, fact in (("plain", "students"), ("reckoned", "made"))
    ]  # fmt: skip
    names = {"zh": "得数", "en": "made"}
    path = tmp_path / "derived.yaml"
    path.write_text(json.dumps(minimal(clauses) | {"derived": {"made": derived | names}}), "utf-8")
    with pytest.raises(StandardError, match="sql-clause") as caught:
        compliance.load(str(path)).to_sql()
    assert caught.value.problems[0].values == {"clause": "reckoned", "why": why}


def minimal(clauses: list[dict[str, Any]], words: str = "余地") -> dict[str, Any]:
    return {
        "format": 1, "title": {"zh": words, "en": words}, "issuer": words, "document": words,
        "in_force": {"from": "2010-01-01"}, "subject": "school", "clauses": clauses,
    }  # fmt: skip


def test_a_standard_that_is_not_in_force_binds_nobody() -> None:
    """Every clause of every school has the code 12."""
    rulebook = compliance.load(shipped.SHIPPED[0], "1990-01-01")
    (row,) = in_duckdb(rulebook.to_sql(columns=["id"]), ["id"], [{"id": "1"}])
    assert {row[rule.id] for rule in rulebook.rules} == {Code.NOT_IN_FORCE}


NASTY = (
    "好'); DROP TABLE schools; --", '好" OR 1=1 --', "好\\' OR 1=1 --", "好\\", "好` x", "好*/;x",
    "好${x}", "好{0}", "好%s", "好\n; DROP", "好''", "好?",
)  # fmt: skip


def nasty(folder: Path) -> compliance.Rulebook:
    """A standard with every nasty text wherever a standard may hold text."""
    every = " ".join(NASTY) + "\\"
    values = {f"v{n}": {"zh": text, "en": f"v {n}"} for n, text in enumerate(NASTY)}
    fact = {"type": "category", "zh": every, "en": every, "labels": [NASTY[0], NASTY[4]],
            "values": values}  # fmt: skip
    clauses = [
        {"id": f"c{n}", "cite": every, "paraphrase": every, "evidence": "I", "measure": "state",
         "one_of": [f"v{n}"]}
        for n in range(len(NASTY))
    ]  # fmt: skip
    standard = minimal(clauses, every) | {"facts": {"state": fact}}
    path = folder / 'it\'s "nasty" \\.yaml'
    path.write_text(json.dumps(standard, ensure_ascii=False), encoding="utf-8")
    return compliance.load(str(path))


@pytest.mark.parametrize("database", DATABASES)
@pytest.mark.parametrize("column", ["state", NASTY[0], NASTY[4]])
def test_no_text_of_a_standard_or_a_column_breaks_out(
    database: str, column: str, tmp_path: Path
) -> None:
    """Each nasty label is data: it satisfies the clause that asks for it, and no other."""
    rulebook, columns, table = nasty(tmp_path), ["id", column], "sch\"oo'ls`; --"
    rows = [{"id": str(n), column: text} for n, text in enumerate([*NASTY, "也许"])]
    statement = rulebook.to_sql(database, table=table, columns=columns)
    found = DATABASES[database](statement, columns, rows, table=table)
    for n, text in enumerate(NASTY):
        codes = {row["school"]: row[f"c{n}"] for row in found}
        wanted = {str(k): Code.PASS if k == n else Code.FAIL for k in range(len(NASTY))}
        assert codes == wanted | {str(len(NASTY)): Code.MISSING_FACT}, text


TEXT = {
    "duckdb": r"'(?:[^']|'')*'", "sqlite": r"'(?:[^']|'')*'",
    # no backslash and no doubled quote: what they mean depends on the server's settings
    "postgres": r"'[^'\\]*'", "spark": r"'[^'\\]*'", "mysql": r"'[^'\\]*'",
}  # fmt: skip


@pytest.mark.parametrize("dialect", DIALECTS)
def test_outside_of_quotes_a_statement_has_only_words_and_signs(
    dialect: str, tmp_path: Path
) -> None:
    """Comment lines first; then, without names and texts, nothing that a standard wrote."""
    quote = DIALECTS[dialect].quote
    for rulebook in (nasty(tmp_path), *map(load, STANDARDS)):
        lines = rulebook.to_sql(dialect, table="a`b\"c'd").split("\n")
        comments = [line for line in lines if line.startswith("--")]
        assert lines[: len(comments)] == comments
        assert all(line.isprintable() and not set("\\;'\"`$") & {*line} for line in comments)
        code = "\n".join(lines[len(comments) :])
        bare = re.sub(f"{TEXT[dialect]}|{quote}(?:[^{quote}]|{quote}{quote})*{quote}", "", code)
        assert re.fullmatch(r"[A-Za-z0-9_\s.,()<>=+*/-]*", bare)
        assert "--" not in bare
        assert "/*" not in bare
        assert bare.count("(") == bare.count(")")
        assert bare.count("CASE ") == bare.count(" END")
        assert len(re.findall("[A-Za-z]+", bare)) > 10


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_statement_divides_by_nothing_that_may_be_zero(dialect: str) -> None:
    """Postgres and MySQL would stop; every divisor is a constant or guarded."""
    number = re.compile(r"CAST\('[1-9][^']*' AS DOUBLE PRECISION\)|[1-9][0-9.]*(E[0-9]+|D)?\b")
    for standard in STANDARDS:
        code = load(standard).to_sql(dialect).split("SELECT", 1)[1]
        guards = [line for line in code.split("\n") if line.startswith("  NULLIF(")]
        guarded = ("NULLIF(", *(line.rsplit(" AS ", 1)[1].rstrip(",") for line in guards))
        for divisor in code.split(" / ")[1:]:
            assert divisor.startswith(guarded) or number.match(divisor), divisor[:60]


def number(dialect: str, value: float) -> str:
    (text,) = Statements(DIALECTS[dialect]).number(value).parts
    assert isinstance(text, str)
    return text


@given(values=st.lists(FINITE, min_size=1, max_size=20))
def test_duckdb_reads_back_the_same_constants(values: list[float]) -> None:
    """Any finite float64, as double and to the last bit."""
    found = duckdb.sql("SELECT " + ", ".join(number("duckdb", value) for value in values))
    assert {str(kind) for kind in found.types} == {"DOUBLE"}
    assert list(found.fetchall()[0]) == values


@given(values=st.lists(FINITE, min_size=1, max_size=20))
def test_sqlite_reads_back_the_same_constants(values: list[float]) -> None:
    """Any finite float64, though SQLite's own reading of decimals may miss the last bit."""
    database = sqlite3.connect(":memory:")
    found = database.execute("SELECT " + ", ".join(number("sqlite", value) for value in values))
    row = found.fetchone()
    database.close()
    assert list(row) == values
    assert {type(value) for value in row} == {float}


@given(value=FINITE)
def test_a_constant_is_a_double_in_every_dialect(value: float) -> None:
    """What stands for a number parses back exactly, and its form says that it is no decimal."""
    shown = {dialect: number(dialect, value) for dialect in DIALECTS}
    assert float(shown["mysql"]) == float(shown["spark"].removesuffix("D")) == value
    assert "e" in shown["mysql"].lower()
    assert shown["spark"].endswith("D")
    inside = re.fullmatch(r"CAST\('(.*)' AS DOUBLE PRECISION\)", shown["postgres"])
    assert inside is not None
    assert float(inside[1]) == value


def test_what_cannot_be_exported_is_refused() -> None:
    """An unknown dialect; columns without a school, with a fact twice, with a wrong unit."""
    rulebook = load(shipped.SHIPPED[0])
    with pytest.raises(NotFound, match="no-such-dialect"):
        rulebook.to_sql("oracle")
    wrong = {
        "sql-no-name": ["students"], "sql-twice": ["id", "students", "在校生数"],
        "unit-header-mismatch": ["id", "占地面积（人）"],
    }  # fmt: skip
    for code, columns in wrong.items():
        with pytest.raises(FactsError, match=code):
            rulebook.to_sql(columns=columns)
