"""The HTML report: whole, alone, escaped, in both languages, and true to its findings."""

import html
import itertools
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest

import compliance
from compliance.checking.findings import Findings
from compliance.reports.html.report import html_blocks, write_html

NATIONAL = "cn/moe/secondary-vocational-2010"
FUZHOU = "cn/fujian/fuzhou/secondary-vocational-2016"
EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"
VOID = ("br", "col", "hr", "input", "link", "meta")
HOSTILE = ("<script>alert(1)</script>", "a\" onclick='x", "=1+1", "]]>&lt;", "x</title><b>", "{x}")


class Page(HTMLParser):
    """A page taken apart; what is not closed in order fails at once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[tuple[str, dict[str, str | None]]] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[tuple[str, list[str]]] = []
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep it."""
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        """It ends what was opened last."""
        assert self.open, tag
        assert self.open.pop()[0] == tag

    def handle_data(self, data: str) -> None:
        """Text with the languages around it."""
        languages = [attrs.get("lang") or "" for tag, attrs in self.open if tag != "html"]
        if self.open and self.open[-1][0] not in ("style", "title"):
            self.texts.append((data, [one for one in languages if one]))

    def values(self, name: str) -> list[str]:
        """Every value of an attribute."""
        return [value for _, attrs in self.tags if (value := attrs.get(name)) is not None]

    def shown(self, without: str) -> str:
        """What is read with one language hidden."""
        return "".join(text for text, languages in self.texts if without not in languages)


def judged(data: object, standard: str = NATIONAL, **more: object) -> Findings:
    return compliance.check(data, compliance.load(standard), **more)  # type: ignore[arg-type]


def report(findings: Findings, **more: object) -> str:
    return "".join(html_blocks(findings, **more))  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def region() -> Findings:
    return judged(EXAMPLES / "fuzhou-36-gaps.xlsx", FUZHOU)


@pytest.fixture(scope="module")
def text(region: Findings) -> str:
    return report(region, before=judged(EXAMPLES / "fuzhou-36.xlsx", FUZHOU))


@pytest.fixture(scope="module")
def page(text: str) -> Page:
    return Page(text)


def school(text: str, place: int = 1) -> str:
    return text.split(f'id="school-{place}"')[1].split("</section>", maxsplit=1)[0]


def test_alone(page: Page) -> None:
    """Nothing runs and nothing is fetched: no script, no address outside the page."""
    assert not {"script", "link", "img", "iframe", "object", "base"} & {tag for tag, _ in page.tags}
    assert not page.values("src")
    assert all(value.startswith("#") for value in page.values("href"))
    assert not [name for _, attrs in page.tags for name in attrs if name.startswith("on")]
    assert page.values("content")[0].startswith("default-src 'none'")


def test_links_arrive(page: Page) -> None:
    """No id stands twice, and every link and label has its target."""
    ids = page.values("id")
    assert len(ids) == len(set(ids))
    assert {href[1:] for href in page.values("href")} <= set(ids)
    assert set(page.values("aria-labelledby")) <= set(ids)


def test_headings_in_order(page: Page) -> None:
    """One h1, and no level is skipped on the way down."""
    levels = [int(tag[1]) for tag, _ in page.tags if re.fullmatch("h[1-6]", tag)]
    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(b <= a + 1 for a, b in itertools.pairwise(levels))


def test_law_is_quoted(region: Findings, text: str) -> None:
    """Each school's section quotes the law of each of its findings, with article and layer."""
    for place, item in enumerate(region, 1):
        own = school(text, place)
        for finding in item:
            assert html.escape(finding.text) in own
            assert html.escape(finding.cite) in own
            assert finding.set_by in own


@pytest.mark.parametrize("standard", [NATIONAL, FUZHOU])
def test_each_language_is_whole(standard: str) -> None:
    """With one language hidden, nothing of it is left but quotations, and what data brought."""
    findings = judged([{"id": "A", "students": 1190, "teachers": 50}, {"id": "B"}], standard)
    page = Page(report(findings))
    rules = findings.rulebook.rules
    told = [text for rule in rules for text in (
        rule.source.ground, rule.reading_ground, rule.note.en if rule.note else "")]  # fmt: skip
    lost = (re.match(r"unreadable: ([^;]+)", rule.stated) for rule in rules)
    told += [found[1] for found in lost if found]
    told += ["both 双语", "中文", *findings.rulebook.inferred_days]
    chinese = [
        text
        for text, languages in page.texts
        if not {"zh-Hans", "zh-CN"} & set(languages) and re.search("[\u4e00-\u9fff]", text)
    ]
    for one in told:
        chinese = [text.replace(one, "") if one else text for text in chinese]
    assert not [text for text in chinese if re.search("[\u4e00-\u9fff]", text)]
    zh, en = page.shown("en"), page.shown("zh-Hans")
    assert "students in degree education" not in zh
    assert "students in degree education" in en
    assert "学历教育在校生数" in zh


@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_first_language(language: str, region: Findings) -> None:
    """The language asked for is the one that is chosen, and the page says which it is."""
    page = Page(report(region, language=language))
    chosen = [attrs["id"] for tag, attrs in page.tags if tag == "input" and "checked" in attrs]
    assert chosen == [f"show-{language}"]
    assert page.values("lang")[0] == ("en" if language == "en" else "zh-Hans")


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names(name: str) -> None:
    """Names, districts and ids are text, whatever they look like."""
    rows = [{"id": f"{name}{n}", "name": name, "district": f"{name}{n}", "students": "1,2,3",
             "teachers": 59} for n in range(2)]  # fmt: skip
    findings = judged(rows)
    page = Page(report(findings, before=judged([{**rows[0], "teachers": 60}])))
    plain = [{**row, "id": str(n), "name": "x", "district": str(n)} for n, row in enumerate(rows)]
    harmless = report(judged(plain), before=judged([{**plain[0], "teachers": 60}]))
    assert [tag for tag, _ in page.tags] == [tag for tag, _ in Page(harmless).tags]
    assert name in page.shown("")
    assert not [attr for _, attrs in page.tags for attr in attrs if attr.startswith("on")]


@pytest.mark.parametrize(("facts", "clause", "line"), [
    ({"campus_area": "39599.99", "students": 1200}, "campus-per-student", "33 "),
    ({"students": 100_000, "teachers": 3_999}, "student-teacher-ratio", "1:20"),
    ({"specialist_teachers": 4_999, "teachers": 10_000}, "specialist-share", "50 %"),
    ({"senior_teachers": 1_999, "teachers": 10_000}, "senior-share", "20 %"),
    ({"students": 1_199}, "enrolment", "1200 "),
])  # fmt: skip
def test_fail_never_reaches_line(facts: dict[str, object], clause: str, line: str) -> None:
    """What fails by a hair is not shown as the threshold, as 100 % or 0 %, or by a full bar."""
    findings = judged({"id": "A", **facts})
    assert findings["A"][clause].verdict == "fail"
    row = school(report(findings)).split(f'#c-{clause}"')[1].split("</tr>")[0]
    _, measured, asked, gap = row.split("<td>")[:4]
    assert line in asked
    measured_zh = re.findall('lang="zh-Hans">([^<]*)<', measured)[0]
    assert not re.search(rf"(^|= ){re.escape(line)}", measured_zh)
    assert "(0.0 %)" not in gap
    assert "100 %" not in gap
    length = int(re.findall(r'd="M0 2h(\d+)', gap)[0])
    assert length < int(re.findall(r'd="M(\d+) 0v', gap)[0])


def test_rates_are_intervals(region: Findings, text: str) -> None:
    """The region, each clause and each district: counts and an interval."""
    assert "–" in str(region.rate)
    assert f"达标率 {region.rate}：" in text
    clauses = text.split('id="by-clause"')[1].split("</section>", maxsplit=1)[0]
    for rule in region.rulebook.rules:
        row = clauses.split(f'#c-{rule.id}"')[1].split("</tr>")[0]
        assert f"<td>{region.share(rule.id)[''].rate}</td>" in row
    groups = text.split('id="groups"')[1].split("</section>", maxsplit=1)[0]
    for district, share in region.share(by="district").items():
        row = groups.split(f">{district}</th>")[1].split("</tr>")[0]
        assert f"<td>{share.rate}</td>" in row


def test_clauses_sorted_by_fails(region: Findings, text: str) -> None:
    """The clause that most schools fail stands first."""
    clauses = text.split('id="by-clause"')[1].split("</section>", maxsplit=1)[0]
    order = re.findall(r'href="#c-([\w-]+)"', clauses)
    fails = [sum(item[clause].outcome == "fail" for item in region) for clause in order]
    assert len(order) == len(region.rulebook.rules)
    assert fails == sorted(fails, reverse=True)


def test_matrix_has_each_outcome(region: Findings, text: str) -> None:
    """A row a school, a mark a clause, each with its word, as the findings say."""
    body = text.split('class="marks"')[1].split("<tbody>")[1].split("</tbody>", maxsplit=1)[0]
    rows = body.split("</tr>")[:-1]
    assert len(rows) == len(region)
    for item, row in zip(region, rows, strict=True):
        wanted = [item.outcome, *(item[rule.id].outcome for rule in region.rulebook.rules)]
        assert re.findall(r'<td class="(\w+)" title', row) == wanted


def test_waiver_is_told() -> None:
    """A waived fail counts as waived, and is shown with its verdict, authority and document."""
    waiver = {"clause": "enrolment", "school": "A", "authority": "市教育局", "reason": "迁建",
              "document": "榕教〔2016〕1号", "from": "2016-01-01", "to": "2099-12-31"}  # fmt: skip
    findings = judged([{"id": "A", "students": 900}, {"id": "B", "students": 1200}],
                      waivers=[waiver])  # fmt: skip
    text = report(findings)
    row = school(text).split('#c-enrolment"')[1].split("</tr>")[0]
    assert '<td class="waived">' in row
    assert "不计豁免：" in row
    assert "榕教〔2016〕1号" in row
    assert "榕教〔2016〕1号" in text.split('id="waivers"')[1].split("</section>")[0]


def test_unknown_names_what_is_needed() -> None:
    """An unknown says why, and which fact would decide it."""
    row = school(report(judged({"id": "A", "campus_area": 40000})))
    row = row.split('#c-campus-per-student"')[1].split("</tr>")[0]
    assert "缺少数据" in row
    assert "需要：学历教育在校生数" in row


def test_issues_are_listed(region: Findings, text: str) -> None:
    """Every data issue stands in the table, with its place and its code."""
    issues = text.split('id="issues"')[1].split("</section>", maxsplit=1)[0]
    assert region.schools.all_issues
    for issue in region.schools.all_issues:
        assert html.escape(str(issue.place)) in issues
        assert html.escape(issue.message.zh) in issues


def test_many_schools_link_to_the_law(region: Findings) -> None:
    """From 100 schools on the law stands once, and every row links to it."""
    rows = list(region.schools)
    items = tuple(replace(rows[n % 36], id=f"S{n}") for n in range(100))
    findings = compliance.check(replace(region.schools, items=items), region.rulebook)
    text = report(findings)
    assert Page(text).values("id").count("c-enrolment") == 1
    assert text.count(f'<q lang="zh-CN">{findings.rulebook["enrolment"].source.text}</q>') == 1
    assert school(text, 100).count('href="#c-') == len(findings.items[99])


def test_one_school(tmp_path: Path) -> None:
    """The report of one school has no rates, and room for three signatures."""
    write_html(tmp_path / "one.html", judged({"id": "A", "name": "甲", "students": 1200}))
    text = (tmp_path / "one.html").read_text("utf-8")
    assert "达标率 " not in text.split("</style>")[1].split('id="schools"')[1]
    assert 'id="matrix"' not in text
    assert [name for name in ("核对人", "复核人", "日期") if name in school(text)] == [
        "核对人", "复核人", "日期"]  # fmt: skip


def test_names_of_what_members_lack() -> None:
    """A fact that a county's schools do not report is called by its name, as the county's are."""
    book = compliance.load("cn/moe/quality-balance-2017-county")
    card = book.cards["higher-degree-teachers-variation-primary"]
    given = next(one.given for one in card.clause.examples if one.expect == "pass")
    findings = compliance.check([{"id": "A", **given}], book)
    clause = "backbone-teachers-variation-primary"
    assert findings["A"][clause].needs == ("backbone_teachers",)
    row = school(report(findings)).split(f'#c-{clause}"')[1].split("</tr>")[0]
    assert "需要：" in row
    assert "backbone_teachers" not in row


def test_derived_fact_of_scope() -> None:
    """A standard may ask for a derived fact to see whether it applies; it has a name as well."""
    findings = judged([{"id": "A"}, {"id": "B"}], "cn/henan/tasks-2020")
    assert "named_university" in findings.rulebook.scope_facts
    assert "named_university" not in report(findings)
