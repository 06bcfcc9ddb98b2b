"""The same profiles as a dataframe of any library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

import narwhals.stable.v2 as nw
from hypothesis import strategies as st

from compliance.rulebook.rulebook import Rulebook
from compliance.testing.strategies.regions import regions
from compliance.vocabulary import Members, Number, Parts, Vocabulary

Library = Literal["polars", "pandas", "pyarrow"]
LIBRARIES: tuple[Library, ...] = ("polars", "pandas", "pyarrow")


def frames(
    rulebook: Rulebook, library: Library, *, most: int = 8
) -> st.SearchStrategy[tuple[list[dict[str, Any]], Any]]:
    """Profiles, and the dataframe of ``library`` that says the same: text for every figure.

    Parts and members stay out of both: what a row holds is one value a fact.

    Args:
        rulebook: what is to judge them.
        library: ``polars``, ``pandas`` or ``pyarrow``.
        most: how many rows at most.

    >>> import compliance
    >>> from hypothesis import given, settings
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> @settings(max_examples=5, database=None)
    ... @given(frames(rulebook, "polars"))
    ... def a_row_each(found):
    ...     rows, frame = found
    ...     assert len(rows) == len(frame)
    >>> a_row_each()
    """
    vocabulary = rulebook.vocabulary
    return regions(rulebook, most=most).map(lambda found: _both(found, vocabulary, library))


def _both(
    found: Sequence[dict[str, Any]], vocabulary: Vocabulary, library: Library
) -> tuple[list[dict[str, Any]], Any]:
    rows = [
        {name: value for name, value in one.items()
         if not isinstance(vocabulary.facts.get(name), Parts | Members)}
        for one in found
    ]  # fmt: skip
    return rows, frame(rows, vocabulary, library)


def frame(rows: Sequence[dict[str, Any]], vocabulary: Vocabulary, library: Library) -> Any:
    """A dataframe with a row a profile; figures are float64 where they are plain numbers."""
    names = dict.fromkeys(name for row in rows for name in row)
    data: dict[str, list[Any]] = {}
    schema: dict[str, Any] = {}
    for name in names:
        column = [row.get(name) for row in rows]
        texts = any(isinstance(value, str) for value in column)
        number = isinstance(vocabulary.facts.get(name), Number) and not texts
        data[name] = [_cell(value, number=number) for value in column]
        schema[name] = nw.Float64() if number else nw.String()
    return nw.from_dict(data, schema=schema, backend=library).to_native()


def _cell(value: Any, *, number: bool) -> Any:
    if value is None:
        return None
    if number:
        return float(value)
    return str(value).lower() if isinstance(value, bool) else str(value)
