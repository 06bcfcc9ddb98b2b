"""Group statistics, exact: the share that passes, coefficients of variation and their mean.

A coefficient is a square root, irrational in general: its exact square is kept, and no rounded
root is compared. The first half knows nothing of findings, so that any engine can call it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import isfinite, isqrt
from typing import NamedTuple

from compliance.checking.engine.bounded import agrees, as_pair, figure, zero_divisors
from compliance.checking.engine.ruling import RULINGS, Code, Verdict
from compliance.checking.finding import Finding
from compliance.checking.findings import Findings, Rate, SchoolFindings
from compliance.errors import NotFound, Problem, nearest
from compliance.expressions import fold
from compliance.expressions.tree import Binary, Tree, names
from compliance.numerals import display
from compliance.quantity import read_quantity
from compliance.rulebook.rule import Rule
from compliance.vocabulary import Number, Parts


def weighted_variation(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """The exact square of the enrolment-weighted coefficient of variation 差异系数.

    教督〔2012〕3号: X̄ = Σx/Σp, S² = Σ (p/P)(x/p − X̄)², CV = S/X̄; and so CV² = P·Σ(x²/p)/(Σx)² − 1.

    Each pair is what a school has (x, not below zero) and its pupils (p, above zero): all x in
    one unit, all p in one unit, the result in none.

    Raises:
        ZeroDivisionError: where a p is zero, or every x.

    >>> weighted_variation([(Fraction(1), Fraction(1)), (Fraction(3), Fraction(1))])
    Fraction(1, 4)
    """
    total = weights = terms = Fraction(0)
    for x, p in pairs:
        total, weights, terms = total + x, weights + p, terms + x * x / p
    return weights * terms / total**2 - 1


def certain(
    sum_x: float, sum_p: float, sum_x2_over_p: float, schools: int, limit: Fraction | str
) -> Verdict | None:
    """The verdict on a coefficient of variation where rounding cannot have changed it, else None.

    A sum is off by at most (schools + 8)·2⁻⁵² of itself: a term read, squared and divided in
    float64 by less than ten half-units, a sum in any order by one half-unit a term. All else is
    exact, and CV² + 1 is compared with limit² + 1, so that nothing cancels.

    The float64 sums are Σx, Σp and Σ(x·x/p) over ``schools`` terms, every p and every x that is
    not zero between 1e-100 and 1e100; ``limit`` is as for ``Variation.verdict``.

    >>> [certain(10.0, 10.0, 12.5, 2, limit) for limit in ("0.49", "0.50", "0.51")]
    ['fail', None, 'pass']
    """
    wanted, error = 1 + _limit(limit) ** 2, Fraction(schools + 8, 2**52)
    if error >= 1 or not all(isfinite(at) and at > 0 for at in (sum_x, sum_p, sum_x2_over_p)):
        return None
    ratio = Fraction(sum_p) * Fraction(sum_x2_over_p) / Fraction(sum_x) ** 2
    slack = ((1 + error) / (1 - error)) ** 2
    if ratio * slack <= wanted:
        return "pass"
    return "fail" if ratio / slack > wanted else None


def mean_root(squares: Sequence[Fraction], limit: Fraction) -> tuple[Fraction, Fraction]:
    """The mean of square roots as (low, high): itself twice, or one below and one above it.

    A sum of positive square roots of rational numbers is rational only if each of them is: the
    mean is found exactly or is not the limit, and then narrower bounds part the two.

    >>> mean_root([Fraction(4), Fraction(1, 4)], Fraction(1))
    (Fraction(5, 4), Fraction(5, 4))
    """
    bits = 128
    while True:
        roots = [_root(square, bits) for square in squares]
        low, high = (sum(ends, Fraction(0)) / len(roots) for ends in zip(*roots, strict=True))
        if not low < limit < high:
            return low, high
        bits *= 2


def _root(square: Fraction, bits: int) -> tuple[Fraction, Fraction]:
    root = Fraction(isqrt(square.numerator), isqrt(square.denominator))
    if root**2 == square:
        return root, root
    cut = isqrt((square.numerator << 2 * bits) // square.denominator)
    return Fraction(cut, 1 << bits), Fraction(cut + 1, 1 << bits)


def _show(squares: Sequence[Fraction]) -> str:
    """Four decimals, or as many as it takes not to look like the thousandth beside it."""
    near = round(mean_root(squares, Fraction(0))[0], 3)
    low, high = mean_root(squares, near)
    return display((low + high) / 2, near, digits=4)


def _limit(given: Fraction | str) -> Fraction:
    if isinstance(given, str):
        found = read_quantity(given)
        if found.span or found.remark or (found.unit and found.unit.dimension):
            raise ValueError(given)
        return found.value
    if not isinstance(given, Fraction | int) or given < 0:
        raise ValueError(given)  # a float is not the number that was written
    return Fraction(given)


class Variation(NamedTuple):
    """A coefficient of variation 差异系数 by its exact square; None where it is not known.

    ``needs`` holds each school's id and fact that is missing, zero, contradicted or approximate,
    ``reason`` is a finding's. The text is on its own side of any limit of three decimals or less.
    """

    squared: Fraction | None
    schools: int
    needs: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    def verdict(self, at_most: Fraction | str) -> Verdict:
        """Whether the coefficient is at most a limit such as ``"0.50"`` or ``"50 %"``.

        Raises:
            ValueError: the limit is a float, below zero or no plain number.

        >>> on_the_limit = Variation(Fraction(1, 4), schools=2)
        >>> on_the_limit.verdict(at_most="0.50"), on_the_limit.verdict(at_most="0.45")
        ('pass', 'fail')
        """
        limit = _limit(at_most)
        if self.squared is None:
            return RULINGS[Code[self.reason.upper()]].verdict
        return "pass" if self.squared <= limit**2 else "fail"

    def __str__(self) -> str:
        return "—" if self.squared is None else _show((self.squared,))


class Composite(NamedTuple):
    """The mean of several coefficients by their exact squares, none if not known."""

    squares: tuple[Fraction, ...]
    needs: tuple[tuple[str, str], ...] = ()
    reason: str = ""

    def verdict(self, at_most: Fraction | str) -> Verdict:
        """Whether the mean is at most a limit; as ``Variation.verdict``."""
        limit = _limit(at_most)
        if self.reason:
            return RULINGS[Code[self.reason.upper()]].verdict
        return "pass" if mean_root(self.squares, limit)[1] <= limit else "fail"

    def __str__(self) -> str:
        return "—" if self.reason else _show(self.squares)


class Share(NamedTuple):
    """The share of schools that pass 达标比例; ``undecided`` are the ids of its unknown schools."""

    rate: Rate
    undecided: tuple[str, ...] = ()

    def verdict(self, at_least: Fraction | str) -> Verdict:
        """``pass`` or ``fail`` only where the whole interval lies on one side of the limit.

        The limit is as for ``Variation.verdict``, and a ValueError too if it is above one.

        >>> share = Share(Rate(passed=8, unknown=1, of=10))
        >>> [share.verdict(at_least=limit) for limit in ("80 %", "90 %", "91 %")]
        ['pass', 'unknown', 'fail']
        """
        limit = _limit(at_least)
        if limit > 1:
            raise ValueError(at_least)
        if not self.rate.of:
            return "not_applicable"
        if self.rate.low >= limit:
            return "pass"
        return "fail" if self.rate.high < limit else "unknown"


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
    return {key: _share(group, clause) for key, group in _groups(findings, by).items()}


def _share(group: list[SchoolFindings], clause: str | None) -> Share:
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
    tree = _quotient(findings.rulebook[clause])
    if tree is None:
        fit = [rule.id for rule in findings.rulebook.rules if _quotient(rule)]
        values = {"key": "clause", "found": clause, "known": ", ".join(fit),
                  "nearest": nearest(clause, fit) or "—"}  # fmt: skip
        raise NotFound(Problem("unknown-value", values=values))
    return {key: _variation(tree, clause, group) for key, group in _groups(findings, by).items()}


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
    facts = findings.rulebook.vocabulary.facts
    known = [name for name, fact in facts.items() if not isinstance(fact, Number | Parts)]
    if by not in known:
        values = {"fact": by, "nearest": nearest(by, known) or "—"}
        raise NotFound(Problem("unknown-fact", values=values))
    groups: dict[str, list[SchoolFindings]] = {}
    for item in findings:
        key = "" if by in item.school.conflicts else item.school.text(by)
        groups.setdefault(key, []).append(item)
    return groups


def _quotient(rule: Rule) -> Binary | None:
    tree = None if rule.measured.over else rule.measured.formula.tree
    return tree if isinstance(tree, Binary) and tree.operator == "/" else None


def _variation(tree: Binary, clause: str, group: list[SchoolFindings]) -> Variation:
    members = [f for item in group if (f := item[clause]).code < Code.CONDITION_FALSE]
    if not members:
        return Variation(None, 0, reason="no_members")
    gaps = [(code, f.subject, fact) for f in members for code, fact in _gaps(tree, f)]
    if gaps:
        needs = dict.fromkeys((school, fact) for _, school, fact in gaps if fact)
        return Variation(None, len(members), tuple(needs), RULINGS[min(gaps)[0]].reason)
    pairs = [(_value(tree.left, finding), _value(tree.right, finding)) for finding in members]
    if not any(x for x, _ in pairs):
        return Variation(None, len(members), reason="zero_denominator")
    return Variation(weighted_variation(pairs), len(members))


def _value(tree: Tree, finding: Finding) -> Fraction:
    return Fraction(*fold.number(tree, lambda name: as_pair(finding.facts[name]), []))


def _gaps(tree: Binary, finding: Finding) -> list[tuple[Code, str]]:
    """Why x and p are not known or not to be believed; the fact is empty where none would help."""
    facts, read, gaps = finding.facts, tuple(names(tree)), list[tuple[Code, str]]()
    if finding.code in (Code.CONFLICTING_FACTS, Code.UNKNOWN_APPLICABILITY, Code.HARMLESS):
        gaps += [(finding.code, fact) for fact in finding.needs or ("",)]
    gaps += [(Code.MISSING_FACT, fact) for fact in read if fact not in facts]
    gaps += [(Code.CONFLICTING_FACTS, fact) for fact in read if fact in finding.school.conflicts]
    gaps += [(Code.APPROXIMATE_FACT, fact) for fact in read if fact in facts and facts[fact].span]
    for quotient in zero_divisors(tree, facts):
        zeros = (fact for fact in names(quotient.right) if not figure(facts[fact]))
        gaps += [(Code.ZERO_DENOMINATOR, fact) for fact in zeros]
    printed = finding.rule.measured.printed
    stated = facts.get(printed.facts[0]) if printed else None
    # a printed ratio that refutes the totals counts even where both give the clause one verdict
    if printed and stated and not stated.span and not gaps and not agrees(finding.rule, facts):
        gaps = [(Code.CONFLICTING_FACTS, fact) for fact in (*read, *printed.facts)]
    return gaps
