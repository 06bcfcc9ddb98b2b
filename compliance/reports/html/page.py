"""A whole page: one file that runs nothing and asks for nothing, in the language that is chosen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from importlib import resources

from compliance.reports.html.markup import Html, both, tag
from compliance.text import Text, word

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"


def page(title: Text, body: Iterable[Html], language: str) -> Iterator[str]:
    """A document of its own, block by block; ``language`` is what it shows first.

    Args:
        title: its heading, and what the window is called.
        body: sections, whose headings begin at ``h2``.
        language: ``zh``, ``en`` or ``both``; a reader changes it without a reload.

    >>> "".join(page(Text("报告", "Report"), [tag("p", "好")], "zh")).splitlines()[:2]
    ['<!doctype html>', '<html lang="zh-Hans">']
    """
    yield f'<!doctype html>\n<html lang="{"en" if language == "en" else "zh-Hans"}">\n'
    yield tag(
        "head", tag("meta", charset="utf-8"),
        tag("meta", http_equiv="Content-Security-Policy", content=POLICY),
        tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
        tag("meta", name="color-scheme", content="light dark"),
        tag("title", title.show(language)), tag("style", _styles()),
    )  # fmt: skip
    yield "\n<body>\n" + tag("a", word("html.skip"), class_="skip", href="#main")
    yield tag("header", tag("h1", title), _switch(language)) + '\n<main id="main">\n'
    for block in body:
        yield block + "\n"
    yield "</main>\n" + tag("footer", tag("p", word("html.made"))) + "\n</body>\n</html>\n"


def _switch(language: str) -> Html:
    """Radio buttons that the style sheet looks at: no script, and paper keeps what was chosen."""
    buttons = [
        tag("label", tag("input", type="radio", name="language", id=f"show-{one}",
                         checked="" if one == language else None),
            " ", both(word(f"html.{one}")))
        for one in ("both", "zh", "en")
    ]  # fmt: skip
    return tag("fieldset", tag("legend", word("html.language")), buttons, class_="language")


@cache
def _styles() -> Html:
    """Every style sheet beside this file, by name."""
    folder = resources.files(__package__)
    sheets = sorted((one for one in folder.iterdir() if one.name.endswith(".css")),
                    key=lambda one: one.name)  # fmt: skip
    return Html("\n".join(one.read_text(encoding="utf-8") for one in sheets))
