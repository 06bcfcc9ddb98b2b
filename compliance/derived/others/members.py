"""``share``, ``variation``: what a region's members come to together."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from typing import ClassVar

from pydantic import Field

from compliance.derived import gaps
from compliance.derived.base import (
    Derived,
    Found,
    Scope,
    ShapeError,
    World,
    figure,
    span_of,
)
from compliance.derived.others.clauses import one
from compliance.derived.others.dispersion import root_span, weighted_variation
from compliance.derived.others.parts import Aggregate
from compliance.expressions.tree import Binary, names
from compliance.intake.school import Gap, Part, School
from compliance.model import Identifier, Slug, Words
from compliance.quantity import Span

SHOWN = 30
"""Decimals of a root that is shown; it is compared by its span, which is far closer."""


class Share(Aggregate):
    """达标比例: the share of members that pass a standard, of those it applies to."""

    key: ClassVar[str] = "share"
    share: Identifier = Field(description="members 成员")
    standard: Words = Field(description="by which they are judged 判定所依的标准")
    clause: Slug | None = Field(default=None, description="one clause of it 只看一条")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The members and the standard."""
        choose = self._chooser(self.share, scope)
        standard = scope.standard(self.standard, "standard")
        if self.clause is not None:
            scope.clause_of(standard, self.clause, "clause")

        def reckon(world: World) -> Found:
            found = choose(world)
            if isinstance(found, Gap):
                return Found(None, found)
            perhaps = gaps.merged(gap for _, gap in found)
            if perhaps is not None:
                return Found(None, perhaps)
            members = [item for item, _ in found if isinstance(item, School)]
            outcomes = [world.outcome(member, standard, self.clause) for member in members]
            counted = [outcome for outcome in outcomes if outcome != "not_applicable"]
            if not counted:
                return Found(None, Gap("no_members"))
            passed, open_ = (counted.count(outcome) for outcome in ("pass", "unknown"))
            of = len(counted)
            span = Span(Fraction(passed, of), Fraction(passed + open_, of))
            return figure(span, gap=Gap("missing_fact", (self.share,)))

        return Derived(name, self.number(one(scope)), (self.share,), reckon, shown=self.standard)


class Variation(Aggregate):
    """差异系数: the enrolment-weighted coefficient of variation of a quotient over members."""

    key: ClassVar[str] = "variation"
    variation: Identifier = Field(description="members or parts 成员或各部分")
    of: Words = Field(description="a quotient: what a member has / its pupils 商")

    def compile(self, name: str, scope: Scope) -> Derived:
        """The quotient: what each member has, and its pupils."""
        choose = self._chooser(self.variation, scope)
        tree, _ = scope.number(self.of, "of", over=self.variation)
        if not (isinstance(tree, Binary) and tree.operator == "/"):
            raise ShapeError("not-a-quotient", "of", formula=self.of)

        def reckon(world: World) -> Found:
            found = choose(world)
            if isinstance(found, Gap):
                return Found(None, found)
            perhaps = gaps.merged(gap for _, gap in found)
            pairs = perhaps or _pairs(tree, [item for item, _ in found])
            if isinstance(pairs, Gap):
                return Found(None, pairs)
            if not pairs:
                return Found(None, Gap("no_members"))
            if not sum(x for x, _ in pairs):
                return Found(None, Gap("zero_denominator", (*dict.fromkeys(names(tree.left)),)))
            span = root_span(weighted_variation(pairs))
            about = None if span.low == span.high else round(span.low, SHOWN)
            return figure(span, Gap("approximate_fact"), about)

        return Derived(name, self.number(one(scope)), (self.variation,), reckon, shown=self.of)


def _pairs(tree: Binary, members: Sequence[School | Part]) -> list[tuple[Fraction, Fraction]] | Gap:
    """What each member has and its pupils, exact and above zero, or why not."""
    pairs, open_ = [], list[Gap | None]()
    for member in members:
        spans = [span_of(one, member) for one in (tree, tree.left, tree.right)]
        known = [span for span in spans if isinstance(span, Span)]
        if len(known) == len(spans):
            open_.append(gaps.rough(tree, member))
            pairs.append((known[1].low, known[2].low))
        else:
            open_ += [span for span in spans if isinstance(span, Gap)]
    return gaps.merged(open_) or pairs
