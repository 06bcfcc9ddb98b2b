"""Links to files of the repository: each file is a page of the site, with an anchor for each line.

The pages speak of files as they stand in a checkout, ``../../standards/cn/….yaml#L31``. A link to
a file or a line that is not there is a warning, as a link to a page would be.
"""  # noqa: INP001 - a folder that Sphinx reads

import html
import posixpath
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

ROOT = Path(__file__).parents[2]
SHOWN = ("docs/**/*.txt", "docs/**/*.yaml", "standards/**/*.json", "standards/**/*.yaml")
LINK = re.compile(r"\]\(((?!/|#|[a-z]+:)[^)\s#]+\.(?:json|txt|yaml))(#L\d+)?\)")
SCHEME = "repository:"
log = logging.getLogger(__name__)


def marked(_app: Sphinx, docname: str, source: list[str]) -> None:
    """Mark a page's links to files, before they are taken for pages."""
    folder = posixpath.join("docs", posixpath.dirname(docname))

    def mark(link: re.Match[str]) -> str:
        path = posixpath.normpath(posixpath.join(folder, link[1]))
        return f"]({SCHEME}{path}{link[2] or ''})"

    source[0] = LINK.sub(mark, source[0])


def resolved(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Lead each marked link to the page of its file."""
    known = {path.relative_to(ROOT).as_posix(): path for path in files()}
    for link in doctree.findall(nodes.reference):
        uri = link.get("refuri", "")
        if not uri.startswith(SCHEME):
            continue
        path, _, line = uri.removeprefix(SCHEME).partition("#L")
        if path not in known or int(line or 0) > len(known[path].read_text("utf-8").splitlines()):
            log.warning("no such file or line: %s", uri, location=link)
        to = app.builder.get_relative_uri(docname, f"files/{path}")
        link["refuri"] = to + (f"#L{line}" if line else "")
        link["internal"] = True


def files() -> Iterator[Path]:
    """Every file that has a page."""
    for pattern in SHOWN:
        yield from sorted(ROOT.glob(pattern))


def pages(_app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """The pages themselves."""
    for path in files():
        name = path.relative_to(ROOT).as_posix()
        lines = html.escape(path.read_text("utf-8")).splitlines()
        rows = "".join(f'<span id="L{n}">{line}</span>' for n, line in enumerate(lines, 1))
        body = f'<h1>{html.escape(name)}</h1><pre class="listing">{rows}</pre>'
        yield f"files/{name}", {"title": name, "body": body}, "page.html"


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("source-read", marked)
    app.connect("doctree-resolved", resolved)
    app.connect("html-collect-pages", pages)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
