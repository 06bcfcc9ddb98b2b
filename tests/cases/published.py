"""Published cases, and how the tests of this folder judge them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import compliance
from compliance.documents.strict_yaml import read_yaml

HERE = Path(__file__).parent
OWN = HERE / "rules"
"""Rules that only a publication itself prints, and that no shipped standard holds."""


def case(number: str) -> dict[str, Any]:
    """A whole case."""
    (path,) = HERE.glob(f"{number}-*.yaml")
    found: dict[str, Any] = read_yaml(path).data
    return found


def printed(number: str) -> dict[str, Any]:
    """The printed labels and figures of a case."""
    values: dict[str, Any] = case(number)["values"]
    return values


def row(number: str, **known: str) -> dict[str, Any]:
    """The one row of a case with these entries, and without them."""
    (found,) = (r for r in case(number)["rows"] if known.items() <= r.items())
    return {label: text for label, text in found.items() if label not in known}


def only(values: dict[str, Any], *labels: str) -> dict[str, Any]:
    """Some of the printed figures."""
    return {label: values[label] for label in labels}


def judged(profile: dict[str, Any], rulebook: compliance.Rulebook) -> compliance.SchoolFindings:
    """The findings of one school or region."""
    return compliance.check(profile, rulebook).items[0]


def verdicts(item: compliance.SchoolFindings) -> dict[str, str]:
    """Every clause that applies, with its verdict."""
    return {f.clause: f.verdict for f in item if f.verdict != "not_applicable"}
