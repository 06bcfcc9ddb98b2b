"""``check``: schools and a rulebook → findings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Literal
from weakref import WeakKeyDictionary

from compliance.checking.derive import World, code_with_gaps, derive
from compliance.checking.engine import bounded
from compliance.checking.engine.exact import Engine
from compliance.checking.engine.parts import pools
from compliance.checking.engine.ruling import Code, unless_applicable, worst
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, SchoolFindings
from compliance.checking.gathered import gathered
from compliance.checking.waivers.waived import Waived, read_waived
from compliance.errors import FactsError, NotFound, Place, Problem
from compliance.expressions import certain
from compliance.intake.profile import widen
from compliance.intake.school import Part, School, Schools, is_list
from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook, load
from compliance.vocabulary import Parts

ENGINES = ("auto", "exact", "columns")
LOCAL = ("polars", "duckdb")
"""Lazy libraries whose rows are read one by one where they cannot be judged by columns."""
NO_PART = Part("", {})
_judges: WeakKeyDictionary[Rulebook, Judge] = WeakKeyDictionary()


def check(  # noqa: PLR0913 - one parameter an option
    schools: Schools | Mapping[str, Any] | Any,
    rulebook: Rulebook,
    *,
    engine: Literal["auto", "exact", "columns"] = "auto",
    progress: Callable[[int], object] | None = None,
    waivers: str | Path | Sequence[Mapping[str, Any]] | None = None,
    members: Schools | Mapping[str, Any] | Any = None,
    evidence: str | Path | None = None,
) -> Findings:
    """Judge every clause of every school, or of every other subject that the rulebook is of.

    Args:
        schools: what ``compliance.read`` gave, one profile, or anything ``read`` accepts.
        rulebook: what ``compliance.load`` gave.
        engine: ``exact`` judges school by school, ``columns`` a whole dataframe at once with the
            same verdicts; ``auto`` chooses columns for dataframes that are lazy or large.
        progress: called with the number of schools judged so far, where they are judged one by
            one.
        waivers: a file of waivers, or a list of them as mappings. A waived clause is judged all
            the same: its verdict stays, its outcome is ``waived`` where it is not met.
        members: for a rulebook of regions, their schools, as ``schools``: each belongs to the
            county, city or province that it names.
        evidence: a list of what each school has shown for clauses that ask for evidence: a sheet,
            as of ``checking.evidence.with_evidence``.

    Raises:
        FactsError: if the data cannot be read as schools, or the waivers as such. A failing
            school is no exception.
        MissingExtra: if the columnar engine is asked for and polars is not installed.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> findings = check({"campus_area": "59.4亩", "students": 1200}, rulebook)
    >>> findings["#1"]["campus-per-student"].verdict
    'pass'
    """
    if engine not in ENGINES:
        values = {"found": engine, "known": ", ".join(ENGINES)}
        raise NotFound(Problem("no-such-engine", values=values))
    schools = gathered(schools, rulebook, members, evidence)
    judge, waived = judge_of(rulebook), read_waived(waivers, rulebook)
    columns = engine == "columns" or (engine == "auto" and _by_columns(schools))
    if judge.together and engine != "exact" and _elsewhere(schools):
        raise FactsError(Problem("lazy-together", Place("frame")))
    if columns and not judge.together:
        try:
            return in_columns(schools, rulebook, waived)
        except FactsError:
            if engine == "columns" or schools.backend not in LOCAL:
                raise  # a cluster's rows are never brought here unless somebody asks for it
    schools = _understood(schools, rulebook)
    waived, found = waived.among(schools), []
    together = tuple(schools) if judge.together else ()
    for number, school in enumerate(schools, 1):
        judged = waived.over(school, judge.school(school, together))
        found.append(SchoolFindings(school, rulebook, judged))
        if progress is not None:
            progress(number)
    return Findings(schools, rulebook, tuple(found), waived)


def in_columns(schools: Schools, rulebook: Rulebook, waived: Waived) -> Findings:
    """Judge a dataframe by whole columns; errors as of ``by_columns``."""
    from compliance.checking.columns.findings import by_columns  # noqa: PLC0415 - needs polars

    return by_columns(schools, rulebook, judge_of(rulebook).findings, waived)


def judge_of(rulebook: Rulebook) -> Judge:
    """A rulebook made ready, once."""
    judge = _judges.get(rulebook)
    if judge is None:
        judge = _judges[rulebook] = Judge(rulebook)
    return judge


def _by_columns(schools: Schools) -> bool:
    """Whether a dataframe was not read row by row, because it is lazy or large."""
    if isinstance(schools.items, tuple):
        return False
    return schools.frame.lazy or find_spec("polars") is not None


def _elsewhere(schools: Schools) -> bool:
    """Whether the rows of a frame are on a cluster, and are not to be brought here unasked."""
    lazy = not isinstance(schools.items, tuple) and schools.frame.lazy
    return lazy and schools.backend not in LOCAL


def _understood(schools: Schools, rulebook: Rulebook) -> Schools:
    """The schools with the labels read that only this rulebook asks for."""
    if schools.vocabulary is rulebook.vocabulary:
        return schools
    items = tuple(widen(school, rulebook.vocabulary) for school in schools)
    return schools.under(items, rulebook.vocabulary)


class Judge:
    """A rulebook made ready: one compiled function for the school, one for each kind of part.

    Other readings of a clause are judged beside it, so that a finding can say whether it
    depends on the reading.
    """

    def __init__(self, rulebook: Rulebook) -> None:
        self.rulebook = rulebook
        self.certain = rulebook.binding == "in_force"
        self.together = any(one.together for one in rulebook.derived)
        self.phases = any(rule.binding != "in_force" for rule in rulebook.rules)
        self.others: dict[str, Judge] = {}
        every = [way for rule in rulebook.rules for way in (rule, *rule.alternatives)]
        self.whole = [rule for rule in every if not rule.measured.over]
        self.engine = Engine(self.whole, certain=self.certain)
        self.readers: dict[str, list[int]] = {}
        for n, rule in enumerate(self.whole):
            for fact in {*rule.facts(), *rule.applies_facts}:
                self.readers.setdefault(fact, []).append(n)
        self.printed = [
            (n, rule.measured.printed.facts[0])
            for n, rule in enumerate(self.whole)
            if rule.measured.printed
        ]
        self.parts = {
            (rule.id, rule.reading): Engine([replace(rule, applies=None)])
            for rule in every
            if rule.measured.over
        }

    def findings(self, school: School) -> SchoolFindings:
        """One school that was read under any vocabulary."""
        school = widen(school, self.rulebook.vocabulary)
        return SchoolFindings(school, self.rulebook, tuple(self.school(school)))

    def school(self, school: School, together: Sequence[School] = ()) -> Iterator[Finding]:
        """Every finding of one school, in the order of the rulebook.

        ``together`` are all schools that are judged with it, itself included.
        """
        if self.rulebook.derived:
            school = self._derived(school, together)
        found = self._ruled(school)
        return map(_in_phase, found) if self.phases else found

    def _derived(self, school: School, together: Sequence[School]) -> School:
        others = tuple(one for one in together if one is not school)
        members = lambda rule, about: list(self._members(rule, about))  # noqa: E731
        return derive(World(self.rulebook, school, others, members, self._outcome))

    def _outcome(self, member: School, standard: str, clause: str | None) -> str:
        """What another standard says of a member on the same day."""
        judge = self.others.get(standard)
        if judge is None:
            rulebook = self.rulebook
            folder = rulebook.chain[-1].folder
            other = load(standard, rulebook.on, inferences=rulebook.inferences, folder=folder)
            judge = self.others[standard] = Judge(other)
        found = judge.findings(member)
        return found.outcome if clause is None else found[clause].outcome

    def _ruled(self, school: School) -> Iterator[Finding]:
        if self.rulebook.binding == "not_in_force":
            yield from self._all(school, Code.NOT_IN_FORCE)
            return
        scope = [certain.truth(t, school.facts, school.unsure) for t in self.rulebook.scope]
        if any(never for _, never in scope):
            yield from self._all(school, Code.OUT_OF_SCOPE)
        elif all(applies for applies, _ in scope) or not self._scope_spoiled(school):
            yield from self._clauses(school)
        else:
            yield from map(_unless_in_scope, self._clauses(school))

    def _scope_spoiled(self, school: School) -> bool:
        """Whether what would say if the standard applies is contradicted or not understood.

        What is merely not reported is presumed to be in scope.
        """
        return not school.unsure.isdisjoint(self.rulebook.scope_facts)

    def _clauses(self, school: School) -> Iterator[Finding]:
        codes = iter(self.codes(school))
        for rule in self.rulebook.rules:
            if rule.measured.over:
                yield from self._over(rule, school)
            else:
                code = next(codes)
                others: tuple[tuple[str, Code], ...] = ()
                if rule.alternatives:
                    others = tuple((other.reading, next(codes)) for other in rule.alternatives)
                yield Finding(self.rulebook, rule, school, NO_PART, code, others)

    def codes(self, school: School) -> list[Code]:
        """The rulings of the clauses on the school as a whole, other readings included."""
        facts = school.facts
        codes = list(self.engine.judge(self.engine.row(facts)))
        for n in self._doubtful(school):
            code = bounded.judge(self.whole[n], facts, school.unsure)
            codes[n] = code if self.certain else unless_applicable(code)
        if school.gaps:
            codes = [code_with_gaps(self.whole[n], code, school) for n, code in enumerate(codes)]
        return codes

    def _doubtful(self, school: School) -> set[int]:
        """The clauses that the exact engine may not decide for this school."""
        facts = school.facts
        found: set[int] = set()
        if school.doubtful:
            found = {n for fact in school.doubtful for n in self.readers.get(fact, ())}
        for n, fact in self.printed:
            if fact in facts and n not in found and not bounded.agrees(self.whole[n], facts):
                found.add(n)
        return found

    def _all(self, school: School, code: Code) -> Iterator[Finding]:
        return (Finding(self.rulebook, rule, school, NO_PART, code) for rule in self.rulebook.rules)

    def _over(self, rule: Rule, school: School) -> Iterator[Finding]:
        others = tuple(
            (other.reading, worst(code for _, code in self._members(other, school)))
            for other in rule.alternatives
        )
        members = list(self._members(rule, school))
        for part, code in members:
            yield Finding(
                self.rulebook, rule, school, part, code, others, worst(code for _, code in members)
            )

    def _members(self, rule: Rule, school: School) -> Iterator[tuple[Part, Code]]:
        """Each part with its ruling, or no part and the reason why there is none."""
        for part, code in self._rulings(rule, school):
            ruled = code if self.certain else unless_applicable(code)
            yield part, bounded.where_applicable(rule, ruled, school.facts, school.unsure)

    def _rulings(self, rule: Rule, school: School) -> Iterator[tuple[Part, Code]]:
        reported = school.facts.get(rule.measured.over)
        if reported is None:
            yield NO_PART, Code.MISSING_FACT
            return
        if not isinstance(reported.value, tuple) or not is_list(reported.value):
            raise TypeError(reported)
        parts = [part for part in reported.value if isinstance(part, Part)]
        if rule.measured.over in school.conflicts:
            yield NO_PART, Code.CONFLICTING_FACTS
        elif not parts:
            yield NO_PART, Code.NO_MEMBERS
        elif not rule.pool:
            for part in parts:
                yield part, Code.MISSING_FACT if part.pooled else self._part(rule, part)
        else:
            facts = self.rulebook.vocabulary.facts[rule.measured.over]
            if not isinstance(facts, Parts):
                raise TypeError(facts)
            yield from pools(rule, parts, facts, lambda part: self._part(rule, part))

    def _part(self, rule: Rule, part: Part) -> Code:
        if not part.conflicts and all(fact.span is None for fact in part.facts.values()):
            engine = self.parts[rule.id, rule.reading]
            return engine.judge(engine.row(part.facts))[0]
        return bounded.judge(replace(rule, applies=None), part.facts, part.conflicts)


def _in_phase(finding: Finding) -> Finding:
    """The finding of a clause that has days of its own."""
    match finding.rule.binding:
        case "in_force":
            return finding
        case "unknown":
            return _unless_in_scope(finding)
    if finding.code in (Code.OUT_OF_SCOPE, Code.NOT_IN_FORCE):
        return finding
    worst = None if finding.worst is None else Code.NOT_IN_FORCE
    others = tuple((name, Code.NOT_IN_FORCE) for name, _ in finding.others)
    return finding._replace(code=Code.NOT_IN_FORCE, others=others, worst=worst)


def _unless_in_scope(finding: Finding) -> Finding:
    others = tuple((name, unless_applicable(code)) for name, code in finding.others)
    worst = None if finding.worst is None else unless_applicable(finding.worst)
    return finding._replace(code=unless_applicable(finding.code), others=others, worst=worst)
