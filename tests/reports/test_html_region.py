"""What the HTML report reckons of a region: near misses, sums of gaps, changes, bars, folders."""

import re
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import compliance
from compliance.checking.findings import Findings
from compliance.reports.html import folder as folders
from compliance.reports.html.bars import AT, LEAST, length, stacked
from compliance.reports.html.changes import changes
from compliance.reports.html.distance import gaps, margin
from compliance.reports.html.figures import amount, grouped, quantity
from compliance.reports.html.folder import file_name, write_folder
from compliance.reports.html.report import html_blocks, write_html

NATIONAL = "cn/moe/secondary-vocational-2010"
lines = st.fractions(min_value=Fraction(1, 1000), max_value=10**7)


def judged(*schools: dict[str, object], standard: str = NATIONAL) -> Findings:
    return compliance.check(list(schools), compliance.load(standard))


def near(findings: Findings) -> dict[str, list[str]]:
    text = "".join(html_blocks(findings)).split('id="near"')[1].split("</section>")[0]
    fail, just = text.split("刚刚达标")
    return {"fail": re.findall(r"#school-(\d+)", fail), "pass": re.findall(r"#school-(\d+)", just)}


def test_near_misses() -> None:
    """Within five per cent of the line on either side, the line itself and the end included."""
    found = near(judged(*({"id": str(n), "teachers": n} for n in (56, 57, 59, 60, 63, 64))))
    assert found == {"fail": ["3", "2"], "pass": ["4", "5"]}


def test_margin_is_a_share_of_the_line() -> None:
    """57 teachers of 60 are 5 % short; nothing measured is no margin."""
    findings = judged({"id": "A", "teachers": 57})
    assert margin(findings["A"]["teachers"]) == Fraction(1, 20)
    assert margin(findings["A"]["enrolment"]) is None


def test_gap_totals() -> None:
    """Of a school the largest need of a fact counts; schools are added; what passes adds nothing.

    A: 1000 pupils on 30 000 m² need 3000 m² more; on 15 000 m² of floor 5000 m² more; 200 pupils.
    B: 1400 pupils on 39 600 m² need 6600 m² more. C lacks nothing of these.
    """
    findings = judged(
        {"id": "A", "students": 1000, "campus_area": 30000, "floor_area": 15000},
        {"id": "B", "students": 1400, "campus_area": 39600, "floor_area": 28000},
        {"id": "C", "students": 1200, "campus_area": 40000, "floor_area": 24000},
    )
    found, without = gaps(findings)
    assert {gap.name: (gap.schools, gap.total) for gap in found} == {
        "students": (1, 200), "campus_area": (2, 9600), "floor_area": (1, 5000),
    }  # fmt: skip
    assert without == 0
    assert "9600 ㎡（14.4 亩）" in "".join(html_blocks(findings))


def test_gap_of_several_clauses_counts_once() -> None:
    """Land asked for in all and a pupil is the larger of both needs, not their sum."""
    school = {"id": "A", "students": 2000, "campus_area": 30000, "new_build": True}
    found, _ = gaps(judged(school))
    assert {gap.name: gap.total for gap in found}["campus_area"] == 2000 * 33 - 30000


def test_waived_gap_is_no_gap() -> None:
    """What is waived need not be made up."""
    waiver = {"clause": "enrolment", "school": "A", "authority": "x", "reason": "x",
              "document": "x", "from": "2016-01-01", "to": "2099-12-31"}  # fmt: skip
    book = compliance.load(NATIONAL)
    found, _ = gaps(compliance.check([{"id": "A", "students": 900}], book, waivers=[waiver]))
    assert found == []


@given(st.fractions(min_value=Fraction(1, 10**6), max_value=10**9))
def test_amount_is_enough(value: Fraction) -> None:
    """Whoever adds what is shown, in ㎡ or 亩, has added enough; and hardly more."""
    text = amount(value, "m²", "campus_area").zh.replace(",", "")
    metres, mu = map(Fraction, re.findall(r"[\d.]+", text))
    assert value <= metres < value + Fraction(1, 100)
    assert value <= mu * 2000 / 3 < value + Fraction(20, 3)


@given(lines, lines)
def test_bar_is_on_its_side(value: Fraction, line: Fraction) -> None:
    """A bar ends on its line only if the value does, and clear of it on the value's own side."""
    end = length(value, [line])
    assert (end == AT) == (value == line)
    assert value == line or abs(end - AT) >= LEAST
    assert (end < AT) == (value < line)


@given(lines, st.tuples(lines, lines).filter(lambda pair: pair[0] < pair[1]))
def test_bar_in_a_band(value: Fraction, band: tuple[Fraction, Fraction]) -> None:
    """Of two lines, too, a bar is beyond those that the value is beyond and no other."""
    from compliance.reports.html.bars import _at  # noqa: PLC0415 - where the drawing puts the lines

    end, ends = length(value, list(band)), [_at(line, list(band)) for line in band]
    assert [end > at for at in ends] == [value > line for line in band]
    assert [end < at for at in ends] == [value < line for line in band]


@given(st.fixed_dictionaries({name: st.integers(0, 10**6) for name in ("pass", "fail", "unknown")}))
def test_stacked_bar_shows_all(counts: dict[str, int]) -> None:
    """Every count that is not zero has a piece, and the pieces fill the bar."""
    widths = [int(one) for one in re.findall(r'<rect x="\d+" width="(\d+)"', stacked(counts, "x"))]
    assert len(widths) == sum(n > 0 for n in counts.values())
    assert not widths or (sum(widths) == 240 and min(widths) >= LEAST)


@pytest.mark.parametrize(("number", "unit", "zh", "en"), [
    ("1200", "student", "1200 人", "1200 students"),
    ("1", "teacher", "1 人", "1 teacher"),
    ("360", "万元", "360 万元", "3,600,000 CNY"),
    ("2499.998", "元/student", "2499.998 元/生", "2499.998 CNY/student"),
    ("1:18.85", "teacher/student", "1:18.85", "1:18.85"),
    ("15", "台/百生", "15 台/百生", "15 devices/100 students"),
    ("49.99", "%", "49.99 %", "49.99 %"),
])  # fmt: skip
def test_units_read_naturally(number: str, unit: str, zh: str, en: str) -> None:
    """A number with its unit as it is written in either language."""
    assert tuple(quantity(number, unit)) == (zh, en)


@given(st.decimals(min_value=0, max_value=10**12, places=3))
def test_grouping_keeps_the_number(number: object) -> None:
    """Commas are all that grouping adds."""
    assert grouped(str(number)).replace(",", "") == str(number)


def test_changes() -> None:
    """Every outcome that is another than before, of the school and of each clause; no other."""
    full = {"students": 1200, "teachers": 60}
    before = judged({"id": "A", **full}, {"id": "B", **full}, {"id": "gone", **full})
    now = judged({"id": "A", **full, "students": 1199}, {"id": "B", **full}, {"id": "new", **full})
    found = {(one.school, one.clause and one.clause.en, one.before, one.now)
             for one in changes(before, now)}  # fmt: skip
    assert found == {
        ("A", None, "unknown", "fail"),
        ("A", now.rulebook["enrolment"].title.en, "pass", "fail"),
    }
    text = "".join(html_blocks(now, before=before)).split('id="changes"')[1].split("</section>")[0]
    assert "新增 1 所：new" in text
    assert "不再有 1 所：gone" in text


def test_schools_without_an_id_are_matched_by_name() -> None:
    """The place in a list says nothing of last year's list."""
    before = judged({"name": "甲", "students": 1200}, {"name": "乙", "students": 900})
    now = judged({"name": "乙", "students": 900}, {"name": "甲", "students": 1200})
    assert changes(before, now) == []


def test_501_schools(tmp_path: Path) -> None:
    """Beyond 500 schools there is an index, and a file a school that it links to."""
    path = tmp_path / "报告 1.html"
    findings = judged(*({"id": f"S-{n}", "students": 700 + n} for n in range(501)))
    write_html(path, findings)
    write_html(path, findings)
    files = sorted(one.name for one in (tmp_path / "报告 1-schools").iterdir())
    assert files == [f"{n + 1:05}-S-{n}.html" for n in range(501)]
    assert sorted(one.name for one in tmp_path.iterdir()) == ["报告 1-schools", path.name]
    index = path.read_text("utf-8")
    links = set(re.findall(r'href="%E6%8A%A5%E5%91%8A%201-schools/([^"]+)"', index))
    assert links == set(files)
    first = (tmp_path / "报告 1-schools" / files[0]).read_text("utf-8")
    assert findings.rulebook["enrolment"].source.text in first
    assert set(re.findall(r'href="([^"#]+)', first)) == {"../%E6%8A%A5%E5%91%8A%201.html"}
    targets = set(re.findall(r'href="\.\./[^"#]+#([^"]+)"', first))
    assert targets <= set(re.findall(r'id="([^"]+)"', index))


def test_500_schools_are_one_file(tmp_path: Path) -> None:
    """Up to 500 schools the report is one file."""
    path = tmp_path / "r.html"
    write_html(path, judged(*({"id": str(n), "students": n} for n in range(500))))
    assert [one.name for one in tmp_path.iterdir()] == ["r.html"]


@pytest.mark.parametrize("name", ["../x", "a/b", "", "CON.", "x" * 300, "甲", "a b", "-"])
def test_file_names_are_plain(name: str) -> None:
    """No id of a school leads out of the folder, or makes a name that a disk refuses."""
    assert file_name(3, name) == "00003.html"


def test_folder_is_whole_or_as_before(tmp_path: Path) -> None:
    """A page that cannot be made leaves the folder that was there, and nothing beside it."""
    target = tmp_path / "r-schools"
    write_folder(target, [("a.html", iter(["old"]))])

    def broken() -> object:
        yield "b.html", iter(["new"])
        raise KeyError

    with pytest.raises(KeyError):
        write_folder(target, broken())  # type: ignore[arg-type]
    assert [one.name for one in tmp_path.iterdir()] == ["r-schools"]
    assert (target / "a.html").read_text("utf-8") == "old"


def test_folder_that_cannot_be_written(tmp_path: Path) -> None:
    """Where nothing can be written, the error says where."""
    target = tmp_path / "missing" / "r-schools"
    with pytest.raises(compliance.ComplianceError, match="output-unwritable"):
        folders.write_folder(target, [])
