"""The laws of the ready suite catch an engine, or a standard, that breaks them."""

from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

import compliance
from compliance.checking.findings import Findings
from compliance.rulebook.overlay import read_layers
from compliance.rulebook.rulebook import Rulebook, build
from compliance.testing import laws
from compliance.testing.guards.guards import Guards
from compliance.testing.guards.variant import Variant

NATIONAL = "cn/moe/secondary-vocational-2010"
BOOKS = "cn/moe/conditions-2022"
Lying = Callable[[str, str], Rulebook]


@pytest.fixture
def lying(monkeypatch: pytest.MonkeyPatch) -> Lying:
    """Judge by a standard with one thing changed, whatever the rulebook says."""

    def wrongly(kind: str, clause: str) -> Rulebook:
        guards = Guards(build(read_layers(BOOKS), None, drafts=True))
        data = next(m.data for m, _ in guards.tried() if (m.kind, m.clauses) == (kind, [clause]))
        other = Variant(guards.rulebook, data).rulebook(clause)

        def check(profile: Any, _: Rulebook) -> Findings:
            return compliance.check(profile, other)

        monkeypatch.setattr(laws, "check", check)
        return guards.plain.rulebook(clause)

    return wrongly


def test_a_turned_direction_harms_who_has_more(lying: Lying) -> None:
    """39999 and 40001 m²: more is better, so nobody may pass with less and fail with more."""
    few, many = {"campus_area": 39999}, {"campus_area": 40001}
    book = compliance.load(BOOKS)
    assert list(laws.harmed(book, few, many)) == []
    book = lying("direction", "campus-area")
    assert list(laws.harmed(book, few, many)) == ["campus-area"]


def test_a_ratio_that_moves_with_size_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """33 m² a student is as much in a school of twice the size; an engine that forgot is found."""
    book = compliance.load(BOOKS)
    profile = {"campus_area": 39600, "students": 1200}
    assert list(laws.ratios_moved(book, profile, 2)) == []

    def forgetful(given: dict[str, Any], rulebook: Rulebook) -> Findings:
        return compliance.check({**given, "students": 1201}, rulebook)

    monkeypatch.setattr(laws, "check", forgetful)
    assert list(laws.ratios_moved(book, {**profile, "campus_area": 20000}, 2)) == [
        "campus-per-student"
    ]


def test_the_same_figures_are_written_in_other_units() -> None:
    """40000.5 m² are 60.00075 亩 and 3 600 000 元 are 360 万元, exactly."""
    vocabulary = compliance.load(NATIONAL).vocabulary
    given = {"campus_area": Decimal("40000.5"), "equipment": 3_600_000, "students": 7}
    found = laws.changed_units(vocabulary, given)
    assert found == {"campus_area": "60.00075亩", "equipment": "360万元", "students": 7}
    facts = compliance.check(found, compliance.load(NATIONAL)).items[0].school.facts
    assert Fraction(*facts["campus_area"].value) == Fraction(80001, 2)


def test_a_layer_that_is_called_equal_and_is_laxer_is_found(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """With 39999 m² the base fails; a layer that lets it pass and calls itself equal is named."""
    book = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    assert book["campus-area"].relation == "equal"
    assert list(laws.loosened(book, {"campus_area": 39999, "new_build": True})) == []

    def lax(given: dict[str, Any], rulebook: Rulebook) -> Findings:
        return compliance.check(
            {**given, "campus_area": 40000} if rulebook is book else given, rulebook
        )

    monkeypatch.setattr(laws, "check", lax)
    assert list(laws.loosened(book, {"campus_area": 39999, "new_build": True})) == ["campus-area"]


def test_every_clause_has_a_citation() -> None:
    """No clause of a shipped standard is without one, and one without is named."""
    book = compliance.load(NATIONAL)
    assert list(laws.unquoted(book)) == []
    rule = book.rules[0]
    bare = build(read_layers(NATIONAL), None)
    object.__setattr__(bare.rules[0].source, "cite", "")
    assert list(laws.unquoted(bare)) == [rule.id]
