"""What a piece of advice would need: to close each gap, to build, to keep to."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.advice.deciding.considered import Decision
from compliance.advice.view import View
from compliance.checking.finding import Finding
from compliance.checking.shown.ledger import known_facts, shown, unit_text
from compliance.numerals import decimal_text, display, exact_text
from compliance.text import Text, word

ENDING = ("close", "convert")


class Need(NamedTuple):
    """One thing that is needed. ``kind`` is a key of ``advice.need`` in the words.

    ``fact`` goes from ``now`` to ``to``, in ``unit``, where the need is a figure.
    """

    kind: str
    text: Text
    clause: str = ""
    fact: str = ""
    now: str = ""
    to: str = ""
    unit: str = ""

    def to_dict(self) -> dict[str, Any]:
        """Ready for JSON."""
        return {**self._asdict(), "text": self.text._asdict()}


def needs_of(decision: Decision, view: View) -> tuple[Need, ...]:
    """Everything that the advice for a school would need."""
    return tuple(_needs(decision, view))


def _needs(decision: Decision, view: View) -> Iterator[Need]:
    if decision.action == "rectify":
        for finding in view.missed:
            yield from _levers(finding)
    if decision.result is not None:
        yield from _to_build(decision)
    if decision.action in ENDING:
        yield _placed("teach_out", view)
    then = decision.move.then if decision.move and not decision.held else None
    if then is None:
        return
    if then.sanction:
        yield Need("sanction", word(f"advice.need.{then.sanction}"))
    if then.quota:
        yield _quota(then.quota, view)
    if then.within:
        number, _, unit = then.within.partition(" ")
        span = word(f"advice.span.{unit.rstrip('s')}", n=number)
        yield Need("within", word("advice.need.within", span=span))


def _levers(finding: Finding) -> Iterator[Need]:
    """Each fact that alone would close the gap; without one, the clause itself."""
    known, found = known_facts(finding), finding.levers
    for lever in found:
        fact = known[lever.fact]
        now, to, change = (value / fact.of.factor for value in (lever.now, lever.to, lever.change))
        unit = unit_text(fact.unit)
        more = f"{'+' if change > 0 else ''}{display(change)}"
        text = word(
            "advice.need.lever", title=finding.rule.title, fact=fact.text,
            now=display(now, to), to=decimal_text(to, 8),
            change=Text(f"{more} {unit.zh}", f"{more} {unit.en}"),
        )  # fmt: skip
        exact = (exact_text(now), exact_text(to), fact.unit)
        yield Need("lever", text, finding.clause, lever.fact, *exact)
    if not found:
        yield _clause("clause", finding)


def _clause(kind: str, finding: Finding) -> Need:
    limit = shown(finding)["threshold"] or finding.rule.stated
    unit = unit_text(finding.unit)
    text = word(
        f"advice.need.{kind}", title=finding.rule.title,
        comparator=word(f"comparator.{finding.comparator}"),
        threshold=Text(f"{limit} {unit.zh}".strip(), f"{limit} {unit.en}".strip()),
    )  # fmt: skip
    return Need(kind, text, finding.clause, to=finding.threshold, unit=finding.unit)


def _to_build(decision: Decision) -> Iterator[Need]:
    """The clauses that a campus still to be built must meet: those that nobody can judge yet."""
    if decision.result is None or not (decision.move and decision.move.then):
        return
    if not decision.move.then.becomes:
        return
    for finding in decision.result:
        if finding.rule.counts and finding.verdict == "unknown" and finding.basis == "computed":
            yield _clause("to_build", finding)


def _placed(kind: str, view: View) -> Need:
    students = view.certain_facts.get("students")
    if students is None or students.rough:
        return Need(kind, word(f"advice.need.{kind}_uncounted"), fact="students")
    count = decimal_text(Fraction(students.bounds.low), 0)
    return Need(kind, word(f"advice.need.{kind}", students=count), fact="students", now=count)


def _quota(fact: str, view: View) -> Need:
    found = view.certain_facts.get(fact)
    known = view.vocabulary.facts.get(fact)
    name = known.text if known else Text(fact, fact)
    if found is None or found.rough:
        return Need("quota", word("advice.need.quota_unknown", fact=name), fact=fact)
    count = decimal_text(found.bounds.low, 0)
    return Need("quota", word("advice.need.quota", fact=name, n=count), fact=fact, to=count)
