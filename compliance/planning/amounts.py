"""What merging schools add up: amounts, linear forms over them, and the figures of one school."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple, NoReturn

from compliance.intake.profile import widen
from compliance.intake.school import Part, Reported, School
from compliance.vocabulary import Vocabulary


class Amount(NamedTuple):
    """What is summed over the members of a merger, in base units.

    A fact of the school, or of its parts ``over`` added up where their category ``by`` is one of
    ``pool``. A school that reports one of the facts ``unless`` would be judged by another route.
    """

    fact: str
    over: str = ""
    by: str = ""
    pool: frozenset[str] = frozenset()
    unless: frozenset[str] = frozenset()


class NotLinearError(ArithmeticError):
    """A formula that is no linear form over amounts."""


@dataclass(frozen=True, slots=True)
class Form:
    """A linear form: amounts times their factors, and a constant that no member adds to.

    >>> land, pupils = Form({Amount("campus_area"): Fraction(1)}), Amount("students")
    >>> short = land - 33 * Form({pupils: Fraction(1)})
    >>> short.at({Amount("campus_area"): Fraction(33_000), pupils: Fraction(999)})
    Fraction(33, 1)
    """

    terms: Mapping[Amount, Fraction]
    constant: Fraction = Fraction(0)

    def at(self, totals: Mapping[Amount, Fraction]) -> Fraction:
        """Its value where amounts have these totals."""
        return sum((k * totals[amount] for amount, k in self.terms.items()), self.constant)

    def __add__(self, other: Form | Fraction | int) -> Form:
        more = form(other)
        terms = dict(self.terms)
        for amount, k in more.terms.items():
            terms[amount] = terms.get(amount, Fraction(0)) + k
        return Form({a: k for a, k in terms.items() if k}, self.constant + more.constant)

    __radd__ = __add__

    def __sub__(self, other: Form | Fraction | int) -> Form:
        return self + form(other) * -1

    def __rsub__(self, other: Fraction | int) -> Form:
        return self * -1 + other

    def __mul__(self, other: Form | Fraction | int) -> Form:
        times = form(other)
        if times.terms and self.terms:
            raise NotLinearError
        varying, k = (times, self.constant) if times.terms else (self, times.constant)
        terms = {amount: k * factor for amount, factor in varying.terms.items() if k}
        return Form(terms, k * varying.constant)

    __rmul__ = __mul__

    def least(self, _other: object) -> NoReturn:
        """The lesser of two is not linear."""
        raise NotLinearError

    most = least


def form(value: Form | Fraction | int) -> Form:
    """A form, or a number as the form that is constant."""
    return value if isinstance(value, Form) else Form({}, Fraction(value))


def amounts(
    school: School, wanted: Iterable[Amount], vocabulary: Vocabulary
) -> dict[Amount, Fraction] | None:
    """The exact figures of one school in base units, or None where the engine must judge.

    None if a figure is missing, approximate, contradicted or was not understood, if a part has no
    certain category, or if a fact is reported that another route prefers. An empty list of parts
    is zero for every pool; a list that is not reported is None.

    Args:
        school: as read.
        wanted: what a row asks for: ``row.amounts``.
        vocabulary: of the rulebook.

    >>> import compliance
    >>> vocabulary = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016").vocabulary
    >>> school = compliance.read({"学生": 800, "专任教师": "约40人", "majors": []}).items[0]
    >>> nurses = Amount("students", "majors", "group", frozenset({"medical"}))
    >>> sorted(amounts(school, [Amount("students"), nurses], vocabulary).values())
    [Fraction(0, 1), Fraction(800, 1)]
    >>> amounts(school, [Amount("teachers")], vocabulary) is None
    True
    """
    school = widen(school, vocabulary)
    found: dict[Amount, Fraction] = {}
    for amount in wanted:
        if any(name in school.facts or name in school.unsure for name in amount.unless):
            return None
        figure = _of_parts(school, amount) if amount.over else _of_school(school, amount.fact)
        if figure is None:
            return None
        found[amount] = figure
    return found


def agree(schools: Iterable[School], wanted: Iterable[Amount], vocabulary: Vocabulary) -> bool:
    """Whether the parts of schools that merge lie in one pool wherever they have one name.

    Parts of one name become one part, of which the category is not known if they differ in it:
    then no sum of amounts is right, and the engine must judge. All schools of a merger agree if
    every two of them do.

    >>> import compliance
    >>> vocabulary = compliance.load("cn/fujian/fuzhou/secondary-vocational-2016").vocabulary
    >>> nurses = Amount("students", "majors", "group", frozenset({"medical"}))
    >>> groups = ("medical", "medical", "other")
    >>> one, two, three = compliance.read([
    ...     {"id": str(n), "majors": [{"name": "护理", "group": group, "students": 90}]}
    ...     for n, group in enumerate(groups)
    ... ])
    >>> agree([one, two], [nurses], vocabulary), agree([one, three], [nurses], vocabulary)
    (True, False)
    """
    kinds = {(amount.over, amount.by) for amount in wanted if amount.over}
    known = [widen(school, vocabulary) for school in schools] if kinds else []
    for over, by in kinds:
        for one, other in combinations([_named(school, over, by) for school in known], 2):
            if any(len(one[name] | other[name]) > 1 for name in one.keys() & other.keys()):
                return False
    return True


def _of_school(school: School, fact: str) -> Fraction | None:
    return None if fact in school.unsure else _figure(school.facts.get(fact))


def _figure(found: Reported | None) -> Fraction | None:
    """A number that is exact, or None."""
    if found is None or found.rough or found.open:
        return None
    bounds = found.bounds
    return bounds.low


def _of_parts(school: School, amount: Amount) -> Fraction | None:
    """The sum over a pool: every part must say which pool is its own."""
    if amount.over in school.unsure or amount.over not in school.facts:
        return None
    total = Fraction(0)
    for part in _parts(school, amount.over):
        if _pool(part, amount.by) is None:
            return None
        if _pool(part, amount.by) not in amount.pool:
            continue
        figure = None if amount.fact in part.conflicts else _figure(part.facts.get(amount.fact))
        if figure is None:
            return None
        total += figure
    return total


def _parts(school: School, over: str) -> list[Part]:
    found = school.facts.get(over)
    listed: Any = () if found is None else found.value
    return [part for part in listed if isinstance(part, Part)]


def _pool(part: Part, by: str) -> str | None:
    found = part.facts.get(by)
    if found is None or found.rough or by in part.conflicts:
        return None
    return str(found.value)


def _named(school: School, over: str, by: str) -> dict[tuple[str, bool], set[str | None]]:
    """The pools of each name that the parts of a school bear; totals of a group bear their own."""
    found: dict[tuple[str, bool], set[str | None]] = {}
    for part in _parts(school, over):
        if part.pooled or "name" in part.facts:
            found.setdefault((part.name, part.pooled), set()).add(_pool(part, by))
    return found
