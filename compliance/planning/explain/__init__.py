"""Why a plan is as it is, what else could be done, and what stands in the way: by re-solving."""

from compliance.planning.explain.bans import Ban
from compliance.planning.explain.contrast import Contrast, why_not
from compliance.planning.explain.others import (
    Afforded,
    Blocker,
    Swept,
    afford,
    alternatives,
    blockers,
    sweep,
)
from compliance.planning.explain.reasons import Why, why

__all__ = [
    "Afforded", "Ban", "Blocker", "Contrast", "Swept", "Why",
    "afford", "alternatives", "blockers", "sweep", "why", "why_not",
]  # fmt: skip
