"""People's text to exact numbers: 60亩, ４万平方米, 33㎡/生, 1:20, 364余亩, 约2.5万.

pint never sees this text; it only ever sees the unit that is left when the number is taken off.
"""

from __future__ import annotations

import math
import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple, NoReturn

from compliance.text import plain
from compliance.units import Unit, multiply, unit

Pair = tuple[int, int]
"""A rational number as numerator and positive denominator, not necessarily reduced."""

RATIO = Unit(":", Fraction(1), (("ratio", 1),))
"""The unit of ``1:20``: a ratio whose direction the fact must declare."""

MISSING_MARKS = frozenset(
    [
        *("", "-", "--", "---", "—", "——", "–", "−", "/", "//", "\\", "*", "?", "…", "......"),
        *("无", "暂无", "不详", "未知", "缺", "缺失", "空", "待定", "待补"),
        *("未填", "未填报", "未报"),
        *("n/a", "#n/a", "na", "nan", "null", "none", "nil", "<na>", "nat"),
        *("#value!", "#div/0!", "#ref!", "#name?", "#null!", "#num!"),
    ]
)
"""What people write, in lower case, where they have no figure."""


class Span(NamedTuple):
    """All values an approximate figure may have; an open end is not itself possible."""

    low: Fraction
    high: Fraction
    low_open: bool = False
    high_open: bool = False

    @classmethod
    def point(cls, value: Fraction) -> Span:
        """The span of an exact value."""
        return cls(value, value)

    def within(self, least: Fraction, most: Fraction) -> Span | None:
        """What of the span lies between two limits, both possible; None if nothing does."""
        low, high = max(least, self.low), min(most, self.high)
        found = Span(low, high, self.low_open and low == self.low,
                     self.high_open and high == self.high)  # fmt: skip
        some = low < high or (low == high and not (found.low_open or found.high_open))
        return found if some else None

    def inverse(self) -> Span:
        """All values of one over a positive figure: teachers a pupil as pupils a teacher."""
        high = 1 / self.low if self.low else BEYOND
        return Span(1 / self.high, high, self.high_open, self.low_open)


BEYOND = Fraction(10**60)
"""The open end of 100亩以上: more than any text can say, for whoever knows no better bound."""


class Quantity(NamedTuple):
    """A number in base units of its own unit (``unit`` None: a bare number).

    ``span`` is set where the text is approximate; ``num/den`` is then the figure that was
    printed. ``remark`` is what followed and was not read. ``one_sided`` says that the figure is
    only one end: 100亩以上 ends at ``BEYOND``, 不足100亩 at zero.
    """

    num: int
    den: int
    unit: Unit | None
    span: Span | None = None
    remark: str = ""
    one_sided: bool = False

    @property
    def value(self) -> Fraction:
        """The number as a reduced fraction."""
        return Fraction(self.num, self.den)


class UnreadableQuantity(ValueError):  # noqa: N818 - says what happened to the text
    """A text is no quantity; ``code`` names the problem: number, unit, range, negative, ratio."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


LONGEST = 200
_SIMPLE = re.compile(r"([0-9]{1,30})(?:\.([0-9]{1,30}))?([^0-9]{0,40})\Z").match
_TIMES = {"十": 10, "百": 100, "千": 1000, "万": 10_000, "亿": 100_000_000}
_MULTIPLIER = re.compile(r"[十百千]?万?亿?")
_SAME = {"元人民币": "元", "台套": "台", "本": "册", "幼儿": "学生", "在校生": "学生",
         "在校学生": "学生", "专任教师": "教师", "教职员工": "教职工", "教学班": "班"}  # fmt: skip
"""What people write behind a number that says no more than its unit."""
_COUNTED = frozenset(
    "person student teacher staff class book periodical device seat".split()  # noqa: SIM905
)
_NUMBER = r"[0-9]{1,3}(?:,[0-9]{3}){1,9}(?:\.[0-9]{1,30})?|[0-9]{1,30}(?:\.[0-9]{1,30})?"
_WRITTEN = re.compile(
    r"(?P<about>约合|大约|约为|约|近|逾|仅有|仅|共有|共计|共|总计|合计|达到|已达|达"
    r"|超过|超|不足|不到|可达)?"
    rf"(?P<per>生均)?(?P<yuan>¥)?(?P<number>{_NUMBER})"
    r"(?P<more>余|多)?(?P<times>[十百千万亿]{0,3})(?P<more_after>余|多)?"
    r"(?P<unit>(?:[kK]?[mM]2|[^0-9,;(。])*?)(?P<around>左右|上下)?"
    r"(?P<side>以上|以内|以下)?(?P<remark>[,;(。].*)?\Z",
    re.DOTALL,
)
_ABOUT = frozenset(["约合", "大约", "约为", "约"])
_TOTALS = frozenset(["共有", "共计", "共", "总计", "合计"])
_AMOUNTS = frozenset(["达到", "已达", "达"])
_SIDES = {"超过": (True, True), "超": (True, True), "以上": (True, False), "可达": (False, False),
          "不足": (False, True), "不到": (False, True), "以内": (False, False),
          "以下": (False, False)}  # fmt: skip
"""Words that give one end: whether it is the lower one, and whether it is itself left out."""
_RATIO = re.compile(
    r"(约合|大约|约为|约)?([0-9]{1,9}(?:\.[0-9]{1,9})?)(?:[:∶]|比)([0-9]{1,9}(?:\.[0-9]{1,9})?)\Z"
)
_RANGE = re.compile(r"[0-9][^0-9(]{0,6}?[~\-—–至到]+[0-9]")
_NEGATIVE = re.compile(r"[-−][0-9.]")
_SPLIT_DECIMAL = re.compile(r"(?<=[0-9])\.\s+(?=[0-9])")
_SPACES = re.compile(r"(?<![0-9\s])\s+|\s+(?![0-9\s])")
_SQUARE = re.compile(r"[㎡㎢]|(?<=[mMｍＭ米])²")


def is_missing(text: str) -> bool:
    """Whether a text says that there is no figure.

    >>> is_missing(" — "), is_missing("无"), is_missing("0")
    (True, True, False)
    """
    if len(text) > LONGEST or "0" <= text[:1] <= "9":
        return False
    return text.strip().lower() in MISSING_MARKS or plain(text).lower() in MISSING_MARKS


def read_quantity(text: str) -> Quantity:
    """Read one quantity exactly, in base units.

    Raises:
        UnreadableQuantity: for anything that is not plainly one quantity.

    >>> read_quantity("60亩").value, read_quantity("４万平方米").value
    (Fraction(40000, 1), Fraction(40000, 1))
    >>> read_quantity("364余亩").span == Span(364 * Fraction(2000, 3), 365 * Fraction(2000, 3),
    ...                                       high_open=True)
    True
    """
    simple = _SIMPLE(text)
    if simple is not None:
        whole, decimals, tail = simple.groups()
        known = _tail(tail)
        if known is not None:
            num, den, of = known
            if decimals is None:
                return Quantity(int(whole) * num, den, of)
            return Quantity(int(whole + decimals) * num, 10 ** len(decimals) * den, of)
    return _read_slowly(text)


@lru_cache(maxsize=4096)
def _tail(tail: str) -> tuple[int, int, Unit | None] | None:
    """What follows a number: factor numerator and denominator, and the unit if there is one."""
    if _ornamented(tail):
        return None
    name = plain(tail).replace(" ", "")
    times = _MULTIPLIER.match(name)
    multiplied = times[0] if times else ""
    name = name[len(multiplied) :]
    name = _SAME.get(name, name)
    factor = Fraction(math.prod(_TIMES[sign] for sign in multiplied))
    found = None
    if name not in ("", "个"):
        found = None if name[0] in _TIMES and multiplied else unit(name) or _counted(name)
        if found is None:
            return None
        factor *= found.factor
    return factor.numerator, factor.denominator, found


def _counted(name: str) -> Unit | None:
    """The unit behind a counting word: 60名学生, 30个班."""
    found = unit(_SAME.get(name[1:], name[1:])) if name[0] in "名位个" else None
    if found is None or len(found.dimension) != 1:
        return None
    return found if found.dimension[0][0] in _COUNTED else None


def _ornamented(text: str) -> bool:
    """Whether a footnote mark would turn into a digit: 5① is not 51, 3² is not 32."""
    if text.isascii():
        return False
    return any(
        not sign.isdecimal() and any(c.isdigit() for c in unicodedata.normalize("NFKC", sign))
        for sign in _SQUARE.sub("", text)
    )


def _read_slowly(text: str) -> Quantity:
    if len(text) > LONGEST or _ornamented(text):
        _refuse("number")
    clean = _SPACES.sub("", _SPLIT_DECIMAL.sub(".", plain(text)))
    ratio = _RATIO.match(clean)
    if ratio is not None:
        return _ratio(ratio[2], ratio[3], approximate=bool(ratio[1]))
    if _RANGE.search(clean.partition("(")[0]):
        _refuse("range")
    if _NEGATIVE.match(clean):
        _refuse("negative")
    found = _WRITTEN.match(clean)
    if found is None or (found["remark"] and not (found["unit"] or found["remark"][0] == "(")):
        _refuse("number")
    num, den, of = _tail(found["times"] + found["unit"]) or _refuse("unit")
    if found["yuan"]:
        of = _yuan(of)
    if found["per"]:
        of = _per_student(of)
    value = Fraction(found["number"].replace(",", "")) * Fraction(num, den)
    one_sided = bool(found["side"]) or found["about"] in _SIDES
    span = _one_side(found, value) if one_sided else _span(found, Fraction(num, den))
    if span is not None and not value:
        _refuse("number")  # nobody can say what 约0 may be
    return Quantity(value.numerator, value.denominator, of, span, found["remark"] or "", one_sided)


def _ratio(first: str, second: str, *, approximate: bool) -> Quantity:
    """约18:1 and 约1:18 are 17 to 19 for one; which of 约20:3 is approximate nobody can say."""
    one, two = Fraction(first), Fraction(second)
    if not one or not two:
        _refuse("ratio")
    value, span = one / two, None
    if approximate:
        if 1 not in (one, two) or one == two:
            _refuse("ratio")
        step, many = _last_digit(first if two == 1 else second), max(one, two, 1 / one, 1 / two)
        around = Span(many - step, many + step)
        span = around if two == 1 else around.inverse()
    return Quantity(value.numerator, value.denominator, RATIO, span)


def _yuan(of: Unit | None) -> Unit:
    """The unit of ¥3000, which is not a bare number."""
    yuan = unit("元") or _refuse("unit")
    if of is not None and of.dimension != yuan.dimension:
        _refuse("unit")
    return of or yuan


def _per_student(of: Unit | None) -> Unit:
    if of is None:
        _refuse("unit")
    return Unit(of.text, of.factor, multiply(of.dimension, (("student", 1),), -1))


def _one_side(found: re.Match[str], value: Fraction) -> Span:
    """n以上 is [n, ∞), 超过n is (n, ∞), n以内 and n以下 are [0, n], 不足n is [0, n).

    达n以上 is n以上; any other two words beside one figure, as in 约100亩以上, say too much.
    """
    words = [found[name] for name in ("about", "around", "more", "more_after", "side")]
    ignored = _TOTALS | _AMOUNTS if found["side"] else _TOTALS
    (word, *others) = (said for said in words if said and said not in ignored)
    if others:
        _refuse("number")
    above, left_out = _SIDES[word]
    if above:
        return Span(value, BEYOND, low_open=left_out)
    return Span(Fraction(0), value, high_open=left_out)


def _span(found: re.Match[str], factor: Fraction) -> Span | None:
    """约 n is ± one unit of its last non-zero digit, 余 is [n, n + unit), 近 is (n - unit, n].

    达 n is at least n and, like 余, short of one unit more: sources round down to it.
    """
    number = found["number"].replace(",", "")
    value, step = Fraction(number) * factor, _last_digit(number) * factor
    if found["about"] in _ABOUT or found["around"]:
        return Span(value - step, value + step)
    more = found["more"] or found["more_after"]
    if found["about"] == "近":
        if more:
            _refuse("number")
        return Span(value - step, value, low_open=True)
    if found["about"] in {"逾", *_AMOUNTS} or more:
        return Span(value, value + step, high_open=True)
    return None


def _last_digit(number: str) -> Fraction:
    """One unit of the last non-zero digit: 2.5 → 1/10, 1200 → 100.

    >>> _last_digit("2.50"), _last_digit("1200")
    (Fraction(1, 10), Fraction(100, 1))
    """
    whole, _, decimals = number.partition(".")
    if decimals.rstrip("0"):
        return Fraction(1, 10 ** len(decimals.rstrip("0")))
    return Fraction(10 ** (len(whole) - len(whole.rstrip("0"))) if whole.strip("0") else 1)


def _refuse(code: str) -> NoReturn:
    raise UnreadableQuantity(code)
