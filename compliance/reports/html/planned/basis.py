"""What a plan rests on, what was held fixed, and what is needed to run it again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from compliance.advice.actions import called
from compliance.advice.policy.prices import built, prices
from compliance.advice.policy.region import Budget, Pairs, Region
from compliance.planning.plan import Plan
from compliance.planning.shown.lines import head_texts
from compliance.reports.html.markup import Html, table
from compliance.reports.html.told import listed, told
from compliance.text import Text, word

Row = tuple[Any, Any, str]


def basis(plan: Plan) -> Iterator[Html]:
    """The head of the plan with its levels and bounds, its limits, its identity."""
    yield listed(head_texts(plan))
    heads = (word(f"html_plan.{name}") for name in ("limit", "value", "ground"))
    yield table(heads, _held(plan), caption=word("html_plan.held"))
    heads = (word(f"html_plan.{name}") for name in ("limit", "value"))
    yield table(heads, _again(plan), caption=word("html_plan.again"))


def _held(plan: Plan) -> Iterator[Row]:
    """Every rule of the region that the solver did not choose, with where it comes from."""
    region = plan.region
    yield (
        word("html_plan.pairs"),
        told(_one_each(_pairs(plan, region.pairs))),
        _ground(region.pairs),
    )
    yield from _prices(plan, region)
    for one in region.keep_one:
        yield word("html_plan.keep_one"), _fact(plan, one.same), _ground(one)
    if region.headroom is not None:
        yield word("html_plan.headroom"), region.headroom, ""
    if region.budget is not None:
        yield from _budget(region.budget)
    weights = region.disruption
    yield (word("html_plan.weights"), word("html_plan.weights_of", **_values(weights)),
           _ground(weights))  # fmt: skip
    yield word("html_plan.prefer"), word(f"html_plan.prefer_{region.prefer}"), ""
    leads = region.lead_times
    yield word("html_plan.leads"), word("html_plan.leads_of", **_values(leads)), _ground(leads)


def _one_each(said: Iterable[tuple[Text, object]]) -> Iterator[tuple[Text, list[object]]]:
    return ((title, [value]) for title, value in said)


def _values(model: Any) -> dict[str, object]:
    return {name: getattr(model, name) for name in type(model).model_fields}


def _ground(said: Any) -> str:
    """Where a choice comes from: its place in the document, what is assumed, or both."""
    return " ".join(text for text in (said.cite, said.ground) if text)


def _fact(plan: Plan, name: str) -> Text:
    fact = plan.policy.vocabulary.facts.get(name)
    return fact.text if fact is not None else Text(name, name)


def _pairs(plan: Plan, pairs: Pairs) -> Iterator[tuple[Text, object]]:
    for name in pairs.same:
        yield word("html_plan.same"), _fact(plan, name)
    if pairs.anywhere:
        yield word("html_plan.anywhere"), "、".join(pairs.anywhere)
    if pairs.within is not None:
        yield word("html_plan.within"), pairs.within
    yield word("html_plan.nearest"), pairs.nearest
    yield word("html_plan.members_most"), pairs.members
    yield word("html_plan.receivers"), pairs.receivers
    yield word("html_plan.placement"), word(f"html_plan.placement_{pairs.placement}")
    yield word("html_plan.split"), word(f"html_plan.split_{pairs.pupils}")


def _prices(plan: Plan, region: Region) -> Iterator[Row]:
    """What may be bought or built, group by group where it is a fact of parts."""
    vocabulary = plan.findings.rulebook.vocabulary
    for key, price in prices(region, vocabulary).items():
        said = region.buy[key if key in region.buy else key.rpartition(".")[0]]
        yield (word("html_plan.buy", fact=price.title),
               word("html_plan.buy_of", cost=said.cost, most=said.most), _ground(said))  # fmt: skip
    new = region.new_campus
    if new is not None:
        costs: list[tuple[Text, object]] = [
            (price.title, price.said) for price in built(region, vocabulary).values()
        ]
        costs += [(word("html_plan.build_most"), new.most)] if new.most is not None else []
        yield word("html_plan.build"), told(_one_each(costs)), _ground(new)


def _budget(budget: Budget) -> Iterator[Row]:
    if budget.total is not None:
        yield word("html_plan.budget"), budget.total, _ground(budget)
    for of, amount in budget.amounts.items():
        yield word("html_plan.budget_of", of=of), amount, _ground(budget)


def _again(plan: Plan) -> Iterator[tuple[Any, Any]]:
    """What must be the same for the same plan to come out."""
    rulebook, policy = plan.findings.rulebook, plan.policy
    used = {**rulebook.readings, **policy.readings}
    inferences = "on" if rulebook.inferences else "off"
    yield word("html_plan.standard"), " > ".join(rulebook.layers) or rulebook.id
    yield word("html_plan.policy"), policy.id
    yield word("html_plan.day"), rulebook.on
    yield word("html_plan.data"), Path(plan.findings.schools.source).name
    yield word("html_plan.readings"), "、".join(f"{k}: {v}" for k, v in used.items()) or "—"
    yield word("html_plan.inferences"), word(f"html_plan.inferences_{inferences}")
    yield word("html_plan.method"), plan.method
    yield word("html_plan.status"), word(f"planned.status.{plan.status}")
    again = "same" if plan.reproducible else "perhaps"
    yield word("html_plan.reproducible"), word(f"planned.again.{again}")
    if plan.planning is not None:
        one = plan.planning
        yield word("html_plan.seed"), f"{one.seed}, {one.workers}, {one.seconds:g}"
    counts = (Text(f"{called(name).zh} {n}", f"{called(name).en} {n}")
              for name, n in plan.counts.items())  # fmt: skip
    yield word("html_plan.action"), listed(counts)
