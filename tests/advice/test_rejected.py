"""Policies with one mistake each, and exactly what is said of it."""

from pathlib import Path

import pytest

import compliance
from compliance.documents.strict_yaml import read_yaml

FOLDER = Path(__file__).parent / "rejected"
EXPECTED = read_yaml(FOLDER / "expected.yaml").data


@pytest.mark.parametrize("name", EXPECTED)
def test_each_mistake_is_told_at_its_line(name: str) -> None:
    """Code, line, column and rule of every problem, and a hint in both languages."""
    problems = compliance.lint_policy(FOLDER / f"{name}.policy.yaml")
    said = []
    for one in problems:
        mark = "" if one.severity == "error" else f" ({one.severity})"
        rule = f" {one.clause}" if one.clause else ""
        said.append(f"{one.code} {one.place.line}:{one.place.column}{rule}{mark}")
        assert all(text.strip() for text in (*one.message, *one.hint))
    assert said == list(EXPECTED[name])


def test_every_file_is_expected() -> None:
    """No file lies in the folder of which nothing is said."""
    assert {path.name.split(".")[0] for path in FOLDER.glob("*.policy.yaml")} == set(EXPECTED)


def test_advice_by_a_wrong_policy_is_an_error_not_advice() -> None:
    """Nothing is advised by a policy whose rules cannot be meant."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    findings = compliance.check({"name": "甲校"}, rulebook)
    with pytest.raises(compliance.PolicyError) as caught:
        compliance.advise(findings, FOLDER / "unknown-clause.policy.yaml")
    assert (caught.value.code, caught.value.line) == ("policy-no-clause", 15)


def test_a_policy_is_for_the_findings_of_its_standard() -> None:
    """Findings by another standard are refused; by one laid over it they are not."""
    other = compliance.check({"name": "甲校"}, compliance.load("cn/moe/conditions-2022"))
    with pytest.raises(compliance.PolicyError) as caught:
        compliance.advise(other, FOLDER / "sound.policy.yaml")
    assert caught.value.code == "policy-other-standard"
    overlay = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    advice = compliance.advise(
        compliance.check({"name": "甲校"}, overlay), FOLDER / "sound.policy.yaml"
    )
    assert advice["甲校"].action == "review"


@pytest.mark.parametrize(
    ("policy", "readings", "code"),
    [
        ("cn/fujian/fuzhou/consolidation-2017", {}, "no-such-policy"),
        ("nowhere.policy.yaml", {}, "no-such-file"),
        ("cn/fujian/fuzhou/consolidation-2016", {"unmet": "neither"}, "unknown-reading"),
        ("cn/fujian/fuzhou/consolidation-2016", {"met": "both"}, "unknown-reading"),
    ],
)
def test_what_is_asked_for_must_exist(policy: str, readings: dict[str, str], code: str) -> None:
    """A policy or a reading that is not there is told with the nearest name."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    with pytest.raises(compliance.NotFound) as caught:
        compliance.advise(compliance.check({"name": "甲校"}, rulebook), policy, readings=readings)
    assert caught.value.code == code
