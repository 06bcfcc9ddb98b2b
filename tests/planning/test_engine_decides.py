"""Clauses that no row can say: the program leaves them to the engine, and the engine decides."""

from pathlib import Path

import county
import pytest

import compliance
from compliance.planning.greedy import greedy
from compliance.planning.planner import prepared
from compliance.planning.rows import rows_of

TRACK = """\
facts:
  track: {type: number, zh: 跑道, en: track, unit: m, decimals: 0, largest: 1000, merge: none}
clauses:
- {id: track, cite: 二, text: 跑道不少于200米, evidence: S, measure: track, at_least: 200 m,
   examples: [{given: {track: 200}, expect: pass}, {given: {track: 199}, expect: fail}]}
"""
Tracks = dict[str, int | None]
ALL = dict.fromkeys("ABCDE", 300)


@pytest.fixture
def places(tmp_path: Path) -> tuple[compliance.Rulebook, str]:
    """The standard of the county with a clause on a fact that schools do not add up."""
    standard, policy = county.files(tmp_path)
    text = Path(standard).read_text("utf-8").replace("clauses:\n", TRACK, 1)
    Path(standard).write_text(text, "utf-8")
    return compliance.load(standard, "2025-06-30"), policy


def findings(rulebook: compliance.Rulebook, tracks: Tracks) -> compliance.Findings:
    given = [{**one, "track": tracks[str(one["id"])]} for one in county.SCHOOLS]
    return compliance.check(given, rulebook)


@pytest.mark.parametrize(
    ("tracks", "conceded", "bought"),
    [
        (ALL, {"A": ("enrolment",), "D": ("enrolment",)}, ["C"]),
        (ALL | {"D": 199}, {"A": ("enrolment",), "D": ("enrolment", "track")}, ["C"]),
        (ALL | {"B": 199}, {"A": ("enrolment",), "B": ("track",), "D": ("enrolment",)}, ["C"]),
        (ALL | {"C": 199}, {"A": ("enrolment",), "C": ("campus-per-student", "track"),
                            "D": ("enrolment",)}, []),
        (ALL | {"C": None}, {"A": ("enrolment",), "C": ("campus-per-student",),
                             "D": ("enrolment",)}, []),
    ],
)  # fmt: skip
def test_a_clause_without_a_row_is_failed_bought_around_or_left_by_the_engine(
    places: tuple[compliance.Rulebook, str], tracks: Tracks,
    conceded: dict[str, tuple[str, ...]], bought: list[str],
) -> None:  # fmt: skip
    """A stays, since nobody knows the track of A and B together; C buys only where it then passes.

    The schools that fail, and their clauses, are those of the first level.
    """
    rulebook, policy = places
    judged = findings(rulebook, tracks)
    assert rows_of(rulebook).others == {"track": "not-added"}
    found = compliance.plan(judged, policy)
    found.verify()
    assert {one.id: one.conceded for one in found.survivors.values() if one.conceded} == conceded
    assert [one.id for one in found.survivors.values() if one.bought] == bought
    failed = sum(map(len, conceded.values()))
    assert found.levels[0].value == 1000 * len(conceded) + failed
    assert greedy(prepared(judged, policy)).levels[0].value == found.levels[0].value


def test_what_only_the_engine_rules_out_is_no_plan(
    places: tuple[compliance.Rulebook, str],
) -> None:
    """Four survivors need a merger of which the engine cannot say that it passes."""
    rulebook, policy = places
    with pytest.raises(compliance.NoPlan) as caught:
        compliance.plan(findings(rulebook, ALL), policy, survivors=4)
    assert caught.value.rules == ("survivors",)
