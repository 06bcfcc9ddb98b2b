"""Vectors of whole counties and provinces: weighted variation, composites, shares of schools."""

from fractions import Fraction
from math import isqrt
from typing import Any

import pytest

import compliance
from compliance.checking.statistics import Composite, Variation

COUNTY = compliance.load("cn/moe/quality-balance-2017-county", on="2020-06-30")
PUPILS, BOOKS = (45, 37, 89, 76, 55), (279, 137, 935, 160, 402)
GENERAL: dict[str, Any] = {
    "level": "secondary_vocational", "kind": "general", "remote": False, "attached_class": False,
    "year_built": 2000, "campus_area": 40000, "students": 1200, "floor_area": 24000,
    "teachers": 60, "equipment": "300万元", "books": 36000,
}  # fmt: skip
PROVINCE = "cn/moe/conditions-2022-province"


def variation(pairs: list[tuple[int, int]], level: str = "primary") -> compliance.Finding:
    """The coefficient of a county's schools, each with its pupils and its teaching floor."""
    schools = [{"level": level, "students": p, "teaching_area": x} for p, x in pairs]
    item = compliance.check({"compulsory_schools": schools}, COUNTY).items[0]
    return item[f"teaching-area-variation-{'primary' if level == 'primary' else 'junior'}"]


def naive(degrees: int) -> Fraction:
    """The square of the coefficient without weights, over n or n − 1 schools."""
    ratios = [Fraction(x, p) for x, p in zip(BOOKS, PUPILS, strict=True)]
    mean = sum(ratios, Fraction(0)) / 5
    return sum(((r - mean) ** 2 for r in ratios), Fraction(0)) / degrees / mean**2


def root(squared: Fraction, places: int) -> Fraction:
    """A square root, rounded half up to some decimals."""
    return Fraction((isqrt(int(squared * 4 * 100**places)) + 1) // 2, 10**places)


def test_the_weighted_coefficient_fails_where_the_naive_one_passes() -> None:
    """0.5153 weighted by pupils; 0.4888 over schools would pass 0.50, 0.5465 of a sample not."""
    found = variation(list(zip(PUPILS, BOOKS, strict=True)))
    assert found.verdict == "fail"
    assert found.measured is not None
    assert round(found.measured, 4) == Fraction("0.5153")
    assert root(naive(5), 4) == Fraction("0.4888")
    assert root(naive(4), 4) == Fraction("0.5465")


def test_the_weights_are_the_pupils() -> None:
    """X̄ 6.33 and S 3.26 of the document: measured² is S²/X̄² by its own formula, to 12 digits."""
    everyone = Fraction(sum(PUPILS))
    mean = sum(BOOKS) / everyone
    spread = sum(
        (p / everyone * (Fraction(x, p) - mean) ** 2 for x, p in zip(BOOKS, PUPILS, strict=True)),
        Fraction(0),
    )
    assert (round(mean, 2), root(spread, 2)) == (Fraction("6.33"), Fraction("3.26"))
    found = variation(list(zip(PUPILS, BOOKS, strict=True))).measured
    assert found is not None
    assert abs(found**2 - spread / mean**2) < Fraction(1, 10**11)


def test_the_same_county_has_another_limit_for_junior_schools() -> None:
    """Two equal schools with 150 and 50: exactly 0.50, which passes primary and fails junior."""
    assert variation([(100, 150), (100, 50)]).verdict == "pass"
    assert variation([(100, 150), (100, 50)], "junior_high").verdict == "fail"
    assert variation([(100, 145), (100, 55)], "junior_high").verdict == "pass"


def test_a_hair_above_the_limit_is_shown_above_it() -> None:
    """A coefficient whose square is 6e-16 above 0.25 fails, and is not shown as 0.5 against 0.5."""
    pairs = [(992201, "75000000"), (999325, "25239261.4563")]
    everyone, whole = sum(p for p, _ in pairs), sum(Fraction(x) for _, x in pairs)
    squared = everyone * sum(Fraction(x) ** 2 / p for p, x in pairs) / whole**2 - 1
    assert 0 < squared - Fraction(1, 4) < Fraction(1, 10**15)
    schools = [{"level": "primary", "students": p, "teaching_area": x} for p, x in pairs]
    item = compliance.check({"compulsory_schools": schools}, COUNTY).items[0]
    found = item["teaching-area-variation-primary"]
    assert found.verdict == "fail"
    assert found.to_dict()["display"]["measured"] != found.to_dict()["display"]["threshold"]


def test_one_school_without_figures_leaves_a_county_open() -> None:
    """Four of the five schools decide nothing: the fifth could make it pass or fail."""
    schools: list[dict[str, Any]] = [
        {"id": f"校{n}", "level": "primary", "students": p, "teaching_area": x}
        for n, (p, x) in enumerate(zip(PUPILS, BOOKS, strict=True))
    ]
    del schools[3]["teaching_area"]
    found = compliance.check({"compulsory_schools": schools}, COUNTY).items[0]
    assert found["teaching-area-variation-primary"].verdict == "unknown"


def mean(parts: str) -> Composite:
    """The composite of printed coefficients."""
    return compliance.composite(Variation(Fraction(p) ** 2, schools=2) for p in parts.split())


WANZHOU = ".437 .419 .255 .188 .171 .263 .263 .420"
QIANJIANG = ".633 .891 .435 .328 .351 .391 .379 .541"
YONGCHUAN = ".696 .916 .819 .580 .450 .286 .285 .470"


@pytest.mark.parametrize(("parts", "whole"), [(WANZHOU, "0.302"), (QIANJIANG, "0.494")])
def test_printed_composites_within_half_of_the_last_digit(parts: str, whole: str) -> None:
    """万州 .302 and 黔江 .494 are the means of their eight printed parts, rounded."""
    printed, half = Fraction(whole), Fraction(1, 2000)
    found = mean(parts)
    assert (found.verdict(printed + half), found.verdict(printed - half)) == ("pass", "fail")


def test_a_verdict_has_no_tolerance() -> None:
    """黔江's parts make .493625: the printed .494 passes a limit of .494, .4936 it does not."""
    found = mean(QIANJIANG)
    assert (found.verdict("0.493625"), found.verdict("0.4936249")) == ("pass", "fail")


def test_yongchuan_does_not_recombine() -> None:
    """The printed .562 stands for less than .5625; its rounded parts make .56275."""
    found = mean(YONGCHUAN)
    assert (found.verdict("0.56275"), found.verdict("0.56274")) == ("pass", "fail")
    assert found.verdict("0.5625") == "fail"
    assert found.verdict("0.563") == "pass"  # within one whole unit of the last digit


@pytest.mark.parametrize(
    ("day", "of", "enough"),
    [
        ("2023-12-31", 142, 114),  # 80 % of 142 are 113.6
        ("2023-12-31", 168, 135),  # 134.4
        ("2025-12-31", 142, 128),  # 127.8
        ("2025-12-31", 168, 152),  # 151.2
    ],
)
def test_gansu_shares_by_its_counts(day: str, of: int, enough: int) -> None:
    """80 % by the end of 2023 and 90 % by the end of 2025 of Gansu's 142 and 168 schools."""
    clause = "share-2023" if day < "2025" else "share-2025"
    book = compliance.load(PROVINCE, on=day)
    for met, verdict in ((enough, "pass"), (enough - 1, "fail")):
        profile = {"monitored_schools": of, "schools_met": met}
        assert compliance.check(profile, book).items[0][clause].verdict == verdict, met


def gansu(met: int, silent: int = 0) -> list[dict[str, Any]]:
    """Gansu's 142: 95 general schools, of which some meet all nine and some say nothing."""
    poor = {**GENERAL, "campus_area": 39999}
    scope = {k: GENERAL[k] for k in ("level", "kind", "remote", "attached_class", "year_built")}
    schools = [GENERAL] * met + [scope] * silent + [poor] * (95 - met - silent)
    for kind, count in (("sports", 9), ("arts", 6), ("special", 4)):
        schools += [{**poor, "kind": kind}] * count
    schools += [{**poor, "remote": True}] * 28
    return [{**school, "id": f"校{n}"} for n, school in enumerate(schools)]


def test_gansu_general_schools_are_a_group_of_their_own() -> None:
    """Of 142 schools 47 have provincial values: 76 of the other 95 are 80 %, 75 are not."""
    assert len(gansu(76)) == 142
    book = compliance.load(PROVINCE, on="2023-12-31")
    for met, silent, verdict in ((76, 0, "pass"), (75, 0, "fail"), (75, 1, "unknown"),
                                 (76, 19, "pass")):  # fmt: skip
        found = compliance.check({"schools": gansu(met, silent)}, book).items[0]["share-2023"]
        assert found.verdict == verdict, (met, silent)


def test_gansu_share_is_an_interval_while_a_school_is_silent() -> None:
    """75 of 95 pass and one says nothing: 78.9 to 80 %, and no single number is shown."""
    book = compliance.load(PROVINCE, on="2023-12-31")
    found = compliance.check({"schools": gansu(75, 1)}, book).items[0]["share-2023"]
    assert (found.verdict, found.measured) == ("unknown", None)
    assert found.to_dict()["measured"] is None
