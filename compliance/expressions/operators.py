"""THE table: an operator is one row, and every engine is a fold that knows no operator.

``exact`` is written with ``+ - *`` and comparisons alone, on opaque values: the same row
works on Python integers, on pieces of source text, and on columns of a dataframe. A comparison of
float columns is exact once its right side is moved by a proven eps, to the side that ``leans``
says. A number is a pair (numerator, denominator) with a denominator above zero; a truth is a pair
of masks (certainly true, certainly false), so that Kleene logic needs no third value.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

from compliance.units import Dimension, multiply


@dataclass(frozen=True, slots=True)
class Operator:
    """One row of the table.

    ``dimension``: of the result, or None if the operands do not fit.
    ``rises``: for each operand, +1 if the result never falls when it rises, -1 if it never rises
    (operands not below zero): this is all that interval arithmetic needs.
    ``negation``: for a comparison, the symbol that says the opposite.
    ``leans``: for a comparison of float columns, where equal numbers must still be told from
    unequal ones: -1 just below the right side, +1 just above, 0 both.
    ``function``: it is written ``min(a, b)``, not ``a min b``; ``like``: its operands are of one
    dimension, so that a quantity such as "1000 人" may be one of them.
    """

    symbol: str
    kind: Literal["arithmetic", "comparison", "logic"]
    binds: int
    dimension: Callable[[Dimension, Dimension], Dimension | None]
    exact: Callable[..., Any]
    rises: tuple[int, int] = (1, 1)
    negation: str = ""
    leans: int = 0
    divides: bool = False
    function: bool = False

    @property
    def like(self) -> bool:
        """Whether both operands are of one dimension."""
        return self.dimension is _same


def _same(a: Dimension, b: Dimension) -> Dimension | None:
    return a if a == b else None


def _product(a: Dimension, b: Dimension) -> Dimension:
    return multiply(a, b)


def _quotient(a: Dimension, b: Dimension) -> Dimension:
    return multiply(a, b, -1)


def least(a: Any, b: Any) -> Any:
    """The lesser of two opaque values, by their own ``least`` where they are no plain numbers."""
    own = getattr(a, "least", None)
    return own(b) if own else b.least(a) if hasattr(b, "least") else min(a, b)


def most(a: Any, b: Any) -> Any:
    """The greater of two opaque values; as ``least``."""
    own = getattr(a, "most", None)
    return own(b) if own else b.most(a) if hasattr(b, "most") else max(a, b)


_ROWS = (
    Operator("or", "logic", 1, _same, lambda at, af, bt, bf: (at | bt, af & bf)),
    Operator("and", "logic", 2, _same, lambda at, af, bt, bf: (at & bt, af | bf)),
    Operator("==", "comparison", 4, _same, lambda an, ad, bn, bd: an * bd == bn * ad,
             negation="!="),
    Operator("!=", "comparison", 4, _same, lambda an, ad, bn, bd: an * bd != bn * ad,
             negation="=="),
    Operator(">=", "comparison", 4, _same, lambda an, ad, bn, bd: an * bd >= bn * ad,
             negation="<", leans=-1),
    Operator("<=", "comparison", 4, _same, lambda an, ad, bn, bd: an * bd <= bn * ad,
             negation=">", leans=1),
    Operator(">", "comparison", 4, _same, lambda an, ad, bn, bd: an * bd > bn * ad,
             negation="<=", leans=1),
    Operator("<", "comparison", 4, _same, lambda an, ad, bn, bd: an * bd < bn * ad,
             negation=">=", leans=-1),
    Operator("+", "arithmetic", 5, _same, lambda an, ad, bn, bd: (an * bd + bn * ad, ad * bd)),
    Operator("-", "arithmetic", 5, _same, lambda an, ad, bn, bd: (an * bd - bn * ad, ad * bd),
             rises=(1, -1)),
    Operator("*", "arithmetic", 6, _product, lambda an, ad, bn, bd: (an * bn, ad * bd)),
    Operator("/", "arithmetic", 6, _quotient, lambda an, ad, bn, bd: (an * bd, ad * bn),
             rises=(1, -1), divides=True),
    Operator("min", "arithmetic", 8, _same,
             lambda an, ad, bn, bd: (least(an * bd, bn * ad), ad * bd), function=True),
    Operator("max", "arithmetic", 8, _same,
             lambda an, ad, bn, bd: (most(an * bd, bn * ad), ad * bd), function=True),
)  # fmt: skip

OPERATORS: dict[str, Operator] = {row.symbol: row for row in _ROWS}
