"""The text of a property as it stands: a colon in its first sentence does not end a type."""  # noqa: INP001 - a folder that Sphinx reads

from typing import Any

from sphinx.application import Sphinx

_kept: dict[str, list[str]] = {}


def keep(_app: Sphinx, what: str, name: str, _obj: Any, _options: Any, lines: list[str]) -> None:
    """Before napoleon reads it."""
    if what in ("attribute", "property"):
        _kept[name] = list(lines)


def restore(
    _app: Sphinx, _what: str, name: str, _obj: Any, _options: Any, lines: list[str]
) -> None:
    """After."""
    lines[:] = _kept.pop(name, lines)


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx; napoleon's own handler has priority 500."""
    app.connect("autodoc-process-docstring", keep, priority=499)
    app.connect("autodoc-process-docstring", restore, priority=501)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
