"""Which facts a rulebook reads, each with the clauses that read it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook

Clauses = dict[str, Rule]
"""Clauses by id; empty where only the standard's own scope asks."""


@dataclass
class Asked:
    """Facts that schools report, in the order in which clauses ask; of parts by their list.

    ``pooled`` are the lists of parts that some clause judges by the total of each group.
    ``printed`` are read only where what they are reckoned from is not reported.
    """

    facts: dict[str, Clauses] = field(default_factory=dict)
    parts: dict[str, dict[str, Clauses]] = field(default_factory=dict)
    pooled: dict[str, str] = field(default_factory=dict)
    printed: set[str] = field(default_factory=set)


def asked(rulebook: Rulebook) -> Asked:
    """Every fact that its clauses, their other readings and its scope read.

    >>> import compliance
    >>> found = asked(compliance.load("cn/fujian/fuzhou/secondary-vocational-2016"))
    >>> list(found.facts)[:3], list(found.parts["majors"])
    (['level', 'students', 'teachers'], ['equipment', 'students', 'group'])
    """
    found = Asked()
    for name in rulebook.scope_facts:
        _take(rulebook, found, name, None)
    for rule in rulebook.rules:
        for way in (rule, *rule.alternatives):
            if way.measured.over and way.pool:
                found.pooled[way.measured.over] = way.pool
            for name in way.facts():
                if way.measured.over:
                    of = found.parts.setdefault(way.measured.over, {})
                    of.setdefault(name, {})[rule.id] = rule
                else:
                    _take(rulebook, found, name, rule)
            for name in way.applies_facts:
                _take(rulebook, found, name, rule)
    plain = {name for rule in rulebook.rules for name in _by_formula(rulebook, rule)}
    found.printed = {name for name in found.facts if name not in plain}
    return found


def _take(rulebook: Rulebook, found: Asked, name: str, rule: Rule | None) -> None:
    """Take note of a fact, or of what a derived one is reckoned from."""
    for source in reported(rulebook, name):
        clauses = found.facts.setdefault(source, {})
        if rule is not None:
            clauses[rule.id] = rule


def reported(rulebook: Rulebook, name: str) -> Iterator[str]:
    """The facts that subjects report from which a fact comes: itself, if it is none derived."""
    derived = {one.name: one.reads for one in rulebook.derived}
    waiting, seen = [name], {name}
    while waiting:
        one = waiting.pop(0)
        if one not in derived:
            yield one
        for read in derived.get(one, ()):
            if read not in seen:
                seen.add(read)
                waiting.append(read)


def _by_formula(rulebook: Rulebook, rule: Rule) -> Iterator[str]:
    """What a clause reads but for a figure as printed: without it nothing is lost."""
    for way in (rule, *rule.alternatives):
        printed = way.measured.printed
        own = printed.facts if printed is not None else ()
        for name in (*way.facts(), *way.applies_facts):
            if name not in own:
                yield from reported(rulebook, name)
    for name in rulebook.scope_facts:
        yield from reported(rulebook, name)
