"""Markup that is escaped unless it was made here."""

from __future__ import annotations

import html
from collections.abc import Iterable
from typing import Any

from compliance.text import Text

VOID = frozenset({"br", "col", "hr", "input", "link", "meta"})


class Html(str):
    """Markup that is ready for a page; any other text is escaped when it is put into one."""

    __slots__ = ()


def escape(child: Any) -> Html:
    """One child as markup: a ``Text`` in both languages, nothing for None, lists joined.

    >>> escape(["3 < 4", None, tag("b", "是")])
    '3 &lt; 4<b>是</b>'
    """
    if child is None:
        return Html()
    if isinstance(child, Html):
        return child
    if isinstance(child, Text):
        return both(child)
    if isinstance(child, str):
        return Html(html.escape(child))
    if isinstance(child, Iterable):
        return Html("".join(map(escape, child)))
    return Html(html.escape(str(child)))


def tag(name: str, /, *children: Any, **attributes: Any) -> Html:
    """An element; ``class_`` is its class, ``aria_label`` its aria-label; None leaves one out.

    >>> tag("td", "甲 & 乙", class_="fail", colspan=2)
    '<td class="fail" colspan="2">甲 &amp; 乙</td>'
    """
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{html.escape(str(value))}"'
        for key, value in attributes.items() if value is not None
    )  # fmt: skip
    if name in VOID:
        return Html(f"<{name}{said}>")
    return Html(f"<{name}{said}>{escape(children)}</{name}>")


def both(text: Text) -> Html:
    """A text in both languages, of which the page shows what the reader chose.

    >>> both(Text("达标", "pass"))
    '<span lang="zh-Hans">达标</span> <span lang="en">pass</span>'
    >>> both(Text("S0-1", "S0-1"))
    'S0-1'
    """
    if text.zh == text.en:
        return Html(html.escape(text.zh))
    zh, en = html.escape(text.zh), html.escape(text.en)
    return Html(f'<span lang="zh-Hans">{zh}</span> <span lang="en">{en}</span>')


def table(
    head: Iterable[Any], rows: Iterable[Iterable[Any]], *, caption: Any = None, **attributes: Any
) -> Html:
    """A table with a heading, the first cell of each row its heading; in a box that scrolls."""
    tops = [tag("th", cell, scope="col") for cell in head]
    body = []
    for row in rows:
        first, *rest = row
        body.append(tag("tr", tag("th", first, scope="row"), [tag("td", cell) for cell in rest]))
    named = tag("caption", caption) if caption is not None else None
    inner = tag("table", named, tag("thead", tag("tr", tops)), tag("tbody", body), **attributes)
    return tag("div", inner, class_="wide", tabindex="0", role="group")
