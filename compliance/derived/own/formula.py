"""``formula``: a name for a formula, which then stands for it everywhere."""

from __future__ import annotations

from typing import ClassVar

from compliance.derived import gaps
from compliance.derived.base import (
    Derivation,
    Derived,
    Found,
    Scope,
    World,
    figure,
    span_of,
)
from compliance.expressions.tree import names
from compliance.intake.school import Gap
from compliance.model import Words


class Formula(Derivation):
    """折合在校生 = 本专科 + 1.5 硕士: a quantity that several measures share."""

    key: ClassVar[str] = "formula"
    formula: Words

    def compile(self, name: str, scope: Scope) -> Derived:
        """The tree, with its dimension checked against the unit."""
        tree, shown = self.stated_formula(name, scope, self.formula, "formula")

        def reckon(world: World) -> Found:
            found = span_of(tree, world.school)
            if isinstance(found, Gap):
                return Found(None, found)
            return figure(found, gaps.rough(tree, world.school))

        reads = tuple(dict.fromkeys(names(tree)))
        return Derived(name, self.number(shown), reads, reckon, formula=tree, shown=self.formula)
