"""Coverage manifests: every row of a source document, and what became of it."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from compliance.documents.locate import shipped
from compliance.documents.read import read_model
from compliance.documents.strict_yaml import Document, read_yaml
from compliance.model import FormatOne, Model, Title, Words

FOLDER = "coverage"
State = Literal["encoded", "judged", "out_of_scope", "awaiting"]
STATES: tuple[State, ...] = ("encoded", "judged", "out_of_scope", "awaiting")
Kind = Literal["N", "Q", "A", "D", "B", "S"]
"""Numeric, quota, arithmetic identity, deadline, evidence, soft statement."""


class Row(Model):
    """One checkable sentence of a source, and what became of it.

    It is encoded by clauses or by rules of a policy, judged by a person, out of scope, or awaits
    its primary text. A clause is ``standard#clause``; an identity is named the same way, and a
    rule or an exception is ``policy#rule``.
    """

    kind: Kind
    phrase: Words = Field(description="the sentence, short 原文短语")
    encoded: tuple[Words, ...] | None = None
    policy: tuple[Words, ...] | None = Field(
        default=None, description="rules and exceptions of policies 政策的规则和例外"
    )
    judged: tuple[Words, ...] | None = None
    out_of_scope: Words | None = Field(default=None, description="why 理由")
    awaiting: Words | None = Field(default=None, description="which text was not seen 未见何文")
    note: Words | None = None

    @property
    def states(self) -> list[State]:
        """The states that are given; a row has exactly one, and a policy's rule encodes it too.

        >>> Row(kind="B", phrase="不达标的限期整改", policy=("cn/x/closing#two-years",)).states
        ['encoded']
        """
        found = [state for state in STATES if getattr(self, state) is not None]
        if self.policy is not None and self.encoded is None:
            found.insert(0, "encoded")
        return found

    @property
    def clauses(self) -> tuple[str, ...]:
        """The clauses and identities that hold the row."""
        return self.encoded or self.judged or ()

    @property
    def held_by(self) -> tuple[str, ...]:
        """Everything that holds the row: clauses, identities, rules of policies."""
        return (*self.clauses, *(self.policy or ()))


class Manifest(Model):
    """One source document, row by row in its own order."""

    format: FormatOne
    title: Title
    source: Words = Field(description="which document, and where it stands 来源文件")
    complete: tuple[Words, ...] = Field(
        default=(), description="standards whose every clause, inherited too, stands here 全部在列"
    )
    rows: dict[Words, Row]


def manifests(root: Path) -> dict[str, tuple[Document, Manifest]]:
    """Every manifest below a folder of standards, by name.

    Raises:
        StandardError: at the line that is wrong.
    """
    folder = root / FOLDER
    paths = sorted(folder.glob("*.yaml")) if folder.is_dir() else []
    shown = "standards" if root.resolve() == shipped().resolve() else str(root)
    return {path.stem: _read(path, path.stat().st_mtime_ns, shown) for path in paths}


@lru_cache(maxsize=128)
def _read(path: Path, _version: int, shown: str) -> tuple[Document, Manifest]:
    document = read_yaml(path, shown_as=f"{shown}/{FOLDER}/{path.name}")
    return document, read_model(document, Manifest)
