"""The meaning of the language as data: every case, on every engine that can judge it."""

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import cache, partial
from pathlib import Path
from typing import Any, get_args

import duckdb
import narwhals.stable.v2 as nw
import pandas as pd  # type: ignore[import-untyped]
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pytest

import compliance
from compliance.checking.check import NO_PART
from compliance.checking.derive import code_with_gaps
from compliance.checking.engine import bounded
from compliance.checking.finding import Finding
from compliance.checking.findings import SchoolFindings
from compliance.checking.reading import read
from compliance.derived.table import SHAPES
from compliance.documents.strict_yaml import read_yaml
from compliance.intake.profile import widen
from compliance.intake.values import Refused, read_value
from compliance.vocabulary import Evidence, Fact, Flag, Number, heading_unit

CASES = Path(__file__).parent / "cases"
FILE = {"topic", "standard", "standards", "beside", "clauses", "cases", "lazy"}
"""``beside``: other clauses of the same standard; ``standards``: others that it names; ``lazy``:
why no frame that stays lazy judges these clauses."""
CASE = {"name", "clause", "standard", "on", "inferences", "readings", "given", "others", "parts",
        "depends_on_reading", "rolled_up", "waivers"}  # fmt: skip
EXPECTED = {"verdict", "outcome", "reason", "measured", "shortfall", "needs"}
HEAD = {
    "format": 1, "title": {"zh": "试验标准"}, "issuer": "试验", "document": "试〔2020〕1号",
    "in_force": {"from": "2000-01-01"}, "subject": "school",
}  # fmt: skip
CARD = {"id": "clause", "cite": "第一条", "evidence": "S"}
WAIVER = {"clause": "clause", "authority": "试验", "document": "试〔2017〕2号", "reason": "试验"}

NOT_OF_ONE_CLAUSE = {"over", "phases", "pools", "readings", "scope", "waivers"}
"""The topics of which some cases are decided around an engine and not by it."""

LAZY_REFUSALS = {"lazy-clause", "lazy-column", "lazy-twice"}
"""Text for numbers, parts, and two columns of one fact have to be read value by value; some
clauses, such as those on derived facts, are judged school by school."""

LIBRARIES: dict[str, Callable[[pa.Table], Any]] = {
    "polars": pl.from_arrow,
    "pandas-numpy": lambda table: table.to_pandas(),
    "pandas-nullable": lambda table: table.to_pandas().convert_dtypes(),
    "pandas-arrow": lambda table: table.to_pandas(types_mapper=pd.ArrowDtype),
    "pyarrow": lambda table: table,
    "lazy-polars": lambda table: pl.DataFrame(pl.from_arrow(table)).lazy(),
    "duckdb": duckdb.from_arrow,
}
LAZY = ("lazy-polars", "duckdb")
Said = list[dict[str, Any]]
Engine = Callable[[str, Path], Said | None]


def exact(name: str, folder: Path) -> Said:
    return [said(finding) for finding in judged(name, folder) if finding.clause == "clause"]


def judged(name: str, folder: Path) -> SchoolFindings:
    """The findings of a case's own subject, among those that are judged together with it."""
    case = CORPUS[name]
    together = [case["given"], *case.get("others", ())]
    school = read(case["given"]).items[0].id
    return compliance.check(
        together, load(case, folder), engine="exact", waivers=waivers(name, school)
    ).items[0]


def waivers(name: str, school: str) -> list[dict[str, Any]]:
    return [{**WAIVER, "school": school, **one} for one in CORPUS[name].get("waivers", [])]


def fold_over_spans(name: str, folder: Path) -> Said | None:
    """None where more than an engine has a say: parts, scope, days in force, waivers."""
    rulebook = load(CORPUS[name], folder)
    rule = rulebook["clause"]
    days = {rulebook.binding, rule.binding}
    beyond = rule.measured.over or rulebook.scope or days != {"in_force"}
    if "waivers" in CORPUS[name] or beyond:
        return None
    school = widen(read(CORPUS[name]["given"]).items[0], rulebook.vocabulary)
    if rulebook.derived:
        school = judged(name, folder)["clause"].school
    ways = {
        way.reading: code_with_gaps(way, bounded.judge(way, school.facts, school.unsure), school)
        for way in (rule, *rule.alternatives)
    }
    code = ways.pop(rule.reading)
    return [said(Finding(rulebook, rule, school, NO_PART, code, tuple(ways.items())))]


def columns(name: str, folder: Path, library: str) -> Said | None:
    """None where a frame that stays lazy refuses a column that it would have to read."""
    return in_a_frame(frames(folder, lazy=library in LAZY)[name], folder, library)[name]


@cache
def frames(folder: Path, *, lazy: bool) -> dict[str, tuple[str, ...]]:
    """For every case those that can stand in one frame with it: one rulebook, the same columns."""
    found = defaultdict[Any, list[str]](list)
    for name, case in CORPUS.items():
        row = row_of(case["given"], load(case, folder), lazy=lazy)
        shape = tuple(sorted((label, kind(value)) for label, value in row.items()))
        alone = name if "others" in case else ""
        found[load(case, folder), shape, alone].append(name)
    return {name: tuple(names) for names in found.values() for name in names}


def row_of(given: dict[str, Any], rulebook: compliance.Rulebook, *, lazy: bool) -> dict[str, Any]:
    return {label: typed(value, fact_of(rulebook, label), lazy=lazy, label=label)
            for label, value in given.items()}  # fmt: skip


def fact_of(rulebook: compliance.Rulebook, label: str) -> Fact | None:
    return rulebook.vocabulary.facts.get(rulebook.vocabulary.name_of(label) or "")


def kind(value: Any) -> str:
    """Values of one kind can share a column; 33.0 and 33.00 are not printed to the same digit."""
    return f"{type(value).__name__} {value.as_tuple()[2] if isinstance(value, Decimal) else ''}"


def typed(value: Any, fact: Fact | None, *, lazy: bool, label: str) -> Any:
    """A value of a case for a column; a lazy one takes a text only as the number or truth it is."""
    if not lazy or value is None or not isinstance(fact, Number | Flag | Evidence):
        return listed(value)
    if not isinstance(value, str):
        return value if isinstance(value, bool) else float(value)
    try:
        found = read_value(fact, value, "", heading_unit(label))
    except Refused:
        return value
    if found is None or isinstance(found.value, bool):
        return found and found.value
    exact = isinstance(found.value, tuple) and found.span is None and not set("(（") & set(value)
    if not isinstance(fact, Number) or not exact:
        return value
    in_unit = found.bounds.low / (heading_unit(label) or fact.of).factor
    return float(in_unit) if Fraction(str(float(in_unit))) == in_unit else value


def listed(value: Any) -> Any:
    """Parts and members, and the parts of members, as lists of plain records."""
    if not isinstance(value, tuple):
        return value
    return [{label: listed(inner) for label, inner in part.items()} for part in value]


@cache
def in_a_frame(names: tuple[str, ...], folder: Path, library: str) -> dict[str, Said | None]:
    """What the columnar engine says of each of some cases, by the case's name."""
    rulebook = load(CORPUS[names[0]], folder)
    others = [given for name in names for given in CORPUS[name].get("others", ())]
    subjects = [*(CORPUS[name]["given"] for name in names), *others]
    rows = [row_of(given, rulebook, lazy=library in LAZY) for given in subjects]
    arrays = {label: column([row.get(label) for row in rows], fact_of(rulebook, label))
              for label in dict.fromkeys(label for row in rows for label in row)}  # fmt: skip
    ids = [*names, *(f"other {n}" for n, _ in enumerate(others))]
    frame = LIBRARIES[library](pa.table({"id": pa.array(ids, pa.string()), **arrays}))
    try:
        excused = [one for name in names for one in waivers(name, name)]
        findings = compliance.check(frame, rulebook, engine="columns", waivers=excused)
    except compliance.FactsError as refused:
        if library not in LAZY or refused.code not in LAZY_REFUSALS:
            raise
        return dict.fromkeys(names)
    ledger = nw.from_native(findings.to_frame("ledger", numbers="float")).lazy().collect()
    found: dict[str, Said | None] = {}
    for row in ledger.rows(named=True):
        if row["clause"] == "clause":
            found[row["school"]] = [*(found.get(row["school"]) or []), of_row(row)]
    return found


def column(values: Sequence[Any], fact: Fact | None) -> pa.Array:
    if all(value is None for value in values):
        return pa.array(values, pa.float64() if isinstance(fact, Number) else pa.string())
    try:
        return pa.array(values)
    except (pa.ArrowTypeError, pa.ArrowInvalid):  # 110万元 for one part and 1299999 for another
        return pa.array([written(value) for value in values])


def written(value: Any) -> Any:
    """Numbers as text, in parts too, where a column holds texts beside them."""
    if not isinstance(value, list):
        return None if value is None else str(value)
    return [{label: written(inner) for label, inner in part.items()} for part in value]


def of_row(row: dict[str, Any]) -> dict[str, Any]:
    """A ledger's row with its numbers as float64; pandas says NaN where there is none."""
    numbers = {name: None if row[name] is None or math.isnan(row[name]) else row[name]
               for name in ("measured", "shortfall")}  # fmt: skip
    needs = row["needs"].split(", ") if row["needs"] else []
    return {**{name: row[name] for name in ("part", "reason", "verdict", "outcome")}, **numbers,
            "needs": needs}  # fmt: skip


ENGINES: dict[str, Engine] = {
    "exact": exact,
    "bounded": fold_over_spans,
    **{library: partial(columns, library=library) for library in LIBRARIES},
}


def corpus() -> Iterator[tuple[str, dict[str, Any]]]:
    for path in sorted(CASES.glob("*.yaml")):
        yield from cases(path.stem, read_yaml(path).data)


def cases(topic: str, data: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every case of a file with its standard written out; what is not understood is refused."""
    refuse(topic, data.keys() - FILE, "fields")
    if data["topic"] != topic:
        raise ValueError(f"{topic}: the topic says {data['topic']}")
    names = Counter(case.get("name") for case in data["cases"])
    refuse(topic, {name for name, times in names.items() if times > 1}, "names twice")
    refuse(topic, data["clauses"].keys() - {case["clause"] for case in data["cases"]}, "unused")
    beside = [{**CARD, "id": name, **card} for name, card in data.get("beside", {}).items()]
    standards = {name: {**HEAD, **fields} for name, fields in data.get("standards", {}).items()}
    for case in data["cases"]:
        refuse(case["name"], case.keys() - CASE - EXPECTED, "fields")
        for part in case.get("parts", []):
            refuse(case["name"], part.keys() - EXPECTED - {"part"}, "fields")
        document = {**HEAD, **data.get("standard", {}), **case.get("standard", {}),
                    "clauses": [{**CARD, **data["clauses"][case["clause"]]}, *beside]}  # fmt: skip
        yield f"{topic}: {case['name']}", {
            **case, "document": document, "standards": standards, "lazy": data.get("lazy")
        }  # fmt: skip


def refuse(where: str, wrong: set[str], what: str) -> None:
    if wrong:
        raise ValueError(f"{where}: {what}: {', '.join(sorted(map(str, wrong)))}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("standards")


def load(case: dict[str, Any], folder: Path) -> compliance.Rulebook:
    for name, document in case["standards"].items():
        path = folder / f"{name}.yaml"
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    return loaded(
        json.dumps(case["document"], ensure_ascii=False), folder, case.get("on", "2018-06-30"),
        case.get("inferences", True), tuple(case.get("readings", {}).items()),
    )  # fmt: skip


@cache
def loaded(
    document: str,
    folder: Path,
    on: str,
    inferences: bool,  # noqa: FBT001 - a key of the cache
    readings: tuple[tuple[str, str], ...],
) -> compliance.Rulebook:
    path = folder / f"{abs(hash(document))}.yaml"
    path.write_text(document, encoding="utf-8")
    return compliance.load(
        path, on, inferences=inferences, readings=dict(readings), folder=folder
    )  # fmt: skip


def said(finding: Finding) -> dict[str, Any]:
    record = finding.to_dict()
    return {"part": finding.part.name, "depends_on_reading": finding.depends_on_reading,
            **{field: record[field] for field in sorted(EXPECTED)}}  # fmt: skip


def wanted(expected: dict[str, Any]) -> dict[str, Any]:
    """What is not mentioned is expected to be absent, never anything."""
    return {
        "part": expected.get("part", ""),
        "measured": expected.get("measured"),
        "needs": list(expected.get("needs", [])),
        "reason": expected.get("reason", ""),
        "shortfall": expected.get("shortfall"),
        "verdict": expected["verdict"],
        "outcome": expected.get("outcome", expected["verdict"]),
    }


CORPUS = dict(corpus())


@pytest.mark.parametrize(
    ("name", "engine"),
    [(name, one) for name in CORPUS for one in ENGINES],
)
def test_case(name: str, engine: str, folder: Path) -> None:
    """Every engine gives the verdict, reason, figures and needs that the case reasons out."""
    as_expected(name, engine, folder)


def as_expected(name: str, engine: str, folder: Path) -> None:
    case = CORPUS[name]
    found = ENGINES[engine](name, folder)
    if found is None:
        assert engine in LAZY or name.partition(":")[0] in NOT_OF_ONE_CLAUSE
        return
    depends = [one.pop("depends_on_reading") for one in found if "depends_on_reading" in one]
    for one, expected in zip(found, map(wanted, case.get("parts", [case])), strict=True):
        assert figures(one, expected) == expected
    if "depends_on_reading" in case:
        assert depends == [case["depends_on_reading"]] * len(depends)


def figures(found: dict[str, Any], expected: dict[str, Any]) -> dict[str, Any]:
    """What was found, with float64 figures in the words of the exact ones that they mean.

    A shortfall is a difference: it is as exact as what was measured, not as its own last digit.
    """
    exactly = {name: Fraction(expected[name] or 0) for name in ("measured", "shortfall")}
    room = max(map(abs, exactly.values())) / 10**12
    means = {
        name: expected[name] for name, value in exactly.items()
        if isinstance(found[name], float) and expected[name] is not None
        and abs(Fraction(found[name]) - value) <= (room if name == "shortfall" else value / 10**12)
    }  # fmt: skip
    return found | means


@pytest.mark.parametrize("name", [name for name, case in CORPUS.items() if "rolled_up" in case])
def test_outcome(name: str, folder: Path) -> None:
    """The subject's outcome rests on the clauses that count by themselves, and on no others."""
    assert judged(name, folder).outcome == CORPUS[name]["rolled_up"]


def test_every_engine_judges_most_of_the_corpus(folder: Path) -> None:
    """No engine can look right by declining: each judges two thirds of the cases or more.

    What stays lazy declines what only a reader of each value understands: approximate figures,
    remarks, parts, and two columns of one fact; and whole topics that say so.
    """
    for one, engine in ENGINES.items():
        names = [
            name for name, case in CORPUS.items()
            if not (one in LAZY and case["lazy"])
        ]  # fmt: skip
        found = [engine(name, folder) for name in names]
        assert sum(said is not None for said in found) * 3 >= 2 * len(names)


def test_every_comparator_and_every_reason_has_cases() -> None:
    """The corpus leaves out no comparator and no reason of the closed list."""
    from compliance.documents.thresholds import COMPARATORS  # noqa: PLC0415
    from compliance.schemas.checked import Reason  # noqa: PLC0415

    stated = {key for case in CORPUS.values() for card in case["document"]["clauses"]
              for key in card}  # fmt: skip
    expected = [e for case in CORPUS.values() for e in case.get("parts", [case])]
    assert set(COMPARATORS) <= stated
    assert {e.get("reason", "") for e in expected} == set(get_args(Reason))


def test_every_derivation_has_cases() -> None:
    """For every way to reckon a fact there are cases in which the clause rests on such a fact."""
    used = {key for case in CORPUS.values() for key in shapes(case["document"])}
    assert {shape.key for shape in SHAPES} == used


def shapes(document: dict[str, Any]) -> Iterator[str]:
    """The shapes of the derived facts that the clause names, itself or through one another."""
    derived = document.get("derived", {})
    text, seen = json.dumps(document["clauses"][0]), set[str]()
    text += json.dumps([document["measures"][name] for name in document.get("measures", {})
                        if re.search(rf"\b{name}\b", text)])  # fmt: skip
    while more := {name for name in derived.keys() - seen if re.search(rf"\b{name}\b", text)}:
        seen |= more
        text += json.dumps([derived[name] for name in sorted(more)])
    for name in seen:
        yield next(shape.key for shape in SHAPES if shape.key in derived[name])


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"extra": 1}, "fields: extra"),
        ({"cases": [{"name": "a", "clause": "c", "given": {}, "verdct": "pass"}]}, "verdct"),
        ({"cases": [{"name": "a", "clause": "c"}, {"name": "a", "clause": "c"}]}, "names twice"),
        ({"topic": "other"}, "the topic says other"),
        ({"clauses": {"c": {}, "d": {}}}, "unused: d"),
    ],
)
def test_a_corpus_file_that_is_not_understood_is_refused(
    change: dict[str, Any], message: str
) -> None:
    """An unknown field, a name used twice or a clause nobody uses is an error, not a silence."""
    data = {"topic": "t", "clauses": {"c": {}}, "cases": [{"name": "a", "clause": "c"}], **change}
    with pytest.raises(ValueError, match=message):
        list(cases("t", data))
