"""A finding: one clause applied to one subject, and everything that follows from it."""

from __future__ import annotations

import datetime as dt
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.checking.engine import bounded
from compliance.checking.engine import levers as numbers
from compliance.checking.engine.needs import needed
from compliance.checking.engine.ruling import RULINGS, Code, Outcome, Verdict
from compliance.documents.standard import Basis, Force
from compliance.documents.waivers import Waiver
from compliance.intake.school import Part, School
from compliance.rulebook.rule import Limits, Rule
from compliance.rulebook.rulebook import Rulebook


class Finding(NamedTuple):
    """One clause applied to one subject; everything else is derived from these.

    ``others`` are the rulings by the other readings, and ``worst`` the worst ruling of all parts
    by this one, where the clause is over parts. ``waiver`` is that of the clause and school, in
    force or not.
    """

    rulebook: Rulebook
    rule: Rule
    school: School
    part: Part
    code: Code
    others: tuple[tuple[str, Code], ...] = ()
    worst: Code | None = None
    waiver: Waiver | None = None

    @property
    def clause(self) -> str:
        """The clause's id."""
        return self.rule.id

    @property
    def verdict(self) -> Verdict:
        """``pass``, ``fail``, ``unknown`` or ``not_applicable``."""
        return RULINGS[self.code].verdict

    @property
    def outcome(self) -> Outcome:
        """The verdict; ``waived`` where that is a fail or unknown and a waiver is in force."""
        return "waived" if self.waived else self.verdict

    @property
    def waived(self) -> bool:
        """Whether a waiver in force turns a fail or unknown into ``waived``."""
        if self.waiver is None or self.verdict not in ("fail", "unknown"):
            return False
        return self.waiver.state(self.on) == "in_force"

    @property
    def reason(self) -> str:
        """Why the verdict is ``unknown`` or ``not_applicable``, from the closed list."""
        return RULINGS[self.code].reason

    @property
    def facts(self) -> Any:
        """The facts that are measured: of the part where the clause is over parts."""
        return self.part.facts if self.rule.measured.over else self.school.facts

    @property
    def needs(self) -> tuple[str, ...]:
        """Exactly what is missing: not reported, zero, contradicted or too rough to decide.

        >>> import compliance
        >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
        >>> findings = compliance.check({"campus_area": 40000}, rulebook)
        >>> findings["#1"]["campus-per-student"].needs
        ('students',)
        """
        if self.verdict != "unknown":
            return ()
        needs = needed(self.rule, self.code, self.part, self.school)
        if self.code in (Code.HARMLESS, Code.UNKNOWN_APPLICABILITY):
            scope = (n for n in self.rulebook.scope_facts if n in self.school.unsure)
            needs = tuple(dict.fromkeys((*needs, *scope)))
        return needs

    @property
    def measured(self) -> Fraction | None:
        """The measured value in base units, exact; None if it could not be measured."""
        if self.code in (Code.MISSING_FACT, Code.ZERO_DENOMINATOR, Code.NO_MEMBERS):
            return None
        return numbers.measured(self.rule, self.facts)

    @property
    def shortfall(self) -> Fraction | None:
        """How far a failing value is from its threshold, in base units."""
        return numbers.shortfall(self.rule, self.facts) if self.code is Code.FAIL else None

    @property
    def inferred(self) -> bool:
        """Whether the verdict rests on a recorded inference: without it, it would be unknown."""
        bare = self.rule.without
        if self.code not in (Code.PASS, Code.FAIL):
            return False
        if self.rulebook.inferred_facts and self._reads_inferences():
            return True
        if not isinstance(bare, Limits):
            return False
        unsure = self.part.conflicts if self.rule.measured.over else self.school.unsure
        return bounded.decided(self.rule, bare, self.facts, unsure) is not self.code

    def _reads_inferences(self) -> bool:
        read = (*self.rule.facts(), *self.rule.applies_facts)
        return not self.rulebook.inferred_facts.isdisjoint(read)

    @property
    def on(self) -> dt.date:
        """The day that is judged."""
        return self.rulebook.on

    @property
    def subject(self) -> str:
        """The id of the school."""
        return self.school.id

    @property
    def force(self) -> Force:
        """约束力: ``shall``, ``normally``, ``about``, ``target`` or ``may``."""
        return self.rule.force

    @property
    def basis(self) -> Basis:
        """判定方式: ``computed``, ``attested`` or ``judged``."""
        return self.rule.basis

    @property
    def comparator(self) -> str:
        """What is asked: ``at_least`` and so on."""
        return self.rule.comparator

    @property
    def unit(self) -> str:
        """The unit in which the ledger gives the numbers."""
        return self.rule.measured.unit.text

    @property
    def cite(self) -> str:
        """The article."""
        return self.rule.source.cite

    @property
    def text(self) -> str:
        """The law as quoted."""
        return self.rule.source.text

    @property
    def set_by(self) -> str:
        """The layer that gave the threshold."""
        return self.rule.source.set_by

    @property
    def reading(self) -> str:
        """The reading that was used, where the clause admits several."""
        return self.rule.reading

    @property
    def threshold(self) -> str:
        """The threshold as exact text in the clause's unit."""
        from compliance.checking.shown.ledger import threshold_text  # noqa: PLC0415 - made of findings

        return threshold_text(self)

    @property
    def inputs(self) -> list[dict[str, Any]]:
        """Every fact that was read, as given, with its cell."""
        from compliance.checking.shown.ledger import inputs  # noqa: PLC0415 - as above

        return inputs(self)

    @property
    def levers(self) -> list[numbers.Lever]:
        """Each fact that alone could close the gap, from what to what, in base units."""
        from compliance.checking.shown.ledger import levers  # noqa: PLC0415 - as above

        return levers(self)

    @property
    def depends_on_reading(self) -> bool:
        """Whether another reading of the clause gives another verdict, over all its parts."""
        own = RULINGS[self.code if self.worst is None else self.worst].verdict
        return any(RULINGS[code].verdict != own for _, code in self.others)

    def _repr_html_(self) -> str:
        from compliance.checking.shown import notebook  # noqa: PLC0415 - as above

        return notebook.finding(self).html

    def _repr_markdown_(self) -> str:
        from compliance.checking.shown import notebook  # noqa: PLC0415 - as above

        return notebook.finding(self).markdown

    def to_dict(self) -> dict[str, Any]:
        """The ledger's row with text, inputs, levers and readings, ready for JSON."""
        from compliance.checking.shown.ledger import record  # noqa: PLC0415 - ledger is made of findings

        return record(self)
