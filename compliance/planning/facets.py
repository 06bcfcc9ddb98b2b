"""What the rules of a plan are called: clauses, limits of the policy, numbers of the document."""

from __future__ import annotations

from collections.abc import Iterable

from compliance.advice.advice import Advice
from compliance.advice.shown.lines import joined
from compliance.errors import NoPlan, Problem
from compliance.text import Text, word


def facet_text(advice: Advice, facet: str) -> Text:
    """A rule as the program calls it, in words: a clause by its title, others by what they say."""
    for rule in advice.findings.rulebook.rules:
        if rule.id == facet:
            return word("plan.facet.clause", title=rule.title)
    kind, _, rest = facet.partition(" ")
    if kind == "eligible":
        kind = facet.replace(" ", "_")
    if kind == "pairs":
        kind, _, rest = facet.replace(" ", "_", 1).partition(" ")
    if kind == "target":
        district, _, number = rest.rpartition(" ")
        return word(f"plan.facet.target_{number}", district=district)
    if kind == "budget" and rest:
        return word("plan.facet.budget_of", of=rest)
    fact = advice.policy.vocabulary.facts.get(rest)
    return word(f"plan.facet.{kind}", fact=fact.text if fact is not None else rest)


def conflicting(advice: Advice, code: str, rules: Iterable[str]) -> NoPlan:
    """The error that says which rules do not hold together, as ``code`` has it."""
    rules = tuple(rules)
    said = joined(facet_text(advice, rule) for rule in rules)
    return NoPlan(Problem(code, values={"rules": rules, "said": said}))
