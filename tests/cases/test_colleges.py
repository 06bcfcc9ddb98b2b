"""Charters of colleges against 教发〔2004〕2号, each on a day of its own year.

The charters print level and owner only; the column of the table is the one that the case names.
"""

from fractions import Fraction
from typing import Any

import pytest
from published import judged, only, printed, row, verdicts

import compliance

NAMES = {
    "ratio": "student-teacher-ratio",
    "degree": "graduate-degree-share",
    "rooms": "teaching-rooms",
    "equipment": "equipment-per-student",
    "books": "books-per-student",
}
CASES: dict[str, tuple[dict[str, Any], str, str, str, set[str]]] = {
    "agri": (printed("14"), "2016", "高职", "农林", {"ratio", "rooms", "books"}),
    "ligong": (row("16", year="c.2019-20"), "2020", "本科", "工科", {"ratio"}),
    "ligong-2022": (row("16", year="2022"), "2022", "本科", "工科",
                    {"ratio", "rooms", "equipment", "books"}),
    "bohai": (printed("17"), "2019", "高职", "工科", {"rooms", "books"}),
    "caimao": (printed("19"), "2019", "本科", "财经", {"ratio", "books"}),
    "liaoning": (printed("21"), "2021", "本科", "综合", {"ratio", "rooms", "books"}),
}  # fmt: skip


def college(name: str) -> compliance.SchoolFindings:
    """A college's charter, judged at the end of its year."""
    values, year, level, category, _ = CASES[name]
    book = compliance.load("cn/moe/higher-education-2004", on=f"{year}-12-31")
    return judged({**values, "办学层次": level, "院校类别": category}, book)


def clause(indicator: str, level: str) -> str:
    return f"{NAMES[indicator]}-{'undergraduate' if level == '本科' else 'vocational'}"


@pytest.mark.parametrize("name", CASES)
def test_each_basic_indicator_comes_out_as_the_figures_say(name: str) -> None:
    """Of the five basic indicators exactly those fail that lie beyond the printed table."""
    _, _, level, _, missed = CASES[name]
    item = college(name)
    found = {indicator: item[clause(indicator, level)].verdict for indicator in NAMES}
    assert found == {indicator: "fail" if indicator in missed else "pass" for indicator in NAMES}


@pytest.mark.parametrize("name", CASES)
def test_every_printed_figure_is_read(name: str) -> None:
    """Both scripts, 万 and 亿, 亩 in brackets, 18.1:1 and bare 18.8: nothing is left unread."""
    assert list(college(name).school.unread) == []
    assert list(college(name).school.issues) == []


@pytest.mark.parametrize("name", CASES)
def test_a_college_that_misses_one_is_not_qualified(name: str) -> None:
    """合格 asks for all five."""
    assert college(name)["basic-conditions"].verdict == "fail"


def test_liaoning_university_has_no_card_by_what_is_known() -> None:
    """A university that misses three lines is above both restricted lines that were seen.

    12 m² of rooms against 8 and 8376.6 元 against 3000; the other restricted lines were not seen,
    so that its card is unknown: failing the qualified line is no sanction by itself.
    """
    item = college("liaoning")
    assert item["restricted-teaching-rooms-undergraduate"].verdict == "pass"
    assert item["restricted-equipment-undergraduate"].verdict == "pass"
    for name in ("restricted-ratio", "restricted-books", "yellow-card", "red-card"):
        assert (item[name].verdict, item[name].reason) == ("unknown", "unknown_threshold"), name


@pytest.mark.parametrize("name", CASES)
def test_needs_are_figures_that_a_college_can_report(name: str) -> None:
    """What a finding asks for is a fact of the vocabulary, never a figure that is reckoned."""
    item = college(name)
    known = set(item.rulebook.vocabulary.facts)
    assert {need for finding in item for need in finding.needs} <= known


def test_one_missed_indicator_is_no_red_card() -> None:
    """辽宁理工 about 2020 misses one of five: at most a yellow card, whatever the lost line is."""
    item = college("ligong")
    assert (item["red-card"].verdict, item["yellow-card"].verdict) == ("pass", "unknown")


def test_bohai_may_still_show_its_new_equipment() -> None:
    """12099.8万元 is above 1亿元: the escape on new equipment waits for this year's purchases."""
    finding = college("bohai")["new-equipment-share-vocational"]
    assert (finding.verdict, finding.needs) == ("unknown", ("new_equipment",))
    values, _, level, category, _ = CASES["bohai"]
    book = compliance.load("cn/moe/higher-education-2004", on="2019-12-31")
    for new, verdict in (("1000万元", "fail"), ("1000.01万元", "pass")):
        profile = {**values, "办学层次": level, "院校类别": category, "新增教学科研仪器设备值": new}
        assert judged(profile, book)["new-equipment-share-vocational"].verdict == verdict, new


def test_agricultural_college_by_its_monitored_indicators() -> None:
    """4.9 m² of dormitory fail 6.5; 26.49 % senior teachers pass 20 %; land waits for students."""
    item = college("agri")
    assert item["dormitory-per-student-vocational"].verdict == "fail"
    assert item["senior-share-vocational"].verdict == "pass"
    assert item["campus-per-student-vocational"].needs == ("students",)


def test_enrolment_is_never_reckoned_back_from_two_printed_figures() -> None:
    """7528.36万元 at 8009.75元 imply 9399 students; without being told so, nothing rests on it."""
    facts = college("agri").school.facts
    assert not {"students", "students_converted"} & set(facts)


def test_external_teachers_count_up_to_a_quarter() -> None:
    """9399 converted students to 370 teachers: 462.5 with any number of external ones, 20.3 to one.

    The charter's own 18.1 would need 519 teachers; counted by heads, a quarter of 370 is 92.5, of
    which one half counts: 9399 / 416.25 is 22.58. Both readings fail 18, as the printed 18.1 does.
    """
    book = compliance.load("cn/moe/higher-education-2004", on="2016-12-31")
    profile = {"办学层次": "高职", "院校类别": "农林", "students_converted": 9399, "teachers": 370,
               "part_time_teachers": 298}  # fmt: skip
    finding = judged(profile, book)["student-teacher-ratio-vocational"]
    assert finding.verdict == "fail"
    assert finding.measured == Fraction(9399) / (370 + Fraction(370, 4) / 2)


def test_without_level_and_category_what_fails_everywhere_is_still_not_said() -> None:
    """The bare charter decides nothing, and what is asked for is the level and the category."""
    book = compliance.load("cn/moe/higher-education-2004", on="2016-12-31")
    item = judged(printed("14"), book)
    for indicator in NAMES:
        for level in ("本科", "高职"):
            finding = item[clause(indicator, level)]
            assert (finding.verdict, finding.reason) == ("unknown", "unknown_applicability")
            assert set(finding.needs) <= {"level", "he_category"}
            assert "level" in finding.needs


def test_totals_alone_decide_only_the_share_that_they_print() -> None:
    """辽宁工业大学 prints totals and no enrolment: all figures a student are unknown."""
    book = compliance.load("cn/moe/higher-education-2004", on="2017-12-31")
    item = judged({**printed("26"), "办学层次": "本科", "院校类别": "工科"}, book)
    basic = {i: item[clause(i, "本科")] for i in NAMES}
    assert {i: f.verdict for i, f in basic.items()} == {
        "ratio": "unknown", "degree": "pass", "rooms": "unknown", "equipment": "unknown",
        "books": "unknown"}  # fmt: skip
    assert {i: set(basic[i].needs) for i in ("rooms", "equipment", "books")} == {
        "rooms": {"teaching_admin_area", "students"},
        "equipment": {"students_converted"},
        "books": {"students_converted"},
    }
    assert item["basic-conditions"].verdict == "unknown"


def test_totals_to_the_cent_are_read_exactly() -> None:
    """63.636628萬平方米 is 636366.28 m², 24567.720687萬元 is 245677206.87 元."""
    facts = judged(
        only(printed("26"), "校園占地面積", "教學科研儀器設備總值"),
        compliance.load("cn/moe/higher-education-2004", on="2017-12-31"),
    ).school.facts
    found = {n: Fraction(*one.value) for n, one in facts.items() if isinstance(one.value, tuple)}
    assert found == {"campus_area": Fraction("636366.28"), "equipment": Fraction("245677206.87")}


def test_two_printed_figures_of_one_college_imply_one_enrolment() -> None:
    """Total over per-student figure gives the same converted enrolment twice, within 0.2 %."""
    for name in CASES:
        facts = {n: Fraction(*one.value) for n, one in college(name).school.facts.items()
                 if isinstance(one.value, tuple)}  # fmt: skip
        by_equipment = facts["equipment"] / facts["printed_equipment_per_student"]
        by_books = facts["books"] / facts["printed_books_per_student"]
        assert abs(by_equipment - by_books) < by_books * Fraction(2, 1000), name


def test_the_verdicts_of_a_charter_hold_from_the_day_of_the_table() -> None:
    """教发〔2004〕2号 binds from 2004-02-06: the day before, nothing in it applies."""
    values = {**printed("14"), "办学层次": "高职", "院校类别": "农林"}
    for day, some in (("2004-02-05", False), ("2004-02-06", True)):
        book = compliance.load("cn/moe/higher-education-2004", on=day)
        assert bool(verdicts(judged(values, book))) is some, day
