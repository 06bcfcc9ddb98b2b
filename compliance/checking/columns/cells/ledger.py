"""What the long ledger says of a clause beside its ruling: threshold, shortfall, needs."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from compliance.checking.columns.cells.clause import Clause
from compliance.checking.columns.cells.facts import known_all
from compliance.checking.columns.cells.language import Cell, Mask, any_of, both, opposite
from compliance.checking.engine.ruling import Code
from compliance.expressions.operators import OPERATORS
from compliance.expressions.tree import Binary, Not, Tree, names
from compliance.numerals import exact_text
from compliance.rulebook.rule import ByCategory, Limits, Members, Rule

_PERHAPS_THE_CONDITION = (Code.HARMLESS, Code.UNKNOWN_APPLICABILITY, Code.CONFLICTING_FACTS)


def threshold(clause: Clause) -> Cell:
    """The threshold as text; that of the school's own category where it is known."""
    rule, facts = clause.rule, clause.facts
    test, language = rule.test, facts.language
    if isinstance(test, Members):
        return language.text("|".join(test.values))
    if isinstance(test, Limits):
        return language.text(_numbers([test], rule, ".."))
    if not isinstance(test, ByCategory):
        return language.text("")
    cell = language.text(_numbers(list(test.rows.values()), rule, "|"))
    if not rule.measured.over and test.fact in facts.sources:
        for value, row in test.rows.items():
            here = language.text(_numbers([row], rule, ".."))
            cell = language.when(facts.cell(test.fact) == value, here, cell)
    return cell


def _numbers(rows: list[Limits], rule: Rule, between: str) -> str:
    bounds = [bound for limits in rows for bound in limits.bounds]
    found = {at for bound in bounds for at in (bound.passes, bound.fails) if at is not None}
    return between.join(exact_text(at / rule.measured.unit.factor) for at in sorted(found))


def shortfall(clause: Clause, code: Cell, measured: Cell) -> Cell:
    """How far a failing value is from the bound it breaks, in the clause's unit; else null."""
    test, facts = clause.rule.test, clause.facts
    language, nothing = facts.language, facts.language.number(None)
    if clause.rule.measured.over or not isinstance(test, Limits | ByCategory):
        return nothing
    if isinstance(test, Limits):
        gap = _gap(test, clause, measured)
    else:
        rows = list(test.rows.values())
        gap = _gap(rows[0] if len(set(rows)) == 1 else Limits(()), clause, measured)
        if test.fact in facts.sources:
            for value, row in test.rows.items():
                here = _gap(row, clause, measured)
                gap = language.when(facts.cell(test.fact) == value, here, gap)
    return language.when(code == int(Code.FAIL), gap, nothing)


def _gap(limits: Limits, clause: Clause, measured: Cell) -> Cell:
    """The distance to the first bound that is broken; the last one needs no test."""
    language = clause.facts.language
    gap = language.number(None)
    bounds = [bound for bound in limits.bounds if bound.fails is not None]
    for n, bound in enumerate(reversed(bounds)):
        at = float((bound.fails or Fraction(0)) / clause.rule.measured.unit.factor)
        away = at - measured if bound.lower else measured - at
        broken = (away > 0.0 if bound.inclusive else away >= 0.0) if n else True
        gap = language.when(broken, away, gap)
    return language.when(gap < 0.0, language.number(0.0), gap) if bounds else gap


def needs(clause: Clause, code: Cell) -> dict[str, Mask]:
    """The facts that an unknown ruling lacks, each with the rows in which it does."""
    found: dict[str, Mask] = {}
    for name, lacking in _lacking(clause, code):
        found[name] = any_of([found.get(name, False), lacking])
    return {name: mask for name, mask in found.items() if mask is not False}


def _lacking(clause: Clause, code: Cell) -> Iterator[tuple[str, Mask]]:
    """Each fact that may be lacking, with the rows in which it is."""
    rule, facts = clause.rule, clause.facts
    unknown = (code >= int(Code.MISSING_FACT)) & (code <= int(Code.HARMLESS))
    wanted = unknown
    if rule.measured.over:
        wanted = unknown & (code != int(Code.HARMLESS))
    yield from ((name, both(wanted, mask)) for name, mask in _of_test(clause))
    perhaps = any_of([code == int(one) for one in _PERHAPS_THE_CONDITION])
    if rule.applies is not None:
        yield from ((name, both(perhaps, mask)) for name, mask in _open(rule.applies, clause))
    for name in clause.rulebook.scope_facts:
        yield name, both(perhaps, any_of([facts.refused(name), facts.against(name)]))


def _of_test(clause: Clause) -> Iterator[tuple[str, Mask]]:
    """What the test lacks: facts of its formula, a category, zeros, contradictions."""
    rule, facts = clause.rule, clause.facts
    if rule.measured.over:
        yield rule.measured.over, True
        return
    known = [known_all(facts, route.facts) for route in rule.measured.routes]
    refused = any_of([facts.refused(name) for name in rule.facts()])
    for name in dict.fromkeys(rule.facts()):
        yield name, facts.refused(name)
    for name in rule.measured.formula.facts:
        yield name, both(opposite(any_of([*known, refused])), facts.missing(name))
    better: Mask = False
    for route, reported in zip(rule.measured.routes, known, strict=True):
        chosen = both(reported, opposite(better))
        for name in route.facts:
            yield name, both(chosen, facts.against(name))
        for name in _divisors(route.tree):
            yield name, False if chosen is False else both(chosen, facts.cell(name) == 0)
        for name in (*route.facts, *_printed(rule)):
            yield (
                name,
                both(
                    chosen,
                    both(
                        opposite(any_of([facts.against(one) for one in route.facts])),
                        clause.refuted.get(route, False),
                    ),
                ),
            )
        better = any_of([better, reported])
    if isinstance(rule.test, ByCategory) and len(set(rule.test.rows.values())) > 1:
        undecided = clause.tested == int(Code.MISSING_FACT)
        yield rule.test.fact, both(undecided, facts.missing(rule.test.fact))


def _printed(rule: Rule) -> tuple[str, ...]:
    return rule.measured.printed.facts if rule.measured.printed else ()


def _divisors(tree: Tree) -> Iterator[str]:
    """The facts by which a formula divides."""
    if isinstance(tree, Binary):
        yield from _divisors(tree.left)
        yield from _divisors(tree.right)
        if OPERATORS[tree.operator].divides:
            yield from names(tree.right)


def _open(tree: Tree, clause: Clause) -> Iterator[tuple[str, Mask]]:
    """The facts that leave a condition open; what the rest already decides is not asked for."""
    applies, never = clause.applies.condition(tree)
    language = clause.facts.language
    undecided = language.when(
        any_of([applies, never]), language.flag(False), language.flag(True)  # noqa: FBT003
    )  # fmt: skip
    if any_of([applies, never]) is False:
        undecided = True
    if isinstance(tree, Not):
        yield from ((name, both(undecided, mask)) for name, mask in _open(tree.item, clause))
    elif isinstance(tree, Binary) and OPERATORS[tree.operator].kind == "logic":
        for side in (tree.left, tree.right):
            yield from ((name, both(undecided, mask)) for name, mask in _open(side, clause))
    else:
        facts = clause.facts
        rough = {name: any_of([facts.missing(name), facts.against(name)]) for name in names(tree)}
        yield from ((name, both(undecided, mask)) for name, mask in rough.items())
        sure = both(undecided, opposite(any_of(list(rough.values()))))
        for name in _divisors(tree):
            yield name, False if sure is False else both(sure, facts.cell(name) == 0)
