"""Generated regions: cities of public, private and special schools with figures of every sort."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import compliance
from compliance.planning.plan import Plan
from compliance.planning.planner import Planning

STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
POLICY = Path(__file__).with_name("cities.policy.yaml")
SMALLEST, LARGEST = 4, 16
Profile = dict[str, Any]


def region(schools: int, seed: int = 1) -> list[Profile]:
    """So many schools in cities, the first of which holds a merger that comes to 33 m² exactly."""
    random = Random(seed)  # noqa: S311 - test data
    found: list[Profile] = []
    while len(found) < schools:
        size = min(random.randint(SMALLEST, LARGEST), schools - len(found))
        city = f"第{len(found):05}市"
        found += exact(city) if not found else ()
        found += [school(random, city, len(found) + n) for n in range(size)]
    return found[:schools]


def school(random: Random, city: str, n: int) -> Profile:
    """One school, of which about a third has all it needs."""
    students = random.randint(200, 2800)
    good = random.random() < 0.35
    low, high = (100, 150) if good else (55, 140)

    def share() -> int:
        return random.randint(low, high)

    students = max(students, 1200) if good else students
    teachers = max(students * share() // 2400, 60 if good else 0) + 1
    specialist = teachers * random.randint(50 if good else 38, 75) // 100 + good
    found = profile(city, n, students, (teachers, specialist), students * 33 * share() // 100)
    found["owner"] = random.choice(("public", "public", "private"))
    found["kind"] = random.choice(("general",) * 8 + ("arts", "special"))
    found["floor_area"] = (
        f"{students * 20 * share() // 100}.5㎡" if good else students * 20 * share() // 100
    )
    found["training_equipment"] = (
        f"{max(students * 3 * share() // 1000, 360 if good else 0)}.25万元"
    )
    found["majors"] = list(majors(random, students, share()))
    found["longitude"] = f"{118 + random.randint(0, 999) / 1000:.3f}"
    found["latitude"] = f"{25 + random.randint(0, 999) / 1000:.3f}"
    if random.random() < 0.3:
        found["campus_area"] = f"{students * share() * 33 // 66000}.{random.randint(0, 9)}亩"
    return found | odd(random, students)


def odd(random: Random, students: int) -> Profile:
    """Now and then a figure that is missing, or written as no more than about right."""
    return random.choices(({}, {"students": f"约{students // 100 * 100}人"}, {"campus_area": None}),
                          (96, 2, 2))[0]  # fmt: skip


def profile(city: str, n: int, students: int, staff: tuple[int, int], area: int) -> Profile:
    """A public school; ``staff`` are its teachers, and those of them who teach a specialism."""
    teachers, specialist = staff
    return {"id": f"S{n:05}", "name": f"学校{n:05}", "district": city, "owner": "public",
            "kind": "general", "level": "secondary_vocational", "new_build": False,
            "students": students, "teachers": teachers, "specialist_teachers": specialist,
            "general_teachers": teachers - specialist, "campus_area": area}  # fmt: skip


def majors(random: Random, students: int, share: int) -> Iterator[Profile]:
    """The pupils by major, each group with what it has of its own."""
    first = random.randint(0, students)
    pools = (("engineering", first, 3000), ("other", students - first, 2500))
    for group, pupils, each in pools:
        if pupils:
            yield {"name": f"{group} {each}", "group": group, "students": pupils,
                   "equipment": pupils * each * (share + 6) // 100}  # fmt: skip


def exact(city: str) -> list[Profile]:
    """A school with land for 300 pupils more, and one of 300 pupils close by: 33.0 m² together."""
    host = profile(city, 90001, 1500, (80, 45), 33 * 1800 - 4321)
    guest = profile(city, 90002, 300, (10, 5), 4321)
    for one in (host, guest):
        students = one["students"]
        one |= {"floor_area": students * 25, "training_equipment": students * 2900,
                "longitude": "117.5", "latitude": "25.5", "majors": [
                    {"name": "电子", "group": "other", "students": students,
                     "equipment": students * 2600}]}  # fmt: skip
    return [host, guest]


def planning(
    profiles: list[Profile], seconds: float = 60, workers: int = 8, seed: int = 0
) -> Planning:
    """A region made ready to plan."""
    findings = compliance.check(profiles, compliance.load(STANDARD))
    advice = compliance.advise(findings, POLICY)
    section = advice.policy.source.plan
    assert section is not None
    return Planning(advice, section, seconds=seconds, workers=workers, seed=seed)


def decided(plan: Plan) -> list[object]:
    """All that a plan says, in a form to compare."""
    schools = [(one.school, one.action, one.with_, one.into) for one in plan]
    survivors = [
        (one.id, one.members, one.new_campus, sorted(one.bought.items()), one.taken)
        for one in plan.survivors.values()
    ]
    levels = [(one.name, one.value, one.bound) for one in plan.levels]
    return [sorted(schools), sorted(survivors), sorted(plan.transfers), levels]
