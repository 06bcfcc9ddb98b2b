"""THE table of derivations: a shape is one row, known by the key of its own name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Union

from pydantic import Discriminator, Tag

from compliance.derived.base import Derivation
from compliance.derived.others.clauses import Attained, Failing, Passing
from compliance.derived.others.members import Share, Variation
from compliance.derived.others.neighbours import Largest, Nearest
from compliance.derived.others.parts import Count, Least, Mean, Most, Sum
from compliance.derived.own.bands import Bands
from compliance.derived.own.formula import Formula
from compliance.derived.own.piecewise import Piecewise
from compliance.derived.own.signs import EndsWith, Odd, YearsSince

SHAPES: tuple[type[Derivation], ...] = (
    Formula,
    Piecewise,
    Bands,
    Odd,
    EndsWith,
    YearsSince,
    Count,
    Sum,
    Mean,
    Least,
    Most,
    Passing,
    Failing,
    Attained,
    Share,
    Variation,
    Largest,
    Nearest,
)


def _shape(value: Any) -> str | None:
    if isinstance(value, Derivation):
        return value.key
    return (
        next((s.key for s in SHAPES if s.key in value), None) if isinstance(value, dict) else None
    )


if TYPE_CHECKING:
    AnyDerivation = Derivation
else:
    AnyDerivation = Annotated[
        Union[tuple(Annotated[shape, Tag(shape.key)] for shape in SHAPES)],  # noqa: UP007
        Discriminator(_shape),
    ]
