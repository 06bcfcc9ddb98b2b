"""Every published schema by file name."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from compliance.advice.cases.book import CaseFile
from compliance.advice.policy.model import PolicyDocument
from compliance.checking.reading import VOCABULARY
from compliance.documents.coverage import Manifest
from compliance.documents.read import read_vocabulary
from compliance.documents.standard import Standard
from compliance.documents.waivers import Waivers
from compliance.intake.forms.model import Form
from compliance.intake.profile import profile_schema
from compliance.schemas.advised import AdviceRecord
from compliance.schemas.checked import (
    FindingsRecord,
    RulebookRecord,
    SchoolsRecord,
    WaiverReportRecord,
)
from compliance.schemas.planned import PlanRecord
from compliance.schemas.recorded import ReportRecord
from compliance.vocabulary import Vocabulary

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schemas() -> dict[str, dict[str, Any]]:
    """Every published schema by file name.

    >>> sorted(schemas())
    ['advice-v1', 'cases-v1', 'coverage-v1', 'findings-v1', 'form-v1', 'plan-v1', 'policy-v1',
     'report-v1', 'rulebook-v1', 'school-v1', 'schools-v1', 'standard-v1', 'vocabulary-v1',
     'waiver-report-v1', 'waivers-v1']
    """
    profile = profile_schema(read_vocabulary(VOCABULARY))
    return {
        "standard-v1": _schema(Standard, "Standard 标准"),
        "vocabulary-v1": _schema(Vocabulary, "Vocabulary 词汇表"),
        "school-v1": profile,
        "schools-v1": _schema(SchoolsRecord, "Schools 读入的学校"),
        "form-v1": _schema(Form, "Form description 填报表说明"),
        "coverage-v1": _schema(Manifest, "Coverage manifest 覆盖清单"),
        "rulebook-v1": _schema(RulebookRecord, "Rulebook 判定依据"),
        "findings-v1": _schema(FindingsRecord, "Findings 判定结果"),
        "policy-v1": _schema(PolicyDocument, "Policy 政策"),
        "advice-v1": _schema(AdviceRecord, "Advice 处置建议"),
        "plan-v1": _schema(PlanRecord, "Plan 规划"),
        "report-v1": _schema(ReportRecord, "Report 报告"),
        "cases-v1": _schema(CaseFile, "Rectification cases 问题台账"),
        "waivers-v1": _schema(Waivers, "Waivers 豁免清单"),
        "waiver-report-v1": _schema(WaiverReportRecord, "WaiverReport 豁免情况"),
    }


def _schema(model: type[BaseModel], title: str) -> dict[str, Any]:
    found = {"$schema": DIALECT, **model.model_json_schema(by_alias=True), "title": title}
    _close(found)
    return found


def _close(schema: Any) -> None:
    """A mapping whose keys follow a pattern has no other keys."""
    if isinstance(schema, dict):
        if "patternProperties" in schema:
            schema.setdefault("additionalProperties", False)
        for inner in schema.values():
            _close(inner)
    elif isinstance(schema, list):
        for inner in schema:
            _close(inner)
