"""Numbers, units and days as people write them; no rounding here brings one nearer to a line."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import ceil
from typing import Any

from compliance.checking.engine.bounded import chosen, figure
from compliance.checking.engine.levers import Lever
from compliance.checking.finding import Finding
from compliance.checking.shown.explain import SIGNS
from compliance.checking.shown.ledger import known_facts, shown, unit_text
from compliance.expressions.tree import Tree, show
from compliance.numerals import decimal_text, display, exact_text
from compliance.reports.html.markup import Html, both
from compliance.rulebook.rule import ByCategory, Rule
from compliance.rulebook.rulebook import Rulebook
from compliance.text import Text, word
from compliance.units import unit
from compliance.vocabulary import Category, Number, Parts

LAND = frozenset({"campus_area", "campus_area_owned", "planned_campus_area"})
"""The facts that people count in 亩."""
MU, WAN = Fraction(2000, 3), 10_000
_LONG = re.compile(r"(?<![\d.])\d{5,}")
_DECIMAL = re.compile(r"\d+(?:\.\d+)?")
_STATED = re.compile(r"(\d+(?:\.\d+)?) ?([^\s\d:.]\S*)")
_VALUE = re.compile(r"value: ([^;]+).*")
_SAID = frozenset(
    {"unreadable", "from", "to", "inferred", "value", "formula", "delegated", "awaiting"}
)
_UNITS = {
    "student": ("人", "students"), "teacher": ("人", "teachers"), "staff": ("人", "staff"),
    "person": ("人", "people"), "人": ("人", "people"), "教职工": ("人", "staff"),
    "所": ("所", "schools"), "school": ("所", "schools"), "个": ("个", ""), "item": ("项", "items"),
    "项": ("项", "items"), "分": ("分", "points"), "年": ("年", "years"), "班": ("班", "classes"),
    "课时": ("课时", "lessons"), "节": ("节", "lessons"), "visit": ("次", "visits"),
    "间": ("间", "rooms"), "小时": ("小时", "hours"), "hour": ("小时", "hours"),
    "course": ("门", "courses"), "门": ("门", "courses"), "天": ("天", "days"),
    "人次": ("人次", "visits"), "名": ("名", "people"), "家": ("家", ""), "次": ("次", "times"),
    "月": ("月", "months"), "month": ("月", "months"),
    "个月": ("个月", "months"), "岗位": ("个岗位", "posts"), "学时": ("学时", "class hours"),
    "平方米": ("㎡", "m²"), "亩": ("亩", "mu"), "米": ("米", "m"), "m": ("米", "m"),
    "度": ("度", "degrees"), "元": ("元", "CNY"), "百生": ("百生", "100 students"),
}  # fmt: skip
_TENS = {"万": 10_000, "亿": 100_000_000}
_EACH = {"student": "生", "teacher": "师", "staff": "教职工", "person": "人", "教职工": "教职工",
         "学生": "生", "教师": "师"}  # fmt: skip
_EACH_EN = {"班": "class", "所": "school", "节": "lesson", "个": "item", "人": "person",
            "教职工": "staff", "项": "item", "间": "room"}  # fmt: skip


@cache
def said(key: str) -> Html:
    """Interface words as markup, looked up once."""
    return both(word(key))


def joined(texts: Iterable[Text]) -> Text:
    """Several texts as a list."""
    all_ = list(texts)
    return Text("、".join(t.zh for t in all_), ", ".join(t.en for t in all_))


def grouped(text: str) -> str:
    """Five figures and more before the point in groups of three; nothing else changes.

    >>> grouped("2850000"), grouped("1:18.85"), grouped("0.66667–40000")
    ('2,850,000', '1:18.85', '0.66667–40,000')
    """
    return _LONG.sub(lambda found: f"{int(found[0]):,}", text)


@cache
def unit_words(unit: str) -> Text:
    """A unit behind a number, in both languages.

    >>> unit_words("student"), unit_words("元/student")
    (Text(zh='人', en='students'), Text(zh='元/生', en='CNY/student'))
    """
    if unit in _UNITS:
        return Text(*_UNITS[unit])
    if unit[:1] in _TENS and len(unit) > 1:
        rest = unit_words(unit[1:])
        return Text(unit[0] + rest.zh, rest.en)
    top, slash, each = unit.partition("/")
    if not slash:
        return unit_text(unit)
    above = Text(_EACH[top], top) if top in _EACH and top.isascii() else unit_words(top)
    below = unit_text(each)
    one = _EACH_EN.get(each) or _UNITS.get(each, ("", below.en))[1]
    return Text(f"{above.zh}/{_EACH.get(each, below.zh)}",
                f"{above.en}/{each if each.isascii() else one}")  # fmt: skip


def quantity(number: str, unit: str) -> Text:
    """A number that is already rounded, with its unit.

    Chinese counts money in 万元 from 10 000 元 on; English writes 万 and 亿 out.

    >>> quantity("285.5", "万元"), quantity("30005", "元").zh
    (Text(zh='285.5 万元', en='2,855,000 CNY'), '3.0005 万元')
    >>> quantity("1:18.85", "teacher/student")
    Text(zh='1:18.85', en='1:18.85')
    """
    if not number or ":" in number:
        return Text(number, number)
    if unit == "元" and _DECIMAL.fullmatch(number) and Decimal(number) >= WAN:
        return quantity(f"{(Decimal(number) / WAN).normalize():f}", "万元")
    named, english = unit_words(unit), number
    if unit[:1] in _TENS and len(unit) > 1:
        times = _TENS[unit[0]]
        english = _DECIMAL.sub(lambda found: exact_text(Fraction(found[0]) * times), number)
    one = named.en if english != "1" else re.sub(r"(?<=ss)es$|(?<=[^s])s$", "", named.en)
    return Text(f"{grouped(number)} {named.zh}".rstrip(), f"{grouped(english)} {one}".rstrip())


def amount(value: Fraction, unit: str, fact: str = "") -> Text:
    """How much is missing of a fact, never rounded to less than that; ``value`` in its unit.

    Land is given in 亩 as well.

    >>> amount(Fraction(2340), "m²", "campus_area").zh, amount(Fraction(750_000), "元").zh
    ('2340 ㎡（3.51 亩）', '75 万元')
    """
    plain = quantity(_at_least(value), unit)
    if unit == "m²" and fact in LAND:
        mu = grouped(_at_least(value / MU))
        return Text(f"{plain.zh}（{mu} 亩）", f"{plain.en} ({mu} mu)")
    return plain


def _at_least(value: Fraction, digits: int = 2) -> str:
    """Rounded away from zero: what is bought by this text is enough."""
    size = Fraction(ceil(abs(value) * 10**digits), 10**digits)
    return decimal_text(size if value >= 0 else -size, digits)


@cache
def day(on: dt.date) -> Text:
    """A day as it is written in either language.

    >>> day(dt.date(2018, 6, 30))
    Text(zh='2018年6月30日', en='30 June 2018')
    """
    month = word("html.months").en.split()[on.month - 1]
    return word("html.day", year=on.year, month=Text(str(on.month), month), day=on.day)


def measured(finding: Finding) -> Text:
    """The measured value with its unit; empty where nothing was measured."""
    return quantity(shown(finding)["measured"], finding.unit)


def wanted(finding: Finding, number: str) -> Text:
    """What is asked for: the comparator as a sign or a word, and the threshold with its unit."""
    comparator = finding.rule.comparator
    sign = SIGNS.get(comparator)
    before = Text(sign, sign) if sign else word(f"comparator.{comparator}")
    if comparator in ("present", "holds"):
        return before
    at = quantity(number, finding.unit) if number else stated(finding.rule, finding.rulebook)
    if comparator == "about" and number:
        return word(
            "html.about", stated=as_stated(_VALUE.sub(r"\1", finding.rule.stated)), range=at
        )
    return Text(f"{before.zh} {at.zh}", f"{before.en} {at.en}")


def stated(rule: Rule, book: Rulebook) -> Text:
    """A threshold as it stands in the file; a table with its categories in words."""
    fact = names_of(rule, book).get(rule.test.fact) if isinstance(rule.test, ByCategory) else None
    known = fact.values if isinstance(fact, Category) else {}
    pieces = []
    for piece in rule.stated.split("; "):
        key, colon, value = piece.partition(": ")
        if key in known:
            label = known[key].text
        elif colon and key in _SAID:
            label = word(f"sources.{key}")
        else:
            pieces.append(as_stated(piece))
            continue
        at = Text(value, value) if key == "unreadable" else as_stated(value)
        pieces.append(Text(f"{label.zh} {at.zh}", f"{label.en} {at.en}"))
    return Text("；".join(one.zh for one in pieces), "; ".join(one.en for one in pieces))


def names_of(rule: Rule, book: Rulebook) -> Mapping[str, Any]:
    """What the names in a rule's formula mean: facts of its parts, or of the school."""
    parts = book.facts.get(rule.measured.over)
    return parts.facts if isinstance(parts, Parts) else book.facts


def as_stated(text: str) -> Text:
    """A number with its unit as it stands in the file; other words as they are.

    >>> as_stated("4万平方米"), as_stated("1:20")
    (Text(zh='4 万㎡', en='40,000 m²'), Text(zh='1:20', en='1:20'))
    """
    if " — " in text:
        ends = [as_stated(end) for end in text.split(" — ")]
        return Text(" — ".join(end.zh for end in ends), " — ".join(end.en for end in ends))
    found = _STATED.fullmatch(text)
    return quantity(*found.groups()) if found and unit(found[2]) else unit_text(text)


def labelled(tree: Tree, names: dict[str, Text]) -> Text:
    """A tree with each name in words, signs of logic too."""
    chinese = show(tree, {name: text.zh for name, text in names.items()})
    for sign, character in ((" and ", " 且 "), (" or ", " 或 "), ("not ", "非 ")):
        chinese = chinese.replace(sign, character)
    return Text(chinese, show(tree, {name: text.en for name, text in names.items()}))


def arithmetic(finding: Finding, number: str) -> Text | None:
    """The formula with this subject's figures in it, and what it comes to; None for one figure."""
    route = chosen(finding.rule, finding.facts)
    if route is None or not number or len(route.facts) < 2:
        return None
    known = known_facts(finding)
    figures: dict[str, Text] = {}
    for name in route.facts:
        reported, fact = finding.facts[name], known[name]
        about = "≈ " if reported.span is not None else ""
        text = quantity(display(figure(reported) / fact.of.factor, digits=4), fact.unit)
        figures[name] = Text(about + text.zh, about + text.en)
    came = quantity(number, finding.unit)
    sum_ = labelled(route.tree, figures)
    return Text(f"{sum_.zh} = {came.zh}", f"{sum_.en} = {came.en}")


def lever_words(lever: Lever, fact: Number) -> Text:
    """A fact that alone closes the gap: by how much, and to what."""
    factor = fact.of.factor
    change, to = lever.change / factor, lever.to / factor
    key = "html.more" if change > 0 else "html.fewer"
    return word(key, fact=fact.text, change=amount(abs(change), fact.unit, lever.fact),
                to=quantity(decimal_text(to, 8), fact.unit))  # fmt: skip
