"""Why, why not, what stands in the way, what else: on a county by hand, and on the example."""

from fractions import Fraction
from functools import cache
from pathlib import Path

import county
import pytest

import compliance
from compliance.errors import NotFound
from compliance.planning.explain import afford, alternatives, blockers, sweep, why, why_not
from compliance.planning.explain.bans import PLANNED
from compliance.planning.facets import facet_text
from compliance.planning.plan import Decision, Plan

ROOT = Path(__file__).resolve().parents[2]
ALONE = ("keep", "rectify")


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> Plan:
    return county.planned(tmp_path_factory.mktemp("county"))


@cache
def fuzhou() -> Plan:
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    schools = compliance.read(ROOT / "docs/examples/fuzhou-36.xlsx")
    return compliance.plan(
        compliance.check(schools, rulebook), "cn/fujian/fuzhou/consolidation-2016"
    )


def test_a_school_kept_alone_fails_and_moves_nobody(plan: Plan) -> None:
    """A alone has 60 of 100 pupils: one school and one clause more fail, 60 × 10 less is moved."""
    asked = why_not(plan, "甲校", "keep")
    assert asked.answer == "possible"
    assert [(one.level, one.planned, one.otherwise) for one in asked.levels] == [
        ("violations", 1001, 2002), ("disruption", 600, 0), ("cost", 60_000, 60_000)]  # fmt: skip
    assert asked.failing == {"A": ("enrolment",)}
    assert [one.planned.school for one in asked.changes] == ["A", "B"]


@pytest.mark.parametrize(("school", "action", "with_"), [
    ("A", "merge", ""), ("A", "merge", "B"), ("B", "merge", "A"), ("C", "rectify", ""),
    ("D", "keep", ""), ("E", "keep", ""),
])  # fmt: skip
def test_what_the_plan_does_is_said_to_be_the_plan(
    plan: Plan, school: str, action: str, with_: str
) -> None:
    """A merges into B, C buys land, D has nobody to merge with, of E too little is known."""
    asked = why_not(plan, school, action, with_)
    assert (asked.answer, asked.changes) == ("planned", ())


@pytest.mark.parametrize(("question", "why_", "by"), [
    (("A", "co_build", ""), "not_planned", ""),
    (("B", "convert", ""), "meets", ""),
    (("B", "rectify", ""), "meets", ""),
    (("C", "merge", ""), "not_met", "merge"),
    (("D", "merge", ""), "no_match", "merge"),
    (("A", "close", ""), "no_rule", ""),
    (("E", "merge", ""), "unknown", "students"),
    (("A", "merge", "E"), "other_unknown", "E"),
    (("B", "merge", "D"), "no_match", "merge"),
    (("B", "merge", "E"), "other_unknown", "E"),
])  # fmt: skip
def test_what_is_not_open_names_what_forbids_it(
    plan: Plan, question: tuple[str, str, str], why_: str, by: str
) -> None:
    """The rule, the fact or the school in the way is named, in both languages."""
    asked = why_not(plan, *question)
    assert asked.answer == "not_eligible"
    assert (asked.bans[0].why, asked.bans[0].by) == (why_, by)
    for line in (*asked.lines("zh"), *asked.lines("en")):
        assert "{" not in line


def test_a_rule_that_does_not_apply_is_quoted(plan: Plan) -> None:
    """C has 120 pupils, so that article 三 on schools of fewer than 100 does not hold."""
    ban = why_not(plan, "C", "merge").bans[0]
    assert (ban.cite, ban.words) == ("三", "在校生不足100人的学校，并入同一片区的达标学校")


def test_what_cannot_be_names_the_rules_in_conflict(tmp_path: Path) -> None:
    """Of five schools four are to remain, and A is the only one that may end."""
    standard, policy = county.files(tmp_path)
    findings = compliance.check(county.SCHOOLS, compliance.load(standard, "2025-06-30"))
    asked = why_not(compliance.plan(findings, policy, survivors=4), "A", "keep")
    assert (asked.answer, asked.otherwise, asked.levels) == ("impossible", None, ())
    assert "survivors" in asked.rules
    assert "forced" not in asked.rules


def test_nothing_is_said_of_schools_and_actions_that_there_are_not(plan: Plan) -> None:
    """An unknown school or action is an error that names the nearest."""
    with pytest.raises(NotFound, match="merge"):
        why_not(plan, "A", "merg")
    with pytest.raises(NotFound, match="no-such-school"):
        why_not(plan, "己校", "keep")


def test_what_stands_in_the_way_is_what_helps_alone(plan: Plan) -> None:
    """D fails enrolment alone: it would not without that clause, nor if it might leave.

    That it may not merge is no help to lift, for B may take in one school and has A.
    """
    assert blockers(plan) == [
        ("eligible to leave", (("violations", 0),)), ("enrolment", (("violations", 0),)),
    ]  # fmt: skip


def test_every_rule_that_may_conflict_has_words() -> None:
    """Those of the example with the numbers of the document, in both languages."""
    planned = fuzhou()
    assert planned.planning is not None
    for facet in planned.planning.loose(targets=True).program.model().facets:
        text = facet_text(planned.advice, facet)
        assert text.zh != text.en


def test_the_only_other_plan_leaves_the_first_school_alone(plan: Plan) -> None:
    """Only A has a choice, and twice as many failures are within a tolerance of the whole."""
    others = alternatives(plan, min_schools=1, tolerance={"violations": Fraction(1)})
    assert [other["A"].action for other in others] == ["rectify"]
    assert alternatives(plan, min_schools=1) == []
    assert alternatives(plan, min_schools=2, tolerance={"violations": Fraction(1)}) == []


def test_the_number_of_survivors_swept(plan: Plan) -> None:
    """Four remain at best, five with A alone; three and six cannot."""
    found = sweep(plan, range(3, 7))
    assert [one.survivors for one in found] == [3, 4, 5, 6]
    assert [[level.value for level in one.levels] for one in found] == [
        [], [1001, 600, 60_000], [2002, 0, 60_000], []]  # fmt: skip
    assert "survivors" in found[0].rules
    assert "survivors" in found[3].rules


def test_what_less_money_comes_to(plan: Plan) -> None:
    """C's land costs 60 000: with 1 元 less it fails for want of land, and nothing is bought."""
    enough, less = afford(plan, ["60000元", "59999元"])
    assert enough.plan is not None
    assert less.plan is not None
    assert [level.value for level in enough.plan.levels] == [1001, 600, 60_000]
    assert [level.value for level in less.plan.levels] == [2002, 600, 0]
    assert less.plan.survivors["C"].conceded == ("campus-per-student",)


def test_why_a_school_merges(plan: Plan) -> None:
    """A had 60 of 100 pupils; with B it has 360 on 10 500 m², which is 175/6 m² each."""
    reason = why(plan, "A")
    assert [(f.clause, f.measured) for f in reason.failed] == [("enrolment", 60)]
    assert [(f.clause, f.verdict, f.measured) for f in reason.after] == [
        ("enrolment", "pass", 360)]  # fmt: skip
    assert reason.survivor is not None
    assert reason.survivor.findings["campus-per-student"].measured == Fraction(10_500, 360)
    assert [move.id for move in reason.rules] == ["merge"]
    assert (reason.moved, reason.instead) == (60, None)


def test_a_school_that_meets_its_standard_takes_in_what_another_failed(plan: Plan) -> None:
    """B failed nothing, and is shown with what A brings."""
    reason = why(plan, "B")
    assert (reason.failed, [f.clause for f in reason.after]) == ((), ["enrolment"])


def test_every_reason_of_the_example_comes_from_the_facts() -> None:
    """Land and pupils of each survivor that stays where it is are those of its members."""
    planned = fuzhou()
    facts = {one.school: one.advice.view.facts for one in planned}
    for one in planned:
        reason = why(planned, one.school)
        assert {f.clause for f in reason.failed} == {
            f.clause for f in one.advice.findings
            if f.rule.counts and f.basis == "computed" and f.outcome == "fail"
        }  # fmt: skip
        assert all(one.action in (m.then.action, *m.then.or_) for m in reason.rules)
        survivor = reason.survivor
        assert (survivor is None) == (one.action in ("convert", "close"))
        if survivor is not None and not survivor.new_campus:
            land, pupils = (
                sum(facts[member][fact].bounds.low for member in survivor.members)
                for fact in ("campus_area", "students")
            )
            land += survivor.bought.get("campus_area", 0)
            found = survivor.findings["campus-per-student"].measured
            assert found == Fraction(land) / (pupils + survivor.taken)


def test_keeping_schools_of_the_example_is_answered_and_no_better() -> None:
    """One of each action: the first level that differs is worse, and the engine agrees."""
    planned = fuzhou()
    changed = {one.action: one.school for one in planned if one.action not in ALONE}
    assert changed
    for school in changed.values():
        asked = why_not(planned, school, "keep")
        assert asked.answer == "possible"
        assert [one.planned for one in asked.levels] < [one.otherwise for one in asked.levels]
        assert asked.otherwise is not None
        assert asked.otherwise[school].action in ALONE
        assert not asked.otherwise[school].with_
        asked.otherwise.verify()
        assert sum(1 for _ in asked.lines("zh")) == sum(1 for _ in asked.lines("en"))


@pytest.mark.fuzz
def test_every_action_of_every_school_of_the_example_has_an_answer() -> None:
    """What is possible is done and no better; what is not names rules or what forbids it."""
    planned = fuzhou()
    for one in planned:
        for action in PLANNED:
            asked = why_not(planned, one.school, action)
            assert bool(asked.otherwise) == (asked.answer in ("planned", "possible"))
            assert bool(asked.bans) == (asked.answer == "not_eligible")
            assert bool(asked.rules) == (asked.answer == "impossible")
            assert [d.planned for d in asked.levels] <= [d.otherwise for d in asked.levels]


def test_other_plans_of_the_example_differ_and_are_close() -> None:
    """Each differs from all before in three schools at least, and no level is a tenth worse."""
    planned = fuzhou()
    others = alternatives(planned, k=3)
    assert others
    for n, other in enumerate(others):
        for earlier in (planned, *others[:n]):
            unlike = [one for one in other if _fate(one) != _fate(earlier[one.school])]
            assert len(unlike) >= 3
        for first, second in zip(planned.levels, other.levels, strict=True):
            worse = 0 if first.name == "violations" else Fraction(first.value, 10)
            assert second.value <= first.value + worse
        other.verify()


def _fate(one: Decision) -> str:
    """Left and how, or the survivor that it is part of."""
    return one.action if one.action in ("convert", "close") else one.into or one.school
