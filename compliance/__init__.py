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
    from compliance.advice.advice import Advice, SchoolAdvice
    from compliance.advice.advise import advise
    from compliance.advice.cases.book import CaseBook
    from compliance.advice.cases.case import Case
    from compliance.advice.cases.event import Event
    from compliance.advice.cases.files import read_cases, write_cases
    from compliance.advice.cases.opening import open_case, reinspected
    from compliance.advice.mergers import judge_merger
    from compliance.advice.policy.lint import lint_policy
    from compliance.advice.years.history import history
    from compliance.advice.years.standing import standing
    from compliance.advice.years.trend import trend
    from compliance.advice.years.warning import early_warnings, turned
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
        NoPlan,
        NotFound,
        PolicyError,
        StandardError,
    )
    from compliance.intake.school import School, Schools
    from compliance.planning.plan import Plan
    from compliance.planning.planner import plan
    from compliance.reports.report import report
    from compliance.rulebook.diff import diff
    from compliance.rulebook.rulebook import Rulebook, load

_HOMES = {
    "Advice": "advice.advice",
    "CODES": "checking.engine.ruling:RULINGS",
    "Case": "advice.cases.case",
    "CaseBook": "advice.cases.book",
    "ComplianceError": "errors",
    "Event": "advice.cases.event",
    "FactsError": "errors",
    "Finding": "checking.finding",
    "Findings": "checking.findings",
    "MissingExtra": "errors",
    "NoPlan": "errors",
    "NotFound": "errors",
    "Plan": "planning.plan",
    "PolicyError": "errors",
    "Rulebook": "rulebook.rulebook",
    "School": "intake.school",
    "SchoolAdvice": "advice.advice",
    "SchoolFindings": "checking.findings",
    "Schools": "intake.school",
    "StandardError": "errors",
    "advise": "advice.advise",
    "check": "checking.check",
    "composite": "checking.statistics",
    "diff": "rulebook.diff",
    "early_warnings": "advice.years.warning",
    "history": "advice.years.history",
    "judge_merger": "advice.mergers",
    "lint": "checking.linting.lint",
    "lint_policy": "advice.policy.lint",
    "load": "rulebook.rulebook",
    "open_case": "advice.cases.opening",
    "plan": "planning.planner",
    "read": "checking.reading",
    "read_cases": "advice.cases.files",
    "reinspected": "advice.cases.opening",
    "report": "reports.report",
    "standing": "advice.years.standing",
    "trend": "advice.years.trend",
    "turned": "advice.years.warning",
    "write_cases": "advice.cases.files",
}

__all__ = [
    "CODES",
    "Advice",
    "Case",
    "CaseBook",
    "ComplianceError",
    "Event",
    "FactsError",
    "Finding",
    "Findings",
    "MissingExtra",
    "NoPlan",
    "NotFound",
    "Plan",
    "PolicyError",
    "Rulebook",
    "School",
    "SchoolAdvice",
    "SchoolFindings",
    "Schools",
    "StandardError",
    "advise",
    "check",
    "composite",
    "diff",
    "early_warnings",
    "history",
    "judge_merger",
    "lint",
    "lint_policy",
    "load",
    "open_case",
    "plan",
    "read",
    "read_cases",
    "reinspected",
    "report",
    "standing",
    "trend",
    "turned",
    "write_cases",
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
