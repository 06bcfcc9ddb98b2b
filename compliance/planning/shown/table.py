"""Plans as tables: a row a school, and the list of mergers that a bureau reports."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from compliance.advice.actions import called
from compliance.checking.shown.frames import backend_of
from compliance.planning.plan import Decision, Plan
from compliance.planning.shown.counted import (
    afterwards,
    district,
    failed,
    on_the_move,
    rule,
)
from compliance.text import Text, word

COLUMNS = ("school", "name", "district", "action", "with", "into", "advised", "rule", "cite",
           "failed", "fails_after", "cost", "pupils_moved")  # fmt: skip


class Merger(NamedTuple):
    """One group of schools that become one: the survivor first."""

    number: int
    members: tuple[tuple[str, str], ...]
    kind: Text


def mergers(plan: Plan) -> Iterator[Merger]:
    """The schools that become one, each group with its number, codes, names and kind."""
    groups = [one for one in plan.survivors.values() if len(one.members) > 1]
    for number, one in enumerate(groups, 1):
        members = tuple((member, plan[member].name) for member in one.members)
        yield Merger(number, members, called("merge_relocate" if one.new_campus else "merge"))


def merger_table(plan: Plan, language: str = "zh") -> Iterator[str]:
    """The table of mergers as CSV: number, codes and names of the members, kind.

    It has the columns of the annex to the 2022 notice on meeting the conditions of running a
    vocational school.

    >>> import compliance
    >>> rulebook = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016")
    >>> findings = compliance.check("docs/examples/fuzhou-36.xlsx", rulebook)
    >>> plan = compliance.plan(findings, "cn/fujian/fuzhou/consolidation-2016", survivors=22)
    >>> next(merger_table(plan)).splitlines()[0]
    '序号,成员学校代码和名称,类型'
    """
    heads = [word(f"planned.merger.{name}").show(language) for name in ("no", "members", "kind")]
    rows = (
        (one.number, "、".join(f"{code} {name}".strip() for code, name in one.members),
         one.kind.show(language)) for one in mergers(plan)
    )  # fmt: skip
    yield _csv(heads, rows)


def csv_blocks(plan: Plan) -> Iterator[str]:
    """A row a school as CSV; costs in 元, those of a merger with its survivor."""
    rows = (row(plan, decision) for decision in plan)
    yield _csv(COLUMNS, ([one[name] for name in COLUMNS] for one in rows))


def row(plan: Plan, decision: Decision) -> dict[str, Any]:
    """What becomes of one school, as a row."""
    survivor, move = plan.survivors.get(decision.school), rule(plan, decision)
    after = (finding.clause for finding in afterwards(plan, decision) if finding.outcome == "fail")
    return {
        "school": decision.school,
        "name": decision.name,
        "district": district(decision),
        "action": decision.action,
        "with": ", ".join(decision.with_),
        "into": decision.into,
        "advised": decision.advice.leaning or decision.advice.action,
        "rule": move.id if move else "",
        "cite": move.quoted.cite if move else "",
        "failed": "; ".join(dict.fromkeys(finding.clause for finding in failed(decision))),
        "fails_after": "; ".join(dict.fromkeys(after)),
        "cost": survivor.cost if survivor else 0,
        "pupils_moved": on_the_move(plan, decision),
    }


def frame(plan: Plan) -> Any:
    """The rows as a dataframe of the library that the schools came in."""
    import narwhals.stable.v2 as nw  # noqa: PLC0415 - only who wants a frame pays for it

    rows = [row(plan, decision) for decision in plan]
    data = {name: [one[name] for one in rows] for name in COLUMNS}
    counted = ("cost", "pupils_moved")
    schema = {name: nw.Int64() if name in counted else nw.String() for name in COLUMNS}
    found = nw.from_dict(data, schema=schema, backend=backend_of(plan.findings))
    return found.to_native()


def _csv(heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> str:
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(heads)
    writer.writerows(rows)
    return buffer.getvalue()
