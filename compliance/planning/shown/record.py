"""A plan as data, ready for JSON."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from compliance.advice.actions import called
from compliance.numerals import exact_text
from compliance.planning.cohorts import cohort_text
from compliance.planning.phases import phases
from compliance.planning.plan import Decision, Plan, Survivor
from compliance.planning.shown.counted import (
    Purchase,
    afterwards,
    bought,
    district,
    failed,
    not_known,
    on_the_move,
    pupils,
    purchases,
    rule,
    tallies,
    total,
)
from compliance.planning.shown.table import mergers


def whole(plan: Plan) -> dict[str, Any]:
    """Everything about a plan; exact numbers are decimal text or a fraction."""
    policy, rulebook = plan.policy, plan.findings.rulebook
    region = plan.region
    return {
        "policy": policy.id,
        "title": policy.title._asdict(),
        "document": policy.document,
        "binding": policy.binding,
        "standard": rulebook.id,
        "on": rulebook.on.isoformat(),
        "readings": {**policy.readings},
        "merged_counts": region.targets.counts,
        "merged_counts_in": {
            one.district: one.counts for one in region.targets.districts if one.counts is not None
        },
        "targets": plan.targets,
        "status": plan.status,
        "method": plan.method,
        "reproducible": plan.reproducible,
        "levels": [{**level._asdict(), "proven": level.proven} for level in plan.levels],
        "counts": {**plan.counts},
        "total": total(plan)._asdict(),
        "districts": [one._asdict() for one in tallies(plan)],
        "survivors": [_survivor(plan, one) for one in plan.survivors.values()],
        "decisions": [_decision(plan, one) for one in plan],
        "transfers": [one._asdict() for one in plan.transfers],
        "mergers": [
            {"number": one.number, "kind": one.kind._asdict(),
             "members": [{"school": code, "name": name} for code, name in one.members]}
            for one in mergers(plan)
        ],
        "calendar": phases(plan).to_dict(),
        "costs": {"total": plan.cost, "bought": _bought(bought(plan))},
        "unknown": [
            {"school": school, "name": plan[school].name,
             "needs": [{"fact": need, "title": plan[school].advice.name_of(need)._asdict()}
                       for need in needs]}
            for school, needs in not_known(plan).items()
        ],
    }  # fmt: skip


def _bought(found: Iterable[Purchase]) -> list[dict[str, Any]]:
    return [
        {"fact": one.fact, "title": one.title._asdict(), "amount": exact_text(one.amount),
         "unit": one.unit._asdict(), "cost": one.cost} for one in found
    ]  # fmt: skip


def _survivor(plan: Plan, one: Survivor) -> dict[str, Any]:
    return {
        "school": one.id,
        "name": plan[one.id].name,
        "district": district(plan[one.id]),
        "members": list(one.members),
        "new_campus": one.new_campus,
        "bought": _bought(purchases(plan, one)),
        "taken": one.taken,
        "cohorts": [
            {
                "group": cohort.group,
                "major": cohort.major,
                "pupils": pupils,
                "title": cohort_text(cohort, plan.findings.rulebook)._asdict(),
            }
            for cohort, pupils in one.cohorts.items()
        ],
        "cost": one.cost,
        "outcome": one.findings.outcome,
        "conceded": list(one.conceded),
        "findings": one.findings.to_dict(),
        "also": other.to_dict() if (other := plan.also(one)) is not None else None,
    }


def _decision(plan: Plan, one: Decision) -> dict[str, Any]:
    advice, move = one.advice, rule(plan, one)
    said = (move.quoted.text or move.quoted.paraphrase or "") if move else ""
    return {
        "school": one.school,
        "name": one.name,
        "district": district(one),
        "outcome": advice.findings.outcome,
        "action": one.action,
        "title": called(one.action)._asdict(),
        "with": list(one.with_),
        "into": one.into,
        "advised": advice.action,
        "leaning": advice.leaning,
        "override": one.override,
        "pupils": pupils(one),
        "pupils_moved": on_the_move(plan, one),
        "rule": move.id if move else "",
        "cite": move.quoted.cite if move else "",
        "text": said,
        "verbatim": bool(move and move.quoted.text),
        "ground": (move.quoted.ground or "") if move else "",
        "force": move.force if move else "",
        "failed": [finding.to_dict() for finding in failed(one)],
        "after": [finding.to_dict() for finding in afterwards(plan, one)],
        "rejected": [
            {"action": each.action, "rule": each.rule, "why": each.why, "with": each.with_,
             "by": each.by, "clauses": [finding.clause for finding in each.findings]}
            for each in advice.rejected
        ],
    }  # fmt: skip
