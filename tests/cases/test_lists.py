"""Published lists and plans: their own sums, and what a name without figures can be judged on."""

import re
from collections import Counter
from typing import Any

import pytest
from published import OWN, case, judged, only, printed, verdicts

import compliance
from compliance.checking.statistics import share

LISTS = compliance.load(OWN / "lists.yaml")
COLLEGES = "cn/moe/higher-education-2004"
ONE_MISSED: dict[str, Any] = {
    "level": "undergraduate", "he_category": "comprehensive", "students_converted": 10000,
    "students": 10000, "teachers": 1000, "part_time_teachers": 0, "graduate_degree_teachers": 300,
    "teaching_admin_area": 79999, "equipment": "3000万元", "books": 1000000,
}  # fmt: skip
"""A made-up university with one indicator (8 m² of rooms) below the restricted line."""


def named(words: dict[str, list[str]]) -> list[dict[str, str]]:
    """Schools as the lists give them: a name and the published conclusion."""
    return [{"名称": name, "结论": word} for word, names in words.items() for name in names]


def nobody(word: str, count: int) -> dict[str, list[str]]:
    """Schools that a list counts and does not name."""
    return {word: [f"{word}{n}" for n in range(count)]}


def conclusions(words: dict[str, list[str]]) -> Counter[str]:
    """How many schools are read with each conclusion."""
    return Counter(school.text("published_verdict") for school in compliance.read(named(words)))


def counts(text: str) -> dict[str, int]:
    """合格5所,基本合格4所 as counts by conclusion."""
    return {word: int(n) for word, n in re.findall(r"([^\d,]+)(\d+)所", text)}


def test_shanxi_totals_are_the_sums_of_their_parts() -> None:
    """279 = 4 + 62 + 1 + 212 and 30 = 21 + 9, as printed; one school fewer would not be."""
    item = judged(printed("45"), LISTS)
    assert (item["qualified"].verdict, item["rectify"].verdict) == ("pass", "pass")
    item = judged({**printed("45"), "普通中专学校": "61所", "其中2025年停止招生": "8所"}, LISTS)
    assert (item["qualified"].verdict, item["rectify"].verdict) == ("fail", "fail")


def test_shanxi_names_all_that_it_cancels() -> None:
    """取消招生资质 14所: the list names fourteen."""
    names = case("45")["lists"]["取消招生资质"]
    profile = {**printed("45"), "schools": named({"取消招生资质": names})}
    assert judged(profile, LISTS)["cancelled-named"].verdict == "pass"
    profile["schools"].pop()
    assert judged(profile, LISTS)["cancelled-named"].verdict == "fail"


def test_shanxi_has_more_than_two_outcomes() -> None:
    """Of 323 schools 279 may enrol, 30 must put things right and 14 are cancelled."""
    words = nobody("具备招生资质", 279) | nobody("限期整改", 30)
    words["取消招生资质"] = case("45")["lists"]["取消招生资质"]
    assert conclusions(words) == {"met": 279, "deferred": 30, "unmet": 14}


def test_a_cancelled_school_without_figures_is_unknown() -> None:
    """The publisher's 取消 replaces no figure: no computed clause passes or fails."""
    book = compliance.load("cn/shanxi/secondary-vocational", on="2025-06-30")
    found = compliance.check(named({"取消招生资质": case("45")["lists"]["取消招生资质"]}), book)
    assert {item.outcome for item in found} == {"unknown"}
    assert {f.verdict for item in found for f in item} <= {"unknown", "not_applicable"}
    whole = share(found)[""]
    assert (whole.rate.passed, whole.rate.unknown, len(whole.undecided)) == (0, 14, 14)
    assert whole.verdict("80 %") == "unknown"


def test_xian_conclusions_are_read_in_three_grades() -> None:
    """65 合格, 19 基本合格 and 10 不合格 of 94, of which the ten are named."""
    found: Counter[str] = Counter()
    for text in printed("47").values():
        found.update(counts(text))
    failed = [name for names in case("47")["lists"].values() for name in names]
    assert found["不合格"] == len(failed)
    words = nobody("合格", found["合格"]) | nobody("基本合格", found["基本合格"])
    assert conclusions({**words, "不合格": failed}) == {"met": 65, "nearly": 19, "unmet": 10}


def test_yellow_cards_of_2004_are_not_all_named() -> None:
    """黄牌 26所 in the headline, 4 + 15 = 19 names in the article: seven are missing."""
    names = [name for group in case("49")["lists"].values() for name in group]
    profile: dict[str, Any] = {**printed("49"), "schools": named({"黄牌": names})}
    assert judged(profile, LISTS)["yellow-named"].verdict == "fail"
    profile["schools"] += named(nobody("黄牌", 7))
    assert judged(profile, LISTS)["yellow-named"].verdict == "pass"


def test_a_named_yellow_card_decides_no_figure() -> None:
    """The 19 are yellow by publication; by the table, without figures, each stays unknown."""
    names = [name for group in case("49")["lists"].values() for name in group]
    book = compliance.load(COLLEGES, on="2004-05-26")
    found = compliance.check(named({"黄牌(限制招生)": names}), book)
    cards = share(found, "yellow-card")[""]
    assert (cards.rate.passed, cards.rate.unknown, cards.rate.of) == (0, 19, 19)
    assert {item.school.text("published_verdict") for item in found} == {"yellow"}


@pytest.mark.parametrize(("planned", "verdict"), [(2500, "pass"), (2501, "fail")])
def test_a_yellow_card_caps_the_intake(planned: int, verdict: str) -> None:
    """招生规模不得超过当年毕业生数: 2500 after 2500 graduates, and not one more."""
    book = compliance.load(COLLEGES, on="2004-05-26")
    profile = {**ONE_MISSED, "past_cards": [], "毕业生数": "2500人", "招生计划数": f"{planned}人"}
    item = judged(profile, book)
    assert (item["yellow-card"].verdict, item["red-card"].verdict) == ("fail", "pass")
    assert item["yellow-card-quota"].verdict == verdict


def test_causes_and_cards_of_2010_agree() -> None:
    """7 for conditions and 2 for conduct are 9, as are 3 suspended and 6 restricted."""
    values = {label: text.split(" ")[0] for label, text in printed("53").items()}
    assert judged(values, LISTS)["causes-and-cards"].verdict == "pass"
    assert judged({**values, "暂停招生": "2所"}, LISTS)["causes-and-cards"].verdict == "fail"


def test_the_six_restricted_of_2010_are_named() -> None:
    """4 for conditions and 2 for conduct are the six of 限制招生."""
    names = [name for group in case("53")["lists"].values() for name in group]
    profile = {**only(printed("53"), "限制招生"), "schools": named({"黄牌": names})}
    assert judged(profile, LISTS)["restricted-named"].verdict == "pass"


@pytest.mark.parametrize(
    ("past", "verdict"),
    [
        ({2008: "未亮牌", 2009: "黄牌"}, "pass"),
        ({2009: "黄牌"}, "unknown"),
        ({2008: "黄牌", 2009: "黄牌"}, "fail"),
        ({2007: "黄牌", 2008: "未亮牌", 2009: "未亮牌"}, "pass"),
        ({2007: "黄牌", 2009: "未亮牌"}, "pass"),
        ({2007: "黄牌"}, "unknown"),
    ],
)
def test_a_second_yellow_card_is_not_red(past: dict[int, str], verdict: str) -> None:
    """Both schools were published as yellow again in 2010: red takes three years in a row.

    上海中华 was yellow in 2009, 新疆能源 in 2007; what is not printed of 2008 may decide.
    """
    cards = [{"年度": f"{year}年", "红黄牌": card} for year, card in past.items()]
    book = compliance.load(COLLEGES, on="2010-05-04")
    item = judged({**ONE_MISSED, "历年红黄牌": cards}, book)
    assert item["third-yellow"].verdict == verdict
    assert item["yellow-card"].verdict == "fail"


@pytest.mark.parametrize(
    ("intakes", "verdict"),
    [
        ({2015: 399, 2016: 399, 2017: 399}, "fail"),
        ({2015: 400, 2016: 399, 2017: 399}, "pass"),
        ({2015: 399, 2016: None, 2017: 399}, "unknown"),
    ],
)
def test_nanchang_trigger_is_three_poor_years(intakes: dict[int, int | None], verdict: str) -> None:
    """連續三年招生不足400人: 400 in one of them is enough, an unknown year decides nothing."""
    years = [{"年度": y, "招生人数": n} for y, n in intakes.items()]
    found = judged({"历年招生": years}, compliance.load(OWN / "intake.yaml"))["intake"]
    assert found.verdict == verdict


def test_nanchang_names_seven_and_gives_no_figures() -> None:
    """The seven under notice are unknown until their intakes are given."""
    plan = next(d for d in case("71")["decisions"] if "撤銷" in d["action"])
    book = compliance.load(OWN / "intake.yaml")
    found = compliance.check(named({"未达标": plan["schools"]}), book)
    assert len(found) == 7
    assert {(i["intake"].verdict, i["intake"].needs) for i in found} == {("unknown", ("intakes",))}


def test_jiangxi_has_more_schools_than_its_plan() -> None:
    """现有 509所 against 300所以内; 300 would be within."""
    assert judged(only(printed("73"), "现有"), LISTS)["plan"].verdict == "fail"
    assert judged({"现有": "300所"}, LISTS)["plan"].verdict == "pass"


def test_dazhou_line_is_the_enrolment_of_2010() -> None:
    """1200人以下 is put right: 1199 fails; 1200 itself is what the standard asks for."""
    book = compliance.load("cn/moe/secondary-vocational-2010", on="2024-09-30")
    found = {n: judged({"在校生": f"{n}人"}, book)["enrolment"].verdict for n in (1199, 1200)}
    assert found == {1199: "fail", 1200: "pass"}


def test_dazhou_new_campus_passes_with_a_space_in_its_figures() -> None:
    """136859. 93平方米 and 106837. 78平方米 are read as printed and pass both absolute areas."""
    values = printed("76")
    book = compliance.load("cn/moe/secondary-vocational-2010", on="2024-09-30")
    item = judged({"新建学校": "是", "占地": values["达州市职业高级中学迁建 用地"],
                   **only(values, "总建筑面积")}, book)  # fmt: skip
    assert (item["campus-area"].verdict, item["floor-area"].verdict) == ("pass", "pass")
    assert [str(item[c].measured) for c in ("campus-area", "floor-area")] == [
        "13685993/100", "5341889/50"]  # fmt: skip
    assert verdicts(item)["campus-per-student"] == "unknown"
