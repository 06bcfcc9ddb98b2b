"""The advice's part of a page against the advice itself."""

import re
from functools import cache
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from html_parts import (
    article,
    assert_accessible,
    assert_bilingual,
    assert_quiet,
    by_id,
    captioned,
    rows,
    text,
    tree,
)

import compliance
from compliance.reports.html.advice import advice_of_school, advice_section
from compliance.text import word

ROOT = Path(__file__).resolve().parents[2]
POLICY = "cn/fujian/fuzhou/consolidation-2016"
EXAMPLES = ("fuzhou-36.xlsx", "fuzhou-36-gaps.xlsx")


@cache
def advised(name: str = EXAMPLES[0]) -> compliance.Advice:
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    return compliance.advise(compliance.check(ROOT / "docs/examples" / name, rulebook), POLICY)


@cache
def section(name: str = EXAMPLES[0]) -> str:
    return advice_section(advised(name))


@cache
def page(name: str = EXAMPLES[0]) -> ET.Element:
    return tree(section(name))


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_school_is_in_the_table_with_what_is_suggested(name: str) -> None:
    """A row a school, in order, with its outcome, its action and the rule; counts add up."""
    advice = advised(name)
    heads, *body = rows(captioned(page(name), "Advice for every school"))
    known = [dict(zip(heads, row, strict=True)) for row in body]
    assert [row["school"] for row in known] == [f"{one.school} {one.name}" for one in advice]
    for one, row in zip(advice, known, strict=True):
        assert row["as it is"].endswith(word(f"verdict.{one.findings.outcome}").en)
        assert row["action"].startswith(word(f"action.{one.action}.name").en)
        assert (row["rule"], row["article"]) == (one.rule, one.cite)
    counts = {row[0]: int(row[1]) for row in rows(next(page(name).iter("table")))[1:]}
    assert counts.pop("all") == len(advice) == sum(counts.values())


@pytest.mark.parametrize("name", EXAMPLES)
def test_every_school_that_acts_has_causes_law_policy_and_needs(name: str) -> None:
    """The findings that caused it with figures and words of the law, the rule quoted, its needs."""
    acting = [one for one in advised(name) if one.action != "keep"]
    assert acting
    for one in acting:
        said = text(article(page(name), f"{one.school} {one.name}"), "zh-Hans")
        for finding in one.reasons:
            assert f"“{finding.text}”（{finding.cite}）" in said
        if one.move is not None:
            assert f"规则 {one.rule}，" in said
            assert one.text in said
            assert one.document in said
        for need in one.needs:
            assert " ".join(need.text.zh.split()) in said


def test_alternatives_are_told_with_why_they_are_not_advised() -> None:
    """Each partner of a merger that fails is named, with the clauses that would fail."""
    told = 0
    for one in advised():
        for each in one.rejected if one.action != "keep" else ():
            said = text(article(page(), f"{one.school} {one.name}"), "zh-Hans")
            assert word(f"action.{each.action}.name").zh in said
            assert each.with_ in said
            for finding in each.findings:
                assert finding.rule.title.zh in said
            told += 1
    assert told > 19


def test_what_is_not_known_is_told_with_what_it_might_change() -> None:
    """Each missing fact is named in both languages, with the rule that it may bring in."""
    told = 0
    for one in advised(EXAMPLES[1]):
        for open_ in one.unknown if one.action != "keep" else ():
            own = article(page(EXAMPLES[1]), f"{one.school} {one.name}")
            for need in open_.needs:
                if not need.startswith("-"):
                    assert one.name_of(need).zh in text(own, "zh-Hans")
                    assert one.name_of(need).en in text(own, "en")
            assert open_.rule in text(own)
            told += 1
    assert told


def test_a_leaning_that_is_held_back_is_told() -> None:
    """An advice that a person must decide says what it leans to."""
    held = [one for name in EXAMPLES for one in advised(name) if one.leaning]
    assert held
    for one in held:
        leaning = word(f"action.{one.leaning}.name").en
        assert f"(leaning: {leaning}" in text(tree(advice_of_school(one)), "en")


def test_it_is_said_to_be_an_opinion_and_no_decision() -> None:
    """At the head, in both languages; so is that the region was not looked at as a whole."""
    said = text(page())
    for one in (word("html_plan.notice"), word("advice.opinion")):
        assert one.zh in said
        assert one.en in said


def test_another_reading_of_the_policy_is_told_where_it_says_otherwise() -> None:
    """Each school of which another reading suggests something else says which and what."""
    advice, told = advised(), 0
    for one in advice:
        for (condition, way), action in advice.depends(one.school).items():
            if one.action != "keep":
                said = text(article(page(), f"{one.school} {one.name}"), "en")
                name = word(f"action.{action}.name").en
                assert f"with condition {condition} read as {way} it would be: {name}" in said
                told += 1
    assert told


def test_what_is_told_of_one_school_has_no_headings_and_no_ids() -> None:
    """It fits under any heading, and twice into one page."""
    for one in advised():
        root = tree(advice_of_school(one))
        assert not [node for node in root.iter() if re.fullmatch("h[1-6]", node.tag)]
        assert not [node for node in root.iter() if node.get("id")]


def test_names_are_text_whatever_they_are() -> None:
    """Markup in a name or a district makes no element, in the section and of one school alone."""
    hostile = '</dd></dl><script>alert("甲")</script>'
    school = {
        "id": hostile, "name": hostile, "district": hostile, "owner": "公办", "students": 400,
    }  # fmt: skip
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    advice = compliance.advise(compliance.check([school], rulebook), POLICY)
    for found in (advice_section(advice), advice_of_school(advice.items[0])):
        assert "<script" not in found
        assert not list(tree(found).iter("script"))
    assert hostile in text(tree(advice_section(advice)))


def test_it_keeps_to_what_every_page_must() -> None:
    """Headings, tables and links; both languages; nothing run, nothing fetched."""
    for name in EXAMPLES:
        assert_accessible(page(name))
        assert_bilingual(page(name))
        assert_quiet(section(name))
    assert text(by_id(page(), "advice")).startswith("建议 Advice")


def test_several_years_have_their_turns() -> None:
    """A school that failed the enrolment in the year before and passes now is under its heading."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2018-06-30")
    earlier = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016", on="2017-06-30")
    school = {"id": "A", "name": "甲校", "owner": "公办", "students": 1300}
    years = [compliance.check([school | {"students": 1000}], earlier),
             compliance.check([school], rulebook)]  # fmt: skip
    advice = compliance.advise(years, POLICY)
    assert len(advice.turned) > 0
    said = text(tree(advice_section(advice)), "en")
    assert word("advice.turned").en in said
    for one in advice.turned:
        assert " ".join(one.text.en.split()) in said
