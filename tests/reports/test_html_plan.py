"""The plan's part of a page against the plan itself, recounted, and the scheme's own numbers."""

import re
from collections import Counter
from dataclasses import replace
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
from compliance.planning.plan import Level, Plan
from compliance.reports.html.plan import plan_section
from compliance.reports.html.planned.flow import COLOURS
from compliance.text import word

ROOT = Path(__file__).resolve().parents[2]
POLICY = "cn/fujian/fuzhou/consolidation-2016"
HOSTILE = ("</td></table><script>alert(1)</script>", '"><img src=x onerror=alert(1)>',
           "{name} & ]]> <!-- \u2028")  # fmt: skip
CHANGING = {"keep", "rectify"}


@cache
def rulebook() -> compliance.Rulebook:
    return compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")


@cache
def city(name: str = "fuzhou-36.xlsx", **options: object) -> Plan:
    findings = compliance.check(ROOT / "docs/examples" / name, rulebook())
    return compliance.plan(findings, POLICY, **options)


@cache
def section() -> str:
    return plan_section(city(survivors=22))


@cache
def page() -> ET.Element:
    return tree(section())


def school(name: str, students: int, **others: object) -> dict[str, object]:
    """A public school that has all its pupils need; by students too small below 1200."""
    return {
        "name": name, "owner": "公办", "kind": "普通", "students": students, "占地": "90亩",
        "teachers": 90, "specialist_teachers": 45, "general_teachers": 45, "floor_area": 45000,
        "training_equipment": "800万元", "new_build": False, "district": "某区",
        "majors": [{"group": "other", "students": students, "equipment": "800万元"}],
        **others,
    }  # fmt: skip


def made(*schools: dict[str, object], **options: object) -> Plan:
    return compliance.plan(compliance.check(list(schools), rulebook()), POLICY, **options)


def test_from_36_to_22_with_the_number_that_was_asked_for() -> None:
    """The heading has both numbers, and the districts' part what was asked for beside them."""
    assert text(by_id(page(), "plan")).startswith("规划：36 所 → 22 所 Plan: 36 → 22 schools")
    assert "asked for: 22 schools; planned: 22" in text(by_id(page(), "plan-districts"), "en")


def test_it_is_said_to_be_a_recommendation() -> None:
    """At the head, in both languages."""
    said = text(by_id(page(), "plan"))
    assert "这是建议，不是决定" in said
    assert "a recommendation, not a decision" in said


def test_the_flow_is_that_of_the_published_scheme() -> None:
    """19 fail of 36: 9 convert, 3 and 2 join others, 2 relocate, 3 take others in; 17 stay."""
    heads, *body = rows(captioned(by_id(page(), "plan-flow"), "The same numbers"))
    assert heads == ["action", "pass", "fail", "all"]
    assert body == [
        ["keep", "15", "0", "15"],
        ["keep: takes others in", "2", "0", "2"],
        ["relocate to a new campus", "0", "2", "2"],
        ["merge: takes others in", "0", "1", "1"],
        ["merge, then relocate: takes others in", "0", "2", "2"],
        ["22 schools afterwards", "17", "5", "22"],
        ["merge: joins another", "0", "3", "3"],
        ["merge, then relocate: joins another", "0", "2", "2"],
        ["convert", "0", "9", "9"],
        ["14 no longer schools of their own", "0", "14", "14"],
        ["36 schools as they are", "17", "19", "36"],
    ]


def test_the_figure_says_the_numbers_of_the_table() -> None:
    """Bands, ends and description have the counts; bands are as wide as their counts."""
    (picture,) = page().iter("svg")
    bands = list(picture.iter("path"))
    counts = [int(text(band).rsplit(" ", 1)[1]) for band in bands]
    assert sum(counts) == 36
    described = text(by_id(picture, "flow-desc"))
    for band in bands:
        assert text(band).split(" fail → ")[-1].split(" pass → ")[-1] in described
    for band, n in zip(bands, counts, strict=True):
        _, start, *_, last = map(float, re.findall(r"-?\d+\.?\d*", band.get("d", "")))
        assert last - start == pytest.approx(300 / 36 * n, abs=0.2)
    ends = [text(one, "en") for one in picture.iter("text")]
    for said in ("36 schools as they are", "22 schools afterwards", "× fail 19", "√ pass 17",
                 "convert 9", "14 no longer schools of their own"):  # fmt: skip
        assert said in ends


@pytest.mark.parametrize("page_colour", ["#ffffff", "#111111"])
def test_the_colours_of_the_figure_stand_out(page_colour: str) -> None:
    """3 : 1 against a white and a dark page; what is written has the colour of the page's text."""
    for colour in COLOURS.values():
        assert contrast(colour, page_colour) >= 3
    assert {one.get("fill") for one in page().iter("text")} == {"currentColor"}


def contrast(one: str, two: str) -> float:
    """The contrast of two colours as WCAG 2 defines it."""
    low, high = sorted(map(luminance, (one, two)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    channels = (int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
                        for c in channels)  # fmt: skip
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def test_districts_before_and_after_as_the_scheme_published_them() -> None:
    """市属 has 9 that fail: 1 is built anew, 2 merge, 6 leave; the region comes to 22."""
    part = by_id(page(), "plan-districts")
    heads, *body = rows(captioned(part, "Districts"))
    known = {row[0]: dict(zip(heads[1:], map(int, row[1:]), strict=True)) for row in body}
    names = ("failing before", "new campuses", "in mergers", "closed or converted")
    assert [known["市属"][name] for name in names] == [9, 1, 2, 6]
    whole = known.pop("the region")
    assert (whole["before"], whole["after"], whole["failing after"]) == (36, 22, 0)
    for name in ("before", "failing before", "after", "new campuses", "closed or converted"):
        assert sum(one[name] for one in known.values()) == whole[name]
    asked = {row[0]: row[1:] for row in rows(captioned(part, "Numbers that the document"))}
    assert asked["市属"] == ["1", "2", "6", "—"]
    assert asked["福清市"] == ["—", "2", "3", "—"]


def test_every_school_with_an_action_is_named_with_its_reasons() -> None:
    """Each law that it fails with the figure, the rule with its words; pupils who leave."""
    plan = city(survivors=22)
    acting = [one for one in plan if one.action not in CHANGING or one.with_]
    assert len(acting) > 19
    for one in acting:
        part = article(page(), f"{one.school} {one.name}", "plan-actions")
        said = text(part, "zh-Hans")
        for finding in one.advice.findings:
            if finding.rule.counts and finding.outcome == "fail":
                assert f"“{finding.text}”（{finding.cite}）" in said
        if one.action not in CHANGING:
            moves = [move for move in plan.policy.rules if f"规则 {move.id}，" in said]
            assert len(moves) == 1
            assert one.action in (moves[0].action, *moves[0].then.or_)
            assert (moves[0].quoted.text or moves[0].quoted.paraphrase) in said
        for move in plan.transfers:
            if move.source == one.school:
                assert f"{move.pupils} 人转入 {move.target}" in said
        if one.override:
            assert word("planned.section.advised").zh in said


def test_the_table_of_actions_adds_up_to_the_plan() -> None:
    """A row for each school that changes; costs and pupils are those of the plan."""
    plan = city(survivors=22)
    heads, *body = rows(captioned(by_id(page(), "plan-actions"), "Schools that change"))
    known = {row[0].split(" ")[0]: dict(zip(heads, row, strict=True)) for row in body}
    acting = {one.school for one in plan if one.action not in CHANGING or one.with_}
    assert known.keys() == acting
    costs = [row["cost (10k CNY)"].replace(",", "") for row in known.values()]
    tenths = sum(round(float(cost) * 10) for cost in costs if cost != "with the school it joins")
    assert tenths * 1000 == plan.cost
    moved = sum(int(row["pupils leaving"]) for row in known.values())
    assert moved == sum(one.pupils for one in plan.transfers)


def test_every_survivor_that_changed_is_judged_anew_on_every_clause() -> None:
    """All its findings have a row with the verdict in words, beside what each member has now."""
    plan = city(survivors=22)
    changed = [one for one in plan.survivors.values() if one.changed]
    part = by_id(page(), "plan-recheck")
    assert len(list(part.iter("article"))) == len(changed) > 0
    for one in changed:
        own = article(page(), f"{one.id} {plan[one.id].name}", "plan-recheck")
        heads, *body = rows(next(own.iter("table")))
        assert heads == ["clause", *(f"{member} as it is" for member in one.members),
                         "afterwards", "required", "verdict", "remarks"]  # fmt: skip
        found = Counter((row[0].rsplit(" ", 1)[1], row[-2].split(" ", 1)[1]) for row in body)
        assert found == Counter((f.clause, word(f"verdict.{f.outcome}").en) for f in one.findings)
        assert {f.clause for f in one.findings if f.rule.counts} <= {key for key, _ in found}


def test_members_are_shown_as_they_are() -> None:
    """文教 has 980 pupils and 商贸 640, both too few; together 1620, which is enough."""
    own = article(page(), "FZ-0001", "plan-recheck")
    (row,) = (row for row in rows(next(own.iter("table"))) if row[0].endswith(" enrolment"))
    for cell, number, verdict in zip(row[1:4], ("980", "640", "1620"), ("fail", "fail", ""),
                                     strict=True):  # fmt: skip
        assert re.sub(r"\D", "", cell) == number
        assert cell.endswith(verdict)
    assert row[-2] == "√ pass"


def test_a_clause_that_is_met_exactly_is_said_to_bind() -> None:
    """1620 pupils on 53460 m² have 33 m² each, and nothing to spare; 1620 of 1200 have."""
    own = article(page(), "FZ-0001", "plan-recheck")
    table = {row[0].rsplit(" ", 1)[1]: row for row in rows(next(own.iter("table")))[1:]}
    assert "exactly at the threshold" in table["campus-per-student"][-1]
    assert "exactly at the threshold" not in table["enrolment"][-1]


def test_what_is_not_known_is_counted_apart() -> None:
    """Each school without a verdict is named with what it lacks, and apart in the flow."""
    plan = city("fuzhou-36-gaps.xlsx")
    found = tree(plan_section(plan))
    without = [item for item in plan.findings if item.outcome == "unknown"]
    assert without
    said = text(by_id(found, "plan-apart"), "zh-Hans")
    assert f"数据不全的 {len(without)} 所" in said
    for item in without:
        assert item.school.name in said
        for need in {need for f in item for need in f.needs if f.basis == "computed"}:
            assert plan[item.school.id].advice.name_of(need).zh in said
    flow = rows(captioned(by_id(found, "plan-flow"), "The same numbers"))
    column = flow[0].index("unknown")
    (apart,) = (row for row in flow if "counted apart" in row[0])
    assert apart[column] == str(len(without))


def test_where_everything_is_known_that_is_said() -> None:
    """No list is left empty."""
    said = text(by_id(page(), "plan-apart"), "en")
    assert "There is no school of which too little is known." in said
    assert "No school of the plan still fails." in said


def test_greedy_is_said_not_to_be_the_best() -> None:
    """In both languages at the head; a plan of the solver that is proven says no such thing."""
    head = text(by_id(tree(plan_section(city(method="greedy"))), "plan"))
    assert "逐校安排（greedy）：没有求解全域最优" in head
    assert "a better one may exist" in head
    assert "greedy" not in text(by_id(page(), "plan"))
    assert "proven to be the best" in text(by_id(page(), "plan-basis"), "en")


def test_a_plan_that_is_not_proven_prints_its_bounds() -> None:
    """Of 63150 pupils moved no less than 60000 is ruled out: both numbers are printed."""
    levels = (Level("violations", 0, 0), Level("disruption", 63150, 60000))
    found = replace(city(survivors=22), status="feasible", levels=levels, reproducible=False)
    root = tree(plan_section(found))
    assert "not proven that no better one exists" in text(by_id(root, "plan"), "en")
    said = text(by_id(root, "plan-basis"), "en")
    assert re.search(r"63150.*not proven; at least: .*60000", said)
    assert "another run may give another plan" in said


def test_a_school_that_still_fails_is_named_with_its_clauses() -> None:
    """A public school of 400 alone that may not end fails the enrolment after all."""
    plan = made(school("甲校", 400))
    assert plan.survivors["甲校"].conceded
    said = text(by_id(tree(plan_section(plan)), "plan-apart"), "en")
    assert "1 schools still fail" in said
    assert "甲校 甲校 (某区): students in degree education" in said


def test_what_fails_by_other_facts_is_conceded() -> None:
    """A school that passes, and with next year's 1100 pupils fails, is named as failing then."""
    now, fewer = (compliance.check([school("甲校", n)], rulebook()) for n in (1300, 1100))
    plan = compliance.plan(now, POLICY, also=fewer)
    assert plan.survivors["甲校"].findings.outcome == "pass"
    said = text(by_id(tree(plan_section(plan)), "plan-apart"), "en")
    assert "Failing by the other facts 甲校 甲校 (某区): students in degree education" in said


def test_a_clause_that_the_plan_concedes_is_marked_where_it_is_judged_anew() -> None:
    """Of 文教, made to concede its teachers, that row and no other says that it fails still."""
    plan = city(survivors=22)
    one = replace(plan.survivors["FZ-0001"], conceded=("teachers",))
    plan = replace(plan, survivors={**plan.survivors, "FZ-0001": one})
    own = article(tree(plan_section(plan)), "FZ-0001", "plan-recheck")
    said = [row for row in rows(next(own.iter("table"))) if "concedes" in row[-1]]
    assert [row[0].rsplit(" ", 1)[1] for row in said] == ["teachers"]


def test_other_facts_have_a_column_of_their_own() -> None:
    """乙校 of 300 joins 甲校 of 1300; by the other facts the two are 1700."""
    now, later = (compliance.check([school("甲校", n), school("乙校", 300, 占地="5亩")], rulebook())
                  for n in (1300, 1400))  # fmt: skip
    plan = compliance.plan(now, POLICY, also=later)
    assert plan["乙校"].into == "甲校"
    own = article(tree(plan_section(plan)), "甲校", "plan-recheck")
    heads, *body = rows(next(own.iter("table")))
    (row,) = (row for row in body if row[0].endswith(" enrolment"))
    known = dict(zip(heads, row, strict=True))
    assert re.sub(r"\D", "", known["afterwards"]) == "1600"
    assert re.sub(r"\D", "", known["by the other facts"]) == "1700"


def test_names_are_text_whatever_they_are() -> None:
    """A name with markup, quotes or braces is shown as it is and makes no element."""
    plan = made(*(
        school(name, students, id=f"{name}{n}", district="<b>区", 占地=land)
        for n, (name, students, land) in enumerate(
            zip(HOSTILE, (1500, 300, 400), ("120亩", "5亩", "5亩"), strict=True))
    ))  # fmt: skip
    assert {one.action for one in plan} >= {"keep", "merge"}
    found = plan_section(plan)
    root = tree(found)
    assert not [node for node in root.iter() if node.tag in ("script", "img", "b")]
    for name in HOSTILE[:2]:
        assert name in text(root)
    assert_accessible(root)
    assert not re.search(r"&(amp;)?(amp|lt|gt);(span|ul|li)\b", found)


def test_it_keeps_to_what_every_page_must() -> None:
    """Headings, tables, links and the figure; both languages; nothing run, nothing fetched."""
    assert_accessible(page())
    assert_bilingual(page())
    assert_quiet(section())


def test_a_reader_is_not_told_by_colour_alone() -> None:
    """Each mark of an outcome carries its word in both languages."""
    marks = [node for node in page().iter("span") if "verdict" in node.get("class", "").split()]
    assert len(marks) > 100
    for mark in marks:
        name = mark.get("class", "").split()[1]
        assert text(mark, "zh-Hans").endswith(word(f"verdict.{name}").zh)
        assert text(mark, "en").endswith(word(f"verdict.{name}").en)


def test_36_schools_are_less_than_a_megabyte_and_always_the_same() -> None:
    """Below a million bytes, byte for byte the same when made again."""
    assert len(section().encode()) < 1_000_000
    assert plan_section(city(survivors=22)) == section()


def test_the_list_of_mergers_has_codes_and_names_side_by_side() -> None:
    """One row a group: number, kind, then code and name of each of its schools, survivor first."""
    plan = city(survivors=22)
    (table,) = by_id(page(), "plan-mergers").iter("table")
    heads, *body = rows(table)
    assert heads[:4] == ["no.", "kind", "school 1 code", "school 1 name"]
    groups = [one.members for one in plan.survivors.values() if len(one.members) > 1]
    assert [tuple(row[2::2]) for row in body] == groups
    assert all(row[3::2] == [plan[member].name for member in row[2::2]] for row in body)
    assert [row[0] for row in body] == [str(n) for n in range(1, len(groups) + 1)]


def test_the_schedule_has_every_step_and_the_money_of_each_year() -> None:
    """Who converts is taught out in three years, after the policy ends in 2018: said so."""
    plan = city(survivors=22)
    steps, years = by_id(page(), "plan-calendar").iter("table")
    body = rows(steps)[1:]
    late = [row for row in body if "after 2018-12-31" in row[-1]]
    assert {row[3] for row in late} == {"convert"}
    assert len(late) == 9
    assert {row[2].split(" ")[0] for row in body} >= {
        one.school for one in plan if one.action not in CHANGING
    }
    tenths = sum(round(float(row[1].replace(",", "")) * 10) for row in rows(years)[1:])
    assert tenths * 1000 == plan.cost


def test_what_was_held_fixed_is_told_with_its_grounds() -> None:
    """Each price and limit as the policy writes it, and what is assumed with it."""
    region = city(survivors=22).region
    said = text(captioned(by_id(page(), "plan-basis"), "What was held fixed"))
    assert region.new_campus is not None
    for one in (*region.buy.values(), region.new_campus, region.pairs, region.lead_times):
        assert one.ground
        assert " ".join(one.ground.split()) in said
    for price in region.buy.values():
        assert price.cost in said
        assert price.most in said


def test_what_is_needed_to_run_it_again_is_told() -> None:
    """Standard, policy, day, the file without its folder, method, and that it comes out again."""
    said = text(captioned(by_id(page(), "plan-basis"), "To run it again"), "en")
    for one in (rulebook().id, POLICY, rulebook().on.isoformat(), "fuzhou-36.xlsx", "CP-SAT",
                "every run gives this plan"):  # fmt: skip
        assert one in said
    assert str(ROOT) not in section()


def test_what_it_would_come_to_otherwise_is_told_with_its_school() -> None:
    """Without the merger 商贸 fails 4 clauses: one school more fails, and each level says so."""
    plan = city(survivors=22)
    asked = plan.why_not("FZ-0002", "keep")
    assert asked.answer == "possible"
    own = article(tree(plan_section(plan, [asked])), "FZ-0002", "plan-actions")
    said = text(own, "en")
    assert "If it were done otherwise" in said
    for line in asked.lines("en"):
        assert " ".join(line.split()) in said
    assert "(+1004)" in said
    assert "If it were done otherwise" not in section()


def test_a_plan_without_changes_says_so() -> None:
    """One school that passes: nothing merges, nothing is scheduled, nothing is bought."""
    root = tree(plan_section(made(school("甲校", 1300))))
    said = text(root, "en")
    assert "The plan merges no schools." in said
    assert "Nothing has to be scheduled." in said
    assert "1 schools that do not change" in said
    assert_accessible(root)
