"""What may be done with each school of a region: survive, take in, merge, leave, build, buy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from fractions import Fraction
from functools import cached_property, partial
from itertools import islice
from typing import NamedTuple

from compliance.advice.advice import Advice, SchoolAdvice
from compliance.advice.deciding.partners import near
from compliance.advice.policy.prices import Price, metres
from compliance.advice.policy.region import Region
from compliance.checking.findings import Findings, SchoolFindings
from compliance.derived.others.neighbours import PLACE, distance
from compliance.errors import FactsError, Problem
from compliance.intake.school import School
from compliance.planning.cohorts import ANY, Cohort, by_group, majors, studied
from compliance.planning.rows import Amount, agree, amounts

JOINING = ("merge", "merge_relocate")
BUILDING = ("relocate", "merge_relocate")
LEAVING = ("convert", "close")


class Later(NamedTuple):
    """A school by the other facts that a plan must hold by as well."""

    findings: SchoolFindings
    figures: Mapping[Amount, Fraction] | None


@dataclass(frozen=True)
class Place:
    """One school as the plan sees it.

    ``figures`` are its exact amounts, or None where something in them is not known: such a school
    is kept as it is, takes nobody in, and is counted apart. So is one of which too little is known
    ``later``, where the plan must hold by other facts as well.
    """

    advice: SchoolAdvice
    figures: Mapping[Amount, Fraction] | None
    district: str
    hosts: tuple[str, ...] = ()
    leaves: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    """Where its pupils may go if it is closed."""
    may_build: bool = False
    later: Later | None = None
    majors: Mapping[Cohort, int] = field(default_factory=dict)
    """Its pupils by major."""
    cohorts: Mapping[Cohort, int] = field(default_factory=dict)
    """Its pupils as they are placed if it is closed."""

    @property
    def id(self) -> str:
        """The school's id."""
        return self.advice.school

    @property
    def school(self) -> School:
        """The school as it was read."""
        return self.advice.findings.school

    @cached_property
    def meets(self) -> bool:
        """Whether it meets the standard as it is, or is excused from what it misses."""
        return all(found.outcome in ("pass", "waived", "not_applicable") for found in self.findings)

    @property
    def excused(self) -> bool:
        """Whether it may stay although a clause is not met: it takes in nobody."""
        return self.meets and any(found.outcome != "pass" for found in self.findings)

    @cached_property
    def waived(self) -> frozenset[str]:
        """The clauses that it does not meet as it is, and is excused from."""
        missed = [f for found in self.findings for f in found if f.outcome in ("fail", "waived")]
        failed = {finding.clause for finding in missed if finding.outcome == "fail"}
        return frozenset(finding.clause for finding in missed) - failed

    def bound_by(self, clause: str) -> bool:
        """Whether a clause with a condition applies to it as it is."""
        return any(
            finding.clause == clause and finding.outcome != "not_applicable"
            for found in self.findings for finding in found
        )  # fmt: skip

    @cached_property
    def open(self) -> bool:
        """Whether too little is known of it to do anything."""
        if self.figures is None or (self.later is not None and self.later.figures is None):
            return True
        return any(found.outcome == "unknown" for found in self.findings)

    @property
    def findings(self) -> tuple[SchoolFindings, ...]:
        """As it is, and as it will be by the other facts."""
        now = self.advice.findings
        return (now,) if self.later is None else (now, self.later.findings)

    @cached_property
    def stays(self) -> bool:
        """Whether it meets the standard, or no rule lets it join another or leave."""
        return self.meets or self.advice.eligible.isdisjoint((*JOINING, *LEAVING))

    def takes(self, action: str) -> bool:
        """Whether others may ``merge`` into it, or ``merge_relocate`` with it."""
        if action == "merge_relocate":
            return self.may_build
        return self.stays or action in self.advice.eligible

    def joins(self, host: Place, action: str) -> bool:
        """Whether the policy lets it merge into a school so."""
        return action in self.advice.eligible and host.takes(action)

    def offers(self, cohort: Cohort) -> bool:
        """Whether pupils can go on here with what they study."""
        return cohort == ANY or any(
            cohort.group == own.group and cohort.major in ("", own.major) for own in self.majors
        )

    def buys(self, price: Price) -> int:
        """How much of it may be bought at most: of a group of majors only where there is one."""
        return price.most if not price.over or self.offers(Cohort(price.group)) else 0

    @property
    def students(self) -> int:
        """How many pupils a change of the school would concern."""
        found = self.advice.view.certain_facts.get("students")
        return 0 if found is None else int(found.bounds.high)


@dataclass(frozen=True)
class Options:
    """Everything that may be done in a region, in the order of the schools' ids."""

    places: tuple[Place, ...]
    region: Region = field(repr=False)

    def __getitem__(self, school: str) -> Place:
        return self.by_id[school]

    @cached_property
    def by_id(self) -> dict[str, Place]:
        """The places by id."""
        return {place.id: place for place in self.places}

    @cached_property
    def guests(self) -> Mapping[str, list[Place]]:
        """Who may merge into each school."""
        return _turned(self.places, lambda place: place.hosts)

    @cached_property
    def senders(self) -> Mapping[str, list[Place]]:
        """Whose pupils each school may take, if theirs is closed."""
        return _turned(self.places, lambda place: place.places)


def _turned(
    places: Sequence[Place], of: Callable[[Place], Sequence[str]]
) -> Mapping[str, list[Place]]:
    found: dict[str, list[Place]] = {}
    for place in places:
        for other in of(place):
            found.setdefault(other, []).append(place)
    return found


def options(
    advice: Advice, wanted: Sequence[Amount], region: Region, also: Findings | None = None
) -> Options:
    """What the policy, and the advice on each school, leave open.

    ``also``: the same schools by other facts, by which the plan must hold as well.
    """
    rulebook = advice.findings.rulebook
    vocabulary, lists = rulebook.vocabulary, studied(rulebook, together=_together(region))
    figures = partial(amounts, wanted=wanted, vocabulary=vocabulary)
    schools = sorted(advice, key=lambda one: one.school)
    plain = [Place(one, figures(one.findings.school), one.view.value("district"))
             for one in schools]  # fmt: skip
    if also is not None:
        others = {found.school.id: Later(found, figures(found.school)) for found in also}
        plain = [replace(place, later=_other(others, place.id)) for place in plain]
    plain = [replace(one, majors=majors(one.school, one.students, lists, vocabulary))
             for one in plain]  # fmt: skip
    around = _Around(plain, region, partial(agree, wanted=wanted, vocabulary=vocabulary))
    return Options(tuple(_with_options(place, around) for place in plain), region)


def _together(region: Region) -> bool:
    """Whether the pupils of a major stay together."""
    return region.pairs.pupils == "cohort"


def _other(others: Mapping[str, Later], school: str) -> Later:
    """A school by other facts.

    Raises:
        FactsError: they say nothing of it.
    """
    if school not in others:
        raise FactsError(Problem("plan-also-missing", values={"school": school}))
    return others[school]


class _Around:
    """The schools that a school may turn to: of its district, or such as take in anybody."""

    def __init__(
        self, places: Sequence[Place], region: Region, agreeing: Callable[[Sequence[School]], bool]
    ) -> None:
        self.region, self.agree = region, agreeing
        self.districts: dict[str, list[Place]] = {}
        for place in places:
            if not (place.open or place.excused):
                self.districts.setdefault(place.district, []).append(place)

    def of(self, place: Place) -> Iterator[Place]:
        """All of them but itself."""
        for district in dict.fromkeys((place.district, *self.region.pairs.anywhere)):
            for other in self.districts.get(district, ()):
                if other.id != place.id and (district or place.district):
                    yield other

    def taking(self, place: Place) -> Iterator[Place]:
        """The schools that its pupils may go to."""
        if self.region.pairs.placement == "district":
            return self.of(place)
        return (one for some in self.districts.values() for one in some if one.id != place.id)


def _with_options(place: Place, around: _Around) -> Place:
    if place.meets or place.open:
        return place
    eligible, region = place.advice.eligible, around.region
    hosts: list[str] = []
    if eligible.intersection(JOINING):
        shared = region.pairs.same
        allowed = [
            one for one in around.of(place)
            if _before(one, place) and all(same(place, one, fact) for fact in shared)
            and near_enough(place, one, region)
        ]  # fmt: skip
        hosts = _nearest(place, allowed, region.pairs.nearest, around.agree)
    cohorts = place.majors if _together(region) else by_group(place.majors)
    lost = _together(region) and not all(cohort.major for cohort in cohorts)
    leaves = tuple(action for action in LEAVING
                   if action in eligible and not (lost and action == "close"))  # fmt: skip
    builds = region.new_campus is not None and bool(eligible.intersection(BUILDING))
    receivers: list[str] = []
    if "close" in leaves:
        taking = [one for one in around.taking(place) if near_enough(place, one, region)]
        receivers = _nearest(place, taking, region.pairs.receivers)
    return replace(place, hosts=tuple(hosts), leaves=leaves, places=tuple(receivers),
                   may_build=builds, cohorts=cohorts)  # fmt: skip


def _nearest(
    place: Place, allowed: list[Place], most: int,
    agreeing: Callable[[Sequence[School]], bool] | None = None,
) -> list[str]:  # fmt: skip
    """The nearest of several schools, as many as the policy lets it look at.

    Schools whose parts contradict each other cannot be added up: nobody could judge what they make.
    """
    allowed.sort(key=lambda other: (*near(place.advice.view, other.advice.view), other.id))
    fit = (one.id for one in allowed if agreeing is None or agreeing((place.school, one.school)))
    return list(islice(fit, most))


def near_enough(one: Place, two: Place, region: Region) -> bool:
    """Whether two schools are certainly no further apart than the policy lets them be."""
    within = region.pairs.within
    if within is None:
        return True
    if any(name not in place.advice.view.certain_facts for place in (one, two) for name in PLACE):
        return False
    return distance(one.school, two.school).high <= metres(within)


def _before(host: Place, guest: Place) -> bool:
    """Of two schools only one may take in the other: that which stays anyhow, else the larger."""
    if host.stays != guest.stays:
        return host.stays
    joining = bool(host.advice.eligible.intersection(JOINING))
    return joining and (host.students, guest.id) > (guest.students, host.id)


def same(one: Place, two: Place, fact: str) -> bool:
    """Whether two schools certainly share a fact."""
    value = one.advice.view.value(fact)
    return bool(value) and value == two.advice.view.value(fact)
