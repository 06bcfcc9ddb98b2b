"""What advice looks at: one school in one year, its findings and facts by name."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property

from compliance.checking.engine.ruling import Code, Outcome
from compliance.checking.finding import Finding
from compliance.checking.findings import SchoolFindings
from compliance.intake.profile import widen
from compliance.intake.school import Reported
from compliance.vocabulary import Vocabulary

_WORST = ("fail", "unknown", "waived", "pass", "harmless", "not_applicable")


class View:
    """One school in one year. ``vocabulary`` holds the facts that the policy asks for as well."""

    def __init__(self, item: SchoolFindings, vocabulary: Vocabulary | None = None) -> None:
        self.item = item
        self.vocabulary = vocabulary or item.rulebook.vocabulary
        school = item.findings[0].school if item.findings else item.school
        self.facts: Mapping[str, Reported] = school.facts
        self.unsure = school.unsure
        if vocabulary is not None and item.school.unread:
            wider = widen(item.school, vocabulary)
            self.facts = {**school.facts, **wider.facts}
            self.unsure = school.unsure | wider.unsure
        self._said: dict[str, str] = {}
        self.findings: dict[str, list[Finding]] = {}
        for finding in item.findings:
            self.findings.setdefault(finding.rule.id, []).append(finding)

    @property
    def id(self) -> str:
        """The school's id."""
        return self.item.school.id

    @property
    def year(self) -> int:
        """The year that is judged."""
        return self.item.rulebook.on.year

    @cached_property
    def outcome(self) -> Outcome:
        """指标达标."""
        return self.item.outcome

    @property
    def inferred_facts(self) -> frozenset[str]:
        """The derived facts that rest on an inference."""
        return self.item.rulebook.inferred_facts

    @cached_property
    def certain_facts(self) -> Mapping[str, Reported]:
        """The facts that are neither contradicted nor refused."""
        if not self.unsure:
            return self.facts
        return {name: found for name, found in self.facts.items() if name not in self.unsure}

    def said(self, clause: str) -> str:
        """The outcome of a clause, of the worst of its parts; ``harmless`` as ``Code`` has it."""
        if clause not in self._said:
            said = map(_said, self.findings.get(clause, ()))
            self._said[clause] = min(said, key=_WORST.index, default="not_applicable")
        return self._said[clause]

    def firm(self, clause: str) -> str:
        """As ``said``, a failure that rests on a recorded inference being unknown."""
        said = map(_firmly, self.findings.get(clause, ()))
        return min(said, key=_WORST.index, default="not_applicable")

    def overall(self, *, firm: bool) -> str:
        """The school's outcome, a failure on inferences alone being unknown where ``firm``."""
        if firm and self.outcome == "fail" and all(f.inferred for f in self.failing()):
            return "unknown"
        return self.outcome

    @property
    def counting(self) -> Iterator[str]:
        """The clauses on which the outcome rests."""
        return (
            clause for clause, (first, *_) in self.findings.items()
            if first.rule.counts and first.rule.basis == "computed"
        )  # fmt: skip

    def failing(self, clauses: Iterable[str] | None = None) -> Iterator[Finding]:
        """The findings that fail: of some clauses, or of those on which the outcome rests."""
        for clause in self.counting if clauses is None else clauses:
            yield from (f for f in self.findings.get(clause, ()) if f.outcome == "fail")

    @property
    def missed(self) -> Iterator[Finding]:
        """The findings that fail of all clauses that count, evidence and judgement included."""
        for findings in self.findings.values():
            if findings[0].rule.counts:
                yield from (finding for finding in findings if finding.outcome == "fail")

    def needs(self, clauses: Iterable[str]) -> Iterator[str]:
        """The facts that would decide the clauses among these that are unknown."""
        for clause in clauses:
            for finding in self.findings.get(clause, ()):
                if _said(finding) == "unknown":
                    yield from finding.needs

    def value(self, fact: str) -> str:
        """A text, category or flag as text, if it is certain; else empty."""
        found = self.facts.get(fact)
        if found is None or fact in self.unsure or found.rough or isinstance(found.value, tuple):
            return ""
        return str(found.value)


def _said(finding: Finding) -> str:
    return "harmless" if finding.code is Code.HARMLESS else finding.outcome


def _firmly(finding: Finding) -> str:
    said = _said(finding)
    return "unknown" if said == "fail" and finding.inferred else said
