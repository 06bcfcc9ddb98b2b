"""Every printed label is understood as the fact it states, and no label as another."""

from __future__ import annotations

from pathlib import Path

import pytest

import compliance
from compliance.documents.strict_yaml import read_yaml
from compliance.vocabulary import Number, comparable

LABELS = read_yaml(Path(__file__).with_name("labels.yaml")).data
VOCABULARY = compliance.read({}).vocabulary
PAIRS = [(label, fact) for fact, labels in LABELS.items() for label in labels]


@pytest.mark.parametrize(("label", "fact"), PAIRS, ids=[label for label, _ in PAIRS])
def test_label_states_its_fact(label: str, fact: str) -> None:
    """A printed label, in either script, stands for this fact and no other."""
    assert VOCABULARY.name_of(label) == (None if fact == "none" else fact)


@pytest.mark.parametrize(
    ("label", "never"),
    [
        ("规划用地面积", "campus_area"),
        ("产权占地面积", "campus_area"),
        ("实训设备价值", "equipment"),
        ("可容纳", "students"),
        ("折合在校生数", "students"),
        ("教职工", "teachers"),
        ("在校师生", "students"),
        ("登记的在籍学生", "students"),
        ("兼职教师", "teachers"),
        ("教学行政及辅助用房建筑面积", "floor_area"),
        ("建筑面积（含租赁）", "floor_area"),
        ("电子图书", "books"),
        ("拟开办班级", "capacity"),
        ("拟开办班级", "classes"),
        ("生均占地面积", "campus_area"),
        ("双师型教师比例", "dual_qualified_teachers"),
    ],
)
def test_traps(label: str, never: str) -> None:
    """Words that look alike and mean another thing are never read as that thing."""
    assert VOCABULARY.name_of(label) != never


@pytest.mark.parametrize("name", VOCABULARY.facts)
def test_every_way_of_writing_a_fact(name: str) -> None:
    """A fact's name, both of its titles and all of its labels lead back to it."""
    fact = VOCABULARY.facts[name]
    assert {VOCABULARY.name_of(label) for label in (name, fact.zh, fact.en, *fact.labels)} == {name}


@pytest.mark.parametrize("blank", ["", " ", "（人）", "(单位：亩)", "*", "——", "：", "()"])
def test_empty_label_is_no_fact(blank: str) -> None:
    """A heading of nothing but a unit or ornament names no fact."""
    assert comparable(blank) == ""
    assert VOCABULARY.name_of(blank) is None


@pytest.mark.parametrize(
    "ornamented",
    [
        "占地面积（亩）",
        "占地面积(平方米)",
        "占地面积【亩】",
        "占地面积[亩]",
        "占地面积：",
        "占 地 面 积",
        "“占地面积”",
        "占地面积（单位：亩）",
        "占地面积(計量單位：畝)",
        "＊占地面积＊",
    ],
)
def test_ornament_and_units_do_not_matter(ornamented: str) -> None:
    """A unit in brackets, blanks and ornament leave a label what it is."""
    assert VOCABULARY.name_of(ornamented) == "campus_area"


@pytest.mark.parametrize(
    "changed",
    [
        "占地面积（含租赁）",
        "占地面积（规划）",
        "占地面积（2016年）",
        "占地面积①",
        "新校区占地面积",
        "占地面积2",
    ],
)
def test_other_words_make_another_label(changed: str) -> None:
    """Words in brackets that are no unit, years and footnotes make a label unknown."""
    assert VOCABULARY.name_of(changed) is None


def test_long_label_is_unknown() -> None:
    """A label longer than any is unknown, and costs nothing to look up."""
    assert VOCABULARY.name_of("占地" + "\u0315\u0300" * 50_000) is None


def test_units_of_all_facts_are_known() -> None:
    """Every number declares a unit, and its largest value is above its smallest."""
    for _, fact in VOCABULARY.numbers():
        assert isinstance(fact, Number)
        assert fact.of.factor > 0
        assert fact.largest > fact.smallest
