"""Standings: exact places among the others, and nobody ranked who was not measured."""

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from yearly import judged, pupils

import compliance
from compliance.advice.years.standing import standing


def test_places_worked_by_hand() -> None:
    """1300, 1300, 1200, 1100: two are best, each above two and level with one."""
    places = standing(pupils(2018, 1200, 1300, 1100, 1300), "least")[""]
    said = [(p.finding.school.id, p.worse, p.equal, p.better, p.percentile) for p in places]
    assert said == [
        ("B", 2, 1, 0, Fraction(5, 6)), ("D", 2, 1, 0, Fraction(5, 6)),
        ("A", 1, 0, 2, Fraction(1, 3)), ("C", 0, 0, 3, Fraction(0)),
    ]  # fmt: skip


def test_less_is_better_where_a_most_is_asked() -> None:
    """The same figures the other way round."""
    places = standing(pupils(2018, 1200, 1300, 1100), "most")[""]
    assert [p.finding.school.id for p in places] == ["C", "A", "B"]


def test_who_was_not_measured_is_kept_apart() -> None:
    """Missing and approximate figures have no place, and take nobody's."""
    places = standing(pupils(2018, 1200, None, "约1300人", 1100), "least")[""]
    assert [(p.finding.school.id, p.percentile) for p in places] == [("A", 1), ("D", 0)]
    assert places.apart == ("B", "C")


@pytest.mark.parametrize(
    ("printed", "verdict"), [("45", "pass"), ("约20", "unknown"), ("40", "pass")]
)
def test_a_figure_that_the_school_contradicts_has_no_place(printed: str, verdict: str) -> None:
    """40000 m² for 1000 pupils are 40 a head: who prints 45 or about 20 is not believed."""
    rulebook = compliance.load("cn/moe/secondary-vocational-2010", "2018-12-31")
    school = {"id": "A", "students": 1000, "campus_area": 40000, "生均用地面积": printed}
    findings = compliance.check(school, rulebook)
    assert findings["A"]["campus-per-student"].verdict == verdict
    assert standing(findings, "campus-per-student")[""].apart == (("A",) if printed != "40" else ())


def test_a_school_alone_has_no_percentile() -> None:
    """There is nobody to compare it with."""
    (place,) = standing(pupils(2018, 1200), "least")[""]
    assert place.percentile is None
    assert place.to_dict()["percentile"] is None


def test_groups_are_ranked_each_for_itself() -> None:
    """By province; a school that does not say where it is has no place anywhere."""
    schools = [("A", "福建", 1000), ("B", "福建", 1100), ("C", "江西", 900), ("D", None, 5000)]
    given_ = [{"id": i, "students": n, **({"province": p} if p else {})} for i, p, n in schools]
    found = standing(judged(2018, *given_), "least", by="province")
    assert {group: [p.finding.school.id for p in places] for group, places in found.items()} == {
        "福建": ["B", "A"], "江西": ["C"], "": []
    }  # fmt: skip
    assert found[""].apart == ("D",)
    assert json.loads(json.dumps(found["福建"].to_dict()))["ranked"][0]["worse"] == 1


def test_to_whom_a_clause_does_not_apply_is_left_out() -> None:
    """An old school has no place among the new ones, nor is it kept apart."""
    given_ = [{"id": "A", "new_build": True, "campus_area": 40000},
              {"id": "B", "new_build": False, "campus_area": 90000}]  # fmt: skip
    places = standing(judged(2018, *given_), "new-site")[""]
    assert [p.finding.school.id for p in places] == ["A"]
    assert places.apart == ()


def test_a_reckoned_threshold_has_a_side() -> None:
    """What is asked moves with each school, but more is still better."""
    given_ = [{"id": n, "campus_area": 100, "floor_area": a} for n, a in (("A", 40), ("B", 60))]
    places = standing(judged(2018, *given_), "built")[""]
    assert [p.finding.school.id for p in places] == ["B", "A"]


@pytest.mark.parametrize("clause", ["band", "senior", "charter", "either-or"])
def test_clauses_without_a_side_are_refused(clause: str) -> None:
    """A band has two sides, parts and evidence none; which clauses would do is told."""
    with pytest.raises(compliance.NotFound) as refused:
        standing(pupils(2018, 1200), clause)
    assert refused.value.code == ("no-such-clause" if clause == "either-or" else "unknown-value")
    if clause != "either-or":
        assert "least" in refused.value.hint.en + refused.value.message.en


def test_a_fact_that_groups_nobody_is_refused() -> None:
    """Schools cannot be grouped by a number."""
    with pytest.raises(compliance.NotFound) as refused:
        standing(pupils(2018, 1200), "least", by="students")
    assert refused.value.code == "unknown-fact"


@settings(max_examples=100, deadline=None)
@given(st.lists(st.sampled_from([None, 1100, 1199, 1200, 1300]), max_size=8), st.booleans())
def test_places_are_those_of_counting_everybody(counts: list[int | None], more: bool) -> None:  # noqa: FBT001 - drawn
    """Each school is compared with every other, one by one."""
    places = standing(pupils(2018, *counts), "least" if more else "most").get("", ())
    found = {p.finding.school.id: (p.worse, p.equal, p.better) for p in places}
    known = [(chr(65 + n), count) for n, count in enumerate(counts) if count is not None]
    expected = {}
    for school, own in known:
        others = [count for name, count in known if name != school]
        less, above = sum(o < own for o in others), sum(o > own for o in others)
        expected[school] = (less if more else above, others.count(own), above if more else less)
    assert found == expected
