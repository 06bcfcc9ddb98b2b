"""The measured values that may be carried on from year to year, or ranked: exact and undisputed."""

from __future__ import annotations

from fractions import Fraction

from compliance.checking.engine import levers as numbers
from compliance.checking.engine.bounded import agrees, chosen
from compliance.checking.engine.ruling import Code
from compliance.checking.finding import Finding
from compliance.checking.shown.ledger import shown, unit_text
from compliance.numerals import exact_text
from compliance.rulebook.rule import ByCategory, Limits
from compliance.text import Text


def exact(finding: Finding) -> Fraction | None:
    """What was measured, in base units; None where it is missing, approximate or contradicted.

    Of a clause judged by parts there is no one value.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> schools = [{"id": "A", "students": 1300}, {"id": "B", "students": "约1300人"}]
    >>> findings = compliance.check(schools, rulebook)
    >>> [exact(findings[school]["enrolment"]) for school in ("A", "B")]
    [Fraction(1300, 1), None]
    """
    rule, facts = finding.rule, finding.facts
    route, value = chosen(rule, facts), finding.measured
    if route is None or value is None or rule.measured.over:
        return None
    if finding.code is Code.CONFLICTING_FACTS:
        return None
    unsure = finding.school.unsure
    if any(not unsure.isdisjoint(one.facts) for one in rule.measured.routes):
        return None
    if any(facts[name].rough for name in route.facts):
        return None
    printed = rule.measured.printed
    stated = facts.get(printed.facts[0]) if printed else None
    if stated is not None and not stated.rough and not agrees(rule, facts):
        return None
    return value


def limits(finding: Finding) -> Limits | None:
    """The numbers that a clause asks for; None where it asks for none, or they are not known.

    A threshold that is reckoned for each school moves with it, and a clause that can be met in
    another way is not missed by its number alone: both have none.
    """
    rule = finding.rule
    if rule.escape is not None or not isinstance(rule.test, Limits | ByCategory):
        return None
    found = numbers.limits_of(rule, finding.facts)
    known = found is not None and found.bounds and all(bound.certain for bound in found.bounds)
    return found if known else None


def numbers_of(finding: Finding) -> tuple[str, Text]:
    """What was measured, rounded for reading, and the threshold with its unit.

    >>> import compliance
    >>> rulebook = compliance.load("cn/moe/secondary-vocational-2010")
    >>> findings = compliance.check({"id": "A", "campus_area": 40000, "students": 1201}, rulebook)
    >>> numbers_of(findings["A"]["campus-per-student"])
    ('33.31', Text(zh='33 ㎡/生', en='33 m²/student'))
    """
    said = shown(finding)
    unit = unit_text("" if said["measured"].startswith("1:") else finding.unit)
    threshold = (f"{said['threshold']} {one}".rstrip() for one in unit)
    return said["measured"], Text(*threshold)


def in_unit(finding: Finding, value: Fraction) -> str:
    """A number in base units as exact text in the clause's unit."""
    return exact_text(value / finding.rule.measured.unit.factor)
