"""Standards made at random: every comparator, route, formula, condition and day in force."""

import json
from functools import cache
from random import Random
from typing import Any

import laws

import compliance
from compliance.documents.thresholds import COMPARATORS

AREAS = ("campus_area", "planned_campus_area", "floor_area", "floor_area_total", "teaching_area")
PUPILS = ("students", "capacity", "students_converted")
TEACHERS = ("teachers", "senior_teachers", "specialist_teachers", "dual_qualified_teachers",
            "part_time_teachers", "teachers_converted")  # fmt: skip
MONEY = ("equipment", "training_equipment")
CATEGORIES = {
    "owner": ("public", "private"),
    "kind": ("general", "special", "sports", "arts"),
    "location": ("city", "county"),
}
SIGNS = ("==", "!=", ">=", "<=", ">", "<")
ONE_SIDED = ("at_least", "more_than", "at_most", "less_than")
RECKONED = {
    "m²": ["0.3 * teaching_area", "floor_area + teaching_area"],
    "亩": ["0.3 * teaching_area", "min(floor_area, campus_area)"],
    "student/teacher": ["18 * students / teachers", "capacity / teachers"],
    "万元": ["0.1 * equipment", "min(equipment, 2 * training_equipment)"],
    "度": ["latitude", "longitude"],
    "册": ["0.5 * books", "books + books / 8"],
}  # fmt: skip
"""What a threshold may be reckoned from."""
RECKONED_HARD = {
    "m²": ["0.125 * campus_area - floor_area"],
    "m²/student": ["floor_area / capacity", "max(floor_area - teaching_area, 0) / students"],
    "teacher/student": ["teachers / capacity", "0.05 * senior_teachers / students"],
    "%": ["teachers / specialist_teachers", "0.5 * floor_area / campus_area"],
    "元/student": ["equipment / capacity", "training_equipment / students"],
    "万元": ["max(equipment - training_equipment, 0)"],
    "度": ["latitude - longitude"],
}
"""The same where differences, or products of many digits, may be beyond float64."""
HARD = ("funds",)
"""Facts of so many digits that float64 cannot tell two values apart."""
Values = list[str]


@cache
def rulebook(number: int, clauses: int = 8, *, hard: bool = False) -> compliance.Rulebook:
    """The standard of a number; with ``hard`` some clauses are beyond float64."""
    document = standard(Random(f"{number} {clauses} {hard}"), clauses, hard=hard)  # noqa: S311
    text = json.dumps(document, ensure_ascii=False)
    return laws.load(text, "2015-07-01", inferences=number % 5 > 1)


def standard(random: Random, clauses: int, *, hard: bool) -> dict[str, Any]:
    """A document; one in twelve is not in force on the day, two only perhaps."""
    lost = {"unreadable": "x年", "from": "2015-01-01", "to": "2016-07-31", "inferred": "2015-02-01",
            "ground": "试验"}  # fmt: skip
    first = random.choice(["2000-01-01"] * 9 + ["2020-01-01", lost, lost])
    measures: dict[str, Any] = {}
    cards = [card(random, n, measures, hard=hard) for n in range(clauses)]
    document = laws.HEAD | {"in_force": {"from": first}, "measures": measures, "clauses": cards}
    if random.random() < 0.25:
        document["applies_if"] = random.choice([
            'level == "secondary_vocational"', 'owner == "public" or not new_build',
            'students >= "100 人"',
        ])  # fmt: skip
    return document


def card(random: Random, number: int, measures: dict[str, Any], *, hard: bool) -> dict[str, Any]:
    """A clause, and its measure if it has one."""
    made: dict[str, Any] = {**laws.CARD, "id": f"c{number}"}
    made["force"] = random.choice(["shall"] * 4 + ["target"])
    if random.random() < 0.45:
        made["applies_if"] = condition(random, random.choice([0, 1, 2]), hard=hard)
    if random.random() < 0.2:
        made["or_if"] = condition(random, random.choice([0, 0, 1]), hard=hard)
    if random.random() < 0.2:
        return made | of_a_word(random, number, hard=hard)
    measure, values = measured(random, hard=hard)
    measures[f"m{number}"] = {"zh": "试验", **measure}
    made |= {"measure": f"m{number}"} | compared(random, values)
    formulas = [*RECKONED.get(measure["unit"], []),
                *(RECKONED_HARD.get(measure["unit"], []) if hard else [])]  # fmt: skip
    if formulas and random.random() < 0.2:
        made = {key: one for key, one in made.items() if key not in COMPARATORS}
        made[random.choice(ONE_SIDED)] = {"formula": random.choice(formulas)}
    if "about" in made:
        made["force"] = "about"
    return made


def of_a_word(random: Random, number: int, *, hard: bool) -> dict[str, Any]:
    """A clause over a category, a flag, a condition, or an item of evidence."""
    if random.random() < 0.3:
        return {"title": {"zh": f"试验{number}"}, "holds": condition(random, 2, hard=hard)}
    fact = random.choice(list(CATEGORIES))
    some = random.sample(CATEGORIES[fact], random.randrange(1, len(CATEGORIES[fact]) + 1))
    return random.choice([
        {"measure": fact, "one_of": some}, {"measure": fact, "equals": some[0]},
        {"measure": fact, "present": True}, {"measure": "new_build", "present": True},
        {"measure": "new_build", "equals": random.choice(["true", "false"])},
        {"title": {"zh": f"试验{number}"}, "basis": "attested", "present": True},
        {"title": {"zh": f"试验{number}"}, "basis": "judged", "present": True},
    ])  # fmt: skip


def measured(random: Random, *, hard: bool) -> tuple[dict[str, Any], Values]:
    """A measure, and values of it that a law might ask for, rising."""
    a, pupils, people = (sum_of(random, some) for some in (AREAS, PUPILS, TEACHERS))
    money = sum_of(random, HARD + MONEY if hard else MONEY)
    one, two = random.sample(AREAS, 2)
    made: list[tuple[str, str, Values]] = [
        (a, "m²", ["20000 m²", "60亩", "4 万平方米", "5.5 公顷", "66666.6667 m²"]),
        (a, "亩", ["59.4 亩", "60 亩", "40000.5 m²"]),
        (f"{a} / {pupils}", "m²/student", ["10 m²/student", "19.8 m²/student", "0.05 亩/student"]),
        (f"{a} * 1.5 / {pupils}", "m²/student", ["20 m²/student", "33.3 m²/student"]),
        (f"{people} / {pupils}", "teacher/student", ["1:25", "1:20", "1:17"]),
        (f"{pupils} / {people}", "student/teacher", ["15:1", "20:1", "22.5:1"]),
        (f"{people} / teachers", "%", ["0 %", "20 %", "29 %", "1:2", "57 %"]),
        (f"{money} / {pupils}", "元/student", ["2500 元/student", "0.3 万元/student"]),
        (money, "万元", ["99.99 万元", "100 万元", "12345678.9 元"]),
        (f"{one} - {two}", "m²", ["0 m²", "1 亩", "2000.25 m²"]),
        (f"{one} * {people} / ({two} * {pupils})", "teacher/student", ["1:25", "1:20", "1:12"]),
        (f"{one} / {two}", "%", ["0.5 %", "33 %", "100 %"]),
        ("longitude + latitude", "度", ["0 度", "0.000001 度", "90 度"]),
        ("books", "册", ["1 册", "30000 册"]),
    ]  # fmt: skip
    formula, unit, values = random.choice(made)
    found: dict[str, Any] = {"formula": formula, "unit": unit}
    if random.random() < 0.2:
        found |= random.choice([
            {"formula": "campus_area / students", "unit": "m²/student",
             "printed": "printed_campus_per_student"},
            {"formula": "teachers / students", "unit": "teacher/student",
             "printed": "1 / printed_students_per_teacher"},
            {"formula": "campus_area", "prefer": "planned_campus_area", "unit": "m²"},
            {"formula": "floor_area / students", "prefer": "floor_area / capacity",
             "unit": "m²/student", "printed": "printed_floor_per_student"},
        ])  # fmt: skip
        values = {
            "m²": ["20000 m²", "60亩"], "m²/student": ["20 m²/student", "33 m²/student"],
            "teacher/student": ["1:25", "1:20"],
        }[found["unit"]]  # fmt: skip
    return found, values


def sum_of(random: Random, facts: tuple[str, ...]) -> str:
    """A fact, a multiple of it, or a sum in brackets."""
    one, two = random.choice(facts), random.choice(facts)
    return random.choice([one, one, one, f"({one} + {two})", f"({one} + 2 * {two})", f"(3 * {one})",
                          f"({one} + {two} / 2)"])  # fmt: skip


def compared(random: Random, values: Values) -> dict[str, Any]:
    """A comparator with thresholds out of some rising values."""
    low, *rest = sorted(random.sample(range(len(values)), min(3, len(values))))
    middle, high = (rest * 2)[:2] if rest else (low, low)
    one, (low_, middle_, high_) = random.choice(values), (values[n] for n in (low, middle, high))
    side = random.choice(ONE_SIDED)
    lost: dict[str, Any] = {"unreadable": "x", "from": low_, "to": high_, "inferred": middle_,
                            "ground": "试验"}  # fmt: skip
    lost = {key: value for key, value in lost.items()
            if key in ("unreadable", "ground") or random.random() < 0.8}  # fmt: skip
    by = random.choice(list(CATEGORIES))
    rows = {value: random.choice(values) for value in CATEGORIES[by]}
    return random.choice([
        {side: one}, {side: one}, {side: one}, {side: lost}, {side: {"by": by, **rows}},
        {side: {"by": by, **dict.fromkeys(rows, one)}}, {"between": [low_, high_]},
        {"about": {"value": middle_, "from": low_, "to": high_, "ground": "试验"}},
        {"equals": one}, {"present": True},
    ])  # fmt: skip


def condition(random: Random, depth: int, *, hard: bool) -> str:
    """A condition over numbers, categories and flags."""
    if depth and random.random() < 0.7:
        a, b = (condition(random, depth - 1, hard=hard) for _ in range(2))
        return random.choice([f"({a}) and ({b})", f"({a}) or ({b})", f"not ({a})"])
    sign, (one, two) = random.choice(SIGNS), random.sample(TEACHERS[:4], 2)
    area, other = random.sample(AREAS, 2)
    simple = [
        "new_build", 'new_build == "false"', 'owner == "public"', 'owner != "private"',
        'kind in ["general", "arts"]', f'students {sign} "1200 人"', f"{one} {sign} {two}",
        f"students / teachers {sign} 20 * capacity / capacity / 1 * students / teachers",
        f'students / teachers {sign} "20 student/teacher"', f"{area} + {other} {sign} {area} * 2",
        f'{area} {sign} "60 亩"', f"{one} + part_time_teachers {sign} 2 * {two}",
        f"{area} / students {sign} {other} / capacity", f"longitude {sign} latitude",
        f"{area} - {other} {sign} floor_area - teaching_area",
    ]  # fmt: skip
    if hard:
        simple.append(f'funds {sign} "100000000 万元"')
    return random.choice(simple)
