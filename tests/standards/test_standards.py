"""The shipped standards say what their sources say."""

import datetime as dt
import re
from pathlib import Path

import pytest

import compliance
from compliance.documents.coverage import manifests
from compliance.documents.locate import shipped

HERE = Path(__file__).parent
FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"
NATIONAL = "cn/moe/secondary-vocational-2010"
IDS = (FUZHOU, NATIONAL, "cn/moe/secondary-vocational-2001", "cn/moe/conditions-2022")
COMPUTED = ["enrolment", "teachers", "student-teacher-ratio", "specialist-share",
            "specialist-general-balance", "campus-area", "campus-per-student", "floor-area",
            "floor-per-student", "training-equipment", "equipment-per-student"]  # fmt: skip


def test_fuzhou_quotes_its_source_word_for_word() -> None:
    """Every ``text`` of the Fuzhou standard stands in the source document."""
    source = (HERE / "fuzhou-2016.txt").read_text("utf-8")
    rules = [rule for rule in compliance.load(FUZHOU).rules if rule.source.set_by == FUZHOU]
    assert [r.id for r in rules if r.source.verbatim and r.source.text not in source] == []
    assert all(rule.source.verbatim for rule in rules)


def test_fuzhou_has_the_clauses_that_other_systems_rely_on() -> None:
    """The eleven computed clauses bear their agreed names."""
    rules = compliance.load(FUZHOU).rules
    assert sorted(r.id for r in rules if r.basis == "computed") == sorted(COMPUTED)


def test_national_standard_has_its_own_and_the_shared_names() -> None:
    """2010 shares names where the matter is the same; equipment a student was not seen."""
    ids = {rule.id for rule in compliance.load(NATIONAL).rules}
    assert ids >= {"senior-share", "dual-qualified-share", "midrank-per-major", "part-time-share",
                   "track", "books-per-student", "periodicals", "teacher-seats", "student-seats",
                   "enrolment", "teachers", "campus-area", "campus-per-student"}  # fmt: skip
    assert "equipment-per-student" not in ids


def test_every_row_of_the_indicators_is_covered() -> None:
    """The sixteen rows of the scheme's indicators are in the coverage manifest."""
    _, manifest = manifests(shipped())["S0"]
    rows = ["1a", "1b", "2a", "2b", "2c", "2d", "3a", "3b", "3c", "4a", "4b", "4c", "5a", "5b",
            "5c", "5d"]  # fmt: skip
    found = [row for row in manifest.rows if row.startswith("S0-4-3-")]
    assert found == [f"S0-4-3-{row}" for row in rows]


def test_what_nobody_saw_is_not_encoded() -> None:
    """No clause rests on an unseen text, and the manifest says which rows need one."""
    for standard in IDS:
        rules = compliance.load(standard).rules
        assert all(re.match(r"S|V\d", rule.source.evidence) for rule in rules)
    _, manifest = manifests(shipped())["CN-ZZ"]
    assert all(manifest.rows[row].awaiting for row in ("CN-ZZ-8j", "CN-ZZ-8k"))


def test_lost_numbers_are_inferences_with_a_ground() -> None:
    """1xxx人 and the lost floor area are bound by inferences, and only by those."""
    book, strict = compliance.load(FUZHOU), compliance.load(FUZHOU, inferences=False)
    assert [r.id for r in book.rules if r.inferred] == [
        "enrolment", "floor-area", "specialist-general-balance"]  # fmt: skip
    assert [r.id for r in strict.rules if r.inferred] == []
    assert all(book[c].source.ground for c in ("enrolment", "floor-area"))


@pytest.mark.parametrize(
    ("students", "verdict"),
    [(999, "fail"), (1000, "unknown"), (1998, "unknown"), (1999, "pass"), (2000, "pass")],
)
def test_outside_what_is_left_of_a_number_the_verdict_is_certain(
    students: int, verdict: str
) -> None:
    """1xxx lies from 1000 to 1999: below the verdict is fail, from 1999 it is pass."""
    strict = compliance.load(FUZHOU, inferences=False)
    finding = compliance.check({"students": students}, strict).items[0]["enrolment"]
    assert finding.verdict == verdict
    assert finding.reason == ("unknown_threshold" if verdict == "unknown" else "")


def test_dates_decide_which_standard_binds() -> None:
    """2001 binds until 2010-07-05; the scheme's first day is inferred, and uncertain without."""
    assert compliance.load(IDS[2]).on.isoformat() == "2010-07-05"
    assert compliance.load(NATIONAL, on="2010-07-05").binding == "not_in_force"
    assert compliance.load(FUZHOU).on.isoformat() == "2018-12-31"
    assert compliance.load(FUZHOU, on="2016-06-30").binding == "not_in_force"
    assert compliance.load(FUZHOU, on="2016-07-01").binding == "in_force"
    assert compliance.load(FUZHOU, on="2016-07-01", inferences=False).binding == "unknown"
    assert compliance.load(FUZHOU, on="2017-01-01", inferences=False).binding == "in_force"


def test_every_threshold_knows_its_layer_and_direction() -> None:
    """1:25 is laxer than the national 1:20, 60亩 equals 40 000 m², 360万元 is new."""
    book = compliance.load(FUZHOU)
    said = {c: (book[c].source.set_by, book[c].relation)
            for c in ("student-teacher-ratio", "campus-area", "training-equipment")}  # fmt: skip
    assert said == {
        "student-teacher-ratio": (FUZHOU, "laxer"),
        "campus-area": (FUZHOU, "equal"),
        "training-equipment": (FUZHOU, "new"),
    }


def test_differences_name_both_thresholds_their_direction_and_source() -> None:
    """2001 → 2010 → Fuzhou: what changed, which way, and by which document."""
    old, national, fuzhou = (compliance.load(i) for i in (IDS[2], NATIONAL, FUZHOU))
    first = {d.clause: d for d in compliance.diff(old, national)}
    assert {c: first[c].direction for c in ("enrolment", "teachers", "periodicals")} == {
        "enrolment": "stricter", "teachers": "stricter", "periodicals": "laxer"}  # fmt: skip
    second = {d.clause: d for d in compliance.diff(national, fuzhou)}
    assert (second["teachers"].changes, second["teachers"].direction) == (("force",), "stricter")
    assert second["student-teacher-ratio"].direction == "laxer"
    assert second["enrolment"].changes == ("inference",)
    assert second["track"].direction == "dropped"
    sides = second["student-teacher-ratio"].to_dict()
    assert (sides["earlier"]["threshold"], sides["later"]["threshold"]) == ("1:20", "1:25")
    assert "教职成〔2010〕12号" in sides["earlier"]["document"]


def test_a_moment_means_its_day() -> None:
    """A date with a time of day, as dataframes give it, is that day; a number is no date."""
    noon = dt.datetime(2018, 6, 30, 12, 0)  # noqa: DTZ001 - what users pass
    assert compliance.load(FUZHOU, on=noon).on == dt.date(2018, 6, 30)
    with pytest.raises(compliance.NotFound):
        compliance.load(FUZHOU, on=20180630)  # type: ignore[arg-type]


def test_what_the_user_asks_for_wrongly_is_no_fault_of_the_standard() -> None:
    """An unknown reading or clause in ``readings`` is NotFound, with what there is."""
    for readings in ({"teachers": "loose"}, {"teacher": "loose"}):
        with pytest.raises(compliance.NotFound):
            compliance.load(FUZHOU, readings=readings)
