"""Weights by hashed names: the objective that chooses one among equally good solutions."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from compliance.planning.solving.program import MOST_VALUE, Model, Weights

FINEST, COARSEST = 40, 16
"""Bits of a weight at most and at least: with too few, different solutions may weigh the same."""


def rounds(model: Model) -> list[Weights] | None:
    """The objectives of the tie-break, the highest first; None if no weights can tell.

    First over the variables of two values, which is to fix them, then twice, with different
    weights, over those of more.

    >>> from compliance.planning.solving.program import Program
    >>> program = Program()
    >>> _ = program.var("a", 0, 1), program.var("b", 0, 9)
    >>> [[name for name, _ in weights] for weights in rounds(program.model())]
    [['a'], ['b'], ['b']]
    """
    flags = [bounds for bounds in model.variables if bounds[2] - bounds[1] == 1]
    others = [bounds for bounds in model.variables if bounds[2] - bounds[1] > 1]
    found: list[Weights] = []
    for variables, salt in ((flags, "flags"), (others, "first"), (others, "second")):
        farthest = sum(max(abs(low), abs(high)) for _, low, high in variables)
        bits = min(FINEST, MOST_VALUE.bit_length() - 1 - farthest.bit_length())
        if bits < COARSEST:
            return None
        found.append(_hashed([name for name, _, _ in variables], salt, bits))
    return found


def _hashed(names: Sequence[str], salt: str, bits: int) -> Weights:
    """A weight from 1 to 2**bits for each name: the first bits of a SHA-256, plus one."""
    digests = (sha256(f"{salt}:{name}".encode()).digest() for name in names)
    return tuple(
        (name, (int.from_bytes(digest) >> (256 - bits)) + 1)
        for name, digest in zip(names, digests, strict=True)
    )
