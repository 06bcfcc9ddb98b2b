"""What a plan comes to: district by district, what is bought, and what is not known."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import NamedTuple

from compliance.advice.policy.policy import Move
from compliance.advice.policy.prices import built, prices
from compliance.checking.finding import Finding
from compliance.checking.shown.ledger import unit_text
from compliance.planning.amounts import amounts
from compliance.planning.plan import Decision, Plan, Survivor
from compliance.planning.rows import rows_of
from compliance.text import Text
from compliance.units import Unit, unit

LEFT = ("convert", "close")


class Tally(NamedTuple):
    """Schools of a district, before and after; a school is counted where it is now.

    ``absorbed`` merge into others on a campus that is there, ``joined`` go with others to a new
    one: ``after`` is ``before`` less these and ``left``. ``participants`` are the absorbed and
    those that take them in, wherever they are.
    """

    district: str
    before: int
    failing: int
    unknown: int
    new: int
    participants: int
    absorbed: int
    joined: int
    left: int
    after: int
    failing_after: int
    unknown_after: int


class Purchase(NamedTuple):
    """A fact that is bought or built: how much, in the unit of its price, and for how many 元."""

    fact: str
    title: Text
    amount: Fraction
    unit: Text
    cost: int


def district(decision: Decision) -> str:
    """Where a school is, or empty where that is not reported."""
    return decision.advice.view.value("district")


def tallies(plan: Plan) -> tuple[Tally, ...]:
    """Every district, in the order of the schools.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
    >>> plan = compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016", survivors=22)
    >>> sum(one.after for one in tallies(plan)) == len(plan.survivors) == 22
    True
    """
    groups: dict[str, list[Decision]] = {}
    for decision in plan:
        groups.setdefault(district(decision), []).append(decision)
    return tuple(_tally(plan, name, group) for name, group in groups.items())


def total(plan: Plan) -> Tally:
    """The region as one; who takes in schools of several districts is counted once."""
    return _tally(plan, "", list(plan))


def _tally(plan: Plan, name: str, group: Iterable[Decision]) -> Tally:
    schools = list(group)
    had = [one.advice.findings.outcome for one in schools]
    stay = [plan.survivors[one.school] for one in schools if one.school in plan.survivors]
    has = [one.findings.outcome for one in stay]
    moved = [one for one in schools if one.into not in ("", one.school)]
    absorbed = [one for one in moved if not plan.survivors[one.into].new_campus]
    return Tally(
        name, len(schools), had.count("fail"), had.count("unknown"),
        sum(one.new_campus for one in stay),
        len(absorbed) + len({one.into for one in absorbed}), len(absorbed),
        len(moved) - len(absorbed), sum(one.action in LEFT for one in schools),
        len(stay), has.count("fail"), has.count("unknown"),
    )  # fmt: skip


def purchases(plan: Plan, survivor: Survivor) -> list[Purchase]:
    """What is bought for a school, or built with its new campus.

    Raises:
        PolicyError: a price that is not money for its fact.
    """
    known = (built if survivor.new_campus else prices)(
        plan.region, plan.findings.rulebook.vocabulary
    )
    found = []
    for fact, units in survivor.bought.items():
        price = known[fact]
        shown, cost = _unit(price.said), price.cost * units
        amount = Fraction(units) / shown.factor
        found.append(Purchase(fact, price.title, amount, unit_text(shown.text), cost))
    return found


def bought(plan: Plan) -> list[Purchase]:
    """The same of all schools together, fact by fact."""
    sums: dict[tuple[str, Text, Text], tuple[Fraction, int]] = {}
    for survivor in plan.survivors.values():
        for one in purchases(plan, survivor):
            key = one.fact, one.title, one.unit
            amount, cost = sums.get(key, (Fraction(0), 0))
            sums[key] = amount + one.amount, cost + one.cost
    return [Purchase(fact, title, amount, of, cost)
            for (fact, title, of), (amount, cost) in sums.items()]  # fmt: skip


def _unit(said: str) -> Unit:
    """The unit that a price is for, as in 25 万元/亩; of money, 万元."""
    found = unit(said.rpartition("/")[2].strip()) or Unit("", Fraction(1), ())
    if dict(found.dimension) == {"currency": Fraction(1)}:
        return Unit("万元", Fraction(10_000), found.dimension)
    return found


def pupils(decision: Decision) -> int | None:
    """The pupils of a school as it is; None where their number is not certain."""
    found = decision.advice.view.certain_facts.get("students")
    if found is None or found.rough or found.open:
        return None
    return int(found.bounds.high)


def on_the_move(plan: Plan, decision: Decision) -> int:
    """The pupils of a school who go to another."""
    return sum(one.pupils for one in plan.transfers if one.source == decision.school)


def changes(plan: Plan, decision: Decision) -> bool:
    """Whether anything becomes of a school: it acts, takes in, or something is bought for it."""
    survivor = plan.survivors.get(decision.school)
    grows = survivor is not None and bool(survivor.bought or survivor.taken)
    return decision.action != "keep" or bool(decision.with_) or grows


def failed(decision: Decision) -> list[Finding]:
    """The findings of clauses that count which a school fails as it is."""
    return list(decision.advice.view.missed)


def afterwards(plan: Plan, decision: Decision) -> list[Finding]:
    """The same clauses of the school that it becomes or is part of; all that this one misses."""
    survivor = plan.survivors.get(decision.into or decision.school)
    if survivor is None:
        return []
    before = {finding.clause for finding in failed(decision)}
    return [
        finding for finding in survivor.findings
        if finding.rule.counts and finding.basis == "computed"
        and (finding.clause in before or finding.outcome in ("fail", "unknown"))
    ]  # fmt: skip


def rule(plan: Plan, decision: Decision) -> Move | None:
    """The rule whose words allow what becomes of a school, or None where none is needed.

    That of the advice where it says the same; else the first that was weighed for the school.
    """
    advice = decision.advice
    weighed = {one.rule for one in advice.rejected} | {advice.rule}
    among = [one for one in plan.policy.rules if one.id in weighed and _allows(one, decision)]
    own = [one for one in among if one.id == advice.rule]
    return next(iter(own or among), None)


def _allows(move: Move, decision: Decision) -> bool:
    return move.then is not None and decision.action in (move.then.action, *move.then.or_)


def not_known(plan: Plan) -> Mapping[str, tuple[str, ...]]:
    """The facts without which nothing can be decided of a school, by its id.

    Such a school is left as it is and takes nobody in: a fact is missing, approximate or
    contradicted that a clause of the plan adds up, or without which a clause has no verdict. No
    facts where the source lost a threshold, or where other figures judge the school than those that
    add up.
    """
    book = plan.findings.rulebook
    wanted = dict.fromkeys(amount for row in rows_of(book).rows for amount in row.amounts)
    found = {}
    for decision in plan:
        item, vocabulary = decision.advice.findings, book.vocabulary
        lacking = [
            amount.over or amount.fact for amount in wanted
            if amounts(item.school, [amount._replace(unless=frozenset())], vocabulary) is None
        ]  # fmt: skip
        if item.outcome == "unknown":
            lacking += [need for finding in item for need in finding.needs
                        if finding.rule.counts and finding.basis == "computed"]  # fmt: skip
        other = item.outcome == "fail" and amounts(item.school, wanted, vocabulary) is None
        if lacking or other or item.outcome == "unknown":
            found[decision.school] = tuple(dict.fromkeys(lacking))
    return found
