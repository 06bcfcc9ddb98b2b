"""A policy's file → rules made ready, against the rulebook whose findings they read."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from compliance.advice.actions import ACTIONS
from compliance.advice.policy.model import (
    Condition,
    Exception_,
    Other,
    PolicyDocument,
    PolicyRule,
    Trigger,
    When,
)
from compliance.advice.policy.policy import Beside, Move, Policy, read_document
from compliance.advice.policy.prices import unreadable
from compliance.advice.policy.trigger import Test
from compliance.documents.strict_yaml import Document, Path_
from compliance.errors import NotFound, PolicyError, Problem, nearest
from compliance.expressions.tree import ExpressionError, Tree
from compliance.rulebook.clauses.derivations import expression_error, kinds, read_tree
from compliance.rulebook.phases import binding_on
from compliance.rulebook.rule import Binding
from compliance.rulebook.rulebook import Rulebook

READINGS = "readings"


def read_policy(
    place: str | Path,
    rulebook: Rulebook,
    readings: Mapping[str, str] | None = None,
    folder: Path | None = None,
    *,
    drafts: bool = False,
) -> Policy:
    """A policy made ready for the findings of a rulebook; ``drafts`` as if they were in force.

    Raises:
        NotFound: no such policy, or no such reading.
        PolicyError: it is made for another standard, or names what does not exist.
    """
    name, document, source = read_document(place, folder)
    if source.standard not in rulebook.layers:
        values = {"found": rulebook.id, "wanted": source.standard}
        raise PolicyError(
            Problem("policy-other-standard", document.place("standard"), values=values)
        )
    if drafts:
        source = source.model_copy(update={"status": None})
    return Making(name, document, source, rulebook, dict(readings or {})).policy()


class Making:
    """Puts names, readings and trees into the rules of one policy; collects what is wrong."""

    def __init__(
        self, name: str, document: Document, source: PolicyDocument, rulebook: Rulebook,
        readings: dict[str, str],
    ) -> None:  # fmt: skip
        self.name, self.document, self.source, self.rulebook = name, document, source, rulebook
        self.readings = readings
        self.problems: list[Problem] = []
        self.vocabulary = rulebook.vocabulary.with_facts(source.facts)
        facts = {**rulebook.facts, **source.facts}
        self.facts, self.kinds = facts, kinds(facts)
        self.formulas = {d.name: d.formula for d in rulebook.derived if d.formula is not None}
        self.clauses = {rule.id for rule in rulebook.rules}
        self.tests: dict[str, Test] = {}
        self.scope = Test()

    def policy(self) -> Policy:
        """The policy; all problems together if there are any."""
        source, document = self.source, self.document
        for name in self.source.facts:
            if name in self.rulebook.facts:
                self.wrong("fact-rewritten", ("facts", name), fact=name)
        self.known_readings()
        for name, condition in source.conditions.items():
            self.tests[name] = self.condition(name, condition)
        if source.applies_if:
            self.scope = Test(
                condition=self.tree(source.applies_if, ("applies_if",)), said=source.applies_if
            )
        rules = tuple(self.rule(n, rule) for n, rule in enumerate(source.rules))
        exceptions = tuple(self.exception(n, one) for n, one in enumerate(source.exceptions))
        self.once((*rules, *exceptions))
        if source.together is not None:
            self.known_fact(source.together, ("together",))
        self.region()
        if self.problems:
            raise PolicyError(*self.problems)
        return Policy(
            id=self.name, title=source.title.text, issuer=source.issuer, document=source.document,
            standard=source.standard, binding=self.binding(self.rulebook.on), scope=self.scope,
            together=source.together, rules=rules, exceptions=exceptions,
            vocabulary=self.vocabulary,
            counting=frozenset(
                r.id for r in self.rulebook.rules if r.counts and r.basis == "computed"
            ),
            own_facts=bool(source.facts), readings=self.readings,
            others={n: tuple(r for r in c.readings if r != self.readings[n])
                    for n, c in source.conditions.items() if c.readings},
            file=document, source=source, notes=tuple(note.text for note in source.notes),
        )  # fmt: skip

    def region(self) -> None:
        """What is said of a whole region: facts that there are, prices and distances."""
        region = self.source.plan
        if region is None:
            return
        named: list[tuple[str | None, Path_]] = [
            *((name, ("pairs", "same", n)) for n, name in enumerate(region.pairs.same)),
            *((one.same, ("keep_one", n, "same")) for n, one in enumerate(region.keep_one)),
            (region.targets.listed, ("targets", "listed")),
            (region.budget.by if region.budget is not None else None, ("budget", "by")),
        ]
        for name, path in named:
            if name is not None:
                self.known_fact(name, ("plan", *path))
        for path, problem in unreadable(region, self.vocabulary):
            self.problems.append(replace(problem, place=self.document.place(*path)))

    def binding(self, day: dt.date) -> Binding:
        """Whether the policy is in force; a draft never is."""
        if self.source.status == "draft":
            return "not_in_force"
        _, binding, _ = binding_on(self.source.in_force, day, inferences=self.rulebook.inferences)
        return binding

    def wrong(self, code: str, path: Path_, rule: str = "", **values: object) -> None:
        """Note a problem at the line of a part."""
        self.problems.append(Problem(code, self.document.place(*path), rule, values=values))

    def known_readings(self) -> None:
        """Readings that were asked for must exist; the others are the defaults of the file."""
        for name, condition in self.source.conditions.items():
            defaults = [way for way, said in condition.readings.items() if said.default]
            if condition.readings and len(defaults) != 1:
                self.wrong("reading-default", ("conditions", name, READINGS))
            elif condition.readings:
                self.readings.setdefault(name, defaults[0])
        for name, way in self.readings.items():
            known = self.source.conditions[name].readings if name in self.source.conditions else {}
            if way not in known:
                values = {"name": f"{name}={way}", "known": ", ".join(known) or "—",
                          "nearest": nearest(way, known) or "—"}  # fmt: skip
                raise NotFound(Problem("unknown-reading", values=values))

    def condition(self, name: str, condition: Condition) -> Test:
        """A named condition by the reading in use."""
        path: Path_ = ("conditions", name)
        own = self.test(condition, path)
        way = self.readings.get(name)
        if way is None or way not in condition.readings:
            return own
        read = self.test(condition.readings[way], (*path, READINGS, way))
        return own._replace(also=(*own.also, read))

    def rule(self, n: int, rule: PolicyRule) -> Move:
        """A rule with its names put in."""
        path: Path_ = ("rules", n)
        test, partner, alone = self.when(rule.when, path, rule.id)
        action = ACTIONS[rule.then.action]
        if action.partner != (partner is not None):
            code = "policy-partner" if action.partner else "policy-partner-needless"
            self.wrong(code, (*path, "then", "action"), rule.id, action=rule.then.action)
        if rule.then.becomes and not action.proves:
            at: Path_ = (*path, "then", "becomes")
            self.wrong("policy-becomes-needless", at, rule.id, action=rule.then.action)
        for fact in (*rule.then.becomes, *([rule.then.quota] if rule.then.quota else ())):
            self.known_fact(fact, (*path, "then"), rule.id)
        whole = test if self.scope == Test() else Test(also=(self.scope, test))
        return Move(
            id=rule.id, order=n, quoted=rule, test=test, whole=whole, partner=partner, alone=alone,
            stage=rule.stage, priority=rule.priority, force=rule.force,
            advised=rule.when.advised, case=rule.when.case, then=rule.then, path=path,
            examples=rule.examples,
        )  # fmt: skip

    def exception(self, n: int, one: Exception_) -> Move:
        """An exception with its names put in."""
        path: Path_ = ("exceptions", n)
        test, partner, alone = self.when(one.when, path, one.id)
        if partner is not None:
            self.wrong("policy-partner-needless", (*path, "when"), one.id, action=one.id)
        return Move(
            id=one.id, order=n, quoted=one, test=test, whole=test, alone=alone,
            case=one.when.case, advised=one.when.advised, forbids=frozenset(one.forbids),
            path=path, examples=one.examples,
        )  # fmt: skip

    def when(self, when: When, path: Path_, rule: str) -> tuple[Test, Beside | None, Beside | None]:
        """A trigger, with whom, and beside whom."""
        test = self.test(when, (*path, "when"), rule)
        found: list[Beside | None] = []
        for key, other in (("partner", when.partner), ("alone", when.alone)):
            inside = (*path, "when", key)
            found.append(None if other is None else self.beside(other, inside, rule))
        return test, found[0], found[1]

    def beside(self, other: Other, path: Path_, rule: str) -> Beside:
        """Another school; it must lie in the same partition."""
        for fact in other.same:
            self.known_fact(fact, (*path, "same"), rule)
        together = self.source.together
        same = other.same if together is None else (*dict.fromkeys((together, *other.same)),)
        return Beside(self.test(other, path, rule), same, bool(other.stays))

    def test(self, trigger: Trigger, path: Path_, rule: str = "") -> Test:
        """A trigger with its clauses and facts looked up and its conditions put in."""
        among = trigger.fails_at_least
        clauses = {"fails": trigger.fails, "fails_any": trigger.fails_any,
                   "passes": trigger.passes, "waived": trigger.waived,
                   "fails_at_least": among.of if among else ()}  # fmt: skip
        for key, named in clauses.items():
            for clause in named:
                if clause not in self.clauses:
                    close = nearest(clause, self.clauses) or "—"
                    self.wrong("policy-no-clause", (*path, key), rule, id=clause,
                               standard=self.rulebook.id, nearest=close)  # fmt: skip
        tree = self.tree(trigger.if_, (*path, "if"), rule) if trigger.if_ else None
        return Test(
            outcome=trigger.outcome or "", fails=trigger.fails, fails_any=trigger.fails_any,
            passes=trigger.passes, waived=trigger.waived, least=among.count if among else 0,
            among=among.of if among else (), condition=tree, said=trigger.if_ or "",
            in_a_row=trigger.in_a_row, also=tuple(self.named(trigger, path, rule)),
        )  # fmt: skip

    def named(self, trigger: Trigger, path: Path_, rule: str) -> Iterator[Test]:
        """The conditions that a trigger names, as those of every year that it asks about."""
        for name in trigger.holds:
            if name in self.tests:
                yield over(self.tests[name], trigger.in_a_row)
            else:
                close = nearest(name, self.source.conditions) or "—"
                self.wrong("policy-no-condition", (*path, "holds"), rule, name=name, nearest=close)

    def tree(self, text: str, path: Path_, rule: str = "") -> Tree | None:
        """A condition over facts."""
        try:
            return read_tree(text, self.kinds, self.formulas, truth=True)[0]
        except ExpressionError as error:
            name = str(error.values.get("fact", ""))
            if error.code == "unknown-fact" and name in self.facts:
                self.wrong("policy-text-fact", path, rule, fact=name)
                return None
            said = expression_error(error, text, self.document.start(*path), rule)
            self.problems += said.problems
            return None

    def known_fact(self, name: str, path: Path_, rule: str = "") -> None:
        """A fact that is named must exist."""
        if name not in self.facts:
            close = nearest(name, self.facts) or "—"
            self.wrong("unknown-fact", path, rule, fact=name, nearest=close)

    def once(self, moves: tuple[Move, ...]) -> None:
        """No two rules have one id."""
        first: dict[str, Move] = {}
        for move in moves:
            if first.setdefault(move.id, move) is not move:
                other = str(self.document.place(*first[move.id].path, "id"))
                self.wrong("policy-rule-twice", (*move.path, "id"), move.id, first=other)


def over(test: Test, years: int) -> Test:
    """A condition that must hold in each of so many years."""
    if years == 1:
        return test
    most = max(test.in_a_row, years)
    return test._replace(in_a_row=most, also=tuple(over(other, years) for other in test.also))
