"""A rulebook as columns: for every clause a code and a measured value, in any language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from compliance.checking.columns.cells.clause import Clause, Settings
from compliance.checking.columns.cells.facts import Facts
from compliance.checking.columns.cells.value import Proof, Unproven
from compliance.checking.columns.language import Cell, Language, Mask
from compliance.checking.columns.source import Source, contradictions
from compliance.checking.engine.ruling import Code
from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Date


@dataclass(frozen=True, slots=True)
class Certificate:
    """How a clause is compared: in ``float64`` by a proof, in ``int64``, or ``exact``: not at all.

    ``closest`` is the proof with the least room; ``why`` says why not float64.
    """

    kind: str
    closest: Proof | None = None
    why: str = ""


@dataclass(frozen=True, slots=True)
class Judged:
    """A clause as cells: its code, its measured value in its unit, whether it was inferred."""

    clause: Clause
    code: Cell
    measured: Cell
    inferred: Mask
    certificate: Certificate

    @property
    def rule(self) -> Rule:
        """The clause's rule."""
        return self.clause.rule


class Plan:
    """A rulebook over the columns of one frame.

    ``stages`` holds named cells, to be computed one stage after the other, where the language
    should not repeat them. ``doubts`` are the masks of rows that only the exact engine may judge;
    with ``settle`` they are unknown instead, and a clause without a certificate is an error.
    ``pairs`` are the parts and wholes that may contradict each other, if not all of them.

    Raises:
        Unproven: with ``settle``, if a clause cannot be judged in columns.
    """

    def __init__(  # noqa: PLR0913 - one parameter an option
        self, rulebook: Rulebook, sources: Mapping[str, Source], language: Language, *,
        pairs: Iterable[tuple[str, str]] | None = None, staged: bool = False, settle: bool = False,
    ) -> None:  # fmt: skip
        self.rulebook, self.language, self.settle = rulebook, language, settle
        self.stages: tuple[dict[str, Cell], ...] = ({}, {}, {})
        self.staged = staged
        self.doubts: list[Mask] = []
        found = contradictions(rulebook.vocabulary, sources) if pairs is None else pairs
        self.facts = Facts(language, sources, self.stage, tuple(found))
        self.clauses = tuple(self._clause(n, rule) for n, rule in enumerate(rulebook.rules))

    def stage(self, stage: int, name: str, cell: Cell) -> Cell:
        """A cell that later stages refer to by its name."""
        if not self.staged:
            return cell
        self.stages[stage][name] = cell
        return self.language.column(name)

    def _clause(self, number: int, rule: Rule) -> Judged:
        why = _row_by_row(rule, self.rulebook)
        for kind in () if why else ("float64", "int64"):
            settings = Settings(f"measure {number}", self.stage, integers=kind == "int64",
                                settle=self.settle)  # fmt: skip
            clause = Clause(self.rulebook, rule, self.facts, settings)
            try:
                code, measured, inferred = clause.judged()
            except Unproven as unproven:
                why = why or unproven.code
                continue
            self.doubts += clause.doubts
            closest = min(clause.proofs, key=lambda proof: proof.gap / proof.error, default=None)
            return Judged(clause, code, measured, inferred, Certificate(kind, closest, why))
        if self.settle:
            raise Unproven(why, rule.id)
        self.doubts.append(True)
        settings = Settings(f"measure {number}", self.stage, integers=False, settle=False)
        clause = Clause(self.rulebook, rule, self.facts, settings)
        return self._nowhere(clause, Code.MISSING_FACT, Certificate("exact", why=why))

    def _nowhere(self, clause: Clause, code: Code, certificate: Certificate) -> Judged:
        """The same code in every row."""
        cell, nothing = self.language.code(int(code)), self.language.number(None)
        return Judged(clause, cell, nothing, inferred=False, certificate=certificate)


def _row_by_row(rule: Rule, rulebook: Rulebook) -> str:
    """Why a clause is not judged in columns whatever their figures are; empty if it may be."""
    facts, derived = rulebook.facts, {one.name for one in rulebook.derived}
    for way in (rule, *rule.alternatives):
        read = {*rulebook.scope_facts}
        if not way.measured.over:
            read |= {*way.facts(), *way.applies_facts}
        if not derived.isdisjoint(read):
            return "derived"
        if any(isinstance(facts[name], Date) for name in read):
            return "date"
    return ""
