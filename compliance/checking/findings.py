"""The nouns of checking: a school's findings, all findings, a rate."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Any, NamedTuple

from compliance.checking.engine.ruling import Code, Outcome, roll_up
from compliance.checking.finding import Finding
from compliance.checking.waivers.waived import Waived
from compliance.errors import NotFound, Problem, nearest
from compliance.intake.school import School, Schools, find
from compliance.notebook import Displayed, Shown
from compliance.numerals import percent
from compliance.rulebook.rulebook import Rulebook

if TYPE_CHECKING:
    from compliance.checking.statistics import Share, Variation
    from compliance.checking.waivers.report import WaiverReport


@dataclass(frozen=True)
class SchoolFindings(Displayed):
    """All findings of one school."""

    school: School
    rulebook: Rulebook = field(repr=False)
    findings: tuple[Finding, ...] = field(repr=False)

    def __iter__(self) -> Iterator[Finding]:
        return iter(self.findings)

    def __len__(self) -> int:
        return len(self.findings)

    def __getitem__(self, clause: str) -> Finding:
        """The finding of a clause; of a clause judged by parts, the first of the worst."""
        found = [finding for finding in self.findings if finding.clause == clause]
        if not found:
            known = [finding.clause for finding in self.findings]
            values = {"id": clause, "standard": self.rulebook.id,
                      "nearest": nearest(clause, known) or "—"}  # fmt: skip
            raise NotFound(Problem("no-such-clause", values=values))
        order = ("fail", "unknown", "pass", "not_applicable")
        return min(found, key=lambda finding: order.index(finding.verdict))

    def __repr__(self) -> str:
        return f"<SchoolFindings {self.school.id}: {self.outcome}, {len(self.findings)} findings>"

    def _shown(self) -> Shown:
        from compliance.checking.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.school(self)

    @property
    def outcome(self) -> Outcome:
        """指标达标: over the computed clauses that say ``shall``."""
        return _rolled_up(f for f in self._counting() if f.rule.basis == "computed")

    @property
    def complete(self) -> Outcome:
        """全部达标: over all clauses that say ``shall``, evidence and judgement included."""
        return _rolled_up(self._counting())

    @property
    def presumed(self) -> tuple[str, ...]:
        """The facts that would say whether the standard applies, and were not reported."""
        return tuple(n for n in self.rulebook.scope_facts if n not in self.school.facts)

    @property
    def outstanding(self) -> int:
        """How many items of evidence or judgement are still to come; none is that is waived."""
        return sum(
            f.rule.basis != "computed" and f.outcome == "unknown" and f.code is not Code.HARMLESS
            for f in self.findings
        )

    def _counting(self) -> Iterator[Finding]:
        return (finding for finding in self.findings if finding.rule.counts)

    def to_dict(self) -> dict[str, Any]:
        """The school's outcomes and findings, ready for JSON."""
        return {
            "school": self.school.id,
            "name": self.school.name,
            "outcome": self.outcome,
            "complete": self.complete,
            "outstanding": self.outstanding,
            "findings": [finding.to_dict() for finding in self.findings],
            "issues": [issue.show() for issue in self.school.issues],
        }


def _rolled_up(findings: Iterable[Finding]) -> Outcome:
    """One outcome from the findings that count."""
    codes: list[Code] = []
    waived: list[Code] = []
    for finding in findings:
        (waived if finding.waived else codes).append(finding.code)
    return roll_up(codes, waived)


class Rate(NamedTuple):
    """A rate as counts and an interval: never one number while anything is unknown.

    ``of`` counts what is waived, ``passed`` and ``unknown`` do not: a waiver is no pass, and
    nothing that is still to come makes it one.
    """

    passed: int
    unknown: int
    of: int

    @property
    def low(self) -> Fraction:
        """The rate if every unknown fails."""
        return Fraction(self.passed, self.of) if self.of else Fraction(0)

    @property
    def high(self) -> Fraction:
        """The rate if every unknown passes."""
        return Fraction(self.passed + self.unknown, self.of) if self.of else Fraction(0)

    def __str__(self) -> str:
        most = self.passed + self.unknown
        low, high = percent(self.passed, self.of, most), percent(most, self.of, self.passed)
        return low if low == high else f"{low}–{high}"


@dataclass(frozen=True)
class Findings(Displayed):
    """The findings of all schools, in their order; immutable; made by ``compliance.check``."""

    schools: Schools = field(repr=False)
    rulebook: Rulebook
    items: tuple[SchoolFindings, ...] = field(repr=False)
    waived: Waived = field(default=Waived(), repr=False)

    def __iter__(self) -> Iterator[SchoolFindings]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    def __getitem__(self, school: str) -> SchoolFindings:
        return self.items[find(school, [(i.school.id, i.school.name) for i in self.items])]

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {outcome}" for outcome, n in self.counts.items() if n)
        return f"<Findings {self.rulebook.id} on {self.rulebook.on}: {counts or 'no schools'}>"

    def _shown(self) -> Shown:
        from compliance.checking.shown import notebook  # noqa: PLC0415 - as above

        return notebook.findings(self)

    @property
    def counts(self) -> dict[Outcome, int]:
        """How many schools have each outcome."""
        found = Counter(item.outcome for item in self.items)
        names: tuple[Outcome, ...] = ("pass", "fail", "unknown", "waived", "not_applicable")
        return {name: found[name] for name in names}

    @property
    def rate(self) -> Rate:
        """The share of schools that pass, of those to which the standard applies."""
        counts = self.counts
        return Rate(counts["pass"], counts["unknown"], len(self.items) - counts["not_applicable"])

    def share(self, clause: str | None = None, by: str | None = None) -> dict[str, Share]:
        """The share of schools that pass 达标比例 a clause, or the whole standard.

        Args:
            clause: the clause's id; without it, the whole standard.
            by: a fact such as ``district``, for a share of each of its values.

        Details and an example are with ``checking.statistics.share``.

        Raises:
            NotFound: no such clause, or no such fact to group by.
        """
        from compliance.checking.statistics import share  # noqa: PLC0415 - made of findings

        return share(self, clause, by)

    def variation(self, clause: str, by: str | None = None) -> dict[str, Variation]:
        """The enrolment-weighted coefficient of variation 差异系数 of a clause's measure.

        Args:
            clause: the id of a clause whose measure is a quotient.
            by: as for ``share``.

        Details and an example are with ``checking.statistics.variation``.

        Raises:
            NotFound: no such clause or none that is a quotient, or no such fact to group by.
        """
        from compliance.checking.statistics import variation  # noqa: PLC0415 - as above

        return variation(self, clause, by)

    def waivers(self, within: int = 90) -> WaiverReport:
        """What has become of each waiver given: in force, over, used or needless.

        Args:
            within: a waiver in force that ends within so many days is ``expiring``.

        Raises:
            ValueError: a number of days below zero.
        """
        from compliance.checking.waivers.report import waiver_report  # noqa: PLC0415 - as above

        return waiver_report(self.waived, self.rulebook, self._excused(), within)

    def _excused(self) -> Iterable[SchoolFindings]:
        """The schools that have waivers."""
        return (item for item in self.items if item.school.id in self.waived.schools)

    def ledger(self) -> Iterator[dict[str, Any]]:
        """One row a finding, with the columns of the long ledger."""
        from compliance.checking.shown.ledger import rows  # noqa: PLC0415 - ledger is made of findings

        return rows(self)

    def to_frame(
        self, shape: str = "ledger", *, by: str | None = None, numbers: str | None = None
    ) -> Any:
        """The findings in the dataframe library that the schools came in.

        Args:
            shape: ``ledger``, the long ledger, one row a finding; ``failures``, those of its rows
                that fail; ``long``, one row a school and clause with code and measured value;
                ``wide``, one row a school with a code and a measured value for each clause;
                ``verdicts``, the codes alone; ``schools``, one row a school with its outcomes;
                ``counts``, schools per verdict and clause.
            by: for ``counts``, a fact such as ``district`` to count by.
            numbers: for the ledger, ``exact`` text or ``float``; by default exact, except
                where whole columns were judged.

        Codes are spelled out by ``compliance.CODES``.

        Raises:
            NotFound: for a shape that there is not.
            MissingExtra: if no dataframe library is installed.
        """
        from compliance.checking.shown.frames import frame, known_shape  # noqa: PLC0415 - as above

        known_shape(shape)
        return frame(self, shape, by, numbers)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        from compliance.checking.shown.ledger import summary  # noqa: PLC0415 - as above

        waivers = self.waivers().to_dict() if self.waived.entries else None
        schools = [item.to_dict() for item in self.items]
        return {**summary(self), "waivers": waivers, "schools": schools}
