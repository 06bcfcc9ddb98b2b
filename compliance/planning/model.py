"""A region as an integer program: who survives, joins, leaves, builds and buys; clauses as rows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction

from compliance.advice.policy.prices import prices
from compliance.advice.policy.region import Region
from compliance.errors import PolicyError, Problem
from compliance.planning.campus import Building, building
from compliance.planning.cohorts import ANY, STUDENTS, Cohort
from compliance.planning.options import Options, Place
from compliance.planning.program import Model
from compliance.planning.rows import Amount, Compiled, IntegerRow, as_integers
from compliance.planning.whole import bind, levels, shared
from compliance.rulebook.rulebook import Rulebook


def model(
    options: Options,
    rulebook: Rulebook,
    compiled: Compiled,
    *,
    targets: bool,
    barred: Mapping[str, str] | None = None,
) -> Model:
    """The program of a region; ``targets``: whether the document's numbers bind.

    ``barred`` are variables that a rule of the policy holds at zero, with that rule.

    Raises:
        PolicyError: a price or a target that cannot be meant.
    """
    region = options.region
    made = Model(options, rulebook, compiled, region, prices(region, rulebook.vocabulary),
                 building(region, rulebook, compiled), dict(barred or {}))  # fmt: skip
    known = {place.id: place.figures for place in options.places if place.figures is not None}
    later = {place.id: place.later.figures for place in options.places
             if place.later is not None and place.later.figures is not None}  # fmt: skip
    rows = [*_rows(compiled, known, region), *(_rows(compiled, later, region) if later else ())]
    made = replace(made, rows=tuple(rows), roomy=roomy(compiled, known, region))
    for place in options.places:
        _fate(made, place)
    for place in made.hosting:
        _host(made, place)
        _clauses(made, place)
        _elsewhere(made, place)
        _roomy(made, place)
    for name, rule in made.barred.items():
        made.program.row({name: 1}, None, 0, f"barred {name}", facet=rule)
    shared(made)
    if targets:
        bind(made)
    levels(made)
    return made


def _rows(
    compiled: Compiled, known: Mapping[str, Mapping[Amount, Fraction]], region: Region
) -> tuple[IntegerRow, ...]:
    integers = as_integers(compiled.rows, known, region.pairs.members)
    if integers.too_large:
        clause = integers.too_large[0].clause
        raise PolicyError(Problem("plan-too-large", values={"clause": clause}))
    return integers.rows


def _fate(made: Model, place: Place) -> None:
    """A school survives, joins another, or leaves: exactly one of them."""
    program, name = made.program, place.id
    if place.open or (place.meets and not place.leaves):
        program.var(f"s:{name}", 1, 1)
        return
    ways = {program.var(f"s:{name}", 0, 1): 1}
    ways |= {program.var(f"x:{name}:{host}", 0, 1): 1 for host in place.hosts}
    ways |= {program.var(f"{action}:{name}", 0, 1): 1 for action in place.leaves}
    program.row(ways, 1, 1, f"fate {name}")
    if "close" in place.leaves:
        _placing(made, place)


def _placing(made: Model, place: Place) -> None:
    """Every pupil of a school that is closed goes to another."""
    ways: dict[Cohort, dict[str, int]] = {cohort: {} for cohort in place.cohorts}
    for to in place.places:
        for one in made.sent(made.options[to], place):
            ways[one.cohort][made.program.var(one.name, 0, one.most)] = one.unit
    for cohort, sent in ways.items():
        pupils = place.cohorts[cohort]
        label = f"places {cohort.group}/{cohort.major} {place.id}"
        made.program.row({**sent, f"close:{place.id}": -pupils}, 0, 0, label,
                         facet="every_pupil_placed")  # fmt: skip


def _host(made: Model, place: Place) -> None:
    """What a school that survives may be: with others, on a new campus, still failing."""
    program, name = made.program, place.id
    program.var(f"f:{name}", 0, int(not place.meets))
    program.var(f"n:{name}", 0, int(place.may_build and made.building is not None))
    program.var(f"o:{name}", 0, 1)
    program.row({f"o:{name}": 1, f"n:{name}": 1, f"s:{name}": -1}, 0, 0, f"old or new {name}")
    program.row({f"s:{name}": 1, f"f:{name}": -1}, 0, None, f"failing {name}")
    program.row({f"n:{name}": 1, f"f:{name}": 1}, None, 1, f"capital {name}",
                facet="capital_only_if_compliant")  # fmt: skip
    for sent in made.sent(place):
        program.row({sent.name: 1, f"s:{name}": -sent.most, f"f:{name}": sent.most}, None,
                    0, f"takes {sent.name}", facet="host_complies")  # fmt: skip
    _members(made, place)
    _purchases(made, place)


def _members(made: Model, place: Place) -> None:
    """Who joins a school, on the old campus or a new one, so that it complies."""
    program, name, guests = made.program, place.id, made.guests(place)
    joined = {f"x:{guest.id}:{name}": -1 for guest in guests}
    program.row({f"s:{name}": made.region.pairs.members - 1, **joined}, 0, None, f"members {name}",
                facet="members")  # fmt: skip
    if "relocate" not in place.advice.eligible:
        program.row({f"n:{name}": 1, **joined}, None, 0, f"alone {name}")
    for guest in guests:
        join = f"x:{guest.id}:{name}"
        program.row({f"s:{name}": 1, join: -1}, 0, None, f"into {name}")
        program.row({join: 1, f"f:{name}": 1}, None, 1, f"complies {guest.id}",
                    facet="host_complies")  # fmt: skip
        if join in made.barred:
            continue
        if not guest.joins(place, "merge_relocate"):
            program.row({join: 1, f"n:{name}": 1}, None, 1, f"stay {guest.id}")
        if not guest.joins(place, "merge"):
            program.row({join: 1, f"n:{name}": -1}, None, 0, f"go {guest.id}")


def _purchases(made: Model, place: Place) -> None:
    """What is bought for the old campus, or built with the new one, if the school then complies."""
    program, name = made.program, place.id
    for fact, price in made.prices.items():
        most = place.buys(price)
        program.var(f"b:{fact}:{name}", 0, most)
        program.row({f"b:{fact}:{name}": 1, f"o:{name}": -most}, None, 0, f"buys {name}")
        program.row({f"b:{fact}:{name}": 1, f"f:{name}": most}, None, most,
                    f"buys in vain {name}", facet="capital_only_if_compliant")  # fmt: skip
    for fact, most in _enough(made, place).items():
        program.var(f"c:{fact}:{name}", 0, most)
        if most:
            program.row({f"c:{fact}:{name}": 1, f"n:{name}": -most}, None, 0, f"builds {name}")


def _enough(made: Model, place: Place) -> dict[str, int]:
    """The most of each fact that a row could ask of a new campus, whoever joins the school.

    The tighter the bounds, the finer the weights of the tie-break.
    """
    if made.building is None:
        return {}
    prices, name = made.building.prices, place.id
    found = dict.fromkeys(prices, 0)
    most = {f"x:{guest.id}:{name}": 1 for guest in made.guests(place)}
    most |= {sent.name: sent.most for sent in made.sent(place)}
    most |= {f"c:{fact}:{name}": place.buys(price) for fact, price in prices.items()}
    for one in (*made.rows, *made.roomy) if place.may_build else ():
        weights, low = _new(made, place, one, made.building)
        asked = low - sum(most[key] * weight for key, weight in weights.items() if weight < 0)
        for fact, price in prices.items():
            if (moved := one.moved(price)) > 0:
                found[fact] = max(found[fact], min(place.buys(price), -(-asked // moved)))
    return found


def _clauses(made: Model, place: Place) -> None:
    """Every clause holds for the school on its old campus or its new one, or is conceded."""
    program, name = made.program, place.id
    for clause in dict.fromkeys(one.row.clause for one in made.rows):
        program.var(f"v:{clause}:{name}", 0, int(not place.meets))
        program.row({f"f:{name}": 1, f"v:{clause}:{name}": -1}, 0, None, f"fails {clause} {name}")
        for mode in "on" if made.building else "o":
            met = program.var(f"h{mode}:{clause}:{name}", 0, 1)
            program.row({met: 1, f"v:{clause}:{name}": 1, f"{mode}:{name}": -1}, 0, None,
                        f"meets {clause} {name}")  # fmt: skip
    for n, one in enumerate(made.rows):
        clause, label = one.row.clause, f"{one.row.clause} {n} {name}"
        for mode, (weights, low) in _modes(made, place, one).items():
            if mode == "n" or one.row.applies is None or place.bound_by(clause):
                program.row(weights, low, None, f"{mode} {label}", f"h{mode}:{clause}:{name}",
                            clause)  # fmt: skip


def _elsewhere(made: Model, place: Place) -> None:
    """A clause that is no row fails still, unless the school merges or moves: the engine judges."""
    program, name = made.program, place.id
    joined = {f"x:{guest.id}:{name}": 1 for guest in made.guests(place)}
    for clause in made.elsewhere(place):
        program.var(f"v:{clause}:{name}", 0, 1)
        program.row({f"f:{name}": 1, f"v:{clause}:{name}": -1}, 0, None, f"fails {clause} {name}")
        program.row({f"v:{clause}:{name}": 1, f"s:{name}": -1, f"n:{name}": 1, **joined}, 0, None,
                    f"still {clause} {name}", facet=clause)  # fmt: skip


def roomy(
    compiled: Compiled, known: Mapping[str, Mapping[Amount, Fraction]], region: Region
) -> tuple[IntegerRow, ...]:
    """The rows with more asked for than the law does."""
    if region.headroom is None:
        return ()
    more = 1 + Fraction(region.headroom.rstrip(" %")) / 100
    rows = [row._replace(right=row.right * more) for row in compiled.rows if row.applies is None]
    return as_integers(rows, known, region.pairs.members).rows


def _roomy(made: Model, place: Place) -> None:
    """A school that takes others in keeps clear of each line that it meets."""
    program, name = made.program, place.id
    joined = [f"x:{guest.id}:{name}" for guest in made.guests(place)]
    if not made.roomy or not joined:
        return
    takes = program.var(f"g:{name}", 0, 1)
    for guest in joined:
        program.row({takes: 1, guest: -1}, 0, None, f"takes {guest}", facet="headroom")
    program.row({takes: 1, f"f:{name}": 1}, None, 1, f"clear {name}", facet="headroom")
    for n, one in enumerate(made.roomy):
        for mode, (weights, low) in _modes(made, place, one).items():
            met = program.var(f"r{mode}:{n}:{name}", 0, 1)
            program.row({met: 1, takes: -1, f"{mode}:{name}": -1}, -1, None,
                        f"room {mode} {n} {name}", facet="headroom")  # fmt: skip
            program.row(weights, low, None, f"headroom {mode} {n} {name}", met, "headroom")


def _modes(made: Model, place: Place, one: IntegerRow) -> Mapping[str, tuple[dict[str, int], int]]:
    """A row on the old campus, and on a new one where one may be built."""
    found = {"o": _old(made, place, one)}
    if made.building is not None and place.may_build:
        found["n"] = _new(made, place, one, made.building)
    return found


def _old(made: Model, place: Place, one: IntegerRow) -> tuple[dict[str, int], int]:
    """The school, those that join it, the pupils placed in it, and what is bought."""
    weights = {f"x:{guest.id}:{place.id}": one.of[guest.id] for guest in made.guests(place)
               if guest.id in one.of}  # fmt: skip
    for fact, price in made.prices.items():
        weights[f"b:{fact}:{place.id}"] = one.moved(price)
    return weights | _sent(made, place, one), -one.constant - one.of[place.id]


def of_a_pupil(one: IntegerRow, place: Place, cohort: Cohort) -> int:
    """By how much a pupil placed in a school moves a row.

    Of whom nobody knows what they study, whatever major of the school is joined.
    """
    weights = {amount: w for amount, w in one.weights.items() if amount.fact == STUDENTS}
    own = sum(w for amount, w in weights.items() if not amount.over)
    if cohort != ANY:
        return own + sum(w for amount, w in weights.items() if cohort.group in amount.pool)
    return own + sum(
        min(w, 0) for amount, w in weights.items()
        if amount.over and one.figures[place.id].get(amount, 0) > 0
    )  # fmt: skip


def _sent(made: Model, place: Place, one: IntegerRow) -> dict[str, int]:
    """The pupils of closed schools count as its own."""
    return {sent.name: sent.unit * of_a_pupil(one, place, sent.cohort)
            for sent in made.sent(place)}  # fmt: skip


def _new(made: Model, place: Place, one: IntegerRow, built: Building) -> tuple[dict[str, int], int]:
    """The same without what was left behind, and with what is built."""
    own = {p.id: built.left(one, p) for p in (place, *made.guests(place))}
    weights = {f"x:{guest.id}:{place.id}": own[guest.id] for guest in made.guests(place)}
    for fact, price in built.prices.items():
        weights[f"c:{fact}:{place.id}"] = one.moved(price)
    return weights | _sent(made, place, one), -one.constant - own[place.id]
