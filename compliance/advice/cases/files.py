"""Files of cases: YAML or JSON, read strictly, never half-written."""

from __future__ import annotations

import json
import os
import re
import tempfile
from pathlib import Path

import yaml

from compliance.advice.cases.book import CaseBook, book_of
from compliance.documents.strict_yaml import LARGEST, parse_yaml, read_yaml
from compliance.errors import ComplianceError, FactsError, Place, Problem, StandardError
from compliance.text import word

_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
"""What JSON may hold as it is, and strict YAML refuses or takes for the end of a line."""


def read_cases(path: str | Path) -> CaseBook:
    r"""The cases of a file.

    Raises:
        FactsError: everything that is wrong with it, each at file:line:column.

    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = Path(folder) / "cases.yaml"
    ...     _ = path.write_text("format: 1\ncases: []", "utf-8")
    ...     read_cases(path)
    <CaseBook: 0 cases>
    """
    try:
        document = read_yaml(Path(path))
    except StandardError as error:
        raise FactsError(*error.problems) from None
    return book_of(document)


def write_cases(path: str | Path, book: CaseBook) -> None:
    r"""Write cases to a temporary file beside ``path``, then rename it: JSON, or else YAML.

    Raises:
        ComplianceError: the file cannot be written, or would be too large to be read again;
            what stood there before stands there still.

    >>> folder = tempfile.TemporaryDirectory()
    >>> path = Path(folder.name) / "cases.yaml"
    >>> write_cases(path, CaseBook())
    >>> path.read_text("utf-8"), read_cases(path)
    ('format: 1\ncases: []\n', <CaseBook: 0 cases>)
    >>> folder.cleanup()
    """
    path = Path(path)
    data = book.to_dict()
    raw = (_as_json(data) if path.suffix == ".json" else _as_yaml(data)).encode()
    if len(raw) > LARGEST:
        raise _unwritable(path, word("case_log.too_large", most=LARGEST))
    temporary = ""
    try:
        handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as out:
            out.write(raw)
        Path(temporary).replace(path)
    except OSError as error:
        if temporary:
            Path(temporary).unlink(missing_ok=True)
        raise _unwritable(path, error.strerror or "") from None


def _unwritable(path: Path, why: object) -> ComplianceError:
    return ComplianceError(Problem("output-unwritable", Place(str(path)), values={"why": why}))


def _as_json(data: object) -> str:
    text = json.dumps(data, ensure_ascii=False, indent=1) + "\n"
    return _UNSAFE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


class _Strict(yaml.SafeDumper):
    """Text in quotes wherever strict YAML would refuse it, or read it as something else."""


def _text(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
    return dumper.represent_scalar(
        "tag:yaml.org,2002:str", text, style=None if _plain(text) else '"'
    )


def _plain(text: str) -> bool:
    """Whether text that stands without quotes is read as itself."""
    try:
        return bool(parse_yaml(text).data == text)
    except StandardError:
        return False


_Strict.add_representer(str, _text)


def _as_yaml(data: object) -> str:
    return str(yaml.dump(data, Dumper=_Strict, allow_unicode=True, sort_keys=False, width=100))
