"""Charts of findings: true to the findings, never too large, never fetching anything."""

from __future__ import annotations

import json
import re
import struct
import sys
from collections import Counter
from fractions import Fraction
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

import compliance
from compliance import plots
from compliance.notebook import MARKS
from compliance.plots import fonts
from compliance.plots.data import BANDS, EDGES, MOST, distance
from compliance.plots.glyphs import draws

FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"
STANDARD = """
format: 1
title: {zh: 试验标准, en: trial standard}
issuer: 试验
document: 试〔2020〕1号
in_force: {from: 2000-01-01}
subject: school
measures:
  land: {formula: campus_area / students, unit: m²/student, zh: 占地面积}
  floor: {formula: floor_area / students, unit: m²/student, zh: 建筑面积}
  pupils: {formula: students, unit: student, zh: 在校生}
  ratio: {formula: students / teachers, unit: student/teacher, zh: 生师比}
  senior: {formula: senior_teachers / teachers, unit: "%", zh: 高级职称}
clauses:
- {id: at-least, text: 生均占地面积不少于33平方米, measure: land, at_least: 33 m²/student, cite: a, evidence: S}
- {id: more-than, text: 在校生超过1000人, measure: pupils, more_than: 1000 人, cite: a, evidence: S}
- {id: at-most, text: 生师比不超过20:1, measure: ratio, at_most: 20 student/teacher, cite: a, evidence: S}
- {id: between, text: 高级职称占20%至30%, measure: senior, between: [20 %, 30 %], cite: a, evidence: S}
- {id: or-else, text: 生均建筑面积不少于20平方米, measure: floor, at_least: 20 m²/student, or_if: owner == "public", cite: a, evidence: S}
"""  # noqa: E501 - one clause a line


@cache
def city(name: str = "fuzhou-36-gaps") -> compliance.Findings:
    return compliance.check(f"docs/examples/{name}.xlsx", compliance.load(FUZHOU))


@pytest.fixture
def trial(tmp_path: Path) -> compliance.Rulebook:
    path = tmp_path / "trial.yaml"
    path.write_text(STANDARD, encoding="utf-8")
    return compliance.load(path)


def rows(chart: Any) -> list[dict[str, Any]]:
    """All rows of all data of a chart."""
    return [row for data in chart.to_dict()["datasets"].values() for row in data]


def many(number: int) -> list[dict[str, Any]]:
    return [
        {"id": f"S{n}", "district": f"区{n % 7}", "students": 800 + n % 900, "teachers": 60,
         "campus_area": 33000 + (n % 900) * 20, "longitude": f"{119 + n / 20000:.6f}",
         "latitude": f"{26 + n % 50 / 100:.6f}"}
        for n in range(number)
    ]  # fmt: skip


def test_a_matrix_has_every_outcome() -> None:
    """One cell a school and clause, with the sign of the worst finding of its parts."""
    findings = city()
    cells = {(row["school"].split()[0], row["clause"]): row["sign"] for row in rows(
        plots.matrix(findings, "en"))}  # fmt: skip
    assert len(cells) == len(findings) * len(findings.rulebook)
    for item in findings:
        for finding in item:
            worst = min((f.outcome for f in item if f.clause == finding.clause), key=(
                "fail", "unknown", "waived", "pass", "not_applicable").index)  # fmt: skip
            assert cells[item.school.id, finding.rule.title.en] == MARKS[worst]


def test_a_large_matrix_is_one_of_districts() -> None:
    """7 000 cells become a row a district, whose counts are those of its schools."""
    findings = compliance.check(many(500), compliance.load(FUZHOU))
    assert len(findings) * len(findings.rulebook) > MOST
    found = rows(plots.matrix(findings, "en"))
    assert len(found) == 7 * len(findings.rulebook)
    title = findings.rulebook["campus-per-student"].title.en
    (cell,) = (row for row in found if row["group"] == "区3" and row["clause"] == title)
    mine = [item["campus-per-student"].outcome for item in findings
            if item.school.text("district") == "区3"]  # fmt: skip
    assert cell["counts"] == f"{mine.count('pass')}/{len(mine)}"
    other = findings.rulebook["floor-per-student"].title.en
    (open_,) = (row for row in found if row["group"] == "区3" and row["clause"] == other)
    assert open_["counts"] == f"0/{len(mine)} △{len(mine)}"
    assert open_["low"] == 0


@pytest.mark.parametrize(("clause", "facts", "percent"), [
    ("at-least", {"students": 1000, "campus_area": 33000}, "0"),
    ("at-least", {"students": 1000, "campus_area": 39600}, "20"),
    ("at-least", {"students": 1000, "campus_area": 16500}, "-50"),
    ("at-least", {"students": 1000, "campus_area": "32999.9999"}, "-1/3300000"),
    ("more-than", {"students": 1000}, "0"),
    ("more-than", {"students": 1001}, "1/10"),
    ("at-most", {"students": 1000, "teachers": 50}, "0"),
    ("at-most", {"students": 1000, "teachers": 100}, "50"),
    ("at-most", {"students": 1500, "teachers": 50}, "-50"),
    ("between", {"teachers": 100, "senior_teachers": 25}, "50/3"),
    ("between", {"teachers": 100, "senior_teachers": 36}, "-20"),
    ("between", {"teachers": 100, "senior_teachers": 10}, "-50"),
])  # fmt: skip
def test_distances_in_percent_of_the_threshold(
    trial: compliance.Rulebook, clause: str, facts: dict[str, Any], percent: str
) -> None:
    """Exact, above zero on the side that passes, whichever side that is."""
    finding = compliance.check({"id": "A", **facts}, trial)["A"][clause]
    assert distance(finding) == Fraction(percent)


def test_who_meets_a_strict_bound_exactly_fails_and_is_drawn_so(trial: compliance.Rulebook) -> None:
    """1 000 pupils where more than 1 000 are asked for: at zero, on the side that fails."""
    findings = compliance.check({"id": "A", "students": 1000}, trial)
    (row,) = rows(plots.distances(findings, "more-than", "en"))
    assert (row["percent"], row["passes"], row["outcome"]) == (0, False, "× fail")


def test_what_passes_otherwise_has_no_distance(trial: compliance.Rulebook) -> None:
    """A school below the line that passes by another condition is listed apart, not drawn left."""
    given = {"id": "A", "students": 1000, "floor_area": 10000, "owner": "公办"}
    findings = compliance.check(given, trial)
    assert findings["A"]["or-else"].verdict == "pass"
    assert distance(findings["A"]["or-else"]) is None
    (line,) = (row["line"] for row in rows(plots.distances(findings, "or-else", "en")))
    assert line.startswith("A: ")


@pytest.mark.parametrize("name", ["fuzhou-36", "fuzhou-36-gaps"])
def test_nothing_is_drawn_across_the_line(name: str) -> None:
    """Left of the line fails, right of it passes, and no display of a distance says otherwise."""
    found = [row for row in rows(plots.distances(city(name), language="en")) if "percent" in row]
    verdicts = [f.verdict for item in city(name) for f in item if f.basis == "computed"]
    assert Counter(row["passes"] for row in found) == {
        True: verdicts.count("pass"), False: verdicts.count("fail"),
    }  # fmt: skip
    for row in found:
        assert (row["percent"] >= 0) == row["passes"]
        shown = Fraction(row["distance"].removesuffix(" %"))
        assert (shown > 0) == (row["percent"] > 0)
        assert (shown < 0) == (row["percent"] < 0)


def test_unknown_is_listed_apart_with_its_reason() -> None:
    """Who cannot be judged is no point of the chart, and a line says what is missing."""
    clause = "campus-per-student"
    unknown = [item.school for item in city() if item[clause].verdict == "unknown"]
    found = rows(plots.distances(city(), clause, "en"))
    drawn = {row["school"].split()[0] for row in found if "school" in row}
    lines = [row["line"] for row in found if "line" in row]
    assert unknown
    assert drawn.isdisjoint(one.id for one in unknown)
    for one in unknown:
        assert any(line.startswith(one.id) for line in lines)
    assert any("a fact is missing" in line for line in lines)


def test_many_distances_are_counted_in_bands() -> None:
    """Thousands of findings are a few dozen marks that add up; no band holds both sides."""
    findings = compliance.check(many(3000), compliance.load(FUZHOU))
    chart = plots.distances(findings, language="en")
    found = [row for row in rows(chart) if "percent" in row]
    computed = [f for item in findings for f in item if distance(f) is not None]
    assert len(computed) > MOST
    assert len(found) <= len(EDGES) * 3 * len(findings.rulebook)
    assert sum(row["schools"] for row in found) == len(computed)
    passed = sum(row["schools"] for row in found if row["passes"])
    assert passed == sum(f.verdict == "pass" for f in computed)
    assert 0 in BANDS
    assert all((row["percent"] > 0) == row["passes"] for row in found)


def test_a_map_of_schools_that_say_where_they_are() -> None:
    """A point a school with its outcome; who says so only roughly, or not at all, is counted."""
    given = [
        {"id": "A", "district": "鼓楼区", "longitude": "119.296494", "latitude": "26.074508"},
        {"id": "B", "district": "鼓楼区", "longitude": "约119", "latitude": "26.1"},
        {"id": "C", "district": "台江区"},
    ]
    findings = compliance.check(given, compliance.load(FUZHOU))
    chart = plots.districts(findings, "en")
    (point,) = (row for row in rows(chart) if "school" in row)
    assert (point["longitude"], point["latitude"]) == (119.296494, 26.074508)
    assert point["outcome"] == f"△ {findings['A'].outcome}"
    assert "2 schools have no reliable coordinates" in chart.to_dict()["title"]["subtitle"]


def test_a_map_without_places_says_what_is_missing() -> None:
    """Both facts by name, and what they look like."""
    with pytest.raises(compliance.FactsError) as error:
        plots.districts(city())
    assert error.value.code == "plots-no-place"
    said = str(error.value)
    for name in ("经度（longitude）", "latitude (latitude)", "119.296", "fuzhou-36-gaps"):
        assert name in said


def test_a_large_map_is_one_of_districts() -> None:
    """6 000 schools are seven marks, each in the middle of its schools, with their rate."""
    findings = compliance.check(many(6000), compliance.load(FUZHOU))
    found = rows(plots.districts(findings, "en"))
    marks = {row["district"]: row for row in found}
    assert len(marks) == 7
    assert sum(row["schools"] for row in marks.values()) == 6000
    middle = sum(119 + n / 20000 for n in range(0, 6000, 7)) / len(range(0, 6000, 7))
    assert marks["区0"]["longitude"] == pytest.approx(middle, abs=1e-6)


@pytest.mark.parametrize("draw", [plots.matrix, plots.distances])
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_charts_speak_the_language_asked_for(draw: Any, language: str) -> None:
    """Titles, axes and legends hold no word of the other language."""
    spec = draw(city(), language=language).to_dict()
    del spec["config"]
    text = json.dumps([spec["title"], *_legends(spec)], ensure_ascii=False)
    assert bool(re.search("[一-鿿]", text)) == (language != "en")
    assert ("unknown" in text) == (language != "zh")


def _legends(node: Any) -> Any:
    if isinstance(node, dict):
        if "color" in node and isinstance(node["color"], dict):
            yield node["color"]
        for value in node.values():
            yield from _legends(value)
    elif isinstance(node, list):
        for value in node:
            yield from _legends(value)


class Fetched(HTMLParser):
    """The elements of a page, and every place that one of them names."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.places: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Count an element."""
        self.tags[tag] += 1
        self.places += [value for name, value in attrs if name in {"src", "href", "data"}]


@pytest.mark.parametrize("name", ["</script><script>alert(1)</script>", "<!--<script>", "<img x>"])
def test_names_are_no_markup(tmp_path: Path, name: str) -> None:
    """A school's name ends no script, neither in a page that is saved nor in a notebook."""
    given = {"id": "A", "name": name, "district": name, "longitude": "119", "latitude": "26"}
    findings = compliance.check(given, compliance.load(FUZHOU))
    for draw in (plots.matrix, plots.distances, plots.districts):
        chart = draw(findings, language="en")
        plots.save(chart, tmp_path / "a.html")
        pages = ((tmp_path / "a.html").read_text(encoding="utf-8"), chart.to_html(inline=True))
        for page in pages:
            read = Fetched()
            read.feed(page)
            assert (read.tags["script"], read.places) == (2, [])
            assert name not in page
        assert name not in json.dumps(chart.to_dict(), ensure_ascii=False)


def test_any_chart_is_saved_safely(tmp_path: Path) -> None:
    """Text that a user adds to a chart ends no script either."""
    odd = "</script><script>alert(1)</script>"
    plots.save(plots.matrix(city()).properties(title=odd), tmp_path / "a.html")
    assert odd not in (tmp_path / "a.html").read_text(encoding="utf-8")


def test_a_page_holds_all_that_it_needs(tmp_path: Path) -> None:
    """No script, style or font is fetched, and nothing offers to send the data elsewhere."""
    path = tmp_path / "chart.html"
    plots.save(plots.distances(city(), "campus-per-student"), path)
    page = path.read_text(encoding="utf-8")
    fetched = Fetched()
    fetched.feed(page)
    assert fetched.tags["script"] == 2
    assert not fetched.places
    assert "cdn.jsdelivr" not in page
    assert '"editor": false' in page
    assert [one.name for one in tmp_path.iterdir()] == ["chart.html"]


def test_svg_and_json_hold_text(tmp_path: Path) -> None:
    """Text stays text, with families that have Chinese characters; the data are in the file."""
    chart = plots.districts(compliance.check(many(3), compliance.load(FUZHOU)), "zh")
    for name in ("a.svg", "a.json"):
        plots.save(chart, tmp_path / name)
    drawn = (tmp_path / "a.svg").read_text(encoding="utf-8")
    assert "Noto Sans CJK SC" in drawn
    assert "区0" in drawn
    assert json.loads((tmp_path / "a.json").read_text(encoding="utf-8")) == chart.to_dict()


def test_other_endings_are_refused(tmp_path: Path) -> None:
    """The error names what there is; nothing is written."""
    with pytest.raises(compliance.ComplianceError, match=r"\.html \.svg \.png \.json"):
        plots.save(plots.matrix(city()), tmp_path / "a.docx")
    assert not list(tmp_path.iterdir())


def font(*characters: str, form: int, collection: bool = False) -> bytes:
    """A font file with nothing but its table of characters."""
    codes = [ord(character) for character in characters]
    if form == 12:
        groups = b"".join(struct.pack(">III", code, code, 1) for code in codes)
        table = struct.pack(">HHIII", 12, 0, 16 + len(groups), 0, len(codes)) + groups
    else:
        ends = [*codes, 0xFFFF]
        deltas = [(1 - code) % 65536 for code in codes] + [1]
        arrays = [ends, [0], ends, deltas, [0] * len(ends)]
        body = b"".join(struct.pack(f">{len(one)}H", *one) for one in arrays)
        table = struct.pack(">HHHHHHH", 4, 14 + len(body), 0, 2 * len(ends), 0, 0, 0) + body
    start = 16 if collection else 0
    at = start + 28
    cmap = struct.pack(">HHHHI", 0, 1, 3, 10, 12) + table
    head = struct.pack(">IHHHH", 0x10000, 1, 0, 0, 0) + struct.pack(">4sIII", b"cmap", 0, at,
                                                                    len(cmap))  # fmt: skip
    before = b"ttcf" + struct.pack(">III", 0x10000, 1, start) if collection else b""
    return before + head + cmap


@pytest.mark.parametrize("form", [4, 12])
@pytest.mark.parametrize("collection", [False, True])
def test_what_a_font_can_draw(tmp_path: Path, form: int, *, collection: bool) -> None:
    """A character is found where the font's own table has it, and nowhere else."""
    path = tmp_path / "a.ttf"
    path.write_bytes(font("A", "达", form=form, collection=collection))
    assert draws(path, "达")
    assert draws(path, "A")
    assert not draws(path, "标")
    assert not draws(path, "B")


@pytest.mark.parametrize("content", [b"", b"ttcf", b"ttcf\0\1\0\0\xff\xff\xff\xff", b"\0" * 40,
                                     font("达", form=4)[:-9]])  # fmt: skip
def test_a_broken_font_draws_nothing(tmp_path: Path, content: bytes) -> None:
    """It is passed over, not an error."""
    path = tmp_path / "a.ttf"
    path.write_bytes(content)
    assert not draws(path, "标")
    assert not draws(tmp_path / "none.ttf", "达")


@pytest.fixture
def bare(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A machine without Chinese fonts."""
    monkeypatch.setattr(fonts, "FOLDERS", (str(tmp_path / "system"),))
    monkeypatch.setattr(fonts.shutil, "which", lambda _: None)
    monkeypatch.delenv(fonts.VARIABLE, raising=False)
    (tmp_path / "system").mkdir()
    (tmp_path / "system" / "latin.ttf").write_bytes(font("A", form=4))
    return tmp_path


def test_no_chinese_font_is_one_clear_error(bare: Path) -> None:
    """In both languages: what would happen, where it was looked for, what to install."""
    with pytest.raises(compliance.ComplianceError) as error:
        plots.save(plots.matrix(city()), bare / "a.png")
    assert error.value.code == "no-cjk-font"
    said = str(error.value)
    for part in ("方框", "boxes", "apt install fonts-noto-cjk", "fonts-wqy-microhei",
                 str(bare / "system"), "COMPLIANCE_FONTS"):  # fmt: skip
        assert part in said
    assert not list(bare.glob("*.png"))


def test_an_image_without_chinese_needs_no_chinese_font(bare: Path) -> None:
    """Nothing is asked for that the image does not hold."""
    chart = plots.matrix(compliance.check({"id": "A"}, compliance.load(FUZHOU)), "en")
    plots.save(chart, bare / "a.png")
    assert (bare / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize("way", ["argument", "variable", "system", "fontconfig"])
def test_where_a_font_is_found(bare: Path, monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    """In a folder that is named, by a variable, in the system's folders, or by fontconfig."""
    folder = bare / ("system" if way == "system" else "own") / "deep"
    folder.mkdir(parents=True)
    (folder / "a.ttc").write_bytes(font("达", form=12, collection=True))
    registered: list[str] = []
    converter = fonts.converter()
    monkeypatch.setattr(converter, "register_font_directory", registered.append)
    if way == "variable":
        monkeypatch.setenv(fonts.VARIABLE, str(bare / "own"))
    if way == "fontconfig":
        program = bare / "fc-list"
        program.write_text(f"#!/bin/sh\necho '{folder / 'a.ttc'}'\n", encoding="utf-8")
        program.chmod(0o755)
        monkeypatch.setattr(fonts.shutil, "which", lambda _: str(program))
    assert plots.require_cjk(bare / "own" if way == "argument" else None) == folder
    assert registered == [str(folder)]


def test_a_missing_library_names_its_extra(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Without altair nothing is drawn, without vl-convert only JSON is written."""
    chart = plots.matrix(city(), "en")
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    for name in ("a.html", "a.svg", "a.png"):
        with pytest.raises(compliance.MissingExtra, match=r"school-compliance\[plots\]"):
            plots.save(chart, tmp_path / name)
    plots.save(chart, tmp_path / "a.json")
    assert [one.name for one in tmp_path.iterdir()] == ["a.json"]
    monkeypatch.setitem(sys.modules, "altair", None)
    for draw in (plots.matrix, plots.distances):
        with pytest.raises(compliance.MissingExtra, match=r"school-compliance\[plots\]"):
            draw(city())
