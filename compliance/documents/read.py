"""A file → a document model, with every complaint at its line."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from compliance.documents.locate import locate
from compliance.documents.standard import Standard
from compliance.documents.strict_yaml import Document, read_yaml
from compliance.errors import Problem, StandardError, nearest
from compliance.model import Model
from compliance.vocabulary import Number, Vocabulary

M = TypeVar("M", bound=Model)

_NOT_STEPS = frozenset(
    {"quantity", "table", "unreadable", "number", "category", "flag", "text", "evidence", "parts"}
)


def read_model(document: Document, model: type[M]) -> M:
    """A document as a model.

    Raises:
        StandardError: every complaint, each at file:line:column, with the nearest spelling.
    """
    try:
        return model.model_validate(document.data)
    except ValidationError as error:
        raise StandardError(
            *(_problem(document, model, detail) for detail in error.errors())
        ) from None


def read_standard(path: Path, shown_as: str | None = None) -> tuple[Document, Standard]:
    """A standard's file as data with places, and as a model."""
    document = read_yaml(path, shown_as)
    return document, read_model(document, Standard)


def read_vocabulary(name: str, folder: Path | None = None) -> Vocabulary:
    """The vocabulary under an id; read once per file version."""
    _, path = locate(name, folder)
    return _vocabulary(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=16)
def _vocabulary(path: Path, _version: int) -> Vocabulary:
    document = read_yaml(path, shown_as=f"standards/{path.parent.name}/{path.name}")
    vocabulary = read_model(document, Vocabulary)
    wrong = [
        Problem(code, document.place("facts", name), values=values)
        for name, fact in vocabulary.numbers()
        for code, values in _complaints(vocabulary, fact)
    ]
    if wrong:
        raise StandardError(*wrong)
    vocabulary.by_label  # noqa: B018 - a label claimed twice is refused here, not at first use
    return vocabulary


def _complaints(vocabulary: Vocabulary, fact: Number) -> list[tuple[str, dict[str, object]]]:
    found: list[tuple[str, dict[str, object]]] = []
    try:
        fact.of  # noqa: B018 - reading the unit is the test
    except StandardError:
        found.append(("unknown-unit", {"unit": fact.unit}))
    for other in (fact.part_of, fact.per_student):
        if other is not None and not isinstance(vocabulary.facts.get(other), Number):
            close = nearest(other, vocabulary.facts)
            found.append(("unknown-fact", {"fact": other, "nearest": close or "—"}))
    return found


def _problem(document: Document, model: type[BaseModel], detail: ErrorDetails) -> Problem:
    path = tuple(step for step in detail["loc"] if step not in _NOT_STEPS or step in _keys(model))
    key = str(path[-1]) if path else ""
    place = document.place(*path)
    clause = _clause(document.data, path)
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "extra_forbidden":
        close = nearest(key, sorted(_keys(model)))
        return Problem("unknown-key", place, clause, values={"key": key, "nearest": close or "—"})
    if kind == "missing":
        return Problem("missing-key", place, clause, values={"key": key})
    if kind == "literal_error":
        expected = str(context.get("expected", ""))
        choices = [choice.strip(" '") for choice in expected.replace(" or ", ",").split(",")]
        values = {"key": key, "found": detail["input"], "known": ", ".join(choices),
                  "nearest": nearest(str(detail["input"]), choices) or "—"}  # fmt: skip
        return Problem("unknown-value", place, clause, values=values)
    return Problem(
        "wrong-value", place, clause,
        values={"key": key, "found": _short(detail["input"]), "why": detail["msg"]},
    )  # fmt: skip


def _clause(data: Any, path: tuple[int | str, ...]) -> str:
    if len(path) >= 2 and path[0] in ("clauses", "change", "add", "drop"):
        card = data[path[0]][path[1]]
        if isinstance(card, dict):
            return str(card.get("id") or card.get("clause") or f"#{path[1]}")
    return ""


@lru_cache(maxsize=32)
def _keys(model: type[BaseModel]) -> frozenset[str]:
    """Every key that occurs anywhere below a model."""
    schema = model.model_json_schema()
    definitions = [schema, *schema.get("$defs", {}).values()]
    return frozenset(key for part in definitions for key in part.get("properties", {}))


def _short(value: object, most: int = 60) -> str:
    text = str(value)
    return text if len(text) <= most else f"{text[:most]}…"


