"""Search in Chinese without a dictionary: a text is found by each of its characters and pairs.

The page's own script cuts a query the same way, so that every pair of a queried word must be there.
"""  # noqa: INP001 - a folder that Sphinx reads

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from sphinx.application import Sphinx
from sphinx.search.en import SearchEnglish

RUN = re.compile(r"[\u3400-\u9fff]+|[^\W\u3400-\u9fff]+")


class Pairs(SearchEnglish):
    """Runs of Chinese characters in pairs, other words as in English."""

    lang = "zh"
    language_name = "English"  # whose stemmer the page is to use
    js_splitter_code = r"""
function splitQuery(query) {
  const runs = query.match(/[\u3400-\u9fff]+|[^\s\p{P}\p{S}\u3400-\u9fff]+/gu) || [];
  return runs.flatMap((run) => {
    if (!/^[\u3400-\u9fff]/.test(run) || run.length === 1) return [run];
    return Array.from({length: run.length - 1}, (_, n) => run.slice(n, n + 2));
  });
}
"""

    def split(self, input: str) -> list[str]:  # noqa: A002 - Sphinx's name
        """The words to index."""
        return [word for run in RUN.findall(input) for word in _words(run)]


def _words(run: str) -> Iterator[str]:
    if not "\u3400" <= run[0] <= "\u9fff":
        yield run
        return
    yield from run
    yield from (a + b for a, b in pairwise(run))


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_search_language(Pairs)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
