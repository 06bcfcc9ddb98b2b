"""Group statistics, exact: the share that passes, coefficients of variation and their mean.

Findings judged one by one are counted here; those of whole columns by ``columns.groups``, which
gives the same nouns.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, NamedTuple

from compliance.checking.engine.bounded import agrees, as_pair, figure
from compliance.checking.engine.ruling import RULINGS, Code, Verdict
from compliance.checking.engine.statistics import (
    mean_root,
    plain_limit,
    shown,
)
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, Rate, SchoolFindings
from compliance.derived.others.dispersion import weighted_variation
from compliance.errors import NotFound, Problem, nearest
from compliance.expressions import fold
from compliance.expressions.certain import zero_divisors
from compliance.expressions.tree import Binary, Tree, names
from compliance.notebook import Displayed, Shown
from compliance.quantity import Pair
from compliance.rulebook.rule import Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.vocabulary import Number, Parts


@dataclass(frozen=True)
class Variation(Displayed):
    """A coefficient of variation 差异系数 by its exact square; None where it is not known.

    ``needs`` holds each school's id and fact that is missing, zero, contradicted or approximate,
    ``reason`` is a finding's. The text is on its own side of any limit of three decimals or less.
    """

    squared: Fraction | None
    schools: int
    needs: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Variation) and _said(self) == _said(other)

    def __hash__(self) -> int:
        return hash(_said(self))

    def verdict(self, at_most: Fraction | str) -> Verdict:
        """Whether the coefficient is at most a limit such as ``"0.50"`` or ``"50 %"``.

        Raises:
            ValueError: the limit is a float, below zero or no plain number.

        >>> on_the_limit = Variation(Fraction(1, 4), schools=2)
        >>> on_the_limit.verdict(at_most="0.50"), on_the_limit.verdict(at_most="0.45")
        ('pass', 'fail')
        """
        limit = plain_limit(at_most)
        if self.squared is None:
            return RULINGS[Code[self.reason.upper()]].verdict
        return "pass" if self.squared <= limit**2 else "fail"

    def __str__(self) -> str:
        return "—" if self.squared is None else shown((self.squared,))

    def _shown(self) -> Shown:
        from compliance.checking.shown import notebook  # noqa: PLC0415 - words when asked for

        return notebook.variation(self)


class Composite(NamedTuple):
    """The mean of several coefficients by their exact squares, none if not known."""

    squares: tuple[Fraction, ...]
    needs: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    def verdict(self, at_most: Fraction | str) -> Verdict:
        """Whether the mean is at most a limit; as ``Variation.verdict``."""
        limit = plain_limit(at_most)
        if self.reason:
            return RULINGS[Code[self.reason.upper()]].verdict
        return "pass" if mean_root(self.squares, limit)[1] <= limit else "fail"

    def __str__(self) -> str:
        return "—" if self.reason else shown(self.squares)


@dataclass(frozen=True)
class Share(Displayed):
    """The share of schools that pass 达标比例; ``undecided`` are the ids of its unknown schools."""

    rate: Rate
    undecided: tuple[str, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Share) and _said(self) == _said(other)

    def __hash__(self) -> int:
        return hash(_said(self))

    def verdict(self, at_least: Fraction | str) -> Verdict:
        """``pass`` or ``fail`` only where the whole interval lies on one side of the limit.

        The limit is as for ``Variation.verdict``, and a ValueError too if it is above one.

        >>> share = Share(Rate(passed=8, unknown=1, of=10))
        >>> [share.verdict(at_least=limit) for limit in ("80 %", "90 %", "91 %")]
        ['pass', 'unknown', 'fail']
        """
        limit = plain_limit(at_least)
        if limit > 1:
            raise ValueError(at_least)
        if not self.rate.of:
            return "not_applicable"
        if self.rate.low >= limit:
            return "pass"
        return "fail" if self.rate.high < limit else "unknown"

    def _shown(self) -> Shown:
        from compliance.checking.shown import notebook  # noqa: PLC0415 - as above

        return notebook.share(self)


def _said(one: Share | Variation) -> tuple[Any, ...]:
    """What a noun says, whichever way it was found out."""
    return tuple(getattr(one, field.name) for field in fields(one))


def share(findings: Findings, clause: str | None = None, by: str | None = None) -> dict[str, Share]:
    """The share of schools that pass a clause, or the whole standard, of those it applies to.

    ``by`` names a fact such as ``district``, for a share of each of its values; schools that do
    not report it or contradict themselves come under ``""``, and so do all without ``by``.

    Raises:
        NotFound: no such clause, or no such fact to group by.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> schools = [{"id": "甲", "students": 1200}, {"id": "乙", "students": 1199}, {"id": "丙"}]
    >>> found = share(compliance.check(schools, rulebook), "enrolment")[""]
    >>> str(found.rate), found.verdict(at_least="80 %"), found.undecided
    ('33.3 %–66.7 %', 'fail', ('丙',))
    """
    if clause is not None:
        findings.rulebook[clause]
    return {key: share_of(group, clause) for key, group in _groups(findings, by).items()}


def share_of(group: Iterable[SchoolFindings], clause: str | None) -> Share:
    """The share of schools that pass, of some that were judged one by one."""
    found = [(item.outcome if clause is None else item[clause].outcome, item) for item in group]
    undecided = tuple(item.school.id for outcome, item in found if outcome == "unknown")
    passed = sum(outcome == "pass" for outcome, _ in found)
    of = sum(outcome != "not_applicable" for outcome, _ in found)
    return Share(Rate(passed, len(undecided), of), undecided)


def variation(findings: Findings, clause: str, by: str | None = None) -> dict[str, Variation]:
    """The coefficient of variation 差异系数 of a clause's measure, of the schools it applies to.

    The measure's formula is a quotient, x its numerator and p its denominator. Unknown unless
    every school reports both, exact and uncontradicted, and no p is zero; nothing stands in, and
    the threshold plays no part. ``by`` is as for ``share``.

    Raises:
        NotFound: no such clause or none that is a quotient, or no such fact to group by.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> pupils, books = (45, 37, 89, 76, 55), (279, 137, 935, 160, 402)
    >>> schools = [{"id": n, "students": pupils[n], "books": books[n]} for n in range(5)]
    >>> found = variation(compliance.check(schools, rulebook), "books-per-student")[""]
    >>> str(found), found.verdict(at_most="0.50")
    ('0.5153', 'fail')
    """
    tree = quotient(findings.rulebook, clause)
    return {
        key: variation_of(tree, members(group, clause))
        for key, group in _groups(findings, by).items()
    }


def composite(variations: Iterable[Variation]) -> Composite:
    """The mean of several coefficients 综合差异系数, such as the eight of 教督〔2012〕3号.

    A mean of fewer is another figure: unknown if one is, else not applicable if one is not.

    >>> printed = (".437", ".419", ".255", ".188", ".171", ".263", ".263", ".420")
    >>> mean = composite(Variation(Fraction(cv) ** 2, schools=9) for cv in printed)
    >>> str(mean), mean.verdict(at_most="0.302")
    ('0.302', 'pass')
    """
    parts = tuple(variations)
    codes = [Code[part.reason.upper()] for part in parts if part.reason]
    if codes or not parts:
        needs = dict.fromkeys(need for part in parts for need in part.needs)
        return Composite((), tuple(needs), RULINGS[min(codes, default=Code.NO_MEMBERS)].reason)
    return Composite(tuple(part.squared for part in parts if part.squared is not None))


def _groups(findings: Findings, by: str | None) -> dict[str, list[SchoolFindings]]:
    if by is None:
        return {"": list(findings)}
    known_group(findings.rulebook, by)
    groups: dict[str, list[SchoolFindings]] = {}
    for item in findings:
        groups.setdefault(group_of(item, by), []).append(item)
    return groups


def known_group(rulebook: Rulebook, by: str) -> None:
    """Refuse a fact that schools cannot be grouped by.

    Raises:
        NotFound: with the nearest fact that is a text, a category or a yes or no.
    """
    facts = rulebook.vocabulary.facts
    known = [name for name, fact in facts.items() if not isinstance(fact, Number | Parts)]
    if by not in known:
        values = {"fact": by, "nearest": nearest(by, known) or "—"}
        raise NotFound(Problem("unknown-fact", values=values))


def group_of(item: SchoolFindings, by: str) -> str:
    """The group that a school comes under."""
    return "" if by in item.school.conflicts else item.school.text(by)


def quotient(rulebook: Rulebook, clause: str) -> Binary:
    """The formula of a clause's measure.

    Raises:
        NotFound: no such clause, or none whose formula is a quotient.
    """
    tree = _quotient(rulebook[clause])
    if tree is None:
        fit = [rule.id for rule in rulebook.rules if _quotient(rule)]
        values = {"key": "clause", "found": clause, "known": ", ".join(fit),
                  "nearest": nearest(clause, fit) or "—"}  # fmt: skip
        raise NotFound(Problem("unknown-value", values=values))
    return tree


def _quotient(rule: Rule) -> Binary | None:
    tree = None if rule.measured.over else rule.measured.formula.tree
    return tree if isinstance(tree, Binary) and tree.operator == "/" else None


def members(group: Iterable[SchoolFindings], clause: str) -> list[Finding]:
    """A clause's findings of the schools that it applies to, or may apply to."""
    return [found for item in group if (found := item[clause]).code < Code.CONDITION_FALSE]


def variation_of(
    tree: Binary, found: Sequence[Finding], others: Iterable[tuple[Fraction, Fraction]] = (),
    schools: int = 0,
) -> Variation:  # fmt: skip
    """The coefficient of members that were judged one by one, and of ``schools`` others.

    These lack nothing; what they have, x and p, is asked for only if no member lacks anything.
    """
    schools += len(found)
    if not schools:
        return Variation(None, 0, reason="no_members")
    gaps = [(code, one.subject, fact) for one in found for code, fact in _gaps(tree, one)]
    if gaps:
        needs = dict.fromkeys((school, fact) for _, school, fact in gaps if fact)
        return Variation(None, schools, tuple(needs), RULINGS[min(gaps)[0]].reason)
    pairs = [*others, *(x_and_p(tree, _figures(tree, one)) for one in found)]
    if not sum(x for x, _ in pairs):
        return Variation(None, schools, reason="zero_denominator")
    return Variation(weighted_variation(pairs), schools)


def x_and_p(tree: Binary, figures: Mapping[str, Pair]) -> tuple[Fraction, Fraction]:
    """The numerator and the denominator of a quotient, in base units."""
    return _value(tree.left, figures), _value(tree.right, figures)


def _value(tree: Tree, figures: Mapping[str, Pair]) -> Fraction:
    return Fraction(*fold.number(tree, figures.__getitem__, []))


def _figures(tree: Tree, finding: Finding) -> dict[str, Pair]:
    return {name: as_pair(finding.facts[name]) for name in names(tree)}


def _gaps(tree: Binary, finding: Finding) -> list[tuple[Code, str]]:
    """Why x and p are not known or not to be believed; the fact is empty where none would help."""
    facts, read, gaps = finding.facts, tuple(names(tree)), list[tuple[Code, str]]()
    if finding.code in (Code.CONFLICTING_FACTS, Code.UNKNOWN_APPLICABILITY, Code.HARMLESS):
        gaps += [(finding.code, fact) for fact in finding.needs or ("",)]
    gaps += [(Code.MISSING_FACT, fact) for fact in read if fact not in facts]
    gaps += [(Code.CONFLICTING_FACTS, fact) for fact in read if fact in finding.school.conflicts]
    gaps += [(Code.APPROXIMATE_FACT, fact) for fact in read if fact in facts and facts[fact].span]
    for part in zero_divisors(tree, facts):
        zeros = (fact for fact in names(part.right) if not figure(facts[fact]))
        gaps += [(Code.ZERO_DENOMINATOR, fact) for fact in zeros]
    printed = finding.rule.measured.printed
    stated = facts.get(printed.facts[0]) if printed else None
    # a printed ratio that refutes the totals counts even where both give the clause one verdict
    if printed and stated and not stated.span and not gaps and not agrees(finding.rule, facts):
        gaps = [(Code.CONFLICTING_FACTS, fact) for fact in (*read, *printed.facts)]
    return gaps
