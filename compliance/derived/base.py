"""What every derived fact is made of: a model in the file, a compiled form, a value or a gap."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, ClassVar, NamedTuple, Protocol

from pydantic import Field

from compliance.derived import gaps
from compliance.expressions import fold
from compliance.expressions.tree import Tree, names
from compliance.intake.school import Gap, Part, Reported, School
from compliance.model import Model, Words
from compliance.numerals import exact_text
from compliance.quantity import RATIO, Quantity, Span, UnreadableQuantity, read_quantity
from compliance.text import Text
from compliance.units import DIMENSIONLESS, ITEM, Dimension, Unit, fits, show_dimension
from compliance.vocabulary import Category, Fact, Flag, Number, Value

Path = tuple[str | int, ...]


class ShapeError(ValueError):
    """A value in a card cannot be meant; ``path`` leads from the card to it."""

    def __init__(self, code: str, *path: str | int, **values: object) -> None:
        super().__init__(code)
        self.code, self.path, self.values = code, path, values


class Ruled(NamedTuple):
    """What a clause rules on the subject.

    ``verdicts`` are those that it may give once all is known, ``attained`` is how much of its
    threshold is reached, ``gap`` why either is not known.
    """

    verdicts: frozenset[str]
    attained: Span | None
    gap: Gap | None


class World(Protocol):
    """All that a derived fact may look at; the subject's facts hold those derived before it."""

    @property
    def on(self) -> dt.date:
        """The day that is judged."""

    @property
    def school(self) -> School:
        """The subject."""

    @property
    def others(self) -> Sequence[School]:
        """The other subjects that are judged together with it."""

    def ruling(self, clause: str) -> Ruled:
        """How a clause of the same rulebook rules on the subject."""

    def outcome(self, member: School, standard: str, clause: str | None) -> str:
        """What another standard, or a clause of it, says of a member."""


class Found(NamedTuple):
    """A derived fact's value; beside a gap it is only what is left of it, a span.

    ``codes`` are what is left of a category: those that it may be, "" for none of its values.
    """

    value: Reported | None
    gap: Gap | None = None
    codes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Derived:
    """A derived fact made ready.

    ``formula`` is set where it is nothing but a formula over other facts, which then stands for
    it everywhere. ``reads`` are facts of the subject, ``clauses`` the clauses it counts.
    ``claims`` are the quantities that the law's text must hold, ``remarks`` what an author should
    know, as codes and values of problems.
    """

    name: str
    fact: Fact
    reads: tuple[str, ...]
    reckon: Callable[[World], Found]
    clauses: tuple[str, ...] = ()
    formula: Tree | None = None
    together: bool = False
    inferred: bool = False
    shown: str = ""
    claims: tuple[tuple[Path, str], ...] = ()
    remarks: tuple[tuple[str, Mapping[str, object]], ...] = ()


class Scope(Protocol):
    """What a derivation may ask while it is compiled.

    Raises:
        ShapeError: in each method, for text that cannot be meant.
    """

    @property
    def inferences(self) -> bool:
        """Whether recorded inferences may stand in for what the source lost."""

    def number(self, text: str, *path: str | int, over: str = "") -> tuple[Tree, Dimension]:
        """A formula over the subject's facts, or over those of its parts ``over``."""

    def condition(self, text: str, *path: str | int, over: str = "") -> Tree:
        """A condition, as ``number``."""

    def facts(self, over: str, *path: str | int) -> Mapping[str, Fact]:
        """The facts of the subject, or of its parts or members ``over``."""

    def unit(self, text: str | None, *path: str | int) -> Unit:
        """The unit that a derivation states."""

    def clause(self, name: str, *path: str | int) -> str:
        """A clause of the same standard."""

    def standard(self, name: str, *path: str | int) -> str:
        """The id of another standard."""

    def clause_of(self, standard: str, name: str, *path: str | int) -> str:
        """A clause of another standard."""


class Derivation(Model):
    """A derived fact as the file states it; each shape has one key of its own."""

    key: ClassVar[str]
    zh: Words
    en: Words | None = Field(default=None, description="falls back to the Chinese 缺则用中文")
    unit: Words | None = Field(default=None, description="the unit of the number 数值的单位")
    note: Words | None = None

    @property
    def text(self) -> Text:
        """The name in both languages."""
        return Text(self.zh, self.en or self.zh)

    def compile(self, name: str, scope: Scope) -> Derived:
        """The derived fact made ready.

        Raises:
            ShapeError: for what cannot be meant.
        """
        raise NotImplementedError(name, scope)

    def stated_formula(
        self, name: str, scope: Scope, text: str, key: str, over: str = ""
    ) -> tuple[Tree, Unit]:
        """A formula and the unit that it must come out in.

        Raises:
            ShapeError: where its dimension is another.
        """
        tree, dimension = scope.number(text, key, over=over)
        unit = scope.unit(self.unit, "unit")
        if not fits(unit.dimension, dimension):
            raise ShapeError("measure-dimension", key, measure=name, unit=self.unit,
                             formula=show_dimension(dimension))  # fmt: skip
        return tree, unit

    def number(self, unit: Unit) -> Number:
        """The fact that a numeric derivation makes."""
        return Number(type="number", zh=self.zh, en=self.en or self.zh, unit=unit.text,
                      decimals=0, largest=10**15, merge="none")  # fmt: skip

    def flag(self) -> Flag:
        """The fact that a yes-or-no derivation makes."""
        return Flag(type="flag", zh=self.zh, en=self.en or self.zh)

    def category(self, values: Mapping[str, Any]) -> Category:
        """The fact that a derivation of one of several named values makes."""
        named = {code: Value(zh=v.zh, en=v.en or v.zh) for code, v in values.items()}
        return Category(type="category", zh=self.zh, en=self.en or self.zh, values=named)


def amount(text: str, dimension: Dimension | None, *path: str | int) -> Fraction:
    """A quantity of a file in base units of a dimension; 1:25 is first to second.

    Raises:
        ShapeError: where it is no exact quantity of that dimension.
    """
    if dimension is None:
        raise ShapeError("threshold-not-number", *path)
    try:
        found = read_quantity(text)
    except UnreadableQuantity:
        raise ShapeError("threshold-unreadable", *path, found=text) from None
    if found.span or found.remark:
        raise ShapeError("threshold-unreadable", *path, found=text)
    if found.unit is RATIO:
        if not is_ratio(dimension):
            wanted = show_dimension(dimension)
            raise ShapeError("threshold-ratio", *path, found=text, wanted=wanted)
        return found.value
    if found.unit and found.unit.text == "%" and is_ratio(dimension):
        return found.value
    return _in_dimension(found, text, dimension, *path)


def _in_dimension(found: Quantity, text: str, dimension: Dimension, *path: str | int) -> Fraction:
    given = DIMENSIONLESS if found.unit is None else found.unit.dimension
    if found.unit is None and text.rstrip().endswith("个"):
        given = ITEM  # a counting word that files also put behind bare numbers
    if given == ITEM and dimension == DIMENSIONLESS:
        return found.value
    if found.unit is None and given == DIMENSIONLESS != dimension:
        wanted = show_dimension(dimension)
        raise ShapeError("threshold-no-unit", *path, found=text, wanted=wanted)
    if not fits(given, dimension):
        raise ShapeError(
            "threshold-dimension", *path, found=text, given=show_dimension(given),
            wanted=show_dimension(dimension),
        )  # fmt: skip
    return found.value


def is_ratio(dimension: Dimension) -> bool:
    """One count to another: teachers to students, or a plain share written 5:5."""
    return dimension == DIMENSIONLESS or sorted(e for _, e in dimension) == [-1, 1]


def span_of(tree: Tree, about: School | Part) -> Span | Gap:
    """All values that a formula may have for a subject or a part of one."""
    gap = gaps.lacking(about, names(tree)) or gaps.zero(tree, about)
    if gap is not None:
        return gap
    found = fold.span(tree, lambda name: about.facts[name].bounds)
    if found is not None:
        return found
    return gaps.rough(tree, about) or Gap("approximate_fact", tuple(dict.fromkeys(names(tree))))


def figure(span: Span, gap: Gap | None = None, about: Fraction | None = None) -> Found:
    """A number that lies within a span, which is a point where everything is known.

    ``about`` is the figure to show where no number of the span is one that people write.
    """
    exact, shown = span.low == span.high, span.low if about is None else about
    is_open = not exact and about is None
    given = f"{exact_text(span.low)}..{exact_text(span.high)}" if is_open else exact_text(shown)
    value = Reported(shown.as_integer_ratio(), given, "", None if exact else span, is_open)
    return Found(value, None if exact else gap)


def stated(value: str | bool) -> Found:  # noqa: FBT001 - the value itself
    """A category's code, or a yes or no."""
    return Found(Reported(value, str(value).lower() if isinstance(value, bool) else value, ""))
