"""What of a standard may change without any of its examples failing."""

from compliance.testing.guards.report import Guarded, Survivor, guard

__all__ = ["Guarded", "Survivor", "guard"]
