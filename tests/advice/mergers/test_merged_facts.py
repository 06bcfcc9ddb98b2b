"""How facts combine: each way to merge, worked by hand, and what holds of all of them."""

from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from merging import (
    NEVER,
    TEXTS,
    VOCABULARY,
    full,
    holds,
    meaning,
    schools,
    whole,
    written,
)

import compliance
from compliance.advice.mergers import changed, merged
from compliance.errors import FactsError, NotFound
from compliance.intake.school import Reported, School
from compliance.quantity import Span

SEEDS = st.randoms(use_true_random=False)


def span(*values: Any, fact: str) -> Span:
    found = whole(*values, fact=fact)
    assert found is not None
    return found.bounds


def test_figures_add_exactly() -> None:
    """58亩 and 11亩 are 69亩, which is 46000 m², and the sum says what it was made of."""
    found = whole("58亩", "11亩", fact="campus_area")
    assert found is not None
    assert isinstance(found.value, tuple)
    assert (Fraction(*found.value), found.span) == (Fraction(46000), None)  # type: ignore[arg-type]
    assert (found.given, found.cell) == ("58亩 + 11亩", "campus_area + [1].campus_area")


@given(SEEDS)
def test_sum_is_that_of_fractions(random: Random) -> None:
    """Decimals and acres of any number of schools add up to exactly their sum."""
    figures = [Fraction(random.randint(0, 10**6), 10**4) for _ in range(random.randint(1, 9))]
    units = [random.choice(["亩", "m²"]) for _ in figures]
    written_ = [f"{float(n)}{unit}" for n, unit in zip(figures, units, strict=True)]
    expected = sum(n * (Fraction(2000, 3) if unit == "亩" else 1)
                   for n, unit in zip(figures, units, strict=True))  # fmt: skip
    assert span(*written_, fact="campus_area") == Span.point(Fraction(expected))


@pytest.mark.parametrize("fact", ["students", "track_length", "owner", "majors"])
def test_missing_figure_of_one_is_missing_of_all(fact: str) -> None:
    """No sum, greatest, category or list is made of some of the schools alone."""
    value = {"owner": "public", "majors": [{"name": "welding"}]}.get(fact, 12)
    assert whole(value, None, fact=fact) is None
    assert whole(None, value, value, fact=fact) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (("约800", 1000), Span(Fraction(1700), Fraction(1900))),
        (("800多", 1000), Span(Fraction(1800), Fraction(1900), high_open=True)),
        (("800以上", "约100"), Span(Fraction(800), Fraction(1_000_200))),
        (("超过800", 5), Span(Fraction(805), Fraction(1_000_005), low_open=True)),
        (("不足800", "不足50"), Span(Fraction(0), Fraction(850), high_open=True)),
    ],
)
def test_approximate_figures_add_as_spans(values: tuple[Any, ...], expected: Span) -> None:
    """The ends of a sum are the sums of the ends, and open where one of these is."""
    assert span(*values, fact="students") == expected


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((200, 400), Span.point(Fraction(400))),
        (("约200", 250), Span(Fraction(250), Fraction(300))),
        (("200多", 300), Span.point(Fraction(300))),
        (("不足300", 300), Span.point(Fraction(300))),
        (("超过300", 300), Span(Fraction(300), Fraction(10**6), low_open=True)),
        (("不足300", "不足200"), Span(Fraction(0), Fraction(300), high_open=True)),
    ],
)
def test_greatest_of_approximate_figures(values: tuple[Any, ...], expected: Span) -> None:
    """The greatest is no less than any least value, and no more than the greatest one."""
    assert span(*values, fact="track_length") == expected
    assert span(*reversed(values), fact="track_length") == expected


def test_one_end_alone_is_no_figure_of_the_whole() -> None:
    """A sum with 800以上 in it is open: only its least value is known; 约800 leaves a figure."""
    rough, one_end = whole("约800", 5, fact="students"), whole("800以上", 5, fact="students")
    assert rough is not None
    assert one_end is not None
    assert (rough.open, rough.value) == (False, (805, 1))
    assert (one_end.open, one_end.value) == (True, (805, 1))


def test_greatest_of_rough_figures_is_no_figure() -> None:
    """Of 约200 and 250 nobody has written the greatest; of 约200 and 300 it is 300 exactly."""
    between, certain = (
        whole("约200", 250, fact="track_length"),
        whole("约200", 300, fact="track_length"),
    )
    assert between is not None
    assert certain is not None
    assert (between.open, between.value) == (True, (250, 1))
    assert (certain.open, certain.span, certain.value) == (False, None, (300, 1))


def test_plan_that_only_some_report_is_at_least_theirs() -> None:
    """Of 60亩, 50亩 and no word, the plan is 60亩 or more; of no word at all there is none."""
    found = whole("50亩", None, "60亩", fact="planned_campus_area")
    assert found is not None
    assert found.bounds == Span(Fraction(40000), Fraction(10**6))
    assert (found.open, found.given) == (True, "≥ max(50亩, 60亩)")
    assert whole(None, None, fact="planned_campus_area") is None
    more = span("超过60亩", None, fact="planned_campus_area")
    assert more == Span(Fraction(40000), Fraction(10**6), low_open=True)


@pytest.mark.parametrize("fact", sorted(NEVER))
def test_what_cannot_be_combined_is_dropped(fact: str) -> None:
    """Printed ratios, verdicts, days, evidence and flags without a rule do not carry over."""
    value = {"printed": 33, "verdict": "public", "opened": "1999-09-01"}.get(fact, True)
    assert whole(value, value, fact=fact) is None
    assert whole(value, fact=fact) is None


@pytest.mark.parametrize(
    ("values", "value", "codes"),
    [
        (("private", "private"), "private", ()),
        (("private", "public"), "public|private", ("public", "private")),
        (("mixed", "public", "mixed"), "public|mixed", ("public", "mixed")),
    ],
)
def test_category_is_one_of_those_that_occur(
    values: tuple[str, ...], value: str, codes: tuple[str, ...]
) -> None:
    """Where all agree the category is known; where not, it is one of theirs."""
    found = whole(*values, fact="owner")
    assert found is not None
    assert (found.value, found.codes) == (value, codes)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ((True, True), (True, True)),
        ((True, False), (True, False)),
        ((True, None), (True, None)),
        ((False, False), (False, False)),
        ((False, None), (None, False)),
        ((None, None), (None, None)),
    ],
)
def test_flags_combine_as_kleene_says(
    values: tuple[bool | None, ...], expected: tuple[bool | None, ...]
) -> None:
    """One yes decides ``any`` and one no decides ``all``; otherwise no word is no word."""
    for order in (values, values[::-1]):
        both = [whole(*order, fact=fact) for fact in ("boarding", "fenced")]
        assert tuple(None if found is None else found.value for found in both) == expected


def test_texts_are_those_of_the_host() -> None:
    """Id, name and texts are the host's, by default the first; one that it lacks is not there."""
    members = schools([{"district": "north"}, {"district": "south"}, {}])
    assert merged(members, VOCABULARY).text("district") == "north"
    found = merged(members, VOCABULARY, host="b")
    assert (found.id, found.name, found.text("district")) == ("b", "b", "south")
    assert "district" not in merged(members, VOCABULARY, host="c").facts


@pytest.mark.parametrize("profile", [{"students": 17, "pupils": 23}, {"students": "很多"}])
def test_doubt_about_one_school_is_doubt_about_all(profile: dict[str, Any]) -> None:
    """What is contradicted or not understood in one school contradicts itself in the whole."""
    found = merged(schools([{"students": 5, "campus_area": 9}, {"campus_area": 9, **profile}]),
                   VOCABULARY)  # fmt: skip
    assert found.unsure == {"students"}


def test_counties_join_their_schools() -> None:
    """As one, two counties have the schools of both; of one that lists none, nobody knows."""
    vocabulary = compliance.load("cn/moe/basic-balance-2012").vocabulary
    one, two, three = schools(
        [{"schools": [{"id": "x"}, {"id": "y"}]}, {"schools": [{"id": "z"}]}, {}], vocabulary
    )
    joined = merged([one, two], vocabulary).facts["schools"].value
    assert isinstance(joined, tuple)
    assert [item.id for item in joined if isinstance(item, School)] == ["x", "y", "z"]
    assert "schools" not in merged([one, three], vocabulary).facts


def test_facts_beyond_the_vocabulary_are_left_out() -> None:
    """A derived fact of a school that was judged is not that of the whole."""
    strange = School("a", "", {"derived": Reported((1, 1), "", "")}, conflicts=frozenset({"other"}))
    found = merged([strange], VOCABULARY)
    assert (found.facts, found.unsure) == ({}, frozenset())


@given(SEEDS)
def test_order_of_members_changes_only_what_the_host_gives(random: Random) -> None:
    """With the same host the whole says the same; with another, the same but for its texts."""
    members = schools([full(random) for _ in range(random.randint(2, 4))])
    other = random.sample(members, len(members))
    host = members[0].id
    assert meaning(merged(members, VOCABULARY)) == meaning(merged(other, VOCABULARY, host))
    one, two = merged(members, VOCABULARY), merged(other, VOCABULARY)
    assert meaning(one, texts=False) == meaning(two, texts=False)


@given(SEEDS)
def test_three_as_one_are_two_as_one_and_then_the_third(random: Random) -> None:
    """It makes no difference in how many steps schools merge."""
    a, b, c = schools([full(random) for _ in range(3)])
    at_once = merged([a, b, c], VOCABULARY)
    assert meaning(at_once) == meaning(merged([merged([a, b], VOCABULARY), c], VOCABULARY))
    assert meaning(at_once) == meaning(merged([a, merged([b, c], VOCABULARY)], VOCABULARY))


@given(SEEDS)
def test_one_school_alone_is_itself(random: Random) -> None:
    """A merger of one school changes nothing of the facts that combine at all."""
    (school,) = schools([full(random)])
    found = merged([school], VOCABULARY)
    kept = {name: one for name, one in school.facts.items() if name not in NEVER}
    assert (found.id, found.name, found.unsure) == (school.id, school.name, school.unsure)
    assert found.facts == kept


@settings(max_examples=300)
@given(SEEDS, st.sampled_from(["students", "track_length", "planned_campus_area"]))
def test_whole_leaves_possible_whatever_the_members_leave_possible(
    random: Random, fact: str
) -> None:
    """However roughly figures are written, the figure of the whole is among those it may have."""
    figures = [random.randint(0, 400) for _ in range(random.randint(1, 4))]
    texts = [written(random, figure) for figure in figures]
    found = whole(*texts, fact=fact)
    value = sum(figures) if fact == "students" else max(figures)
    some = fact == "planned_campus_area" and any(text is not None for text in texts)
    if None in texts and not some:
        assert found is None
    else:
        assert found is not None
        assert holds(found.bounds, value)


def test_merger_takes_each_school_once() -> None:
    """No school at all, or one of them twice, is no merger, and the host is one of them."""
    a, b = schools([{}, {}])
    for members in ([], [a, b, a]):
        with pytest.raises(FactsError) as error:
            merged(members, VOCABULARY)
        assert error.value.code == "merger-members"
    with pytest.raises(NotFound):
        merged([a, b], VOCABULARY, host="c")


def test_texts_of_this_vocabulary_are_all_first() -> None:
    """What the tests leave out with the host is what the vocabulary declares as the host's."""
    assert {name for name, fact in VOCABULARY.facts.items() if fact.merge == "first"} == TEXTS


def test_name_remains_unless_it_changes() -> None:
    """A school keeps its id and its name, or takes the name that it will have."""
    school = School("a", "甲校", {})
    same = changed(school, VOCABULARY, {"students": 5})
    other = changed(school, VOCABULARY, {"name": "乙校"})
    assert (same.id, same.name, other.id, other.name) == ("a", "甲校", "a", "乙校")
