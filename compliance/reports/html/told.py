"""Texts under titles as markup, and links within a page."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compliance.reports.html.markup import Html, tag


def listed(items: Iterable[Any]) -> Html:
    """Texts as a list; nothing where there are none.

    >>> listed(["甲 & 乙"]), listed([])
    ('<ul><li>甲 &amp; 乙</li></ul>', '')
    """
    lines = [tag("li", item) for item in items]
    return tag("ul", lines) if lines else Html()


def told(sections: Iterable[tuple[Any, Iterable[Any]]]) -> Html:
    """Titles, each with what is said under it; no headings, so that it fits under any.

    >>> told([("原因", ["a < b"])])
    '<dl class="told"><dt>原因</dt><dd><ul><li>a &lt; b</li></ul></dd></dl>'
    """
    parts = [(tag("dt", title), tag("dd", listed(items))) for title, items in sections]
    return tag("dl", parts, class_="told") if parts else Html()


def folded(summary: Any, *inside: Any, shut: bool = True) -> Html:
    """What a reader may open; on paper it is open."""
    return tag("details", tag("summary", summary), inside, open=None if shut else "")
