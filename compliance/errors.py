"""Every error a user can meet. A failing school is never one of them.

ComplianceError         something in the input is wrong; carries a stable code and a hint
├── FileError           a file that somebody wrote for this library is wrong: line and column
│   ├── StandardError   a standard: clause
│   └── PolicyError     a policy: rule
├── FactsError          data cannot be used at all: file!sheet!cell, school, fact
├── NoPlan              a region cannot be planned so: the smallest set of rules that conflict
├── NotFound            a standard, school or clause that was asked for does not exist
└── MissingExtra        an optional library is needed: the pip line
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from compliance.text import Text, word


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a file: ``file:line:column``, or ``file!sheet!cell`` for data."""

    file: str = ""
    line: int = 0
    column: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}" if self.line else self.file


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong, as data; its sentence is made from the words files.

    ``code`` is stable. ``severity`` ``error`` stops the work, ``warning`` and ``note`` do not.
    """

    code: str
    place: Place = Place()
    clause: str = ""
    severity: Literal["error", "warning", "note"] = "error"
    values: Mapping[str, object] = field(default_factory=dict)

    @property
    def message(self) -> Text:
        """What is wrong and what was expected."""
        return word(f"problem.{self.code}.message", **self.values)

    @property
    def hint(self) -> Text:
        """What to do about it."""
        return word(f"problem.{self.code}.hint", **self.values)

    def show(self, language: str = "both") -> str:
        """``place: [code] clause: message`` and the hint on a line of its own."""
        head = ": ".join(part for part in (str(self.place), self.clause) if part)
        hint = self.hint.show(language)
        lines = [f"{head}: [{self.code}] {self.message.show(language)}".removeprefix(": ")]
        return "\n".join([*lines, f"  → {hint}"] if hint.strip() else lines)


class ComplianceError(Exception):
    """Root of all errors; ``problems`` holds one or more, the first gives ``code``."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.problems = problems

    def __str__(self) -> str:
        return self.show("both")

    def show(self, language: str) -> str:
        """All problems, one after another, in one language or both."""
        return "\n".join(problem.show(language) for problem in self.problems)

    @property
    def code(self) -> str:
        """The stable code of the first problem."""
        return self.problems[0].code

    @property
    def message(self) -> Text:
        """The message of the first problem."""
        return self.problems[0].message

    @property
    def hint(self) -> Text:
        """The hint of the first problem."""
        return self.problems[0].hint

    @property
    def place(self) -> Place:
        """Where the first problem is."""
        return self.problems[0].place


class FileError(ComplianceError):
    """Something is wrong in a file that somebody wrote for this library."""

    @property
    def file(self) -> str:
        """The file of the first problem."""
        return self.place.file

    @property
    def line(self) -> int:
        """The line of the first problem."""
        return self.place.line

    @property
    def column(self) -> int:
        """The column of the first problem."""
        return self.place.column

    @property
    def clause(self) -> str:
        """The clause of the first problem, or empty."""
        return self.problems[0].clause


class StandardError(FileError):
    """A standard says something that cannot be meant."""


class PolicyError(FileError):
    """A policy says something that cannot be meant, or does not fit the findings."""

    @property
    def rule(self) -> str:
        """The rule of the first problem, or empty."""
        return self.clause


class FactsError(ComplianceError):
    """The data cannot be read as schools at all."""

    @property
    def school(self) -> str:
        """The school of the first problem, or empty."""
        return str(self.problems[0].values.get("school", ""))

    @property
    def fact(self) -> str:
        """The fact of the first problem, or empty."""
        return str(self.problems[0].values.get("fact", ""))


class NotFound(ComplianceError, LookupError):  # noqa: N818 - reads as what happened
    """A user asked for a standard, school or clause by a name that does not exist."""


class NoPlan(ComplianceError):  # noqa: N818 - the contract's name
    """No plan keeps all rules; ``rules`` are a smallest set of those that cannot hold together."""

    @property
    def rules(self) -> tuple[str, ...]:
        """The rules in conflict, as the policy calls them; none where time ran out."""
        found = self.problems[0].values.get("rules", ())
        return tuple(found) if isinstance(found, tuple) else ()


class MissingExtra(ComplianceError, ImportError):  # noqa: N818 - the contract's name
    """A user asked for something that needs an optional library."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__(*problems)
        self.msg = self.show("both")


def missing_extra(library: str, extra: str) -> MissingExtra:
    """The error that names the pip line for an optional library."""
    values = {"library": library, "extra": f"school-compliance[{extra}]"}
    return MissingExtra(Problem("missing-extra", values=values))


def nearest(name: str, known: Iterable[str]) -> str:
    """The known spelling closest to ``name``, or an empty string.

    >>> nearest("shal", ["shall", "may"])
    'shall'
    """
    return next(iter(difflib.get_close_matches(name, list(known), n=1, cutoff=0.6)), "")
