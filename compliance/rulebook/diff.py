"""Two rulebooks compared: every clause that one has and the other has not, or has otherwise."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from compliance.notebook import Displayed, Shown
from compliance.rulebook.rule import Relation, Rule, compare
from compliance.rulebook.rulebook import Rulebook

FORCES = ("may", "target", "about", "normally", "shall")
Change = Literal["added", "dropped", "threshold", "force", "condition", "inference"]


@dataclass(frozen=True, slots=True)
class Difference:
    """One clause in two rulebooks.

    ``changes`` says what differs; ``direction`` how the later clause relates to the earlier one,
    ``different`` where the changes point both ways.
    """

    clause: str
    title: str
    changes: tuple[Change, ...]
    direction: Relation | Literal["added", "dropped"]
    earlier: Rule | None
    later: Rule | None

    def to_dict(self) -> dict[str, Any]:
        """The difference ready for JSON: both thresholds, each with its source."""
        return {
            "clause": self.clause,
            "title": self.title,
            "changes": list(self.changes),
            "direction": self.direction,
            "earlier": _side(self.earlier),
            "later": _side(self.later),
        }


class Differences(list[Difference], Displayed):
    """All that differs between two rulebooks."""

    def _shown(self) -> Shown:
        from compliance.rulebook import notebook  # noqa: PLC0415 - words when asked for

        return notebook.differences(self)


def _side(rule: Rule | None) -> dict[str, Any] | None:
    if rule is None:
        return None
    return {
        "comparator": rule.comparator, "threshold": rule.stated, "unit": rule.measured.unit.text,
        "force": rule.force, "set_by": rule.source.set_by, "cite": rule.source.cite,
        "text": rule.source.text, "document": rule.source.document, "inferred": rule.inferred,
        "applies_if": rule.applies_text,
    }  # fmt: skip


def diff(earlier: Rulebook, later: Rulebook) -> Differences:
    """Every clause that differs, in the order of the later rulebook, then what it dropped.

    >>> from compliance.rulebook.rulebook import load
    >>> old = load("cn/moe/secondary-vocational-2001")
    >>> new = load("cn/moe/secondary-vocational-2010")
    >>> [d.direction for d in diff(old, new) if d.clause == "periodicals"]
    ['laxer']
    """
    before = {rule.id: rule for rule in earlier.rules}
    after = {rule.id: rule for rule in later.rules}
    found = [_one(before.get(clause), rule) for clause, rule in after.items()]
    dropped = [
        Difference(clause, rule.title.zh, ("dropped",), "dropped", rule, None)
        for clause, rule in before.items()
        if clause not in after
    ]
    return Differences(one for one in [*found, *dropped] if one.changes)


def _one(a: Rule | None, b: Rule) -> Difference:
    if a is None:
        return Difference(b.id, b.title.zh, ("added",), "added", None, b)
    relation = compare(b.test, a.test)
    if a.measured.unit.dimension != b.measured.unit.dimension or a.over_key != b.over_key:
        relation = "different"
    directions: dict[Change, Relation] = {}
    if relation != "equal":
        directions["threshold"] = relation
    if a.force != b.force:
        higher = FORCES.index(b.force) > FORCES.index(a.force)
        directions["force"] = "stricter" if higher else "laxer"
    if a.applies != b.applies:
        directions["condition"] = _narrower(a, b)
    if a.inferred != b.inferred:
        directions.setdefault("inference", "equal")
    found = set(directions.values()) - {"equal"}
    overall: Relation = found.pop() if len(found) == 1 else "different" if found else "equal"
    return Difference(b.id, b.title.zh, tuple(directions), overall, a, b)


def _narrower(a: Rule, b: Rule) -> Relation:
    """A clause that applies under a condition asks for less than one that always applies."""
    if a.applies is None:
        return "laxer"
    return "stricter" if b.applies is None else "different"
