"""The site of the documentation, as far as it can be told without building it."""

import re
from pathlib import Path

import pytest

DOCS = Path("docs")
LEFT_OUT = ("changes", "examples")
TREE = re.compile(r"^```\{toctree\}\n(.*?)^```$", re.DOTALL | re.MULTILINE)
CELL = re.compile(r"^```\{code-cell\} python3\n(.*?)^```$", re.DOTALL | re.MULTILINE)
NOTEBOOKS = sorted((DOCS / "auditors/notebooks").glob("*.md"))


def test_every_page_is_listed() -> None:
    """Each page of the folder stands once in the contents, and each entry is a page."""
    listed: list[str] = []
    for tree in TREE.findall((DOCS / "index.md").read_text("utf-8")):
        for entry in (line for line in tree.splitlines() if line and not line.startswith(":")):
            found = sorted(DOCS.glob(f"{entry}.md"))
            assert found, entry
            listed += [page.relative_to(DOCS).as_posix() for page in found]
    pages = [page.relative_to(DOCS) for page in DOCS.rglob("*.md")]
    wanted = [page.as_posix() for page in pages if page.parts[0] not in LEFT_OUT]
    assert sorted(listed) == sorted(set(wanted) - {"index.md"})


def test_public_names_are_described() -> None:
    """Every name of ``import compliance`` is on the page of public names, and no other."""
    import compliance  # noqa: PLC0415 - its list of names is what is tested

    page = (DOCS / "api.md").read_text("utf-8")
    described = re.findall(r"^\.\. auto\w+:: compliance\.(\w+)$", page, re.MULTILINE)
    assert sorted(described) == sorted(compliance.__all__)


def test_schemas_are_listed() -> None:
    """The page of schemas leads to each published schema."""
    page = (DOCS / "schemas.md").read_text("utf-8")
    linked = re.findall(r"\]\(\.\./standards/schema/([\w-]+\.json)\)", page)
    assert sorted(linked) == sorted(path.name for path in Path("standards/schema").glob("*.json"))


@pytest.mark.parametrize("page", NOTEBOOKS, ids=lambda page: page.stem)
def test_notebooks_state_no_figure(page: Path) -> None:
    """A notebook's prose gives no verdict or rate that a cell ought to compute."""
    prose = CELL.sub("", page.read_text("utf-8"))
    assert re.findall(r"\d+(?:\.\d+)?\s?%|\d+ ?所(?:学校)?(?:达标|不达标)", prose) == []


def test_site_needs_nothing_of_another_host() -> None:
    """Neither the settings nor the site's own styles and scripts name an address to fetch from."""
    files = [DOCS / "conf.py", *(DOCS / "_static").iterdir(), *(DOCS / "_ext").glob("*.py")]
    assert [path.name for path in files if re.search(r"https?://", path.read_text("utf-8"))] == []
