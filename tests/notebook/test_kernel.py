"""A real kernel runs a notebook, and every cell's result holds HTML, Markdown and plain text."""

from __future__ import annotations

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SETUP = """
import compliance
rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
advice = compliance.advise(findings, "cn/fujian/fuzhou/consolidation-2016")
"""
CELLS = ("rulebook", "findings.schools", "findings", "findings['FZ-0001']",
         "findings['FZ-0001']['enrolment']", "advice", "advice['FZ-0009']")  # fmt: skip


def test_a_notebook_shows_every_noun() -> None:
    """Each result can be shown by any front end, and is kept small in the file."""
    nbformat = pytest.importorskip("nbformat", reason="comes with what builds the documentation")
    client = pytest.importorskip("nbclient", reason="comes with what builds the documentation")
    pytest.importorskip("ipykernel", reason="comes with what builds the documentation")
    cells = [nbformat.v4.new_code_cell(source) for source in (SETUP, *CELLS)]
    book = nbformat.v4.new_notebook(cells=cells)
    client.NotebookClient(
        book, timeout=60, kernel_name="python3", resources={"metadata": {"path": str(ROOT)}}
    ).execute()
    for cell in book.cells[1:]:
        (output,) = cell.outputs
        assert {"text/html", "text/markdown", "text/plain"} <= output.data.keys()
        assert max(len(output.data[kind].encode()) for kind in output.data) < 50_000
