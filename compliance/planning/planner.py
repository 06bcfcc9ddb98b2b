"""``plan``: findings and a policy → the best that can be done with a region."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from compliance.advice.advice import Advice
from compliance.advice.advise import advise
from compliance.advice.policy.region import Region
from compliance.checking.engine.ruling import Code
from compliance.checking.findings import Findings, SchoolFindings
from compliance.errors import FactsError, NoPlan, PolicyError, Problem
from compliance.planning.cohorts import Cohort
from compliance.planning.facets import conflicting
from compliance.planning.loosened import loosened
from compliance.planning.model import model
from compliance.planning.options import Options, options
from compliance.planning.plan import Plan, Survivor
from compliance.planning.program import Model
from compliance.planning.reading import Reading
from compliance.planning.resulting import resulting
from compliance.planning.rows import Compiled, rows_of
from compliance.planning.solving.budget import solve
from compliance.planning.solving.conflict import conflict
from compliance.planning.solving.lexicographic import Solution

MOST_ROUNDS = 20
"""How often a plan that the engine does not agree with is cut off and made again."""
CONFLICT_SECONDS = 60
"""How long it may take to find out which rules conflict."""


def plan(  # noqa: PLR0913 - one parameter an option
    findings: Findings | Sequence[Findings],
    policy: str | Path,
    *,
    survivors: int | None = None,
    targets: bool = False,
    readings: Mapping[str, str] | None = None,
    also: Findings | None = None,
    method: Literal["CP-SAT", "greedy"] = "CP-SAT",
    seconds: float = 60,
    workers: int = 8,
    seed: int = 0,
    folder: str | Path | None = None,
) -> Plan:
    """The best that can be done with all schools together, by a policy.

    First the fewest and least failures, then the fewest pupils disturbed, then the least money.

    Args:
        findings: what ``compliance.check`` gave, of one year or of several.
        policy: the id of a policy with a section ``plan``, or the path of a file.
        survivors: how many schools there are to be in the end; by default as many as is best.
        targets: whether the numbers of the document bind.
        readings: for a condition of the policy that admits two readings, the one to use.
        also: what ``check`` gave of the same schools by other facts, such as those forecast for
            next year: the plan must hold by them as well.
        method: ``greedy`` decides school by school, without OR-Tools; seldom the best.
        seconds: how long the solver may take.
        workers: of the solver; fewer than eight may stall.
        seed: of the solver; whatever it is, a proven plan is the same.
        folder: a folder of policies, searched before the shipped ones.

    Raises:
        NoPlan: no plan keeps all rules; with a smallest set of those that conflict.
        PolicyError: the policy says nothing of regions, or something that cannot be meant.
        FactsError: the other facts are by another standard, or say nothing of a school.
        MissingExtra: if OR-Tools is not installed.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> schools = compliance.read("docs/examples/fuzhou-36.xlsx")
    >>> found = plan(compliance.check(schools, rulebook), "cn/fujian/fuzhou/consolidation-2016")
    >>> len(found), len(found.survivors), found.failing
    (36, 22, [])
    >>> found["FZ-0003"].action
    'relocate'
    """
    ready = prepared(findings, policy, survivors=survivors, targets=targets, readings=readings,
                     also=also, folder=folder, seconds=seconds, workers=workers,
                     seed=seed)  # fmt: skip
    binding = targets or survivors is not None
    if method == "greedy":
        from compliance.planning.greedy import greedy  # noqa: PLC0415 - greedy reads what is ready

        return greedy(ready, targets=binding)
    return ready.best(targets=binding)


def prepared(  # noqa: PLR0913 - one parameter an option
    findings: Findings | Sequence[Findings],
    policy: str | Path,
    *,
    survivors: int | None = None,
    targets: bool = False,
    readings: Mapping[str, str] | None = None,
    also: Findings | None = None,
    seconds: float = 60,
    workers: int = 8,
    seed: int = 0,
    folder: str | Path | None = None,
) -> Planning:
    """A region made ready to be planned; arguments and errors are those of ``plan``."""
    advice = advise(findings, policy, readings=readings, folder=folder)
    region = advice.policy.source.plan
    if region is None:
        place = advice.policy.file.place()
        raise PolicyError(Problem("plan-no-section", place, values={"policy": advice.policy.id}))
    if survivors is not None:
        kept = region.targets.districts if targets else ()
        wanted = region.targets.model_copy(update={"survivors": survivors, "districts": kept})
        region = region.model_copy(update={"targets": wanted})
    standards = {advice.findings.rulebook.id} | ({also.rulebook.id} if also is not None else set())
    if len(standards) > 1:
        found = ", ".join(sorted(standards))
        raise FactsError(Problem("history-standards", values={"found": found}))
    return Planning(advice, region, also=also, seconds=seconds, workers=workers, seed=seed)


class Planning:
    """A region made ready: what may be done, the clauses as rows, and the engine that judges."""

    def __init__(  # noqa: PLR0913 - what a plan is made of
        self, advice: Advice, region: Region, *, also: Findings | None = None,
        seconds: float = 60, workers: int = 8, seed: int = 0,
    ) -> None:  # fmt: skip
        self.advice, self.region, self.also = advice, region, also
        self.seconds, self.workers, self.seed = seconds, workers, seed
        self.rulebook = advice.findings.rulebook
        self.compiled: Compiled = rows_of(self.rulebook)
        wanted = dict.fromkeys(a for row in self.compiled.rows for a in row.amounts)
        self.options: Options = options(advice, tuple(wanted), region, also)

    @property
    def scenarios(self) -> tuple[bool, ...]:
        """The facts that the plan must hold by: those that are, and the later ones if any."""
        return (False,) if self.also is None else (False, True)

    def otherwise(self, region: Region) -> Planning:
        """The same by other rules of the region."""
        return Planning(self.advice, region, also=self.also, seconds=self.seconds,
                        workers=self.workers, seed=self.seed)  # fmt: skip

    def made(self, *, targets: bool) -> Model:
        """The program of the region."""
        return model(self.options, self.rulebook, self.compiled, targets=targets)

    def loose(self, *, targets: bool) -> Model:
        """The same with the rules that merely rule things out as rows that can be dropped."""
        wider, barred = loosened(self.options)
        return model(wider, self.rulebook, self.compiled, targets=targets, barred=barred)

    def best(self, *, targets: bool, forced: Mapping[str, int] | None = None) -> Plan:
        """The plan of the region, with some variables forced.

        Raises:
            NoPlan: none keeps all rules, those of the policy that merely rule things out included.
        """
        made = self.made(targets=targets)
        force(made, forced or {})
        try:
            return replace(self.solved(made), targets=targets)
        except NoPlan as none:
            if none.code != "plan-conflict":
                raise
            refused = none
        loose = self.loose(targets=targets)
        force(loose, forced or {})
        try:
            raise no_plan(loose, self.advice)
        except ValueError:  # the engine alone stands against what the wider program allows
            raise refused from None

    def solved(self, made: Model) -> Plan:
        """The best plan of a program, cut and made again until the engine agrees with it.

        Raises:
            NoPlan: none keeps all its rules.
        """
        for _ in range(MOST_ROUNDS):
            solution = solve(made.program, "budget", seconds=self.seconds, workers=self.workers,
                             seed=self.seed)  # fmt: skip
            if solution.status == "unknown":
                raise NoPlan(Problem("plan-time", values={"seconds": self.seconds}))
            if not solution.values:
                raise no_plan(made, self.advice)
            found = self._read(made, solution)
            wrong = [one for one in found.survivors.values() if self.differs(one)]
            if not wrong:
                return found
            for one in wrong:
                _cut(made, one)
        raise PolicyError(Problem("plan-engine", values={"rounds": MOST_ROUNDS}))

    def differs(self, one: Survivor) -> list[str]:
        """The clauses of which the engine says otherwise; of an open school the plan says none."""
        if self.options[one.id].open:
            return []
        missed: set[str] = set()
        for later in self.scenarios:
            found = self.judged(one.members, one.bought, one.cohorts, new=one.new_campus,
                                later=later)  # fmt: skip
            missed |= {*failing(found), *(undecided(found) if one.changed else ())}
        return sorted(missed.symmetric_difference(one.conceded))

    def judged(
        self, members: Sequence[str], bought: Mapping[str, int],
        taken: Mapping[Cohort, int], *,
        new: bool, later: bool = False,
    ) -> SchoolFindings:  # fmt: skip
        """A school of the plan by the whole rulebook, with what is bought, built and taken in.

        The first member takes in the others. ``later``: by the other facts that the plan must hold
        by.
        """
        found = [self.options[one].findings[later] for one in members]
        if len(members) == 1 and not bought and not taken and not new:
            return found[0]
        becomes = self.region.new_campus.becomes if new and self.region.new_campus else {}
        return resulting(self.rulebook, [one.school for one in found], bought, taken, becomes)

    def _read(self, made: Model, solution: Solution) -> Plan:
        """The solver's numbers as a plan."""
        return Reading(self, made, solution.values).plan(solution)


def no_plan(made: Model, advice: Advice) -> NoPlan:
    """The error that names a smallest set of rules which no plan keeps together.

    Raises:
        NoPlan: it was not found out in time which these are.
        ValueError: the program has a solution.
    """
    try:
        rules = conflict(made.program, seconds=CONFLICT_SECONDS)
    except TimeoutError:
        raise NoPlan(Problem("plan-time", values={"seconds": CONFLICT_SECONDS})) from None
    return conflicting(advice, "plan-conflict", rules)


def force(made: Model, values: Mapping[str, int]) -> None:
    """Variables that must have a value, as rows of their own."""
    for name, value in values.items():
        made.program.row({name: 1}, value, value, f"forced {name}", facet="forced")


def failing(item: SchoolFindings) -> list[str]:
    """The computed clauses that count and fail."""
    return [
        f.clause for f in item if f.rule.counts and f.basis == "computed" and f.outcome == "fail"
    ]


def undecided(item: SchoolFindings) -> list[str]:
    """The computed clauses that count and cannot be judged."""
    return [
        f.clause for f in item
        if f.rule.counts and f.basis == "computed" and f.outcome == "unknown"
        and f.code is not Code.HARMLESS
    ]  # fmt: skip


def _cut(made: Model, one: Survivor) -> None:
    """What the engine says otherwise of is not done again: a group, or what changes a school alone.

    Nor is any group that contains it formed.

    Raises:
        PolicyError: it says otherwise of a school as it stands.
    """
    joined = {f"x:{member}:{one.id}": 1 for member in one.members if member != one.id}
    if joined:
        made.program.row(joined, None, len(joined) - 1, f"cut {one.id} {sorted(joined)}")
        return
    if not one.changed:
        raise PolicyError(Problem("plan-engine", values={"school": one.id}))
    place = made.options[one.id]
    changes = {f"b:{fact}:{one.id}": price.most for fact, price in made.prices.items()}
    changes |= {f"n:{one.id}": 1} | {sent.name: sent.most for sent in made.sent(place)}
    for name, most in changes.items():
        others = {f"x:{guest.id}:{one.id}": -most for guest in made.guests(place)}
        made.program.row({name: 1, **others}, None, 0, f"cut {one.id} alone {name}")
