"""Early warning: what will soon be missed, and what has turned."""

import json

import pytest
from yearly import judged, pupils

from compliance.advice.years.history import history
from compliance.advice.years.warning import early_warnings, turned


def test_warnings_are_of_clauses_that_pass_now() -> None:
    """A falls by 80 a year from 1340, B rises, C fails already; ``most`` is missed by A and B."""
    found = history(
        [
            pupils(2016, 1500, 1300, 1100),
            pupils(2017, 1420, 1400, 1090),
            pupils(2018, 1340, 1500, 1080),
        ]
    )
    said = [(w.trend.finding.school.id, w.trend.finding.clause, w.kind, w.year)
            for w in early_warnings(found)]  # fmt: skip
    assert said == [("A", "least", "expected", 2020), ("A", "over", "expected", 2020)]


def test_what_is_only_possible_comes_last() -> None:
    """A: +50 and −50, none on the mean, 1190 in 2019 at worst; B: expected in 2021, later."""
    found = history([pupils(2016, 1240, 1300), pupils(2017, 1290, 1270), pupils(2018, 1240, 1240)])
    said = [(w.trend.finding.school.id, w.kind, w.year) for w in early_warnings(found)
            if w.trend.finding.clause == "least"]  # fmt: skip
    assert said == [("B", "expected", 2020), ("A", "possible", 2019)]
    assert ("A", 2019) in {(w.trend.finding.school.id, w.year) for w in early_warnings(found, 1)}


def test_how_far_ahead_is_asked() -> None:
    """1340 by −80 a year is below 1200 in the second year: within two, and not within one."""
    found = history([pupils(2016, 1500), pupils(2017, 1420), pupils(2018, 1340)])
    assert [w.trend.finding.clause for w in early_warnings(found, 2)] == ["least", "over"]
    assert early_warnings(found, 1) == ()
    with pytest.raises(ValueError, match="0"):
        early_warnings(found, 0)


def test_beyond_ten_years_is_looked_at_if_asked() -> None:
    """1212 by −1 a year is missed after thirteen years."""
    found = history([pupils(2016, 1214), pupils(2017, 1213), pupils(2018, 1212)])
    assert early_warnings(found, 10) == ()
    assert [w.year for w in early_warnings(found, 13)] == [2030, 2031]


def test_fewer_than_three_years_warn_of_nothing() -> None:
    """One change is no trend."""
    assert early_warnings(history([pupils(2017, 1300), pupils(2018, 1210)])) == ()


def test_what_turned_since_the_year_before() -> None:
    """A turned worse, B better, C stayed, D was unknown and turned nothing."""
    found = history([pupils(2017, 1300, 1100, 1300, None), pupils(2018, 1100, 1300, 1301, 1100)])
    said = [f"{t.now.school.id} {t.now.clause} {t.now.verdict}" for t in turned(found)]
    assert said == [
        "A least fail", "A over fail", "B most fail", "B under fail",
        "A most pass", "A under pass", "B least pass", "B over pass",
    ]  # fmt: skip
    assert {t.before.verdict for t in turned(found)[:4]} == {"pass"}


def test_only_the_year_before_counts() -> None:
    """From 2016 to 2018 something may have turned twice: it is not said."""
    assert turned(history([pupils(2016, 1300), pupils(2018, 1100)])) == ()
    assert turned(history(pupils(2018, 1100))) == ()


def test_the_worst_part_turns_a_clause() -> None:
    """Of two majors one fell below two teachers."""
    before = {"id": "A", "majors": [{"name": n, "midrank_teachers": 2} for n in ("数控", "护理")]}
    after = {"id": "A", "majors": [{"name": "数控", "midrank_teachers": 2},
                                   {"name": "护理", "midrank_teachers": 1}]}  # fmt: skip
    (one,) = turned(history([judged(2017, before), judged(2018, after)]))
    assert (one.now.clause, one.now.part.name) == ("senior", "护理")


def test_records_are_json_with_both_languages() -> None:
    """A warning and a turn say in both languages what they rest on."""
    found = history([pupils(2016, 1500), pupils(2017, 1420), pupils(2018, 1340)])
    fell = history([pupils(2017, 1300), pupils(2018, 1100)])
    for one in (early_warnings(found)[0], turned(fell)[0]):
        record = one.to_dict()
        assert json.loads(json.dumps(record)) == record
        assert record["text"]["zh"] != record["text"]["en"]
    assert "2017 年达标（实测 1300，标准 1200" in turned(fell)[0].text.zh
    assert "in 2018 fail (measured 1100, threshold 1200" in turned(fell)[0].text.en
