"""A model's complaints about a file → problems at the line, in words of both languages."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from compliance.derived.base import Derivation
from compliance.derived.table import SHAPES
from compliance.documents.standard import EVIDENCE
from compliance.documents.strict_yaml import Document
from compliance.documents.thresholds import COMPARATORS
from compliance.errors import Problem, nearest
from compliance.model import IDENTIFIER, NOT_BLANK, SLUG
from compliance.text import Text, word

Steps = tuple[int | str, ...]

_MISMATCH = {
    "string_type": "text", "int_type": "whole", "bool_type": "truth", "date_type": "date",
    "tuple_type": "list", "dict_type": "mapping", "model_type": "mapping",
}  # fmt: skip
_EXPECTED = {
    **_MISMATCH, "string_too_short": "not_empty", "string_too_long": "shorter",
    "too_short": "pair", "too_long": "pair", "greater_than": "larger",
    "greater_than_equal": "least", "less_than_equal": "smaller",
}  # fmt: skip
_SCHEMAS = {"Manifest": "coverage-v1", "PolicyDocument": "policy-v1", "CaseFile": "cases-v1"}
_PATTERNS = {IDENTIFIER: "identifier", SLUG: "slug", EVIDENCE: "evidence", NOT_BLANK: "not_empty"}


def complaints(
    document: Document, model: type[BaseModel], details: list[ErrorDetails]
) -> list[Problem]:
    """One problem for each thing that is wrong, in the order of the lines."""
    found = [(_path(document.data, detail), detail) for detail in details]
    kept = [
        _problem(document, model, path, detail)
        for n, (path, detail) in enumerate(found)
        if not _other_branch(n, found)
    ]
    return sorted(kept, key=lambda problem: (problem.place.line, problem.place.column))


def _other_branch(n: int, found: list[tuple[Steps, ErrorDetails]]) -> bool:
    """Whether a complaint is only that the value is not the other thing that it could be."""
    path, detail = found[n]
    if detail["type"] not in _MISMATCH:
        return False
    around = [(m, other) for m, (steps, other) in enumerate(found)
              if m != n and steps[: len(path)] == path]  # fmt: skip
    return any(other["type"] not in _MISMATCH or m < n for m, other in around)


def _path(data: Any, detail: ErrorDetails) -> Steps:
    steps = detail["loc"]
    if detail["type"] == "missing":  # what is missing cannot be walked to
        missing = steps[-1:] if isinstance(steps[-1], str) else ()
        path = walk(data, steps[:-1])
        inside = path if isinstance(_given(data, path), dict | tuple) else path[:-1]
        return (*inside, *missing)
    if detail["type"] == "union_tag_not_found" and steps[:1] == ("derived",):
        given = _given(data, walk(data, steps))
        strange = (_strange(given),) if isinstance(given, dict) else ()
        return (*walk(data, steps), *strange)
    if detail["type"] in ("union_tag_invalid", "union_tag_not_found"):
        return (*walk(data, steps), detail["ctx"]["discriminator"].strip("'"))
    return walk(data, steps)


def _strange(given: dict[str, Any]) -> str:
    """The key of a derived fact that is no shape: the first that all shapes do not share."""
    return next((key for key in given if key not in Derivation.model_fields), "")


def walk(data: Any, steps: Steps) -> Steps:
    """The steps that lead through the data; what a model adds of its own is left out.

    >>> walk({"at_least": {"by": 1}}, ("at_least", "table", "by"))
    ('at_least', 'by')
    """
    if not steps:
        return ()
    first, rest = steps[0], steps[1:]
    inside = _inside(data, first)
    skipped = walk(data, rest)
    if inside is None:
        return skipped
    taken = (first, *walk(inside[0], rest))
    return max(taken, skipped, key=lambda path: (len(path), path[-1:] == steps[-1:]))


def _inside(data: Any, step: int | str) -> tuple[Any] | None:
    if isinstance(data, dict) and step in data:
        return (data[step],)
    if isinstance(data, tuple) and isinstance(step, int) and step < len(data):
        return (data[step],)
    return None


def _problem(
    document: Document, model: type[BaseModel], path: Steps, detail: ErrorDetails
) -> Problem:
    key: object = str(path[-1]) if path else word("expected.file")
    place, clause = document.place(*path), _clause(document.data, path)
    kind, given = detail["type"], _given(document.data, path)
    values: dict[str, object] = {"key": key, "found": _short(given)}
    if (
        kind == "union_tag_not_found"
        and path[:1] == ("derived",)
        and isinstance(_given(document.data, path[:2]), dict)
    ):
        return _no_shape(document, path)
    if kind == "extra_forbidden":
        values["nearest"] = nearest(str(key), sorted(_keys(model))) or "—"
        return Problem("unknown-key", place, clause, values=values)
    missing = kind == "missing" and path != () and given is None
    if missing or (kind == "union_tag_not_found" and path[:1] != ("derived",)):
        return Problem("missing-key", place, clause, values=values)
    if kind in ("literal_error", "union_tag_invalid"):
        context = detail.get("ctx", {})
        choices = _choices(str(context.get("expected") or context.get("expected_tags")))
        values |= {"known": ", ".join(choices), "nearest": nearest(str(given), choices) or "—"}
        return Problem("unknown-value", place, clause, values=values)
    if kind == "string_type" and _bare_threshold(path, given):
        return Problem("threshold-bare-number", place, clause, values=values)
    published = _SCHEMAS.get(model.__name__, f"{model.__name__.lower()}-v1")
    values |= {"why": _why(detail), "schema": published}
    return Problem("wrong-value", place, clause, values=values)


def _no_shape(document: Document, path: Steps) -> Problem:
    """A derived fact with a key that is no shape, or with none that could be one."""
    shapes, key = [shape.key for shape in SHAPES], str(path[-1])
    if not key:
        missing = {"key": " | ".join(shapes)}
        return Problem("missing-key", document.place(*path[:-1]), values=missing)
    close = nearest(key, shapes) or ", ".join(shapes)
    return Problem("unknown-key", document.place(*path), values={"key": key, "nearest": close})


def _given(data: Any, path: Steps) -> Any:
    """What stands in the file; a model's own message may have seen it changed."""
    for step in path:
        inside = _inside(data, step)
        data = inside[0] if inside else None
    return data


def _bare_threshold(path: Steps, given: object) -> bool:
    number = not isinstance(given, str | bool | dict | tuple | None)
    return number and any(step in COMPARATORS for step in path)


def _choices(expected: str) -> list[str]:
    """The values that pydantic says it expected: ``'shall', 'may' or 'about'``."""
    words = [choice.strip(" '") for choice in expected.replace(" or ", ",").split(",")]
    return ["true" if choice == "True" else choice for choice in words]


def _why(detail: ErrorDetails) -> Text:
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "union_tag_not_found":
        return word("expected.mapping")
    if kind == "missing":
        return word("expected.pair")
    if kind == "string_pattern_mismatch":
        pattern = str(context.get("pattern", ""))
        return word(f"expected.{_PATTERNS.get(pattern, 'pattern')}", pattern=pattern)
    if kind in _EXPECTED:
        limits = (v for k, v in context.items() if k in ("gt", "ge", "le", "max_length"))
        return word(f"expected.{_EXPECTED[kind]}", limit=next(limits, ""))
    return Text(detail["msg"], detail["msg"])


def _clause(data: Any, path: Steps) -> str:
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
    """A value as it is written in the file, cut."""
    words = {True: "true", False: "false", None: "null"}
    if isinstance(value, tuple):
        text = f"[{', '.join(_short(item) for item in value)}]"
    else:
        text = words[value] if value is None or isinstance(value, bool) else str(value)
    return text if len(text) <= most else f"{text[:most]}…"
