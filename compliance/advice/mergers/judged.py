"""The findings of schools that merge, before they do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from typing import NamedTuple

from compliance.advice.mergers.school import as_one, changed, host_first
from compliance.checking.check import Judge, judge_of
from compliance.checking.engine.ruling import Code, Outcome, roll_up
from compliance.checking.findings import Findings, SchoolFindings
from compliance.intake.profile import widen
from compliance.intake.school import School
from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Fact


def judge_merger(
    findings: Findings,
    members: Sequence[str],
    host: str | None = None,
    becomes: Mapping[str, object] | None = None,
) -> SchoolFindings:
    """What the rulebook of findings says of some of their schools as one.

    No waiver carries over: each was granted to a school as it is. What a clause asks of schools
    together is asked beside all schools that do not merge.

    Args:
        findings: of the schools as they are.
        members: the ids of the schools that merge, or names that only one has.
        host: the id or name of the member whose name remains; by default the first.
        becomes: facts as they will be, by name or printed label, with values as people write
            them: ``{"new_build": True}``; None for what will not be known.

    Raises:
        NotFound: a member is none of the schools, or the host none of the members.
        FactsError: no member, one twice, or something in ``becomes`` is not understood.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> schools = [{"id": "a", "学生": 800}, {"id": "b", "学生": 400}, {"id": "c", "学生": 399}]
    >>> findings = compliance.check(schools, rulebook)
    >>> judge_merger(findings, ["a", "b"])["enrolment"].verdict
    'pass'
    >>> judge_merger(findings, ["a", "c"])["enrolment"].verdict
    'fail'
    """
    return Mergers(findings).findings(members, host, becomes)


class _Stage(NamedTuple):
    """Some clauses made ready, and the facts that decide them."""

    judge: Judge
    facts: Mapping[str, Fact]


class Mergers:
    """All mergers among the schools of findings, made ready once, for trying many of them.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> schools = [{"id": "a", "学生": 800}, {"id": "b", "学生": 400}, {"id": "c", "学生": 399}]
    >>> mergers = Mergers(compliance.check(schools, rulebook))
    >>> mergers.outcome(["a", "b"]), mergers.outcome(["a", "c"])
    ('unknown', 'fail')
    """

    def __init__(self, findings: Findings) -> None:
        self._rulebook, self._read = findings.rulebook, findings.schools
        self._judge = judge_of(findings.rulebook)
        vocabulary = findings.rulebook.vocabulary
        self._schools = {one.id: widen(one, vocabulary) for one in findings.schools}

    @cached_property
    def _stages(self) -> tuple[_Stage, ...]:
        return _stages(self._rulebook)

    def findings(
        self,
        members: Sequence[str],
        host: str | None = None,
        becomes: Mapping[str, object] | None = None,
    ) -> SchoolFindings:
        """Every finding of some of the schools as one; all as of ``judge_merger``."""
        merging = self._merging(members, host)
        vocabulary = self._rulebook.vocabulary
        school = as_one(merging, vocabulary.facts)
        if becomes:
            school = changed(school, vocabulary, becomes)
        together: tuple[School, ...] = ()
        if self._judge.together:
            gone = {one.id for one in merging}
            others = (one for key, one in self._schools.items() if key not in gone)
            together = (school, *others)
        found = tuple(self._judge.school(school, together))
        return SchoolFindings(school, self._rulebook, found)

    def outcome(self, members: Sequence[str], host: str | None = None) -> Outcome:
        """指标达标 of some of the schools as one: that of ``findings``, and all else as there.

        Only the facts are combined that decide it, and clauses over parts are judged last, if
        nothing has failed before.
        """
        if not self._stages:
            return self.findings(members, host).outcome
        merging = self._merging(members, host)
        codes: list[Code] = []
        for judge, facts in self._stages:
            codes += [finding.code for finding in judge.school(as_one(merging, facts))]
            if Code.FAIL in codes:
                return "fail"
        return roll_up(codes)

    def _merging(self, members: Sequence[str], host: str | None) -> list[School]:
        return host_first([self._school(key) for key in members], host)

    def _school(self, key: str) -> School:
        """A school by its id, or by a name that only one has."""
        known = self._schools.get(key)
        return self._schools[self._read[key].id] if known is None else known


def _stages(rulebook: Rulebook) -> tuple[_Stage, ...]:
    """The clauses on which an outcome rests: those on the school as a whole, then on its parts.

    None where facts are derived, since these may rest on any other clause or school.
    """
    if any(one.formula is None for one in rulebook.derived):
        return ()
    rules = [
        replace(rule, alternatives=())
        for rule in rulebook.rules
        if rule.counts and rule.basis == "computed"
    ]
    whole = [rule for rule in rules if not rule.measured.over]
    parts = [rule for rule in rules if rule.measured.over]
    return tuple(_stage(rulebook, some) for some in (whole, parts) if some)


def _stage(rulebook: Rulebook, rules: Sequence[Rule]) -> _Stage:
    names = {*rulebook.scope_facts, *(name for rule in rules for name in _read_by(rule))}
    known = rulebook.vocabulary.facts
    facts = {name: fact for name, fact in known.items() if name in names}
    return _Stage(Judge(replace(rulebook, rules=tuple(rules), derived=())), facts)


def _read_by(rule: Rule) -> Iterable[str]:
    """The facts of a school that decide a rule."""
    return (*rule.applies_facts, *((rule.measured.over,) if rule.measured.over else rule.facts()))
