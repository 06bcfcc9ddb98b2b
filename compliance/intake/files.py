"""CSV, JSON and NDJSON. The extension proposes, the first bytes decide."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from compliance.errors import FactsError, Place, Problem
from compliance.intake.table import Grid

LARGEST = 500_000_000


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
    except OSError as error:
        raise FactsError(
            Problem("data-unreadable", Place(str(path)), values={"why": error.strerror or ""})
        ) from None


def decode(raw: bytes, name: str) -> str:
    """Text by a fixed ladder: a byte order mark, then strict UTF-8, then strict GB18030.

    >>> decode("学校".encode("gb18030"), "x.csv")
    '学校'
    """
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        ladder = ("utf-16",)
    else:
        ladder = ("utf-8-sig", "gb18030")  # type: ignore[assignment]
    for encoding in ladder:
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise FactsError(Problem("data-encoding", Place(name)))


def csv_grid(raw: bytes, name: str) -> Grid:
    """A CSV file as a grid; comma, tab or semicolon, whichever the heading has most of."""
    text = decode(raw, name)
    head = text[:5000]
    delimiter = max(",\t;", key=head.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise FactsError(
            Problem("data-unreadable", Place(name), values={"why": str(error)})
        ) from None
    return Grid(name, rows)


def json_records(raw: bytes, name: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The profiles of a JSON file: a list, one object, or an object with a list ``schools``."""
    data = _parse(decode(raw, name), Place(name))
    if isinstance(data, dict):
        data = data["schools"] if isinstance(data.get("schools"), list) else [data]
    if not isinstance(data, list):
        raise FactsError(Problem("data-not-schools", Place(name)))
    _validate(data, name, schema)
    return data


def ndjson_records(raw: bytes, name: str, schema: dict[str, Any]) -> list[dict[str, Any]]:
    """The profiles of an NDJSON file, one object a line."""
    data = [
        _parse(line, Place(name, n, 1))
        for n, line in enumerate(decode(raw, name).splitlines(), 1)
        if line.strip()
    ]
    _validate(data, name, schema)
    return data


def _parse(text: str, place: Place) -> Any:
    try:
        return json.loads(text, parse_float=Decimal, parse_constant=lambda _: None)
    except json.JSONDecodeError as error:
        at = Place(place.file, place.line or error.lineno, error.colno)
        raise FactsError(Problem("data-unreadable", at, values={"why": error.msg})) from None
    except (RecursionError, ValueError) as error:
        raise FactsError(Problem("data-unreadable", place, values={"why": str(error)})) from None


def _validate(data: list[Any], name: str, schema: dict[str, Any]) -> None:
    """Every record against the published schema: this is what other systems are promised."""
    validator = _validator(json.dumps(schema))
    problems = list(_complaints(validator, data, name))
    if problems:
        raise FactsError(*problems)


def _complaints(validator: Any, data: list[Any], name: str, most: int = 20) -> Iterator[Problem]:
    found = 0
    for n, record in enumerate(data):
        for error in validator.iter_errors(record):
            path = ".".join(str(step) for step in [f"[{n}]", *error.absolute_path])
            yield Problem(
                "data-schema", Place(name), values={"path": path, "why": error.message[:200]}
            )
            found += 1
            if found >= most:
                return


@lru_cache(maxsize=8)
def _validator(schema: str) -> Any:
    import jsonschema  # noqa: PLC0415 - only JSON from other systems is validated

    checker = jsonschema.Draft202012Validator.TYPE_CHECKER.redefine(
        "number",
        lambda _, value: isinstance(value, int | float | Decimal) and not isinstance(value, bool),
    )
    extended = jsonschema.validators.extend(
        jsonschema.Draft202012Validator, type_checker=checker
    )
    return extended(json.loads(schema))
