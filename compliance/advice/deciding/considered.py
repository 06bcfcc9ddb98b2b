"""A school that is being advised: its years, its cases, what applies to it and what does not."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from compliance.advice.actions import LEAVING
from compliance.advice.policy.policy import Move
from compliance.advice.policy.trigger import Held, Test, held
from compliance.advice.view import View
from compliance.checking.finding import Finding
from compliance.checking.findings import SchoolFindings


class Rejected(NamedTuple):
    """An alternative, and why it is not advised: a code of ``advice.rejected`` in the words.

    ``by`` is the rule or exception in the way, ``findings`` what a merged school would fail.
    """

    action: str
    rule: str
    why: str
    with_: str = ""
    by: str = ""
    findings: tuple[Finding, ...] = ()


class Open(NamedTuple):
    """What is not known, and the rule or exception that it might bring in or take away.

    ``needs`` are facts; a number such as -1 is the year before, which was not given. ``of`` is
    another school whose data they are, or empty. Without needs nobody can tell what is missing: the
    source lost a number, or the other school is itself under review.
    """

    needs: tuple[str, ...]
    action: str
    rule: str
    of: str = ""


class Decision(NamedTuple):
    """What is advised for one school before it is put in words.

    ``leaning`` is what would be advised but for what holds it back, ``held`` says what that is.
    ``eligible`` are all actions that a rule allows and against which nothing stands.
    """

    action: str
    move: Move | None = None
    with_: tuple[str, ...] = ()
    into: str = ""
    leaning: str = ""
    held: str = ""
    rejected: tuple[Rejected, ...] = ()
    unknown: tuple[Open, ...] = ()
    result: SchoolFindings | None = None
    eligible: frozenset[str] = frozenset()


@dataclass
class Considered:
    """One school while advice is made. ``years`` are its findings, the latest first."""

    years: tuple[View | None, ...]
    cases: frozenset[str] = frozenset()
    matches: dict[Move, list[str]] = field(default_factory=dict)
    decision: Decision | None = None
    _held: dict[tuple[int, bool], tuple[Test, Held]] = field(default_factory=dict)

    def held(self, test: Test, *, firm: bool = False) -> Held:
        """Whether a trigger holds of it; looked at once."""
        key = (id(test), firm)
        known = self._held.get(key)
        if known is None or known[0] is not test:
            known = self._held[key] = (test, held(test, self.years, firm=firm))
        return known[1]

    @property
    def view(self) -> View:
        """The latest year."""
        latest = self.years[0]
        if latest is None:
            raise TypeError(self)
        return latest

    @property
    def id(self) -> str:
        """The school's id."""
        return self.view.id

    @property
    def advised(self) -> str:
        """What an earlier stage advises."""
        return self.decision.action if self.decision else ""

    @property
    def stays(self) -> bool:
        """Whether nothing advised so far ends it as a school of its own."""
        return self.advised not in LEAVING
