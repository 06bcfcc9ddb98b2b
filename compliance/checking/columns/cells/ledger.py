"""What the long ledger says of a clause beside its ruling: threshold, shortfall, needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from fractions import Fraction

from compliance.checking.columns.cells.clause import Clause
from compliance.checking.columns.cells.facts import Facts, known_all
from compliance.checking.columns.cells.limits import Measure
from compliance.checking.columns.language import (
    Cell,
    Language,
    Mask,
    all_of,
    any_of,
    both,
    opposite,
)
from compliance.checking.engine.ruling import Code
from compliance.expressions import fold
from compliance.expressions.operators import OPERATORS
from compliance.expressions.tree import Binary, Not, Tree, names
from compliance.numerals import exact_text
from compliance.rulebook.rule import Against, ByCategory, Holds, Limits, Members, Route, Rule

_PERHAPS_THE_CONDITION = (Code.HARMLESS, Code.UNKNOWN_APPLICABILITY, Code.CONFLICTING_FACTS)
_WHOLE = 1e15
"""Below this, float64 tells every number of as many digits from the next."""


def threshold(clause: Clause) -> Cell:
    """The threshold as text; that of the school's own category where it is known."""
    rule, facts = clause.rule, clause.facts
    test, language = rule.test, facts.language
    if isinstance(test, Members):
        return language.text("|".join(test.values))
    if isinstance(test, Limits):
        return language.text(_numbers([test], rule, ".."))
    if isinstance(test, Holds):
        return language.text(rule.stated)
    if isinstance(test, Against):
        return _reckoned(clause, test)
    if not isinstance(test, ByCategory):
        return language.text("")
    cell = language.text(_numbers(list(test.rows.values()), rule, "|"))
    if not rule.measured.over and test.fact in facts.sources:
        for value, row in test.rows.items():
            here = language.text(_numbers([row], rule, ".."))
            cell = language.when(facts.cell(test.fact) == value, here, cell)
    return cell


def _reckoned(clause: Clause, test: Against) -> Cell:
    """A threshold of each school's own as text: its decimals, or float64's if it has no end."""
    language, line = clause.language, clause.line
    if line is None:
        return language.text("")
    digits, cell = _decimals(clause, test), line.cell
    if digits is not None:
        untidy = any_of([clause.facts.untidy(name) for name in test.route.facts])
        cell = language.when(untidy, cell, language.shortened(cell, 10.0**digits))
    written = language.decimal(cell, digits) if digits else language.strings(cell)
    whole = all_of([language.nearest(cell) == cell, cell < _WHOLE, cell > -_WHOLE])
    figure = language.integers(language.when(whole, cell, language.number(0.0)))
    written = language.when(whole, language.strings(figure), written)
    known = all_of([opposite(cell.is_null()), line.nonzero])
    return language.when(known, written, language.text(""))


def _decimals(clause: Clause, test: Against) -> int | None:
    """How many decimals a reckoned threshold may have; None if they have no end or are too many."""
    top, bottom = fold.number(test.route.tree, lambda name: clause.facts.floats(name, []), [])
    if isinstance(top, int) or not isinstance(bottom, int):
        return None
    unit = clause.rule.measured.unit.factor * bottom
    fits = (n for n in range(16) if (top.content * 10**n / unit).denominator == 1)
    digits = next(fits, None)
    return digits if digits is not None and top.largest * 10**digits / unit <= _WHOLE else None


def _numbers(rows: list[Limits], rule: Rule, between: str) -> str:
    bounds = [bound for limits in rows for bound in limits.bounds]
    found = {at for bound in bounds for at in (bound.passes, bound.fails) if at is not None}
    return between.join(exact_text(at / rule.measured.unit.factor) for at in sorted(found))


def shortfall(clause: Clause, code: Cell, measured: Cell) -> Cell:
    """How far a failing value is from the bound it breaks, in the clause's unit; else null."""
    test, facts = clause.rule.test, clause.facts
    language, nothing = facts.language, facts.language.number(None)
    if clause.rule.measured.over or not isinstance(test, Limits | ByCategory | Against):
        return nothing
    if isinstance(test, Against):
        gap = _away(test, clause.line, measured, language) if clause.line else nothing
    elif isinstance(test, Limits):
        gap = _gap(test, clause, measured)
    else:
        rows = list(test.rows.values())
        gap = _gap(rows[0] if len(set(rows)) == 1 else Limits(()), clause, measured)
        if test.fact in facts.sources:
            for value, row in test.rows.items():
                here = _gap(row, clause, measured)
                gap = language.when(facts.cell(test.fact) == value, here, gap)
    return language.when(code == int(Code.FAIL), gap, nothing)


def _away(test: Against, line: Measure, measured: Cell, language: Language) -> Cell:
    away = line.cell - measured if test.lower else measured - line.cell
    return language.when(away < 0.0, language.number(0.0), away)


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

    What the test lacks comes first, then what its escape and its condition lack beside it.
    """
    if clause.rulebook.binding == "not_in_force":
        return []
    found: list[tuple[str, Mask]] = []
    known: dict[str, Mask] = {}
    for lacks in (_for_test, _for_escape, _for_condition):
        merged = _merged(lacks(clause, code))
        found += [(name, both(mask, _not(known.get(name, False), clause.facts)))
                  for name, mask in merged.items()]  # fmt: skip
        known = _merged([*known.items(), *merged.items()])
    return [(name, mask) for name, mask in found if mask is not False]


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
    unknown = _unknown(code)
    if clause.rule.measured.over:
        yield clause.rule.measured.over, unknown & (code != int(Code.HARMLESS))
        return
    if clause.rule.escape is not None:
        unknown = unknown & (clause.tested != int(Code.PASS))
    yield from ((name, both(unknown, mask)) for name, mask in _of_test(clause))


def _for_escape(clause: Clause, code: Cell) -> Iterator[tuple[str, Mask]]:
    """What leaves an escape open, where the test does not pass without it."""
    if clause.rule.escape is None or clause.rule.measured.over:
        return
    wanted = _unknown(code) & (clause.tested != int(Code.PASS))
    for name, mask in _open(clause.rule.escape.tree, clause):
        yield name, both(wanted, mask)


def _unknown(code: Cell) -> Mask:
    return (code >= int(Code.MISSING_FACT)) & (code <= int(Code.HARMLESS))


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
    rule, facts, ruled = replace(clause.rule, escape=None), clause.facts, clause.own
    if isinstance(rule.test, Holds):
        yield from _open(rule.test.tree, clause)
        return
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
    line = rule.test.route if isinstance(rule.test, Against) else None
    for name in line.facts if line else ():
        yield name, both(wanted, facts.missing(name))
    better: Mask = False
    for route, reported in zip(rule.measured.routes, known, strict=True):
        chosen = both(reported, _not(better, facts))
        yield from ((name, both(chosen, mask)) for name, mask in _of_route(clause, route))
        better = any_of([better, reported])
    if line:
        yield from ((name, both(better, mask)) for name, mask in _of_route(clause, line))


def _of_route(clause: Clause, route: Route) -> Iterator[tuple[str, Mask]]:
    """What is contradicted, rough or zero in a formula that was reckoned."""
    rule, facts = clause.rule, clause.facts
    contradicted = clause.own == int(Code.CONFLICTING_FACTS)
    against = {name: facts.against(name) for name in route.facts}
    for name, mask in against.items():
        yield name, both(contradicted, mask)
    refuted = both(contradicted, _not(any_of(list(against.values())), facts))
    for name in (*route.facts, *(rule.measured.printed.facts if rule.measured.printed else ())):
        yield name, both(refuted, clause.refuted.get(route, False))
    rough = clause.own == int(Code.APPROXIMATE_FACT)
    yield from ((name, both(rough, facts.untidy(name))) for name in route.facts)
    zero = clause.own == int(Code.ZERO_DENOMINATOR)
    yield from ((name, both(zero, mask)) for name, mask in _zeros(route.tree, clause))


def _zeros(tree: Tree, clause: Clause) -> Iterator[tuple[str, Mask]]:
    """The facts that make a divisor zero; a numerator of zero is a figure like any other."""
    if not isinstance(tree, Binary):
        return
    yield from _zeros(tree.left, clause)
    yield from _zeros(tree.right, clause)
    known = all(name in clause.facts.sources for name in names(tree.right))
    if known and OPERATORS[tree.operator].divides:
        divisor, _ = fold.number(tree.right, clause.number, [])
        zeros = {name: clause.facts.cell(name) == 0.0 for name in names(tree.right)}
        together = _not(any_of(list(zeros.values())), clause.facts)
        for name, mask in zeros.items():
            yield name, both(divisor == 0, any_of([mask, together]))


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
                          facts.untidy(name) if settled else False])
            for name in names(tree)
        }  # fmt: skip
        yield from ((name, both(undecided, mask)) for name, mask in rough.items())
        sure = both(undecided, _not(any_of(list(rough.values())), facts))
        if sure is not False:
            yield from ((name, both(sure, mask)) for name, mask in _zeros(tree, clause))
