"""The strategies draw what they promise, and the ready suite holds for our own standards."""

from collections.abc import Iterator
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st

import compliance
from compliance.documents.locate import identifiers
from compliance.rulebook.overlay import read_layers
from compliance.rulebook.rulebook import build
from compliance.testing import near, profiles, suite
from compliance.testing.guards.guards import Guards, Mutant
from compliance.testing.guards.variant import Variant
from compliance.testing.strategies.lines import lines
from compliance.testing.strategies.values import grain

FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"
KINDS = ("strictness", "grain", "direction", "unit", "divisor")
SOURCES = ("cn/fujian/fuzhou/secondary-vocational-2016", "cn/moe/secondary-vocational-2010",
           "cn/moe/conditions-2022", "cn/moe/quality-balance-2017", "cn/moe/higher-education-2004",
           "jp/mext/junior-high-2002", "in/rte-2009", "cn/moe/internship-2021",
           "cn/jiangxi/higher-vocational-scores", "ke/regulations-2014")  # fmt: skip
DRAW = settings(deadline=None, database=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck))  # fmt: skip


class TestTargets(suite("cn/moe/conditions-2022")):  # type: ignore[misc]
    """The nine indicators of 2022 under the whole suite."""


class Found(Exception):  # noqa: N818 - no error: what is looked for
    pass


@settings(DRAW, max_examples=200)
@given(grains=st.sampled_from([-1, 0, 1]), data=st.data())
def test_near_lies_on_a_line_or_a_grain_beside(grains: int, data: st.DataObject) -> None:
    """60 teachers are asked for: 60, as many grains beside, or an example's 60 or 59 moved so."""
    book = compliance.load("cn/moe/conditions-2022")
    profile = data.draw(near(book, "teachers", grains=[grains]))
    measured = compliance.check(profile, book).items[0]["teachers"].measured
    assert measured is None or measured - 60 in {grains, 0, grains - 1, -1}


def test_most_profiles_lie_beside_a_line() -> None:
    """Of all profiles at least half have a fact within a grain of where some clause turns."""
    book = compliance.load(FUZHOU)
    known = book.vocabulary.facts
    beside: list[bool] = []

    @seed(1)
    @settings(DRAW, max_examples=200)
    @given(profiles(book, missing=0))
    def draw(profile: dict[str, Any]) -> None:
        facts = compliance.check(profile, book).items[0].school.facts
        beside.append(
            any(_close(rule, known, facts) for rule in book.rules if not rule.measured.over)
        )

    draw()
    assert sum(beside) * 2 >= len(beside)


def _close(rule: Any, known: Any, facts: Any) -> bool:
    """Whether a fact of a clause is at most a grain off a line."""
    return any(
        abs(line.value - Fraction(*facts[line.fact].value)) <= grain(known[line.fact])
        for line in lines(rule, known, facts)
    )


def faults() -> Iterator[tuple[Guards, Mutant]]:
    """Forty changes of one clause each in our own standards, eight of each kind, of every shape."""
    random = Random(3)  # noqa: S311 - test data
    pool: dict[str, list[tuple[Guards, Mutant]]] = {kind: [] for kind in KINDS}
    for standard in SOURCES:
        guards = Guards(build(read_layers(standard), None, drafts=True))
        own: dict[str, list[tuple[Guards, Mutant]]] = {kind: [] for kind in KINDS}
        for mutant, _ in guards.tried():
            wanted = mutant.kind in KINDS and "readings" not in mutant.path  # judged by default
            if wanted and len(mutant.clauses) == 1 and not refused(guards, mutant):
                own[mutant.kind].append((guards, mutant))
        for kind, found in own.items():
            pool[kind] += random.sample(found, min(2, len(found)))
    return (one for kind in KINDS for one in random.sample(pool[kind], 8))


def refused(guards: Guards, mutant: Mutant) -> bool:
    try:
        Variant(guards.rulebook, mutant.data).rulebook(mutant.clauses[0])
    except (compliance.StandardError, ValueError):
        return True
    return guards._same(mutant)  # noqa: SLF001


def told_apart(number: int, one: compliance.Rulebook, two: compliance.Rulebook) -> bool:
    """Whether a profile near the first clause is judged otherwise by one of them, in 500."""
    clause = two.rules[0].id

    @seed(number)
    @settings(DRAW, max_examples=500)
    @given(near(two, clause))
    def differ(profile: dict[str, Any]) -> None:
        verdicts = {compliance.check(profile, book).items[0][clause].verdict for book in (one, two)}
        if len(verdicts) > 1:
            raise Found

    try:
        differ()
    except Found:
        return True
    return False


@pytest.mark.fuzz
def test_forty_faults_are_found_in_every_one_of_ten_seeds() -> None:
    """Each within 500 profiles near the clause, by comparing with the standard as it was."""
    missed = []
    for guards, mutant in faults():
        books = (guards.plain, Variant(guards.rulebook, mutant.data))
        one, two = (book.rulebook(mutant.clauses[0]) for book in books)
        missed += [(str(mutant), n) for n in range(10) if not told_apart(n, one, two)]
    assert missed == []


@pytest.mark.fuzz
@pytest.mark.parametrize("standard", identifiers()[::5])
def test_the_suite_holds_for_shipped_standards(standard: str) -> None:
    """Every law for every fifth standard, on what its own strategies draw."""
    made = suite(standard)()
    for name in dir(made):
        if name.startswith("test_") and name != "test_every_number_is_guarded":
            getattr(made, name)()
