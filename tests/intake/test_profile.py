"""One school from a mapping: each value read exactly, or an issue that says where and why."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pandas as pd
import pytest

import compliance
from compliance.intake.school import School
from compliance.quantity import Span


def school(profile: dict[str, Any]) -> School:
    """The one school of a profile."""
    return compliance.read(profile).items[0]


def value(label: str, raw: Any) -> Fraction | str | bool | None:
    """What one value is read as, or None if it is not."""
    facts = school({label: raw}).facts
    (found,) = facts.values() if facts else (None,)
    if found is None:
        return None
    return Fraction(*found.value) if isinstance(found.value, tuple) else found.value


def codes(profile: dict[str, Any]) -> list[str]:
    """The codes of a profile's issues."""
    return [issue.code for issue in school(profile).issues]


@pytest.mark.parametrize(
    ("label", "raw", "expected"),
    [
        ("campus_area", 39600, "39600"),
        ("campus_area", 39600.0, "39600"),
        ("campus_area", 39599.99, "3959999/100"),
        ("campus_area", 0.1, "1/10"),
        ("campus_area", Decimal("39600.10"), "396001/10"),
        ("campus_area", "60亩", "40000"),
        ("campus_area", Fraction(2, 3), "2/3"),
        ("占地", "４万平方米", "40000"),
        ("campus_area", 1e7, "10000000"),
        ("campus_area", "59.4", "297/5"),
        ("equipment", "360万元", "3600000"),
        ("equipment", "¥3000", "3000"),
        ("equipment", 3600000, "3600000"),
        ("students", "1200人", "1200"),
        ("students", "1,200", "1200"),
        ("students", 1200.0, "1200"),
        ("students", 0, "0"),
        ("teachers", "60名教师", "60"),
        ("books", "3.6万册", "36000"),
        ("生均占地面积", "33㎡/生", "33"),
        ("生均占地面积", "33平方米", "33"),
        ("班均", "41人", "41"),
        ("生均占地面积", 33, "33"),
        ("双师比", "52.5%", "21/40"),
        ("双师比", 52.5, "21/40"),
        ("双师比", "52.5", "21/40"),
        ("双师比", 0, "0"),
        ("双师比", 100, "1"),
        ("差异系数", 0.35, "7/20"),
        ("差异系数", "0.35", "7/20"),
        ("百名学生配教学用计算机台数", "15台/百生", "3/20"),
        ("百名学生配教学用计算机台数", 15, "3/20"),
        ("year_built", "2018年", "2018"),
        ("longitude", "-119.3", "-1193/10"),
        ("longitude", -119.3, "-1193/10"),
        ("latitude", "26.08", "652/25"),
        ("campus_area", np.float64(1.5), "3/2"),
        ("students", np.int64(1200), "1200"),
        ("campus_area", np.float32(0.1), "1/10"),
    ],
)
def test_number_is_exact(label: str, raw: Any, expected: str) -> None:
    """A number is the decimal that was written, in base units; a float its shortest text."""
    assert value(label, raw) == Fraction(expected)
    assert codes({label: raw}) == []


@pytest.mark.parametrize(
    ("label", "raw", "code"),
    [
        ("campus_area", True, "not-a-number"),
        ("students", False, "not-a-number"),
        ("campus_area", np.bool_(1), "not-a-number"),
        ("campus_area", [1], "not-a-number"),
        ("campus_area", b"60", "not-a-number"),
        ("campus_area", 1j, "not-a-number"),
        ("campus_area", dt.time(1, 20), "not-a-number"),
        ("campus_area", float("inf"), "not-a-number"),
        ("campus_area", dt.datetime(2018, 6, 30, tzinfo=dt.UTC), "not-a-number"),
        ("campus_area", Decimal("1E+1000000"), "not-a-number"),
        ("campus_area", Decimal("1E-9999"), "not-a-number"),
        ("campus_area", Decimal("-Infinity"), "not-a-number"),
        ("campus_area", object(), "not-a-number"),
        ("campus_area", 10**9, "too-large"),
        ("students", 1000001, "too-large"),
        ("campus_area", 1e300, "too-large"),
        ("双师比", "101%", "too-large"),
        ("campus_area", -1, "too-small"),
        ("campus_area", "-1", "quantity-negative"),
        ("year_built", 999, "too-small"),
        ("students", 1200.5, "not-whole"),
        ("students", "1200.5", "not-whole"),
        ("books", "0.00001万册", "not-whole"),
        ("campus_area", "六十亩", "quantity-number"),
        ("campus_area", "60亩地", "quantity-unit"),
        ("campus_area", "20-25亩", "quantity-range"),
        ("campus_area", "60 mu", "quantity-unit"),
        ("campus_area", "60人", "unit-mismatch"),
        ("campus_area", "33㎡/生", "unit-mismatch"),
        ("students", "60教师", "unit-mismatch"),
        ("teachers", "60学生", "unit-mismatch"),
        ("可容纳", "54个班", "unit-mismatch"),
        ("双师比", 0.525, "share-or-percent"),
        ("双师比", "0.525", "share-or-percent"),
        ("双师比", 1, "share-or-percent"),
        ("campus_area", "1:20", "ratio-unexpected"),
        ("campus_area", "50%", "unit-mismatch"),
        ("campus_area", "20000平方米(含租赁5000平方米)", "remark-changes"),
        ("students", "1200人（含成教300人）", "remark-changes"),
        ("campus_area", "60亩(规划)", "remark-changes"),
        ("campus_area", "60亩(约)", "remark-changes"),
        ("campus_area", "9" * 5000, "quantity-number"),
        ("campus_area", "1" + ",000" * 2000, "quantity-number"),
    ],
)
def test_value_is_refused(label: str, raw: Any, code: str) -> None:
    """What is not plainly a value of the fact is not read, and one issue says so with its cell."""
    found = school({label: raw})
    assert not found.facts
    (issue,) = found.issues
    assert (issue.code, issue.place.file, issue.severity) == (code, label, "warning")
    assert len(issue.show("both")) < 1000


@pytest.mark.parametrize(
    "raw",
    [
        None,
        "",
        " ",
        "-",
        "—",
        "无",
        "無",
        "/",
        "暂无",
        "NaN",
        "nan",
        "#N/A",
        "N/A",
        "#DIV/0!",
        "null",
        float("nan"),
        np.float64("nan"),
        Decimal("NaN"),
        Decimal("sNaN"),
        pd.NA,
        pd.NaT,
    ],
)
@pytest.mark.parametrize(
    "label", ["campus_area", "students", "owner", "new_build", "name", "majors"]
)
def test_missing_is_not_reported(label: str, raw: Any) -> None:
    """A mark for nothing is no value and no problem: not zero, not no, not a name."""
    found = school({label: raw})
    assert not found.facts
    assert not found.issues


@pytest.mark.parametrize(
    ("label", "raw", "per_teacher"),
    [
        ("师生比", "1:20", 20),
        ("生师比", "1:20", 20),
        ("师生比", "20:1", 20),
        ("师生比", "1：20", 20),
        ("师生比", "20比1", 20),
        ("生师比", "18.9:1", "18.9"),
        ("生师比", "1:18.9", "18.9"),
        ("生师比", 19.92, "19.92"),
        ("生师比", "19.92", "19.92"),
        ("师生比", "0.05", 20),
        ("生师比", 1, 1),
        ("师生比", dt.time(1, 20), 20),
        ("生师比", dt.time(20, 1), 20),
        ("生师比", dt.timedelta(hours=25, minutes=1), 25),
        ("师生比", dt.timedelta(minutes=80), 20),
        ("生师比", "1:1", 1),
    ],
)
def test_ratio_direction(label: str, raw: Any, per_teacher: Any) -> None:
    """Whatever its direction and notation, the ratio is kept as pupils for each teacher."""
    assert value(label, raw) == Fraction(per_teacher)


def test_ratio_below_one_is_teachers_per_pupil() -> None:
    """0.076 teachers a pupil are 1/0.076 pupils a teacher."""
    assert value("县域内专任教师总数与在园幼儿总数之比", 0.076) == Fraction(1000, 76)


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ("20:3", "ratio-unclear"),
        ("1:20:30", "quantity-number"),
        ("1:20—1:25", "quantity-range"),
        ("1:0", "quantity-ratio"),
        (dt.time(1, 20, 30), "not-a-number"),
        ("≤1:15", "quantity-number"),
        (dt.timedelta(seconds=61), "not-a-number"),
        (dt.time(1, 0), "quantity-ratio"),
        (dt.datetime(1900, 1, 1, 1, 20, tzinfo=dt.UTC), "not-a-number"),
    ],
)
def test_ratio_is_refused(raw: Any, code: str) -> None:
    """A ratio neither side of which is 1, a band, or a real time of day is not read."""
    assert codes({"生师比": raw}) == [code]


@pytest.mark.parametrize(
    ("label", "raw", "expected"),
    [
        ("owner", "公办", "public"),
        ("举办性质", "民办", "private"),
        ("举办性质", "公辦", "public"),
        ("level", "中职", "secondary_vocational"),
        ("kind", "聾校", "special"),
        ("kind", "体育类", "sports"),
        ("owner", " public ", "public"),
        ("new_build", "是", True),
        ("是否新建", "否", False),
        ("new_build", True, True),
        ("new_build", 1, True),
        ("new_build", 0.0, False),
        ("new_build", "√", True),
        ("new_build", np.bool_(0), False),
        ("name", "甲校", "甲校"),
        ("学校名称", " 甲校 ", "甲校"),
        ("id", 3135000012, "3135000012"),
        ("id", 3135000012.0, "3135000012"),
        ("id", "0031", "0031"),
        ("id", Decimal("3135000012.0"), "3135000012"),
        ("district", dt.date(2018, 6, 30), "2018-06-30"),
    ],
)
def test_words_are_read(label: str, raw: Any, expected: str | bool) -> None:  # noqa: FBT001
    """Categories by any of their labels, flags by any yes or no, ids as they were typed."""
    assert value(label, raw) == expected


@pytest.mark.parametrize(
    ("label", "raw", "code"),
    [
        ("owner", "国有", "unknown-category-value"),
        ("owner", "公", "unknown-category-value"),
        ("owner", "x" * 100_000, "unknown-category-value"),
        ("new_build", "也许", "not-yes-no"),
        ("new_build", 2, "not-yes-no"),
        ("name", ["甲"], "not-text"),
        ("name", b"x", "not-text"),
        ("name", "\ud800", "not-text"),
        ("name", object(), "not-text"),
        ("id", 1e17, "digits-lost"),
        ("owner", {"a": 1}, "not-text"),
    ],
)
def test_words_are_refused(label: str, raw: Any, code: str) -> None:
    """Words that are not on the closed list, and things that are no words, are not read."""
    found = school({label: raw})
    assert [issue.code for issue in found.issues] == [code]
    assert not found.facts


@pytest.mark.parametrize("label", ["campus_area", "id", "owner", "new_build"])
def test_numbers_too_long_to_print(label: str) -> None:
    """A number of ten thousand digits is refused without being written out."""
    assert codes({label: 10**10_000}) == ["not-a-number"]
    assert codes({label: Fraction(1, 10**10_000)}) == ["not-a-number"]


def test_excel_cannot_hold_long_ids() -> None:
    """An 18-digit code that Excel turned into a number has lost digits and is nobody's id."""
    assert codes({"学校标识码": 350102199001011234.0}) == ["digits-lost"]


def test_unknown_label_waits_for_a_standard() -> None:
    """A label that the vocabulary does not know is kept unread, and no fact is guessed from it."""
    found = school({"登记的在籍学生": 1500, "在校师生": 1600})
    assert not found.facts
    assert [unread.label for unread in found.unread] == ["登记的在籍学生", "在校师生"]


def test_two_values_for_one_fact() -> None:
    """Two labels of one fact with different values contradict each other; equal ones do not."""
    assert school({"占地": "60亩", "校园占地面积": 40000}).conflicts == frozenset()
    found = school({"占地": "60亩", "校园占地面积": 41000})
    assert found.conflicts == {"campus_area"}
    (issue,) = found.issues
    assert (issue.code, issue.place.file) == ("two-values", "校园占地面积")


@pytest.mark.parametrize("order", [["约1200", 1213], [1213, "约1200"]])
def test_exact_figure_refines_an_approximate_one(order: list[Any]) -> None:
    """约1200 and 1213 agree, and the exact figure is kept whichever came first."""
    found = school(dict(zip(["在校生", "students"], order, strict=True)))
    assert found.conflicts == frozenset()
    assert found.facts["students"].value == (1213, 1)
    assert found.facts["students"].span is None


def test_approximate_figures_that_cannot_agree() -> None:
    """约1200 is 1100 to 1300, so 1400 contradicts it."""
    assert school({"在校生": "约1200", "students": 1400}).conflicts == {"students"}


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("产权占地面积", "占地面积"),
        ("专业教师", "专任教师"),
        ("公共课教师", "专任教师"),
        ("高级职称教师", "专任教师"),
        ("双师型教师", "专业教师"),
    ],
)
def test_part_exceeds_whole(part: str, whole: str) -> None:
    """A part larger than its whole makes both doubtful; one as large does not."""
    assert school({part: 60, whole: 60}).conflicts == frozenset()
    found = school({part: 61, whole: 60})
    assert len(found.conflicts) == 2
    assert [issue.code for issue in found.issues] == ["part-exceeds-whole"]


def test_part_may_exceed_an_approximate_whole() -> None:
    """61 specialists of 约60 teachers are possible: 约60 is 50 to 70."""
    assert school({"专业教师": 61, "专任教师": "约60"}).conflicts == frozenset()
    assert school({"专业教师": 71, "专任教师": "约60"}).conflicts


def test_bracket_states_a_second_fact() -> None:
    """62331.07031平方米(生均41.2平方米) gives the total and the printed figure a student."""
    found = school({"建筑面积": "62331.07031平方米(生均41.2平方米)"})
    assert Fraction(*found.facts["floor_area"].value) == Fraction("62331.07031")
    assert Fraction(*found.facts["printed_floor_per_student"].value) == Fraction("41.2")
    assert not found.issues


@pytest.mark.parametrize(
    ("text", "contradicts"),
    [
        ("73.92万平方米(约合1108亩)", False),
        ("49万平方米(约合735.7亩)", False),
        ("49万平方米(约合735亩)", False),
        ("40.5萬平方米（約合606.6畝）", False),
        ("60亩(合40000平方米)", False),
        ("49万平方米(约合835亩)", True),
        ("60亩(合4000平方米)", True),
        ("60亩(约合60人)", True),
        ("60亩(约合)", False),
        ("60亩(其中操场20亩)", False),
        ("60亩(合很多)", False),
    ],
)
def test_bracket_restates(text: str, contradicts: bool) -> None:  # noqa: FBT001
    """(约合1108亩) repeats the figure within rounding, or it contradicts it."""
    assert school({"占地": text}).conflicts == ({"campus_area"} if contradicts else frozenset())


def test_approximate_values_keep_their_span() -> None:
    """A span is in base units like its figure; heading units and multipliers apply to it too."""
    assert school({"占地": "364余亩"}).facts["campus_area"].bounds == Span(
        Fraction(728000, 3), Fraction(730000, 3), high_open=True
    )
    assert school({"在校生": "2万多"}).facts["students"].bounds == Span(
        Fraction(20000), Fraction(30000), high_open=True
    )


def test_cells_and_texts_are_kept() -> None:
    """Every fact carries the text that was given and the place it stood."""
    found = compliance.read([{"name": "甲校", "占地": " 60亩 "}, {"name": "乙校", "占地": 4}])
    assert found["甲校"].facts["campus_area"][1:3] == ("60亩", "占地")
    assert found["乙校"].facts["campus_area"][1:3] == ("4", "[1].占地")


def test_majors() -> None:
    """Majors are parts with facts of their own, each with its place."""
    majors = [{"专业名称": "机电", "类别": "工科", "在校生": "300人", "仪器设备值": "90万元"}, {}]
    found = school({"majors": majors}).facts["majors"].value
    assert [part.name for part in found] == ["机电", "#2"]
    assert found[0].facts["group"].value == "engineering"
    assert found[0].facts["students"].value == (300, 1)
    assert Fraction(*found[0].facts["equipment"].value) == 900_000
    assert found[0].facts["equipment"].cell == "majors[0].仪器设备值"
    assert found[1].facts == {}


def test_majors_of_any_sequence() -> None:
    """Lists, tuples and numpy arrays of mappings are parts; an empty one is no part at all."""
    for empty in ([], (), np.array([], dtype=object)):
        assert school({"majors": empty}).facts["majors"].value == ()
    found = school({"majors": np.array([{"在校生": 3}], dtype=object)})
    assert found.facts["majors"].value[0].facts["students"].value == (3, 1)


def test_major_with_two_values() -> None:
    """A major whose pupils are given twice, differently, contradicts itself."""
    found = school({"majors": [{"在校生": 100, "students": 200}]})
    assert found.facts["majors"].value[0].conflicts == {"students"}
    assert [issue.code for issue in found.issues] == ["two-values"]


@pytest.mark.parametrize(
    ("majors", "code"),
    [
        ("机电", "parts-expected"),
        (5, "parts-expected"),
        ({"name": "x"}, "parts-expected"),
        ([5], "parts-expected"),
        (["机电"], "parts-expected"),
        (iter([]), "parts-expected"),
        ([{"name": "x", "校长": 1}], "unknown-label"),
        ([{"students": "很多"}], "quantity-number"),
        ([{"students": 1.5}], "not-whole"),
        ([{"group": "文科"}], "unknown-category-value"),
    ],
)
def test_majors_that_are_none(majors: Any, code: str) -> None:
    """What is no list of parts is refused; an unclear fact of a part is an issue at its place."""
    found = school({"majors": majors})
    assert [issue.code for issue in found.issues] == [code]
    assert found.issues[0].place.file.startswith("majors")


def test_school_twice() -> None:
    """Two profiles with one id are refused, and both places are named."""
    with pytest.raises(compliance.FactsError) as caught:
        compliance.read([{"id": "1"}, {"id": 2}, {"id": 1}])
    assert caught.value.code == "school-twice"
    assert caught.value.place.file == "[2]"
    assert "[0]" in caught.value.show("en")


@pytest.mark.parametrize(
    "data", [None, 5, object(), {1}, b"x", np.array([1]), (x for x in []), 1.5]
)
def test_data_of_no_kind(data: Any) -> None:
    """What is neither path, mapping, list nor dataframe is refused as such."""
    with pytest.raises(compliance.FactsError) as caught:
        compliance.read(data)
    assert caught.value.code == "data-kind"


@pytest.mark.parametrize("data", [[1], [None], [{"id": 1}, "x"], [[]]])
def test_list_of_something_else(data: Any) -> None:
    """A list must hold mappings only; the first that is none is named."""
    with pytest.raises(compliance.FactsError) as caught:
        compliance.read(data)
    assert caught.value.code == "data-not-schools"


@pytest.mark.parametrize(
    ("label", "text", "code"),
    [
        ("占地", "60亩(20000㎡)", "two-values"),
        ("占地", "60亩，合30000平方米", "two-values"),
        ("占地", "60亩,100亩", "two-values"),
        ("占地", "60亩，其中30亩未取得", "remark-changes"),
        ("占地", "60亩（待建）", "remark-changes"),
        ("占地", "60亩（待核实）", "remark-changes"),
        ("占地", "60（亩）", "remark-changes"),
        ("占地", "60亩（40000㎡）（在建）", "remark-changes"),
        ("建筑面积", "24000平方米（在建）", "remark-changes"),
        ("建筑面积", "20777.9平方米(生 ... cut", "remark-changes"),
        ("在校生", "1200人（实际1100人）", "remark-changes"),
        ("在校生", "1200人，其中短期培训300人", "remark-changes"),
        ("在校生", "1200人(其中大专300人)", "remark-changes"),
        ("专任教师", "60人，外聘20人", "remark-changes"),
    ],
)
def test_remark_that_may_change_the_figure(label: str, text: str, code: str) -> None:
    """A figure with a remark that is not plainly harmless is not judged, and an issue says so."""
    found = school({label: text})
    assert [issue.code for issue in found.issues] == [code]
    assert set(found.facts) == found.conflicts


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("占地", "364余亩,2个校区"),
        ("占地", "73.92万平方米(约合1108亩)"),
        ("占地", "60亩(40000㎡)"),
        ("占地", "60亩,合40,000平方米"),
        ("占地", "60亩(2017年)"),
        ("专任教师", "60名(其中大专5人,本科55人)"),
        ("在校生", "1200人(男700人,女500人)"),
    ],
)
def test_remark_that_leaves_the_figure(label: str, text: str) -> None:
    """Campuses, a year, degrees, and the same figure in another unit change nothing."""
    found = school({label: text})
    assert len(found.facts) == 1
    assert not found.issues
    assert not found.conflicts


def test_unknown_label_of_a_profile_is_a_note() -> None:
    """A misspelt label is named, with the nearest known one and its cell."""
    (issue,) = compliance.read([{"id": "A", "student": 1200}]).all_issues
    assert (issue.code, issue.place.file) == ("unknown-label", "student")
    assert "students" in issue.show("en")


def test_major_in_two_groups() -> None:
    """A major that is said to be of two groups contradicts itself."""
    found = school({"majors": [{"group": "工科", "类别": "其他"}]})
    assert found.facts["majors"].value[0].conflicts == {"group"}


@pytest.mark.parametrize(
    ("label", "value", "expected"),
    [
        ("占地面积（亩）", 60, 40000),
        ("校园占地面积(万平方米)", "4", 40000),
        ("占地面积（亩）", "40000㎡", 40000),
    ],
)
def test_a_label_states_the_unit_of_plain_numbers(label: str, value: object, expected: int) -> None:
    """60 under 占地面积（亩） is 40 000 m²; a text brings its own unit."""
    found = compliance.read({label: value}).items[0].facts["campus_area"]
    assert found.bounds.low == found.bounds.high == expected


def test_a_label_with_a_unit_that_does_not_fit() -> None:
    """60 under 占地面积（元） is not read at all."""
    school = compliance.read({"占地面积（元）": 60}).items[0]
    assert not school.facts
    assert [issue.code for issue in school.issues] == ["unit-mismatch"]


def test_two_figures_for_one_thing_leave_both_open() -> None:
    """60亩 restated as 39801㎡ may be either: no verdict between them is certain."""
    found = compliance.read({"占地面积": "60亩（折合39801平方米）"}).items[0].facts["campus_area"]
    assert (found.bounds.low, found.bounds.high) == (39801, 40000)
    exact = compliance.read({"占地面积": "60亩（折合40000平方米）"}).items[0].facts["campus_area"]
    assert exact.span is None
