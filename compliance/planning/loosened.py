"""What the policy rules out as well, to tell which of its rules stand in the way of something."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from compliance.advice.deciding.partners import near
from compliance.planning.options import JOINING, Options, Place, near_enough, same


def loosened(kept: Options) -> tuple[Options, Mapping[str, str]]:
    """The options with what the policy rules out as well, each such variable with its rule.

    Only for telling which rules conflict: the rules come back as rows that can be dropped.
    """
    barred: dict[str, str] = {}
    places = []
    for place in kept.places:
        if place.open:
            places.append(place)
            continue
        hosts = dict.fromkeys(place.hosts)
        for rule, other in _ruled_out(place, kept) if not place.meets else ():
            if other not in hosts:
                hosts[other] = None
                barred[f"x:{place.id}:{other}"] = rule
        leaves = tuple(dict.fromkeys((*place.leaves, "convert")))
        if "convert" not in place.leaves:
            rule = "protect_compliant" if place.meets else "eligible to leave"
            barred[f"convert:{place.id}"] = rule
        places.append(replace(place, hosts=tuple(hosts), leaves=leaves))
    return Options(tuple(places), kept.region), barred


def _ruled_out(place: Place, kept: Options) -> Iterator[tuple[str, str]]:
    """Schools that it may not merge into, nearest first, by the first rule in the way."""
    pairs = kept.region.pairs
    others = [one for one in kept.places
              if one.id != place.id and one.meets and not (one.open or one.excused)]  # fmt: skip
    others.sort(key=lambda one: (*near(place.advice.view, one.advice.view), one.id))
    found: dict[str, int] = {}
    for other in others:
        fact = next((fact for fact in pairs.same if not same(place, other, fact)), None)
        if not place.advice.eligible.intersection(JOINING):
            rule = "eligible to merge"
        elif fact is not None:
            rule = f"pairs same {fact}"
        elif place.district != other.district and other.district not in pairs.anywhere:
            rule = "pairs district"
        elif not near_enough(place, other, kept.region):
            rule = "pairs within"
        else:
            rule = "pairs nearest"
        found[rule] = found.get(rule, 0) + 1
        if found[rule] <= pairs.nearest:
            yield rule, other.id
