"""The shipped policies: clean, as their examples show, and harsh on nothing that is unknown."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import compliance
from compliance.advice.actions import ACTIONS, HARSH
from compliance.advice.advice import SchoolAdvice
from compliance.advice.policy.model import PolicyDocument
from compliance.advice.policy.policy import read_document
from compliance.checking.linting.coverage import coverage
from compliance.documents.coverage import manifests
from compliance.documents.locate import policies, shipped

EVERY = policies()
Told = dict[str, Any]


def document(policy: str) -> PolicyDocument:
    return read_document(policy)[2]


@pytest.mark.parametrize("policy", EVERY)
def test_policy_is_clean(policy: str) -> None:
    """Lint finds no error; what it warns of is what the text itself says, and the notes tell it."""
    found = [p for p in compliance.lint_policy(policy) if p.severity != "note"]
    assert [p.show() for p in found if p.severity == "error"] == []
    assert {p.code for p in found} <= {"policy-no-exception", "policy-weak-clause"}
    assert not found or document(policy).notes


@pytest.mark.parametrize("policy", EVERY)
def test_every_rule_says_where_it_comes_from(policy: str) -> None:
    """Each rule of a policy is named by a row of a coverage manifest."""
    claimed = {
        rule for _, manifest in manifests(shipped()).values() for row in manifest.rows.values()
        for rule in row.policy or ()
    }  # fmt: skip
    assert [r.id for r in document(policy).rules if f"{policy}#{r.id}" not in claimed] == []


def plain(policy: str) -> Iterator[tuple[str, Told, tuple[Told, ...], str]]:
    """The examples of one year, without a case and by the default reading."""
    source = document(policy)
    for one in (*source.rules, *source.exceptions):
        for n, example in enumerate(one.examples):
            if not (example.earlier or example.case or example.reading):
                yield f"{policy}#{one.id}.{n}", example.given, example.others, example.expect


PLAIN = [(policy, *found) for policy in EVERY for found in plain(policy)]
HARMED = [one for one in PLAIN if one[4] in HARSH and document(one[0]).status != "draft"]


def advised(policy: str, schools: list[Told]) -> SchoolAdvice:
    """What is suggested for the first of several schools."""
    findings = compliance.check(schools, compliance.load(document(policy).standard))
    return compliance.advise(findings, policy, engine="builtin").items[0]


def severity(policy: str, given: Told, others: tuple[Told, ...], without: str = "") -> int:
    """How much the first of several schools would lose, one of its facts perhaps left out."""
    fewer = {name: value for name, value in given.items() if name != without}
    return ACTIONS[advised(policy, [fewer, *others]).action].severity


@pytest.mark.parametrize(
    ("policy", "given", "others", "expect"),
    [pytest.param(policy, *rest, id=name) for policy, name, *rest in HARMED],
)
def test_a_missing_fact_never_makes_the_advice_harsher(
    policy: str, given: Told, others: tuple[Told, ...], expect: str
) -> None:
    """With any one fact of the school left out, the advice is as severe as with it, or milder."""
    whole = severity(policy, given, others)
    assert whole == ACTIONS[expect].severity
    for fact in given.keys() - {"name"}:
        assert severity(policy, given, others, without=fact) <= whole, fact


def test_a_school_whose_district_is_missing_is_not_closed_for_want_of_a_partner() -> None:
    """Where nobody knows with whom a school is looked at, nobody knows that it has no partner."""
    policy = "cn/moe/conditions-2022"
    _, _, given, others, expect = next(one for one in HARMED if one[0] == policy)
    assert expect == "merge"
    assert severity(policy, given, others, without="district") <= ACTIONS["merge"].severity


@pytest.mark.parametrize("policy", EVERY)
def test_a_school_of_which_nothing_is_known_is_never_harmed(policy: str) -> None:
    """A name alone brings a review, or leaves the school as it is where nothing binds."""
    assert advised(policy, [{"name": "甲校"}]).action in ("review", "keep")


def test_a_draft_advises_nothing() -> None:
    """Kenya's proposal of 2014 never bound: a school of 100 learners follows no rule of it."""
    found = advised("ke/regulations-2014", [{"name": "A", "students": 100}, {"name": "B"}])
    assert (found.rule, found.action in HARSH) == ("", False)


def manifest_naming(folder: Path, rule: str) -> list[str]:
    """What coverage says of a manifest with one row that names a rule."""
    (folder / "coverage").mkdir()
    text = (
        "format: 1\ntitle: {zh: 清单}\nsource: 文件\nrows:\n"
        f"  a: {{kind: B, phrase: 限期达标, policy: [{rule}]}}\n"
    )
    (folder / "coverage" / "A.yaml").write_text(text, "utf-8")
    found = coverage(folder)
    assert found["A"].counts["encoded"] == 1
    return [f"{p.place.line} {p.code}" for p in found.problems]


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("cn/moe/secondary-vocational-2010#build-up", []),
        ("cn/guangdong/layout-2019-school#other-kinds", []),
        ("cn/moe/secondary-vocational-2010#build", ["5 coverage-rule"]),
        ("cn/moe/secondary-vocational-2001#build-up", ["5 no-such-policy"]),
    ],
)
def test_a_manifest_names_rules_that_are_there(tmp_path: Path, rule: str, said: list[str]) -> None:
    """A row encoded by a policy names a rule or an exception of a policy that exists."""
    assert manifest_naming(tmp_path, rule) == said


def test_a_policy_of_ones_own_is_found_beside_the_manifest(tmp_path: Path) -> None:
    """A policy below the same folder is read before the shipped ones, whatever it holds."""
    own = tmp_path / "cn" / "moe" / "secondary-vocational-2010.policy.yaml"
    own.parent.mkdir(parents=True)
    own.write_text("rules:\n- {id: other}\n- 5\nexceptions: none\n", "utf-8")
    rule = "cn/moe/secondary-vocational-2010#build-up"
    assert manifest_naming(tmp_path, rule) == ["5 coverage-rule"]
