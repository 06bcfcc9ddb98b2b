"""Nouns in a notebook: small tables and lists, as HTML and as Markdown, in both languages.

Text takes the colour of the page, and marks have colours that are read on white and on black:
the theme of a notebook is not that of the machine, so no query can tell which one is there.
"""

from __future__ import annotations

import datetime as dt
import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice, zip_longest
from typing import NamedTuple

from compliance.text import Text, word

MARKS = {"pass": "√", "fail": "×", "unknown": "△", "not_applicable": "—", "waived": "○"}
COLOURS = {"pass": "#2c8a4b", "fail": "#d64541", "unknown": "#a87208",
           "not_applicable": "#7d7d7d", "waived": "#3f7ecb"}  # fmt: skip
"""Each at least 3 : 1 against white and against black."""
ROWS, LINES = 20, 60
LONGEST_CELL, LONGEST_LINE = 300, 600
"""Characters of one language."""
LARGEST = 40_000
"""Bytes of rows; what does not fit is counted with what is not shown."""
_STYLE = (
    ".compliance{overflow-x:auto;color:inherit}"
    ".compliance table{border-collapse:collapse;color:inherit;background:none}"
    ".compliance caption{caption-side:top;text-align:left;font-weight:600;color:inherit}"
    ".compliance th,.compliance td{text-align:left;vertical-align:top;color:inherit;"
    "padding:.2em .6em;border:0;border-bottom:1px solid rgba(128,128,128,.4);white-space:normal}"
    ".compliance td:first-child{min-width:6em}.compliance ul{list-style:none;margin:0;padding:0}"
    ".compliance :is(td,th,caption,li,strong)>[lang]:first-child,"
    ".compliance [lang]:first-child~[lang]{display:block}"
) + "".join(f".compliance .{name}{{color:{colour}}}" for name, colour in COLOURS.items())
_ENTITIES = {ord(c): f"&#{ord(c)};" for c in "\\$|@"} | {ord("&"): "&amp;", ord("<"): "&lt;",
             ord(">"): "&gt;"} | {ord(c): f"\\{c}" for c in "`*_[]{}#~"}  # fmt: skip

_ITEM = re.compile(r"^(\d*)([-+.)])")
"""What would begin a list of its own."""


class Mark(NamedTuple):
    """An outcome: its sign, and what is said of it."""

    outcome: str
    text: Text


Cell = str | Text | Mark


class Shown(NamedTuple):
    """The same as HTML and as Markdown; everything that came from elsewhere is escaped."""

    html: str
    markdown: str


class Displayed:
    """A noun that shows itself in a notebook."""

    __slots__ = ()

    def _shown(self) -> Shown:
        raise NotImplementedError

    def _repr_html_(self) -> str:
        return self._shown().html

    def _repr_markdown_(self) -> str:
        return self._shown().markdown


def shown_table(
    caption: Text, head: Sequence[Text], rows: Iterable[Sequence[Cell]], total: int = 0,
    rest: str = ".to_dict()",
) -> Shown:  # fmt: skip
    """A table of the first rows; of the others, how many and where they are.

    Args:
        caption: what the table is of.
        head: the columns.
        rows: as many as there are, or at least the first ``ROWS``.
        total: how many there are in all.
        rest: the call that gives them all.

    >>> found = shown_table(Text("甲", "A"), [word("notebook.name")], [["3 < 4 | 5"]], total=21)
    >>> print(found.markdown)
    **甲 A**
    <BLANKLINE>
    | 校名 name |
    |---|
    | 3 &lt; 4 &#124; 5 |
    <BLANKLINE>
    … 另有 20 项 20 more: `.to_dict()`
    """
    heads = "".join(f'<th scope="col">{_html(one)}</th>' for one in head)
    pairs = (_row(row) for row in islice(rows, ROWS))
    made = list(_fitting(pairs))
    left = total - len(made)
    body = "".join(one.html for one in made)
    table = (
        f"<table><caption>{_html(caption, LONGEST_LINE)}</caption><thead><tr>{heads}</tr></thead>"
        f"<tbody>{body}</tbody></table>"
    )
    lines = [f"| {' | '.join(map(_markdown, head))} |", f"|{'---|' * len(head)}"]
    lines += [one.markdown for one in made]
    return _whole(table, caption, lines, (left, rest))


def shown_lines(caption: Text, lines: Iterable[Text], rest: str = ".to_dict()") -> Shown:
    """Sentences, one below the other; two blanks before one put it a level deeper.

    >>> print(shown_lines(Text("甲", "A"), [Text("一", "one"), Text("  二", "  two")]).markdown)
    **甲 A**
    <BLANKLINE>
    - 一 one
      - 二 two
    """
    every = list(lines)
    least = min(map(_deep, every), default=0)
    made = list(_fitting(_line(one, _deep(one) - least) for one in every[:LINES]))
    body = f"<ul>{''.join(one.html for one in made)}</ul>" if made else ""
    head = f"<p><strong>{_html(caption, LONGEST_LINE)}</strong></p>"
    return _whole(head + body, caption, [one.markdown for one in made],
                  (len(every) - len(made), rest))  # fmt: skip


def paired(zh: Iterable[str], en: Iterable[str]) -> Iterator[Text]:
    """Sentences of one language with those of the other; both say the same in the same order."""
    return (Text(*both) for both in zip_longest(zh, en, fillvalue=""))


def outcome(name: str, then: str = "") -> Mark:
    """An outcome as a mark; ``then`` is what has become of it.

    >>> outcome("fail", "waived").text.en
    'fail → waived'
    """
    said = word(f"verdict.{name}")
    if then:
        after = word(f"verdict.{then}")
        said = Text(f"{said.zh} → {after.zh}", f"{said.en} → {after.en}")
    return Mark(then or name, said)


def signed(name: str) -> Text:
    """An outcome with its sign as text, for a caption."""
    said = word(f"verdict.{name}")
    return Text(f"{MARKS[name]} {said.zh}", f"{MARKS[name]} {said.en}")


def day_text(day: dt.date) -> Text:
    """A day as people write it.

    >>> day_text(dt.date(2018, 6, 30))
    Text(zh='2018年6月30日', en='30 June 2018')
    """
    month = word("notebook.months").en.split()[day.month - 1]
    return Text(f"{day.year}年{day.month}月{day.day}日", f"{day.day} {month} {day.year}")


def sentence(*parts: Text) -> Text:
    """Clauses in a row, those that are empty left out."""
    said = [part for part in parts if part.zh]
    return Text("；".join(part.zh for part in said), "; ".join(part.en for part in said))


def _whole(body: str, caption: Text, lines: list[str], left: tuple[int, str]) -> Shown:
    """Everything in one element; ``left`` is how many are not shown, and the call for them."""
    after, written = "", []
    if left[0] > 0:
        more, call = word("notebook.more", n=left[0]), left[1]
        after = f"<p>… {_html(more)}: <code>{html.escape(call)}</code></p>"
        written = ["", f"… {_markdown(more)}: `{call}`"]
    return Shown(
        '<div class="compliance tex2jax_ignore mathjax_ignore">'
        f"<style>{_STYLE}</style>{body}{after}</div>",
        "\n".join([f"**{_markdown(caption, LONGEST_LINE)}**", "", *lines, *written]),
    )


def _fitting(made: Iterable[Shown]) -> Iterator[Shown]:
    """The first of them that are together no larger than may be."""
    size = 0
    for one in made:
        size += max(len(part.encode()) for part in one)
        if size > LARGEST:
            return
        yield one


def _row(cells: Sequence[Cell]) -> Shown:
    return Shown(
        f"<tr>{''.join(f'<td>{_html(cell)}</td>' for cell in cells)}</tr>",
        f"| {' | '.join(map(_markdown, cells))} |",
    )


def _deep(text: Text) -> int:
    return (len(text.zh) - len(text.zh.lstrip(" "))) // 2


def _line(text: Text, deep: int) -> Shown:
    said = Text(text.zh.strip(), text.en.strip())
    written = _ITEM.sub(r"\1\\\2", _markdown(said, LONGEST_LINE))
    return Shown(
        f'<li style="margin-left:{1.5 * deep}em">{_html(said, LONGEST_LINE)}</li>',
        f"{'  ' * deep}- {written}",
    )


def _html(cell: Cell, longest: int = LONGEST_CELL) -> str:
    if isinstance(cell, Mark):
        return f'<span class="{cell.outcome}">{MARKS[cell.outcome]}</span> {_html(cell.text)}'
    if isinstance(cell, Text) and cell.zh != cell.en:
        return " ".join(
            f'<span lang="{language}">{html.escape(_clean(text, longest))}</span>'
            for language, text in zip(("zh", "en"), cell, strict=True)
        )
    return html.escape(_clean(str(cell), longest))


def _markdown(cell: Cell, longest: int = LONGEST_CELL) -> str:
    if isinstance(cell, Mark):
        return f"{MARKS[cell.outcome]} {_markdown(cell.text)}"
    if isinstance(cell, Text) and cell.zh != cell.en:
        cell = Text(*(_clean(text, longest) for text in cell))
        longest = 2 * longest + 1
    return _clean(str(cell), longest).translate(_ENTITIES)


def _clean(text: str, longest: int) -> str:
    """One line without what no page can hold or what turns its direction."""
    flat = " ".join(text[: 4 * longest].split())
    kept = "".join("�" if unicodedata.category(c) in ("Cc", "Cf", "Cs") else c for c in flat)
    return kept if len(kept) <= longest else f"{kept[: longest - 1]}…"
