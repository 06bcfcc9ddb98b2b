"""Trends: a straight line, exact, from what was measured and from nothing else."""

import json
from fractions import Fraction
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yearly import STANDARD, judged, pupils, read

import compliance
from compliance.advice.years.history import History, history
from compliance.advice.years.trend import Trend, trend


def years(*counts: object, last: int = 2018) -> History:
    """A history of school A with so many pupils, one year after another."""
    first = last - len(counts) + 1
    return history([pupils(first + n, count) for n, count in enumerate(counts)])


def heading(clause: str, *counts: object) -> Trend:
    found = trend(years(*counts), "A", clause)
    assert found is not None
    return found


def said(found: Trend) -> tuple[int | None, int | None, int | None]:
    return found.expected, found.earliest, found.latest


def test_a_line_worked_by_hand() -> None:
    """1500, 1440, 1340: by −80 a year 1260 in 2019, 1180 in 2020; by −100 2020, by −60 2021."""
    found = heading("least", 1500, 1440, 1340)
    assert (found.change, found.smallest, found.largest) == (-80, -100, -60)
    assert said(found) == (2020, 2020, 2021)
    assert found.measured == {2016: 1500, 2017: 1440, 2018: 1340}


@pytest.mark.parametrize(
    ("clause", "counts", "missed"),
    [
        ("least", (1220, 1210, 1205), 2019),  # −15/2: 1197.5
        ("least", (1220, 1215, 1210), 2021),  # −5: 1200 in 2020 still meets 不少于
        ("over", (1220, 1215, 1210), 2020),  # 1200 does not meet 超过
        ("most", (1180, 1185, 1190), 2021),  # 1200 meets 不超过
        ("under", (1180, 1185, 1190), 2020),  # 1200 does not meet 不满
        ("band", (1180, 1260, 1340), 2019),  # 1420 is above the band
        ("band", (1220, 1140, 1060), 2019),  # 980 is below it
    ],
)
def test_each_comparator_is_missed_by_its_own_test(
    clause: str, counts: tuple[int, ...], missed: int
) -> None:
    """The year is the first in which the carried-on value fails the clause, not just meets it."""
    assert heading(clause, *counts).expected == missed


def test_a_band_that_is_left_on_either_side_may_never_be_left() -> None:
    """Changes of −100 and +100 leave 1000–1400 in 2021 (900, 1500); a change of none never."""
    assert said(heading("band", 1200, 1100, 1200)) == (None, 2021, None)


def test_a_clause_that_is_missed_is_missed_in_the_last_year() -> None:
    """A failing school is not told that it will fail some day."""
    found = heading("least", 1300, 1250, 1199)
    assert said(found) == (2018, 2018, 2018)
    assert "missed already" in found.text.en


def test_nothing_is_missed_beyond_the_horizon() -> None:
    """1212 by −1 a year is 1200 after twelve years, and 1199 after thirteen."""
    history_ = years(1214, 1213, 1212)
    for horizon, missed in ((10, None), (12, None), (13, 2031)):
        found = trend(history_, "A", "least", horizon)
        assert found is not None
        assert found.expected == missed


@pytest.mark.parametrize(
    "counts",
    [
        (1300, 1250),
        (1400, None, 1300, 1250),
        (1400, 1300, 1250, None),
        (1400, "约1300人", 1300, 1250),
    ],
)
def test_fewer_than_three_exact_years_in_a_row_are_no_trend(counts: tuple[object, ...]) -> None:
    """A gap is not bridged, and an approximate figure is not taken for an exact one."""
    assert trend(years(*counts), "A", "least") is None


def test_a_year_that_is_not_there_is_not_bridged() -> None:
    """2014, 2016, 2017: only two years in a row."""
    found = history([pupils(2014, 1400), pupils(2016, 1300), pupils(2017, 1250)])
    assert trend(found, "A", "least") is None


def test_only_the_run_up_to_the_last_year_counts() -> None:
    """What was measured before the gap changes nothing."""
    counts = (9000, None, 1500, 1440, 1340)
    assert said(heading("least", *counts)) == said(heading("least", 1500, 1440, 1340))


@pytest.mark.parametrize("clause", ["either", "built", "senior", "charter", "new-site"])
def test_clauses_without_a_number_that_stands_still_have_no_trend(clause: str) -> None:
    """Met in another way, reckoned for each school, over parts, attested, or of unknown scope."""
    facts: dict[str, Any] = {
        "id": "A", "students": 1300, "floor_area": 9000, "campus_area": 9000, "charter": "是",
        "majors": [{"name": "数控", "midrank_teachers": 3}],
    }  # fmt: skip
    found = history([judged(year, facts) for year in (2016, 2017, 2018)])
    assert trend(found, "A", clause) is None
    assert trend(found, "A", "least") is not None


def test_a_contradicted_year_ends_the_run() -> None:
    """Two areas for one site are none, even in a year to which the clause did not apply."""
    site = {"id": "A", "new_build": True, "campus_area": 50000}
    first = {**site, "new_build": False}
    twice = {**first, "占地面积": "6万㎡"}
    for earliest, known in ((first, True), (twice, False)):
        found = history([judged(2016, earliest), judged(2017, site), judged(2018, site)])
        assert (trend(found, "A", "new-site") is not None) == known


def test_another_formula_is_another_measure() -> None:
    """A year judged by a standard of the same name but another measure is not carried on."""
    facts = {"id": "A", "students": 1000, "campus_area": 50000}
    other = compliance.check(
        facts, read(2016, STANDARD.replace("campus_area / students", "2 * campus_area / students"))
    )
    same = [judged(year, facts) for year in (2016, 2017, 2018)]
    assert trend(history(same), "A", "area") is not None
    assert trend(history([other, *same[1:]]), "A", "area") is None


def test_a_table_gives_the_number_of_the_last_year() -> None:
    """A private school is asked for 600; of a school of unknown owner nothing is carried on."""
    private = [judged(y, {"id": "A", "students": n, "owner": "private"})
               for y, n in ((2016, 900), (2017, 800), (2018, 700))]  # fmt: skip
    found = trend(history(private), "A", "by-owner")
    assert found is not None
    assert found.expected == 2020  # 600 in 2019 is enough, 500 is not
    assert trend(years(900, 800, 700), "A", "by-owner") is None


def test_a_quotient_is_carried_on_exactly() -> None:
    """39600 m² over 1188, 1194 and 1200 pupils: 33 m² is met by none to spare, then missed."""
    found = trend(
        history([judged(2015 + n, {"id": "A", "students": 1188 + 6 * n, "campus_area": 39600})
                 for n in range(3)]), "A", "area",
    )  # fmt: skip
    assert found is not None
    assert found.change == (Fraction(33) - Fraction(39600, 1188)) / 2
    assert found.expected == 2018
    assert found.to_dict()["measured"] == {"2015": "100/3", "2016": "6600/199", "2017": "33"}


def test_unknown_names_are_refused() -> None:
    """A clause or a school that there is not is an error, and not a missing trend."""
    for school, clause in (("B", "least"), ("A", "lest")):
        with pytest.raises(compliance.NotFound):
            trend(years(1300, 1300, 1300), school, clause)


def test_the_record_is_json_and_says_its_method() -> None:
    """In both languages, with the range and that it is no forecast."""
    record = heading("least", 1500, 1440, 1340).to_dict()
    assert json.loads(json.dumps(record)) == record
    assert "不预测" in record["method"]["zh"]
    assert "no forecast" in record["method"]["en"]
    assert "2020" in record["text"]["zh"]
    assert "1340" in record["text"]["en"]


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(1150, 1300), min_size=3, max_size=6))
def test_the_year_is_that_of_solving_the_line(counts: list[int]) -> None:
    """With whole numbers: the first k with (n − 1)(last − 1200) + k(last − first) below zero."""
    found = heading("least", *counts)
    first, last, gaps = counts[0], counts[-1], len(counts) - 1
    changes = [b - a for a, b in pairwise(counts)]

    def solved(rise: int, over: int) -> int | None:
        if last < 1200:
            return 2018
        k = None if rise >= 0 else over * (last - 1200) // -rise + 1
        return None if k is None or k > 10 else 2018 + k

    assert found.expected == solved(last - first, gaps)
    assert found.earliest == solved(min(changes), 1)
    assert found.latest == solved(max(changes), 1)
    if None not in said(found):
        assert found.earliest <= found.expected <= found.latest  # type: ignore[operator]
