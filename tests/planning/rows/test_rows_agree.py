"""A row holds where the engine passes the merged school, and only there."""

from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from math import ceil, floor
from pathlib import Path
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from summing import (
    FUZHOU,
    Profile,
    as_one,
    by_clause,
    compiled,
    group,
    hold,
    number,
    of_schools,
    rulebook,
    sums_of,
    totals,
    zero,
)

import compliance
from compliance.advice.mergers import Mergers
from compliance.planning.rows import Amount, Row, rows_of
from compliance.vocabulary import Vocabulary

WORKBOOK = Path(__file__).resolve().parents[3] / "docs" / "examples" / "fuzhou-36.xlsx"
SEEDS = st.randoms(use_true_random=False)
STANDARDS = of_schools()
CLAUSES = [(name, clause) for name in STANDARDS for clause in by_clause(compiled(name).rows)]


@pytest.mark.parametrize("name", STANDARDS)
@settings(max_examples=40, deadline=None)
@given(random=SEEDS)
def test_rows_are_the_verdicts_of_the_merged_school(name: str, random: Random) -> None:
    """A clause passes exactly where its rows hold, and is unknown by a divisor of zero alone."""
    judged, by = rulebook(name), by_clause(compiled(name).rows)
    schools = group(random, compiled(name).rows, judged.vocabulary)
    findings = as_one(schools, judged)
    for clause, rows in by.items():
        sums = totals(schools, rows, judged.vocabulary)
        if sums is None:
            continue
        found = findings[clause]
        if found.verdict in ("pass", "fail"):
            assert (found.verdict == "pass") == hold(rows, sums), (found, sums)
        elif found.verdict == "unknown":
            assert found.reason == "zero_denominator", found
            assert zero(rows, sums), found
        else:
            assert (found.reason, rows[0].amounts[0].over != "") == ("no_members", True), found


@settings(max_examples=60, deadline=None)
@given(random=SEEDS)
def test_conditions_are_those_of_the_clause(random: Random) -> None:
    """Where a condition decides, the rows still say what the engine says of the whole."""
    judged = compliance.load(FUZHOU)
    rows = rows_of(judged).rows
    schools = group(random, rows, judged.vocabulary)
    for school in schools:
        school["new_build"] = random.choice(["是", "否"])
    findings = as_one(schools, judged)
    new = any(school["new_build"] == "是" for school in schools)
    for clause in ("campus-area", "floor-area"):
        mine = by_clause(rows)[clause]
        sums = totals(schools, mine, judged.vocabulary)
        assert sums is not None
        expected = ("pass" if hold(mine, sums) else "fail") if new else "not_applicable"
        assert findings[clause].verdict == expected
        assert mine[0].applies == judged[clause].applies is not None


def test_every_pair_of_the_example_workbook() -> None:
    """Of 630 pairs, each clause of each that is not left to the engine is as the engine rules."""
    judged, by = rulebook(FUZHOU), by_clause(compiled(FUZHOU).rows)
    findings = compliance.check(compliance.read(WORKBOOK), judged)
    mergers, compared = Mergers(findings), 0
    for pair in combinations(findings.schools, 2):
        found = mergers.findings([school.id for school in pair])
        for clause, rows in by.items():
            sums = sums_of(pair, rows, judged.vocabulary)
            if sums is not None:
                assert found[clause].verdict == ("pass" if hold(rows, sums) else "fail")
                compared += 1
    assert compared > 0.9 * 630 * len(by)


@pytest.mark.parametrize(("name", "clause"), CLAUSES)
def test_engine_and_rows_turn_at_one_grain(name: str, clause: str) -> None:
    """The figure at which a clause begins to pass is the same grain for the engine and its rows."""
    judged, rows = rulebook(name), by_clause(compiled(name).rows)[clause]
    for row in rows:
        found = _turn(row, rows, judged.vocabulary)
        assert found is not None, row
        for profiles, passes in found:
            sums = totals(profiles, rows, judged.vocabulary)
            assert sums is not None
            assert hold(rows, sums) is passes
            assert as_one(profiles, judged)[clause].verdict == ("pass" if passes else "fail")


def _turn(
    row: Row, rows: list[Row], vocabulary: Vocabulary
) -> list[tuple[list[Profile], bool]] | None:
    """Two schools that just fulfil a row, and two that by one grain do not, if some can."""
    net = row.left - row.right
    for seed in range(400):
        random = Random(seed)  # noqa: S311 - reproducible, not secret
        profiles = group(random, rows, vocabulary)
        lever = random.choice(list(net.terms))
        place = _place(profiles, lever)  # leaves no part of another pool
        sums = totals(profiles, rows, vocabulary)
        if place is None or sums is None or zero([row], sums):
            continue
        fact = number(lever, vocabulary)
        grain = fact.of.factor / 10**fact.decimals
        now = Fraction(Decimal(place[lever.fact])) * 10**fact.decimals
        exact = now - net.at(sums) / net.terms[lever] / grain
        rising = net.terms[lever] > 0
        good = ceil(exact) if rising else floor(exact)
        if row.strict and good == exact:
            good += 1 if rising else -1
        found = []
        for steps, passes in ((good, True), (good - 1 if rising else good + 1, False)):
            place[lever.fact] = format(Decimal(steps).scaleb(-fact.decimals), "f")
            copy = [{k: [dict(p) for p in v] if isinstance(v, list) else v for k, v in one.items()}
                    for one in profiles]  # fmt: skip
            after = totals(copy, rows, vocabulary) if steps >= 0 else None
            others = [one for one in rows if one is not row]
            if after is not None and not zero([row], after) and hold(others, after):
                found.append((copy, passes))
        if len(found) == 2:
            return found
    return None


def _place(profiles: list[Profile], lever: Amount) -> Profile | None:
    """Where the figure of an amount stands: in a school, or in a part, the only pool left."""
    if not lever.over:
        return profiles[-1]
    for one in profiles:
        one[lever.over] = [part for part in one[lever.over] if part[lever.by] in lever.pool]
    return next((part for one in profiles for part in one[lever.over]), None)
