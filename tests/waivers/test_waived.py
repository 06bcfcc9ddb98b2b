"""A waived clause is judged all the same; only its outcome is another, and only while in force."""

from itertools import product
from pathlib import Path
from typing import Any

import pytest
from granted import ON, SAID, school, standard, waiver

import compliance
from compliance.checking.engine.ruling import Code, roll_up
from compliance.checking.findings import SchoolFindings


@pytest.fixture(scope="module")
def rulebook(tmp_path_factory: pytest.TempPathFactory) -> compliance.Rulebook:
    return standard(tmp_path_factory.mktemp("standards"))


def judged(rulebook: compliance.Rulebook, *waivers: dict[str, Any], **facts: Any) -> SchoolFindings:
    return compliance.check(school(**facts), rulebook, waivers=list(waivers)).items[0]


def test_a_waived_fail_stays_a_fail_with_its_figures(rulebook: compliance.Rulebook) -> None:
    """Verdict, shortfall and levers are what they were; the outcome and the waiver are added."""
    plain = judged(rulebook, students=1000)["students"].to_dict()
    waived = judged(rulebook, waiver("students"), students=1000)["students"].to_dict()
    assert (plain["verdict"], plain["outcome"], plain["waiver"]) == ("fail", "fail", None)
    assert waived == plain | {"outcome": "waived", "waiver": {
        **SAID, "from": "2016-09-01", "to": ON, "review_by": None, "state": "in_force",
    }}  # fmt: skip
    assert waived["shortfall"] == "200"


@pytest.mark.parametrize(
    ("facts", "verdict", "outcome"),
    [
        ({"students": 1199}, "fail", "waived"),
        ({"students": None}, "unknown", "waived"),
        ({"students": "约1200"}, "unknown", "waived"),
        ({"students": 1200}, "pass", "pass"),
    ],
)
def test_only_a_fail_or_an_unknown_is_waived(
    rulebook: compliance.Rulebook, facts: dict[str, Any], verdict: str, outcome: str
) -> None:
    """What passes passes, whether it was excused or not; the waiver is shown all the same."""
    finding = judged(rulebook, waiver("students"), **facts)["students"]
    assert (finding.verdict, finding.outcome) == (verdict, outcome)
    assert finding.waiver is not None
    assert finding.waiver.authority == SAID["authority"]


def test_what_does_not_apply_is_not_waived(rulebook: compliance.Rulebook) -> None:
    """A clause on new schools stays not applicable to an old one with a waiver."""
    finding = judged(rulebook, waiver("site"), campus_area="59亩")["site"]
    assert (finding.verdict, finding.outcome) == ("not_applicable", "not_applicable")


def test_a_standard_not_in_force_waives_nothing(tmp_path: Path) -> None:
    """Before the first day of a standard its clauses do not apply, and neither do waivers."""
    rulebook = standard(tmp_path, "1999-12-31")
    item = judged(rulebook, waiver("students", first="1990-01-01"), students=1)
    assert {finding.outcome for finding in item} == {"not_applicable"}


DAYS = {
    "the first day": (waiver("students", first=ON, last="2019-01-01"), "in_force"),
    "the last day": (waiver("students", last=ON), "in_force"),
    "the day before the first": (waiver("students", "A", "2018-07-01", "2019-01-01"), "not_yet"),
    "the day after the last": (waiver("students", last="2018-06-29"), "expired"),
    "one day alone": (waiver("students", first=ON, last=ON), "in_force"),
    "the day of review": (waiver("students", review_by=ON), "in_force"),
    "the day after the review was due": (
        waiver("students", review_by="2018-06-29"), "review_overdue"),
}  # fmt: skip


@pytest.mark.parametrize("day", DAYS)
def test_every_day_named_counts(rulebook: compliance.Rulebook, day: str) -> None:
    """From the first day to the last, or to that of review, both included, and on no other."""
    given, state = DAYS[day]
    finding = judged(rulebook, given, students=1)["students"]
    assert finding.outcome == ("waived" if state == "in_force" else "fail")
    assert finding.to_dict()["waiver"]["state"] == state


def test_of_several_waivers_the_one_in_force_counts(rulebook: compliance.Rulebook) -> None:
    """A renewal beside what it renews; of two in force the one that lasts longer is shown."""
    old, future = waiver("students", last="2017-12-31"), waiver("students", "A", "2019-01-01",
                                                                "2020-01-01")  # fmt: skip
    short, long = waiver("students", first="2018-01-01"), waiver("students", last="2018-12-31")
    for given in ((old, short, long, future), (future, long, short, old)):
        finding = judged(rulebook, *given, students=1)["students"]
        assert finding.outcome == "waived"
        assert finding.to_dict()["waiver"]["to"] == "2018-12-31"
    finding = judged(rulebook, old, future, students=1)["students"]
    assert (finding.outcome, finding.to_dict()["waiver"]["state"]) == ("fail", "not_yet")


@pytest.mark.parametrize(
    ("waived", "facts", "outcome", "complete"),
    [
        (["students"], {"students": 1}, "waived", "waived"),
        (["students"], {"students": None}, "waived", "waived"),
        (["students"], {"students": 1, "charter": None}, "waived", "unknown"),
        (["students"], {"students": 1, "charter": "否"}, "waived", "fail"),
        (["students", "charter"], {"students": 1, "charter": "否"}, "waived", "waived"),
        (["charter"], {"charter": None}, "pass", "waived"),
        (["charter"], {"charter": None, "students": 1}, "fail", "fail"),
        (["students"], {"students": 1, "majors": None}, "unknown", "unknown"),
        (["teachers"], {"teachers": 1}, "pass", "pass"),
        (["students"], {}, "pass", "pass"),
    ],
)
def test_the_roll_up_of_a_school(
    rulebook: compliance.Rulebook, waived: list[str], facts: dict[str, Any], outcome: str,
    complete: str,
) -> None:  # fmt: skip
    """Any fail, else any unknown, else any waived, else pass; 一般 and evidence as ever."""
    item = judged(rulebook, *map(waiver, waived), **facts)
    assert (item.outcome, item.complete) == (outcome, complete)


def test_roll_up_of_every_pair_of_rulings() -> None:
    """A waiver never makes an outcome worse, and only a fail or unknown that holds back is seen."""
    order = ("fail", "unknown", "waived", "pass", "not_applicable")
    for one, other in product(Code, repeat=2):
        if one <= Code.HARMLESS and one is not Code.PASS:
            without, with_waiver = roll_up([one, other]), roll_up([other], [one])
            assert order.index(with_waiver) >= order.index(without)
            rest = roll_up([other])
            if rest in ("fail", "unknown") and other is not Code.HARMLESS:
                assert with_waiver == rest
            elif one is not Code.HARMLESS:
                assert with_waiver == "waived"
    assert roll_up([Code.PASS], [Code.HARMLESS]) == "pass"
    assert roll_up([Code.CONDITION_FALSE], [Code.HARMLESS]) == "waived"
    assert roll_up([Code.HARMLESS], [Code.HARMLESS]) == "unknown"


def test_every_part_of_the_school_is_excused(rulebook: compliance.Rulebook) -> None:
    """A waiver of a clause on majors holds for each of them; those that pass pass."""
    majors = [{"name": n, "midrank_teachers": n} for n in (1, 2, None)]
    item = judged(rulebook, waiver("senior"), majors=majors)
    found = [(f.verdict, f.outcome) for f in item if f.clause == "senior"]
    assert found == [("fail", "waived"), ("pass", "pass"), ("unknown", "waived")]
    assert item.outcome == "waived"


def test_waived_evidence_is_not_outstanding(rulebook: compliance.Rulebook) -> None:
    """Nobody waits for a paper from which the school is excused."""
    assert judged(rulebook, charter=None).outstanding == 1
    assert judged(rulebook, waiver("charter"), charter=None).outstanding == 0
    assert judged(rulebook, waiver("charter", last="2018-01-01"), charter=None).outstanding == 1


def test_what_is_waived_needs_no_reason(rulebook: compliance.Rulebook) -> None:
    """一般 and 力争 not met are counted, unless they are waived."""
    low = school(teachers=1, books=1)
    plain = compliance.check(low, rulebook).to_dict()
    assert (plain["needs_a_reason"], plain["targets_missed"], plain["waivers"]) == (1, 1, None)
    waivers = [waiver("teachers"), waiver("books")]
    said = compliance.check(low, rulebook, waivers=waivers).to_dict()
    assert (said["needs_a_reason"], said["targets_missed"]) == (0, 0)


def test_a_rate_counts_the_waived_as_schools_and_never_as_passes(
    rulebook: compliance.Rulebook,
) -> None:
    """4 schools, 1 passes, 1 waived, 1 unknown, 1 fails: 1 of 4 to 2 of 4, by school and clause."""
    facts = {"a": 1200, "b": 1, "c": None, "d": 1}
    schools = [school(id=name, name=name, students=n) for name, n in facts.items()]
    findings = compliance.check(schools, rulebook, waivers=[waiver("students", "b")])
    assert findings.counts == {"pass": 1, "fail": 1, "unknown": 1, "waived": 1, "not_applicable": 0}
    assert (findings.rate.passed, findings.rate.unknown, findings.rate.of) == (1, 1, 4)
    assert str(findings.rate) == "25.0 %–50.0 %"
    for clause in (None, "students"):
        share = findings.share(clause)[""]
        assert (share.rate, share.undecided) == (findings.rate, ("c",))
        assert share.verdict(at_least="75 %") == "fail"


def test_a_school_is_named_by_id_or_by_a_name_that_only_one_has(
    rulebook: compliance.Rulebook,
) -> None:
    """An id goes before a name; a name may be used that no other school has."""
    schools = [school(id="A", name="甲校", students=1), school(id="甲校", name="乙校", students=1),
               school(id="C", name="丙校", students=1)]  # fmt: skip
    findings = compliance.check(
        schools, rulebook, waivers=[waiver("students", "甲校"), waiver("students", "丙校")]
    )
    assert [item.outcome for item in findings] == ["fail", "waived", "waived"]


def test_names_are_matched_exactly(rulebook: compliance.Rulebook) -> None:
    """A blank, a letter's case or a part of a name is another school, and is noted."""
    for name in ("a", "A ", "甲", "甲校（本部）"):
        findings = compliance.check(
            school(students=1), rulebook, waivers=[waiver("students", name)]
        )
        assert findings.items[0].outcome == "fail"
        assert [note.code for note in findings.waivers().notes] == ["waiver-no-school"]


def test_a_waiver_of_another_standard_changes_nothing(rulebook: compliance.Rulebook) -> None:
    """Told with a note; its clause need not be known here. That of this one counts."""
    given = [waiver("students", standard=rulebook.id), waiver("library", standard="cn/other")]
    findings = compliance.check(school(students=1), rulebook, waivers=given)
    assert findings.items[0].outcome == "waived"
    (note,) = findings.waivers().notes
    assert (note.code, str(note.place), note.severity) == (
        "waiver-other-standard", "waivers[1].standard", "note"
    )  # fmt: skip


def test_findings_of_another_day_are_of_other_waivers(tmp_path: Path) -> None:
    """The same file on two days: what is in force is asked of the day that is judged."""
    given = [waiver("students")]
    outcomes = [
        compliance.check(school(students=1), standard(tmp_path, day), waivers=given)
        .items[0]
        .outcome
        for day in ("2016-08-31", "2016-09-01", "2018-06-30", "2018-07-01")
    ]
    assert outcomes == ["fail", "waived", "waived", "fail"]
