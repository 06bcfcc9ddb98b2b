"""Advice as data: a ledger of one row a school, a dataframe, JSON."""

from __future__ import annotations

from typing import Any

from compliance.advice.actions import called
from compliance.advice.advice import Advice, SchoolAdvice
from compliance.advice.deciding.considered import Open, Rejected
from compliance.checking.shown.frames import backend_of

COLUMNS = ("school", "action", "with", "reasons", "rule", "cite", "needs", "rejected", "unknown",
           "engine")  # fmt: skip


def row(one: SchoolAdvice, engine: str) -> dict[str, Any]:
    """One school as a row of text, with the columns of the contract."""
    return {
        "school": one.school,
        "action": one.action,
        "with": ", ".join(one.with_),
        "reasons": "; ".join(dict.fromkeys(finding.clause for finding in one.reasons)),
        "rule": one.rule,
        "cite": one.cite,
        "needs": "; ".join(need.text.zh for need in one.needs),
        "rejected": "; ".join(_rejected(each) for each in one.rejected),
        "unknown": "; ".join(dict.fromkeys(map(_open, one.unknown))),
        "engine": engine,
    }


def _rejected(one: Rejected) -> str:
    partner = f" {one.with_}" if one.with_ else ""
    return f"{one.action}{partner}: {one.why}"


def _open(one: Open) -> str:
    of = f"{one.of}." if one.of else ""
    needs = (f"year{need}" if need.startswith("-") else of + need for need in one.needs)
    return f"{', '.join(needs)} → {one.rule}"


def frame(advice: Advice) -> Any:
    """The ledger as a dataframe of the library that the schools came in."""
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - only who wants a frame pays for it

    rows = list(advice.ledger())
    data = {name: [one[name] for one in rows] for name in COLUMNS}
    schema = {name: nw.String() for name in COLUMNS}
    found = nw.from_dict(data, schema=schema, backend=backend_of(advice.findings))
    return found.to_native()


def record(one: SchoolAdvice) -> dict[str, Any]:
    """Everything about one school's advice, ready for JSON."""
    return {
        "school": one.school,
        "name": one.name,
        "outcome": one.findings.outcome,
        "action": one.action,
        "title": called(one.action)._asdict(),
        "leaning": one.leaning,
        "held": one.held,
        "severity": one.severity,
        "with": list(one.with_),
        "into": one.into,
        "hosts": list(one.hosts),
        "inferred": one.inferred,
        "rule": one.rule,
        "cite": one.cite,
        "text": one.text,
        "verbatim": bool(one.move and one.move.quoted.text),
        "evidence": one.move.quoted.evidence if one.move else "",
        "ground": (one.move.quoted.ground or "") if one.move else "",
        "force": one.move.force if one.move else "",
        "reasons": [finding.to_dict() for finding in one.reasons],
        "needs": [need.to_dict() for need in one.needs],
        "rejected": [
            {"action": each.action, "rule": each.rule, "why": each.why, "with": each.with_,
             "by": each.by, "clauses": [finding.clause for finding in each.findings]}
            for each in one.rejected
        ],
        "unknown": [{**each._asdict(), "needs": list(each.needs)} for each in one.unknown],
        "result": one.result.to_dict() if one.result else None,
        "shared": one.shared.to_dict() if one.shared else None,
    }  # fmt: skip


def whole(advice: Advice) -> dict[str, Any]:
    """All advice, ready for JSON."""
    policy, rulebook = advice.policy, advice.findings.rulebook
    return {
        "policy": policy.id,
        "title": policy.title._asdict(),
        "document": policy.document,
        "binding": policy.binding,
        "standard": rulebook.id,
        "on": rulebook.on.isoformat(),
        "years": list(advice.history.years),
        "readings": dict(policy.readings),
        "engine": advice.engine,
        "counts": dict(advice.counts),
        "warnings": [one.to_dict() for one in advice.warnings],
        "turned": [one.to_dict() for one in advice.turned],
        "notes": [note._asdict() for note in policy.notes],
        "schools": [record(one) for one in advice],
    }
