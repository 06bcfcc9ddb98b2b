"""Thirteen checks of a school: the exact engine, hand-written float Python, zen-engine."""

from __future__ import annotations

import importlib
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

from figures import Figure, alternately, ratios

import compliance
from compliance.checking.check import Judge

SCHOOLS, PASSES, ROUNDS = 500, 6, 15
FAIL, PASS, MISSING, ZERO, UNKNOWN_IF, HARMLESS, NEVER = 0, 1, 2, 3, 8, 9, 10
Profile = dict[str, float | None]
RATIOS = {
    "student-teacher-ratio": ("teachers", "students", 0.05),
    "senior-share": ("senior_teachers", "teachers", 0.2),
    "specialist-share": ("specialist_teachers", "teachers", 0.5),
    "dual-qualified-share": ("dual_qualified_teachers", "specialist_teachers", 0.3),
    "campus-per-student": ("campus_area", "students", 33),
    "floor-per-student": ("floor_area", "students", 20),
    "equipment-per-student": ("equipment", "students", 3000),
    "books-per-student": ("books", "students", 30),
}
TOTALS = {"enrolment": ("students", 1200), "teachers": ("teachers", 60),
          "track": ("track_length", 200)}  # fmt: skip
NEW_BUILDS = {"campus-area": ("campus_area", 40000), "floor-area": ("floor_area", 24000)}


def profiles(count: int = SCHOOLS) -> list[Profile]:
    """Schools around every limit; one figure in twenty is missing, some divisors are zero."""
    chance = random.Random(2016)  # noqa: S311 - test data
    found = []
    for _ in range(count):
        students = chance.choice((0, 1200, *range(300, 3000, 90)))
        teachers = chance.choice((0, students // 20, *range(20, 140, 6)))
        specialists = teachers * chance.randint(3, 8) // 10
        profile: Profile = {
            "students": students,
            "teachers": teachers,
            "specialist_teachers": specialists,
            "senior_teachers": teachers * chance.randint(1, 4) // 10,
            "dual_qualified_teachers": specialists * chance.randint(1, 6) // 10,
            "campus_area": chance.choice((40000, students * 33, chance.randint(5000, 90000) + 0.5)),
            "floor_area": chance.choice((24000, students * 20, chance.randint(3000, 50000) + 0.25)),
            "equipment": chance.choice((students * 3000, chance.randint(10**6, 9 * 10**6))),
            "books": chance.choice((students * 30, chance.randint(10**4, 10**5))),
            "track_length": chance.choice((200, 250, 199.5, 400)),
            "new_build": chance.random() < 0.3,
        }
        found.append({k: None if chance.random() < 0.05 else float(v) if k != "new_build" else v
                      for k, v in profile.items() if v is not None})  # fmt: skip
    return found


def by_hand(profile: Profile) -> tuple[int, ...]:
    """The same thirteen checks as a programmer would write them, with floats; not exact."""
    get = profile.get
    students, teachers = get("students"), get("teachers")
    senior, specialists = get("senior_teachers"), get("specialist_teachers")
    dual, campus, floor = get("dual_qualified_teachers"), get("campus_area"), get("floor_area")
    equipment, books, track = get("equipment"), get("books"), get("track_length")
    new_build = get("new_build")

    if students is None:
        enrolment = ratio = site = building = devices = library = MISSING
    else:
        enrolment = PASS if students >= 1200 else FAIL
        ratio = _ratio(teachers, students, 0.05)
        site = _ratio(campus, students, 33)
        building = _ratio(floor, students, 20)
        devices = _ratio(equipment, students, 3000)
        library = _ratio(books, students, 30)
    if teachers is None:
        staff = seniors = share = MISSING
    else:
        staff = PASS if teachers >= 60 else FAIL
        seniors = _ratio(senior, teachers, 0.2)
        share = _ratio(specialists, teachers, 0.5)
    dual_share = MISSING if specialists is None else _ratio(dual, specialists, 0.3)
    running = MISSING if track is None else PASS if track >= 200 else FAIL
    if new_build is False:
        land = house = NEVER
    else:
        land = MISSING if campus is None else PASS if campus >= 40000 else FAIL
        house = MISSING if floor is None else PASS if floor >= 24000 else FAIL
        if new_build is None:
            land = HARMLESS if land == PASS else UNKNOWN_IF
            house = HARMLESS if house == PASS else UNKNOWN_IF
    return (enrolment, staff, ratio, seniors, share, dual_share, land, site, house, building,
            devices, library, running)  # fmt: skip


def _ratio(part: float | None, whole: float, least: float) -> int:
    if part is None:
        return MISSING
    if whole == 0:
        return ZERO
    return PASS if part / whole >= least else FAIL


def expressions(order: list[str]) -> list[str]:
    """The thirteen checks in zen-engine's language."""
    found = {}
    for clause, (part, whole, least) in RATIOS.items():
        found[clause] = (
            f"{part} == null or {whole} == null ? {MISSING} : {whole} == 0 ? {ZERO} : "
            f"{part} / {whole} >= {least} ? {PASS} : {FAIL}"
        )
    for clause, (fact, least) in TOTALS.items():
        found[clause] = f"{fact} == null ? {MISSING} : {fact} >= {least} ? {PASS} : {FAIL}"
    for clause, (fact, least) in NEW_BUILDS.items():
        found[clause] = (
            f"new_build == false ? {NEVER} : new_build == null ? "
            f"({fact} != null and {fact} >= {least} ? {HARMLESS} : {UNKNOWN_IF}) : "
            f"{fact} == null ? {MISSING} : {fact} >= {least} ? {PASS} : {FAIL}"
        )
    return [found[clause] for clause in order]


def figures() -> list[Figure]:
    """Both comparisons; the codes of all schools are the same, or there is no figure."""
    rulebook = compliance.load(Path(__file__).with_name("thirteen.yaml"))
    given = profiles()
    schools = compliance.check(given, rulebook).schools
    judge = Judge(rulebook)
    row, ruled = judge.engine.row, judge.engine.judge
    rows = [row(school.facts) for school in schools]

    expected = [by_hand(profile) for profile in given]
    assert [ruled(one) for one in rows] == expected
    assert [tuple(judge.codes(school)) for school in schools] == expected
    assert [tuple(f.code for f in item) for item in compliance.check(schools, rulebook)] == expected

    def each(work: Callable[[Any], object], over: Any) -> Callable[[], object]:
        def run() -> None:
            for _ in range(PASSES):
                for one in over:
                    work(one)

        return run

    facts = [school.facts for school in schools]
    works = {
        "hand": each(by_hand, given),
        "judge": each(ruled, rows),
        "row": each(lambda one: ruled(row(one)), facts),
        "codes": each(judge.codes, schools),
        "check": lambda: [compliance.check(schools, rulebook) for _ in range(PASSES)],
    }
    peer, why = _zen([rule.id for rule in rulebook.rules], given, expected)
    if peer is not None:
        works["zen"] = peer
    times = alternately(works, ROUNDS)

    def per_school(name: str) -> str:
        return f"({sorted(times[name])[ROUNDS // 2] / SCHOOLS / PASSES * 1e6:.2f} us/school)"

    hand = f"13 checks / hand-written float {per_school('hand')}"
    return [
        Figure(f"{hand}: judge", "x", ratios(times["judge"], times["hand"]), 2.5,
               per_school("judge")),
        Figure(f"{hand}: row + judge", "x", ratios(times["row"], times["hand"]), 2.5,
               per_school("row")),
        Figure(f"{hand}: Judge.codes", "x", ratios(times["codes"], times["hand"]), 2.5,
               per_school("codes")),
        Figure(f"check() with findings / zen-engine {per_school('zen')}", "x",
               ratios(times["check"], times["zen"]), 1, per_school("check"))
        if peer is not None else Figure("check() with findings / zen-engine", "x", [], 1, why),
    ]  # fmt: skip


def _zen(
    order: list[str], given: list[Profile], expected: list[tuple[int, ...]]
) -> tuple[Callable[[], object] | None, str]:
    """Thirteen compiled expressions over every school; or the reason why not."""
    try:
        zen: Any = importlib.import_module("zen")
    except ImportError as error:
        return None, str(error)
    compiled = [zen.compile_expression(text) for text in expressions(order)]

    def codes() -> list[tuple[float, ...]]:
        return [tuple(one.evaluate(profile) for one in compiled) for profile in given]

    assert codes() == expected
    return lambda: [codes() for _ in range(PASSES)], ""
