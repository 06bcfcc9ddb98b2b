"""The report as a browser shows it: alone, in one language or both, small, dark, on paper."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import compliance
from compliance.reports.html.report import write_html

pytestmark = pytest.mark.browser
POLICY = "cn/fujian/fuzhou/consolidation-2016"
REPORTS = ("findings", "everything")
LOOKS: Mapping[str, Mapping[str, Any]] = {
    "first": {"axe": True},
    "zh": {"choose": "show-zh", "open": True, "axe": True},
    "en": {"choose": "show-en", "open": True},
    "both": {"choose": "show-both", "open": True},
    "dark": {"dark": True, "open": True, "axe": True},
    "phone": {"width": 390, "height": 844, "open": True, "axe": True},
    "paper-zh": {"choose": "show-zh", "pdf": "pdf"},
    "paper-en": {"choose": "show-en", "pdf": "pdf"},
}
Seen = Mapping[str, Any]


@pytest.fixture(scope="session", params=REPORTS)
def seen(request: pytest.FixtureRequest, look: Any, tmp_path_factory: Any) -> Seen:
    """A report of the example as it looks in every way."""
    path = tmp_path_factory.mktemp("report") / f"{request.param}.html"
    rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
    if request.param == "findings":
        write_html(path, findings)
    else:
        advice = compliance.advise(findings, POLICY)
        write_html(path, findings, advice=advice, plan=compliance.plan(findings, POLICY))
    scenes = [scene(path, name) for name in LOOKS]
    return {"url": path.as_uri(), **dict(zip(LOOKS, look(scenes), strict=True))}


def scene(path: Path, name: str) -> dict[str, Any]:
    """The report to open, and how; pictures and prints are kept beside it."""
    asked = dict(LOOKS[name], url=path.as_uri(), shot=f"{path.with_suffix('')}-{name}.png")
    return asked | ({"pdf": f"{path.with_suffix('')}-{name}.pdf"} if "pdf" in asked else {})


@pytest.mark.parametrize("name", LOOKS)
def test_opens_alone(seen: Seen, name: str) -> None:
    """Opened from disk a report complains of nothing, and asks for nothing but itself."""
    found = seen[name]
    assert found["errors"] == []
    assert found["requests"] == [seen["url"]]


def test_language_switch(seen: Seen) -> None:
    """Choosing 中文 hides every English word that has a Chinese one beside it, and so the other."""
    zh, en, both = (seen[name]["shown"] for name in ("zh", "en", "both"))
    assert both["zh"] == zh["zh"] > 100
    assert both["en"] == en["en"] > 100
    assert (zh["en"], en["zh"]) == (0, 0)


@pytest.mark.parametrize("name", [name for name, asked in LOOKS.items() if asked.get("axe")])
def test_accessible(seen: Seen, violations: Any, name: str) -> None:
    """WCAG 2.1 A and AA and good practice, as far as axe-core can tell: nothing is violated."""
    if said := violations(seen[name]):
        pytest.fail(said, pytrace=False)


def test_phone(seen: Seen) -> None:
    """On a phone, with everything opened, the page itself does not scroll sideways."""
    assert seen["phone"]["wider"] <= 0


def test_pictures(seen: Seen) -> None:
    """No look is blank, and Chinese, English and both differ, on screen and on paper."""
    assert [name for name in LOOKS if seen[name]["ink"] < 0.01] == []
    pictures = [seen[name]["picture"] for name in ("zh", "en", "both")]
    paper = [seen[name]["picture"] for name in ("paper-zh", "paper-en")]
    assert len(set(pictures)) == len(pictures)
    assert len(set(paper)) == len(paper)


@pytest.mark.parametrize("name", ["paper-zh", "paper-en"])
def test_paper(seen: Seen, name: str) -> None:
    """Printed, nothing is wider than its sheet; one language, and the buttons for it are gone."""
    found = seen[name]
    assert found["printed"] >= 5
    hidden = {"paper-zh": "en", "paper-en": "zh"}[name]
    assert found["onpaper"] == {**found["onpaper"], hidden: 0, "buttons": 0, "cut": []}
