"""Both engines judge every example of every shipped standard alike."""

from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from framed import examples, frame, together

import compliance
from compliance.checking.findings import Findings
from compliance.documents.locate import identifiers
from compliance.rulebook.overlay import read_layers

KEYS = ("school", "clause", "part", "verdict", "outcome", "reason")


@pytest.mark.parametrize("standard", identifiers())
def test_engines_agree_on_every_example(standard: str) -> None:
    """By profile and by columns: the same verdict and reason in every clause, roll-up and share."""
    assert list(differences(standard)) == []


def differences(standard: str) -> Iterator[Any]:
    for book, profiles in together(standard):
        exact = compliance.check(profiles, book, engine="exact")
        columns = compliance.check(frame(profiles), book, engine="columns")
        codes = ["school", *(rule.id for rule in book.rules)]
        for shape, keys in {"ledger": list(KEYS), "wide": codes, "schools": None}.items():
            yield from rows(exact, shape, keys) ^ rows(columns, shape, keys)
        if shares(exact) != shares(columns):
            yield shares(exact), shares(columns)


def rows(findings: Findings, shape: str, keys: list[str] | None) -> set[tuple[Any, ...]]:
    found = findings.to_frame(shape)
    table = found if isinstance(found, pl.DataFrame) else pl.from_arrow(found)
    assert isinstance(table, pl.DataFrame)
    return set(table.select(keys or sorted(table.columns)).rows())


def shares(findings: Findings) -> dict[str, tuple[Any, ...]]:
    """The share of subjects that pass, and those on which it is open, in no order."""
    return {name: (one.rate, sorted(one.undecided)) for name, one in findings.share().items()}


def test_every_example_stands_in_a_frame() -> None:
    """No example is left out: each has its row, under its own reading and on its own day."""
    for standard in identifiers():
        wanted = {clause for clause, _ in examples(read_layers(standard))}
        stand = {p["id"].split()[0] for _, profiles in together(standard) for p in profiles}
        assert stand == wanted
