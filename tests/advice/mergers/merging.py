"""Schools that merge, as tests make them up, and what they are as one, worked out naively."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from random import Random
from typing import Any

from compliance.advice.mergers import merged
from compliance.intake.read import read
from compliance.intake.school import Part, Reported, School
from compliance.quantity import Span
from compliance.vocabulary import Vocabulary

Profile = dict[str, Any]


def _number(unit: str, merge: str) -> Profile:
    return {"type": "number", "unit": unit, "decimals": 4, "largest": 10**6, "merge": merge}


def _labelled(facts: Mapping[str, Profile]) -> dict[str, Profile]:
    return {name: {"zh": name, "en": name, **fact} for name, fact in facts.items()}


OWNERS = {code: {"zh": code, "en": code} for code in ("public", "private", "mixed")}
VOCABULARY = Vocabulary.model_validate({"format": 1, "facts": _labelled({
    "name": {"type": "text"},
    "district": {"type": "text"},
    "students": {**_number("student", "sum"), "labels": ("pupils",)},
    "campus_area": _number("m²", "sum"),
    "planned_campus_area": _number("m²", "max"),
    "track_length": _number("m", "max"),
    "printed": {**_number("m²/student", "none"), "printed": True},
    "owner": {"type": "category", "values": OWNERS},
    "verdict": {"type": "category", "values": OWNERS, "merge": "none"},
    "boarding": {"type": "flag", "merge": "any"},
    "fenced": {"type": "flag", "merge": "all"},
    "new_build": {"type": "flag"},
    "opened": {"type": "date"},
    "charter": {"type": "evidence"},
    "majors": {"type": "parts", "facts": _labelled({
        "name": {"type": "text"},
        "group": {"type": "category", "values": OWNERS},
        "students": _number("student", "sum"),
        "length": _number("m", "max"),
        "share": _number("%", "none"),
    })},
})})  # fmt: skip
"""A fact of every type and of every way to merge."""
NUMBERS = ("students", "campus_area", "planned_campus_area", "track_length", "printed")
NEVER = {"printed", "verdict", "new_build", "opened", "charter"}
TEXTS = {"name", "district"}


def schools(profiles: Sequence[Profile], vocabulary: Vocabulary = VOCABULARY) -> list[School]:
    """Profiles as read, with the ids a, b, c and so on."""
    named = [{"编号" if "id" in vocabulary.facts else "name": chr(97 + n), **profile}
             for n, profile in enumerate(profiles)]  # fmt: skip
    return list(read(named, vocabulary))


def whole(*values: Any, fact: str) -> Reported | None:
    """One fact of schools that report these values of it, as one."""
    return merged(schools([{fact: value} for value in values]), VOCABULARY).facts.get(fact)


def written(random: Random, value: int) -> int | str | None:
    """Some way to write a figure, exactly or only roughly, which leaves it possible."""
    if not value or random.random() < 0.5:
        return value
    step = 10 ** (len(str(value)) - 1)
    least = value // step * step
    below, above = random.randint(1, value), value + random.randint(1, step)
    return random.choice([f"约{least}", f"{least}多", f"{below}以上", f"不足{above}", None])


def spoilt(random: Random, profile: Profile, name: str, label: str) -> Profile:
    """A profile of which a figure is not understood, or is contradicted by another."""
    if random.random() < 0.5:
        return {**profile, name: "很多"}
    return {**profile, name: 17, label: 23}


def full(random: Random) -> Profile:
    """A school that reports some of everything, exactly or roughly."""
    profile: Profile = {name: written(random, random.randint(0, 400)) for name in NUMBERS}
    profile["owner"] = random.choice([*OWNERS, None])
    profile["verdict"] = random.choice([*OWNERS, None])
    for flag in ("boarding", "fenced", "new_build", "charter"):
        profile[flag] = random.choice([True, False, None])
    profile["district"] = random.choice(["north", "south", None])
    profile["opened"] = random.choice(["1999-09-01", None])
    profile["majors"] = random.choice([None, [major(random) for _ in range(random.randint(0, 3))]])
    if random.random() < 0.1:
        profile = spoilt(random, profile, "students", "pupils")
    return profile


def major(random: Random) -> Profile:
    """A major; two schools often have one of the same name."""
    return {
        "name": random.choice(["welding", "nursing", None]),
        "group": random.choice([*OWNERS, None]),
        "students": written(random, random.randint(0, 90)),
        "length": written(random, random.randint(0, 90)),
        "share": random.randint(2, 90),
    }


def meaning(school: School, *, texts: bool = True) -> Any:
    """What a school's facts say, without where that was written, or in which order."""
    facts = _meanings(school.facts, leave=set() if texts else TEXTS)
    return (school.id, school.name, facts, school.unsure) if texts else (facts, school.unsure)


def _meanings(facts: Mapping[str, Reported], leave: Iterable[str] = ()) -> Any:
    return frozenset((name, _meaning(found)) for name, found in facts.items() if name not in leave)


def _meaning(found: Reported) -> Any:
    value: Any = found.value
    if isinstance(value, tuple) and (not value or isinstance(value[0], Part)):
        value = frozenset(Counter(map(_part, value)).items())
    elif isinstance(value, tuple):
        value = Fraction(*value)
    return value, found.span, found.open, found.codes


def _part(part: Part) -> Any:
    name = part.name if "name" in part.facts or part.pooled else ""
    return name, part.pooled, part.conflicts, _meanings(part.facts)


def holds(span: Span, value: int | Fraction) -> bool:
    """Whether a span leaves a value possible."""
    inside = span.low < value < span.high
    low, high = value == span.low and not span.low_open, value == span.high and not span.high_open
    return inside or (low and value <= span.high) or (high and value >= span.low)


def by_hand(profiles: Sequence[Profile], sums: Iterable[str], greatest: Iterable[str]) -> Profile:
    """Exact profiles as one: a figure that one school did not report is not there."""
    found: Profile = {}
    for name in (*sums, *greatest):
        values = [profile.get(name) for profile in profiles]
        if None not in values:
            found[name] = (max if name in greatest else sum)(values)
    lists = [profile.get("majors") for profile in profiles]
    if None not in lists:
        found["majors"] = _majors_by_hand(lists)
    return found


def _majors_by_hand(lists: Sequence[Sequence[Profile]]) -> list[Profile]:
    """Majors, no two of one name in one school, with those of one name in several added up."""
    found: list[Profile] = []
    for name in dict.fromkeys(major.get("name") for majors in lists for major in majors):
        same = [major for majors in lists for major in majors if major.get("name") == name]
        if name is None:
            found += same
            continue
        whole: Profile = {"name": name}
        for figure in ("students", "equipment"):
            values = [major.get(figure) for major in same]
            whole[figure] = None if None in values else sum(values)
        groups = {major.get("group") for major in same}
        whole["group"] = groups.pop() if len(groups) == 1 else None
        found.append(whole)
    return found
