"""The corpus of advice: small policies worked by hand, run by both engines."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import compliance
from compliance.advice.advice import SchoolAdvice
from compliance.advice.advising import Advising
from compliance.advice.policy.compile import read_policy
from compliance.advice.years.history import history
from compliance.days import years_before
from compliance.documents.strict_yaml import read_yaml

CORPUS = Path(__file__).parent / "corpus"
FILES = sorted(path for path in CORPUS.glob("*.yaml") if path.stem != "tiny")
ON = compliance.load(CORPUS / "tiny.yaml", "2018-06-30").on
ENGINES = [pytest.param("builtin"), pytest.param("durable", marks=pytest.mark.rete)]
QUOTED = {"cite": "一", "paraphrase": "规则", "evidence": "I"}


def policy_file(case: dict[str, Any], folder: Path) -> Path:
    """The policy of a case as a file, with what every policy must have and no case is about."""
    policy = {
        "format": 1, "title": {"zh": "小政策"}, "issuer": "某局", "document": "小政策",
        "in_force": {"from": "2010-01-01"}, "standard": "tiny", "together": None, **case["policy"],
    }  # fmt: skip
    for section in ("rules", "exceptions"):
        policy[section] = [{**QUOTED, **one} for one in policy.get(section, ())]
    conditions = policy.get("conditions", {})
    policy["conditions"] = {name: {**QUOTED, **one} for name, one in conditions.items()}
    path = folder / "case.policy.yaml"
    path.write_text(yaml.safe_dump(policy, allow_unicode=True), "utf-8")
    return path


def as_plain(value: Any) -> Any:
    """Lists and plain numbers, as PyYAML writes them."""
    if isinstance(value, dict):
        return {key: as_plain(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [as_plain(inner) for inner in value]
    return value if isinstance(value, str | int | bool | None) else float(value)


def advised(case: dict[str, Any], folder: Path, engine: Any) -> dict[str, SchoolAdvice]:
    """The advice of a case by school."""
    years = [*reversed(case.get("earlier", ())), case["schools"]]
    found = []
    for back, schools in zip(range(len(years) - 1, -1, -1), years, strict=True):
        rulebook = compliance.load(CORPUS / "tiny.yaml", years_before(ON, back))
        waivers = case.get("waivers") if not back else None
        found.append(compliance.check(schools, rulebook, waivers=waivers))
    policy = read_policy(policy_file(case, folder), rulebook, case.get("readings"))
    states = case.get("states", {})
    advising = Advising(policy, history(found), lambda one: frozenset(states.get(one, ())), engine)
    return {one.school: one for one in advising.advice()}


def said(one: SchoolAdvice, asked: dict[str, Any]) -> dict[str, Any]:
    """What was advised, in the words of the corpus, of as much as is asked."""
    rejected = [f"{each.action} {each.why} {each.with_}".strip() for each in one.rejected]
    unknown = [f"{each.rule} of {each.of}" if each.of else each.rule for each in one.unknown]
    known = {
        "action": one.action, "rule": one.rule, "with": ", ".join(one.with_), "into": one.into,
        "leaning": one.leaning, "held": one.held, "hosts": list(one.hosts),
        "reasons": [finding.clause for finding in one.reasons], "rejected": rejected,
        "unknown": unknown, "needs": [need.kind for need in one.needs],
    }  # fmt: skip
    return {key: known[key] for key in asked}


@pytest.mark.parametrize("engine", ENGINES)
@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_each_case_as_it_was_worked_by_hand(path: Path, engine: str, tmp_path: Path) -> None:
    """Action, partner, rule, reasons, what is rejected and what is unknown: as in the file."""
    case = as_plain(read_yaml(path).data)
    found = advised(case, tmp_path, engine)
    expected = case["expect"]
    assert {name: said(found[name], asked) for name, asked in expected.items()} == expected
