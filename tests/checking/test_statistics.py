"""Group statistics: by their definition, exactly at the limit, and never from what is missing."""

from decimal import Decimal, localcontext
from fractions import Fraction
from itertools import product
from math import isqrt
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

import compliance
from compliance.checking.engine.statistics import certain, mean_root
from compliance.checking.findings import Findings, Rate
from compliance.checking.statistics import Composite, Share, Variation, composite, share, variation
from compliance.derived.others.dispersion import weighted_variation

STANDARD = """
format: 1
title: {zh: 试验标准}
issuer: 试验
document: 试〔2020〕1号
in_force: {from: 2000-01-01}
subject: school
applies_if: level == "secondary_vocational"
measures:
  books: {formula: books / students, unit: 册/student, zh: 图书, printed: printed_books_per_student}
  staff: {formula: teachers / students, unit: teacher/student, zh: 师生比, printed: 1 / printed_students_per_teacher}
  campus: {formula: campus_area / students, prefer: planned_campus_area / students, unit: m²/student, zh: 占地面积}
  pupils: {formula: students * 1, unit: student, zh: 在校生}
  each: {formula: books / (students * (senior_teachers / teachers)), unit: 册/student, zh: 图书}
  majors: {formula: equipment / students, over: majors, unit: 元/student, zh: 生均仪器设备值}
clauses:
- {id: books, text: 生均图书不少于5册, measure: books, at_least: 5 册/student, cite: a, evidence: S}
- {id: staff, text: 师生比达到1:20, measure: staff, at_least: 1:20, cite: a, evidence: S}
- {id: campus, text: 生均占地面积不少于33平方米, measure: campus, at_least: 33 m²/student, cite: a, evidence: S}
- {id: new, text: 生均图书不少于5册, measure: books, at_least: 5 册/student, cite: a, evidence: S, applies_if: new_build}
- {id: lost, text: 生均图书不少于1x册, measure: books, at_least: {unreadable: 1x册, from: 10 册/student, to: 19 册/student}, cite: a, evidence: S}
- {id: table, paraphrase: 生均图书城市不少于7册，县镇不少于5册, measure: books, at_least: {by: location, city: 7 册/student, county: 5 册/student}, cite: a, evidence: S}
- {id: each, paraphrase: 按高级教师占专任教师比例生均图书不少于1册, measure: each, at_least: 1 册/student, cite: a, evidence: S}
- {id: pupils, text: 在校生不少于100人, measure: pupils, at_least: 100 student, cite: a, evidence: S}
- {id: majors, text: 生均仪器设备值不低于3000元, measure: majors, at_least: 3000 元/student, cite: a, evidence: S}
"""  # noqa: E501 - one clause a line
PUPILS, BOOKS = (45, 37, 89, 76, 55), (279, 137, 935, 160, 402)
WANZHOU = (".437", ".419", ".255", ".188", ".171", ".263", ".263", ".420")
QIANJIANG = (".633", ".891", ".435", ".328", ".351", ".391", ".379", ".541")

Pairs = list[tuple[Fraction, Fraction]]
wholes = st.integers(0, 10**6)
weights = st.integers(1, 10**5)
schools = st.lists(
    st.tuples(wholes.map(Fraction), weights.map(Fraction)), min_size=1, max_size=30
).filter(lambda pairs: any(x for x, _ in pairs))
scales = st.fractions(Fraction(1, 1000), 1000).filter(bool)
positive = st.fractions(Fraction(1, 10**6), 10**6)


def by_definition(pairs: Pairs) -> tuple[Fraction, Fraction]:
    """X̄ and S² in the very words of the rule."""
    everyone = sum((p for _, p in pairs), Fraction(0))
    mean = sum(x for x, _ in pairs) / everyone
    return mean, sum((p / everyone * (x / p - mean) ** 2 for x, p in pairs), Fraction(0))


def root(value: Fraction) -> Decimal:
    """A square root to 70 digits, by the standard library's decimals."""
    with localcontext() as context:
        context.prec = 70
        return (Decimal(value.numerator) / Decimal(value.denominator)).sqrt()


def floats(pairs: Pairs) -> tuple[float, float, float]:
    """The sums of one pass in float64, added one after another."""
    sums = [0.0, 0.0, 0.0]
    for x, p in ((float(x), float(p)) for x, p in pairs):
        for n, term in enumerate((x, p, x * x / p)):
            sums[n] += term
    return sums[0], sums[1], sums[2]


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> compliance.Rulebook:
    path = tmp_path_factory.mktemp("standards") / "statistics.yaml"
    path.write_text(STANDARD, encoding="utf-8")
    return compliance.load(path)


def checked(rulebook: compliance.Rulebook, *given: dict[str, Any]) -> Findings:
    profiles = [{"id": name, **facts} for name, facts in zip("甲乙丙丁戊", given, strict=False)]
    return compliance.check(profiles, rulebook)


def only(found: dict[str, Variation]) -> Variation:
    assert list(found) == [""]
    return found[""]


OFFICIAL = [{"students": p, "books": x} for p, x in zip(PUPILS, BOOKS, strict=True)]
GOOD = {"students": 100, "books": 500}


def test_the_official_example(rulebook: compliance.Rulebook) -> None:
    """教督〔2012〕3号's own example: X̄ 6.33, S 3.26, CV 0.515: fails 0.50; unweighted, passes."""
    pairs = [(Fraction(x), Fraction(p)) for x, p in zip(BOOKS, PUPILS, strict=True)]
    mean, variance = by_definition(pairs)
    assert (round(float(mean), 2), f"{root(variance):.2f}") == (6.33, "3.26")
    found = only(variation(checked(rulebook, *OFFICIAL), "books"))
    assert found.squared == variance / mean**2
    assert f"{root(found.squared):.3f}" == "0.515"
    assert (found.schools, found.needs, found.reason) == (5, (), "")
    assert (found.verdict("0.50"), found.verdict("0.52")) == ("fail", "pass")
    ratios = [x / p for x, p in pairs]
    flat, naive = by_definition([(ratio, Fraction(1)) for ratio in ratios])
    assert f"{root(naive / flat**2):.3f}" == "0.489"


@given(schools)
def test_the_short_form_is_the_definition(pairs: Pairs) -> None:
    """P·Σ(x²/p)/(Σx)² − 1 is S²/X̄² for all figures."""
    mean, variance = by_definition(pairs)
    assert weighted_variation(pairs) == variance / mean**2


@given(schools.flatmap(lambda pairs: st.tuples(st.just(pairs), st.permutations(pairs))))
def test_order_does_not_matter(orders: tuple[Pairs, Pairs]) -> None:
    """Schools in another order have the same coefficient."""
    assert weighted_variation(orders[0]) == weighted_variation(orders[1])


@given(schools, scales, scales)
def test_units_do_not_matter(pairs: Pairs, of_x: Fraction, of_p: Fraction) -> None:
    """All x or all p in another unit leave the coefficient alone."""
    scaled = [(x * of_x, p * of_p) for x, p in pairs]
    assert weighted_variation(scaled) == weighted_variation(pairs)


@given(st.lists(positive, min_size=1, max_size=20), positive)
def test_equal_ratios_do_not_vary(pupils: list[Fraction], ratio: Fraction) -> None:
    """Where every school has as much a pupil, the coefficient is zero, whatever their sizes."""
    assert weighted_variation((ratio * p, p) for p in pupils) == 0


@pytest.mark.parametrize("pairs", [[], [(0, 5), (0, 6)], [(1, 0)]], ids=str)
def test_no_coefficient_without_a_mean(pairs: list[tuple[int, int]]) -> None:
    """No schools, a mean of zero or no pupils are an error, never a number."""
    with pytest.raises(ZeroDivisionError):
        weighted_variation((Fraction(x), Fraction(p)) for x, p in pairs)


def test_on_the_limit_and_one_grain_above(rulebook: compliance.Rulebook) -> None:
    """Ratios 1 and 3 of equal schools vary by exactly 0.50 and pass it; one book more fails it."""
    on = {"students": 10**6, "books": 10**6}, {"students": 10**6, "books": 3 * 10**6}
    above = on[0], {"students": 10**6, "books": 3 * 10**6 + 1}
    below = on[0], {"students": 10**6, "books": 3 * 10**6 - 1}
    found = [only(variation(checked(rulebook, *two), "books")) for two in (below, on, above)]
    assert [one.verdict("0.50") for one in found] == ["pass", "pass", "fail"]
    assert [one.verdict("50 %") for one in found] == ["pass", "pass", "fail"]
    assert [one.verdict(Fraction(1, 2)) for one in found] == ["pass", "pass", "fail"]
    texts = [Fraction(str(one)) for one in found]
    assert texts[0] < texts[1] == Fraction(1, 2) < texts[2]


@given(st.fractions(0, 3), st.integers(1, 10**40))
def test_squares_are_compared_with_the_limits_square(limit: Fraction, grain: int) -> None:
    """A square equal to the limit's passes; the least bit more fails."""
    assert Variation(limit**2, 2).verdict(limit) == "pass"
    assert Variation(limit**2 + Fraction(1, grain), 2).verdict(limit) == "fail"


@given(schools, st.integers(-4, 4), st.integers(1, 60))
@example([(Fraction(1), Fraction(1)), (Fraction(3), Fraction(1))], 0, 1)
def test_what_is_certain_is_never_wrong(pairs: Pairs, grains: int, bits: int) -> None:
    """Beside the limit or far from it, float sums say what the exact square says, or nothing."""
    square = weighted_variation(pairs)
    nearest = isqrt((square.numerator << 2 * bits) // square.denominator)
    limit = Fraction(max(0, nearest + grains), 1 << bits)
    exact = Variation(square, len(pairs)).verdict(limit)
    assert certain(*floats(pairs), len(pairs), limit) in (exact, None)
    assert certain(*floats(pairs[::-1]), len(pairs), limit) in (exact, None)


@given(schools, st.sampled_from([Fraction("0.45"), Fraction("0.50"), Fraction("0.65")]))
def test_what_is_not_near_is_certain(pairs: Pairs, limit: Fraction) -> None:
    """A billionth away from the limit the float sums of thirty schools decide."""
    square = weighted_variation(pairs)
    assume(abs(square - limit**2) > (1 + square) / 10**9)
    assert certain(*floats(pairs), len(pairs), limit) == Variation(square, 1).verdict(limit)


@given(schools, st.integers(-4, 4), st.integers(1, 60))
def test_nor_if_every_sum_is_as_wrong_as_allowed(pairs: Pairs, grains: int, bits: int) -> None:
    """Sums moved up or down by all that rounding may do still contradict nothing."""
    square = weighted_variation(pairs)
    nearest = isqrt((square.numerator << 2 * bits) // square.denominator)
    limit = Fraction(max(0, nearest + grains), 1 << bits)
    exact = Variation(square, len(pairs)).verdict(limit)
    sums = [sum(x for x, _ in pairs), sum(p for _, p in pairs), sum(x * x / p for x, p in pairs)]
    error = Fraction(len(pairs) + 7, 2**52)  # the last unit is for turning them into floats
    for signs in product((-1, 1), repeat=3):
        x, p, q = (float(at * (1 + sign * error)) for at, sign in zip(sums, signs, strict=True))
        assert certain(x, p, q, len(pairs), limit) in (exact, None)


@pytest.mark.parametrize(
    "sums",
    [(0.0, 5.0, 0.0), (1.0, 0.0, 1.0), (float("inf"), 1.0, 1.0), (1.0, float("nan"), 1.0)],
    ids=str,
)
def test_nothing_is_certain_of_no_number(sums: tuple[float, float, float]) -> None:
    """Sums of zero, without end or that are no number decide nothing."""
    assert certain(*sums, 3, "0.50") is None


def test_nothing_is_certain_of_too_many() -> None:
    """Where the bound on rounding is the sum itself, nothing is decided."""
    assert {certain(1.0, 1.0, 1.0, 2**many, "0.50") for many in (52, 60, 90)} == {None}


@pytest.mark.parametrize(("printed", "mean"), [(WANZHOU, ".302"), (QIANJIANG, ".494")])
def test_the_published_composites(printed: tuple[str, ...], mean: str) -> None:
    """万州 .302 and 黔江 .494 are the means of their eight printed coefficients."""
    found = composite(Variation(Fraction(one) ** 2, 9) for one in printed)
    assert round(Fraction(str(found)), 3) == Fraction(mean)
    exact = sum(map(Fraction, printed)) / 8
    assert (found.verdict(exact), found.verdict(exact - Fraction(1, 10**50))) == ("pass", "fail")


@given(st.lists(st.fractions(0, 4), min_size=1, max_size=8), st.fractions(0, 3))
def test_the_mean_of_roots_against_seventy_digits(squares: list[Fraction], limit: Fraction) -> None:
    """Rational roots or not, the verdict is that of decimals wherever these can tell."""
    mean = sum(map(root, squares)) / len(squares)
    gap = Fraction(mean) - limit
    assume(abs(gap) > Fraction(1, 10**25))
    assert Composite(tuple(squares)).verdict(limit) == ("fail" if gap > 0 else "pass")


@given(st.lists(st.fractions(0, 3), min_size=1, max_size=8), st.integers(1, 10**60))
def test_rational_roots_are_compared_exactly(roots: list[Fraction], grain: int) -> None:
    """A mean of perfect squares passes its own value and fails whatever is less."""
    squares = tuple(one**2 for one in roots)
    mean = sum(roots) / len(roots)
    assert mean_root(squares, mean) == (mean, mean)
    assert Composite(squares).verdict(mean) == "pass"
    less = mean - Fraction(1, grain)
    assert less < 0 or Composite(squares).verdict(less) == "fail"


@given(st.integers(2, 10), st.integers(1, 400))
@example(2, 128)
def test_irrational_roots_are_told_from_what_is_beside_them(base: int, digits: int) -> None:
    """√2 and 1/2 are told from their mean cut after any number of digits, and from one more."""
    grain = Fraction(1, base**digits)
    cut = isqrt(2 * base ** (2 * digits)) * grain
    low, high = (cut + Fraction(1, 2)) / 2, (cut + grain + Fraction(1, 2)) / 2
    mean = Composite((Fraction(2), Fraction(1, 4)))
    assert (mean.verdict(low), mean.verdict(high)) == ("fail", "pass")


@given(st.fractions(0, 4), st.integers(1, 5))
def test_the_mean_of_one_coefficient_is_itself(square: Fraction, times: int) -> None:
    """However often it is repeated, verdict and text stay those of the one coefficient."""
    one = Variation(square, 2)
    for limit in ("0.50", "0.65", "1.414"):
        assert composite([one] * times).verdict(limit) == one.verdict(limit)
    assert str(composite([one] * times)) == str(one)


UNKNOWN = Variation(None, 3, (("甲", "books"),), "missing_fact")
ROUGH = Variation(None, 3, (("甲", "books"), ("乙", "students")), "approximate_fact")
NOBODY = Variation(None, 0, reason="no_members")
KNOWN = Variation(Fraction(1, 100), 3)


def test_a_composite_lacks_what_its_coefficients_lack() -> None:
    """One unknown coefficient makes the mean unknown and names each thing once."""
    found = composite([KNOWN, ROUGH, UNKNOWN])
    assert (found.verdict("0.65"), found.reason, str(found)) == ("unknown", "missing_fact", "—")
    assert found.needs == (("甲", "books"), ("乙", "students"))
    assert composite([KNOWN, NOBODY, ROUGH]).reason == "approximate_fact"


@pytest.mark.parametrize("parts", [[], [NOBODY], [NOBODY, KNOWN]], ids=len)
def test_a_composite_of_nobody_is_not_applicable(parts: list[Variation]) -> None:
    """Without a coefficient, or with one that has no schools, there is no mean to judge."""
    found = composite(parts)
    assert (found.verdict("0.65"), found.reason) == ("not_applicable", "no_members")


@given(st.fractions(0, 4), st.integers(0, 2000))
@example(Fraction("0.2500001"), 500)
@example(Fraction("0.251001") + Fraction(1, 10**60), 501)
@example(Fraction("0.251001") - Fraction(1, 10**60), 501)
@example(Fraction("0.249999999999999999999999999999999999999999999999999999999999"), 500)
def test_the_text_is_on_the_right_side_of_every_limit(square: Fraction, thousandths: int) -> None:
    """Rounded for reading, a coefficient is never shown on the other side of a limit, nor on it."""
    limit = Fraction(thousandths, 1000)
    for found in (Variation(square, 2), Composite((square, square))):
        shown = Fraction(str(found))
        assert ("pass" if shown <= limit else "fail") == found.verdict(limit)
        assert abs(shown**2 - square) < Fraction(1, 1000)


@pytest.mark.parametrize(
    "limit", [0.5, -1, Fraction(-1, 2), "约0.5", "60亩", "1:2", "半", "0.5(试行)"]
)
@pytest.mark.parametrize("found", [KNOWN, UNKNOWN, composite([KNOWN]), Share(Rate(1, 0, 1))])
def test_a_limit_is_a_plain_exact_number(found: Any, limit: Any) -> None:
    """Floats, negative numbers, approximate ones and other units are refused, known or not."""
    with pytest.raises(ValueError, match=r"."):
        found.verdict(limit)


def test_a_share_is_at_most_one() -> None:
    """80 for 80 % is refused: no share could pass it."""
    with pytest.raises(ValueError, match="80"):
        Share(Rate(1, 0, 1)).verdict("80")


@given(st.integers(0, 12), st.integers(0, 12), st.integers(0, 12), st.fractions(0, 1))
def test_a_share_is_judged_however_the_unknowns_turn_out(
    passed: int, unknown: int, failed: int, limit: Fraction
) -> None:
    """Pass or fail only if every way to settle the unknown schools gives it."""
    of = passed + unknown + failed
    assume(of)
    ways = {Fraction(passed + more, of) >= limit for more in range(unknown + 1)}
    wanted = "unknown" if len(ways) == 2 else "pass" if ways == {True} else "fail"
    assert Share(Rate(passed, unknown, of)).verdict(limit) == wanted


def test_shares_by_clause_and_for_the_whole(rulebook: compliance.Rulebook) -> None:
    """Unknown schools are counted apart and named; those out of scope are not counted."""
    findings = checked(
        rulebook,
        GOOD,
        {"students": 100, "books": 499},
        {"students": 100},
        {**GOOD, "level": "小学"},
    )
    assert share(findings, "books") == {"": Share(Rate(1, 1, 3), ("丙",))}
    assert share(findings)[""].rate == findings.rate
    assert share(findings, "new") == {"": Share(Rate(0, 3, 3), ("甲", "乙", "丙"))}


def test_shares_by_district(rulebook: compliance.Rulebook) -> None:
    """One share a district; a school without one, or with two, comes under no name."""
    here, two = {"district": "东区"}, {"district": "东区", "所属区县": "西区"}
    findings = checked(rulebook, {**GOOD, **here}, {"students": 100, **here}, GOOD, {**GOOD, **two})
    assert findings["丁"].school.conflicts == {"district"}
    found = share(findings, "books", by="district")
    assert found == {"东区": Share(Rate(1, 1, 2), ("乙",)), "": Share(Rate(2, 0, 2))}
    assert share(findings, "books", by="new_build").keys() == {""}


def test_nobody_has_no_share(rulebook: compliance.Rulebook) -> None:
    """Where the clause applies to no school, no limit is met or missed."""
    findings = checked(rulebook, {**GOOD, "level": "小学"})
    assert share(findings, "books")[""].verdict("80 %") == "not_applicable"


@pytest.mark.parametrize(
    ("school", "needs", "reason"),
    [
        ({"students": 100}, ["books"], "missing_fact"),
        ({"books": 500}, ["students"], "missing_fact"),
        ({}, ["books", "students"], "missing_fact"),
        ({"students": 100, "books": "无"}, ["books"], "missing_fact"),
        ({"students": 100, "books": "很多"}, ["books"], "missing_fact"),
        ({"students": 100, "books": "约9000"}, ["books"], "approximate_fact"),
        ({"students": 0, "books": 500}, ["students"], "zero_denominator"),
        ({"students": 0, "books": 0}, ["students"], "zero_denominator"),
        ({"students": 0}, ["books", "students"], "missing_fact"),
        (
            {"students": 0, "books": 500, "printed_books_per_student": 5},
            ["students"],
            "zero_denominator",
        ),
        ({"students": 100, "books": 800, "图书": 900}, ["books"], "conflicting_facts"),
        ({"students": 100, "printed_books_per_student": 5}, ["books"], "missing_fact"),
        (
            {**GOOD, "printed_books_per_student": 9},
            ["books", "students", "printed_books_per_student"],
            "conflicting_facts",
        ),
    ],
    ids=str,
)
def test_one_school_that_lacks_a_figure(
    school: dict[str, Any], needs: list[str], reason: str, rulebook: compliance.Rulebook
) -> None:
    """Missing, not understood, approximate, contradicted or no pupils: unknown, and it is named.

    It is so whether the clause's own verdict stands all the same or not.
    """
    found = only(variation(checked(rulebook, GOOD, school, GOOD), "books"))
    assert found == Variation(None, 3, tuple(("乙", fact) for fact in needs), reason)
    assert (found.verdict("0.50"), str(found)) == ("unknown", "—")


def test_only_what_is_zero_is_named(rulebook: compliance.Rulebook) -> None:
    """Of a divisor of several factors the one that is zero is named."""
    given = {**GOOD, "teachers": 60, "senior_teachers": 0}
    found = only(variation(checked(rulebook, given), "each"))
    assert found == Variation(None, 1, (("甲", "senior_teachers"),), "zero_denominator")


def test_every_school_that_lacks_a_figure_is_named(rulebook: compliance.Rulebook) -> None:
    """All schools with their facts, in their order; the reason is the same in any order."""
    lacking = [{"students": 100, "books": "约9000"}, {"students": 100}, {"books": 1}]
    found = only(variation(checked(rulebook, *lacking), "books"))
    assert found.needs == (("甲", "books"), ("乙", "books"), ("丙", "students"))
    turned = only(variation(checked(rulebook, *lacking[::-1]), "books"))
    assert found.reason == turned.reason == "missing_fact"


def test_a_printed_ratio_that_agrees_does_no_harm(rulebook: compliance.Rulebook) -> None:
    """Totals beside the ratio that they give, printed exactly or about, are believed."""
    for printed, books in ((5, 500), ("约50", 5500)):
        given = {"students": 100, "books": books, "printed_books_per_student": printed}
        assert only(variation(checked(rulebook, given, given), "books")).squared == 0


def test_one_over_a_printed_ratio_is_not_x_over_p(rulebook: compliance.Rulebook) -> None:
    """1:20 is not one teacher of twenty pupils: a school that only prints it lacks both totals."""
    given = {"printed_students_per_teacher": "1:20"}
    findings = checked(rulebook, given)
    assert findings["甲"]["staff"].verdict == "pass"
    found = only(variation(findings, "staff"))
    assert found.needs == (("甲", "teachers"), ("甲", "students"))


def test_all_schools_are_measured_by_the_same_formula(rulebook: compliance.Rulebook) -> None:
    """A preferred figure that one school has takes the place of nothing."""
    given = {"students": 100, "planned_campus_area": 9000}
    findings = checked(rulebook, {**given, "campus_area": 4000}, {**given, "campus_area": 4000})
    assert only(variation(findings, "campus")).squared == 0
    for area in ({}, {"campus_area": "约4000"}, {"campus_area": 4000, "占地": 5000}):
        findings = checked(rulebook, {**given, **area})
        assert findings["甲"]["campus"].verdict == "pass"
        assert only(variation(findings, "campus")).needs == (("甲", "campus_area"),)


def test_a_mean_of_zero_is_unknown(rulebook: compliance.Rulebook) -> None:
    """No books in any school: the coefficient is divided by zero, and no fact is missing."""
    none = {"students": 100, "books": 0}
    found = only(variation(checked(rulebook, none, none), "books"))
    assert found == Variation(None, 2, (), "zero_denominator")


def test_no_books_in_one_school_is_a_figure(rulebook: compliance.Rulebook) -> None:
    """A numerator of zero counts: 0 and 10 a pupil of equal schools vary by exactly 1."""
    findings = checked(rulebook, {"students": 7, "books": 0}, {"students": 7, "books": 70})
    assert only(variation(findings, "books")).squared == 1


def test_nobody_does_not_vary(rulebook: compliance.Rulebook) -> None:
    """No schools, or none that the clause applies to: not applicable."""
    nobody = Findings(compliance.read([GOOD]), rulebook, ())
    for findings in (nobody, checked(rulebook, {"level": "小学"})):
        found = only(variation(findings, "books"))
        assert found == Variation(None, 0, (), "no_members")
        assert found.verdict("0.50") == "not_applicable"


def test_only_schools_that_the_clause_applies_to_are_compared(
    rulebook: compliance.Rulebook,
) -> None:
    """A school out of scope may lack anything; of one that may be in scope the level is asked."""
    inside, outside = {**GOOD, "new_build": True}, {"new_build": False}
    found = only(variation(checked(rulebook, inside, outside, {"level": "小学"}), "new"))
    assert found == Variation(Fraction(0), 1)
    found = only(variation(checked(rulebook, inside, GOOD), "new"))
    assert found == Variation(None, 2, (("乙", "new_build"),), "unknown_applicability")
    found = only(variation(checked(rulebook, inside, {"students": 100, "books": 1}), "new"))
    assert found == Variation(None, 2, (("乙", "new_build"),), "unknown_applicability")
    found = only(variation(checked(rulebook, {**inside, "books": 1, "是否新建": "否"}), "new"))
    assert found == Variation(None, 1, (("甲", "new_build"),), "conflicting_facts")
    twice = {**GOOD, "level": "小学", "学段": "中职"}
    found = only(variation(checked(rulebook, inside, twice), "books"))
    assert found == Variation(None, 2, (("乙", "level"),), "unknown_applicability")


@pytest.mark.parametrize("clause", ["lost", "table"])
def test_the_threshold_plays_no_part(clause: str, rulebook: compliance.Rulebook) -> None:
    """A clause whose threshold is lost or not chosen still has a coefficient."""
    findings = checked(rulebook, *OFFICIAL)
    assert "unknown" in {finding[clause].verdict for finding in findings}
    assert variation(findings, clause) == variation(findings, "books")


def test_coefficients_by_district(rulebook: compliance.Rulebook) -> None:
    """One coefficient a district; what one lacks does not touch another."""
    east, west = {"district": "东区"}, {"district": "西区"}
    three = {"students": 100, "books": 1500}
    found = variation(
        checked(rulebook, {**GOOD, **east}, {"students": 1, **west}, {**three, **east}, GOOD),
        "books", by="district",
    )  # fmt: skip
    assert found["东区"] == Variation(Fraction(1, 4), 2)
    assert found["西区"] == Variation(None, 1, (("乙", "books"),), "missing_fact")
    assert found[""] == Variation(Fraction(0), 1)
    assert list(found) == ["东区", "西区", ""]


@pytest.mark.parametrize(
    ("clause", "by", "code"),
    [
        ("nothing", None, "no-such-clause"),
        ("pupils", None, "unknown-value"),
        ("majors", None, "unknown-value"),
        ("books", "districts", "unknown-fact"),
        ("books", "students", "unknown-fact"),
        ("books", "majors", "unknown-fact"),
    ],
)
def test_what_cannot_be_asked(
    clause: str, by: str | None, code: str, rulebook: compliance.Rulebook
) -> None:
    """No such clause, one that is no quotient of the school's totals, no such group: not found."""
    with pytest.raises(compliance.NotFound) as error:
        variation(checked(rulebook, GOOD), clause, by)
    assert error.value.problems[0].code == code
    assert "{" not in str(error.value)


def test_a_rulebook_of_unknown_force_gives_no_number(tmp_path: Path) -> None:
    """Where it is not known whether the standard binds, nothing is decided and nothing named."""
    path = tmp_path / "unknown.yaml"
    lost = (
        "{unreadable: 200x年, from: 2000-01-01, to: 2009-12-31, inferred: 2000-01-01, ground: 标题}"
    )
    path.write_text(STANDARD.replace("from: 2000-01-01", f"from: {lost}"), encoding="utf-8")
    rulebook = compliance.load(path, on="2005-05-01", inferences=False)
    assert rulebook.binding == "unknown"
    found = only(variation(checked(rulebook, GOOD, GOOD), "books"))
    assert found == Variation(None, 2, (), "unknown_applicability")
