"""Chinese fonts for images, and the only room of vl-convert (extra ``plots``).

HTML and SVG hold text, which the reader's own fonts draw. A PNG is drawn here: without a font
that has Chinese characters it would be full of boxes, and nothing would say so.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from compliance.errors import ComplianceError, Problem, missing_extra
from compliance.plots.glyphs import SUFFIXES, draws

VARIABLE = "COMPLIANCE_FONTS"
STACK = (
    "Microsoft YaHei, PingFang SC, Noto Sans CJK SC, Noto Sans SC, Source Han Sans SC, "
    "WenQuanYi Micro Hei, SimHei, sans-serif"
)
"""Families that have Chinese characters, on Windows, macOS and Linux."""
CHARACTER = "达"
FOLDERS = (
    "~/.local/share/fonts", "~/.fonts", "~/Library/Fonts", "/usr/share/fonts",
    "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts", "C:/Windows/Fonts",
)  # fmt: skip
LIKELY = ("cjk", "han", "hei", "msyh", "simsun", "pingfang", "hiragino", "noto", "song", "kai",
          "fang", "droid")  # fmt: skip
"""What the names of fonts with Chinese characters often contain: these are looked into first."""


def converter() -> Any:
    """The library that draws charts.

    Raises:
        MissingExtra: if it is not installed.
    """
    try:
        import vl_convert  # noqa: PLC0415 - only who saves a chart pays for it
    except ImportError:
        raise missing_extra("vl-convert-python", "plots") from None
    return vl_convert


def require_cjk(folder: str | Path | None = None) -> Path:
    """The folder of a font that has Chinese characters, made known to what draws images.

    Looked for in ``folder``, in the folder that the variable COMPLIANCE_FONTS names, among the
    fonts that fontconfig knows, and where systems keep their fonts.

    Raises:
        ComplianceError: no such font; says where it was looked for, and how to install one.
        MissingExtra: if vl-convert is not installed.
    """
    searched: list[str] = []
    for place, found in _places(folder):
        searched.append(place)
        font = next((path for path in found if draws(path, CHARACTER)), None)
        if font is not None:
            converter().register_font_directory(str(font.parent))
            return font.parent
    raise ComplianceError(Problem("no-cjk-font", values={"searched": ", ".join(searched)}))


def _places(folder: str | Path | None) -> Iterator[tuple[str, Iterator[Path]]]:
    """Where fonts may be, and the font files there, one place after another."""
    named = (folder, os.environ.get(VARIABLE))
    for given in named:
        if given:
            yield str(given), _files(Path(given).expanduser())
    yield "fc-list", _listed()
    for known in FOLDERS:
        path = Path(known).expanduser()
        if path.is_dir():
            yield known, _files(path)


def _files(folder: Path) -> Iterator[Path]:
    """The font files below a folder, the likely ones first."""
    every = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    yield from sorted(every, key=lambda path: not _likely(path))


def _likely(path: Path) -> bool:
    return any(part in path.name.lower() for part in LIKELY)


def _listed() -> Iterator[Path]:
    """The fonts for Chinese that fontconfig knows; none where it is not installed."""
    program = shutil.which("fc-list")
    if program is None:
        return
    try:
        said = subprocess.run(  # noqa: S603 - a fixed question to a system program
            [program, ":lang=zh", "--format", "%{file}\\n"], capture_output=True, check=False,
            timeout=20,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired):
        return
    for line in dict.fromkeys(said.stdout.decode(errors="replace").splitlines()):
        yield Path(line)
