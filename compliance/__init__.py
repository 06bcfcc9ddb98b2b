"""Checks schools against published standards: exact verdicts, each with the law quoted.

>>> import compliance
>>> rulebook = compliance.load("cn/moe/secondary-vocational-2010", on="2018-06-30")
>>> findings = compliance.check({"campus_area": "59.4亩", "students": 1200}, rulebook)
>>> findings["#1"]["campus-per-student"].verdict
'pass'
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from compliance.checking.check import check
    from compliance.checking.engine.ruling import RULINGS as CODES
    from compliance.checking.finding import Finding
    from compliance.checking.findings import Findings, SchoolFindings
    from compliance.checking.linting.lint import lint
    from compliance.checking.reading import read
    from compliance.checking.statistics import composite
    from compliance.errors import (
        ComplianceError,
        FactsError,
        MissingExtra,
        NotFound,
        StandardError,
    )
    from compliance.intake.school import School, Schools
    from compliance.rulebook.diff import diff
    from compliance.rulebook.rulebook import Rulebook, load

_HOMES = {
    "CODES": "checking.engine.ruling:RULINGS",
    "ComplianceError": "errors",
    "FactsError": "errors",
    "Finding": "checking.finding",
    "Findings": "checking.findings",
    "MissingExtra": "errors",
    "NotFound": "errors",
    "Rulebook": "rulebook.rulebook",
    "School": "intake.school",
    "SchoolFindings": "checking.findings",
    "Schools": "intake.school",
    "StandardError": "errors",
    "check": "checking.check",
    "composite": "checking.statistics",
    "diff": "rulebook.diff",
    "lint": "checking.linting.lint",
    "load": "rulebook.rulebook",
    "read": "checking.reading",
}

__all__ = [
    "CODES",
    "ComplianceError",
    "FactsError",
    "Finding",
    "Findings",
    "MissingExtra",
    "NotFound",
    "Rulebook",
    "School",
    "SchoolFindings",
    "Schools",
    "StandardError",
    "check",
    "composite",
    "diff",
    "lint",
    "load",
    "read",
]


def __getattr__(name: str) -> Any:
    """Load a stage on its first touch, so that ``import compliance`` costs nothing."""
    if name == "__version__":
        return import_module("importlib.metadata").version("school-compliance")
    if name not in _HOMES:
        raise AttributeError(f"module 'compliance' has no attribute {name!r}")
    home, _, inside = _HOMES[name].partition(":")
    return getattr(import_module(f"compliance.{home}"), inside or name)


def __dir__() -> list[str]:
    return __all__
