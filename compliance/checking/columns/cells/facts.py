"""The first stage of a plan: facts as columns, with what is known to be wrong with them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import cache
from typing import Any

from compliance.checking.columns.cells.value import Floats, Integers, Proof
from compliance.checking.columns.language import (
    Cell,
    Language,
    Mask,
    all_of,
    any_of,
    both,
    either,
    opposite,
)
from compliance.checking.columns.source import GUARDS, Source
from compliance.intake.evidence import NO, YES
from compliance.quantity import MISSING_MARKS
from compliance.vocabulary import Category, Evidence, Flag, Number

REFUSED = "refused "
"""What the column is called that says of a fact where it was not understood; no fact's name has
a blank.
"""
READ, MARKED, MEASURED = 0, 1, 2
"""The stages: facts as read; what is known to be wrong with them; what is measured."""
Stage = Callable[[int, str, Cell], Cell]
"""Names a cell of a stage, and gives what later stages call it."""


class Facts:
    """The facts of a frame; a fact that has no column is not known in any row."""

    def __init__(
        self, language: Language, sources: Mapping[str, Source], stage: Stage,
        contradictions: tuple[tuple[str, str], ...],
    ) -> None:  # fmt: skip
        self.language, self.sources, self.stage = language, sources, stage
        self.contradictions = contradictions
        self.cell = cache(self._cell)
        self.refused = cache(self._refused)
        self.against = cache(self._against)
        self.untidy = cache(self._untidy)

    def known(self, name: str) -> Mask:
        """Whether the fact is reported and understood."""
        return opposite(self.cell(name).is_null()) if name in self.sources else False

    def missing(self, name: str) -> Mask:
        """Whether the fact is not reported or not understood."""
        return self.cell(name).is_null() if name in self.sources else True

    def _cell(self, name: str) -> Cell:
        """The fact as read; null where it was not reported or not understood."""
        source = self.sources[name]
        raw = self.language.column(source.column)
        if isinstance(source.fact, Number):
            wrong = self._wrong(source)
            cell = self.language.floats(raw) if source.guards & GUARDS else raw
            if wrong is not False:
                cell = self.language.when(wrong, self.language.number(None), cell)
        elif "labels" not in source.guards:
            return raw
        elif isinstance(source.fact, Flag | Evidence):
            cell = self._flag(raw)
        elif isinstance(source.fact, Category):
            cell = self._code(raw, source.fact)
        else:
            cell = self.language.strings(raw)
        return self.stage(READ, f"read {name}", cell)

    def _wrong(self, source: Source) -> Mask:
        """Whether a number of a column cannot be what the school meant."""
        whole = source.number.decimals == 0
        guards = source.guards & (GUARDS if whole else GUARDS - {"decimals"})
        return any_of([self.breaks(source.name, guard) for guard in sorted(guards)])

    def breaks(self, name: str, guard: str) -> Mask:
        """Whether a number of a column is what a guard is there for."""
        source = self.sources[name]
        cell = self.language.floats(self.language.column(source.column))
        if guard == "range":
            low, high = source.range
            return (cell < low) | (cell > high)
        if guard == "odd":
            return (cell > 0.0) & (cell <= 1.0 if source.percent else cell < 1.0)
        return self._beyond(cell, source)

    def _beyond(self, cell: Cell, source: Source) -> Mask:
        """Whether a number has more decimals than declared."""
        if source.decimals == 0:
            return self.language.nearest(cell) != cell
        scale = float(10**source.decimals)
        return self.language.shortened(cell, scale) != cell

    def _flag(self, raw: Cell) -> Cell:
        """A truth; texts that say neither yes nor no are not understood."""
        text, flag = self.language.strings(raw), self.language.flag
        no = self.language.when(text.is_in(sorted(NO)), flag(False), flag(None))  # noqa: FBT003
        return self.language.when(text.is_in(sorted(YES)), flag(True), no)  # noqa: FBT003

    def _code(self, raw: Cell, fact: Category) -> Cell:
        """A category's value by any label that is written exactly so."""
        text, cell = self.language.strings(raw), self.language.text(None)
        for code, value in fact.values.items():
            labels = sorted({code, value.zh, value.en, *value.labels})
            cell = self.language.when(text.is_in(labels), self.language.text(code), cell)
        return cell

    def _refused(self, name: str) -> Mask:
        """Whether something was given that is not understood: nothing may stand in for it."""
        source = self.sources.get(name)
        if source is None or not source.guards:
            return False
        if "refused" in source.guards:
            mark = self.language.column(REFUSED + name)
            wrong = self._wrong(source) if isinstance(source.fact, Number) else False
            return either(mark, wrong)
        raw = self.language.column(source.column)
        if isinstance(source.fact, Number):
            wrong = self._wrong(source)
            nothing = self.language.floats(raw).is_nan()
        else:
            wrong = self.cell(name).is_null()
            nothing = self.language.strings(raw).is_in(sorted(MISSING_MARKS))
        if wrong is False:
            return False
        given = both(opposite(raw.is_null()), opposite(nothing))
        return self.stage(MARKED, REFUSED + name, both(given, wrong))

    def _against(self, name: str) -> Mask:
        """Whether the fact contradicts another: a part that exceeds its whole."""
        found = [
            all_of([self.known(pair[0]), self.known(pair[1]), self.exceeds(*pair)])
            for pair in self.contradictions if name in pair
        ]  # fmt: skip
        return self.stage(MARKED, f"against {name}", any_of(found)) if found else False

    def exceeds(self, part: str, whole: str) -> Mask:
        """Whether a part is more than its whole, so that one of them is wrong."""
        (a, below_a), (b, below_b) = self.floats(part, []), self.floats(whole, [])
        if a.scale * below_b == b.scale * below_a:
            return a.cell > b.cell  # decimals keep their order as floats, however many they are
        return a * below_b > b * below_a

    def _untidy(self, name: str) -> Mask:
        """Whether a number has more decimals than the proofs count on."""
        source = self.sources.get(name)
        if source is None or "decimals" not in source.guards or source.number.decimals == 0:
            return False
        return self.stage(MARKED, f"untidy {name}", self._beyond(self.cell(name), source))

    def floats(self, name: str, proofs: list[Proof]) -> tuple[Floats, int]:
        """The fact as numerator and denominator in base units, for float64 arithmetic."""
        source = self.sources[name]
        num, den = source.factor.as_integer_ratio()
        steps = 10**source.decimals
        rounded = None if source.number.smallest < 0 else 1 if source.decimals else 0
        cell = self.cell(name)
        return Floats(
            cell,
            Fraction(num * steps),
            num,
            source.largest * num,
            rounded,
            proofs,
            self.language.when,
        ), den * steps

    def integers(self, name: str) -> tuple[Integers, int]:
        """The fact as numerator and denominator in base units, in whole steps."""
        source = self.sources[name]
        num, den = source.factor.as_integer_ratio()
        steps, largest = 10**source.decimals, source.largest
        whole: Any = self.cell(name)
        if steps > 1:
            whole = self.language.nearest(whole * float(steps))
        cell = self.stage(MARKED, f"steps {name}", self.language.integers(whole))
        whole_ = Integers(cell, num, largest * num, self.language.when)
        return whole_.fits(), den * steps


def known_all(facts: Facts, names: tuple[str, ...]) -> Mask:
    """Whether all of some facts are known."""
    return all_of([facts.known(name) for name in names])
