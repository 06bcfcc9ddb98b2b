"""The published JSON Schemas: not drifted, and as strict as the models."""

import copy
import json
import random
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import compliance
from compliance.advice.policy.model import PolicyDocument
from compliance.documents.coverage import Manifest
from compliance.documents.read import read_model
from compliance.documents.standard import Standard
from compliance.documents.strict_yaml import Document, read_yaml
from compliance.errors import StandardError
from compliance.intake.forms.model import Form
from compliance.model import Model
from compliance.schemas import schemas
from compliance.vocabulary import Vocabulary

ROOT = Path(__file__).resolve().parents[2]
STANDARDS = ROOT / "standards"
FILES = sorted(STANDARDS.rglob("*.yaml"))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_published_schema_is_the_generated_one(name: str) -> None:
    """A file under standards/schema is what ``compliance standards schema`` prints."""
    published = json.loads((STANDARDS / "schema" / f"{name}.json").read_text("utf-8"))
    same = published == schemas()[name]
    assert same, "run: compliance standards schema --write standards/schema"
    jsonschema.Draft202012Validator.check_schema(published)


def as_json(value: Any) -> Any:
    """Strict YAML's data as a JSON reader would have it."""
    if isinstance(value, dict):
        return {key: as_json(inner) for key, inner in value.items()}
    if isinstance(value, tuple):
        return [as_json(inner) for inner in value]
    return float(value) if isinstance(value, Decimal) else value


def model_accepts(data: Any, model: type[Model]) -> bool:
    try:
        read_model(Document("x", data, {}), model)
    except StandardError:
        return False
    return True


def mutated(data: Any, rng: random.Random) -> Any:
    """One place changed: a key removed or renamed, a value of another type, a list cut."""
    data = copy.deepcopy(data)
    path: list[Any] = []
    node = data
    while isinstance(node, dict | tuple) and node and rng.random() < 0.8:
        key = rng.choice(list(node)) if isinstance(node, dict) else rng.randrange(len(node))
        path.append(key)
        node = node[key]
    if not path:
        return data

    def change(value: Any) -> Any:
        return rng.choice([None, 1, "", "x", True, (), {}, {"by": "group"}, (value,), "2010-13-45"])

    def rebuild(node: Any, steps: list[Any]) -> Any:
        head, *rest = steps
        if isinstance(node, tuple):
            items = list(node)
            items[head] = rebuild(items[head], rest) if rest else change(items[head])
            return tuple(items)
        found = dict(node)
        if rest:
            found[head] = rebuild(found[head], rest)
            return found
        what = rng.randrange(3)
        value = found.pop(head)
        if what == 1:
            found[f"{head}_x"] = value
        elif what == 2:
            found[head] = change(value)
        return found

    return rebuild(data, path)


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_model_and_schema_accept_the_same_documents(path: Path) -> None:
    """Of 30 mutations of each shipped file, model and schema accept and refuse the same ones."""
    is_vocabulary = path.stem == "vocabulary" or path.parent.name == "subjects"
    model: type[Model] = Standard
    name = "standard-v1"
    if is_vocabulary:
        model, name = Vocabulary, "vocabulary-v1"
    elif path.stem.endswith(".policy"):
        model, name = PolicyDocument, "policy-v1"
    elif path.parent.name == "coverage":
        model, name = Manifest, "coverage-v1"
    elif path.parent.name == "forms":
        model, name = Form, "form-v1"
    schema = schemas()[name]
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.FormatChecker(["date"])
    )
    data = read_yaml(path).data
    assert model_accepts(data, model)
    assert validator.is_valid(as_json(data))
    rng = random.Random(path.stem)  # noqa: S311 - reproducible, not secret
    refused = 0
    for _ in range(30):
        changed = mutated(data, rng)
        accepted = model_accepts(changed, model)
        assert validator.is_valid(as_json(changed)) == accepted, changed
        refused += not accepted
    assert refused > 5


def test_outputs_are_as_their_schemas_say() -> None:
    """Rulebook, schools, findings and advice of the example validate against the schemas."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    schools = compliance.read(ROOT / "docs/examples/fuzhou-36-gaps.xlsx")
    findings = compliance.check(schools, rulebook)
    published = schemas()
    nouns = {"rulebook": rulebook, "schools": schools, "findings": findings}
    for reading in ("both", "either"):
        policy = "cn/fujian/fuzhou/consolidation-2016"
        nouns["advice"] = compliance.advise(findings, policy, readings={"unmet": reading})
        jsonschema.validate(
            json.loads(json.dumps(nouns["advice"].to_dict())), published["advice-v1"]
        )
    for name, noun in nouns.items():
        data = json.loads(json.dumps(noun.to_dict(), ensure_ascii=False))
        jsonschema.validate(data, published[f"{name}-v1"])


def test_findings_of_every_kind_of_subject_are_as_their_schema_says() -> None:
    """A county, a teacher, a major: the form of findings is the same for each of them."""
    validator = jsonschema.Draft202012Validator(schemas()["findings-v1"])
    for standard in ("cn/moe/quality-balance-2017-county", "cn/corps/education-supervision",
                     "cn/fujian/management-plan-city"):  # fmt: skip
        findings = compliance.check({"name": "甲"}, compliance.load(standard))
        assert findings.rulebook.subject != "school"
        assert [e.message for e in validator.iter_errors(findings.to_dict())] == []
