"""YAML read strictly: 1.2 scalars, exact numbers, no duplicate keys, no aliases, no tags.

PyYAML only cuts the text into events; nothing of its own reading of values is used, because it
reads 1:20 as 80, no as False and 010 as 8.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from compliance.errors import Place, Problem, StandardError
from compliance.text import word

LARGEST = 2_000_000
DEEPEST = 20
_INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,40})\Z")
_DECIMAL = re.compile(r"-?(0|[1-9][0-9]{0,40})\.[0-9]{1,40}\Z")
_MISREAD = re.compile(
    r"(yes|no|on|off|y|n|true|false|null|~|\.nan|[-+]?\.inf|[-+]?0[0-9]+|0[xob][0-9a-f]+"
    r"|[-+]?[0-9.]+e[-+]?[0-9]+|[-+]?\.[0-9]+|[0-9]+\.|\+[0-9.]+|[-+]?[0-9][0-9_]*_[0-9_]*)\Z",
    re.IGNORECASE,
)
_OPENED = ("while scanning a simple key", "while scanning a quoted", "while parsing a flow")
_PHRASES = (
    ("tab character", "tab"), ("expected ':'", "colon"), ("mapping values are not", "colons"),
    ("expected ',' or", "unclosed"), ("end of stream", "unclosed"),
    ("cannot start any token", "sign"), ("block end", "indentation"),
    ("did not find expected key", "indentation"), ("expected '-' indicator", "indentation"),
)  # fmt: skip
_CONTROL = re.compile(r"[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_WORDS: dict[str, object] = {"true": True, "false": False, "null": None, "": None}
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Path_ = tuple[str | int, ...]
Spot = tuple[int, int]
"""A line and a column."""


@dataclass(frozen=True)
class Document:
    """Plain data with the place of every value; ``file`` is shown in errors.

    ``places`` of what a mapping holds are those of the keys, ``starts`` where the text of a value
    itself begins, for a column inside it; both as line and column, or as a place of its own where
    the data came from no file.
    """

    file: str
    data: Any
    places: Mapping[Path_, Spot | Place] = field(repr=False)
    starts: Mapping[Path_, Spot] = field(repr=False, default_factory=dict)

    def place(self, *path: str | int) -> Place:
        """The place of a value, or of the nearest thing around it."""
        steps: Path_ = path
        while steps and steps not in self.places:
            steps = steps[:-1]
        found = self.places.get(steps, (1, 1))
        return found if isinstance(found, Place) else Place(self.file, *found)

    def start(self, *path: str | int) -> Place:
        """The place of a text's first character."""
        spot = self.starts.get(path)
        return Place(self.file, *spot) if spot else self.place(*path)


def read_yaml(path: Path, shown_as: str | None = None) -> Document:
    """Read one file.

    Raises:
        StandardError: at file:line:column, for anything that strict YAML does not allow.
    """
    name = shown_as or str(path)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise StandardError(
            Problem("file-unreadable", Place(name), values={"why": error.strerror or ""})
        ) from None
    return parse_yaml(raw, name)


def parse_yaml(raw: bytes | str, file: str = "<text>") -> Document:
    r"""Read text or bytes as one YAML document; errors as for ``read_yaml``.

    >>> parse_yaml("ratio: 1:20\narea: 39600.0").data
    {'ratio': '1:20', 'area': Decimal('39600.0')}
    """
    if len(raw) > LARGEST:
        raise StandardError(Problem("yaml-too-large", Place(file), values={"most": LARGEST}))
    try:
        text = raw.decode("utf-8-sig") if isinstance(raw, bytes) else raw
    except UnicodeDecodeError as error:
        place = _after(error.object[: error.start].decode("utf-8-sig"), file)
        raise StandardError(Problem("yaml-encoding", place)) from None
    reader = _Reader(file)
    try:
        events = iter(yaml.parse(text, Loader=_Loader))
        data = reader.document(events)
    except yaml.MarkedYAMLError as error:
        raise StandardError(_syntax(error, file)) from None
    except yaml.YAMLError:  # a character YAML does not allow
        raise StandardError(_forbidden(text, file)) from None
    return Document(file, data, reader.places, reader.starts)


def _syntax(error: yaml.MarkedYAMLError, file: str) -> Problem:
    mark = error.problem_mark or error.context_mark
    opened = error.context_mark
    if mark and opened and (error.context or "").startswith(_OPENED) and opened.line < mark.line:
        mark = opened  # noticed later, but wrong where it begins
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file)
    said = error.problem or error.context or ""
    known = next((key for phrase, key in _PHRASES if phrase in said), None)
    why = word(f"syntax.{known}") if known else said
    return Problem("yaml-syntax", place, values={"why": why})


def _after(text: str, file: str) -> Place:
    """The place just behind a text."""
    lines = text.split("\n")
    return Place(file, len(lines), len(lines[-1]) + 1)


def _forbidden(text: str, file: str) -> Problem:
    found = _CONTROL.search(text)
    place = _after(text[: found.start()], file) if found else Place(file, 1, 1)
    shown = f"U+{ord(found[0]):04X}" if found else "?"
    return Problem("yaml-character", place, values={"character": shown})


class _Reader:
    """Events → plain data, noting the place of every value."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.places: dict[Path_, Spot] = {}
        self.starts: dict[Path_, Spot] = {}

    def fail(self, code: str, event: yaml.Event, **values: object) -> None:
        raise StandardError(Problem(code, self.at(event), values=values))

    def at(self, event: yaml.Event) -> Place:
        return Place(self.file, *_spot(event))

    def document(self, events: Iterator[yaml.Event]) -> Any:
        data: Any = None
        seen = False
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                if seen:
                    self.fail("yaml-two-documents", event)
                data, seen = self.value(next(events), events, ()), True
        return data

    def value(self, event: yaml.Event, events: Iterator[yaml.Event], path: Path_) -> Any:
        self.bare(event)
        if len(path) > DEEPEST:
            self.fail("yaml-too-deep", event, most=DEEPEST)
        spot = _spot(event)
        self.places.setdefault(path, spot)
        if getattr(event, "style", None) in ("'", '"'):
            spot = (spot[0], spot[1] + 1)
        self.starts[path] = spot
        if isinstance(event, yaml.MappingStartEvent):
            return self.mapping(events, path)
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(events, path)
        return self.scalar(event)

    def bare(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            self.fail("yaml-alias", event)
        if getattr(event, "tag", None) is not None:
            self.fail("yaml-tag", event, tag=getattr(event, "tag", ""))

    def mapping(self, events: Iterator[yaml.Event], path: Path_) -> dict[str, Any]:
        found: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            self.bare(event)
            if not isinstance(event, yaml.ScalarEvent):
                self.fail("yaml-key", event)
            key = str(getattr(event, "value", ""))
            if key in found:
                line, _ = self.places[(*path, key)]
                self.fail("yaml-duplicate-key", event, key=key, line=line)
            self.places[*path, key] = _spot(event)
            value = next(events)
            if _is_empty(value):
                self.fail("yaml-empty", event, key=key)
            found[key] = self.value(value, events, (*path, key))
        return found

    def sequence(self, events: Iterator[yaml.Event], path: Path_) -> tuple[Any, ...]:
        found: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            found.append(self.value(event, events, (*path, len(found))))
        return tuple(found)

    def scalar(self, event: yaml.Event) -> Any:
        text = str(getattr(event, "value", ""))
        if getattr(event, "style", None):  # quoted or block text is text
            return text
        if text in _WORDS:
            return _WORDS[text]
        if _INTEGER.match(text):
            return int(text)
        if _DECIMAL.match(text):
            return Decimal(text)
        if _MISREAD.match(text):
            self.fail("yaml-ambiguous", event, text=text)
        return text


def _spot(event: yaml.Event) -> Spot:
    """Line and column of an event, counted from one."""
    mark = event.start_mark
    return (mark.line + 1, mark.column + 1) if mark else (1, 1)


def _is_empty(event: yaml.Event) -> bool:
    """Whether nothing was written: an empty plain text, not ``""`` and not ``null``."""
    written = getattr(event, "style", None) or getattr(event, "tag", None)
    return isinstance(event, yaml.ScalarEvent) and not event.value and not written
