"""CSV, JSON and NDJSON. The extension proposes, the first bytes decide."""

from __future__ import annotations

import csv
import io
import itertools
import json
import re
from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from compliance.errors import FactsError, Place, Problem
from compliance.intake.tables.grid import Grid
from compliance.intake.values import shown

LARGEST = 200_000_000
DEEPEST = 50
MOST_PROBLEMS = 20
HEAD = 40
_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")


def read_bytes(path: Path) -> bytes:
    """A file's bytes.

    Raises:
        FactsError: if it does not exist, cannot be read or is larger than ``LARGEST``.
    """
    try:
        if path.stat().st_size > LARGEST:
            raise FactsError(
                Problem("data-too-large", Place(str(path)), values={"most": f"{LARGEST:,}"})
            )
        return path.read_bytes()
    except FileNotFoundError:
        raise FactsError(Problem("no-such-file", Place(str(path)))) from None
    except (OSError, ValueError) as error:  # a path may hold what no path can
        why = getattr(error, "strerror", None) or str(error)
        raise FactsError(
            Problem("data-unreadable", Place(shown(path)), values={"why": why})
        ) from None


def first_bytes(path: Path) -> bytes:
    """The few bytes that say what a file is; none if it cannot be read, which is told later."""
    try:
        with path.open("rb") as file:
            return file.read(8)
    except (OSError, ValueError):
        return b""


def decode(raw: bytes, name: str) -> str:
    """Text by a fixed ladder: a byte order mark, then strict UTF-8, then strict GB18030.

    >>> decode("学校名称,占地面积".encode("gb18030"), "x.csv")
    '学校名称,占地面积'
    """
    marked = raw.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FactsError(Problem("data-encoding", Place(name)))


def csv_grid(raw: bytes, name: str, score: Callable[[Grid], int]) -> Grid:
    """A CSV file as a grid; comma, tab or semicolon, whichever makes most headings understood."""
    text = decode(raw, name)
    head = "".join(itertools.islice(io.StringIO(text, newline=""), HEAD))
    choices = {mark: _cut(head, mark, name, strict=False) for mark in (",", "\t", ";")}
    best = max(choices, key=lambda mark: score(Grid(name, choices[mark])))
    return Grid(name, _cut(text, best, name, strict=True), text=True)


def _cut(text: str, mark: str, name: str, *, strict: bool) -> list[list[str]]:
    """Rows of cells. Strictly, an open quote is an error: it would swallow the rows below it."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=strict)
    try:
        return list(reader)
    except csv.Error as error:
        if not strict:
            return []
        place = Place(name, reader.line_num, 1)
        raise FactsError(Problem("data-unreadable", place, values={"why": str(error)})) from None


def json_records(raw: bytes, name: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The profiles of a JSON file: a list, one object, or an object with a list ``schools``."""
    data = _parse(decode(raw, name), Place(name))
    if isinstance(data, dict):
        data = data["schools"] if isinstance(data.get("schools"), list) else [data]
    if not isinstance(data, list):
        raise FactsError(Problem("data-not-schools", Place(name)))
    _validate(data, itertools.repeat(Place(name)), schema)
    return data


def ndjson_records(raw: bytes, name: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The profiles of an NDJSON file, one object a line."""
    lines = [
        (line, Place(name, n, 1))
        for n, line in enumerate(decode(raw, name).split("\n"), 1)
        if line.strip()
    ]
    data = [_parse(line, place) for line, place in lines]
    _validate(data, (place for _, place in lines), schema)
    return data


def _parse(text: str, place: Place) -> Any:
    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            keys = [key for key, _ in pairs]
            twice = next(key for key in keys if keys.count(key) > 1)
            raise FactsError(Problem("data-key-twice", place, values={"key": shown(twice)}))
        return found

    try:
        data = json.loads(
            text, parse_float=Decimal, parse_constant=_constant, object_pairs_hook=once
        )
        if _SURROGATE.search(text):  # half a character, which no file could be written with
            json.dumps(data, ensure_ascii=False, default=str).encode()
    except json.JSONDecodeError as error:
        at = Place(place.file, place.line or error.lineno, error.colno)
        raise FactsError(Problem("data-unreadable", at, values={"why": error.msg})) from None
    except RecursionError:
        raise _too_deep(place) from None
    except (ValueError, ArithmeticError) as error:
        why = shown(str(error), 200)
        raise FactsError(Problem("data-unreadable", place, values={"why": why})) from None
    level, depth = [data] if isinstance(data, dict | list) else [], 0
    while level:  # how deep Python itself can go differs from version to version
        depth += 1
        if depth > DEEPEST:
            raise _too_deep(place)
        inner = (n.values() if isinstance(n, dict) else n for n in level)
        level = [n for each in inner for n in each if isinstance(n, dict | list)]
    return data


def _constant(word: str) -> str | None:
    """NaN is no figure; infinity is none either, but somebody gave it for one."""
    return None if word == "NaN" else word


def _too_deep(place: Place) -> FactsError:
    return FactsError(Problem("data-too-deep", place, values={"most": DEEPEST}))


def _validate(data: list[Any], places: Iterable[Place], schema: dict[str, Any]) -> None:
    """Every record against the published schema: this is what other systems are promised."""
    validator = _validator(json.dumps(schema))
    problems = list(itertools.islice(_complaints(validator, data, places), MOST_PROBLEMS))
    if problems:
        raise FactsError(*problems)


def _complaints(validator: Any, data: list[Any], places: Iterable[Place]) -> Iterator[Problem]:
    for n, (record, place) in enumerate(zip(data, places, strict=False)):
        for error in validator.iter_errors(record):
            path = ".".join(shown(str(step)) for step in [f"[{n}]", *error.absolute_path])
            expected = json.dumps(error.validator_value, ensure_ascii=False)
            why = f"{shown(error.instance)}: {error.validator} {expected}"
            yield Problem("data-schema", place, values={"path": path, "why": why})


@lru_cache(maxsize=8)
def _validator(schema: str) -> Any:
    import jsonschema  # noqa: PLC0415 - only JSON from other systems is validated

    checker = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "number",
        lambda _, value: isinstance(value, int | float | Decimal) and not isinstance(value, bool),
    )
    extend: Any = jsonschema.validators.extend
    extended = extend(jsonschema.Draft202012Validator, type_checker=checker)
    return extended(json.loads(schema))
