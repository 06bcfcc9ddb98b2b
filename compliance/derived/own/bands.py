"""``bands``: a number → one of several named values; with memory, a ladder of sanctions."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Any, ClassVar

from pydantic import Discriminator, Field, Tag

from compliance.derived import gaps
from compliance.derived.base import (
    Derivation,
    Derived,
    Found,
    Path,
    Scope,
    ShapeError,
    World,
    amount,
    span_of,
    stated,
)
from compliance.derived.spans import middle, stretches
from compliance.expressions.tree import names
from compliance.intake.school import Gap, Part, School
from compliance.model import Identifier, Model, Words
from compliance.quantity import Span
from compliance.units import Dimension


class LostEnd(Model):
    """An end that the source lost, with the range that is left of it."""

    unreadable: Words = Field(description="what the copy shows 原文残存文字")
    from_: Words = Field(alias="from")
    to: Words
    inferred: Words | None = Field(default=None, description="a recorded inference 推定值")
    ground: Words | None = Field(default=None, description="its ground 推定依据")


def _tag(value: Any) -> str:
    return "lost" if isinstance(value, dict | LostEnd) else "quantity"


End = Annotated[
    Annotated[Words, Tag("quantity")] | Annotated[LostEnd, Tag("lost")], Discriminator(_tag)
]


class Band(Model):
    """A named value and the numbers that earn it."""

    zh: Words
    en: Words | None = None
    from_: End | None = Field(default=None, alias="from", description="自…起（含） at or above")
    above: End | None = Field(default=None, description="超过 more than")
    to: End | None = Field(default=None, description="至…止（含） at or below")
    below: End | None = Field(default=None, description="不满 less than")


class Memory(Model):
    """What the years before add: the third yellow card in a row is a red one."""

    parts: Identifier
    value: Identifier = Field(description="the earlier value, a fact of the parts 历年结果")
    year: Identifier = Field(description="its year, a fact of the parts 年份")
    run: int = Field(ge=2, le=20, description="years in a row, this one included 连续年数")
    of: Identifier
    becomes: Identifier


@dataclass(frozen=True, slots=True)
class Ends:
    """Where a band certainly holds, and where it may: they differ by ends that the source lost."""

    certain: tuple[Fraction | None, Fraction | None]
    possible: tuple[Fraction | None, Fraction | None]
    open: tuple[bool, bool]

    def surely(self, x: Fraction) -> bool:
        """Whether a number lies in the band."""
        return _within(x, self.certain, self.open)

    def perhaps(self, x: Fraction) -> bool:
        """Whether a number may lie in the band."""
        return _within(x, self.possible, self.open)


class Bands(Derivation):
    """优秀 95分以上: a category by a number; unknown where the source lost the end in question."""

    key: ClassVar[str] = "bands"
    bands: Words = Field(description="what decides, a formula 自变量")
    values: dict[Identifier, Band]
    memory: Memory | None = None

    def compile(self, name: str, scope: Scope) -> Derived:
        """The bands in base units, and the memory's facts."""
        tree, dimension = scope.number(self.bands, "bands")
        ends = {code: _ends(band, dimension, scope.inferences, ("values", code))
                for code, band in self.values.items()}  # fmt: skip
        memory = self.memory
        if memory is not None:
            self._remembered(memory, scope)
        reads = [*dict.fromkeys(names(tree)), *([memory.parts] if memory else [])]

        def reckon(world: World) -> Found:
            span = span_of(tree, world.school)
            if isinstance(span, Gap):
                return Found(None, span)
            codes, gap = _codes(ends, span, gaps.rough(tree, world.school))
            if memory is not None and memory.of in codes:
                recalled, open_ = _recalled(memory, world.school, world.on.year)
                codes = (codes - {memory.of}) | recalled
                gap = gaps.merged((gap, open_))
            if len(codes) == 1:
                return stated(*codes)
            return Found(None, gap, tuple(code for code in (*self.values, "") if code in codes))

        return Derived(name, self.category(self.values), tuple(reads), reckon, shown=self.bands,
                       inferred=scope.inferences and any(self._inferred()),
                       claims=tuple(self._claims()))  # fmt: skip

    def _inferred(self) -> Iterator[bool]:
        for band in self.values.values():
            for end in (band.from_, band.above, band.to, band.below):
                yield isinstance(end, LostEnd) and end.inferred is not None

    def _claims(self) -> Iterator[tuple[Path, str]]:
        for code, band in self.values.items():
            for key in ("from_", "above", "to", "below"):
                end = getattr(band, key)
                if isinstance(end, str):
                    yield ("values", code, key.strip("_")), end

    def _remembered(self, memory: Memory, scope: Scope) -> None:
        facts = scope.facts(memory.parts, "memory", "parts")
        for key in ("value", "year"):
            if getattr(memory, key) not in facts:
                raise ShapeError("unknown-fact", "memory", key, fact=getattr(memory, key),
                                 nearest=", ".join(facts) or "—")  # fmt: skip
        for key in ("of", "becomes"):
            if getattr(memory, key) not in self.values:
                raise ShapeError("table-row-unknown", "memory", key, found=getattr(memory, key),
                                 nearest=", ".join(self.values))  # fmt: skip


def _within(
    x: Fraction, ends: tuple[Fraction | None, Fraction | None], opens: tuple[bool, bool]
) -> bool:
    low, high = ends
    above = low is None or x > low or (x == low and not opens[0])
    return above and (high is None or x < high or (x == high and not opens[1]))


def _ends(band: Band, dimension: Dimension, inferences: bool, path: tuple[str | int, ...]) -> Ends:  # noqa: FBT001
    known: list[tuple[Fraction | None, Fraction | None]] = []
    opens = []
    for side, (closed, opened) in enumerate((("from_", "above"), ("to", "below"))):
        given = [key for key in (closed, opened) if getattr(band, key) is not None]
        if len(given) > 1:
            raise ShapeError("piece-ends", *path, opened)
        opens.append(given == [opened])
        at = (*path, given[0].strip("_")) if given else path
        low, high = _end(getattr(band, given[0]) if given else None, dimension, inferences, at)
        known.append((low, high) if side == 0 else (high, low))
    (lower_wide, lower_sure), (upper_wide, upper_sure) = known
    if lower_wide is not None and upper_wide is not None and lower_wide > upper_wide:
        raise ShapeError("band-empty", *path)
    return Ends((lower_sure, upper_sure), (lower_wide, upper_wide), (opens[0], opens[1]))


def _end(
    end: str | LostEnd | None, dimension: Dimension, inferences: bool, path: tuple[str | int, ...]  # noqa: FBT001
) -> tuple[Fraction | None, Fraction | None]:  # fmt: skip
    """The lowest and the highest number that an end may be."""
    if end is None:
        return None, None
    if isinstance(end, str):
        found = amount(end, dimension, *path)
        return found, found
    low, high = (amount(text, dimension, *path, key)
                 for text, key in ((end.from_, "from"), (end.to, "to")))  # fmt: skip
    if end.inferred is None or not inferences:
        return low, high
    if end.ground is None:
        raise ShapeError("inference-no-ground", *path, "inferred")
    found = amount(end.inferred, dimension, *path, "inferred")
    if not low <= found <= high:
        raise ShapeError("inference-outside", *path, "inferred", found=end.inferred)
    return found, found


def _codes(
    ends: Mapping[str, Ends], span: Span, gap: Gap | None
) -> tuple[frozenset[str], Gap | None]:
    """The bands that a number may lie in, "" where perhaps in none, and what keeps it open.

    Where a number lies in no band at all, whatever the lost ends are, nothing is known.
    """
    cuts = [at for end in ends.values() for at in (*end.certain, *end.possible)]
    along = {_codes_at(ends, middle(stretch)) for stretch in stretches(span, cuts)}
    codes = frozenset[str]().union(*along)
    if gap is None or len(along) == 1:
        gap = Gap("unknown_threshold")  # a better known number would not help
    if frozenset() in along:
        return frozenset(), gap
    return codes, gap if len(codes) > 1 else None


def _codes_at(ends: Mapping[str, Ends], x: Fraction) -> frozenset[str]:
    codes = frozenset(code for code, end in ends.items() if end.perhaps(x))
    lost = codes and not any(ends[code].surely(x) for code in codes)
    return codes | {""} if lost else codes


def _recalled(memory: Memory, school: School, year: int) -> tuple[frozenset[str], Gap | None]:
    """What this year's value becomes, where it is the one that the memory counts."""
    gap = gaps.lacking(school, (memory.parts,))
    stays, turns = frozenset({memory.of}), frozenset({memory.becomes})
    if gap is not None:
        return stays | turns, gap
    items = school.facts[memory.parts].value
    if not items:
        return stays, None  # an empty list says that there was nothing before
    said = _by_year(items if isinstance(items, tuple) else (), memory)
    years = [said[year - back] for back in range(1, memory.run)]
    if any(codes and codes.isdisjoint({memory.of, None}) for codes in years):
        return stays, None
    open_ = [codes for codes in years if codes != stays]
    if not open_:
        return turns, None
    reason = "conflicting_facts" if any(open_) else "missing_fact"
    return stays | turns, Gap(reason, (memory.parts,))


def _by_year(items: Sequence[Any], memory: Memory) -> Mapping[int, set[object]]:
    """What the entries say of each year; None beside a value that its entry contradicts."""
    found: dict[int, set[object]] = defaultdict(set)
    for item in items:
        if not (isinstance(item, Part | School) and memory.value in item.facts):
            continue
        year = item.facts.get(memory.year)
        if year is None or year.span is not None or memory.year in item.conflicts:
            continue
        against = {None} if memory.value in item.conflicts else set()
        found[int(year.bounds.low)] |= {item.facts[memory.value].value, *against}
    return found
