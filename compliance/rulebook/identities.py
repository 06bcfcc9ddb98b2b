"""A document's own arithmetic: 17 + 19 == 36, read with the same grammar as every formula."""

from __future__ import annotations

from collections.abc import Iterator

from compliance.documents.standard import Identity
from compliance.errors import Problem
from compliance.expressions import certain
from compliance.expressions.parse import parse
from compliance.expressions.tree import ExpressionError
from compliance.expressions.types import condition_of, settle
from compliance.rulebook.clauses.derivations import expression_error
from compliance.rulebook.overlay import Layer


def identity_problems(layer: Layer) -> Iterator[Problem]:
    """Every identity that is no arithmetic, or comes out otherwise than the file says."""
    seen: set[str] = set()
    for n, identity in enumerate(layer.standard.identities):
        place = layer.document.place("identities", n)
        if identity.id in seen:
            values = {"id": identity.id, "first": "identities"}
            yield Problem("clause-twice", place, identity.id, values=values)
        seen.add(identity.id)
        if bool(identity.says) == bool(identity.readings):
            yield Problem("identity-form", place, identity.id)
        for says, expected, path in _claims(identity):
            start = layer.document.start("identities", n, *path)
            try:
                found = comes_out(says)
            except ExpressionError as error:
                yield from expression_error(error, says, start, identity.id).problems
                continue
            if found != expected:
                yield Problem("identity-wrong", start, identity.id,
                              values={"says": says, "holds": str(expected).lower()})  # fmt: skip


def _claims(identity: Identity) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    if identity.says:
        yield identity.says, identity.holds, ("says",)
    for name, reading in identity.readings.items():
        yield reading.says, reading.holds, ("readings", name, "says")


def comes_out(says: str) -> bool:
    """Whether arithmetic on plain numbers comes out as it says.

    Raises:
        ExpressionError: for anything else.

    >>> comes_out("17 + 19 == 36"), comes_out("2 + 3 == 4")
    (True, False)
    """
    tree = parse(says)
    condition_of(tree, {})
    return certain.truth(settle(tree, {}), {})[0]
