"""The nouns of advice: what is suggested for one school, and for all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from compliance.advice.actions import ACTIONS
from compliance.advice.deciding.considered import Decision, Open, Rejected
from compliance.advice.deciding.partners import failing
from compliance.advice.mergers import Mergers
from compliance.advice.needs import Need, needs_of
from compliance.advice.policy.policy import Move, Policy
from compliance.advice.policy.trigger import causes, read
from compliance.advice.view import View
from compliance.advice.years.history import History
from compliance.advice.years.warning import EarlyWarning, Turned, early_warnings, turned
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, SchoolFindings
from compliance.intake.school import find
from compliance.notebook import Displayed, Shown
from compliance.text import Text
from compliance.vocabulary import Parts


@dataclass(frozen=True)
class SchoolAdvice(Displayed):
    """What is suggested for one school, and everything that must be said of it.

    ``leaning`` is what would be suggested but for what ``held`` it back; both are empty otherwise.
    """

    view: View = field(repr=False)
    """The latest year."""
    years: tuple[View | None, ...] = field(repr=False)
    """The latest year and those before it, as far as rules look back."""
    decision: Decision = field(repr=False)
    document: str = ""
    """The policy's document."""
    partners: tuple[View, ...] = field(default=(), repr=False)
    """The schools of ``with_``."""
    hosts: tuple[str, ...] = ()
    """The schools that are advised to merge into this one."""
    mergers: Mergers | None = field(default=None, repr=False)
    shared: SchoolFindings | None = field(default=None, repr=False)
    """All schools that are advised to merge into the same one, together, where they are several."""

    @property
    def school(self) -> str:
        """The school's id."""
        return self.view.id

    @property
    def name(self) -> str:
        """The school's name."""
        return self.view.item.school.name

    @property
    def findings(self) -> SchoolFindings:
        """All findings of the latest year."""
        return self.view.item

    @property
    def action(self) -> str:
        """What is suggested: a key of ``ACTIONS``."""
        return self.decision.action

    @property
    def leaning(self) -> str:
        """What would be suggested but for ``held``, or empty."""
        return self.decision.leaning

    @property
    def held(self) -> str:
        """Why a person must decide, or empty."""
        return self.decision.held

    @property
    def severity(self) -> int:
        """How much the school may lose; by a review that holds a rule back, what any rule takes."""
        known = [self.action]
        if self.held:
            known += [
                self.leaning,
                *(one.action for one in self.decision.rejected if one.why == "later"),
            ]
        return max(ACTIONS[name].severity for name in known)

    @property
    def with_(self) -> tuple[str, ...]:
        """With whom: ids of other schools."""
        return self.decision.with_

    @property
    def into(self) -> str:
        """Into whom the schools merge, or empty."""
        return self.decision.into

    @property
    def move(self) -> Move | None:
        """The rule of the policy that was followed, or held back; None where none applies."""
        return self.decision.move

    @property
    def rule(self) -> str:
        """The rule's id, or empty."""
        return self.move.id if self.move else ""

    @property
    def cite(self) -> str:
        """Where the rule stands in the policy, or empty."""
        return self.move.quoted.cite if self.move else ""

    @property
    def text(self) -> str:
        """The policy's words, or what stands for them, or empty."""
        quoted = self.move.quoted if self.move else None
        return (quoted.text or quoted.paraphrase or "") if quoted else ""

    @property
    def reasons(self) -> tuple[Finding, ...]:
        """The findings that caused it, of each year that counts, the latest first."""
        if self.move is not None:
            found = [finding for _, finding in causes(self.move.test, self.years)]
        elif self.action == "review":
            item = self.view.item
            found = [f for f in item if f.rule.counts and f.outcome == "unknown"]
        else:
            found = list(self.view.missed)
        return tuple({(f.on, f.clause, f.part.name): f for f in found}.values())

    @property
    def waived(self) -> tuple[Finding, ...]:
        """The findings of clauses that count which are not met and waived."""
        return tuple(f for f in self.view.item if f.rule.counts and f.outcome == "waived")

    @property
    def facts_read(self) -> tuple[str, ...]:
        """The facts of the school itself that the rule reads."""
        return tuple(dict.fromkeys(read(self.move.test))) if self.move else ()

    def name_of(self, fact: str) -> Text:
        """A fact's name in both languages, also where it is one of parts or derived."""
        rulebook = self.view.item.rulebook
        known = {**rulebook.facts, **self.view.vocabulary.facts}
        for parts in known.values():
            if isinstance(parts, Parts) and fact in parts.facts and fact not in known:
                return parts.facts[fact].text
        return known[fact].text if fact in known else Text(fact, fact)

    @property
    def needs(self) -> tuple[Need, ...]:
        """What it would need."""
        return needs_of(self.decision, self.view)

    @property
    def rejected(self) -> tuple[Rejected, ...]:
        """The alternatives that are not advised, and why."""
        return tuple(map(self._with_findings, self.decision.rejected))

    def _with_findings(self, one: Rejected) -> Rejected:
        """A merger that failed with what it would fail, looked up when somebody asks."""
        if one.why != "merged_fails" or one.findings or self.mergers is None:
            return one
        result = self.mergers.findings([one.with_, self.school])
        return one._replace(findings=failing(result))

    @property
    def unknown(self) -> tuple[Open, ...]:
        """What is not known and might change the advice."""
        return self.decision.unknown

    @property
    def result(self) -> SchoolFindings | None:
        """The findings of the school that would result, by the whole rulebook."""
        return self.decision.result

    @property
    def eligible(self) -> frozenset[str]:
        """Every action that a rule allows for it and against which nothing stands."""
        return self.decision.eligible

    @property
    def inferred(self) -> bool:
        """Whether a finding that caused it rests on a recorded inference."""
        return any(finding.inferred for finding in self.reasons)

    def __repr__(self) -> str:
        partner = f" with {', '.join(self.with_)}" if self.with_ else ""
        return f"<SchoolAdvice {self.school}: {self.action}{partner}>"

    def _shown(self) -> Shown:
        from compliance.advice.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.school(self)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        from compliance.advice.shown.record import record  # noqa: PLC0415 - as above

        return record(self)


@dataclass(frozen=True)
class Advice(Displayed):
    """Advice for every school, in the order of the findings; made by ``compliance.advise``.

    It is a local opinion: each school is looked at with its neighbours, not the region as a whole.
    ``engine`` says which engine joined the facts.
    """

    history: History = field(repr=False)
    policy: Policy
    items: tuple[SchoolAdvice, ...] = field(repr=False)
    engine: str
    again: Callable[[str, str], Advice] | None = field(default=None, repr=False, compare=False)
    """The same by another reading of one condition."""

    def __iter__(self) -> Iterator[SchoolAdvice]:
        return iter(self.items)

    def __len__(self) -> int:
        return len(self.items)

    @cached_property
    def _by_id(self) -> dict[str, SchoolAdvice]:
        return {one.school: one for one in self.items}

    def __getitem__(self, school: str) -> SchoolAdvice:
        if school in self._by_id:
            return self._by_id[school]
        return self.items[find(school, [(one.school, one.name) for one in self.items])]

    @property
    def findings(self) -> Findings:
        """The findings of the latest year."""
        return self.history.latest

    @cached_property
    def other_readings(self) -> Mapping[tuple[str, str], Advice]:
        """The advice by every reading that was not used, by condition and reading."""
        if self.again is None:
            return {}
        others = self.policy.others.items()
        return {(name, way): self.again(name, way) for name, ways in others for way in ways}

    def depends(self, school: str) -> Mapping[tuple[str, str], str]:
        """What another reading would suggest for a school, where that is something else."""
        found = {key: other[school].action for key, other in self.other_readings.items()}
        own = self[school].action
        return {key: action for key, action in found.items() if action != own}

    @cached_property
    def warnings(self) -> tuple[EarlyWarning, ...]:
        """Early warning 预警: the clauses that pass now and are heading below, by several years."""
        return early_warnings(self.history) if len(self.history) > 1 else ()

    @cached_property
    def turned(self) -> tuple[Turned, ...]:
        """What has turned from pass to fail, or back, since the year before."""
        return turned(self.history) if len(self.history) > 1 else ()

    @property
    def counts(self) -> Mapping[str, int]:
        """How many schools are advised each action, from the mildest on."""
        found = Counter(one.action for one in self.items)
        return {name: found[name] for name in ACTIONS}

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {action}" for action, n in self.counts.items() if n)
        return f"<Advice {self.policy.id} on {self.findings.rulebook.on}: {counts or 'no schools'}>"

    def _shown(self) -> Shown:
        from compliance.advice.shown import notebook  # noqa: PLC0415 - as above

        return notebook.advice(self)

    def ledger(self) -> Iterator[dict[str, Any]]:
        """One row a school, as text: the columns of the advice ledger."""
        from compliance.advice.shown.record import row  # noqa: PLC0415 - as above

        return (row(one, self.engine) for one in self.items)

    def to_frame(self) -> Any:
        """The ledger in the dataframe library that the schools came in.

        Raises:
            MissingExtra: if no dataframe library is installed.
        """
        from compliance.advice.shown.record import frame  # noqa: PLC0415 - as above

        return frame(self)

    def to_dict(self) -> dict[str, Any]:
        """Everything, ready for JSON."""
        from compliance.advice.shown.record import whole  # noqa: PLC0415 - as above

        return whole(self)
