"""The pages of the source documents: fresh, whole, and every link at the clause it names."""

import re
from functools import cache
from pathlib import Path

import pytest
from click.testing import CliRunner

from compliance.checking.linting.coverage import Coverage, coverage
from compliance.cli import main
from compliance.documents.locate import shipped
from compliance.reports.coverage import coverage_lines
from compliance.reports.sources import COMMAND, SourceText, source_pages

ROOT = Path(__file__).resolve().parents[2]
SOURCES = ROOT / "docs" / "sources"
NAMES = ("S0", "S1", "S2", "S3", "S4")
LINK = re.compile(r"\[([^\]#]+)#([^\]]+)\]\(([^)#]+)#L(\d+)\)")
ROW = re.compile(r"^- \*\*(.+?)\*\* .*?：“(.*)”$")


@cache
def covered() -> Coverage:
    return coverage()


def page(name: str) -> str:
    return (SOURCES / f"{name}.md").read_text("utf-8")


def unescaped(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def squeezed(text: str) -> str:
    return "".join(text.split())


def rows_under_paragraphs(text: str) -> list[tuple[str, str, str]]:
    """Each row of a page with its phrase and the paragraph that it stands under."""
    found, paragraph = [], ""
    for line in text.partition("\n## ")[0].splitlines():
        if line.startswith("> "):
            paragraph = unescaped(line[2:])
        elif match := ROW.match(line):
            found.append((unescaped(match[1]), unescaped(match[2]), paragraph))
    return found


def test_the_pages_are_fresh() -> None:
    """What `compliance standards coverage --sources docs/sources` writes is what is there."""
    written = dict(source_pages(covered(), SOURCES, shipped()))
    assert tuple(written) == NAMES
    assert [name for name in NAMES if written[name] != page(name)] == [], f"run: {COMMAND}"


def test_the_totals_are_fresh() -> None:
    """`compliance standards coverage --format md -o docs/coverage.md` would change nothing."""
    lines = coverage_lines(covered(), "both", markdown=True)
    assert (ROOT / "docs/coverage.md").read_text("utf-8").splitlines() == list(lines)


@pytest.mark.parametrize("name", NAMES)
def test_every_paragraph_stands_in_its_page(name: str) -> None:
    """A page quotes its text line by line, word for word, in order and without anything else."""
    quoted = [unescaped(line[2:]) for line in page(name).splitlines() if line.startswith("> ")]
    assert quoted == (SOURCES / "text" / f"{name}.txt").read_text("utf-8").splitlines()


@pytest.mark.parametrize("name", NAMES)
def test_every_row_stands_in_its_page_once(name: str) -> None:
    """No row of a manifest is left out of its page, and none stands there twice."""
    entries = [unescaped(m[1]) for line in page(name).splitlines() if (m := ROW.match(line))]
    assert sorted(entries) == sorted(covered()[name].manifest.rows)


@pytest.mark.parametrize("name", NAMES)
def test_every_link_leads_to_its_clause(name: str) -> None:
    """Behind each link is a file, and on its line the clause or identity that the link names."""
    links = LINK.findall(page(name))
    claimed = {one for row in covered()[name].manifest.rows.values() for one in row.clauses}
    assert {f"{standard}#{clause}" for standard, clause, _, _ in links} == claimed
    for standard, clause, file, line in links:
        path = (SOURCES / file).resolve()
        assert path == (ROOT / "standards" / f"{standard}.yaml").resolve()
        there = path.read_text("utf-8").splitlines()[int(line) - 1]
        assert re.search(rf"(id|clause): {re.escape(clause)}\b", there), f"{file}:{line}"


@pytest.mark.parametrize("name", ["S0", "S1", "S3", "S4"])
def test_rows_stand_under_the_paragraph_of_their_phrase(name: str) -> None:
    """Where a text holds a row's phrase, the paragraph above the row begins or holds it."""
    text = squeezed((SOURCES / "text" / f"{name}.txt").read_text("utf-8"))
    quoted = [row for row in rows_under_paragraphs(page(name)) if squeezed(row[1]) in text]
    assert len(quoted) >= 5
    assert [row for row, phrase, paragraph in quoted
            if squeezed(phrase) not in squeezed(paragraph)] == []  # fmt: skip


def test_a_repeated_phrase_stands_at_its_own_district() -> None:
    """合并后异地新建1所 is said of two districts; each row stands under its own, 高新区 apart."""
    lines = page("S0").splitlines()
    above = {}
    for row in ("S0-4-2-3", "S0-4-2-5", "S0-4-2-6"):
        (at,) = [n for n, line in enumerate(lines) if line.startswith(f"- **{row}**")]
        districts = [line for line in lines[:at] if re.search(r"^> .*?[区县市]:现有公办", line)]
        above[row] = re.findall(r"[^\\.> ]+(?=:现有公办)", districts[-1])
    assert above == {"S0-4-2-3": ["仓山区"], "S0-4-2-5": ["连江县"], "S0-4-2-6": ["高新区"]}


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("S0-4-3-3b", "不少于 at least 33 m²/student"),
        ("S0-4-3-1a", "原文残存 what the source shows: 1xxx人"),
        ("S0-4-3-2b", "介于 between 1:25 — 1:20"),
        ("S0-4-3-5b", "其他专业 other 2500 元/student"),
        ("S0-4-1-3", "`17 + 19 == 36`"),
        ("S0-4-4-8", "2018-12-31 起判定"),
    ],
)
def test_the_threshold_is_said_in_words(row: str, said: str) -> None:
    """Under a row stand its comparator and numbers as the document has them, gaps and all."""
    _, _, after = page("S0").partition(f"- **{row}** ")
    entry = re.split(r"^(?:- \*\*|> )", after, maxsplit=1, flags=re.MULTILINE)[0]
    assert said in entry


def test_the_texts_hold_documents_alone() -> None:
    """No menu, telephone, login or second copy of what web pages put around the documents."""
    text = "\n".join((SOURCES / "text" / f"{name}.txt").read_text("utf-8") for name in NAMES)
    around = r"扫码|copyright|备案号|瀏覽|浏览次数|分享到|下载文档|密\s*码|联系电话|\d{3,4}-\d{7,8}"
    assert re.findall(around, text) == []
    assert text.count("坚持立德树人,落实思政教育新要求") == 1


def test_what_is_not_found_is_listed(tmp_path: Path) -> None:
    """A summary, a quotation that differs and a row without a place each stand at the end."""
    standards, sources = tmp_path / "standards", tmp_path / "sources"
    (standards / "coverage").mkdir(parents=True)
    (sources / "text").mkdir(parents=True)
    (standards / "books.yaml").write_text(STANDARD, "utf-8")
    (standards / "coverage" / "B.yaml").write_text(MANIFEST, "utf-8")
    (sources / "text" / "B.txt").write_text(
        "一、总则\n生均图书不少于40 册。\n报刊90种以上。\n", "utf-8"
    )
    result = CliRunner().invoke(
        main, ["standards", "coverage", "--folder", str(standards), "--sources", str(sources)]
    )
    assert result.exit_code == 0, result.output
    written = (sources / "B.md").read_text("utf-8")
    placed = {row: paragraph for row, _, paragraph in rows_under_paragraphs(written)}
    assert placed == {"B-1": "生均图书不少于40 册。", "B-2": "生均图书不少于40 册。"}
    end = written.partition("\n## ")[2]
    assert re.findall(r"^- \*\*(B-\d)\*\*", end, re.MULTILINE) == ["B-3", "B-4", "B-2"]
    assert end.rstrip().endswith("(../standards/books.yaml#L18) “报刊种类90种以上”")


def test_words_are_found_across_lines_and_glosses() -> None:
    """A quotation is found over a line's end and through traditional characters with pinyin."""
    text = SourceText("一、目標\n年培訓達3萬(wàn)人\n次左右")
    (place,) = text.places("达3万人次左右")
    assert text.paragraph(place) == 1
    assert text.places("达4万人次左右") == []


STANDARD = """\
format: 1
title: {zh: 图书, en: books}
issuer: 某局
document: 示例
in_force: {from: 2020-01-01}
subject: school
measures:
  books_per_student: {formula: books / students, unit: 册/student, zh: 生均图书}
clauses:
- id: books-per-student
  cite: 一
  text: 生均图书不少于40册
  evidence: S
  measure: books_per_student
  at_least: 40 册/student
  examples: [{given: {books: 40, students: 1}, expect: pass},
    {given: {books: 39, students: 1}, expect: fail}]
- id: periodicals
  cite: 二
  text: 报刊种类90种以上
  evidence: S
  measure: periodicals
  at_least: 90 种
  examples: [{given: {periodicals: 90}, expect: pass}, {given: {periodicals: 89}, expect: fail}]
"""
MANIFEST = """\
format: 1
title: {zh: 图书, en: books}
source: 示例
rows:
  B-1: {kind: "N", phrase: 生均图书不少于40册, encoded: [books#books-per-student]}
  B-2: {kind: "N", phrase: 图书够用, encoded: [books#books-per-student]}
  B-3: {kind: "N", phrase: 报刊种类, encoded: [books#periodicals]}
  B-4: {kind: "B", phrase: 附表, awaiting: 附表未见}
"""
