"""The thirteen clauses of ``thirteen.yaml`` as plain numbers, in its order, and the codes."""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

FAIL, PASS, MISSING, ZERO, UNKNOWN_IF, HARMLESS, NEVER = 0, 1, 2, 3, 8, 9, 10
COUNTS = ("students", "teachers", "senior_teachers", "specialist_teachers",
          "dual_qualified_teachers", "books")  # fmt: skip
AMOUNTS = ("equipment", "campus_area", "floor_area", "track_length")
FLAG = "new_build"
COLUMNS = (*COUNTS, *AMOUNTS, FLAG)

Units = Mapping[str, tuple[int, int]]
PLAIN: Units = {}
PRINTED: Units = {"campus_area": (2000, 3), "floor_area": (10_000, 1), "equipment": (10_000, 1)}
"""How schools print them: 亩, 万平方米 and 万元, each with what it is multiplied and divided by."""
HEADINGS = {
    "campus_area": "占地面积（亩）",
    "floor_area": "校舍建筑面积（万平方米）",
    "equipment": "仪器设备总值（万元）",
}


class Clause(NamedTuple):
    """At least ``limit`` of ``part``, or of ``part`` for each ``whole``."""

    id: str
    part: str
    limit: Fraction
    whole: str = ""
    percent: bool = False
    new_build_only: bool = False

    @property
    def least(self) -> str:
        """The limit as a number in the languages of most tools."""
        return f"{float(self.limit):g}"

    def amount(self, units: Units, number: str = "{}") -> str:
        """The part in the law's unit, as arithmetic in the languages of most tools."""
        if self.part not in units:
            return self.part
        times, over = (number.format(n) for n in units[self.part])
        return f"({self.part} * {times})" if over == number.format(1) else (
            f"({self.part} * {times} / {over})"
        )  # fmt: skip

    @property
    def facts(self) -> tuple[str, ...]:
        """The part, and the whole where there is one."""
        return (self.part, self.whole) if self.whole else (self.part,)


CLAUSES = (
    Clause("enrolment", "students", Fraction(1200)),
    Clause("teachers", "teachers", Fraction(60)),
    Clause("student-teacher-ratio", "teachers", Fraction(1, 20), "students"),
    Clause("senior-share", "senior_teachers", Fraction(1, 5), "teachers", percent=True),
    Clause("specialist-share", "specialist_teachers", Fraction(1, 2), "teachers", percent=True),
    Clause("dual-qualified-share", "dual_qualified_teachers", Fraction(3, 10),
           "specialist_teachers", percent=True),
    Clause("campus-area", "campus_area", Fraction(40_000), new_build_only=True),
    Clause("campus-per-student", "campus_area", Fraction(33), "students"),
    Clause("floor-area", "floor_area", Fraction(24_000), new_build_only=True),
    Clause("floor-per-student", "floor_area", Fraction(20), "students"),
    Clause("equipment-per-student", "equipment", Fraction(3000), "students"),
    Clause("books-per-student", "books", Fraction(30), "students"),
    Clause("track", "track_length", Fraction(200)),
)  # fmt: skip
IDS = tuple(clause.id for clause in CLAUSES)
MEASURED = tuple(f"{clause.id}_measured" for clause in CLAUSES)
