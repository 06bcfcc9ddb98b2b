"""``advise``: findings and a policy → what is suggested for each school."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Literal

from compliance.advice.advice import Advice
from compliance.advice.advising import Advising
from compliance.advice.cases.book import CaseBook
from compliance.advice.policy.compile import read_policy
from compliance.advice.policy.policy import Policy
from compliance.advice.years.history import history
from compliance.checking.findings import Findings
from compliance.errors import NotFound, Problem

ENGINES = ("auto", "durable", "builtin")


def advise(  # noqa: PLR0913 - one parameter an option
    findings: Findings | Sequence[Findings],
    policy: str | Path | Policy,
    *,
    readings: Mapping[str, str] | None = None,
    cases: CaseBook | None = None,
    engine: Literal["auto", "durable", "builtin"] = "auto",
    isolate: bool = False,
    folder: str | Path | None = None,
    progress: Callable[[int], object] | None = None,
) -> Advice:
    """What a policy suggests for each school, with its reasons.

    Args:
        findings: what ``compliance.check`` gave, of one year or of several; the last is advised on.
        policy: an id such as ``cn/fujian/fuzhou/consolidation-2016``, or the path of a file.
        readings: for a condition of the policy that admits two readings, the one to use.
        cases: the bureau's rectification cases, where rules ask about them.
        engine: ``durable`` joins facts by durable-rules, ``builtin`` by this library; ``auto``
            prefers the former where it is installed. The advice is the same, and says which ran.
        isolate: run durable-rules in a process of its own.
        folder: a folder of policies, searched before the shipped ones.
        progress: called with the number of schools advised on so far.

    Raises:
        NotFound: no such policy, reading or engine.
        PolicyError: everything that is wrong with the policy, each at file:line:column.
        FactsError: findings of one year twice, or by different standards.
        MissingExtra: if durable-rules is asked for and not installed.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> school = {"name": "甲校", "owner": "公办", "kind": "普通", "students": 1500, "占地": "60亩"}
    >>> advice = advise(compliance.check(school, rulebook), "cn/fujian/fuzhou/consolidation-2016")
    >>> advice["甲校"].action, [finding.clause for finding in advice["甲校"].reasons]
    ('relocate', ['campus-per-student'])
    """
    if engine not in ENGINES:
        values = {"found": engine, "known": ", ".join(ENGINES)}
        raise NotFound(Problem("no-such-engine", values=values))
    years = history(findings)
    rulebook, where = years.latest.rulebook, Path(folder) if folder else None
    made = policy
    if not isinstance(made, Policy):
        made = read_policy(made, rulebook, readings, where)

    def states(school: str) -> frozenset[str]:
        known = cases.of(school) if cases is not None else ()
        of = (case.state(rulebook.on) for case in known if case.standard in rulebook.layers)
        return frozenset(state for state in of if state)

    advice = Advising(made, years, states, engine, isolate=isolate).advice(progress)
    if isinstance(policy, Policy):
        return advice
    place = policy

    def again(condition: str, reading: str) -> Advice:
        other = read_policy(place, rulebook, {**made.readings, condition: reading}, where)
        return Advising(other, years, states, engine, isolate=isolate).advice()

    return replace(advice, again=again)
