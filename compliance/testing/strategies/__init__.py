"""Hypothesis strategies: facts of subjects, four in five on a line of the law or a grain beside."""

from compliance.testing.strategies.frames import frames
from compliance.testing.strategies.histories import histories
from compliance.testing.strategies.policies import policies
from compliance.testing.strategies.profiles import near, profiles
from compliance.testing.strategies.regions import regions

__all__ = ["frames", "histories", "near", "policies", "profiles", "regions"]
