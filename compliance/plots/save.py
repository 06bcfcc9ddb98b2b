"""Charts as files that need nothing else: no network, and no font that is not there."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from compliance.errors import ComplianceError, Place, Problem
from compliance.plots.fonts import converter, require_cjk
from compliance.reports.files import write_bytes

SCALE = 2
"""Pixels of an image for each of the chart's."""


def save(chart: Any, path: str | Path, *, fonts: str | Path | None = None) -> None:
    """Write a chart as ``.html``, ``.svg``, ``.png`` or ``.json``, whole or not at all.

    The page holds every script that it needs. Text in a page or an SVG is drawn by the fonts of
    whoever reads it; an image with Chinese characters needs a font that has them.

    Args:
        chart: any Altair chart.
        path: the file; its ending says what it becomes.
        fonts: a folder of fonts for the image; by default those of the system.

    Raises:
        ComplianceError: an ending that there is not, no Chinese font, or a file that cannot be
            written.
        MissingExtra: if vl-convert is not installed.
    """
    file = Path(path)
    kinds: dict[str, Callable[[], bytes]] = {
        ".html": lambda: _page(chart),
        ".svg": lambda: _svg(chart),
        ".png": lambda: _png(chart, fonts),
        ".json": lambda: _text(chart).encode(),
    }
    kind = kinds.get(file.suffix.lower())
    if kind is None:
        values = {"found": file.suffix or file.name, "known": " ".join(kinds)}
        raise ComplianceError(Problem("plots-format", Place(str(file)), values=values))
    write_bytes(file, kind())


def _text(chart: Any) -> str:
    return json.dumps(chart.to_dict(), ensure_ascii=False, indent=1)


class _Inert(json.JSONEncoder):
    """JSON that can end no script: data stand inside one."""

    def encode(self, o: Any) -> str:
        return super().encode(o).replace("<", "\\u003c")


def _page(chart: Any) -> bytes:
    converter()
    page: str = chart.to_html(inline=True, json_kwds={"cls": _Inert})
    return page.encode()


def _svg(chart: Any) -> bytes:
    drawn: str = converter().vegalite_to_svg(chart.to_dict())
    return drawn.encode()


def _png(chart: Any, fonts: str | Path | None) -> bytes:
    if any(character >= "⺀" for character in _text(chart)):
        require_cjk(fonts)
    drawn: bytes = converter().vegalite_to_png(chart.to_dict(), scale=SCALE)
    return drawn
