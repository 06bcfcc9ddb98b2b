"""What a standard's examples would not notice, with the line where each such thing stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from fractions import Fraction
from pathlib import Path
from typing import Any, NamedTuple

from compliance.errors import Place
from compliance.numerals import percent
from compliance.rulebook.overlay import read_layers
from compliance.rulebook.rulebook import build
from compliance.testing.guards.guards import Guards
from compliance.text import Text, word


class Survivor(NamedTuple):
    """A change of a standard that no example notices.

    ``kind``: ``grain`` or ``tenth`` of a number, ``day``, ``item`` of a list, ``strictness``,
    ``direction``, ``unit``, ``divisor``, ``category``, ``clause``.
    """

    place: Place
    kind: str
    clauses: tuple[str, ...]
    before: str
    after: str

    @property
    def text(self) -> Text:
        """The change in a sentence, after ``file:line:column``."""
        return word("guard.survivor", place=self.place, kind=word(f"guard.kind.{self.kind}"),
                    clauses=", ".join(self.clauses), before=self.before,
                    after=self.after)  # fmt: skip

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {
            "file": self.place.file, "line": self.place.line, "column": self.place.column,
            "kind": self.kind, "clauses": list(self.clauses), "before": self.before,
            "after": self.after,
        }  # fmt: skip


class Guarded(NamedTuple):
    """How many changes of a standard were tried, kind by kind, and which nobody would notice."""

    standard: str
    tried: Mapping[str, int]
    survivors: tuple[Survivor, ...]

    @property
    def score(self) -> Fraction:
        """The share of changes that an example notices; 1 where nothing could be changed."""
        tried = sum(self.tried.values())
        return Fraction(tried - len(self.survivors), tried) if tried else Fraction(1)

    def lines(self, language: str) -> Iterator[str]:
        """Each survivor, then how many changes were tried."""
        yield from (one.text.show(language) for one in self.survivors)
        tried, left = sum(self.tried.values()), len(self.survivors)
        said = word("guard.clean", standard=self.standard, tried=tried)
        if left:
            said = word("guard.found", standard=self.standard, tried=tried, left=left,
                        score=percent(tried - left, tried))  # fmt: skip
        yield said.show(language)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        return {"standard": self.standard, "tried": dict(self.tried),
                "survivors": [one.to_dict() for one in self.survivors]}  # fmt: skip


def guard(standard: str | Path) -> Guarded:
    """Change a standard in every way that might happen by accident, and see what its examples say.

    Each number moves by one grain and by a tenth, each sign is made strict or turned, units,
    divisors and categories are exchanged, days shifted, clauses taken out; one change at a time.
    A change that could make no difference to anybody is no survivor.

    Args:
        standard: the id or the path of a standard.

    Raises:
        StandardError: the standard itself cannot be read.
        NotFound: there is none of that id.

    >>> found = guard("cn/moe/conditions-2022")
    >>> found.tried["grain"] > 0, found.survivors, found.score
    (True, (), Fraction(1, 1))
    """
    rulebook = build(read_layers(str(standard)), None, drafts=True)
    document, tried = rulebook.chain[-1].document, Counter[str]()
    survivors = []
    for mutant, guarded in Guards(rulebook).tried():
        tried[mutant.kind] += 1
        if not guarded:
            place = document.place(*mutant.path)
            survivors.append(Survivor(place, mutant.kind, tuple(mutant.clauses), mutant.text,
                                      mutant.new))  # fmt: skip
    return Guarded(rulebook.id, dict(tried), tuple(survivors))
