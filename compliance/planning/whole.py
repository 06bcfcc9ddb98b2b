"""Rows and levels of the whole region: one school of each county, money, targets, what is best."""

from __future__ import annotations

from compliance.advice.policy.prices import sum_of
from compliance.planning.options import Place
from compliance.planning.program import Model

FAILING = 1000
"""What a school that still fails weighs beside each clause that it fails."""


def shared(made: Model) -> None:
    """What several schools have a share in: one of each county, new campuses in all."""
    program = made.program
    for rule in made.region.keep_one:
        groups: dict[str, dict[str, int]] = {}
        for place in made.options.places:
            if value := place.advice.view.value(rule.same):
                groups.setdefault(value, {})[f"s:{place.id}"] = 1
        for value, survivors in groups.items():
            program.row(survivors, 1, None, f"one of {value}", facet=f"keep_one {rule.same}")
    _budget(made)
    new = made.region.new_campus
    if new is not None and new.most is not None:
        campuses = {f"n:{place.id}": 1 for place in made.hosting}
        program.row(campuses, None, new.most, "new campuses", facet="new_campuses")


def _budget(made: Model) -> None:
    """No more is spent than there is, in all or in each group of schools."""
    budget = made.region.budget
    if budget is None:
        return
    spent = _costs(made)
    if budget.total is not None:
        made.program.row(spent, None, sum_of(budget.total, "budget"), "budget", facet="budget")
    for value, amount in budget.amounts.items():
        ids = {p.id for p in made.options.places if p.advice.view.value(budget.by or "") == value}
        own = {name: cost for name, cost in spent.items() if name.rpartition(":")[2] in ids}
        facet = f"budget {value}"
        made.program.row(own, None, sum_of(amount, facet), facet, facet=facet)


def _costs(made: Model) -> dict[str, int]:
    """What each purchase costs."""
    built = made.building.prices.items() if made.building is not None else ()
    found = {f"b:{fact}:{p.id}": price.cost
             for p in made.hosting for fact, price in made.prices.items()}  # fmt: skip
    return found | {f"c:{fact}:{p.id}": price.cost for p in made.hosting for fact, price in built}


def bind(made: Model) -> None:
    """The numbers of the document, as rows that must hold."""
    program, targets = made.program, made.region.targets
    if targets.survivors is not None:
        every = {f"s:{place.id}": 1 for place in made.options.places}
        program.row(every, targets.survivors, targets.survivors, "survivors", facet="survivors")
    for target in targets.districts:
        own = [
            p for p in made.options.places
            if p.district == target.district and not p.meets and not p.open
            and _listed(p, targets.listed)
        ]  # fmt: skip
        counts = target.counts or targets.counts
        kinds = {
            "new": ({f"n:{p.id}": 1 for p in own}, target.new),
            "left": ({f"s:{p.id}": 1 for p in own}, target.left),
            "leave": ({f"{a}:{p.id}": 1 for p in own for a in p.leaves}, target.leave),
            "merged": (_merging(made, own, counts == "participants"), target.merged),
        }
        for kind, (weights, number) in kinds.items():
            if number is not None:
                facet = f"target {target.district} {kind}"
                program.row(weights, number, number, facet, facet=facet)


def _listed(place: Place, fact: str | None) -> bool:
    """Whether the document's numbers count a school."""
    return fact is None or place.advice.view.value(fact) != "False"


def _merging(made: Model, own: list[Place], hosts: bool) -> dict[str, int]:  # noqa: FBT001 - whether hosts count
    """Who merges without a new campus: those absorbed, and their hosts where they count."""
    program, weights = made.program, {}
    for place in own:
        for host in place.hosts:
            stays = program.var(f"m:{place.id}:{host}", 0, 1)
            joins, new = f"x:{place.id}:{host}", f"n:{host}"
            program.row({stays: 1, joins: -1}, None, 0, f"merged {place.id}")
            program.row({stays: 1, new: 1}, None, 1, f"merged {place.id} {host}")
            program.row({stays: 1, joins: -1, new: 1}, 0, None, f"merged at {host} {place.id}")
            weights[stays] = 1
    if hosts:
        for host in sorted({host for place in own for host in place.hosts}):
            taken = [f"m:{place.id}:{host}" for place in own if host in place.hosts]
            takes = program.var(f"t:{own[0].district}:{host}", 0, 1)
            for one in taken:
                program.row({takes: 1, one: -1}, 0, None, f"takes {one}")
            program.row({takes: 1, **dict.fromkeys(taken, -1)}, None, 0, f"takes some {host}")
            weights[takes] = 1
    return weights


def levels(made: Model) -> None:
    """Failing schools, then pupils disturbed and money, in the order that the policy prefers."""
    program, disturb = made.program, made.region.disruption
    failing = {f"f:{place.id}": FAILING for place in made.hosting}
    failing |= {f"v:{clause}:{place.id}": 1 for place in made.hosting
                for clause in made.clauses(place) if clause not in place.waived}  # fmt: skip
    program.minimise("violations", failing)
    moved: dict[str, int] = {}
    for place in made.options.places:
        for host in place.hosts:
            near = place.district == made.options[host].district
            weight = disturb.move if near else disturb.across
            moved[f"x:{place.id}:{host}"] = place.students * weight
        for action in place.leaves:
            weight = disturb.convert if action == "convert" else disturb.close
            moved[f"{action}:{place.id}"] = place.students * weight
    moved |= {f"n:{p.id}": p.students * disturb.rebuild for p in made.hosting}
    weighed = {"disruption": moved, "cost": _costs(made)}
    for name in sorted(weighed, key=lambda name: name != made.region.prefer):
        program.minimise(name, weighed[name])
