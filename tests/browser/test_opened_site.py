"""The site of the documentation in a browser: built with warnings as errors, opened from disk."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

pytestmark = pytest.mark.browser
LISTINGS = ("files/standards/cn/moe/secondary-vocational-2010.yaml.html",
            "files/docs/sources/text/S0.txt.html")  # fmt: skip
KNOWN = ("empty-table-header",)  # minor: the columns of remarks of some tables have no heading
PHONE = {"width": 390, "height": 844}
Seen = Mapping[str, Mapping[str, Any]]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built anew."""
    out = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-b", "html", "docs"]
    ran = subprocess.run([*command, str(out)], capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr
    return out


@pytest.fixture(scope="session")
def seen(site: Path, look: Any) -> Seen:
    """Every page, light and dark and on a phone; of the listings of files, two."""
    pages = sorted(path.relative_to(site).as_posix() for path in site.rglob("*.html"))
    pages = [page for page in pages if not page.startswith(("_", "files/"))]
    scenes = {page: {"url": (site / page).as_uri(), "axe": True} for page in (*pages, *LISTINGS)}
    for page in ("index.html", "auditors/notebooks/judge-a-city.html", "performance.html"):
        stem = str(site / page.replace("/", "-").removesuffix(".html"))
        url = (site / page).as_uri()
        scenes[f"dark {page}"] = {"url": url, "dark": True, "axe": True, "shot": f"{stem}-dark.png"}
        scenes[f"phone {page}"] = {"url": url, **PHONE, "axe": True, "shot": f"{stem}-phone.png"}
        scenes[f"paper {page}"] = {"url": url, "pdf": f"{stem}.pdf", "shot": f"{stem}.png"}
    return dict(zip(scenes, look(list(scenes.values())), strict=True))


def test_opens_from_disk(seen: Seen) -> None:
    """No page complains of anything or asks for anything that is not a file beside it."""
    assert {page: one["errors"] for page, one in seen.items() if one["errors"]} == {}
    asked = {url for one in seen.values() for url in one["requests"]}
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []


def test_accessible_site(seen: Seen, violations: Any) -> None:
    """WCAG 2.1 A and AA and good practice, as far as axe-core can tell: nothing else."""
    found = {page: violations(one, KNOWN) for page, one in seen.items() if "violations" in one}
    if said := "\n".join(f"{page}: {said}" for page, said in found.items() if said):
        pytest.fail(said, pytrace=False)


def test_phone_and_paper(seen: Seen) -> None:
    """On a phone no page scrolls sideways, on paper each has its pages, and nothing is blank."""
    phone = {name: one["wider"] for name, one in seen.items() if name.startswith("phone")}
    assert {name: wider for name, wider in phone.items() if wider > 0} == {}
    assert [one["printed"] for name, one in seen.items() if name.startswith("paper")] != [0] * 3
    assert [name for name, one in seen.items() if "ink" in one and one["ink"] < 0.01] == []


@pytest.mark.parametrize(("query", "page"), [
    ("生均用地面积", "auditors/notebooks/contest-a-finding.html"),
    ("豁免", "integrators.html"),
    ("early_warnings", "api.html"),
])  # fmt: skip
def test_search(site: Path, look: Any, query: str, page: str) -> None:
    """A Chinese word, though no blank sets it apart, and a name of the library find their pages."""
    url = f"{(site / 'search.html').as_uri()}?q={quote(query)}"
    link = f'#search-results li a[href^="{page}"]'
    (found,) = look([{"url": url, "count": link}])
    assert found["count"] >= 1
    assert found["errors"] == []
