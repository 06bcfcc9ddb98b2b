"""Published decisions: figures as printed, checked, advised by the shipped policy, and compared.

Where a publication prints no figures, the advice must not contradict it and must name what is
unknown. Each test's docstring states the rule as it was printed.
"""

import datetime as dt
import re
from typing import Any

import pytest
from published import case, only, printed

import compliance
from compliance.advice.actions import HARSH
from compliance.advice.advice import SchoolAdvice
from compliance.advice.cases.book import CaseBook
from compliance.advice.cases.event import Event, evidence

NANCHANG = "cn/jiangxi/nanchang/closing-2018"
JIANGXI = "cn/jiangxi/consolidation-2016"
DAZHOU = "cn/sichuan/dazhou/small-schools-2024"
XIAN = "cn/shaanxi/xian/annual-check-2018"
COLLEGES = "cn/moe/higher-education-2004"
NATIONAL = "cn/moe/secondary-vocational-2010"
FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"
SUFFICIENT: dict[str, Any] = {
    "kind": "general", "owner": "public", "students": 1200, "teachers": 60, "senior_teachers": 12,
    "specialist_teachers": 30, "dual_qualified_teachers": 9, "part_time_teachers": 12,
    "majors": [{"name": "数控", "midrank_teachers": 2}], "new_build": False, "books": 36000,
    "campus_area": 40000, "floor_area": 24000, "track_length": 200, "periodicals": 80,
    "teacher_seats": 12, "student_seats": 120,
}  # fmt: skip
"""A made-up school at the line of every clause of 2010."""
SMALL: dict[str, Any] = {
    **SUFFICIENT, "students": 300, "teachers": 20, "senior_teachers": 4, "specialist_teachers": 10,
    "dual_qualified_teachers": 3, "part_time_teachers": 4, "books": 10000, "campus_area": 12000,
    "floor_area": 7000, "teacher_seats": 4, "student_seats": 30,
}  # fmt: skip
"""A made-up school that misses the size alone."""


def advised(
    schools: Any, policy: str, standard: str, on: str, cases: CaseBook | None = None
) -> list[SchoolAdvice]:
    """What a policy suggests for schools on a day."""
    findings = compliance.check(schools, compliance.load(standard, on=on))
    return list(compliance.advise(findings, policy, cases=cases, engine="builtin"))


def kinds(one: SchoolAdvice) -> set[str]:
    """What an advice needs beyond the closing of gaps."""
    said = {need.text.zh for need in one.needs if need.kind in ("sanction", "within")}
    return said | {need.kind for need in one.needs if need.kind == "quota"}


def named(group: str, number: str) -> list[str]:
    """The schools of one list of a case."""
    names: list[str] = case(number)["lists"][group]
    return names


# 71 Nanchang


def warned(**more: Any) -> list[dict[str, Any]]:
    """The seven schools of the ultimatum, with the signs that are printed of all of them."""
    seven = case("71")["decisions"][0]["schools"]
    (short,) = re.findall("不足400人", case("71")["criteria_as_printed"])
    signs = {"办学场地狭小": "是", "师资队伍匮乏": "是", "教学设备不足": "是", "类别": "普通"}
    years = {"本年招生数": short, "上年招生数": short, "前年招生数": short}
    return [{"名称": name, **signs, **years, **more} for name in seven]


def failed_again(schools: list[dict[str, Any]]) -> CaseBook:
    """An order to the end of 2018 for each, and a re-inspection after it that fails."""
    ordered = compliance.check(schools, compliance.load(NANCHANG, on="2018-08-01"))
    later = compliance.check(schools, compliance.load(NANCHANG, on="2019-01-08"))
    book = CaseBook()
    for first, second in zip(ordered, later, strict=True):
        told = {"on": dt.date(2018, 8, 1), "authority": "南昌市"}
        opened = compliance.open_case(first["intake"], **told)
        order = Event(event="order", due=dt.date(2018, 12, 31), **told)
        again = Event(
            event="reinspect", on=dt.date(2019, 1, 8), authority="南昌市",
            finding=evidence(second["intake"]),
        )  # fmt: skip
        book = book.with_case(opened.after(order).after(again))
    return book


def test_nanchang_gives_seven_schools_until_the_end_of_the_year() -> None:
    """連續三年招生不足400人、辦學場地狹小、師資隊伍匱乏、教學設備不足: build up by New Year."""
    found = advised(warned(), NANCHANG, NANCHANG, "2018-08-01")
    assert [(one.action, one.rule) for one in found] == [("rectify", "ultimatum")] * 7
    assert {finding.clause for one in found for finding in one.reasons} == {"intake"}


def test_nanchang_closes_them_if_they_miss_it() -> None:
    """Or be 撤銷: after a re-inspection that fails, and not on the due day alone."""
    found = advised(warned(), NANCHANG, NANCHANG, "2019-01-08", failed_again(warned()))
    assert [(one.action, one.rule) for one in found] == [("close", "close")] * 7
    overdue = CaseBook(
        tuple(
            case.model_copy(update={"events": case.events[:1]}) for case in failed_again(warned())
        )
    )
    found = advised(warned(), NANCHANG, NANCHANG, "2019-01-08", overdue)
    assert {one.action for one in found} == {"rectify"}


def test_nanchang_leaves_alone_who_enrolled_400_once() -> None:
    """不足400人 in two of three years is no trigger, however the school stands otherwise."""
    once = warned(上年招生数="400人", students=500)
    found = advised(once, NANCHANG, NANCHANG, "2019-01-08", failed_again(warned()))
    assert {one.action for one in found} == {"rectify"}
    assert {one.rule for one in found} == {""}


def test_nanchang_closes_no_school_for_the_blind() -> None:
    """南昌市盲童學校 is merged: even the same signs and a failed order close no such school."""
    blind = warned(类别="特殊教育")
    found = advised(blind, NANCHANG, NANCHANG, "2019-01-08", failed_again(blind))
    assert {one.action for one in found} == {"rectify"}
    assert {why.why for one in found for why in one.rejected if why.action == "close"} == {
        "forbidden"
    }


def test_nanchang_does_not_work_out_the_mergers_of_named_schools() -> None:
    """合併 of four named schools follows no printed rule: nothing harsh, figures asked for."""
    schools = [name for one in case("71")["decisions"][2:] for name in one["schools"]]
    found = advised([{"名称": name} for name in schools], NANCHANG, NANCHANG, "2018-08-01")
    assert [one.action for one in found] == ["review"] * 4
    wanted = [{need for opened in one.unknown for need in opened.needs} for one in found]
    assert all(needs >= {"intake", "enrolment_licence"} for needs in wanted)


# 73 Jiangxi


def test_jiangxi_hands_over_or_merges_the_second_school_of_a_county() -> None:
    """撤销、合并、划转、共建: 一县一校; the school at the standard is the one that stays."""
    one, two = {"name": "甲校", "county": "甲县"}, {"name": "乙校", "county": "甲县"}
    found = advised([{**SMALL, **one}, {**SUFFICIENT, **two}], JIANGXI, NATIONAL, "2017-06-30")
    assert [(a.action, a.with_) for a in found] == [("merge", (found[1].school,)), ("keep", ())]
    private = {**SMALL, **one, "owner": "private"}
    found = advised([private, {**SUFFICIENT, **two}], JIANGXI, NATIONAL, "2017-06-30")
    assert [a.action for a in found] == ["transfer", "keep"]


@pytest.mark.parametrize("students", [1, 300, 1199])
def test_jiangxi_keeps_the_only_school_of_a_county(students: int) -> None:
    """每县1所: the only one is brought up to the standard, however small it is."""
    alone = {**SMALL, "students": students, "name": "甲校", "county": "甲县"}
    elsewhere = {**SUFFICIENT, "name": "乙校", "county": "乙县"}
    found = advised([alone, elsewhere], JIANGXI, NATIONAL, "2017-06-30")
    assert [a.action for a in found] == ["rectify", "keep"]
    assert {why.by for why in found[0].rejected if why.why == "forbidden"} == {"one-per-county"}


def test_jiangxi_does_not_choose_between_two_schools_below_the_standard() -> None:
    """一县一校 does not say which one stays: both are brought up, neither is handed over."""
    both = [{**SMALL, "name": name, "county": "甲县"} for name in ("甲校", "乙校")]
    found = advised(both, JIANGXI, NATIONAL, "2017-06-30")
    assert [one.action for one in found] == ["rectify", "rectify"]


def test_jiangxi_asks_for_the_county_before_it_ends_anything() -> None:
    """Without its county nobody knows whether a school is the only one."""
    (found,) = advised({**SMALL, "name": "甲校"}, JIANGXI, NATIONAL, "2017-06-30")
    assert found.action == "review"
    assert "county" in {need for opened in found.unknown for need in opened.needs}


def test_jiangxi_stops_the_intake_of_adult_schools() -> None:
    """成人中专从2017年起不再招生."""
    adult = {"name": "甲校", "county": "甲县", "成人中专": "是", "kind": "general"}
    (found,) = advised(adult, JIANGXI, NATIONAL, "2017-06-30")
    assert (found.action, found.rule, kinds(found)) == ("rectify", "adult-schools", {"暂停招生"})


# 76 Dazhou


def line() -> int:
    """The printed line, 1200人以下."""
    (number,) = re.findall(r"(\d+)人以下", printed("76")["rectification line"])
    return int(number)


def test_dazhou_mends_everything_below_its_line() -> None:
    """1200人以下: 全面整改; 1200 itself belongs to the 1200人以上 of the national standard."""
    for students, rule in ((line() - 1, "mend-everything"), (line(), "")):
        (found,) = advised(
            {"name": "甲校", "在校生数": f"{students}人"}, DAZHOU, NATIONAL, "2024-10-01"
        )
        assert found.rule == rule, students


def test_dazhou_merges_the_empty_small_scattered_and_weak() -> None:
    """撤销、撤并“空小散弱”: where somebody judged so, into a school that stays good."""
    host = {**SUFFICIENT, "name": "乙校", "city": "达州市"}
    guest = {**SMALL, "name": "甲校", "city": "达州市"}
    for judged, action in (("是", "merge"), ("否", "rectify"), ("", "rectify")):
        found = advised([{**guest, "空小散弱": judged}, host], DAZHOU, NATIONAL, "2024-10-01")
        assert [one.action for one in found] == [action, "keep"], judged


def test_dazhou_closes_nothing_without_figures() -> None:
    """融合 of 达州中医学校 comes without a figure: the advice is a review that asks for some."""
    (name,) = case("76")["decisions"][0]["schools"][:1]
    (found,) = advised({"名称": name}, DAZHOU, NATIONAL, "2024-10-01")
    assert found.action == "review"
    assert "students" in {need for opened in found.unknown for need in opened.needs}


# 47 Xi'an


def checked(word: str, names: list[str]) -> list[dict[str, str]]:
    return [{"名称": name, "结论": word, "性质": "民办"} for name in names]


def failed_in_xian() -> list[str]:
    return [name for names in case("47")["lists"].values() for name in names]


def test_xian_stops_the_intake_of_those_that_failed() -> None:
    """不合格: 停止2019年招生, 整改一年; ten schools, and none is closed after one year."""
    names = [re.sub(r"\(.*\)", "", name) for name in failed_in_xian()]
    found = advised(checked("不合格", names), XIAN, XIAN, "2019-04-03")
    assert [(one.action, one.rule) for one in found] == [("rectify", "failed")] * 10
    assert {frozenset(kinds(one)) for one in found} == {frozenset({"暂停招生", "期限：1 年"})}


def test_xian_rechecks_those_that_nearly_passed() -> None:
    """基本合格: 限期整改, 复验合格后方可招生; nineteen schools that are counted and not named."""
    counts = re.findall(r"基本合格(\d+)", " ".join(printed("47").values()))
    names = [f"校{n}" for n in range(sum(map(int, counts)))]
    found = advised(checked("基本合格", names), XIAN, XIAN, "2019-04-03")
    assert [one.rule for one in found] == ["nearly"] * 19
    assert {one.action for one in found} == {"rectify"}
    (good,) = advised(checked("合格", ["甲校"]), XIAN, XIAN, "2019-04-03")
    assert good.action == "keep"


def test_xian_ends_a_licence_after_two_years() -> None:
    """Two years running not attending or failing end the licence; a pass in between does not."""
    for before, action in (("不合格", "close"), ("基本合格", "rectify"), ("合格", "rectify")):
        years = [
            compliance.check(checked(word, ["甲校"]), compliance.load(XIAN, on=day))
            for word, day in ((before, "2019-04-03"), ("不合格", "2020-04-03"))
        ]
        (found,) = compliance.advise(years, XIAN, engine="builtin")
        assert found.action == action, before


# 49, 53 colleges


def test_the_yellow_cards_of_2004_cap_the_intake() -> None:
    """黄牌: 招生规模不得超过当年毕业生数, which for the nineteen named schools nobody printed."""
    names = [name for group in case("49")["lists"].values() for name in group]
    schools = [{"名称": name, "结论": "黄牌"} for name in names]
    found = advised(schools, COLLEGES, COLLEGES, "2004-05-26")
    assert [(one.action, one.rule) for one in found] == [("rectify", "yellow-published")] * 19
    assert {frozenset(kinds(one)) for one in found} == {frozenset({"限制招生", "quota"})}
    quotas = {need.text.zh for one in found for need in one.needs if need.kind == "quota"}
    assert quotas == {"招生不超过当年毕业生数（未报）"}
    (told,) = advised({**schools[0], "毕业生数": "2500人"}, COLLEGES, COLLEGES, "2004-05-26")
    assert [need.to for need in told.needs if need.kind == "quota"] == ["2500"]


def test_the_cards_of_2010_are_followed_also_for_conduct() -> None:
    """红牌: 不得安排招生计划; 黄牌: 必须给予必要限制, for conditions and for conduct alike."""
    yellow = [{"名称": n, "结论": "黄牌"} for group in case("53")["lists"].values() for n in group]
    found = advised([*yellow, {"名称": "甲校", "结论": "红牌"}], COLLEGES, COLLEGES, "2010-05-04")
    assert [one.rule for one in found] == ["yellow-published"] * 6 + ["red-published"]
    assert [sorted(kinds(one)) for one in found] == [["quota", "限制招生"]] * 6 + [["暂停招生"]]
    assert not {one.action for one in found} & HARSH


def test_a_college_below_the_qualified_line_alone_is_not_restricted() -> None:
    """限制招生 asks for the restricted line, which was not seen: the charter restricts nobody."""
    charter = {**printed("14"), "名称": "甲校", "办学层次": "高职", "院校类别": "农林"}
    (found,) = advised(charter, COLLEGES, COLLEGES, "2016-12-31")
    assert (found.action, kinds(found)) == ("rectify", set())
    assert {"student-teacher-ratio-vocational", "books-per-student-vocational"} <= {
        finding.clause for finding in found.reasons
    }


# decisions without a printed rule


def test_shanxi_cancels_fourteen_schools_and_the_advice_asks_for_figures() -> None:
    """取消招生资质 comes without rule or figure: none is kept, none ended, all are reviewed."""
    schools = [{"名称": name} for name in named("取消招生资质", "45")]
    found = advised(schools, NATIONAL, "cn/shanxi/secondary-vocational", "2025-06-30")
    assert [one.action for one in found] == ["review"] * 14
    assert all("students" in {n for opened in one.unknown for n in opened.needs} for one in found)


def test_minhou_moves_and_the_advice_does_not_forbid_it() -> None:
    """异地新建 of a school on 仅25亩: a review without its enrolment, and with one 异地新建 too."""
    old = {**only(printed("02"), "旧校区面积"), "名称": "闽侯县职业中专学校", "owner": "public",
           "kind": "general", "new_build": False}  # fmt: skip
    policy = "cn/fujian/fuzhou/consolidation-2016"
    (found,) = advised(old, policy, FUZHOU, "2018-06-15")
    assert found.action == "review"
    assert "students" in {need for opened in found.unknown for need in opened.needs}
    (known,) = advised({**old, "students": 1500}, policy, FUZHOU, "2018-06-15")
    assert known.action == "relocate"
