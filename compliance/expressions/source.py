"""Formulas as source text: the operator table folded over pieces of Python."""

from __future__ import annotations

from typing import Any


class Source:
    """A piece of source text that can be computed with; constants are folded."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def _with(self, sign: str, other: object) -> Source:
        return Source(f"({self.text}{sign}{text_of(other)})")

    def __mul__(self, other: object) -> Any:
        if isinstance(other, int):
            return self if other == 1 else 0 if other == 0 else self._with("*", other)
        return self._with("*", other)

    __rmul__ = __mul__

    def __add__(self, other: object) -> Any:
        return self if other == 0 and isinstance(other, int) else self._with("+", other)

    __radd__ = __add__

    def __sub__(self, other: object) -> Any:
        return self._with("-", other)

    def __rsub__(self, other: object) -> Any:
        return Source(f"({text_of(other)}-{self.text})")

    def __and__(self, other: object) -> Any:
        return self._with(" and ", other)

    __rand__ = __and__

    def __or__(self, other: object) -> Any:
        return self._with(" or ", other)

    __ror__ = __or__

    def __ge__(self, other: object) -> Any:
        return self._with(">=", other)

    def __le__(self, other: object) -> Any:
        return self._with("<=", other)

    def __gt__(self, other: object) -> Any:
        return self._with(">", other)

    def __lt__(self, other: object) -> Any:
        return self._with("<", other)

    def __eq__(self, other: object) -> Any:
        return self._with("==", other)

    def __ne__(self, other: object) -> Any:
        return self._with("!=", other)

    __hash__ = None  # type: ignore[assignment]

    def least(self, other: object) -> Any:
        """The lesser of two."""
        return Source(f"least({self.text}, {text_of(other)})")

    def most(self, other: object) -> Any:
        """The greater of two."""
        return Source(f"most({self.text}, {text_of(other)})")


def text_of(value: object) -> str:
    """A piece of source text, or a constant as Python writes it."""
    return value.text if isinstance(value, Source) else repr(value)
