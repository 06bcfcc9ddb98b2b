"""Word: the right figures in the right cells, a letterhead of one's own, nothing executed."""

import datetime as dt
import re
import runpy
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from judged_schools import HOSTILE, LAW, hostile, judged

import compliance
from compliance.planning.shown.table import mergers
from compliance.reports.content import content
from compliance.reports.word import write_docx

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = ROOT / "compliance/reports/templates/report.docx"
MAKER = ROOT / "docs/examples/make_report_template.py"


def cells(table: Any) -> list[list[str]]:
    return [[cell.text for cell in row.cells] for row in table.rows]


def headed(document: Any, first: str) -> list[list[str]]:
    """The rows of the first table whose first heading is ``first``, without the heading."""
    return next(rows[1:] for rows in map(cells, document.tables) if rows[0][0] == first)


def texts(path: Path) -> str:
    with zipfile.ZipFile(path) as archive:
        return "".join(archive.read(name).decode("utf-8") for name in archive.namelist()
                       if name.endswith(".xml"))  # fmt: skip


@pytest.fixture
def written(tmp_path: Path) -> Any:
    path = tmp_path / "r.docx"
    write_docx(path, judged(), language="zh")
    return Document(str(path))


def letterhead(tmp_path: Path, *lines: str) -> Path:
    document = Document()
    for line in lines:
        document.add_paragraph(line)
    path = tmp_path / "letterhead.docx"
    document.save(str(path))
    return path


def test_every_school_has_its_row(written: Any) -> None:
    """The table of schools gives id, name, district, outcomes and the clauses failed."""
    rows = headed(written, "学校")
    assert [row[0] for row in rows] == ["A1 甲校", "A2 乙校", "A3 丙校"]
    assert [row[1] for row in rows] == ["鼓楼区", "台江区", "台江区"]
    assert rows[0][2:4] == ["不达标", "不达标"]
    assert "生均用地面积" in rows[0][4]
    assert "生均用地面积" not in rows[1][4]


def test_a_failed_clause_quotes_the_law_and_gives_figures_and_remedies(written: Any) -> None:
    """39000 m² for 1200 students is 32.5, 0.5 short of 33; 39600 m² or 1181 students would do."""
    (row,) = (row for row in headed(written, "条款") if LAW in row[0])
    assert "（第八条）" in row[0]
    assert row[1:4] == ["32.5 ㎡/生", "≥ 33 ㎡/生", "0.5 ㎡/生"]
    assert "39000 变为 39600（+600 ㎡）" in row[4]
    assert "1200 变为 1181（-19 生）" in row[4]


def test_what_is_unknown_says_what_is_needed(written: Any) -> None:
    """A2 did not report its teachers; the table of unknowns names that fact."""
    rows = next(cells(table)[1:] for table in written.tables
                if cells(table)[0][3:] == ["需要的数据"])  # fmt: skip
    needed = [row for row in rows if row[0] == "A2 乙校" and "师生比" in row[1]]
    assert [row[2:] for row in needed] == [["缺少数据", "专任教师"]]


def test_a_waiver_names_its_authority(written: Any) -> None:
    """A3's enrolment stands in the table of waivers, and among no school's failures."""
    (row,) = next(cells(table)[1:] for table in written.tables
                  if cells(table)[0][2:] == ["批准机关及文号", "期限"])  # fmt: skip
    assert row[0] == "A3 丙校"
    assert "福建省教育厅 闽教职成〔2016〕1号" in row[2]
    assert "A3 丙校（台江区）" not in [p.text for p in written.paragraphs]


def test_it_says_the_rate_as_an_interval_and_that_it_decides_nothing(written: Any) -> None:
    """Nobody passes for certain, and A2 and the waived A3 are not known to fail."""
    said = [paragraph.text for paragraph in written.paragraphs]
    assert f"达标率 {judged().rate}" in said
    assert any(text.startswith("建议，不是决定") for text in said)


def test_the_page_is_that_of_an_official_document(written: Any) -> None:
    """A4, margins 37, 26, 35 and 28 mm, 仿宋 16 pt and 小标宋 22 pt named for Chinese."""
    (section,) = written.sections
    sides = ("page_width", "page_height", "top_margin", "right_margin", "bottom_margin",
             "left_margin")  # fmt: skip
    assert [round(getattr(section, side).mm) for side in sides] == [210, 297, 37, 26, 35, 28]
    faces = {"Normal": ("仿宋_GB2312", 16), "Title": ("方正小标宋简体", 22),
             "Heading 1": ("黑体", 16)}  # fmt: skip
    for name, (face, size) in faces.items():
        style = written.styles[name]
        fonts = style.element.rPr.rFonts
        assert (fonts.get(qn("w:eastAsia")), style.font.size.pt) == (face, size)


def test_headings_of_tables_repeat_and_rows_stay_whole(written: Any) -> None:
    """Each table of figures repeats its first row on every page; only the signatures do not."""
    *figures, _ = written.tables
    for table in figures:
        rows = [row._tr.trPr for row in table.rows]  # noqa: SLF001 - python-docx has no name for it
        assert rows[0].find(qn("w:tblHeader")) is not None
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)


def test_the_same_findings_give_the_same_bytes(tmp_path: Path) -> None:
    """Nothing in the file is of the moment; its properties have the day that was judged."""
    one, other = tmp_path / "1.docx", tmp_path / "2.docx"
    write_docx(one, judged())
    write_docx(other, judged())
    assert one.read_bytes() == other.read_bytes()
    made = Document(str(one)).core_properties.created
    assert made is not None
    assert made.date() == dt.date(2018, 6, 30)


def test_hostile_names_come_back_letter_for_letter(tmp_path: Path) -> None:
    """No name is read as markup, as a place to fill, or as a sentence of the template."""
    path = tmp_path / "r.docx"
    write_docx(path, hostile(), language="en")
    rows = headed(Document(str(path)), "School")
    assert [row[0] for row in rows[:-1]] == [f"H{n} {name}" for n, name in enumerate(HOSTILE)]
    assert [row[1] for row in rows[:-1]] == list(HOSTILE)
    assert rows[-1][0] == "M 铃"
    assert ">49<" not in texts(path)


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_nothing_of_the_template_is_left(tmp_path: Path, language: str) -> None:
    """Every place of the shipped letterhead is filled, in each language."""
    path = tmp_path / "r.docx"
    write_docx(path, judged(), language=language)
    assert re.findall(r"\{[{%].{0,40}", texts(path)) == []


def test_the_shipped_letterhead_is_what_its_script_makes() -> None:
    """The template in the package was made by the script in docs/examples, to the byte."""
    with zipfile.ZipFile(SHIPPED) as shipped:
        kept = {name: shipped.read(name) for name in shipped.namelist()}
    made = runpy.run_path(str(MAKER))["template"]()
    assert made == SHIPPED.read_bytes()
    assert "word/document.xml" in kept


def test_advice_plan_and_mergers_are_tables(tmp_path: Path) -> None:
    """Every school has its line of advice and of the plan, and each merger its row."""
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    findings = compliance.check(ROOT / "docs/examples/fuzhou-36.xlsx", rulebook)
    plan = compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016", survivors=22)
    path = tmp_path / "r.docx"
    write_docx(path, findings, advice=plan.advice, plan=plan, language="zh")
    document = Document(str(path))
    acts = [cells(t)[1:] for t in document.tables if cells(t)[0] == ["学校", "建议"]]
    assert [len(rows) for rows in acts] == [36, 36]
    rows = headed(document, "序号")
    wanted = [["、".join(f"{code} {name}" for code, name in one.members), one.kind.zh]
              for one in mergers(plan)]  # fmt: skip
    assert wanted
    assert [row[1:] for row in rows] == wanted


def test_last_year_says_what_has_turned(tmp_path: Path) -> None:
    """A1 had 39600 m² a year ago and passed; the report says so."""
    before = judged([{**judged_schools()[0], "campus_area": 39600}], "2017-06-30")
    path = tmp_path / "r.docx"
    write_docx(path, judged(), before=before, language="zh")
    said = [p.text for p in Document(str(path)).paragraphs]
    assert any("A1" in text and "2017" in text and "生均用地面积" in text for text in said)


def judged_schools() -> list[dict[str, Any]]:
    return [{"id": "A1", "name": "甲校", "students": 1200, "teachers": 50}]


def test_a_bureau_fills_a_letterhead_of_its_own(tmp_path: Path) -> None:
    """Places in the body are filled; what the bureau wrote beside them stays."""
    each = ("{%p for s in schools %}", "{{ s.name }}：{{ s.outcome }}", "{%p endfor %}")
    own = letterhead(tmp_path, "某某局文件", "{{ title }}（{{ on }}）", *each)
    path = tmp_path / "r.docx"
    write_docx(path, judged(), template=own, language="zh")
    said = [paragraph.text for paragraph in Document(str(path)).paragraphs]
    assert said == ["某某局文件", "办学条件达标核验报告（2018-06-30）", "甲校：不达标",
                    "乙校：无法判定", "丙校：无法判定"]  # fmt: skip


@pytest.mark.parametrize(
    ("line", "code", "said"),
    [
        ("{{ titel }} {{ on }}", "template-unknown", "titel"),
        ("{{ words.titel }}", "template-broken", "titel"),
        ("{{ title", "template-broken", "TemplateSyntaxError"),
        ("{{ title.__class__.__mro__ }}", "template-broken", "SecurityError"),
        ("{{ schools.clear() }}", "template-broken", "SecurityError"),
    ],
)
def test_a_letterhead_that_cannot_be_filled(
    tmp_path: Path, line: str, code: str, said: str
) -> None:
    """Unknown places are named with the known ones; a template runs no code; nothing is written."""
    own, path = letterhead(tmp_path, line), tmp_path / "r.docx"
    with pytest.raises(compliance.ComplianceError) as caught:
        write_docx(path, judged(), template=own)
    assert caught.value.code == code
    assert said in str(caught.value)
    assert str(own) in str(caught.value)
    assert not path.exists()
    if code == "template-unknown":
        assert "on" not in str(caught.value.problems[0].values["names"]).split(", ")
        assert str(caught.value.problems[0].values["known"]).split(", ") == list(content(judged()))


def test_a_letterhead_that_is_no_word_file(tmp_path: Path) -> None:
    """A text file, an archive of something else, and no file at all are three clear errors."""
    text, archive = tmp_path / "a.docx", tmp_path / "b.docx"
    text.write_text("{{ title }}", "utf-8")
    with zipfile.ZipFile(archive, "w") as made:
        made.writestr("x", "")
    for given, code in ((text, "template-not-docx"), (archive, "template-not-docx"),
                        (tmp_path / "no.docx", "file-unreadable")):  # fmt: skip
        with pytest.raises(compliance.ComplianceError) as caught:
            write_docx(tmp_path / "r.docx", judged(), template=given)
        assert caught.value.code == code


def test_without_docxtpl_the_extra_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the library is not installed, the pip line is in the error."""
    monkeypatch.setitem(sys.modules, "docxtpl", None)
    with pytest.raises(compliance.MissingExtra, match=r"school-compliance\[docx\]"):
        write_docx(tmp_path / "r.docx", judged())
