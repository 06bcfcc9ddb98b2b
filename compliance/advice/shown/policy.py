"""A policy in lines: its rules in the order in which they are looked at, with their words."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.advice.actions import called
from compliance.advice.policy.model import Exception_, PolicyDocument, PolicyRule
from compliance.text import word


def policy_lines(name: str, source: PolicyDocument, language: str) -> Iterator[str]:
    """What a policy says, rule by rule."""
    yield f"{name}  {source.title.text.show(language)}  {source.document}  → {source.standard}"
    for condition, said in source.conditions.items():
        yield f"  {condition}: {said.text or said.paraphrase} ({said.cite})"
        for way, read in said.readings.items():
            mark = " *" if read.default else ""
            yield f"    {way}{mark}: {read.zh if language != 'en' else read.en or read.zh}"
    for rule in sorted(source.rules, key=lambda rule: (-rule.stage, rule.priority)):
        yield from _rule(rule, called(rule.then.action).show(language), language)
    for exception in source.exceptions:
        forbidden = ", ".join(called(action).show(language) for action in exception.forbids)
        yield from _rule(
            exception, word("policy.forbids", actions=forbidden).show(language), language
        )


def _rule(rule: PolicyRule | Exception_, then: str, language: str) -> Iterator[str]:
    yield f"  {rule.id} → {then}"
    yield f"    {rule.text or rule.paraphrase} ({rule.cite}, {rule.evidence})"
    if rule.ground:
        yield f"    {word('advice.ground', ground=rule.ground).show(language)}"
