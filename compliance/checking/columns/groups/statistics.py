"""Group statistics of whole columns: float64 sums, and fractions where rounding might matter.

The verdicts are those of ``checking.statistics``, whose nouns these are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from functools import cached_property
from typing import Any

import narwhals.stable.v2 as nw

from compliance.checking.columns import shapes
from compliance.checking.columns.groups.grouping import Group, Groups, Look
from compliance.checking.columns.groups.pairs import pairs
from compliance.checking.columns.language import Cell, both
from compliance.checking.columns.source import found
from compliance.checking.engine.ruling import RULINGS, Verdict
from compliance.checking.engine.statistics import certain, plain_limit
from compliance.checking.finding import Finding
from compliance.checking.findings import Rate
from compliance.checking.statistics import (
    Share,
    Variation,
    members,
    quotient,
    share_of,
    variation_of,
    x_and_p,
)
from compliance.expressions.tree import names
from compliance.intake.values import exact

WAIVED = -1
"""Stands in place of the code of a clause that is waived."""


def share(groups: Groups, clause: str | None) -> dict[str, Share]:
    """As ``statistics.share``, the groups in the order of their names.

    Raises:
        NotFound: no such clause.
        FactsError: the frame cannot be read.
    """
    cell = _outcome(groups) if clause is None else _ruled(groups, clause)
    unknown = cell == "unknown" if clause is None else shapes.is_verdict(cell, "unknown")
    look = Look(groups, {"school": groups.store.school_cell}, unknown)
    return {key: ColumnShare(look, clause, group) for key, group in groups.counted(cell).items()}


def variation(groups: Groups, clause: str) -> dict[str, Variation]:
    """As ``statistics.variation``, the groups in the order of their names.

    Raises:
        NotFound: no such clause, or none that is a quotient.
        FactsError: the frame cannot be read.
    """
    formula = Formula(groups, clause)
    summed = groups.summed(formula.cells(), formula.terms())
    return {key: ColumnVariation(formula, group) for key, group in summed.items()}


def _outcome(groups: Groups) -> Cell:
    plan, language = groups.store.plan, groups.store.language
    codes = {judged.rule.id: judged.code for judged in plan.clauses}
    waived = {clause: groups.store.waived(clause) for clause in codes}
    return shapes.outcomes(plan, language, codes, waived)["outcome"]


def _ruled(groups: Groups, clause: str) -> Cell:
    """A clause's code, or ``WAIVED``."""
    language, code = groups.store.language, groups.judged(clause).code
    waived = shapes.is_waived(code, groups.store.waived(clause))
    return language.when(waived, language.code(WAIVED), code)


def _outcome_of(ruled: int) -> str:
    return "waived" if ruled == WAIVED else RULINGS[ruled].verdict


class ColumnShare(Share):
    """A share whose undecided schools are looked up when somebody asks for them."""

    _unknown: Look
    _group: Group
    _aside: tuple[str, ...]

    def __init__(self, unknown: Look, clause: str | None, group: Group) -> None:
        aside, counts = share_of(group.aside, clause), Counter[str]()
        for ruled, schools in group.sums.items():
            counts[ruled if clause is None else _outcome_of(ruled)] += int(schools)
        of = counts.total() - counts["not_applicable"]
        some = Rate(counts["pass"], counts["unknown"], of)
        rate = Rate(*(one + other for one, other in zip(aside.rate, some, strict=True)))
        self.__dict__.update(rate=rate, _aside=aside.undecided, _group=group, _unknown=unknown)

    @cached_property
    def undecided(self) -> tuple[str, ...]:
        """The ids of the unknown schools; those of a lazy frame are collected now."""
        if self.rate.unknown == len(self._aside):
            return self._aside
        names = self._unknown.of(self._group)["school"].to_list()
        return (*self._aside, *(name or "" for name in names))

    def __repr__(self) -> str:
        return f"<Share {self.rate}>"


class Formula:
    """A clause's quotient in groups: its cells for one pass, and its exact figures."""

    def __init__(self, groups: Groups, clause: str) -> None:
        self.groups, self.clause = groups, clause
        self.tree = quotient(groups.store.rulebook, clause)
        self.judged = groups.judged(clause)
        self.pairs = pairs(self.judged, self.tree, as_printed=self._as_printed())
        facts, language, member = self.judged.clause.facts, groups.store.language, self.pairs.member
        self.sources = {
            name: facts.sources[name] for name in names(self.tree) if name in facts.sources
        }
        cells = {name: language.column(one.column) for name, one in self.sources.items()}
        rest = language.when(self.pairs.clean, language.flag(False), language.flag(True))  # noqa: FBT003 - the values themselves
        self.clean = Look(groups, cells, self.pairs.clean)
        self.rest = Look(groups, groups.store.whole, both(member, rest))

    def _as_printed(self) -> bool:
        """Whether a printed ratio stands in a column of plain numbers."""
        printed, store = self.judged.rule.measured.printed, self.groups.store
        schema = store.schools.frame.schema
        sources, _ = found(store.rulebook, schema)
        if printed is None or printed.facts[0] not in sources:
            return True
        kind = schema[sources[printed.facts[0]].column]
        return bool(kind.is_integer() or kind == nw.Float64)

    def cells(self) -> dict[str, Cell]:
        """Members, their gaps, and the figures of those that surely lack nothing."""
        when, language, of = self.groups.store.language.when, self.groups.store.language, self.pairs
        one, none, nothing = language.code(1), language.code(0), language.number(None)
        counted = {"member": when(of.member, one, none), "gap": when(of.gap, one, none)}
        return counted | {"x": when(of.clean, of.x, nothing), "p": when(of.clean, of.p, nothing)}

    def terms(self) -> dict[str, Any]:
        """What is summed of these cells."""
        x, p = nw.col("x"), nw.col("p")
        counts = {"members": nw.col("member"), "gaps": nw.col("gap"), "clean": ~p.is_null()}
        counted = {name: cell.cast(nw.Int64) for name, cell in counts.items()}
        return {**counted, "x": x, "p": p, "x2/p": x * x / p}

    def unclean(self, group: Group) -> list[Finding]:
        """Every member that may lack something, judged one by one."""
        some = list(group.aside)
        if group.sums["members"] > group.sums["clean"]:
            some += map(self.groups.judge, self.groups.store.read(self.rest.of(group)))
        return members(some, self.clause)

    def exactly(self, group: Group) -> Iterator[tuple[Fraction, Fraction]]:
        """What the other members have; a float means its shortest decimal text."""
        if not group.sums["clean"]:
            return
        units = {name: source.factor.as_integer_ratio() for name, source in self.sources.items()}
        for row in self.clean.of(group).iter_rows(named=True):
            figures = {name: _times(exact(row[name]), unit) for name, unit in units.items()}
            yield x_and_p(self.tree, figures)


def _times(one: tuple[int, int], other: tuple[int, int]) -> tuple[int, int]:
    return one[0] * other[0], one[1] * other[1]


class ColumnVariation(Variation):
    """A coefficient by float64 sums; its rows are collected only for what needs them.

    That is its exact square, its text, what a group with gaps needs, and a verdict so near the
    limit that rounding might decide it.
    """

    _formula: Formula
    _group: Group
    _counts: dict[str, int]
    _whole: bool

    def __init__(self, formula: Formula, group: Group) -> None:
        aside = len(members(group.aside, formula.clause))
        counts = {name: int(group.sums[name]) for name in ("members", "gaps", "clean")}
        whole = not aside and counts["members"] == counts["clean"] and formula.pairs.proven
        self.__dict__.update(schools=counts["members"] + aside, _formula=formula, _group=group,
                             _counts=counts, _whole=whole and group.sums["x"] > 0)  # fmt: skip

    @cached_property
    def _known(self) -> Variation:
        formula, group, clean = self._formula, self._group, self._counts["clean"]
        return variation_of(formula.tree, formula.unclean(group), formula.exactly(group), clean)

    @cached_property
    def squared(self) -> Fraction | None:
        """The exact square, if there is one."""
        return self._known.squared

    @cached_property
    def needs(self) -> tuple[tuple[str, str], ...]:
        """Each school's id and fact that is missing, zero, contradicted or approximate."""
        return () if self._whole else self._known.needs

    @cached_property
    def reason(self) -> str:
        """Why there is no coefficient."""
        return "" if self._whole else self._known.reason

    def verdict(self, at_most: Fraction | str) -> Verdict:
        """As ``Variation.verdict``."""
        limit, sums = plain_limit(at_most), self._group.sums
        if self._counts["gaps"]:
            return "unknown"
        if not self._whole:
            return super().verdict(limit)
        sure = certain(sums["x"], sums["p"], sums["x2/p"], self.schools, limit)
        return sure or super().verdict(limit)

    def __repr__(self) -> str:
        return f"<Variation of {self.schools} schools>"
