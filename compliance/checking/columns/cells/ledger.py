"""What the long ledger says of a clause beside its ruling: threshold, shortfall, needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

from compliance.checking.columns.cells.clause import Clause
from compliance.checking.columns.cells.facts import Facts, known_all
from compliance.checking.columns.language import Cell, Mask, any_of, both
from compliance.checking.engine.ruling import Code
from compliance.expressions import fold
from compliance.expressions.operators import OPERATORS
from compliance.expressions.tree import Binary, Not, Tree, names
from compliance.numerals import exact_text
from compliance.rulebook.rule import ByCategory, Limits, Members, Route, Rule

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


def needs(clause: Clause, code: Cell) -> list[tuple[str, Mask]]:
    """The facts that an unknown ruling lacks, each with the rows in which it does.

    What the test lacks comes first, then what the condition lacks beside it.
    """
    if clause.rulebook.binding == "not_in_force":
        return []
    test = _merged(_for_test(clause, code))
    condition = _merged(_for_condition(clause, code))
    beside = {name: both(mask, _not(test.get(name, False), clause.facts))
              for name, mask in condition.items()}  # fmt: skip
    return [(name, mask) for name, mask in (*test.items(), *beside.items()) if mask is not False]


def _merged(found: Iterable[tuple[str, Mask]]) -> dict[str, Mask]:
    merged: dict[str, Mask] = {}
    for name, mask in found:
        merged[name] = any_of([merged.get(name, False), mask])
    return merged


def _not(mask: Mask, facts: Facts) -> Mask:
    """Where a mask does not hold, or is not known to."""
    if isinstance(mask, bool):
        return not mask
    return facts.language.when(mask, facts.language.flag(False), facts.language.flag(True))  # noqa: FBT003


def _for_test(clause: Clause, code: Cell) -> Iterator[tuple[str, Mask]]:
    """What the test lacks, where the ruling is unknown."""
    unknown = (code >= int(Code.MISSING_FACT)) & (code <= int(Code.HARMLESS))
    if clause.rule.measured.over:
        yield clause.rule.measured.over, unknown & (code != int(Code.HARMLESS))
    else:
        yield from ((name, both(unknown, mask)) for name, mask in _of_test(clause))


def _for_condition(clause: Clause, code: Cell) -> Iterator[tuple[str, Mask]]:
    """What the condition or the scope lacks, where it may be this that is undecided."""
    rule, facts = clause.rule, clause.facts
    perhaps = any_of([code == int(one) for one in _PERHAPS_THE_CONDITION])
    if rule.applies is not None:
        yield from ((name, both(perhaps, mask)) for name, mask in _open(rule.applies, clause))
    out = any_of([code == int(Code.HARMLESS), code == int(Code.UNKNOWN_APPLICABILITY)])
    for name in clause.rulebook.scope_facts:
        yield name, both(out, any_of([facts.refused(name), facts.against(name)]))


def _of_test(clause: Clause) -> Iterator[tuple[str, Mask]]:
    """What the test lacks, by what it ruled without its condition."""
    rule, facts, ruled = clause.rule, clause.facts, clause.tested
    known = [known_all(facts, route.facts) for route in rule.measured.routes]
    missing = any_of([ruled == int(one) for one in (Code.MISSING_FACT, Code.AWAITING_JUDGEMENT)])
    refused = any_of([facts.refused(name) for name in rule.facts()])
    for name in dict.fromkeys(rule.facts()):
        yield name, both(missing, facts.refused(name))
    wanted = both(missing, _not(refused, facts))
    for name in rule.measured.formula.facts:
        yield name, both(both(wanted, _not(any_of(known), facts)), facts.missing(name))
    if isinstance(rule.test, ByCategory) and len(set(rule.test.rows.values())) > 1:
        yield rule.test.fact, both(wanted, facts.missing(rule.test.fact))
    better: Mask = False
    for route, reported in zip(rule.measured.routes, known, strict=True):
        chosen = both(reported, _not(better, facts))
        yield from ((name, both(chosen, mask)) for name, mask in _of_route(clause, route))
        better = any_of([better, reported])


def _of_route(clause: Clause, route: Route) -> Iterator[tuple[str, Mask]]:
    """What is contradicted or zero in the route that was measured."""
    rule, facts = clause.rule, clause.facts
    if known_all(facts, route.facts) is False:
        return
    contradicted = clause.tested == int(Code.CONFLICTING_FACTS)
    against = {name: facts.against(name) for name in route.facts}
    for name, mask in against.items():
        yield name, both(contradicted, mask)
    refuted = both(contradicted, _not(any_of(list(against.values())), facts))
    for name in (*route.facts, *(rule.measured.printed.facts if rule.measured.printed else ())):
        yield name, both(refuted, clause.refuted.get(route, False))
    rough = clause.tested == int(Code.APPROXIMATE_FACT)
    yield from ((name, both(rough, facts.untidy(name))) for name in route.facts)
    zero = clause.tested == int(Code.ZERO_DENOMINATOR)
    yield from ((name, both(zero, mask)) for name, mask in _zeros(route.tree, clause))


def _zeros(tree: Tree, clause: Clause) -> Iterator[tuple[str, Mask]]:
    """The facts that make a divisor zero; a numerator of zero is a figure like any other."""
    if not isinstance(tree, Binary):
        return
    yield from _zeros(tree.left, clause)
    yield from _zeros(tree.right, clause)
    if OPERATORS[tree.operator].divides:
        divisor, _ = fold.number(tree.right, clause.number, [])
        for name in names(tree.right):
            yield name, both(divisor == 0, clause.facts.cell(name) == 0.0)


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
        settled = clause.settings.settle
        rough = {
            name: any_of([facts.missing(name), facts.against(name),
                          facts.untidy(name) if settled and name in facts.sources else False])
            for name in names(tree)
        }  # fmt: skip
        yield from ((name, both(undecided, mask)) for name, mask in rough.items())
        sure = both(undecided, _not(any_of(list(rough.values())), facts))
        if sure is not False:
            yield from ((name, both(sure, mask)) for name, mask in _zeros(tree, clause))
