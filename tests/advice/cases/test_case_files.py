"""Books of cases: counted as of a day, written and read back, refused where they are wrong."""

import json
import random
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from dossier import day, opened, order, plain, reinspect
from hypothesis import given, settings
from hypothesis import strategies as st
from test_case import histories

import compliance
from compliance.advice.cases.book import CaseBook, CaseFile
from compliance.advice.cases.case import Case
from compliance.advice.cases.files import read_cases, write_cases

BAD = Path(__file__).parent / "bad"
CASES: list[dict[str, Any]] = yaml.safe_load((BAD / "cases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_bad_file_is_refused_where_it_is_wrong(case: dict[str, Any]) -> None:
    """At file:line:column, with words in both languages."""
    path = BAD / f"{case['name']}.yaml"
    with pytest.raises(compliance.FactsError) as refused:
        read_cases(path)
    places = [(p.code, p.place.file, p.place.line, p.place.column) for p in refused.value.problems]
    assert places == [(case["code"], str(path), case["line"], case["column"])]
    assert case.get("says", "") in refused.value.show("en")
    assert refused.value.message.zh != refused.value.message.en
    assert refused.value.hint.zh.strip()


def test_every_bad_file_has_its_case() -> None:
    """No bad file lies there untested, and no case is written twice."""
    names = [case["name"] for case in CASES]
    assert sorted(names) == sorted(p.stem for p in BAD.glob("*.yaml") if p.stem != "cases")


def test_a_file_that_is_not_there_is_refused() -> None:
    """A path that leads nowhere is no empty book."""
    with pytest.raises(compliance.FactsError) as refused:
        read_cases("nowhere.yaml")
    assert refused.value.code == "file-unreadable"


def test_data_is_refused_as_strictly_as_a_file() -> None:
    """The place is where Python finds it."""
    good = CaseBook((opened().after(order(day(2), day(3))),)).to_dict()
    good["cases"][0]["events"][0]["on"] = "2017-12-31"
    with pytest.raises(compliance.FactsError) as refused:
        CaseBook.from_dict(good)
    assert [(p.code, str(p.place)) for p in refused.value.problems] == [
        ("case-event-day", "cases[0].events[0].on")
    ]


def book() -> CaseBook:
    """A is overdue from 2 March, B found on 5 April, C closed on 1 June; one more of A."""
    return CaseBook((
        opened().after(order(day(2), day(3))),
        opened(day(4, 5), school="B"),
        opened(school="C").after(reinspect(day(5), "pass")).after(plain("close", day(6))),
        opened(day(2), clause="books-per-student").after(order(day(2), day(2, 20))),
    ))  # fmt: skip


def test_a_book_is_counted_as_of_a_day() -> None:
    """By hand, from the days above; a case that was not yet opened is in no state."""
    counts = {on: {s: n for s, n in book().counts(on).items() if n}
              for on in (day(1), day(3), day(3, 2), day(4, 5), day(6))}  # fmt: skip
    assert counts == {
        day(1): {"found": 2},
        day(3): {"ordered": 1, "found": 1, "due": 1},
        day(3, 2): {"due": 2, "found": 1},
        day(4, 5): {"due": 2, "found": 2},
        day(6): {"due": 2, "found": 1, "closed": 1},
    }


def test_what_is_open_and_what_is_overdue() -> None:
    """Open until it has ended; the longest overdue first."""
    assert [c.school for c in book().open_on(day(4))] == ["A", "C", "A"]
    assert [c.school for c in book().open_on(day(5, 31))] == ["A", "B", "C", "A"]
    assert [c.school for c in book().open_on(day(6))] == ["A", "B", "A"]
    assert [c.clause for c in book().overdue(day(6))] == ["books-per-student", "enrolment"]
    assert len(book().of("A")) == 2
    assert book().of("A", "enrolment") == book().cases[:1]
    assert book().of("A", "teachers") == ()


def test_one_case_at_a_time() -> None:
    """A second case about a clause waits until the first has ended."""
    first = opened()
    with pytest.raises(compliance.FactsError, match="case-twice"):
        CaseBook().with_case(first).with_case(opened(day(5)))
    ended = first.after(plain("withdraw", day(4)))
    both = CaseBook().with_case(ended).with_case(opened(day(5)))
    assert [case.on for case in both] == [day(1), day(5)]


def test_two_cases_of_one_day_are_one_too_many() -> None:
    """Opened and withdrawn on the same day, twice: nothing tells them apart."""
    gone = opened().after(plain("withdraw", day(1)))
    with pytest.raises(compliance.FactsError) as refused:
        CaseBook.from_dict({"format": 1, "cases": [gone.to_dict(), gone.to_dict()]})
    assert [(p.code, str(p.place)) for p in refused.value.problems] == [("case-twice", "cases[1]")]


def test_a_book_keeps_the_whole_history() -> None:
    """A case takes the place of its former self, and may neither forget nor rewrite."""
    first = opened()
    ordered = first.after(order(day(2), day(3)))
    kept = CaseBook().with_case(first).with_case(ordered)
    assert kept.cases == (ordered,)
    for other in (first, opened(note="改"), first.after(order(day(2), day(4)))):
        with pytest.raises(compliance.FactsError, match="case-rewritten"):
            kept.with_case(other)


NOTES = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.sampled_from(
    [
        "y",
        "no",
        "1e5",
        "1:20",
        "2018-06-30",
        "null",
        "~",
        "- a",
        "a: b",
        "#",
        " x ",
        "0x1f",
        "一\n二",
    ]
)


@settings(max_examples=150, deadline=None)
@given(histories(), NOTES, st.sampled_from(["cases.yaml", "cases.json"]))
def test_whatever_was_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, case: Case, note: str, name: str
) -> None:
    """Any case with any note, in YAML and in JSON, and as plain data."""
    told = CaseBook((case.model_copy(update={"note": note}),))
    assert CaseBook.from_dict(told.to_dict()) == told
    assert CaseBook.from_dict(json.loads(json.dumps(told.to_dict()))) == told
    path = tmp_path_factory.mktemp("cases") / name
    write_cases(path, told)
    assert read_cases(path) == told


def test_nothing_is_left_of_a_failed_write(tmp_path: Path) -> None:
    """A folder that is not there, or a book too large to be read again: the old file stands."""
    with pytest.raises(compliance.ComplianceError, match="output-unwritable"):
        write_cases(tmp_path / "none" / "cases.yaml", book())
    path = tmp_path / "cases.yaml"
    write_cases(path, book())
    large = CaseBook(tuple(opened(school=f"S{n}", note="字" * 4000) for n in range(200)))
    with pytest.raises(compliance.ComplianceError, match="output-unwritable"):
        write_cases(path, large)
    assert read_cases(path) == book()
    assert [p.name for p in tmp_path.iterdir()] == ["cases.yaml"]


def test_schema_and_reader_accept_the_same_shapes() -> None:
    """Of 600 mutations both accept the same shapes; the order of events is beyond a schema."""
    schema = CaseFile.model_json_schema(by_alias=True)
    validator = jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.FormatChecker(["date"])
    )
    late = order(day(2), day(3))
    good = CaseBook((opened().after(late).after(reinspect(day(4), "fail")),)).to_dict()
    assert validator.is_valid(good)
    rng, refused, shapes = random.Random("cases"), 0, 0  # noqa: S311 - reproducible, not secret
    for _ in range(600):
        changed = json.loads(json.dumps(good))
        case = changed["cases"][0]
        one = rng.choice([changed, case, case["finding"], *case["events"]])
        key = rng.choice([*one, "due", "finding", "more"])
        value = rng.choice([None, 1, "", " ", "x", "2018-13-45", "2018-05-01", [], {}, True,
                            "order", "withdraw", {"on": "2018-04-01", "outcome": "pass"},
                            ])  # fmt: skip
        one.pop(key, None) if rng.random() < 0.3 else one.update({key: value})
        try:
            CaseBook.from_dict(changed)
        except compliance.FactsError as error:
            accepted = False
            shape = error.code in ("wrong-value", "unknown-key", "missing-key", "unknown-value",
                                   "case-event-lacks", "case-event-extra")  # fmt: skip
        else:
            accepted, shape = True, False
        assert validator.is_valid(changed) == (accepted or not shape), changed
        refused += not accepted
        shapes += shape
    assert 100 < shapes <= refused < 590
