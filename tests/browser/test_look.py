"""What the browser is asked to see, it sees: a page with one fault of each kind."""

from typing import Any

import pytest

pytestmark = pytest.mark.browser
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Faults</title>
<main><h1>Faults</h1><img src="http://127.0.0.1:9/away.png">
<p style="color:#bbb">pale</p><div style="width:3000px">wide</div>
<details><summary>more</summary><p lang="zh-Hans">中文</p></details>
<label><input type="radio" id="show">show</label></main>
<script>console.error("complaint"); nothing.there</script></html>"""


@pytest.fixture(scope="module")
def seen(look: Any, tmp_path_factory: pytest.TempPathFactory) -> list[dict[str, Any]]:
    """The page closed, opened, printed, and an empty one."""
    folder = tmp_path_factory.mktemp("faults")
    page, empty = folder / "faults.html", folder / "empty.html"
    page.write_text(PAGE, "utf-8")
    empty.write_text("<!doctype html>", "utf-8")
    url = page.as_uri()
    found: list[dict[str, Any]] = look([
        {"url": url, "axe": True},
        {"url": url, "open": True},
        {"url": url, "pdf": str(folder / "faults.pdf")},
        {"url": empty.as_uri(), "shot": str(folder / "empty.png")},
    ])  # fmt: skip
    return found


def test_errors_and_requests(seen: list[dict[str, Any]]) -> None:
    """A complaint, an exception and a picture from elsewhere are told."""
    said = "\n".join(seen[0]["errors"])
    assert "complaint" in said
    assert "nothing is not defined" in said
    assert "http://127.0.0.1:9/away.png" in seen[0]["requests"]


def test_violations(seen: list[dict[str, Any]]) -> None:
    """A picture without a text and a pale line are told."""
    assert {"image-alt", "color-contrast"} <= {one["id"] for one in seen[0]["violations"]}


def test_visible_words(seen: list[dict[str, Any]]) -> None:
    """Words in something folded count once it is opened."""
    assert [one["shown"]["zh"] for one in seen[:2]] == [0, 1]


def test_sizes(seen: list[dict[str, Any]]) -> None:
    """What is too wide for window or paper is told, buttons on paper too; empty is empty."""
    assert seen[0]["wider"] > 1000
    assert any("wide" in one for one in seen[2]["onpaper"]["cut"])
    assert (seen[2]["onpaper"]["buttons"], seen[2]["printed"] >= 1) == (1, True)
    assert seen[3]["ink"] == 0
