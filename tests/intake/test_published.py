"""Figures and labels as pages print them: read exactly, or refused, never read as another thing."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest

import compliance
from compliance.intake.school import School
from compliance.quantity import Span
from compliance.vocabulary import Category, comparable

VOCABULARY = compliance.read({}).vocabulary
MU = Fraction(2000, 3)
CONDITIONS = compliance.load("cn/moe/conditions-2022", on="2023-12-31")
COUNTY = compliance.load("cn/moe/quality-balance-2017-county", on="2020-06-30").vocabulary


def school(profile: dict[str, Any]) -> School:
    """The one school of a profile."""
    return compliance.read(profile).items[0]


def codes(found: School) -> list[str]:
    """The codes of a school's issues."""
    return [issue.code for issue in found.issues]


def given(found: School) -> dict[str, str]:
    """The facts that were read, as they were printed."""
    return {name: fact.given for name, fact in found.facts.items()}


# one-sided figures


@pytest.mark.parametrize(
    ("label", "text", "span"),
    [
        ("占地", "100亩以上", Span(100 * MU, Fraction(10**8))),
        ("占地", "超过100亩", Span(100 * MU, Fraction(10**8), low_open=True)),
        ("占地", "100亩以内", Span(Fraction(0), 100 * MU)),
        ("占地", "不足100亩", Span(Fraction(0), 100 * MU, high_open=True)),
        ("占地面积（亩）", "100以上", Span(100 * MU, Fraction(10**8))),
        ("双师比", "80%以上", Span(Fraction(4, 5), Fraction(1))),
        ("双师比", "100%以上", Span(Fraction(1), Fraction(1))),
        ("双师比", "约95%", Span(Fraction(94, 100), Fraction(96, 100))),
        ("双师比", "约100%", Span(Fraction(0), Fraction(1))),
        ("建校年份", "1956年以上", Span(Fraction(1956), Fraction(2200))),
        ("建校年份", "1956年以下", Span(Fraction(1000), Fraction(1956))),
        ("师生比", "不足0.05", Span(Fraction(20), Fraction(200), low_open=True)),
        ("师生比", "约0.05", Span(1 / Fraction("0.06"), 1 / Fraction("0.04"))),
    ],
)
def test_an_open_end_is_what_the_fact_declares(label: str, text: str, span: Span) -> None:
    """The end that a text leaves open is the fact's largest or smallest figure."""
    found = school({label: text})
    (fact,) = found.facts.values()
    assert fact.bounds == span
    assert fact.open is not text.startswith("约")
    assert not found.issues


@pytest.mark.parametrize(
    ("label", "text", "code"),
    [
        ("双师比", "超过100%", "too-large"),
        ("双师比", "101%以上", "too-large"),
        ("建校年份", "不足1000年", "too-small"),
        ("双师比", "不足1", "share-or-percent"),
        ("生师比", "≤1:15", "quantity-number"),
        ("生师比", "1:15以上", "quantity-number"),
        ("占地", "60人以上", "unit-mismatch"),
        ("占地", "约60亩以上", "quantity-number"),
        ("占地", "100亩以上(规划)", "remark-changes"),
        ("生师比", "236", "too-large"),
    ],
)
def test_one_sided_figures_that_leave_nothing(label: str, text: str, code: str) -> None:
    """More than all, a limit instead of a datum, or two words that disagree are refused."""
    found = school({label: text})
    assert (given(found), codes(found)) == ({}, [code])


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("60亩以上", "pass"),  # 60亩 are 40000 m², and the line
        ("超过60亩", "pass"),
        ("达60亩", "pass"),
        ("59亩以上", "unknown"),
        ("超过59亩", "unknown"),
        ("不足60亩", "fail"),
        ("60亩以内", "unknown"),
        ("60亩以下", "unknown"),
        ("59亩以内", "fail"),
        ("可达59亩", "fail"),
    ],
)
def test_one_sided_figures_decide_on_their_side(text: str, verdict: str) -> None:
    """Where every figure that the words allow lies on one side of 60亩 there is a verdict."""
    finding = compliance.check({"占地": text}, CONDITIONS).items[0]["campus-area"]
    assert finding.verdict == verdict
    assert finding.reason == ("approximate_fact" if verdict == "unknown" else "")


def test_an_end_is_no_figure_to_reckon_with() -> None:
    """不足50亩 fails 60亩, but how much is short nobody knows: there is no lever."""
    finding = compliance.check({"占地": "不足50亩"}, CONDITIONS).items[0]["campus-area"]
    assert finding.verdict == "fail"
    assert not finding.levers
    assert finding.shortfall is None


def test_a_divisor_that_may_be_zero_decides_nothing() -> None:
    """不足1200人 may be nobody, so land for each of them is unknown, never infinite."""
    profile = {"占地": "100亩", "在校生": "不足1200人"}
    finding = compliance.check(profile, CONDITIONS).items[0]["campus-per-student"]
    assert finding.verdict == "unknown"


def test_columns_judge_one_sided_text_as_rows_do() -> None:
    """In a dataframe such texts go to the exact engine: every verdict and reason is the same."""
    areas = ["100亩以上", "不足50亩", "不足60亩", "达60亩", "超过60亩", "60亩以内", "约60亩以上"]
    pupils = ["1200人以上", "不足1200人", "1100余人", "1200", "可达1300人", "1200人以内", "1"]
    frame = pl.DataFrame({"id": list("abcdefg"), "占地": areas, "在校生": pupils})
    columns = ["school", "clause", "verdict", "reason"]
    one, two = (
        compliance.check(frame, CONDITIONS, engine=engine).to_frame().select(columns).sort(columns)
        for engine in ("columns", "exact")
    )
    assert one.equals(two)
    land = two.filter(pl.col("clause") == "campus-area")["verdict"].to_list()
    assert land == ["pass", "fail", "fail", "pass", "pass", "unknown", "unknown"]


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("约18:1", (17, 19)),
        ("约1:18", (17, 19)),
        ("大约1：18.5", ("18.4", "18.6")),
        ("约18", (17, 19)),
    ],
)
def test_approximate_ratios(text: str, span: tuple[str, str]) -> None:
    """约18:1 and 约1:18 are 17 to 19 pupils for each teacher, whichever way round."""
    found = school({"生师比": text}).facts["printed_students_per_teacher"]
    assert found.bounds == Span(*map(Fraction, span))


@pytest.mark.parametrize("text", ["约20:3", "约1:1", "约1:0"])
def test_approximate_ratios_without_a_one(text: str) -> None:
    """Which of two numbers is approximate must be plain, or the ratio is refused."""
    assert codes(school({"生师比": text})) == ["quantity-ratio"]


# what is counted, and for how many


@pytest.mark.parametrize("label", ["百名学生配教学用计算机台数", "每百名学生拥有计算机台数"])
@pytest.mark.parametrize("raw", [15, "15", "15台", "15.0台", "15台/百生"])
def test_devices_for_each_hundred(label: str, raw: Any) -> None:
    """15台 under 每百名学生 are 15 for each hundred pupils: 0.15 for each, never 15."""
    found = school({label: raw}).facts["printed_computers_per_hundred"]
    assert found.bounds == Span.point(Fraction(15, 100))


def test_devices_for_each_hundred_under_a_heading_with_their_unit() -> None:
    """（台） in the heading says no more than the label does, in a profile and in a dataframe."""
    heading = "百名学生配教学用计算机台数（台）"
    assert school({heading: 15}).facts["printed_computers_per_hundred"].bounds.low == Fraction(
        3, 20
    )
    book = compliance.load("cn/moe/higher-education-2004", on="2016-12-31")
    frame = pl.DataFrame({"id": ["a"], "level": ["本科"], "院校类别": ["工科"], heading: [15.0]})
    for engine in ("columns", "exact"):
        rows = compliance.check(frame, book, engine=engine).to_frame().to_dicts()
        (row,) = (r for r in rows if r["clause"] == "computers-per-hundred-undergraduate")
        assert Fraction(str(row["measured"])) == 15  # in 台/百生, as the clause says it


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("大班额", "10个"),
        ("篮球场", "2个"),
        ("在校生", "12个"),
        ("占地", "60个"),
        ("班额", "10余个"),
        ("仪器设备总值", "20个"),
        ("专任教师", "3个左右"),
    ],
)
def test_pieces_are_neither_people_nor_square_metres(label: str, text: str) -> None:
    """个 counts classes, courts and things: under pupils, areas and money it is another figure."""
    found = school({label: text})
    assert (given(found), codes(found)) == ({}, ["quantity-unit"])


@pytest.mark.parametrize(
    ("label", "text", "figure"),
    [
        ("教学班", "99个", 99),
        ("教学班", "99个教学班", 99),
        ("教师阅览座位", "60个", 60),
        ("在园人数", "350名幼儿", 350),
        ("在校生", "1269名在校生", 1269),
        ("专任教师", "118名专任教师", 118),
        ("图书", "42000本", 42000),
        ("计算机", "1200台套", 1200),
        ("计算机", "1200台（套）", 1200),
        ("总投资", "2.52亿元人民币", 252000000),
        ("在校生", "1269人，24个教学班", 1269),
        ("学生宿舍", "5000平方米", 5000),
    ],
)
def test_what_is_counted_may_be_said_again(label: str, text: str, figure: int) -> None:
    """Behind a number may stand what it counts, in the words that people use for it."""
    found = school({label: text})
    (fact,) = found.facts.values()
    assert (fact.bounds, found.issues) == (Span.point(Fraction(figure)), ())


@pytest.mark.parametrize(
    ("label", "total", "share"),
    [
        ("教学及辅助用房", "teaching_area", "printed_teaching_per_student"),
        ("教学行政用房", "teaching_admin_area", "printed_teaching_admin_per_student"),
        ("学生宿舍", "dormitory_area", "printed_dormitory_per_student"),
        ("实训场所面积", "practice_area", "printed_practice_per_student"),
    ],
)
def test_brackets_state_the_share_of_each_pupil(label: str, total: str, share: str) -> None:
    """16435.72平方米(生均10.9平方米) gives the total and the printed figure a student."""
    facts = school({label: "16435.72平方米(生均10.9平方米)"}).facts
    assert {name: fact.bounds.low for name, fact in facts.items()} == {
        total: Fraction("16435.72"), share: Fraction("10.9")}  # fmt: skip


def test_teachers_among_the_staff_in_a_dataframe() -> None:
    """A column of staff is read for the teachers it states, though no clause asks for staff."""
    texts = ["100人(专任教师60人)", "100人(专任教师59人)"]
    frame = pl.DataFrame({"id": ["a", "b"], "教职工": texts})
    book = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    for engine in ("columns", "exact"):
        ledger = compliance.check(frame, book, engine=engine).to_frame()
        found = ledger.filter(pl.col("clause").cast(pl.String) == "teachers")
        assert found["verdict"].to_list() == ["pass", "fail"], engine


def test_an_exact_figure_refines_a_one_sided_one() -> None:
    """100亩以上 and 120亩 agree, and 120亩 is kept; 90亩 contradicts."""
    assert given(school({"占地": "100亩以上", "campus_area": "120亩"})) == {"campus_area": "120亩"}
    assert school({"占地": "100亩以上", "campus_area": "90亩"}).conflicts == {"campus_area"}


# remarks behind a figure


@pytest.mark.parametrize(
    ("label", "text", "figure"),
    [
        ("图书", "19760册(纸质)", 19760),
        ("图书", "40万册,电子图书20万册", 400000),
        ("图书", "40万册；电子图书约20万册", 400000),
        ("图书", "40万册(另有电子图书20万种)", 400000),
        ("图书", "40万册(不含电子图书)", 400000),
        ("图书", "40万册(不含电子图书20万册)", 400000),
        ("教职工", "232人(截至2018年9月)", 232),
        ("在校生", "1200人(2018年9月30日)", 1200),
    ],
)
def test_remarks_that_leave_the_figure(label: str, text: str, figure: int) -> None:
    """Printed books beside electronic ones, and the day of a count, change nothing."""
    found = school({label: text})
    (fact,) = found.facts.values()
    assert (fact.bounds, found.issues) == (Span.point(Fraction(figure)), ())


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("图书", "40万册(电子图书20万册)"),
        ("图书", "40万册(其中电子图书20万册)"),
        ("图书", "40万册,其中电子图书20万册"),
        ("图书", "40万册(含电子图书)"),
        ("教职工", "100人(另有专任教师20人)"),
        ("在校生", "1200人(专任教师60人)"),
        ("专任教师", "60人(专任教师50人)"),
        ("占地", "60亩(占地)"),
        ("占地", "60亩((约合40000㎡))"),
        ("占地", "60亩(约合40000㎡"),
    ],
)
def test_remarks_that_may_change_what_is_counted(label: str, text: str) -> None:
    """Where a remark may say that something else is counted in, nothing is read."""
    found = school({label: text})
    assert (given(found), codes(found)) == ({}, ["remark-changes"])


@pytest.mark.parametrize(
    "text",
    ["4298人(专任教师4201人)", "4298人,其中专任教师4201人", "4298人（其中：专任教师4201名）"],
)
def test_teachers_among_the_staff(text: str) -> None:
    """4298人(专任教师4201人) states 4298 staff, and 4201 teachers among them."""
    found = school({"教职工": text})
    assert {name: fact.value for name, fact in found.facts.items()} == {
        "staff": (4298, 1), "teachers": (4201, 1)}  # fmt: skip
    assert not found.issues


def test_teachers_among_the_staff_contradict() -> None:
    """More teachers than staff, or other teachers than the label states, are a contradiction."""
    many = school({"教职工": "100人(专任教师101人)"})
    assert (many.conflicts, codes(many)) == ({"staff", "teachers"}, ["part-exceeds-whole"])
    twice = school({"教职工": "100人(专任教师90人)", "专任教师": "91人"})
    assert (twice.conflicts, codes(twice)) == ({"teachers"}, ["two-values"])
    assert not school({"教职工": "100人(专任教师90人)", "专任教师": "90人"}).issues


@pytest.mark.parametrize(
    ("text", "figure"),
    [
        ("6.6万平方米(约100亩)", "66000"),  # 99亩
        ("6.7万平方米(约100亩)", "67000"),
        ("6.1万平方米(约100亩)", "61000"),  # 91.5亩
        ("73.92万平方米(约合1108亩)", "739200"),  # 1108.8亩
        ("66700平方米(100亩以上)", "66700"),
        ("174299㎡(约合261.4亩)", "174299"),  # 261.4485亩
    ],
)
def test_a_rough_gloss_leaves_the_exact_figure(text: str, figure: str) -> None:
    """约100亩 behind an area that it may well mean repeats it, and leaves it as exact as it is."""
    found = school({"占地": text})
    assert found.facts["campus_area"].bounds == Span.point(Fraction(figure))
    assert not found.issues


@pytest.mark.parametrize(
    "text",
    [
        "1.3万平方米(约100亩)",  # 19.5亩
        "5.9万平方米(约100亩)",  # 88.5亩
        "12万平方米(约100亩)",
        "6万平方米(100亩以上)",
        "60亩(约合4000平方米)",
    ],
)
def test_a_gloss_that_is_another_figure(text: str) -> None:
    """约100亩 is not written of 19.5亩, whatever its words allow: both stay in doubt."""
    found = school({"占地": text})
    assert (found.conflicts, codes(found)) == ({"campus_area"}, ["two-values"])


def test_a_gloss_by_the_shorter_mu_leaves_both_open() -> None:
    """289610㎡ are 434.4亩; 434.2, reckoned by 667㎡, lies beyond 434.2 ± 0.1, so both may be."""
    found = school({"占地": "289610㎡(约合434.2亩)"})
    assert found.facts["campus_area"].bounds == Span(434 * MU + MU / 10, Fraction(289610))
    assert not found.issues


# a label before the figure


@pytest.mark.parametrize(
    ("label", "text", "figure"),
    [
        ("占地", "占地100亩", 100 * MU),
        ("占地", "佔地面積：100畝", 100 * MU),
        ("学校占地面积", "现有占地面积100亩", 100 * MU),
        ("在校生", "在校生5000人", 5000),
        ("在校生", "共有学生5000人", 5000),
        ("图书", "纸质图书47.42万册", 474200),
        ("仪器设备总值", "价值500万元", 5000000),
        ("实训设备总值", "总价值500万元", 5000000),
        ("教学班", "教学班30个", 30),
        ("生均占地面积", "生均占地33平方米", 33),
    ],
)
def test_the_datum_may_repeat_its_label(label: str, text: str, figure: Fraction) -> None:
    """占地100亩 under 占地 is 100亩: the words before the figure are the datum's own label."""
    found = school({label: text})
    (fact,) = found.facts.values()
    assert (fact.bounds, found.issues) == (Span.point(Fraction(figure)), ())


@pytest.mark.parametrize(
    ("label", "text"),
    [
        ("图书", "电子图书20万册"),
        ("占地", "建筑面积100亩"),
        ("占地", "占地面积(规划)100亩"),
        ("占地", "规划占地100亩"),
        ("在校生", "学生宿舍5000人"),
        ("在校生", "在校师生5000人"),
        ("专任教师", "兼职教师20人"),
        ("占地", "占地"),
    ],
)
def test_another_label_before_the_figure(label: str, text: str) -> None:
    """Words that are another datum's label, or no label, before a figure refuse it."""
    found = school({label: text})
    assert (given(found), codes(found)) == ({}, ["quantity-number"])


# labels with more in them than the datum's name


def test_a_page_behind_a_label() -> None:
    """总投资 of a second page is 总投资 again; two sums that differ contradict each other."""
    found = school({"总投资": "2.52亿元", "总投资 (second page)": "3亿元"})
    assert (found.conflicts, codes(found)) == ({"funds"}, ["two-values"])
    for page in ("(second page)", "（第二页）", "(page 2)", "（另一页）", "(other source)"):
        assert given(school({f"总占地{page}": "174.21亩"})) == {"campus_area": "174.21亩"}


@pytest.mark.parametrize(
    "remark", ["(规划)", "(2016年)", "(含租赁)", "(second)", "(第二校区)", "(二)"]
)
def test_other_brackets_behind_a_label(remark: str) -> None:
    """Brackets that name anything but a page make another label."""
    assert not school({f"总占地{remark}": "174.21亩"}).facts


@pytest.mark.parametrize(
    ("profile", "read"),
    [
        ({"我校占地面积": "60亩"}, {"campus_area": "60亩"}),
        ({"全校教职工": "99名", "在校生": 1}, {"students": "1", "staff": "99名"}),
        ({"达州市职业高级中学迁建 用地": "5亩"}, {"planned_campus_area": "5亩"}),
        ({"甲县第一中学占地": "60亩", "甲县第一中学教学班": "24个"},
         {"campus_area": "60亩", "classes": "24个"}),
        ({"name": "四川省达州市职业高级中学校", "达州市职业高级中学占地": "5亩", "在校生": 1},
         {"name": "四川省达州市职业高级中学校", "campus_area": "5亩", "students": "1"}),
    ],
)  # fmt: skip
def test_the_schools_own_name_before_a_label(profile: dict[str, Any], read: dict[str, str]) -> None:
    """A label that ends in a known one, behind the school's own name, is read, with a note."""
    found = school(profile)
    assert given(found) == read
    assert set(codes(found)) == {"label-by-ending"}
    assert {issue.severity for issue in found.issues} == {"note"}


@pytest.mark.parametrize(
    "profile",
    [
        {"职教中心建筑面积": "26万平方米"},
        {"新安县职教中心建筑面积": "26万平方米", "在校生总计": "18541人"},
        {"甲县第一中学占地": "60亩", "甲县第二中学占地": "50亩"},
        {"name": "甲县", "甲县第一中学占地": "60亩"},
        {"name": "甲县第二中学", "甲县第一中学占地": "60亩"},
        {"name": "南京师范大学附属中学", "南京师范大学占地": "60亩"},
        {"全市中等职业学校在校生": "5000人"},
        {"小学教职工": "50人"},
        {"附属小学占地面积": "5亩"},
        {"新校区占地面积": "60亩"},
        {"实训中心建筑面积": "500平方米"},
        {"学校周长": "500米"},
        {"我校图书（含电子）": "5000册"},
    ],
)
def test_a_name_that_may_be_anothers(profile: dict[str, Any]) -> None:
    """Where it is not certain whose figure it is, or no label is the ending, it is not read."""
    found = school(profile)
    assert not set(found.facts) - {"name", "students"}
    assert set(codes(found)) == {"unknown-label"}


def test_columns_of_a_frame_mean_the_same_in_every_row() -> None:
    """A heading with a page or a school's name is no column of all schools: it stays unread."""
    frame = pl.DataFrame({"name": ["甲校"], "我校占地": ["60亩"], "总占地 (second page)": ["5亩"]})
    (found,) = compliance.read(frame).items
    assert set(found.facts) == {"name"}


def test_a_page_is_stripped_for_labels_of_a_standard_too() -> None:
    """A label that only a standard knows is found behind its page as well."""
    profile = {"level": "本科", "院校类别 (second page)": "工科"}
    book = compliance.load("cn/moe/higher-education-2004", on="2016-12-31")
    read = compliance.check(compliance.read(profile), book).items[0].school
    assert read.text("he_category") == "engineering"


# words and facts


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("公办高职", "higher_vocational"),
        ("公办 本科", "undergraduate"),
        ("民办本科", "undergraduate"),
        ("民办 本科", "undergraduate"),
        ("专科(高职)", "higher_vocational"),
        ("专科", "higher_vocational"),
        ("高等职业教育", "higher_vocational"),
        ("中心小学", "primary"),
        ("村小", "primary"),
        ("高级中学", "senior_high"),
        ("职业高级中学", "secondary_vocational"),
        ("中等专业学校", "secondary_vocational"),
    ],
)
def test_levels_as_printed(text: str, level: str) -> None:
    """Kinds of schools and sections stand for the one level that they belong to."""
    assert school({"办学类型/层次": text}).text("level") == level


@pytest.mark.parametrize(
    "text", ["本科、高职", "九年一贯制学校", "完全中学", "高完中", "中小学", "职业本科", "综合高中"]
)
def test_levels_that_are_two(text: str) -> None:
    """A school of two levels is asked to be split; neither is guessed."""
    found = school({"办学层次": text})
    assert (given(found), codes(found)) == ({}, ["unknown-category-value"])


@pytest.mark.parametrize(
    "name", [n for n, f in VOCABULARY.facts.items() if isinstance(f, Category)]
)
def test_no_word_stands_for_two_values(name: str) -> None:
    """Each way to write a value of a category belongs to that value alone."""
    fact = VOCABULARY.facts[name]
    assert isinstance(fact, Category)
    written = [
        label
        for code, one in fact.values.items()
        for label in {comparable(word) for word in (code, one.zh, one.en, *one.labels)}
    ]
    assert len(written) == len(set(written))


def test_middle_titles_with_and_without_senior_ones() -> None:
    """中级教师 are not 中级以上; 中、高级职称 are both, and never the senior ones alone."""
    found = school({"高级教师": "48人", "中级教师": "62人", "中、高级职称": "110名"})
    assert {name: fact.value for name, fact in found.facts.items()} == {
        "senior_teachers": (48, 1), "midrank_only_teachers": (62, 1), "midrank_teachers": (110, 1)
    }  # fmt: skip
    assert not found.issues


def test_two_shares_of_teachers_by_their_education() -> None:
    """学历达标率 100% and 高学历率 100% are shares of the teachers, each of its own."""
    found = school({"学历达标率": "100%", "高学历率": "95.5%"})
    assert {name: Fraction(*fact.value) for name, fact in found.facts.items()} == {
        "printed_qualified_teachers_share": 1,
        "printed_higher_degree_share": Fraction(955, 1000),
    }


@pytest.mark.parametrize(
    ("part", "whole"),
    [
        ("教学及辅助用房", "教学行政用房"),
        ("行政办公用房", "教学行政用房"),
        ("教学行政用房", "建筑面积（含租赁）合计"),
        ("学生宿舍", "建筑面积（含租赁）合计"),
        ("中级教师", "中级以上职称"),
        ("中级以上职称", "专任教师"),
    ],
)
def test_parts_by_definition(part: str, whole: str) -> None:
    """What is by definition part of another figure is never more; as much is possible."""
    whole = "floor_area_total" if whole.startswith("建筑面积") else whole
    assert not school({part: 60, whole: 60}).conflicts
    assert codes(school({part: 61, whole: 60})) == ["part-exceeds-whole"]


def test_rented_rooms_are_no_part_of_the_schools_own_floor() -> None:
    """Teaching rooms may be rented, and the school's own floor leaves rented floor out."""
    found = school({"校舍建筑面积": 0, "校外租赁建筑面积": 6000, "教学行政用房": 5000})
    assert not found.conflicts


def test_a_school_says_where_it_lies() -> None:
    """County, city and province of a school are texts of their own, beside its district."""
    found = school({"所在县": "闽侯县", "所在市": "福州市", "省份": "福建省", "区县": "闽侯"})
    assert given(found) == {"county": "闽侯县", "city": "福州市", "province": "福建省",
                            "district": "闽侯"}  # fmt: skip


def test_a_county_reports_by_level() -> None:
    """Pupils, staff and the teachers among them, of the county and of each level, as printed."""
    printed = {"在校生": "92988人", "公办在职教职工": "6448人(专任教师6276人)",
               "小学教职工": "4298人(专任教师4201人)", "初中教职工": "2150人(专任教师2075人)",
               "小学在校生": "67424人", "初中在校生": "25564人",
               "公办幼儿园在园幼儿比率": "83.12%"}  # fmt: skip
    found = compliance.check(
        printed, compliance.load("cn/moe/quality-balance-2017-county", on="2020-06-30")
    ).items[0]
    facts = found.school.facts
    assert {name: Fraction(*fact.value) for name, fact in facts.items()} == {
        "students": 92988, "staff": 6448, "teachers": 6276, "primary_staff": 4298,
        "primary_teachers": 4201, "junior_staff": 2150, "junior_teachers": 2075,
        "primary_students": 67424, "junior_students": 25564,
        "printed_preschool_public_share": Fraction(8312, 10000)}  # fmt: skip
    assert not found.school.issues


@pytest.mark.parametrize("label", ["小学", "初中", "公办义务教育学校", "差异系数", "现有"])
def test_labels_of_a_county_that_may_be_two_things(label: str) -> None:
    """小学 may count schools or pupils, 差异系数 one of nine: neither is a fact of a county."""
    assert COUNTY.name_of(label) is None
