"""For people who own a standard: nobody moves a line of it by accident.

>>> import compliance.testing
>>> found = compliance.testing.guard("cn/moe/conditions-2022")
>>> len(found.survivors)
0
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from compliance.testing.guards import Guarded, Survivor, guard
    from compliance.testing.strategies import (
        frames,
        histories,
        near,
        policies,
        profiles,
        regions,
    )
    from compliance.testing.suites import suite

_HOMES = {
    "Guarded": "guards", "Survivor": "guards", "guard": "guards", "frames": "strategies",
    "histories": "strategies", "near": "strategies", "policies": "strategies",
    "profiles": "strategies", "regions": "strategies", "suite": "suites",
}  # fmt: skip

__all__ = ["Guarded", "Survivor", "frames", "guard", "histories", "near", "policies", "profiles",
           "regions", "suite"]  # fmt: skip


def __getattr__(name: str) -> Any:
    """Load what is asked for on its first touch: a plugin is imported by every run of pytest."""
    if name not in _HOMES:
        raise AttributeError(f"module 'compliance.testing' has no attribute {name!r}")
    return getattr(import_module(f"compliance.testing.{_HOMES[name]}"), name)
