"""Forms made from standards: filled in, they read back exactly; blank, they are no schools."""

import datetime as dt
import re
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from filled import fill

import compliance
from compliance.documents.locate import identifiers
from compliance.intake.figures import is_ratio
from compliance.intake.read import read
from compliance.intake.school import Part, Reported, School
from compliance.reports.excel.form.asked import asked
from compliance.reports.excel.form.fields import Field, fields
from compliance.reports.excel.template import write_template
from compliance.vocabulary import Category, Date, Evidence, Flag, Number

STANDARDS = identifiers()
ENGLISH = ("cn/moe/secondary-vocational-2010", "cn/moe/higher-education-2004", "in/rte-2009")
FORMS = [(name, "zh") for name in STANDARDS] + [(name, "en") for name in ENGLISH]
FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"
DAY = dt.date(1956, 2, 29)


def columns(rulebook: compliance.Rulebook, language: str) -> list[Field]:
    return fields(rulebook, asked(rulebook), language)[0]


def figure(fact: Number, end: str) -> Decimal:
    """The least, the largest, or the largest but one step; of a share no least that is unclear."""
    step = Decimal(1).scaleb(-fact.decimals)
    if end == "least" and is_ratio(fact):
        return Decimal(1)
    return {
        "least": Decimal(fact.smallest),
        "largest": Decimal(fact.largest),
        "step": Decimal(fact.largest) - step,
    }[end]


def written(field: Field, end: str, language: str, school: str) -> tuple[Any, Any]:
    """What is typed into a cell, and the value that it stands for."""
    fact = field.fact
    if isinstance(fact, Number):
        value = figure(fact, end)
        return float(value), Fraction(value) * fact.of.factor
    if isinstance(fact, Category):
        code = list(fact.values)[0 if end == "least" else -1]
        return getattr(fact.values[code], "en" if language == "en" else "zh"), code
    if isinstance(fact, Flag):
        yes = end == "largest"
        return (("yes", "no") if language == "en" else ("是", "否"))[not yes], yes
    if isinstance(fact, Evidence):
        return ("没有", False) if end == "least" else ("闽教〔2010〕5号", True)
    if isinstance(fact, Date):
        return DAY, Fraction(DAY.toordinal())
    text = f"0{school}" if field.name == "id" else f"{school}号学校"
    return text, text


def given(school: School, field: Field) -> Any:
    """What was read for a column, a number as a fraction."""
    found = school.facts.get(field.name) if field.group is None else in_group(school, field)
    if found is None:
        return None
    return Fraction(*found.value) if isinstance(field.fact, Number | Date) else found.value


def in_group(school: School, field: Field) -> Reported | None:
    """What was read of the parts of one group."""
    for reported in school.facts.values():
        parts = reported.value if isinstance(reported.value, tuple) else ()
        for part in parts:
            if isinstance(part, Part) and part.name == field.group.zh and field.name in part.facts:
                return part.facts[field.name]
    return None


@pytest.mark.parametrize(("standard", "language"), FORMS)
def test_a_filled_form_reads_back_exactly(standard: str, language: str, tmp_path: Path) -> None:
    """Every column of every shipped standard holds its least and largest value, exactly.

    Blank, it has no schools, though every column is understood; a row with a name alone reports
    nothing.
    """
    rulebook = compliance.load(standard)
    write_template(tmp_path / "blank.xlsx", rulebook, language)
    asks = columns(rulebook, language)
    blank = read(tmp_path / "blank.xlsx", rulebook.vocabulary)
    assert len(blank) == 0  # the instructions are never taken for schools
    assert [column.fact for column in blank.columns] == [one.name for one in asks]
    ends = ("least", "step", "largest")
    said = [[written(one, end, language, str(n)) for one in asks] for n, end in enumerate(ends)]
    rows = [[typed for typed, _ in row] for row in said]
    only = [typed if one.name in ("id", "name") else None
            for one, (typed, _) in zip(asks, [written(one, "least", language, "9") for one in asks],
                                       strict=True)]  # fmt: skip
    top = max(len(one.path) for one in asks) + 1
    fill(tmp_path / "blank.xlsx", tmp_path / "filled.xlsx", [*rows, only], top)
    schools = read(tmp_path / "filled.xlsx", rulebook.vocabulary)
    assert len(schools) == 4
    assert [issue.code for issue in schools.issues if issue.severity != "note"] == []
    for end, row, school in zip(ends, said, schools, strict=False):
        for one, (_, value) in zip(asks, row, strict=True):
            none_of_group = one.group is not None and end == "least"
            assert given(school, one) == (None if none_of_group else value), (end, one.path)
    assert set(schools.items[3].facts) == {"id", "name"}


def test_the_public_verbs_read_a_form(tmp_path: Path) -> None:
    """``read`` and ``check`` take a filled form: what is at the limits of Fuzhou passes."""
    rulebook = compliance.load(FUZHOU)
    write_template(tmp_path / "blank.xlsx", rulebook)
    asks = columns(rulebook, "zh")
    facts = {
        "id": "007", "name": "甲校", "level": "中等职业", "students": 1200, "teachers": 60,
        "specialist_teachers": 30, "general_teachers": 30, "campus_area": 39600,
        "floor_area": 24000, "new_build": "否", "training_equipment": 3600000,
    }  # fmt: skip
    majors = {("工科类专业", "students"): 1200, ("工科类专业", "equipment"): 3600000}
    row = [
        majors.get((one.group.zh, one.name)) if one.group else facts.get(one.name) for one in asks
    ]
    fill(tmp_path / "blank.xlsx", tmp_path / "filled.xlsx", [row], 3)
    item = compliance.check(compliance.read(tmp_path / "filled.xlsx"), rulebook)["007"]
    assert item.outcome == "pass"
    short = [
        39599 if one.name == "campus_area" else cell for one, cell in zip(asks, row, strict=True)
    ]
    fill(tmp_path / "blank.xlsx", tmp_path / "short.xlsx", [short], 3)
    item = compliance.check(compliance.read(tmp_path / "short.xlsx"), rulebook)["007"]
    assert item.outcome == "fail"


def sheets(path: Path) -> dict[str, str]:
    with zipfile.ZipFile(path) as book:
        return {name: book.read(name).decode() for name in book.namelist()}


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    path = tmp_path_factory.mktemp("form") / "blank.xlsx"
    write_template(path, compliance.load("cn/moe/secondary-vocational-2010"))
    return sheets(path)


def test_headings_carry_the_law(form: dict[str, str]) -> None:
    """The note on the site quotes article 8 word for word, and where it stands."""
    notes = next(text for name, text in form.items() if name.startswith("xl/comments"))
    assert "生均用地面积指标不少于33平方米" in notes
    assert "教职成〔2010〕12号 第八条" in notes


def test_excel_minds_what_is_typed(form: dict[str, str]) -> None:
    """Pupils are whole numbers up to the declared largest, categories and flags are lists."""
    vocabulary = compliance.load("cn/moe/secondary-vocational-2010").vocabulary
    students = vocabulary.facts["students"]
    assert isinstance(students, Number)
    sheet = form["xl/worksheets/sheet1.xml"]
    whole = re.findall(r'<dataValidation type="whole".*?</dataValidation>', sheet)
    limits = f"<formula1>0</formula1><formula2>{students.largest}</formula2>"
    assert any(limits in rule for rule in whole)
    assert "是,否" in sheet


def test_what_no_column_holds_is_explained(form: dict[str, str]) -> None:
    """Mid-rank teachers of each major cannot be columns; the instructions say how to give them."""
    assert "midrank_teachers" in form["xl/sharedStrings.xml"]


def test_a_long_list_of_choices_stands_in_cells(tmp_path: Path) -> None:
    """Choices longer than Excel keeps in a rule are a range of a hidden sheet."""
    path = tmp_path / "地.yaml"
    values = "".join(
        f"      v{n}: {{zh: 很长很长的第{n}个选项名称, en: option {n}}}\n" for n in range(40)
    )
    path.write_text(
        "format: 1\ntitle: {zh: 试验标准}\nissuer: 试验\ndocument: 试〔2020〕1号\n"
        "in_force: {from: 2000-01-01}\nsubject: school\nfacts:\n  place:\n    type: category\n"
        f"    zh: 地类\n    en: kind of place\n    values:\n{values}"
        "clauses:\n- {id: place, text: 属于第1个, measure: place, one_of: [v1], cite: a, "
        "evidence: S}\n",
        "utf-8",
    )
    rulebook = compliance.load(path)
    write_template(tmp_path / "blank.xlsx", rulebook)
    found = sheets(tmp_path / "blank.xlsx")
    assert "$A$1:$A$40</formula1>" in found["xl/worksheets/sheet1.xml"]
    assert 'state="hidden"' in found["xl/workbook.xml"]
    fill(
        tmp_path / "blank.xlsx",
        tmp_path / "filled.xlsx",
        [["1", "甲", "很长很长的第39个选项名称"]],
        2,
    )
    school = read(tmp_path / "filled.xlsx", rulebook.vocabulary)["1"]
    assert school.facts["place"].value == "v39"


def test_a_form_is_the_same_file_each_time(tmp_path: Path) -> None:
    """Two forms of one standard are equal to the byte."""
    for name in ("a.xlsx", "b.xlsx"):
        write_template(tmp_path / name, compliance.load(FUZHOU))
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()
