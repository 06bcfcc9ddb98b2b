"""Events of a case: an order, an extension, a re-inspection, and how a case ends."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from compliance.advice.cases.table import Kind, Step
from compliance.checking.engine.ruling import Outcome
from compliance.checking.finding import Finding
from compliance.checking.shown.ledger import row, unit_text
from compliance.documents.standard import Day
from compliance.documents.waivers import Said
from compliance.model import Model
from compliance.text import Text, word

NEEDS: dict[str, str] = {"order": "due", "extend": "due", "reinspect": "finding"}
"""What an event says beside its day and who did it; the others say no more."""


def _needs(schema: dict[str, Any]) -> None:
    """A due day with an order and an extension, a finding with a re-inspection, else neither."""
    schema["oneOf"] = [
        _only(["order", "extend"], "due", {"type": "string"}, "finding"),
        _only(["reinspect"], "finding", {"type": "object"}, "due"),
        {"properties": {"event": {"enum": ["close", "escalate", "withdraw"]},
                        "due": {"type": "null"}, "finding": {"type": "null"}}},
    ]  # fmt: skip


def _only(
    events: list[str], needed: str, shape: dict[str, Any], unwanted: str
) -> dict[str, Any]:  # fmt: skip
    properties = {"event": {"enum": events}, needed: shape, unwanted: {"type": "null"}}
    return {"required": [needed], "properties": properties}


class Evidence(Model):
    """A finding as a case keeps it; exact numbers as text, in the unit of the clause."""

    on: Day = Field(description="the day that was judged 判定日期")
    outcome: Outcome = Field(description="as of the finding 结果")
    measured: str | None = Field(default=None, description="实测值")
    threshold: str = Field(default="", description="标准值")
    shortfall: str | None = Field(default=None, description="差额")
    unit: str = Field(default="", description="单位")
    inferred: bool = Field(default=False, description="rests on an inference 依据推定")

    @property
    def text(self) -> Text:
        """The result, with what was measured where something was."""
        said = word(f"verdict.{self.outcome}")
        if self.measured is None:
            return said
        measured, threshold = (
            Text(*(f"{figure} {name}".rstrip() for name in unit_text(self.unit)))
            for figure in (self.measured, self.threshold)
        )
        return word("case_log.finding", result=said, measured=measured, threshold=threshold)


class Event(Model):
    """What was done about a case on a day; the day is included."""

    model_config = ConfigDict(json_schema_extra=_needs)

    event: Kind = Field(description="what was done 事项")
    on: Day = Field(description="on which day 日期")
    authority: Said = Field(description="who did it 机关或经办人")
    document: str = Field(default="", description="the document that says so 文号")
    note: str = Field(default="", description="备注")
    due: Day | None = Field(default=None, description="to be mended by this day 整改期限")
    finding: Evidence | None = Field(default=None, description="the new finding 复查的判定")

    @property
    def step(self) -> Step:
        """The event as the table of transitions knows it.

        A waived failure, an unknown and a clause that does not apply decide nothing.
        """
        if self.event != "reinspect":
            return self.event
        outcome = self.finding.outcome if self.finding else "unknown"
        if outcome == "pass":
            return "reinspect_pass"
        return "reinspect_fail" if outcome == "fail" else "reinspect_undecided"

    @property
    def text(self) -> Text:
        """What was done, by whom, and what came of it."""
        found = self.finding.text if self.finding else ""
        return word(f"case_log.{self.event}", on=self.on, due=self.due, finding=found,
                    by=f"{self.authority} {self.document}".rstrip(),
                    note=f" {self.note}" if self.note else "")  # fmt: skip


def evidence(finding: Finding) -> Evidence:
    """A finding as a case keeps it."""
    found = row(finding)
    return Evidence(
        on=finding.on,
        outcome=finding.outcome,
        inferred=found["inferred"],
        **{key: found[key] for key in ("measured", "threshold", "shortfall", "unit")},
    )
