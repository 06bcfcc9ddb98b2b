"""The meaning of the language as data: every case, on every engine that can judge it."""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

import compliance
from compliance.checking.check import NO_PART
from compliance.checking.engine import bounded
from compliance.checking.finding import Finding
from compliance.checking.reading import read
from compliance.documents.strict_yaml import read_yaml
from compliance.intake.profile import widen

CASES = Path(__file__).parent / "cases"
FILE = {"topic", "standard", "clauses", "cases"}
CASE = {"name", "clause", "standard", "on", "inferences", "readings", "given", "parts",
        "depends_on_reading"}  # fmt: skip
EXPECTED = {"verdict", "reason", "measured", "shortfall", "needs"}
HEAD = {
    "format": 1, "title": {"zh": "试验标准"}, "issuer": "试验", "document": "试〔2020〕1号",
    "in_force": {"from": "2000-01-01"}, "subject": "school",
}  # fmt: skip
CARD = {"id": "clause", "cite": "第一条", "evidence": "S"}

NOT_OF_ONE_CLAUSE = {"over", "pools", "readings", "scope"}
"""The topics of which some cases are decided around an engine and not by it."""

Engine = Callable[[dict[str, Any], compliance.Rulebook], list[Finding] | None]


def exact(given: dict[str, Any], rulebook: compliance.Rulebook) -> list[Finding]:
    return list(compliance.check(given, rulebook, engine="exact").items[0])


def fold_over_spans(given: dict[str, Any], rulebook: compliance.Rulebook) -> list[Finding] | None:
    """None where the ruling does not come from an engine: parts, scope, days in force."""
    (rule,) = rulebook.rules
    if rule.measured.over or rulebook.scope or rulebook.binding != "in_force":
        return None
    school = widen(read(given).items[0], rulebook.vocabulary)
    ways = {
        way.reading: bounded.judge(way, school.facts, school.unsure)
        for way in (rule, *rule.alternatives)
    }
    code = ways.pop(rule.reading)
    return [Finding(rulebook, rule, school, NO_PART, code, tuple(ways.items()))]


ENGINES: dict[str, Engine] = {
    "exact": exact,
    "bounded": fold_over_spans,
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
    for case in data["cases"]:
        refuse(case["name"], case.keys() - CASE - EXPECTED, "fields")
        for part in case.get("parts", []):
            refuse(case["name"], part.keys() - EXPECTED - {"part"}, "fields")
        document = {**HEAD, **data.get("standard", {}), **case.get("standard", {}),
                    "clauses": [{**CARD, **data["clauses"][case["clause"]]}]}  # fmt: skip
        yield f"{topic}: {case['name']}", {**case, "document": document}


def refuse(where: str, wrong: set[str], what: str) -> None:
    if wrong:
        raise ValueError(f"{where}: {what}: {', '.join(sorted(map(str, wrong)))}")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("standards")


def load(case: dict[str, Any], folder: Path) -> compliance.Rulebook:
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
    return compliance.load(path, on, inferences=inferences, readings=dict(readings))


def said(finding: Finding) -> dict[str, Any]:
    record = finding.to_dict()
    return {"part": finding.part.name, **{field: record[field] for field in sorted(EXPECTED)}}


def wanted(expected: dict[str, Any]) -> dict[str, Any]:
    """What is not mentioned is expected to be absent, never anything."""
    return {
        "part": expected.get("part", ""),
        "measured": expected.get("measured"),
        "needs": list(expected.get("needs", [])),
        "reason": expected.get("reason", ""),
        "shortfall": expected.get("shortfall"),
        "verdict": expected["verdict"],
    }


CORPUS = dict(corpus())


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("name", CORPUS)
def test_case(name: str, engine: str, folder: Path) -> None:
    """Every engine gives the verdict, reason, figures and needs that the case reasons out."""
    case = CORPUS[name]
    found = ENGINES[engine](case["given"], load(case, folder))
    if found is None:
        assert name.partition(":")[0] in NOT_OF_ONE_CLAUSE
        return
    assert [said(finding) for finding in found] == [wanted(e) for e in case.get("parts", [case])]
    if "depends_on_reading" in case:
        assert [f.depends_on_reading for f in found] == [case["depends_on_reading"]] * len(found)


def test_every_engine_judges_most_of_the_corpus(folder: Path) -> None:
    """No engine can look right by declining: each judges two thirds of the cases or more."""
    for engine in ENGINES.values():
        judged = [engine(case["given"], load(case, folder)) for case in CORPUS.values()]
        assert sum(found is not None for found in judged) * 3 >= 2 * len(CORPUS)


def test_every_comparator_and_every_reason_has_cases() -> None:
    """The corpus leaves out no comparator and no reason of the closed list."""
    from compliance.documents.standard import COMPARATORS  # noqa: PLC0415
    from compliance.schemas import Reason  # noqa: PLC0415

    stated = {key for case in CORPUS.values() for card in case["document"]["clauses"]
              for key in card}  # fmt: skip
    expected = [e for case in CORPUS.values() for e in case.get("parts", [case])]
    assert set(COMPARATORS) <= stated
    assert {e.get("reason", "") for e in expected} == set(Reason.__args__)


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
