"""Years side by side: in order, one a year, one standard; and runs that absence ends."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yearly import judged, pupils, rulebook

import compliance
from compliance.advice.years.history import history
from compliance.checking.findings import SchoolFindings


def fails(item: SchoolFindings) -> bool:
    return item["least"].verdict == "fail"


def years_of(run: tuple[SchoolFindings, ...]) -> list[int]:
    return [item.rulebook.on.year for item in run]


def test_years_are_put_in_order() -> None:
    """Whatever the order they are given in, the last day judged is the latest."""
    found = history([pupils(2018, 1), pupils(2016, 2), pupils(2017, 3)])
    assert found.years == (2016, 2017, 2018)
    assert found.latest.rulebook.on.isoformat() == "2018-12-31"
    assert len(found) == 3


def test_one_year_is_a_history() -> None:
    """Findings on their own are a history of one year, with a run of one."""
    found = history(pupils(2018, 1199))
    assert found.years == (2018,)
    assert years_of(found.in_a_row("A", fails)) == [2018]


def test_no_years_are_refused() -> None:
    """The first error of somebody who filtered everything away."""
    with pytest.raises(compliance.FactsError) as refused:
        history([])
    assert refused.value.code == "history-empty"


def test_two_judgements_of_a_year_are_refused() -> None:
    """Which of the two counts is not for the program to choose; both days are told."""
    with pytest.raises(compliance.FactsError, match="2018-12-31") as refused:
        history([pupils(2018, 1), pupils(2017, 1), pupils(2018, 2)])
    assert [problem.code for problem in refused.value.problems] == ["history-year-twice"]


def test_different_standards_are_refused() -> None:
    """A fail by one standard and a fail by another are not two years of the same."""
    with pytest.raises(compliance.FactsError, match="别的, 试验") as refused:
        history([pupils(2017, 1), judged(2018, {"id": "A"}, name="别的")])
    assert refused.value.code == "history-standards"


def test_a_missing_year_ends_the_run() -> None:
    """2016 and 2018 are not in a row, and neither are years without the school."""
    assert years_of(history([pupils(2016, 1), pupils(2018, 1)]).in_a_row("A", fails)) == [2018]
    away = judged(2017, {"id": "Z"})
    run = history([pupils(2016, 1), away, pupils(2018, 1)]).in_a_row("A", fails)
    assert years_of(run) == [2018]


def test_an_unknown_is_no_fail() -> None:
    """A year without figures ends a run of failures."""
    found = history([pupils(2016, 1), pupils(2017, None), pupils(2018, 1)])
    assert years_of(found.in_a_row("A", fails)) == [2018]


def test_a_school_that_is_gone_has_no_run() -> None:
    """A run ends with the last year, so a school that is not in it has none."""
    found = history([pupils(2017, 1, 1), pupils(2018, 1)])
    assert found.in_a_row("B", fails) == ()


def test_a_school_that_never_was_is_told() -> None:
    """A misspelt id is an error, and not a school without a run."""
    with pytest.raises(compliance.NotFound) as refused:
        history(judged(2018, {"id": "FZ-0031"})).in_a_row("FZ-0013", fails)
    assert refused.value.code == "no-such-school"
    assert "FZ-0031" in refused.value.hint.en


def test_a_place_in_a_list_identifies_nobody() -> None:
    """Without id and name the first school of two files need not be the same."""
    found = history([judged(2017, {"students": 1}), judged(2018, {"students": 1})])
    assert years_of(found.in_a_row("#1", fails)) == [2018]


@pytest.mark.parametrize(
    ("first", "last", "run"),
    [
        ("实验,1\n城关,1", "城关,1\n实验,1", [2017, 2018]),
        ("实验,1\n实验,1\n城关,1", "实验,1\n城关,1", [2018]),
        ("实验,1\n城关,1", "实验,1\n实验,1\n城关,1", [2018]),
    ],
)
def test_a_name_identifies_where_only_one_has_it(
    first: str, last: str, run: list[int], tmp_path: Path
) -> None:
    """Without ids the name does; a name that two schools of a year share does not."""
    found = []
    for year, rows in ((2017, first), (2018, last)):
        path = tmp_path / f"{year}.csv"
        path.write_text(f"学校名称,在校生数\n{rows}\n", "utf-8")
        found.append(compliance.check(compliance.read(path), rulebook(year)))
    assert years_of(history(found).in_a_row("实验", fails)) == run


@settings(max_examples=60, deadline=None)
@given(
    st.dictionaries(
        st.integers(2005, 2014), st.sampled_from([None, 1199, 1200, "away"]), min_size=1
    )
)
def test_runs_are_those_of_counting_backwards(counts: dict[int, object]) -> None:
    """The run is what one gets by walking back from the last year, by hand, over a text."""
    found = history(
        [
            judged(year, {"id": "Z"}) if count == "away" else judged(year, _pupils(count))
            for year, count in counts.items()
        ]
    )
    last = max(counts)
    marks = "".join("x" if counts.get(y) == 1199 else "." for y in range(2004, last + 1))
    length = len(marks) - len(marks.rstrip("x"))
    expected = list(range(last - length + 1, last + 1))
    if any(count != "away" for count in counts.values()):
        assert years_of(found.in_a_row("A", fails)) == expected


def _pupils(count: object) -> dict[str, object]:
    return {"id": "A"} if count is None else {"id": "A", "students": count}
