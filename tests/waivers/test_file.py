"""Files of waivers: read strictly, refused where they are wrong, as their schema says."""

import json
import random
import re
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml
from granted import school, waiver

import compliance
from compliance.documents.waivers import read_waivers
from compliance.schemas import schemas

BAD = Path(__file__).parent / "bad"
CASES: list[dict[str, Any]] = yaml.safe_load((BAD / "cases.yaml").read_text("utf-8"))
STANDARD = "cn/fujian/fuzhou/secondary-vocational-2016"


@pytest.fixture(scope="module")
def rulebook() -> compliance.Rulebook:
    return compliance.load(STANDARD, "2018-06-30")


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_bad_file_is_refused_where_it_is_wrong(
    case: dict[str, Any], rulebook: compliance.Rulebook
) -> None:
    """Bad data, at file:line:column, with a hint in both languages; nobody is judged."""
    path = BAD / f"{case['name']}.yaml"
    with pytest.raises(compliance.FactsError) as refused:
        compliance.check(school(), rulebook, waivers=path)
    places = [(p.code, p.place.file, p.place.line, p.place.column) for p in refused.value.problems]
    assert (case["code"], str(path), case["line"], case["column"]) in places
    assert case.get("says", "") in refused.value.show("en")
    for problem in refused.value.problems:
        assert problem.message.zh != problem.message.en
        assert problem.hint.zh.strip()


def test_every_bad_file_has_its_case() -> None:
    """No bad file lies there untested, and no case is written twice."""
    names = [case["name"] for case in CASES]
    assert sorted(names) == sorted(p.stem for p in BAD.glob("*.yaml") if p.stem != "cases")


def test_a_file_and_a_list_say_the_same(rulebook: compliance.Rulebook, tmp_path: Path) -> None:
    """YAML, JSON and mappings: a waiver is a waiver, whichever way it is brought."""
    given = [waiver("enrolment"), waiver("teachers", review_by="2018-12-31")]
    texts = {"w.json": json.dumps(given), "w.yaml": yaml.safe_dump(given, allow_unicode=True)}
    expected = compliance.check(school(students=1), rulebook, waivers=given).to_dict()
    for name, text in texts.items():
        path = tmp_path / name
        path.write_text(text, "utf-8")
        for found in (path, str(path)):
            assert compliance.check(
                school(students=1), rulebook, waivers=found
            ).to_dict() == expected  # fmt: skip


@pytest.mark.parametrize(
    ("given", "code", "place"),
    [
        (5, "wrong-value", "waivers"),
        (waiver("enrolment"), "wrong-value", "waivers"),
        ([waiver("enrolment"), "x"], "wrong-value", "waivers[1]"),
        ([waiver("enrolment", school="A", to=20180630)], "wrong-value", "waivers[0].to"),
        ([waiver("enrolment", approved=True)], "unknown-key", "waivers[0].approved"),
        ([waiver("enrolment"), waiver("enrolmnt")], "waiver-no-clause", "waivers[1].clause"),
        ([waiver("enrolment"), waiver("enrolment")], "waiver-twice", "waivers[1]"),
    ],
)
def test_a_list_is_refused_where_it_is_wrong(
    given: Any, code: str, place: str, rulebook: compliance.Rulebook
) -> None:
    """Mappings are read as strictly as files; the place counts from zero."""
    with pytest.raises(compliance.FactsError) as refused:
        compliance.check(school(), rulebook, waivers=given)
    assert [(p.code, str(p.place)) for p in refused.value.problems] == [(code, place)]


def test_all_that_is_wrong_is_told_at_once(rulebook: compliance.Rulebook) -> None:
    """Two clauses that there are not are two problems of one error."""
    with pytest.raises(compliance.FactsError) as refused:
        compliance.check(school(), rulebook, waivers=[waiver("a"), waiver("b")])
    assert [p.clause for p in refused.value.problems] == ["a", "b"]


def test_a_name_that_several_have_is_refused(rulebook: compliance.Rulebook) -> None:
    """Which of the two is excused cannot be guessed; their ids are told."""
    schools = [school(id="A1", name="实验"), school(id="A2", name="实验")]
    with pytest.raises(compliance.FactsError, match="A1, A2") as refused:
        compliance.check(schools, rulebook, waivers=[waiver("enrolment", "实验")])
    assert (refused.value.code, str(refused.value.place)) == (
        "waiver-name-shared", "waivers[0].school"
    )  # fmt: skip


def test_a_file_that_is_not_there_is_refused(rulebook: compliance.Rulebook) -> None:
    """A path that leads nowhere is no empty list."""
    with pytest.raises(compliance.FactsError) as refused:
        compliance.check(school(), rulebook, waivers="nowhere.yaml")
    assert (refused.value.code, str(refused.value.place)) == ("file-unreadable", "nowhere.yaml")


def test_no_waivers_are_no_waivers(rulebook: compliance.Rulebook) -> None:
    """An empty list is as good as none."""
    plain = compliance.check(school(), rulebook)
    assert compliance.check(school(), rulebook, waivers=[]).to_dict() == plain.to_dict()
    assert len(plain.waivers()) == 0


def test_schema_and_reader_accept_the_same_lists() -> None:
    """Of 600 mutations of a good list both accept the same; order of days is beyond a schema."""
    published = schemas()["waivers-v1"]
    validator = jsonschema.Draft202012Validator(
        published, format_checker=jsonschema.FormatChecker(["date"])
    )
    rng, refused = random.Random("waivers"), 0  # noqa: S311 - reproducible, not secret
    good = [waiver("enrolment", standard=STANDARD), waiver("teachers", review_by="2018-12-31")]
    assert validator.is_valid(good)
    for _ in range(600):
        changed = [dict(one) for one in good]
        one = rng.choice(changed)
        key = rng.choice([*one, "to", "review_by", "more"])
        value = rng.choice([None, 1, "", " ", "x", "2018-13-45", "2017-12-31", [], {}, True])
        one.pop(key, None) if rng.random() < 0.3 else one.update({key: value})
        try:
            read_waivers(changed)
        except compliance.FactsError:
            accepted = False
        else:
            accepted = True
        assert validator.is_valid(changed) == accepted, changed
        refused += not accepted
    assert 100 < refused < 550


def test_the_file_in_the_docs_is_read(tmp_path: Path) -> None:
    """The waiver that the guide shows counts for the school that it names."""
    page = (Path(__file__).parents[2] / "docs" / "integrators.md").read_text("utf-8")
    (shown,) = re.findall(r"```yaml\n(- clause.+?)```", page, re.DOTALL)
    path = tmp_path / "waivers.yaml"
    path.write_text(shown.replace("# standard:", "  standard:"), "utf-8")
    rulebook = compliance.load("cn/moe/conditions-2022", "2024-06-30")
    findings = compliance.check({"id": "A1", "campus_area": 1, "students": 1}, rulebook,
                                waivers=path)  # fmt: skip
    assert findings["A1"]["campus-per-student"].outcome == "waived"
