"""The nouns of planning: what becomes of each school, what a survivor comes to, the whole plan."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

from compliance.advice.advice import Advice, SchoolAdvice
from compliance.advice.policy.policy import Policy
from compliance.advice.policy.region import Region
from compliance.checking.findings import Findings, SchoolFindings
from compliance.errors import ComplianceError, Problem
from compliance.intake.school import find
from compliance.notebook import Displayed, Shown
from compliance.planning.cohorts import Cohort

if TYPE_CHECKING:
    from compliance.planning.explain import Contrast, Why
    from compliance.planning.planner import Planning
    from compliance.planning.targets import Counted

Status = Literal["optimal", "feasible"]


class Level(NamedTuple):
    """What the plan comes to on one level, and the least that is not ruled out."""

    name: str
    value: int
    bound: int | None

    @property
    def proven(self) -> bool:
        """Whether nothing better exists."""
        return self.value == self.bound


class Transfer(NamedTuple):
    """Pupils who go from one school to another; ``why`` is the action that moves them."""

    source: str
    target: str
    pupils: int
    why: str


@dataclass(frozen=True)
class Survivor(Displayed):
    """A school of the plan: who it is made of, what is bought, and every clause judged."""

    id: str
    members: tuple[str, ...]
    new_campus: bool
    bought: Mapping[str, int]
    """Facts in base units: bought for the campus that is there, or had with the new one."""
    cohorts: Mapping[Cohort, int]
    """Pupils of closed schools by what they study, where that is known."""
    cost: int
    findings: SchoolFindings = field(repr=False)
    conceded: tuple[str, ...] = ()
    """The clauses that the plan says it still fails."""

    @property
    def taken(self) -> int:
        """Pupils of closed schools in all."""
        return sum(self.cohorts.values())

    @property
    def changed(self) -> bool:
        """Whether it is no longer what it was."""
        return bool(len(self.members) > 1 or self.new_campus or self.bought or self.taken)

    def _shown(self) -> Shown:
        from compliance.planning.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.survivor(self)


@dataclass(frozen=True)
class Decision(Displayed):
    """What becomes of one school.

    ``override`` is what the advice on the school alone leaned to, where the region decides
    otherwise.
    """

    advice: SchoolAdvice = field(repr=False)
    action: str
    with_: tuple[str, ...]
    into: str
    override: str = ""

    @property
    def school(self) -> str:
        """The school's id."""
        return self.advice.school

    @property
    def name(self) -> str:
        """The school's name."""
        return self.advice.name

    def _shown(self) -> Shown:
        from compliance.planning.shown import notebook  # noqa: PLC0415 - as above

        return notebook.decision(self)


@dataclass(frozen=True)
class Plan(Displayed):
    """A region's actions; made by ``compliance.plan``, and verified before anybody sees it."""

    advice: Advice = field(repr=False)
    status: Status
    method: str
    """``CP-SAT``, or ``greedy`` where the plan is not the best there is."""
    reproducible: bool
    levels: tuple[Level, ...]
    survivors: Mapping[str, Survivor] = field(repr=False)
    decisions: Mapping[str, Decision] = field(repr=False)
    transfers: tuple[Transfer, ...] = field(repr=False)
    planning: Planning | None = field(default=None, repr=False, compare=False)
    targets: bool = False
    """Whether the numbers of the document, or a number of survivors, bind it."""

    @property
    def findings(self) -> Findings:
        """The findings that it starts from."""
        return self.advice.findings

    @property
    def policy(self) -> Policy:
        """The policy that it follows."""
        return self.advice.policy

    @property
    def region(self) -> Region:
        """What the policy says of regions, with what was asked for instead."""
        if self.planning is not None:
            return self.planning.region
        return self.policy.source.plan or Region()

    @property
    def cost(self) -> int:
        """What is bought and built, in 元."""
        return sum(survivor.cost for survivor in self.survivors.values())

    @property
    def failing(self) -> list[Survivor]:
        """The survivors that fail a clause still."""
        return [one for one in self.survivors.values() if one.findings.outcome == "fail"]

    @cached_property
    def counts(self) -> Mapping[str, int]:
        """How many schools have each action."""
        return Counter(decision.action for decision in self.decisions.values())

    def __getitem__(self, school: str) -> Decision:
        known = list(self.decisions.values())
        return known[find(school, [(one.school, one.name) for one in known])]

    def __iter__(self) -> Iterator[Decision]:
        return iter(self.decisions.values())

    def __len__(self) -> int:
        return len(self.decisions)

    def __repr__(self) -> str:
        return (f"<Plan {self.policy.id}: {len(self)} → {len(self.survivors)} schools, "
                f"{len(self.failing)} failing, {self.status} by {self.method}>")  # fmt: skip

    def _shown(self) -> Shown:
        from compliance.planning.shown import notebook  # noqa: PLC0415 - as above

        return notebook.plan(self)

    def counted(self) -> tuple[Counted, ...]:
        """Each way to count the mergers, tried; see ``planning.targets.counted``."""
        from compliance.planning.targets import counted  # noqa: PLC0415 - as above

        if self.planning is None:
            raise TypeError(self)
        return counted(self.planning)

    def also(self, one: Survivor) -> SchoolFindings | None:
        """A survivor by the other facts that the plan holds by, if it was made so."""
        if self.planning is None or self.planning.also is None:
            return None
        return self.planning.judged(one.members, one.bought, one.cohorts, new=one.new_campus,
                                    later=True)  # fmt: skip

    def verify(self) -> None:
        """Judge every survivor anew by the whole rulebook.

        Raises:
            ComplianceError: the engine says of a school otherwise than the plan does.
        """
        if self.planning is None:
            raise TypeError(self)
        wrong = [
            Problem("plan-verify", values={"school": one.id, "clauses": ", ".join(different)})
            for one in self.survivors.values()
            if (different := self.planning.differs(one))
        ]
        if wrong:
            raise ComplianceError(*wrong)

    def why(self, school: str) -> Why:
        """Why the plan does what it does with a school; see ``planning.explain.why``.

        Raises:
            NotFound: no such school.
        """
        from compliance.planning.explain import why  # noqa: PLC0415 - explanations are made of plans

        return why(self, school)

    def why_not(self, school: str, action: str, with_: str = "") -> Contrast:
        """What the plan would come to, if it were made to do otherwise with a school.

        See ``planning.explain.why_not``.

        Raises:
            NotFound: no such school or action.
            NoPlan: no answer was found in the time that the plan was given.
        """
        from compliance.planning.explain import why_not  # noqa: PLC0415 - as above

        return why_not(self, school, action, with_)

    def under(self, findings: Findings) -> dict[str, SchoolFindings]:
        """Every survivor by the facts of another year; see ``planning.scenarios.under``.

        Raises:
            FactsError: the findings are by another standard.
            NotFound: a school of the plan is not among them.
        """
        from compliance.planning.scenarios import under  # noqa: PLC0415 - as above

        return under(self, findings)

    def to_frame(self) -> Any:
        """One row a school in the dataframe library that the schools came in.

        The columns are those of the plan's CSV; ``cost`` in whole 元, that of a merger with its
        survivor, and ``pupils_moved`` are integers, everything else text.

        Raises:
            MissingExtra: if no dataframe library is installed.
        """
        from compliance.planning.shown.table import frame  # noqa: PLC0415 - as above

        return frame(self)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        from compliance.planning.shown.record import whole  # noqa: PLC0415 - as above

        return whole(self)


def money(amount: int) -> Fraction:
    """元 as 万元."""
    return Fraction(amount, 10_000)
