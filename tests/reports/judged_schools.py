"""A few schools with everything that a report must tell apart, some of them with hostile names."""

from typing import Any

import compliance
from compliance.checking.findings import Findings

STANDARD = "cn/moe/secondary-vocational-2010"
ON = "2018-06-30"
LAW = "生均用地面积指标不少于33平方米"
HOSTILE = (
    "<b>&amp;|</b>", "]]>", "{{ 7*7 }}", "{% for x in y %}", "{_{ 7*7 }_}", "[x](http://e.org)",
    '"quoted\'', "=1+1", "#1 * _x_ `y` ~z~", "1. 甲",
)  # fmt: skip
SCHOOLS: list[dict[str, Any]] = [
    {"id": "A1", "name": "甲校", "district": "鼓楼区", "campus_area": 39000, "students": 1200,
     "teachers": 50, "new_build": False},
    {"id": "A2", "name": "乙校", "district": "台江区", "campus_area": 39600, "students": 1200},
    {"id": "A3", "name": "丙校", "district": "台江区", "campus_area": 40000, "students": 1100},
]  # fmt: skip
WAIVER = {
    "clause": "enrolment", "school": "A3", "authority": "福建省教育厅", "from": "2016-09-01",
    "document": "闽教职成〔2016〕1号", "reason": "老城区限制", "to": "2018-12-31",
}  # fmt: skip


def judged(schools: list[dict[str, Any]] = SCHOOLS, on: str = ON) -> Findings:
    """A1 fails the land a student (32.5 of 33), A2 just passes it, A3 has too few and a waiver."""
    return compliance.check(schools, compliance.load(STANDARD, on=on), waivers=[WAIVER])


def hostile() -> Findings:
    """Schools that are called what no file should take for markup, and a part of one too."""
    schools = [{"id": f"H{n}", "name": name, "district": name, "students": 10}
               for n, name in enumerate(HOSTILE)]  # fmt: skip
    major = {"name": HOSTILE[0], "midrank_teachers": 1}
    return compliance.check([*schools, {"id": "M", "name": "\x07铃\x0b\x00", "majors": [major]}],
                            compliance.load(STANDARD, on=ON))  # fmt: skip
