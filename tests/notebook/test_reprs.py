"""Nouns in a notebook: small, well-formed, escaped, in both languages, on light and on dark."""

from __future__ import annotations

import datetime as dt
import html
import re
import xml.etree.ElementTree as ET
from dataclasses import replace
from functools import cache
from typing import Any

import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import compliance
from compliance.advice.cases.event import Event, Evidence
from compliance.checking.linting.coverage import coverage
from compliance.notebook import COLOURS, LARGEST, MARKS, ROWS, shown_lines, shown_table
from compliance.text import Text

STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"
POLICY = "cn/fujian/fuzhou/consolidation-2016"
HOSTILE = (
    "<script>alert('1')</script> & \"q\" | `c` *e* _u_ [l](http://x) ![i](y) $m$ \\(n\\) ~~s~~"
)
TAGS = {"div", "style", "table", "caption", "thead", "tbody", "tr", "th", "td", "span", "p",
        "strong", "code", "ul", "li"}  # fmt: skip
LIMIT = 50_000


def school(number: int, name: str = HOSTILE, **facts: Any) -> dict[str, Any]:
    return {
        "id": f"{number} {name}", "name": name, "district": name, "owner": "民办", "kind": "普通",
        "students": 400, "campus_area": "12亩", "teachers": 30, "specialist_teachers": 15,
        "general_teachers": 15, "floor_area": 9000, "training_equipment": "400万元",
        "new_build": False,
        "majors": [{"group": "other", "students": 400, "equipment": "400万元"}], **facts,
    }  # fmt: skip


def cases() -> compliance.CaseBook:
    failed = Evidence(on=dt.date(2018, 3, 1), outcome="fail", measured="1000", unit="student")
    case = compliance.Case(
        standard="cn/x", school=HOSTILE, name=HOSTILE, clause=HOSTILE, on=dt.date(2018, 3, 5),
        authority=HOSTILE, note=HOSTILE, finding=failed,
    )  # fmt: skip
    order = Event(event="order", on=dt.date(2018, 3, 9), authority=HOSTILE,
                  due=dt.date(2018, 6, 30))  # fmt: skip
    return compliance.CaseBook().with_case(case.after(order))


def odd(rulebook: compliance.Rulebook) -> compliance.Rulebook:
    title = Text(HOSTILE, HOSTILE)
    return replace(rulebook, title=title, document=HOSTILE, rules=tuple(
        replace(rule, title=title, source=replace(rule.source, cite=HOSTILE, text=HOSTILE))
        for rule in rulebook.rules
    ))  # fmt: skip


@cache
def nouns() -> dict[str, Any]:
    """One of every noun, with hostile text wherever text comes from outside."""
    loaded = compliance.load(STANDARD, on="2018-06-30")
    rulebook = odd(loaded)
    waiver = {
        "school": f"0 {HOSTILE}", "standard": STANDARD, "clause": "enrolment",
        "authority": HOSTILE, "document": HOSTILE, "from": "2018-01-01", "to": "2018-12-31",
        "reason": HOSTILE,
    }  # fmt: skip
    findings = compliance.check([school(0), school(1)], rulebook, waivers=[waiver])
    strict = compliance.check([school(0), school(1)], rulebook)
    advice = compliance.advise(strict, POLICY)
    plan = compliance.plan(strict, POLICY)
    public = compliance.plan(compliance.check([school(2, owner="公办")], rulebook), POLICY)
    one = f"1 {HOSTILE}"
    frame = pl.DataFrame({"id": [HOSTILE], "name": [HOSTILE], "students": [400]})
    return {
        "Rulebook": rulebook,
        "Differences": compliance.diff(
            compliance.load("cn/moe/secondary-vocational-2001"),
            odd(compliance.load("cn/moe/secondary-vocational-2010")),
        ),
        "Coverage": coverage(),
        "Schools": findings.schools,
        "Schools of a frame": compliance.read(frame),
        "School": findings.schools[one],
        "Findings": findings,
        "Findings of columns": compliance.check(frame, loaded, engine="columns"),
        "SchoolFindings": findings[one],
        "waived": findings[f"0 {HOSTILE}"],
        "Finding": findings[one]["campus-per-student"],
        "WaiverReport": findings.waivers(),
        "Share": findings.share()[""],
        "Variation": findings.variation("campus-per-student")[""],
        "Advice": advice,
        "SchoolAdvice": advice[one],
        "CaseBook": cases(),
        "Case": cases().cases[0],
        "Plan": plan,
        "Survivor": next(iter(public.survivors.values())),
        "Decision": plan[one],
        "Why": plan.why(one),
        "Contrast": plan.why_not(one, "close"),
    }  # fmt: skip


NAMES = (
    "Rulebook", "Differences", "Coverage", "Schools", "Schools of a frame", "School", "Findings",
    "Findings of columns", "SchoolFindings", "waived", "Finding", "WaiverReport", "Share",
    "Variation", "Advice", "SchoolAdvice", "CaseBook", "Case", "Plan", "Survivor", "Decision",
    "Why", "Contrast",
)  # fmt: skip
NAMELESS = {"Coverage", "Share", "Variation", "Schools of a frame", "Findings of columns"}
"""Nouns that show nothing that these schools or this rulebook say."""


@pytest.mark.parametrize("name", NAMES)
def test_html_is_well_formed_and_holds_no_markup_of_others(name: str) -> None:
    """Every element is one of ours; what schools and standards say is there, as text."""
    shown = nouns()[name]._repr_html_()
    root = ET.fromstring(shown)  # noqa: S314 - our own page; a parser that refuses what is not XML
    assert {element.tag for element in root.iter()} <= TAGS
    assert not [key for element in root.iter() for key in element.attrib if key.startswith("on")]
    if name not in NAMELESS:
        assert HOSTILE[:40] in "".join(root.itertext())


@pytest.mark.parametrize("name", NAMES)
def test_markdown_holds_no_markup_of_others(name: str) -> None:
    """A reader of Markdown finds our table or list alone: no script, link, emphasis or formula."""
    parser = pytest.importorskip("markdown_it", reason="comes with what builds the documentation")
    written = nouns()[name]._repr_markdown_()
    page = parser.MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(written)
    root = ET.fromstring(f"<div>{page}</div>")  # noqa: S314 - as above
    found = {element.tag for element in root.iter()}
    assert found <= TAGS
    assert "$" not in written.replace("&#36;", "")
    for row in root.iter("tr"):
        assert len(row) == len(next(root.iter("tr")))
    calls = [element.text or "" for element in root.iter("code")]
    assert all(call.startswith(".") or call == "list()" for call in calls)
    if name not in NAMELESS:
        assert HOSTILE[:40] in "".join(root.itertext())


@pytest.mark.parametrize("name", NAMES)
def test_both_languages_are_there(name: str) -> None:
    """Every noun speaks Chinese and English, each marked as such where the two differ."""
    root = ET.fromstring(nouns()[name]._repr_html_())  # noqa: S314 - as above
    said = {one.get("lang"): one.text or "" for one in root.iter("span") if one.get("lang")}
    assert re.search("[一-鿿]", said["zh"])
    assert re.search("[a-z]", said["en"])
    markdown = html.unescape(nouns()[name]._repr_markdown_().replace("\\", ""))
    assert said["zh"][:4] in markdown
    assert said["en"][:4] in markdown


@pytest.mark.parametrize("name", NAMES)
def test_small(name: str) -> None:
    """Below 50 KB each, even where every name is long and every character is escaped."""
    noun = nouns()[name]
    assert max(len(text.encode()) for text in (noun._repr_html_(), noun._repr_markdown_())) < LIMIT


def test_ten_thousand_schools_are_twenty_rows() -> None:
    """The first rows, then how many more there are and the call that gives them all."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    data = [{"id": f"S{n:05}", "name": HOSTILE * 20, "students": 1000 + n} for n in range(10_000)]
    findings = compliance.check(data, rulebook)
    for noun in (findings, findings.schools):
        for text in (noun._repr_html_(), noun._repr_markdown_()):
            assert len(text.encode()) < LIMIT
            assert "S00000" in text
            assert "S00020" not in text
    plain = compliance.check([{**one, "name": ""} for one in data[:30]], rulebook)
    root = ET.fromstring(plain._repr_html_())  # noqa: S314 - as above
    assert len(root.findall(".//tbody/tr")) == ROWS
    assert "10 more: .to_frame()" in "".join(root.itertext())
    assert "10 more: `.to_frame()`" in plain._repr_markdown_()


@pytest.mark.parametrize("filler", ["&", "|", "\"'<>", "汉"])
def test_no_text_is_too_long(filler: str) -> None:
    """Cells, captions and sentences are cut, and rows end before the whole is too large."""
    text = filler * 100_000
    both = Text(text, text + "x")
    table = shown_table(both, [both] * 5, [[both, text, both, text, both]] * 30, 30)
    lines = shown_lines(both, [both] * 200)
    for shown in (*table, *lines):
        assert len(shown.encode()) < LIMIT + LARGEST
    assert len(shown_table(Text("", ""), [], [[text] * 5] * 30, 30).html.encode()) < LIMIT


def test_what_does_not_fit_is_counted() -> None:
    """Rows left out because they are large are among those that the last line counts."""
    rows = [["<" * 300] * 40] * 20
    shown = shown_table(Text("a", "a"), [], rows, 20)
    root = ET.fromstring(shown.html)  # noqa: S314 - as above
    left = 20 - len(root.findall(".//tr")) + 1
    assert left > 1
    assert f"{left} more" in "".join(root.itertext())


@pytest.mark.parametrize("text", ["a\x00b", "a\u202eb", "a\ud800b", "a\u200bb", "a\x1bb"])
def test_characters_that_no_page_can_hold(text: str) -> None:
    """Control characters, halves of characters and what turns the direction are replaced."""
    shown = shown_table(Text("", ""), [Text("a", "b")], [[text]])
    for written in shown:
        assert "a�b" in written
        written.encode()


def test_a_sentence_begins_no_list_of_its_own() -> None:
    """A sentence that starts like a list item stays a sentence."""
    said = [Text(text, text) for text in ("1. one", "- two", "+ three", "4) four")]
    assert shown_lines(Text("a", "a"), said).markdown.splitlines()[2:] == [
        "- 1\\. one", "- \\- two", "- \\+ three", "- 4\\) four",
    ]  # fmt: skip


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("page", ["#ffffff", "#f8f8f8", "#1e1e1e", "#111111", "#000000"])
def test_marks_are_read_on_light_and_on_dark(page: str) -> None:
    """Each mark has a contrast of 3 : 1 at least; everything else has the colour of the page."""
    for colour in COLOURS.values():
        high, low = sorted((_luminance(colour), _luminance(page)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 3
    style = nouns()["Findings"]._repr_html_().partition("<style>")[2].partition("</style>")[0]
    set_ = re.findall(r"(?<![a-z-])color:([^;}]+)", style)
    assert set(set_) == {"inherit", *COLOURS.values()}


def test_no_outcome_by_colour_alone() -> None:
    """Each outcome has its own sign, and its word in both languages stands beside it."""
    assert len(set(MARKS.values())) == len(MARKS) == len(COLOURS)
    page = nouns()["waived"]._repr_html_()
    assert '<span class="waived">○</span> <span lang="zh">不达标 → 豁免</span>' in page
    assert '<span lang="en">fail → waived</span>' in page


def test_display_never_crosses_the_threshold() -> None:
    """32.9999 m² a student is not shown as the 33 that it misses."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    given = {"name": "甲", "students": 1200, "campus_area": "39599.99"}
    found = compliance.check(given, rulebook)["甲"]
    row = next(line for line in found._repr_markdown_().splitlines() if "32.9999" in line)
    assert re.search(
        r"\| 32\.9999\d+ ㎡/生 32\.9999\d+ m²/student \| ≥ 33 ㎡/生 ≥ 33 m²/student \|", row
    )
    assert "fail" in row
    assert ">33 m²/student<" not in found._repr_html_()


def test_numbers_units_and_days_read_naturally() -> None:
    """People are counted as people, and days are written as each language writes them."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
    found = compliance.check({"name": "甲", "students": 980}, rulebook)["甲"]
    shown = found._repr_markdown_()
    assert "980 人 980 students" in shown
    assert "差 220 人；" in shown
    assert "short 220 students;" in shown
    assert "2018年6月30日" in shown
    assert "30 June 2018" in shown


def test_plain_text_is_as_before() -> None:
    """What a shell prints is one line."""
    found = nouns()
    assert repr(found["SchoolFindings"]).startswith("<SchoolFindings 1 <script>")
    assert repr(found["CaseBook"]) == "<CaseBook: 1 cases>"
    assert repr(found["Findings of columns"]).endswith("columns of polars>")
    assert isinstance(found["Differences"], list)


SHAPES = ("ledger", "failures", "long", "wide", "verdicts", "counts", "schools")
KINDS = {"polars": pl.DataFrame, "pandas": pd.DataFrame, "pyarrow": pa.Table}


@pytest.mark.parametrize("engine", ["exact", "columns"])
@pytest.mark.parametrize("library", KINDS)
def test_frames_go_out_in_the_library_that_came_in(library: str, engine: Any) -> None:
    """Findings in every shape, advice and plans alike."""
    kind, columns = KINDS[library], {"id": ["A", "B"], "students": [400, 1500]}
    data = pa.table(columns) if library == "pyarrow" else kind(columns)
    findings = compliance.check(data, compliance.load(STANDARD), engine=engine)
    for shape in SHAPES:
        assert isinstance(findings.to_frame(shape), kind)
    assert isinstance(compliance.advise(findings, POLICY).to_frame(), kind)
    if engine == "exact":
        plan = compliance.plan(findings, POLICY, method="greedy").to_frame()
        assert isinstance(plan, kind)


def test_a_plan_as_a_frame() -> None:
    """One row a school; cost and pupils are whole numbers that add up to the plan's."""
    given = [school(0, "甲"), school(1, "乙")]
    plan = compliance.plan(compliance.check(pl.DataFrame(given, strict=False),
                                            compliance.load(STANDARD)), POLICY)  # fmt: skip
    frame = plan.to_frame()
    assert frame["school"].to_list() == [one.school for one in plan]
    assert frame.schema["cost"] == frame.schema["pupils_moved"] == pl.Int64
    assert frame["cost"].sum() == plan.cost
    assert frame["action"].to_list() == [one.action for one in plan]
