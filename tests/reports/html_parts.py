"""Sections of a page as a tree, and what every section must keep to."""

from collections.abc import Iterator
from itertools import pairwise
from xml.etree import ElementTree as ET

LANGUAGES = {"zh-Hans", "en"}
HEADINGS = {f"h{n}": n for n in range(1, 7)}


def tree(section: str) -> ET.Element:
    """The markup as a tree; not well-formed, it is refused."""
    return ET.fromstring(f"<main>{section}</main>")  # noqa: S314 - our own output


def text(node: ET.Element, language: str = "") -> str:
    """What is read, in one language or in both."""
    return " ".join("".join(_texts(node, language)).split())


def _texts(node: ET.Element, language: str) -> Iterator[str]:
    lang = node.get("lang")
    if not (language and lang in LANGUAGES and lang != language):
        yield node.text or ""
        for child in node:
            yield from _texts(child, language)
            yield child.tail or ""


def by_id(root: ET.Element, name: str) -> ET.Element:
    """The one element with an id."""
    (found,) = (node for node in root.iter() if node.get("id") == name)
    return found


def article(root: ET.Element, heading: str, within: str = "main") -> ET.Element:
    """The article whose heading begins with a text, in a section by id."""
    place = root if within == "main" else by_id(root, within)
    (found,) = (
        node for node in place.iter("article")
        if text(next(one for one in node if one.tag == "h3")).startswith(heading)
    )  # fmt: skip
    return found


def rows(table: ET.Element, language: str = "en") -> list[list[str]]:
    """The cells of a table, heading first."""
    return [[text(cell, language) for cell in row] for row in table.iter("tr")]


def captioned(root: ET.Element, caption: str) -> ET.Element:
    """The table whose caption begins with a text in English."""
    (found,) = (
        node for node in root.iter("table")
        if (said := node.find("caption")) is not None and text(said, "en").startswith(caption)
    )  # fmt: skip
    return found


def assert_accessible(root: ET.Element) -> None:
    """Headings without jumps, tables with scopes, links and labels that lead somewhere."""
    levels = [HEADINGS[node.tag] for node in root.iter() if node.tag in HEADINGS]
    assert levels[0] == 2
    assert all(two - one <= 1 for one, two in pairwise(levels))
    ids = [node.get("id") for node in root.iter() if node.get("id")]
    assert len(ids) == len(set(ids))
    for link in root.iter("a"):
        assert link.get("href", "").removeprefix("#") in ids
    for table in root.iter("table"):
        assert all(cell.get("scope") in ("col", "row") for cell in table.iter("th"))
        heads, *body = table.iter("tr")
        assert all(len(row) == len(heads) and row[0].tag == "th" for row in body)
    for picture in root.iter("svg"):
        assert picture.get("role") == "img"
        for name in ("aria-labelledby", "aria-describedby"):
            assert text(by_id(picture, picture.get(name, "")))


def assert_bilingual(root: ET.Element) -> None:
    """Whatever is said in one language is said in the other beside it."""
    for node in root.iter():
        own = [child.get("lang") for child in node if child.get("lang") in LANGUAGES]
        assert own.count("zh-Hans") == own.count("en")
    assert text(root, "zh-Hans") != text(root, "en")


def assert_quiet(section: str) -> None:
    """It runs nothing and asks for nothing."""
    lower = section.lower()
    for word in ("<script", "<img", "<iframe", "<link", "<style", " src=", "http:", "https:",
                 "javascript:", "url("):  # fmt: skip
        assert word not in lower, word
    root = tree(section)
    assert not [name for node in root.iter() for name in node.attrib if name.startswith("on")]
